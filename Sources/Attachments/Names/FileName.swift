/// A file's name as readers and operating systems take it, and what in it deceives.
///
/// The name on the disk is not the name that is shown: direction marks turn it round, invisible letters and blanks push its end
/// out of sight, Windows drops trailing dots and streams. `extensions` is what the system would act on.
///
/// - Source: Unicode TR 36 §2.10 (bidirectional text), TR 39 (confusables); Win32 "Naming Files, Paths, and Namespaces".
public struct FileName: Sendable {
  /// As decoded; may hold control and direction characters.
  public let text: String
  /// Last path part, invisible characters and what Windows drops removed, wide forms narrowed; ASCII in lower case.
  public private(set) var effective = ""
  /// Extensions of `effective`, the last one first; at most three.
  public private(set) var extensions: [String] = []
  /// What deceives, each a short text.
  public private(set) var notes: [String] = []
  /// Something in the name hides what it is.
  public private(set) var isDisguised = false
  /// Parts of a path stand before it: usual in an archive, odd in a mail.
  public private(set) var hasPath = false
  /// The name ends in a class id, which Windows takes for the type.
  public private(set) var hasClassID = false

  /// - Parameter bytes: decoded, UTF-8; other bytes become U+FFFD.
  public init(_ bytes: [UInt8]) {
    // A name of a megabyte is no name.
    text = String(decoding: bytes.prefix(4096), as: UTF8.self)
    read()
  }

  private mutating func disguise(_ note: String) {
    isDisguised = true
    if notes.count < 8, !notes.contains(note) { notes.append(note) }
  }

  private mutating func read() {
    var scalars: [Unicode.Scalar] = []
    var blanks = 0
    for scalar in text.unicodeScalars {
      let value = scalar.value
      switch value {
      case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x61C:
        disguise("direction mark U+\(FileName.hex(value)) in the name")
        continue
      case 0x200B...0x200D, 0x2060...0x2064, 0xFEFF, 0xAD, 0x180E, 0x34F:
        disguise("invisible character U+\(FileName.hex(value)) in the name")
        continue
      case 0x2800, 0x3164, 0xFFA0, 0x115F, 0x1160:
        disguise("blank-looking character U+\(FileName.hex(value)) in the name")
        scalars.append(" ")
        continue
      case 0:
        disguise("NUL in the name")
        // What stands behind it some readers do not see; the part before it must count, too.
        let before = String(String.UnicodeScalarView(scalars))
        if let last = before.split(separator: ".").last, before.contains(".") {
          extensions.append(last.lowercased())
        }
        continue
      case 1...31, 127...159:
        disguise("control character in the name")
        continue
      case 0x2024, 0xFF0E, 0x3002, 0xFF61, 0xFE52:
        disguise("U+\(FileName.hex(value)) in place of a dot")
        scalars.append(".")
        continue
      case 0xFF01...0xFF5E:
        scalars.append(Unicode.Scalar(value - 0xFEE0) ?? scalar)
        continue
      default: break
      }
      if value == 32 || value == 0xA0 || (0x2000...0x200A).contains(value) || value == 0x3000 {
        blanks += 1
        if blanks == 10 { disguise("a row of blanks in the name") }
        scalars.append(" ")
      } else {
        blanks = 0
        scalars.append(scalar)
      }
    }
    // Windows: the stream behind a colon, dots and blanks at the end; paths.
    if let colon = scalars.lastIndex(of: ":"), colon > 1 {
      disguise("a stream behind the name")
      scalars.removeSubrange((scalars.firstIndex(of: ":") ?? colon)...)
    }
    if let slash = scalars.lastIndex(where: { $0 == "/" || $0 == "\\" }) {
      hasPath = true
      scalars.removeSubrange(...slash)
    }
    var dropped = 0
    while let last = scalars.last, last == "." || last == " " || last == "\"" || last == "'" {
      scalars.removeLast()
      dropped += last == "." || last == " " ? 1 : 0
    }
    if dropped > 0, scalars.contains(".") { disguise("dots or blanks at the end of the name") }
    while let first = scalars.first, first == " " || first == "\"" || first == "'" { scalars.removeFirst() }
    effective = String(String.UnicodeScalarView(scalars.map { FileName.lowered($0) }))
    readExtensions()
  }

  private static func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    (65...90).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value) | 32) : scalar
  }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private mutating func readExtensions() {
    let parts = effective.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count > 1 {
      for part in parts.dropFirst().reversed().prefix(3) {
        var word = String(part)
        while word.hasSuffix(" ") { word.removeLast() }
        while word.hasPrefix(" ") { word.removeFirst() }
        let latin = FileName.latin(word)
        if latin != word, extensions.count < 2 {
          disguise("letters of another script in the extension")
          word = latin
        }
        extensions.append(word)
      }
    }
    if let last = parts.last, last.hasPrefix("{"), last.count >= 26, last.hasSuffix("}") || last.count == 37,
      last.dropFirst().prefix(36).allSatisfy({ $0.isHexDigit || $0 == "-" })
    {
      hasClassID = true
      disguise("a class id in place of an extension")
    }
  }

  /// `word` with letters that look like Latin ones replaced by those.
  private static func latin(_ word: String) -> String {
    guard !word.utf8.allSatisfy({ $0 < 128 }) else { return word }
    var result = ""
    for scalar in word.unicodeScalars {
      result.unicodeScalars.append(confusables[scalar] ?? scalar)
    }
    return result
  }

  /// Letters of Unicode's confusables.txt that stand for those of common extensions.
  private static let confusables: [Unicode.Scalar: Unicode.Scalar] = [
    "\u{430}": "a", "\u{435}": "e", "\u{43E}": "o", "\u{440}": "p", "\u{441}": "c", "\u{443}": "y",
    "\u{445}": "x", "\u{455}": "s", "\u{456}": "i", "\u{458}": "j", "\u{501}": "d", "\u{51B}": "q",
    "\u{51D}": "w", "\u{4BB}": "h", "\u{3BF}": "o", "\u{3BD}": "v", "\u{3B1}": "a", "\u{3C1}": "p",
    "\u{3B9}": "i", "\u{3BA}": "k", "\u{3C5}": "u", "\u{3C7}": "x", "\u{3B3}": "y", "\u{585}": "o",
    "\u{131}": "i", "\u{20AC}": "e", "\u{415}": "e", "\u{425}": "x", "\u{421}": "c", "\u{410}": "a",
    "\u{41E}": "o", "\u{420}": "p", "\u{41C}": "m", "\u{422}": "t", "\u{412}": "b",
    "\u{39C}": "m", "\u{395}": "e", "\u{3A7}": "x",
  ]

  /// Types that a name shows before its real extension, to look harmless.
  static let shown: Set<String> = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "rtf", "odt", "ods", "txt", "csv", "jpg", "jpeg",
    "png", "gif",
    "bmp", "tif", "tiff", "mp3", "mp4", "avi", "mov", "wav", "htm", "html", "xml", "eml", "msg", "zip", "rar",
    "7z", "ics",
    "vcf", "log",
  ]
}
