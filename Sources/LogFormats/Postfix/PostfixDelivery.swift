import Bytes
import Model

/// `to=<R>, [orig_to=<O>,] relay=…, [conn_use=N,] delay=D, [delays=a/b/c/d,] [tls=…,] [dsn=X,] status=S (text)`, which
/// every delivery agent and the queue manager log, one line per recipient.
enum PostfixDelivery {
  /// Reads the line at `start` (on `to=`). False, with nothing but the addresses set, where it is cut or unknown.
  @inline(__always)
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) -> Bool {
    guard let recipient = line.address(at: start &+ 3, to: end) else { return false }
    var position = recipient.next
    event[.rcptTo] = recipient.address
    if line.has(", orig_to=", at: position) {
      guard let original = line.address(at: position &+ 10, to: end) else { return false }
      event[.origRcptTo] = original.address
      position = original.next
    }
    guard line.has(", relay=", at: position) else { return false }
    position = parseRelay(line, from: position &+ 8, to: end, &event)
    while position < end {
      // 2.2 wrote a blank alone behind conn_use.
      if line[position] == .ascii(",") { position &+= 1 }
      guard position < end, line[position] == 32 else { return false }
      position &+= 1
      guard position < end else { return false }
      switch line[position] {
      case .ascii("d"):
        if line.has("delay=", at: position) {
          position &+= 6
          event.delayMicroseconds = line.seconds(&position, to: end)
        } else if line.has("delays=", at: position) {
          position = wordEnd(line, from: position &+ 7, to: end)
        } else if line.has("dsn=", at: position) {
          let code = position &+ 4
          position = wordEnd(line, from: code, to: end)
          event[.replyEnhanced] = ByteRange(code, position)
        } else {
          return false
        }
      case .ascii("s"):
        guard line.has("status=", at: position) else { return false }
        return parseStatus(line, from: position &+ 7, to: end, &event)
      default:
        // conn_use=2, tls=may, and what later versions add.
        if line.has("tls=", at: position) { setTLS(line, from: position &+ 4, to: end, &event) }
        position = wordEnd(line, from: position, to: end)
      }
    }
    return false
  }

  @inline(__always)
  private static func wordEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    line.find(.ascii(","), or: 32, from: start, to: end) ?? Swift.max(start, end)
  }

  /// `host[ip]:port`, `host[private/socket]`, or a word (`local`, `none`, `dovecot`); returns the position behind it.
  @inline(__always)
  private static func parseRelay(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    let comma = line.find(.ascii(","), from: start, to: end) ?? Swift.max(start, end)
    if let peer = line.peer(at: start, to: comma) {
      event.setDestination(peer, in: line)
    } else {
      event[.transport] = ByteRange(start, comma)
    }
    return comma
  }

  /// The word behind `tls=` (3.11, `smtp_log_tls_feature_status`): the level that was wanted, `:` and the level that
  /// came of it where it fell short, `?` where the session ended before that was known; what follows `/` is REQUIRETLS.
  private static func setTLS(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let stop = wordEnd(line, from: start, to: end)
    event[.detail] = ByteRange(start, stop)
    let levelEnd = line.find(.ascii("/"), from: start, to: stop) ?? stop
    guard levelEnd > start, line[levelEnd &- 1] != .ascii("?"), event.has(.destinationIP) else { return }
    let isNone =
      line.equals("none", in: ByteRange(start, levelEnd)) || line.has(":none", at: levelEnd &- 5)
    event.tlsEstablished = isNone ? .no : .yes
  }

  @inline(__always)
  private static func parseStatus(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    var position = start
    event.action = .delivery
    event.outcome = .failure
    if line.has("sent", at: start) {
      event.status = .sent
      event.outcome = .success
      position = start &+ 4
    } else if line.has("deferred", at: start) {
      event.status = .deferred
      position = start &+ 8
    } else if line.has("bounced", at: start) {
      event.status = .bounced
      position = start &+ 7
    } else if line.has("expired", at: start) || line.has("force-expired", at: start) {
      event.status = .expired
      position = start &+ 7
    } else if line.has("undeliverable", at: start) {
      // An address probe (verify(8)) is no delivery.
      event.action = .warning
      position = start &+ 13
    } else if line.has("deliverable", at: start) {
      event.action = .statistics
      event.outcome = .success
      position = start &+ 11
    } else if line.has("SOFTBOUNCE", at: start) || line.has("soft-bounced", at: start) {
      event.status = .deferred
    } else {
      event.action = .unrecognized
      return false
    }
    while position < end, line[position] != .ascii("(") { position &+= 1 }
    guard position < end else { return true }
    let close = line[end &- 1] == .ascii(")") ? end &- 1 : end
    parseText(line, from: position &+ 1, to: Swift.max(close, position &+ 1), &event)
    return true
  }

  /// The text in the parentheses: a reply, or what a reply was quoted in.
  @inline(__always)
  static func parseText(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if let reply = Reply.read(line, from: start, to: end), reply.code != 0 {
      event.replyCode = reply.code
      if !event.has(.replyEnhanced) { event[.replyEnhanced] = reply.enhanced }
      event[.replyText] = reply.text
      if event.status == .sent {
        event[.queuedAs] = Reply.queuedAs(line, reply.text)
        if Reply.isDiscarded(line, reply.text) { event.status = .discarded }
      }
      return
    }
    parseQuoted(line, from: start, to: end, &event)
  }

  @inline(never)
  private static func parseQuoted(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event[.replyText] = ByteRange(start, end)
    if event.status == .sent {
      if line.has("forwarded as ", at: start) {
        event[.queuedAs] = Reply.identifier(line, at: start + 13, to: end)
      } else if !line.has("delivered ", at: start) {
        event[.queuedAs] = Reply.queuedAs(line, ByteRange(start, end))
      }
      return
    }
    event[.reason] = ByteRange(start, end)
    readSaid(line, from: start, to: end, &event)
  }

  /// Reads the reply in `host name[ip] said: 550 … (in reply to RCPT TO command)` and `… refused to talk to me: 421 …`.
  static func readSaid(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var textStart = -1
    if let said = line.find(" said: ", from: start, to: end) {
      textStart = said + 7
    } else if let refused = line.find(" refused to talk to me: ", from: start, to: end) {
      textStart = refused + 24
      event.stage = .connect
    }
    guard textStart >= 0 else { return }
    var textEnd = end
    if let reply = line.findLast(" (in reply to ", from: textStart, to: end) {
      textEnd = reply
      event.stage = stage(line, at: reply + 14)
    }
    guard let reply = Reply.read(line, from: textStart, to: textEnd) else { return }
    event.replyCode = reply.code
    if !event.has(.replyEnhanced) { event[.replyEnhanced] = reply.enhanced }
    event[.replyText] = reply.text
  }

  private static func stage(_ line: Span<UInt8>, at position: Int) -> LogEvent.Stage {
    if line.has("RCPT", at: position) { return .rcpt }
    if line.has("MAIL", at: position) { return .mail }
    if line.has("end of DATA", at: position) { return .endOfData }
    if line.has("DATA", at: position) { return .data }
    if line.has("EHLO", at: position) || line.has("HELO", at: position) || line.has("LHLO", at: position) {
      return .helo
    }
    return .none
  }
}
