import Bytes
import Model

/// A delivery under way, known by the number that its result will name (qmail's `starting delivery D: msg N`).
struct AttemptRecord: Sendable {
  /// Hash of host, queue and number.
  var key: UInt64
  var delivery: Int32
  var hop: Int32
  var hopSerial: UInt32
}

/// A result whose delivery began before this fold's stretch of evidence.
struct PendingResult: Sendable {
  var key: UInt64
  var delivery: Int32
}

// Deliveries whose begin and result are two lines, joined by a number: the message's own number is in the first alone.
extension MessageFold {
  /// Numbers count up in each queue for itself; `detail` has the queue's name where there are several.
  private func attemptKey(_ event: borrowing LogEvent, _ text: Span<UInt8>, _ hostHash: UInt64) -> UInt64 {
    let queue = event.has(.detail) ? text.hash(event[.detail], seed: hostHash) : hostHash
    return Hashing.mix(text.hash(event[.deliveryID], seed: queue), 0xA076_1D64_78BD_642F)
  }

  /// `starting delivery D: msg N to local R`
  mutating func startDelivery(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, hop index: Int, hostHash: UInt64, place: PackedLocation
  ) {
    hops[index].flags.insert(.substantial)
    hops[index].deliveryCount &+= 1
    guard Int(hops[index].heldDeliveries) < limits.deliveriesPerMessage else {
      hops[index].flags.insert(.deliveriesCut)
      droppedDeliveries &+= 1
      return
    }
    var record = DeliveryRecord(time: event.time, place: place)
    record.recipient = arena.keep(text, event[.rcptTo])
    record.transport = arena.keep(text, event[.transport])
    let number = newDelivery(record)
    link(delivery: number, to: index)
    remember(
      AttemptRecord(
        key: attemptKey(event, text, hostHash), delivery: number, hop: Int32(truncatingIfNeeded: index),
        hopSerial: hops[index].serial))
  }

  /// `delivery D: success: ...`
  mutating func endDelivery(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, hostHash: UInt64, place: PackedLocation
  ) {
    var record = DeliveryRecord(time: event.time, place: place)
    record.enhanced = arena.keep(text, event[.replyEnhanced])
    record.reply = arena.keep(text, event[.replyText])
    record.relayIP = arena.keep(text, event[.destinationIP])
    if event.has(.queuedAs) {
      record.queuedAs = arena.keep(text, event[.queuedAs])
      record.queuedAsHash = text.hash(event[.queuedAs])
    }
    record.code = event.replyCode
    record.status = event.status
    let key = attemptKey(event, text, hostHash)
    let number = newDelivery(record)
    if !settle(result: number, of: key) { pendingResults.append(PendingResult(key: key, delivery: number)) }
  }

  /// Lays the result in place `number` over the delivery that it is of, and gives the place back. False where that
  /// delivery's begin is not known here.
  mutating func settle(result number: Int32, of key: UInt64) -> Bool {
    let found = attemptIndex.find(key)
    guard found >= 0 else { return false }
    let attempt = attempts[Int(found)]
    forget(attempt: Int(found))
    let result = deliveries[Int(number)]
    giveBack(deliveriesFrom: number, to: number)
    let hop = Int(attempt.hop)
    guard hops[hop].serial == attempt.hopSerial, !hops[hop].flags.contains(.deliveriesCut) else {
      return true
    }
    let place = Int(attempt.delivery)
    deliveries[place].delayMicroseconds = -1
    deliveries[place].time = result.time
    deliveries[place].place = result.place
    deliveries[place].enhanced = result.enhanced
    deliveries[place].reply = result.reply
    deliveries[place].relayIP = result.relayIP
    deliveries[place].queuedAs = result.queuedAs
    deliveries[place].queuedAsHash = result.queuedAsHash
    deliveries[place].code = result.code
    deliveries[place].status = result.status
    if !result.relayIP.isNone { deliveries[place].transport = .none }
    if result.status == .deferred {
      hops[hop].flags.insert(.someDeferred)
    } else {
      hops[hop].doneRecipients &+= 1
    }
    hops[hop].note(result.time)
    return true
  }

  /// Takes `attempt` for the one that its number means from now on. Beyond `Limits.openSessions`, whose results never came
  /// are forgotten.
  mutating func remember(_ attempt: AttemptRecord) {
    let known = attemptIndex.find(attempt.key)
    if known >= 0 {
      attempts[Int(known)] = attempt
      return
    }
    if attempts.count >= limits.openSessions {
      attempts.removeAll(keepingCapacity: true)
      attemptIndex.removeAll()
    }
    attemptIndex.set(attempt.key, Int32(truncatingIfNeeded: attempts.count))
    attempts.append(attempt)
  }

  private mutating func forget(attempt index: Int) {
    attemptIndex.remove(attempts[index].key)
    let last = attempts.count - 1
    if index < last {
      attempts[index] = attempts[last]
      attemptIndex.set(attempts[index].key, Int32(truncatingIfNeeded: index))
    }
    attempts.removeLast()
  }

  /// Results of deliveries that began before all evidence.
  mutating func forgetPendingResults() {
    for result in pendingResults { giveBack(deliveriesFrom: result.delivery, to: result.delivery) }
    pendingResults.removeAll(keepingCapacity: true)
  }
}
