import Bytes
import Model

/// Lines that tell of a refusal: rulesets, milters, and the server's own answers (`<R>... User unknown`).
/// - Source: srvrsmtp.c `rscheck`, milter.c, err.c `usrerr`
enum SendmailRejection {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("r"):
      if line.has("ruleset=", at: start) {
        parseRuleset(line, from: start &+ 8, to: end, &event)
      } else if line.has("rejecting ", at: start), let stop = line.findLast(" due to ", from: start, to: end),
        let from = line.find(" from ", from: start, to: stop)
      {
        // rejecting commands from H due to pre-greeting traffic, rejecting server EHLO from H due to traffic before …
        event.action = .reject
        event.outcome = .failure
        event.stage = line.has("commands", at: start &+ 10) ? .connect : .helo
        event.networkProtocol = .smtp
        event.rejectClass = .protocolError
        event.setSource(SendmailRelay(line, from &+ 6, stop))
        event[.reason] = ByteRange(Swift.min(stop &+ 1, end), end)
      }
    case .ascii("M"):
      if line.has("Milter", at: start) { parseMilter(line, from: start, to: end, &event) }
    case .ascii("m"):
      if line.has("milter=", at: start) {
        parseNamedMilter(line, from: start, to: end, &event)
      } else if line.has("milter_", at: start) {
        event.setWarning(start, end)
      }
    case .ascii("<"): parseAnswer(line, from: start, to: end, &event)
    default: break
    }
  }

  /// Sets the reply behind `reject=` and what it makes of the line.
  private static func refuse(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ stage: LogEvent.Stage, _ event: inout LogEvent
  ) {
    event.action = .reject
    event.outcome = .failure
    event.networkProtocol = .smtp
    event.stage = stage
    if let reply = Reply.read(line, from: start, to: end) {
      event.setReply(reply)
    } else if start < end {
      event[.replyText] = ByteRange(start, end)
    }
    // `<what>... reason`: the reason counts.
    event.rejectClass = reason(line, event[.replyText], event[.replyEnhanced], stage)
  }

  private static func reason(
    _ line: Span<UInt8>, _ text: ByteRange, _ enhanced: ByteRange, _ stage: LogEvent.Stage
  ) -> LogEvent.RejectClass {
    guard !text.isNone else { return .other }
    var start = text.lower
    let end = text.upper
    if start < end, line[start] == .ascii("<"), let dots = dots(line, at: start, to: end) {
      start = dots &+ 4
    }
    if line.has("Relaying denied", at: start) || line.has("Relaying temporarily denied", at: start)
      || line.has("Proper authentication required", at: start)
    {
      return .relayDenied
    }
    if line.has("User unknown", at: start) || line.has("No such user", at: start)
      || line.has("Addressee unknown", at: start)
    {
      return .unknownUser
    }
    if line.has("Domain of sender", at: start) || line.has("Real domain name required", at: start)
      || line.has("Sender ", at: start) || line.has("Domain name required", at: start)
    {
      return .sender
    }
    if line.has("Connection rate limit", at: start) || line.has("Too many ", at: start) { return .rate }
    if line.has("Rejected: ", at: start) || line.has("Rejected ", at: start),
      line.find(" listed at ", from: start, to: end) != nil
        || line.find(" found in ", from: start, to: end) != nil
    {
      return .dnsbl
    }
    if line.has("Fix reverse DNS", at: start) || line.has("Access denied", at: start) {
      return .policy
    }
    // What a milter's refusal says that gives no text of its own.
    if line.has("Command rejected", at: start) { return stage == .endOfData ? .content : .policy }
    if line.has("Try again later", at: start) {
      return .policy
    }
    return RejectClass.of(line, ByteRange(start, end), enhanced: enhanced, stage: stage)
  }

  /// The place of `... ` behind the address in brackets at `start`.
  @inline(__always)
  private static func dots(_ line: Span<UInt8>, at start: Int, to end: Int) -> Int? {
    var position = start &+ 1
    if position < end, line[position] == .ascii("\"") { position = line.afterQuoted(position, to: end) }
    while let close = line.find(.ascii(">"), from: position, to: end) {
      if line.has(">... ", at: close) { return close &+ 1 }
      position = close &+ 1
    }
    return nil
  }

  // MARK: Rulesets

  /// `NAME, arg1=A[, arg2=B][, relay=R], reject=REPLY`, or `discard`, `quarantine=T`.
  private static func parseRuleset(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    let nameEnd = SendmailFormat.tokenEnd(line, at: start, to: end)
    let name = ByteRange(start, nameEnd)
    guard line.has(", arg1=", at: nameEnd) else {
      event.setWarning(start &- 8, end)
      return
    }
    let argument = nameEnd &+ 7
    let stage = stage(line, name)
    // What the client wrote stands in the argument, and again in the reply. An address can be read to its end; of other
    // text, the last `, relay=` is the server's.
    var position = argument
    var address = ByteRange.none
    if argument < end, line[argument] == .ascii("<"), let found = line.bracketed(at: argument, to: end) {
      address = found.address
      position = found.next
      if line.has(", arg2=", at: position) {
        position = line.find(", relay=", from: position, to: end) ?? verdict(line, from: position, to: end)
      }
      if !line.has(", relay=", at: position), !line.has(", reject=", at: position) {
        position = relayPlace(line, from: position, to: end)
      }
    } else {
      position = relayPlace(line, from: argument, to: end)
      // An address without brackets.
      if line.find(32, from: argument, to: position) == nil { address = ByteRange(argument, position) }
    }
    var action = position
    if line.has(", relay=", at: position) {
      action = verdict(line, from: position &+ 8, to: end)
      event.setSource(SendmailRelay(line, position &+ 8, action))
    }
    if !address.isNone {
      if stage == .rcpt { event[.rcptTo] = address } else if stage == .mail { event[.mailFrom] = address }
    } else if line.has("check_relay", at: start) {
      event.networkProtocol = .smtp
    }
    event.networkProtocol = .smtp
    if line.has(", reject=", at: action) {
      refuse(line, from: action &+ 9, to: end, stage, &event)
      if line.has("tls_", at: start) || line.has("try_tls", at: start) { event.rejectClass = .policy }
    } else if line.has(", discard", at: action) {
      event.action = .delivery
      event.status = .discarded
      event.outcome = .success
      event.stage = stage
    } else if line.has(", quarantine=", at: action) {
      event.action = .contentVerdict
      event[.contentAction] = ByteRange(action &+ 2, action &+ 12)
      event[.reason] = ByteRange(action &+ 13, end)
    } else {
      event.setWarning(Swift.min(action &+ 2, end), end)
    }
    if !event.has(.reason), event.action == .reject { event[.reason] = name }
  }

  private static func relayPlace(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    line.findLast(", relay=", from: start, to: end) ?? verdict(line, from: start, to: end)
  }

  /// Where the verdict behind the relay begins.
  private static func verdict(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var position = start
    while let comma = line.find(", ", from: position, to: end) {
      if line.has(", reject=", at: comma) || line.has(", discard", at: comma)
        || line.has(", quarantine=", at: comma) || line.has(", error", at: comma)
      {
        return comma
      }
      position = comma &+ 2
    }
    return end
  }

  private static func stage(_ line: Span<UInt8>, _ name: ByteRange) -> LogEvent.Stage {
    guard name.count > 6, line.has("check_", at: name.lower) else { return .none }
    let word = ByteRange(name.lower &+ 6, name.upper)
    if line.equals("rcpt", in: word) || line.equals("compat", in: word) { return .rcpt }
    if line.equals("mail", in: word) { return .mail }
    if line.equals("relay", in: word) { return .connect }
    if line.equals("data", in: word) { return .data }
    if line.equals("eoh", in: word) || line.equals("eom", in: word) { return .endOfData }
    // check_vrfy, check_expn, check_etrn: commands outside of a message; the others look at a header's text.
    return line.equals("vrfy", in: word) || line.equals("expn", in: word) || line.equals("etrn", in: word)
      ? .none : .endOfData
  }

  // MARK: Milters

  /// `Milter: WHAT[=TEXT], reject=REPLY`, `Milter (NAME): …`, `Milter add: header: …`, `Milter accept: message`.
  private static func parseMilter(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    var position = start &+ 6
    if line.has(" (", at: position), let close = line.find(.ascii(")"), from: position, to: end) {
      position = close &+ 1
    }
    if line.has(": ", at: position) {
      let text = position &+ 2
      if let reject = line.findLast(", reject=", from: text, to: end) {
        refuse(line, from: reject &+ 9, to: end, milterStage(line, at: text), &event)
        setMilterAddress(line, from: text, to: reject, &event)
        return
      }
      if line.has(", discard", at: end &- 9) {
        discard(milterStage(line, at: text), &event)
        setMilterAddress(line, from: text, to: end &- 9, &event)
        return
      }
      if line.has("connect: host=", at: text), parseMilterConnect(line, from: text, to: end, &event) {
        return
      }
      let isTrouble =
        line.find("error", from: text, to: end) != nil || line.find("timeout", from: text, to: end) != nil
        || line.find("fail", from: text, to: end) != nil || line.find("rejecting", from: text, to: end) != nil
        || line.find("shutdown", from: text, to: end) != nil
      if isTrouble { event.setWarning(start, end) } else { event.setService(start, end) }
      return
    }
    // `Milter accept: message`, `Milter add|insert|change|delete: …`, `Milter message: body replaced`
    event.setService(start, end)
  }

  /// `connect: host=H, addr=A, rejecting commands` (or `temp failing commands`). False for anything else.
  private static func parseMilterConnect(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    guard let address = line.findLast(", addr=", from: start, to: end),
      let stop = line.find(", ", from: address &+ 2, to: end),
      line.has(", rejecting commands", at: stop) || line.has(", temp failing commands", at: stop)
    else { return false }
    event.action = .reject
    event.outcome = .failure
    event.stage = .connect
    event.rejectClass = .policy
    event.networkProtocol = .smtp
    let bare = SendmailRelay(line, address &+ 7, stop)
    let range = bare.address.isNone ? ByteRange(address &+ 7, stop) : bare.address
    if line.isAddress(range) { event[.sourceIP] = range }
    event[.reason] = ByteRange(stop &+ 2, end)
    return true
  }

  /// `milter=NAME, action=PHASE, reject=REPLY|tempfail|discard|accept|continue`, `milter=NAME, reject=…`,
  /// `milter=NAME, quarantine=T`.
  private static func parseNamedMilter(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    let nameEnd = line.find(", ", from: start, to: end) ?? end
    var position = Swift.min(nameEnd &+ 2, end)
    var stage = LogEvent.Stage.none
    if line.has("action=", at: position) {
      stage = milterStage(line, at: position &+ 7)
      position = Swift.min((line.find(", ", from: position, to: end) ?? end) &+ 2, end)
    }
    if let reject = line.find("reject=", from: position, to: end) {
      refuse(line, from: reject &+ 7, to: end, stage, &event)
      setMilterAddress(line, from: position, to: reject, &event)
    } else if line.has("reject", at: position) || line.has("tempfail", at: position) {
      refuse(line, from: end, to: end, stage, &event)
      event[.reason] = ByteRange(start, end)
      event.rejectClass = line.has("t", at: position) ? .other : event.rejectClass
    } else if line.has("discard", at: position) {
      discard(stage, &event)
    } else if line.has("quarantine=", at: position) {
      event.action = .contentVerdict
      event[.contentAction] = ByteRange(position, position &+ 10)
      event[.reason] = ByteRange(position &+ 11, end)
    } else {
      event.setService(start, end)
    }
  }

  private static func discard(_ stage: LogEvent.Stage, _ event: inout LogEvent) {
    event.action = .delivery
    event.status = .discarded
    event.outcome = .success
    event.stage = stage
  }

  /// `from=<S>`, `to=<R>`, `rcpt=<R>`, `mail=`: the address that the milter was asked about.
  private static func setMilterAddress(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let equals = line.find(.ascii("="), from: start, to: Swift.min(end, start &+ 8)),
      let found = line.address(at: equals &+ 1, to: end)
    else { return }
    if event.stage == .mail { event[.mailFrom] = found.address }
    if event.stage == .rcpt { event[.rcptTo] = found.address }
    if event.stage == .helo { event[.helo] = found.address }
  }

  private static func milterStage(_ line: Span<UInt8>, at start: Int) -> LogEvent.Stage {
    if line.has("cmd=", at: start) { return milterStage(line, at: start &+ 4) }
    if line.has("connect", at: start) { return .connect }
    if line.has("helo", at: start) || line.has("ehlo", at: start) { return .helo }
    if line.has("from=", at: start) || line.has("mail", at: start) { return .mail }
    if line.has("to=", at: start) || line.has("rcpt", at: start) { return .rcpt }
    if line.has("data", at: start) || line.has("header", at: start) || line.has("eo", at: start)
      || line.has("body", at: start)
    {
      return .endOfData
    }
    return .none
  }

  // MARK: Answers

  /// `<R>... User unknown`: what the server answered to RCPT (or MAIL), without its code.
  private static func parseAnswer(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let dots = dots(line, at: start, to: end) else { return }
    event.action = .reject
    event.outcome = .failure
    event.networkProtocol = .smtp
    let text = ByteRange(dots &+ 4, end)
    if let reply = Reply.read(line, from: text.lower, to: end) {
      event.setReply(reply)
    } else {
      event[.replyText] = text
    }
    event.rejectClass = reason(line, event[.replyText], event[.replyEnhanced], .rcpt)
    let address = ByteRange(start &+ 1, dots &- 1)
    event.stage = event.rejectClass == .sender ? .mail : .rcpt
    event[event.stage == .mail ? .mailFrom : .rcptTo] = address
  }
}
