public import Bytes
public import Model

/// Dovecot 1.0 to 2.4: logins, sessions, LMTP and LDA deliveries, Sieve, authentication, limits.
///
/// Through syslog the tag is `dovecot` and the service stands in the text (`imap-login: Login: …`); in Dovecot's own
/// log files the service is the tag and a level follows (`imap-login: Info: Login: …`; 1.x: `Info: imap-login: …`).
/// User names are the client's text. What the server writes stands right of them, so fields are looked for from the end
/// of the line. A `login` is an event of the login processes alone: the word of `auth` on the same attempt is a warning.
/// - Source: dovecot/src/login-common/client-common.c, lib-storage/mail-storage-settings.c (`deliver_log_format`),
///   auth/auth-request.c.
public enum DovecotFormat: LogFormat {
  public static var name: StaticString { "dovecot" }

  /// `dovecot`, one of its services as the tag, or a level of Dovecot 1's own log files.
  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    if line.equals("dovecot", in: program) || line.equals("dovecot-auth", in: program) { return true }
    switch DovecotService(line, program) {
    case .unknown: return false
    // Other programs call themselves so, too.
    case .auth, .master, .other, .imap, .pop3: return false
    default: return true
    }
  }

  /// Whether a text without a tag is one of Dovecot's own log files: `imap(user)<1234><session>: Info: …`.
  static func recognizes(text: ByteRange, in line: Span<UInt8>) -> Bool {
    let first = DovecotPrefix(line, from: text.lower, to: text.upper)
    guard first.next > text.lower else { return false }
    if first.service == .unknown || !first.hasLevel {
      // 1.x: the level first.
      return DovecotPrefix.level(line, at: text.lower) != nil && first.service != .unknown
    }
    return true
  }

  /// Whether `text`, whose service is not the whole tag, begins with one and its user or pid: `lmtp(4711, anna): …`,
  /// `deliver(anna): …`.
  static func recognizes(named text: ByteRange, in line: Span<UInt8>) -> Bool {
    DovecotPrefix(line, from: text.lower, to: text.upper).service != .unknown
  }

  /// Whether a message under a tag that others have, too, is PAM's word to Dovecot.
  static func isPAM(_ line: Span<UInt8>, _ message: ByteRange) -> Bool {
    line.has("pam_unix(dovecot:auth): ", at: message.lower)
      || line.has("pam_unix(dovecot:account)", at: message.lower)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    var prefix: DovecotPrefix
    if program.isNone || line.equals("dovecot", in: program) {
      prefix = DovecotPrefix(line, from: message.lower, to: message.upper)
    } else {
      prefix = DovecotPrefix(line, from: message.lower, to: message.upper)
      if prefix.service == .unknown { prefix.service = DovecotService(line, program) }
    }
    if program.isNone, !prefix.name.isNone { event[.processName] = prefix.name }
    let end = message.upper
    let start = prefix.next
    guard start < end else { return }
    event.networkProtocol = prefix.service.networkProtocol
    switch prefix.service {
    case .imapLogin, .pop3Login, .managesieveLogin, .submissionLogin:
      DovecotLogin.parse(line, from: start, to: end, &event)
    case .imap, .pop3, .managesieve, .submission:
      event[.userName] = prefix.user
      event[.sessionID] = prefix.session
      if prefix.isTrouble {
        event.action = .warning
        event.outcome = .failure
        event[.reason] = ByteRange(start, end)
        return
      }
      DovecotSession.parse(line, from: start, to: end, &event)
    case .lmtp, .lda:
      event[.rcptTo] = prefix.user
      event[.sessionID] = prefix.session
      DovecotDelivery.parse(line, from: start, to: end, &event)
    case .auth:
      DovecotAuth.parse(line, from: start, to: end, &event)
      if event.action == .unrecognized, prefix.user.count > 0, !prefix.isDebug {
        // 2.4: auth(anna,203.0.113.9,sasl:plain)<session>: text
        DovecotAuth.parse(line, user: prefix.user, text: ByteRange(start, end), &event)
        event[.sessionID] = prefix.session
      }
    case .master, .other, .unknown: DovecotDaemon.parse(line, from: start, to: end, &event)
    }
    if event.action == .unrecognized, prefix.service != .master {
      DovecotDaemon.parse(line, from: start, to: end, &event)
    }
    if event.action == .unrecognized, !prefix.isTrouble, prefix.isDebug || prefix.service == .other {
      event.action = .service
      event[.detail] = ByteRange(start, end)
    }
    if event.action == .unrecognized || event.action == .service && prefix.isFatal, prefix.isTrouble {
      event.action = .warning
      event.outcome = .failure
      event[.detail] = .none
      event[.reason] = ByteRange(start, end)
    }
  }

  public static var samples: [LogSample] { DovecotSamples.all }
}
