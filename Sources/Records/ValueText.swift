public import Bytes
import Model

/// The text forms of values that are neither text nor whole numbers.
extension ByteBuffer {
  /// Appends decimal seconds without trailing zeros: 1,500,000 is `1.5`.
  @usableFromInline
  mutating func append(seconds microseconds: Int64) {
    let magnitude = microseconds.magnitude
    if microseconds < 0 { append(UInt8(ascii: "-")) }
    let whole = magnitude / 1_000_000
    append(decimal: whole)
    let fraction = magnitude &- whole &* 1_000_000
    if fraction == 0 { return }
    // Six digits, the first in the lowest byte; what is zero behind the last other falls away.
    let digits = ByteBuffer.eightDigits(fraction) >> 16
    append(UInt8(ascii: "."))
    append(word: digits | 0x3030_3030_3030, 8 &- digits.leadingZeroBitCount >> 3)
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
