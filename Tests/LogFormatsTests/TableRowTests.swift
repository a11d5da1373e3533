import Bytes
import Support
import Testing

@testable import LogFormats

@Suite struct TableRowTests {
  /// Blocks of separators and a walk from one to the next, on rows without and with quotes.
  @Test(arguments: [44, 9, 32] as [UInt8])
  func `a row has the cells that a walk over it gives`(separator: UInt8) {
    var numbers = SeededNumbers(state: UInt64(separator))
    let all = Array(0..<UInt8(40))
    for round in 0..<2_000 {
      var columns = Columns()
      columns.separator = separator
      for meaning in all.shuffled(using: &numbers).prefix(Int.random(in: 1...40, using: &numbers)) {
        columns.append(meaning % 3 == 0 ? .max : meaning)
      }
      let alphabet: [UInt8] = round % 2 == 0 ? [97, 98, separator] : [97, 34, separator, separator]
      let length = round % 50 == 0 ? 600 : Int.random(in: 0...120, using: &numbers)
      let line = (0..<length).map { _ in alphabet.randomElement(using: &numbers)! }
      let lower = Int.random(in: 0...line.count, using: &numbers)
      let range = ByteRange(lower, Int.random(in: lower...line.count, using: &numbers))
      let values = TableValues(line.span, range, columns)
      var wanted: [UInt8: ByteRange] = [:]
      var walk = TableCells(range, separator: separator)
      var place = 0
      while place < 250, let cell = walk.next(line.span) {
        if columns[place] < 64 { wanted[columns[place]] = cell }
        place += 1
      }
      for column in ExchangeColumn.allCases {
        let cell = wanted[column.rawValue] ?? .none
        let isMissing = cell.isNone || cell.isEmpty
        let value = values.value(column, line.span)
        #expect(value == (isMissing ? .none : cell))
      }
    }
  }

  @Test func `the next escape is known for every line, in texts with many and with none`() {
    var numbers = SeededNumbers(state: 5)
    for round in 0..<300 {
      let text: [UInt8] = (0..<400).map { _ in
        Int.random(in: 0..<(round % 3 == 0 ? 6 : 90), using: &numbers) == 0
          ? [10, 35, 92].randomElement(using: &numbers)! : 97
      }
      var escape = NextEscape()
      var start = 0
      while start < text.count {
        let stop = text[start...].firstIndex(of: 10) ?? text.count
        let stands = escape.stands(in: text.span, start..<stop, of: text.count)
        #expect(stands == text[start..<stop].contains { $0 == 35 || $0 == 92 })
        start = stop + 1
      }
    }
  }
}
