import Bytes
import Model

/// `SESSION mta EVENT ...` and `SESSION mda EVENT ...`: the ways out.
enum OpenSMTPDClient {
  /// Reads the line at `start`, on the event's word, of a session with the next server.
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.networkProtocol = .smtp
    event.isClientSide = true
    guard start < end else { return }
    let stop = OpenSMTPDFormat.wordEnd(line, from: start, to: end)
    let word = ByteRange(start, stop)
    let position = Swift.min(stop &+ 1, end)
    switch line[start] {
    case .ascii("d"):
      if line.equals("delivery", in: word) {
        parseDelivery(line, from: position, to: end, &event)
      } else if line.equals("disconnected", in: word) {
        event.setService(start, end)
        readEnd(line, from: position, to: end, &event)
      }
    case .ascii("c"):
      if line.equals("connecting", in: word) {
        event.setService(start, end)
        event.alwaysLogsTLS = true
        readServer(line, from: position, to: end, &event)
      } else if line.equals("connected", in: word) || line.equals("closed", in: word)
        || line.equals("cert-check", in: word)
      {
        event.setService(start, end)
        readCheck(line, from: start, to: end, &event)
        if line.equals("closed", in: word) { readEnd(line, from: position, to: end, &event) }
      }
    case .ascii("t"), .ascii("s"):
      if line.equals("tls", in: word) || line.equals("starttls", in: word) {
        event.action = .tlsEstablished
        if line.has("ciphers=", at: position) {
          OpenSMTPDFormat.setTLS(line, from: position &+ 8, to: end, &event)
        }
      } else if line.equals("server-cert-check", in: word) {
        event.setService(start, end)
        readCheck(line, from: start, to: end, &event)
      }
    case .ascii("e"):
      guard line.equals("error", in: word) else { break }
      event.setWarning(line.has("reason=", at: position) ? position &+ 7 : position, end)
    default: break
    }
  }

  /// `reason=R messages=N`
  private static func readEnd(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has("reason=", at: start) else { return }
    event[.reason] = ByteRange(start &+ 7, line.findLast(" messages=", from: start, to: end) ?? end)
  }

  private static func readCheck(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let result = line.find("cert-check result=\"", from: start, to: end) else { return }
    let value = result &+ 19
    if line.has("success", at: value) || line.has("verified", at: value) || line.has("valid", at: value) {
      event.tlsVerification = .verified
    } else if line.has("failure", at: value) || line.has("unverified", at: value) {
      event.tlsVerification = .untrusted
    }
  }

  /// `address=smtp://[2001:db8::1]:25 host=H`
  private static func readServer(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has("address=", at: start) else { return }
    let stop = OpenSMTPDFormat.wordEnd(line, from: start, to: end)
    guard let scheme = line.find("://", from: start, to: stop) else { return }
    if line.has("lmtp", at: start &+ 8) { event.networkProtocol = .lmtp }
    if let colon = line.findLast(.ascii(":"), from: scheme &+ 3, to: stop) {
      var digits = colon &+ 1
      event.destinationPort = UInt16(clamping: line.number(&digits, to: stop))
      let address = OpenSMTPDFormat.bare(line, ByteRange(scheme &+ 3, colon))
      if line.isAddress(address) { event[.destinationIP] = line.unmapped(address) }
    }
    if line.has(" host=", at: stop) { setDomain(line, ByteRange(stop &+ 6, end), &event) }
  }

  private static func setDomain(_ line: Span<UInt8>, _ name: ByteRange, _ event: inout LogEvent) {
    guard !name.isEmpty, line[name.lower] != .ascii("<"), !line.isAddress(OpenSMTPDFormat.bare(line, name))
    else {
      return
    }
    event[.destinationDomain] = name
  }

  /// `evpid=E from=<S> to=<R> rcpt=<O> source="A" relay="A (H)" delay=D result="Ok" stat="T"`. Read from the left: the last
  /// value is the next server's text.
  private static func parseDelivery(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard var position = readEnvelope(line, from: start, to: end, &event) else { return }
    if line.has("source=\"", at: position), let quote = line.find("\" ", from: position &+ 8, to: end) {
      position = quote &+ 2
    }
    if line.has("relay=\"", at: position), let quote = line.find("\" ", from: position &+ 7, to: end) {
      setRelay(line, ByteRange(position &+ 7, quote), &event)
      position = quote &+ 2
    }
    guard let result = readDelay(line, from: position, to: end, &event), line.has("result=\"", at: result),
      let quote = line.find("\" stat=\"", from: result, to: end)
    else { return }
    setResult(line, ByteRange(result &+ 8, quote), &event)
    setText(line, OpenSMTPDServer.unquoted(line, quote &+ 8, end), &event)
  }

  /// `evpid=E from=<S> to=<R> [rcpt=<O> ]user=U delay=D result=Ok stat=Delivered`
  static func parseLocal(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let stop = OpenSMTPDFormat.wordEnd(line, from: start, to: end)
    guard line.equals("delivery", in: ByteRange(start, stop)) else {
      if line.has("error", at: start) { event.setWarning(start, end) }
      return
    }
    guard var position = readEnvelope(line, from: Swift.min(stop &+ 1, end), to: end, &event) else { return }
    if line.has("user=", at: position) {
      let next = OpenSMTPDFormat.wordEnd(line, from: position, to: end)
      event[.detail] = ByteRange(position, next)
      position = Swift.min(next &+ 1, end)
    }
    if line.has("method=", at: position) {
      let next = OpenSMTPDFormat.wordEnd(line, from: position, to: end)
      event[.transport] = ByteRange(position &+ 7, next)
      position = Swift.min(next &+ 1, end)
    }
    guard let result = readDelay(line, from: position, to: end, &event), line.has("result=", at: result),
      let stat = line.find(" stat=", from: result, to: end)
    else { return }
    setResult(line, ByteRange(result &+ 7, stat), &event)
    setText(line, ByteRange(stat &+ 6, end), &event)
  }

  /// `evpid=E from=<S> to=<R> [rcpt=<O> ]`: the position behind it.
  private static func readEnvelope(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int? {
    guard line.has("evpid=", at: start),
      var position = OpenSMTPDFormat.setEnvelope(line, at: start &+ 6, &event),
      line.has(" from=<", at: position), let sender = line.bracketed(at: position &+ 6, to: end),
      line.has(" to=<", at: sender.next), let recipient = line.bracketed(at: sender.next &+ 4, to: end)
    else { return nil }
    event[.mailFrom] = sender.address
    event[.rcptTo] = recipient.address
    position = recipient.next
    if line.has(" rcpt=<", at: position), let original = line.bracketed(at: position &+ 6, to: end) {
      setOriginal(line, original.address, &event)
      position = original.next
    }
    return Swift.min(position &+ 1, end)
  }

  /// The recipient that the client gave, where it is another.
  static func setOriginal(_ line: Span<UInt8>, _ address: ByteRange, _ event: inout LogEvent) {
    guard !address.isEmpty, !line.equals("-", in: address), !line.equals(address, line, event[.rcptTo]) else {
      return
    }
    event[.origRcptTo] = address
  }

  private static func readDelay(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int? {
    guard line.has("delay=", at: start), let blank = line.find(32, from: start, to: end) else { return nil }
    event.delayMicroseconds = OpenSMTPDFormat.duration(line, ByteRange(start &+ 6, blank))
    return blank &+ 1
  }

  /// `203.0.113.60 (smart.isp.test)`
  static func setRelay(_ line: Span<UInt8>, _ range: ByteRange, _ event: inout LogEvent) {
    let blank = line.find(32, from: range.lower, to: range.upper) ?? range.upper
    let address = OpenSMTPDFormat.bare(line, ByteRange(range.lower, blank))
    if line.isAddress(address) { event[.destinationIP] = line.unmapped(address) }
    guard line.has("(", at: blank &+ 1), line[range.upper &- 1] == .ascii(")") else { return }
    setDomain(line, ByteRange(blank &+ 2, range.upper &- 1), &event)
  }

  static func setResult(_ line: Span<UInt8>, _ result: ByteRange, _ event: inout LogEvent) {
    event.action = .delivery
    event.outcome = .failure
    if line.equals("Ok", in: result) {
      event.status = .sent
      event.outcome = .success
    } else if line.equals("TempFail", in: result) {
      event.status = .deferred
    } else if line.equals("PermFail", in: result) || line.has("Loop", at: result.lower) {
      event.status = .bounced
    } else if line.has("Expire", at: result.lower) {
      event.status = .expired
    } else {
      event.action = .unrecognized
    }
  }

  /// The next server's reply, or this one's own words.
  static func setText(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    guard event.action == .delivery else { return }
    if let reply = Reply.read(line, from: text.lower, to: text.upper), reply.code != 0 {
      event.setReply(reply)
      if event.status == .sent {
        var id = reply.text
        // 5.x: 250 2.0.0: f6e94209 Message accepted for delivery
        if id.count > 2, line.has(": ", at: id.lower) { id = ByteRange(id.lower &+ 2, id.upper) }
        event[.queuedAs] = Reply.queuedAs(line, id)
      }
      return
    }
    event[.replyText] = text
    if event.status != .sent { event[.reason] = text }
  }
}
