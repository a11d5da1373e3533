public import Bytes
public import Model

/// Cyrus IMAP 2 and 3: `imap`, `pop3`, `lmtp`, `sieve` and their TLS twins, `master` and the tools, with or without
/// the prefix of an instance (`cyrus/`).
///
/// - Source: cyrus-imapd imap/imapd.c, imap/pop3d.c, imap/lmtpd.c, imap/tls.c, imap/duplicate.c, timsieved/parser.c.
public enum CyrusFormat: LogFormat {
  public static var name: StaticString { "cyrus" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    AccessProgram.format(of: program, ByteRange(line.count, line.count), in: line) == .cyrus
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let slash = line.findLast(.ascii("/"), from: program.lower, to: program.upper)
    let name = ByteRange((slash ?? program.lower - 1) + 1, program.upper)
    let service = CyrusService(line, name) ?? .daemon
    event.networkProtocol = service.networkProtocol
    guard !message.isEmpty else { return }
    let start = message.lower
    let end = message.upper
    // One process serves one client after the other, and logs neither's coming: only a login's line names its session.
    if service != .daemon, service != .tool { event[.sessionID] = ByteRange(start, start) }
    guard let wording = CyrusWording(line, message) else {
      AccessLine.setOther(line, message, &event)
      return
    }
    switch wording {
    case .login: CyrusLogin.parse(line, from: start + 7, to: end, service, &event)
    case .badLogin: CyrusLogin.parseBad(line, from: start + 10, to: end, service, &event)
    case .startTLS: parseTLS(line, from: start + 10, to: end, &event)
    case .tlsFailed:
      event.action = .tlsFailed
      event.outcome = .failure
      event[.reason] = message
      if let open = line.findLast(.ascii("["), from: start, to: end),
        let close = line.find(.ascii("]"), from: open, to: end)
      {
        AccessLine.setAddress(line, ByteRange(open + 1, close), &event)
      }
    case .usage:
      // USAGE anna user: 0.05 sys: 0.00, at the end of a session.
      event.action = .statistics
      if let user = line.findLast(" user: ", from: start + 5, to: end), user > start + 6 {
        event[.userName] = ByteRange(start + 6, user)
        event[.detail] = ByteRange(user + 1, end)
      }
    case .counts:
      event.action = .statistics
      event[.detail] = message
    case .connection:
      event.action = .connect
      if let open = line.findLast(.ascii("["), from: start, to: end),
        let close = line.find(.ascii("]"), from: open, to: end)
      {
        AccessLine.setAddress(line, ByteRange(open + 1, close), &event)
      }
    case .lost:
      event.action = .connectionLost
      event[.reason] = message
    case .idle:
      event.action = .disconnect
      event[.reason] = message
    case .opened:
      event.action = .service
      if let word = line.findLast(" opened ", from: start, to: end) {
        event[.userName] = ByteRange(start + 11, word)
        event[.mailboxFolder] = ByteRange(word + 8, end)
      }
      event[.detail] = message
    case .delivered, .eliminated, .redirected, .rejected, .discarded:
      CyrusDelivery.parse(line, wording, message, &event)
    case .service:
      event.action = .service
      event[.detail] = message
    case .trouble:
      event.action = .warning
      event[.reason] = message
    }
  }

  /// `TLSv1.3 with cipher C (256/256 bits new) no authentication`
  private static func parseTLS(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .tlsEstablished
    event.outcome = .success
    event.tlsEstablished = .yes
    guard let with = line.find(" with cipher ", from: start, to: end) else {
      event[.detail] = ByteRange(start, end)
      return
    }
    if line.has("TLSv", at: start) || line.has("SSLv", at: start) {
      event[.tlsVersion] = ByteRange(start + 4, with)
    }
    event[.tlsCipher] = ByteRange(with + 13, line.find(32, from: with + 13, to: end) ?? end)
    if line.find(") authenticated as ", from: with, to: end) != nil { event.tlsVerification = .verified }
  }

  public static var samples: [LogSample] { CyrusSamples.all }
}

/// What Cyrus' `lmtpd` and its Sieve say of a message.
enum CyrusDelivery {
  static func parse(
    _ line: Span<UInt8>, _ wording: CyrusWording, _ message: ByteRange, _ event: inout LogEvent
  ) {
    let end = message.upper
    event.action = .delivery
    event.outcome = .success
    event[.replyText] = message
    guard wording != .eliminated else {
      // dupelim: eliminated duplicate message to user.anna id <M>
      event.status = .discarded
      if let to = line.find(" to ", from: message.lower, to: end),
        let id = line.findLast(" id <", from: to + 1, to: end)
      {
        event[.mailboxFolder] = ByteRange(to + 4, id)
        setOwner(line, ByteRange(to + 4, id), &event)
        if let found = line.bracketed(at: id + 4, to: end) { event[.messageID] = found.address }
      }
      return
    }
    // The Message-ID is the sender's text: the last ` to mailbox: ` or ` to: ` is the server's.
    let open = line.find(.ascii("<"), from: message.lower, to: end) ?? end
    let key =
      wording == .delivered
      ? line.findLast(" to mailbox: ", from: open, to: end)
      : line.findLast(" to: ", from: open, to: end)
    var idEnd = key ?? end
    if idEnd > open, line[idEnd - 1] == .ascii(">") { idEnd -= 1 }
    if open + 1 <= idEnd { event[.messageID] = ByteRange(open + 1, idEnd) }
    switch wording {
    case .delivered:
      event.status = .sent
      if let key {
        let folder = ByteRange(key + 13, line.find(32, from: key + 13, to: end) ?? end)
        event[.mailboxFolder] = folder
        setOwner(line, folder, &event)
      }
    case .redirected:
      event.action = .redirect
      if let key { event[.rcptTo] = ByteRange(key + 5, line.find(32, from: key + 5, to: end) ?? end) }
    case .rejected:
      event.status = .rejected
      event.outcome = .failure
    default: event.status = .discarded
    }
  }

  /// The user whose mailbox `user.anna.Lists` (or `user/anna/Lists`, from 3.0 on with `@domain`) is.
  private static func setOwner(_ line: Span<UInt8>, _ folder: ByteRange, _ event: inout LogEvent) {
    guard folder.count > 5, line.has("user", at: folder.lower) else { return }
    let separator = line[folder.lower + 4]
    guard separator == .ascii(".") || separator == .ascii("/") else { return }
    let start = folder.lower + 5
    event[.userName] = ByteRange(start, line.find(separator, from: start, to: folder.upper) ?? folder.upper)
  }
}
