import Bytes
import Model

/// Who connects: tcpserver, rblsmtpd, qmail-smtpd.
///
/// tcpserver's child becomes rblsmtpd and then qmail-smtpd by exec: one pid, one connection (`isConnectionProcess`).
/// - Source: ucspi-tcp tcpserver.c, rblsmtpd.c; indimail qmail-smtpd.c (log_trans), qmail-ldap qmail-smtpd.c (logpid).
enum QmailServer {
  // MARK: tcpserver

  /// `status: 1/40`, `pid P from A`, `ok P L:la:lp R:ra:info:rp`, `deny P ...`, `end P status S`
  static func parseTCPServer(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard start < end else { return }
    if line.has("pid ", at: start), let next = process(line, at: start + 4, to: end, &event),
      line.has(" from ", at: next)
    {
      event.action = .connect
      AccessLine.setAddress(line, ByteRange(next + 6, end), &event)
    } else if line.has("ok ", at: start), let next = process(line, at: start + 3, to: end, &event) {
      event.action = .service
      readPeer(line, from: next, to: end, &event)
    } else if line.has("deny ", at: start), let next = process(line, at: start + 5, to: end, &event) {
      event.action = .connectionRefused
      event.outcome = .failure
      readPeer(line, from: next, to: end, &event)
    } else if line.has("end ", at: start), let next = process(line, at: start + 4, to: end, &event) {
      event.action = .disconnect
      // What the server's process exited with.
      if line.has(" status ", at: next), !line.has(" status 0", at: next) || end > next + 9 {
        event[.detail] = ByteRange(next + 1, end)
      }
    } else if line.has("status: ", at: start) {
      readStatus(line, from: start + 8, to: end, &event)
    } else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }

  /// The connection's process at `start`; the position behind it.
  private static func process(
    _ line: Span<UInt8>, at start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int? {
    var position = start
    let number = line.number(&position, to: end)
    guard position > start, number <= Int64(Int32.max) else { return nil }
    event.pid = Int32(truncatingIfNeeded: number)
    event.isConnectionProcess = true
    return position
  }

  /// `n/m` connections of those allowed: as many as allowed is a limit that was reached.
  private static func readStatus(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var position = start
    let count = line.number(&position, to: end)
    event.action = .statistics
    guard position > start, line.has("/", at: position) else {
      event.setService(start, end)
      return
    }
    position += 1
    let limit = line.number(&position, to: end)
    event.limitValue = count
    event[.limitName] = ByteRange(start - 8, start - 2)
    event[.detail] = ByteRange(start, end)
    if limit > 0, count >= limit {
      event.action = .serviceLimit
      event.outcome = .failure
    }
  }

  /// ` L:la:lp R:ra:info:rp` behind the pid: names may be empty, the client's ident answer stands before the last colon.
  private static func readPeer(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has(" ", at: start), let blank = line.find(32, from: start + 1, to: end),
      let name = line.find(.ascii(":"), from: blank, to: end)
    else { return }
    event[.detail] = ByteRange(start + 1, end)
    guard let last = line.findLast(.ascii(":"), from: name + 1, to: end) else { return }
    var digits = last + 1
    let port = line.number(&digits, to: end)
    var stop = last
    if let dotted = line.find(.ascii(":"), from: name + 1, to: last),
      line.find(.ascii("."), from: name + 1, to: dotted) != nil
    {
      stop = dotted
    } else if let info = line.findLast(.ascii(":"), from: name + 1, to: last) {
      stop = info
    }
    AccessLine.setAddress(line, ByteRange(name + 1, stop), &event)
    if event.has(.sourceIP), digits == end { event.sourcePort = UInt16(clamping: port) }
  }

  // MARK: rblsmtpd

  /// `A pid P: 451 text`, `A pid P sid S: ...`
  static func parseRBL(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let blank = line.find(32, from: start, to: end), line.has("pid ", at: blank + 1),
      let next = process(line, at: blank + 5, to: end, &event),
      let colon = line.find(": ", from: next, to: end)
    else {
      if start < end { AccessLine.setOther(line, ByteRange(start, end), &event) }
      return
    }
    AccessLine.setAddress(line, ByteRange(start, blank), &event)
    guard let reply = Reply.read(line, from: colon + 2, to: end) else {
      event.setService(start, end)
      return
    }
    event.action = .reject
    event.outcome = .failure
    event.stage = .connect
    event.rejectClass = line.find("reylist", from: colon, to: end) != nil ? .greylist : .dnsbl
    event.networkProtocol = .smtp
    event.setReply(reply)
  }

  // MARK: qmail-smtpd

  /// `pid P from A Invalid RELAY client: MAIL from: <S>, RCPT <R>`, `pid P RCPT TO: <R>`, ...
  static func parseSMTP(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard start < end else { return }
    guard line.has("pid ", at: start), var next = process(line, at: start + 4, to: end, &event) else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
      return
    }
    event.networkProtocol = .smtp
    if line.has(" from ", at: next) {
      let stop = line.find(32, from: next + 6, to: end) ?? end
      AccessLine.setAddress(line, ByteRange(next + 6, stop), &event)
      next = stop
    }
    let text = AccessLine.skipBlanks(line, from: next, to: end)
    guard text < end else {
      event.action = .service
      return
    }
    readEnvelope(line, from: text, to: end, &event)
    if line.has("Invalid RELAY client", at: text) {
      event.action = .reject
      event.outcome = .failure
      event.stage = .rcpt
      event.rejectClass = .relayDenied
      event[.reason] = ByteRange(text, text + 20)
    } else if line.find("nvalid ", from: text, to: Swift.min(end, text + 24)) != nil
      || line.has("Reject", at: text) || line.has("BAD ", at: text) || line.has("Bad ", at: text)
    {
      event.action = .warning
      event[.reason] = ByteRange(text, end)
    } else {
      event.action = .service
      event[.detail] = ByteRange(text, end)
    }
  }

  private static func readEnvelope(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    if line.has("HELO <", at: start), let helo = line.bracketed(at: start + 5, to: end) {
      event[.helo] = helo.address
    }
    var position = start
    // indimail writes `MAIL from <S>`, of what it refuses `MAIL from: <S>`.
    if let mail = line.find("MAIL from", from: start, to: end),
      let open = line.find(.ascii("<"), from: mail, to: Swift.min(end, mail + 12)),
      let sender = line.bracketed(at: open, to: end)
    {
      event[.mailFrom] = sender.address
      position = sender.next
    }
    if let rcpt = line.find("RCPT ", from: position, to: end),
      let open = line.find(.ascii("<"), from: rcpt, to: end),
      open <= rcpt + 9, let recipient = line.bracketed(at: open, to: end)
    {
      event[.rcptTo] = recipient.address
      position = recipient.next
    }
    if let size = line.find("Size: ", from: position, to: end) {
      var digits = size + 6
      event.size = line.number(&digits, to: end)
    }
  }

  // MARK: qmail-ldap

  /// The position behind `qmail-smtpd P: ` at `start`, qmail-ldap's way to name its process.
  static func numberedPrefix(_ line: Span<UInt8>, at start: Int, to end: Int) -> Int? {
    guard line.has("qmail-smtpd ", at: start) else { return nil }
    var position = start + 12
    while position < end, line[position].isDigit { position += 1 }
    guard position > start + 12, position < start + 24, line.has(": ", at: position) else { return nil }
    return position + 2
  }

  /// `qmail-smtpd P: connection from A (N) to L`, `remote ehlo: H`, `mail from: S`, `rcpt to: R`, `message queued: T qp Q size B
  /// bytes`, `no mail relay for 'rcpt to': R`
  static func parseNumbered(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let text = numberedPrefix(line, at: start, to: end),
      process(line, at: start + 12, to: end, &event) != nil
    else { return }
    event.networkProtocol = .smtp
    event.action = .service
    if line.has("message queued: ", at: text) {
      event.outcome = .success
      event[.detail] = ByteRange(text, end)
      guard let qp = line.find(" qp ", from: text + 16, to: end) else { return }
      var digits = qp + 4
      _ = line.number(&digits, to: end)
      guard digits > qp + 4 else { return }
      event[.queueProcess] = ByteRange(qp + 4, digits)
      guard line.has(" size ", at: digits) else { return }
      var size = digits + 6
      event.size = line.number(&size, to: end)
    } else if line.has("connection from ", at: text) {
      AccessLine.setAddress(
        line, ByteRange(text + 16, line.find(32, from: text + 16, to: end) ?? end), &event)
      event[.detail] = ByteRange(text, end)
    } else if line.has("remote ehlo: ", at: text) || line.has("remote helo: ", at: text) {
      if text + 13 < end { event[.helo] = ByteRange(text + 13, end) }
    } else if line.has("mail from: ", at: text) {
      event[.mailFrom] = ByteRange(text + 11, end)
    } else if line.has("rcpt to: ", at: text), text + 9 < end {
      event[.rcptTo] = ByteRange(text + 9, end)
    } else if let refusal = refusal(line, at: text) {
      event.action = .reject
      event.outcome = .failure
      event.stage = refusal.stage
      event.rejectClass = refusal.reason
      event[.reason] = ByteRange(text, refusal.next - 2)
      if refusal.next < end {
        event[refusal.stage == .mail ? .mailFrom : .rcptTo] = ByteRange(refusal.next, end)
      }
    } else if line.has("read error or connection closed", at: text)
      || line.has("write error, connection closed", at: text) || line.has("connection timed out", at: text)
    {
      event.action = .connectionLost
      event[.reason] = ByteRange(text, end)
    } else {
      AccessLine.setOther(line, ByteRange(text, end), &event)
    }
  }

  /// What qmail-ldap refuses, and where the address begins behind its words.
  private static func refusal(
    _ line: Span<UInt8>, at text: Int
  ) -> (next: Int, stage: LogEvent.Stage, reason: LogEvent.RejectClass)? {
    if line.has("no mail relay for 'rcpt to': ", at: text) { return (text + 29, .rcpt, .relayDenied) }
    if line.has("'rcpt to' denied via badrcptto: ", at: text) { return (text + 32, .rcpt, .policy) }
    if line.has("bad recipient: ", at: text) { return (text + 15, .rcpt, .unknownUser) }
    if line.has("bad sender: ", at: text) { return (text + 12, .mail, .sender) }
    if line.has("bad mailfrom unknown: ", at: text) { return (text + 22, .mail, .sender) }
    if line.has("bad mailfrom: ", at: text) { return (text + 14, .mail, .sender) }
    return nil
  }

  // MARK: Others

  /// Whatever the programs under one logger say: `mail recv: pid P from <S> qp Q`, `warning: trouble ...`, `alert: ...`.
  static func parseOther(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("mail recv: pid ", at: start) {
      event.networkProtocol = .smtp
      event.action = .service
      guard let next = process(line, at: start + 15, to: end, &event), line.has(" from <", at: next),
        let qp = line.findLast("> qp ", from: next, to: end)
      else { return }
      event[.mailFrom] = ByteRange(next + 7, Swift.max(qp, next + 7))
      event[.detail] = ByteRange(qp + 2, end)
      if qp + 5 < end { event[.queueProcess] = ByteRange(qp + 5, end) }
    } else if line.has("policy_check: ", at: start) {
      event.setService(start, end)
    } else if line.has("warning: ", at: start) || line.has("alert: ", at: start)
      || line.has("Out of memory", at: start) || line.has("fatal: ", at: start)
    {
      event.setWarning(start, end)
    } else if line.has("number of deliveries left before exiting: ", at: start)
      || line.has("cannot start: ", at: start) || line.has("delivery ", at: start)
    {
      AccessLine.setOther(line, ByteRange(start, end), &event)
    } else if line.has("qmail-", at: start),
      line.find(": ", from: start, to: Swift.min(end, start + 24)) != nil
    {
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }
}
