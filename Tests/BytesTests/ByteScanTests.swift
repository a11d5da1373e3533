import Bytes
import Testing

/// Spans cannot stand inside `#expect`: results are taken first.
@Test func `find gives positions of bytes and literals inside the bounds only`() {
  let bytes = Array("connect from mx1[192.0.2.1]: connect".utf8)
  let span = bytes.span
  let bracket = span.find(UInt8(ascii: "["))
  let afterBracket = span.find(UInt8(ascii: "["), from: 17)
  let second = span.find("connect", from: 1)
  let cut = span.find("connect", from: 1, to: 35)
  let beyond = span.find("connect", from: 40)
  let here = span.has("from", at: 8)
  let overrun = span.has("connect", at: 30)
  let last = span.findLast(UInt8(ascii: ":"))
  #expect(bracket == 16)
  #expect(afterBracket == nil)
  #expect(second == 29)
  #expect(cut == nil)
  #expect(beyond == nil)
  #expect(here)
  #expect(!overrun)
  #expect(last == 27)
}

@Test func `a hash depends on every byte and on nothing else`() {
  let text = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
  let whole = text.span.hash(ByteRange(0, text.count))
  for place in text.indices {
    var other = text
    other[place] ^= 1
    let changed = other.span.hash(ByteRange(0, other.count))
    #expect(changed != whole)
  }
  let shifted = [0] + text
  let same = shifted.span.hash(ByteRange(1, shifted.count))
  #expect(same == whole)
}

@Test func `numbers are written as String would`() {
  var buffer = ByteBuffer()
  for number in [0, 1, 9, 10, 99, 100, -1, Int.max, Int.min, 1_000_000] {
    buffer.removeAll()
    buffer.append(decimal: number)
    let text = buffer.string
    #expect(text == String(number))
  }
  buffer.removeAll()
  buffer.append(decimal: UInt64.max)
  let text = buffer.string
  #expect(text == String(UInt64.max))
}
