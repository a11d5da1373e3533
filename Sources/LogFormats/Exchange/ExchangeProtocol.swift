import Bytes
import Model

/// Rows of SMTP protocol logs: one line of an SMTP session.
///
/// `+` connect, `-` disconnect, `>` what this server says, `<` what the other side says, `*` a note. What a client says
/// behind AUTH is never shown.
enum ExchangeProtocol {
  static func parse(
    _ line: Span<UInt8>, _ values: borrowing TableValues, isSend: Bool, into event: inout LogEvent
  ) {
    event[.sessionID] = values.value(.session, line)
    event.isClientSide = isSend
    event.networkProtocol = .smtp
    let remote = values.value(.remoteEndpoint, line)
    let address = ExchangeTracking.address(line, remote)
    if isSend {
      event[.destinationIP] = address
      event.destinationPort = IPAddressCell.port(line, remote)
    } else {
      event[.sourceIP] = address
      event.sourcePort = IPAddressCell.port(line, remote)
      let port = IPAddressCell.port(line, values.value(.localEndpoint, line))
      if port == 587 { event.networkProtocol = .submission }
      if port == 465 { event.networkProtocol = .submissions }
    }
    event.action = .service
    let data = values.value(.data, line)
    let context = values.value(.context, line)
    let sign = cell(line, values)
    var kind = DialogueTurn.Kind.none
    switch sign {
    case .ascii("+"):
      event.action = .connect
      kind = .opens
    case .ascii("-"):
      event.action = .disconnect
      event[.reason] = context
      kind = .closes
    case .ascii("*"):
      note(line, data, context, &event)
      kind = .note
    case .ascii("<") where !isSend, .ascii(">") where isSend:
      command(line, data, &event)
      if !data.isNone { kind = Dialogue.kind(line, data) }
    case .ascii(">"), .ascii("<"):
      reply(line, data, isSend: isSend, &event)
      if event.replyCode != 0, Dialogue.endsReply(line, data) { kind = .reply }
    default: event.action = .unrecognized
    }
    if !event[.sessionID].isEmpty {
      event.turn = DialogueTurn(
        kind, .session, isSend ? .client : .server, isSent: sign == .ascii(">"))
    }
  }

  /// The sign alone: `-` is a value here.
  private static func cell(_ line: Span<UInt8>, _ values: borrowing TableValues) -> UInt8 {
    let range = values.value(.event, line)
    return range.isNone ? .ascii("-") : line[range.lower]
  }

  private static func command(_ line: Span<UInt8>, _ data: ByteRange, _ event: inout LogEvent) {
    guard !data.isNone else { return }
    if line.hasIgnoringCase("ehlo ", at: data.lower) || line.hasIgnoringCase("helo ", at: data.lower) {
      event[.helo] = ByteRange(data.lower + 5, data.upper)
    } else if line.hasIgnoringCase("mail from:", at: data.lower) {
      event[.mailFrom] = Dialogue.argument(line, from: data.lower + 10, to: data.upper)
    } else if line.hasIgnoringCase("rcpt to:", at: data.lower) {
      event[.rcptTo] = Dialogue.argument(line, from: data.lower + 8, to: data.upper)
    } else if line.hasIgnoringCase("auth ", at: data.lower) {
      let start = data.lower + 5
      event[.authMethod] = ByteRange(start, line.find(32, from: start, to: data.upper) ?? data.upper)
    }
  }

  private static func reply(
    _ line: Span<UInt8>, _ data: ByteRange, isSend: Bool, _ event: inout LogEvent
  ) {
    guard !data.isNone, let reply = Reply.read(line, from: data.lower, to: data.upper) else { return }
    event.setReply(reply)
    let text = event[.replyText]
    switch event.replyCode {
    case 235:
      event.action = .login
      event.outcome = .success
    case 535:
      event.action = .login
      event.outcome = .failure
      event[.reason] = text
    case 250:
      guard !text.isNone, let key = line.find("[InternalId=", from: text.lower, to: text.upper) else {
        return
      }
      // 2.6.0 <id> [InternalId=42842298777605, Hostname=…] 3454 bytes in … Queued mail for delivery
      let start = key + 12
      event.action = .messageQueued
      event.outcome = .success
      let id = ByteRange(start, line.find(.ascii(","), from: start, to: text.upper) ?? text.upper)
      event[isSend ? .queuedAs : .localID] = id
      // ] 3454 bytes in 0.777, 4.338 KB/sec
      if !isSend, let close = line.find("] ", from: id.upper, to: text.upper) {
        var position = close + 2
        let bytes = line.number(&position, to: text.upper)
        if position > close + 2, line.has(" bytes in ", at: position) { event.size = bytes }
      }
      if let open = line.find(.ascii("<"), from: text.lower, to: key),
        let close = line.find(.ascii(">"), from: open, to: key)
      {
        event[.messageID] = ByteRange(open + 1, close)
      }
    case 421 where !isSend:
      event.action = .connectionRefused
      event[.reason] = text
    case 400...599:
      event.action = isSend ? .warning : .reject
      event.outcome = .failure
      event.rejectClass = RejectClass.of(
        line, text, enhanced: event[.replyEnhanced], stage: event.stage)
    default: break
    }
  }

  private static func note(
    _ line: Span<UInt8>, _ data: ByteRange, _ context: ByteRange, _ event: inout LogEvent
  ) {
    let text = context.isNone ? data : context
    guard !text.isNone else { return }
    if let key = line.find("InternetMessageId <", from: text.lower, to: text.upper) {
      // receiving message with InternetMessageId <…>
      let close = line.findLast(.ascii(">"), from: key + 19, to: text.upper) ?? text.upper
      event[.messageID] = ByteRange(key + 19, close)
      event[.detail] = text
    } else if line.has("TLS protocol ", at: text.lower) {
      let succeeded = line.find("negotiation succeeded", from: text.lower, to: text.upper) != nil
      event.action = succeeded ? .tlsEstablished : .tlsFailed
      event.outcome = succeeded ? .success : .failure
      if succeeded { event.tlsEstablished = .yes }
      event[.detail] = text
    } else if line.has("Inbound AUTH ", at: text.lower) {
      // Inbound AUTH LOGIN failed because of LogonDenied
      let start = text.lower + 13
      let blank = line.find(32, from: start, to: text.upper) ?? text.upper
      event.action = .login
      event.outcome = line.find(" failed", from: blank, to: text.upper) != nil ? .failure : .unknown
      event[.authMethod] = ByteRange(start, blank)
      event[.reason] = text
    } else if line.has("User Name: ", at: text.lower) {
      event[.userName] = ByteRange(text.lower + 11, text.upper)
    } else if line.hasIgnoringCase("tarpit", at: text.lower) {
      event.action = .rateLimit
      event[.limitName] = ByteRange(text.lower, text.lower + 6)
      event[.reason] = text
    } else if line.has("authenticated", at: text.lower) {
      event.action = .login
      event.outcome = .success
      event[.userName] = data
    } else {
      event[.detail] = text
    }
  }
}

/// Rows of POP3 and IMAP4 protocol logs: one command of a session.
enum ExchangeMailbox {
  static func parse(_ line: Span<UInt8>, _ values: borrowing TableValues, into event: inout LogEvent) {
    event.action = .service
    event[.sessionID] = values.value(.session, line)
    let remote = values.value(.remoteEndpoint, line)
    event[.sourceIP] = ExchangeTracking.address(line, remote)
    event.sourcePort = IPAddressCell.port(line, remote)
    event[.userName] = values.value(.user, line)
    switch IPAddressCell.port(line, values.value(.localEndpoint, line)) {
    case 110: event.networkProtocol = .pop3
    case 995:
      event.networkProtocol = .pop3s
      event.tlsEstablished = .yes
    case 143: event.networkProtocol = .imap
    case 993:
      event.networkProtocol = .imaps
      event.tlsEstablished = .yes
    default: break
    }
    let command = values.value(.command, line)
    let context = values.value(.context, line)
    guard !command.isNone else { return }
    if line.hasIgnoringCase("opensession", at: command.lower) {
      event.action = .connect
    } else if line.hasIgnoringCase("closesession", at: command.lower) {
      event.action = .disconnect
    } else if line.hasIgnoringCase("login", at: command.lower)
      || line.hasIgnoringCase("pass", at: command.lower)
      || line.hasIgnoringCase("auth", at: command.lower)
    {
      // `R=ok`, `R="-ERR Logon failure"`, `R="1 NO LOGIN failed.";Msg=…;ErrMsg=AuthFailed:LogonDenied`
      guard !context.isNone else { return }
      let isRefused =
        line.find("ErrMsg=", from: context.lower, to: context.upper) != nil
        || line.find("-ERR", from: context.lower, to: context.upper) != nil
        || line.find(" NO ", from: context.lower, to: context.upper) != nil
      let isAccepted = line.hasIgnoringCase("r=ok", at: context.lower)
      guard isRefused || isAccepted else { return }
      event.action = .login
      event.outcome = isRefused ? .failure : .success
      if isRefused { event[.reason] = context }
    } else if line.hasIgnoringCase("logout", at: command.lower)
      || line.hasIgnoringCase("quit", at: command.lower)
    {
      event.action = .logout
    } else if line.hasIgnoringCase("stls", at: command.lower)
      || line.hasIgnoringCase("starttls", at: command.lower)
    {
      event.action = .service
      event[.detail] = command
    }
  }
}
