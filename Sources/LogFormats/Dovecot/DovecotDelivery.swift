import Bytes
import Model

/// Lines of `lmtp` and `lda`: `[sieve: ]msgid=<M>: saved mail to INBOX` and their connections.
enum DovecotDelivery {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("Connect from ", at: start) {
      event.action = .connect
      setPeer(line, from: start + 13, to: end, &event)
      return
    }
    if line.has("Disconnect from ", at: start) {
      event.action = .disconnect
      let stop = line.find(": ", from: start + 16, to: end) ?? end
      setPeer(line, from: start + 16, to: stop, &event)
      if stop + 2 < end { event[.reason] = ByteRange(stop + 2, end) }
      return
    }
    guard let message = line.find("msgid=", from: start, to: Swift.min(end, start + 80)) else { return }
    parseMessage(line, from: message + 6, to: end, &event)
  }

  private static func setPeer(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let address = ByteRange(start, end)
    if line.isAddress(address), line.find(32, from: start, to: end) == nil { event[.sourceIP] = address }
  }

  /// `<M>: what was done`. The Message-ID is the sender's text: the last place where a known word follows `: ` counts.
  private static func parseMessage(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    var text = -1
    var from = start
    while let colon = line.find(": ", from: from, to: end) {
      if isDone(line, at: colon + 2) {
        text = colon + 2
      } else if text >= 0 {
        break
      }
      from = colon + 2
    }
    guard text >= 0 else { return }
    var first = start
    var last = text - 2
    if last > first, line[first] == .ascii("<"), let close = line.findLast(.ascii(">"), from: first, to: last)
    {
      first += 1
      last = close
    }
    if !line.equals("unspecified", in: ByteRange(first, last)) { event[.messageID] = ByteRange(first, last) }
    event.outcome = .success
    event[.replyText] = ByteRange(text, end)
    act(line, at: text, to: end, &event)
  }

  private static func isDone(_ line: Span<UInt8>, at text: Int) -> Bool {
    line.has("saved mail to ", at: text) || line.has("stored mail into mailbox ", at: text)
      || line.has("save failed to ", at: text) || line.has("failed to store into mailbox ", at: text)
      || line.has("forwarded to ", at: text) || line.has("marked message to be discarded", at: text)
      || line.has("discarded", at: text) || line.has("rejected", at: text) || line.has("sent ", at: text)
      || line.has("Message discarded", at: text) || line.has("left message in mailbox ", at: text)
      || line.has("fileinto action", at: text) || line.has("not forwarded", at: text)
      || line.has("discard", at: text) || line.has("Rejected", at: text) || line.has("couldn't ", at: text)
      || line.has("failed to ", at: text) || line.has("redirect action: ", at: text)
      || line.has("vacation action: ", at: text) || line.has("reject action: ", at: text)
  }

  private static func act(_ line: Span<UInt8>, at text: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .delivery
    if line.has("saved mail to ", at: text) {
      event.status = .sent
      event[.mailboxFolder] = folder(line, from: text + 14, to: end)
    } else if line.has("stored mail into mailbox ", at: text)
      || line.has("left message in mailbox ", at: text)
    {
      event.status = .sent
      event[.mailboxFolder] = folder(line, from: text + (line.has("st", at: text) ? 25 : 24), to: end)
    } else if line.has("save failed to ", at: text) || line.has("failed to store into mailbox ", at: text) {
      // Whether the client sees a 4xx or a 5xx depends on the configuration: no status.
      event.outcome = .failure
      let value = text + (line.has("save", at: text) ? 15 : 29)
      let stop = line.find(": ", from: value, to: end) ?? end
      event[.mailboxFolder] = folder(line, from: value, to: stop)
      if stop + 2 < end { event[.reason] = ByteRange(stop + 2, end) }
    } else if line.has("forwarded to ", at: text) || line.has("redirect action: forwarded to ", at: text) {
      event.action = .redirect
      let value = text + (line.has("f", at: text) ? 13 : 30)
      event[.origRcptTo] = event[.rcptTo]
      event[.rcptTo] = bare(line, from: value, to: end)
    } else if line.has("marked message to be discarded", at: text) || line.has("discard", at: text)
      || line.has("Message discarded", at: text)
    {
      event.status = .discarded
    } else if line.has("rejected", at: text) || line.has("Rejected", at: text)
      || line.has("reject action: ", at: text)
    {
      event.status = .rejected
      event.outcome = .failure
    } else if line.has("sent ", at: text) || line.has("vacation action: ", at: text) {
      event.action = .service
    } else {
      event.action = .warning
      event.outcome = .failure
      event[.reason] = ByteRange(text, end)
    }
  }

  private static func folder(_ line: Span<UInt8>, from start: Int, to end: Int) -> ByteRange {
    guard start < end else { return .none }
    if line[start] == .ascii("'") {
      let close = line.findLast(.ascii("'"), from: start + 1, to: end) ?? end
      return ByteRange(start + 1, close)
    }
    return ByteRange(start, end)
  }

  private static func bare(_ line: Span<UInt8>, from start: Int, to end: Int) -> ByteRange {
    guard start < end else { return .none }
    if line[start] == .ascii("<"), let found = line.bracketed(at: start, to: end) { return found.address }
    return ByteRange(start, line.find(32, from: start, to: end) ?? end)
  }
}
