import Bytes
import Support
import Testing

/// Every length around the size of a block, every place in it, in spans that end with the text and in longer ones.
@Test func `a near search finds what a byte loop finds, wherever the span ends`() {
  var numbers = SeededNumbers(state: 1)
  for length in 0..<52 {
    for _ in 0..<20 {
      let text: [UInt8] = (0..<length).map { _ in
        let isAny = Bool.random(using: &numbers)
        return .random(in: isAny ? 0...255 : 31...33, using: &numbers)
      }
      let span = text.span
      for from in [0, 1, length / 2, length - 1, length, length + 3] where from >= 0 {
        for to in [from, length - 2, length, .max] {
          let end = min(to, length)
          let places = from < end ? from..<end : 0..<0
          let near = span.findNear(32, from: from, to: to)
          let zero = span.findNear(0, from: from, to: to)
          let either = span.find(32, or: 0, from: from, to: to)
          #expect(near == places.first { text[$0] == 32 })
          #expect(zero == places.first { text[$0] == 0 })
          #expect(either == places.first { text[$0] == 32 || text[$0] == 0 })
        }
      }
      let before = span.findNear(32, from: -1)
      #expect(before == nil)
    }
  }
}

@Test func `words and blocks hold zeros behind the end and before the beginning`() {
  let text = (1...40).map { UInt8($0) }
  for length in 0...40 {
    let span = text.span.extracting(0..<length)
    for position in -20...60 {
      let word = span.word(at: position)
      let block = span.block(at: position)
      for lane in 0..<16 {
        let place = position + lane
        let wanted = position >= 0 && place < length ? UInt8(place + 1) : 0
        #expect(block[lane] == wanted)
        if lane < 8 { #expect(UInt8(truncatingIfNeeded: word >> UInt64(lane * 8)) == wanted) }
      }
    }
    let far = span.block(at: .max)
    let low = span.word(at: .min)
    #expect(far == SIMD16(repeating: 0))
    #expect(low == 0)
  }
}

@Test func `tests of a block agree with those of its bytes`() {
  for first in stride(from: 0, to: 256, by: 16) {
    let bytes = (0..<16).map { UInt8(first + $0) }
    let block = bytes.span.block(at: 0)
    for lane in 0..<16 {
      #expect(block.isDigit[lane] == bytes[lane].isDigit)
      #expect(block.isLetter[lane] == bytes[lane].isLetter)
      #expect(block.isAlphanumeric[lane] == bytes[lane].isAlphanumeric)
      #expect(block.isAtMost(32)[lane] == (bytes[lane] <= 32))
      #expect(block.equals(bytes[lane]).firstLane == lane)
    }
    #expect(block.equals(UInt8(truncatingIfNeeded: first + 16)).firstLane == 16)
  }
}

@Test func `the lanes of a mask come one after the other`() {
  var numbers = SeededNumbers(state: 4)
  for _ in 0..<500 {
    let text: [UInt8] = (0..<16).map { _ in .random(in: 31...33, using: &numbers) }
    var lanes = text.span.block(at: 0).equals(32).lanes
    var found: [Int] = []
    while let lane = lanes.next() { found.append(lane) }
    #expect(found == text.indices.filter { text[$0] == 32 })
  }
}
