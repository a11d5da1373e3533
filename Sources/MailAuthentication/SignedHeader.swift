import Bytes
import MIME

/// Header fields in the form that is signed.
///
/// - Source: RFC 6376 §3.4.1, §3.4.2, §3.7, §5.4.2.
struct SignedHeader {
  private(set) var bytes: [UInt8] = []

  /// Adds a field, with its line end.
  mutating func add(_ field: HeaderField, of header: Span<UInt8>, isRelaxed: Bool) {
    append(header, field, isRelaxed, dropsSignature: false)
    bytes += [13, 10]
  }

  /// Adds the signature's own field, `b=` emptied, without a line end.
  mutating func addOwn(_ field: HeaderField, of header: Span<UInt8>, isRelaxed: Bool) {
    append(header, field, isRelaxed, dropsSignature: true)
  }

  private mutating func append(
    _ header: Span<UInt8>, _ field: HeaderField, _ isRelaxed: Bool, dropsSignature: Bool
  ) {
    var value = header.array(field.valueRange.lower..<field.valueRange.upper)
    if dropsSignature { value = SignedHeader.withoutSignature(value) }
    guard isRelaxed else {
      bytes += header.array(field.nameRange.lower..<field.valueRange.lower)
      // As stored, with the line ends that it had on the wire.
      var last: UInt8 = 0
      for byte in value {
        if byte == 10, last != 13 { bytes.append(13) }
        bytes.append(byte)
        last = byte
      }
      return
    }
    for byte in header.array(field.nameRange.lower..<field.nameRange.upper) where byte > 32 {
      bytes.append(byte.lowercased)
    }
    bytes.append(UInt8(ascii: ":"))
    var hasBlank = false
    var isBegun = false
    for byte in value {
      if byte == 32 || byte == 9 || byte == 13 || byte == 10 {
        hasBlank = true
        continue
      }
      if hasBlank, isBegun { bytes.append(32) }
      hasBlank = false
      isBegun = true
      bytes.append(byte)
    }
  }

  /// The value with the value of its tag `b` removed.
  static func withoutSignature(_ value: [UInt8]) -> [UInt8] {
    var start = 0
    while start < value.count {
      let end = value[start...].firstIndex(of: UInt8(ascii: ";")) ?? value.count
      if let equals = value[start..<end].firstIndex(of: UInt8(ascii: "=")) {
        let name = value[start..<equals].filter { $0 > 32 }
        if name.elementsEqual([UInt8(ascii: "b")]) {
          return Array(value[...equals]) + Array(value[end...])
        }
      }
      start = end + 1
    }
    return value
  }
}
