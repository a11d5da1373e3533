import Bytes
import Model

// The stamps that stand before log lines. Each reader returns the position of the first byte behind the stamp and its
// blank, or nil with the stamp unchanged.
extension Stamp {
  /// `Apr  6 13:05:01 `, also `Apr 6`, `Apr 06`, a fraction of the second, and the year behind the day or the time.
  @inline(__always)
  mutating func readBSD(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    guard end &- start > 14 else { return nil }
    let month: Int
    switch UInt32(truncatingIfNeeded: line.word(at: start)) {
    case 0x206E_614A: month = 1
    case 0x2062_6546: month = 2
    case 0x2072_614D: month = 3
    case 0x2072_7041: month = 4
    case 0x2079_614D: month = 5
    case 0x206E_754A: month = 6
    case 0x206C_754A: month = 7
    case 0x2067_7541: month = 8
    case 0x2070_6553: month = 9
    case 0x2074_634F: month = 10
    case 0x2076_6F4E: month = 11
    case 0x2063_6544: month = 12
    default: return nil
    }
    return readDayAndTime(line, month: month, from: start &+ 4, to: end)
  }

  /// `  6 13:05:01 ` behind the month's name and blank. Month 0 (unknown) reads the form and leaves the stamp empty.
  @inline(__always)
  mutating func readDayAndTime(
    _ line: Span<UInt8>, month: Int, from start: Int, to end: Int
  ) -> Int? {
    var position = start
    while position < end, line[position] == 32, position &- start < 2 { position &+= 1 }
    guard end &- position > 9, line[position].isDigit else { return nil }
    var day = Int(line[position] &- 48)
    position &+= 1
    if line[position].isDigit {
      day = day &* 10 &+ Int(line[position] &- 48)
      position &+= 1
    }
    guard line[position] == 32 else { return nil }
    position &+= 1
    var year = 2000
    var yearIsWritten = false
    if end &- position > 13, line[position &+ 2] != .ascii(":") {
      guard let written = line.four(position), line[position &+ 4] == 32, written >= 1970 else { return nil }
      year = written
      yearIsWritten = true
      position &+= 5
    }
    guard end &- position >= 8, line[position &+ 2] == .ascii(":"), line[position &+ 5] == .ascii(":") else {
      return nil
    }
    let hour = line.two(position)
    let minute = line.two(position &+ 3)
    let second = line.two(position &+ 6)
    guard hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second <= 60 else { return nil }
    position &+= 8
    var micros = 0
    if position < end, line[position] == .ascii(".") {
      micros = line.fraction(&position, to: end)
    }
    if position < end, line[position] == .ascii(":") { position &+= 1 }
    guard position == end || line[position] == 32 else { return nil }
    if position < end { position &+= 1 }
    if !yearIsWritten, end &- position > 6, line[position] == .ascii("2") || line[position] == .ascii("1"),
      line[position &+ 4] == 32 || line[position &+ 4] == .ascii(":") && line[position &+ 5] == 32,
      let written = line.four(position), written >= 1990, written < 2100
    {
      year = written
      yearIsWritten = true
      position &+= 5
    }
    guard month > 0 else { return position }
    guard day >= 1, day <= Int(CivilTime.daysInMonth(UInt8(truncatingIfNeeded: month), year: Int32(year)))
    else {
      return nil
    }
    let days =
      yearIsWritten
      ? CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day))
      : 10_957 &+ Stamp.daysBefore(month) &+ Int64(day) &- 1
    set(days, hour, minute, second, micros)
    hasYear = yearIsWritten
    return position
  }

  /// Days of a leap year before `month`.
  @inline(__always)
  private static func daysBefore(_ month: Int) -> Int64 {
    month < 3 ? Int64(31 &* (month &- 1)) : Int64((153 &* (month &- 3) &+ 2) / 5 &+ 60)
  }

  @inline(__always)
  private mutating func set(_ days: Int64, _ hour: Int, _ minute: Int, _ second: Int, _ micros: Int) {
    let seconds = days &* 86400 &+ Int64(hour &* 3600 &+ minute &* 60 &+ second)
    civilMicroseconds = seconds &* 1_000_000 &+ Int64(micros)
  }

  /// `2024-12-31T19:09:59[.709759][Z|+01:00|+0100|+01]`, also with a blank for `T`, a blank before the offset, a
  /// comma before the fraction.
  @inline(__always)
  mutating func readISO(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    guard start >= 0, end &- start >= 19, line[start &+ 16] == .ascii(":") else { return nil }
    let separator = line[start &+ 10]
    guard separator == 32 || separator | 32 == .ascii("t") else { return nil }
    // `0000-00-` and `00T00:00` off: digits become their values, the separators zero.
    let date = line.word(at: start) ^ 0x2D30_302D_3030_3030
    let clock = (line.word(at: start &+ 8) ^ 0x3030_3A30_3000_3030) & 0xFFFF_FFFF_FF00_FFFF
    // A byte's top bit is set where a digit is above 9 or a separator not zero.
    let wrong = date | (date &+ 0x7F76_767F_7676_7676) | clock | (clock &+ 0x7676_7F76_767F_7676)
    guard wrong & 0x8080_8080_8080_8080 == 0 else { return nil }
    // Each byte becomes ten times itself and the one behind it.
    let dates = date &* 10 &+ date &>> 8
    let clocks = clock &* 10 &+ clock &>> 8
    let year = Int(dates & 0xFF) &* 100 &+ Int(dates &>> 16 & 0xFF)
    let month = Int(dates &>> 40 & 0xFF)
    let day = Int(clocks & 0xFF)
    let hour = Int(clocks &>> 24 & 0xFF)
    let minute = Int(clocks &>> 48 & 0xFF)
    let second = line.two(start &+ 17)
    guard month >= 1, month <= 12, day >= 1, hour < 24, minute < 60, second >= 0, second <= 60, year >= 1970,
      day <= 28 || day <= Int(CivilTime.daysInMonth(UInt8(truncatingIfNeeded: month), year: Int32(year)))
    else { return nil }
    var position = start &+ 19
    var micros = 0
    var offset = Int16.min
    if position &+ 1 < end, line[position] == 32, line[position &+ 1] > .ascii("-") {
      // Neither a fraction nor an offset.
      set(
        CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day)), hour, minute, second, micros)
      hasYear = true
      offsetMinutes = offset
      return position &+ 1
    }
    if position < end, line[position] == .ascii(".") || line[position] == .ascii(",") {
      micros = line.fraction(&position, to: end)
    }
    var zone = position
    if zone &+ 5 < end, line[zone] == 32, line[zone &+ 1] == .ascii("+") || line[zone &+ 1] == .ascii("-"),
      line[zone &+ 2].isDigit
    {
      zone &+= 1
    }
    if zone < end {
      let byte = line[zone]
      if byte == .ascii("Z") || byte == .ascii("z") {
        offset = 0
        zone &+= 1
      } else if byte == .ascii("+") || byte == .ascii("-"), end &- zone >= 3 {
        let hours = line.two(zone &+ 1)
        guard hours >= 0, hours <= 15 else { return nil }
        var minutes = 0
        zone &+= 3
        if zone < end, line[zone] == .ascii(":") { zone &+= 1 }
        if end &- zone >= 2, line.two(zone) >= 0, line.two(zone) < 60 {
          minutes = line.two(zone)
          zone &+= 2
        }
        offset = Int16(truncatingIfNeeded: hours &* 60 &+ minutes)
        if byte == .ascii("-") { offset = 0 &- offset }
      }
    }
    position = zone
    if position < end {
      if line[position] == .ascii(":") { position &+= 1 }
      guard position == end || line[position] == 32 || line[position] == 9 else { return nil }
      if position < end { position &+= 1 }
    }
    set(
      CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day)), hour, minute, second, micros)
    hasYear = true
    offsetMinutes = offset
    return position
  }

  /// `1735671599.123456 ` (journalctl -o short-unix): seconds of UTC.
  mutating func readUnix(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    guard end - start > 12, line[start + 10] == .ascii(".") else { return nil }
    var seconds: Int64 = 0
    for index in start..<(start + 10) {
      guard line[index].isDigit else { return nil }
      seconds = seconds * 10 + Int64(line[index] - 48)
    }
    var position = start + 10
    let micros = line.fraction(&position, to: end)
    guard position < end, line[position] == 32 else { return nil }
    civilMicroseconds = seconds * 1_000_000 + Int64(micros)
    hasYear = true
    offsetMinutes = 0
    return position + 1
  }
}

extension Span where Element == UInt8 {
  /// Two digits; -1 for anything else. `position + 1` must lie inside the span.
  @inline(__always)
  func two(_ position: Int) -> Int {
    let tens = self[position] &- 48
    let ones = self[position &+ 1] &- 48
    return tens < 10 && ones < 10 ? Int(tens) &* 10 &+ Int(ones) : -1
  }

  /// Four digits.
  @inline(__always)
  func four(_ position: Int) -> Int? {
    let high = two(position)
    let low = two(position &+ 2)
    return high >= 0 && low >= 0 ? high &* 100 &+ low : nil
  }

  /// Microseconds of the fraction at `position` (on its point); digits beyond the sixth are dropped.
  @inline(__always)
  func fraction(_ position: inout Int, to end: Int) -> Int {
    position &+= 1
    let digits = DigitWord(word(at: position))
    if digits.length <= 6, digits.length <= end &- position {
      position &+= digits.length
      return Int(truncatingIfNeeded: digits.value) &* digits.microsecondScale
    }
    var value = 0
    var scale = 100_000
    while position < end, self[position].isDigit {
      value &+= Int(self[position] &- 48) &* scale
      scale /= 10
      position &+= 1
    }
    return value
  }
}
