import Bytes
import Model

/// `=> address [(parent)] [<original>] [F=<…>] R=router T=transport [H=host [ip]] [X=…] [C="reply"] [QT=…]` and the same
/// behind `->`, `>>` (cutthrough), `**` (failed for good), `==` (put off), `*>` (not done because of -N).
///
/// A local delivery shows the local part only and the address in brackets. Where both have the same local part, the
/// address is the recipient; else an alias was followed: the recipient is what is shown, the original address is
/// `smtp.orig_rcpt_to`. No `X=` on a delivery to a host proves clear text.
/// - Source: deliver.c `delivery_log`, `deferral_log`, `failure_log`, `string_log_address`
enum EximDelivery {
  enum Kind { case sent, failed, deferred, suppressed }

  static func parse(
    _ line: Span<UInt8>, _ kind: Kind, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard start < end else { return }
    event.action = .delivery
    event.isClientSide = true
    let position = setRecipient(line, from: start, to: end, &event)
    var rest = position
    if rest < end, line[rest] == .ascii(":") {
      setReason(line, from: rest &+ 1, to: end, &event)
      finish(line, kind, ByteRange(rest &+ 1, end), &event)
      return
    }
    var fields = EximFields(line, from: rest, to: end)
    set(line, fields, kind, &event)
    rest = fields.end
    if kind == .deferred, !fields.endsInColon {
      // [routing] defer (-44) [H=…] [DT=…]: reason
      if line.has("routing ", at: rest) { rest &+= 8 }
      if line.has("defer (", at: rest), let close = line.find(.ascii(")"), from: rest, to: end) {
        rest = close &+ 1
        if rest < end, line[rest] == .ascii(":") {
          rest &+= 1
        } else {
          fields = EximFields(line, from: rest, to: end)
          set(line, fields, kind, &event)
          rest = fields.end
        }
      }
    }
    while rest < end, line[rest] == 32 || line[rest] == .ascii(":") { rest &+= 1 }
    if rest < end, kind == .failed || kind == .deferred { setReason(line, from: rest, to: end, &event) }
    finish(line, kind, ByteRange(rest, end), &event)
  }

  private static func finish(
    _ line: Span<UInt8>, _ kind: Kind, _ reason: ByteRange, _ event: inout LogEvent
  ) {
    switch kind {
    case .sent:
      event.outcome = .success
      if event.status == .none { event.status = .sent }
    case .failed:
      event.outcome = .failure
      event.status = .bounced
      if reason.upper <= line.count, endsInTimeout(line, reason) { event.status = .expired }
    case .deferred:
      event.outcome = .failure
      event.status = .deferred
    case .suppressed:
      // With -N everything but the delivery is done.
      event.action = .service
      event.outcome = .none
    }
  }

  private static func endsInTimeout(_ line: Span<UInt8>, _ reason: ByteRange) -> Bool {
    let words: StaticString = "retry timeout exceeded"
    let size = words.utf8CodeUnitCount
    return reason.count >= size && line.has(words, at: reason.upper &- size)
      || line.find("have been failing for a long time", from: reason.lower, to: reason.upper) != nil
      || line.find("message has been on queue too long", from: reason.lower, to: reason.upper) != nil
  }

  /// Reads the addresses; returns where what follows them begins.
  @inline(__always)
  private static func setRecipient(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    let first = line[start]
    let isFile = first == .ascii("|") || first == .ascii("/") || first == .ascii(">")
    var shown: ByteRange
    if isFile {
      // A pipe's command or a file's name, with its blanks.
      shown = ByteRange(
        start, line.find(" <", from: start, to: end) ?? line.find(32, from: start, to: end) ?? end)
    } else {
      shown = EximAddress.token(line, at: start, to: end) ?? ByteRange(start, end)
      if shown.count > 1, line[shown.upper &- 1] == .ascii(":"), line[start] != .ascii(":") {
        shown = ByteRange(shown.lower, shown.upper &- 1)
      }
    }
    var position = shown.upper
    if position < end, line[position] == .ascii(">") { position &+= 1 }
    while position &+ 1 < end, line[position] == 32, line[position &+ 1] == .ascii("("),
      let close = line.find(.ascii(")"), from: position, to: end)
    {
      position = close &+ 1
    }
    var original = ByteRange.none
    if position &+ 1 < end, line[position] == 32, line[position &+ 1] == .ascii("<"),
      let bracketed = line.bracketed(at: position &+ 1, to: end)
    {
      original = bracketed.address
      position = bracketed.next
    } else if !isFile, line.find(.ascii("@"), from: shown.lower, to: shown.upper) == nil,
      let open = line.find(" <", from: position, to: end),
      line.find(.ascii("="), from: position, to: open) == nil,
      let bracketed = line.bracketed(at: open &+ 1, to: end)
    {
      // `save folder <address>`: a file's relative name with a blank.
      original = bracketed.address
      shown = ByteRange(shown.lower, open)
      position = bracketed.next
    }
    let isBlackhole = line.equals(":blackhole:", in: shown)
    if isBlackhole || line.equals("/dev/null", in: shown) || line.equals("discarded", in: shown) {
      event.status = .discarded
      event[.rcptTo] = original.isNone ? shown : original
    } else if isFile {
      if first == .ascii("/") { event[.mailboxFolder] = shown } else { event[.detail] = shown }
      event[.rcptTo] = original.isNone ? shown : original
    } else if !original.isNone, isLocalPart(line, shown, original) {
      event[.rcptTo] = original
    } else {
      event[.rcptTo] = shown
      if !original.isNone, !line.equals(shown, line, original) { event[.origRcptTo] = original }
    }
    return position
  }

  private static func isLocalPart(_ line: Span<UInt8>, _ shown: ByteRange, _ address: ByteRange) -> Bool {
    guard address.count > shown.count, line[address.lower &+ shown.count] == .ascii("@") else { return false }
    return line.equals(shown, line, ByteRange(address.lower, address.lower &+ shown.count))
  }

  @inline(__always)
  private static func set(
    _ line: Span<UInt8>, _ fields: EximFields, _ kind: Kind, _ event: inout LogEvent
  ) {
    if !fields.sender.isNone { event[.mailFrom] = fields.sender }
    if fields.queueTime >= 0 { event.delayMicroseconds = fields.queueTime }
    if let peer = fields.peer {
      event.setEximServer(peer, line)
      event.networkProtocol = .smtp
      if !fields.text.isNone, line.find("lmtp", from: fields.text.lower, to: fields.text.upper) != nil {
        event.networkProtocol = .lmtp
      }
      fields.setTLS(line, &event)
      if kind == .sent, event.tlsEstablished == .unknown { event.tlsEstablished = .no }
    } else if !fields.text.isNone {
      event[.transport] = fields.text
      if line.equals("**bypassed**", in: fields.text) { event.status = .discarded }
    }
    if !fields.confirmation.isNone,
      let reply = Reply.read(
        line, from: fields.confirmation.lower, to: fields.confirmation.upper)
    {
      event.setReply(reply)
      let id = Reply.queuedAs(line, reply.text)
      if !id.isNone { event[.queuedAs] = id }
      if event.status == .sent, Reply.isDiscarded(line, reply.text) { event.status = .discarded }
    } else if !fields.confirmation.isNone {
      event[.replyText] = fields.confirmation
    }
  }

  /// The next server's reply behind `after RCPT TO:<…>: `, or Exim's own words.
  private static func setReason(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var first = start
    while first < end, line[first] == 32 { first &+= 1 }
    var last = end
    // QUIRK(Exim): the time that a delivery took stands behind the reason where there was no host.
    if let blank = line.findLast(32, from: Swift.max(first, end &- 16), to: end), line.has(" DT=", at: blank)
    {
      last = blank
    }
    guard first < last else { return }
    event[.reason] = ByteRange(first, last)
    event[.replyText] = ByteRange(first, last)
    EximReply.set(line, from: first, to: last, &event)
  }
}

/// A server's reply inside the words of Exim's smtp transport.
enum EximReply {
  /// Sets the reply that follows `error from remote mail server after …: `; changes nothing where there is none.
  static func set(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var position = start
    if line.find(" error ", from: start, to: Swift.min(end, start &+ 160)) == nil { return }
    while let colon = line.find(": ", from: position, to: end) {
      position = colon &+ 2
      guard position < end, line[position].isDigit, let reply = Reply.read(line, from: position, to: end),
        reply.code >= 400 || !reply.enhanced.isNone
      else { continue }
      event.setReply(reply)
      setStage(line, start, colon, &event)
      return
    }
  }

  private static func setStage(_ line: Span<UInt8>, _ start: Int, _ end: Int, _ event: inout LogEvent) {
    guard let found = line.find(" after ", from: start, to: end) else { return }
    var position = found &+ 7
    if line.has("pipelined ", at: position) { position &+= 10 }
    if line.has("initial connection", at: position) {
      event.stage = .connect
    } else if line.has("HELO", at: position) || line.has("EHLO", at: position) {
      event.stage = .helo
    } else if line.has("MAIL", at: position) {
      event.stage = .mail
    } else if line.has("RCPT", at: position) {
      event.stage = .rcpt
    } else if line.has("DATA", at: position) {
      event.stage = .data
    } else if line.has("end of data", at: position) {
      event.stage = .endOfData
    }
  }
}
