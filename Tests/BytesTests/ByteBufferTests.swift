import Bytes
import Foundation
import Support
import Testing

@Suite struct ByteBufferTests {
  @Test func `pieces of every length are appended whole and touch nothing else`() {
    let source = (0..<100).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    for start in [0, 1, 7, 40] {
      for length in 0...60 {
        var buffer = ByteBuffer(capacity: 64)
        buffer.append("<")
        buffer.append(source.span, ByteRange(start, start + length))
        buffer.append(">")
        let got = buffer.span.array(0..<buffer.count)
        #expect(got == [60] + source[start..<(start + length)] + [62])
      }
    }
  }

  @Test func `sixteen hexadecimal digits are those of the number`() {
    var number: UInt64 = 0
    for step in 0..<500 {
      var buffer = ByteBuffer()
      buffer.append(hex: number)
      #expect(buffer.string == String(format: "%016lx", number))
      number = number &* 6_364_136_223_846_793_005 &+ UInt64(step) &+ 1
    }
  }
}

@Test func `numbers of every length are written as String would`() {
  var buffer = ByteBuffer()
  var limit: UInt64 = 1
  for _ in 0..<20 {
    for number in [limit &- 1, limit, limit &+ 1, limit &* 7] {
      buffer.removeAll()
      buffer.append(decimal: number)
      let text = buffer.string
      #expect(text == String(number))
    }
    limit = limit &* 10
  }
}

@Test func `numbers drawn from all sizes are written as String would`() {
  var numbers = SeededNumbers(state: 8)
  var buffer = ByteBuffer()
  for step in 0..<20_000 {
    let number = numbers.next() >> UInt64(step % 64)
    buffer.removeAll()
    buffer.append(decimal: number)
    let text = buffer.string
    #expect(text == String(number))
  }
}

@Test func `what is appended in pieces is what was in the ranges, at the end of a span, too`() {
  let text = Array("the quick brown fox jumps over the lazy dog, and nothing else happened at all".utf8)
  var buffer = ByteBuffer(capacity: 64)
  var expected: [UInt8] = []
  for start in stride(from: 0, to: text.count, by: 3) {
    for length in [0, 1, 2, 5, 8, 15, 16, 17, 31, 32, 33, 60] where start + length <= text.count {
      buffer.append(text.span, ByteRange(start, start + length))
      expected += text[start..<(start + length)]
    }
  }
  let bytes = buffer.span.array(0..<buffer.count)
  #expect(bytes == expected)
}
