import Bytes
import Model

/// Kerio's security, audit, warning and error logs: sentences, told by their beginnings. Names that clients gave stand
/// before the server's own ` Attempt from IP address A.`, so that is read from the end.
enum KerioSecurity {
  static func parse(_ line: Span<UInt8>, _ message: ByteRange, _ event: inout LogEvent) {
    let start = message.lower
    var end = message.upper
    if end > start, line[end - 1] == .ascii(".") { end -= 1 }
    if line.has("Relay attempt from IP address ", at: start) {
      setAddress(line, start + 30, end, &event)
      reject(.relayDenied, .rcpt, message, &event)
      setEnvelope(line, from: start, to: end, &event)
    } else if line.has("Attempt to deliver to unknown recipient ", at: start) {
      reject(.unknownUser, .rcpt, message, &event)
      if let recipient = line.bracketed(at: start + 40, to: end) {
        event[.rcptTo] = recipient.address
        if line.has(", from ", at: recipient.next),
          let sender = line.bracketed(at: recipient.next + 7, to: end)
        {
          event[.mailFrom] = sender.address
        }
      }
      if let found = line.findLast(", IP address ", from: start, to: end) {
        setAddress(line, found + 13, end, &event)
      }
    } else if line.has("Failed ", at: start),
      let word = line.find(" login from ", from: start, to: start + 28)
    {
      failLogin(line, ByteRange(start + 7, word), message, &event)
      setAddress(line, word + 12, end, &event)
      if let user = line.find(", user ", from: word, to: end) { event[.userName] = ByteRange(user + 7, end) }
    } else if line.has("SMTP Spam attack detected from ", at: start) {
      setAddress(line, start + 31, end, &event)
      reject(.policy, .connect, message, &event)
    } else if line.has("IP address ", at: start),
      line.find(" found in DNS blacklist", from: start, to: end) != nil
    {
      setAddress(line, start + 11, end, &event)
      reject(.dnsbl, .connect, message, &event)
    } else if let found = line.findLast(" Attempt from IP address ", from: start, to: end) {
      parseAttempt(line, message, found, end, &event)
    } else if line.has("Client with IP address ", at: start) {
      setAddress(line, start + 23, end, &event)
      reject(.policy, .connect, message, &event)
    } else {
      parseOther(line, message, end, &event)
    }
  }

  /// `[Service: ]Invalid password for user U. Attempt from IP address A.`, `[Service: ]User U doesn't exist. Attempt …`
  private static func parseAttempt(
    _ line: Span<UInt8>, _ message: ByteRange, _ found: Int, _ end: Int, _ event: inout LogEvent
  ) {
    var start = message.lower
    if let colon = line.find(": ", from: start, to: Swift.min(found, start + 32)),
      line.has("Invalid password", at: colon + 2) || line.has("User ", at: colon + 2)
        || line.has("Account ", at: colon + 2)
    {
      event.networkProtocol = networkProtocol(line, ByteRange(start, colon))
      start = colon + 2
    }
    event.action = .login
    event.outcome = .failure
    setAddress(line, found + 25, end, &event)
    var stop = found
    if stop > start, line[stop - 1] == .ascii(".") { stop -= 1 }
    event[.reason] = ByteRange(start, stop)
    if line.has("Invalid password for user ", at: start) {
      event[.userName] = ByteRange(start + 26, stop)
      event[.reason] = ByteRange(start, start + 16)
    } else if line.has("User ", at: start), let blank = line.findLast(32, from: start + 5, to: stop) {
      // `User U doesn't exist`: the apostrophe may be U+2019.
      let word = line.findLast(32, from: start + 5, to: blank) ?? blank
      event[.userName] = ByteRange(start + 5, word)
      event[.reason] = ByteRange(word + 1, stop)
    }
  }

  /// The audit log's `SMTP: User u@example.com authenticated from IP address A`, and all that is not of interest.
  private static func parseOther(
    _ line: Span<UInt8>, _ message: ByteRange, _ end: Int, _ event: inout LogEvent
  ) {
    let start = message.lower
    if let colon = line.find(": User ", from: start, to: Swift.min(end, start + 40)),
      let found = line.findLast(" from IP address ", from: colon, to: end),
      let verb = line.findLast(32, from: colon + 7, to: found)
    {
      event.networkProtocol = networkProtocol(line, ByteRange(start, colon))
      event[.userName] = ByteRange(colon + 7, verb)
      setAddress(line, found + 17, end, &event)
      event.action = .login
      event.outcome =
        line.has("authenticated", at: verb + 1) || line.has("logged", at: verb + 1) ? .success : .unknown
      if event.outcome == .unknown {
        event.action = .service
        event.outcome = .none
        event[.detail] = message
      }
      return
    }
    AccessLine.setOther(line, message, &event)
  }

  private static func reject(
    _ kind: LogEvent.RejectClass, _ stage: LogEvent.Stage, _ message: ByteRange, _ event: inout LogEvent
  ) {
    event.action = .reject
    event.outcome = .failure
    event.networkProtocol = .smtp
    event.rejectClass = kind
    event.stage = stage
    event[.reason] = message
  }

  private static func failLogin(
    _ line: Span<UInt8>, _ service: ByteRange, _ message: ByteRange, _ event: inout LogEvent
  ) {
    event.action = .login
    event.outcome = .failure
    event.networkProtocol = networkProtocol(line, service)
    event[.reason] = message
  }

  /// `…, mail from <a> to <b> rejected`
  private static func setEnvelope(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard let found = line.find("mail from ", from: start, to: end),
      let sender = line.bracketed(at: found + 10, to: end)
    else { return }
    event[.mailFrom] = sender.address
    guard line.has(" to ", at: sender.next), let recipient = line.bracketed(at: sender.next + 4, to: end)
    else {
      return
    }
    event[.rcptTo] = recipient.address
  }

  private static func setAddress(_ line: Span<UInt8>, _ start: Int, _ end: Int, _ event: inout LogEvent) {
    var stop = start
    while stop < end, line[stop].isHexDigit || line[stop] == .ascii(".") || line[stop] == .ascii(":") {
      stop += 1
    }
    while stop > start, line[stop - 1] == .ascii(".") || line[stop - 1] == .ascii(":") { stop -= 1 }
    AccessLine.setAddress(line, ByteRange(start, stop), &event)
  }

  static func networkProtocol(_ line: Span<UInt8>, _ name: ByteRange) -> LogEvent.NetworkProtocol {
    if line.find("SMTP", from: name.lower, to: name.upper) != nil { return .smtp }
    if line.find("IMAP", from: name.lower, to: name.upper) != nil {
      return line.find("ecure", from: name.lower, to: name.upper) != nil ? .imaps : .imap
    }
    if line.find("POP3", from: name.lower, to: name.upper) != nil {
      return line.find("ecure", from: name.lower, to: name.upper) != nil ? .pop3s : .pop3
    }
    return .none
  }
}
