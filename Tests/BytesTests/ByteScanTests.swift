import Bytes
import Testing

@Test func `find gives positions of bytes and literals inside the bounds only`() {
  let bytes = Array("connect from mx1[192.0.2.1]: connect".utf8)
  let span = bytes.span
  #expect(span.find(UInt8(ascii: "[")) == 16)
  #expect(span.find(UInt8(ascii: "["), from: 17) == nil)
  #expect(span.find("connect", from: 1) == 29)
  #expect(span.find("connect", from: 1, to: 35) == nil)
  #expect(span.find("connect", from: 40) == nil)
  #expect(span.has("from", at: 8))
  #expect(!span.has("connect", at: 30))
  #expect(span.findLast(UInt8(ascii: ":")) == 27)
}

@Test func `a hash depends on every byte and on nothing else`() {
  let text = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
  let whole = text.span.hash(ByteRange(0, text.count))
  for place in text.indices {
    var other = text
    other[place] ^= 1
    #expect(other.span.hash(ByteRange(0, other.count)) != whole)
  }
  let shifted = [0] + text
  #expect(shifted.span.hash(ByteRange(1, shifted.count)) == whole)
}

@Test func `numbers are written as String would`() {
  var buffer = ByteBuffer()
  for number in [0, 1, 9, 10, 99, 100, -1, Int.max, Int.min, 1_000_000] {
    buffer.removeAll()
    buffer.append(decimal: number)
    #expect(buffer.string == String(number))
  }
  buffer.removeAll()
  buffer.append(decimal: UInt64.max)
  #expect(buffer.string == String(UInt64.max))
}
