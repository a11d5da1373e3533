import Bytes
public import Model

/// The mail systems whose lines are read, in the order of `LogEvent.format`.
///
/// Dispatch is a switch, not a table of existentials: one branch a line. A new format is a case here and a folder
/// beside this file.
public enum FormatRegistry {
  /// A format; its raw value is the event's `format`.
  enum Format: UInt8, CaseIterable {
    case postfix
  }

  /// Reads the message of `line` behind `envelope` into `event`, which it resets first: host, process name and pid from
  /// the envelope, the rest from the format that recognises the program.
  ///
  /// A program of no mail system gives `.otherProgram`; a line without a program, or one that its format does not
  /// understand, `.unrecognized`. Time is the clock's to set.
  public static func parse(
    _ line: Span<UInt8>, _ envelope: Envelope, into event: inout LogEvent
  ) {
    event.reset()
    event[.hostName] = envelope.host
    event[.processName] = envelope.program
    event.pid = envelope.pid
    guard !envelope.program.isNone, !envelope.program.isEmpty else { return }
    guard let format = format(of: envelope.program, in: line) else {
      event.action = .otherProgram
      return
    }
    event.format = format.rawValue
    switch format {
    case .postfix:
      PostfixFormat.parse(line, program: envelope.program, message: envelope.message, into: &event)
    }
  }

  @inline(__always)
  private static func format(of program: ByteRange, in line: Span<UInt8>) -> Format? {
    if PostfixFormat.recognizes(program: program, in: line) { return .postfix }
    return nil
  }

  /// `event.dataset` of the events with this `format`: `log.postfix`; `log.other` for none.
  public static func dataset(of index: UInt8) -> StaticString {
    switch Format(rawValue: index) {
    case .postfix: "log.postfix"
    case nil: "log.other"
    }
  }
}
