import Bytes
import Model

/// UTF-16 text as UTF-8: what Windows' tools write (`Get-MessageTrace | Out-File`, consoles saved as "Unicode").
///
/// Told by its byte order mark, which is left out. A half of a surrogate pair alone becomes U+FFFD; a half character at
/// the end is reported. Offsets then count the bytes of the UTF-8 text.
/// - Source: RFC 2781, Unicode §3.9.
final class UTF16Decoder: ByteStream {
  enum ByteOrder { case little, big }

  private let input: ByteStream
  private let isBigEndian: Bool
  private var units = ByteBuffer(capacity: 1 << 16)
  private var text = ByteBuffer(capacity: 1 << 17)
  private var given = 0
  private var high: UInt32 = 0
  private var isAtStart = true
  private var isAtEnd = false
  private var fault: StreamFault?

  init(_ input: ByteStream, _ order: ByteOrder) {
    self.input = input
    isBigEndian = order == .big
  }

  /// The byte order of UTF-16 text that begins with `head`; nil for everything else. A mark alone proves little: most of
  /// the first characters must be of the Latin block, as those of every log are.
  static func byteOrder(_ head: [UInt8]) -> ByteOrder? {
    guard head.count >= 4 else { return nil }
    let order: ByteOrder
    switch (head[0], head[1]) {
    case (0xFF, 0xFE): order = .little
    case (0xFE, 0xFF): order = .big
    default: return nil
    }
    let count = min(head.count / 2, 128)
    var latin = 0
    for unit in 1..<count where head[unit * 2 + (order == .big ? 0 : 1)] == 0 { latin += 1 }
    return latin * 2 >= count - 1 ? order : nil
  }

  override var storedBytes: UInt64 { input.storedBytes }
  override var isDecoded: Bool { true }

  override func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    while given == text.count {
      if isAtEnd {
        if let fault {
          self.fault = nil
          throw fault
        }
        return 0
      }
      text.removeAll()
      given = 0
      decode()
    }
    let count = min(room.count, text.count - given)
    // SAFETY: `count` bytes from `given` are initialised in `text`, and `room` has as many.
    unsafe text.withBytes { bytes in
      unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[given..<(given + count)]))
    }
    given += count
    return count
  }

  /// Decodes another stretch of the input, or finds its end.
  private func decode() {
    var filled = 0
    do throws(StreamFault) {
      // SAFETY: the free memory is lent for the call.
      filled = unsafe try units.appending(room: 1 << 15) { (room) throws(StreamFault) in
        unsafe try input.read(room)
      }
    } catch {
      fault = error
    }
    if filled == 0 {
      isAtEnd = true
      if high != 0 { text.append("\u{FFFD}") }
      if units.count > 0, fault == nil {
        fault = StreamFault(
          kind: .truncated, offset: input.storedBytes, detail: "UTF-16 text ends in the middle of a character"
        )
      }
      return
    }
    var position = 0
    while position + 1 < units.count {
      let (first, second) = (UInt32(units[position]), UInt32(units[position + 1]))
      position += 2
      take(isBigEndian ? first << 8 | second : second << 8 | first)
    }
    units.removeFirst(position)
  }

  private func take(_ unit: UInt32) {
    defer { isAtStart = false }
    if isAtStart, unit == 0xFEFF { return }
    if unit & 0xFC00 == 0xDC00, high != 0 {
      append(0x10000 + (high & 0x3FF) << 10 + unit & 0x3FF)
      high = 0
      return
    }
    if high != 0 { text.append("\u{FFFD}") }
    high = 0
    switch unit & 0xFC00 {
    case 0xD800: high = unit
    case 0xDC00: text.append("\u{FFFD}")
    default: append(unit)
    }
  }

  private func append(_ code: UInt32) {
    if code < 0x80 {
      text.append(UInt8(code))
    } else if let scalar = Unicode.Scalar(code) {
      for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { text.append(byte) }
    }
  }
}
