import Bytes
import Model

/// The services of Dovecot that log.
enum DovecotService: UInt8 {
  case unknown
  case imapLogin, pop3Login, managesieveLogin, submissionLogin
  case imap, pop3, managesieve, submission
  case lmtp, lda, auth, master, other

  init(_ line: Span<UInt8>, _ name: ByteRange) {
    self = .unknown
    guard name.count >= 3, name.count <= 24 else { return }
    if line.equalsIgnoringCase("imap-login", in: name) {
      self = .imapLogin
    } else if line.equalsIgnoringCase("pop3-login", in: name) {
      self = .pop3Login
    } else if line.equals("managesieve-login", in: name) || line.equals("sieve-login", in: name) {
      self = .managesieveLogin
    } else if line.equals("submission-login", in: name) {
      self = .submissionLogin
    } else if line.equalsIgnoringCase("imap", in: name) {
      self = .imap
    } else if line.equalsIgnoringCase("pop3", in: name) {
      self = .pop3
    } else if line.equalsIgnoringCase("managesieve", in: name) {
      self = .managesieve
    } else if line.equals("submission", in: name) {
      self = .submission
    } else if line.equals("lmtp", in: name) {
      self = .lmtp
    } else if line.equals("lda", in: name) || line.equals("deliver", in: name)
      || line.equals("dovecot-lda", in: name)
    {
      self = .lda
    } else if line.equals("auth", in: name) || line.equals("auth-worker", in: name)
      || line.equals("dovecot-auth", in: name)
    {
      self = .auth
    } else if line.equals("master", in: name) || line.equals("dovecot", in: name) {
      self = .master
    } else if DovecotService.isOther(line, name) {
      self = .other
    }
  }

  private static func isOther(_ line: Span<UInt8>, _ name: ByteRange) -> Bool {
    line.equals("anvil", in: name) || line.equals("config", in: name) || line.equals("log", in: name)
      || line.equals("ssl-params", in: name) || line.equals("indexer", in: name)
      || line.equals("indexer-worker", in: name) || line.equals("stats", in: name)
      || line.equals("dict", in: name)
      || line.equals("doveadm", in: name) || line.equals("director", in: name)
      || line.equals("replicator", in: name) || line.equals("ipc", in: name)
      || line.equals("imap-urlauth", in: name) || line.equals("imap-hibernate", in: name)
      || line.equals("quota-status", in: name) || line.equals("dns-client", in: name)
      || line.equals("dsync-local", in: name) || line.equals("dsync-server", in: name)
      || line.equals("aggregator", in: name) || line.equals("script", in: name)
      || line.equals("tcpwrap", in: name)
      || line.equals("old-stats", in: name) || line.equals("health-check", in: name)
  }

  var networkProtocol: LogEvent.NetworkProtocol {
    switch self {
    case .imapLogin, .imap: .imap
    case .pop3Login, .pop3: .pop3
    case .managesieveLogin, .managesieve: .managesieve
    case .submissionLogin, .submission: .submission
    case .lmtp: .lmtp
    default: .none
    }
  }
}

/// What stands before Dovecot's message: `service[(user)][<pid><session>]: ` and a level, in either order.
struct DovecotPrefix {
  var service = DovecotService.unknown
  var name = ByteRange.none
  var user = ByteRange.none
  var session = ByteRange.none
  var hasLevel = false
  /// The level is Warning or worse.
  var isTrouble = false
  /// The level is Error, Fatal or Panic.
  var isFatal = false
  var isDebug = false
  /// First byte of the message.
  var next: Int

  init(_ line: Span<UInt8>, from start: Int, to end: Int) {
    next = start
    readLevel(line)
    readService(line, to: end)
    readLevel(line)
  }

  /// The length of `Info: ` and its like at `position`, and whether it is trouble.
  static func level(_ line: Span<UInt8>, at position: Int) -> (length: Int, isTrouble: Bool)? {
    if line.has("Info: ", at: position) { return (6, false) }
    if line.has("Debug: ", at: position) { return (7, false) }
    if line.has("Warning: ", at: position) { return (9, true) }
    if line.has("Error: ", at: position) || line.has("Fatal: ", at: position)
      || line.has("Panic: ", at: position)
    {
      return (7, true)
    }
    if line.has("Warn: ", at: position) { return (6, true) }
    return nil
  }

  private mutating func readLevel(_ line: Span<UInt8>) {
    guard let level = DovecotPrefix.level(line, at: next) else { return }
    isDebug = level.length == 7 && !level.isTrouble
    isFatal = level.length == 7 && level.isTrouble
    next += level.length
    hasLevel = true
    isTrouble = level.isTrouble
  }

  private mutating func readService(_ line: Span<UInt8>, to end: Int) {
    let start = next
    var index = start
    while index < end, line[index].isAlphanumeric || line[index] == .ascii("-") || line[index] == .ascii("_")
    {
      index += 1
    }
    let found = DovecotService(line, ByteRange(start, index))
    guard found != .unknown, index < end else { return }
    let nameEnd = index
    var user = ByteRange.none
    var session = ByteRange.none
    if line[index] == .ascii("(") {
      // The name may hold brackets: the right end is `): ` or `)<`.
      guard let close = DovecotPrefix.close(line, from: index, to: end) else { return }
      user = ByteRange(index + 1, close)
      index = close + 1
    }
    while index < end, line[index] == .ascii("<"), let close = line.find(.ascii(">"), from: index, to: end) {
      session = ByteRange(index + 1, close)
      index = close + 1
    }
    guard line.has(": ", at: index) else { return }
    service = found
    name = ByteRange(start, nameEnd)
    next = index + 2
    if user.count > 0 { set(user: user, in: line) }
    // The first angle brackets hold the pid, which alone is no session.
    if session.count > 8 { self.session = session }
  }

  /// `user`, `pid, user`, `pid`, `default` in the parentheses.
  private mutating func set(user: ByteRange, in line: Span<UInt8>) {
    var start = user.lower
    var digits = start
    while digits < user.upper, line[digits].isDigit { digits += 1 }
    if digits > start, digits == user.upper, service == .lmtp || service == .lda || service == .auth {
      return
    }
    if digits > start, line.has(", ", at: digits) { start = digits + 2 }
    self.user = ByteRange(start, user.upper)
  }

  private static func close(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var position = start
    while let close = line.find(.ascii(")"), from: position, to: end) {
      if line.has(": ", at: close + 1) || line.has("<", at: close + 1) { return close }
      position = close + 1
    }
    return nil
  }
}
