import Bytes
import Model

/// Rows of IIS' SMTP service, W3C extended: one command of a client, or one line of a session that the server opened.
///
/// Blanks in values are written as `+`. A session has no id of its own.
enum ExchangeIIS {
  static func parse(_ line: Span<UInt8>, _ values: borrowing TableValues, into event: inout LogEvent) {
    let user = values.value(.user, line)
    let query = argument(line, values.value(.query, line))
    let method = values.value(.method, line)
    let client = ExchangeTracking.address(line, values.value(.clientIP, line))
    event.networkProtocol = .smtp
    event.action = .service
    event[.hostName] = values.value(.computer, line)
    let code = ExchangeTracking.number(line, values.value(.status, line))
    if !user.isNone, let isReply = outboundLine(line, user), code <= 0, values.value(.serverIP, line).isNone {
      outbound(line, client, method, query, isReply: isReply, &event)
      return
    }
    event[.sourceIP] = client
    if !user.isNone { event[.helo] = user }
    guard !method.isNone else { return }
    inbound(line, method, query, code, &event)
    if event.action == .messageReceived {
      event.size = ExchangeTracking.number(line, values.value(.size, line))
    }
  }

  /// Whether the name in the client's column stands for a session that the server opened, and for its replies.
  ///
  /// A client may call itself so (`EHLO OutboundConnectionCommand`): only lines without a status and without the server's
  /// address are the server's own.
  static func outboundLine(_ line: Span<UInt8>, _ user: ByteRange) -> Bool? {
    if line.equals("OutboundConnectionResponse", in: user) { return true }
    return line.equals("OutboundConnectionCommand", in: user) ? false : nil
  }

  /// A line of a session that the server opened.
  static func outbound(
    _ line: Span<UInt8>, _ server: ByteRange, _ method: ByteRange, _ query: ByteRange, isReply: Bool,
    _ event: inout LogEvent
  ) {
    event.isClientSide = true
    event[.destinationIP] = server
    var kind = DialogueTurn.Kind.none
    if isReply {
      outboundReply(line, query, &event)
      // Of a reply of several lines the first alone is logged.
      if event.replyCode != 0 { kind = .reply }
    } else {
      verb(line, method, query, &event)
      kind = turn(line, method, query)
    }
    if !server.isNone { event.turn = DialogueTurn(kind, .peer, .client, isSent: !isReply) }
  }

  /// What the command does in a session.
  private static func turn(
    _ line: Span<UInt8>, _ method: ByteRange, _ query: ByteRange
  ) -> DialogueTurn.Kind {
    guard !method.isNone else { return .none }
    let kind = Dialogue.kind(verb: line, method)
    guard kind == .chunk, !query.isNone else { return kind }
    // The last BDAT has the message's id where others have their size.
    let isLast =
      line.find(.ascii("<"), from: query.lower, to: query.upper) != nil
      || query.count > 5 && line.hasIgnoringCase("last", at: query.upper - 4)
    return isLast ? .lastChunk : .chunk
  }

  /// A command of a client, and how it was answered; -1 where the answer is not logged.
  static func inbound(
    _ line: Span<UInt8>, _ method: ByteRange, _ query: ByteRange, _ code: Int64, _ event: inout LogEvent
  ) {
    verb(line, method, query, &event)
    let kind = turn(line, method, query)
    if event.has(.sourceIP) { event.turn = DialogueTurn(kind, .peer, .server, isAnswered: true) }
    let isKnown = isCommand(line, method)
    if line.hasIgnoringCase("quit", at: method.lower), method.count == 4 {
      event.action = .disconnect
    } else if code == 250 || code < 0, kind == .data || kind == .lastChunk {
      event.action = .messageReceived
      event.outcome = code < 0 ? .unknown : .success
      event[.messageID] = ExchangeTracking.bare(line, query)
    }
    if code >= 200, code < 600 { event.replyCode = UInt16(code) }
    guard code >= 400, code < 600 else { return }
    event.action = .reject
    event.outcome = .failure
    event.rejectClass = isKnown ? .other : .protocolError
    if !isKnown { event[.detail] = method }
    if line.hasIgnoringCase("rcpt", at: method.lower) {
      event.stage = .rcpt
    } else if line.hasIgnoringCase("mail", at: method.lower) {
      event.stage = .mail
    } else if line.hasIgnoringCase("helo", at: method.lower) || line.hasIgnoringCase("ehlo", at: method.lower)
    {
      event.stage = .helo
    } else if line.hasIgnoringCase("data", at: method.lower) || line.hasIgnoringCase("bdat", at: method.lower)
    {
      event.stage = .data
    }
  }

  private static func isCommand(_ line: Span<UInt8>, _ method: ByteRange) -> Bool {
    if method.count == 8 { return line.hasIgnoringCase("starttls", at: method.lower) }
    guard method.count == 4 else { return false }
    switch UInt32(truncatingIfNeeded: line.word(at: method.lower)) & 0xDFDF_DFDF {
    // HELO EHLO MAIL RCPT DATA BDAT RSET QUIT AUTH VRFY NOOP HELP TURN ETRN
    case 0x4F4C_4548, 0x4F4C_4845, 0x4C49_414D, 0x5450_4352, 0x4154_4144, 0x5441_4442, 0x5445_5352,
      0x5449_5551, 0x4854_5541, 0x5946_5256, 0x504F_4F4E, 0x504C_4548, 0x4E52_5554, 0x4E52_5445:
      return true
    default: return false
    }
  }

  private static func verb(
    _ line: Span<UInt8>, _ method: ByteRange, _ query: ByteRange, _ event: inout LogEvent
  ) {
    guard !method.isNone, !query.isNone, method.count == 4 else { return }
    if line.hasIgnoringCase("helo", at: method.lower) || line.hasIgnoringCase("ehlo", at: method.lower) {
      event[.helo] = query
    } else if line.hasIgnoringCase("mail", at: method.lower) {
      event[.mailFrom] = path(line, query)
    } else if line.hasIgnoringCase("rcpt", at: method.lower) {
      event[.rcptTo] = path(line, query)
    }
  }

  /// The address in `FROM:<a@b>+SIZE=1`, `TO:+a@b`.
  private static func path(_ line: Span<UInt8>, _ query: ByteRange) -> ByteRange {
    guard let colon = line.find(.ascii(":"), from: query.lower, to: query.upper) else { return .none }
    var start = colon + 1
    while start < query.upper, line[start] == .ascii("+") || line[start] == 32 { start += 1 }
    if start < query.upper, line[start] == .ascii("<") {
      let close = line.find(.ascii(">"), from: start, to: query.upper) ?? query.upper
      return ByteRange(start + 1, close)
    }
    let end = line.find(.ascii("+"), from: start, to: query.upper) ?? query.upper
    return end > start ? ByteRange(start, end) : .none
  }

  /// Without the `+` that stands for the blank behind the verb.
  static func argument(_ line: Span<UInt8>, _ query: ByteRange) -> ByteRange {
    guard !query.isNone else { return .none }
    var start = query.lower
    while start < query.upper, line[start] == .ascii("+") { start += 1 }
    return start < query.upper ? ByteRange(start, query.upper) : .none
  }

  /// What the other server answered: `250+2.1.0+Ok`.
  static func outboundReply(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    guard !text.isNone, text.count >= 3, line[text.lower].isDigit, line[text.lower + 1].isDigit,
      line[text.lower + 2].isDigit
    else { return }
    var position = text.lower
    let code = line.number(&position, to: text.lower + 3)
    guard code >= 200, code < 600 else { return }
    event.replyCode = UInt16(code)
    var start = position + 1
    // `4.7.0+`
    if let plus = line.find(.ascii("+"), from: start, to: text.upper),
      Reply.enhancedEnd(line, at: start, to: plus) == plus
    {
      event[.replyEnhanced] = ByteRange(start, plus)
      start = plus + 1
    }
    if start < text.upper { event[.replyText] = ByteRange(start, text.upper) }
    if code == 250, let key = line.findLast("queued+as+", from: start, to: text.upper) {
      event[.queuedAs] = Reply.identifier(line, at: key + 10, to: text.upper)
    }
    if code >= 400 {
      event.action = .warning
      event.outcome = .failure
    }
  }
}

/// Lines of IIS' SMTP service in the NCSA form: `192.0.2.1 - name [11/Oct/2006:13:16:39 -0600] "RCPT -?+TO:<a> SMTP" 250 46`.
enum ExchangeNCSA {
  static func owns(_ line: Span<UInt8>) -> Bool {
    guard line.count > 40, line[0].isDigit || line[0] == .ascii(":") else { return false }
    // A date, as the rows of tables have it, begins so, and no address does.
    if line[3].isDigit, line[4] == .ascii("-") { return false }
    guard let blank = line.find(32, from: 0, to: 46), line.has("- ", at: blank + 1),
      let open = line.find(" [", from: blank, to: Swift.min(line.count, 340))
    else { return false }
    return line.count > open + 32 && line[open + 4] == .ascii("/") && line[open + 8] == .ascii("/")
      && line.find(" SMTP\"", from: open, to: line.count) != nil
  }

  static func readStamp(_ line: Span<UInt8>, into stamp: inout Stamp) -> Bool {
    guard let open = line.find(" [", from: 0, to: line.count), line.count > open + 29 else { return false }
    let start = open + 2
    let month = LocalMonth.number(line, ByteRange(start + 3, start + 6))
    var position = start
    let day = line.number(&position, to: start + 2)
    position = start + 7
    let year = line.number(&position, to: start + 11)
    let hour = line.two(start + 12)
    let minute = line.two(start + 15)
    let second = line.two(start + 18)
    guard month > 0, year >= 1990, year < 2200, day >= 1,
      day <= Int64(CivilTime.daysInMonth(UInt8(month), year: Int32(year))), hour >= 0, hour < 24, minute >= 0,
      minute < 60, second >= 0, second <= 60
    else { return false }
    let hours = line.two(start + 22)
    let minutes = line.two(start + 24)
    guard hours >= 0, minutes >= 0 else { return false }
    let days = CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day))
    stamp.civilMicroseconds = (days &* 86_400 &+ Int64(hour * 3_600 + minute * 60 + second)) &* 1_000_000
    stamp.hasYear = true
    let offset = Int16(hours * 60 + minutes)
    stamp.offsetMinutes = line[start + 21] == .ascii("-") ? -offset : offset
    return true
  }

  static func parse(_ line: Span<UInt8>, into event: inout LogEvent) {
    event.action = .service
    event.networkProtocol = .smtp
    guard let blank = line.find(32, from: 0, to: line.count),
      let open = line.find(" [", from: blank, to: line.count),
      let quote = line.find(.ascii("\""), from: open, to: line.count),
      let close = line.findLast("\" ", from: quote + 1, to: line.count), close > quote + 6
    else { return }
    let address = ExchangeTracking.address(line, ByteRange(0, blank))
    let user = ByteRange(Swift.min(blank + 3, open), open)
    // VERB -?argument SMTP
    let end = close - 5
    let verbEnd = line.find(32, from: quote + 1, to: end) ?? end
    let method = ByteRange(quote + 1, verbEnd)
    var query = ByteRange.none
    if line.has(" -?", at: verbEnd), verbEnd + 3 < end { query = ByteRange(verbEnd + 3, end) }
    var position = close + 2
    let code = line.number(&position, to: line.count)
    if code == 0, let isReply = ExchangeIIS.outboundLine(line, user) {
      ExchangeIIS.outbound(
        line, address, isReply ? .none : method, ExchangeIIS.argument(line, query), isReply: isReply, &event)
      return
    }
    event[.sourceIP] = address
    if user.count > 1 { event[.helo] = user }
    ExchangeIIS.inbound(line, method, ExchangeIIS.argument(line, query), code > 0 ? code : -1, &event)
  }
}
