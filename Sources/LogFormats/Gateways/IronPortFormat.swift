public import Bytes
public import Model

/// Cisco ESA (IronPort AsyncOS) text mail logs: `Mon Apr 17 19:56:22 2003 Info: MID 6 ICID 5 From: <S>`, or the same behind
/// a syslog header whose tag is the log subscription's name.
///
/// ICID counts client connections, MID messages, DCID deliveries, RID the recipients of a message; all grow and do not
/// repeat before the counters are reset. A delivery's line names its recipient by RID only.
/// - Source: AsyncOS User Guide, "Logging" (text mail logs, examples and their explanations).
public enum IronPortFormat: NativeFormat {
  public static var name: StaticString { "ironport" }

  /// By the message alone: the tag is what an administrator named the log.
  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool { false }

  static func owns(_ line: Span<UInt8>) -> Bool { isWording(line, ByteRange(0, line.count)) }

  /// Whether `message` begins with a level and with words of this log.
  static func isWording(_ line: Span<UInt8>, _ message: ByteRange) -> Bool {
    guard message.count > 12, let start = level(line, at: message.lower)?.next else { return false }
    switch line[start] {
    case .ascii("M"):
      return line.has("MID ", at: start) && number(line, at: start + 4)
        || line.has("Message ", at: start)
          && line.find(" MID ", from: start, to: Swift.min(message.upper, start + 48)) != nil
    case .ascii("I"): return line.has("ICID ", at: start) && number(line, at: start + 5)
    case .ascii("D"):
      return line.has("DCID ", at: start) && number(line, at: start + 5)
        || line.has("DCID: ", at: start) || line.has("Delivery start DCID ", at: start)
        || line.has("Delayed: DCID ", at: start)
    case .ascii("N"):
      return line.has("New SMTP ICID ", at: start) || line.has("New SMTP DCID ", at: start)
        || line.has("New Offbox", at: start)
    case .ascii("S"):
      return line.has("Start MID ", at: start) || line.has("SMTP Auth: (", at: start)
        || line.has("Start delivery", at: start)
    case .ascii("B"): return line.has("Bounced: ", at: start)
    default: return false
    }
  }

  private static func number(_ line: Span<UInt8>, at position: Int) -> Bool {
    position < line.count && line[position].isDigit
  }

  private static func level(_ line: Span<UInt8>, at start: Int) -> (next: Int, isTrouble: Bool)? {
    if line.has("Info: ", at: start) { return (start + 6, false) }
    if line.has("Warning: ", at: start) { return (start + 9, true) }
    if line.has("Critical: ", at: start) { return (start + 10, true) }
    if line.has("Debug: ", at: start) { return (start + 7, false) }
    if line.has("Trace: ", at: start) { return (start + 7, false) }
    return nil
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    parse(line, program: envelope.program, message: envelope.message, into: &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    guard let level = level(line, at: message.lower), level.next < message.upper else { return }
    let start = level.next
    let end = message.upper
    switch line[start] {
    case .ascii("N"): IronPortLine.parseNew(line, from: start, to: end, &event)
    case .ascii("I"): IronPortLine.parseConnection(line, from: start, to: end, &event)
    case .ascii("S"): IronPortLine.parseStart(line, from: start, to: end, &event)
    case .ascii("M"): IronPortLine.parseMessage(line, from: start, to: end, &event)
    case .ascii("B"), .ascii("D"): IronPortLine.parseDelivery(line, from: start, to: end, &event)
    default: break
    }
    if event.action == .unrecognized {
      event.action = level.isTrouble ? .warning : .service
      event[level.isTrouble ? .reason : .detail] = ByteRange(start, end)
    }
  }

  public static var samples: [LogSample] { GatewaySamples.ironPort }
}

/// The kinds of lines of a text mail log.
enum IronPortLine {
  /// The digits behind `key`; `.none` where it is absent.
  private static func id(
    _ line: Span<UInt8>, _ key: StaticString, from start: Int, to end: Int
  ) -> ByteRange {
    guard let found = line.find(key, from: start, to: end) else { return .none }
    let first = found + key.utf8CodeUnitCount
    var index = first
    while index < end, line[index].isDigit { index += 1 }
    return index > first ? ByteRange(first, index) : .none
  }

  private static func setMessage(_ id: ByteRange, _ event: inout LogEvent) {
    event[.localID] = id
    if !id.isNone { event.messageRole = .continues }
  }

  /// `New SMTP ICID 5 interface Management (10.1.1.1) address A reverse dns host H verified yes`,
  /// `New SMTP DCID 8 interface A address B port 25`.
  static func parseNew(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let connection = id(line, " ICID ", from: start, to: end)
    guard let address = line.find(" address ", from: start, to: end) else { return }
    let stop = line.find(32, from: address + 9, to: end) ?? end
    guard !connection.isNone else {
      event.action = .service
      event.isClientSide = true
      event[.detail] = ByteRange(start, end)
      let range = ByteRange(address + 9, stop)
      if line.isAddress(range) { event[.destinationIP] = range }
      if line.has(" port ", at: stop) {
        var position = stop + 6
        event.destinationPort = UInt16(clamping: line.number(&position, to: end))
      }
      return
    }
    event.action = .connect
    event.networkProtocol = .smtp
    event[.sessionID] = connection
    AccessLine.setAddress(line, ByteRange(address + 9, stop), &event)
    if line.has(" reverse dns host ", at: stop),
      let verified = line.findLast(" verified ", from: stop, to: end),
      line.has("yes", at: verified + 10)
    {
      let name = ByteRange(stop + 18, verified)
      if !name.isEmpty, !line.equals("unknown", in: name) { event[.sourceDomain] = name }
    }
  }

  /// `ICID 5 ACCEPT SG …`, `ICID 5 TLS success protocol P cipher C`, `ICID 5 close`, `ICID 5 To: <R> Rejected by RAT`.
  static func parseConnection(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let connection = id(line, "ICID ", from: start, to: end)
    guard !connection.isNone else { return }
    event[.sessionID] = connection
    event.networkProtocol = .smtp
    let text = Swift.min(connection.upper + 1, end)
    if line.has("close", at: text) {
      event.action = .disconnect
    } else if line.has("lost", at: text) {
      event.action = .connectionLost
    } else if line.has("TLS success", at: text) {
      event.action = .tlsEstablished
      event.outcome = .success
      event.tlsEstablished = .yes
      if let version = line.find(" protocol TLSv", from: text, to: end) {
        event[.tlsVersion] = ByteRange(version + 14, line.find(32, from: version + 14, to: end) ?? end)
      }
      if let cipher = line.find(" cipher ", from: text, to: end) {
        event[.tlsCipher] = ByteRange(cipher + 8, line.find(32, from: cipher + 8, to: end) ?? end)
      }
    } else if line.has("TLS failed", at: text) {
      event.action = .tlsFailed
      event.outcome = .failure
      event[.reason] = ByteRange(text, end)
    } else if line.has("TCPREFUSE ", at: text) {
      event.action = .connectionRefused
      event.outcome = .failure
      event[.reason] = ByteRange(text, end)
    } else if line.has("REJECT ", at: text) {
      reject(line, ByteRange(text, end), .connect, .policy, &event)
    } else if line.has("To: ", at: text), let recipient = line.bracketed(at: text + 4, to: end) {
      event[.rcptTo] = recipient.address
      let isRelay = line.find("ejected by RAT", from: recipient.next, to: end) != nil
      reject(
        line, ByteRange(recipient.next, end), .rcpt,
        isRelay
          ? .relayDenied : line.find("nvalid", from: recipient.next, to: end) != nil ? .unknownUser : .other,
        &event)
    } else if line.has("Address: ", at: text), let sender = line.bracketed(at: text + 9, to: end) {
      event[.mailFrom] = sender.address
      reject(line, ByteRange(sender.next, end), .mail, .sender, &event)
    } else if line.has("Receiving Failed", at: text) || line.has("Too many", at: text) {
      event.action = .warning
      event.outcome = .failure
      event[.reason] = ByteRange(text, end)
    } else {
      event.action = .service
      event[.detail] = ByteRange(text, end)
    }
  }

  private static func reject(
    _ line: Span<UInt8>, _ text: ByteRange, _ stage: LogEvent.Stage, _ kind: LogEvent.RejectClass,
    _ event: inout LogEvent
  ) {
    var text = text
    while !text.isEmpty, line[text.lower] == 32 { text = ByteRange(text.lower + 1, text.upper) }
    event.action = .reject
    event.outcome = .failure
    event.stage = stage
    event.rejectClass = kind
    event[.reason] = text
  }

  /// `Start MID 6 ICID 5`, `SMTP Auth: (ICID 450) failed for user: U using AUTH mechanism: M with profile: P`.
  static func parseStart(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("Start MID ", at: start) {
      event.action = .service
      event[.localID] = id(line, "MID ", from: start, to: end)
      event[.sessionID] = id(line, " ICID ", from: start, to: end)
      event.messageRole = event.has(.localID) ? .begins : .none
      event[.detail] = ByteRange(start, end)
      return
    }
    guard line.has("SMTP Auth: (ICID ", at: start), let user = line.find(" for user: ", from: start, to: end)
    else { return }
    event.action = .login
    event.networkProtocol = .smtp
    event[.sessionID] = id(line, "(ICID ", from: start, to: end)
    event.outcome = line.find(") succeeded", from: start, to: user) != nil ? .success : .failure
    let using = line.findLast(" using AUTH mechanism: ", from: user, to: end) ?? end
    event[.userName] = ByteRange(user + 11, using)
    if using + 23 <= end {
      event[.authMethod] = ByteRange(using + 23, line.find(32, from: using + 23, to: end) ?? end)
    }
  }

  /// `MID 6 …`, `Message done DCID 8 MID 6 to RID [0]`, `Message finished MID 6 done`, `Message aborted MID 6 …`.
  static func parseMessage(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("Message ", at: start) {
      event[.localID] = id(line, " MID ", from: start, to: end)
      if line.has("done DCID ", at: start + 8) {
        event.action = .delivery
        event.isClientSide = true
        event.outcome = .success
        event.status = .sent
        event[.detail] = ByteRange(start, end)
      } else if line.has("finished ", at: start + 8) || line.has("aborted ", at: start + 8) {
        event.action = .messageRemoved
        let isDone = line.has("finished ", at: start + 8)
        if !isDone, line.find("ropped by ", from: start, to: end) != nil {
          event.action = .delivery
          event.status = .discarded
        }
        event.outcome = isDone ? .success : .failure
        event.messageRole = .ends
        event[isDone ? .detail : .reason] = ByteRange(start, end)
      }
      return
    }
    let message = id(line, "MID ", from: start, to: end)
    guard !message.isNone else { return }
    setMessage(message, &event)
    var text = Swift.min(message.upper + 1, end)
    if line.has("ICID ", at: text) {
      let connection = id(line, "ICID ", from: text, to: end)
      event[.sessionID] = connection
      text = connection.isNone ? text : Swift.min(connection.upper + 1, end)
    }
    IronPortMessage.parse(line, from: text, to: end, &event)
  }

  /// `Bounced: DCID 3 MID 4 to RID 0 - 5.1.0 - Unknown address error ('550', […])`, `Delayed: …`, `DCID 5 close`.
  static func parseDelivery(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.isClientSide = true
    let isBounce = line.has("Bounced: ", at: start)
    guard isBounce || line.has("Delayed: ", at: start) else {
      event[.localID] = id(line, " MID ", from: start, to: end)
      event.action = .service
      event[.detail] = ByteRange(start, end)
      return
    }
    event.action = .delivery
    event.outcome = .failure
    event.status = isBounce ? .bounced : .deferred
    event[.localID] = id(line, " MID ", from: start, to: end)
    guard let dash = line.find(" - ", from: start, to: end) else { return }
    if let after = Reply.enhancedEnd(line, at: dash + 3, to: end) {
      event[.replyEnhanced] = ByteRange(dash + 3, after)
    }
    let reason = line.find(" - ", from: dash + 3, to: end) ?? dash
    event[.replyText] = ByteRange(reason + 3, end)
    if let quote = line.find("('", from: reason, to: end),
      let code = Reply.code(line, at: quote + 2, to: Swift.min(end, quote + 5))
    {
      event.replyCode = code
    }
  }
}

/// What is said of a message behind its MID.
enum IronPortMessage {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let text = ByteRange(start, end)
    event.action = .service
    guard start < end else { return }
    switch line[start] {
    case .ascii("F"):
      if line.has("From: ", at: start), let sender = line.bracketed(at: start + 6, to: end) {
        event[.mailFrom] = sender.address
        return
      }
    case .ascii("R"):
      if line.has("RID ", at: start) { return parseRecipient(line, text, &event) }
    case .ascii("M"):
      if line.has("Message-ID '", at: start) {
        var id = ByteRange(start + 12, end > start + 12 && line[end - 1] == .ascii("'") ? end - 1 : end)
        if id.count >= 2, line[id.lower] == .ascii("<"), line[id.upper - 1] == .ascii(">") {
          id = ByteRange(id.lower + 1, id.upper - 1)
        }
        event[.messageID] = id
        return
      }
    case .ascii("S"):
      if line.has("Subject ", at: start), start + 9 < end {
        let quote = line[start + 8]
        let last = line[end - 1] == quote ? end - 1 : end
        event[.subject] = ByteRange(start + 9, Swift.max(last, start + 9))
        return
      }
      if line.has("SPF: ", at: start) { return verdict(line, text, .spf, start + 5, &event) }
    case .ascii("D"):
      if line.has("DKIM: ", at: start) { return verdict(line, text, .dkim, start + 6, &event) }
      if line.has("DMARC: ", at: start) { return verdict(line, text, .dmarc, start + 7, &event) }
      if line.has("Dropped by ", at: start) { return dropped(text, &event) }
    case .ascii("r"):
      if line.has("ready ", at: start) {
        var position = start + 6
        event.action = .messageQueued
        event.size = line.number(&position, to: end)
        if line.has(" bytes from ", at: position), let sender = line.bracketed(at: position + 12, to: end) {
          event[.mailFrom] = sender.address
        }
        return
      }
      if line.has("rewritten to MID ", at: start) {
        event[.queuedAs] = ByteRange(start + 17, line.find(32, from: start + 17, to: end) ?? end)
      }
    case .ascii("q"):
      if line.has("queued for delivery", at: start) {
        event.action = .messageQueued
        return
      }
      if line.has("quarantined to ", at: start) {
        return judged(text, ByteRange(start, start + 11), .failure, &event)
      }
    case .ascii("w"):
      if line.has("was generated for bounce of MID ", at: start) {
        event.action = .bounce
        event[.bounceOf] = ByteRange(start + 32, line.find(32, from: start + 32, to: end) ?? end)
        return
      }
    case .ascii("a"):
      if line.has("antivirus ", at: start) { return judge(line, text, from: start + 10, &event) }
    case .ascii("A"):
      if line.has("AMP ", at: start), let colon = line.find(" : ", from: start, to: end) {
        return judge(line, text, from: colon + 3, &event)
      }
    case .ascii("i"):
      if line.has("interim ", at: start) { return judgeEngine(line, text, &event) }
    case .ascii("u"):
      if line.has("using engine: ", at: start) { return judgeEngine(line, text, &event) }
    case .ascii("O"):
      if line.has("Outbreak Filters: verdict ", at: start) {
        return judge(line, text, from: start + 26, &event)
      }
    default: break
    }
    event[.detail] = text
  }

  /// `RID 0 To: <R>`, `RID [0] Response '2.0.0 Ok: queued as X'`, `RID [0] - reason`.
  private static func parseRecipient(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let end = text.upper
    if let to = line.find(" To: <", from: text.lower, to: Swift.min(end, text.lower + 16)),
      let recipient = line.bracketed(at: to + 5, to: end)
    {
      event[.rcptTo] = recipient.address
      return
    }
    event[.detail] = text
    if let response = line.find(" Response ", from: text.lower, to: end) {
      event.isClientSide = true
      var first = response + 10
      var last = end
      if line.has("'", at: first) {
        first += 1
        if last > first, line[last - 1] == .ascii("'") { last -= 1 }
      }
      if let reply = Reply.read(line, from: first, to: last) {
        event.setReply(reply)
        event[.queuedAs] = Reply.queuedAs(line, reply.text)
      } else {
        event[.replyText] = ByteRange(first, last)
        event[.queuedAs] = Reply.queuedAs(line, ByteRange(first, last))
      }
    }
  }

  private static func verdict(
    _ line: Span<UInt8>, _ text: ByteRange, _ field: LogEvent.Field, _ start: Int, _ event: inout LogEvent
  ) {
    event.action = .contentVerdict
    event[field] = ByteRange(start, text.upper)
    let isGood =
      line.find("ass", from: start, to: text.upper) != nil
    let isBad =
      line.find("fail", from: start, to: text.upper) != nil
      || line.find("Fail", from: start, to: text.upper) != nil
    event.outcome = isBad ? .failure : isGood ? .success : .unknown
  }

  private static func dropped(_ text: ByteRange, _ event: inout LogEvent) {
    event.action = .delivery
    event.status = .discarded
    event[.reason] = text
  }

  private static func judged(
    _ text: ByteRange, _ word: ByteRange, _ outcome: LogEvent.Outcome, _ event: inout LogEvent
  ) {
    event.action = .contentVerdict
    event.outcome = outcome
    event[.contentAction] = word
    event[.detail] = text
  }

  /// The verdict's word at `start`: `negative`, `CLEAN`, `positive 'NAME'`, `MALICIOUS`, `VIRAL`.
  private static func judge(_ line: Span<UInt8>, _ text: ByteRange, from start: Int, _ event: inout LogEvent)
  {
    let stop = line.find(32, from: start, to: text.upper) ?? text.upper
    var word = ByteRange(start, stop)
    if word.count > 1, line[word.upper - 1] == .ascii(",") { word = ByteRange(word.lower, word.upper - 1) }
    let isClean =
      line.equalsIgnoringCase("negative", in: word) || line.equalsIgnoringCase("clean", in: word)
      || line.equalsIgnoringCase("skipped", in: word) || line.equalsIgnoringCase("unknown", in: word)
      || line.equalsIgnoringCase("file", in: word)
    judged(text, word, isClean ? .success : .failure, &event)
    if line.has(" '", at: stop), let close = line.find(.ascii("'"), from: stop + 2, to: text.upper) {
      event[.contentNames] = ByteRange(stop + 2, close)
    }
  }

  /// `interim verdict using engine: CASE spam positive`, `using engine: CASE spam negative`,
  /// `interim AV verdict using Sophos CLEAN`: the last word.
  private static func judgeEngine(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let blank = line.findLast(32, from: text.lower, to: text.upper) ?? text.lower
    judge(line, text, from: blank + 1, &event)
    if line.find("bulk", from: text.lower, to: blank + 1) != nil
      || line.find("suspect", from: text.lower, to: blank + 1) != nil
    {
      event.outcome = .failure
    }
  }
}
