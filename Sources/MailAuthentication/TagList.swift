import Bytes

/// A tag list `v=1; a=rsa-sha256; ...`, as DKIM and ARC fields and keys are.
///
/// - Source: RFC 6376 §3.2. Of a tag that is repeated the first counts, and `isMalformed` says so.
struct TagList {
  private var tags: [String: [UInt8]] = [:]
  private(set) var isMalformed = false

  /// Of an unfolded value.
  init(_ text: Span<UInt8>) {
    var start = 0
    while start < text.count {
      let end = text.find(UInt8(ascii: ";"), from: start) ?? text.count
      defer { start = end + 1 }
      guard let equals = text.find(UInt8(ascii: "="), from: start, to: end) else {
        // Only behind the last `;` may nothing stand.
        if !TagList.trimmed(text, start, end).isEmpty || end < text.count { isMalformed = true }
        continue
      }
      let name = String(decoding: TagList.trimmed(text, start, equals), as: UTF8.self)
      let value = TagList.trimmed(text, equals + 1, end)
      guard name.utf8.first?.isLetter ?? false, name.utf8.allSatisfy({ $0.isAlphanumeric || $0 == 95 }),
        tags.count < 64
      else {
        isMalformed = true
        continue
      }
      if tags[name] != nil { isMalformed = true } else { tags[name] = value }
    }
  }

  subscript(_ name: String) -> [UInt8]? { tags[name] }

  func text(_ name: String) -> String? { tags[name].map { String(decoding: $0, as: UTF8.self) } }

  /// A value without its blanks, as base64 and names are compared.
  func compact(_ name: String) -> [UInt8]? { tags[name]?.filter { $0 > 32 } }

  /// Decoded base64; nil where it is none.
  func bytes(_ name: String) -> [UInt8]? { compact(name).flatMap { TagList.base64($0) } }

  static func base64(_ letters: [UInt8]) -> [UInt8]? {
    var letters = letters
    while letters.last == UInt8(ascii: "=") { letters.removeLast() }
    let whole = letters.count / 4 * 4
    var buffer = ByteBuffer(capacity: letters.count)
    guard Base64Run.decode(letters.span, from: 0, into: &buffer) == whole else { return nil }
    var bytes = buffer.span.array(0..<buffer.count)
    let rest = letters.count - whole
    guard rest != 1 else { return nil }
    if rest > 1 {
      // The last group, filled up with letters that stand for zero.
      let group = Array(letters[whole...]) + [UInt8](repeating: UInt8(ascii: "A"), count: 4 - rest)
      var last = ByteBuffer(capacity: 8)
      guard Base64Run.decode(group.span, from: 0, into: &last) == 4 else { return nil }
      bytes += last.span.array(0..<(rest - 1))
    }
    return bytes
  }

  private static func trimmed(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> [UInt8] {
    var start = start
    var end = end
    while start < end, text[start] <= 32 { start += 1 }
    while end > start, text[end - 1] <= 32 { end -= 1 }
    return text.array(start..<end)
  }
}
