import Bytes
import Model

/// Lines that begin with the client (`H=… U=… F=<…>`) and go on with what Exim did: `rejected RCPT <…>: reason`.
/// - Source: acl.c, smtp_in.c `smtp_handle_acl_fail`, `host_and_ident`; receive.c
enum EximRejection {
  /// `H=…`, `U=…` or `F=<…>` at `start`; `hasID` where the line is about a message.
  static func parse(
    _ line: Span<UInt8>, from start: Int, to end: Int, hasID: Bool, _ event: inout LogEvent
  ) {
    let fields = EximFields(line, from: start, to: end)
    let text = fields.end
    let isVerdict =
      line.has("rejected ", at: text) || line.has("temporarily rejected ", at: text)
      || line.has("Warning: ", at: text) || line.has("sender verify ", at: text)
      || line.has("RCPT <", at: text)
    guard !hasID || isVerdict || fields.peer == nil || !fields.sender.isNone else {
      parseServer(line, fields, to: end, &event)
      return
    }
    setClient(line, fields, &event)
    if parseVerb(line, from: text, to: end, &event) { return }
    event.action = .warning
    if text < end { event[.detail] = ByteRange(text, end) }
    if line.has("sender verify ", at: text) {
      event.outcome = .failure
      event[.reason] = ByteRange(text, end)
      event[.detail] = .none
      if let open = line.find(.ascii("<"), from: text, to: end),
        let address = line.bracketed(at: open, to: end)
      {
        event[.mailFrom] = address.address
      }
    } else if line.has("RCPT <", at: text), let address = line.bracketed(at: text &+ 5, to: end) {
      // RCPT <…> discarded by RCPT ACL: the client is told that it was accepted.
      event[.rcptTo] = address.address
    } else if line.has("incomplete transaction", at: text) {
      event.action = .connectionLost
      event[.reason] = ByteRange(text, end)
      event[.detail] = .none
    }
  }

  static func setClient(_ line: Span<UInt8>, _ fields: EximFields, _ event: inout LogEvent) {
    fields.setClient(line, &event)
    fields.setLogin(line, &event)
    fields.setTLS(line, &event)
    if event.tlsEstablished == .unknown, fields.peer != nil, !fields.protocolName.isNone {
      event.tlsEstablished = .no
    }
    if !fields.sender.isNone { event[.mailFrom] = fields.sender }
  }

  /// What happened between us and the next server, in words: no verdict on an address.
  private static func parseServer(
    _ line: Span<UInt8>, _ fields: EximFields, to end: Int, _ event: inout LogEvent
  ) {
    event.action = .warning
    event.isClientSide = true
    if let peer = fields.peer { event.setEximServer(peer, line) }
    fields.setTLS(line, &event)
    var text = fields.end
    while text < end, line[text] == 32 { text &+= 1 }
    guard text < end else { return }
    event[.reason] = ByteRange(text, end)
    EximReply.set(line, from: text, to: end, &event)
  }

  /// `[temporarily ]rejected WHAT[: reason]` at `start`; false where no verdict stands there.
  static func parseVerb(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    var position = start
    if line.has("temporarily ", at: position) { position &+= 12 }
    guard line.has("rejected ", at: position) else { return false }
    position &+= 9
    event.action = .reject
    event.outcome = .failure
    var reason = position
    if line.has("RCPT ", at: position) {
      event.stage = .rcpt
      reason = setAddress(line, .rcptTo, at: position &+ 5, to: end, &event)
    } else if line.has("MAIL ", at: position) {
      event.stage = .mail
      reason = setAddress(line, .mailFrom, at: position &+ 5, to: end, &event)
    } else if line.has("after DATA", at: position) {
      event.stage = .endOfData
      reason = position &+ 10
    } else if line.has("DATA", at: position) {
      event.stage = .data
      reason = position &+ 4
    } else if line.has("EHLO", at: position) || line.has("HELO", at: position) {
      event.stage = .helo
      reason = setHelo(line, at: position, to: end, &event)
    } else if line.has("connection in ", at: position) {
      event.stage = .connect
      reason = position &+ 14
    } else if line.has("from <", at: position) {
      // Exim 3, and messages that are too big: rejected from <sender> H=…: reason
      event.stage = .endOfData
      reason = setAddress(line, .mailFrom, at: position &+ 5, to: end, &event)
    } else if line.has("by local_scan", at: position) || line.has("by non-SMTP ACL", at: position) {
      event.stage = .endOfData
    }
    if event.rejectClass != .none { return true }
    if reason < end, line[reason] == 32, reason > position {
      // `rejected MAIL <…> H=…: message too big`
      let fields = EximFields(line, from: reason, to: end)
      if fields.end > reason &+ 1 {
        setClient(line, fields, &event)
        reason = fields.endsInColon ? fields.end &- 2 : fields.end
      }
    }
    finish(line, from: Swift.min(reason, end), to: end, &event)
    return true
  }

  /// Sets the reason behind the next `: ` (or at it), its reply code and its class; closes a message that came in.
  static func finish(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if let colon = line.find(": ", from: start, to: end), colon &+ 2 < end {
      let text = ByteRange(colon &+ 2, end)
      event[.reason] = text
      event[.replyText] = text
      if line[text.lower].isDigit, let reply = Reply.read(line, from: text.lower, to: end), reply.code >= 400
      {
        event.setReply(reply)
      }
      event.rejectClass = EximRejection.reasonClass(line, text, event.stage, event[.replyEnhanced])
    } else {
      event.rejectClass = event.stage == .helo ? .helo : .other
    }
    if event.messageRole == .continues, event.stage == .endOfData { event.messageRole = .ends }
  }

  private static func setAddress(
    _ line: Span<UInt8>, _ field: LogEvent.Field, at start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    if let bracketed = line.bracketed(at: start, to: end) {
      event[field] = bracketed.address
      return bracketed.next
    }
    // Not an address: what the client sent.
    let stop = line.find(": ", from: start, to: end) ?? end
    if stop > start { event[field] = ByteRange(start, stop) }
    return stop
  }

  /// `EHLO or HELO name`, `EHLO from host: syntactically invalid argument(s): name`.
  private static func setHelo(
    _ line: Span<UInt8>, at start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    if line.has("EHLO or HELO ", at: start) {
      let stop = line.find(": ", from: start &+ 13, to: end) ?? end
      event[.helo] = ByteRange(start &+ 13, stop)
      return stop
    }
    guard line.has(" from ", at: start &+ 4) else { return start }
    let peer = EximPeer.read(line, at: start &+ 10, to: end)
    event.setEximClient(peer, line)
    event.networkProtocol = .smtp
    if let argument = line.find("argument(s): ", from: peer.end, to: end) {
      event[.helo] = ByteRange(argument &+ 13, end)
      // The argument is no reason: it is the client's.
      event[.reason] = ByteRange(Swift.min(peer.end &+ 2, end), argument &+ 11)
      event.rejectClass = .protocolError
    }
    return peer.end
  }

  /// The words of Exim's default configuration and of the usual ones; the enhanced code where they say nothing.
  static func reasonClass(
    _ line: Span<UInt8>, _ text: ByteRange, _ stage: LogEvent.Stage, _ enhanced: ByteRange
  ) -> LogEvent.RejectClass {
    let start = text.lower
    if line.has("relay not permitted", at: start) || says(line, text, "elay not permitted")
      || says(line, text, "elaying ")
      || says(line, text, "to relay") || says(line, text, "elay access")
    {
      return .relayDenied
    }
    if says(line, text, "reylist") || says(line, text, "REYLIST") { return .greylist }
    if line.has("Sender verify", at: start) || says(line, text, "ender verif") || says(line, text, "SPF") {
      return .sender
    }
    if says(line, text, "syntactically invalid") { return .protocolError }
    if says(line, text, " listed ") || says(line, text, "lacklist") || says(line, text, "locklist")
      || says(line, text, "DNSBL") || says(line, text, "dnsbl")
      || says(line, text, "DNSLIST") || says(line, text, "RBL")
    {
      return .dnsbl
    }
    if stage == .rcpt,
      says(line, text, "nrouteable address") || says(line, text, "nknown user") || says(line, text, "o such ")
        || says(line, text, "ser unknown")
        || says(line, text, "ot exist") || says(line, text, "nvalid recipient")
        || says(line, text, "nknown recipient")
        || says(line, text, "ecipient unknown") || says(line, text, "ailbox unavailable")
    {
      return .unknownUser
    }
    if stage == .mail, says(line, text, "nrouteable address") || says(line, text, "nrouteable mail domain") {
      return .sender
    }
    if stage == .helo || says(line, text, "HELO") || says(line, text, "EHLO") { return .helo }
    if says(line, text, "oo many") || says(line, text, "ate limit") || says(line, text, "atelimit")
      || says(line, text, "ate exceeded")
    {
      return .rate
    }
    if says(line, text, "ncryption") || says(line, text, "uthenticat") || says(line, text, "too big") {
      return .policy
    }
    return RejectClass.of(line, text, enhanced: enhanced, stage: stage)
  }

  @inline(__always)
  private static func says(_ line: Span<UInt8>, _ text: ByteRange, _ words: StaticString) -> Bool {
    line.find(words, from: text.lower, to: text.upper) != nil
  }
}
