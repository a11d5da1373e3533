public import Bytes
public import Model

/// The University of Washington's `imapd`, `ipop3d` and `ipop2d`.
///
/// `Login user=U host=name [ip]`: the server writes the host last, so the right-most ` host=` and its address count.
/// `imaps SSL service init` tells an encrypted connection; the login's own line does not tell.
/// - Source: uw-imap src/imapd/imapd.c, src/ipopd/ipop3d.c (calls of syslog).
public enum UWFormat: LogFormat {
  public static var name: StaticString { "uw-imap" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("ipop3d", in: program) || line.equals("ipop2d", in: program)
  }

  /// Whether a message of `imapd` is UW's.
  static func isWording(_ line: Span<UInt8>, _ message: ByteRange) -> Bool {
    guard message.count > 8 else { return false }
    return line.find(
      " service init from ", from: message.lower, to: Swift.min(message.upper, message.lower + 48))
      != nil || line.find(" host=", from: message.lower, to: message.upper) != nil
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let start = message.lower
    let end = message.upper
    event.networkProtocol = line.has("ipop", at: program.lower) ? .pop3 : .imap
    if let service = line.find(" service init from ", from: start, to: Swift.min(end, start + 48)) {
      event.action = .connect
      AccessLine.setAddress(line, ByteRange(service + 19, end), &event)
      if line.find(" SSL", from: start, to: service) != nil {
        event.tlsEstablished = .yes
        event.networkProtocol = event.networkProtocol == .pop3 ? .pop3s : .imaps
      }
      return
    }
    guard let host = line.findLast(" host=", from: start, to: end) else {
      AccessLine.setOther(line, message, &event)
      return
    }
    readHost(line, from: host + 6, to: end, &event)
    readUser(line, from: start, to: host, &event)
    decide(line, start, host, &event)
  }

  /// `name [ip] nmsgs=1/2`: the counts of POP3 behind it.
  private static func readHost(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let open = line.find(.ascii("["), from: start, to: end),
      let close = line.find(.ascii("]"), from: open, to: end)
    else { return }
    AccessLine.setAddress(line, ByteRange(open + 1, close), &event)
    if close + 2 < end { event[.detail] = ByteRange(close + 2, end) }
  }

  private static func readUser(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let user = line.find("user=", from: start, to: end) else { return }
    var stop = end
    if let auth = line.findLast(" auth=", from: user, to: end) { stop = auth }
    let name = ByteRange(user + 5, stop)
    if !name.isEmpty, !line.equals("???", in: name) { event[.userName] = name }
  }

  private static func decide(_ line: Span<UInt8>, _ start: Int, _ end: Int, _ event: inout LogEvent) {
    if line.has("Login user=", at: start) || line.has("Authenticated user=", at: start)
      || line.has("Auth user=", at: start) || line.has("APOP user=", at: start)
      || line.has("Preauthenticated user=", at: start)
    {
      event.action = .login
      event.outcome = .success
      if line.has("APOP", at: start) { event[.authMethod] = ByteRange(start, start + 4) }
      return
    }
    let textEnd = words(line, start, end)
    if line.has("Logout", at: start) {
      event.action = event.has(.userName) ? .logout : .disconnect
      return
    }
    event[.reason] = ByteRange(start, textEnd)
    if line.has("AUTHENTICATE ", at: start) || line.has("AUTH ", at: start),
      let failure = line.findLast(" failure", from: start, to: end)
    {
      event.action = .login
      event.outcome = .failure
      let method = start + (line.has("AUTHENTICATE ", at: start) ? 13 : 5)
      if failure > method { event[.authMethod] = ByteRange(method, failure) }
    } else if line.has("Login failed", at: start) || line.has("Login disabled", at: start)
      || line.has("APOP failed", at: start)
    {
      event.action = .login
      event.outcome = .failure
    } else if line.has("Login excessive", at: start) || line.has("Excessive login failures", at: start) {
      // The last try was told by its own line.
      event.action = .rateLimit
      event.outcome = .failure
      event[.limitName] = ByteRange(start, textEnd)
    } else if line.has("SSL error", at: start) || line.has("Unable to accept", at: start) {
      event.action = .tlsFailed
      event.outcome = .failure
    } else if line.has("Connection", at: start) || line.has("Command stream end of file", at: start)
      || line.has("Unexpected client disconnect", at: start)
    {
      event.action = .connectionLost
    } else if line.has("Autologout", at: start) || line.has("Killed", at: start) {
      event.action = .disconnect
    } else if line.has("Moved ", at: start) {
      event.action = .service
      event[.detail] = event[.reason]
      event[.reason] = .none
    } else {
      event.action = .warning
    }
  }

  /// The end of the text before ` user=`.
  private static func words(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    if let user = line.find(" user=", from: start, to: end) { return user }
    return end
  }

  public static var samples: [LogSample] { UWSamples.all }
}
