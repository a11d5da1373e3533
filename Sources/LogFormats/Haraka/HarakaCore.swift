import Bytes
import Model

/// The lines of Haraka's core and of its outbound queue.
enum HarakaCore {
  static func parse(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let start = text.lower
    let end = text.upper
    if line.has("connect ip=", at: start) {
      event.action = .connect
      setClient(line, text, &event)
      setPort(line, " port=", text, &event)
    } else if line.has("disconnect ip=", at: start) {
      parseDisconnect(line, text, &event)
    } else if line.has("sender ", at: start) {
      parseVerdict(line, text, .mail, &event)
    } else if line.has("recipient ", at: start) {
      parseVerdict(line, text, .rcpt, &event)
    } else if line.has("message ", at: start), line.has("mid=", at: start + 8) {
      parseMessage(line, text, &event)
    } else if line.has("queue code=", at: start) || line.has("queue ", at: start) {
      parseQueue(line, text, &event)
    } else if line.has("C: ", at: start) {
      let stop = line.findLast(" state=", from: start, to: end) ?? end
      Dialogue.command(line, ByteRange(start + 3, stop), &event)
      // What the client asks for is a fact of the message only with the server's answer.
      event.messageRole = .none
    } else if line.has("S: ", at: start) {
      parseReply(line, ByteRange(start + 3, end), &event)
    } else if line.has("hook=", at: start) {
      event.action = .service
      // Parameters of a command may be credentials.
      let params = line.find(" params=", from: start, to: end) ?? end
      event[.detail] = ByteRange(start, params)
    } else if line.has("client ", at: start), line.find(" dropped connection", from: start, to: end) != nil {
      event.action = .connectionLost
      event.outcome = .failure
      event[.reason] = text
    } else {
      AccessLine.setOther(line, text, &event)
    }
  }

  private static func setClient(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    if let address = HarakaLine.firstValue(line, " ip=", text) {
      AccessLine.setAddress(line, address, &event)
    }
  }

  private static func setPort(
    _ line: Span<UInt8>, _ key: StaticString, _ text: ByteRange, _ event: inout LogEvent
  ) {
    guard let port = HarakaLine.firstValue(line, key, text) else { return }
    var position = port.lower
    event.sourcePort = UInt16(clamping: line.number(&position, to: port.upper))
  }

  /// `disconnect ip= rdns= helo= relay=Y|N early= esmtp= tls=Y|N pipe= errors= txns= rcpts= msgs= bytes= lr= time=`:
  /// rdns and helo are others' words and stand before the server's, which are taken from the right.
  private static func parseDisconnect(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    event.action = .disconnect
    event.messageRole = .none
    event[.localID] = .none
    setClient(line, text, &event)
    guard let relay = line.findLast(" relay=", from: text.lower, to: text.upper) else { return }
    if let found = line.find(" helo=", from: text.lower, to: relay + 1) {
      var helo = ByteRange(found + 6, relay)
      if helo.count >= 2, line[helo.lower] == .ascii("\""), line[helo.upper - 1] == .ascii("\"") {
        helo = ByteRange(helo.lower + 1, helo.upper - 1)
      }
      if !helo.isEmpty { event[.helo] = helo }
    }
    let own = ByteRange(relay + 1, text.upper)
    if let tls = HarakaLine.firstValue(line, " tls=", own) {
      if line.equals("Y", in: tls) { event.tlsEstablished = .yes }
      if line.equals("N", in: tls) { event.tlsEstablished = .no }
    }
    if let bytes = HarakaLine.firstValue(line, " bytes=", own) {
      var position = bytes.lower
      event.bytesIn = line.number(&position, to: bytes.upper)
    }
    event[.detail] = own
  }

  /// `sender <A> code=CONT msg=""`, `recipient <A> code=DENY msg="…" sender="…"`
  private static func parseVerdict(
    _ line: Span<UInt8>, _ text: ByteRange, _ stage: LogEvent.Stage, _ event: inout LogEvent
  ) {
    event.stage = stage
    let first = text.lower + (stage == .mail ? 7 : 10)
    guard let code = line.findLast(" code=", from: first, to: text.upper) else {
      AccessLine.setOther(line, text, &event)
      return
    }
    var address = ByteRange(first, code)
    if address.count >= 2, line[address.lower] == .ascii("<"), line[address.upper - 1] == .ascii(">") {
      address = ByteRange(address.lower + 1, address.upper - 1)
    }
    if stage == .mail { event[.mailFrom] = address } else { event[.rcptTo] = address }
    if stage == .rcpt, let sender = HarakaLine.value(line, " sender=", ByteRange(code, text.upper)) {
      event[.mailFrom] = line.equals("<>", in: sender) ? ByteRange(sender.lower, sender.lower) : sender
    }
    if setRejection(line, ByteRange(code, text.upper), &event) { return }
    if stage == .mail {
      event.action = .messageReceived
      event.messageRole = .arrives
      event.outcome = .success
      event.stage = .none
    } else {
      event.action = .service
      event.outcome = .success
    }
  }

  /// Whether ` code=` says that the hook refused: `DENY`, `DENYSOFT`, `DENYDISCONNECT`, `DENYSOFTDISCONNECT`.
  private static func setRejection(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) -> Bool {
    guard let code = HarakaLine.firstValue(line, " code=", ByteRange(text.lower + 1, text.upper)),
      line.has("DENY", at: code.lower)
    else { return false }
    event.action = .reject
    event.outcome = .failure
    let said = HarakaLine.firstValue(line, " msg=", text) ?? .none
    var reply =
      Reply.read(line, from: said.isNone ? 0 : said.lower, to: said.isNone ? 0 : said.upper) ?? Reply()
    if reply.text.isNone { reply.text = said }
    event.setReply(reply)
    if event[.replyText].isEmpty { event[.replyText] = .none }
    event.rejectClass = Dialogue.classOfReject(
      line, Reply(code: reply.code, enhanced: reply.enhanced, text: said.isNone ? ByteRange(0, 0) : said),
      event.stage)
    // Haraka's own words where no plugin knows the recipient's domain.
    if !said.isNone, line.find("cannot deliver mail for", from: said.lower, to: said.upper) != nil {
      event.rejectClass = .relayDenied
    }
    return true
  }

  /// `message mid="<id>" size=N rcpts=a/t/r delay=s code=CONT msg=""`
  private static func parseMessage(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    // The Message-ID is the sender's: the last ` size=` is the server's.
    guard let size = line.findLast(" size=", from: text.lower, to: text.upper) else {
      AccessLine.setOther(line, text, &event)
      return
    }
    var id = ByteRange(text.lower + 12, size)
    for _ in 0..<2 {
      if id.count >= 2, line[id.lower] == .ascii("\"") || line[id.lower] == .ascii("<"),
        line[id.upper - 1] == .ascii("\"") || line[id.upper - 1] == .ascii(">")
      {
        id = ByteRange(id.lower + 1, id.upper - 1)
      }
    }
    event[.messageID] = id
    let own = ByteRange(size + 1, text.upper)
    var position = size + 6
    event.size = line.number(&position, to: text.upper)
    if let recipients = HarakaLine.firstValue(line, " rcpts=", own) {
      position = recipients.lower
      event.recipients = Int32(clamping: line.number(&position, to: recipients.upper))
    }
    if let delay = HarakaLine.firstValue(line, " delay=", own) {
      position = delay.lower
      event.delayMicroseconds = line.seconds(&position, to: delay.upper)
    }
    event.stage = .endOfData
    if setRejection(line, own, &event) {
      event.delayMicroseconds = -1
      return
    }
    event.stage = .none
    event.action = .messageQueued
    event.outcome = .success
  }

  /// `queue code=OK msg="ok … (UUID.1)"`: a queue plugin took the message over to another server, or the outbound queue
  /// took it (`Message Queued (UUID.1)`).
  private static func parseQueue(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    event.stage = .endOfData
    if setRejection(line, text, &event) { return }
    event.stage = .none
    let said = HarakaLine.firstValue(line, " msg=", text) ?? .none
    event.outcome = .success
    event[.replyText] = said.isEmpty ? .none : said
    if !said.isNone, line.has("Message Queued", at: said.lower) {
      event.action = .service
      return
    }
    event.action = .delivery
    event.status = .sent
    event.isClientSide = true
    if let reply = said.isNone ? nil : Reply.read(line, from: said.lower, to: said.upper) {
      event.setReply(reply)
    }
    if !said.isNone { event[.queuedAs] = Reply.queuedAs(line, event[.replyText]) }
  }

  /// With protocol logging: the replies. A refused login has its own line (`delaying for …`).
  private static func parseReply(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    event.messageRole = .none
    Dialogue.reply(line, text, isClientSide: false, &event)
    if event.action == .reject || event.action == .login && event.outcome == .failure {
      // The refusal of a hook is told by `sender`, `recipient`, `message` and `queue`.
      event.action = .service
      event.outcome = .none
      event.rejectClass = .none
      event[.reason] = .none
    }
  }

  /// `delivered file=F domain=D host=H ip=A port=P mode=SMTP tls=Y auth=N response="…" delay=s fails=n rcpts=a/b/c`
  static func parseOutbound(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let start = text.lower
    let end = text.upper
    // The id is that of the connection that brought the message, not of this one.
    event[.sessionID] = .none
    event.isClientSide = true
    if line.has("delivered file=", at: start) {
      event.action = .delivery
      event.status = .sent
      event.outcome = .success
      parseDelivered(line, text, &event)
    } else if line.has("bouncing mail: ", at: start) {
      fail(line, .bounced, ByteRange(start + 15, end), &event)
    } else if line.has("Temp failing ", at: start) || line.has("temp failing ", at: start),
      let found = line.find(" seconds: ", from: start, to: end)
    {
      fail(line, .deferred, ByteRange(found + 10, end), &event)
    } else if line.has("C: ", at: start) {
      Dialogue.command(line, ByteRange(start + 3, end), &event)
      event.messageRole = .none
      event.isClientSide = true
    } else if line.has("S: ", at: start) {
      Dialogue.reply(line, ByteRange(start + 3, end), isClientSide: true, &event)
      event.messageRole = .none
    } else if line.has("hook=", at: start) {
      event.action = .service
      event[.detail] = ByteRange(start, line.find(" params=", from: start, to: end) ?? end)
    } else {
      AccessLine.setOther(line, text, &event)
    }
  }

  private static func parseDelivered(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    // The response is the other server's text: the keys before it are read first, those behind it from the right.
    let response = line.find(" response=\"", from: text.lower, to: text.upper) ?? text.upper
    let head = ByteRange(text.lower, response)
    if let host = HarakaLine.firstValue(line, " host=", head), !AccessLine.isAddress(line, host) {
      event[.destinationDomain] = host
    }
    if let address = HarakaLine.firstValue(line, " ip=", head) {
      if AccessLine.isAddress(line, address) {
        event[.destinationIP] = line.unmapped(address)
      } else if !address.isEmpty {
        event[.transport] = address
      }
    }
    if let port = HarakaLine.firstValue(line, " port=", head), event.has(.destinationIP) {
      var position = port.lower
      event.destinationPort = UInt16(clamping: line.number(&position, to: port.upper))
    }
    if let mode = HarakaLine.firstValue(line, " mode=", head), line.equals("LMTP", in: mode) {
      event.networkProtocol = .lmtp
    }
    if let tls = HarakaLine.firstValue(line, " tls=", head) {
      event.tlsEstablished = line.equals("Y", in: tls) ? .yes : .no
    }
    guard response < text.upper else { return }
    let behind = line.findLast("\" delay=", from: response, to: text.upper) ?? text.upper
    let said = ByteRange(response + 11, Swift.max(behind, response + 11))
    let reply = Reply.read(line, from: said.lower, to: said.upper)
    if let reply { event.setReply(reply) } else { event[.replyText] = said }
    event[.queuedAs] = Reply.queuedAs(line, reply?.text ?? said)
    if behind < text.upper {
      var position = behind + 8
      event.delayMicroseconds = line.seconds(&position, to: text.upper)
    }
  }

  private static func fail(
    _ line: Span<UInt8>, _ status: LogEvent.DeliveryStatus, _ text: ByteRange, _ event: inout LogEvent
  ) {
    event.action = .delivery
    event.status = status
    event.outcome = .failure
    if let reply = Reply.read(line, from: text.lower, to: text.upper) {
      event.setReply(reply)
    } else {
      event[.replyText] = text
    }
  }
}
