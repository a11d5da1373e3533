/// Names from evidence as they can be shown: damaged UTF-8 replaced, control characters (and what turns the
/// direction of text) as `\u{1b}`, so that no terminal obeys them.
enum ShownName {
  /// The text, and whether it differs from the bytes.
  static func text(_ bytes: some Collection<UInt8>) -> (text: String, isChanged: Bool) {
    let decoded = String(decoding: bytes, as: UTF8.self)
    var shown = ""
    var isChanged = !decoded.utf8.elementsEqual(bytes)
    for scalar in decoded.unicodeScalars {
      if isUnsafe(scalar) {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
        isChanged = true
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return (shown, isChanged)
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7f..<0xa0, 0x2028, 0x2029, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
