import Bytes
public import Model

/// One line into the fold.
extension MessageFold {
  /// Takes what `event`, the map of the line `text`, says of a message or of a client connection.
  ///
  /// The event is not changed: lent `borrowing`, its 400 bytes would be copied for every line.
  /// Lines of one host come in the order in which it wrote them. `hostContext` is the driver's number of the folder or
  /// stream; `offset`, `line` (from 1) and `length` locate the line in `source`.
  public mutating func observe(
    _ event: inout LogEvent, _ text: Span<UInt8>, source: SourceID, offset: UInt64, line: UInt64,
    length: Int, hostContext: UInt32
  ) {
    if event.encodedFields != 0 {
      takeDecoded(
        event, text, source: source, offset: offset, line: line, length: length, hostContext: hostContext)
    } else {
      take(
        &event, text, source: source, offset: offset, line: line, length: length, hostContext: hostContext)
    }
  }

  /// Few lines have escapes: what is kept of them is what they mean.
  @inline(never)
  private mutating func takeDecoded(
    _ event: LogEvent, _ text: Span<UInt8>, source: SourceID, offset: UInt64, line: UInt64, length: Int,
    hostContext: UInt32
  ) {
    var whole = ByteBuffer(capacity: text.count * 2)
    whole.append(text)
    var decoded = event
    for field in LogEvent.Field.allCases where decoded.isEncoded(field) && !decoded[field].isNone {
      if decoded.listStyle != .single, field == .rcptTo || field == .origRcptTo { continue }
      let start = whole.count
      whole.append(text, decoded[field], decoding: decoded.encoding)
      decoded[field] = ByteRange(start, whole.count)
    }
    decoded.encodedFields = 0
    take(
      &decoded, whole.span, source: source, offset: offset, line: line, length: length,
      hostContext: hostContext)
  }

  @inline(never)
  private mutating func take(
    _ event: inout LogEvent, _ text: Span<UInt8>, source: SourceID, offset: UInt64, line: UInt64,
    length: Int, hostContext: UInt32
  ) {
    var hasID = event.messageRole != .none
    if hasID { hasID = !event[.localID].isEmpty }
    let isTurn = event.turn.kind != .none
    if !hasID, !isTurn {
      switch event.action {
      case .connect, .disconnect, .connectionLost, .tlsEstablished, .tlsFailed, .rateLimit: break
      case .login: if event.namesSession ? event.outcome != .success : !event.isSubmissionLogin { return }
      case .reject, .warning: if !event.has(.helo) { return }
      case .delivery: if event.has(.messageID) ? false : !event.has(.deliveryID) { return }
      case .service: if !event.isOfArrival { if event.isClientSide ? !event.namesSession : true { return } }
      case .bounce: if !event.has(.queueProcess) { return }
      default: return
      }
    }
    let host = host(text, event[.hostName], context: hostContext)
    let hostHash = lastHostHash
    let place = PackedLocation(source: source, offset: offset, line: line, length: length)
    if isTurn {
      observeTurn(event, text, host: host, hostHash: hostHash, place: place)
      return
    }
    if hasID {
      observeMessage(&event, text, host: host, hostHash: hostHash, place: place)
      switch event.action {
      case .connectionLost, .tlsEstablished: break
      case .login: if !event.isSubmissionLogin { return }
      default: return
      }
    }
    if event.has(.queueProcess) {
      see(host, at: event.time)
      observeArrival(event, text, host: host, hostHash: hostHash, place: place)
    } else if event.namesSession {
      see(host, at: event.time)
      observeNamedSession(event, text, hostHash: hostHash)
    } else if event.has(.deliveryID) {
      endDelivery(event, text, hostHash: hostHash, place: place)
    } else {
      observeSession(&event, text, host: host, hostHash: hostHash, place: place)
    }
  }

  /// Notes a line of a host at `time`.
  @inline(__always)
  mutating func see(_ host: Int32, at time: Timestamp) {
    let known = hosts[Int(host)].firstSeen
    let first = Timestamp.earlier(known, time)
    if first != known { hosts[Int(host)].firstSeen = first }
  }

  // MARK: Connections

  /// What stands for the service of the event's process: most lines are of one that came before.
  @inline(__always)
  mutating func serviceHash(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, _ hostHash: UInt64
  ) -> UInt64 {
    if event.isConnectionProcess { return hostHash }
    let name = event[.processName]
    let place = name.count & 3
    if recentProcesses[place].host == hostHash, recentProcesses[place].name.matches(text, name, context: 0) {
      return recentProcesses[place].hash
    }
    return findServiceHash(text, name, hostHash, place)
  }

  @inline(never)
  private mutating func findServiceHash(
    _ text: Span<UInt8>, _ name: ByteRange, _ hostHash: UInt64, _ place: Int
  ) -> UInt64 {
    recentProcesses[place].hash = text.hash(name, seed: hostHash)
    recentProcesses[place].host = hostHash
    recentProcesses[place].name.remember(text, name, context: 0)
    return recentProcesses[place].hash
  }

  @inline(__always)
  func sessionKey(_ serviceHash: UInt64, _ pid: Int32) -> UInt64 {
    Hashing.mix(serviceHash ^ UInt64(UInt32(bitPattern: pid)), 0x8EBC_6AF0_9C88_C6E3)
  }

  private mutating func observeSession(
    _ event: inout LogEvent, _ text: Span<UInt8>, host: Int32, hostHash: UInt64, place: PackedLocation
  ) {
    let time = event.time
    if event.action == .delivery {
      outcomes.append(
        StoreOutcome(
          messageIDHash: text.hash(event[.messageID]),
          userHash: text.hash(event.has(.rcptTo) ? event[.rcptTo] : event[.userName]), host: host,
          time: time, status: event.status, place: place))
      return
    }
    see(host, at: time)
    guard event.pid >= 0 else { return }
    let serviceHash = serviceHash(event, text, hostHash)
    let index = session(sessionKey(serviceHash, event.pid), time)
    switch event.action {
    case .disconnect: mark(session: index, lost: false, at: time)
    case .connectionLost: mark(session: index, lost: true, at: time)
    case .rateLimit: break
    default:
      sessions[index].note(&event, text, &arena)
      guard event.action == .tlsEstablished, !event.isClientSide else { return }
      let service = service(serviceHash)
      if service >= 0 {
        services[Int(service)].firstTLS = Timestamp.earlier(services[Int(service)].firstTLS, time)
      }
    }
  }

  /// Notes that the connection ended or broke, also for the message it had begun.
  private mutating func mark(session index: Int, lost: Bool, at time: Timestamp) {
    let hop = Int(sessions[index].hop)
    if hop >= 0 {
      if hops[hop].serial == sessions[index].hopSerial { hops[hop].broke(lost: lost, at: time) }
    } else if sessions[index].flags.contains(.headless) {
      if lost {
        sessions[index].lostAt = Timestamp.earlier(sessions[index].lostAt, time)
      } else {
        sessions[index].closedAt = Timestamp.earlier(sessions[index].closedAt, time)
      }
    }
    if !lost { sessions[index].flags.insert(.closed) }
  }

  // MARK: Messages

  @inline(__always)
  private mutating func observeMessage(
    _ event: inout LogEvent, _ text: Span<UInt8>, host: Int32, hostHash: UInt64, place: PackedLocation
  ) {
    let id = event[.localID]
    let idHash = text.hash(id: id)
    let key = Hashing.mix(idHash ^ hostHash, 0xE703_7ED1_A0B4_28DB)
    let time = event.time
    let begins = event.messageRole == .begins
    var found = keys.find(key)
    let isNew = begins || found < 0 || hops[Int(found)].flags.contains(.ends)
    if isNew {
      var record = HopRecord(key: key, idHash: idHash, host: host, time: time, place: place)
      record.id = arena.keep(text, id)
      record.offsetMinutes = event.offsetMinutes
      if found >= 0 {
        record.earlier = found
        if begins { hops[Int(found)].supersede(at: time) }
      }
      let earlier = found
      found = newHop(record)
      keys.set(key, found)
      if earlier >= 0 {
        hops[Int(earlier)].later = found
        repeats.append(found)
      }
      see(host, at: time)
    }
    let index = Int(found)
    hops[index].timeSource.weaken(to: event.timeSource)
    switch event.action {
    case .delivery:
      if event.has(.rcptTo) ? event.messageRole != .ends : event.isOfUnnamedRecipients {
        observeDelivery(&event, text, hop: index, hostHash: hostHash, place: place)
      } else if event.status == .expired {
        hops[index].flags.formUnion([.expired, .substantial])
      } else {
        hops[index].flags.formUnion([.discarded, .substantial])
        fillEnvelope(event, text, index)
      }
      if hops[index].sender.isNone, event.has(.mailFrom) {
        hops[index].sender = arena.keep(text, event[.mailFrom])
      }
      hops[index].note(time)
    case .messageQueued:
      hops[index].queued(event, text, &arena, isFirst: isNew)
    case .messageRemoved:
      hops[index].note(time)
      if event.outcome == .failure {
        // Canceled by the client.
        hops[index].broke(lost: true, at: time)
        hops[index].flags.insert(.withoutData)
      } else {
        hops[index].flags.insert(.substantial)
      }
    case .messageReceived:
      observeReceived(&event, text, hop: index, hostHash: hostHash)
    case .bounce:
      observeBounce(&event, text, hop: index, host: host, hostHash: hostHash, place: place)
    default:
      let isWhole = observeOther(
        event, text, hop: index, host: host, hostHash: hostHash, place: place)
      if isWhole { return }
    }
    if event.has(.queueProcess) { hops[index].queueProcess = text.hash(event[.queueProcess]) }
    if event.messageRole == .ends { hops[index].flags.insert(.ends) }
  }

  /// A notification of a message's fate.
  @inline(never)
  private mutating func observeBounce(
    _ event: inout LogEvent, _ text: Span<UInt8>, hop index: Int, host: Int32, hostHash: UInt64,
    place: PackedLocation
  ) {
    hops[index].note(event.time)
    hops[index].flags.formUnion([.bounce, .substantial])
    if event.messageRole == .arrives { hops[index].flags.insert(.countsRecipients) }
    if event.status == .expired {
      let old = relative(event[.bounceOf], event, text, host: host, hostHash: hostHash, place: place)
      if old >= 0 { hops[old].flags.insert(.expired) }
    }
    if hops[index].bounceOf.isNone { hops[index].bounceOf = arena.keep(text, event[.bounceOf]) }
    // Notification and arrival are one line.
    if event.messageRole == .begins { observeReceived(&event, text, hop: index, hostHash: hostHash) }
  }

  /// What is neither a step of the message's way nor a notification: a refusal, a filter's word, an attempt's begin.
  /// True where nothing more is to be taken from the line.
  @inline(never)
  private mutating func observeOther(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, hop index: Int, host: Int32, hostHash: UInt64,
    place: PackedLocation
  ) -> Bool {
    hops[index].note(event.time)
    if event.action == .connectionLost {
      hops[index].broke(lost: true, at: event.time)
      if event.stage == .data { hops[index].flags.insert(.withoutData) }
    }
    if event.has(.deliveryID) {
      startDelivery(event, text, hop: index, hostHash: hostHash, place: place)
      return true
    }
    if event.isReplyToDelivery {
      observeReply(event, text, hop: index, place: place)
      return true
    }
    if event.action == .redirect, event.has(.queuedAs) {
      observeCopy(event, text, of: index, host: host, hostHash: hostHash, place: place)
    }
    if event.action == .reject, event.messageRole == .ends ? true : event.stage == .endOfData {
      hops[index].flags.formUnion([.refused, .substantial])
    } else if event.has(.rcptTo), event.delayMicroseconds >= 0 {
      // An address probe: `status=deliverable`, `undeliverable`.
      hops[index].flags.insert(.probe)
    }
    fillEnvelope(event, text, index)
    return false
  }

  /// The stay with `id` that a line under another id tells of; -1 where the line names none.
  private mutating func relative(
    _ id: ByteRange, _ event: borrowing LogEvent, _ text: Span<UInt8>, host: Int32, hostHash: UInt64,
    place: PackedLocation
  ) -> Int {
    guard !id.isEmpty else { return -1 }
    let idHash = text.hash(id: id)
    let key = Hashing.mix(idHash ^ hostHash, 0xE703_7ED1_A0B4_28DB)
    let found = keys.find(key)
    if found >= 0 {
      hops[Int(found)].note(event.time)
      hops[Int(found)].timeSource.weaken(to: event.timeSource)
      return Int(found)
    }
    var record = HopRecord(key: key, idHash: idHash, host: host, time: event.time, place: place)
    record.id = arena.keep(text, id)
    record.offsetMinutes = event.offsetMinutes
    record.timeSource.weaken(to: event.timeSource)
    let made = newHop(record)
    keys.set(key, made)
    return Int(made)
  }

  /// The server made another message, `queuedAs`, out of the one of hop `index`: for a list's owner, or in another queue.
  private mutating func observeCopy(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, of index: Int, host: Int32, hostHash: UInt64,
    place: PackedLocation
  ) {
    let copy = relative(event[.queuedAs], event, text, host: host, hostHash: hostHash, place: place)
    guard copy >= 0, copy != index, hops[copy].originalID.isNone else { return }
    hops[copy].flags.formUnion([.generated, .substantial])
    hops[copy].originalID = arena.keep(text, event[.localID])
    hops[copy].originalIDHash = text.hash(event[.localID])
    if hops[index].flags.contains(.countsRecipients) { hops[copy].flags.insert(.countsRecipients) }
  }

  /// What a line of a filter or a check says beside its own matter.
  private mutating func fillEnvelope(_ event: borrowing LogEvent, _ text: Span<UInt8>, _ index: Int) {
    if hops[index].sender.isNone { hops[index].sender = arena.keep(text, event[.mailFrom]) }
    if hops[index].helo.isNone { hops[index].helo = arena.keep(text, event[.helo]) }
    if hops[index].subject.isNone { hops[index].subject = arena.keep(text, event[.subject]) }
    if hops[index].messageID.isNone, event.has(.messageID), !event[.messageID].isEmpty {
      hops[index].messageID = arena.keep(text, event[.messageID])
      hops[index].messageIDHash = text.hash(event[.messageID])
    }
  }

  private mutating func observeReceived(
    _ event: inout LogEvent, _ text: Span<UInt8>, hop index: Int, hostHash: UInt64
  ) {
    hops[index].begin(&event, text, &arena)
    let isNamed = event.namesSession
    if isNamed, !event.has(.sourceIP), !event.has(.sourceDomain) {
      takeNamedSession(event, text, hop: index, hostHash: hostHash)
    }
    hops[index].arrived(&event, text, &arena)
    guard event.pid >= 0, hops[index].flags.contains(.network), !isNamed else { return }
    let serviceHash = serviceHash(event, text, hostHash)
    hops[index].service = service(serviceHash)
    let number = session(sessionKey(serviceHash, event.pid), event.time)
    let peer = text.hash(event[.sourceIP])
    if sessions[number].serves(peer, at: event.time) {
      hops[index].take(session: sessions[number])
      if !sessions[number].learned.isUnknown { sessions[number].learned = event.time }
    }
    sessions[number].hop = Int32(truncatingIfNeeded: index)
    sessions[number].hopSerial = hops[index].serial
    let isOther = sessions[number].peer != 0 && sessions[number].peer != peer
    if sessions[number].flags.contains(.headless), !isOther {
      pendingSessions.append(
        PendingSession(key: sessions[number].key, hop: Int32(truncatingIfNeeded: index)))
    }
  }

  private mutating func observeDelivery(
    _ event: inout LogEvent, _ text: Span<UInt8>, hop index: Int, hostHash: UInt64,
    place: PackedLocation
  ) {
    hops[index].flags.insert(.substantial)
    if event.status == .deferred { hops[index].flags.insert(.someDeferred) }
    if event.status != .rejected { hops[index].flags.insert(.tried) }
    var record = DeliveryRecord(time: event.time, place: place)
    record.note(&event, text, &arena)
    var pending: PendingPeer?
    if event.has(.destinationIP) {
      if event.namesSession {
        pending = lookUpNamedSession(event, text, hostHash: hostHash, &record)
      } else if record.tls == .unknown, event.pid >= 0 {
        let peer = text.hash(event[.destinationIP])
        let name = event.has(.destinationDomain) ? text.hash(event[.destinationDomain]) : peer
        let key = sessionKey(serviceHash(event, text, hostHash), event.pid)
        let known = sessionIndex.find(key)
        if known >= 0 {
          record.tls = sessions[Int(known)].tls(with: peer, or: name, at: record.time)
        } else {
          pending = PendingPeer(key: key, peer: peer, name: name, delivery: -1)
        }
      }
    }
    if event.has(.rcptTo) ? event.listStyle == .single : true {
      keep(&record, for: .none, text, hop: index, pending)
      return
    }
    // One line may tell of many recipients.
    var position = event[.rcptTo].lower
    while let recipient = event.nextValue(of: .rcptTo, in: text, at: &position) {
      keep(&record, for: recipient, text, hop: index, pending)
    }
  }

  /// Gives `delivery` its recipient, where that is not there yet, and keeps a copy of it.
  private mutating func keep(
    _ delivery: inout DeliveryRecord, for recipient: ByteRange, _ text: Span<UInt8>, hop index: Int,
    _ pending: PendingPeer?
  ) {
    hops[index].deliveryCount &+= 1
    if delivery.status != .deferred, delivery.status != .none { hops[index].doneRecipients &+= 1 }
    if Int(hops[index].heldDeliveries) >= limits.deliveriesPerMessage {
      hops[index].flags.insert(.deliveriesCut)
      droppedDeliveries &+= 1
      return
    }
    if !recipient.isNone { delivery.recipient = arena.keep(text, recipient) }
    let number = newDelivery(delivery)
    link(delivery: number, to: index)
    if var pending {
      pending.delivery = number
      pendingPeers.append(pending)
    }
  }
}

/// A process' name, the hash of its host, and what stands for both.
struct RecentProcess: Sendable {
  var name = RecentName()
  var host: UInt64 = 0
  var hash: UInt64 = 0
}

extension SessionRecord {
  /// Takes what a line of the connection tells, but of its end.
  mutating func note(_ event: inout LogEvent, _ text: Span<UInt8>, _ arena: inout TextArena) {
    switch event.action {
    case .connect:
      // A reused pid starts anew, also where no `disconnect` was seen.
      restart(at: event.time, .connected)
      if event.has(.sourceIP) { peer = text.hash(event[.sourceIP]) }
      // Only there do lines follow that need it and do not say it.
      if event.isConnectionProcess { clientIP = arena.keep(text, event[.sourceIP]) }
    case .service:
      meet(&event, text)
      if clientIP.isNone { clientIP = arena.keep(text, event[.sourceIP]) }
      if event.has(.helo) { helo = arena.keep(text, event[.helo]) }
      time = event.time
    case .tlsEstablished:
      if event.isClientSide {
        restart(at: event.time, .client)
        peer = text.hash(event[event.has(.destinationIP) ? .destinationIP : .destinationDomain])
        return
      }
      meet(&event, text)
      tls = .yes
      tlsVersion = arena.keep(text, event[.tlsVersion])
      tlsCipher = arena.keep(text, event[.tlsCipher])
      time = event.time
      learned = event.time
    case .login:
      meet(&event, text)
      user = arena.keep(text, event[.userName])
      authMethod = arena.keep(text, event[.authMethod])
      time = event.time
      learned = event.time
    case .tlsFailed:
      if event.isClientSide ? true : !event.has(.sourceIP) { restart(at: event.time, .client) }
    default:
      helo = arena.keep(text, event[.helo])
    }
  }

  /// Notes the client. Another than before means that the process serves the next connection, though the end of the one
  /// before was not logged.
  private mutating func meet(_ event: inout LogEvent, _ text: Span<UInt8>) {
    guard event.has(.sourceIP) else { return }
    let client = text.hash(event[.sourceIP])
    if peer != 0, peer != client { restart(at: event.time, []) }
    peer = client
  }

  /// Whether the agent spoke TLS with `peer`: said only where it logged so shortly before.
  @inline(__always)
  func tls(with peer: UInt64, or name: UInt64, at time: Timestamp) -> LogEvent.Certainty {
    if flags.contains(.named) { return namedTLS }
    return flags.contains(.client) && (self.peer == peer || self.peer == name)
      && time.microseconds &- self.time.microseconds <= MessageFold.peerMemory ? .yes : .unknown
  }
}

extension HopRecord {
  @inline(__always)
  mutating func note(_ time: Timestamp) {
    start = Timestamp.earlier(start, time)
    end = Timestamp.later(end, time)
  }

  /// Takes the line that begins the stay: where the message came from.
  mutating func begin(_ event: inout LogEvent, _ text: Span<UInt8>, _ arena: inout TextArena) {
    note(event.time)
    flags.formUnion([.begins, .substantial])
    begunAt = event.time
    if event.tlsEstablished != .unknown { tls = event.tlsEstablished }
    if event.networkProtocol == .submissions { flags.insert(.alwaysTLS) }
    if event.has(.sourceIP) ? true : event.has(.sourceDomain) {
      flags.insert(.network)
      clientIP = arena.keep(text, event[.sourceIP])
      clientDomain = arena.keep(text, event[.sourceDomain])
      clientPort = event.sourcePort
      user = arena.keep(text, event[.userName])
      authMethod = arena.keep(text, event[.authMethod])
      helo = arena.keep(text, event[.helo])
    } else if !event.namesSession, event.has(.mailFrom) {
      flags.insert(.local)
    } else {
      return
    }
    if sender.isNone { sender = arena.keep(text, event[.mailFrom]) }
  }

  /// Takes what the line that begins the stay says of the message.
  mutating func arrived(_ event: inout LogEvent, _ text: Span<UInt8>, _ arena: inout TextArena) {
    if event.has(.messageID), !event[.messageID].isEmpty {
      messageID = arena.keep(text, event[.messageID])
      messageIDHash = text.hash(event[.messageID])
    }
    if event.has(.originalID) {
      originalID = arena.keep(text, event[.originalID])
      originalIDHash = text.hash(event[.originalID])
    }
    if event.size >= 0 {
      size = event.size
      // Arrival and envelope are one line.
      if event.recipients >= 0 ? true : event.has(.mailFrom) { queued(event, text, &arena, isFirst: false) }
    }
    if event.messageRole == .arrives { flags.insert(.countsRecipients) }
  }

  /// Its id was given to another message at `time`.
  @inline(__always)
  mutating func supersede(at time: Timestamp) {
    if flags.contains(.ends) { return }
    flags.insert(.superseded)
    supersededAt = time
  }

  /// Its client connection broke, or ended.
  mutating func broke(lost: Bool, at time: Timestamp) {
    if lost {
      lostAt = Timestamp.earlier(lostAt, time)
    } else {
      closedAt = Timestamp.earlier(closedAt, time)
    }
  }

  /// Takes what its connection is known to be, where the hop's own line does not say it.
  mutating func take(session: SessionRecord) {
    if session.flags.contains(.named) {
      take(named: session)
      return
    }
    if session.flags.contains(.connected) { flags.insert(.sessionSeen) }
    if helo.isNone { helo = session.helo }
    if user.isNone, !session.user.isNone {
      user = session.user
      authMethod = session.authMethod
    }
    if tls == .unknown || (tls == .yes && tlsVersion.isNone) {
      if session.tls == .yes {
        tls = .yes
        tlsVersion = session.tlsVersion
        tlsCipher = session.tlsCipher
      }
    }
  }

  /// `message-id=` of cleanup, `from=, size=, nrcpt=` of the queue manager.
  @inline(__always)
  mutating func queued(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, _ arena: inout TextArena, isFirst: Bool
  ) {
    note(event.time)
    flags.insert(.substantial)
    if event.has(.messageID), messageID.isNone {
      messageID = arena.keep(text, event[.messageID])
      messageIDHash = event[.messageID].isEmpty ? 0 : text.hash(event[.messageID])
      if isFirst { flags.insert(.firstIsMessageID) }
    }
    if event.size >= 0 {
      if !flags.contains(.accepted) {
        if event.has(.mailFrom) { sender = arena.keep(text, event[.mailFrom]) }
        size = event.size
        recipientCount = event.recipients
        accepted = event.time
        flags.insert(.accepted)
      }
    }
    if sender.isNone, event.size < 0, event.has(.mailFrom) { sender = arena.keep(text, event[.mailFrom]) }
    if recipientCount < 0, event.size < 0 { recipientCount = event.recipients }
    if subject.isNone, event.has(.subject) { subject = arena.keep(text, event[.subject]) }
  }
}

extension DeliveryRecord {
  /// Takes what the line tells, but the recipients where it may tell of several.
  mutating func note(_ event: inout LogEvent, _ text: Span<UInt8>, _ arena: inout TextArena) {
    if event.listStyle == .single { recipient.range = event[.rcptTo] }
    originalRecipient.range = event[.origRcptTo]
    enhanced.range = event[.replyEnhanced]
    reply.range = event[.replyText]
    relayDomain.range = event[.destinationDomain]
    transport.range = event[.transport]
    relayIP.range = event[.destinationIP]
    if event.has(.queuedAs) {
      queuedAs.range = event[.queuedAs]
      queuedAsHash = text.hash(id: event[.queuedAs])
    }
    keepTexts(text, &arena)
    relayPort = event.destinationPort
    code = event.replyCode
    status = event.status
    tls = event.tlsEstablished
    delayMicroseconds = event.delayMicroseconds
  }
}

extension LogEvent {
  /// A delivery whose line does not name the recipients, of a server whose lines never do.
  @inline(__always)
  var isOfUnnamedRecipients: Bool {
    messageRole == .continues && (status == .sent || status == .bounced || status == .deferred)
  }

  /// That a message came over a connection whose process tells it, or who the client of such a connection is.
  @inline(__always)
  var isOfArrival: Bool {
    has(.queueProcess) || isConnectionProcess && (has(.sourceIP) || has(.helo))
  }

  /// A login that the SMTP server logs apart from the message.
  @inline(__always)
  var isSubmissionLogin: Bool {
    outcome == .success && has(.userName) && has(.sourceIP)
      && (networkProtocol == .smtp || networkProtocol == .submission || networkProtocol == .submissions)
  }
}
