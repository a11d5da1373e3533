public import Bytes
public import Model

/// A date and time as a header states it: of `Date`, of the part behind the last `;` of a Received field.
///
/// Reads RFC 5322 with all of its obsolete forms and what else was met: comments anywhere, full names, two- and
/// three-digit years, no seconds, fractions, ctime's order, ISO 8601 and RFC 3339, `d-Mon-yyyy`, US dates with
/// AM/PM, Go's `+0000 UTC m=+12.3`, JavaScript's `GMT+0100`. It never guesses: a date that can be read two ways
/// (`4/5/2018` without AM/PM) is bad, one without a usable zone is naive.
///
/// - Time: linear in the text, of which at most 512 bytes are read.
/// - Source: RFC 5322 §3.3, §4.3; RELAY-PATHS.md §2.
public struct DateField: Sendable, Equatable {
  public enum Status: UInt8, Sendable {
    /// Nothing is written.
    case none
    /// Something is written that is no date, or one that can be read in two ways.
    case bad
    /// Date and time, but no zone, or one whose offset nobody knows.
    case naive
    /// A point in time.
    case ok
  }

  public var status: Status = .none
  /// As written, without the zone; meaningful for `naive` and `ok`.
  public var civil = CivilTime(year: 1970, month: 1, day: 1)
  /// Minutes east of UTC; meaningful for `ok`.
  public var offsetMinutes: Int16 = 0
  /// `.unknown` unless `status` is `ok`.
  public var time: Timestamp = .unknown
  /// A weekday is written and it is not the date's.
  public var hasWrongWeekday = false
  /// The zone is `-0000`: UTC, the writer's own zone not told (RFC 5322 §3.3). qmail always writes it.
  public var isZoneUntold = false
  /// The zone is one that no place on earth has: beyond -12:00...+14:00, or not at a quarter of an hour.
  public var hasImpossibleZone = false
  /// The zone is a name (`EST`), not a number.
  public var isZoneNamed = false

  public init() {}

  /// Reads the date in `range` of `text` (folded or not).
  public init(_ text: Span<UInt8>, _ range: ByteRange) {
    var reader = DateReader()
    reader.read(text, range)
    self = reader.field()
  }
}

extension DateField {
  /// Whether `word` is an English weekday, whole or its first three letters.
  static func isWeekday(_ text: Span<UInt8>, _ word: ByteRange) -> Bool {
    DateReader.weekday(text, word.lower, word.upper) >= 0
  }
}

/// Gathers the pieces of a date in whatever order they come.
private struct DateReader {
  var weekday = -1
  var month = 0
  var day = -1
  var year = -1
  var yearDigits = 0
  var hour = -1
  var minute = 0
  var second = 0
  var microsecond = 0
  /// Minutes east; `Int.min` where none is known.
  var offset = Int.min
  var isZoneUntold = false
  var isZoneNamed = false
  var hasImpossibleZone = false
  /// 0 none, 1 AM, 2 PM.
  var halfDay = 0
  var isBad = false
  /// Nothing but blanks and comments was seen.
  var isEmpty = true
  /// First and second number of a `4/20/2018`; -1 where there is none.
  var slashFirst = -1
  var slashSecond = -1

  mutating func read(_ text: Span<UInt8>, _ range: ByteRange) {
    guard !range.isNone else { return }
    let end = Swift.min(range.upper, text.count, range.lower &+ 512)
    var index = range.lower
    var depth = 0
    while index < end {
      let byte = text[index]
      if depth > 0 {
        if byte == UInt8(ascii: "\\") {
          index += 1
        } else if byte == UInt8(ascii: "(") {
          depth += 1
        } else if byte == UInt8(ascii: ")") {
          depth -= 1
        }
        index += 1
        continue
      }
      if byte == UInt8(ascii: "(") {
        depth = 1
        index += 1
        continue
      }
      if DateReader.isSeparator(byte) {
        index += 1
        continue
      }
      let start = index
      while index < end, !DateReader.isSeparator(text[index]), text[index] != UInt8(ascii: "(") { index += 1 }
      isEmpty = false
      word(text, start, index)
      if isBad { return }
    }
    if depth > 0 { isBad = true }
  }

  static func isSeparator(_ byte: UInt8) -> Bool {
    byte <= 32 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\"")
  }

  mutating func word(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    let first = text[start]
    if first.isDigit {
      numeric(text, start, end)
    } else if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
      zone(text, start, end)
    } else if first.isLetter {
      name(text, start, end)
    } else {
      isBad = true
    }
  }

  mutating func numeric(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    var index = start
    let number = DateReader.digits(text, &index, end)
    let size = index - start
    if index == end {
      plain(number, size)
      return
    }
    switch text[index] {
    case UInt8(ascii: ":"): time(text, start, end)
    case UInt8(ascii: "-"), UInt8(ascii: "/"): dashed(text, number, size, index, end)
    case UInt8(ascii: "."):
      // `1. Feb 2003`: the day as Germans write it.
      if index + 1 == end { plain(number, size) } else { isBad = true }
    default: isBad = true
    }
  }

  mutating func plain(_ number: Int, _ size: Int) {
    if size >= 5 || size == 0 {
      isBad = true
    } else if size >= 3 {
      setYear(number, size)
    } else if day < 0 {
      day = number
    } else {
      setYear(number, size)
    }
  }

  mutating func setYear(_ number: Int, _ size: Int) {
    // A second year is Go's or a mailer's trailing number: the first stands.
    if year < 0 {
      year = number
      yearDigits = size
    } else {
      isBad = true
    }
  }

  /// `yyyy-mm-dd`, with or without a time behind `T`; `d-Mon-yy`; `m-d-yyyy` and `m/d/yyyy`.
  mutating func dashed(_ text: Span<UInt8>, _ first: Int, _ size: Int, _ position: Int, _ end: Int) {
    let mark = text[position]
    var index = position + 1
    guard index < end, day < 0 else {
      isBad = true
      return
    }
    if text[index].isLetter {
      let start = index
      while index < end, text[index].isLetter { index += 1 }
      month = DateReader.month(text, start, index)
      guard month > 0, index < end, text[index] == mark else {
        isBad = true
        return
      }
      index += 1
      let yearStart = index
      let number = DateReader.digits(text, &index, end)
      guard index == end, index > yearStart, index - yearStart <= 4, size <= 2 else {
        isBad = true
        return
      }
      day = first
      setYear(number, index - yearStart)
      return
    }
    let secondStart = index
    let second = DateReader.digits(text, &index, end)
    guard index > secondStart, index - secondStart <= 2, index < end, text[index] == mark else {
      isBad = true
      return
    }
    index += 1
    let thirdStart = index
    let third = DateReader.digits(text, &index, end)
    let thirdSize = index - thirdStart
    if size == 4 {
      guard thirdSize == 1 || thirdSize == 2 else {
        isBad = true
        return
      }
      setYear(first, 4)
      month = second
      day = third
      if index < end {
        // RFC 3339: `T` (or `t`, `_`) and a time, zone glued to it.
        guard text[index] | 32 == UInt8(ascii: "t") || text[index] == UInt8(ascii: "_"), index + 1 < end
        else {
          isBad = true
          return
        }
        time(text, index + 1, end)
      }
      return
    }
    guard size <= 2, thirdSize == 4, index == end else {
      isBad = true
      return
    }
    slashFirst = first
    slashSecond = second
    setYear(third, 4)
  }

  /// `h:mm[:ss[.fraction]][AM|PM][zone]`
  mutating func time(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    guard hour < 0 else {
      isBad = true
      return
    }
    var index = start
    let hours = DateReader.digits(text, &index, end)
    guard index > start, index - start <= 2, index < end, text[index] == UInt8(ascii: ":") else {
      isBad = true
      return
    }
    index += 1
    var from = index
    minute = DateReader.digits(text, &index, end)
    guard index > from, index - from <= 2 else {
      isBad = true
      return
    }
    hour = hours
    if index < end, text[index] == UInt8(ascii: ":") {
      index += 1
      from = index
      second = DateReader.digits(text, &index, end)
      guard index > from, index - from <= 2 else {
        isBad = true
        return
      }
      if index < end, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ",") {
        index += 1
        var scale = 100_000
        while index < end, text[index].isDigit {
          microsecond += Int(text[index] - 48) * scale
          scale /= 10
          index += 1
        }
      }
    }
    if index < end { word(text, index, end) }
  }

  mutating func zone(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    let sign = text[start] == UInt8(ascii: "-") ? -1 : 1
    var index = start + 1
    let number = DateReader.digits(text, &index, end)
    let size = index - start - 1
    var hours = 0
    var minutes = 0
    if index < end, text[index] == UInt8(ascii: ":"), size == 1 || size == 2 {
      index += 1
      let from = index
      hours = number
      minutes = DateReader.digits(text, &index, end)
      guard index - from == 2 else {
        hasImpossibleZone = true
        return
      }
    } else if size == 4 || size == 3 {
      hours = number / 100
      minutes = number % 100
    } else if size == 1 || size == 2 {
      hours = number
    } else {
      hasImpossibleZone = true
      return
    }
    guard index == end, hours < 24, minutes < 60 else {
      hasImpossibleZone = true
      return
    }
    if offset != .min, !isZoneNamed { return }
    offset = sign * (hours * 60 + minutes)
    isZoneNamed = false
    isZoneUntold = sign < 0 && offset == 0
  }

  mutating func name(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
    var stop = start
    while stop < end, text[stop].isLetter { stop += 1 }
    let range = ByteRange(start, stop)
    if stop < end, text[stop] == UInt8(ascii: "+") || text[stop] == UInt8(ascii: "-"),
      text.equalsIgnoringCase("gmt", in: range) || text.equalsIgnoringCase("utc", in: range)
    {
      zone(text, stop, end)
      return
    }
    // `m=+709067.49`: Go's monotonic clock.
    if stop < end, text[stop] == UInt8(ascii: "=") { return }
    if stop < end, text[stop] == UInt8(ascii: "."), stop + 1 == end {
      // `Mon.`, `Sept.`
    } else if stop < end {
      if hour < 0 { isBad = true }
      return
    }
    let found = DateReader.month(text, start, stop)
    if found > 0, month == 0 {
      month = found
      return
    }
    let weekday = DateReader.weekday(text, start, stop)
    if weekday >= 0, self.weekday < 0 {
      self.weekday = weekday
      return
    }
    if text.equalsIgnoringCase("am", in: range), hour >= 0 {
      halfDay = 1
      return
    }
    if text.equalsIgnoringCase("pm", in: range), hour >= 0 {
      halfDay = 2
      return
    }
    if hour < 0 {
      // A word before the time that is neither weekday nor month: another language, or no date at all.
      isBad = true
      return
    }
    if offset != .min { return }
    if let known = DateReader.zoneOffset(text, range) {
      offset = known
      isZoneNamed = true
    }
  }

  /// Offsets of RFC 5322 §4.3 and a few names that mean one thing only where mail servers write them.
  static func zoneOffset(_ text: Span<UInt8>, _ range: ByteRange) -> Int? {
    func has(_ literal: StaticString) -> Bool { text.equalsIgnoringCase(literal, in: range) }
    if range.count == 1 { return has("z") ? 0 : nil }
    if has("gmt") || has("ut") || has("utc") { return 0 }
    if has("edt") { return -240 }
    if has("est") || has("cdt") { return -300 }
    if has("cst") || has("mdt") { return -360 }
    if has("mst") || has("pdt") { return -420 }
    if has("pst") { return -480 }
    return nil
  }

  func field() -> DateField {
    var field = DateField()
    if isEmpty { return field }
    field.status = .bad
    var day = day
    var month = month
    if slashFirst >= 0 {
      guard day < 0, month == 0 else { return field }
      let isMonthFirst = halfDay > 0 || slashFirst == slashSecond || (slashSecond > 12 && slashFirst <= 12)
      if isMonthFirst {
        month = slashFirst
        day = slashSecond
      } else if slashFirst > 12, slashSecond <= 12 {
        month = slashSecond
        day = slashFirst
      } else {
        return field
      }
    }
    guard !isBad, day > 0, day < 32, month > 0, month < 13, year >= 0, hour >= 0 else { return field }
    var year = year
    if yearDigits == 2 { year += year < 50 ? 2000 : 1900 }
    if yearDigits == 3 { year += 1900 }
    var hour = hour
    if halfDay > 0 {
      guard hour >= 1, hour <= 12 else { return field }
      hour = hour % 12 + (halfDay == 2 ? 12 : 0)
    }
    guard hour < 100, minute < 100, second < 100 else { return field }
    let civil = CivilTime(
      year: Int32(year), month: UInt8(month), day: UInt8(day), hour: UInt8(hour), minute: UInt8(minute),
      second: UInt8(second), microsecond: UInt32(microsecond))
    guard civil.isValid else { return field }
    field.civil = civil
    if weekday >= 0 {
      let days = CivilTime.days(year: civil.year, month: civil.month, day: civil.day)
      // 1970-01-01 was a Thursday (4, from Sunday).
      field.hasWrongWeekday = Int(((days + 4) % 7 + 7) % 7) != weekday
    }
    field.status = .naive
    field.hasImpossibleZone = hasImpossibleZone
    if offset != .min {
      field.status = .ok
      field.offsetMinutes = Int16(offset)
      field.time = civil.asUTC.advanced(byMicroseconds: Int64(offset) * -60_000_000)
      field.hasImpossibleZone = offset < -12 * 60 || offset > 14 * 60 || offset % 15 != 0
      field.isZoneUntold = isZoneUntold
      field.isZoneNamed = isZoneNamed
    }
    return field
  }

  /// The value of the digits at `index`, which is moved behind them. Beyond nine digits the value stays.
  static func digits(_ text: Span<UInt8>, _ index: inout Int, _ end: Int) -> Int {
    var value = 0
    let start = index
    while index < end, text[index].isDigit {
      if index - start < 9 { value = value * 10 + Int(text[index] - 48) }
      index += 1
    }
    return value
  }

  /// An English month name, whole or its first three letters (and `Sept`); 0 for anything else.
  static func month(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    let short: InlineArray<12, StaticString> = [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    let long: InlineArray<12, StaticString> = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
      "november", "december",
    ]
    let word = ByteRange(start, end)
    if text.equalsIgnoringCase("sept", in: word) { return 9 }
    return place(of: word, in: text, short, long) + 1
  }

  /// 0 for Sunday, whole or its first three letters; -1 for anything else.
  static func weekday(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    let short: InlineArray<7, StaticString> = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    let long: InlineArray<7, StaticString> = [
      "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    ]
    let word = ByteRange(start, end)
    if text.equalsIgnoringCase("tues", in: word) { return 2 }
    if text.equalsIgnoringCase("thur", in: word) || text.equalsIgnoringCase("thurs", in: word) { return 4 }
    return place(of: word, in: text, short, long)
  }

  private static func place<let count: Int>(
    of word: ByteRange, in text: Span<UInt8>, _ short: InlineArray<count, StaticString>,
    _ long: InlineArray<count, StaticString>
  ) -> Int {
    guard word.count >= 3 else { return -1 }
    for place in 0..<count where text.hasIgnoringCase(short[place], at: word.lower) {
      let isName = word.count == 3 || text.equalsIgnoringCase(long[place], in: word)
      return isName ? place : -1
    }
    return -1
  }
}
