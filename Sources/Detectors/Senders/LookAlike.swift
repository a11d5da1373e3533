/// Whether a domain can be taken for another by somebody who reads it.
///
/// - Source: the idea of skeletons is Unicode Technical Standard 39 §4. The table is a short one of our own, of Latin, Cyrillic,
///   Greek and Armenian letters, and not confusables.txt: other letters are not recognised. RFC 3492 (Punycode).
enum LookAlike {
  /// `name` looks like `other` and is not it: the same letters to the eye, or one letter added, left out, exchanged or
  /// swapped. Two names of fewer than six letters before the last dot are told apart by the eye.
  static func isConfusable(_ name: String, _ other: String) -> Bool {
    guard name != other else { return false }
    let shown = skeleton(name)
    let reference = skeleton(other)
    if shown == reference { return true }
    guard let last = reference.lastIndex(of: ".") else { return false }
    // The registry's part is read as it stands: shop.example and shop.test are different names.
    guard let end = shown.lastIndex(of: "."), shown[end...] == reference[last...] else { return false }
    let left = Array(shown[..<end].unicodeScalars)
    let right = Array(reference[..<last].unicodeScalars)
    return max(left.count, right.count) >= 6 && isOneStepApart(left, right)
  }

  /// What the eye makes of a name: A-labels decoded, letters that look alike made one.
  static func skeleton(_ name: String) -> String {
    var shown = String.UnicodeScalarView()
    for label in name.lowercased().split(separator: ".", omittingEmptySubsequences: false) {
      if !shown.isEmpty { shown.append(".") }
      let scalars: [Unicode.Scalar] =
        label.hasPrefix("xn--")
        ? Punycode.decode(label.dropFirst(4)) ?? Array(label.unicodeScalars) : Array(label.unicodeScalars)
      for scalar in scalars {
        // Marks above or below a letter are overlooked.
        if scalar.properties.generalCategory == .nonspacingMark { continue }
        shown.append(plain[scalar] ?? scalar)
      }
    }
    return String(shown).replacing("rn", with: "m").replacing("vv", with: "w").replacing("cl", with: "d")
  }

  private static let plain: [Unicode.Scalar: Unicode.Scalar] = {
    let pairs: [(Unicode.Scalar, String)] = [
      ("a", "аɑαàáâãäåāăąǎạ"), ("b", "Ьƅḃ"), ("c", "сϲçćĉċč"), ("d", "ԁďđ"), ("e", "еҽèéêëēĕėęěẹ"),
      ("f", "ƒẝ"), ("g", "ɡցĝğġģ"), ("h", "һհĥħ"), ("i", "іıɩìíîïĩīĭįǐ1l|ӏιỉịłĺļľ"), ("j", "јϳĵ"),
      ("k", "кκķ"), ("m", "мṃ"), ("n", "пոñńņňŋ"), ("o", "0оοօσòóôõöøōŏőọ"), ("p", "рρ"), ("q", "ԛգ"),
      ("r", "гŕŗř"), ("s", "ѕśŝşšș"), ("t", "τтţťŧț"), ("u", "υսùúûüũūŭůűųụ"), ("v", "νѵ"), ("w", "ѡԝŵ"),
      ("x", "хχ×"), ("y", "уүγýÿŷ"), ("z", "źżž"),
    ]
    var table: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (letter, others) in pairs { for scalar in others.unicodeScalars { table[scalar] = letter } }
    return table
  }()

  /// One letter added, left out, exchanged or swapped with its neighbour. Digits are counted things (`mx1`, `partner2`): one
  /// for another is no likeness.
  private static func isOneStepApart(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Bool {
    guard abs(left.count - right.count) <= 1 else { return false }
    var start = 0
    while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
    var leftEnd = left.count
    var rightEnd = right.count
    while leftEnd > start, rightEnd > start, left[leftEnd - 1] == right[rightEnd - 1] {
      leftEnd -= 1
      rightEnd -= 1
    }
    let one = left[start..<leftEnd]
    let two = right[start..<rightEnd]
    if (one + two).contains(where: { ("0"..."9").contains($0) }) { return false }
    switch (one.count, two.count) {
    case (1, 0), (0, 1), (1, 1): return true
    case (2, 2): return one.first == two.last && one.last == two.first
    default: return false
    }
  }
}

/// The decoder of RFC 3492.
enum Punycode {
  /// The letters of a label without its `xn--`; nil where it is none. A label has at most 63.
  static func decode(_ label: Substring) -> [Unicode.Scalar]? {
    guard label.utf8.count <= 63, label.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    var letters: [Unicode.Scalar] = []
    var rest = label[...]
    if let hyphen = label.lastIndex(of: "-") {
      letters = Array(label[..<hyphen].unicodeScalars)
      rest = label[label.index(after: hyphen)...]
    }
    var code: UInt64 = 128
    var place: UInt64 = 0
    var bias: UInt64 = 72
    var digits = rest.utf8.makeIterator()
    var isFirst = true
    while let first = digits.next() {
      let old = place
      var weight: UInt64 = 1
      var step: UInt64 = 36
      var next: UInt8? = first
      while true {
        guard let byte = next, let digit = digit(byte) else { return nil }
        place += digit * weight
        guard place < 1 << 40 else { return nil }
        let least: UInt64 = step <= bias ? 1 : step >= bias + 26 ? 26 : step - bias
        if digit < least { break }
        weight *= 36 - least
        guard weight < 1 << 40 else { return nil }
        step += 36
        next = digits.next()
      }
      let count = UInt64(letters.count) + 1
      var delta = isFirst ? (place - old) / 700 : (place - old) / 2
      isFirst = false
      delta += delta / count
      var reach: UInt64 = 0
      while delta > 455 {
        delta /= 35
        reach += 36
      }
      bias = reach + 36 * delta / (delta + 38)
      code += place / count
      place %= count
      guard code <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
      letters.insert(scalar, at: Int(place))
      place += 1
    }
    return letters
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt64(byte - UInt8(ascii: "a"))
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0")) + 26
    default: nil
    }
  }
}
