public import Bytes

/// What the `with` word of a Received field says: IANA "Mail Transmission Types" (RFC 3848, RFC 6531) and the
/// words that servers made up.
public enum MailProtocol: UInt8, Sendable, CaseIterable {
  /// None is written.
  case none
  /// One is written that is not known.
  case other
  case smtp
  case esmtp
  case esmtpa
  case esmtps
  case esmtpsa
  case lmtp
  case lmtpa
  case lmtps
  case lmtpsa
  case utf8smtp
  case utf8smtpa
  case utf8smtps
  case utf8smtpsa
  case utf8lmtp
  case utf8lmtpa
  case utf8lmtps
  case utf8lmtpsa
  case mms
  /// Microsoft's own words, `Microsoft SMTP Server` and `Microsoft SMTPSVC`, tell neither ESMTP nor TLS.
  case microsoftSMTP
  case mapi
  case http
  case https
  case imap
  case pop3
  case local
  case bsmtp
  case qmqp
  case uucp
  /// `spamass...`, `scanned-ok`, `qmail-scanner-1.20`, `SpamAssassin`: a filter on the same host.
  case filter
  /// `spool`: a list server's own queue.
  case spool

  /// RFC 3848's spelling (upper case), or the word as servers write it.
  public var canonicalName: StaticString {
    switch self {
    case .none: ""
    case .other: "other"
    case .smtp: "SMTP"
    case .esmtp: "ESMTP"
    case .esmtpa: "ESMTPA"
    case .esmtps: "ESMTPS"
    case .esmtpsa: "ESMTPSA"
    case .lmtp: "LMTP"
    case .lmtpa: "LMTPA"
    case .lmtps: "LMTPS"
    case .lmtpsa: "LMTPSA"
    case .utf8smtp: "UTF8SMTP"
    case .utf8smtpa: "UTF8SMTPA"
    case .utf8smtps: "UTF8SMTPS"
    case .utf8smtpsa: "UTF8SMTPSA"
    case .utf8lmtp: "UTF8LMTP"
    case .utf8lmtpa: "UTF8LMTPA"
    case .utf8lmtps: "UTF8LMTPS"
    case .utf8lmtpsa: "UTF8LMTPSA"
    case .mms: "MMS"
    case .microsoftSMTP: "Microsoft SMTP"
    case .mapi: "MAPI"
    case .http: "HTTP"
    case .https: "HTTPS"
    case .imap: "IMAP"
    case .pop3: "POP3"
    case .local: "local"
    case .bsmtp: "BSMTP"
    case .qmqp: "QMQP"
    case .uucp: "UUCP"
    case .filter: "filter"
    case .spool: "spool"
    }
  }

  /// The protocol of one word; nil for a word that names none.
  public init?(_ text: Span<UInt8>, _ word: ByteRange) {
    var stop = word.lower
    // `ESMTP/TLS/DHE-RSA...` (IronPort), `SMTPSVC(5.0...)`, `IMAP4`.
    while stop < word.upper, text[stop].isAlphanumeric { stop += 1 }
    let head = ByteRange(word.lower, stop)
    func has(_ literal: StaticString) -> Bool { text.equalsIgnoringCase(literal, in: head) }
    switch head.count {
    case 3:
      guard has("mms") else { return nil }
      self = .mms
    case 4:
      if has("smtp") {
        self = .smtp
      } else if has("lmtp") {
        self = .lmtp
      } else if has("http") {
        self = .http
      } else if has("mapi") {
        self = .mapi
      } else if has("imap") {
        self = .imap
      } else if has("pop3") {
        self = .pop3
      } else if has("qmqp") {
        self = .qmqp
      } else if has("uucp") {
        self = .uucp
      } else {
        return nil
      }
    case 5:
      if has("esmtp") {
        self = text.hasIgnoringCase("/tls", at: stop) ? .esmtps : .esmtp
      } else if has("https") {
        self = .https
      } else if has("local") {
        self = .local
      } else if has("asmtp") {
        // Older servers' word for an authenticated session.
        self = .esmtpa
      } else if has("lmtpa") {
        self = .lmtpa
      } else if has("lmtps") {
        self = .lmtps
      } else if has("bsmtp") {
        self = .bsmtp
      } else if has("spool") {
        self = .spool
      } else if has("qmail"), text.hasIgnoringCase("qmail-scanner", at: head.lower) {
        self = .filter
      } else if has("imap4") {
        self = .imap
      } else if has("nnfmp") {
        self = .http
      } else if has("ssmtp") {
        self = .esmtps
      } else {
        return nil
      }
    case 6:
      if has("esmtpa") {
        self = .esmtpa
      } else if has("esmtps") {
        self = .esmtps
      } else if has("lmtpsa") {
        self = .lmtpsa
      } else {
        return nil
      }
    case 7:
      if has("esmtpsa") {
        self = .esmtpsa
      } else if has("smtpsvc") {
        self = .microsoftSMTP
      } else if has("spamass") || text.equalsIgnoringCase("scanned-ok", in: word) {
        self = .filter
      } else {
        return nil
      }
    default:
      guard let long = MailProtocol.long(text, head) else { return nil }
      self = long
    }
  }

  private static func long(_ text: Span<UInt8>, _ head: ByteRange) -> MailProtocol? {
    func has(_ literal: StaticString) -> Bool { text.equalsIgnoringCase(literal, in: head) }
    // Exim writes utf8esmtp, RFC 6531 UTF8SMTP.
    if has("utf8smtp") || has("utf8esmtp") { return .utf8smtp }
    if has("utf8smtpa") || has("utf8esmtpa") { return .utf8smtpa }
    if has("utf8smtps") || has("utf8esmtps") { return .utf8smtps }
    if has("utf8smtpsa") || has("utf8esmtpsa") { return .utf8smtpsa }
    if has("utf8lmtp") { return .utf8lmtp }
    if has("utf8lmtpa") { return .utf8lmtpa }
    if has("utf8lmtps") { return .utf8lmtps }
    if has("utf8lmtpsa") { return .utf8lmtpsa }
    if has("spamassassin") || has("spamassassin3") { return .filter }
    return nil
  }

  /// The word says that the session was encrypted.
  public var saysTLS: Bool {
    switch self {
    case .esmtps, .esmtpsa, .lmtps, .lmtpsa, .utf8smtps, .utf8smtpsa, .utf8lmtps, .utf8lmtpsa, .https: true
    default: false
    }
  }

  /// The word says that the session was not encrypted: one of RFC 3848's that exist with `S` too. Plain `SMTP`
  /// says nothing, since some servers write it always.
  public var saysNoTLS: Bool {
    switch self {
    case .esmtp, .esmtpa, .lmtp, .lmtpa, .utf8smtp, .utf8smtpa, .utf8lmtp, .utf8lmtpa: true
    default: false
    }
  }

  /// The word says that the client authenticated.
  public var saysAuthenticated: Bool {
    switch self {
    case .esmtpa, .esmtpsa, .lmtpa, .lmtpsa, .utf8smtpa, .utf8smtpsa, .utf8lmtpa, .utf8lmtpsa: true
    default: false
    }
  }

  public var isSMTP: Bool {
    switch self {
    case .smtp, .esmtp, .esmtpa, .esmtps, .esmtpsa, .utf8smtp, .utf8smtpa, .utf8smtps, .utf8smtpsa, .mms,
      .microsoftSMTP:
      true
    default: false
    }
  }

  public var isLMTP: Bool {
    switch self {
    case .lmtp, .lmtpa, .lmtps, .lmtpsa, .utf8lmtp, .utf8lmtpa, .utf8lmtps, .utf8lmtpsa: true
    default: false
    }
  }
}
