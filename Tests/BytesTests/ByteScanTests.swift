import Bytes
import Support
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

@Test func `an id's hash is that of its text, however long it is and wherever it stands`() {
  let text = Array("4bTq8K3xZ9z7Vw1-a8Pq0Rs2Tu4Vw6Xy8".utf8)
  for start in text.indices {
    for end in start...text.count {
      let range = ByteRange(start, end)
      let id = text.span.hash(id: range)
      let plain = text.span.hash(range)
      #expect(id == plain, "\(start)..<\(end)")
    }
  }
  let none = text.span.hash(id: .none)
  let plain = text.span.hash(.none)
  #expect(none == plain)
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

@Test func `a literal is found where a byte loop finds it, whatever it begins with`() {
  var numbers = SeededNumbers(state: 2)
  // Few letters, so that beginnings and ends of the literal stand in many places; capitals take the other way.
  let alphabet = Array("aabA ".utf8)
  func text(_ length: Int) -> [UInt8] { (0..<length).map { _ in alphabet.randomElement(using: &numbers)! } }
  for round in 0..<6_000 {
    let line = text(Int.random(in: 0...90, using: &numbers))
    let needle = text(Int.random(in: 1...(round % 3 == 0 ? 24 : 4), using: &numbers))
    let from = Int.random(in: 0...line.count, using: &numbers)
    let to = Int.random(in: from...line.count, using: &numbers)
    let found = line.span.find(needle.span, from: from, to: to)
    let places = to - from < needle.count ? from..<from : from..<(to - needle.count + 1)
    let wanted = places.first { line[$0..<($0 + needle.count)].elementsEqual(needle) }
    #expect(found == wanted)
  }
}

@Test func `the last place of a literal is where a byte loop finds it`() {
  var numbers = SeededNumbers(state: 5)
  let alphabet = Array("aabA ".utf8)
  let literals: [StaticString] = [
    "a", " ", "ab", "ba ", "aabA", "a a a b", "aaaaaaaaaaaaaaaaaaaa", "AbaAbaAbaAbaAbaAba",
  ]
  for round in 0..<6_000 {
    var line = (0..<Int.random(in: 0...90, using: &numbers)).map { _ in
      alphabet.randomElement(using: &numbers)!
    }
    let literal = literals[round % literals.count]
    let needle = Array(literal.description.utf8)
    if line.count > needle.count, Bool.random(using: &numbers) {
      let place = Int.random(in: 0...(line.count - needle.count), using: &numbers)
      line.replaceSubrange(place..<(place + needle.count), with: needle)
    }
    let from = Int.random(in: 0...line.count, using: &numbers)
    let to = Int.random(in: from...line.count, using: &numbers)
    let found = line.span.findLast(literal, from: from, to: to)
    let places = to - from < needle.count ? from..<from : from..<(to - needle.count + 1)
    let wanted = places.last { line[$0..<($0 + needle.count)].elementsEqual(needle) }
    #expect(found == wanted)
  }
}

/// Text that stands in JSON as it is; half of the time one byte in `rarity` is any.
private func jsonText(upTo limit: Int, rarity: Int, _ numbers: inout SeededNumbers) -> [UInt8] {
  let length = Int.random(in: 0...limit, using: &numbers)
  let isRough = Bool.random(using: &numbers)
  return (0..<length).map { _ in
    isRough && Int.random(in: 0..<rarity, using: &numbers) == 0
      ? .random(in: 0...255, using: &numbers) : .random(in: 0x23...0x5B, using: &numbers)
  }
}

@Test func `text is copied into JSON up to the first byte that cannot stand there, and none is left out`() {
  var numbers = SeededNumbers(state: 3)
  for _ in 0..<4_000 {
    let text = jsonText(upTo: 70, rarity: 12, &numbers)
    let from = Int.random(in: 0...text.count, using: &numbers)
    let to = Int.random(in: from...text.count, using: &numbers)
    var buffer = ByteBuffer(capacity: 64)
    let stop = buffer.append(plainJSON: text.span, from: from, to: to)
    let wanted = (from..<to).first {
      text[$0] < 0x20 || text[$0] >= 0x7F || text[$0] == 0x22 || text[$0] == 0x5C
    }
    let copied = buffer.span.array(0..<buffer.count)
    #expect(stop == wanted ?? to)
    #expect(copied == Array(text[from..<stop]))
  }
}

@Test func `a key, a text and its quote are one copy, wherever the text lies`() {
  var numbers = SeededNumbers(state: 5)
  let keys =
    Array(",\"one\":\"},\"another\":{\"member\":\",\"a name that is longer than one block\":\"".utf8)
    + Array(repeating: UInt8(0), count: 32)
  let places = [ByteRange(0, 7), ByteRange(7, 29), ByteRange(29, 29 + 41), ByteRange(3, 3)]
  for _ in 0..<4_000 {
    let text = jsonText(upTo: 140, rarity: 40, &numbers)
    let from = Int.random(in: 0...text.count, using: &numbers)
    let to = Int.random(in: from...text.count, using: &numbers)
    let place = places.randomElement(using: &numbers)!
    var buffer = ByteBuffer(capacity: 64)
    buffer.append("before")
    let stop = buffer.append(keys.span, place, closingJSON: text.span, ByteRange(from, to))
    let wanted =
      (from..<to).first {
        text[$0] < 0x20 || text[$0] >= 0x7F || text[$0] == 0x22 || text[$0] == 0x5C
      } ?? to
    #expect(stop == wanted)
    var bytes = Array("before".utf8)
    bytes += keys[place.range]
    bytes += text[from..<wanted]
    if wanted == to { bytes.append(0x22) }
    #expect(buffer.span.array(0..<buffer.count) == bytes)
  }
}

@Test func `words and blocks of bytes end with the span, and positions outside of it hold nothing`() {
  let bytes = Array(UInt8(1)...40)
  for count in 0...40 {
    let span = bytes.span.extracting(0..<count)
    for position in [Int.min, -17, -16, -9, -8, -7, -1] + Array(0...count + 20) + [Int.max - 7, Int.max] {
      let inside = (0..<16).map { place -> UInt8 in
        let (at, overflow) = position.addingReportingOverflow(place)
        return position >= 0 && !overflow && at < count ? bytes[at] : 0
      }
      let word = span.word(at: position)
      #expect((0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } == Array(inside[..<8]))
      let block = span.block(at: position)
      #expect((0..<16).map { block[$0] } == inside)
    }
  }
}

@Test func `a hash says nothing of what stands around its text`() {
  var numbers = SeededNumbers(state: 7)
  for _ in 0..<2_000 {
    let text: [UInt8] = (0..<Int.random(in: 0...40, using: &numbers)).map { _ in
      .random(in: 0...255, using: &numbers)
    }
    let alone = text.span.hash(ByteRange(0, text.count))
    let before = Array(
      repeating: UInt8.random(in: 0...255, using: &numbers), count: .random(in: 0...9, using: &numbers))
    let around = before + text + Array(repeating: 0xFF, count: .random(in: 0...9, using: &numbers))
    let range = ByteRange(before.count, before.count + text.count)
    #expect(around.span.hash(range) == alone)
    #expect(around.span.hash(id: range) == alone)
  }
}
