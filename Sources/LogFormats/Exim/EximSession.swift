import Bytes
import Model

/// Lines about client connections: begin and end, logins that failed, TLS that failed, protocol errors, limits.
///
/// Only `smtp_connection`, `smtp_no_mail` and others that are off by default log a connection as such: their absence says
/// nothing.
/// - Source: smtp_in.c, daemon.c, tls-openssl.c, tls-gnu.c, host.c
enum EximSession {
  /// Reads the line's text at `start`; false where it is none of these.
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) -> Bool {
    guard start < end else { return false }
    switch line[start] {
    case .ascii("S"): return parseSMTP(line, from: start, to: end, &event)
    case .ascii("C"):
      guard line.has("Connection from ", at: start) else { return false }
      parseRefusal(line, from: start, peer: start &+ 16, to: end, &event)
    case .ascii("r"):
      if line.has("refused connection from ", at: start) {
        setPeer(line, at: start &+ 24, to: end, &event)
        event.action = .connectionRefused
        event.outcome = .failure
        event[.reason] = ByteRange(start, end)
        return true
      }
      if line.has("refused relay ", at: start) {
        parseOldRelay(line, from: start, to: end, &event)
        return true
      }
      return EximRejection.parseVerb(line, from: start, to: end, &event)
    case .ascii("t"):
      if line.has("too many recipients", at: start) {
        event.action = .rateLimit
        event.outcome = .failure
        event.networkProtocol = .smtp
        event[.limitName] = ByteRange(start, start &+ 19)
        event[.reason] = ByteRange(start, end)
        if let sender = line.find("sender=<", from: start, to: end),
          let address = line.bracketed(at: sender &+ 7, to: end)
        {
          event[.mailFrom] = address.address
          EximRejection.setClient(line, EximFields(line, from: address.next, to: end), &event)
        }
        return true
      }
      return EximRejection.parseVerb(line, from: start, to: end, &event)
    case .ascii("u"): return parseUnexpected(line, from: start, to: end, &event)
    case .ascii("n"): return parseNo(line, from: start, to: end, &event)
    case .ascii("T"):
      guard
        line.has("TLS error on connection ", at: start) || line.has("TLS client disconnected ", at: start)
          || line.has("TLS session: ", at: start)
      else { return false }
      parseTLSError(line, from: start, to: end, &event)
    default: return false
    }
    return true
  }

  /// Sets the client at `start`; returns where what follows begins.
  @inline(__always)
  @discardableResult
  private static func setPeer(
    _ line: Span<UInt8>, at start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    let peer = EximPeer.read(line, at: start, to: end)
    event.setEximClient(peer, line)
    event.networkProtocol = .smtp
    var position = peer.end
    if line.has(" I=[", at: position) {
      let fields = EximFields(line, from: position, to: end)
      if fields.interfacePort == 587 { event.networkProtocol = .submission }
      if fields.interfacePort == 465 { event.networkProtocol = .submissions }
      position = Swift.max(position, fields.end &- 1)
    }
    return position
  }

  private static func parseSMTP(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    if line.has("SMTP connection from ", at: start) {
      parseConnection(line, from: start &+ 21, to: end, &event)
    } else if line.has("SMTP call from ", at: start) {
      let position = setPeer(line, at: start &+ 15, to: end, &event)
      guard line.has(" dropped: ", at: position) else {
        event.action = .warning
        event[.reason] = ByteRange(start, end)
        return true
      }
      event.action = .rateLimit
      event.outcome = .failure
      let text = position &+ 10
      event[.reason] = ByteRange(text, end)
      event[.limitName] = ByteRange(text, line.find(" (last command", from: text, to: end) ?? end)
    } else if line.has("SMTP protocol ", at: start) || line.has("SMTP syntax error in ", at: start) {
      parseProtocolError(line, from: start, to: end, &event)
    } else if line.has("SMTP command timeout on ", at: start) || line.has("SMTP data timeout ", at: start) {
      if let found = line.find("connection from ", from: start, to: end) {
        let position = setPeer(line, at: found &+ 16, to: end, &event)
        EximRejection.setClient(line, EximFields(line, from: position, to: end), &event)
      }
      event.action = .connectionLost
      event.stage = line.has("SMTP data", at: start) ? .data : .none
      event[.reason] = ByteRange(start, line.find(" connection ", from: start, to: end) ?? end)
    } else if line.has("SMTP connection lost after final dot", at: start) {
      let fields = EximFields(line, from: start &+ 36, to: end)
      EximRejection.setClient(line, fields, &event)
      event.action = .connectionLost
      event.stage = .endOfData
      event[.reason] = ByteRange(start, start &+ 36)
    } else {
      return false
    }
    return true
  }

  /// `[ip]:port (TCP/IP connection count = N)`, `host (helo) [ip] closed by QUIT`, `… lost[ while …][ D=2s]`,
  /// `… closed by DROP in ACL`, `… (too many …)`.
  private static func parseConnection(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    let position = setPeer(line, at: start, to: end, &event)
    if line.has(" (TCP/IP connection count = ", at: position) {
      event.action = .connect
      event[.limitName] = ByteRange(position &+ 2, position &+ 25)
      var number = position &+ 28
      event.limitValue = line.number(&number, to: end)
      return
    }
    if line.has(" closed by QUIT", at: position) {
      event.action = .disconnect
      return
    }
    var reason = ByteRange(Swift.min(position &+ 1, end), end)
    if let duration = line.findLast(" D=", from: position, to: end) {
      reason = ByteRange(Swift.min(position &+ 1, duration), duration)
    }
    if line.has(" lost", at: position) || line.has(" closed after SIG", at: position) {
      event.action = .connectionLost
      if line.has(" lost while reading message data", at: position) { event.stage = .data }
      event[.reason] = reason
    } else if line.has(" closed", at: position) {
      event.action = .disconnect
      event.outcome = .failure
      event[.reason] = reason
    } else if position >= end {
      event.action = .connect
    } else {
      event.action = .warning
      event[.reason] = reason
    }
  }

  /// `Connection from [ip]:port refused: too many connections[ from that IP address]`, `refused: load average = 12.34`.
  private static func parseRefusal(
    _ line: Span<UInt8>, from start: Int, peer: Int, to end: Int, _ event: inout LogEvent
  ) {
    let position = setPeer(line, at: peer, to: end, &event)
    event.action = .connectionRefused
    event.outcome = .failure
    event.stage = .connect
    guard line.has(" refused: ", at: position) else {
      event[.reason] = ByteRange(start, end)
      return
    }
    let text = position &+ 10
    event[.reason] = ByteRange(text, end)
    if line.has("too many connections from that", at: text) {
      event.action = .rateLimit
      event[.limitName] = ByteRange(text, end)
    } else if line.has("too many connections", at: text) {
      event.action = .serviceLimit
      event[.limitName] = ByteRange(text, end)
    } else if line.has("load average", at: text) {
      event.action = .serviceLimit
      event[.limitName] = ByteRange(text, text &+ 12)
      if line.has(" = ", at: text &+ 12) {
        var number = text &+ 15
        event.limitValue = line.number(&number, to: end)
      }
    }
  }

  /// Exim 3: `refused relay (host) to <a@b> from <c@d> H=…`
  private static func parseOldRelay(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.action = .reject
    event.outcome = .failure
    event.stage = .rcpt
    event.rejectClass = .relayDenied
    event[.reason] = ByteRange(start, start &+ 13)
    var position = start
    if let to = line.find(" to <", from: position, to: end),
      let address = line.bracketed(at: to &+ 4, to: end)
    {
      event[.rcptTo] = address.address
      position = address.next
    }
    if line.has(" from <", at: position), let address = line.bracketed(at: position &+ 6, to: end) {
      event[.mailFrom] = address.address
      position = address.next
    }
    EximRejection.setClient(line, EximFields(line, from: position, to: end), &event)
  }

  /// `SMTP protocol synchronization error (…): rejected "X" H=…`, `SMTP protocol error in "X" H=… text`,
  /// `SMTP syntax error in "X" H=… text`. What the client sent is in quotes, and may be its credentials: left out.
  private static func parseProtocolError(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.outcome = .failure
    event.networkProtocol = .smtp
    let isSync = line.has("SMTP protocol sync", at: start)
    event.action = isSync ? .reject : .warning
    if isSync { event.rejectClass = .protocolError }
    let nameEnd =
      isSync
      ? line.find(": ", from: start, to: end) ?? end : (line.find(" in \"", from: start, to: end) ?? end)
    event[.reason] = ByteRange(start, nameEnd)
    // Behind the client's text: the last ` H=` before the input that a synchronization error quotes.
    let limit =
      line.find(" next input=", from: start, to: end) ?? line.find(" input=\"", from: start, to: end) ?? end
    guard let host = line.findLast(" H=", from: start, to: limit) else { return }
    let fields = EximFields(line, from: host &+ 1, to: end)
    EximRejection.setClient(line, fields, &event)
    if !isSync, fields.end < end { event[.reason] = ByteRange(fields.end, end) }
  }

  private static func parseUnexpected(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    if line.has("unexpected disconnection ", at: start) || line.has("unexpected end of ", at: start),
      let found = line.find(" from ", from: start, to: end)
    {
      setPeer(line, at: found &+ 6, to: end, &event)
      event.action = .connectionLost
      event[.reason] = ByteRange(start, found)
      return true
    }
    guard line.has("unqualified ", at: start), let colon = line.find("rejected: ", from: start, to: end)
    else {
      return false
    }
    event.action = .reject
    event.outcome = .failure
    event.rejectClass = .protocolError
    event[.reason] = ByteRange(start, colon &+ 8)
    let isRecipient = line.has("recipient", at: start &+ 12)
    event.stage = isRecipient ? .rcpt : line.has("sender", at: start &+ 12) ? .mail : .none
    guard let address = line.bracketed(at: colon &+ 10, to: end) else { return true }
    event[event.stage == .mail ? .mailFrom : .rcptTo] = address.address
    EximRejection.setClient(line, EximFields(line, from: address.next, to: end), &event)
    return true
  }

  /// `no MAIL in SMTP connection from … D=… [X=…] [C=EHLO,AUTH]`, `no host name found for IP address …`, `no IP address
  /// found for host …`.
  private static func parseNo(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    if line.has("no MAIL in SMTP connection from ", at: start) {
      let position = setPeer(line, at: start &+ 32, to: end, &event)
      let fields = EximFields(line, from: position, to: end)
      fields.setTLS(line, &event)
      if event.tlsEstablished == .unknown { event.tlsEstablished = .no }
      fields.setLogin(line, &event)
      event.action = .warning
      event[.reason] = ByteRange(start, start &+ 26)
      if !fields.confirmation.isNone { event[.detail] = fields.confirmation }
      return true
    }
    if line.has("no host name found for IP address ", at: start) {
      event.action = .warning
      let stop = line.find(32, from: start &+ 34, to: end) ?? end
      let address = ByteRange(start &+ 34, stop)
      if line.isAddress(address) { event[.sourceIP] = line.unmapped(address) }
      event[.reason] = ByteRange(start, start &+ 18)
      return true
    }
    guard line.has("no IP address found for host ", at: start) else { return false }
    event.action = .warning
    event[.reason] = ByteRange(start, end)
    if let found = line.find("SMTP connection from ", from: start, to: end) {
      setPeer(line, at: found &+ 21, to: line[end &- 1] == .ascii(")") ? end &- 1 : end, &event)
    }
    return true
  }

  /// `TLS error on connection from host [ip] (function): text`, `TLS error on connection to …`.
  private static func parseTLSError(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.action = .tlsFailed
    event.outcome = .failure
    var position = start
    if line.has("TLS session: ", at: start) {
      event.isClientSide = true
      position = start &+ 13
    } else if line.has(" connection from ", at: start &+ 12) {
      position = setPeer(line, at: start &+ 29, to: end, &event)
    } else if line.has(" connection to ", at: start &+ 12) {
      event.isClientSide = true
      let peer = EximPeer.read(line, at: start &+ 27, to: end)
      event.setEximServer(peer, line)
      position = peer.end
    }
    while position < end, line[position] == 32 { position &+= 1 }
    if position < end { event[.reason] = ByteRange(position, end) }
  }

  /// `NAME authenticator failed for host (helo) [ip]:port: 535 Incorrect authentication data (set_id=user)`; `separator`
  /// is the blank behind NAME. What stands in `set_id` is the client's, as is the helo: the address is the last bracket
  /// before the first `(set_id=`.
  static func parseLogin(
    _ line: Span<UInt8>, from start: Int, separator: Int, to end: Int, _ event: inout LogEvent
  ) {
    let after = separator &+ 22
    event[.authMethod] = EximFields.mechanism(line, ByteRange(start, separator))
    guard line.has("for ", at: after) else {
      // Our own login at the next server.
      event.action = .warning
      event.isClientSide = true
      event.outcome = .failure
      if line.has("H=", at: after) {
        let peer = EximPeer.read(line, at: after &+ 2, to: end)
        event.setEximServer(peer, line)
        event[.reason] = ByteRange(Swift.min(peer.end &+ 1, end), end)
      }
      return
    }
    let limit = line.find(" (set_id=", from: after, to: end) ?? end
    let peer = EximPeer.read(line, at: after &+ 4, to: limit, takesLast: true)
    event.setEximClient(peer, line)
    event.networkProtocol = .smtp
    event.action = .login
    event.outcome = .failure
    var position = peer.end
    if position < end, line[position] != .ascii(":") {
      let fields = EximFields(line, from: position, to: limit)
      if fields.interfacePort == 587 { event.networkProtocol = .submission }
      if fields.interfacePort == 465 { event.networkProtocol = .submissions }
      fields.setTLS(line, &event)
      position = Swift.max(fields.end, position)
    } else {
      position &+= 1
    }
    while position < limit, line[position] == 32 { position &+= 1 }
    if position < limit {
      event[.reason] = ByteRange(position, limit)
      if let reply = Reply.read(line, from: position, to: limit) { event.setReply(reply) }
    }
    if limit < end {
      let stop = line[end &- 1] == .ascii(")") ? end &- 1 : end
      if stop > limit &+ 9 { event[.userName] = ByteRange(limit &+ 9, stop) }
    }
  }

  /// Takes from the lines that follow a failed login whether its connection was encrypted: the line of the login does not
  /// say so, others of the same address and port do (`no MAIL in SMTP connection from … X=… C=EHLO,STARTTLS,EHLO,AUTH`).
  /// TLS that began after the login does not count.
  static func lookAhead(
    _ line: Span<UInt8>, _ following: Span<UInt8>, _ dialect: Dialect, into event: inout LogEvent
  ) {
    let address = event[.sourceIP]
    guard event.sourcePort > 0, !address.isEmpty, line.has("]:", at: address.upper) else { return }
    var stop = address.upper + 2
    while stop < line.count, line[stop].isDigit { stop += 1 }
    let peer = line.extracting(address.lower..<stop)
    var envelope = Envelope()
    var next = LogEvent()
    var position = 0
    while let found = following.find(peer, from: position) {
      let first = following.findLast(10, from: position, to: found).map { $0 + 1 } ?? position
      guard let end = following.find(10, from: found) else { return }
      position = end + 1
      let other = following.extracting(first..<end)
      FormatRegistry.parse(other, dialect, &envelope, into: &next)
      guard next.format == event.format, next.sourcePort == event.sourcePort,
        other.equals(next[.sourceIP], line, address)
      else { continue }
      // The port's next connection.
      if next.action == .connect { return }
      guard next.action != .login, next.tlsEstablished != .unknown else { continue }
      if next.tlsEstablished == .yes, next.has(.detail) {
        let commands = next[.detail]
        let login = other.find("AUTH", from: commands.lower, to: commands.upper)
        let start = other.find("STARTTLS", from: commands.lower, to: commands.upper)
        if let login, let start, login < start { return }
      }
      event.tlsEstablished = next.tlsEstablished
      return
    }
  }
}
