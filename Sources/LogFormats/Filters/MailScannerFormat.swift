public import Bytes
public import Model

/// MailScanner 4 and 5: `Message ID from A (S) to D is spam, SpamAssassin (…)`, `Requeue: ID to NEW`, and the progress of its
/// batches. Behind Postfix an id has a random part of MailScanner's (`775201F44B1.AED2C`), which is left off.
public enum MailScannerFormat: LogFormat {
  public static var name: StaticString { "mailscanner" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("MailScanner", in: program) || line.equals("mailscanner", in: program)
      || line.has("update.", at: program.lower)
        && (line.equals("update.bad.phishing.sites", in: program)
          || line.equals("update.bad.phishing.emails", in: program)
          || line.equals("update.phishing.sites", in: program)
          || line.equals("update.virus.scanners", in: program)
          || line.equals("update.spamassassin", in: program))
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let start = message.lower
    let end = message.upper
    guard start < end else { return }
    switch line[start] {
    case .ascii("M"):
      if line.has("Message ", at: start) { parseVerdict(line, from: start + 8, to: end, &event) }
    case .ascii("R"):
      // Requeue: OLD.RANDOM to NEW
      if line.has("Requeue: ", at: start) {
        setID(line, start + 9, end, &event)
        if let to = line.find(" to ", from: start, to: end) {
          event.action = .redirect
          event.outcome = .success
          event[.queuedAs] = Reply.identifier(line, at: to + 4, to: end)
        }
      }
    case .ascii("I"):
      // Infected message ID came from ADDRESS
      if line.has("Infected message ", at: start) {
        setID(line, start + 17, end, &event)
        event.action = .contentVerdict
        event.outcome = .failure
        event[.contentAction] = ByteRange(start, start + 8)
        if let from = line.findLast(" came from ", from: start, to: end) {
          let address = ByteRange(from + 11, end)
          if line.isAddress(address) { event[.sourceIP] = address }
        }
      }
    case .ascii("F"):
      parseFile(line, from: start, to: end, &event)
    case .ascii("C"):
      if line.has("ClamAVModule::INFECTED:: ", at: start) || line.has("Clamd::INFECTED:: ", at: start)
        || line.has("Clamd::INFECTED::", at: start)
      {
        parseVirus(line, from: start, to: end, &event)
      }
    case .ascii("S"), .ascii("N"):
      parseActions(line, from: start, to: end, &event)
    case .ascii("/"), .ascii("."):
      parseVirus(line, from: start, to: end, &event)
    default: break
    }
    if event.action == .unrecognized { parseOther(line, from: start, to: end, &event) }
  }

  /// `ID from A (S) to D is [not ]spam…`, `… is whitelisted`, `… too big for spam checks (…)`. Sender and domains are the
  /// clients' text: the last ` is ` before a verdict word is MailScanner's.
  private static func parseVerdict(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let from = line.find(" from ", from: start, to: end) else { return }
    setID(line, start, from, &event)
    let address = from + 6
    let addressEnd = line.find(32, from: address, to: end) ?? end
    if line.isAddress(ByteRange(address, addressEnd)) { event[.sourceIP] = ByteRange(address, addressEnd) }
    var position = addressEnd
    if line.has(" (", at: position), let close = line.find(") to ", from: position, to: end) {
      event[.mailFrom] = ByteRange(position + 2, close)
      position = close + 1
    }
    var verdict = end
    var place = position
    while let found = line.find(" is ", from: place, to: end) {
      verdict = found
      let word = found + 4
      if line.has("spam", at: word) || line.has("not spam", at: word) || line.has("whitelisted", at: word)
        || line.has("blacklisted", at: word) || line.has("MCP", at: word) || line.has("not MCP", at: word)
      {
        break
      }
      place = found + 4
      verdict = end
    }
    if verdict == end, let big = line.find(" too big for spam checks", from: position, to: end) {
      event.setService(big + 1, end)
      return
    }
    guard verdict < end else {
      event.setService(position, end)
      return
    }
    let word = verdict + 4
    event.action = .contentVerdict
    let stop = line.find(.ascii(","), from: word, to: end) ?? line.find(" (", from: word, to: end) ?? end
    event[.contentAction] = ByteRange(word, stop)
    let isBad =
      line.has("spam", at: word) || line.has("MCP", at: word) || line.has("blacklisted", at: word)
    event.outcome = isBad ? .failure : .success
    if stop < end {
      var first = stop
      while first < end, line[first] == .ascii(",") || line[first] == 32 { first += 1 }
      event[.detail] = ByteRange(first, end)
    }
  }

  private static func setID(_ line: Span<UInt8>, _ start: Int, _ end: Int, _ event: inout LogEvent) {
    var stop = start
    while stop < end, line[stop].isAlphanumeric || line[stop] == .ascii("-") { stop += 1 }
    guard stop - start >= 5 else { return }
    event[.localID] = ByteRange(start, stop)
    event.messageRole = .continues
  }

  /// `Filename Checks: REASON (ID NAME)`, `Filetype Checks: …`, `Found phishing fraud from H claiming to be C in ID`.
  private static func parseFile(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    if line.has("Filename Checks: ", at: start) || line.has("Filetype Checks: ", at: start) {
      let text = start + 17
      if line.has("Allowing ", at: text) {
        setID(line, text + 9, end, &event)
        event.setService(text, end)
        return
      }
      event.action = .contentVerdict
      event.outcome = .failure
      event[.contentAction] = ByteRange(start, start + 8)
      if let open = line.findLast(" (", from: text, to: end), line[end - 1] == .ascii(")") {
        setID(line, open + 2, end, &event)
        event[.reason] = ByteRange(text, open)
        if let blank = line.find(32, from: open + 2, to: end), blank + 1 < end - 1 {
          event[.contentNames] = ByteRange(blank + 1, end - 1)
        }
      } else {
        event[.reason] = ByteRange(text, end)
      }
    } else if line.has("Found phishing fraud from ", at: start)
      || line.has("Found ip-based phishing", at: start)
    {
      event.action = .contentVerdict
      event.outcome = .failure
      event[.contentAction] = ByteRange(start + 6, line.find(" from ", from: start, to: end) ?? end)
      event[.reason] = ByteRange(start, end)
      if let last = line.findLast(" in ", from: start, to: end) { setID(line, last + 4, end, &event) }
    }
  }

  /// `Clamd::INFECTED:: NAME :: ./ID/FILE`, `./ID/FILE: NAME FOUND`, `/path/ID/FILE  NAME`.
  private static func parseVirus(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    if let infected = line.find("::INFECTED::", from: start, to: Swift.min(end, start + 32)) {
      var first = infected + 12
      while first < end, line[first] == 32 { first += 1 }
      let stop = line.find(" :: ", from: first, to: end) ?? end
      event.action = .contentVerdict
      event.outcome = .failure
      event[.contentAction] = ByteRange(infected + 2, infected + 10)
      event[.contentNames] = ByteRange(first, stop)
      if let path = line.find("./", from: stop, to: end) { setID(line, path + 2, end, &event) }
    } else if line.has(" FOUND", at: end - 6), let colon = line.findLast(": ", from: start, to: end - 6) {
      event.action = .contentVerdict
      event.outcome = .failure
      event[.contentAction] = ByteRange(end - 5, end)
      event[.contentNames] = ByteRange(colon + 2, end - 6)
      if line.has("./", at: start) { setID(line, start + 2, end, &event) }
    }
  }

  /// `Spam Actions: message ID actions are A,B`, `Non-spam Actions: …`, `SpamAssassin cache hit for message ID`.
  private static func parseActions(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    if let found = line.find(" Actions: message ", from: start, to: Swift.min(end, start + 48)) {
      setID(line, found + 18, end, &event)
      event.action = .contentVerdict
      if let actions = line.findLast(" are ", from: found, to: end) {
        event[.contentAction] = ByteRange(actions + 5, end)
      }
      event[.detail] = ByteRange(start, found + 8)
    } else if let found = line.find(" message ", from: start, to: end), line.has("SpamAssassin ", at: start) {
      setID(line, found + 9, end, &event)
      event.setService(start, end)
    }
  }

  private static func parseOther(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    let isTrouble =
      line.find("rror", from: start, to: end) != nil || line.find("ailed", from: start, to: end) != nil
      || line.find("annot ", from: start, to: end) != nil
      || line.find("ould not", from: start, to: end) != nil
      || line.find("imed out", from: start, to: end) != nil
      || line.find("arning: ", from: start, to: end) != nil
      || line.find("killed", from: start, to: end) != nil
    if isTrouble { event.setWarning(start, end) } else { event.setService(start, end) }
  }

  public static var samples: [LogSample] { MailFilterSamples.mailScanner }
}
