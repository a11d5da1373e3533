import Bytes

/// Walks over the cells of one row, comma, tab or blank separated; quotes as RFC 4180 has them.
///
/// A quoted cell is given without its quotes; `""` inside stands for one quote, and `isEscaped` says that some are there.
/// Linear in the row; the last cell of a row that is cut inside its quotes runs to the end.
struct TableCells {
  private let separator: UInt8
  private let end: Int
  private var position: Int
  private var isDone = false
  /// Whether the cell given last holds `""`.
  private(set) var isEscaped = false

  init(_ range: ByteRange, separator: UInt8) {
    self.separator = separator
    position = range.lower
    end = range.upper
  }

  mutating func next(_ line: Span<UInt8>) -> ByteRange? {
    if isDone { return nil }
    isEscaped = false
    guard position < end else {
      isDone = true
      return ByteRange(end, end)
    }
    if line[position] == .ascii("\""), separator != 32 {
      let start = position + 1
      var index = start
      while let quote = line.findNear(.ascii("\""), from: index, to: end) {
        if quote + 1 < end, line[quote + 1] == .ascii("\"") {
          isEscaped = true
          index = quote + 2
          continue
        }
        let next = line.findNear(separator, from: quote + 1, to: end)
        isDone = next == nil
        position = next.map { $0 + 1 } ?? end
        return ByteRange(start, quote)
      }
      isDone = true
      position = end
      return ByteRange(start, end)
    }
    let start = position
    if let stop = line.findNear(separator, from: position, to: end) {
      position = stop + 1
      return ByteRange(start, stop)
    }
    isDone = true
    position = end
    return ByteRange(start, end)
  }
}

/// The cells of a row by meaning.
struct TableValues: ~Copyable {
  private var cells: InlineArray<64, ByteRange> = .init(repeating: .none)
  /// Meanings whose cells hold `""`.
  private(set) var escaped: UInt64 = 0
  private(set) var count = 0

  /// Reads the row in `range` after `columns`.
  init(_ line: Span<UInt8>, _ range: ByteRange, _ columns: Columns) {
    if columns.separator == 32 || line.find(.ascii("\""), from: range.lower, to: range.upper) == nil {
      readPlain(line, range, columns)
      return
    }
    var walk = TableCells(range, separator: columns.separator)
    while let cell = walk.next(line), keep(cell, columns, isEscaped: walk.isEscaped) {}
  }

  /// As `init`, of a row in which no quote means anything: the separators of sixteen bytes at once.
  private mutating func readPlain(_ line: Span<UInt8>, _ range: ByteRange, _ columns: Columns) {
    var start = range.lower
    var block = range.lower
    while block < range.upper {
      var lanes = line.block(at: block).equals(columns.separator).lanes
      while let lane = lanes.next() {
        let stop = block &+ lane
        if stop >= range.upper { break }
        guard keep(ByteRange(start, stop), columns) else { return }
        start = stop &+ 1
      }
      block &+= 16
    }
    _ = keep(ByteRange(start, range.upper), columns)
  }

  /// Keeps the next cell; false where the row has had too many.
  @inline(__always)
  private mutating func keep(_ cell: ByteRange, _ columns: Columns, isEscaped: Bool = false) -> Bool {
    let meaning = columns[count]
    count &+= 1
    guard meaning < 64 else { return count <= 4 * Columns.limit }
    cells[Int(meaning)] = cell
    if isEscaped { escaped |= 1 << UInt64(meaning) }
    return true
  }

  /// The cell with a meaning of the table's own numbering, below 64; none where the row has not, or it is empty or `-`.
  @inline(__always)
  func value(_ meaning: UInt8, _ line: Span<UInt8>) -> ByteRange {
    // Through a span: an element of the array itself would be read from a copy of all.
    let cell = cells.span[Int(meaning)]
    if cell.isNone || cell.isEmpty || cell.length == 1 && line[cell.lower] == .ascii("-") { return .none }
    return cell
  }
}
