public import Bytes

/// What stands before the message of a log line: stamp, host, program and pid, as ranges of the line.
public struct Envelope: Sendable {
  /// Which of the known shapes the line has.
  public enum Shape: UInt8, Sendable {
    /// No envelope was recognised: the whole line is the message.
    case none
    /// `Apr  6 13:05:01 host prog[pid]: `, with or without `<PRI>` and host.
    case rfc3164
    /// `<22>1 2024-12-30T18:59:59.5+00:00 host prog pid - - `
    case rfc5424
    /// `2024-12-31T19:09:59.709759+01:00 host prog[pid]: `, also with a blank for `T` and without a zone.
    case iso8601
    /// A server's own stamp without a syslog envelope (Exim's mainlog, TAI64N, ...).
    case native
  }

  public var shape: Shape = .none
  public var stamp = Stamp()
  /// Of a line of another system than its source's what stands at the place of the source's stamps, which the source's clock
  /// goes by; `stamp` is the line's own time. Nil of every other line.
  public var sourceStamp: Stamp?
  public var host: ByteRange = .none
  public var program: ByteRange = .none
  /// -1 where none is written.
  public var pid: Int32 = -1
  public var message: ByteRange = .none

  public init() {}
}

/// A line's time as written. What is missing (year, offset) is the clock's to find.
public struct Stamp: Sendable, Equatable {
  /// The local time read as UTC, microseconds since 1970; of a year-less stamp with the year 2000 (a leap year).
  public var civilMicroseconds: Int64 = .min
  /// Minutes east of UTC; `Int16.min` where none is written.
  public var offsetMinutes: Int16 = .min
  public var hasYear = false

  public init() {}

  @inlinable public var isNone: Bool { civilMicroseconds == .min }
  @inlinable public var hasOffset: Bool { offsetMinutes != .min }
  /// Date, year and offset are all written.
  @inlinable public var isComplete: Bool { hasYear && hasOffset }
}
