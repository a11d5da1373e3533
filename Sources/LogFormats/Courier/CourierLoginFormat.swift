public import Bytes
public import Model

/// Courier's mailbox access: `imapd`, `imapd-ssl`, `pop3d`, `pop3d-ssl` (`imaplogin`, `pop3login` to 4.0), `sqwebmaild` and
/// `authdaemond`.
///
/// `LOGIN FAILED, user=U, ip=[A], port=[P]`: the user is the client's text, with commas and brackets; so the right-most
/// `ip=[` is the server's. A tag with `-ssl`, and `starttls=1` or `stls=1` at the end of a session, say that it was
/// encrypted; a session's end that counts its bytes (`rcvd=`) and has neither was not. A login's own line does not tell:
/// where the session's end follows within some kilobytes (`lookAhead`), its word counts for the login, too.
/// - Source: courier-imap imap/imapd.c, imap/imaplogin.c, imap/mainloop.c, imap/pop3login.c, imap/pop3dserver.c.
public enum CourierLoginFormat: LogFormat {
  public static var name: StaticString { "courier" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    var name = program
    if line.has("courier-", at: name.lower) {
      name = ByteRange(name.lower + 8, name.upper)
    } else if line.has("courier", at: name.lower) {
      name = ByteRange(name.lower + 7, name.upper)
    }
    if name.count > 4, line.has("-ssl", at: name.upper - 4) { name = ByteRange(name.lower, name.upper - 4) }
    switch name.count {
    case 5: return line.equals("imapd", in: name) || line.equals("pop3d", in: name)
    case 9: return line.equals("imaplogin", in: name) || line.equals("pop3login", in: name)
    case 10: return line.equals("sqwebmaild", in: name)
    case 11: return line.equals("authdaemond", in: name)
    default: return line.has("authdaemond.", at: name.lower)
    }
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    var start = message.lower
    start += level(line, at: start)
    guard start < end else { return }
    if line.find("auth", from: program.lower, to: program.upper) != nil {
      parseAuth(line, from: start, to: end, &event)
      return
    }
    event.networkProtocol = AccessLine.networkProtocol(line, program)
    if event.networkProtocol == .imaps || event.networkProtocol == .pop3s { event.tlsEstablished = .yes }
    guard let comma = keyword(line, at: start, &event) else {
      parseOther(line, from: start, to: end, &event)
      return
    }
    guard let open = line.findLast("ip=[", from: comma, to: end),
      let close = line.find(.ascii("]"), from: open, to: end)
    else {
      // Cut off before the address.
      event[.detail] = ByteRange(start, end)
      return
    }
    AccessLine.setAddress(line, ByteRange(open + 4, close), &event)
    // What stands between is the client's, and ends before `, ip=[`.
    let textEnd = open >= comma + 2 && line.has(", ", at: open - 2) ? open - 2 : comma
    if line.has("user=", at: comma), textEnd >= comma + 5 {
      event[.userName] = ByteRange(comma + 5, textEnd)
    } else if line.has("method=", at: comma), textEnd > comma + 7 {
      event[.authMethod] = ByteRange(comma + 7, textEnd)
    }
    parseTail(line, from: close + 1, to: end, &event)
    if event.action == .logout, !event.has(.userName) { event.action = .disconnect }
  }

  /// Whether a message of `imapd` or `pop3d` begins as only Courier's do (UW writes `Login user=`, Cyrus `login: `).
  static func isWording(_ line: Span<UInt8>, _ message: ByteRange) -> Bool {
    guard message.count > 8 else { return false }
    switch line[message.lower] {
    case .ascii("L"): return line.has("LOGIN", at: message.lower) || line.has("LOGOUT", at: message.lower)
    case .ascii("C"): return line.has("Connection, ip=", at: message.lower)
    case .ascii("D"):
      return line.has("DISCONNECTED, ", at: message.lower) || line.has("Disconnected, ip=", at: message.lower)
    case .ascii("T"): return line.has("TIMEOUT, ", at: message.lower)
    default: return false
    }
  }

  /// Takes from the lines that follow a login whether its connection was encrypted: the end of a session says so, the login
  /// does not. Only the first end with the login's user, address and port counts.
  static func lookAhead(
    _ line: Span<UInt8>, _ following: Span<UInt8>, _ dialect: Dialect, into event: inout LogEvent
  ) {
    let address = event[.sourceIP]
    guard event.sourcePort > 0, address.count > 0,
      let close = line.find("], port=[", from: address.upper, to: line.count),
      let end = line.find(.ascii("]"), from: close + 9, to: line.count)
    else { return }
    let port = line.extracting((close + 3)..<(end + 1))
    var envelope = Envelope()
    var next = LogEvent()
    var position = 0
    while let found = following.find(port, from: position) {
      let first = following.findLast(10, from: position, to: found).map { $0 + 1 } ?? position
      guard let stop = following.find(10, from: found) else { return }
      position = stop + 1
      FormatRegistry.parse(following.extracting(first..<stop), dialect, &envelope, into: &next)
      guard next.format == event.format, next.sourcePort == event.sourcePort else { continue }
      let other = following.extracting(first..<stop)
      guard other.equals(next[.sourceIP], line, address) else { continue }
      // The port's next connection.
      if next.action == .connect || next.action == .login && next.outcome == .success { return }
      guard next.tlsEstablished != .unknown, next.action != .login, next.has(.userName),
        other.equals(next[.userName], line, event[.userName])
      else { continue }
      event.tlsEstablished = next.tlsEstablished
      return
    }
  }

  private static func level(_ line: Span<UInt8>, at start: Int) -> Int {
    if line.has("INFO: ", at: start) { return 6 }
    if line.has("NOTICE: ", at: start) { return 8 }
    if line.has("ERR: ", at: start) { return 5 }
    if line.has("DEBUG: ", at: start) { return 7 }
    return 0
  }

  /// What happened, and the position behind `, `; nil for other texts.
  private static func keyword(_ line: Span<UInt8>, at start: Int, _ event: inout LogEvent) -> Int? {
    switch line[start] {
    case .ascii("L"):
      if line.has("LOGIN, ", at: start) {
        event.action = .login
        event.outcome = .success
        return start + 7
      }
      if line.has("LOGIN FAILED, ", at: start) {
        event.action = .login
        event.outcome = .failure
        return start + 14
      }
      if line.has("LOGOUT, ", at: start) {
        event.action = .logout
        return start + 8
      }
    case .ascii("C"):
      if line.has("Connection, ", at: start) {
        event.action = .connect
        return start + 12
      }
    case .ascii("D"):
      if line.has("DISCONNECTED, ", at: start) {
        event.action = .connectionLost
        event[.reason] = ByteRange(start, start + 12)
        return start + 14
      }
      if line.has("Disconnected, ", at: start) {
        event.action = .disconnect
        return start + 14
      }
      if line.has("Disconnected during shutdown by signal, ", at: start) {
        event.action = .disconnect
        event[.reason] = ByteRange(start, start + 38)
        return start + 40
      }
    case .ascii("T"):
      if line.has("TIMEOUT, ", at: start) {
        event.action = .disconnect
        event[.reason] = ByteRange(start, start + 7)
        return start + 9
      }
    default: break
    }
    return nil
  }

  /// `, port=[P], headers=H, body=B, rcvd=R, sent=S, time=T, starttls=1`: all the server's.
  private static func parseTail(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if let port = line.find("port=[", from: start, to: end) {
      var position = port + 6
      event.sourcePort = UInt16(clamping: line.number(&position, to: end))
    }
    if let received = line.find(" rcvd=", from: start, to: end) {
      var position = received + 6
      event.bytesIn = line.number(&position, to: end)
    }
    if let sent = line.find(" sent=", from: start, to: end) {
      var position = sent + 6
      event.bytesOut = line.number(&position, to: end)
    }
    if event.action != .login, event.action != .connect, let time = line.find(" time=", from: start, to: end)
    {
      // How long the session was, in seconds, and how much of it was headers and bodies.
      var first = time + 1
      if let headers = line.find(" headers=", from: start, to: time) { first = headers + 1 }
      event[.detail] = ByteRange(first, end)
    }
    if line.find("tls=1", from: start, to: end) != nil {
      event.tlsEstablished = .yes
    } else if event.tlsEstablished == .unknown, event.bytesIn >= 0, event.has(.detail) {
      event.tlsEstablished = .no
    }
  }

  private static func parseOther(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("Maximum connection limit reached", at: start) {
      event.outcome = .failure
      event[.limitName] = ByteRange(start, start + 24)
      if line.has(" for ", at: start + 32) {
        event.action = .rateLimit
        AccessLine.setAddress(line, ByteRange(start + 37, end), &event)
      } else {
        event.action = .serviceLimit
      }
      event[.reason] = ByteRange(start, end)
    } else if line.has("couriertls: accept", at: start) || line.has("couriertls: connect", at: start)
      || line.has("Unexpected SSL connection shutdown", at: start)
    {
      event.action = .tlsFailed
      event.outcome = .failure
      event.tlsEstablished = .unknown
      event[.reason] = ByteRange(start, end)
      if let open = line.findLast("ip=[", from: start, to: end),
        let close = line.find(.ascii("]"), from: open, to: end)
      {
        AccessLine.setAddress(line, ByteRange(open + 4, close), &event)
      }
    } else {
      event.action = .warning
      event[.reason] = ByteRange(start, end)
    }
  }

  /// `authdaemond`: what it loaded, and with DEBUG_LOGIN what it looked up, passwords included (from 2 on).
  private static func parseAuth(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var stop = end
    if let clear = line.find("clearpasswd=", from: start, to: end) { stop = clear }
    if let hash = line.find("passwd=", from: start, to: stop) { stop = hash }
    while stop > start, line[stop - 1] == 32 || line[stop - 1] == .ascii(",") || line[stop - 1] == .ascii(":")
    {
      stop -= 1
    }
    guard stop > start else {
      event.action = .service
      return
    }
    let isLookup = stop < end || line.has("received auth request", at: start) || line.has("auth", at: start)
    if isLookup {
      event.action = .service
      event[.detail] = ByteRange(start, stop)
    } else {
      AccessLine.setOther(line, ByteRange(start, stop), &event)
    }
  }

  public static var samples: [LogSample] { CourierLoginSamples.all }
}
