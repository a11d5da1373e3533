public import Bytes

/// What a server wrote instead of a byte, turned back into the byte.
extension ByteBuffer {
  /// Appends `range` of `text`, decoded. What is not a valid escape stays as it is.
  public mutating func append(
    _ text: Span<UInt8>, _ range: ByteRange, decoding encoding: LogEvent.Encoding
  ) {
    switch encoding {
    case .octal: append(octal: text, range)
    case .csvQuoted: append(csvQuoted: text, range)
    case .base64: append(base64: text, range)
    case .json: append(jsonEscaped: text, range)
    }
  }

  /// `#012` (rsyslog) and `\012`: only what a daemon escapes – controls, the backslash, bytes above ASCII –
  /// so that `issue #123` stays what it is.
  private mutating func append(octal text: Span<UInt8>, _ range: ByteRange) {
    var position = range.lower
    let end = range.upper
    while position < end {
      let byte = text[position]
      if byte == UInt8(ascii: "#") || byte == UInt8(ascii: "\\"), end - position >= 4 {
        let high = text[position + 1] &- 48
        let middle = text[position + 2] &- 48
        let low = text[position + 3] &- 48
        if high < 4, middle < 8, low < 8 {
          let value = high << 6 | middle << 3 | low
          if value < 32 || value >= 127 || value == UInt8(ascii: "\\") {
            append(value)
            position += 4
            continue
          }
        }
      }
      append(byte)
      position += 1
    }
  }

  /// `""` inside a quoted cell is one quote.
  private mutating func append(csvQuoted text: Span<UInt8>, _ range: ByteRange) {
    var position = range.lower
    let end = range.upper
    while position < end {
      append(text[position])
      let isPair =
        text[position] == UInt8(ascii: "\"") && position + 1 < end
        && text[position + 1] == UInt8(ascii: "\"")
      position += isPair ? 2 : 1
    }
  }

  /// RFC 4648 §4, padding optional. Text that is not base64 stays as it is.
  private mutating func append(base64 text: Span<UInt8>, _ range: ByteRange) {
    let before = count
    var bits: UInt32 = 0
    var held: UInt32 = 0
    var position = range.lower
    var end = range.upper
    while end > position, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
    while position < end {
      let value: UInt32
      switch text[position] {
      case let byte where byte.isUpper: value = UInt32(byte) - 65
      case let byte where byte.isLower: value = UInt32(byte) - 71
      case let byte where byte.isDigit: value = UInt32(byte) + 4
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default:
        truncate(to: before)
        append(text, range)
        return
      }
      held = held << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        append(UInt8(truncatingIfNeeded: held >> bits))
      }
      position += 1
    }
  }

  /// The escapes of RFC 8259; a lone surrogate is U+FFFD.
  private mutating func append(jsonEscaped text: Span<UInt8>, _ range: ByteRange) {
    var position = range.lower
    let end = range.upper
    while position < end {
      guard text[position] == UInt8(ascii: "\\"), position + 1 < end else {
        append(text[position])
        position += 1
        continue
      }
      let letter = text[position + 1]
      position += 2
      switch letter {
      case UInt8(ascii: "n"): append(10)
      case UInt8(ascii: "t"): append(9)
      case UInt8(ascii: "r"): append(13)
      case UInt8(ascii: "b"): append(8)
      case UInt8(ascii: "f"): append(12)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): append(letter)
      case UInt8(ascii: "u"):
        guard let unit = text.hexUnit(at: position, to: end) else {
          append("\\u")
          continue
        }
        position += 4
        var code = unit
        if unit & 0xFC00 == 0xD800, text.has("\\u", at: position),
          let second = text.hexUnit(at: position + 2, to: end), second & 0xFC00 == 0xDC00
        {
          code = 0x10000 + (unit & 0x3FF) << 10 + second & 0x3FF
          position += 6
        }
        append(scalar: Unicode.Scalar(code) ?? "\u{FFFD}")
      default:
        append(UInt8(ascii: "\\"))
        append(letter)
      }
    }
  }

  mutating func append(scalar: Unicode.Scalar) {
    for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(unit) }
  }
}

extension Span where Element == UInt8 {
  fileprivate func hexUnit(at position: Int, to end: Int) -> UInt32? {
    guard position + 4 <= end else { return nil }
    var value: UInt32 = 0
    for place in 0..<4 {
      let byte = self[position + place]
      guard byte.isHexDigit else { return nil }
      value = value << 4 | UInt32(byte.isDigit ? byte - 48 : byte.lowercased - 87)
    }
    return value
  }
}
