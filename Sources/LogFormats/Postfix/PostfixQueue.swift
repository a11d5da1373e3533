import Bytes
import Model

/// Lines about a message in the queue: `qmgr`, `pickup`, `bounce`, `postsuper`, `sendmail`, `flush`, `showq`.
enum PostfixQueue {
  static func parseManager(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("f"):
      if line.has("from=", at: start) { parseSender(line, from: start &+ 5, to: end, &event) }
    case .ascii("r"):
      if line.equals("removed", in: ByteRange(start, end)) {
        event.action = .messageRemoved
        event.outcome = .success
        if event.messageRole == .continues { event.messageRole = .ends }
      }
    case .ascii("t"):
      if line.has("to=", at: start) { _ = PostfixDelivery.parse(line, from: start, to: end, &event) }
    case .ascii("s"):
      if line.has("skipped, still being delivered", at: start) {
        event.action = .warning
        event[.reason] = ByteRange(start, end)
      } else if line.has("status=deferred (", at: start) {
        event.action = .warning
        event.outcome = .failure
        event[.reason] = ByteRange(start &+ 17, line[end &- 1] == .ascii(")") ? end &- 1 : end)
      }
    default: break
    }
  }

  /// `<S>, size=N, nrcpt=N (queue active)` or `<S>, status=expired, returned to sender`, to the end of the line: a sender
  /// that imitates the keys does not end there.
  @inline(__always)
  private static func parseSender(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard var sender = line.address(at: start, to: end) else { return }
    while true {
      if readManagerTail(line, from: sender.next, to: end, &event) {
        event[.mailFrom] = sender.address
        return
      }
      // A bracket inside the address: try the next.
      guard line[start] == .ascii("<"), sender.next < end,
        let close = line.find(.ascii(">"), from: sender.next, to: end)
      else { return }
      sender = (ByteRange(start &+ 1, close), close &+ 1)
    }
  }

  @inline(__always)
  private static func readManagerTail(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    var position = start
    if line.has(", size=", at: position) {
      position &+= 7
      let size = line.number(&position, to: end)
      guard line.has(", nrcpt=", at: position) else { return false }
      position &+= 8
      let recipients = line.number(&position, to: end)
      guard line.has(" (queue ", at: position), end &- position <= 24, line[end &- 1] == .ascii(")") else {
        return false
      }
      event.action = .messageQueued
      event.size = size
      event.recipients = Int32(clamping: recipients)
      return true
    }
    guard line.has(", status=", at: position) else { return false }
    position &+= 9
    guard line.has("expired", at: position) || line.has("force-expired", at: position),
      end &- position <= 64
    else { return false }
    event.action = .delivery
    event.status = .expired
    event.outcome = .failure
    event[.reason] = ByteRange(position, end)
    return true
  }

  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("u"):
      // pickup: uid=0 from=<root>; orig_id= of a message that postsuper queued again.
      guard line.has("uid=", at: start), let blank = line.find(" from=", from: start, to: end),
        let sender = line.address(at: blank + 6, to: end)
      else { return }
      event.action = .messageReceived
      event.outcome = .success
      if event.messageRole == .continues { event.messageRole = .begins }
      event[.mailFrom] = sender.address
      event[.detail] = ByteRange(start, blank)
      if line.has(" orig_id=", at: sender.next) {
        event[.originalID] = Reply.identifier(line, at: sender.next + 9, to: end)
      }
    case .ascii("s"), .ascii("p"):
      if let found = line.find(" notification: ", from: start, to: Swift.min(end, start + 56)) {
        // The notification is a message of its own; the line stands under the id that it answers.
        event.action = .bounce
        event[.bounceOf] = event[.localID]
        event[.localID] = Reply.identifier(line, at: found + 15, to: end)
        event[.detail] = ByteRange(start, found + 13)
      } else if line.has("placed on hold", at: start) {
        event.action = .service
        event[.detail] = ByteRange(start, end)
      }
    case .ascii("r"):
      if line.equals("removed", in: ByteRange(start, end)) {
        event.action = .messageRemoved
        event.outcome = .success
        if event.messageRole == .continues { event.messageRole = .ends }
      } else if line.has("requeued", at: start) || line.has("released from hold", at: start)
        || line.has("renamed to ", at: start)
      {
        event.action = .service
        event[.detail] = ByteRange(start, end)
        if line.has("renamed to ", at: start) {
          event[.queuedAs] = Reply.identifier(line, at: start + 11, to: end)
        }
      }
    case .ascii("e"):
      if line.has("expired", at: start) {
        event.action = .service
        event[.detail] = ByteRange(start, end)
      }
    case .ascii("t"):
      if line.has("to=", at: start) { _ = PostfixDelivery.parse(line, from: start, to: end, &event) }
    case .ascii("D"), .ascii("R"), .ascii("P"), .ascii("E"):
      if line.has("Deleted: ", at: start) || line.has("Requeued: ", at: start)
        || line.has("Placed on hold: ", at: start) || line.has("Released from hold: ", at: start)
        || line.has("Renamed to match inode number: ", at: start) || line.has("Expired: ", at: start)
      {
        event.action = .statistics
        if let colon = line.find(.ascii(":"), from: start, to: end) {
          event[.limitName] = ByteRange(start, colon)
          var position = colon + 2
          event.limitValue = line.number(&position, to: end)
        }
      }
    default: break
    }
  }
}
