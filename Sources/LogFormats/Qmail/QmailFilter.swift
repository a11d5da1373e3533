import Bytes
import Model

/// What stands before qmail's queue: CHKUSER, simscan, spamdyke.
enum QmailFilter {
  // MARK: CHKUSER

  /// `CHKUSER rejected rcpt: from <S:info:id> remote <helo:name:A> rcpt <R> : not existing recipient`
  ///
  /// - Source: chkuser.c; chkuser documentation, logging format.
  static func parseCHKUSER(_ line: Span<UInt8>, from begin: Int, to end: Int, _ event: inout LogEvent) {
    let start = line.has("CHKUSER ", at: begin) ? begin + 8 : begin
    guard let colon = line.find(": from <", from: start, to: end),
      let remote = line.find("> remote <", from: colon, to: end),
      let rcpt = recipientStart(line, from: remote + 10, to: end)
    else {
      if start < end { AccessLine.setOther(line, ByteRange(start, end), &event) }
      return
    }
    event.networkProtocol = .smtp
    let sender = line.find(.ascii(":"), from: colon + 8, to: remote) ?? remote
    event[.mailFrom] = ByteRange(colon + 8, sender)
    readRemote(line, ByteRange(remote + 10, rcpt), &event)
    // The reason is the server's and stands last.
    let close = line.findLast("> : ", from: rcpt + 8, to: end)
    let recipient = ByteRange(rcpt + 8, close ?? line.findLast(.ascii(">"), from: rcpt + 8, to: end) ?? end)
    if !recipient.isEmpty { event[.rcptTo] = recipient }
    let reason = close.map { ByteRange($0 + 4, end) } ?? ByteRange(start, colon)
    event[.reason] = reason
    guard !line.has("accepted ", at: start), !line.has("relaying ", at: start) else {
      event.action = .service
      event.outcome = .success
      return
    }
    event.action = .reject
    event.outcome = .failure
    event.stage = line.has("rejected sender", at: start) ? .mail : .rcpt
    event.rejectClass = rejectClass(line, words: ByteRange(start, colon), reason)
    if line.has("intrusion threshold", at: start) {
      // Said once; the recipients that follow are refused each.
      event.action = .rateLimit
      event.rejectClass = .none
      event[.limitName] = ByteRange(start, colon)
    }
  }

  /// Where the recipient's part begins. The name that the client gave itself, before it, and the recipient may imitate
  /// it: with an address in front of more than one, none is believed, and the last is taken.
  private static func recipientStart(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var position = start
    var last: Int?
    var believed: Int?
    var count = 0
    while let found = line.find("> rcpt <", from: position, to: end) {
      last = found
      if let colon = line.findLast(.ascii(":"), from: Swift.max(start, found - 48), to: found),
        line.isAddress(ByteRange(colon + 1, found))
      {
        believed = found
        count += 1
      }
      position = found + 8
    }
    return count == 1 ? believed : last
  }

  private static func rejectClass(
    _ line: Span<UInt8>, words: ByteRange, _ reason: ByteRange
  ) -> LogEvent.RejectClass {
    if line.has("rejected relaying", at: words.lower) || line.has("must auth", at: words.lower) {
      return .relayDenied
    }
    if line.has("rejected sender", at: words.lower) { return .sender }
    if line.has("rejected intrusion", at: words.lower) { return .rate }
    if line.has("not existing recipient", at: reason.lower) { return .unknownUser }
    if line.has("max number of", at: reason.lower) { return .rate }
    if line.has("invalid rcpt address format", at: reason.lower) { return .protocolError }
    return .policy
  }

  /// `helo:name:A`: the address is behind the last colon that is none of its own.
  private static func readRemote(_ line: Span<UInt8>, _ range: ByteRange, _ event: inout LogEvent) {
    guard let last = line.findLast(.ascii(":"), from: range.lower, to: range.upper) else { return }
    var address = ByteRange(last + 1, range.upper)
    var before = last
    if line.find(.ascii("."), from: address.lower, to: address.upper) == nil,
      let first = line.find(.ascii(":"), from: range.lower, to: range.upper),
      let second = line.find(.ascii(":"), from: first + 1, to: range.upper)
    {
      address = ByteRange(second + 1, range.upper)
      before = second
    }
    AccessLine.setAddress(line, address, &event)
    guard event.has(.sourceIP), before > range.lower,
      let name = line.findLast(.ascii(":"), from: range.lower, to: before), name > range.lower
    else { return }
    event[.helo] = ByteRange(range.lower, name)
  }

  // MARK: simscan

  /// `[P]:CLEAN (0.10/5.00):1.2s:subject:A:S:R`: read from the right, the subject is the sender's.
  ///
  /// - Source: simscan.c: log_message.
  static func parseSimscan(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has("[", at: start),
      let close = line.find("]: ", from: start, to: Swift.min(end, start + 16))
        ?? line.find("]:", from: start, to: Swift.min(end, start + 16))
    else {
      let first = AccessLine.skipBlanks(line, from: start, to: end)
      if first < end { AccessLine.setOther(line, ByteRange(first, end), &event) }
      return
    }
    var digits = start + 1
    let number = line.number(&digits, to: close)
    if digits == close { event.pid = Int32(clamping: number) }
    let verdict = AccessLine.skipBlanks(line, from: close + 2, to: end)
    var stop = verdict
    while stop < end, line[stop].isUpper || line[stop] == 32 || line[stop] == .ascii("_") { stop += 1 }
    while stop > verdict, line[stop - 1] == 32 { stop -= 1 }
    let word = ByteRange(verdict, stop)
    guard !word.isEmpty, let recipient = line.findLast(.ascii(":"), from: stop, to: end),
      let sender = line.findLast(.ascii(":"), from: stop, to: recipient)
    else {
      if verdict < end { AccessLine.setOther(line, ByteRange(verdict, end), &event) }
      return
    }
    event.action = .contentVerdict
    event.outcome =
      line.equals("CLEAN", in: word) || line.has("PASSTHRU", at: verdict)
        || line.has("RELAYCLIENT", at: verdict) ? .success : .failure
    // SPAM REJECT, SPAM PASSTHRU: what was done with it is the second word.
    event[.contentAction] = ByteRange(verdict, line.find(32, from: verdict, to: stop) ?? stop)
    event[.mailFrom] = ByteRange(sender + 1, recipient)
    if recipient + 1 < end { event[.rcptTo] = ByteRange(recipient + 1, end) }
    if line.has("VIRUS:", at: verdict), let next = line.find(.ascii(":"), from: verdict + 6, to: sender) {
      event[.contentNames] = ByteRange(AccessLine.skipBlanks(line, from: verdict + 6, to: next), next)
    }
    if let address = line.findLast(.ascii(":"), from: stop, to: sender) {
      AccessLine.setAddress(line, ByteRange(address + 1, sender), &event)
      readSubject(line, from: stop, to: address, &event)
    }
  }

  /// ` (0.10/5.00):1.2s:subject`
  private static func readSubject(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard line.has(" (", at: start), let score = line.find("):", from: start, to: end),
      let time = line.find("s:", from: score, to: end)
    else { return }
    event[.detail] = ByteRange(start + 2, score)
    let subject = ByteRange(time + 2, end)
    if !subject.isEmpty, !line.equals("(null)", in: subject) { event[.subject] = subject }
  }

  // MARK: spamdyke

  /// `DENIED_RDNS_MISSING from: S to: R origin_ip: A origin_rdns: N auth: U encryption: E reason: T`
  ///
  /// - Source: spamdyke log.c, filter.c; spamdyke documentation, log messages.
  static func parseSpamdyke(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard start < end else { return }
    guard let from = line.find(" from: ", from: start, to: end),
      let rdns = line.findLast(" origin_rdns: ", from: from, to: end),
      let origin = line.findLast(" origin_ip: ", from: from, to: rdns),
      let to = line.findLast(" to: ", from: from, to: origin)
    else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
      return
    }
    event.networkProtocol = .smtp
    let word = ByteRange(start, from)
    AccessLine.setAddress(line, ByteRange(origin + 12, rdns), &event)
    event[.mailFrom] = known(line, ByteRange(from + 7, to))
    event[.rcptTo] = known(line, ByteRange(to + 5, origin))
    readEnd(line, from: rdns + 14, to: end, &event)
    if line.has("ALLOWED", at: start) {
      event.action = .service
      event.outcome = .success
      if !event.has(.detail) { event[.detail] = word }
      readAcceptance(line, event[.reason], &event)
    } else if line.has("TIMEOUT", at: start) {
      event.action = .connectionLost
      event[.reason] = word
    } else if line.has("DENIED_", at: start) {
      event.action = .reject
      event.outcome = .failure
      event.stage = event.has(.rcptTo) ? .rcpt : .mail
      event.rejectClass = spamdykeClass(line, start)
      if !event.has(.reason) { event[.reason] = word }
    } else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }

  /// `N auth: U encryption: E reason: T`
  private static func readEnd(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let auth = line.find(" auth: ", from: start, to: end) else { return }
    var stop = end
    if let reason = line.find(" reason: ", from: auth, to: end) {
      stop = reason
      event[.reason] = known(line, ByteRange(reason + 9, end))
    }
    if let encryption = line.find(" encryption: ", from: auth, to: stop) {
      if line.has("(none)", at: encryption + 13) {
        event.tlsEstablished = .no
      } else if line.has("TLS", at: encryption + 13) || line.has("SSL", at: encryption + 13) {
        event.tlsEstablished = .yes
      }
      stop = encryption
    }
    event[.userName] = known(line, ByteRange(auth + 7, stop))
  }

  /// `250_ok_T_qp_Q`: what qmail-smtpd answered to the message.
  private static func readAcceptance(_ line: Span<UInt8>, _ reply: ByteRange, _ event: inout LogEvent) {
    guard !reply.isNone, line.has("250_ok_", at: reply.lower),
      let qp = line.findLast("_qp_", from: reply.lower, to: reply.upper)
    else { return }
    var digits = qp + 4
    _ = line.number(&digits, to: reply.upper)
    if digits > qp + 4, digits == reply.upper { event[.queueProcess] = ByteRange(qp + 4, digits) }
  }

  /// `(unknown)` and `(empty)` are nothing.
  private static func known(_ line: Span<UInt8>, _ range: ByteRange) -> ByteRange {
    if range.isEmpty || line.equals("(unknown)", in: range) || line.equals("(empty)", in: range) {
      return .none
    }
    return range
  }

  private static func spamdykeClass(_ line: Span<UInt8>, _ start: Int) -> LogEvent.RejectClass {
    let word = start + 7
    if line.has("GRAYLISTED", at: word) { return .greylist }
    if line.has("RBL_MATCH", at: word) || line.has("RHSBL_MATCH", at: word) { return .dnsbl }
    if line.has("RELAYING", at: word) || line.has("AUTH_REQUIRED", at: word) { return .relayDenied }
    if line.has("RECIPIENT_", at: word) || line.has("INVALID_RECIPIENT", at: word) { return .unknownUser }
    if line.has("TOO_MANY_RECIPIENTS", at: word) { return .rate }
    if line.has("SENDER_", at: word) || line.has("IDENTICAL_", at: word) { return .sender }
    if line.has("EARLYTALKER", at: word) { return .protocolError }
    if line.has("HEADER_", at: word) { return .content }
    return .policy
  }
}
