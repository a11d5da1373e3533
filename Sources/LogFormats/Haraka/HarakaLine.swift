import Bytes
import Model

/// The head of one of Haraka's lines, and its values.
struct HarakaLine {
  /// The connection's UUID; none for lines of no connection.
  var connection: ByteRange = .none
  /// UUID and number of the transaction.
  var transaction: ByteRange = .none
  var plugin: ByteRange = .none
  var text: ByteRange = .none

  /// `[LEVEL] [UUID.n] [plugin] text`, or `level=LEVEL uuid=UUID.n source=plugin message="text" …`.
  static func read(_ line: Span<UInt8>, from start: Int, to end: Int) -> HarakaLine? {
    guard end - start > 8 else { return nil }
    if line[start] == .ascii("[") {
      guard isLevel(line, at: start + 1),
        let close = line.find("] [", from: start + 4, to: Swift.min(end, start + 12)),
        let second = line.find("] [", from: close + 3, to: Swift.min(end, close + 64)),
        let third = line.find(.ascii("]"), from: second + 3, to: end)
      else { return nil }
      var read = HarakaLine()
      read.setIDs(line, ByteRange(close + 3, second))
      read.plugin = ByteRange(second + 3, third)
      read.text = line.trimmed(ByteRange(third + 1, end))
      return read
    }
    guard line.has("level=", at: start), isLevel(line, at: start + 6),
      let uuid = line.find(" uuid=", from: start, to: Swift.min(end, start + 20)),
      let blank = line.find(32, from: uuid + 6, to: Swift.min(end, uuid + 64)),
      line.has("source=", at: blank + 1) || line.has("origin=", at: blank + 1)
    else { return nil }
    var read = HarakaLine()
    read.setIDs(line, ByteRange(uuid + 6, blank))
    let stop = line.find(32, from: blank + 8, to: end) ?? end
    read.plugin = ByteRange(blank + 8, stop)
    var first = Swift.min(stop + 1, end)
    if line.has("message=", at: first) {
      first += 8
      if first < end, line[first] == .ascii("\""), line[end - 1] == .ascii("\""), end - first > 1,
        line.afterQuoted(first, to: end) == end
      {
        read.text = ByteRange(first + 1, end - 1)
        return read
      }
    }
    read.text = line.trimmed(ByteRange(first, end))
    return read
  }

  private static func isLevel(_ line: Span<UInt8>, at start: Int) -> Bool {
    guard start < line.count else { return false }
    switch line[start] {
    case .ascii("I"): return line.has("INFO", at: start)
    case .ascii("N"): return line.has("NOTICE", at: start)
    case .ascii("D"): return line.has("DEBUG", at: start) || line.has("DATA", at: start)
    case .ascii("P"): return line.has("PROTOCOL", at: start)
    case .ascii("W"): return line.has("WARN", at: start)
    case .ascii("E"): return line.has("ERROR", at: start) || line.has("EMERG", at: start)
    case .ascii("C"): return line.has("CRIT", at: start)
    case .ascii("A"): return line.has("ALERT", at: start)
    default: return false
    }
  }

  private mutating func setIDs(_ line: Span<UInt8>, _ range: ByteRange) {
    guard range.count >= 36 else { return }
    for index in range.lower..<(range.lower + 36) {
      let isDash =
        index - range.lower == 8 || index - range.lower == 13 || index - range.lower == 18
        || index - range.lower == 23
      guard isDash ? line[index] == .ascii("-") : line[index].isHexDigit else { return }
    }
    connection = ByteRange(range.lower, range.lower + 36)
    guard range.count > 37, line[range.lower + 36] == .ascii(".") else { return }
    var index = range.lower + 37
    while index < range.upper, line[index].isDigit { index += 1 }
    if index > range.lower + 37 { transaction = ByteRange(range.lower, index) }
  }

  /// The value behind ` key=` (the literal with its blank), in quotes or up to the next blank; the last one in `text`,
  /// where the server's own keys stand.
  static func value(_ line: Span<UInt8>, _ key: StaticString, _ text: ByteRange) -> ByteRange? {
    guard let found = line.findLast(key, from: Swift.max(text.lower - 1, 0), to: text.upper) else {
      return nil
    }
    return value(line, at: found + key.utf8CodeUnitCount, to: text.upper)
  }

  /// The first such value.
  static func firstValue(_ line: Span<UInt8>, _ key: StaticString, _ text: ByteRange) -> ByteRange? {
    guard let found = line.find(key, from: Swift.max(text.lower - 1, 0), to: text.upper) else { return nil }
    return value(line, at: found + key.utf8CodeUnitCount, to: text.upper)
  }

  static func value(_ line: Span<UInt8>, at start: Int, to end: Int) -> ByteRange {
    if start < end, line[start] == .ascii("\"") {
      let behind = line.afterQuoted(start, to: end)
      if behind > start { return ByteRange(start + 1, behind - 1) }
    }
    let stop = line.find(32, from: start, to: end) ?? end
    return ByteRange(start, stop)
  }
}
