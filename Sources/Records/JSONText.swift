public import Bytes

/// JSON strings after RFC 8259: what must be escaped is, what is not UTF-8 becomes U+FFFD.
///
/// Bytes that need nothing are found eight at a time and copied in one piece. DEL and the C1 controls are escaped
/// too, though JSON does not ask for it: a terminal acts on them.
extension ByteBuffer {
  /// Appends `range` of `text` as a JSON string with its quotes. False where the text was not UTF-8.
  @inline(never) @discardableResult
  public mutating func append(json text: Span<UInt8>, _ range: ByteRange) -> Bool {
    append(UInt8(ascii: "\""))
    return append(closingJSON: text, range)
  }

  /// As above, without the quote before it.
  @usableFromInline @inline(never) @discardableResult
  mutating func append(closingJSON text: Span<UInt8>, _ range: ByteRange) -> Bool {
    let position = append(closingLastJSON: text, range)
    return position == range.upper || append(restOfJSON: text, from: position, to: range.upper)
  }

  /// Appends `start..<end` of `text`, escaped, and the quote behind it. False where the text was not UTF-8.
  @usableFromInline @inline(never)
  mutating func append(restOfJSON text: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var isExact = true
    var position = start
    while position < end {
      if text[position] < 0x80 {
        append(jsonEscape: text[position])
        position &+= 1
      } else {
        position = append(beyondASCII: text, at: position, to: end, &isExact)
      }
      position = append(plainJSON: text, from: position, to: end)
    }
    append(UInt8(ascii: "\""))
    return isExact
  }

  @usableFromInline @inline(never)
  mutating func append(jsonEscape byte: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
    case 8: append(UInt8(ascii: "b"))
    case 9: append(UInt8(ascii: "t"))
    case 10: append(UInt8(ascii: "n"))
    case 12: append(UInt8(ascii: "f"))
    case 13: append(UInt8(ascii: "r"))
    default:
      append("u00")
      append(hexDigit: byte >> 4)
      append(hexDigit: byte & 15)
    }
  }

  @inlinable
  mutating func append(hexDigit value: UInt8) { append(value < 10 ? 48 + value : 87 + value) }

  /// Appends the run of bytes above ASCII at `position`, returns where it ends.
  @usableFromInline @inline(never)
  mutating func append(
    beyondASCII text: Span<UInt8>, at position: Int, to end: Int, _ isExact: inout Bool
  ) -> Int {
    var position = position
    while position < end, text[position] >= 0x80 {
      let size = text.scalarLength(at: position, to: end)
      if size < 0 {
        append("\u{FFFD}")
        isExact = false
        position += -size
      } else if size == 2, text[position] == 0xC2, text[position + 1] < 0xA0 {
        append("\\u00")
        append(hexDigit: text[position + 1] >> 4)
        append(hexDigit: text[position + 1] & 15)
        position += 2
      } else {
        append(text, ByteRange(position, position + size))
        position += size
      }
    }
    return position
  }
}

extension Span where Element == UInt8 {
  /// Length of the UTF-8 sequence at `position`; of a damaged one the negative number of bytes that U+FFFD stands
  /// for (the longest prefix of a valid sequence, at least 1: Unicode §3.9, as `String` does it).
  @usableFromInline
  func scalarLength(at position: Int, to end: Int) -> Int {
    let lead = self[position]
    let size: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch lead {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: size = 2
    case 0xE0...0xEF:
      size = 3
      if lead == 0xE0 { low = 0xA0 }
      if lead == 0xED { high = 0x9F }
    case 0xF0...0xF4:
      size = 4
      if lead == 0xF0 { low = 0x90 }
      if lead == 0xF4 { high = 0x8F }
    default: return -1
    }
    var index = 1
    while index < size {
      guard position + index < end, self[position + index] >= low, self[position + index] <= high
      else { return -index }
      low = 0x80
      high = 0xBF
      index += 1
    }
    return size
  }
}
