import Model

/// The last line of a TZif file: how the clocks go on after the last transition that the file lists.
///
/// `CET-1CEST,M3.5.0,M10.5.0/3`: standard time with an offset that counts west, and for the rest of time when
/// summer time begins and ends each year.
/// - Source: POSIX.1-2017 XBD 8.3 (TZ), RFC 8536 §3.3 (hours from -167 to 167)
struct PosixZoneRule: Sendable, Equatable {
  /// Seconds east of UTC.
  var standard: Int32
  /// nil: no summer time.
  var summer: Int32?
  var start = Day(kind: .month(3, 2, 0), second: 7200)
  var end = Day(kind: .month(11, 1, 0), second: 7200)

  struct Day: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
      /// 1...365, February 29 never counted.
      case julian(Int)
      /// 0...365, February 29 counted.
      case zeroBased(Int)
      /// Month 1...12, week 1...5 (5: the last), weekday 0 (Sunday)...6.
      case month(Int, Int, Int)
    }
    var kind: Kind
    /// Local seconds after midnight.
    var second: Int32

    /// Local seconds since 1970 in `year`.
    func seconds(year: Int32) -> Int64 {
      let days: Int64
      switch kind {
      case .julian(let day):
        let isLeap = CivilTime.daysInMonth(2, year: year) == 29
        days = CivilTime.days(year: year, month: 1, day: 1) + Int64(day - 1 + (isLeap && day >= 60 ? 1 : 0))
      case .zeroBased(let day): days = CivilTime.days(year: year, month: 1, day: 1) + Int64(day)
      case .month(let month, let week, let weekday):
        let first = CivilTime.days(year: year, month: UInt8(month), day: 1)
        // 1970-01-01 was a Thursday (4).
        let weekdayOfFirst = ((first + 4) % 7 + 7) % 7
        var day = first + (Int64(weekday) - weekdayOfFirst + 7) % 7 + Int64(week - 1) * 7
        let length = Int64(CivilTime.daysInMonth(UInt8(month), year: year))
        while day >= first + length { day -= 7 }
        days = day
      }
      return days * 86_400 + Int64(second)
    }
  }

  var isFixed: Bool { summer == nil }

  /// Reads `text`, which must be used up wholly.
  init?(_ text: [UInt8]) {
    var reader = Reader(text: text)
    guard reader.skipName(), let west = reader.offset() else { return nil }
    standard = -west
    guard !reader.isAtEnd else { return }
    guard reader.skipName() else { return nil }
    var summer = standard + 3600
    if !reader.isAtEnd, reader.next != UInt8(ascii: ",") {
      guard let west = reader.offset() else { return nil }
      summer = -west
    }
    self.summer = summer
    guard !reader.isAtEnd else { return }
    guard let start = reader.day(), let end = reader.day(), reader.isAtEnd else { return nil }
    self.start = start
    self.end = end
  }

  /// The stretch at `seconds`, which lies at or after `boundary`, the last transition listed; `last` is the
  /// stretch that the list gives there.
  func stretch(at seconds: Int64, after boundary: Int64, last: ZoneInfo.Stretch) -> ZoneInfo.Stretch {
    guard let summer else {
      return ZoneInfo.Stretch(
        from: last.from, until: .max, offset: standard, offsetBefore: last.offsetBefore,
        offsetAfter: standard)
    }
    // Beyond any year of a log, the arithmetic below would leave its bounds.
    guard seconds > -1 << 40, seconds < 1 << 40 else { return last }
    let year = CivilTime(utc: Timestamp(seconds: seconds)).year
    var changes: [(at: Int64, offset: Int32)] = []
    for year in (year - 1)...(year + 1) {
      changes.append((start.seconds(year: year) - Int64(standard), summer))
      changes.append((end.seconds(year: year) - Int64(summer), standard))
    }
    changes.sort { $0.at == $1.at ? $0.offset < $1.offset : $0.at < $1.at }
    var stretch = ZoneInfo.Stretch(
      from: .min, until: .max, offset: changes[5].offset, offsetBefore: standard, offsetAfter: standard)
    for (index, change) in changes.enumerated() where change.at <= seconds {
      stretch.from = change.at
      stretch.offset = change.offset
      stretch.offsetBefore = index > 0 ? changes[index - 1].offset : changes[1].offset
      stretch.until = index < 5 ? changes[index + 1].at : .max
      stretch.offsetAfter = index < 5 ? changes[index + 1].offset : change.offset
    }
    if stretch.from <= boundary {
      stretch.from = last.from
      stretch.offsetBefore = last.offsetBefore
    }
    return stretch
  }

  /// A reader of the rule's text.
  private struct Reader {
    let text: [UInt8]
    var position = 0

    var isAtEnd: Bool { position >= text.count }
    var next: UInt8 { isAtEnd ? 0 : text[position] }

    mutating func skip(_ byte: UInt8) -> Bool {
      guard next == byte, !isAtEnd else { return false }
      position += 1
      return true
    }

    /// Three letters or more, or anything in angle brackets.
    mutating func skipName() -> Bool {
      if skip(UInt8(ascii: "<")) {
        while !isAtEnd, next != UInt8(ascii: ">") { position += 1 }
        return skip(UInt8(ascii: ">"))
      }
      let start = position
      while (next | 32) &- 97 < 26 { position += 1 }
      return position - start >= 3
    }

    mutating func number(upTo limit: Int) -> Int? {
      var value = 0
      let start = position
      while next &- 48 < 10, position - start < 4 {
        value = value * 10 + Int(next - 48)
        position += 1
      }
      return position > start && value <= limit ? value : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func offset(hours limit: Int = 24) -> Int32? {
      let isNegative = skip(UInt8(ascii: "-"))
      if !isNegative { _ = skip(UInt8(ascii: "+")) }
      guard let hours = number(upTo: limit) else { return nil }
      var seconds = hours * 3600
      if skip(UInt8(ascii: ":")) {
        guard let minutes = number(upTo: 59) else { return nil }
        seconds += minutes * 60
        if skip(UInt8(ascii: ":")) {
          guard let rest = number(upTo: 59) else { return nil }
          seconds += rest
        }
      }
      return Int32(isNegative ? -seconds : seconds)
    }

    /// `,date[/time]`
    mutating func day() -> Day? {
      guard skip(UInt8(ascii: ",")) else { return nil }
      let kind: Day.Kind
      if skip(UInt8(ascii: "M")) {
        guard let month = number(upTo: 12), month >= 1, skip(UInt8(ascii: ".")),
          let week = number(upTo: 5), week >= 1, skip(UInt8(ascii: ".")), let weekday = number(upTo: 6)
        else { return nil }
        kind = .month(month, week, weekday)
      } else if skip(UInt8(ascii: "J")) {
        guard let day = number(upTo: 365), day >= 1 else { return nil }
        kind = .julian(day)
      } else {
        guard let day = number(upTo: 365) else { return nil }
        kind = .zeroBased(day)
      }
      var second: Int32 = 7200
      if skip(UInt8(ascii: "/")) {
        guard let time = offset(hours: 167) else { return nil }
        second = time
      }
      return Day(kind: kind, second: second)
    }
  }
}
