import Bytes
import Model

// The next server's reply in lines of its own, before the line that tells of the delivery (Courier). Such a line is kept
// among the stay's deliveries, in the order of the log, until the delivery that follows for the same recipient takes
// what it says; where none follows, it is no delivery.
extension MessageFold {
  /// `id=I,from=<S>,addr=<R>: 250 2.0.0 Ok: queued as X`
  mutating func observeReply(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, hop index: Int, place: PackedLocation
  ) {
    guard Int(hops[index].heldDeliveries) < limits.deliveriesPerMessage else { return }
    var record = DeliveryRecord(time: event.time, place: place)
    record.flags.insert(.reply)
    record.recipient = arena.keep(text, event[.rcptTo])
    record.enhanced = arena.keep(text, event[.replyEnhanced])
    record.reply = arena.keep(text, event.has(.replyText) ? event[.replyText] : event[.detail])
    record.queuedAs = arena.keep(text, event[.queuedAs])
    if !record.queuedAs.isNone { record.queuedAsHash = text.hash(event[.queuedAs]) }
    record.code = event.replyCode
    link(delivery: newDelivery(record), to: index)
    hops[index].flags.insert(.hasReplies)
  }

  /// Gives replies to their deliveries; those older than the line that would follow them are forgotten.
  mutating func joinReplies(before watermark: Int64) {
    for index in hops.indices where hops[index].flags.contains([.live, .hasReplies]) {
      joinReplies(of: index, before: watermark)
    }
  }

  /// As `joinReplies(before:)`, of one stay; with `.max`, none is left.
  mutating func joinReplies(of index: Int, before watermark: Int64) {
    var before: Int32 = -1
    var number = hops[index].firstDelivery
    var isLeft = false
    while number >= 0 {
      let record = deliveries[Int(number)]
      guard record.flags.contains(.reply) else {
        before = number
        number = record.next
        continue
      }
      let isJoined = give(record)
      if !isJoined, watermark != .max, record.time.microseconds &+ slack >= watermark {
        isLeft = true
        before = number
      } else {
        if before >= 0 {
          deliveries[Int(before)].next = record.next
        } else {
          hops[index].firstDelivery = record.next
        }
        if record.next < 0 { hops[index].lastDelivery = before }
        hops[index].heldDeliveries &-= 1
        giveBack(deliveriesFrom: number, to: number)
      }
      number = record.next
    }
    if !isLeft { hops[index].flags.remove(.hasReplies) }
  }

  /// Lays `reply` over the next delivery to its recipient. Of several lines of one reply, the last tells the code.
  private mutating func give(_ reply: DeliveryRecord) -> Bool {
    var steps = 0
    var number = reply.next
    while number >= 0, steps < MessageFold.chainSteps {
      let place = Int(number)
      number = deliveries[place].next
      if deliveries[place].flags.contains(.reply) { continue }
      steps += 1
      guard
        arena.span.equals(deliveries[place].recipient.range, arena.span, reply.recipient.range)
      else { continue }
      if !reply.queuedAs.isNone, deliveries[place].status == .sent {
        deliveries[place].queuedAs = reply.queuedAs
        deliveries[place].queuedAsHash = reply.queuedAsHash
      }
      deliveries[place].reply = reply.reply
      deliveries[place].enhanced = reply.enhanced
      deliveries[place].code = reply.code
      return true
    }
    return false
  }
}
