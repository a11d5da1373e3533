import Bytes
import Model

/// `courieresmtpd`: `started,ip=[A]`, `error,relay=A,...`.
enum CourierMTAServer {
  static func parse(
    _ line: Span<UInt8>, program: ByteRange, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.networkProtocol = .smtp
    if line.has("-msa", at: program.upper - 4) { event.networkProtocol = .submission }
    if line.has("-ssl", at: program.upper - 4) {
      event.networkProtocol = .submissions
      event.tlsEstablished = .yes
    }
    if line.has("started,ip=[", at: start) {
      guard let close = line.find(.ascii("]"), from: start, to: end) else { return }
      event.action = .connect
      AccessLine.setAddress(line, ByteRange(start + 12, close), &event)
      if line.has(",port=[", at: close + 1) {
        var digits = close + 8
        event.sourcePort = UInt16(clamping: line.number(&digits, to: end))
      }
    } else if line.has("error,relay=", at: start) {
      readError(line, from: start + 12, to: end, &event)
    } else if line.has("couriertls: ", at: start) {
      event.action = .tlsFailed
      event.outcome = .failure
      event.tlsEstablished = .unknown
      event[.reason] = ByteRange(start, end)
    } else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }

  /// `A[,port=N][,ident="I"],from=<S>,to=<R>: 550 text` or `A[,port=N],msg="535 text",cmd: ...`
  private static func readError(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let comma = line.find(.ascii(","), from: start, to: end) ?? line.find(": ", from: start, to: end) ?? end
    AccessLine.setAddress(line, ByteRange(start, comma), &event)
    var position = comma
    if line.has(",port=", at: position) {
      position += 6
      event.sourcePort = UInt16(clamping: line.number(&position, to: end))
    }
    event.action = .reject
    event.outcome = .failure
    if let message = line.find(",msg=\"", from: position, to: end) {
      // The client's line follows: it may be a password.
      let quote = line.find("\",cmd:", from: message, to: end) ?? end
      readMessage(
        line, text: ByteRange(message + 6, quote), command: Swift.min(quote + 6, end), to: end, &event)
      return
    }
    var text = comma
    if let from = line.find(",from=<", from: position, to: end) {
      text = from
      if let to = line.find(">,to=<", from: from + 6, to: end) {
        event[.mailFrom] = ByteRange(from + 7, Swift.max(to, from + 7))
        let close = line.findLast(">: ", from: to + 5, to: end) ?? end
        event[.rcptTo] = ByteRange(to + 6, Swift.max(close, to + 6))
        event.stage = .rcpt
        text = close
      } else if let close = line.findLast(">: ", from: from + 6, to: end) {
        event[.mailFrom] = ByteRange(from + 7, Swift.max(close, from + 7))
        event.stage = .mail
        text = close
      }
    }
    guard let colon = line.find(": ", from: text, to: end) else {
      event[.reason] = ByteRange(comma, end)
      event.rejectClass = .other
      return
    }
    setReply(line, ByteRange(colon + 2, end), &event)
  }

  private static func setReply(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    if let reply = Reply.read(line, from: text.lower, to: text.upper) {
      event.setReply(reply)
    } else {
      event[.reason] = text
    }
    event.rejectClass = rejectClass(line, text, event)
  }

  private static func rejectClass(
    _ line: Span<UInt8>, _ text: ByteRange, _ event: borrowing LogEvent
  ) -> LogEvent.RejectClass {
    let start = text.lower
    let end = text.upper
    let code = event.replyCode
    if code == 513 || line.find("elaying denied", from: start, to: end) != nil {
      return .relayDenied
    }
    if line.find("ser unknown", from: start, to: end) != nil
      || line.find("> unknown", from: start, to: end) != nil
    {
      return .unknownUser
    }
    if code == 517 || code == 417 { return .sender }
    if line.find("lease try another MX", from: start, to: end) != nil { return .policy }
    if code == 511 || line.find("lacklist", from: start, to: end) != nil { return .dnsbl }
    var words = event[.replyText]
    if words.isNone { words = text }
    return RejectClass.of(line, words, enhanced: event[.replyEnhanced], stage: event.stage)
  }

  /// The reply to a command that is no recipient: a failed login, a broken connection, nonsense.
  private static func readMessage(
    _ line: Span<UInt8>, text: ByteRange, command: Int, to end: Int, _ event: inout LogEvent
  ) {
    event[.reason] = text
    guard let reply = Reply.read(line, from: text.lower, to: text.upper), reply.code != 0 else {
      event.action = .connectionLost
      event.outcome = .none
      return
    }
    event.setReply(reply)
    if reply.code == 535 {
      event.action = .login
      let word = AccessLine.skipBlanks(line, from: command, to: end)
      guard line.hasIgnoringCase("auth ", at: word) else { return }
      let method = line.find(32, from: word + 5, to: end) ?? end
      var index = word + 5
      while index < method, line[index].isUpper || line[index].isDigit || line[index] == .ascii("-") {
        index += 1
      }
      if index == method, method - word <= 25 { event[.authMethod] = ByteRange(word + 5, method) }
      return
    }
    event.rejectClass = reply.code == 502 || reply.code == 503 || reply.code == 500 ? .protocolError : .other
    if event.rejectClass == .other { event.rejectClass = rejectClass(line, text, event) }
  }
}
