public import Model

/// Turns the stamps of a stretch of lines into UTC: which year, which offset, and how both are known.
///
/// It is a small value that walks along with the lines. A year-less stamp takes the year in which its month
/// lies within six months of the line before, so New Year passes in either direction and a late line does not
/// carry the following ones with it. What holds for a month (less, where the clocks change) is kept, so that a
/// line costs two comparisons and an addition. `ClockTrack` gives the reading with which a segment begins;
/// from there it depends on nothing but the lines of the segment.
///
/// How the time is known is the less certain of year and offset: a year from ids with an assumed offset is
/// `.assumed`. February 29 of a year that has none is taken as the day after the 28th, `.assumed`.
public struct ClockReading: Sendable {
  // What was found out for stamps in from..<until, valid for stamps with or without a year.
  @usableFromInline var from: Int64 = .max
  @usableFromInline var until: Int64 = .min
  /// Microseconds from the stamp's civil time to UTC.
  @usableFromInline var shift: Int64 = 0
  @usableFromInline var holdsForYears = false
  @usableFromInline var keptSource: TimeSource = .none
  @usableFromInline var keptOffset: Int16 = 0

  // Civil times of the month that the last complete stamp stated, where no year-less one came after it.
  @usableFromInline var statedFrom: Int64 = .max
  @usableFromInline var statedUntil: Int64 = .min

  /// Year and month of the last stamp placed; month 0 before the first.
  public private(set) var year: Int32
  public private(set) var month: UInt8
  /// The offset's changes.
  public internal(set) var zone: ZoneInfo {
    didSet { forget() }
  }
  public let yearSource: TimeSource
  public let offsetSource: TimeSource

  /// Of an hour that occurs twice: the latest stamp seen, local seconds, and whether it is the second time.
  private var latestDoubtful: Int64 = .min
  private(set) var isSecondPass = false

  /// - Parameters:
  ///   - year: that of a line in `month` (1...12), or, with month 0, of whatever line comes first.
  ///   - zone: for stamps without an offset.
  public init(
    year: Int32, month: UInt8, zone: ZoneInfo, yearSource: TimeSource, offsetSource: TimeSource
  ) {
    self.year = year
    self.month = month
    self.zone = zone
    self.yearSource = yearSource
    self.offsetSource = offsetSource
  }

  /// UTC of `stamp`, how it is known, and the minutes east of UTC that were used. The stamp of the line that
  /// follows the one of the last call.
  @inlinable @inline(__always)
  public mutating func resolve(
    _ stamp: Stamp
  ) -> (time: Timestamp, source: TimeSource, offsetMinutes: Int16) {
    let civil = stamp.civilMicroseconds
    if stamp.hasYear, civil < statedFrom || civil >= statedUntil { follow(stamp) }
    if stamp.hasOffset {
      if stamp.hasYear, civil != .min {
        let offset = Int64(stamp.offsetMinutes) &* 60_000_000
        return (Timestamp(microseconds: civil &- offset), .stated, stamp.offsetMinutes)
      }
    } else if civil >= from, civil < until, stamp.hasYear == holdsForYears {
      return (Timestamp(microseconds: civil &+ shift), keptSource, keptOffset)
    }
    return place(stamp)
  }

  /// The less certain of two ways to know. The user's word ranks behind what is stated only.
  public static func lessCertain(_ left: TimeSource, _ right: TimeSource) -> TimeSource {
    func rank(_ source: TimeSource) -> UInt8 {
      switch source {
      case .stated: 0
      case .option: 1
      default: source.rawValue &+ 1
      }
    }
    return rank(left) >= rank(right) ? left : right
  }

  private mutating func forget() {
    from = .max
    until = .min
  }

  /// Takes over the year that a complete stamp states, for year-less lines that may follow it.
  @inline(never) @usableFromInline
  mutating func follow(_ stamp: Stamp) {
    guard ClockReading.isInReach(stamp.civilMicroseconds) else { return }
    let civil = CivilTime(utc: Timestamp(microseconds: stamp.civilMicroseconds))
    if civil.year != year || civil.month != month {
      year = civil.year
      month = civil.month
      forget()
    }
    let first = CivilTime.days(year: year, month: month, day: 1)
    statedFrom = first * 86_400_000_000
    statedUntil = (first + Int64(CivilTime.daysInMonth(month, year: year))) * 86_400_000_000
  }

  /// Years 0 to 9999, roughly: all arithmetic below stays in bounds.
  private static func isInReach(_ civil: Int64) -> Bool {
    civil > -62_000_000_000_000_000 && civil < 253_000_000_000_000_000
  }

  @inline(never) @usableFromInline
  mutating func place(
    _ stamp: Stamp
  ) -> (time: Timestamp, source: TimeSource, offsetMinutes: Int16) {
    let written = stamp.civilMicroseconds
    guard !stamp.isNone, ClockReading.isInReach(written) else { return (.unknown, .none, .min) }
    var civil = written
    var source = stamp.hasYear ? TimeSource.stated : yearSource
    // Stamps from..<until of the same month, as written.
    var from = Int64.min / 4
    var until = Int64.max / 4
    if !stamp.hasYear {
      let date = CivilTime(utc: Timestamp(microseconds: written))
      move(to: date.month)
      let first = CivilTime.days(year: 2000, month: date.month, day: 1)
      let yearShift = (CivilTime.days(year: year, month: date.month, day: 1) - first) * 86_400_000_000
      let length = Int64(CivilTime.daysInMonth(date.month, year: year))
      if Int64(date.day) > length { source = .assumed }
      civil = written + yearShift
      from = first * 86_400_000_000 + yearShift
      until = (first + length) * 86_400_000_000 + yearShift
    }
    if stamp.hasOffset {
      let offset = Int64(stamp.offsetMinutes) * 60_000_000
      return (Timestamp(microseconds: civil - offset), source, stamp.offsetMinutes)
    }
    source = ClockReading.lessCertain(source, offsetSource)

    let local = Timestamp(microseconds: civil).seconds
    var (utc, offset) = zone.utc(fromLocal: local)
    let second = zone.utc(fromLocal: local, later: true)
    let isDoubtful = second.utc != utc
    if isDoubtful {
      // The stamps of the hour went up and start again half an hour or more below: the second time.
      if latestDoubtful != .min, local < latestDoubtful - 1800 { isSecondPass = true }
      latestDoubtful = max(latestDoubtful, local)
      if isSecondPass { (utc, offset) = second }
    } else {
      latestDoubtful = .min
      isSecondPass = false
    }
    let shift = (utc - local) * 1_000_000
    let minutes = Int16(offset / 60)

    if !isDoubtful {
      keep(from: from, until: until, civil: civil, utc: utc, offset: Int64(offset))
      self.shift = shift &+ (civil &- written)
      self.from &-= civil &- written
      self.until &-= civil &- written
      holdsForYears = stamp.hasYear
      keptSource = source
      keptOffset = minutes
      if written < self.from || written >= self.until { forget() }
    } else {
      forget()
    }
    return (Timestamp(microseconds: civil + shift), source, minutes)
  }

  /// Moves to `month` of the year in which it is nearest to the last line.
  private mutating func move(to newMonth: UInt8) {
    if month != 0 {
      let difference = Int(newMonth) - Int(month)
      if difference < -6 { year &+= 1 }
      if difference > 6 { year &-= 1 }
    }
    month = newMonth
    statedFrom = .max
    statedUntil = .min
  }

  /// Sets `self.from..<self.until` to the civil times within `from..<until` that share the offset at `utc` and
  /// occur once.
  private mutating func keep(from: Int64, until: Int64, civil: Int64, utc: Int64, offset: Int64) {
    let stretch = zone.stretch(at: utc)
    self.from = from
    self.until = until
    // A gap: the clock was not where the stamp says. True for this stamp alone.
    guard Int64(stretch.offset) == offset else {
      self.from = civil
      self.until = civil + 1
      return
    }
    if stretch.from > from / 1_000_000 - 100_000 {
      let begin = stretch.from + max(offset, Int64(stretch.offsetBefore))
      self.from = max(from, begin * 1_000_000)
    }
    if stretch.until < until / 1_000_000 + 100_000 {
      let end = stretch.until + min(offset, Int64(stretch.offsetAfter))
      self.until = min(until, end * 1_000_000)
    }
  }

  /// Whether the clocks go back within three days of `time`: its lines must be looked at one by one.
  func isNearDoubt(_ time: Timestamp) -> Bool {
    guard !time.isUnknown, !zone.isFixed else { return false }
    let seconds = time.seconds
    let stretch = zone.stretch(at: seconds)
    let days: Int64 = 3 * 86_400
    return (stretch.offsetAfter < stretch.offset && stretch.until < seconds + days)
      || (stretch.offset < stretch.offsetBefore && stretch.from > seconds - days)
  }
}
