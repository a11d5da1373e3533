import Bytes
import Model

/// The times of Microsoft's logs: UTC, unless written otherwise.
enum ExchangeStamp {
  /// `2022-09-19T15:02:29.339Z`, `2022-09-19 15:02:29`, `9/19/2022 3:02:29 PM`.
  static func read(_ line: Span<UInt8>, _ cell: ByteRange, _ stamp: inout Stamp) {
    if stamp.readISO(line, from: cell.lower, to: cell.upper) != nil {
      if !stamp.hasOffset { stamp.offsetMinutes = 0 }
      return
    }
    guard let blank = line.find(32, from: cell.lower, to: cell.upper) else { return }
    read(line, ByteRange(cell.lower, blank), ByteRange(blank + 1, cell.upper), &stamp)
  }

  /// A date and a time in cells of their own: `2003-8-12` `0:58:14 GMT`, `2006-10-09` `05:00:15`, `9/19/2022` `3:02 PM`,
  /// `1998.3.4` `11:14:10`.
  static func read(_ line: Span<UInt8>, _ date: ByteRange, _ time: ByteRange, _ stamp: inout Stamp) {
    var position = date.lower
    let first = line.number(&position, to: date.upper)
    guard position < date.upper else { return }
    let separator = line[position]
    guard separator == .ascii("-") || separator == .ascii("/") || separator == .ascii(".") else { return }
    position += 1
    let second = line.number(&position, to: date.upper)
    guard position < date.upper, line[position] == separator else { return }
    position += 1
    let third = line.number(&position, to: date.upper)
    // With slashes the month comes first: the portal writes the American order.
    let (year, month, day) = separator == .ascii("/") ? (third, first, second) : (first, second, third)
    guard year >= 1990, year < 2200, month >= 1, month <= 12, day >= 1,
      day <= Int64(CivilTime.daysInMonth(UInt8(month), year: Int32(year)))
    else { return }
    position = time.lower
    var hour = line.number(&position, to: time.upper)
    guard position < time.upper, line[position] == .ascii(":") else { return }
    position += 1
    let minute = line.number(&position, to: time.upper)
    var seconds: Int64 = 0
    if position < time.upper, line[position] == .ascii(":") {
      position += 1
      seconds = line.number(&position, to: time.upper)
    }
    if line.find("PM", from: position, to: time.upper) != nil, hour < 12 { hour += 12 }
    if line.find("AM", from: position, to: time.upper) != nil, hour == 12 { hour = 0 }
    guard hour < 24, minute < 60, seconds <= 60 else { return }
    let days = CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day))
    stamp.civilMicroseconds = (days &* 86_400 &+ hour &* 3_600 &+ minute &* 60 &+ seconds) &* 1_000_000
    stamp.hasYear = true
    stamp.offsetMinutes = 0
  }
}
