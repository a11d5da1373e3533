import Bytes
import Model

/// A command that the server refused, and its reply.
enum OpenSMTPDCommand {
  /// A refusal of what a command asked for is a `reject`. One of AUTH is a `warning`: the server tells of the login itself
  /// in a line of its own, and the command may hold the password, so that no field has its text.
  static func read(
    _ line: Span<UInt8>, command: ByteRange, reply: ByteRange, _ event: inout LogEvent
  ) {
    event.action = .reject
    event.outcome = .failure
    if let answer = Reply.read(line, from: reply.lower, to: reply.upper) { event.setReply(answer) }
    readVerb(line, command, &event)
    if line.hasIgnoringCase("auth", at: command.lower), command.count >= 4 || event.replyCode == 535 {
      event.action = .warning
    } else if event.replyCode == 535 || event.replyCode == 334 {
      event.action = .warning
    }
    guard event.action == .reject else {
      event[.reason] = reply
      return
    }
    event.rejectClass = rejectClass(line, &event)
  }

  static func readBadInput(_ line: Span<UInt8>, reply: ByteRange, _ event: inout LogEvent) {
    event.action = .reject
    event.outcome = .failure
    event.rejectClass = .protocolError
    if let answer = Reply.read(line, from: reply.lower, to: reply.upper) { event.setReply(answer) }
  }

  private static func readVerb(_ line: Span<UInt8>, _ command: ByteRange, _ event: inout LogEvent) {
    let start = command.lower
    guard command.count >= 4 else {
      // The server speaks first: refused before any command.
      if command.isEmpty { event.stage = .connect }
      return
    }
    switch line[start] | 32 {
    case .ascii("m"):
      guard line.hasIgnoringCase("mail from:", at: start) else { return }
      event.stage = .mail
      event[.mailFrom] = path(line, from: start &+ 10, to: command.upper)
    case .ascii("r"):
      guard line.hasIgnoringCase("rcpt to:", at: start) else { return }
      event.stage = .rcpt
      event[.rcptTo] = path(line, from: start &+ 8, to: command.upper)
    case .ascii("h"), .ascii("e"):
      guard line.hasIgnoringCase("helo", at: start) || line.hasIgnoringCase("ehlo", at: start) else { return }
      event.stage = .helo
      if command.count > 5 { event[.helo] = ByteRange(start &+ 5, command.upper) }
    case .ascii("d"):
      // The reply to the data's end is logged with the last command: DATA.
      guard line.hasIgnoringCase("data", at: start), command.count < 6 else { return }
      event.stage = .endOfData
    default: return
    }
  }

  /// The address in `<...>`, options behind it left out.
  private static func path(_ line: Span<UInt8>, from start: Int, to end: Int) -> ByteRange {
    let first = AccessLine.skipBlanks(line, from: start, to: end)
    guard first < end, line[first] == .ascii("<") else { return .none }
    guard let close = line.findLast(.ascii(">"), from: first, to: end) else { return .none }
    return ByteRange(first &+ 1, close)
  }

  /// "Invalid recipient" is said of unknown users and of foreign domains alike: which it was, this line does not tell.
  private static func rejectClass(_ line: Span<UInt8>, _ event: inout LogEvent) -> LogEvent.RejectClass {
    let text = event[.replyText]
    guard !text.isNone else { return .other }
    if line.has("Invalid recipient", at: text.lower) { return .other }
    if line.find("rDNS", from: text.lower, to: text.upper) != nil
      || line.find("FCrDNS", from: text.lower, to: text.upper) != nil
    {
      return .policy
    }
    if line.has("Must issue ", at: text.lower)
      || line.find("Must issue ", from: text.lower, to: text.upper) != nil
    {
      return .policy
    }
    if line.has("Invalid command", at: text.lower)
      || line.find("syntax error", from: text.lower, to: text.upper) != nil
      || line.has("Unsupported option", at: text.lower) || line.has("Command ", at: text.lower)
    {
      return .protocolError
    }
    if line.has("Too many ", at: text.lower)
      || line.find(": Too many ", from: text.lower, to: text.upper) != nil
    {
      return .rate
    }
    return RejectClass.of(line, text, enhanced: event[.replyEnhanced], stage: event.stage)
  }
}
