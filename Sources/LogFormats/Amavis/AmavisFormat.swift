public import Bytes
public import Model

/// amavisd-new and amavis 2.3 to 2.13: the result line of log level 1, and what else it says of messages.
///
/// `(id) Blocked SPAM {DiscardedInbound}, [client]:port [origin] <from> -> <to>,<to2>, quarantine: Q, Queue-ID: I,
/// Message-ID: <M>, mail_id: X, Hits: N, size: B, queued_as: I2, T ms`. BANNED and INFECTED name the type or the virus.
/// - Source: amavisd `$log_templ` in its four generations.
public enum AmavisFormat: LogFormat {
  public static var name: StaticString { "amavis" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("amavis", in: program) || line.equals("amavisd", in: program)
      || line.equals("amavisd-new", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    var start = message.lower
    // (04567-12) and, of a message's second part, (04567-12-2).
    if start < end, line[start] == .ascii("("),
      let close = line.find(") ", from: start, to: Swift.min(end, start + 32))
    {
      start = close + 2
    }
    guard start < end else { return }
    if line.has("Passed ", at: start) || line.has("Passed, ", at: start) {
      parseResult(line, from: start + 6, to: end, .success, &event)
    } else if line.has("Blocked ", at: start) || line.has("Blocked, ", at: start) {
      parseResult(line, from: start + 7, to: end, .failure, &event)
    } else if line.has("Not-Delivered, ", at: start) {
      parseResult(line, from: start + 13, to: end, .failure, &event)
    } else if line.has("SPAM, <", at: start) || line.has("SPAM-TAG, <", at: start)
      || line.has("INFECTED (", at: start)
    {
      parseOldVerdict(line, from: start, to: end, &event)
    } else {
      parseOther(line, from: start, to: end, &event)
    }
  }

  /// ` VERDICT (names) {actions}, …` or `, <from> …` of versions that did not name the verdict.
  private static func parseResult(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ outcome: LogEvent.Outcome, _ event: inout LogEvent
  ) {
    event.action = .contentVerdict
    event.outcome = outcome
    var position = start
    if line.has(" ", at: position) {
      var word = position + 1
      let first = word
      while word < end, line[word].isAlphanumeric || line[word] == .ascii("-") { word += 1 }
      event[.contentAction] = ByteRange(first, word)
      position = word
      if line.has(" (", at: position), let close = nameEnd(line, from: position + 2, to: end) {
        event[.contentNames] = ByteRange(position + 2, close)
        position = close + 1
      }
    } else {
      event[.contentAction] = ByteRange(start - (outcome == .success ? 6 : 7), start)
    }
    position = parseClients(line, from: position, to: end, &event)
    position = parseEnvelope(line, from: position, to: end, &event)
    parseKeys(line, from: position, to: end, &event)
  }

  /// The bracket that closes the names: the first before ` {` or `, ` (names hold brackets of their own).
  private static func nameEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var position = start
    while let close = line.find(.ascii(")"), from: position, to: end) {
      if line.has(" {", at: close + 1) || line.has(", ", at: close + 1) { return close }
      position = close + 1
    }
    return nil
  }

  /// `{…}, LOCAL [client]:port [origin]`: the address that connected. Returns where the sender stands.
  private static func parseClients(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    guard let sender = line.find(.ascii("<"), from: start, to: end) else { return end }
    if let open = line.find(.ascii("["), from: start, to: sender), let peer = line.peer(at: open, to: sender)
    {
      var address = peer.address
      if line.hasIgnoringCase("ipv6:", at: address.lower) {
        address = ByteRange(address.lower + 5, address.upper)
      }
      if line.isAddress(address) {
        event[.sourceIP] = address
        event.sourcePort = peer.port
      }
      if let second = line.peer(at: Swift.min(peer.end + 1, sender), to: sender),
        line.isAddress(second.address),
        !line.equals(second.address, line, peer.address)
      {
        event[.originalClient] = second.address
      }
    }
    return sender
  }

  /// `<from> -> <to>,<to2>`; returns the position behind it.
  private static func parseEnvelope(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    guard let sender = line.bracketed(at: start, to: end) else { return start }
    event[.mailFrom] = sender.address
    guard line.has(" -> ", at: sender.next) else { return sender.next }
    let first = sender.next + 4
    var position = first
    var count = 0
    while let recipient = line.bracketed(at: position, to: end) {
      count += 1
      if count == 1 { event[.rcptTo] = recipient.address }
      position = recipient.next
      guard line.has(",<", at: position) else { break }
      position += 1
    }
    if count > 1 {
      event[.rcptTo] = ByteRange(first, position)
      event.listStyle = .commas
    }
    return position
  }

  private static func parseKeys(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let messageID = line.find("Message-ID: <", from: start, to: end)
    if let id = line.find(", Queue-ID: ", from: start, to: messageID ?? end) {
      event[.localID] = Reply.identifier(line, at: id + 12, to: end)
      event.messageRole = .none
    }
    var rest = start
    if let messageID, let found = line.bracketed(at: messageID + 12, to: end) {
      event[.messageID] = found.address
      rest = found.next
    }
    if let size = line.find(" size: ", from: rest, to: end) {
      var position = size + 7
      event.size = line.number(&position, to: end)
    }
    if let queued = line.findLast(", queued_as: ", from: rest, to: end) {
      event[.queuedAs] = Reply.identifier(line, at: queued + 13, to: end)
    }
    if let hits = line.find(" Hits: ", from: rest, to: end) {
      event[.detail] = ByteRange(hits + 1, line.find(.ascii(","), from: hits, to: end) ?? end)
    }
    if line.has(" ms", at: end - 3) {
      var digits = end - 3
      while digits > rest, line[digits - 1].isDigit { digits -= 1 }
      event.delayMicroseconds = line.number(&digits, to: end) &* 1000
    }
  }

  /// `SPAM, <from> -> <to>, Yes, score=…` and `INFECTED (name), <from> -> <to>, …` of log level 2.
  private static func parseOldVerdict(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.action = .contentVerdict
    var word = start
    while word < end, line[word].isUpper || line[word] == .ascii("-") { word += 1 }
    event[.contentAction] = ByteRange(start, word)
    if line.has(" (", at: word), let close = nameEnd(line, from: word + 2, to: end) {
      event[.contentNames] = ByteRange(word + 2, close)
    }
    if let sender = line.find(.ascii("<"), from: word, to: end) {
      let next = parseEnvelope(line, from: sender, to: end, &event)
      if next + 2 < end { event[.detail] = ByteRange(next + 2, end) }
    }
  }

  /// What is no result: troubles (`(!)…`, `WARN:`), and the steps of a message's check.
  private static func parseOther(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("(!", at: start) || line.has("WARN", at: start) || line.has("TROUBLE", at: start)
      || line.has("BAD HEADER", at: start) || line.has("NOTICE: ", at: start)
      || line.has("FAKE SENDER", at: start)
      || line.has("_WARN", at: start) || line.has("PANIC", at: start) || line.has("PRESERVING", at: start)
      || line.has("connect_to_sql", at: start) || line.has("Requesting process rundown", at: start)
      || line.find(", retrying (", from: start, to: end) != nil
    {
      event.action = .warning
      event[.reason] = ByteRange(start, end)
      return
    }
    if isStep(line, at: start) || isPart(line, at: start) {
      event.action = .service
      event[.detail] = ByteRange(start, end)
    }
  }

  private static func isStep(_ line: Span<UInt8>, at start: Int) -> Bool {
    line.has("FWD ", at: start) || line.has("Checking: ", at: start) || line.has("SMTP", at: start)
      || line.has("LMTP", at: start) || line.has("ESMTP", at: start) || line.has("INFO", at: start)
      || line.has("OS_fingerprint", at: start) || line.has("check_header", at: start)
      || line.has("starting. ", at: start) || line.has("do_", at: start) || line.has("SA ", at: start)
      || line.has("TIMING", at: start) || line.has("DSN", at: start) || line.has("Quarantine", at: start)
      || line.has("spam_scan", at: start) || line.has("truncating", at: start)
      || line.has("mangling", at: start)
      || line.has("DEFANGING", at: start) || line.has("SEND ", at: start)
      || line.has("Net::Server", at: start)
      || line.has("Module ", at: start) || line.has("Found ", at: start) || line.has("Using ", at: start)
      || line.has("No ", at: start) || line.has("Creating ", at: start) || line.has("Valid PID", at: start)
      || line.has("ClamAV", at: start) || line.has("smtp ", at: start) || line.has("response to ", at: start)
      || line.has("local delivery", at: start) || line.has("virus_scan", at: start)
      || line.has("wbl: ", at: start) || line.has("Turning AV infection", at: start)
      || line.has("Internal decoder", at: start) || line.has("socket module", at: start)
      || line.has("config files read", at: start) || line.has("BerkeleyDB", at: start)
      || line.has("after_chroot_init", at: start) || line.has("SpamAssassin ", at: start)
      || line.has("run_av", at: start)
      || line.has("loaded ", at: start)
      || line.has("penpals", at: start) || line.has("PenPals", at: start)
      || line.has("extra modules", at: start)
      || line.has("Deleting db files", at: start) || line.has("user=", at: start)
      || line.has("dkim", at: start)
      || line.has("storage and lookups", at: start) || line.has("Negative SMTP response", at: start)
      || line.has("bounce ", at: start) || line.has("ask_", at: start) || line.has("size: ", at: start)
      || line.has("cached ", at: start) || line.has("lookup_", at: start)
      || line.has("SpamControl", at: start)
  }

  /// `p001 1/1 Content-Type: …`
  private static func isPart(_ line: Span<UInt8>, at start: Int) -> Bool {
    start + 4 < line.count && line[start] == .ascii("p") && line[start + 1].isDigit && line[start + 2].isDigit
  }

  public static var samples: [LogSample] { AmavisSamples.all }
}
