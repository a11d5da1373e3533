import Bytes
import Model

/// Two folds into one.
extension MessageFold {
  /// Takes over the state of `next`, the fold of the stretch of evidence that follows, and leaves it empty (with its
  /// memory, for the next segment).
  ///
  /// Associative: however segments are cut and grouped, the state says the same. Costs the text of `next` in one copy and
  /// a table look-up a hop.
  public mutating func absorb(_ next: inout MessageFold) {
    if next.hops.isEmpty, next.sessions.isEmpty, next.outcomes.isEmpty, next.steps.isEmpty, next.hosts.isEmpty
    {
      return
    }
    let base = arena.append(all: next.arena)
    let hostMap = absorbHosts(next, base)
    let serviceMap = absorbServices(next)
    let hopMap = absorbHops(&next, base, hostMap, serviceMap)

    // Before the sessions of `next` are known here: these began before it.
    for pending in next.pendingSessions {
      let hop = Int(hopMap[Int(pending.hop)])
      let found = sessionIndex.find(pending.key)
      guard found >= 0 else {
        pendingSessions.append(PendingSession(key: pending.key, hop: Int32(truncatingIfNeeded: hop)))
        continue
      }
      let session = sessions[Int(found)]
      if session.flags.contains(.closed) { continue }
      let begun = hops[hop].begunAt
      if session.serves(arena.span.hash(hops[hop].clientIP.range), at: begun) {
        hops[hop].take(session: session)
        if !session.learned.isUnknown {
          sessions[Int(found)].learned = Timestamp.later(session.learned, begun)
        }
      }
      if session.flags.contains(.headless) {
        pendingSessions.append(PendingSession(key: pending.key, hop: Int32(truncatingIfNeeded: hop)))
      }
    }
    absorbArrivals(next, base, hostMap)
    absorbSessions(next, base, hopMap)
    if !next.steps.isEmpty { absorbSteps(next, base, hostMap) }

    for outcome in next.outcomes {
      var moved = outcome
      moved.host = hostMap[Int(outcome.host)]
      outcomes.append(moved)
    }
    droppedDeliveries &+= next.droppedDeliveries
    evictedMessages &+= next.evictedMessages
    evictedSessions &+= next.evictedSessions
    evictedArrivals &+= next.evictedArrivals
    namelessHosts &+= next.namelessHosts
    next.removeAll()
  }

  private mutating func absorbHosts(_ next: borrowing MessageFold, _ base: UInt32) -> [Int32] {
    var map: [Int32] = []
    map.reserveCapacity(next.hosts.count)
    for host in next.hosts {
      var found = hostIndex.find(host.hash)
      if found < 0 {
        var moved = host
        moved.name.move(base)
        found = hasRoom(forHost: host.name.range) ? add(moved) : namelessHost(host.context)
      }
      hosts[Int(found)].firstSeen = Timestamp.earlier(hosts[Int(found)].firstSeen, host.firstSeen)
      map.append(found)
    }
    return map
  }

  private mutating func absorbServices(_ next: borrowing MessageFold) -> [Int32] {
    var map: [Int32] = []
    map.reserveCapacity(next.services.count)
    for service in next.services {
      let found = findService(service.hash)
      if found >= 0 {
        services[Int(found)].firstTLS = Timestamp.earlier(services[Int(found)].firstTLS, service.firstTLS)
      }
      map.append(found)
    }
    return map
  }

  private mutating func absorbHops(
    _ next: inout MessageFold, _ base: UInt32, _ hostMap: [Int32], _ serviceMap: [Int32]
  ) -> [Int32] {
    var map: [Int32] = Array(repeating: -1, count: next.hops.count)
    // Deliveries keep their order in the slab when nothing is free here: then one addition finds them again.
    let deliveryMap = absorbDeliveries(next, base)
    for index in next.hops.indices where next.hops[index].flags.contains(.live) {
      let key = next.hops[index].key
      let begins = next.hops[index].flags.contains(.begins)
      let known = keys.find(key)
      let continues = !begins || next.hops[index].flags.contains(.countsRecipients)
      if known >= 0, continues, !hops[Int(known)].flags.contains(.ends), next.hops[index].earlier < 0 {
        var hop = next.hops[index]
        hop.moved(base, hostMap, serviceMap, deliveryMap)
        join(hop, to: Int(known))
        map[index] = known
        continue
      }
      let placed = newHop(next.hops[index])
      let place = Int(placed)
      hops[place].moved(base, hostMap, serviceMap, deliveryMap)
      if hops[place].earlier >= 0 {
        // It follows another of `next`, which has come here already.
        hops[place].earlier = map[Int(hops[place].earlier)]
      } else if known >= 0 {
        hops[place].earlier = known
        if begins { hops[Int(known)].supersede(at: hops[place].begunAt) }
      }
      keys.set(key, placed)
      map[index] = placed
      if hops[place].earlier >= 0 {
        hops[Int(hops[place].earlier)].later = placed
        repeats.append(placed)
      }
    }
    for result in next.pendingResults {
      let delivery = deliveryMap.place(of: result.delivery)
      if !settle(result: delivery, of: result.key) {
        pendingResults.append(PendingResult(key: result.key, delivery: delivery))
      }
    }
    for attempt in next.attempts where map[Int(attempt.hop)] >= 0 {
      let hop = map[Int(attempt.hop)]
      remember(
        AttemptRecord(
          key: attempt.key, delivery: deliveryMap.place(of: attempt.delivery), hop: hop,
          hopSerial: hops[Int(hop)].serial))
    }
    return map
  }

  /// Joins `later`, whose texts and deliveries lie here already, to the stay that it continues.
  private mutating func join(_ later: HopRecord, to index: Int) {
    hops[index].take(later)
    hops[index].deliveryCount &+= later.deliveryCount
    appendDeliveries(of: later, to: index)
  }

  /// Hangs the list of deliveries of `later` on that of hop `index`, up to the limit.
  mutating func appendDeliveries(of later: HopRecord, to index: Int) {
    guard later.firstDelivery >= 0 else { return }
    if Int(hops[index].heldDeliveries &+ later.heldDeliveries) > limits.deliveriesPerMessage {
      hops[index].flags.insert(.deliveriesCut)
      droppedDeliveries &+= UInt64(later.heldDeliveries)
      giveBack(deliveriesFrom: later.firstDelivery, to: later.lastDelivery)
      return
    }
    let last = hops[index].lastDelivery
    if last >= 0 {
      deliveries[Int(last)].next = later.firstDelivery
    } else {
      hops[index].firstDelivery = later.firstDelivery
    }
    hops[index].lastDelivery = later.lastDelivery
    hops[index].heldDeliveries &+= later.heldDeliveries
  }

  /// Frees the places of a list of deliveries, from `first` to `last`; nothing where `first` is -1.
  mutating func giveBack(deliveriesFrom first: Int32, to last: Int32) {
    var next = first
    while next >= 0 {
      freeDeliveries.append(next)
      next = next == last ? -1 : deliveries[Int(next)].next
    }
  }

  private mutating func absorbDeliveries(
    _ next: borrowing MessageFold, _ base: UInt32
  ) -> DeliveryMap {
    let bulk = Int32(truncatingIfNeeded: deliveries.count)
    var map = DeliveryMap(base: bulk, places: [])
    if freeDeliveries.isEmpty {
      deliveries.append(all: next.deliveries)
      for index in Int(bulk)..<deliveries.count {
        deliveries[index].rebase(base)
        if deliveries[index].next >= 0 { deliveries[index].next &+= bulk }
      }
    } else {
      map.places.reserveCapacity(next.deliveries.count)
      for index in next.deliveries.indices {
        let place = newDelivery(next.deliveries[index])
        deliveries[Int(place)].rebase(base)
        map.places.append(place)
      }
      for place in map.places {
        let following = deliveries[Int(place)].next
        if following >= 0 { deliveries[Int(place)].next = map.places[Int(following)] }
      }
    }
    for index in next.freeDeliveries.indices {
      freeDeliveries.append(map.place(of: next.freeDeliveries[index]))
    }
    for pending in next.pendingPeers {
      let delivery = map.place(of: pending.delivery)
      let found = sessionIndex.find(pending.key)
      if found >= 0 {
        deliveries[Int(delivery)].tls = sessions[Int(found)].tls(
          with: pending.peer, or: pending.name, at: deliveries[Int(delivery)].time)
      }
      if found < 0
        || sessions[Int(found)].flags.contains([.named, .headless])
          && deliveries[Int(delivery)].tls == .unknown
      {
        pendingPeers.append(
          PendingPeer(key: pending.key, peer: pending.peer, name: pending.name, delivery: delivery))
      }
    }
    return map
  }

  private mutating func absorbSessions(
    _ next: borrowing MessageFold, _ base: UInt32, _ hopMap: [Int32]
  ) {
    for place in next.sessions.indices {
      let session = next.sessions[place]
      var moved = session
      moved.clientIP.move(base)
      moved.lastHelo.move(base)
      moved.helo.move(base)
      moved.tlsVersion.move(base)
      moved.tlsCipher.move(base)
      moved.user.move(base)
      moved.authMethod.move(base)
      if moved.hop >= 0 {
        moved.hop = hopMap[Int(moved.hop)]
        moved.hopSerial = hops[Int(moved.hop)].serial
      }
      let found = sessionIndex.find(session.key)
      guard found >= 0 else {
        sessions.append(moved)
        sessionIndex.set(moved.key, Int32(truncatingIfNeeded: sessions.count &- 1))
        continue
      }
      let index = Int(found)
      let isClosed = sessions[index].flags.contains(.closed)
      if !isClosed { passOn(moved, to: index) }
      moved.lostAt = sessions[index].lostAt
      moved.closedAt = sessions[index].closedAt
      if !moved.flags.contains(.headless) {
        sessions[index] = moved
      } else if isClosed ? true : sessions[index].isOther(than: moved) {
        // After a connection that ended here it is not the first: nothing earlier tells of it.
        moved.flags.remove(.headless)
        sessions[index] = moved
      } else {
        continueSession(index, with: moved)
      }
    }
  }

  /// Tells the message of session `index` that its connection broke or ended in the stretch that `later` is of.
  private mutating func passOn(_ later: SessionRecord, to index: Int) {
    let hop = Int(sessions[index].hop)
    if hop >= 0, later.flags.contains(.headless), later.hop < 0, hops[hop].serial == sessions[index].hopSerial
    {
      hops[hop].end(of: later)
    }
    if later.lostAt.isUnknown, later.closedAt.isUnknown { return }
    if hop >= 0 {
      if hops[hop].serial == sessions[index].hopSerial {
        hops[hop].broke(lost: true, at: later.lostAt)
        hops[hop].broke(lost: false, at: later.closedAt)
      }
    } else if sessions[index].flags.contains(.headless) {
      sessions[index].lostAt = Timestamp.earlier(sessions[index].lostAt, later.lostAt)
      sessions[index].closedAt = Timestamp.earlier(sessions[index].closedAt, later.closedAt)
    }
  }

  /// The session goes on in `later`, which does not know how it began.
  private mutating func continueSession(_ index: Int, with later: SessionRecord) {
    if later.hop >= 0 {
      sessions[index].hop = later.hop
      sessions[index].hopSerial = later.hopSerial
    }
    if !later.helo.isNone { sessions[index].helo = later.helo }
    if sessions[index].clientIP.isNone { sessions[index].clientIP = later.clientIP }
    if !later.lastHelo.isNone { sessions[index].lastHelo = later.lastHelo }
    if later.lastTLS != .unknown { sessions[index].lastTLS = later.lastTLS }
    if later.flags.contains(.named) { sessions[index].flags.insert(.named) }
    if !later.user.isNone {
      sessions[index].user = later.user
      sessions[index].authMethod = later.authMethod
    }
    if later.peer != 0 { sessions[index].peer = later.peer }
    sessions[index].learned = Timestamp.later(sessions[index].learned, later.learned)
    if later.tls != .unknown {
      sessions[index].tls = later.tls
      sessions[index].tlsVersion = later.tlsVersion
      sessions[index].tlsCipher = later.tlsCipher
      sessions[index].peer = later.peer
    }
    sessions[index].time = Timestamp.later(sessions[index].time, later.time)
    if later.flags.contains(.closed) { sessions[index].flags.insert(.closed) }
    if later.flags.contains(.client) { sessions[index].flags.insert(.client) }
  }
}

/// Where the deliveries of an absorbed fold have come to.
private struct DeliveryMap {
  var base: Int32
  var places: [Int32]

  @inline(__always)
  func place(of index: Int32) -> Int32 { places.isEmpty ? index &+ base : places[Int(index)] }
}

extension HopRecord {
  /// What a hop of an absorbed fold refers to, where it has come to.
  @inline(__always)
  fileprivate mutating func moved(
    _ base: UInt32, _ hostMap: [Int32], _ serviceMap: [Int32], _ deliveryMap: DeliveryMap
  ) {
    rebase(base)
    host = hostMap[Int(host)]
    if service >= 0 { service = serviceMap[Int(service)] }
    if firstDelivery >= 0 {
      firstDelivery = deliveryMap.place(of: firstDelivery)
      lastDelivery = deliveryMap.place(of: lastDelivery)
    }
    // Set again when the one behind it comes.
    later = -1
  }
}
