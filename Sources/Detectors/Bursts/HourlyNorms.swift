import Model

/// What is usual at an hour on a host: the medians of the same hour of other days.
///
/// Of the same weekday where three more of it are known, else of workdays or of weekends where three are, else of all days;
/// with fewer than three there is no norm. An hour before or behind counts, too: what comes every night comes a little early, and
/// clocks are changed in spring. A day on which the burst itself lies says nothing about it.
struct HourlyNorms {
  /// Other days that a norm needs.
  static let daysNeeded = 3
  /// Days before and after that are looked at.
  private static let reach: Int32 = 60
  /// Hours of a long burst that are looked at.
  private static let longest: Int32 = 48

  private struct Asked: Hashable {
    var host: Int32
    var kind: UInt8
    var number: Int32
    var ownDays: ClosedRange<Int32>
  }

  private let load: HourlyLoad
  /// What was found already: many bursts may lie in one hour.
  private var known: [Asked: HourlyLoad.Norm?] = [:]

  init(_ load: HourlyLoad) { self.load = load }

  /// The norm of the hours from `first` to `last`.
  mutating func norm(_ key: BurstKey, _ first: Timestamp, _ last: Timestamp) -> HourlyLoad.Norm? {
    let from = HourlyLoad.hour(first.seconds)
    let to = max(from, HourlyLoad.hour(last.seconds))
    let ownDays = load.day(from, key.host)...max(load.day(from, key.host), load.day(to, key.host))
    var norm: HourlyLoad.Norm?
    for number in from...min(to, from &+ Self.longest) {
      let asked = Asked(host: key.host, kind: key.kind.rawValue, number: number, ownDays: ownDays)
      let found = known[asked] ?? self.norm(key, number, not: ownDays)
      known[asked] = .some(found)
      guard let found else { return nil }
      guard var whole = norm else {
        norm = found
        continue
      }
      for width in 0..<4 { whole.peaks[width] = max(whole.peaks[width], found.peaks[width]) }
      whole.count = min(whole.count, found.count)
      norm = whole
    }
    return norm
  }

  private func norm(_ key: BurstKey, _ number: Int32, not ownDays: ClosedRange<Int32>) -> HourlyLoad.Norm? {
    let own = load.day(number, key.host)
    var same: [Int32] = []
    var alike: [Int32] = []
    var all: [Int32] = []
    for step in -Self.reach...Self.reach {
      let other = number &+ step &* 24
      let day = load.day(other, key.host)
      guard !ownDays.contains(day), load.isKnown(other, key.host) else { continue }
      all.append(other)
      if HourlyLoad.isWeekend(day) == HourlyLoad.isWeekend(own) { alike.append(other) }
      if (day &- own) % 7 == 0 { same.append(other) }
    }
    guard all.count >= Self.daysNeeded else { return nil }
    let isSame = same.count >= Self.daysNeeded
    let isAlike = alike.count >= Self.daysNeeded
    let hours = isSame ? same : isAlike ? alike : all
    var norm = HourlyLoad.Norm(peaks: [0, 0, 0, 0])
    norm.count = hours.count
    norm.days = isSame ? .sameWeekday : !isAlike ? .all : HourlyLoad.isWeekend(own) ? .weekends : .workdays
    for width in 0..<4 {
      let values = hours.map { load.largest(key, around: $0, width) }.sorted()
      norm.peaks[width] = UInt64(values[(values.count - 1) / 2])
    }
    return norm
  }
}
