public import Bytes
public import Model

/// MailEnable's activity logs: `MM/DD/YY hh:mm:ss⇥SMTP-IN⇥id.MAI⇥socket⇥ip⇥verb⇥argument⇥reply⇥in⇥out⇥user⇥subject`.
///
/// Each line is a command and the reply to it. The date is always month first. The id is one of the session, in which
/// several messages may follow each other; IMAP and POP logs have the same columns. AUTH's argument is a credential.
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
    guard line.count > 30, line[2] == .ascii("/"), line[5] == .ascii("/"), line[17] == 9 else { return false }
    return line.has("SMTP-", at: 18) || line.has("POP", at: 18) || line.has("IMAP", at: 18)
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    var start = 0
    if line.count > 1, line[0] == .ascii("[") { start = 1 }
    guard line.count >= start + 17, line[start + 2] == .ascii("/"), line[start + 5] == .ascii("/"),
      line[start + 8] == 32, let clock = line.clock(at: start + 9, to: line.count),
      envelope.stamp.setCivil(
        year: 2000 + line.two(start + 6), month: line.two(start), day: line.two(start + 3), hour: clock.hour,
        minute: clock.minute, second: clock.second)
    else { return false }
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
    let verb = cells[3]
    let argument = cells[4]
    if id.count > 4, line.has(".MAI", at: id.upper - 4) {
      event[.sessionID] = ByteRange(id.lower, id.upper - 4)
    }
    let isOutgoing = line.has("SMTP-OU", at: envelope.program.lower)
    if isOutgoing {
      event.isClientSide = true
      if !cells[2].isNone, AccessLine.isAddress(line, cells[2]) { event[.destinationIP] = cells[2] }
    } else {
      AccessLine.setAddress(line, cells[2], &event)
    }
    if !cells[8].isEmpty { event[.userName] = cells[8] }
    if !cells[9].isEmpty { event[.subject] = line.trimmed(cells[9]) }
    if line.has("SMTP", at: envelope.program.lower) {
      event.networkProtocol = .smtp
      if isOutgoing {
        parseOutgoing(line, verb, argument, cells[5], &event)
      } else {
        parseIncoming(line, verb, argument, cells[5], &event)
      }
      if event.has(.sessionID) {
        // A client's tab would shift the cells: where no numbers of bytes stand behind the reply, it is not believed.
        let isWhole = isNumber(line, cells[6]) && isNumber(line, cells[7])
        if !isWhole { event.replyCode = 0 }
        event.turn = turn(line, verb, argument, isOutgoing: isOutgoing, hasReply: event.replyCode != 0)
      }
    } else {
      let isIMAP = line[envelope.program.lower] == .ascii("I")
      event.networkProtocol = isIMAP ? .imap : .pop3
      parseAccess(line, verb, argument, cells[5], &event)
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
    _ line: Span<UInt8>, _ verb: ByteRange, _ argument: ByteRange, isOutgoing: Bool, hasReply: Bool
  ) -> DialogueTurn {
    let side: DialogueTurn.Side = isOutgoing ? .client : .server
    if verb.isEmpty { return DialogueTurn(hasReply ? .reply : .none, .session, side, isSent: !isOutgoing) }
    var kind = Dialogue.kind(verb: line, verb)
    if kind == .chunk { kind = Dialogue.kind(line, argument) }
    return DialogueTurn(kind, .session, side, isSent: isOutgoing, isAnswered: true)
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
