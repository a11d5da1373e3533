public import Bytes
public import Model

/// qmail and its kin (netqmail, notqmail, s/qmail, indimail): qmail-send, qmail-smtpd, tcpserver, rblsmtpd, CHKUSER,
/// simscan, spamdyke.
///
/// Their lines go to multilog (TAI64N in front, or what `tai64nlocal` makes of it) or through splogger to syslog, where
/// `seconds.micros` of UTC stand before the text. A message's number is its inode and is used again by the next; it
/// stands from `new msg` to `end msg`. What joins it to the connection that it came over is the pid of qmail-queue (`qp`,
/// `LogEvent.Field.queueProcess`), where a patch, qmail-ldap or spamdyke logs on the SMTP server's side what is
/// answered to the client anyway; stock qmail-smtpd logs nothing. A delivery has a number of its own, and its result names only that
/// (`LogEvent.Field.deliveryID`). indimail adds its queue's name to every line of qmail-send (`detail`). Text of
/// other servers has its blanks as `_` and its line ends as `/`.
/// - Source: qmail qmail-send.c, splogger.c; ucspi-tcp tcpserver.c, rblsmtpd.c; chkuser, simscan, spamdyke.
public enum QmailFormat: NativeFormat {
  public static var name: StaticString { "qmail" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    guard program.count >= 5 else { return false }
    switch line[program.lower] {
    case .ascii("q"):
      return line.equals("qmail", in: program) || line.has("qmail-", at: program.lower)
        || line.equals("qlogreceived", in: program) || line.equals("qlogenvelope", in: program)
    case .ascii("t"): return line.equals("tcpserver", in: program) || line.equals("tcp-env", in: program)
    case .ascii("r"): return line.equals("rblsmtpd", in: program)
    case .ascii("C"), .ascii("c"): return line.hasIgnoringCase("chkuser", at: program.lower)
    case .ascii("s"):
      return line.equals("spamdyke", in: program) || line.equals("simscan", in: program)
        || line.equals("splogger", in: program) || line.equals("sslserver", in: program)
    default: return false
    }
  }

  /// Whether `message`, under any tag, is what splogger wrote: it takes the tag that it is told.
  static func recognizes(text message: ByteRange, in line: Span<UInt8>) -> Bool {
    splogger(line, from: message.lower, to: message.upper) != nil
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let start = splogger(line, from: message.lower, to: message.upper) ?? message.lower
    if line.equals("qmail", in: program) || line.equals("qmail-send", in: program) || start > message.lower {
      parse(line, from: start, to: message.upper, &event)
    } else if line.equals("tcpserver", in: program) || line.equals("sslserver", in: program) {
      QmailServer.parseTCPServer(line, from: start, to: message.upper, &event)
    } else if line.equals("rblsmtpd", in: program) {
      QmailServer.parseRBL(line, from: start, to: message.upper, &event)
    } else if line.equals("spamdyke", in: program) {
      QmailFilter.parseSpamdyke(line, from: start, to: message.upper, &event)
    } else if line.hasIgnoringCase("chkuser", at: program.lower) {
      QmailFilter.parseCHKUSER(line, from: start, to: message.upper, &event)
    } else if line.equals("simscan", in: program) {
      QmailFilter.parseSimscan(line, from: start, to: message.upper, &event)
    } else if QmailEnvelopeLog.isOwn(line, at: program.lower) {
      // Its own first word is read as a program's name.
      QmailEnvelopeLog.parse(line, from: program.lower, to: message.upper, &event)
    } else if QmailEnvelopeLog.isOwn(line, at: start) {
      QmailEnvelopeLog.parse(line, from: start, to: message.upper, &event)
    } else {
      QmailServer.parseSMTP(line, from: start, to: message.upper, &event)
    }
  }

  // MARK: Own files

  static func owns(_ line: Span<UInt8>) -> Bool {
    var start = 0
    if line.count > 26, line[0] == .ascii("@"), line[25] == 32 { start = 26 }
    return prefix(line, at: start) != nil || QmailEnvelopeLog.isOwn(line, at: start)
      || line.has("mail recv: pid ", at: start)
      || QmailQueue.isOwn(line, from: start, to: line.count)
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    guard line.count > 26, line[0] == .ascii("@"), line[25] == 32 else { return false }
    var read = Envelope()
    Envelope.parse(line, into: &read)
    guard read.shape == .native else { return false }
    // `status:` and `warning:` are no programs.
    envelope = read
    envelope.program = .none
    envelope.pid = -1
    envelope.message = ByteRange(26, line.count)
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    let start = envelope.message.isNone ? 0 : envelope.message.lower
    guard start < line.count else { return }
    parse(line, from: start, to: line.count, &event)
    if event.action != .unrecognized, let text = prefix(line, at: start) {
      var name = text
      while name > start, line[name &- 1] == 32 || line[name &- 1] == .ascii(":") { name &-= 1 }
      if let bracket = line.find(.ascii("["), from: start, to: name) { name = bracket }
      if let blank = line.find(32, from: start, to: name) { name = blank }
      if name > start { event[.processName] = ByteRange(start, name) }
    }
  }

  /// The position behind `tcpserver: ` and the like at `start`.
  private static func prefix(_ line: Span<UInt8>, at start: Int) -> Int? {
    if line.has("tcpserver: ", at: start) || line.has("sslserver: ", at: start) { return start + 11 }
    if line.has("rblsmtpd: ", at: start) { return start + 10 }
    if line.has("qmail-smtpd: ", at: start) { return start + 13 }
    if line.has("qmail-send: ", at: start) { return start + 12 }
    if line.has("CHKUSER ", at: start) { return start + 8 }
    if line.has("spamdyke[", at: start), let next = line.find("]: ", from: start) { return next + 3 }
    if line.has("simscan:[", at: start) { return start + 8 }
    return QmailServer.numberedPrefix(line, at: start, to: line.count)
  }

  // MARK: Any line

  /// The position behind `1276913534.111443 ` at `start`.
  static func splogger(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    guard end &- start > 18, line[start &+ 10] == .ascii("."), line[start &+ 17] == 32 else { return nil }
    var index = start
    while index < start &+ 17 {
      guard line[index].isDigit || index == start &+ 10 else { return nil }
      index &+= 1
    }
    return start &+ 18
  }

  private static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard start < end else { return }
    if QmailQueue.parse(line, from: start, to: end, &event) { return }
    switch line[start] {
    case .ascii("t"), .ascii("s"):
      if line.has("tcpserver: ", at: start) || line.has("sslserver: ", at: start) {
        QmailServer.parseTCPServer(line, from: start + 11, to: end, &event)
        return
      }
      if line.has("spamdyke[", at: start), let next = line.find("]: ", from: start, to: end) {
        QmailFilter.parseSpamdyke(line, from: next + 3, to: end, &event)
        return
      }
      if line.has("simscan:", at: start) {
        QmailFilter.parseSimscan(line, from: start + 8, to: end, &event)
        return
      }
    case .ascii("r"):
      if line.has("rblsmtpd: ", at: start) {
        QmailServer.parseRBL(line, from: start + 10, to: end, &event)
        return
      }
    case .ascii("C"):
      if line.has("CHKUSER ", at: start) {
        QmailFilter.parseCHKUSER(line, from: start, to: end, &event)
        return
      }
    case .ascii("q"):
      if line.has("qmail-smtpd: ", at: start) {
        if QmailEnvelopeLog.isOwn(line, at: start + 13) {
          QmailEnvelopeLog.parse(line, from: start + 13, to: end, &event)
        } else {
          QmailServer.parseSMTP(line, from: start + 13, to: end, &event)
        }
        return
      }
      if QmailEnvelopeLog.isOwn(line, at: start) {
        QmailEnvelopeLog.parse(line, from: start, to: end, &event)
        return
      }
      if QmailServer.numberedPrefix(line, at: start, to: end) != nil {
        QmailServer.parseNumbered(line, from: start, to: end, &event)
        return
      }
    default: break
    }
    QmailServer.parseOther(line, from: start, to: end, &event)
  }

  public static var samples: [LogSample] { QmailSamples.all }
}
