import Bytes
import Model

/// The tasks of Domino that clients connect to: SMTP, POP3, IMAP, LDAP, HTTP.
///
/// User names and HELO names are the client's text; the address behind them is the server's and is looked for from the
/// right.
enum DominoServer {
  /// `task` ends where the name of the task ends: behind it stands `: ` or ` [pid:thread-tid] `.
  static func parse(_ line: Span<UInt8>, from task: Int, to end: Int, _ event: inout LogEvent) {
    var start = task + 2
    if line.has(" [", at: task), let close = line.find("] ", from: task, to: Swift.min(end, task + 48)) {
      start = close + 2
    }
    start = Swift.min(start, end)
    let text = ByteRange(start, end)
    if line.has("Message ", at: start), let number = DominoRouter.number(line, at: start + 8, to: end) {
      parseArrival(line, number, to: end, &event)
      event.pid = -1
      return
    }
    if let found = line.findLast(" authentication failure using internet password", from: start, to: end) {
      // U [A] authentication failure using internet password
      login(false, &event)
      event[.reason] = ByteRange(found + 1, found + 23)
      if line[found - 1] == .ascii("]"), let open = line.findLast(.ascii("["), from: start, to: found) {
        AccessLine.setAddress(line, ByteRange(open + 1, found - 1), &event)
        event[.userName] = line.trimmed(ByteRange(start, open))
      }
      return
    }
    if let found = line.findLast("; connecting host ", from: start, to: end) {
      parseLogin(line, from: start, found, to: end, &event)
      return
    }
    if line.find("rejected", from: start, to: end) != nil {
      parseRejection(line, text, &event)
      return
    }
    parseConnection(line, text, &event)
  }

  /// `Message X (MessageID: <id>) received[ from H size N bytes]`
  private static func parseArrival(
    _ line: Span<UInt8>, _ number: ByteRange, to end: Int, _ event: inout LogEvent
  ) {
    event[.localID] = number
    event.messageRole = .continues
    guard let received = line.findLast(") received", from: number.upper, to: end) else {
      event.action = .service
      event[.detail] = ByteRange(number.upper, end)
      return
    }
    event.action = .messageReceived
    event.outcome = .success
    event.messageRole = .begins
    if line.has(" (MessageID: ", at: number.upper) {
      var id = line.trimmed(ByteRange(number.upper + 13, received))
      if id.count >= 2, line[id.lower] == .ascii("<"), line[id.upper - 1] == .ascii(">") {
        id = ByteRange(id.lower + 1, id.upper - 1)
      }
      event[.messageID] = id
    }
    guard line.has(" from ", at: received + 10) else { return }
    var stop = end
    if let size = line.findLast(" size ", from: received + 16, to: end) {
      stop = size
      var position = size + 6
      event.size = line.number(&position, to: end)
    }
    setHost(line, ByteRange(received + 16, stop), &event)
  }

  /// `A`, `name`, `name (A)`, `name ([A])`, `name [A]`
  static func setHost(_ line: Span<UInt8>, _ range: ByteRange, _ event: inout LogEvent) {
    let host = line.trimmed(range)
    if AccessLine.isAddress(line, host) {
      event[.sourceIP] = line.unmapped(host)
      return
    }
    guard host.count > 2 else { return }
    var first = host.lower
    while first < host.upper, line[first] != 32, line[first] != .ascii("("), line[first] != .ascii("[") {
      first += 1
    }
    if first > host.lower { event[.sourceDomain] = ByteRange(host.lower, first) }
    var open = host.upper
    while open > first, line[open - 1] == .ascii(")") || line[open - 1] == .ascii("]") { open -= 1 }
    let close = open
    while open > first,
      line[open - 1].isHexDigit || line[open - 1] == .ascii(".") || line[open - 1] == .ascii(":")
    {
      open -= 1
    }
    if close < host.upper { AccessLine.setAddress(line, ByteRange(open, close), &event) }
  }

  private static func login(_ isSuccess: Bool, _ event: inout LogEvent) {
    event.action = .login
    event.outcome = isSuccess ? .success : .failure
    event.pid = -1
  }

  /// `Authentication failed for user U ; connecting host A`, `U logged in; connecting host A`, `U logged out; …`
  private static func parseLogin(
    _ line: Span<UInt8>, from start: Int, _ found: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.pid = -1
    AccessLine.setAddress(line, line.trimmed(ByteRange(found + 18, end)), &event)
    let stop = line.trimmed(ByteRange(start, found)).upper
    if line.has("Authentication succeeded for ", at: start) {
      login(true, &event)
      setUser(line, start + 29, stop, &event)
    } else if line.has("Authentication failed for ", at: start) {
      login(false, &event)
      setUser(line, start + 26, stop, &event)
      event[.reason] = ByteRange(start, start + 21)
    } else if stop - start > 10, line.has(" logged in", at: stop - 10) {
      login(true, &event)
      event[.userName] = ByteRange(start, stop - 10)
    } else if stop - start > 11, line.has(" logged out", at: stop - 11) {
      event.action = .logout
      event[.userName] = ByteRange(start, stop - 11)
    } else {
      event.action = .warning
      event[.reason] = ByteRange(start, end)
    }
  }

  private static func setUser(_ line: Span<UInt8>, _ start: Int, _ stop: Int, _ event: inout LogEvent) {
    let first = line.has("user ", at: start) ? start + 5 : start
    if first < stop { event[.userName] = ByteRange(first, stop) }
  }

  /// `Connection from [A] rejected for policy reasons. R`, `Attempt to relay mail to X rejected for policy reasons. R`,
  /// `Message rejected. Authenticated user U from host A sending mail from X failed to match …`
  private static func parseRejection(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let start = text.lower
    let end = text.upper
    event.action = .reject
    event.outcome = .failure
    event.pid = -1
    event.rejectClass = .policy
    event[.reason] = text
    if line.has("Connection from [", at: start) {
      event.stage = .connect
      if let close = line.find(.ascii("]"), from: start + 17, to: end) {
        AccessLine.setAddress(line, ByteRange(start + 17, close), &event)
      }
    } else if line.has("Message rejected. Authenticated user ", at: start),
      let host = line.findLast(" from host ", from: start, to: end)
    {
      event.rejectClass = .sender
      event.stage = .mail
      event[.userName] = ByteRange(start + 37, host)
      let stop = line.find(32, from: host + 11, to: end) ?? end
      AccessLine.setAddress(line, ByteRange(host + 11, stop), &event)
      if let from = line.find(" sending mail from ", from: stop, to: end) {
        let last = line.findLast(" failed to match", from: from + 19, to: end) ?? end
        event[.mailFrom] = Dialogue.argument(line, from: from + 19, to: last)
      }
    } else if line.has("Attempt to relay mail to ", at: start) {
      event.rejectClass = .relayDenied
      event.stage = .rcpt
      let last = line.findLast(" rejected for policy reasons", from: start + 25, to: end) ?? end
      event[.rcptTo] = Dialogue.argument(line, from: start + 25, to: last)
    }
    if line.find("lacklist", from: start, to: end) != nil {
      event.rejectClass = .dnsbl
    } else if line.find("elay", from: start, to: end) != nil {
      event.rejectClass = .relayDenied
    } else if line.find("not listed in ", from: start, to: end) != nil {
      event.rejectClass = .unknownUser
    }
  }

  /// `A connected`, `A disconnected. N message[s] received`, `U logged in from A`, `U logged out[ from A]`
  private static func parseConnection(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let start = text.lower
    let end = text.upper
    if let blank = line.find(32, from: start, to: Swift.min(end, start + 48)),
      AccessLine.isAddress(line, ByteRange(start, blank)),
      line.has("connected", at: blank + 1) || line.has("disconnected", at: blank + 1)
    {
      AccessLine.setAddress(line, ByteRange(start, blank), &event)
      event.action = line[blank + 1] == .ascii("d") ? .disconnect : .connect
      event.pid = -1
      let rest = blank + (event.action == .connect ? 10 : 13)
      if rest + 1 < end { event[.detail] = line.trimmed(ByteRange(rest + 1, end)) }
      return
    }
    if let found = line.findLast(" logged in from ", from: start, to: end) {
      login(true, &event)
      event[.userName] = ByteRange(start, found)
      setAddress(line, found + 16, end, &event)
      return
    }
    if let found = line.findLast(" logged out", from: start, to: end) {
      event.action = .logout
      event.pid = -1
      event[.userName] = ByteRange(start, found)
      if line.has(" from ", at: found + 11) { setAddress(line, found + 17, end, &event) }
      return
    }
    AccessLine.setOther(line, text, &event)
  }

  private static func setAddress(_ line: Span<UInt8>, _ start: Int, _ end: Int, _ event: inout LogEvent) {
    let first = start < end && line[start] == .ascii("[") ? start + 1 : start
    var stop = first
    while stop < end, line[stop].isHexDigit || line[stop] == .ascii(".") || line[stop] == .ascii(":") {
      stop += 1
    }
    AccessLine.setAddress(line, ByteRange(first, stop), &event)
  }

  /// `TLS/SSL connection A(port) -> B(port) failed with R`
  static func parseTLS(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let start = text.lower
    let end = text.upper
    guard let word = line.find(" connection ", from: start, to: end),
      let failed = line.find(" failed with ", from: word, to: end),
      let open = line.find(.ascii("("), from: word, to: failed)
    else {
      AccessLine.setOther(line, text, &event)
      return
    }
    event.action = .tlsFailed
    event.outcome = .failure
    event.pid = -1
    AccessLine.setAddress(line, ByteRange(word + 12, open), &event)
    var position = open + 1
    event.sourcePort = UInt16(clamping: line.number(&position, to: failed))
    event[.reason] = ByteRange(failed + 13, end)
  }
}
