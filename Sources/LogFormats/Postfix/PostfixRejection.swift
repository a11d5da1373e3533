import Bytes
import Model

/// The lines in which smtpd, cleanup and postscreen say what they did about a command:
/// `STAGE from name[ip]: code dsn <what>: reason; from=<> to=<> proto= helo=<>`.
enum PostfixRejection {
  /// What the word before the stage makes of the line.
  enum Kind {
    case reject, warning, discard, redirect, accept
    /// Another action of an access table; its word stands at these positions.
    case verdict(Int, Int)
  }

  static func parse(
    _ line: Span<UInt8>, _ kind: Kind, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    // proxy-accept and proxy-reject name no client: `END-OF-MESSAGE: 250 …`.
    guard let stageEnd = stageEnd(line, from: start, to: end) else { return }
    event.stage = stage(line, at: start, to: stageEnd)
    var position = stageEnd
    if line.has(" from ", at: stageEnd) {
      guard let peer = line.peer(at: stageEnd &+ 6, to: end) else { return }
      event.setSource(peer, in: line)
      position = peer.end
    }
    guard position < end, line[position] == .ascii(":") else { return }
    position = Swift.min(position &+ 2, end)
    let textEnd = parseEnvelope(line, from: position, to: end, &event)
    let reply = Reply.read(line, from: position, to: textEnd)
    if let reply {
      event.setReply(reply)
    } else if position < textEnd {
      event[.replyText] = ByteRange(position, textEnd)
    }
    switch kind {
    case .reject:
      event.action = .reject
      event.outcome = .failure
      event.rejectClass = RejectClass.of(
        line, event[.replyText], enhanced: event[.replyEnhanced], stage: event.stage)
      if event.stage == .endOfData, event.messageRole == .continues { event.messageRole = .ends }
    case .warning:
      event.action = .warning
      event.outcome = .unknown
    case .discard:
      event.action = .delivery
      event.status = .discarded
      event.outcome = .success
      if event.messageRole == .continues { event.messageRole = .ends }
    case .redirect:
      event.action = .redirect
      event.outcome = .success
    case .accept:
      event.action = .messageQueued
      event.outcome = .success
      event[.queuedAs] = Reply.queuedAs(line, event[.replyText])
    case .verdict(let from, let to):
      event.action = .contentVerdict
      event[.contentAction] = ByteRange(from, to)
    }
  }

  /// The end of the stage's words: `RCPT`, `END-OF-MESSAGE`, `DATA`, `CONNECT`, ... and `UNKNOWN`.
  @inline(__always)
  private static func stageEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var index = start
    while index < end, line[index].isUpper || line[index] == .ascii("-") { index &+= 1 }
    guard index > start, index < end, line[index] == 32 || line[index] == .ascii(":") else { return nil }
    return index
  }

  /// `smtp.stage` of a command word. `RSET`, `NOOP`, `QUIT`, `AUTH`, `STARTTLS`, ... have none.
  @inline(__always)
  static func stage(_ line: Span<UInt8>, at start: Int, to end: Int) -> LogEvent.Stage {
    switch line[start] {
    case .ascii("R"): return line.has("RCPT", at: start) ? .rcpt : .none
    case .ascii("M"): return line.has("MAIL", at: start) ? .mail : .none
    case .ascii("C"): return line.has("CONNECT", at: start) ? .connect : .none
    case .ascii("E"):
      if line.has("EHLO", at: start) { return .helo }
      return line.has("END-OF-MESSAGE", at: start) ? .endOfData : .none
    case .ascii("H"): return line.has("HELO", at: start) ? .helo : .none
    case .ascii("D"): return line.has("DATA", at: start) ? .data : .none
    case .ascii("B"): return line.has("BDAT", at: start) ? .data : .none
    case .ascii("."): return .endOfData
    default: return .none
    }
  }

  /// Reads `; from=<S> to=<R> proto=P helo=<H>[, sasl_…]` at the end of a reply (commas between them in postscreen),
  /// and returns where the reply's text ends.
  ///
  /// The reply quotes addresses, names and policy text of the client's making. Addresses in quotes are skipped as such;
  /// then the first tail that reads to the end of the line is taken, else the last.
  @inline(__always)
  static func parseEnvelope(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    var position = start
    if let reply = Reply.read(line, from: start, to: end), reply.text.lower < end,
      line[reply.text.lower] == .ascii("<"), let quoted = line.bracketed(at: reply.text.lower, to: end)
    {
      position = quoted.next
    }
    var fallback = -1
    var tries = 0
    while tries < 32, let semicolon = line.find(.ascii(";"), from: position, to: end) {
      position = semicolon &+ 1
      guard semicolon &+ 6 < end, line[position] == 32 else { continue }
      let byte = line[semicolon &+ 2]
      guard
        byte == .ascii("f") || byte == .ascii("t") || byte == .ascii("p") || byte == .ascii("h")
          || byte == .ascii("s")
      else { continue }
      guard isTail(line, at: semicolon &+ 2) else { continue }
      if readTail(line, from: semicolon &+ 2, to: end, &event) { return semicolon }
      fallback = semicolon
      tries &+= 1
    }
    if tries == 32, let last = line.findLast("; from=<", from: fallback, to: end) { fallback = last }
    if fallback >= 0 {
      readTailLoosely(line, from: fallback &+ 2, to: end, &event)
      return fallback
    }
    return end
  }

  @inline(__always)
  private static func isTail(_ line: Span<UInt8>, at start: Int) -> Bool {
    line.has("from=", at: start) || line.has("to=", at: start) || line.has("proto=", at: start)
      || line.has("helo=", at: start) || line.has("sasl_method=", at: start)
  }

  /// Reads the keys in their order; true where they fill the line. Nothing is set otherwise.
  @inline(__always)
  private static func readTail(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    var position = start
    var sender = ByteRange.none
    var recipient = ByteRange.none
    var helo = ByteRange.none
    var user = ByteRange.none
    var method = ByteRange.none
    if line.has("from=", at: position) {
      guard let found = line.address(at: position &+ 5, to: end) else { return false }
      sender = found.address
      position = skipSeparator(line, found.next, to: end)
    }
    if line.has("to=", at: position) {
      guard let found = line.address(at: position &+ 3, to: end) else { return false }
      recipient = found.address
      position = skipSeparator(line, found.next, to: end)
    }
    if line.has("proto=", at: position) {
      position &+= 6
      while position < end, line[position].isAlphanumeric { position &+= 1 }
      position = skipSeparator(line, position, to: end)
    }
    if line.has("helo=", at: position) {
      guard let found = line.address(at: position &+ 5, to: end) else { return false }
      helo = found.address
      position = skipSeparator(line, found.next, to: end)
    }
    if position < end, line.has("sasl_method=", at: position) {
      let stop = line.find(.ascii(","), from: position, to: end) ?? end
      method = ByteRange(position &+ 12, stop)
      position = skipSeparator(line, stop, to: end)
    }
    if position < end, line.has("sasl_username=", at: position) {
      let stop = line.findLast(", sasl_sender=", from: position, to: end) ?? end
      user = ByteRange(position &+ 14, stop)
      position = end
    }
    // cleanup writes the text of a table behind the keys: `…: optional text`.
    guard position >= end || line[position &- 1] == .ascii(":") || line[position] == .ascii(":") else {
      return false
    }
    event[.mailFrom] = sender
    event[.rcptTo] = recipient
    event[.helo] = helo
    event[.userName] = user
    event[.authMethod] = method
    if position < end {
      var text = position
      while text < end, line[text] == 32 || line[text] == .ascii(":") { text &+= 1 }
      event[.detail] = ByteRange(text, end)
    }
    return true
  }

  @inline(__always)
  private static func skipSeparator(_ line: Span<UInt8>, _ position: Int, to end: Int) -> Int {
    var index = position
    if index < end, line[index] == .ascii(",") { index &+= 1 }
    if index < end, line[index] == 32 { index &+= 1 }
    return index
  }

  /// A tail that was cut, or that holds text we do not know: each key where it stands.
  @inline(never)
  private static func readTailLoosely(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    var position = start
    if line.has("from=<", at: position), let found = line.bracketed(at: position + 5, to: end) {
      event[.mailFrom] = found.address
      position = found.next + 1
      if position < end, line[position] == 32 { position += 1 }
    }
    if line.has("to=<", at: position), let found = line.bracketed(at: position + 3, to: end) {
      event[.rcptTo] = found.address
      position = found.next
    }
    if let helo = line.findLast(" helo=<", from: position, to: end),
      let found = line.bracketed(at: helo + 6, to: end)
    {
      event[.helo] = found.address
    }
  }
}
