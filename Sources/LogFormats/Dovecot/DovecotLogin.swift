import Bytes
import Model

/// Lines of the login processes: `Login: user=<U>, method=M, rip=R, lip=L, mpid=P, TLS, session=<S>` and
/// `reason: user=<U>, …` of sessions that ended before or without a login.
///
/// `TLS` says that the connection was encrypted; without it the password crossed the network in clear, unless the
/// connection was `secured` (local, or from a trusted proxy), which says nothing about the wire.
enum DovecotLogin {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let rip = line.findLast("rip=", from: start, to: end) else {
      parseOld(line, from: start, to: end, &event)
      return
    }
    let addressEnd = valueEnd(line, from: rip + 4, to: end)
    event[.sourceIP] = line.unmapped(ByteRange(rip + 4, addressEnd))
    if let port = line.find(", rport=", from: addressEnd, to: end) {
      var position = port + 8
      event.sourcePort = UInt16(clamping: line.number(&position, to: end))
    }
    let reasonEnd = parseUser(line, from: start, rip: rip, &event)
    parseTail(line, from: addressEnd, to: end, &event)
    decide(line, ByteRange(start, Swift.max(start, reasonEnd)), &event)
  }

  /// 0.99: `Login: U [A]`, `Aborted login: U [A]`, `Disconnected [A]`.
  private static func parseOld(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard end > start, line[end - 1] == .ascii("]"), let open = line.findLast(" [", from: start, to: end)
    else { return }
    AccessLine.setAddress(line, ByteRange(open + 2, end - 1), &event)
    guard event.has(.sourceIP) else { return }
    if line.has("Login: ", at: start), open > start + 7 {
      event.action = .login
      event.outcome = .success
      event[.userName] = ByteRange(start + 7, open)
    } else if line.has("Aborted login: ", at: start), open > start + 15 {
      event.action = .login
      event.outcome = .failure
      event[.reason] = ByteRange(start, start + 13)
      event[.userName] = ByteRange(start + 15, open)
    } else {
      event.action = .disconnect
      event[.reason] = ByteRange(start, open)
    }
  }

  private static func valueEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var index = start
    while index < end, line[index] != .ascii(","), line[index] != 32 { index += 1 }
    return index
  }

  /// Reads `user=<U>, method=M, ` left of `rip`; returns where the text before it ends.
  private static func parseUser(
    _ line: Span<UInt8>, from start: Int, rip: Int, _ event: inout LogEvent
  ) -> Int {
    var right = rip
    if let method = line.findLast(", method=", from: start, to: rip) {
      let value = method + 9
      event[.authMethod] = ByteRange(value, valueEnd(line, from: value, to: rip))
      right = method
    } else if right >= start + 2 {
      right -= 2
    }
    guard let user = line.find("user=<", from: start, to: right + 1) else {
      return trimmed(line, from: start, to: rip)
    }
    // `right` stands on the comma behind the closing bracket.
    let close = right > user + 6 && line[right - 1] == .ascii(">") ? right - 1 : right
    if close > user + 6 { event[.userName] = ByteRange(user + 6, close) }
    return trimmed(line, from: start, to: user)
  }

  private static func trimmed(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var index = end
    while index > start,
      line[index - 1] == 32 || line[index - 1] == .ascii(":") || line[index - 1] == .ascii(",")
    {
      index -= 1
    }
    return index
  }

  /// `, lip=L, mpid=P, TLS, session=<S>`, with what OpenSSL said behind `TLS`.
  private static func parseTail(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var limit = end
    if let session = line.findLast("session=<", from: start, to: end),
      let close = line.find(.ascii(">"), from: session, to: end)
    {
      event[.sessionID] = ByteRange(session + 9, close)
      limit = session
    }
    if line.find(", TLS handshaking", from: start, to: limit) != nil {
      event.action = .tlsFailed
      event.tlsEstablished = .no
    } else if let tls = line.find(", TLS", from: start, to: limit) {
      event.tlsEstablished = .yes
      // TLS, TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits): with %k in login_log_format_elements.
      if let version = line.find("TLSv", from: tls, to: limit) {
        let stop = valueEnd(line, from: version, to: limit)
        event[.tlsVersion] = ByteRange(version + 4, stop)
        if line.has(" with cipher ", at: stop) {
          event[.tlsCipher] = ByteRange(stop + 13, valueEnd(line, from: stop + 13, to: limit))
        }
      }
    } else if line.find(", secured", from: start, to: limit) == nil,
      line.find("lip=", from: start, to: limit) != nil
    {
      event.tlsEstablished = .no
    }
  }

  private static func decide(_ line: Span<UInt8>, _ reason: ByteRange, _ event: inout LogEvent) {
    let start = reason.lower
    let end = reason.upper
    // 2.4: `Logged in`.
    if line.has("Login", at: start) && end - start <= 6 || line.equals("Logged in", in: reason) {
      event.action = .login
      event.outcome = .success
      return
    }
    event[.reason] = reason
    event.outcome = .failure
    if line.has("proxy", at: start), line.find("started proxying", from: start, to: end) != nil {
      event.action = .login
      event.outcome = .success
    } else if line.has("proxy", at: start), line.find("): disconnecting ", from: start, to: end) != nil {
      event.action = .disconnect
      event.outcome = .none
    } else if let limit = line.find("mail_max_userip_connections=", from: start, to: end) {
      event.action = .rateLimit
      event[.limitName] = ByteRange(limit, limit + 27)
      var position = limit + 28
      event.limitValue = line.number(&position, to: end)
    } else if let full = line.find("Connection queue full", from: start, to: end) {
      event.action = .serviceLimit
      event[.limitName] = ByteRange(full, full + 16)
    } else if event.action == .tlsFailed || line.find("TLS handshak", from: start, to: end) != nil {
      event.action = .tlsFailed
    } else if line.find("no auth attempts", from: start, to: end) != nil
      || line.find("no_auth_attempts", from: start, to: end) != nil
    {
      event.action = .disconnect
      event.outcome = .none
    } else if event.has(.userName) || event.has(.authMethod) || line.find("auth", from: start, to: end) != nil
    {
      event.action = .login
    } else {
      event.action = .disconnect
      event.outcome = .none
    }
  }
}
