public import Bytes

/// A point in time: microseconds since 1970-01-01 00:00:00 UTC, leap seconds not counted (as Unix does).
@frozen
public struct Timestamp: Hashable, Comparable, Sendable {
  public var microseconds: Int64

  @inlinable @inline(__always)
  public init(microseconds: Int64) { self.microseconds = microseconds }
  @inlinable @inline(__always)
  public init(seconds: Int64) { microseconds = seconds &* 1_000_000 }

  @inlinable @inline(__always)
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }

  /// No time is known.
  @inlinable @inline(__always)
  public static var unknown: Timestamp { Timestamp(microseconds: .min) }
  @inlinable @inline(__always)
  public var isUnknown: Bool { microseconds == .min }

  /// Whole seconds, rounded down.
  @inlinable
  public var seconds: Int64 {
    microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
  }

  @inlinable @inline(__always)
  public func advanced(byMicroseconds more: Int64) -> Timestamp {
    isUnknown ? self : Timestamp(microseconds: microseconds &+ more)
  }
}

/// A date and time of day as written, without a zone. Months and days count from 1.
@frozen
public struct CivilTime: Equatable, Sendable {
  public var year: Int32
  public var month: UInt8
  public var day: UInt8
  public var hour: UInt8
  public var minute: UInt8
  public var second: UInt8
  public var microsecond: UInt32

  @inlinable @inline(__always)
  public init(
    year: Int32, month: UInt8, day: UInt8, hour: UInt8 = 0, minute: UInt8 = 0, second: UInt8 = 0,
    microsecond: UInt32 = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.microsecond = microsecond
  }

  /// Days since 1970-01-01 in the proleptic Gregorian calendar, whose years begin in March here (Hinnant). The year is moved
  /// by whole eras of 400 years, so that every one is positive.
  @inlinable @inline(__always)
  public static func days(year: Int32, month: UInt8, day: UInt8) -> Int64 {
    let eras: Int64 = 5_368_710
    let years = UInt64(bitPattern: Int64(year) &+ eras &* 400 &- (month <= 2 ? 1 : 0))
    let centuries = years / 100
    let leapDays = years &>> 2 &- centuries &+ centuries &>> 2
    let monthShifted = UInt64(month) &+ (month <= 2 ? 9 : 0) &- (month <= 2 ? 0 : 3)
    let dayOfYear = (153 &* monthShifted &+ 2) / 5 &+ UInt64(day)
    return Int64(bitPattern: years &* 365 &+ leapDays &+ dayOfYear) &- eras &* 146_097 &- 719_469
  }

  /// This time read as UTC.
  @inlinable @inline(__always)
  public var asUTC: Timestamp {
    let days = CivilTime.days(year: year, month: month, day: day)
    let seconds = days * 86400 + Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second)
    return Timestamp(microseconds: seconds * 1_000_000 + Int64(microsecond))
  }

  /// The civil time of `timestamp` in UTC.
  public init(utc timestamp: Timestamp) {
    let seconds = timestamp.seconds
    let micros = timestamp.microseconds - seconds * 1_000_000
    var days = seconds / 86400
    var rest = seconds % 86400
    if rest < 0 {
      rest += 86400
      days -= 1
    }
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthShifted = (5 * dayOfYear + 2) / 153
    let month = monthShifted < 10 ? monthShifted + 3 : monthShifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    self.init(
      year: Int32(truncatingIfNeeded: year), month: UInt8(month),
      day: UInt8(dayOfYear - (153 * monthShifted + 2) / 5 + 1), hour: UInt8(rest / 3600),
      minute: UInt8(rest % 3600 / 60), second: UInt8(rest % 60), microsecond: UInt32(micros))
  }

  /// Days of `month` in `year`; 0 for a month outside 1...12.
  @inlinable
  public static func daysInMonth(_ month: UInt8, year: Int32) -> UInt8 {
    switch month {
    case 1, 3, 5, 7, 8, 10, 12: return 31
    case 4, 6, 9, 11: return 30
    case 2: return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: return 0
    }
  }

  /// Whether every part is in its bounds. Second 60 is allowed: leap seconds are written in logs.
  @inlinable
  public var isValid: Bool {
    day >= 1 && day <= CivilTime.daysInMonth(month, year: year) && hour < 24 && minute < 60
      && second <= 60 && microsecond < 1_000_000
  }
}

/// How the UTC time of a record is known (`postmortem.time_source`), best first.
public enum TimeSource: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// The line itself has date, year and offset.
  case stated
  /// Year or offset from an id that carries time.
  case queueID
  /// From other lines or hosts: a `queued as`, a shared Message-ID, an adjacent file.
  case neighbour
  /// From the gzip header or the archive member's time.
  case archiveTime
  /// From a date in the file's name.
  case rotationName
  /// From the file's modification time.
  case fileTime
  /// `--year`, `--timezone`.
  case option
  /// UTC and the current year, for lack of anything better.
  case assumed
  /// There is no time.
  case none

  /// Becomes `other` where that is less sure. A line without a time says nothing of how others are known.
  @inlinable @inline(__always)
  public mutating func weaken(to other: TimeSource) {
    if other.rawValue > rawValue, other != .none { self = other }
  }

  public var name: StaticString {
    switch self {
    case .stated: "stated"
    case .queueID: "queue-id"
    case .neighbour: "neighbour"
    case .archiveTime: "archive-time"
    case .rotationName: "rotation-name"
    case .fileTime: "file-time"
    case .option: "option"
    case .assumed: "assumed"
    case .none: ""
    }
  }
}

extension ByteBuffer {
  /// Appends RFC 3339 in UTC: `2024-12-31T18:09:59Z`, with six digits of a second where it has a fraction.
  public mutating func append(rfc3339 timestamp: Timestamp) {
    let civil = CivilTime(utc: timestamp)
    append(padded: Int(civil.year), width: 4)
    append(UInt8(ascii: "-"))
    append(padded: Int(civil.month), width: 2)
    append(UInt8(ascii: "-"))
    append(padded: Int(civil.day), width: 2)
    append(UInt8(ascii: "T"))
    append(padded: Int(civil.hour), width: 2)
    append(UInt8(ascii: ":"))
    append(padded: Int(civil.minute), width: 2)
    append(UInt8(ascii: ":"))
    append(padded: Int(civil.second), width: 2)
    if civil.microsecond != 0 {
      append(UInt8(ascii: "."))
      append(padded: Int(civil.microsecond), width: 6)
    }
    append(UInt8(ascii: "Z"))
  }

  /// Appends `18:09:59`, with six digits of a second where it has a fraction: a time of day in microseconds.
  @inlinable
  public mutating func append(timeOfDay microseconds: Int64) {
    let whole = UInt64(truncatingIfNeeded: microseconds) / 1_000_000
    let fraction = UInt64(truncatingIfNeeded: microseconds) &- whole &* 1_000_000
    let minutes = whole / 60
    let hours = minutes / 60
    // The three numbers where the first digits come to stand, the first in the lowest byte; parted all at once.
    let numbers = hours | (minutes &- hours &* 60) << 24 | (whole &- minutes &* 60) << 48
    let tens = (numbers &* 103) >> 10 & 0x000F_0000_0F00_000F
    append(word: tens | (numbers &- tens &* 10) << 8 | 0x3030_3A30_303A_3030, 8)
    guard fraction != 0 else { return }
    append(
      word: 0x2E | ByteBuffer.twoDigits(fraction / 10_000) << 8
        | ByteBuffer.twoDigits(fraction / 100 % 100) << 24 | ByteBuffer.twoDigits(fraction % 100) << 40, 7)
  }
}
