public import Bytes
public import Model

/// MailEnable's activity logs: `MM/DD/YY hh:mm:ss⇥SMTP-IN⇥id.MAI⇥socket⇥ip⇥verb⇥argument⇥reply⇥in⇥out⇥user⇥subject`.
///
/// Each line is a command and the reply to it. The date is always month first. The id is one of the session, in which
/// several messages may follow each other; IMAP and POP logs have the same columns. AUTH's argument is a credential.
/// What the W3C logs say (`MailEnableW3C`) is the same.
/// - Source: MailEnable administrator's guide, "Log files"; lines of MailEnable 9 and 10.
public enum MailEnableFormat: NativeFormat {
  public static var name: StaticString { "mailenable" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equalsIgnoringCase("mailenable", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    if line.count > 24, line[0] == .ascii("["), line[3] == .ascii("/"), line.has("]*****", at: 18) {
      return true
    }
    guard line.count > 30, line[2] == .ascii("/"), line[5] == .ascii("/"), line[17] == 9 else {
      return MailEnableW3C.owns(line)
    }
    return line.has("SMTP-", at: 18) || line.has("POP", at: 18) || line.has("IMAP", at: 18)
  }

  static func refine(_ dialect: inout Dialect, head: Span<UInt8>) {
    MailEnableW3C.refine(&dialect, head: head)
  }

  static func header(_ line: Span<UInt8>, _ dialect: Dialect) -> Dialect? {
    MailEnableW3C.header(line, dialect)
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    var start = 0
    if line.count > 1, line[0] == .ascii("[") { start = 1 }
    guard line.count >= start + 17, line[start + 2] == .ascii("/"), line[start + 5] == .ascii("/"),
      line[start + 8] == 32, let clock = line.clock(at: start + 9, to: line.count),
      envelope.stamp.setCivil(
        year: 2000 + line.two(start + 6), month: line.two(start), day: line.two(start + 3), hour: clock.hour,
        minute: clock.minute, second: clock.second)
    else { return MailEnableW3C.readEnvelope(line, dialect, into: &envelope) }
    envelope.shape = .native
    let next = start + 17
    envelope.message = ByteRange(Swift.min(next + 1, line.count), line.count)
    if next < line.count, line[next] == 9 {
      let stop = line.find(9, from: next + 1) ?? line.count
      envelope.program = ByteRange(next + 1, stop)
    }
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    if MailEnableW3C.parse(line, dialect, envelope, into: &event) { return }
    guard envelope.shape == .native, envelope.program.length > 0 else {
      // `[01/02/26 09:00:00]****** LOG FILE STARTED ******`, a continuation of a reply.
      event.action = .service
      event[.detail] = line.trimmed(envelope.message)
      return
    }
    var cells = InlineArray<11, ByteRange>(repeating: .none)
    var position = envelope.program.upper + 1
    for column in 0..<11 where position <= line.count {
      let stop = line.find(9, from: position) ?? line.count
      cells[column] = ByteRange(position, stop)
      position = stop + 1
    }
    let id = cells[0]
    if id.count > 4, line.has(".MAI", at: id.upper - 4) {
      event[.sessionID] = ByteRange(id.lower, id.upper - 4)
    }
    if !cells[9].isEmpty { event[.subject] = line.trimmed(cells[9]) }
    parse(
      line,
      Row(
        service: envelope.program, address: cells[2], verb: cells[3], argument: cells[4], said: cells[5],
        bytesIn: cells[6], bytesOut: cells[7], user: cells[8]),
      into: &event)
  }

  /// The cells that both kinds of log have; empty or none where nothing was said.
  struct Row {
    var service: ByteRange
    var address: ByteRange
    var verb: ByteRange
    var argument: ByteRange
    var said: ByteRange
    var bytesIn: ByteRange
    var bytesOut: ByteRange
    var user: ByteRange
  }

  /// A command and the reply to it. The session is that of the id, where one was read, of the address otherwise.
  static func parse(_ line: Span<UInt8>, _ row: Row, into event: inout LogEvent) {
    let isOutgoing = line.has("SMTP-OU", at: row.service.lower)
    if isOutgoing {
      event.isClientSide = true
      if !row.address.isNone, AccessLine.isAddress(line, row.address) { event[.destinationIP] = row.address }
    } else {
      AccessLine.setAddress(line, row.address, &event)
    }
    if !row.user.isEmpty { event[.userName] = row.user }
    if line.has("SMTP", at: row.service.lower) {
      event.networkProtocol = .smtp
      if isOutgoing {
        parseOutgoing(line, row.verb, row.argument, row.said, &event)
      } else {
        parseIncoming(line, row.verb, row.argument, row.said, &event)
      }
      if event.has(.sessionID) || event.has(isOutgoing ? .destinationIP : .sourceIP) {
        // A client's tab would shift the cells: where no numbers of bytes stand behind the reply, it is not believed.
        let isWhole = isNumber(line, row.bytesIn) && isNumber(line, row.bytesOut)
        if !isWhole { event.replyCode = 0 }
        event.turn = turn(
          line, row, event.has(.sessionID) ? .session : .peer, isOutgoing: isOutgoing,
          hasReply: event.replyCode != 0)
      }
    } else {
      let isIMAP = line[row.service.lower] == .ascii("I")
      event.networkProtocol = isIMAP ? .imap : .pop3
      parseAccess(line, row.verb, row.argument, row.said, &event)
    }
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    AccessLine.setOther(line, message, &event)
  }

  private static func isNumber(_ line: Span<UInt8>, _ cell: ByteRange) -> Bool {
    !cell.isEmpty && line[cell.lower].isDigit && line[cell.upper - 1].isDigit
  }

  /// The row's part in its session: a command with its reply, or a reply alone (the greeting, that to the message).
  private static func turn(
    _ line: Span<UInt8>, _ row: Row, _ scope: DialogueTurn.Scope, isOutgoing: Bool, hasReply: Bool
  ) -> DialogueTurn {
    let side: DialogueTurn.Side = isOutgoing ? .client : .server
    if row.verb.isEmpty { return DialogueTurn(hasReply ? .reply : .none, scope, side, isSent: !isOutgoing) }
    var kind = Dialogue.kind(verb: line, row.verb)
    if kind == .chunk { kind = Dialogue.kind(line, row.argument) }
    return DialogueTurn(kind, scope, side, isSent: isOutgoing, isAnswered: true)
  }

  private static func envelope(
    _ line: Span<UInt8>, _ verb: ByteRange, _ argument: ByteRange, _ event: inout LogEvent
  ) {
    guard !argument.isEmpty else { return }
    if line.equals("MAIL", in: verb) {
      event.stage = .mail
      let first =
        line.hasIgnoringCase("mail from:", at: argument.lower) ? argument.lower + 10 : argument.lower
      event[.mailFrom] = Dialogue.argument(line, from: first, to: argument.upper)
    } else if line.equals("RCPT", in: verb) {
      event.stage = .rcpt
      let first = line.hasIgnoringCase("rcpt to:", at: argument.lower) ? argument.lower + 8 : argument.lower
      event[.rcptTo] = Dialogue.argument(line, from: first, to: argument.upper)
    } else if line.equals("EHLO", in: verb) || line.equals("HELO", in: verb) {
      event.stage = .helo
      let first =
        line.hasIgnoringCase("ehlo ", at: argument.lower) || line.hasIgnoringCase("helo ", at: argument.lower)
        ? argument.lower + 5 : argument.lower
      event[.helo] = line.trimmed(ByteRange(first, argument.upper))
    }
  }

  private static func parseIncoming(
    _ line: Span<UInt8>, _ verb: ByteRange, _ argument: ByteRange, _ said: ByteRange, _ event: inout LogEvent
  ) {
    envelope(line, verb, argument, &event)
    let isAuth = line.equals("AUTH", in: verb)
    Dialogue.reply(line, said.isNone ? ByteRange(line.count, line.count) : said, isClientSide: false, &event)
    if event.action == .reject {
      event.rejectClass = Dialogue.classOfReject(
        line, Reply(code: event.replyCode, enhanced: event[.replyEnhanced], text: event[.replyText]),
        event.stage)
    }
    if isAuth {
      // `535 Invalid Username or Password`, `504 …`; the user's name, if it was told, is the log's own column.
      if event.replyCode >= 500, event.action != .connectionRefused {
        event.action = .login
        event.outcome = .failure
        event.rejectClass = .none
        event[.reason] = event[.replyText]
      }
    } else if event.action == .login {
      event.action = .service
      event.outcome = .none
      event[.reason] = .none
    } else if verb.isEmpty, event.replyCode == 220 {
      event.action = .connect
    } else if line.equals("QUIT", in: verb) {
      event.action = .disconnect
    }
    if event.action != .login, event.action != .reject {
      event.stage = event.stage == .none ? .none : event.stage
    }
  }

  private static func parseOutgoing(
    _ line: Span<UInt8>, _ verb: ByteRange, _ argument: ByteRange, _ said: ByteRange, _ event: inout LogEvent
  ) {
    envelope(line, verb, argument, &event)
    Dialogue.reply(line, said.isNone ? ByteRange(line.count, line.count) : said, isClientSide: true, &event)
    if event.replyCode >= 400, event.has(.rcptTo) {
      event.action = .delivery
      event.status = event.replyCode >= 500 ? .bounced : .deferred
      event.outcome = .failure
    }
  }

  private static func parseAccess(
    _ line: Span<UInt8>, _ verb: ByteRange, _ argument: ByteRange, _ said: ByteRange, _ event: inout LogEvent
  ) {
    event.action = .service
    let isLogin =
      line.equals("LOGIN", in: verb) || line.equals("PASS", in: verb) || line.equals("AUTHENTICATE", in: verb)
      || line.equals("AUTH", in: verb) || line.equals("APOP", in: verb)
    guard !said.isEmpty else { return }
    if isLogin {
      let isRefused =
        line.find("-ERR", from: said.lower, to: said.upper) != nil
        || line.find(" NO ", from: said.lower, to: said.upper) != nil
        || line.find(" BAD ", from: said.lower, to: said.upper) != nil
      let isAccepted =
        line.find("+OK", from: said.lower, to: said.upper) != nil
        || line.find(" OK ", from: said.lower, to: said.upper) != nil
      guard isRefused || isAccepted else { return }
      event.action = .login
      event.outcome = isRefused ? .failure : .success
      if isRefused { event[.reason] = said }
    } else {
      event[.detail] = said
    }
  }

  public static var samples: [LogSample] { MailEnableSamples.all }
}
