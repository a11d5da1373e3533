import Bytes
import Model

/// Lines about a connection: its begin and end, STARTTLS, AUTH, and what the server thinks of the client.
/// - Source: srvrsmtp.c, usersmtp.c, tls.c, daemon.c, collect.c, conf.c
enum SendmailSession {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("c"):
      if line.has("connect from ", at: start) {
        event.action = .connect
        event.networkProtocol = .smtp
        event.setSource(SendmailRelay(line, start &+ 13, end))
      } else if line.has("collect: ", at: start) {
        parseCollect(line, from: start, to: end, &event)
      }
    case .ascii("t"):
      if line.has("timeout waiting for input from ", at: start) {
        let stop = line.findLast(" during ", from: start &+ 31, to: end) ?? end
        lost(line, peerFrom: start &+ 31, to: stop, reason: ByteRange(start, end), &event)
        event.stage = stop < end ? stage(line, at: stop &+ 8, to: end) : .none
      } else if line.has("tls_srv_features=", at: start) || line.has("tls_clt_features=", at: start) {
        event.setService(start, end)
        event.isClientSide = line.has("clt", at: start &+ 4)
      }
    case .ascii("S"):
      if line.has("STARTTLS", at: start) {
        parseTLS(line, from: start, to: end, &event)
      } else if line.has("SMTP ", at: start) {
        parseCommand(line, from: start, to: end, &event)
      }
    case .ascii("A"):
      if line.has("AUTH=server, ", at: start) {
        parseLogin(line, from: start &+ 13, to: end, &event)
      } else if line.has("AUTH=client, ", at: start) {
        parseClientLogin(line, from: start &+ 13, to: end, &event)
      } else if line.has("AUTH failure (", at: start) {
        parseFailedLogin(line, from: start &+ 14, to: end, &event)
      } else if line.has("AUTH encode64 error [", at: start) || line.has("AUTH decode64 error [", at: start) {
        // What follows is the client's (or the mechanism's) secret.
        event.setWarning(start, start &+ 19)
      } else if line.has("AUTH", at: start) {
        event.setWarning(start, end)
      }
    case .ascii("l"):
      if line.has("lost input channel from ", at: start) {
        let stop = line.findLast(" to ", from: start &+ 24, to: end) ?? end
        lost(line, peerFrom: start &+ 24, to: stop, reason: ByteRange(start, end), &event)
        if let after = line.findLast(" after ", from: stop, to: end) {
          event.stage = stage(line, at: after &+ 7, to: end)
        }
      }
    case .ascii("N"):
      if line.has("Null connection from ", at: start) {
        event.action = .disconnect
        event.networkProtocol = .smtp
        event.setSource(SendmailRelay(line, start &+ 21, end))
        event[.reason] = ByteRange(start, start &+ 15)
      }
    case .ascii("i"):
      // invalid domain name (TEXT) from HOST [IP]
      if line.has("invalid domain name (", at: start),
        let close = line.findLast(") from ", from: start &+ 21, to: end)
      {
        event.action = .reject
        event.outcome = .failure
        event.stage = .helo
        event.rejectClass = .helo
        event.networkProtocol = .smtp
        let helo = ByteRange(start &+ 21, close)
        if !line.equals("too long", in: helo) { event[.helo] = helo }
        event.setSource(SendmailRelay(line, close &+ 7, end))
        event[.reason] = ByteRange(start, start &+ 19)
      }
    case .ascii("\""):
      // "wiz" command from HOST [IP] (IP): probes of the nineties.
      if let from = line.find("\" command from ", from: start, to: Swift.min(end, start &+ 24)),
        let peer = SendmailRelay(line, at: from &+ 15, to: end)
      {
        event.setWarning(start, from &+ 9)
        event.networkProtocol = .smtp
        event.setSource(peer)
      }
    default: break
    }
  }

  private static func stage(_ line: Span<UInt8>, at start: Int, to end: Int) -> LogEvent.Stage {
    if line.has("mail", at: start) { return .mail }
    if line.has("rcpt", at: start) { return .rcpt }
    if line.has("data", at: start) || line.has("message collect", at: start) { return .data }
    if line.has("helo", at: start) || line.has("ehlo", at: start) { return .helo }
    return line.has("startup", at: start) ? .connect : .none
  }

  private static func lost(
    _ line: Span<UInt8>, peerFrom start: Int, to end: Int, reason: ByteRange, _ event: inout LogEvent
  ) {
    event.action = .connectionLost
    event.outcome = .failure
    event.networkProtocol = .smtp
    event[.reason] = reason
    event.setSource(SendmailRelay(line, start, end))
  }

  /// `premature EOM: E`, `unexpected close on connection from H, sender=S`, `I/O error on connection from H, from=S`,
  /// `relay=H, from=S, info=…` (bare line ends, since 8.18).
  private static func parseCollect(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    let text = start &+ 9
    event.stage = .data
    event.outcome = .failure
    event[.reason] = ByteRange(text, end)
    event.networkProtocol = .smtp
    if line.has("relay=", at: text) {
      event.action = .warning
      if let peer = SendmailRelay(line, at: text &+ 6, to: end) {
        event.setSource(peer)
        if line.has(", from=", at: peer.end), let sender = line.address(at: peer.end &+ 7, to: end) {
          event[.mailFrom] = sender.address
        }
      }
      return
    }
    event.action = .connectionLost
    guard let on = line.find(" on connection from ", from: text, to: end) else { return }
    event[.reason] = ByteRange(text, on)
    var next = on
    if let peer = SendmailRelay(line, at: on &+ 20, to: end) {
      event.setSource(peer)
      next = peer.end
    } else if let comma = line.find(", ", from: on, to: end) {
      next = comma
    }
    if line.has(", sender=", at: next), let sender = line.address(at: next &+ 9, to: end) {
      event[.mailFrom] = sender.address
    } else if line.has(", from=", at: next), let sender = line.address(at: next &+ 7, to: end) {
      event[.mailFrom] = sender.address
    }
  }

  /// `SMTP MAIL command (ARG) from HOST [IP] tempfailed (due to previous checks)`, `… rejected …`
  private static func parseCommand(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    let command = start &+ 5
    guard line.find(" command ", from: command, to: Swift.min(end, command &+ 16)) != nil,
      let from = line.findLast(" from ", from: command, to: end),
      let peer = SendmailRelay(line, at: from &+ 6, to: end)
    else { return }
    event.action = .reject
    event.outcome = .failure
    event.networkProtocol = .smtp
    event.stage =
      line.has("MAIL", at: command)
      ? .mail
      : line.has("RCPT", at: command)
        ? .rcpt
        : line.has("DATA", at: command) ? .data : line.has("HELO", at: command) ? .helo : .none
    event.rejectClass = .policy
    event.setSource(peer)
    event[.reason] = ByteRange(Swift.min(peer.end &+ 1, end), end)
  }

  // MARK: TLS

  /// `STARTTLS=server, relay=R, version=V, verify=Y, cipher=C, bits=A/B`. `verify=` is about certificates: the connection
  /// is encrypted whatever it says.
  private static func parseTLS(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var position = start &+ 8
    let isServer = line.has("=server", at: position)
    let isClient = line.has("=client", at: position)
    event.isClientSide = isClient
    position &+= isServer || isClient ? 7 : 0
    if line.has(", relay=", at: position), isServer || isClient,
      let version = line.findLast(", version=", from: position &+ 8, to: end)
    {
      event.action = .tlsEstablished
      event.outcome = .success
      event.tlsEstablished = .yes
      setPeer(SendmailRelay(line, position &+ 8, version), &event)
      var value = version &+ 10
      var stop = SendmailFormat.tokenEnd(line, at: value, to: end)
      // `TLSv1/SSLv3` is the name of a family of ciphers, no version.
      let written = ByteRange(value, stop)
      if !written.isEmpty, !line.equals("TLSv1/SSLv3", in: written) {
        event[.tlsVersion] = line.has("TLSv", at: value) ? ByteRange(value &+ 4, stop) : written
      }
      if line.has(", verify=", at: stop) {
        value = stop &+ 9
        stop = SendmailFormat.tokenEnd(line, at: value, to: end)
        event.tlsVerification = verification(line, ByteRange(value, stop))
      }
      if line.has(", cipher=", at: stop) {
        value = stop &+ 9
        stop = SendmailFormat.tokenEnd(line, at: value, to: end)
        if stop > value { event[.tlsCipher] = ByteRange(value, stop) }
      }
      return
    }
    if line.has(", error: accept failed", at: position) || line.has(", error: connect failed", at: position) {
      event.action = .tlsFailed
      event.outcome = .failure
      event.tlsEstablished = .no
      let relay = line.findLast(", relay=", from: position, to: end)
      if let relay { setPeer(SendmailRelay(line, relay &+ 8, end), &event) }
      event[.reason] = ByteRange(position &+ 9, relay ?? end)
      return
    }
    let isTrouble =
      line.find("error", from: position, to: end) != nil || line.find("fail", from: position, to: end) != nil
      || line.find("missing", from: position, to: end) != nil
      || line.find("unsafe", from: position, to: end) != nil
      || line.find("handshake", from: position, to: end) != nil
    if isTrouble { event.setWarning(start, end) } else { event.setService(start, end) }
    if let relay = line.findLast("relay=", from: position, to: end), event.action == .warning {
      let stop = line.find(.ascii(","), from: relay, to: end) ?? end
      setPeer(SendmailRelay(line, relay &+ 6, stop), &event)
    }
  }

  private static func setPeer(_ relay: SendmailRelay, _ event: inout LogEvent) {
    if event.isClientSide { event.setDestination(relay) } else { event.setSource(relay) }
  }

  static func verification(_ line: Span<UInt8>, _ word: ByteRange) -> LogEvent.TLSVerification {
    if line.equals("OK", in: word) { return .trusted }
    if line.equals("TRUSTED", in: word) { return .verified }
    if line.equals("FAIL", in: word) || line.equals("TEMP", in: word) { return .untrusted }
    // NO: none was presented; NOT: none was asked for.
    return line.equals("NO", in: word) || line.equals("NOT", in: word) ? .none : .unknown
  }

  // MARK: Logins

  /// `relay=R, authid=U, mech=M, bits=N`
  private static func parseLogin(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has("relay=", at: start), let mech = line.findLast(", mech=", from: start, to: end),
      let user = line.find(", authid=", from: start, to: mech)
    else {
      event.setService(start, end)
      return
    }
    event.action = .login
    event.outcome = .success
    event.networkProtocol = .smtp
    event.setSource(SendmailRelay(line, start &+ 6, user))
    event[.userName] = ByteRange(user &+ 9, mech)
    let stop = SendmailFormat.tokenEnd(line, at: mech &+ 7, to: end)
    if stop > mech &+ 7 { event[.authMethod] = ByteRange(mech &+ 7, stop) }
  }

  /// `(M): E (N) TEXT[, user=U], relay=R`. The name is what the client gave: the last `, relay=` is the server's.
  private static func parseFailedLogin(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let close = line.find("): ", from: start, to: end) else { return }
    event.action = .login
    event.outcome = .failure
    event.networkProtocol = .smtp
    if close > start { event[.authMethod] = ByteRange(start, close) }
    var limit = end
    if let relay = line.findLast(", relay=", from: close, to: end) {
      limit = relay
      event.setSource(SendmailRelay(line, relay &+ 8, end))
    }
    if let user = line.find(", user=", from: close, to: limit) {
      event[.userName] = ByteRange(user &+ 7, limit)
      limit = user
    }
    while limit > close &+ 3, line[limit &- 1] == 32 { limit &-= 1 }
    event[.reason] = ByteRange(close &+ 3, limit)
  }

  /// `relay=R, mech=M, bits=N`: this server logged in at another.
  private static func parseClientLogin(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.isClientSide = true
    guard line.has("relay=", at: start), let mech = line.findLast(", mech=", from: start, to: end) else {
      event.setWarning(start, end)
      return
    }
    event.action = .service
    event.setDestination(SendmailRelay(line, start &+ 6, mech))
    let stop = SendmailFormat.tokenEnd(line, at: mech &+ 7, to: end)
    if stop > mech &+ 7 { event[.authMethod] = ByteRange(mech &+ 7, stop) }
    event[.detail] = ByteRange(start &- 13, end)
  }

  // MARK: What begins with the client

  /// `HOST [IP][ (may be forged)]: TEXT` and `HOST [IP] did not issue …`.
  static func parseClient(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let peer = SendmailRelay(line, at: start, to: end), peer.end < end else { return }
    if line.has(" did not issue ", at: peer.end) {
      event.action = .disconnect
      event.networkProtocol = .smtp
      event.setSource(peer)
      let stop = line.find(" during connection to ", from: peer.end, to: end) ?? end
      event[.reason] = ByteRange(peer.end &+ 1, stop)
      if line.has(" during connection to MS", at: stop) { event.networkProtocol = .submission }
      return
    }
    guard line.has(": ", at: peer.end) else { return }
    let text = peer.end &+ 2
    if line.has("possible SMTP attack: command=", at: text) {
      event.action = .rateLimit
      event.outcome = .failure
      if let count = line.findLast(", count=", from: text, to: end) {
        event[.limitName] = ByteRange(text &+ 30, count)
        var position = count &+ 8
        event.limitValue = line.number(&position, to: end)
      }
    } else if line.has("Possible SMTP RCPT flood", at: text) {
      event.action = .rateLimit
      event.outcome = .failure
      event[.limitName] = ByteRange(text &+ 14, text &+ 18)
    } else if line.has("probable open proxy: command=", at: text) {
      event.action = .reject
      event.outcome = .failure
      event.rejectClass = .protocolError
    } else if line.hasIgnoringCase("vrfy ", at: text) || line.hasIgnoringCase("expn ", at: text)
      || line.hasIgnoringCase("etrn ", at: text)
    {
      let isRejected = line.has("[rejected]", at: end &- 10)
      event.action = isRejected ? .reject : .service
      if isRejected {
        event.outcome = .failure
        event.rejectClass = .policy
      } else {
        event[.detail] = ByteRange(text, end)
      }
    } else if line.has("SMTP violation, ", at: text) {
      event.action = .reject
      event.outcome = .failure
      event.rejectClass = .protocolError
    } else {
      return
    }
    event.networkProtocol = .smtp
    event.setSource(peer)
    if event.action != .service { event[.reason] = ByteRange(text, end) }
  }
}
