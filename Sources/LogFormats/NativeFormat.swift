import Bytes
import Model

/// A mail system that writes logs of its own, without a syslog tag in its lines.
///
/// Such lines are told by their form. Which system's they are is decided once for a source, from its head (`Dialect`);
/// lines that the source's own system does not understand are offered to the others, so that a concatenation of
/// several logs is read, too.
protocol NativeFormat: LogFormat, SendableMetatype {
  /// Whether `line` (a whole line, or what stands behind a stamp of a common form) is surely one of this system's own.
  static func owns(_ line: Span<UInt8>) -> Bool

  /// Adds what a source's head tells beyond its system: the order of its dates, columns without a header.
  static func refine(_ dialect: inout Dialect, head: Span<UInt8>)

  /// The dialect from here on, where `line` is a header inside a source; nil for every other line.
  static func header(_ line: Span<UInt8>, _ dialect: Dialect) -> Dialect?

  /// Reads stamp, host, program, pid and message of an own line into `envelope`, which is empty. False, with `envelope`
  /// unchanged, where the line begins with a stamp of a common form or with none.
  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool

  /// Reads an own line whose stamp has been read. `line` ends where its last visible byte ends. Leaves the action at
  /// `.unrecognized` for a line that it does not understand.
  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent)
}

extension NativeFormat {
  static func refine(_ dialect: inout Dialect, head: Span<UInt8>) {}
  static func header(_ line: Span<UInt8>, _ dialect: Dialect) -> Dialect? { nil }
  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    false
  }
}
