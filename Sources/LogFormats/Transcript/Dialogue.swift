import Bytes
import Model

/// One side's line of a mail dialogue that a server wrote into its log: a client's command, or a server's reply.
///
/// What a reply answers stands in another line, so a reply alone says only what its code says: 235 and 535 are of AUTH
/// in every dialogue, a refusal is one of a stage that is not known. Arguments of AUTH, PASS and LOGIN, and the bare
/// lines that answer a challenge, are no part of any field.
/// - Source: RFC 5321 §3, §4; RFC 4954 §4, §6; RFC 1939 §4, §7; RFC 3501 §6.2.
enum Dialogue {
  /// A command that the client of an SMTP session sent.
  static func command(_ line: Span<UInt8>, _ whole: ByteRange, _ event: inout LogEvent) {
    let text = line.trimmed(whole)
    let start = text.lower
    let end = text.upper
    event.action = .service
    if line.hasIgnoringCase("mail from:", at: start) {
      event[.mailFrom] = argument(line, from: start + 10, to: end)
      event.size = size(line, from: start + 10, to: end)
      event.stage = .mail
    } else if line.hasIgnoringCase("rcpt to:", at: start) {
      event[.rcptTo] = argument(line, from: start + 8, to: end)
      event.stage = .rcpt
    } else if line.hasIgnoringCase("ehlo ", at: start) || line.hasIgnoringCase("helo ", at: start)
      || line.hasIgnoringCase("lhlo ", at: start)
    {
      event[.helo] = line.trimmed(ByteRange(start + 5, end))
      event.stage = .helo
    } else if line.hasIgnoringCase("auth ", at: start) {
      setMethod(line, at: start + 5, to: end, &event)
    } else if isVerb(line, text) {
      event[.detail] = text
    }
    // Anything else: the answer to a challenge, or data; nothing of it is shown.
  }

  /// What the command does in a session, for correlation.
  static func kind(_ line: Span<UInt8>, _ whole: ByteRange) -> DialogueTurn.Kind {
    let text = line.trimmed(whole)
    let start = text.lower
    if line.hasIgnoringCase("mail from:", at: start) { return .mail }
    if line.hasIgnoringCase("rcpt to:", at: start) { return .rcpt }
    if line.hasIgnoringCase("ehlo", at: start) || line.hasIgnoringCase("helo", at: start) { return .helo }
    if line.hasIgnoringCase("auth ", at: start) || line.hasIgnoringCase("x-exps ", at: start) { return .auth }
    if line.hasIgnoringCase("bdat ", at: start) {
      return text.count > 10 && line.hasIgnoringCase(" last", at: text.upper - 5) ? .lastChunk : .chunk
    }
    if line.equalsIgnoringCase("data", in: text) { return .data }
    if line.equalsIgnoringCase("rset", in: text) { return .reset }
    if line.equalsIgnoringCase("quit", in: text) { return .quit }
    if line.equalsIgnoringCase("starttls", in: text) || line.equalsIgnoringCase("x-anonymoustls", in: text) {
      return .startTLS
    }
    return .other
  }

  /// The same of a verb that stands apart from its argument; a BDAT is a `chunk`.
  static func kind(verb line: Span<UInt8>, _ verb: ByteRange) -> DialogueTurn.Kind {
    if line.equalsIgnoringCase("starttls", in: verb) { return .startTLS }
    guard verb.count == 4 else { return .other }
    switch UInt32(truncatingIfNeeded: line.word(at: verb.lower)) & 0xDFDF_DFDF {
    // HELO EHLO, MAIL, RCPT, DATA, BDAT, RSET, QUIT, AUTH
    case 0x4F4C_4548, 0x4F4C_4845: return .helo
    case 0x4C49_414D: return .mail
    case 0x5450_4352: return .rcpt
    case 0x4154_4144: return .data
    case 0x5441_4442: return .chunk
    case 0x5445_5352: return .reset
    case 0x5449_5551: return .quit
    case 0x4854_5541: return .auth
    default: return .other
    }
  }

  /// Whether the line ends its reply: `250 …`, not `250-…`.
  static func endsReply(_ line: Span<UInt8>, _ whole: ByteRange) -> Bool {
    let text = line.trimmed(whole)
    return text.count == 3 || text.count > 3 && line[text.lower + 3] != .ascii("-")
  }

  /// A reply that the server of an SMTP session sent. `isClientSide`: to this server, which is the client of another.
  static func reply(
    _ line: Span<UInt8>, _ whole: ByteRange, isClientSide: Bool, _ event: inout LogEvent
  ) {
    let text = line.trimmed(whole)
    event.isClientSide = isClientSide
    event.action = .service
    guard let reply = Reply.read(line, from: text.lower, to: text.upper), reply.code > 0 else {
      if let code = firstCode(line, text) { event.replyCode = code }
      event[.detail] = text
      return
    }
    if reply.code == 334 {
      // The text is a challenge in base64.
      event.replyCode = 334
      return
    }
    event.setReply(reply)
    if isClientSide {
      if reply.code >= 400 { event.action = .warning }
      if reply.code == 250 { event[.queuedAs] = Reply.queuedAs(line, reply.text) }
      return
    }
    switch reply.code {
    case 235:
      event.action = .login
      event.outcome = .success
    case 534, 535:
      event.action = .login
      event.outcome = .failure
      event[.reason] = reply.text
    case 421:
      event.action = .connectionRefused
      event.outcome = .failure
      event[.reason] = reply.text
    case 400...:
      event.action = .reject
      event.outcome = .failure
      event.rejectClass = classOfReject(line, reply, .none)
    default: break
    }
  }

  /// The class of a refusal in the words that the Windows servers use, then in the common ones.
  static func classOfReject(
    _ line: Span<UInt8>, _ reply: Reply, _ stage: LogEvent.Stage
  ) -> LogEvent.RejectClass {
    let start = reply.text.lower
    let end = reply.text.upper
    if line.find("elay", from: start, to: end) != nil
      || line.find("must be authenticated", from: start, to: end) != nil
      || line.find("uthentication is required", from: start, to: end) != nil
      || line.find("requires authentication", from: start, to: end) != nil
      || line.has("Delivery is not allowed to this address", at: start)
      || line.find("uthentication required", from: start, to: end) != nil
    {
      return .relayDenied
    }
    if line.find("nknown user", from: start, to: end) != nil
      || line.find("ser unknown", from: start, to: end) != nil
      || line.find("o such user", from: start, to: end) != nil
      || line.find("ecipient unknown", from: start, to: end) != nil
      || line.find("ailbox unavailable", from: start, to: end) != nil
    {
      return .unknownUser
    }
    if line.find("pamhaus", from: start, to: end) != nil || line.find("DNSBL", from: start, to: end) != nil
      || line.find("blacklist", from: start, to: end) != nil
      || line.find("pamcop", from: start, to: end) != nil
    {
      return .dnsbl
    }
    if reply.code == 500 || reply.code == 501 || reply.code == 502 || reply.code == 503 || reply.code == 504 {
      return .protocolError
    }
    return RejectClass.of(line, reply.text, enhanced: reply.enhanced, stage: stage)
  }

  /// A command of POP3 or IMAP; the credentials in it are no part of any field.
  static func accessCommand(_ line: Span<UInt8>, _ whole: ByteRange, isIMAP: Bool, _ event: inout LogEvent) {
    let text = line.trimmed(whole)
    event.action = .service
    guard isIMAP else {
      if line.hasIgnoringCase("user ", at: text.lower) {
        event[.userName] = line.trimmed(ByteRange(text.lower + 5, text.upper))
      } else if line.hasIgnoringCase("apop ", at: text.lower) {
        let stop = line.find(32, from: text.lower + 5, to: text.upper) ?? text.upper
        event[.userName] = ByteRange(text.lower + 5, stop)
        event[.authMethod] = ByteRange(text.lower, text.lower + 4)
      } else if line.hasIgnoringCase("auth ", at: text.lower) {
        setMethod(line, at: text.lower + 5, to: text.upper, &event)
      } else if isVerb(line, text), !line.hasIgnoringCase("pass", at: text.lower) {
        event[.detail] = text
      }
      return
    }
    guard let blank = line.find(32, from: text.lower, to: text.upper) else { return }
    if line.hasIgnoringCase("login ", at: blank + 1) {
      event[.userName] = astring(line, from: blank + 7, to: text.upper)
    } else if line.hasIgnoringCase("authenticate ", at: blank + 1) {
      setMethod(line, at: blank + 14, to: text.upper, &event)
    } else if blank - text.lower <= 16, line[blank + 1].isLetter {
      event[.detail] = ByteRange(blank + 1, text.upper)
    }
  }

  /// A reply of a POP3 or IMAP server.
  static func accessReply(_ line: Span<UInt8>, _ whole: ByteRange, isIMAP: Bool, _ event: inout LogEvent) {
    let text = line.trimmed(whole)
    event.action = .service
    if line.has("+ ", at: text.lower) { return }
    event[.detail] = text
    if isIMAP {
      guard let blank = line.find(32, from: text.lower, to: text.upper), blank > text.lower,
        line[text.lower] != .ascii("*")
      else { return }
      if line.has("OK LOGIN completed", at: blank + 1) || line.has("OK AUTHENTICATE completed", at: blank + 1)
      {
        event.action = .login
        event.outcome = .success
        event[.detail] = .none
      } else if line.has("NO ", at: blank + 1),
        line.find("nvalid user name or password", from: blank, to: text.upper) != nil
          || line.find("uthentication failed", from: blank, to: text.upper) != nil
          || line.find("AUTHENTICATIONFAILED", from: blank, to: text.upper) != nil
      {
        fail(line, ByteRange(blank + 4, text.upper), &event)
      }
    } else if line.has("+OK Mailbox locked and ready", at: text.lower)
      || line.has("+OK Logged in", at: text.lower)
    {
      event.action = .login
      event.outcome = .success
      event[.detail] = .none
    } else if line.has("-ERR ", at: text.lower),
      line.find("nvalid user name or password", from: text.lower, to: text.upper) != nil
        || line.find("nvalid username or password", from: text.lower, to: text.upper) != nil
        || line.find("uthentication failed", from: text.lower, to: text.upper) != nil
    {
      fail(line, ByteRange(text.lower + 5, text.upper), &event)
    }
  }

  private static func fail(_ line: Span<UInt8>, _ reason: ByteRange, _ event: inout LogEvent) {
    event.action = .login
    event.outcome = .failure
    event[.reason] = reason
    event[.detail] = .none
  }

  /// The path behind `MAIL FROM:` or `RCPT TO:`; its parameters follow a blank.
  static func argument(_ line: Span<UInt8>, from start: Int, to end: Int) -> ByteRange {
    let first = AccessLine.skipBlanks(line, from: start, to: end)
    if let quoted = line.bracketed(at: first, to: end) { return quoted.address }
    let stop = line.find(32, from: first, to: end) ?? end
    return stop > first ? ByteRange(first, stop) : .none
  }

  /// The number behind ` SIZE=`; -1 for none.
  static func size(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int64 {
    guard let found = line.find("SIZE=", from: start, to: end), line[found - 1] == 32 else { return -1 }
    var position = found + 5
    guard position < end, line[position].isDigit else { return -1 }
    return line.number(&position, to: end)
  }

  static func setMethod(_ line: Span<UInt8>, at start: Int, to end: Int, _ event: inout LogEvent) {
    let stop = line.find(32, from: start, to: end) ?? end
    // A mechanism's name is short and of capitals, digits, `-` and `_`: what is longer may be an answer.
    guard stop > start, stop - start <= 20 else { return }
    for index in start..<stop {
      let byte = line[index]
      guard byte.isAlphanumeric || byte == .ascii("-") || byte == .ascii("_") else { return }
    }
    event[.authMethod] = ByteRange(start, stop)
  }

  /// A quoted string or atom of IMAP, without its quotes.
  private static func astring(_ line: Span<UInt8>, from start: Int, to end: Int) -> ByteRange {
    if start < end, line[start] == .ascii("\"") {
      let behind = line.afterQuoted(start, to: end)
      return behind > start ? ByteRange(start + 1, behind - 1) : .none
    }
    let stop = line.find(32, from: start, to: end) ?? end
    return stop > start ? ByteRange(start, stop) : .none
  }

  /// Whether `text` is a command that is known by its verb: only these are shown whole.
  private static func isVerb(_ line: Span<UInt8>, _ text: ByteRange) -> Bool {
    guard text.count >= 4 else { return false }
    if text.count == 4 || line[text.lower + 4] == 32 {
      switch UInt32(truncatingIfNeeded: line.word(at: text.lower)) & 0xDFDF_DFDF {
      // QUIT DATA RSET NOOP VRFY EXPN HELP ETRN BDAT
      case 0x5449_5551, 0x4154_4144, 0x5445_5352, 0x504F_4F4E, 0x5946_5256, 0x4E50_5845, 0x504C_4548,
        0x4E52_5445, 0x5441_4442,
        // LIST RETR DELE UIDL CAPA STLS STAT
        0x5453_494C, 0x5254_4552, 0x454C_4544, 0x4C44_4955, 0x4150_4143,
        0x534C_5453, 0x5441_5453:
        return true
      default: return false
      }
    }
    return line.equalsIgnoringCase("starttls", in: text) || line.equals("[nl].", in: text)
  }

  /// The code of a reply of several lines: `250-…`.
  private static func firstCode(_ line: Span<UInt8>, _ text: ByteRange) -> UInt16? {
    Reply.code(line, at: text.lower, to: text.upper)
  }
}
