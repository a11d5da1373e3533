import Bytes
import Model
import Support
import Testing

@testable import Detectors

@Suite struct KeyedListTests {
  @Test func `a keyed list holds what a dictionary holds, in the order in which keys came`() {
    var list = KeyedList<IPAddress, Int>()
    var dictionary: [IPAddress: Int] = [:]
    var order: [IPAddress] = []
    for round in 0..<20_000 {
      // Keys that are near each other, in both families.
      let number = UInt32(round &* 2_654_435_761 >> 9 & 0xFFFF) % 3_000
      let key =
        number % 3 == 0
        ? IPAddress(high: 0x2001_0DB8_0000_0000, low: UInt64(number)) : IPAddress(ipv4: 0xC633_0000 + number)
      if let place = list.place(of: key) {
        list[place] += round
      } else {
        list.append(round, for: key)
        order.append(key)
      }
      dictionary[key, default: 0] += round
      if round % 5_000 == 4_999 {
        list.filter { _, value in value % 3 != 0 }
        order.removeAll { dictionary[$0]! % 3 == 0 }
        dictionary = dictionary.filter { $0.value % 3 != 0 }
      }
    }
    #expect(list.keys == order)
    #expect(list.indices.allSatisfy { list[$0] == dictionary[list.keys[$0]] })
    #expect(list.place(of: IPAddress(ipv4: 1)) == nil)
  }

  @Test(arguments: [0, 1, 20, 3_000, 12_000, 200_000])
  func `the number of different addresses is told to five in a hundred`(count: Int) {
    var distinct = DistinctCount()
    for round in 0..<2 {
      for number in 0..<count where round == 0 || number % 2 == 0 {
        // Neighbours, and of IPv6 those that differ in the upper half only.
        distinct.insert(
          number % 2 == 0
            ? IPAddress(ipv4: 0xC612_0000 + UInt32(number))
            : IPAddress(high: 0x2001_0DB8_0000_0000 + UInt64(number), low: 1))
      }
    }
    #expect(abs(Int(distinct.estimate) - count) * 20 <= count)
  }

  @Test func `a short list holds what an array holds`() {
    var list = ShortList<Int>()
    var array: [Int] = []
    for round in 0..<40 {
      if round % 7 == 6 {
        list.removeAll()
        array.removeAll()
      }
      list.append(round)
      array.append(round)
      list[round % list.count] += 100
      array[round % array.count] += 100
      #expect(Array(list) == array)
    }
  }
}

@Suite struct SymbolsTests {
  @Test func `names have one number whatever their capitals, and another one each`() {
    var numbers = SeededNumbers(state: 6)
    var symbols = Symbols()
    var known: [[UInt8]: Int32] = [:]
    let alphabet = Array("aAbB@[`zZ{.0".utf8) + [0xC3, 0x84, 0xE0, 0xFF, 0]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...20, using: &numbers)).map { _ in
        alphabet.randomElement(using: &numbers)!
      }
      let lower = Int.random(in: 0...text.count, using: &numbers)
      let upper = Int.random(in: lower...text.count, using: &numbers)
      let number = symbols.internLowercased(text.span, ByteRange(lower, upper))
      let wanted = text[lower..<upper].map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
      let name = symbols.name(number)
      #expect(name == String(decoding: wanted, as: UTF8.self))
      if let before = known[wanted] { #expect(number == before) }
      known[wanted] = number
    }
  }
}
