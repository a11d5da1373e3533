import Bytes
import Model

/// A transaction that is over, as a stay of a message on this host.
extension MessageFold {
  /// This server took a message in session `index`; `step` is the reply that says so.
  mutating func makeArrival(_ step: DialogueStep, _ index: Int) {
    let session = dialogues[index]
    let isTangled = session.flags.contains(.tangled)
    // Without an accepted MAIL the evidence begins inside: only what the reply itself says is known.
    let isWhole = !session.sender.isNone && !isTangled
    var hop = newStay(step, session, isWhole ? session.place : step.place)
    hop.start = isWhole ? session.begunAt : step.time
    hop.end = step.time
    hop.accepted = step.time
    hop.flags.formUnion([.network, .accepted, .envelope])
    if isWhole {
      hop.flags.insert(.begins)
      hop.begunAt = session.begunAt
    }
    if session.flags.contains(.opened) { hop.flags.insert(.sessionSeen) }
    if session.flags.contains(.authenticated) {
      hop.flags.insert(.authenticated)
      hop.user = session.user
      hop.authMethod = session.authMethod
    }
    hop.id = step.id
    hop.idHash = step.id.isNone ? 0 : arena.span.hash(step.id.range)
    if !session.flags.contains(.senderUnknown) { hop.sender = session.sender }
    hop.clientIP = session.peer
    hop.clientPort = session.peerPort
    hop.helo = session.helo
    hop.tls = session.tls
    if hop.tls == .unknown, session.flags.contains([.opened, .provesNoTLS]) { hop.tls = .no }
    hop.tlsVersion = session.tlsVersion
    hop.tlsCipher = session.tlsCipher
    hop.subject = step.subject.isNone ? session.subject : step.subject
    hop.size = step.size >= 0 ? step.size : session.size
    let number = newHop(hop)
    if isWhole { keepEnvelope(of: index, hop: Int(number)) }
  }

  /// This server, as a client, tried to hand a message on in session `index`. `final` is the reply to DATA or to the
  /// message; nil where the transaction ended before, or with the evidence: then only refusals are known.
  mutating func makeAttempt(_ index: Int, _ final: DialogueStep?) {
    let session = dialogues[index]
    guard hasOutcome(session, final) else { return }
    var begun = session.begunAt
    var place = session.place
    if begun.isUnknown, session.firstRecipient >= 0 {
      // MAIL is not among the evidence.
      begun = deliveries[Int(session.firstRecipient)].time
      place = deliveries[Int(session.firstRecipient)].place
    }
    var hop = HopRecord(key: stayKey(place), idHash: 0, host: session.host, time: begun, place: place)
    hop.timeSource.weaken(to: session.timeSource)
    hop.offsetMinutes = session.offsetMinutes
    hop.flags.formUnion([.dialogue, .attempt, .substantial, .tried])
    hop.sessionHash = session.session
    hop.sender = session.flags.contains(.mailRefused) ? session.askedSender : session.sender
    setMessageID(&hop, session.messageID)
    hop.subject = session.subject
    let stay = Int(newHop(hop))
    if session.firstRecipient < 0 {
      var record = DeliveryRecord(time: session.time, place: place)
      setOutcome(&record, session.refusalCode, session.refusal, session.refusalEnhanced, session)
      keepAttempt(record, stay)
      return
    }
    var next = session.firstRecipient
    while next >= 0 {
      var record = deliveries[Int(next)]
      next = record.next
      record.next = -1
      if record.code >= 400 {
        setOutcome(&record, record.code, record.reply, record.enhanced, session)
      } else if record.code == 0 {
        guard session.flags.contains(.mailRefused) else { continue }
        setOutcome(&record, session.refusalCode, session.refusal, session.refusalEnhanced, session)
      } else {
        guard let final else { continue }
        record.time = final.time
        record.queuedAs = final.id
        if !final.id.isNone { record.queuedAsHash = arena.span.hash(final.id.range) }
        setOutcome(&record, final.code, final.reply, final.enhanced, session)
      }
      keepAttempt(record, stay)
    }
    if session.flags.contains(.cut) { hops[stay].flags.insert(.deliveriesCut) }
  }

  private func hasOutcome(_ session: DialogueSession, _ final: DialogueStep?) -> Bool {
    if session.flags.contains(.mailRefused) { return true }
    var next = session.firstRecipient
    while next >= 0 {
      let code = deliveries[Int(next)].code
      if code >= 400 || code != 0 && final != nil { return true }
      next = deliveries[Int(next)].next
    }
    return false
  }

  private func setOutcome(
    _ record: inout DeliveryRecord, _ code: UInt16, _ reply: TextRef, _ enhanced: TextRef,
    _ session: DialogueSession
  ) {
    record.code = code
    record.reply = reply
    record.enhanced = enhanced
    record.status = code >= 500 ? .bounced : code >= 400 ? .deferred : .sent
    record.relayIP = session.peer
    record.relayPort = session.peerPort
    record.tls = session.tls
    if record.tls == .unknown, session.flags.contains([.opened, .provesNoTLS]) { record.tls = .no }
  }

  private mutating func keepAttempt(_ record: DeliveryRecord, _ stay: Int) {
    let number = newDelivery(record)
    link(delivery: number, to: stay)
    hops[stay].deliveryCount &+= 1
    if record.status == .deferred {
      hops[stay].flags.insert(.someDeferred)
    } else {
      hops[stay].doneRecipients &+= 1
    }
    hops[stay].note(record.time)
  }

  private func newStay(_ step: DialogueStep, _ session: DialogueSession, _ place: PackedLocation) -> HopRecord
  {
    var hop = HopRecord(
      key: stayKey(step.place), idHash: 0, host: session.host, time: step.time, place: place)
    hop.timeSource.weaken(to: step.timeSource)
    hop.offsetMinutes = step.offsetMinutes
    hop.flags.formUnion([.dialogue, .substantial, .countsRecipients])
    hop.sessionHash = session.session
    setMessageID(
      &hop, step.messageID.isNone || step.messageID.range.isEmpty ? session.messageID : step.messageID)
    return hop
  }

  /// No two stays of dialogues have one key: what a server calls them may repeat.
  private func stayKey(_ place: PackedLocation) -> UInt64 {
    Hashing.mix(
      place.offset &+ 0x6C62_272E_07BB_0142, UInt64(UInt32(bitPattern: place.source)) ^ 0xD6E8_FEB8_6659_FD93)
  }

  private func setMessageID(_ hop: inout HopRecord, _ id: TextRef) {
    hop.messageID = id
    hop.messageIDHash = id.isNone || id.range.isEmpty ? 0 : arena.span.hash(id.range)
  }

  /// Hangs the accepted recipients on `hop`.
  private mutating func keepEnvelope(of index: Int, hop: Int) {
    hops[hop].recipientCount = dialogues[index].accepted
    if dialogues[index].flags.contains(.cut) { hops[hop].flags.insert(.deliveriesCut) }
    var next = dialogues[index].firstRecipient
    while next >= 0 {
      var record = deliveries[Int(next)]
      next = record.next
      guard record.code >= 200, record.code < 300 else { continue }
      record.next = -1
      record.code = 0
      record.reply = .none
      record.enhanced = .none
      record.flags = .envelope
      link(delivery: newDelivery(record), to: hop)
    }
  }
}
