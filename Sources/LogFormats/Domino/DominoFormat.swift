public import Bytes
public import Model

/// Lotus, IBM and HCL Domino: the console log and the text export of log.nsf.
///
/// `[pid:thread-tid] date time   Task: text`. One process of a task serves many connections, so its pid tells none apart
/// and is left out of the lines of connections. The number of a message (`Message 00A1B2C3`) is its note id in mail.box:
/// SMTP Server and Router use it in common, and after a restart or compaction it is another message's.
/// - Source: HCL Domino 14 administration help, "Mail routing events"; fail2ban domino-smtp; lines of
///   nashcom/domino-startscript.
public enum DominoFormat: NativeFormat {
  public static var name: StaticString { "domino" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equalsIgnoringCase("domino", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    if let prefix = DominoStamp.prefix(line) {
      let start = AccessLine.skipBlanks(line, from: prefix.next, to: line.count)
      return DominoStamp.read(line, at: start, to: line.count) != nil || isTask(line, at: start)
    }
    if let stamp = DominoStamp.read(line, at: 0, to: line.count) {
      return stamp.gap >= 2 && (!stamp.isYearFirst || isTask(line, at: stamp.next))
    }
    return isTask(line, at: 0)
  }

  /// Names of tasks that no other server's lines begin with.
  private static func isTask(_ line: Span<UInt8>, at start: Int) -> Bool {
    line.has("SMTP Server: ", at: start) || line.has("SMTP Server [", at: start)
      || line.has("POP3 Server: ", at: start) || line.has("IMAP Server: ", at: start)
      || line.has("LDAP Server: ", at: start) || line.has("HTTP Server: ", at: start)
      || line.has("Router: Message ", at: start) || line.has("Router: Transferr", at: start)
      || line.has("Router: No messages ", at: start) || line.has("Router: Mail Router ", at: start)
  }

  static func refine(_ dialect: inout Dialect, head: Span<UInt8>) {
    var order = DominoDateOrder()
    var start = 0
    while start < head.count {
      let end = head.find(10, from: start) ?? head.count
      let line = head.extracting(start..<end)
      let first = DominoStamp.prefix(line)?.next ?? 0
      if let stamp = DominoStamp.read(
        line, at: AccessLine.skipBlanks(line, from: first, to: line.count), to: line.count)
      {
        order.take(stamp)
      }
      start = end + 1
    }
    dialect.dateOrder = order.order
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    let prefix = DominoStamp.prefix(line)
    let start = AccessLine.skipBlanks(line, from: prefix?.next ?? 0, to: line.count)
    var next = start
    if let stamp = DominoStamp.read(line, at: start, to: line.count),
      stamp.civil(dialect.dateOrder, into: &envelope.stamp)
    {
      next = stamp.next
    } else if prefix == nil {
      return false
    }
    envelope.shape = .native
    if let prefix { envelope.pid = prefix.pid }
    envelope.message = ByteRange(next, line.count)
    envelope.program = task(line, at: next)
    return true
  }

  /// `SMTP Server`, `Router`: letters, digits and blanks before the text's first colon or bracket, if these are a name.
  private static func task(_ line: Span<UInt8>, at start: Int) -> ByteRange {
    let limit = Swift.min(line.count, start + 32)
    var index = start
    var blanks = 0
    while index < limit, line[index].isAlphanumeric || line[index] == 32 {
      if line[index] == 32 { blanks += 1 }
      index += 1
    }
    // A task's name is of three words at most.
    guard blanks <= 3, index < limit, blanks <= 2 || line[index] == .ascii("[") else { return .none }
    guard index > start + 1, index + 1 < limit else { return .none }
    if line[index] == .ascii("["), line[index - 1] == 32 { return ByteRange(start, index - 1) }
    guard line[index] == .ascii(":"), line[index + 1] == 32 else { return .none }
    let name = ByteRange(start, index)
    return line.equals("Error", in: name) || line.equals("Warning", in: name) ? .none : name
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    parse(line, program: envelope.program, message: envelope.message, into: &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let start = message.lower
    let end = message.upper
    guard start < end else {
      event.action = .service
      return
    }
    if line.has("Router: ", at: start) {
      DominoRouter.parse(line, from: start + 8, to: end, &event)
      return
    }
    let name = task(line, at: start)
    event.networkProtocol = networkProtocol(line, name)
    if event.networkProtocol != .none || line.equalsIgnoringCase("ldap server", in: name)
      || line.equalsIgnoringCase("http server", in: name) || line.equalsIgnoringCase("http", in: name)
      || line.equalsIgnoringCase("ldap", in: name)
    {
      DominoServer.parse(line, from: name.upper, to: end, &event)
    } else if line.has("TLS/SSL connection ", at: start) || line.has("SSL connection ", at: start) {
      DominoServer.parseTLS(line, message, &event)
    } else if line.has("Login failed for user ", at: start) {
      event.action = .login
      event.outcome = .failure
      let stop = line.findLast(": ", from: start + 22, to: end) ?? end
      event[.userName] = ByteRange(start + 22, stop)
      event[.reason] = stop < end ? ByteRange(stop + 2, end) : .none
    } else {
      AccessLine.setOther(line, message, &event)
    }
  }

  private static func networkProtocol(_ line: Span<UInt8>, _ name: ByteRange) -> LogEvent.NetworkProtocol {
    guard name.count >= 4 else { return .none }
    guard name.count == 4 || name.count == 11 && line.has(" Server", at: name.lower + 4) else { return .none }
    if line.hasIgnoringCase("smtp", at: name.lower) { return .smtp }
    if line.hasIgnoringCase("pop3", at: name.lower) { return .pop3 }
    if line.hasIgnoringCase("imap", at: name.lower) { return .imap }
    return .none
  }

  public static var samples: [LogSample] { DominoSamples.all }
}
