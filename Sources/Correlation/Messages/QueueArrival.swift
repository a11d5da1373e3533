import Bytes
import Model

/// That the SMTP server, or the queue's own bounce maker, put a message into the queue, known by the process that did
/// (`LogEvent.Field.queueProcess`): the queue's line of the same message names that process, too, and nothing else
/// ties the two.
///
/// Pids come again, so the two must be near in time, and where both tell the envelope sender it must be the same.
struct QueueArrival: Sendable {
  /// Hash of the process as written.
  var process: UInt64
  /// Hash of the envelope sender; 0 where the line does not tell it.
  var sender: UInt64 = 0
  /// The connection's key among the fold's sessions, while its beginning may lie in an earlier stretch; 0 for none.
  var session: UInt64 = 0
  var time: Timestamp
  var place: PackedLocation
  var host: Int32
  var clientPort: UInt16 = 0
  var tls: LogEvent.Certainty = .unknown
  var clientIP: TextRef = .none
  var helo: TextRef = .none
  var user: TextRef = .none
  var authMethod: TextRef = .none
  /// Of a bounce: the message that it answers.
  var bounceOf: TextRef = .none

  mutating func rebase(_ base: UInt32) {
    clientIP.move(base)
    helo.move(base)
    user.move(base)
    authMethod.move(base)
    bounceOf.move(base)
  }

  mutating func recopy(from old: borrowing TextArena, to new: inout TextArena) {
    clientIP = new.keep(clientIP, from: old)
    helo = new.keep(helo, from: old)
    user = new.keep(user, from: old)
    authMethod = new.keep(authMethod, from: old)
    bounceOf = new.keep(bounceOf, from: old)
  }

  /// Takes what the connection's own lines told, where this one's does not.
  mutating func take(_ session: SessionRecord) {
    if clientIP.isNone { clientIP = session.clientIP }
    if helo.isNone { helo = session.helo }
    if user.isNone, !session.user.isNone {
      user = session.user
      authMethod = session.authMethod
    }
    if tls == .unknown { tls = session.tls }
  }
}

// Arrivals are collected as they come and joined to their stays in the order of time, at a fixed distance behind them.
extension MessageFold {
  /// An SMTP server's line comes at most this long after the queue's: it waits for qmail-queue, which has woken the queue.
  static let acceptance: Int64 = 10_000_000

  /// `mail recv: pid P from <S> qp Q`, `bounce msg N qp Q`
  mutating func observeArrival(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, host: Int32, hostHash: UInt64, place: PackedLocation
  ) {
    var arrival = QueueArrival(
      process: text.hash(event[.queueProcess]), time: event.time, place: place, host: host)
    if event.action == .bounce {
      arrival.bounceOf = arena.keep(text, event[.bounceOf])
      arrivals.append(arrival)
      return
    }
    if event.has(.mailFrom) { arrival.sender = text.hash(event[.mailFrom]) }
    arrival.clientIP = arena.keep(text, event[.sourceIP])
    arrival.clientPort = event.sourcePort
    arrival.helo = arena.keep(text, event[.helo])
    arrival.user = arena.keep(text, event[.userName])
    arrival.authMethod = arena.keep(text, event[.authMethod])
    arrival.tls = event.tlsEstablished
    if event.pid >= 0, event.isConnectionProcess {
      arrival.session = sessionKey(serviceHash(event, text, hostHash), event.pid)
      askSession(&arrival)
    }
    arrivals.append(arrival)
  }

  /// Takes what is known of the arrival's connection. The question stays open where that began before this stretch.
  private func askSession(_ arrival: inout QueueArrival) {
    let found = sessionIndex.find(arrival.session)
    guard found >= 0 else { return }
    let session = sessions[Int(found)]
    if session.flags.contains(.closed) {
      arrival.session = 0
      return
    }
    arrival.take(session)
    if !session.flags.contains(.headless) { arrival.session = 0 }
  }

  /// Takes over the arrivals of `next`; to be called while the sessions of `next` are not yet known here.
  mutating func absorbArrivals(_ next: borrowing MessageFold, _ base: UInt32, _ hostMap: [Int32]) {
    for arrival in next.arrivals {
      var moved = arrival
      moved.rebase(base)
      moved.host = hostMap[Int(arrival.host)]
      if moved.session != 0 { askSession(&moved) }
      arrivals.append(moved)
    }
  }

  /// Joins those arrivals to their stays whose stays must have come.
  mutating func joinArrivals(before watermark: Int64) {
    guard !arrivals.isEmpty else { return }
    var kept = 0
    for number in arrivals.indices {
      let arrival = arrivals[number]
      if arrival.time.microseconds &+ slack >= watermark {
        arrivals[kept] = arrival
        kept += 1
      } else {
        join(arrival)
      }
    }
    arrivals.removeLast(arrivals.count - kept)
    forgetArrivals()
  }

  /// Stamps from the future would keep arrivals for ever: beyond the limit the oldest are given up.
  private mutating func forgetArrivals() {
    guard arrivals.count > limits.waitingMessages else { return }
    arrivals.sort {
      $0.time != $1.time ? $0.time < $1.time : PackedLocation.precedes($0.place, $1.place)
    }
    let surplus = arrivals.count - limits.waitingMessages / 10 * 9
    evictedArrivals &+= UInt64(surplus)
    arrivals.removeFirst(surplus)
  }

  /// Gives the nearest stay of the arrival's process what the arrival tells. Of two arrivals that are nearest to one stay,
  /// the nearer counts, whichever is asked first.
  private mutating func join(_ arrival: QueueArrival) {
    var best = -1
    var bestDistance = Int64.max
    var steps = 0
    var candidate = work.queueProcesses.find(arrival.process)
    while candidate >= 0, steps < MessageFold.chainSteps {
      steps += 1
      let index = Int(candidate)
      candidate = work.nextQueueProcess[index]
      guard let distance = distance(of: arrival, to: hops[index]) else { continue }
      if isNearer(index, distance, than: best, bestDistance) {
        best = index
        bestDistance = distance
      }
    }
    guard best >= 0 else { return }
    let known = hops[best].arrivalDistance
    if known < bestDistance { return }
    if known == bestDistance, !PackedLocation.precedes(arrival.place, hops[best].arrivalPlace) { return }
    hops[best].arrivalDistance = bestDistance
    hops[best].arrivalPlace = arrival.place
    hops[best].take(arrival)
  }

  /// How far apart in time `arrival` and `stay` are; nil where they cannot be one message.
  ///
  /// multilog writes each program's lines into a folder of its own, and no host name: there the other folder may be
  /// the same host's. It is believed only where the sender is known to be the same, within a moment.
  private func distance(of arrival: QueueArrival, to stay: HopRecord) -> Int64? {
    let early = stay.taken.microseconds.subtractingReportingOverflow(arrival.time.microseconds)
    guard !early.overflow, early.partialValue >= -MessageFold.acceptance, early.partialValue <= slack else {
      return nil
    }
    let distance = Int64(clamping: early.partialValue.magnitude)
    let isSender =
      arrival.sender != 0 && !stay.sender.isNone && arena.span.hash(stay.sender.range) == arrival.sender
    if arrival.sender != 0, !isSender { return nil }
    if stay.host == arrival.host { return distance }
    guard hosts[Int(stay.host)].name.isNone, hosts[Int(arrival.host)].name.isNone else { return nil }
    let isTold = isSender && !stay.sender.range.isEmpty
    return isTold && distance <= MessageFold.disorder ? distance : nil
  }
}

extension HopRecord {
  /// Takes the client that the message came from; of a bounce, what it answers.
  mutating func take(_ arrival: QueueArrival) {
    flags.insert(arrival.bounceOf.isNone ? .network : .bounce)
    clientIP = arrival.clientIP
    clientPort = arrival.clientPort
    helo = arrival.helo
    user = arrival.user
    authMethod = arrival.authMethod
    tls = arrival.tls
    bounceOf = arrival.bounceOf
  }
}
