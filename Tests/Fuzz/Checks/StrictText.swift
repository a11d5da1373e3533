/// What a reader of records may ask of them, written without the code that writes them.
///
/// Stricter than most readers: lone surrogates, forms of UTF-8 that are longer than they need be, and objects with a
/// member twice are refused.
/// - Source: RFC 8259; RFC 3629 §4; RFC 4180 §2.
enum StrictText {
  /// Whether `text` is one JSON object and the line feed behind it.
  static func isJSONLine(_ text: Span<UInt8>) -> Bool {
    guard text.count > 2, text[0] == UInt8(ascii: "{"), let end = value(text, at: 0, depth: 0) else {
      return false
    }
    return end == text.count - 1 && text[end] == 10
  }

  /// Cells of `text`, which is one row of CSV and its line feed; nil where it is not.
  static func cells(ofRow text: Span<UInt8>) -> Int? {
    var cells = 1
    var position = 0
    var isQuoted = false
    var isFresh = true
    while position < text.count {
      guard let next = character(text, at: position) else { return nil }
      switch text[position] {
      case UInt8(ascii: "\"") where isQuoted:
        // Behind the last quote the cell ends.
        if next < text.count, text[next] == UInt8(ascii: "\"") {
          position = next + 1
          continue
        }
        isQuoted = false
        guard next < text.count, text[next] == UInt8(ascii: ",") || text[next] == 10 else { return nil }
      case UInt8(ascii: "\""):
        guard isFresh else { return nil }
        isQuoted = true
      case _ where isQuoted: break
      case UInt8(ascii: ","):
        cells += 1
        isFresh = true
        position = next
        continue
      case 10: return next == text.count ? cells : nil
      case 13: return nil
      default: break
      }
      isFresh = false
      position = next
    }
    return nil
  }

  /// Whether `text` is one line without a character that a terminal acts on.
  static func isShownLine(_ text: Span<UInt8>) -> Bool {
    var position = 0
    while position < text.count - 1 {
      guard text[position] >= 32, text[position] != 127, let next = character(text, at: position) else {
        return false
      }
      // U+0080 to U+009F.
      if text[position] == 0xC2, text[position + 1] < 0xA0 { return false }
      position = next
    }
    return text.count > 0 && text[text.count - 1] == 10
  }

  // MARK: JSON

  /// Where the value at `start` ends; nil where none stands there.
  private static func value(_ text: Span<UInt8>, at start: Int, depth: Int) -> Int? {
    guard start < text.count, depth < 16 else { return nil }
    switch text[start] {
    case UInt8(ascii: "{"): return object(text, at: start, depth: depth)
    case UInt8(ascii: "["): return array(text, at: start, depth: depth)
    case UInt8(ascii: "\""): return string(text, at: start)
    case UInt8(ascii: "t"): return word("true", text, at: start)
    case UInt8(ascii: "f"): return word("false", text, at: start)
    case UInt8(ascii: "n"): return word("null", text, at: start)
    default: return number(text, at: start)
    }
  }

  /// Records are written without blanks between their signs: one there is a fault.
  private static func object(_ text: Span<UInt8>, at start: Int, depth: Int) -> Int? {
    var position = start + 1
    if byte(text, position) == UInt8(ascii: "}") { return position + 1 }
    var names: [Range<Int>] = []
    while true {
      guard let nameEnd = string(text, at: position), byte(text, nameEnd) == UInt8(ascii: ":"),
        let end = value(text, at: nameEnd + 1, depth: depth + 1)
      else { return nil }
      let name = position..<nameEnd
      for other in names where isSame(text, other, name) { return nil }
      names.append(name)
      switch byte(text, end) {
      case UInt8(ascii: ","): position = end + 1
      case UInt8(ascii: "}"): return end + 1
      default: return nil
      }
    }
  }

  private static func array(_ text: Span<UInt8>, at start: Int, depth: Int) -> Int? {
    var position = start + 1
    if byte(text, position) == UInt8(ascii: "]") { return position + 1 }
    while true {
      guard let end = value(text, at: position, depth: depth + 1) else { return nil }
      switch byte(text, end) {
      case UInt8(ascii: ","): position = end + 1
      case UInt8(ascii: "]"): return end + 1
      default: return nil
      }
    }
  }

  private static func string(_ text: Span<UInt8>, at start: Int) -> Int? {
    guard byte(text, start) == UInt8(ascii: "\"") else { return nil }
    var position = start + 1
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\""): return position + 1
      case UInt8(ascii: "\\"):
        guard let next = escape(text, at: position + 1) else { return nil }
        position = next
      case 0..<32: return nil
      default:
        guard let next = character(text, at: position) else { return nil }
        position = next
      }
    }
    return nil
  }

  /// Where the escape ends whose backslash stands before `position`.
  private static func escape(_ text: Span<UInt8>, at position: Int) -> Int? {
    switch byte(text, position) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return position + 1
    case UInt8(ascii: "u"):
      guard let unit = hex(text, at: position + 1) else { return nil }
      if !(0xD800...0xDFFF).contains(unit) { return position + 5 }
      guard unit < 0xDC00, byte(text, position + 5) == UInt8(ascii: "\\"),
        byte(text, position + 6) == UInt8(ascii: "u"), let low = hex(text, at: position + 7),
        (0xDC00...0xDFFF).contains(low)
      else { return nil }
      return position + 11
    default: return nil
    }
  }

  private static func hex(_ text: Span<UInt8>, at start: Int) -> Int? {
    guard start + 4 <= text.count else { return nil }
    var value = 0
    for position in start..<start + 4 {
      switch text[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value * 16 + Int(text[position]) - 48
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value * 16 + Int(text[position]) - 87
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value * 16 + Int(text[position]) - 55
      default: return nil
      }
    }
    return value
  }

  private static func number(_ text: Span<UInt8>, at start: Int) -> Int? {
    var position = start
    if byte(text, position) == UInt8(ascii: "-") { position += 1 }
    guard let whole = digits(text, at: position) else { return nil }
    if text[position] == UInt8(ascii: "0"), whole > position + 1 { return nil }
    position = whole
    if byte(text, position) == UInt8(ascii: ".") {
      guard let end = digits(text, at: position + 1) else { return nil }
      position = end
    }
    guard byte(text, position) | 32 == UInt8(ascii: "e") else { return position }
    position += 1
    if byte(text, position) == UInt8(ascii: "+") || byte(text, position) == UInt8(ascii: "-") {
      position += 1
    }
    return digits(text, at: position)
  }

  private static func digits(_ text: Span<UInt8>, at start: Int) -> Int? {
    var position = start
    while (48...57).contains(byte(text, position)) { position += 1 }
    return position > start ? position : nil
  }

  private static func word(_ word: StaticString, _ text: Span<UInt8>, at start: Int) -> Int? {
    let end = start + word.utf8CodeUnitCount
    guard end <= text.count else { return nil }
    return word.withUTF8Buffer { word in
      for place in 0..<word.count where text[start + place] != word[place] { return nil }
      return end
    }
  }

  /// The byte at `position`; 0, which no text of records holds, beyond the end.
  private static func byte(_ text: Span<UInt8>, _ position: Int) -> UInt8 {
    position < text.count ? text[position] : 0
  }

  private static func isSame(_ text: Span<UInt8>, _ one: Range<Int>, _ other: Range<Int>) -> Bool {
    guard one.count == other.count else { return false }
    for place in 0..<one.count where text[one.lowerBound + place] != text[other.lowerBound + place] {
      return false
    }
    return true
  }

  // MARK: UTF-8

  /// Where the character at `position` ends; nil where its bytes are none.
  private static func character(_ text: Span<UInt8>, at position: Int) -> Int? {
    let first = text[position]
    if first < 0x80 { return position + 1 }
    // The second byte's bounds keep out what is too long, surrogates and what lies beyond U+10FFFF.
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return nil
    }
    guard position + length <= text.count, second.contains(text[position + 1]) else { return nil }
    for place in 2..<max(2, length) where !(0x80...0xBF).contains(text[position + place]) { return nil }
    return position + length
  }
}
