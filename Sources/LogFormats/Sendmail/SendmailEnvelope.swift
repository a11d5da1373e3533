import Bytes
import Model

/// `from=S, size=N, class=N, [pri=N,] nrcpts=N[, msgid=M][, bodytype=B][, proto=P][, daemon=D][, tls_verify=V][, auth=A],
/// relay=R`: the one line of a message's arrival, written when its envelope is complete or dropped.
/// - Source: envelope.c `logsender`
enum SendmailEnvelope {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let (sender, behind) = sender(line, at: start &+ 5, to: end) else { return }
    event[.mailFrom] = sender
    var position = behind &+ 7
    let size = line.number(&position, to: end)
    if line.has(", class=", at: position) {
      position &+= 8
      if position < end, line[position] == .ascii("-") { position &+= 1 }
      _ = line.number(&position, to: end)
    }
    if line.has(", pri=", at: position) {
      position &+= 6
      _ = line.number(&position, to: end)
    }
    var recipients: Int64 = -1
    if line.has(", nrcpts=", at: position) {
      position &+= 9
      recipients = line.number(&position, to: end)
    }
    var limit = end
    var isLocal = true
    if let relay = line.findLast(", relay=", from: position, to: end) {
      limit = relay
      let peer = SendmailRelay(line, relay &+ 8, end)
      isLocal = peer.address.isNone
      if isLocal { event[.detail] = ByteRange(relay &+ 8, end) } else { event.setSource(peer) }
    }
    // The Message-ID is its writer's text: what follows it is looked for from the right.
    let mechanism = value(line, ", auth=", from: position, &limit)
    let verify = value(line, ", tls_verify=", from: position, &limit)
    let daemon = value(line, ", daemon=", from: position, &limit)
    let proto = value(line, ", proto=", from: position, &limit)
    _ = value(line, ", bodytype=", from: position, &limit)
    let hasMessageID = line.has(", msgid=", at: position)
    if hasMessageID { setMessageID(line, position &+ 8, limit, &event) }
    if !isLocal {
      setProtocol(line, proto, daemon, &event)
      if !mechanism.isEmpty, !line.equals("NONE", in: mechanism) { event[.authMethod] = mechanism }
      event.setTLS(verify, in: line)
    }
    event.size = size
    event.recipients = Int32(clamping: recipients)
    guard recipients != 0, size > 0 || hasMessageID else {
      // Every recipient was refused, or the client went before its data: there was an envelope, and no message.
      event.action = .messageRemoved
      event.outcome = .failure
      return
    }
    event.action = .messageReceived
    event.outcome = .success
    guard event.messageRole == .continues else { return }
    event.messageRole = SendmailFormat.isDated(event[.localID]) ? .arrives : .begins
  }

  /// The sender and the place of `, size=` behind it: a sender that imitates it does not end there.
  @inline(__always)
  private static func sender(
    _ line: Span<UInt8>, at start: Int, to end: Int
  ) -> (ByteRange, Int)? {
    if start < end, line[start] == .ascii("<") {
      var found = line.bracketed(at: start, to: end)
      while let address = found {
        if line.has(", size=", at: address.next) { return (address.address, address.next) }
        guard let close = line.find(.ascii(">"), from: address.next, to: end) else { break }
        found = (ByteRange(start &+ 1, close), close &+ 1)
      }
      // Cut at 200 bytes.
      guard let size = line.find(", size=", from: start, to: end) else { return nil }
      return (ByteRange(start &+ 1, size), size)
    }
    guard let size = line.find(", size=", from: start, to: end) else { return nil }
    return (ByteRange(start, size), size)
  }

  /// The value of the last `key` before `limit`, which moves to its begin; `.none` where none of a word stands there.
  @inline(__always)
  private static func value(
    _ line: Span<UInt8>, _ key: StaticString, from start: Int, _ limit: inout Int
  ) -> ByteRange {
    // These values are words of the server's: at most 20 bytes.
    let earliest = Swift.max(start, limit &- key.utf8CodeUnitCount &- 24)
    guard let found = line.findLast(key, from: earliest, to: limit) else { return .none }
    let first = found &+ key.utf8CodeUnitCount
    guard SendmailFormat.tokenEnd(line, at: first, to: limit) == limit else { return .none }
    let range = ByteRange(first, limit)
    limit = found
    return range
  }

  private static func setMessageID(
    _ line: Span<UInt8>, _ start: Int, _ end: Int, _ event: inout LogEvent
  ) {
    guard start < end else { return }
    guard line[start] == .ascii("<") else {
      if end &- start < 100 { event[.messageID] = ByteRange(start, end) }
      return
    }
    // Without its bracket it was cut at 100 bytes: a part of an id is none.
    if let close = line.findLast(.ascii(">"), from: start, to: end) {
      event[.messageID] = ByteRange(start &+ 1, close)
    }
  }

  /// RFC 3848 (since 8.16): `S` says that TLS is spoken, `A` that the client logged in; both alone stand for `no` of the
  /// other. `SMTP` and `ESMTP` are also written by releases that do not tell.
  @inline(__always)
  private static func setProtocol(
    _ line: Span<UInt8>, _ proto: ByteRange, _ daemon: ByteRange, _ event: inout LogEvent
  ) {
    event.networkProtocol =
      daemon.count >= 3 && (line.has("MSA", at: daemon.lower) || line.has("MSP", at: daemon.lower))
      ? .submission : .smtp
    guard !proto.isNone, proto.count >= 5 else { return }
    if line.has("LMTP", at: proto.lower) { event.networkProtocol = .lmtp }
    let last = line[proto.upper &- 1]
    let before = line[proto.upper &- 2]
    if last == .ascii("S") || last == .ascii("A") && before == .ascii("S") {
      event.tlsEstablished = .yes
    } else if last == .ascii("A") && before == .ascii("P") {
      event.tlsEstablished = .no
    }
  }
}

extension LogEvent {
  /// Sets what the word of `verify=` tells: `NONE` stands for a connection without TLS, those about the peer's certificate
  /// for one with it.
  @inline(__always)
  mutating func setTLS(_ verify: ByteRange, in line: Span<UInt8>) {
    guard !verify.isEmpty else { return }
    if line.equals("NONE", in: verify) {
      if tlsEstablished == .unknown { tlsEstablished = .no }
      return
    }
    let verification = SendmailSession.verification(line, verify)
    if verification != .unknown {
      tlsEstablished = .yes
      tlsVerification = verification
    }
  }
}
