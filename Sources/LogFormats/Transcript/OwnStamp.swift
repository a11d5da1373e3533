import Bytes
import Model

/// Stamps of servers' own files that no common form covers. Positions are the caller's to check against the line's end.
extension Stamp {
  /// Sets day and time as written; false, with the stamp unchanged, where they are none of the calendar.
  mutating func setCivil(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, micros: Int = 0
  ) -> Bool {
    guard year >= 1970, year < 2200, month >= 1, month <= 12, day >= 1, hour >= 0, hour < 24, minute >= 0,
      minute < 60, second >= 0, second <= 60,
      day <= Int(CivilTime.daysInMonth(UInt8(month), year: Int32(year)))
    else { return false }
    let days = CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day))
    civilMicroseconds =
      (days * 86400 + Int64(hour * 3600 + minute * 60 + second)) * 1_000_000 + Int64(micros)
    hasYear = true
    return true
  }
}

extension Span where Element == UInt8 {
  /// Hour, minute and second of `hh:mm:ss` at `position`; nil for anything else.
  func clock(at position: Int, to end: Int) -> (hour: Int, minute: Int, second: Int)? {
    guard position >= 0, end - position >= 8, self[position + 2] == .ascii(":"),
      self[position + 5] == .ascii(":")
    else { return nil }
    let hour = two(position)
    let minute = two(position + 3)
    let second = two(position + 6)
    return hour >= 0 && minute >= 0 && second >= 0 ? (hour, minute, second) : nil
  }

  /// `17/Jun/2011` or `17-Jun-2011` with `separator`, the day one digit or two or padded with a blank; the position
  /// behind the year.
  func namedDate(
    at start: Int, separator: UInt8, to end: Int
  ) -> (day: Int, month: Int, year: Int, next: Int)? {
    guard end - start >= 10 else { return nil }
    var position = start
    if self[position] == 32 { position += 1 }
    let first = position
    let day = Int(number(&position, to: Swift.min(end, start + 2)))
    guard position > first, end - position >= 9, self[position] == separator,
      self[position + 4] == separator, let year = four(position + 5)
    else { return nil }
    let month = LocalMonth.number(self, ByteRange(position + 1, position + 4))
    guard month > 0 else { return nil }
    return (day, month, year, position + 9)
  }

  /// The bytes of `range` without blanks at its ends.
  func trimmed(_ range: ByteRange) -> ByteRange {
    var start = range.lower
    var end = range.upper
    while start < end, self[start] <= 32 { start += 1 }
    while end > start, self[end - 1] <= 32 { end -= 1 }
    return ByteRange(start, end)
  }
}
