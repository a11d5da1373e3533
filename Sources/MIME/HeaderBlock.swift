public import Bytes
public import Model

/// One header field as ranges of its block: nothing is copied, so the raw bytes are never lost.
public struct HeaderField: Sendable, Equatable {
  public var name: HeaderName
  /// The name as written, without the colon and without blanks before it.
  public var nameRange: ByteRange
  /// Everything behind the colon up to, not including, the line end that closes the field: with folding, with
  /// leading and trailing blanks.
  public var valueRange: ByteRange
  /// The value spans several lines: it must be unfolded before it is parsed.
  public var isFolded: Bool
  /// The value holds a byte that an unfolded ASCII value would not: NUL, or one above 127.
  public var hasOddBytes: Bool
}

/// Splits the header block of a mail into fields.
///
/// Reads the bytes from the first header line to the blank line, and no further. Tolerant in the way that mail
/// readers must be: it never refuses a block, what is wrong is told by `oddities`. Lines end with LF or CRLF;
/// lone CR ends a line only in a block whose first line ends so (in any other it is a byte of the value, else a
/// CR in a subject would forge a field). It does not unfold or decode: see `unfold` and the field grammars.
///
/// - Memory: one `HeaderField` a field; `parse` keeps the array's room.
/// - Bounds: `Limits.headerBytes`; of Received fields beyond `Limits.receivedFields` only the number is kept.
/// - Source: RFC 5322 §2.2, §4.5; RELAY-PATHS.md §6.
public struct HeaderBlock: Sendable {
  /// What a block does that RFC 5322 does not allow.
  public struct Oddities: OptionSet, Sendable, Hashable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// No blank line stands between header and body, or the bytes end before one.
    public static let noBlankLine = Oddities(rawValue: 1 << 0)
    /// A line is neither field nor continuation; it was skipped.
    public static let notAField = Oddities(rawValue: 1 << 1)
    /// A `From ` or `>From ` line stands among the fields.
    public static let fromLine = Oddities(rawValue: 1 << 2)
    /// A continuation line has only blanks (some readers end the header there).
    public static let blankContinuation = Oddities(rawValue: 1 << 3)
    public static let nul = Oddities(rawValue: 1 << 4)
    /// Bytes above 127: UTF-8 (RFC 6532) or raw text of an unnamed charset.
    public static let eightBit = Oddities(rawValue: 1 << 5)
    /// A CR that is no part of a line end.
    public static let bareCR = Oddities(rawValue: 1 << 6)
    /// Lines end in lone CR.
    public static let crLines = Oddities(rawValue: 1 << 7)
    /// `Limits.headerBytes` was reached: the rest of the block was not read.
    public static let cut = Oddities(rawValue: 1 << 8)
    /// `Limits.receivedFields` was reached.
    public static let tooManyReceived = Oddities(rawValue: 1 << 9)
    /// A continuation line stands before the first field.
    public static let orphanContinuation = Oddities(rawValue: 1 << 10)
  }

  /// In the order of the block: the newest Received first.
  public var fields: [HeaderField] = []
  public var oddities: Oddities = []
  /// One past the last byte of the last header line, its line end included.
  public var end = 0
  /// The first byte behind the blank line; equal to `end` where none was found.
  public var bodyStart = 0
  /// Received fields, those beyond the limit included.
  public var receivedCount = 0

  public init() {}

  /// Reads the block at the start of `bytes`. Positions count from there.
  public mutating func parse(_ bytes: Span<UInt8>, limits: Limits = Limits()) {
    fields.removeAll(keepingCapacity: true)
    oddities = []
    receivedCount = 0
    end = 0
    bodyStart = 0
    let stop = Swift.min(bytes.count, limits.headerBytes, Int(UInt32.max) - 1)
    let hasCRLines = HeaderBlock.usesLoneCR(bytes, stop)
    if hasCRLines { oddities.insert(.crLines) }
    var position = 0
    var isInField = false
    while position < stop {
      let line = HeaderBlock.line(bytes, position, stop, hasCRLines)
      if line.textEnd == position {
        end = position
        bodyStart = line.next
        finish()
        return
      }
      let first = bytes[position]
      if first.isBlank {
        extend(bytes, position, line, &isInField)
      } else if let colon = HeaderBlock.nameEnd(bytes, position, line.textEnd) {
        add(bytes, position, colon, line.textEnd, limits)
        isInField = true
      } else if HeaderBlock.isFromLine(bytes, position, line.textEnd) {
        oddities.insert(.fromLine)
        isInField = false
      } else if line.next == stop, stop < bytes.count {
        break
      } else {
        guard line.next < stop, HeaderBlock.continuesHeader(bytes, line.next, stop, hasCRLines) else {
          end = position
          bodyStart = position
          oddities.insert(.noBlankLine)
          finish()
          return
        }
        oddities.insert(.notAField)
        isInField = false
      }
      position = line.next
      end = position
    }
    bodyStart = position
    oddities.insert(bytes.count > stop ? .cut : .noBlankLine)
    finish()
  }

  private struct Line {
    var textEnd: Int
    var next: Int
  }

  private static func usesLoneCR(_ bytes: Span<UInt8>, _ stop: Int) -> Bool {
    guard let cr = bytes.find(13, to: stop) else { return false }
    if cr + 1 < bytes.count, bytes[cr + 1] == 10 { return false }
    guard bytes.find(10, to: cr) == nil else { return false }
    // A stray CR in the first line of an LF block: what follows it must look like the next header line.
    return cr + 1 >= stop || bytes[cr + 1] == 13 || bytes[cr + 1].isBlank
      || nameEnd(bytes, cr + 1, stop) != nil
  }

  private static func line(_ bytes: Span<UInt8>, _ start: Int, _ stop: Int, _ hasCRLines: Bool) -> Line {
    if hasCRLines {
      // Neither byte may be sought to the end of the block: with only the other there, time would be quadratic.
      var index = start
      while index < stop, bytes[index] != 10, bytes[index] != 13 { index += 1 }
      guard index < stop else { return Line(textEnd: stop, next: stop) }
      let isCRLF = bytes[index] == 13 && index + 1 < stop && bytes[index + 1] == 10
      return Line(textEnd: index, next: isCRLF ? index + 2 : index + 1)
    }
    let lf = bytes.find(10, from: start, to: stop)
    guard let lf else { return Line(textEnd: stop, next: stop) }
    let hasCR = lf > start && bytes[lf - 1] == 13
    return Line(textEnd: hasCR ? lf - 1 : lf, next: lf + 1)
  }

  /// Position of the colon that ends a field name beginning at `start`: printable ASCII, then blanks that
  /// old mailers put before the colon.
  private static func nameEnd(_ bytes: Span<UInt8>, _ start: Int, _ stop: Int) -> Int? {
    var index = start
    while index < stop {
      let byte = bytes[index]
      if byte == 58 { return index > start ? index : nil }
      if byte <= 32 || byte >= 127 { break }
      index += 1
    }
    guard index > start else { return nil }
    // QUIRK(RFC 5322 §4.5): blanks before the colon.
    while index < stop, bytes[index].isBlank { index += 1 }
    return index < stop && bytes[index] == 58 && !isFromLine(bytes, start, stop) ? index : nil
  }

  private static func isFromLine(_ bytes: Span<UInt8>, _ start: Int, _ stop: Int) -> Bool {
    var index = start
    while index < stop, bytes[index] == UInt8(ascii: ">") { index += 1 }
    return bytes.has("From ", at: index)
  }

  /// Whether the line at `start` shows that the header goes on behind a line that is none.
  private static func continuesHeader(
    _ bytes: Span<UInt8>, _ start: Int, _ stop: Int, _ hasCRLines: Bool
  ) -> Bool {
    let line = line(bytes, start, stop, hasCRLines)
    guard line.textEnd > start, let colon = nameEnd(bytes, start, line.textEnd) else { return false }
    // Prose has colons too: the name must be known, or be spelled as one.
    if HeaderName(bytes, ByteRange(start, colon)) != .other { return true }
    return bytes.find(UInt8(ascii: "-"), from: start, to: colon) != nil
  }

  private mutating func add(
    _ bytes: Span<UInt8>, _ start: Int, _ colon: Int, _ textEnd: Int, _ limits: Limits
  ) {
    var nameStop = colon
    while nameStop > start, bytes[nameStop - 1].isBlank { nameStop -= 1 }
    let range = ByteRange(start, nameStop)
    let name = HeaderName(bytes, range)
    if name == .received {
      receivedCount += 1
      if receivedCount > limits.receivedFields {
        oddities.insert(.tooManyReceived)
        // It stays among the fields (its continuation lines need one), but nobody parses it as a hop.
        fields.append(
          HeaderField(
            name: .other, nameRange: range, valueRange: ByteRange(colon + 1, textEnd), isFolded: false,
            hasOddBytes: false))
        return
      }
    }
    let odd = inspect(bytes, start, textEnd)
    fields.append(
      HeaderField(
        name: name, nameRange: range, valueRange: ByteRange(colon + 1, textEnd), isFolded: false,
        hasOddBytes: odd))
  }

  private mutating func extend(
    _ bytes: Span<UInt8>, _ start: Int, _ line: Line, _ isInField: inout Bool
  ) {
    guard isInField, !fields.isEmpty else {
      oddities.insert(fields.isEmpty ? .orphanContinuation : .notAField)
      return
    }
    var index = start
    while index < line.textEnd, bytes[index].isBlank { index += 1 }
    if index == line.textEnd { oddities.insert(.blankContinuation) }
    let odd = inspect(bytes, start, line.textEnd)
    let last = fields.count - 1
    fields[last].valueRange = ByteRange(fields[last].valueRange.lower, line.textEnd)
    fields[last].isFolded = true
    if odd { fields[last].hasOddBytes = true }
  }

  /// Notes bytes that a header line should not have, eight at a time.
  private mutating func inspect(_ bytes: Span<UInt8>, _ start: Int, _ stop: Int) -> Bool {
    var index = start
    var high: UInt64 = 0
    var controls: UInt64 = 0
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    while stop - index >= 8 {
      let word = bytes.word(at: index)
      high |= word & tops
      // Some byte is below 14: NUL or CR are among them, tabs too; looked at closely below.
      controls |= (word &- ones &* 14) & ~word & tops
      index += 8
    }
    while index < stop {
      let byte = bytes[index]
      high |= UInt64(byte) & 0x80
      if byte < 14 { controls = 1 }
      index += 1
    }
    var isOdd = false
    if high != 0 {
      oddities.insert(.eightBit)
      isOdd = true
    }
    if controls != 0 {
      if bytes.find(0, from: start, to: stop) != nil {
        oddities.insert(.nul)
        isOdd = true
      }
      if bytes.find(13, from: start, to: stop) != nil {
        oddities.insert(.bareCR)
        isOdd = true
      }
    }
    return isOdd
  }

  private mutating func finish() {
    if receivedCount == 0, fields.isEmpty { oddities.insert(.noBlankLine) }
  }
}

extension HeaderBlock {
  /// The first field of that name, or nil.
  public func first(_ name: HeaderName) -> HeaderField? {
    for field in fields where field.name == name { return field }
    return nil
  }

  /// Appends the value of `field` unfolded: each line end with the blanks around it becomes one space, blanks
  /// at both ends and NULs are dropped. Bytes are not decoded.
  ///
  /// `bytes` is what was given to `parse`.
  public static func unfold(
    _ field: HeaderField, of bytes: Span<UInt8>, into buffer: inout ByteBuffer
  ) {
    unfold(bytes, field.valueRange, into: &buffer)
  }

  /// As above, for any range of a header value.
  public static func unfold(
    _ bytes: Span<UInt8>, _ range: ByteRange, into buffer: inout ByteBuffer
  ) {
    guard !range.isNone, range.upper <= bytes.count else { return }
    var index = range.lower
    var stop = range.upper
    while index < stop, isSpace(bytes[index]) { index += 1 }
    while stop > index, isSpace(bytes[stop - 1]) { stop -= 1 }
    buffer.reserve(stop - index)
    var lf = -1
    while index < stop {
      if lf < index { lf = bytes.find(10, from: index, to: stop) ?? stop }
      let cr = bytes.find(13, from: index, to: lf) ?? lf
      var textEnd = cr
      if textEnd < stop {
        while textEnd > index, bytes[textEnd - 1].isBlank { textEnd -= 1 }
      }
      appendWithoutNUL(bytes, index, textEnd, into: &buffer)
      index = cr
      if index < stop {
        while index < stop, isSpace(bytes[index]) { index += 1 }
        buffer.append(32)
      }
    }
  }

  private static func appendWithoutNUL(
    _ bytes: Span<UInt8>, _ start: Int, _ stop: Int, into buffer: inout ByteBuffer
  ) {
    var index = start
    while index < stop {
      let nul = bytes.find(0, from: index, to: stop) ?? stop
      buffer.append(bytes, ByteRange(index, nul))
      index = nul + 1
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 32 || byte == 9 || byte == 10 || byte == 13
  }
}
