public import Bytes

/// A mail system whose log lines can be read: one folder in `LogFormats`, one line in its registry.
///
/// A format sees the line behind the syslog envelope and fills the event that it is given. It holds no state:
/// what several lines say together is Correlation's business. Everything in the line is hostile: a format may
/// read only inside the span, must end in time linear in the line, and takes the right-most part that the
/// server itself writes where a client's text could imitate it.
public protocol LogFormat {
  /// `event.dataset` is `log.` and this name.
  static var name: StaticString { get }

  /// Whether the process `program` (the syslog tag without pid) is one of this mail system.
  static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool

  /// Reads the message `message`, which ends where `line` ends, of a line that `program` wrote into `event`, which
  /// has been reset and already carries time, host, process name and pid. Leaves the action at `.unrecognized` for a
  /// line it does not understand.
  static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent)

  /// Lines that prove the format: each is parsed by one generic test and compared.
  static var samples: [LogSample] { get }
}

/// A line and what it says, as `name=value` pairs (names of RECORDS).
public struct LogSample: Sendable {
  public var line: String
  public var expected: [(String, String)]

  public init(_ line: String, _ expected: KeyValuePairs<String, String>) {
    self.line = line
    self.expected = expected.map { ($0.key, $0.value) }
  }
}
