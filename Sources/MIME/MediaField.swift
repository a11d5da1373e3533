import Bytes

/// `Content-Type` or `Content-Disposition`: a value and parameters, read as tolerantly as mail programs do.
///
/// Reads what is really written: comments, blanks around `=`, unquoted values with blanks, a missing `;` behind a quoted
/// string, quoted pairs, RFC 2231 sections in any order, encoded or not, RFC 2047 words inside parameters (forbidden and
/// common), raw bytes. Everything that can be read in two ways keeps both readings: the parameters are a list, repeated
/// ones stand in it more than once, and `ambiguities` says so.
///
/// - Bounds: `maxParameters`; what follows is not read. Time: linear.
/// - Source: RFC 2045 §5.1, RFC 2183, RFC 2231 §3 to §5.
public struct MediaField: Sendable, Equatable {
  /// What could be read otherwise.
  public struct Ambiguities: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// A parameter stands there more than once, with different values.
    public static let repeated = Ambiguities(rawValue: 1 << 0)
    /// `name` and `name*` stand side by side and differ.
    public static let plainAndExtended = Ambiguities(rawValue: 1 << 1)
    /// An unquoted value goes on behind a blank.
    public static let unquotedBlank = Ambiguities(rawValue: 1 << 2)
    /// Sections `name*0`, `name*2` with a gap between them.
    public static let missingSection = Ambiguities(rawValue: 1 << 3)
    /// A quoted string without its end.
    public static let openQuote = Ambiguities(rawValue: 1 << 4)
    /// A charset that is not known: the value is shown as it stands.
    public static let unknownCharset = Ambiguities(rawValue: 1 << 5)
    /// Bytes above 127 without a charset.
    public static let rawBytes = Ambiguities(rawValue: 1 << 6)
    /// `maxParameters` was reached.
    public static let tooMany = Ambiguities(rawValue: 1 << 7)
  }

  /// One parameter, sections joined.
  public struct Parameter: Sendable, Equatable {
    /// In lower case, without `*` and section number.
    public var name: String
    /// Decoded, UTF-8 where the charset is known.
    public var value: [UInt8]
    /// As written, quotes and escapes included, sections one after the other.
    public var raw: [UInt8]
    /// Whether it was written after RFC 2231 (`name*`, `name*0`).
    public var isExtended: Bool
  }

  public static let maxParameters = 200

  /// In lower case, blanks and comments dropped: `multipart/mixed`, `attachment`.
  public private(set) var value = ""
  /// In the order of their first section.
  public private(set) var parameters: [Parameter] = []
  public private(set) var ambiguities: Ambiguities = []

  public init() {}

  /// Reads an unfolded value.
  public init(_ text: Span<UInt8>) {
    var index = 0
    let end = MediaField.end(text, 0, stopsAtBlank: false)
    var word = [UInt8]()
    index = 0
    while index < end {
      if text[index] == UInt8(ascii: "(") {
        index = MediaField.skipComment(text, index)
        continue
      }
      if text[index] > 32, text[index] != UInt8(ascii: "\"") { word.append(text[index].lowercased) }
      index += 1
    }
    value = word.span.string
    var pieces: [Piece] = []
    index = end
    while index < text.count {
      guard pieces.count < MediaField.maxParameters else {
        ambiguities.insert(.tooMany)
        break
      }
      guard let piece = nextPiece(text, &index) else { continue }
      pieces.append(piece)
    }
    join(pieces)
  }

  /// The parameter that counts: the extended form before the plain one (RFC 6266 §4.3), the first of several.
  public subscript(_ name: String) -> [UInt8]? {
    var plain: [UInt8]?
    for parameter in parameters where parameter.name == name {
      if parameter.isExtended { return parameter.value }
      if plain == nil { plain = parameter.value }
    }
    return plain
  }

  /// All values of a parameter, each once, the one that counts first.
  public func all(_ name: String) -> [[UInt8]] {
    var found: [[UInt8]] = []
    if let first = self[name] { found.append(first) }
    for parameter in parameters where parameter.name == name && !found.contains(parameter.value) {
      found.append(parameter.value)
    }
    return found
  }

  /// One `name=value`, not yet joined.
  private struct Piece {
    var name: String
    var section: Int?
    var isEncoded: Bool
    var isQuoted: Bool
    var value: [UInt8]
    var raw: [UInt8]
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

  /// End of an unquoted stretch at `start`: a `;` outside of quotes and comments.
  private static func end(_ text: Span<UInt8>, _ start: Int, stopsAtBlank: Bool) -> Int {
    var index = start
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: ";"): return index
      case UInt8(ascii: "("):
        let next = skipComment(text, index)
        index = next > index ? next : index + 1
      default:
        if stopsAtBlank, isSpace(text[index]) { return index }
        index += 1
      }
    }
    return index
  }

  /// Behind a comment; `start` where it is never closed (it is none then).
  private static func skipComment(_ text: Span<UInt8>, _ start: Int) -> Int {
    var depth = 0
    var index = start
    // Comments are short: the bound keeps a row of open parentheses from costing the square of its length.
    let stop = min(text.count, start + 512)
    while index < stop {
      switch text[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"):
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return start + 1
  }

  private mutating func nextPiece(_ text: Span<UInt8>, _ index: inout Int) -> Piece? {
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "(") {
        index = MediaField.skipComment(text, index)
      } else if MediaField.isSpace(byte) || byte == UInt8(ascii: ";") {
        index += 1
      } else {
        break
      }
    }
    let start = index
    while index < text.count, text[index] != UInt8(ascii: "="), text[index] != UInt8(ascii: ";"),
      !MediaField.isSpace(text[index])
    {
      index += 1
    }
    let nameEnd = index
    while index < text.count, MediaField.isSpace(text[index]) { index += 1 }
    guard nameEnd > start, index < text.count, text[index] == UInt8(ascii: "=") else {
      if index == start { index += 1 }
      return nil
    }
    index += 1
    while index < text.count, MediaField.isSpace(text[index]) { index += 1 }
    var piece = MediaField.named(text, start, min(nameEnd, start + 80))
    let valueStart = index
    if index < text.count, text[index] == UInt8(ascii: "\"") {
      piece.isQuoted = true
      index += 1
      var isClosed = false
      while index < text.count {
        let byte = text[index]
        if byte == UInt8(ascii: "\\"), index + 1 < text.count {
          piece.value.append(text[index + 1])
          index += 2
          continue
        }
        index += 1
        if byte == UInt8(ascii: "\"") {
          isClosed = true
          break
        }
        piece.value.append(byte)
      }
      if !isClosed {
        ambiguities.insert(.openQuote)
        // What a reader that stops at `;` would see.
        let stop = MediaField.end(text, valueStart + 1, stopsAtBlank: false)
        piece.value = text.array((valueStart + 1)..<stop)
        index = stop
      }
      piece.raw = text.array(valueStart..<index)
    } else {
      var stop = MediaField.end(text, index, stopsAtBlank: false)
      index = stop
      while stop > valueStart, MediaField.isSpace(text[stop - 1]) { stop -= 1 }
      piece.raw = text.array(valueStart..<stop)
      piece.value = MediaField.withoutComments(text, valueStart, stop)
      if piece.value.contains(where: { MediaField.isSpace($0) }) { ambiguities.insert(.unquotedBlank) }
    }
    return piece
  }

  private static func withoutComments(_ text: Span<UInt8>, _ start: Int, _ stop: Int) -> [UInt8] {
    var value: [UInt8] = []
    var index = start
    while index < stop {
      // A parenthesis inside a word belongs to the name of a file.
      if text[index] == UInt8(ascii: "("), index > start, isSpace(text[index - 1]) {
        let next = skipComment(text, index)
        if next > index + 1, next == stop { break }
      }
      value.append(text[index])
      index += 1
    }
    while let last = value.last, isSpace(last) { value.removeLast() }
    return value
  }

  /// `filename*0*`: name, section, and whether the value is percent-encoded.
  private static func named(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Piece {
    var stop = end
    var isEncoded = false
    var section: Int?
    if stop > start, text[stop - 1] == UInt8(ascii: "*") {
      isEncoded = true
      stop -= 1
    }
    if let star = text.find(UInt8(ascii: "*"), from: start, to: stop), star + 1 < stop, stop - star <= 6 {
      var number = 0
      var isNumber = true
      for place in (star + 1)..<stop {
        if text[place].isDigit { number = number * 10 + Int(text[place] - 48) } else { isNumber = false }
      }
      if isNumber {
        section = number
        stop = star
      }
    }
    var name: [UInt8] = []
    for place in start..<stop { name.append(text[place].lowercased) }
    return Piece(
      name: name.span.string, section: section, isEncoded: isEncoded, isQuoted: false, value: [], raw: [])
  }

  private mutating func join(_ pieces: [Piece]) {
    var done: Set<String> = []
    for piece in pieces {
      if piece.section == nil {
        add(piece.name, piece.isEncoded ? extended([piece]) : plain(piece), piece.raw, piece.isEncoded)
        continue
      }
      guard done.insert(piece.name).inserted else { continue }
      var sections: [Int: Piece] = [:]
      var highest = 0
      for other in pieces where other.name == piece.name {
        guard let number = other.section else { continue }
        if let known = sections[number] {
          if known.value != other.value { ambiguities.insert(.repeated) }
        } else {
          sections[number] = other
          highest = max(highest, number)
        }
      }
      var row: [Piece] = []
      for number in sections.keys.sorted() {
        guard let section = sections[number] else { continue }
        if number != row.count { ambiguities.insert(.missingSection) }
        row.append(section)
      }
      add(piece.name, extended(row), row.flatMap(\.raw), true)
    }
  }

  private mutating func add(_ name: String, _ value: [UInt8], _ raw: [UInt8], _ isExtended: Bool) {
    for other in parameters where other.name == name && other.value != value {
      ambiguities.insert(other.isExtended == isExtended ? .repeated : .plainAndExtended)
    }
    parameters.append(Parameter(name: name, value: value, raw: raw, isExtended: isExtended))
  }

  /// A plain value: RFC 2047 words are decoded although they may not stand there.
  private mutating func plain(_ piece: Piece) -> [UInt8] {
    var buffer = ByteBuffer(capacity: piece.value.count + 16)
    let outcome = EncodedWord.decode(piece.value.span, ByteRange(0, piece.value.count), into: &buffer)
    if outcome.undecoded > 0 { ambiguities.insert(.unknownCharset) }
    var value = buffer.span.array(0..<buffer.count)
    if outcome.hasRawBytes {
      ambiguities.insert(.rawBytes)
      // Raw bytes that are no UTF-8 are most likely ISO 8859-1.
      if !MediaField.isUTF8(value) {
        var latin = ByteBuffer(capacity: value.count * 2)
        for byte in value { Charset.latin1.append(byte, into: &latin) }
        value = latin.span.array(0..<latin.count)
      }
    }
    return value
  }

  static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  /// RFC 2231 sections in order: the charset stands in the first one.
  private mutating func extended(_ row: [Piece]) -> [UInt8] {
    var charset = ""
    var bytes: [UInt8] = []
    for (place, piece) in row.enumerated() {
      guard piece.isEncoded else {
        bytes += piece.value
        continue
      }
      var text = piece.value[...]
      if place == 0, let first = text.firstIndex(of: UInt8(ascii: "'")),
        let second = text[(first + 1)...].firstIndex(of: UInt8(ascii: "'"))
      {
        charset = Array(text[..<first]).span.string
        text = text[(second + 1)...]
      }
      var index = text.startIndex
      while index < text.endIndex {
        if text[index] == UInt8(ascii: "%"), index + 2 < text.endIndex,
          let high = EncodedWord.hex(text[index + 1]), let low = EncodedWord.hex(text[index + 2])
        {
          bytes.append(high << 4 | low)
          index += 3
        } else {
          bytes.append(text[index])
          index += 1
        }
      }
    }
    var buffer = ByteBuffer(capacity: bytes.count * 2 + 16)
    if charset.isEmpty {
      // Words of RFC 2047 in a sectioned parameter: forbidden twice, seen.
      if !row.contains(where: \.isEncoded) {
        EncodedWord.decode(bytes.span, ByteRange(0, bytes.count), into: &buffer)
        return buffer.span.array(0..<buffer.count)
      }
      return bytes
    }
    if Charset.append(bytes.span, charset: charset, into: &buffer) {
      return buffer.span.array(0..<buffer.count)
    }
    ambiguities.insert(.unknownCharset)
    return bytes
  }
}
