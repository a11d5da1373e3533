import Bytes
import Model

/// What linking and emission need beside the fold, kept from one time to the next for its memory.
struct LinkingWork: ~Copyable, Sendable {
  var ids = HashIndex()
  var messageIDs = HashIndex()
  /// By hop: the next with the same id, with the same Message-ID.
  var nextID: [Int32] = []
  var nextMessageID: [Int32] = []
  /// By the process that put it into the queue, where that tells the arrival.
  var queueProcesses = HashIndex()
  var nextQueueProcess: [Int32] = []
  var hasQueueProcesses = false
  /// Accepted recipients by host, sender and recipient; by delivery: the next with the same, and its hop.
  var envelopes = HashIndex()
  var nextEnvelope: [Int32] = []
  var envelopeHop: [Int32] = []
  /// By root hop: latest time of the group, and how many of its hops are not closed.
  var groupEnd: [Int64] = []
  var groupOpen: [Int32] = []
  var requests: [LinkRequest] = []
  var keys: [SortKey] = []
  var due: [SortKey] = []
  var open: [SortKey] = []
  /// For those who take the messages one after the other.
  var scratch = MessageScratch()
  /// Between `settle` and `release`, where there was work to do.
  var isSettled = false
  /// Held hops after the last time; the next is due when as many again have come.
  var survivors = 0
  /// Text that was live after the last compaction.
  var liveText = 0
}

/// A question where a message went or came from, and when all facts that answer it are in.
struct LinkRequest: Sendable {
  enum Kind: UInt8, Sendable { case queuedAs, original, messageID, arrival, attempt }
  var time: Int64
  var place: PackedLocation
  var kind: Kind
  var hop: Int32
  var delivery: Int32
}

/// What a list is sorted by, in few bytes: the time, then the place; `number` is the entry's.
struct SortKey: Sendable {
  var time: Int64
  var offset: UInt64
  var source: Int32
  var number: Int32

  @inline(__always)
  static func precedes(_ left: SortKey, _ right: SortKey) -> Bool {
    if left.time != right.time { return left.time < right.time }
    if left.source != right.source { return left.source < right.source }
    return left.offset != right.offset ? left.offset < right.offset : left.number < right.number
  }
}

/// Judgement: which stays are one, and which hops are of one message.
///
/// A link is decided at a fixed distance behind the line that asks for it, in the order of time, among hops whose
/// message is then not yet written: the same whenever the fold comes to it.
extension MessageFold {
  // MARK: Halves of a stay

  /// Joins the halves of stays whose lines were logged out of order: lines behind `removed`, lines before the begin.
  mutating func joinRepeats(before watermark: Int64) {
    var kept = 0
    for number in repeats.indices {
      let index = Int(repeats[number])
      let earlier = Int(hops[index].earlier)
      guard hops[index].flags.contains(.live), earlier >= 0 else { continue }
      let decided =
        Swift.max(
          hops[earlier].start.microseconds, hops[index].start.microseconds) &+ slack
      if decided >= watermark {
        repeats[kept] = repeats[number]
        kept += 1
      } else if belongTogether(hops[earlier], hops[index]), hops[index].ring < 0, hops[earlier].ring < 0 {
        joinHalves(earlier, index)
      }
    }
    repeats.removeLast(repeats.count - kept)
  }

  private func belongTogether(_ first: HopRecord, _ second: HopRecord) -> Bool {
    if first.messageIDHash != 0, second.messageIDHash != 0, first.messageIDHash != second.messageIDHash {
      return false
    }
    let late = second.start.microseconds &- first.end.microseconds
    if !second.flags.contains(.begins), first.flags.contains(.ends) {
      // Behind a refusal or a discard, cleanup still logs the rest of the header that it reads.
      let isCut = !first.flags.isDisjoint(with: [.refused, .discarded])
      return late <= (isCut ? 5 : 1) &* MessageFold.disorder
    }
    return !first.flags.contains(.begins) && !first.flags.contains(.ends)
      && second.flags.contains(.begins)
      && second.start.microseconds &- first.start.microseconds <= MessageFold.disorder
  }

  private mutating func joinHalves(_ first: Int, _ second: Int) {
    let later = hops[second]
    hops[first].flags.remove(.superseded)
    hops[first].supersededAt = .unknown
    hops[first].take(later)
    hops[first].deliveryCount &+= later.deliveryCount
    appendDeliveries(of: later, to: first)
    hops[first].later = later.later
    if later.later >= 0 { hops[Int(later.later)].earlier = Int32(truncatingIfNeeded: first) }
    if keys.find(later.key) == Int32(truncatingIfNeeded: second) {
      keys.set(later.key, Int32(truncatingIfNeeded: first))
    }
    hops[second].firstDelivery = -1
    hops[second].earlier = -1
    hops[second].later = -1
    release(second)
  }

  // MARK: Links

  /// Finds the groups anew: indexes over all held hops, and what each group's end and openness are.
  mutating func buildIndexes() {
    work.ids.removeAll()
    work.messageIDs.removeAll()
    work.queueProcesses.removeAll()
    work.hasQueueProcesses = false
    let count = hops.count
    if work.nextID.count < count {
      let more = count - work.nextID.count
      work.nextID.append(contentsOf: repeatElement(-1, count: more))
      work.nextMessageID.append(contentsOf: repeatElement(-1, count: more))
      work.nextQueueProcess.append(contentsOf: repeatElement(-1, count: more))
      work.groupEnd.append(contentsOf: repeatElement(.min, count: more))
      work.groupOpen.append(contentsOf: repeatElement(0, count: more))
    }
    for index in 0..<count {
      work.groupEnd[index] = .min
      work.groupOpen[index] = 0
    }
    for index in 0..<count where hops[index].flags.contains(.live) {
      let number = Int32(truncatingIfNeeded: index)
      let isMerged = hops[index].flags.contains(.merged)
      if !isMerged { work.nextID[index] = work.ids.set(hops[index].idHash, number) }
      if hops[index].messageIDHash != 0, !isMerged {
        work.nextMessageID[index] = work.messageIDs.set(hops[index].messageIDHash, number)
      }
      if hops[index].queueProcess != 0 {
        work.hasQueueProcesses = true
        work.nextQueueProcess[index] = work.queueProcesses.set(hops[index].queueProcess, number)
      }
      let root = root(of: index)
      // That it was over became known when its id was given to another.
      var end = Swift.max(hops[index].end.microseconds, hops[index].supersededAt.microseconds)
      if hops[index].flags.contains(.envelope), !hops[index].taken.isUnknown {
        end = Swift.max(end, hops[index].taken.microseconds &+ MessageFold.dialoguePatience)
      }
      work.groupEnd[root] = Swift.max(work.groupEnd[root], end)
      if !isSettled(index) { work.groupOpen[root] &+= 1 }
    }
    indexEnvelopes()
  }

  /// Whether nothing more is expected of hop `index`. Aliases make more recipients than were counted: while the last that
  /// is known of one is that it waits, the hop is open.
  private mutating func isSettled(_ index: Int) -> Bool {
    guard hops[index].isSettled(horizon) else { return false }
    guard hops[index].flags.contains([.countsRecipients, .someDeferred]), !hops[index].isClosed,
      hops[index].flags.isDisjoint(with: [.expired, .refused, .dialogue])
    else { return true }
    var scratch = MessageScratch()
    swap(&scratch, &work.scratch)
    let last = lastOutcomes(of: hops[index], &scratch)
    swap(&scratch, &work.scratch)
    return !last.contains(.deferred)
  }

  mutating func resolveLinks(before watermark: Int64) {
    collectRequests(before: watermark)
    work.keys.removeAll(keepingCapacity: true)
    for number in work.requests.indices {
      let request = work.requests[number]
      work.keys.append(
        SortKey(
          time: request.time, offset: request.place.offset, source: request.place.source,
          number: Int32(truncatingIfNeeded: number)))
    }
    // One line asks for two links at most, and in the order in which they were collected.
    work.keys.sort { SortKey.precedes($0, $1) }
    for place in work.keys.indices {
      let request = work.requests[Int(work.keys[place].number)]
      switch request.kind {
      case .queuedAs: linkQueuedAs(request)
      case .original: linkOriginal(request)
      case .messageID: linkMessageID(request)
      case .arrival: linkArrival(request)
      case .attempt: linkAttempt(request)
      }
    }
    work.requests.removeAll(keepingCapacity: true)
  }

  private mutating func collectRequests(before watermark: Int64) {
    for index in hops.indices where hops[index].flags.contains(.live) {
      let number = Int32(truncatingIfNeeded: index)
      if hops[index].flags.contains(.dialogue) { requestDialogueLink(index, before: watermark) }
      if hops[index].flags.contains(.merged) { continue }
      var delivery = hops[index].firstDelivery
      while delivery >= 0 {
        let place = Int(delivery)
        if deliveries[place].queuedAsHash != 0, !deliveries[place].flags.contains(.linked) {
          let time = deliveries[place].time.microseconds &+ slack
          if time < watermark {
            deliveries[place].flags.insert(.linked)
            work.requests.append(
              LinkRequest(
                time: time, place: deliveries[place].place, kind: .queuedAs, hop: number, delivery: delivery))
          }
        }
        delivery = deliveries[place].next
      }
      let taken = hops[index].taken.microseconds
      if hops[index].originalIDHash != 0, !hops[index].flags.contains(.originalLinked),
        taken &+ slack < watermark
      {
        hops[index].flags.insert(.originalLinked)
        work.requests.append(
          LinkRequest(
            time: taken &+ slack, place: hops[index].place, kind: .original, hop: number, delivery: -1))
      }
      if hops[index].messageIDHash != 0, hops[index].previous < 0,
        hops[index].flags.isDisjoint(with: [.messageIDLinked, .bounce]), taken &+ 2 &* slack < watermark
      {
        hops[index].flags.insert(.messageIDLinked)
        // Alone with its Message-ID now, alone at the time of the question: what came since is later.
        if work.nextMessageID[index] >= 0 || work.messageIDs.find(hops[index].messageIDHash) != number {
          work.requests.append(
            LinkRequest(
              time: taken &+ 2 &* slack, place: hops[index].place, kind: .messageID, hop: number,
              delivery: -1))
        }
      }
    }
  }

  /// Asks what the stay of a dialogue is one with, when all facts are in.
  private mutating func requestDialogueLink(_ index: Int, before watermark: Int64) {
    guard !hops[index].flags.contains(.dialogueLinked) else { return }
    let isAttempt = hops[index].flags.contains(.attempt)
    let time = (isAttempt ? hops[index].end : hops[index].taken).microseconds &+ slack
    guard time < watermark else { return }
    hops[index].flags.insert(.dialogueLinked)
    guard isAttempt || hops[index].messageIDHash != 0 else { return }
    work.requests.append(
      LinkRequest(
        time: time, place: hops[index].place, kind: isAttempt ? .attempt : .arrival,
        hop: Int32(truncatingIfNeeded: index), delivery: -1))
  }

  /// `queued as X`, `forwarded as X`: the hop with id X that was taken at about that time.
  private mutating func linkQueuedAs(_ request: LinkRequest) {
    // Most were handed to hosts whose logs are not here.
    let asked = deliveries[Int(request.delivery)].queuedAsHash
    guard asked != 0 else { return }
    var candidate = work.ids.find(asked)
    guard candidate >= 0 else {
      if work.hasQueueProcesses { linkQueueProcess(request) }
      return
    }
    let from = stay(Int(request.hop))
    let delivery = deliveries[Int(request.delivery)]
    let isInside = delivery.relayIP.isNone || isLoopback(delivery.relayIP)
    let mayStay = isInside || sameHost(delivery.relayDomain, hops[from].host)
    var best = -1
    var bestDistance = Int64.max
    var steps = 0
    while candidate >= 0, steps < MessageFold.chainSteps {
      steps += 1
      let index = Int(candidate)
      candidate = work.nextID[index]
      guard index != from, !hops[index].flags.contains(.merged),
        hops[index].host == hops[from].host ? mayStay : !delivery.relayIP.isNone,
        compatible(hops[index], hops[from]),
        arena.span.equals(hops[index].id.range, arena.span, delivery.queuedAs.range)
      else { continue }
      let distance = self.distance(hops[index].taken, delivery.time)
      guard
        distance <= slack
          ? isHeld(index, at: request.time)
          : hops[index].taken < delivery.time && awaits(index, from)
      else { continue }
      if isNearer(index, distance, than: best, bestDistance) {
        best = index
        bestDistance = distance
      }
    }
    guard best >= 0 else {
      if work.hasQueueProcesses { linkQueueProcess(request) }
      return
    }
    deliveries[Int(request.delivery)].flags.insert(.takenOver)
    if delivery.relayIP.isNone { hops[best].flags.insert(.generated) }
    join(best, cameFrom: from)
  }

  /// `ok T qp P` (qmail), `Ok. T.P` (Courier): the hops that process P of another host queued at T. Courier makes several of
  /// a message with many recipients.
  private mutating func linkQueueProcess(_ request: LinkRequest) {
    let from = stay(Int(request.hop))
    let delivery = deliveries[Int(request.delivery)]
    guard !delivery.relayIP.isNone else { return }
    let (process, second) = queueProcess(delivery)
    var steps = 0
    var candidate = work.queueProcesses.find(process)
    while candidate >= 0, steps < MessageFold.chainSteps {
      steps += 1
      let index = Int(candidate)
      candidate = work.nextQueueProcess[index]
      guard hops[index].host != hops[from].host, hops[index].previous < 0,
        compatible(hops[index], hops[from]),
        isHeld(index, at: request.time), isSameSender(hops[index], hops[from]),
        // What the second is told by, is the clock that the hop's own lines go by.
        second.isUnknown
          ? distance(hops[index].taken, delivery.time) <= slack
          : distance(hops[index].taken, second) <= MessageFold.disorder
      else { continue }
      deliveries[Int(request.delivery)].flags.insert(.takenOver)
      join(index, cameFrom: from)
    }
  }

  /// The hash of the process that the reply names, and the second where it is told apart.
  private func queueProcess(_ delivery: DeliveryRecord) -> (UInt64, Timestamp) {
    let text = arena.span
    let range = delivery.queuedAs.range
    guard range.count > 14, text.has(" qp ", at: range.lower + 10) || text.has("_qp_", at: range.lower + 10)
    else {
      return (delivery.queuedAsHash, .unknown)
    }
    var seconds: Int64 = 0
    for index in range.lower..<range.lower + 10 { seconds = seconds &* 10 &+ Int64(text[index] & 15) }
    return (
      text.hash(ByteRange(range.lower + 14, range.upper)), Timestamp(microseconds: seconds &* 1_000_000)
    )
  }

  private func isSameSender(_ left: HopRecord, _ right: HopRecord) -> Bool {
    left.sender.isNone || right.sender.isNone
      || arena.span.equals(left.sender.range, arena.span, right.sender.range)
  }

  /// `orig_queue_id=X`: the hop with id X that was held when this one began.
  private mutating func linkOriginal(_ request: LinkRequest) {
    let to = Int(request.hop)
    guard hops[to].previous < 0 else { return }
    var best = -1
    var bestDistance = Int64.max
    var steps = 0
    var candidate = work.ids.find(hops[to].originalIDHash)
    while candidate >= 0, steps < MessageFold.chainSteps {
      steps += 1
      let index = Int(candidate)
      candidate = work.nextID[index]
      guard index != to, !hops[index].flags.contains(.merged), compatible(hops[index], hops[to]),
        isHeld(index, at: request.time),
        hops[index].start.microseconds <= hops[to].start.microseconds &+ slack,
        hops[index].end.microseconds >= hops[to].start.microseconds &- slack,
        arena.span.equals(hops[index].id.range, arena.span, hops[to].originalID.range)
      else { continue }
      let distance = self.distance(hops[index].start, hops[to].start)
      if isNearer(index, distance, than: best, bestDistance) {
        best = index
        bestDistance = distance
      }
    }
    guard best >= 0 else { return }
    // Of what the server made itself, the original's deliveries are its own.
    if !hops[to].flags.contains(.generated) { markTakenOver(best, by: to, anyRelay: true) }
    join(to, cameFrom: best)
  }

  /// One Message-ID, and a reason to believe that it is one message: the later host's client is the earlier host, the
  /// earlier host delivered to the later one, or a filter on the same host gave it back.
  private mutating func linkMessageID(_ request: LinkRequest) {
    let to = Int(request.hop)
    guard hops[to].previous < 0 else { return }
    let fromLoopback =
      !hops[to].flags.contains(.network) ? hops[to].flags.contains(.local) : isLoopback(hops[to].clientIP)
    var best = -1
    var bestDistance = Int64.max
    var steps = 0
    var candidate = work.messageIDs.find(hops[to].messageIDHash)
    while candidate >= 0, steps < MessageFold.chainSteps {
      steps += 1
      let index = Int(candidate)
      candidate = work.nextMessageID[index]
      guard index != to, hops[index].flags.isDisjoint(with: [.refused, .merged]),
        hops[index].taken.microseconds <= hops[to].taken.microseconds &+ slack,
        hops[index].end.microseconds >= hops[to].start.microseconds &- slack,
        isHeld(index, at: request.time)
      else { continue }
      let isSameHost = hops[index].host == hops[to].host
      // On one host the earlier comes first by the host's own clock.
      if isSameHost, PackedLocation.precedes(hops[to].place, hops[index].place) { continue }
      guard
        isSameHost
          ? fromLoopback && delivered(index, inside: true, near: hops[to])
          : sameHost(hops[to].clientDomain, hops[index].host)
            || delivered(index, inside: false, near: hops[to])
      else { continue }
      let distance = self.distance(hops[index].taken, hops[to].taken)
      if isNearer(index, distance, than: best, bestDistance) {
        best = index
        bestDistance = distance
      }
    }
    guard best >= 0, !isAncestor(to, of: best) else { return }
    markTakenOver(best, by: to, anyRelay: false)
    join(to, cameFrom: best)
  }

  /// Whether hop `index` has a delivery, taken over by no other hop, that can be how `later` got the message.
  private func delivered(_ index: Int, inside: Bool, near later: HopRecord) -> Bool {
    var delivery = hops[index].firstDelivery
    while delivery >= 0 {
      if leads(deliveries[Int(delivery)], to: later, inside: inside) { return true }
      delivery = deliveries[Int(delivery)].next
    }
    return false
  }

  private func leads(_ delivery: DeliveryRecord, to later: HopRecord, inside: Bool) -> Bool {
    guard delivery.status == .sent, !delivery.flags.contains(.takenOver),
      distance(delivery.time, later.taken) <= slack
    else { return false }
    if inside { return delivery.relayIP.isNone || isLoopback(delivery.relayIP) }
    return !delivery.relayIP.isNone && sameHost(delivery.relayDomain, later.host)
  }

  /// Marks the deliveries of `from` that gave the message to hop `to`.
  private mutating func markTakenOver(_ from: Int, by to: Int, anyRelay: Bool) {
    let isInside = hops[from].host == hops[to].host
    let later = hops[to]
    var delivery = hops[from].firstDelivery
    while delivery >= 0 {
      let record = deliveries[Int(delivery)]
      if anyRelay
        ? record.status == .sent && distance(record.time, later.taken) <= slack
          && (record.queuedAsHash == 0 || record.queuedAsHash == later.idHash)
        : leads(record, to: later, inside: isInside) && (!isInside || !isStore(record))
      {
        deliveries[Int(delivery)].flags.insert(.takenOver)
      }
      delivery = record.next
    }
  }

  /// Whether the delivery put the message into a mailbox: what the store sends on is one more copy.
  private func isStore(_ delivery: DeliveryRecord) -> Bool {
    guard delivery.relayIP.isNone else { return false }
    let text = arena.span
    return text.equals("virtual", in: delivery.transport.range)
      || (delivery.transport.isNone && !delivery.relayDomain.isNone)
      || text.find("mailbox", from: delivery.reply.range.lower, to: delivery.reply.range.upper) != nil
      || text.find("maildir", from: delivery.reply.range.lower, to: delivery.reply.range.upper) != nil
      || text.find(" Saved", from: delivery.reply.range.lower, to: delivery.reply.range.upper) != nil
  }

  // MARK: Groups

  func compatible(_ left: HopRecord, _ right: HopRecord) -> Bool {
    left.messageIDHash == 0 || right.messageIDHash == 0 || left.messageIDHash == right.messageIDHash
  }

  func distance(_ left: Timestamp, _ right: Timestamp) -> Int64 {
    let difference = left.microseconds.subtractingReportingOverflow(right.microseconds)
    return difference.overflow ? .max : Int64(clamping: difference.partialValue.magnitude)
  }

  /// Whether hop `index`, `distance` off, is nearer than `best` is; of two as far off the one that stands first is.
  func isNearer(_ index: Int, _ distance: Int64, than best: Int, _ bestDistance: Int64) -> Bool {
    if best < 0 || distance != bestDistance { return distance < bestDistance }
    return PackedLocation.precedes(hops[index].place, hops[best].place)
  }

  /// Whether the message of hop `index` was still to be written at `time`.
  mutating func isHeld(_ index: Int, at time: Int64) -> Bool {
    let root = root(of: index)
    return work.groupOpen[root] > 0 || work.groupEnd[root] &+ horizon >= time
  }

  /// Whether the stay `index`, of which nobody knows where it came from, waits for `earlier` to say so: another host's of the
  /// same Message-ID, begun before. Hosts log a delivery when they come to it, which after a jump of the clock or a
  /// retry is any time later; the two together, Message-ID and the id that the reply names, need no nearness.
  private func awaits(_ index: Int, _ earlier: Int) -> Bool {
    let later = hops[index]
    return later.previous < 0 && later.flags.contains(.network) && !later.flags.contains(.refused)
      && later.messageIDHash != 0 && later.messageIDHash == hops[earlier].messageIDHash
      && later.host != hops[earlier].host && !hops[earlier].flags.contains(.refused)
      && hops[earlier].start.microseconds <= later.taken.microseconds &+ slack
  }

  /// Whether a stay of the group of `root` waits for one that is not yet to be written at `time`.
  mutating func isAwaiting(_ root: Int, at time: Int64) -> Bool {
    var index = root
    repeat {
      if hops[index].previous < 0, hops[index].messageIDHash != 0, hops[index].flags.contains(.network) {
        var steps = 0
        var candidate = work.messageIDs.find(hops[index].messageIDHash)
        while candidate >= 0, steps < MessageFold.chainSteps {
          steps += 1
          let earlier = Int(candidate)
          candidate = work.nextMessageID[earlier]
          if earlier != index, awaits(index, earlier), self.root(of: earlier) != root,
            isHeld(earlier, at: time)
          {
            return true
          }
        }
      }
      index = hops[index].ring < 0 ? root : Int(hops[index].ring)
    } while index != root
    return false
  }

  /// Whether the message came to hop `index` by way of `ancestor`; taken as true behind a way longer than any server's
  /// limit of hops, so that hostile chains cost no more.
  private func isAncestor(_ ancestor: Int, of index: Int) -> Bool {
    var step = index
    var steps = 0
    while step >= 0, steps < 256 {
      if step == ancestor { return true }
      step = Int(hops[step].previous)
      steps += 1
    }
    return steps >= 256
  }

  private mutating func join(_ to: Int, cameFrom from: Int) {
    if hops[to].previous < 0, !isAncestor(to, of: from) {
      hops[to].previous = Int32(truncatingIfNeeded: from)
    }
    unite(to, with: from)
  }

  /// Makes the groups of two hops one.
  mutating func unite(_ to: Int, with from: Int) {
    let left = root(of: from)
    let right = root(of: to)
    guard left != right else { return }
    hops[right].parent = Int32(truncatingIfNeeded: left)
    work.groupEnd[left] = Swift.max(work.groupEnd[left], work.groupEnd[right])
    work.groupOpen[left] &+= work.groupOpen[right]
    // Two rings become one by exchanging one successor of each; a hop alone is a ring of itself.
    let first = hops[left].ring < 0 ? Int32(truncatingIfNeeded: left) : hops[left].ring
    let second = hops[right].ring < 0 ? Int32(truncatingIfNeeded: right) : hops[right].ring
    hops[left].ring = second
    hops[right].ring = first
  }

  mutating func root(of index: Int) -> Int {
    var step = index
    while hops[step].parent >= 0 {
      let parent = Int(hops[step].parent)
      if hops[parent].parent >= 0 { hops[step].parent = hops[parent].parent }
      step = parent
    }
    return step
  }

  private func isLoopback(_ address: TextRef) -> Bool {
    guard !address.isNone else { return false }
    let text = arena.span
    return text.has("127.", at: address.range.lower) || text.equals("::1", in: address.range)
      || text.equals("0:0:0:0:0:0:0:1", in: address.range)
  }

  /// Whether the name `domain` is that of host `number`: equal, or equal up to the first dot where one has none.
  private func sameHost(_ domain: TextRef, _ number: Int32) -> Bool {
    let name = hosts[Int(number)].name
    guard !domain.isNone, !name.isNone, !domain.range.isEmpty, !name.range.isEmpty else { return false }
    let text = arena.span
    if text.equals(domain.range, text, name.range) { return true }
    let left = text.find(.ascii("."), from: domain.range.lower, to: domain.range.upper) ?? domain.range.upper
    let right = text.find(.ascii("."), from: name.range.lower, to: name.range.upper) ?? name.range.upper
    guard left == domain.range.upper || right == name.range.upper else { return false }
    return text.equals(
      ByteRange(domain.range.lower, left), text, ByteRange(name.range.lower, right))
  }

  // MARK: Mail stores

  /// Lays what the mail store said over what its delivery agent said.
  mutating func applyOutcomes(before watermark: Int64) {
    var kept = 0
    for number in outcomes.indices {
      let outcome = outcomes[number]
      if outcome.time.microseconds &+ slack >= watermark {
        outcomes[kept] = outcome
        kept += 1
        continue
      }
      apply(outcome)
    }
    outcomes.removeLast(outcomes.count - kept)
  }

  private mutating func apply(_ outcome: StoreOutcome) {
    var candidate = work.messageIDs.find(outcome.messageIDHash)
    var steps = 0
    while candidate >= 0, steps < MessageFold.chainSteps {
      steps += 1
      let index = Int(candidate)
      candidate = work.nextMessageID[index]
      guard hops[index].host == outcome.host else { continue }
      var delivery = hops[index].firstDelivery
      while delivery >= 0 {
        let record = deliveries[Int(delivery)]
        if record.relayIP.isNone || isLoopback(record.relayIP),
          record.status == .sent || record.status == .discarded,
          distance(record.time, outcome.time) <= MessageFold.storeDistance, isUser(outcome, record.recipient)
        {
          if outcome.status == .sent {
            // Kept after all, whatever another rule said.
            deliveries[Int(delivery)].flags.insert(.kept)
            deliveries[Int(delivery)].status = .sent
          } else if !record.flags.contains(.kept), outcome.status != .none {
            deliveries[Int(delivery)].status = outcome.status
          }
        }
        delivery = record.next
      }
    }
  }

  /// Whether the store's user is the recipient, or the part before its `@`.
  private func isUser(_ outcome: StoreOutcome, _ recipient: TextRef) -> Bool {
    let text = arena.span
    if text.hash(recipient.range) == outcome.userHash { return true }
    guard let at = text.findLast(.ascii("@"), from: recipient.range.lower, to: recipient.range.upper) else {
      return false
    }
    return text.hash(ByteRange(recipient.range.lower, at)) == outcome.userHash
  }
}

extension HopRecord {
  /// When this host took the message, as near as its lines tell.
  var taken: Timestamp { accepted.isUnknown ? start : accepted }

  /// Begun and broken off before the queue took it: no message. What its connection did later than `horizon` behind
  /// its last line is not looked at.
  func isAborted(_ horizon: Int64) -> Bool {
    if flags.contains(.withoutData), !flags.contains(.tried) { return true }
    guard !flags.contains(.accepted), deliveryCount == 0, flags.isDisjoint(with: [.refused, .discarded])
    else { return false }
    let limit = end.microseconds &+ horizon
    return (!lostAt.isUnknown && lostAt.microseconds <= limit)
      || (!closedAt.isUnknown && closedAt.microseconds <= limit && messageID.isNone)
  }

  /// As many recipients as it arrived with are done, where its end is not logged.
  var isDone: Bool {
    flags.contains(.countsRecipients)
      && (doneRecipients >= Swift.max(recipientCount, 1) || flags.contains(.expired)
        || flags.contains(.refused))
  }

  /// Nothing more is expected: ended, or followed by another, or broken off, or never more than a mention.
  func isSettled(_ horizon: Int64) -> Bool {
    flags.contains(.dialogue) || isClosed || isDone || isAborted(horizon) || !flags.contains(.substantial)
  }
}
