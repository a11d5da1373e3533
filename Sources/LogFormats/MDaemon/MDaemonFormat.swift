public import Bytes
public import Model

/// MDaemon's session transcripts (SMTP-in, SMTP-out, IMAP, POP, Routing, Screening): `Wed 2018-04-25 00:00:34.123: 05: text`,
/// and the lines of statistics that MDaemon writes as CSV.
///
/// `-->` is what MDaemon sends, `<--` what it receives: in SMTP-out the replies are received. A session is written as one
/// block that begins with `Session N; child M` and ends with dashes; a line alone does not name it.
/// - Source: MDaemon help, "Log settings"; lines of MDaemon 9 to 26 as log readers quote them; awstats maillogconvert.pl.
public enum MDaemonFormat: NativeFormat {
  public static var name: StaticString { "mdaemon" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equalsIgnoringCase("mdaemon", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    stampEnd(line) != nil || isTable(line) || line.has("START Event Log / MDaemon", at: 0)
      || line.has("MDaemon PRO v", at: 0)
  }

  /// The position behind `Wed 2018-04-25 00:00:34[.123]: `.
  private static func stampEnd(_ line: Span<UInt8>) -> Int? {
    guard line.count > 24, line[0].isUpper, line[3] == 32, line[8] == .ascii("-"), line[11] == .ascii("-"),
      line[14] == 32, line[17] == .ascii(":"), line[20] == .ascii(":")
    else { return nil }
    var index = 23
    if line[index] == .ascii(".") {
      index += 1
      while index < line.count, line[index].isDigit { index += 1 }
    }
    guard index < line.count, line[index] == .ascii(":") else { return nil }
    return AccessLine.skipBlanks(line, from: index + 1, to: line.count)
  }

  /// `"2003-11-06 00:00:42","2003-11-06 00:00:45",SMTPI,…`
  private static func isTable(_ line: Span<UInt8>) -> Bool {
    line.count > 60 && line[0] == .ascii("\"") && line[5] == .ascii("-") && line.has("\",\"", at: 20)
      && line.has("\",", at: 42) && line[44].isUpper
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    if let next = stampEnd(line) {
      var close = next - 1
      while close > 22, line[close] != .ascii(":") { close -= 1 }
      guard envelope.stamp.readISO(line, from: 4, to: close) != nil else { return false }
      envelope.message = ByteRange(next, line.count)
    } else {
      guard isTable(line), envelope.stamp.readISO(line, from: 1, to: 20) != nil else { return false }
      envelope.message = ByteRange(44, line.count)
    }
    envelope.shape = .native
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    if isTable(line) {
      parseTable(line, &event)
      return
    }
    let text = line.trimmed(envelope.message)
    guard envelope.shape == .native else {
      // Banners and rules at a file's head.
      event.action = .service
      event[.detail] = text
      return
    }
    parse(line, program: .none, message: text, into: &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    var start = message.lower
    let end = message.upper
    // 05: the colour of the line.
    if end - start >= 4, line[start].isDigit, line[start + 1].isDigit, line.has(": ", at: start + 2) {
      start += 4
    }
    if end - start >= 7, line[start] == .ascii("["), let close = line.find("] ", from: start, to: start + 16)
    {
      // [1234:5] of older versions: the session and its thread.
      if let colon = line.find(.ascii(":"), from: start, to: close), colon > start + 1 {
        event[.sessionID] = ByteRange(start + 1, colon)
      }
      start = close + 2
    }
    let text = line.trimmed(ByteRange(start, end))
    start = text.lower
    guard start < end else {
      event.action = .service
      return
    }
    switch line[start] {
    case .ascii("-") where line.has("--> ", at: start):
      transcript(line, ByteRange(start + 4, end), sent: true, &event)
    case .ascii("<") where line.has("<-- ", at: start):
      transcript(line, ByteRange(start + 4, end), sent: false, &event)
    case .ascii("A") where line.has("Accepting ", at: start): parseAccept(line, text, &event)
    case .ascii("S") where line.has("Session ", at: start):
      event.action = .service
      var position = start + 8
      _ = line.number(&position, to: end)
      if position > start + 8 { event[.sessionID] = ByteRange(start + 8, position) }
      event.turn = DialogueTurn(.opens, .block, .unknown)
      return
    case .ascii("H") where line.has("Host screening refused connection to ", at: start):
      parseScreening(line, text, &event)
    case .ascii("L") where line.has("Location Screening: IP ", at: start): parseLocation(line, text, &event)
    case .ascii("C") where line.has("Connection closed", at: start):
      event.action = .disconnect
      setTurn(.closes, &event)
    case .ascii("-") where line.has("---", at: start):
      AccessLine.setOther(line, text, &event)
      setTurn(.closes, &event)
    case .ascii("A") where line.has("Attempting SMTP connection to ", at: start):
      parseAttempt(line, text, &event)
    default:
      AccessLine.setOther(line, text, &event)
      setNote(line, text, &event)
    }
  }

  /// The line's part in its session: known by the number in front, where each line has one.
  private static func setTurn(
    _ kind: DialogueTurn.Kind, isSent: Bool = false, _ event: inout LogEvent
  ) {
    event.turn = DialogueTurn(kind, event.has(.sessionID) ? .session : .block, .unknown, isSent: isSent)
  }

  /// What stands between the dialogue's lines: `*  Message-ID: <…>`, `Message size: 1234 bytes`, the end.
  private static func setNote(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    var start = text.lower
    while start < text.upper, line[start] == .ascii("*") || line[start] == 32 { start += 1 }
    if line.has("Message-ID: ", at: start) {
      event[.messageID] = ExchangeTracking.bare(line, line.trimmed(ByteRange(start + 12, text.upper)))
      setTurn(.note, &event)
    } else if line.has("Message size: ", at: start) {
      var position = start + 14
      let bytes = line.number(&position, to: text.upper)
      if position > start + 14, line.has(" bytes", at: position) { event.size = bytes }
      setTurn(.note, &event)
    } else if line.has("SMTP session ", at: start) {
      setTurn(.closes, &event)
    }
  }

  /// `Attempting SMTP connection to [A:25]`, also without brackets; a name there is resolved in lines that follow.
  private static func parseAttempt(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    AccessLine.setOther(line, text, &event)
    var server = line.trimmed(ByteRange(text.lower + 30, text.upper))
    if server.count > 2, line[server.lower] == .ascii("["),
      let close = line.find(.ascii("]"), from: server.lower, to: server.upper)
    {
      server = line.trimmed(ByteRange(server.lower + 1, close))
    }
    guard let address = IPAddressCell.range(line, server) else { return }
    event.isClientSide = true
    event.networkProtocol = .smtp
    event[.destinationIP] = address
    event.destinationPort = IPAddressCell.port(line, server)
    setTurn(.opens, isSent: true, &event)
  }

  /// Which side speaks is told by the words: a reply begins with three digits, a command with letters.
  private static func transcript(
    _ line: Span<UInt8>, _ text: ByteRange, sent: Bool, _ event: inout LogEvent
  ) {
    if Reply.code(line, at: text.lower, to: text.upper) != nil {
      event.networkProtocol = .smtp
      Dialogue.reply(line, text, isClientSide: !sent, &event)
      // 250 Ok, message saved <Message-ID: …>
      if sent, event.replyCode == 250, let key = line.find("<Message-ID:", from: text.lower, to: text.upper) {
        let close = line.findLast(.ascii(">"), from: key + 12, to: text.upper) ?? text.upper
        let id = line.trimmed(ByteRange(key + 12, close))
        if !id.isEmpty { event[.messageID] = id }
      }
      if Dialogue.endsReply(line, text) { setTurn(.reply, isSent: sent, &event) }
    } else if !text.isEmpty, line[text.lower] == .ascii("+") || line[text.lower] == .ascii("-") {
      event.networkProtocol = .pop3
      Dialogue.accessReply(line, text, isIMAP: false, &event)
    } else {
      Dialogue.command(line, text, &event)
      if line.hasIgnoringCase("user ", at: text.lower) {
        event.networkProtocol = .pop3
        Dialogue.accessCommand(line, text, isIMAP: false, &event)
      } else {
        setTurn(Dialogue.kind(line, text), isSent: sent, &event)
      }
      event.isClientSide = sent
    }
  }

  /// `Accepting SMTP connection from [A:P] to [B:25]`, also without brackets.
  private static func parseAccept(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    guard let from = line.find(" connection from ", from: text.lower, to: text.upper) else {
      AccessLine.setOther(line, text, &event)
      return
    }
    event.action = .connect
    let name = ByteRange(text.lower + 10, from)
    let to = line.find(" to ", from: from, to: text.upper) ?? text.upper
    setEndpoint(line, ByteRange(from + 17, to), &event)
    let colon = line.findLast(.ascii(":"), from: to, to: text.upper) ?? text.upper
    var position = colon + 1
    let port = line.number(&position, to: text.upper)
    if line.equals("SMTP", in: name) {
      if event.has(.sourceIP) { setTurn(.opens, &event) }
      event.networkProtocol = port == 465 ? .submissions : port == 587 ? .submission : .smtp
    } else if line.equals("IMAP", in: name) {
      event.networkProtocol = port == 993 ? .imaps : .imap
    } else if line.has("POP", at: name.lower) {
      event.networkProtocol = port == 995 ? .pop3s : .pop3
    }
    if port == 465 || port == 993 || port == 995 { event.tlsEstablished = .yes }
  }

  /// `A:P` or `[A:P]`
  private static func setEndpoint(_ line: Span<UInt8>, _ range: ByteRange, _ event: inout LogEvent) {
    var inner = line.trimmed(range)
    if inner.count > 2, line[inner.lower] == .ascii("["), line[inner.upper - 1] == .ascii("]") {
      inner = ByteRange(inner.lower + 1, inner.upper - 1)
    }
    guard let colon = line.findLast(.ascii(":"), from: inner.lower, to: inner.upper) else {
      AccessLine.setAddress(line, inner, &event)
      return
    }
    var host = ByteRange(inner.lower, colon)
    if host.count > 2, line[host.lower] == .ascii("["), line[host.upper - 1] == .ascii("]") {
      host = ByteRange(host.lower + 1, host.upper - 1)
    }
    AccessLine.setAddress(line, host, &event)
    var position = colon + 1
    event.sourcePort = UInt16(clamping: line.number(&position, to: inner.upper))
  }

  /// `Host screening refused connection to B:465 from NAME [A:P] (matched to line "…")`
  private static func parseScreening(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    event.action = .connectionRefused
    event.outcome = .failure
    event[.reason] = text
    guard let from = line.find(" from ", from: text.lower, to: text.upper),
      let close = line.findLast("] (matched", from: from, to: text.upper)
        ?? line.findLast(.ascii("]"), from: from, to: text.upper),
      let open = line.findLast(.ascii("["), from: from, to: close)
    else { return }
    setEndpoint(line, ByteRange(open + 1, close), &event)
  }

  /// `Location Screening: IP A matched to country C; connection blocked; port 995`
  private static func parseLocation(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    let first = text.lower + 23
    let stop = line.find(32, from: first, to: text.upper) ?? text.upper
    AccessLine.setAddress(line, ByteRange(first, stop), &event)
    let isBlocked = line.find("connection blocked", from: stop, to: text.upper) != nil
    event.action = isBlocked ? .connectionRefused : .service
    if isBlocked {
      event.outcome = .failure
      event[.reason] = text
    } else {
      event[.detail] = text
    }
  }

  /// `"begun","ended",SMTPI,id,"from","to","","","ip","","",n,size,n`: one message of a session in (SMTPI) or out.
  private static func parseTable(_ line: Span<UInt8>, _ event: inout LogEvent) {
    var position = 44
    var kind = ByteRange.none
    var cells = InlineArray<13, ByteRange>(repeating: .none)
    for column in 0..<13 where position <= line.count {
      var cell: ByteRange
      if position < line.count, line[position] == .ascii("\"") {
        let close = line.find(.ascii("\""), from: position + 1) ?? line.count
        cell = ByteRange(position + 1, close)
        position = Swift.min(close + 2, line.count + 1)
      } else {
        let stop = line.find(.ascii(","), from: position) ?? line.count
        cell = ByteRange(position, stop)
        position = stop + 1
      }
      if column == 0 { kind = cell } else { cells[column] = cell }
    }
    let isIncoming = line.equals("SMTPI", in: kind)
    event.networkProtocol = .smtp
    if !cells[1].isEmpty { event[.sessionID] = cells[1] }
    event[.mailFrom] = cells[2]
    if !cells[3].isEmpty { event[.rcptTo] = cells[3] }
    var digits = cells[10].isNone ? 0 : cells[10].lower
    if !cells[10].isEmpty { event.size = line.number(&digits, to: cells[10].upper) }
    if isIncoming {
      event.action = .messageReceived
      event.outcome = .success
      AccessLine.setAddress(line, cells[6], &event)
    } else if line.equals("SMTPO", in: kind) {
      event.action = .delivery
      event.status = .sent
      event.outcome = .success
      event.isClientSide = true
      if AccessLine.isAddress(line, cells[6]) { event[.destinationIP] = cells[6] }
    } else {
      event.action = .service
      event.networkProtocol = .none
    }
  }

  public static var samples: [LogSample] { MDaemonSamples.all }
}
