import Bytes
import Model

/// What netqmail's combined patches write of each step of an SMTP dialogue: `qlogenvelope` while the envelope is given,
/// `qlogreceived` when the message was.
///
/// `qlogreceived: result=accepted code=250 reason=R detail=D helo=H mailfrom=S rcptto=A,B relay=no rcpthosts= size=N authuser=U
/// authtype=M encrypted=tls sslverified=no localip=L localport=25 remoteip=C remoteport=P remotehost=N qp=Q pid=P`, always all
/// of them, in this order, empty where unknown. The server writes blanks and control characters as `_`, but not for a
/// client that asked for SMTPUTF8: what such a client said may imitate a key. So the client's address is read from
/// the right, where only the server's own values stand, and of the others none whose key stands there twice.
/// - Source: qmail-smtpd.c: qsmtpdlog (netqmail's qmail-smtpd logging patch).
enum QmailEnvelopeLog {
  static func isOwn(_ line: Span<UInt8>, at start: Int) -> Bool {
    line.has("qlogreceived: result=", at: start) || line.has("qlogenvelope: result=", at: start)
  }

  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.networkProtocol = .smtp
    event.action = .service
    let isMessage = line.has("qlogreceived", at: start)
    guard let pid = line.findLast(" pid=", from: start, to: end),
      let qp = line.findLast(" qp=", from: start, to: pid),
      let name = line.findLast(" remotehost=", from: start, to: qp),
      let port = line.findLast(" remoteport=", from: start, to: name),
      let address = line.findLast(" remoteip=", from: start, to: port),
      let localPort = line.findLast(" localport=", from: start, to: address),
      let localIP = line.findLast(" localip=", from: start, to: localPort)
    else {
      // Cut by syslog: what is there is shown, and nothing is made of it.
      event[.detail] = ByteRange(start, end)
      return
    }
    var digits = pid + 5
    let number = line.number(&digits, to: end)
    if digits == end, digits > pid + 5, number <= Int64(Int32.max) {
      event.pid = Int32(truncatingIfNeeded: number)
      event.isConnectionProcess = true
    }
    AccessLine.setAddress(line, ByteRange(address + 10, port), &event)
    digits = port + 12
    let client = line.number(&digits, to: name)
    if event.has(.sourceIP), digits == name { event.sourcePort = UInt16(clamping: client) }
    if line.equals("465", in: ByteRange(localPort + 11, address)) { event.networkProtocol = .submissions }
    if line.equals("587", in: ByteRange(localPort + 11, address)) { event.networkProtocol = .submission }
    readDialogue(line, from: start, to: localIP, isMessage, &event)
    let result = ByteRange(start + 21, line.find(32, from: start + 21, to: localIP) ?? localIP)
    event[.detail] = ByteRange(start, result.upper)
    if line.equals("accepted", in: result) {
      event.outcome = .success
      if isMessage, qp + 4 < pid { event[.queueProcess] = ByteRange(qp + 4, pid) }
    } else if line.equals("rejected", in: result) {
      refuse(line, isMessage, &event)
    }
  }

  /// From `code=` to `sslverified=`.
  private static func readDialogue(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ isMessage: Bool, _ event: inout LogEvent
  ) {
    if let code = value(line, " code=", before: " reason=", start, end), !code.isEmpty,
      let number = Reply.code(line, at: code.lower, to: code.upper)
    {
      event.replyCode = number
    }
    if let reason = value(line, " reason=", before: " detail=", start, end), !reason.isEmpty {
      event[.reason] = reason
    }
    if let helo = value(line, " helo=", before: " mailfrom=", start, end), !helo.isEmpty {
      event[.helo] = helo
    }
    if let sender = value(line, " mailfrom=", before: " rcptto=", start, end), isMessage || !sender.isEmpty {
      event[.mailFrom] = sender
    }
    if let recipients = value(line, " rcptto=", before: " relay=", start, end), !recipients.isEmpty {
      event[.rcptTo] = recipients
      if line.find(.ascii(","), from: recipients.lower, to: recipients.upper) != nil {
        event.listStyle = .commas
      }
    }
    if isMessage, let size = value(line, " size=", before: " authuser=", start, end), !size.isEmpty {
      var digits = size.lower
      let bytes = line.number(&digits, to: size.upper)
      if digits == size.upper { event.size = bytes }
    }
    if let user = value(line, " authuser=", before: " authtype=", start, end), !user.isEmpty {
      event[.userName] = user
      if let method = value(line, " authtype=", before: " encrypted=", start, end), !method.isEmpty {
        event[.authMethod] = method
      }
    }
    if let cipher = value(line, " encrypted=", before: " sslverified=", start, end) {
      event.tlsEstablished = cipher.isEmpty ? .no : .yes
    }
  }

  /// The value between two keys; nil where one of them does not stand there exactly once.
  private static func value(
    _ line: Span<UInt8>, _ key: StaticString, before next: StaticString, _ start: Int, _ end: Int
  ) -> ByteRange? {
    guard let first = line.find(key, from: start, to: end), line.findLast(key, from: start, to: end) == first,
      let stop = line.find(next, from: first + 1, to: end), line.findLast(next, from: start, to: end) == stop
    else { return nil }
    return ByteRange(first + key.utf8CodeUnitCount, stop)
  }

  private static func refuse(_ line: Span<UInt8>, _ isMessage: Bool, _ event: inout LogEvent) {
    event.outcome = .failure
    let reason = event[.reason]
    if line.equals("authfailed", in: reason) || line.equals("authinvalid", in: reason) {
      // The attempt is vchkpw's to tell, which knows who it was; counted here again it would be two.
      event.action = .warning
      return
    }
    event.action = .reject
    event.stage = isMessage ? .endOfData : event.has(.rcptTo) ? .rcpt : event.has(.mailFrom) ? .mail : .none
    event.rejectClass = rejectClass(line, reason)
  }

  private static func rejectClass(_ line: Span<UInt8>, _ reason: ByteRange) -> LogEvent.RejectClass {
    guard !reason.isNone else { return .other }
    if line.equals("not_in_rcpthosts", in: reason) || line.equals("dontrelay", in: reason) {
      return .relayDenied
    }
    if line.equals("nomailbox", in: reason) || line.equals("validrcptto", in: reason) { return .unknownUser }
    if line.equals("rblreject", in: reason) || line.equals("rbldelay", in: reason) { return .dnsbl }
    if line.equals("max_rcpt_exceeded", in: reason) || line.equals("brtlimit", in: reason) { return .rate }
    if line.equals("bad_newlines", in: reason) || line.equals("pregreet", in: reason) {
      return .protocolError
    }
    if line.equals("nullsenderdenied", in: reason) || line.equals("authnotmailfrom", in: reason) {
      return .sender
    }
    if line.find("helo", from: reason.lower, to: reason.upper) != nil { return .helo }
    return .policy
  }
}
