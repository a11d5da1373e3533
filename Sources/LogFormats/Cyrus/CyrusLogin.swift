import Bytes
import Model

/// `login: host [ip] user mech[+TLS] User logged in SESSIONID=<S>` and `badlogin: host [ip] mech (user) [SASL(-13): reason]`
/// in the spellings of twenty years.
///
/// The name before the address is the reverse name as the resolver gave it, not verified, and no field holds it. `+TLS`
/// tells an encrypted connection, its absence (IMAP and POP3) one that was not; `badlogin` tells nothing, unless the
/// service itself is the one behind TLS (`imaps`, `pop3s`).
enum CyrusLogin {
  static func parse(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ service: CyrusService, _ event: inout LogEvent
  ) {
    event.action = .login
    event.outcome = .success
    let next = readClient(line, from: start, to: end, &event)
    var stop = end
    if let reply = line.findLast(" User logged in", from: next, to: end) {
      stop = reply
      if let session = line.findLast("SESSIONID=<", from: reply, to: end),
        let close = line.find(.ascii(">"), from: session, to: end)
      {
        event[.sessionID] = ByteRange(session + 11, close)
      }
    }
    guard next < stop else { return }
    // Without a reply's text, an anonymous user's "password" may follow.
    if line.has("anonymous ", at: next), stop == end {
      event[.userName] = ByteRange(next, next + 9)
      return
    }
    guard let blank = line.findLast(32, from: next, to: stop) else {
      event[.userName] = ByteRange(next, stop)
      return
    }
    event[.userName] = ByteRange(next, blank)
    var methodEnd = stop
    if methodEnd - blank > 5, line.has("+TLS", at: methodEnd - 4) {
      methodEnd -= 4
      event.tlsEstablished = .yes
    } else if service == .imaps || service == .pop3s {
      event.tlsEstablished = .yes
    } else if service == .imap || service == .pop3 {
      event.tlsEstablished = .no
    }
    event[.authMethod] = ByteRange(blank + 1, methodEnd)
  }

  static func parseBad(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ service: CyrusService, _ event: inout LogEvent
  ) {
    event.action = .login
    event.outcome = .failure
    if service == .imaps || service == .pop3s { event.tlsEstablished = .yes }
    let next = readClient(line, from: start, to: end, &event)
    guard next < end else { return }
    if line.has("anonymous login refused", at: next) {
      event[.userName] = ByteRange(next, next + 9)
      event[.reason] = ByteRange(next, end)
      return
    }
    let blank = line.find(32, from: next, to: end) ?? end
    let method = ByteRange(next, blank)
    guard blank < end else {
      event[.reason] = method
      return
    }
    let isMethod = isMechanism(line, method)
    if isMethod { event[.authMethod] = method }
    let rest = isMethod ? blank + 1 : next
    setReason(line, from: rest, to: end, isMethod, &event)
  }

  /// `(user) [SASL(-13): reason]`, `user SASL(-13): reason`, `[SASL(-13): reason]`, `user invalid user`, `reason`.
  private static func setReason(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ isMethod: Bool, _ event: inout LogEvent
  ) {
    var user = ByteRange.none
    var reason = ByteRange(start, end)
    if let sasl = line.findLast("SASL(", from: start, to: end) {
      let isBracketed = sasl > start && line[sasl - 1] == .ascii("[")
      let userEnd = Swift.max(start, sasl - (isBracketed ? 2 : 1))
      user = ByteRange(start, userEnd)
      reason = ByteRange(sasl, isBracketed && line[end - 1] == .ascii("]") ? end - 1 : end)
    } else if end - start > 13, line.has(" invalid user", at: end - 13) {
      user = ByteRange(start, end - 13)
      reason = ByteRange(end - 12, end)
    } else if start < end, line[start] == .ascii("("), let close = line.findLast(") ", from: start, to: end) {
      user = ByteRange(start, close + 1)
      reason = ByteRange(close + 2, end)
    }
    if user.count > 2, line[user.lower] == .ascii("("), line[user.upper - 1] == .ascii(")") {
      user = ByteRange(user.lower + 1, user.upper - 1)
    }
    if isMethod, user.count > 0 { event[.userName] = user }
    if !reason.isEmpty { event[.reason] = reason }
  }

  /// `plaintext`, or a SASL mechanism's name: capitals, digits, `-`, `_`.
  private static func isMechanism(_ line: Span<UInt8>, _ word: ByteRange) -> Bool {
    if line.equals("plaintext", in: word) || line.equals("plaintext+TLS", in: word)
      || line.equals("nopassword", in: word)
    {
      return true
    }
    guard word.count >= 3, word.count <= 24 else { return false }
    for index in word.lower..<word.upper {
      let byte = line[index]
      guard byte.isUpper || byte.isDigit || byte == .ascii("-") || byte == .ascii("_") else { return false }
    }
    return true
  }

  /// `host [ip] `, `[ip] `, `host[ip] `: returns the position behind. A host name has no blanks.
  private static func readClient(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    guard let open = line.find(.ascii("["), from: start, to: end),
      let close = line.find(.ascii("]"), from: open, to: end)
    else { return start }
    if let blank = line.find(32, from: start, to: open), blank + 1 < open { return start }
    AccessLine.setAddress(line, ByteRange(open + 1, close), &event)
    return Swift.min(close + 2, end)
  }
}
