public import Bytes
public import Model

/// Zimbra's mailboxd: mailbox.log and audit.log, `stamp LEVEL  [thread] [name=…;ip=…;oip=…;ua=…;] category - text`.
///
/// `oip` is the client where Zimbra's proxy stands before, then `ip` is the proxy. What the client calls itself (`ua`)
/// stands behind both. A login is told twice, by the security category (audit.log) and by the service's own: the former
/// knows all services and is the login, the latter only confirms it. MTA lines are Postfix' and amavis'.
/// - Source: Zimbra ZimbraLog.java, AccountAuthenticator, log4j.properties; lines of fail2ban and grok rules for it.
public enum ZimbraFormat: NativeFormat {
  public static var name: StaticString { "zimbra" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("mailboxlog", in: program) || line.equals("zimbramailbox", in: program)
      || line.equals("zimbra_mailbox", in: program) || line.equals("zimbra_audit", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    guard level(line, at: 0) != nil else { return false }
    return line.find("] [", from: 6, to: line.count) != nil && line.find("] ", from: 6, to: line.count) != nil
  }

  /// The position of the thread's bracket behind `INFO  `.
  private static func level(_ line: Span<UInt8>, at start: Int) -> Int? {
    guard
      line.has("INFO ", at: start) || line.has("WARN ", at: start) || line.has("ERROR ", at: start)
        || line.has("DEBUG ", at: start) || line.has("FATAL ", at: start) || line.has("TRACE ", at: start)
    else { return nil }
    let next = AccessLine.skipBlanks(line, from: start + 5, to: line.count)
    return next < line.count && line[next] == .ascii("[") ? next : nil
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    if level(line, at: envelope.message.lower) == nil {
      // A stack trace, or the text's next line.
      event.action = .service
      event[.detail] = line.trimmed(envelope.message)
      return
    }
    parse(line, program: .none, message: envelope.message, into: &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    var first = message.lower
    if first + 24 < message.upper, line[first].isDigit {
      // Its own stamp behind syslog's.
      var stamp = Stamp()
      if let next = stamp.readISO(line, from: first, to: message.upper) { first = next }
    }
    guard let thread = level(line, at: first),
      let close = line.find("] [", from: thread, to: message.upper)
    else {
      AccessLine.setOther(line, message, &event)
      return
    }
    setProtocol(line, ByteRange(thread + 1, close), &event)
    let context = close + 3
    let behind: Int
    if context < message.upper, line[context] == .ascii("]") {
      behind = context
    } else if let found = line.find(";] ", from: context, to: message.upper) {
      behind = found + 1
      setContext(line, ByteRange(context, behind), &event)
    } else {
      behind = line.find("] ", from: context, to: message.upper) ?? message.upper
    }
    guard behind + 2 < message.upper, let dash = line.find(" - ", from: behind + 2, to: message.upper) else {
      AccessLine.setOther(line, ByteRange(Swift.min(behind + 1, message.upper), message.upper), &event)
      return
    }
    let category = line.trimmed(ByteRange(behind + 2, dash))
    let text = line.trimmed(ByteRange(dash + 3, message.upper))
    if line.equals("security", in: category) {
      parseSecurity(line, text, &event)
    } else if line.equals("lmtp", in: category), line.has("Delivering message: ", at: text.lower) {
      parseArrival(line, text, &event)
    } else if line.equals("mailop", in: category), line.has("Adding Message: ", at: text.lower),
      event.networkProtocol == .lmtp
    {
      parseStored(line, text, &event)
    } else {
      if event.networkProtocol == .lmtp { event[.userName] = .none }
      AccessLine.setOther(line, text, &event)
    }
  }

  /// `ImapSSLServer-13`, `Pop3Server-1`, `LmtpServer-7`, `qtp1545357780-7135140:http://…`
  private static func setProtocol(_ line: Span<UInt8>, _ thread: ByteRange, _ event: inout LogEvent) {
    if line.has("ImapServer-", at: thread.lower) {
      event.networkProtocol = .imap
    } else if line.has("ImapSSLServer-", at: thread.lower) {
      event.networkProtocol = .imaps
    } else if line.has("Pop3Server-", at: thread.lower) {
      event.networkProtocol = .pop3
    } else if line.has("Pop3SSLServer-", at: thread.lower) {
      event.networkProtocol = .pop3s
    } else if line.has("LmtpServer-", at: thread.lower) {
      event.networkProtocol = .lmtp
    }
    if event.networkProtocol == .imaps || event.networkProtocol == .pop3s { event.tlsEstablished = .yes }
  }

  /// `name=U;mid=5;ip=A;oip=B;oport=P;oproto=smtp;ua=…;`: read up to the client's own words.
  private static func setContext(_ line: Span<UInt8>, _ context: ByteRange, _ event: inout LogEvent) {
    var position = context.lower
    var isOriginal = false
    while position < context.upper, let stop = line.find(.ascii(";"), from: position, to: context.upper) {
      if line.has("ua=", at: position) || line.has("via=", at: position) { return }
      if line.has("name=", at: position) {
        event[.userName] = ByteRange(position + 5, stop)
      } else if line.has("oip=", at: position) {
        let comma = line.find(.ascii(","), from: position, to: stop) ?? stop
        AccessLine.setAddress(line, ByteRange(position + 4, comma), &event)
        isOriginal = true
      } else if line.has("ip=", at: position), !isOriginal {
        AccessLine.setAddress(line, ByteRange(position + 3, stop), &event)
      } else if line.has("oport=", at: position) || line.has("port=", at: position) && !isOriginal {
        var digits = (line.find(.ascii("="), from: position, to: stop) ?? position) + 1
        event.sourcePort = UInt16(clamping: line.number(&digits, to: stop))
      } else if line.has("oproto=smtp", at: position) {
        event.networkProtocol = .smtp
      }
      position = stop + 1
    }
  }

  /// `cmd=Auth; account=U; protocol=imap; error=R;`
  private static func parseSecurity(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    guard line.has("cmd=Auth;", at: text.lower) || line.has("cmd=AdminAuth;", at: text.lower) else {
      AccessLine.setOther(line, text, &event)
      return
    }
    event.action = .login
    event.outcome = .success
    var stop = text.upper
    if stop > text.lower, line[stop - 1] == .ascii(";") { stop -= 1 }
    if let error = line.find("; error=", from: text.lower, to: stop) {
      event.outcome = .failure
      event[.reason] = ByteRange(error + 8, stop)
      stop = error
    }
    if let name = line.findLast("; protocol=", from: text.lower, to: stop) {
      let word = ByteRange(name + 11, line.find(.ascii(";"), from: name + 11, to: stop) ?? stop)
      if event.networkProtocol == .none {
        if line.equals("imap", in: word) { event.networkProtocol = .imap }
        if line.equals("pop3", in: word) { event.networkProtocol = .pop3 }
      }
      if line.equals("soap", in: word) || line.equals("zsync", in: word)
        || line.equals("http_basic", in: word)
        || line.equals("http_dav", in: word)
      {
        event[.detail] = word
      }
      stop = name
    }
    if let account = line.find("; account=", from: text.lower, to: stop) {
      event[.userName] = ByteRange(account + 10, stop)
    }
  }

  /// `Delivering message: size=840 bytes, nrcpts=1, sender=A, msgid=<id>`
  private static func parseArrival(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    event.action = .service
    var position = text.lower + 20
    if line.has("size=", at: position) {
      position += 5
      event.size = line.number(&position, to: text.upper)
    }
    if let count = line.find(", nrcpts=", from: position, to: text.upper) {
      position = count + 9
      event.recipients = Int32(clamping: line.number(&position, to: text.upper))
    }
    let id = line.findLast(", msgid=<", from: position, to: text.upper)
    if let id, line[text.upper - 1] == .ascii(">") { event[.messageID] = ByteRange(id + 9, text.upper - 1) }
    if let sender = line.find(", sender=", from: position, to: id ?? text.upper) {
      event[.mailFrom] = ByteRange(sender + 9, id ?? text.upper)
    }
  }

  /// `Adding Message: id=54479, Message-ID=<id>, parentId=-1, folderId=2, folderName=Inbox.`
  private static func parseStored(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    event.action = .delivery
    event.status = .sent
    event.outcome = .success
    event[.rcptTo] = event[.userName]
    event[.userName] = .none
    var stop = text.upper
    if stop > text.lower, line[stop - 1] == .ascii(".") { stop -= 1 }
    if let folder = line.findLast(", folderName=", from: text.lower, to: stop) {
      event[.mailboxFolder] = ByteRange(folder + 13, stop)
      stop = folder
    }
    if let id = line.find(", Message-ID=", from: text.lower, to: stop) {
      let last = line.findLast(", parentId=", from: id, to: stop) ?? stop
      var value = ByteRange(id + 13, last)
      if value.count >= 2, line[value.lower] == .ascii("<"), line[value.upper - 1] == .ascii(">") {
        value = ByteRange(value.lower + 1, value.upper - 1)
      }
      event[.messageID] = value
    }
  }

  public static var samples: [LogSample] { ZimbraSamples.all }
}
