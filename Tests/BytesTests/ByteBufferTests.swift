import Bytes
import Foundation
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
