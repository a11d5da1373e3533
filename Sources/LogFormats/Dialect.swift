import Bytes

/// How the lines of one source are to be read: what is around them, whose own lines they are, which columns they have.
///
/// Found from the source's head and carried with every stretch of it; a header line inside the source (`#Fields: …`)
/// changes it. Most sources are syslog and have the empty dialect: their lines name their program.
public struct Dialect: Sendable, Equatable {
  /// In which order a stamp of digits and separators gives day, month and year.
  public enum DateOrder: UInt8, Sendable { case unknown, yearFirst, dayFirst, monthFirst }

  /// What a container runtime or the journal put around the lines.
  public var wrapping: Wrapping = .none
  /// The system whose own lines, without a syslog tag, the source holds; nil where lines name their program.
  var native: FormatRegistry.Format?
  public var dateOrder: DateOrder = .unknown
  /// Empty but for tables.
  public var columns = Columns()
  /// Hash of the header line that made it what it is; 0 for none.
  var header: UInt64 = 0
  /// Number of what the user described, 0 for nothing; asked before everything that is built in.
  public var described: UInt16 = 0

  public init() {}

  init(native: FormatRegistry.Format) { self.native = native }

  /// Whether every line is to be read by what it says of itself: no system owns the source, and none was described.
  public var isSyslog: Bool { native == nil && described == 0 }

  /// Whether a line in the source can be a header that changes the dialect.
  public var hasHeaders: Bool { !columns.isEmpty }

  /// The dialect behind `range` of `bytes`, which begins with a line: that of the last header in it.
  public func advanced(over bytes: Span<UInt8>, _ range: Range<Int>) -> Dialect {
    guard hasHeaders else { return self }
    var dialect = self
    var start = range.lowerBound
    while start < range.upperBound {
      let end = bytes.find(10, from: start, to: range.upperBound) ?? range.upperBound
      if bytes.has("\u{FEFF}", at: start) { start += 3 }
      if start < end, bytes[start] == .ascii("#") {
        let stop = bytes[end - 1] == 13 ? end - 1 : end
        if let next = FormatRegistry.header(bytes.extracting(start..<stop), dialect) { dialect = next }
      }
      start = end + 1
    }
    return dialect
  }

  /// Bytes of a head that are looked at.
  public static let headBytes = 64 << 10
  /// Lines of a head that vote.
  static let headLines = 200

  /// The dialect of a source that begins with `head`: the system that owns more of its first lines than any other, if
  /// these lines name no program.
  public static func detect(_ head: Span<UInt8>) -> Dialect {
    let head = head.extracting(0..<Swift.min(head.count, headBytes))
    var dialect = Dialect()
    dialect.wrapping = Wrapping.detect(head)
    guard dialect.wrapping != .none else {
      dialect.vote(head)
      return dialect
    }
    var inner = ByteBuffer(capacity: 16 << 10)
    var scratch = ByteBuffer(capacity: 1024)
    let separator = dialect.wrapping.framing.separator
    var start = 0
    var lines = 0
    while start < head.count, lines < headLines {
      let end = head.find(separator, from: start) ?? head.count
      if UnwrappedLine.decode(head.extracting(start..<end), as: dialect.wrapping, into: &scratch) {
        inner.append(scratch.span)
        inner.append(UInt8(ascii: "\n"))
      }
      start = end + separator.utf8CodeUnitCount
      lines += 1
    }
    dialect.vote(inner.span)
    return dialect
  }

  /// Takes the columns that the first line of `head` tells which shows any by its form, where no header named them.
  mutating func findColumns(in head: Span<UInt8>, _ columns: (Span<UInt8>) -> Columns?) {
    guard self.columns.isEmpty else { return }
    var start = 0
    var lines = 0
    while start < head.count, lines < Dialect.headLines {
      let end = head.find(10, from: start) ?? head.count
      if let found = columns(head.extracting(start..<end)) {
        self.columns = found
        return
      }
      start = end + 1
      lines += 1
    }
  }

  private mutating func vote(_ head: Span<UInt8>) {
    var votes = InlineArray<256, UInt16>(repeating: 0)
    var envelope = Envelope()
    var lines = 0
    var start = 0
    while start < head.count, lines < Dialect.headLines {
      let end = head.find(10, from: start) ?? head.count
      var first = start
      if head.has("\u{FEFF}", at: first) { first += 3 }
      let line = head.extracting(first..<Swift.max(first, end))
      start = end + 1
      lines += 1
      if line.isEmpty { continue }
      if let table = FormatRegistry.header(line, self), columns.isEmpty {
        // The first header of a table decides: its rows need not look like anything.
        native = table.native
        columns = table.columns
        dateOrder = table.dateOrder
        break
      }
      Envelope.parse(line, into: &envelope)
      guard let owner = FormatRegistry.owner(of: line, envelope) else { continue }
      votes[Int(owner.rawValue)] += 1
    }
    if native == nil {
      var best: UInt16 = 0
      for format in FormatRegistry.Format.allCases where votes[Int(format.rawValue)] > best {
        best = votes[Int(format.rawValue)]
        native = format
      }
    }
    guard let native else { return }
    FormatRegistry.refine(&self, native, head: head)
  }
}

/// Where the values of a table's rows stand. What a column means is its format's own enumeration.
public struct Columns: Sendable, Equatable {
  /// Columns that are known; those beyond have no meaning.
  public static let limit = 64

  /// Which of its tables, by the format's own numbering.
  public var variant: UInt8 = 0
  /// Byte between two values.
  public var separator = UInt8(ascii: ",")
  public private(set) var count = 0
  private var meanings = InlineArray<64, UInt8>(repeating: .max)
  private var present: UInt64 = 0

  public init() {}

  /// Columns with these meanings, nil for one that is not read.
  init(variant: UInt8 = 0, separator: UInt8, _ meanings: [UInt8?]) {
    self.variant = variant
    self.separator = separator
    for meaning in meanings { append(meaning ?? .max) }
  }

  /// The columns that `range` of a header line names; `meaning` tells what a name means, nil for one that is not read.
  init(
    variant: UInt8 = 0, separator: UInt8, _ line: Span<UInt8>, _ range: ByteRange,
    meaning: (ByteRange) -> UInt8?
  ) {
    self.variant = variant
    self.separator = separator
    var cells = TableCells(range, separator: separator)
    while let name = cells.next(line), count < Columns.limit { append(meaning(name) ?? .max) }
  }

  public var isEmpty: Bool { count == 0 }

  /// Adds the next column with a meaning of the format's own numbering; 255 for one that is not read.
  public mutating func append(_ meaning: UInt8) {
    if count < Columns.limit { meanings[count] = meaning }
    if meaning < 64 { present |= 1 << UInt64(meaning) }
    count += 1
  }

  /// The meaning of the column at `position`, from 0; 255 for one that is not read.
  @inlinable
  public subscript(_ position: Int) -> UInt8 {
    position >= 0 && position < Swift.min(count, Columns.limit) ? meaning(position) : .max
  }

  /// Whether some column has `meaning`, which is below 64.
  func has(_ meaning: UInt8) -> Bool { present & 1 << UInt64(meaning) != 0 }

  @usableFromInline
  func meaning(_ position: Int) -> UInt8 { meanings[position] }

  public static func == (left: Columns, right: Columns) -> Bool {
    guard left.variant == right.variant, left.separator == right.separator, left.count == right.count else {
      return false
    }
    return (0..<Swift.min(left.count, limit)).allSatisfy { left.meanings[$0] == right.meanings[$0] }
  }
}
