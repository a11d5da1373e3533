public import Bytes
public import Model

/// The `From ` line that separates messages in an mbox: `From sender date`.
///
/// Accepted dates (RFC 4155 appendix A, and what is met): `Tue Jan  2 03:04:05 2018` with or without weekday and
/// seconds; a zone before the year (`03:04:05 +0000 2018`, `20:58 EDT 2001`) or behind it; `Tue, 2 Jan 2018
/// 03:04:05 +0000`; ISO 8601. Behind the date only zone words and UUCP's `remote from host` may stand: prose
/// (`From what I saw on Jan 5 at 10:30 ...`) is no date. The sender is whatever stands before: it may be
/// empty, `-`, `<>`, hold blanks, quotes or ` at `.
public struct FromLine: Equatable, Sendable {
  /// Position of the sender in the line; empty where there is none.
  public var sender: ByteRange
  /// Position of the date in the line, weekday included; `none` where the line has no valid date.
  public var date: ByteRange
  /// The date as written, nil where the line has none or no year.
  public var time: CivilTime?
  /// Minutes east of UTC, nil where the line does not say (RFC 4155 wants UTC; most write local time).
  public var offsetMinutes: Int16?

  public var hasDate: Bool { !date.isNone }

  /// Whether `line` begins as a From_ line does. `From :` is an old way to write the field `From:`.
  @inlinable @inline(__always)
  public static func begins(_ line: Span<UInt8>) -> Bool {
    guard line.has("From ", at: 0) else { return false }
    var index = 5
    while index < line.count, line[index].isBlank { index &+= 1 }
    return index >= line.count || line[index] != UInt8(ascii: ":")
  }

  /// Reads `line`, which begins with `From `, with or without its line end. Linear in its length.
  public init(_ line: Span<UInt8>) {
    var end = line.count
    while end > 5, line[end - 1] == 10 || line[end - 1] == 13 || line[end - 1].isBlank { end -= 1 }
    var first = min(5, end)
    while first < end, line[first].isBlank { first += 1 }
    sender = ByteRange(first, end)
    date = .none
    time = nil
    offsetMinutes = nil

    // The four words before the one at hand, nearest first.
    var previous = [4 of ByteRange](repeating: .none)
    var index = first
    while index < end {
      while index < end, line[index].isBlank { index += 1 }
      let start = index
      while index < end, !line[index].isBlank { index += 1 }
      guard index > start else { break }
      let word = ByteRange(start, index)
      if line[start].isDigit, word.count <= 40,
        let found = FromLineDate.read(word, previous, in: line, end: end)
      {
        date = ByteRange(found.start, end)
        time = found.time
        offsetMinutes = found.offsetMinutes
        var senderEnd = found.start
        while senderEnd > first, line[senderEnd - 1].isBlank { senderEnd -= 1 }
        sender = ByteRange(first, max(first, senderEnd))
        return
      }
      previous[3] = previous[2]
      previous[2] = previous[1]
      previous[1] = previous[0]
      previous[0] = word
    }
  }
}

/// A date found in a From_ line.
struct FromLineDate {
  var start: Int
  var time: CivilTime?
  var offsetMinutes: Int16?

  /// Reads a date around `word` (its time of day, or an ISO date), or nil.
  static func read(
    _ word: ByteRange, _ previous: [4 of ByteRange], in line: Span<UInt8>, end: Int
  ) -> FromLineDate? {
    if let civil = isoDate(word, in: line) {
      var civil = civil
      var offset: Int16?
      var rest = word.lower + 10
      if rest < word.upper {
        guard line[rest] == UInt8(ascii: "T") || line[rest] == UInt8(ascii: "_") else { return nil }
        rest += 1
      } else {
        while rest < end, line[rest].isBlank { rest += 1 }
      }
      guard let clock = clock(from: rest, in: line, end: end) else { return nil }
      civil.hour = clock.hour
      civil.minute = clock.minute
      civil.second = clock.second
      guard civil.isValid, trailer(from: clock.end, in: line, end: end, offset: &offset) == .some(nil)
      else { return nil }
      return FromLineDate(start: word.lower, time: civil, offsetMinutes: offset)
    }
    guard let clock = clock(from: word.lower, in: line, end: end) else { return nil }
    guard clock.end == word.upper else { return nil }
    guard let month = Self.month(previous[1], in: line) else { return nil }
    var start = previous[1].lower
    var day: Int32?
    var year: Int32?
    if let number = number(previous[0], in: line, digits: 2) {
      day = number
      if isWeekday(previous[2], in: line) { start = previous[2].lower }
    }
    var offset: Int16?
    guard
      var known = trailer(from: word.upper, in: line, end: end, offset: &offset)
    else { return nil }
    if known == nil, let number = number(previous[2], in: line, digits: 2),
      let written = Self.year(previous[0], in: line)
    {
      // Day, month, year before the time, as in a Date field.
      day = number
      year = written
      start = isWeekday(previous[3], in: line) ? previous[3].lower : previous[2].lower
    }
    known = known ?? year
    guard let day else { return nil }
    let civil = CivilTime(
      year: known ?? 2000, month: month, day: UInt8(truncatingIfNeeded: day), hour: clock.hour,
      minute: clock.minute, second: clock.second)
    guard civil.isValid else { return nil }
    return FromLineDate(start: start, time: known == nil ? nil : civil, offsetMinutes: offset)
  }

  /// `hh:mm` or `hh:mm:ss`, a fraction of a second skipped.
  private static func clock(
    from start: Int, in line: Span<UInt8>, end: Int
  ) -> (hour: UInt8, minute: UInt8, second: UInt8, end: Int)? {
    func two(_ at: Int) -> UInt8? {
      guard at + 1 < end, line[at].isDigit, line[at + 1].isDigit else { return nil }
      return (line[at] - 48) * 10 + line[at + 1] - 48
    }
    var index = start
    let hour: UInt8
    if let both = two(index) {
      hour = both
      index += 2
    } else {
      guard index < end, line[index].isDigit else { return nil }
      hour = line[index] - 48
      index += 1
    }
    guard index < end, line[index] == UInt8(ascii: ":"), let minute = two(index + 1) else { return nil }
    index += 3
    var second: UInt8 = 0
    if index < end, line[index] == UInt8(ascii: ":") {
      guard let read = two(index + 1) else { return nil }
      second = read
      index += 3
      if index < end, line[index] == UInt8(ascii: ".") || line[index] == UInt8(ascii: ",") {
        index += 1
        while index < end, line[index].isDigit { index += 1 }
      }
    }
    guard hour < 24, minute < 60, second <= 60 else { return nil }
    return (hour, minute, second, index)
  }

  /// What may stand behind the time: zone words, the year, `remote from host`. The year, or `.some(nil)` where there
  /// is none; nil where anything else stands there.
  private static func trailer(
    from start: Int, in line: Span<UInt8>, end: Int, offset: inout Int16?
  ) -> Int32?? {
    var year: Int32?
    var index = start
    var words = 0
    while index < end {
      while index < end, line[index].isBlank { index += 1 }
      let first = index
      while index < end, !line[index].isBlank { index += 1 }
      let word = ByteRange(first, index)
      words += 1
      if words > 6 || word.count > 40 { return nil }
      if year == nil, let found = Self.year(word, in: line) {
        year = found
      } else if let zone = zone(word, in: line) {
        if let minutes = zone { offset = offset ?? minutes }
      } else if line.equals("remote", in: word) {
        // UUCP: `remote from host`, and nothing behind it but the host.
        return line.has("from ", at: index + 1) ? .some(year) : nil
      } else {
        return nil
      }
    }
    return .some(year)
  }

  private static func isoDate(_ word: ByteRange, in line: Span<UInt8>) -> CivilTime? {
    guard word.count >= 10, line[word.lower + 4] == UInt8(ascii: "-"),
      line[word.lower + 7] == UInt8(ascii: "-"),
      let year = number(ByteRange(word.lower, word.lower + 4), in: line, digits: 4),
      let month = number(ByteRange(word.lower + 5, word.lower + 7), in: line, digits: 2),
      let day = number(ByteRange(word.lower + 8, word.lower + 10), in: line, digits: 2)
    else { return nil }
    return CivilTime(
      year: year, month: UInt8(truncatingIfNeeded: month), day: UInt8(truncatingIfNeeded: day))
  }

  private static func number(_ word: ByteRange, in line: Span<UInt8>, digits: Int) -> Int32? {
    guard !word.isNone, word.count >= 1, word.count <= digits else { return nil }
    var value: Int32 = 0
    var index = word.lower
    while index < word.upper {
      guard line[index].isDigit else { return nil }
      value = value * 10 + Int32(line[index] - 48)
      index += 1
    }
    return value
  }

  /// Four digits, or two (RFC 2822 §4.3: below 50 in this century).
  private static func year(_ word: ByteRange, in line: Span<UInt8>) -> Int32? {
    guard word.count == 4 || word.count == 2, let value = number(word, in: line, digits: 4) else {
      return nil
    }
    if word.count == 2 { return value < 50 ? 2000 + value : 1900 + value }
    return value >= 1970 && value < 2200 ? value : nil
  }

  private static func month(_ word: ByteRange, in line: Span<UInt8>) -> UInt8? {
    guard !word.isNone, word.count == 3 else { return nil }
    let key = line.word(at: word.lower) & 0xFF_FFFF | 0x20_2020
    switch key {
    case 0x6E616A: return 1
    case 0x626566: return 2
    case 0x72616D: return 3
    case 0x727061: return 4
    case 0x79616D: return 5
    case 0x6E756A: return 6
    case 0x6C756A: return 7
    case 0x677561: return 8
    case 0x706573: return 9
    case 0x74636F: return 10
    case 0x766F6E: return 11
    case 0x636564: return 12
    default: return nil
    }
  }

  private static func isWeekday(_ word: ByteRange, in line: Span<UInt8>) -> Bool {
    guard !word.isNone else { return false }
    let size =
      word.count == 4 && line[word.upper - 1] == UInt8(ascii: ",") ? 3 : word.count
    guard size == 3 else { return false }
    let name = ByteRange(word.lower, word.lower + 3)
    return line.equalsIgnoringCase("mon", in: name) || line.equalsIgnoringCase("tue", in: name)
      || line.equalsIgnoringCase("wed", in: name) || line.equalsIgnoringCase("thu", in: name)
      || line.equalsIgnoringCase("fri", in: name) || line.equalsIgnoringCase("sat", in: name)
      || line.equalsIgnoringCase("sun", in: name)
  }

  /// A zone word: nil if `word` is none, `.some(nil)` for a name whose offset is not certain.
  private static func zone(_ word: ByteRange, in line: Span<UInt8>) -> Int16?? {
    var first = word.lower
    var last = word.upper
    guard first < last else { return nil }
    if line[first] == UInt8(ascii: "("), line[last - 1] == UInt8(ascii: ")") {
      first += 1
      last -= 1
    }
    guard first < last else { return nil }
    let sign = line[first]
    if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      var digits: Int32 = 0
      var count = 0
      var index = first + 1
      while index < last {
        if line[index] == UInt8(ascii: ":"), count == 2 {
          index += 1
          continue
        }
        guard line[index].isDigit, count < 4 else { return nil }
        digits = digits * 10 + Int32(line[index] - 48)
        count += 1
        index += 1
      }
      guard count == 4 || count == 2 else { return nil }
      if count == 2 { digits *= 100 }
      guard digits / 100 <= 15, digits % 100 < 60 else { return nil }
      let minutes = Int16(digits / 100 * 60 + digits % 100)
      return .some(sign == UInt8(ascii: "-") ? -minutes : minutes)
    }
    guard last - first <= 6 else { return nil }
    var index = first
    while index < last {
      guard line[index].isUpper else { return nil }
      index += 1
    }
    let name = ByteRange(first, last)
    // RFC 822 §5.1 fixes these; all other names mean different things in different places.
    if line.equals("Z", in: name) || line.equals("UT", in: name) || line.equals("UTC", in: name)
      || line.equals("GMT", in: name)
    {
      return .some(0)
    }
    if line.equals("EDT", in: name) { return .some(-240) }
    if line.equals("EST", in: name) || line.equals("CDT", in: name) { return .some(-300) }
    if line.equals("CST", in: name) || line.equals("MDT", in: name) { return .some(-360) }
    if line.equals("MST", in: name) || line.equals("PDT", in: name) { return .some(-420) }
    if line.equals("PST", in: name) { return .some(-480) }
    return .some(nil)
  }
}
