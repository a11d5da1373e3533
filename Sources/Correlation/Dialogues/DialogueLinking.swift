import Bytes
import Model

/// Which stays of dialogues are one with others, and which message an attempt to deliver is of.
///
/// Decided as all links are (`resolveLinks`): at a fixed distance behind the line that asks, in the order of time.
///
/// - A transaction that was accepted and a row of message tracking are one stay where Message-ID and the server's id agree
///   (on one host the Message-ID alone is enough); so are the two transactions of a front end and the server behind it.
/// - An attempt is of the message with its Message-ID on the same host; without one, of the message with the id of its
///   session, or of the only one with its sender and recipients that came in within `dialoguePatience` before it and has
///   not been handed on (`DeliveryRecord.Flags.inferred`). Where two could be meant, none is.
extension MessageFold {
  /// How long a message that came in by a dialogue waits for the dialogues that hand it on, microseconds.
  static let dialoguePatience: Int64 = 3_600_000_000
  /// Two logs tell of one delivery this far apart.
  static let sameAct: Int64 = 5_000_000

  // MARK: Index

  /// Notes the accepted recipients of all held messages by host, sender and recipient.
  mutating func indexEnvelopes() {
    work.envelopes.removeAll()
    guard hops.indices.contains(where: { hops[$0].flags.contains([.live, .envelope]) }) else { return }
    let missing = deliveries.count - work.nextEnvelope.count
    if missing > 0 {
      work.nextEnvelope.append(contentsOf: repeatElement(-1, count: missing))
      work.envelopeHop.append(contentsOf: repeatElement(-1, count: missing))
    }
    for index in hops.indices
    where hops[index].flags.contains([.live, .envelope]) && !hops[index].flags.contains(.merged) {
      var next = hops[index].firstDelivery
      while next >= 0 {
        let place = Int(next)
        next = deliveries[place].next
        guard deliveries[place].flags.contains(.envelope) else { continue }
        let key = envelopeKey(hops[index].host, hops[index].sender, deliveries[place].recipient)
        work.nextEnvelope[place] = work.envelopes.set(key, Int32(truncatingIfNeeded: place))
        work.envelopeHop[place] = Int32(truncatingIfNeeded: index)
      }
    }
  }

  private func envelopeKey(_ host: Int32, _ sender: TextRef, _ recipient: TextRef) -> UInt64 {
    let seed = Hashing.mix(UInt64(UInt32(bitPattern: host)) &+ 1, 0x9E37_79B9_7F4A_7C15)
    return foldedHash(recipient, seed: foldedHash(sender, seed: seed))
  }

  /// A hash that is the same for capitals and small letters.
  private func foldedHash(_ ref: TextRef, seed: UInt64) -> UInt64 {
    guard !ref.isNone else { return Hashing.mix(seed, 0x2127_599B_F432_5C37) }
    let text = arena.span
    var state = seed ^ UInt64(ref.range.length) &* 0xA076_1D64_78BD_642F
    for place in ref.range.range {
      state = Hashing.mix(state ^ UInt64(text[place].lowercased), 0xE703_7ED1_A0B4_28DB)
    }
    return state
  }

  /// The stay that hop `index` has become part of.
  func stay(_ index: Int) -> Int {
    var step = index
    while hops[step].flags.contains(.merged), hops[step].previous >= 0 { step = Int(hops[step].previous) }
    return step
  }

  // MARK: Arrivals

  /// The stay that another log, or another server's side of the same hand-over, tells of hop `request.hop`.
  mutating func linkArrival(_ request: LinkRequest) {
    let own = Int(request.hop)
    guard !hops[own].flags.contains(.merged) else { return }
    var best = -1
    var bestRank = 0
    var bestDistance = Int64.max
    var steps = 0
    var candidate = work.messageIDs.find(hops[own].messageIDHash)
    while candidate >= 0, steps < MessageFold.chainSteps {
      steps += 1
      let index = Int(candidate)
      candidate = work.nextMessageID[index]
      guard index != own, hops[index].flags.isDisjoint(with: [.merged, .attempt, .refused]),
        isHeld(index, at: request.time),
        arena.span.equals(hops[index].messageID.range, arena.span, hops[own].messageID.range)
      else { continue }
      let distance = self.distance(hops[index].taken, hops[own].taken)
      guard distance <= slack else { continue }
      let rank = self.rank(index, for: own)
      if rank > bestRank
        || rank > 0 && rank == bestRank && isNearer(index, distance, than: best, bestDistance)
      {
        best = index
        bestRank = rank
        bestDistance = distance
      }
    }
    guard best >= 0 else { return }
    mergeArrival(own, into: best)
  }

  /// How well hop `index` proves to be the same stay as `own`; 0 where it does not.
  private func rank(_ index: Int, for own: Int) -> Int {
    let hasID = hops[own].idHash != 0 && hops[index].idHash == hops[own].idHash
    let isSame = hasID && arena.span.equals(hops[index].id.range, arena.span, hops[own].id.range)
    if hops[index].flags.contains(.dialogue) {
      // The side that was there first has the client.
      let left = hops[index].begunAt
      let right = hops[own].begunAt
      let isFirst =
        left != right
        ? !left.isUnknown && (right.isUnknown || left < right)
        : PackedLocation.precedes(hops[index].place, hops[own].place)
      return isSame && isFirst ? 2 : 0
    }
    if isSame { return 3 }
    return hops[own].idHash == 0 && hops[index].host == hops[own].host
      && !hops[index].flags.contains(.envelope) ? 1 : 0
  }

  private mutating func mergeArrival(_ own: Int, into other: Int) {
    var facts = hops[own]
    let known = hops[other].clientIP
    if !known.isNone,
      facts.clientIP.isNone || !arena.span.equals(known.range, arena.span, facts.clientIP.range)
    {
      // What this session says of its client is not about the other's.
      facts.clientDomain = .none
      facts.clientPort = 0
      facts.helo = .none
      facts.user = .none
      facts.authMethod = .none
      facts.tls = .unknown
      facts.flags.remove(.authenticated)
    }
    if facts.tls == .unknown {
      facts.tlsVersion = .none
      facts.tlsCipher = .none
    }
    facts.flags.formIntersection([
      .begins, .network, .accepted, .substantial, .sessionSeen, .authenticated, .envelope, .deliveriesCut,
    ])
    facts.doneRecipients = 0
    hops[other].take(facts)
    appendDeliveries(of: hops[own], to: other)
    absorb(stay: own, into: other)
  }

  // MARK: Attempts

  /// The message that the attempt `request.hop` is of.
  mutating func linkAttempt(_ request: LinkRequest) {
    let own = Int(request.hop)
    guard !hops[own].flags.contains(.merged), hops[own].firstDelivery >= 0 else { return }
    if let known = named(own, at: request.time) {
      mergeAttempt(own, into: known, isInferred: false)
    } else if let (found, isInferred) = matching(own, at: request.time) {
      mergeAttempt(own, into: found, isInferred: isInferred)
    }
  }

  /// The message with the attempt's Message-ID: on this host, or, of a log that lies elsewhere, one whose log tells of the
  /// same delivery.
  private mutating func named(_ own: Int, at time: Int64) -> Int? {
    guard hops[own].messageIDHash != 0 else { return nil }
    let recipient = deliveries[Int(hops[own].firstDelivery)].recipient
    var best = -1
    var bestRank = 0
    var bestDistance = Int64.max
    var steps = 0
    var candidate = work.messageIDs.find(hops[own].messageIDHash)
    while candidate >= 0, steps < MessageFold.chainSteps {
      steps += 1
      let index = Int(candidate)
      candidate = work.nextMessageID[index]
      guard index != own, hops[index].flags.isDisjoint(with: [.merged, .attempt, .refused]),
        isHeld(index, at: time),
        arena.span.equals(hops[index].messageID.range, arena.span, hops[own].messageID.range),
        hops[index].taken.microseconds <= hops[own].start.microseconds &+ slack
      else { continue }
      let rank =
        sharesDelivery(index, with: own)
        ? 3 : hops[index].host != hops[own].host ? 0 : isAddressed(index, to: recipient) ? 2 : 1
      let distance = self.distance(hops[index].taken, hops[own].start)
      if rank > bestRank
        || rank > 0 && rank == bestRank && isNearer(index, distance, than: best, bestDistance)
      {
        best = index
        bestRank = rank
        bestDistance = distance
      }
    }
    return best >= 0 ? best : nil
  }

  private func isAddressed(_ index: Int, to recipient: TextRef) -> Bool {
    let wanted = foldedHash(recipient, seed: 0)
    var next = hops[index].firstDelivery
    while next >= 0 {
      let delivery = deliveries[Int(next)]
      if foldedHash(delivery.recipient, seed: 0) == wanted { return true }
      next = delivery.next
    }
    return false
  }

  /// Whether the log of hop `index` tells of the first delivery of `own`.
  private func sharesDelivery(_ index: Int, with own: Int) -> Bool {
    let record = deliveries[Int(hops[own].firstDelivery)]
    var next = hops[index].firstDelivery
    while next >= 0 {
      if isSameAct(deliveries[Int(next)], record) { return true }
      next = deliveries[Int(next)].next
    }
    return false
  }

  private func isSameAct(_ left: DeliveryRecord, _ right: DeliveryRecord) -> Bool {
    guard left.status == right.status, !left.flags.contains(.envelope),
      distance(left.time, right.time) <= MessageFold.sameAct,
      left.relayIP.isNone || right.relayIP.isNone
        || arena.span.equals(left.relayIP.range, arena.span, right.relayIP.range)
    else { return false }
    return foldedHash(left.recipient, seed: 0) == foldedHash(right.recipient, seed: 0)
  }

  /// The only held message of this host with the attempt's sender and all of its recipients, or that of its session.
  private mutating func matching(_ own: Int, at time: Int64) -> (hop: Int, isInferred: Bool)? {
    let first = deliveries[Int(hops[own].firstDelivery)]
    guard !hops[own].sender.isNone, !first.recipient.isNone else { return nil }
    var found = -1
    var isCertain = false
    var isAmbiguous = false
    var steps = 0
    var candidate = work.envelopes.find(envelopeKey(hops[own].host, hops[own].sender, first.recipient))
    while candidate >= 0 {
      steps += 1
      if steps > MessageFold.chainSteps { return nil }
      let place = Int(candidate)
      candidate = work.nextEnvelope[place]
      let index = stay(Int(work.envelopeHop[place]))
      guard index != found, isCandidate(index, for: own, at: time), hasRecipients(index, of: own) else {
        continue
      }
      let isSession = hops[own].sessionHash != 0 && hops[index].sessionHash == hops[own].sessionHash
      if isSession, !isCertain {
        found = index
        isCertain = true
        isAmbiguous = false
      } else if isSession == isCertain {
        if found >= 0 { isAmbiguous = true }
        found = index
      }
    }
    return found < 0 || isAmbiguous ? nil : (found, !isCertain)
  }

  private mutating func isCandidate(_ index: Int, for own: Int, at time: Int64) -> Bool {
    let taken = hops[index].taken.microseconds
    let begun = hops[own].start.microseconds
    return hops[index].host == hops[own].host && compatible(hops[index], hops[own])
      && taken <= begun && hops[own].end.microseconds &- taken <= MessageFold.dialoguePatience
      && isHeld(index, at: time)
  }

  /// Whether every recipient of the attempt was accepted with the message of hop `index`, and is not done.
  private func hasRecipients(_ index: Int, of own: Int) -> Bool {
    var next = hops[own].firstDelivery
    while next >= 0 {
      let record = deliveries[Int(next)]
      next = record.next
      let key = envelopeKey(hops[own].host, hops[own].sender, record.recipient)
      var candidate = work.envelopes.find(key)
      var isFound = false
      var steps = 0
      while candidate >= 0, !isFound, steps < MessageFold.chainSteps {
        steps += 1
        if stay(Int(work.envelopeHop[Int(candidate)])) == index {
          isFound = !deliveries[Int(candidate)].flags.contains(.handedOn)
        }
        candidate = work.nextEnvelope[Int(candidate)]
      }
      if !isFound { return false }
    }
    return true
  }

  /// Hangs the deliveries of attempt `own` on the message of hop `other`. What its log has told already is not told
  /// twice.
  private mutating func mergeAttempt(_ own: Int, into other: Int, isInferred: Bool) {
    var known = HashIndex()
    var next = hops[other].firstDelivery
    while next >= 0 {
      let place = Int(next)
      next = deliveries[place].next
      let kind: UInt64 = deliveries[place].flags.contains(.envelope) ? 1 : 2
      known.set(foldedHash(deliveries[place].recipient, seed: kind), Int32(truncatingIfNeeded: place))
    }
    next = hops[own].firstDelivery
    while next >= 0 {
      let number = next
      var record = deliveries[Int(number)]
      next = record.next
      let accepted = known.find(foldedHash(record.recipient, seed: 1))
      if accepted >= 0 {
        record.recipient = deliveries[Int(accepted)].recipient
        if record.status != .deferred { deliveries[Int(accepted)].flags.insert(.handedOn) }
      }
      let told = known.find(foldedHash(record.recipient, seed: 2))
      if told >= 0, isSameAct(deliveries[Int(told)], record) {
        deliveries[Int(told)].take(record)
        // What asks for its way on is the other now.
        deliveries[Int(number)].queuedAsHash = 0
        giveBack(deliveriesFrom: number, to: number)
        continue
      }
      guard Int(hops[other].heldDeliveries) < limits.deliveriesPerMessage else {
        hops[other].flags.insert(.deliveriesCut)
        droppedDeliveries &+= 1
        giveBack(deliveriesFrom: number, to: number)
        continue
      }
      record.next = -1
      if isInferred { record.flags.insert(.inferred) }
      deliveries[Int(number)] = record
      link(delivery: number, to: other)
      hops[other].deliveryCount &+= 1
      if record.status == .deferred {
        hops[other].flags.insert(.someDeferred)
      } else {
        hops[other].doneRecipients &+= 1
      }
    }
    hops[other].flags.insert(.tried)
    orderDeliveries(of: other)
    if hops[other].messageID.isNone {
      hops[other].messageID = hops[own].messageID
      hops[other].messageIDHash = hops[own].messageIDHash
    }
    hops[other].end = Timestamp.later(hops[other].end, hops[own].end)
    absorb(stay: own, into: other)
  }

  /// Brings the deliveries of hop `index` into the order of time, behind its accepted recipients: what became of a
  /// recipient is what came last, whichever log told it first.
  private mutating func orderDeliveries(of index: Int) {
    var numbers: [Int32] = []
    var isOrdered = true
    var latest = Timestamp.unknown
    var next = hops[index].firstDelivery
    while next >= 0 {
      let record = deliveries[Int(next)]
      if !record.flags.contains(.envelope) {
        if record.time < latest { isOrdered = false }
        latest = Timestamp.later(latest, record.time)
      }
      numbers.append(next)
      next = record.next
    }
    if isOrdered { return }
    sort(&numbers)
    hops[index].firstDelivery = -1
    hops[index].lastDelivery = -1
    hops[index].heldDeliveries = 0
    for number in numbers {
      deliveries[Int(number)].next = -1
      link(delivery: number, to: index)
    }
  }

  /// Envelope recipients first, then by time, of equal ones in the order of their lines.
  private func sort(_ numbers: inout [Int32]) {
    let held = deliveries.span
    numbers.sort { left, right in
      let (first, second) = (held[Int(left)], held[Int(right)])
      let isFirst = first.flags.contains(.envelope)
      if isFirst != second.flags.contains(.envelope) { return isFirst }
      if !isFirst, first.time != second.time { return first.time < second.time }
      return PackedLocation.precedes(first.place, second.place)
    }
  }

  /// Stay `own`, whose facts `other` has taken, is no hop of its own any more.
  private mutating func absorb(stay own: Int, into other: Int) {
    hops[own].firstDelivery = -1
    hops[own].lastDelivery = -1
    hops[own].heldDeliveries = 0
    hops[own].deliveryCount = 0
    hops[own].flags.insert(.merged)
    if hops[own].previous >= 0, hops[other].previous < 0, Int(hops[own].previous) != other {
      hops[other].previous = hops[own].previous
    }
    hops[own].previous = Int32(truncatingIfNeeded: other)
    unite(own, with: other)
  }
}

extension DeliveryRecord {
  /// Takes what another log tells of the same delivery, where it is not known.
  fileprivate mutating func take(_ other: DeliveryRecord) {
    if enhanced.isNone { enhanced = other.enhanced }
    if reply.isNone { reply = other.reply }
    if queuedAs.isNone {
      queuedAs = other.queuedAs
      queuedAsHash = other.queuedAsHash
    }
    if relayIP.isNone {
      relayIP = other.relayIP
      relayPort = other.relayPort
      transport = .none
    }
    if code == 0 { code = other.code }
    if tls == .unknown { tls = other.tls }
  }
}
