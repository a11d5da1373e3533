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

@Test func `searches by words agree with searches by bytes`() {
  var state: UInt64 = 1
  func next() -> UInt8 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 56)
  }
  for _ in 0..<3000 {
    let alphabet: [UInt8] = [35, 34, 36, 92, 91, 44, 32, 0, 1, 127, 128, 255, 97]
    let bytes = (0..<Int(next() % 40)).map { _ in alphabet[Int(next()) % (next() < 40 ? alphabet.count : 3)] }
    let span = bytes.span
    let from = Int(next()) % (bytes.count + 1)
    let to = from + Int(next()) % (bytes.count - from + 1)
    let last = span.findLast(92, from: from, to: to)
    let lastByBytes = bytes[from..<to].lastIndex(of: 92)
    #expect(last == lastByBytes)
    let end = span.find(44, or: 32, from: from, to: to) ?? to
    let endByBytes = bytes[from..<to].firstIndex { $0 == 44 || $0 == 32 } ?? to
    #expect(end == endByBytes)
    let may = span.mayHold(35, 92, from: from)
    let does = bytes[from...].contains { $0 == 35 || $0 == 92 }
    let isASCII = bytes[from...].allSatisfy { $0 < 128 }
    #expect(does ? may : !may || !isASCII)
  }
}
