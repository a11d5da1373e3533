import Testing

@testable import Detectors

@Suite struct SlidingSumsTests {
  @Test(arguments: 0..<40)
  func `windows say what counting again from the beginning says`(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % bound)
    }
    var sums = SlidingSums()
    var events: [(second: Int64, count: UInt32)] = []
    var now: Int64 = 1_735_600_000
    for _ in 0..<800 {
      // Seconds, minutes and hours of silence; now and then a time that lies before the last.
      let step = [0, 0, 1, 3, 40, 700, 4_000][Int(next(7))]
      now += Int64(step)
      let late = next(20) == 0 ? next(30) : 0
      let count = UInt32(next(3) + 1)
      let second = events.last.map { max($0.second, now - late) } ?? now
      events.append((second, count))
      sums.add(count, at: now - late)
      for width in 0..<4 {
        let from = second - SlidingSums.widths[width]
        let expected = events.reduce(UInt64(0)) { $1.second > from ? $0 + UInt64($1.count) : $0 }
        let found = sums.sums[width]
        #expect(found == expected)
        let first = events.first { $0.second > from }!.second
        let start = sums.start(of: width)
        #expect(start == first)
      }
    }
  }
}
