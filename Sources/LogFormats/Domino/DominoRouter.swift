import Bytes
import Model

/// Domino's Router: what became of each message, told with the number that it has in mail.box.
///
/// `Message X[, Y] delivered to R from S [unids] Size: nK Time: t`, `… transferred to H for R from S [unids] Size: nK via
/// SMTP`, `… NOT transferred via SMTP to H for R from S Size: nK E`. Names are of Notes (`Jane Doe/Sales/Acme`) or of the
/// Internet and hold blanks: the words between them are looked for from the side of the server's own text.
enum DominoRouter {
  /// Eight hexadecimal digits at `start`.
  static func number(_ line: Span<UInt8>, at start: Int, to end: Int) -> ByteRange? {
    guard end - start >= 8 else { return nil }
    for index in start..<(start + 8) where !line[index].isHexDigit { return nil }
    guard start + 8 == end || !line[start + 8].isAlphanumeric else { return nil }
    return ByteRange(start, start + 8)
  }

  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let isUnable = line.has("Unable to deliver message ", at: start)
    guard line.has("Message ", at: start) || isUnable,
      let number = number(line, at: start + (isUnable ? 26 : 8), to: end)
    else {
      parseTransfer(line, from: start, to: end, &event)
      return
    }
    event[.localID] = number
    event.messageRole = .continues
    var position = number.upper
    while line.has(", ", at: position), let next = Self.number(line, at: position + 2, to: end) {
      position = next.upper
    }
    if isUnable {
      parseFailure(line, from: position, to: end, &event)
    } else if line.has(" delivered to ", at: position) {
      delivery(.sent, &event)
      setParties(line, from: position + 14, to: end, host: false, &event)
    } else if line.has(" transferred to ", at: position) {
      delivery(.sent, &event)
      setParties(line, from: position + 16, to: end, host: true, &event)
    } else if line.has(" NOT transferred via SMTP to ", at: position) {
      delivery(.deferred, &event)
      setParties(line, from: position + 29, to: end, host: true, &event)
    } else if line.has(" not transferred to ", at: position) || line.has(" NOT transferred to ", at: position)
    {
      delivery(.deferred, &event)
      setParties(line, from: position + 20, to: end, host: true, &event)
    } else if line.has(" not delivered to ", at: position) || line.has(" NOT delivered to ", at: position) {
      delivery(.bounced, &event)
      setParties(line, from: position + 18, to: end, host: false, &event)
    } else if let found = line.find(" forwarded ", from: position, to: end) {
      parseForward(line, from: found + 11, to: end, &event)
    } else {
      event.action = .service
      event[.detail] = line.trimmed(ByteRange(position, end))
    }
  }

  private static func delivery(_ status: LogEvent.DeliveryStatus, _ event: inout LogEvent) {
    event.action = .delivery
    event.status = status
    event.outcome = status == .sent ? .success : .failure
    event.isClientSide = true
  }

  /// `[H for ]R from S[ unids] Size: nK[ via SMTP| Time: t| E]`
  private static func setParties(
    _ line: Span<UInt8>, from start: Int, to end: Int, host: Bool, _ event: inout LogEvent
  ) {
    // The size is the last that is followed by the server's own words.
    var stop = end
    if let size = line.findLast(" Size: ", from: start, to: end) {
      stop = size
      setSize(line, from: size + 7, to: end, &event)
    } else if event.status == .sent, line.has(" via SMTP", at: end - 9) {
      stop = end - 9
    }
    var first = start
    if host, let word = line.find(" for ", from: start, to: stop) {
      setDestination(line, ByteRange(start, word), &event)
      first = word + 5
    }
    // OF12345678:12345678 ON12345678:12345678, the message's universal id, in two words or one.
    var last = stop
    while let blank = line.findLast(32, from: first, to: last),
      isUniversalID(line, ByteRange(blank + 1, last))
    {
      last = line.trimmed(ByteRange(first, blank)).upper
    }
    if let word = line.findLast(" from ", from: first, to: last) {
      event[.rcptTo] = line.trimmed(ByteRange(first, word))
      event[.mailFrom] = line.trimmed(ByteRange(word + 6, last))
    } else {
      let comment = line.find(" (", from: first, to: last) ?? last
      event[.rcptTo] = line.trimmed(ByteRange(first, comment))
    }
    if event[.rcptTo].isEmpty { event[.rcptTo] = .none }
  }

  /// `OF` or `ON`, eight hexadecimal digits, `:`, eight more; two of them joined by `-` or `,`.
  private static func isUniversalID(_ line: Span<UInt8>, _ word: ByteRange) -> Bool {
    guard word.count >= 19, line[word.lower] == .ascii("O"),
      line[word.lower + 1] == .ascii("F") || line[word.lower + 1] == .ascii("N"),
      line[word.lower + 10] == .ascii(":")
    else { return false }
    for index in (word.lower + 2)..<(word.lower + 19)
    where index != word.lower + 10 && !line[index].isHexDigit { return false }
    return true
  }

  /// `124K`, `2.5MB`, `512`, then ` Time: t`, ` via SMTP` or what went wrong.
  private static func setSize(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var position = start
    let size = line.number(&position, to: end)
    if position > start {
      // Whole kilobytes are no exact size: only bytes are.
      if position == end || line[position] == 32 { event.size = size }
      while position < end, line[position] != 32 { position += 1 }
    }
    guard event.status != .sent else { return }
    let rest = line.trimmed(ByteRange(position, end))
    guard !rest.isEmpty else { return }
    event[.reason] = rest
    setReply(line, rest, &event)
  }

  /// The remote server's reply in the error, if there is one: a permanent one ends the attempts.
  private static func setReply(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    var index = text.lower
    while index + 3 < text.upper {
      if line[index] == .ascii("4") || line[index] == .ascii("5"),
        index == text.lower || line[index - 1] == 32,
        let reply = Reply.read(line, from: index, to: text.upper), reply.code >= 400
      {
        event.setReply(reply)
        if reply.code >= 500 { event.status = .bounced }
        return
      }
      index += 1
    }
  }

  private static func setDestination(_ line: Span<UInt8>, _ range: ByteRange, _ event: inout LogEvent) {
    let host = line.trimmed(range)
    if AccessLine.isAddress(line, host) {
      event[.destinationIP] = line.unmapped(host)
      return
    }
    guard let open = line.find(" (", from: host.lower, to: host.upper), host.upper > open + 3,
      line[host.upper - 1] == .ascii(")")
    else {
      if !host.isEmpty { event[.destinationDomain] = host }
      return
    }
    event[.destinationDomain] = ByteRange(host.lower, open)
    let inner = ByteRange(open + 2, host.upper - 1)
    if AccessLine.isAddress(line, inner) { event[.destinationIP] = line.unmapped(inner) }
  }

  /// ` from S to R; E` or ` to R from S; E`
  private static func parseFailure(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    delivery(.bounced, &event)
    var stop = end
    if let mark = line.find("; ", from: start, to: end) {
      stop = mark
      event[.reason] = ByteRange(mark + 2, end)
      setReply(line, event[.reason], &event)
      event.status = .bounced
    }
    if line.has(" from ", at: start), let to = line.findLast(" to ", from: start, to: stop) {
      event[.mailFrom] = line.trimmed(ByteRange(start + 6, to))
      event[.rcptTo] = line.trimmed(ByteRange(to + 4, stop))
    } else if line.has(" to ", at: start) {
      let from = line.findLast(" from ", from: start, to: stop) ?? stop
      event[.rcptTo] = line.trimmed(ByteRange(start + 4, from))
      if from < stop { event[.mailFrom] = line.trimmed(ByteRange(from + 6, stop)) }
    } else {
      event.action = .warning
      event.status = .none
    }
  }

  /// `forwarded to R from S …`, `auto forwarded by U to R`
  private static func parseForward(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    event.action = .redirect
    event.outcome = .success
    if line.has("by ", at: start), let to = line.findLast(" to ", from: start, to: end) {
      event[.origRcptTo] = ByteRange(start + 3, to)
      event[.rcptTo] = line.trimmed(ByteRange(to + 4, end))
    } else if line.has("to ", at: start) {
      let from = line.findLast(" from ", from: start, to: end) ?? end
      event[.rcptTo] = line.trimmed(ByteRange(start + 3, from))
    }
  }

  /// Lines of no message: transfers as a whole, the Router's own state.
  private static func parseTransfer(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    let text = ByteRange(start, end)
    if line.has("No messages transferred to ", at: start) || line.has("Failed to connect to ", at: start) {
      event.action = .warning
      event[.reason] = text
      return
    }
    if line.has("Transferring mail to domain ", at: start),
      let host = line.find(" (host ", from: start, to: end),
      let close = line.find(.ascii(")"), from: host, to: end)
    {
      event.action = .service
      event.isClientSide = true
      var name = ByteRange(host + 7, close)
      if line[close - 1] == .ascii("]"), let open = line.find(" [", from: host + 7, to: close) {
        name = ByteRange(host + 7, open)
        let address = ByteRange(open + 2, close - 1)
        if AccessLine.isAddress(line, address) { event[.destinationIP] = line.unmapped(address) }
      }
      if !AccessLine.isAddress(line, name) { event[.destinationDomain] = name }
      event[.detail] = text
      return
    }
    AccessLine.setOther(line, text, &event)
  }
}
