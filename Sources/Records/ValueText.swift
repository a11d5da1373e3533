public import Bytes
import Model

/// The text forms of values that are neither text nor whole numbers.
extension ByteBuffer {
  /// Appends decimal seconds without trailing zeros: 1,500,000 is `1.5`.
  @usableFromInline
  mutating func append(seconds microseconds: Int64) {
    let magnitude = microseconds.magnitude
    if microseconds < 0 { append(UInt8(ascii: "-")) }
    append(decimal: magnitude / 1_000_000)
    var fraction = Int(magnitude % 1_000_000)
    if fraction == 0 { return }
    append(UInt8(ascii: "."))
    var width = 6
    while fraction % 10 == 0 {
      fraction /= 10
      width -= 1
    }
    append(padded: fraction, width: width)
  }

  /// Appends `+01:00`, of minutes east of UTC.
  @usableFromInline
  mutating func append(offset minutes: Int16) {
    let magnitude = Int(minutes.magnitude)
    append(minutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    append(padded: magnitude / 60, width: 2)
    append(UInt8(ascii: ":"))
    append(padded: magnitude % 60, width: 2)
  }

  /// Appends `range` of `text` with U+FFFD for what is not UTF-8. False where there was such.
  @usableFromInline
  mutating func append(utf8 text: Span<UInt8>, _ range: ByteRange) -> Bool {
    var isExact = true
    var copied = range.lower
    var position = range.lower
    let end = range.upper
    while position < end {
      let size = text.scalarLength(at: position, to: end)
      if size > 0 {
        position += size
        continue
      }
      append(text, ByteRange(copied, position))
      append("\u{FFFD}")
      isExact = false
      position -= size
      copied = position
    }
    append(text, ByteRange(copied, end))
    return isExact
  }
}
