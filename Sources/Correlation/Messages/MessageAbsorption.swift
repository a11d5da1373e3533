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
    if next.hops.isEmpty, next.sessions.isEmpty, next.outcomes.isEmpty, next.hosts.isEmpty { return }
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
      hops[hop].take(session: session)
      if session.flags.contains(.headless) {
        pendingSessions.append(PendingSession(key: pending.key, hop: Int32(truncatingIfNeeded: hop)))
      }
    }
    absorbSessions(next, base, hopMap)

    for outcome in next.outcomes {
      var moved = outcome
      moved.host = hostMap[Int(outcome.host)]
      outcomes.append(moved)
    }
    droppedDeliveries &+= next.droppedDeliveries
    evictedMessages &+= next.evictedMessages
    evictedSessions &+= next.evictedSessions
    next.removeAll()
  }

  private mutating func absorbHosts(_ next: borrowing MessageFold, _ base: UInt32) -> [Int32] {
    var map: [Int32] = []
    map.reserveCapacity(next.hosts.count)
    for host in next.hosts {
      var found = hostIndex.find(host.hash)
      if found < 0 {
        if hosts.count < MessageFold.hostLimit {
          var moved = host
          moved.name.move(base)
          found = Int32(hosts.count)
          hosts.append(moved)
          hostIndex.set(host.hash, found)
        } else {
          found = Int32(hosts.count - 1)
        }
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
      var hop = next.hops[index]
      hop.rebase(base)
      hop.host = hostMap[Int(hop.host)]
      if hop.service >= 0 { hop.service = serviceMap[Int(hop.service)] }
      if hop.firstDelivery >= 0 {
        hop.firstDelivery = deliveryMap.place(of: hop.firstDelivery)
        hop.lastDelivery = deliveryMap.place(of: hop.lastDelivery)
      }
      // Set again when the one behind it comes.
      hop.later = -1
      let known = keys.find(hop.key)
      if known >= 0, !hop.flags.contains(.begins), !hops[Int(known)].flags.contains(.ends),
        hop.earlier < 0
      {
        join(hop, to: Int(known))
        map[index] = known
        continue
      }
      if hop.earlier >= 0 {
        // It follows another of `next`, which has come here already.
        hop.earlier = map[Int(hop.earlier)]
      } else if known >= 0 {
        hop.earlier = known
        if hop.flags.contains(.begins), !hops[Int(known)].flags.contains(.ends) {
          hops[Int(known)].flags.insert(.superseded)
        }
      }
      let placed = newHop(hop)
      keys.set(hop.key, placed)
      map[index] = placed
      if hop.earlier >= 0 {
        hops[Int(hop.earlier)].later = placed
        repeats.append(placed)
      }
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
      freeDeliveries(from: later.firstDelivery, to: later.lastDelivery)
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

  mutating func freeDeliveries(from first: Int32, to last: Int32) {
    guard first >= 0 else { return }
    deliveries[Int(last)].next = freeDelivery
    freeDelivery = first
  }

  private mutating func absorbDeliveries(
    _ next: borrowing MessageFold, _ base: UInt32
  ) -> DeliveryMap {
    let bulk = Int32(truncatingIfNeeded: deliveries.count)
    var map = DeliveryMap(base: bulk, places: [])
    if freeDelivery < 0 {
      deliveries.reserveCapacity(deliveries.count &+ next.deliveries.count)
      for delivery in next.deliveries {
        var moved = delivery
        moved.rebase(base)
        if moved.next >= 0 { moved.next &+= bulk }
        deliveries.append(moved)
      }
    } else {
      map.places.reserveCapacity(next.deliveries.count)
      for delivery in next.deliveries {
        var moved = delivery
        moved.rebase(base)
        map.places.append(newDelivery(moved))
      }
      for place in map.places {
        let following = deliveries[Int(place)].next
        if following >= 0 { deliveries[Int(place)].next = map.places[Int(following)] }
      }
    }
    for pending in next.pendingPeers {
      let delivery = map.place(of: pending.delivery)
      let found = sessionIndex.find(pending.key)
      if found >= 0 {
        deliveries[Int(delivery)].tls = sessions[Int(found)].tls(
          with: pending.peer, at: deliveries[Int(delivery)].time)
      } else {
        pendingPeers.append(PendingPeer(key: pending.key, peer: pending.peer, delivery: delivery))
      }
    }
    return map
  }

  private mutating func absorbSessions(
    _ next: borrowing MessageFold, _ base: UInt32, _ hopMap: [Int32]
  ) {
    for session in next.sessions {
      var moved = session
      moved.helo.move(base)
      moved.tlsVersion.move(base)
      moved.tlsCipher.move(base)
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
      if moved.flags.contains(.headless), !sessions[index].flags.contains(.closed) {
        continueSession(index, with: moved)
      } else {
        sessions[index] = moved
      }
    }
  }

  /// The session goes on in `later`, which does not know how it began.
  private mutating func continueSession(_ index: Int, with later: SessionRecord) {
    if !later.flags.isDisjoint(with: [.lostEarlier, .closedEarlier]) {
      let hop = sessions[index].hop
      if hop >= 0, hops[Int(hop)].serial == sessions[index].hopSerial {
        if later.flags.contains(.lostEarlier) { hops[Int(hop)].flags.insert(.connectionLost) }
        if later.flags.contains(.closedEarlier) { hops[Int(hop)].flags.insert(.sessionClosed) }
      } else if sessions[index].flags.contains(.headless), hop < 0 {
        sessions[index].flags.formUnion(later.flags.intersection([.lostEarlier, .closedEarlier]))
      }
    }
    if later.hop >= 0 {
      sessions[index].hop = later.hop
      sessions[index].hopSerial = later.hopSerial
    }
    if !later.helo.isNone { sessions[index].helo = later.helo }
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
