public import Bytes
public import Model

/// ASSP, the anti-spam SMTP proxy: `Apr-27-13 02:33:06 m1-27506-01234 [Worker_1] [Tag] A <S> to: R [reason] text`.
///
/// Id, worker, tags, client, sender and recipient may each be missing. What follows is ASSP's text, with the
/// client's in parentheses or behind a colon.
/// - Source: assp.pl: mlog, logline formats; `AUTH` handling in reply().
public enum ASSPFormat: NativeFormat {
  public static var name: StaticString { "assp" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("assp", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    guard let next = stampEnd(line) else { return false }
    return line.find(" [", from: next - 1, to: Swift.min(line.count, next + 32)) != nil
      || line.find(" to: ", from: next, to: Swift.min(line.count, next + 200)) != nil
  }

  /// The position behind `Apr-27-13 02:33:06 `.
  private static func stampEnd(_ line: Span<UInt8>) -> Int? {
    guard line.count > 22, line[0].isUpper, line[3] == .ascii("-"), line[6] == .ascii("-"), line[9] == 32,
      line[12] == .ascii(":"), line[15] == .ascii(":"), line[18] == 32, line.two(4) >= 0, line.two(7) >= 0
    else { return nil }
    return 19
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    guard let next = stampEnd(line) else { return false }
    let month = LocalMonth.number(line, ByteRange(0, 3))
    let day = line.two(4)
    let year = 2000 + line.two(7)
    let hour = line.two(10)
    let minute = line.two(13)
    let second = line.two(16)
    guard month > 0, day >= 1, hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second <= 60,
      day <= Int(CivilTime.daysInMonth(UInt8(month), year: Int32(year)))
    else { return false }
    let days = CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day))
    envelope.stamp.civilMicroseconds = (days * 86400 + Int64(hour * 3600 + minute * 60 + second)) * 1_000_000
    envelope.stamp.hasYear = true
    envelope.shape = .native
    envelope.message = ByteRange(next, line.count)
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard stampEnd(line) != nil, envelope.message.lower == 19 else { return }
    parseText(line, from: envelope.message.lower, to: line.count, &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    parseText(line, from: message.lower, to: message.upper, &event)
  }

  private static func parseText(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.networkProtocol = .smtp
    var position = start
    // m1-27506-01234, 00834-09999, id-27506-01234
    if position < end, line[position] != .ascii("["),
      let blank = line.find(32, from: position, to: Swift.min(end, position + 24)),
      line[blank - 1].isDigit, line.find(.ascii("-"), from: position, to: blank) != nil,
      line.find(.ascii("."), from: position, to: blank) == nil
    {
      event[.localID] = ByteRange(position, blank)
      event.messageRole = .continues
      position = blank + 1
    }
    while position < end, line[position] == .ascii("["),
      let close = line.find("] ", from: position, to: Swift.min(end, position + 40))
    {
      if line.has("[SSL-in]", at: position) || line.has("[TLS-in]", at: position) {
        event.tlsEstablished = .yes
      }
      position = close + 2
    }
    if let blank = line.find(32, from: position, to: Swift.min(end, position + 48)),
      AccessLine.isAddress(line, ByteRange(position, blank))
    {
      AccessLine.setAddress(line, ByteRange(position, blank), &event)
      position = blank + 1
    }
    if let sender = line.bracketed(at: position, to: end) {
      event[.mailFrom] = sender.address
      position = AccessLine.skipBlanks(line, from: sender.next, to: end)
    }
    if line.has("to: ", at: position) {
      let stop = line.find(32, from: position + 4, to: end) ?? end
      event[.rcptTo] = ByteRange(position + 4, stop)
      position = AccessLine.skipBlanks(line, from: stop, to: end)
    }
    decide(line, from: position, to: end, &event)
  }

  private static func decide(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let text = ByteRange(start, end)
    if line.has("Connected: ", at: start) {
      event.action = .connect
      setClient(line, from: start + 11, to: end, &event)
    } else if line.has("disconnected: ", at: start) || line.has("finished message", at: start) {
      event.action = .disconnect
    } else if line.has("authenticated", at: start), !line.has("authenticated -", at: start) {
      event.action = .login
      event.outcome = .success
    } else if line.has("warning: SMTP authentication failed", at: start)
      || line.has("AUTH failed", at: start)
    {
      event.action = .login
      event.outcome = .failure
      event[.reason] = text
    } else if line.has("max sender authentication errors", at: start) || line.has("max errors (", at: start) {
      event.action = .rateLimit
      event.outcome = .failure
      event[.limitName] = ByteRange(start, line.find(" (", from: start, to: end) ?? end)
      // Behind `after reply:` stands what the server said, an encoded prompt or more.
      event[.reason] = ByteRange(start, line.find(" - after reply: ", from: start, to: end) ?? end)
    } else if line.has("SSL accept", at: start) || line.has("SSL: SSL accept", at: start)
      || line.has("error: ", at: start) || line.has("Error: ", at: start)
    {
      event.action = line.has("SSL", at: start) ? .tlsFailed : .warning
      if event.action == .tlsFailed { event.tlsEstablished = .unknown }
      event.outcome = .failure
      event[.reason] = text
    } else if let reply = replyStart(line, from: start, to: end) {
      setRejection(line, from: reply, to: end, &event)
    } else {
      decideContent(line, text, &event)
    }
  }

  /// `session:7F A:P > …`
  private static func setClient(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var position = start
    if line.has("session:", at: start) { position = (line.find(32, from: start, to: end) ?? end) + 1 }
    let stop = line.find(32, from: position, to: end) ?? end
    guard let colon = line.findLast(.ascii(":"), from: position, to: stop) else { return }
    AccessLine.setAddress(line, ByteRange(position, colon), &event)
    var digits = colon + 1
    event.sourcePort = UInt16(clamping: line.number(&digits, to: stop))
  }

  /// `[SMTP Error] 554 5.7.1 text`, `[SMTP Reply] 250 OK`: where the reply begins.
  private static func replyStart(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    for key in 0..<2 {
      let found =
        key == 0
        ? line.find("[SMTP Error] ", from: start, to: end) : line.find("[SMTP Reply] ", from: start, to: end)
      if let found { return found + 13 }
    }
    return nil
  }

  private static func setRejection(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard let reply = Reply.read(line, from: start, to: end) else {
      event.action = .service
      event[.detail] = ByteRange(start, end)
      return
    }
    event.setReply(reply)
    if reply.code >= 400 {
      event.action = .reject
      event.outcome = .failure
      event.rejectClass = RejectClass.of(line, reply.text, enhanced: reply.enhanced, stage: .none)
    } else {
      event.action = .service
      event.outcome = .success
    }
  }

  private static func decideContent(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let start = text.lower
    let end = text.upper
    if let spam = line.find("[spam found]", from: start, to: end) {
      event.action = .contentVerdict
      event.outcome = .failure
      event[.contentAction] = ByteRange(spam + 1, spam + 5)
    } else if line.has("message ok", at: start) || line.find("[MessageOK]", from: start, to: end) != nil
      || line.has("message proxied", at: start)
    {
      event.action = .contentVerdict
      event.outcome = .success
    } else if line.find("virus detected", from: start, to: end) != nil
      || line.find("[VIRUS]", from: start, to: end) != nil
    {
      event.action = .contentVerdict
      event.outcome = .failure
      if let name = line.find("virus detected: '", from: start, to: end)
        ?? line.find(
          "virus detected '", from: start, to: end),
        let open = line.find(.ascii("'"), from: name, to: end),
        let close = line.find(.ascii("'"), from: open + 1, to: end)
      {
        event[.contentNames] = ByteRange(open + 1, close)
        event[.contentAction] = ByteRange(name, name + 5)
      }
    } else {
      AccessLine.setOther(line, text, &event)
      return
    }
    event[.detail] = text
  }

  public static var samples: [LogSample] { GatewaySamples.assp }
}
