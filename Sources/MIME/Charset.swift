public import Bytes

/// Charsets that can be decoded without tables of thousands of characters.
///
/// - Source: IANA character sets; Unicode's mapping files for ISO 8859-15, windows-1252, windows-1251, KOI8-R.
public enum Charset: UInt8, Sendable, CaseIterable {
  case ascii
  case utf8
  case latin1
  case latin9
  case windows1252
  case windows1251
  case koi8r

  /// The charset of that name; a language behind `*` is ignored (RFC 2231 §5).
  public init?(_ text: Span<UInt8>, _ name: ByteRange) {
    let star = text.find(UInt8(ascii: "*"), from: name.lower, to: name.upper) ?? name.upper
    let range = ByteRange(name.lower, star)
    func has(_ literal: StaticString) -> Bool { text.equalsIgnoringCase(literal, in: range) }
    if has("utf-8") || has("utf8") {
      self = .utf8
    } else if has("us-ascii") || has("ascii") {
      self = .ascii
    } else if has("iso-8859-1") || has("iso8859-1") || has("latin1") || has("iso_8859-1") {
      self = .latin1
    } else if has("iso-8859-15") || has("iso8859-15") || has("latin9") || has("latin-9") {
      self = .latin9
    } else if has("windows-1252") || has("cp1252") || has("x-cp1252") {
      self = .windows1252
    } else if has("windows-1251") || has("cp1251") {
      self = .windows1251
    } else if has("koi8-r") || has("koi8r") {
      self = .koi8r
    } else {
      return nil
    }
  }

  /// The name in `range`, without the language behind `*` (RFC 2231 §5).
  static func name(_ text: Span<UInt8>, _ range: ByteRange) -> String {
    let star = text.find(UInt8(ascii: "*"), from: range.lower, to: range.upper) ?? range.upper
    return text.string(ByteRange(range.lower, star))
  }

  /// Appends `text`, of the charset called `name`, as UTF-8; false, with nothing appended, where it is not known.
  public static func append(
    _ text: Span<UInt8>, charset name: String, into buffer: inout ByteBuffer
  ) -> Bool {
    let bytes = Array(name.utf8)
    guard let charset = Charset(bytes.span, ByteRange(0, bytes.count)) else {
      return CharsetConversion.append(text, charset: name, into: &buffer)
    }
    for index in 0..<text.count { charset.append(text[index], into: &buffer) }
    return true
  }

  /// Appends one byte of this charset as UTF-8. UTF-8 itself, and bytes above 127 in a text that calls itself
  /// ASCII, pass as they are.
  @inline(__always)
  func append(_ byte: UInt8, into buffer: inout ByteBuffer) {
    if byte < 128 || self == .utf8 || self == .ascii {
      buffer.append(byte)
    } else {
      Charset.append(scalar(byte), into: &buffer)
    }
  }

  private static func append(_ scalar: UInt16, into buffer: inout ByteBuffer) {
    if scalar < 0x800 {
      buffer.append(UInt8(0xC0 | scalar >> 6))
    } else {
      buffer.append(UInt8(0xE0 | scalar >> 12))
      buffer.append(UInt8(0x80 | scalar >> 6 & 0x3F))
    }
    buffer.append(UInt8(0x80 | scalar & 0x3F))
  }

  /// Code point of a byte above 127.
  private func scalar(_ byte: UInt8) -> UInt16 {
    switch self {
    case .ascii, .utf8, .latin1: return UInt16(byte)
    case .latin9:
      switch byte {
      case 0xA4: return 0x20AC
      case 0xA6: return 0x160
      case 0xA8: return 0x161
      case 0xB4: return 0x17D
      case 0xB8: return 0x17E
      case 0xBC: return 0x152
      case 0xBD: return 0x153
      case 0xBE: return 0x178
      default: return UInt16(byte)
      }
    case .windows1252:
      guard byte < 0xA0 else { return UInt16(byte) }
      let table: InlineArray<32, UInt16> = [
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152,
        0x8D,
        0x17D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161,
        0x203A,
        0x153, 0x9D, 0x17E, 0x178,
      ]
      return table[Int(byte) - 0x80]
    case .windows1251:
      if byte >= 0xC0 { return 0x410 + UInt16(byte - 0xC0) }
      let table: InlineArray<64, UInt16> = [
        0x402, 0x403, 0x201A, 0x453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x409, 0x2039, 0x40A,
        0x40C,
        0x40B, 0x40F, 0x452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x98, 0x2122, 0x459,
        0x203A,
        0x45A, 0x45C, 0x45B, 0x45F, 0xA0, 0x40E, 0x45E, 0x408, 0xA4, 0x490, 0xA6, 0xA7, 0x401, 0xA9, 0x404,
        0xAB,
        0xAC, 0xAD, 0xAE, 0x407, 0xB0, 0xB1, 0x406, 0x456, 0x491, 0xB5, 0xB6, 0xB7, 0x451, 0x2116, 0x454,
        0xBB,
        0x458, 0x405, 0x455, 0x457,
      ]
      return table[Int(byte) - 0x80]
    case .koi8r:
      if byte >= 0xC0 {
        let letters: InlineArray<64, UInt8> = [
          0x4E, 0x30, 0x31, 0x46, 0x34, 0x35, 0x44, 0x33, 0x45, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E,
          0x3F,
          0x4F, 0x40, 0x41, 0x42, 0x43, 0x36, 0x32, 0x4C, 0x4B, 0x37, 0x48, 0x4D, 0x49, 0x47, 0x4A, 0x2E,
          0x10,
          0x11, 0x26, 0x14, 0x15, 0x24, 0x13, 0x25, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F, 0x2F,
          0x20,
          0x21, 0x22, 0x23, 0x16, 0x12, 0x2C, 0x2B, 0x17, 0x28, 0x2D, 0x29, 0x27, 0x2A,
        ]
        return 0x400 + UInt16(letters[Int(byte) - 0xC0])
      }
      let table: InlineArray<64, UInt16> = [
        0x2500, 0x2502, 0x250C, 0x2510, 0x2514, 0x2518, 0x251C, 0x2524, 0x252C, 0x2534, 0x253C, 0x2580,
        0x2584,
        0x2588, 0x258C, 0x2590, 0x2591, 0x2592, 0x2593, 0x2320, 0x25A0, 0x2219, 0x221A, 0x2248, 0x2264,
        0x2265,
        0xA0, 0x2321, 0xB0, 0xB2, 0xB7, 0xF7, 0x2550, 0x2551, 0x2552, 0x451, 0x2553, 0x2554, 0x2555, 0x2556,
        0x2557, 0x2558, 0x2559, 0x255A, 0x255B, 0x255C, 0x255D, 0x255E, 0x255F, 0x2560, 0x2561, 0x401, 0x2562,
        0x2563, 0x2564, 0x2565, 0x2566, 0x2567, 0x2568, 0x2569, 0x256A, 0x256B, 0x256C, 0xA9,
      ]
      return table[Int(byte) - 0x80]
    }
  }
}
