import Bytes
public import Model

struct MemberOrder: Sendable, BitwiseCopyable {
  var time: Int64
  var depth: Int32
  var hop: Int32
}

/// Messages out of the fold.
extension MessageFold {
  /// Emits the messages that nothing can be added to any more.
  ///
  /// `watermark` is the time up to which every stream has been absorbed (nothing earlier is to come, but for clocks that
  /// are off by less than a third of the horizon). Messages come in the order of their last line's time, then of the
  /// place of their first; the order and what is emitted in all do not depend on where checkpoints lie. They do where the
  /// evidence breaks that promise, in a log whose clock goes back further (finding `log.clock`): what was emitted is not
  /// taken back; cuts between checkpoints change nothing there either. Most calls do nothing: work is put off until it
  /// is worth it. `emit` gets a loan of each message.
  public mutating func checkpoint<E: Error>(
    watermark: Timestamp, _ emit: (borrowing MessageView) throws(E) -> Void
  ) throws(E) {
    try forEach(settle(before: watermark), emit)
    release()
  }

  /// Emits all that is left, those whose end the evidence does not show last, and leaves the fold empty.
  public mutating func finish<E: Error>(
    _ emit: (borrowing MessageView) throws(E) -> Void
  ) throws(E) {
    try forEach(settleAll(), emit)
    release()
  }

  private mutating func forEach<E: Error>(
    _ count: Int, _ emit: (borrowing MessageView) throws(E) -> Void
  ) throws(E) {
    guard count > 0 else { return }
    var scratch = MessageScratch()
    swap(&scratch, &work.scratch)
    try messages(0..<count, &scratch, emit)
    swap(&scratch, &work.scratch)
  }

  // MARK: In three steps, for those who write messages on several threads

  /// Decides which messages nothing can be added to any more, and returns how many groups of hops these are (a few of
  /// which are no messages). What they say stands until `release`.
  public mutating func settle(before watermark: Timestamp) -> Int {
    pendingSessions.removeAll(keepingCapacity: true)
    pendingPeers.removeAll(keepingCapacity: true)
    forgetPendingResults()
    settledBefore = watermark.microseconds
    replayDialogues(before: settledBefore)
    let more = Swift.min(Swift.max(work.survivors, 1024), 32_768)
    guard liveHops &+ outcomes.count &+ arrivals.count >= work.survivors &+ more else { return 0 }
    settle(isLast: false)
    return work.due.count
  }

  /// As `settle(before:)`, with all that is left. `release` then leaves the fold empty.
  public mutating func settleAll() -> Int {
    settledBefore = .max
    isFinished = true
    replayDialogues(before: .max)
    settle(isLast: true)
    return work.due.count
  }

  /// Lends the messages of the settled groups `range` to `body`, in order. Several threads may do so at once, each
  /// with its own `scratch`. Who does not ask for `disposition` and `direction` saves weighing the deliveries: unless
  /// `isJudged`, both are `unknown`.
  public func messages<E: Error>(
    _ range: Range<Int>, _ scratch: inout MessageScratch, isJudged: Bool = true,
    _ body: (borrowing MessageView) throws(E) -> Void
  ) throws(E) {
    for number in range { try emitGroup(Int(work.due[number].number), &scratch, isJudged, body) }
  }

  /// Forgets the settled messages.
  public mutating func release() {
    if isFinished {
      let evicted = (evictedMessages, evictedSessions, evictedArrivals, droppedDeliveries, namelessHosts)
      removeAll()
      (evictedMessages, evictedSessions, evictedArrivals, droppedDeliveries, namelessHosts) = evicted
      work = LinkingWork()
      isFinished = false
      return
    }
    // Backwards: places are taken again in the order of time then, and the next lists come nearly sorted.
    for number in work.due.indices.reversed() { releaseGroup(Int(work.due[number].number)) }
    if work.isSettled { work.survivors = liveHops &+ outcomes.count &+ arrivals.count }
    work.due.removeAll(keepingCapacity: true)
    work.isSettled = false
    purgeSessions(before: settledBefore)
    compact()
  }

  private mutating func settle(isLast: Bool) {
    work.isSettled = true
    joinRepeats(before: settledBefore)
    buildIndexes()
    joinArrivals(before: settledBefore)
    joinReplies(before: settledBefore)
    resolveLinks(before: settledBefore)
    applyOutcomes(before: settledBefore)
    collectDue(before: settledBefore, isLast: isLast)
    if !isLast { addEvicted() }
  }

  // MARK: Whose time has come

  /// Those whose hops have ended, by the time of the last line, then, at the end of all, those still open.
  private mutating func collectDue(before watermark: Int64, isLast: Bool) {
    for index in hops.indices where hops[index].flags.contains(.live) && hops[index].parent < 0 {
      if work.groupOpen[index] > 0 {
        if isLast { work.open.append(sortKey(ofGroup: index)) }
      } else if isLast || work.groupEnd[index] &+ horizon < watermark && !isAwaiting(index, at: watermark) {
        work.due.append(sortKey(ofGroup: index))
      }
    }
    work.due.sort { SortKey.precedes($0, $1) }
    work.open.sort { SortKey.precedes($0, $1) }
    work.due.append(contentsOf: work.open)
    work.open.removeAll(keepingCapacity: true)
  }

  private func sortKey(ofGroup root: Int) -> SortKey {
    let place = firstPlace(root)
    return SortKey(
      time: work.groupEnd[root], offset: place.offset, source: place.source,
      number: Int32(truncatingIfNeeded: root))
  }

  private func firstPlace(_ root: Int) -> PackedLocation {
    var place = hops[root].place
    var step = hops[root].ring
    while step >= 0, step != Int32(truncatingIfNeeded: root) {
      if PackedLocation.precedes(hops[Int(step)].place, place) { place = hops[Int(step)].place }
      step = hops[Int(step)].ring
    }
    return place
  }

  /// Where limits are passed, adds the groups that were idle the longest, down to nine tenths.
  private mutating func addEvicted() {
    var leaving = 0
    for due in work.due { leaving &+= groupSize(Int(due.number)) }
    var open = 0
    for index in hops.indices where hops[index].flags.contains(.live) && !hops[index].isSettled(horizon) {
      open &+= 1
    }
    let waiting = liveHops &- leaving &- open
    guard open > limits.openMessages || waiting > limits.waitingMessages else { return }
    var openSurplus = open > limits.openMessages ? open &- limits.openMessages / 10 &* 9 : 0
    var waitingSurplus = waiting > limits.waitingMessages ? waiting &- limits.waitingMessages / 10 &* 9 : 0
    var isDue: [Bool] = Array(repeating: false, count: hops.count)
    for due in work.due { isDue[Int(due.number)] = true }
    // Oldest first, whether open or waiting.
    var idle: [SortKey] = []
    for index in hops.indices
    where hops[index].flags.contains(.live) && hops[index].parent < 0 && !isDue[index] {
      idle.append(sortKey(ofGroup: index))
    }
    idle.sort { SortKey.precedes($0, $1) }
    for group in idle {
      if openSurplus <= 0, waitingSurplus <= 0 { break }
      let root = Int(group.number)
      if work.groupOpen[root] > 0 {
        guard openSurplus > 0 else { continue }
        openSurplus &-= groupSize(root)
      } else {
        guard waitingSurplus > 0 else { continue }
        waitingSurplus &-= groupSize(root)
      }
      evictedMessages &+= 1
      dropReplies(root)
      work.due.append(group)
    }
  }

  private mutating func dropReplies(_ root: Int) {
    var step = root
    repeat {
      if hops[step].flags.contains(.hasReplies) { joinReplies(of: step, before: .max) }
      step = hops[step].ring < 0 ? root : Int(hops[step].ring)
    } while step != root
  }

  private func groupSize(_ root: Int) -> Int {
    var size = 1
    var step = hops[root].ring
    while step >= 0, step != Int32(truncatingIfNeeded: root) {
      size &+= 1
      step = hops[Int(step)].ring
    }
    return size
  }

  // MARK: One message

  private func emitGroup<E: Error>(
    _ root: Int, _ scratch: inout MessageScratch, _ isJudged: Bool,
    _ emit: (borrowing MessageView) throws(E) -> Void
  ) throws(E) {
    guard var summary = arrange(root, &scratch) else { return }
    collectRecipients(Int(summary.first), &scratch)
    summarize(&summary, &scratch, isJudged)
    let view = MessageView(
      hops: hops.span, deliveries: deliveries.span, hosts: hosts.span, members: scratch.members.span,
      previous: scratch.previous.span, recipients: scratch.recipients.span, text: arena.span, summary: summary
    )
    try emit(view)
  }

  /// Puts the group's hops into order, a hop never before the one it came from; nil where there is no message.
  private func arrange(_ root: Int, _ scratch: inout MessageScratch) -> MessageSummary? {
    scratch.members.removeAll()
    scratch.previous.removeAll()
    scratch.order.removeAll()
    var refused = -1
    var isProbe = false
    var step = root
    repeat {
      let hop = hops[step]
      if hop.flags.contains(.probe) { isProbe = true }
      if hop.flags.contains(.merged) {
        // With another.
      } else if hop.flags.contains(.refused), hop.flags.isDisjoint(with: .accepted) || hop.isDone {
        if refused < 0 || PackedLocation.precedes(hop.place, hops[refused].place) { refused = step }
      } else if hop.flags.contains(.substantial), !hop.isAborted(horizon) {
        scratch.order.append(
          MemberOrder(
            time: hop.start.microseconds, depth: 0, hop: Int32(truncatingIfNeeded: step)))
      }
      step = hop.ring < 0 ? root : Int(hop.ring)
    } while step != root
    if isProbe { return nil }
    guard !scratch.order.isEmpty else {
      return refused >= 0 ? MessageSummary(first: Int32(truncatingIfNeeded: refused)) : nil
    }
    let isAlone = scratch.order.count == 1
    if !isAlone { sortMembers(&scratch) }
    for place in scratch.order.indices {
      let hop = scratch.order[place].hop
      scratch.members.append(hop)
      // Alone, it comes after none; else `seen` has the members' places.
      let previous = isAlone ? -1 : previousStay(Int(hop))
      scratch.previous.append(
        previous < 0 ? -1 : scratch.seen.find(UInt64(UInt32(bitPattern: previous))))
    }
    return MessageSummary(first: scratch.members[0])
  }

  /// The hop that hop `index` came from.
  private func previousStay(_ index: Int) -> Int32 {
    let previous = hops[index].previous
    guard previous >= 0, hops[Int(previous)].flags.contains(.merged) else { return previous }
    return Int32(truncatingIfNeeded: stay(Int(previous)))
  }

  private func sortMembers(_ scratch: inout MessageScratch) {
    // A child's time is at least its parent's: clocks may say otherwise. Sorted by own time, a parent that comes
    // late raises its children; a chain of n hops needs at most n rounds, and one where clocks agree.
    scratch.seen.removeAll()
    for place in scratch.order.indices {
      scratch.seen.set(UInt64(UInt32(bitPattern: scratch.order[place].hop)), Int32(truncatingIfNeeded: place))
    }
    var changed = true
    var rounds = 0
    while changed, rounds < 64 {
      changed = false
      rounds += 1
      for place in scratch.order.indices {
        let previous = previousStay(Int(scratch.order[place].hop))
        guard previous >= 0 else { continue }
        let parent = scratch.seen.find(UInt64(UInt32(bitPattern: previous)))
        guard parent >= 0 else { continue }
        let above = scratch.order[Int(parent)]
        if scratch.order[place].time < above.time || scratch.order[place].depth <= above.depth {
          scratch.order[place].time = Swift.max(scratch.order[place].time, above.time)
          scratch.order[place].depth = above.depth &+ 1
          changed = true
        }
      }
    }
    let hops = hops.span
    scratch.order.sort { left, right in
      if left.time != right.time { return left.time < right.time }
      if left.depth != right.depth { return left.depth < right.depth }
      return PackedLocation.precedes(hops[Int(left.hop)].place, hops[Int(right.hop)].place)
    }
    for place in scratch.order.indices {
      scratch.seen.set(UInt64(UInt32(bitPattern: scratch.order[place].hop)), Int32(truncatingIfNeeded: place))
    }
  }

  private func collectRecipients(_ first: Int, _ scratch: inout MessageScratch) {
    scratch.recipients.removeAll()
    let count = hops[first].heldDeliveries
    if count > 1 { scratch.seen.removeAll() }
    var next = hops[first].firstDelivery
    while next >= 0 {
      let delivery = deliveries[Int(next)]
      next = delivery.next
      let recipient =
        delivery.originalRecipient.isNone ? delivery.recipient : delivery.originalRecipient
      if recipient.isNone { continue }
      if count > 1, scratch.seen.set(arena.span.hash(recipient.range), 0) >= 0 { continue }
      scratch.recipients.append(recipient)
    }
  }

  // MARK: Freeing

  private mutating func releaseGroup(_ root: Int) {
    var step = root
    repeat {
      let next = hops[step].ring < 0 ? root : Int(hops[step].ring)
      release(step)
      step = next
    } while step != root
  }

  /// Gives hop `index` and its deliveries back.
  mutating func release(_ index: Int) {
    let hop = hops[index]
    if keys.find(hop.key) == Int32(truncatingIfNeeded: index) { keys.remove(hop.key) }
    if hop.firstDelivery >= 0 { giveBack(deliveriesFrom: hop.firstDelivery, to: hop.lastDelivery) }
    if hop.earlier >= 0 { hops[Int(hop.earlier)].later = -1 }
    if hop.later >= 0 { hops[Int(hop.later)].earlier = -1 }
    hops[index].flags = []
    hops[index].serial = 0
    hops[index].earlier = -1
    hops[index].later = -1
    liveHops &-= 1
    freeHops.append(Int32(truncatingIfNeeded: index))
  }

  /// Forgets closed connections, and agents' peers too old to be believed; beyond the limit, the oldest.
  private mutating func purgeSessions(before watermark: Int64) {
    guard sessions.count > Swift.max(1024, work.survivors / 2) else { return }
    let oldest = watermark == .max ? Int64.max : watermark &- MessageFold.peerMemory
    // Not every server logs the end of a connection.
    let longest = watermark == .max ? Int64.max : watermark &- MessageFold.connectionMemory
    sessions.removeAll { session in
      session.flags.contains(.client) && !session.flags.contains(.named)
        ? session.time.microseconds < oldest
        : session.flags.contains(.closed) || session.time.microseconds < longest
    }
    if sessions.count > limits.openSessions {
      sessions.sort { $0.time != $1.time ? $0.time < $1.time : $0.key < $1.key }
      let surplus = sessions.count - limits.openSessions / 10 * 9
      evictedSessions &+= UInt64(surplus)
      sessions.removeFirst(surplus)
    }
    sessionIndex = HashIndex()
    for index in sessions.indices { sessionIndex.set(sessions[index].key, Int32(index)) }
  }

  /// Copies what text is live into the other arena when most of this one is dead. Both keep their memory: giving it
  /// back and taking it anew costs more than the copy.
  private mutating func compact() {
    guard arena.count > 2 &* work.liveText &+ 1 << 20 else { return }
    spareArena.removeAll()
    for index in hosts.indices { hosts[index].name = spareArena.keep(hosts[index].name, from: arena) }
    for index in sessions.indices {
      sessions[index].clientIP = spareArena.keep(sessions[index].clientIP, from: arena)
      sessions[index].lastHelo = spareArena.keep(sessions[index].lastHelo, from: arena)
      sessions[index].helo = spareArena.keep(sessions[index].helo, from: arena)
      sessions[index].tlsVersion = spareArena.keep(sessions[index].tlsVersion, from: arena)
      sessions[index].tlsCipher = spareArena.keep(sessions[index].tlsCipher, from: arena)
      sessions[index].user = spareArena.keep(sessions[index].user, from: arena)
      sessions[index].authMethod = spareArena.keep(sessions[index].authMethod, from: arena)
    }
    for index in arrivals.indices { arrivals[index].recopy(from: arena, to: &spareArena) }
    for index in dialogues.indices {
      dialogues[index].recopy(from: arena, to: &spareArena)
      var recipient = dialogues[index].firstRecipient
      while recipient >= 0 {
        deliveries[Int(recipient)].recopy(from: arena, to: &spareArena)
        recipient = deliveries[Int(recipient)].next
      }
    }
    for index in hops.indices where hops[index].flags.contains(.live) {
      hops[index].recopy(from: arena, to: &spareArena)
      var delivery = hops[index].firstDelivery
      while delivery >= 0 {
        deliveries[Int(delivery)].recopy(from: arena, to: &spareArena)
        delivery = deliveries[Int(delivery)].next
      }
    }
    swap(&arena, &spareArena)
    spareArena.removeAll()
    work.liveText = arena.count
  }
}
