import Bytes
import Support
import Testing

@testable import LogFormats

/// Numbers and ids are read by words and blocks: byte by byte must say the same.
@Suite struct ScanningTests {
  private static let pieces = [
    "0", "7", "42", "007", "1234567", "12345678", "123456789", "99999999999999999999999999", ".", ",", " ",
    "x",
    "\u{E9}", "-", "_", "A", "z", "5F3", "..", "",
  ]

  private func each(_ seed: UInt64, _ body: (_ bytes: [UInt8], _ start: Int, _ end: Int) -> Void) {
    var random = SeededNumbers(state: seed)
    for _ in 0..<20_000 {
      let count = Int.random(in: 1...6, using: &random)
      let bytes = (0..<count).flatMap { _ in Array(Self.pieces.randomElement(using: &random)!.utf8) }
      let start = Int.random(in: 0...bytes.count, using: &random)
      body(bytes, start, Int.random(in: start...bytes.count, using: &random))
    }
  }

  @Test func `a number is that of its digits, whatever stands behind its end`() {
    each(1) { bytes, start, end in
      var expected: Int64 = 0
      var stop = start
      while stop < end, bytes[stop].isDigit {
        if expected < 100_000_000_000_000_000 { expected = expected * 10 + Int64(bytes[stop] - 48) }
        stop += 1
      }
      var position = start
      let found = bytes.span.number(&position, to: end)
      #expect(found == expected && position == stop, "\(bytes.span.string) \(start)..<\(end)")
    }
  }

  @Test func `a fraction of a second is six digits of it`() {
    each(2) { bytes, start, end in
      var expected = 0
      var scale = 100_000
      var stop = start + 1
      while stop < end, bytes[stop].isDigit {
        expected += Int(bytes[stop] - 48) * scale
        scale /= 10
        stop += 1
      }
      guard start < end else { return }
      var position = start
      let found = bytes.span.fraction(&position, to: end)
      #expect(found == expected && position == stop, "\(bytes.span.string) \(start)..<\(end)")
    }
  }

  @Test func `an id ends at the first byte that no id has`() {
    each(3) { bytes, start, end in
      var stop = start
      while stop < end, bytes[stop].isAlphanumeric || [45, 46, 95].contains(bytes[stop]) { stop += 1 }
      if stop > start, bytes[stop - 1] == 46 { stop -= 1 }
      let found = Reply.identifier(bytes.span, at: start, to: end)
      #expect(
        found == (stop - start >= 4 ? ByteRange(start, stop) : .none),
        "\(bytes.span.string) \(start)..<\(end)")
    }
  }
}
