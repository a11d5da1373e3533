import Bytes
import Model

/// Reads descriptions of log formats.
///
///     # comment
///     format kiosk
///     program kioskd kiosk-pop
///     line login "user {user.name} from {source.ip} failed: {event.reason}" outcome=failure protocol=imap
///
/// `format NAME` begins one, `program` names the syslog tags of its lines (without it, lines without a tag are its own),
/// each `line ACTION "PATTERN"` says what a line is that fits, the first that does. In a pattern `{field}` stands for a
/// field of the records, `{_}` for text that is not kept, `{{` and `}}` for braces, `\"` for a quote.
public struct LineFormatFile {
  /// Where a description is wrong, and why.
  public struct Fault: Error, CustomStringConvertible {
    public var line: Int
    public var column: Int
    public var reason: String
    public var description: String { "\(line):\(column): \(reason)" }
  }

  /// Bytes of a description, patterns of one format, pieces of one pattern.
  public static let sizeLimit = 1 << 20
  static let patternLimit = 1_000
  static let pieceLimit = 64

  private var formats: [LineFormatSet.Format] = []
  private var lineNumber = 0

  /// - Throws: `Fault` at the first thing that is no description.
  public static func read(_ text: Span<UInt8>) throws(Fault) -> LineFormatSet {
    var file = LineFormatFile()
    guard text.count <= sizeLimit else {
      throw Fault(line: 1, column: 1, reason: "more than \(sizeLimit) bytes")
    }
    var start = 0
    while start < text.count {
      let end = text.find(10, from: start) ?? text.count
      file.lineNumber += 1
      try file.read(text, start, end)
      start = end + 1
    }
    for format in file.formats where format.patterns.isEmpty {
      throw Fault(line: file.lineNumber, column: 1, reason: "format \(format.name) has no line")
    }
    return LineFormatSet.kept(file.formats)
  }

  private mutating func read(_ text: Span<UInt8>, _ start: Int, _ end: Int) throws(Fault) {
    var words = Words(text, start, end, lineNumber)
    guard let word = try words.next() else { return }
    switch word.text {
    case "format":
      guard let name = try words.next() else { throw words.fault("a name is expected behind format") }
      guard !name.text.isEmpty, name.text.utf8.count <= 40,
        name.text.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") })
      else { throw fault(name, "a name of letters, digits and - is expected") }
      guard formats.count < LineFormatSet.limit else {
        throw fault(word, "more than \(LineFormatSet.limit) formats")
      }
      formats.append(LineFormatSet.Format(name: name.text.lowercased()))
    case "program":
      guard !formats.isEmpty else { throw fault(word, "program stands before any format") }
      while let name = try words.next() { formats[formats.count - 1].programs.append(Array(name.text.utf8)) }
    case "line":
      guard !formats.isEmpty else { throw fault(word, "line stands before any format") }
      guard formats[formats.count - 1].patterns.count < Self.patternLimit else {
        throw fault(word, "more than \(Self.patternLimit) lines of one format")
      }
      formats[formats.count - 1].patterns.append(try pattern(&words))
    default: throw fault(word, "\(word.text): format, program or line is expected")
    }
    if let rest = try words.next() { throw fault(rest, "\(rest.text): nothing more is expected here") }
  }

  private func fault(_ word: Words.Word, _ reason: String) -> Fault {
    Fault(line: lineNumber, column: word.column, reason: reason)
  }

  // MARK: Patterns

  private func pattern(_ words: inout Words) throws(Fault) -> LinePattern {
    guard let action = try words.next() else { throw words.fault("an action is expected behind line") }
    guard let known = LogEvent.Action.allCases.first(where: { $0.name.description == action.text }) else {
      throw fault(action, "\(action.text): no action of the records")
    }
    guard let text = try words.next(), text.isQuoted else {
      throw words.fault("a pattern in quotes is expected")
    }
    var pattern = LinePattern()
    pattern.action = known
    pattern.pieces = try pieces(text)
    while let option = try words.next() { try set(option, &pattern) }
    return pattern
  }

  private func pieces(_ word: Words.Word) throws(Fault) -> [LinePattern.Piece] {
    var pieces: [LinePattern.Piece] = []
    var literal: [UInt8] = []
    let bytes = Array(word.text.utf8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let isDoubled = index + 1 < bytes.count && bytes[index + 1] == byte
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}"), isDoubled {
        literal.append(byte)
        index += 2
        continue
      }
      guard byte == UInt8(ascii: "{") else {
        if byte == UInt8(ascii: "}") { throw fault(word, "} without { (write }} for a brace)") }
        literal.append(byte)
        index += 1
        continue
      }
      guard let close = bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
        throw fault(word, "{ without }")
      }
      let name = String(decoding: bytes[(index + 1)..<close], as: UTF8.self)
      guard let target = LinePattern.Target(name) else {
        throw fault(word, "{\(name)}: no field of the records")
      }
      if literal.isEmpty, case .field? = pieces.last {
        throw fault(word, "{\(name)} follows a field: nothing tells where that ends")
      }
      if !literal.isEmpty { pieces.append(.literal(literal)) }
      literal = []
      pieces.append(.field(target))
      index = close + 1
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
    guard !pieces.isEmpty else { throw fault(word, "an empty pattern fits nothing") }
    guard pieces.count <= Self.pieceLimit else { throw fault(word, "more than \(Self.pieceLimit) pieces") }
    return pieces
  }

  private func set(_ option: Words.Word, _ pattern: inout LinePattern) throws(Fault) {
    let parts = option.text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { throw fault(option, "\(option.text): name=value is expected") }
    let value = String(parts[1])
    func no(_ what: String) -> Fault { fault(option, "\(value): no \(what) of the records") }
    switch parts[0] {
    case "outcome":
      switch value {
      case "success": pattern.outcome = .success
      case "failure": pattern.outcome = .failure
      case "unknown": pattern.outcome = .unknown
      default: throw no("outcome")
      }
    case "protocol":
      guard let known = LogEvent.NetworkProtocol.allCases.first(where: { $0.name.description == value })
      else {
        throw no("protocol")
      }
      pattern.networkProtocol = known
    case "status":
      guard let known = LogEvent.DeliveryStatus.allCases.first(where: { $0.name.description == value }) else {
        throw no("status")
      }
      pattern.status = known
    case "stage":
      guard let known = LogEvent.Stage.allCases.first(where: { $0.name.description == value }) else {
        throw no("stage")
      }
      pattern.stage = known
    case "class":
      guard let known = LogEvent.RejectClass.allCases.first(where: { $0.name.description == value }) else {
        throw no("reject class")
      }
      pattern.rejectClass = known
    case "tls":
      guard value == "true" || value == "false" else { throw no("tls") }
      pattern.tls = value == "true" ? .yes : .no
    case "message":
      switch value {
      case "begins": pattern.role = .begins
      case "continues": pattern.role = .continues
      case "ends": pattern.role = .ends
      default: throw fault(option, "\(value): begins, continues or ends is expected")
      }
    case "side":
      guard value == "client" || value == "server" else {
        throw fault(option, "client or server is expected")
      }
      pattern.isClientSide = value == "client"
    default:
      throw fault(
        option, "\(parts[0]): outcome, protocol, status, stage, class, tls, message or side is expected")
    }
  }
}

/// The words of one line of a description: separated by blanks, or in quotes; `#` outside of quotes ends the line.
private struct Words {
  struct Word {
    var text: String
    var column: Int
    var isQuoted: Bool
  }

  private let bytes: [UInt8]
  private let line: Int
  private var position = 0

  init(_ text: Span<UInt8>, _ start: Int, _ end: Int, _ line: Int) {
    bytes = text.array(start..<end)
    self.line = line
  }

  func fault(_ reason: String) -> LineFormatFile.Fault {
    LineFormatFile.Fault(line: line, column: position + 1, reason: reason)
  }

  mutating func next() throws(LineFormatFile.Fault) -> Word? {
    while position < bytes.count, bytes[position] <= 32 { position += 1 }
    guard position < bytes.count, bytes[position] != UInt8(ascii: "#") else { return nil }
    let column = position + 1
    guard bytes[position] == UInt8(ascii: "\"") else {
      let start = position
      while position < bytes.count, bytes[position] > 32 { position += 1 }
      return Word(
        text: String(decoding: bytes[start..<position], as: UTF8.self), column: column, isQuoted: false)
    }
    var text: [UInt8] = []
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count { position += 1 }
      text.append(bytes[position])
      position += 1
    }
    guard position < bytes.count else {
      throw LineFormatFile.Fault(line: line, column: column, reason: "a quote is not closed")
    }
    position += 1
    return Word(text: String(decoding: text, as: UTF8.self), column: column, isQuoted: true)
  }
}
