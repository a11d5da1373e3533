import Bytes
import Model

// Connections that the server names (OpenSMTPD): one process serves all of them, and the id in every line tells which.
extension MessageFold {
  @inline(__always)
  private func namedKey(_ event: borrowing LogEvent, _ text: Span<UInt8>, _ hostHash: UInt64) -> UInt64 {
    Hashing.mix(text.hash(event[.sessionID], seed: hostHash), 0x589D_65A4_2AEE_BF53)
  }

  /// A line of a connection: who the client or the server is, TLS, the login, the end.
  mutating func observeNamedSession(_ event: borrowing LogEvent, _ text: Span<UInt8>, hostHash: UInt64) {
    let time = event.time
    let index = session(namedKey(event, text, hostHash), time)
    sessions[index].flags.insert(.named)
    sessions[index].time = Timestamp.later(sessions[index].time, time)
    switch event.action {
    case .connect:
      sessions[index].restart(at: time, [.named, .connected])
      sessions[index].clientIP = arena.keep(text, event[.sourceIP])
      if event.alwaysLogsTLS { sessions[index].flags.insert(.alwaysLogsTLS) }
    case .service:
      // Of the side that connects out.
      if event.has(.destinationIP) {
        sessions[index].restart(at: time, [.named, .connected, .client])
        if event.alwaysLogsTLS { sessions[index].flags.insert(.alwaysLogsTLS) }
      }
      if event.has(.reason) { sessions[index].flags.insert(.closed) }
    case .tlsEstablished:
      sessions[index].tls = .yes
      sessions[index].tlsVersion = arena.keep(text, event[.tlsVersion])
      sessions[index].tlsCipher = arena.keep(text, event[.tlsCipher])
    case .login:
      sessions[index].user = arena.keep(text, event[.userName])
      sessions[index].authMethod = arena.keep(text, event[.authMethod])
    case .disconnect, .connectionLost, .tlsFailed:
      if event.action == .disconnect { summarize(event, text, session: index) }
      sessions[index].flags.insert(.closed)
    default:
      if event.has(.helo) { sessions[index].helo = arena.keep(text, event[.helo]) }
    }
  }

  /// What the server says of the whole connection at its end (Haraka), for its latest message.
  private mutating func summarize(_ event: borrowing LogEvent, _ text: Span<UInt8>, session index: Int) {
    if event.has(.helo) { sessions[index].lastHelo = arena.keep(text, event[.helo]) }
    sessions[index].lastTLS = event.tlsEstablished
    let hop = Int(sessions[index].hop)
    guard hop >= 0, hops[hop].serial == sessions[index].hopSerial else { return }
    hops[hop].end(of: sessions[index])
  }

  /// Gives hop `index`, whose arrival `event` is, what its connection's lines told.
  mutating func takeNamedSession(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, hop index: Int, hostHash: UInt64
  ) {
    let key = namedKey(event, text, hostHash)
    hops[index].service = service(serviceHash(event, text, hostHash))
    if hops[index].sender.isNone { hops[index].sender = arena.keep(text, event[.mailFrom]) }
    let number = session(key, event.time)
    sessions[number].flags.insert(.named)
    sessions[number].hop = Int32(truncatingIfNeeded: index)
    sessions[number].hopSerial = hops[index].serial
    hops[index].take(named: sessions[number])
    if sessions[number].flags.contains(.headless) {
      pendingSessions.append(PendingSession(key: key, hop: Int32(truncatingIfNeeded: index)))
    }
  }

  /// Sets what is known of the connection that `delivery` went over; the question that remains, where its beginning is in
  /// an earlier stretch of the evidence.
  mutating func lookUpNamedSession(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, hostHash: UInt64, _ delivery: inout DeliveryRecord
  ) -> PendingPeer? {
    let key = namedKey(event, text, hostHash)
    let found = sessionIndex.find(key)
    if found >= 0 {
      let session = sessions[Int(found)]
      sessions[Int(found)].time = Timestamp.later(session.time, event.time)
      delivery.tls = session.namedTLS
      if !session.flags.contains(.headless) { return nil }
    }
    return delivery.tls == .unknown ? PendingPeer(key: key, peer: 0, name: 0, delivery: -1) : nil
  }
}

extension SessionRecord {
  /// Whether the connection is encrypted: no, where it was seen from its beginning and its server logs every TLS session.
  var namedTLS: LogEvent.Certainty {
    if tls == .yes { return .yes }
    return flags.contains([.connected, .alwaysLogsTLS]) ? .no : .unknown
  }
}

extension HopRecord {
  /// Takes what the line of its connection's end told.
  mutating func end(of session: SessionRecord) {
    if helo.isNone { helo = session.lastHelo }
    if tls == .unknown { tls = session.lastTLS }
  }

  mutating func take(named session: SessionRecord) {
    if session.flags.contains(.connected) {
      flags.formUnion([.sessionSeen, session.clientIP.isNone ? .local : .network])
    }
    if clientIP.isNone { clientIP = session.clientIP }
    if helo.isNone { helo = session.helo }
    if user.isNone, !session.user.isNone {
      user = session.user
      authMethod = session.authMethod
    }
    // A program on the host itself has no wire to encrypt.
    let isNew = tls == .unknown || tls == .yes && tlsVersion.isNone && session.tls == .yes
    guard isNew, !session.clientIP.isNone || session.tls == .yes else { return }
    tls = session.namedTLS
    if tls == .yes {
      tlsVersion = session.tlsVersion
      tlsCipher = session.tlsCipher
    }
  }
}

extension LogEvent {
  /// Whether the line tells its SMTP connection by an id that the server gave it.
  @inline(__always)
  var namesSession: Bool { has(.sessionID) && networkProtocol == .smtp }
}
