import Bytes
import Model

/// `to=R[,R…], [ctladdr=C,] delay=D, [xdelay=X,] [mailer=M,] [pri=N,] [relay=R,] [tls_version=V, tls_verify=Y,] [dsn=S,] [ntries=N,] [reply=C S T,]
/// stat=T`: what became of some recipients. Long lists are split over lines, and a line's list over several values here.
/// - Source: deliver.c `logdelivery`
enum SendmailDelivery {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var position = recipients(line, from: start &+ 3, to: end, &event)
    if line.has(", ctladdr=", at: position) {
      position &+= 10
      if position < end, line[position] == .ascii("<"), let found = line.bracketed(at: position, to: end) {
        position = found.next
      }
      guard let next = line.find(", delay=", from: position, to: end) else { return }
      position = next
    }
    guard line.has(", delay=", at: position) else {
      // Lines of before 8.8, and cut ones.
      guard let stat = line.find(", stat=", from: position, to: end) else { return }
      finish(line, stat &+ 7, end, .none, false, &event)
      return
    }
    position &+= 8
    event.delayMicroseconds = SendmailFormat.duration(line, at: position, to: end)
    position = SendmailFormat.tokenEnd(line, at: position, to: end)
    var mailer = ByteRange.none
    var dsn = ByteRange.none
    var wasTried = false
    while position &+ 2 < end, line[position] == .ascii(","), line[position &+ 1] == 32 {
      let key = position &+ 2
      switch line[key] {
      case .ascii("x"):
        guard line.has("xdelay=", at: key) else { return }
        wasTried = true
        position = SendmailFormat.tokenEnd(line, at: key &+ 7, to: end)
      case .ascii("m"):
        guard line.has("mailer=", at: key) else { return }
        position = SendmailFormat.tokenEnd(line, at: key &+ 7, to: end)
        mailer = ByteRange(key &+ 7, position)
      case .ascii("p"):
        guard line.has("pri=", at: key) else { return }
        position = SendmailFormat.tokenEnd(line, at: key &+ 4, to: end)
      case .ascii("n"):
        guard line.has("ntries=", at: key) else { return }
        position = SendmailFormat.tokenEnd(line, at: key &+ 7, to: end)
      case .ascii("d"):
        guard line.has("dsn=", at: key) else { return }
        position = SendmailFormat.tokenEnd(line, at: key &+ 4, to: end)
        dsn = ByteRange(key &+ 4, position)
      case .ascii("q"):
        guard line.has("quarantine=", at: key), let next = line.findLast(", stat=", from: key, to: end) else {
          return
        }
        event[.reason] = ByteRange(key &+ 11, next)
        position = next
      case .ascii("r"):
        if line.has("relay=", at: key) {
          position = relay(line, from: key &+ 6, to: end, &event)
        } else if line.has("reply=", at: key) {
          // The other server's words; what is repeated behind `stat=` adds nothing.
          let stop = line.find(", stat=", from: key, to: end) ?? end
          if let reply = Reply.read(line, from: key &+ 6, to: stop) { event.setReply(reply) }
          position = stop
        } else {
          return
        }
      case .ascii("s"):
        guard line.has("stat=", at: key) else { return }
        if !mailer.isNone, !event.has(.destinationIP), !isNetwork(line, mailer) {
          // `relay=local`, `relay=procmail`: no host.
          event[.transport] = mailer
          event[.destinationDomain] = .none
        }
        event.isClientSide = event.has(.destinationIP)
        finish(line, key &+ 5, end, dsn, wasTried, &event)
        return
      case .ascii("t"):
        if line.has("tls_verify=", at: key) {
          position = SendmailFormat.tokenEnd(line, at: key &+ 11, to: end)
          event.setTLS(ByteRange(key &+ 11, position), in: line)
        } else if line.has("tls_version=", at: key) {
          position = SendmailFormat.tokenEnd(line, at: key &+ 12, to: end)
          let first = line.has("TLSv", at: key &+ 12) ? key &+ 16 : key &+ 12
          if position > first { event[.tlsVersion] = ByteRange(first, position) }
        } else {
          return
        }
      default:
        // What later releases add: a word's value.
        guard let equals = line.find(.ascii("="), from: key, to: Swift.min(end, key &+ 24)) else { return }
        position = SendmailFormat.tokenEnd(line, at: equals &+ 1, to: end)
      }
    }
  }

  /// Sets the list at `start` and returns where it ends: `<a>,<b>`, names, `|programs`, `/files`.
  @inline(__always)
  private static func recipients(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    var position = start
    var count = 0
    var single = ByteRange.none
    while position < end {
      count &+= 1
      let byte = line[position]
      if byte == .ascii("<"), let found = bracketed(line, at: position, to: end) {
        single = found.address
        position = found.next
      } else {
        let first = position
        if byte == .ascii("\"") { position = line.afterQuoted(position, to: end) }
        while position < end, line[position] != .ascii(",") { position &+= 1 }
        single = ByteRange(line[first] == .ascii("<") ? first &+ 1 : first, position)
      }
      guard position &+ 1 < end, line[position] == .ascii(","), line[position &+ 1] != 32 else { break }
      position &+= 1
    }
    if count > 1 {
      event[.rcptTo] = ByteRange(start, position)
      event.listStyle = .commas
    } else {
      event[.rcptTo] = single
    }
    return position
  }

  /// The address in brackets at `start`; nil where it was cut and the bracket that closes is another key's.
  @inline(__always)
  private static func bracketed(
    _ line: Span<UInt8>, at start: Int, to end: Int
  ) -> (address: ByteRange, next: Int)? {
    guard let found = line.bracketed(at: start, to: end) else { return nil }
    if found.address.count < 2 || line[found.address.lower] == .ascii("\"") { return found }
    if let comma = line.find(", ", from: found.address.lower, to: found.address.upper),
      line.has(", ctladdr=", at: comma) || line.has(", delay=", at: comma)
    {
      return nil
    }
    return found
  }

  /// `host. [ip]`, `host`, `[ip] [ip]`, up to the next key.
  @inline(__always)
  private static func relay(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    var position = start
    var stop = end
    while let comma = line.find(.ascii(","), from: position, to: end) {
      if line.has(", dsn=", at: comma) || line.has(", tls_ver", at: comma) || line.has(", stat=", at: comma)
        || line.has(", ntries=", at: comma)
        || line.has(", reply=", at: comma)
      {
        stop = comma
        break
      }
      position = comma &+ 1
    }
    event.setDestination(SendmailRelay(line, start, stop))
    return stop
  }

  /// The mailers of the standard configuration that speak SMTP.
  @inline(__always)
  private static func isNetwork(_ line: Span<UInt8>, _ mailer: ByteRange) -> Bool {
    line.equals("esmtp", in: mailer) || line.equals("relay", in: mailer) || line.equals("smtp", in: mailer)
      || line.equals("smtp8", in: mailer) || line.equals("dsmtp", in: mailer)
  }

  /// Reads the status behind `stat=`. The status code, which stands before all that other servers say, decides.
  private static func finish(
    _ line: Span<UInt8>, _ start: Int, _ end: Int, _ dsn: ByteRange, _ wasTried: Bool,
    _ event: inout LogEvent
  ) {
    let stat = ByteRange(start, end)
    event.action = .delivery
    if !dsn.isNone, dsn.count >= 5 { event[.replyEnhanced] = dsn }
    let isHeld = line.equals("queued", in: stat) || line.equals("quarantined", in: stat)
    if isHeld {
      event.action = .messageQueued
      if !event.has(.reason) { event[.reason] = stat }
      return
    }
    var text = stat
    let isSent = line.has("Sent", at: start)
    let isDeferred = line.has("Deferred", at: start)
    if isSent {
      text = .none
      if line.has("Sent (", at: start), line[end &- 1] == .ascii(")") {
        text = ByteRange(start &+ 6, end &- 1)
      }
    } else if isDeferred {
      text = line.has("Deferred: ", at: start) ? ByteRange(start &+ 10, end) : .none
    }
    let kind = dsn.isEmpty ? 0 : line[dsn.lower]
    if kind == .ascii("2") || kind == 0 && isSent {
      event.status = .sent
      event.outcome = .success
    } else if kind == .ascii("4") || isDeferred {
      event.status = .deferred
      event.outcome = .failure
    } else {
      // Without an attempt and a code: refused together with the message.
      event.status = dsn.isNone && !wasTried ? .rejected : .bounced
      event.outcome = .failure
    }
    if event.has(.replyText) { return }
    guard !text.isNone, !text.isEmpty else { return }
    if let reply = Reply.read(line, from: text.lower, to: text.upper) {
      event.replyCode = reply.code
      event[.replyText] = reply.text
      if dsn.isNone { event[.replyEnhanced] = reply.enhanced }
    } else {
      event[.replyText] = text
    }
    if event.status == .sent {
      event[.queuedAs] = Reply.queuedAs(line, event[.replyText])
      if Reply.isDiscarded(line, event[.replyText]) { event.status = .discarded }
    }
  }
}
