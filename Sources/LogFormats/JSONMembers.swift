import Bytes

/// Walks the members of one flat JSON object: enough for the lines of Docker and journald, nothing is built.
///
/// Nested objects and arrays are skipped (an array of numbers, journald's form for bytes that are no text, is a value).
/// Damaged text ends the walk. Linear in the text.
struct JSONMembers {
  enum Value {
    /// The bytes between the quotes, escapes as written.
    case string(ByteRange)
    /// From `[` to behind `]`.
    case array(ByteRange)
    case other
  }

  struct Member {
    var name: ByteRange
    var value: Value
  }

  private var position = 0

  init(_ text: Span<UInt8>) {
    position = (text.find(.ascii("{")) ?? text.count) + 1
  }

  /// The next member; nil at the end of the object or of what can be read.
  mutating func next(_ text: Span<UInt8>) -> Member? {
    skipSeparators(text)
    guard position < text.count, text[position] == .ascii("\""), let name = string(text) else { return nil }
    skipSeparators(text)
    guard position < text.count else { return nil }
    switch text[position] {
    case .ascii("\""):
      guard let value = string(text) else { return nil }
      return Member(name: name, value: .string(value))
    case .ascii("["), .ascii("{"):
      let start = position
      skipNested(text)
      return Member(
        name: name, value: text[start] == .ascii("[") ? .array(ByteRange(start, position)) : .other)
    default:
      while position < text.count, text[position] != .ascii(","), text[position] != .ascii("}") {
        position += 1
      }
      return Member(name: name, value: .other)
    }
  }

  private mutating func skipSeparators(_ text: Span<UInt8>) {
    while position < text.count,
      text[position] <= 32 || text[position] == .ascii(",") || text[position] == .ascii(":")
    {
      position += 1
    }
  }

  private mutating func string(_ text: Span<UInt8>) -> ByteRange? {
    let start = position + 1
    var index = start
    while index < text.count {
      if text[index] == .ascii("\\") {
        index += 2
      } else if text[index] == .ascii("\"") {
        position = index + 1
        return ByteRange(start, index)
      } else {
        index += 1
      }
    }
    position = text.count
    return nil
  }

  private mutating func skipNested(_ text: Span<UInt8>) {
    var depth = 0
    while position < text.count {
      switch text[position] {
      case .ascii("["), .ascii("{"): depth += 1
      case .ascii("]"), .ascii("}"): depth -= 1
      case .ascii("\""):
        guard string(text) != nil else { return }
        continue
      default: break
      }
      position += 1
      if depth == 0 { return }
    }
  }

  /// Appends the bytes that `value` stands for: a string with its escapes decoded, or journald's array of numbers.
  static func append(_ value: Value, of text: Span<UInt8>, to buffer: inout ByteBuffer) {
    switch value {
    case .string(let range): appendString(range, of: text, to: &buffer)
    case .array(let range):
      var index = range.lower
      while index < range.upper {
        if text[index].isDigit {
          let number = text.number(&index, to: range.upper)
          if number < 256 { buffer.append(UInt8(number)) }
        } else {
          index += 1
        }
      }
    case .other: break
    }
  }

  private static func appendString(_ range: ByteRange, of text: Span<UInt8>, to buffer: inout ByteBuffer) {
    var index = range.lower
    while index < range.upper {
      let byte = text[index]
      guard byte == .ascii("\\"), index + 1 < range.upper else {
        buffer.append(byte)
        index += 1
        continue
      }
      let escape = text[index + 1]
      index += 2
      switch escape {
      case .ascii("n"): buffer.append(10)
      case .ascii("t"): buffer.append(9)
      case .ascii("r"): buffer.append(13)
      case .ascii("b"): buffer.append(8)
      case .ascii("f"): buffer.append(12)
      case .ascii("u"): appendUnicode(&index, to: range.upper, of: text, to: &buffer)
      default: buffer.append(escape)
      }
    }
  }

  /// `XXXX` behind `\u`, with its second half where it is a surrogate; a lone half becomes U+FFFD.
  private static func appendUnicode(
    _ index: inout Int, to end: Int, of text: Span<UInt8>, to buffer: inout ByteBuffer
  ) {
    guard let first = hex(text, index, end) else { return }
    index += 4
    var scalar = first
    if first & 0xFC00 == 0xD800, text.has("\\u", at: index), let second = hex(text, index + 2, end),
      second & 0xFC00 == 0xDC00
    {
      scalar = 0x10000 + (first & 0x3FF) << 10 + second & 0x3FF
      index += 6
    }
    let valid = Unicode.Scalar(scalar) ?? "\u{FFFD}"
    for unit in UTF8.encode(valid) ?? UTF8.encodedReplacementCharacter { buffer.append(unit) }
  }

  private static func hex(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32? {
    guard start + 4 <= end else { return nil }
    var value: UInt32 = 0
    for index in start..<(start + 4) {
      let byte = text[index]
      guard byte.isHexDigit else { return nil }
      value = value << 4 | UInt32(byte.isDigit ? byte - 48 : (byte | 32) - 87)
    }
    return value
  }
}
