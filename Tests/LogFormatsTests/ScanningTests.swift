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

  /// Text of names, brackets and what stands near them, often longer than what is looked at together.
  private func eachOfPeers(_ seed: UInt64, _ body: (_ bytes: [UInt8], _ start: Int, _ end: Int) -> Void) {
    let pieces = [
      "[", "]", "[", "]", "192.0.2.1", "a", ":25", ":", " ", "mx.example", "unknown", ",", "-",
      "a.very.long.name.of.a.host.example", "2001:db8::1", "9",
    ]
    var random = SeededNumbers(state: seed)
    for _ in 0..<20_000 {
      let count = Int.random(in: 1...9, using: &random)
      let bytes = (0..<count).flatMap { _ in Array(pieces.randomElement(using: &random)!.utf8) }
      let start = Int.random(in: 0...bytes.count, using: &random)
      body(bytes, start, Int.random(in: start...bytes.count, using: &random))
    }
  }

  @Test func `a peer's address stands in the brackets that close last, of these in those that open last`() {
    eachOfPeers(4) { bytes, start, end in
      var close = (start..<end).first { bytes[$0] == 93 }
      while let place = close, place + 1 < end, bytes[place + 1].isAlphanumeric || bytes[place + 1] == 91,
        let next = (place + 1..<end).first(where: { bytes[$0] == 93 })
      {
        close = next
      }
      let open = close.flatMap { close in (start..<close).last { bytes[$0] == 91 } }
      let found = bytes.span.peer(at: start, to: end)
      guard let close, let open else {
        #expect(found == nil)
        return
      }
      #expect(found?.name == ByteRange(start, open) && found?.address == ByteRange(open + 1, close))
      var stop = close + 1
      if stop + 1 < end, bytes[stop] == 58, bytes[stop + 1].isDigit {
        stop += 1
        while stop < end, bytes[stop].isDigit { stop += 1 }
      }
      #expect(found?.end == stop)
    }
  }

  @Test func `a queue id ends at a colon, holds a digit or capitals of hexadecimal numbers alone`() {
    let pieces = ["4T3G", "NOQUEUE", "ABCDEF", "warning", "z1", ": ", ":", " ", "0123456789", "x", "-"]
    var random = SeededNumbers(state: 5)
    for _ in 0..<20_000 {
      let count = Int.random(in: 1...5, using: &random)
      let bytes = (0..<count).flatMap { _ in Array(pieces.randomElement(using: &random)!.utf8) }
      let start = Int.random(in: 0..<bytes.count, using: &random)
      let id = bytes[start...].prefix { $0.isAlphanumeric }
      let colon = id.endIndex
      let isEnded =
        colon < bytes.count && bytes[colon] == 58 && (colon + 1 == bytes.count || bytes[colon + 1] == 32)
      let isID =
        id.contains { $0.isDigit } || id.elementsEqual("NOQUEUE".utf8)
        || id.allSatisfy { $0.isHexDigit && !$0.isLower }
      let expected = id.count >= 5 && isEnded && isID ? colon : nil
      let found = PostfixFormat.queueID(bytes.span, from: start, to: bytes.count)
      #expect(found == expected, "\(bytes.span.string) \(start)")
    }
  }

  @Test(arguments: [1, 40, 3_000])
  func `what an escape may begin with is seen in every line that holds it`(_ rarity: Int) {
    var random = SeededNumbers(state: UInt64(rarity))
    var bytes: [UInt8] = []
    var lines: [Range<Int>] = []
    while bytes.count < 100_000 {
      let start = bytes.count
      // Some lines are longer than what is looked at in advance.
      for _
        in 0..<Int.random(
          in: 0..<(Int.random(in: 0..<100, using: &random) == 0 ? 20_000 : 200), using: &random)
      {
        let isMark = Int.random(in: 0..<(rarity * 40), using: &random) == 0
        bytes.append(isMark ? (Bool.random(using: &random) ? 35 : 92) : 97)
      }
      lines.append(start..<bytes.count)
      bytes.append(10)
    }
    var escape = NextEscape()
    for line in lines {
      let stands = escape.stands(in: bytes.span, line, of: bytes.count)
      #expect(stands == bytes[line].contains { $0 == 35 || $0 == 92 })
    }
  }
}
