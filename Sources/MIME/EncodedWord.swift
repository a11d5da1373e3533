public import Bytes

/// Decodes RFC 2047 encoded words (`=?utf-8?B?...?=`) of an unfolded header value into UTF-8.
///
/// Reads what mailers really write: words inside quoted strings and glued to text, blanks in Q text, missing
/// padding, a charset with a language (RFC 2231 §5). A word whose charset or encoding is not known stays as it
/// stands and is told in the result; text outside of words passes byte by byte (so raw 8-bit text is not lost).
/// Blanks between two words that both were decoded are dropped; a character split across two words of one
/// charset is joined.
///
/// - Time: linear. Memory: nothing but the output.
/// - Source: RFC 2047 §2, §6.2.
public enum EncodedWord {
  /// What was met on the way.
  public struct Outcome: Sendable, Equatable {
    /// Words decoded.
    public var decoded = 0
    /// Words that look like encoded ones and could not be decoded; they are in the output as written.
    public var undecoded = 0
    /// Bytes above 127 outside of words.
    public var hasRawBytes = false
  }

  /// Appends `range` of `text` to `buffer`, words decoded.
  @discardableResult
  public static func decode(
    _ text: Span<UInt8>, _ range: ByteRange, into buffer: inout ByteBuffer
  ) -> Outcome {
    var outcome = Outcome()
    guard !range.isNone, range.upper <= text.count else { return outcome }
    var index = range.lower
    let end = range.upper
    // First blank behind the last decoded word; -1 where something else has come since.
    var gap = -1
    while index < end {
      let mark = text.find("=?", from: index, to: end) ?? end
      if mark > index {
        let isGap = gap == index && isBlank(text, index, mark) && mark < end
        if !isGap { appendPlain(text, index, mark, &outcome, into: &buffer) }
        if !isGap { gap = -1 }
        index = mark
        if isGap {
          gap = -1
          if let stop = word(text, mark, end, into: &buffer) {
            outcome.decoded += 1
            index = stop
            gap = stop
            continue
          }
          appendPlain(text, gapStart(text, mark, range.lower), mark, &outcome, into: &buffer)
          buffer.append("=?")
          outcome.undecoded += looksEncoded(text, mark, end) ? 1 : 0
          index = mark + 2
          continue
        }
      }
      guard index < end else { break }
      if let stop = word(text, index, end, into: &buffer) {
        outcome.decoded += 1
        index = stop
        gap = stop
      } else {
        outcome.undecoded += looksEncoded(text, index, end) ? 1 : 0
        buffer.append("=?")
        index += 2
        gap = -1
      }
    }
    return outcome
  }

  private static func gapStart(_ text: Span<UInt8>, _ mark: Int, _ lower: Int) -> Int {
    var index = mark
    while index > lower, isBlank(text[index - 1]) { index -= 1 }
    return index
  }

  private static func appendPlain(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, _ outcome: inout Outcome, into buffer: inout ByteBuffer
  ) {
    if !outcome.hasRawBytes {
      for index in start..<end where text[index] > 127 {
        outcome.hasRawBytes = true
        break
      }
    }
    buffer.append(text, ByteRange(start, end))
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

  private static func isBlank(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    for index in start..<end where !isBlank(text[index]) { return false }
    return true
  }

  /// `=?name?B?` or `=?name?Q?` stands at `start`.
  private static func looksEncoded(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    parts(text, start, end) != nil
  }

  private struct Parts {
    var charset: ByteRange
    var isBase64: Bool
    var body: Int
  }

  /// The charset may be 40 bytes long: IANA's names are, and a bound keeps the time linear.
  private static func parts(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Parts? {
    var index = start + 2
    let limit = Swift.min(end, start + 48)
    while index < limit, text[index] != UInt8(ascii: "?"), text[index] > 32 { index += 1 }
    guard index > start + 2, index + 2 < end, text[index] == UInt8(ascii: "?"),
      text[index + 2] == UInt8(ascii: "?")
    else { return nil }
    let encoding = text[index + 1] | 32
    guard encoding == UInt8(ascii: "b") || encoding == UInt8(ascii: "q") else { return nil }
    return Parts(
      charset: ByteRange(start + 2, index), isBase64: encoding == UInt8(ascii: "b"), body: index + 3)
  }

  /// Decodes the word at `start` and returns the position behind it; nil, with nothing appended, where there is
  /// none that can be decoded.
  private static func word(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, into buffer: inout ByteBuffer
  ) -> Int? {
    guard let parts = parts(text, start, end) else { return nil }
    // Of a charset without a table here the bytes are gathered and converted as a whole.
    let known = Charset(text, parts.charset)
    let charset = known ?? .utf8
    let before = buffer.count
    var index = parts.body
    var bits: UInt32 = 0
    var pending = 0
    while index < end {
      let byte = text[index]
      if byte == UInt8(ascii: "?"), index + 1 < end, text[index + 1] == UInt8(ascii: "=") {
        // `=?x?Q??=41?=`: the first `?=` belongs to the text when a hexadecimal pair follows.
        if known == nil {
          let raw = buffer.span.array(before..<buffer.count)
          buffer.truncate(to: before)
          guard
            CharsetConversion.append(
              raw.span, charset: Charset.name(text, parts.charset), into: &buffer)
          else { return nil }
        }
        return index + 2
      }
      // A word ends on its line: a second opener shows that this one never does.
      // (`=?=` is padding and the end of the word.)
      if byte == UInt8(ascii: "="), index + 1 < end, text[index + 1] == UInt8(ascii: "?"),
        index + 2 >= end || text[index + 2] != UInt8(ascii: "=")
      {
        break
      }
      if parts.isBase64 {
        if let value = base64(byte) {
          bits = bits << 6 | UInt32(value)
          pending += 6
          if pending >= 8 {
            pending -= 8
            charset.append(UInt8(truncatingIfNeeded: bits >> UInt32(pending)), into: &buffer)
          }
        } else if byte == UInt8(ascii: "=") {
          pending = 0
        }
        index += 1
        continue
      }
      if byte == UInt8(ascii: "_") {
        buffer.append(32)
      } else if byte == UInt8(ascii: "="), index + 2 < end, let high = hex(text[index + 1]),
        let low = hex(text[index + 2])
      {
        charset.append(high << 4 | low, into: &buffer)
        index += 2
      } else {
        charset.append(byte, into: &buffer)
      }
      index += 1
    }
    buffer.truncate(to: before)
    return nil
  }

  static func base64(_ byte: UInt8) -> UInt8? {
    if byte.isUpper { return byte - 65 }
    if byte.isLower { return byte - 71 }
    if byte.isDigit { return byte + 4 }
    if byte == UInt8(ascii: "+") { return 62 }
    return byte == UInt8(ascii: "/") ? 63 : nil
  }

  static func hex(_ byte: UInt8) -> UInt8? {
    guard byte.isHexDigit else { return nil }
    return byte.isDigit ? byte - 48 : (byte | 32) - 87
  }
}
