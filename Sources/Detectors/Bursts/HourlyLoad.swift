import Bytes
import Model

/// What each host's hours are like: the norm that bursts are held against.
///
/// For each host, kind of key and hour the largest sums of the four windows that any one key had in it: maxima, which add
/// in any order. And how far each host's clock is from UTC, so that hours of days and days of weeks are its own.
/// Memory: `limit` hours, 40 bytes each.
struct HourlyLoad: Sendable {
  static let limit = 300_000
  private static let zoneLimit = 256

  private struct Hour: ListKey {
    var host: Int32
    var kind: BurstKey.Kind
    /// Hours since 1970, UTC.
    var number: Int32

    var mixed: UInt64 {
      Hashing.mix(
        UInt64(UInt32(bitPattern: host)) << 8 | UInt64(kind.rawValue) ^ 0x9E37_79B9_7F4A_7C15,
        UInt64(UInt32(bitPattern: number)) ^ 0xA076_1D64_78BD_642F)
    }
  }

  private struct Zone: Sendable {
    /// Seconds since 1970 from which on it holds.
    var from: Int64
    var minutes: Int16
  }

  private var peaks = KeyedList<Hour, InlineArray<4, UInt32>>()
  /// By kind the place that was counted last.
  private var recent: InlineArray<3, Int> = [-1, -1, -1]
  /// By host how far its clock is from UTC.
  private var zones: [Int32: [Zone]] = [:]
  private var lastHost: Int32 = -1
  private var lastMinutes = Int16.min
  private(set) var dropped: UInt64 = 0

  // MARK: Counting

  /// `key`'s windows held `sums` at the time of `fact`.
  @inline(__always)
  mutating func note(_ key: BurstKey, _ sums: InlineArray<4, UInt64>, _ fact: Fact) {
    let second = fact.time.seconds
    if key.kind == .address, fact.offsetMinutes != .min {
      note(key.host, isEastBy: fact.offsetMinutes, at: second)
    }
    let hour = Hour(host: key.host, kind: key.kind, number: HourlyLoad.hour(second))
    var place = recent[Int(key.kind.rawValue)]
    if place < 0 || peaks.keys[place] != hour {
      guard let found = self.place(of: hour) else { return }
      place = found
      recent[Int(key.kind.rawValue)] = found
    }
    for width in 0..<4 where sums[width] > UInt64(peaks[place][width]) {
      peaks[place][width] = UInt32(clamping: sums[width])
    }
  }

  private mutating func place(of hour: Hour) -> Int? {
    if let known = peaks.place(of: hour) { return known }
    guard peaks.count < HourlyLoad.limit else {
      dropped += 1
      return nil
    }
    return peaks.append([0, 0, 0, 0], for: hour)
  }

  /// `host`'s clock was `minutes` east of UTC.
  private mutating func note(_ host: Int32, isEastBy minutes: Int16, at second: Int64) {
    if host == lastHost, minutes == lastMinutes { return }
    lastHost = host
    lastMinutes = minutes
    let known = zones[host] ?? []
    guard known.last?.minutes != minutes, known.count < HourlyLoad.zoneLimit else { return }
    zones[host] = known + [Zone(from: second, minutes: minutes)]
  }

  static func hour(_ second: Int64) -> Int32 {
    Int32(truncatingIfNeeded: second >= 0 ? second / 3_600 : (second - 3_599) / 3_600)
  }

  // MARK: Judging

  /// What is usual at an hour: the medians over other days.
  struct Norm: Sendable {
    /// Which days it is made of.
    enum Days: Sendable {
      case sameWeekday, workdays, weekends, all
    }

    var peaks: InlineArray<4, UInt64>
    /// How many other days it rests on.
    var count = 0
    var days = Days.all

    /// Twice as much as usual is nothing special.
    func explains(_ found: InlineArray<4, UInt64>) -> Bool {
      for width in 0..<4 where found[width] > 2 * peaks[width] { return false }
      return true
    }

    var dayNames: String {
      switch days {
      case .sameWeekday: "\(count) other days of that weekday"
      case .workdays: "\(count) other workdays"
      case .weekends: "\(count) other days of weekends"
      case .all: "\(count) other days"
      }
    }
  }

  /// The hours of the day, by the host's clock, in which an episode lies; at most those of a day.
  func hoursOfDay(_ host: Int32, _ episode: BurstEpisode) -> [Int32] {
    let first = HourlyLoad.hour(episode.first.seconds)
    let last = max(first, HourlyLoad.hour(episode.last.seconds))
    return (first...min(last, first &+ 23)).map { number in
      let local = Int64(number) * 3_600 + Int64(minutes(host, at: Int64(number) * 3_600)) * 60
      return Int32(truncatingIfNeeded: ((local % 86_400) + 86_400) % 86_400 / 3_600)
    }
  }

  /// The largest of a window in an hour and those beside it.
  func largest(_ key: BurstKey, around number: Int32, _ width: Int) -> UInt32 {
    var most: UInt32 = 0
    for hour in (number &- 1)...(number &+ 1) {
      let key = Hour(host: key.host, kind: key.kind, number: hour)
      if let place = peaks.place(of: key) { most = max(most, peaks[place][width]) }
    }
    return most
  }

  /// Whether the host's connections are known of within half a day of the hour: a day without a line says nothing.
  func isKnown(_ number: Int32, _ host: Int32) -> Bool {
    func isBusy(_ hours: ClosedRange<Int32>) -> Bool {
      hours.contains { peaks.place(of: Hour(host: host, kind: .address, number: $0)) != nil }
    }
    return isBusy(number &- 12...number) && isBusy(number...(number &+ 12))
  }

  /// Days since 1970 by the host's clock.
  func day(_ number: Int32, _ host: Int32) -> Int32 {
    let second = Int64(number) * 3_600
    let local = second + Int64(minutes(host, at: second)) * 60
    return Int32(truncatingIfNeeded: local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
  }

  /// Minutes that the host's clock is east of UTC.
  private func minutes(_ host: Int32, at second: Int64) -> Int16 {
    guard let zones = zones[host] else { return 0 }
    return (zones.last { $0.from <= second } ?? zones[0]).minutes
  }

  /// Saturday and Sunday; the first of January 1970 was a Thursday.
  static func isWeekend(_ day: Int32) -> Bool {
    let weekday = ((day + 4) % 7 + 7) % 7
    return weekday == 0 || weekday == 6
  }
}
