import Bytes
import Model

/// qmail-send: messages and deliveries by their numbers.
enum QmailQueue {
  /// Whether the text at `start` is surely one of qmail-send's.
  static func isOwn(_ line: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var event = LogEvent()
    guard parse(line, from: start, to: end, &event) else { return false }
    return event.messageRole != .none || event.has(.deliveryID)
      || line.has("status: local ", at: start) || event.action == .bounce
  }

  /// Reads the text at `start`. False where it is none of qmail-send's.
  static func parse(
    _ line: Span<UInt8>, from start: Int, to whole: Int, _ event: inout LogEvent
  ) -> Bool {
    var end = whole
    if let queue = queueName(line, from: start, to: end) {
      event[.detail] = queue
      end = queue.lower &- 1
    }
    if read(line, from: start, to: end, &event) { return true }
    event[.detail] = .none
    return false
  }

  /// indimail's ` queue5` at the end.
  private static func queueName(_ line: Span<UInt8>, from start: Int, to end: Int) -> ByteRange? {
    guard end &- start > 8, line[end &- 1].isLower || line[end &- 1].isDigit,
      let blank = line.findLast(32, from: Swift.max(start, end &- 16), to: end)
    else { return nil }
    guard
      line.has("queue", at: blank &+ 1) || line.has("slowq", at: blank &+ 1)
        || line.has("nqueue", at: blank &+ 1)
    else { return nil }
    return ByteRange(blank &+ 1, end)
  }

  private static func read(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) -> Bool
  {
    guard end > start else { return false }
    switch line[start] {
    case .ascii("n"):
      guard line.has("new msg ", at: start), number(line, at: start &+ 8, to: end, &event) == end else {
        return false
      }
      event.action = .messageReceived
      event.messageRole = .begins
    case .ascii("i"):
      guard line.has("info msg ", at: start), let next = number(line, at: start &+ 9, to: end, &event),
        line.has(": bytes ", at: next)
      else { return false }
      readInfo(line, from: next &+ 8, to: end, &event)
    case .ascii("s"):
      if line.has("starting delivery ", at: start) { return readStart(line, from: start, to: end, &event) }
      guard line.has("status: ", at: start) else { return false }
      readStatus(line, from: start &+ 8, to: end, &event)
    case .ascii("d"):
      return line.has("delivery ", at: start) && readResult(line, from: start, to: end, &event)
    case .ascii("b"):
      guard line.has("bounce msg ", at: start), let next = number(line, at: start &+ 11, to: end, &event)
      else {
        return false
      }
      // The bounce's own number is told when it is taken; this is the message that it answers.
      event.action = .bounce
      event[.bounceOf] = event[.localID]
      event[.localID] = .none
      event.messageRole = .none
      guard line.has(" qp ", at: next) else { break }
      if !event.has(.detail) { event[.detail] = ByteRange(next &+ 1, end) }
      setProcess(line, at: next &+ 4, to: end, &event)
    case .ascii("e"):
      guard line.has("end msg ", at: start), number(line, at: start &+ 8, to: end, &event) == end else {
        return false
      }
      event.action = .messageRemoved
      event.messageRole = .ends
    case .ascii("t"):
      guard line.has("triple bounce: discarding ", at: start) else { return false }
      event.setWarning(start, end)
    case .ascii("l"), .ascii("r"):
      // indimail: local: S R SIZE
      guard line.has("local: ", at: start) || line.has("remote: ", at: start) else {
        guard line.equals("running", in: ByteRange(start, end)) else { return false }
        event.setService(start, end)
        break
      }
      readRoute(line, from: start &+ (line[start] == .ascii("l") ? 7 : 8), to: end, &event)
    default: return false
    }
    return true
  }

  /// The message's number at `start`, as its id; the position behind it.
  private static func number(
    _ line: Span<UInt8>, at start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int? {
    var index = start
    while index < end, line[index].isDigit { index &+= 1 }
    guard index > start, index &- start <= 20 else { return nil }
    event[.localID] = ByteRange(start, index)
    event.messageRole = .continues
    return index
  }

  /// `B from <S> qp P uid U`: what stands behind the sender is the server's.
  private static func readInfo(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var position = start
    event.action = .messageQueued
    event.size = line.number(&position, to: end)
    guard line.has(" from <", at: position), let qp = line.findLast("> qp ", from: position, to: end) else {
      return
    }
    event[.mailFrom] = ByteRange(position &+ 7, Swift.max(qp, position &+ 7))
    if !event.has(.detail) { event[.detail] = ByteRange(qp &+ 2, end) }
    setProcess(line, at: qp &+ 5, to: end, &event)
  }

  /// The pid of qmail-queue at `start`.
  private static func setProcess(
    _ line: Span<UInt8>, at start: Int, to end: Int, _ event: inout LogEvent
  ) {
    var index = start
    while index < end, line[index].isDigit { index &+= 1 }
    if index > start, index == end || line[index] == 32 { event[.queueProcess] = ByteRange(start, index) }
  }

  /// `starting delivery D: msg N to local R`
  private static func readStart(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    var position = start &+ 18
    while position < end, line[position].isDigit { position &+= 1 }
    guard position > start &+ 18, line.has(": msg ", at: position),
      let next = number(line, at: position &+ 6, to: end, &event), line.has(" to ", at: next)
    else { return false }
    event[.deliveryID] = ByteRange(start &+ 18, position)
    event.action = .service
    if line.has("local ", at: next &+ 4) {
      event[.transport] = ByteRange(next &+ 4, next &+ 9)
      event[.rcptTo] = ByteRange(next &+ 10, end)
    } else if line.has("remote ", at: next &+ 4) {
      event[.transport] = ByteRange(next &+ 4, next &+ 10)
      event[.rcptTo] = ByteRange(next &+ 11, end)
    }
    return true
  }

  /// `delivery D: success: text_of_blanks/`
  private static func readResult(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Bool {
    var position = start &+ 9
    while position < end, line[position].isDigit { position &+= 1 }
    guard position > start &+ 9, line.has(": ", at: position) else { return false }
    event[.deliveryID] = ByteRange(start &+ 9, position)
    position &+= 2
    event.action = .delivery
    event.outcome = .failure
    if line.has("success: ", at: position) {
      event.status = .sent
      event.outcome = .success
      position &+= 9
    } else if line.has("failure: ", at: position) {
      event.status = .bounced
      position &+= 9
    } else if line.has("deferral: ", at: position) {
      event.status = .deferred
      position &+= 10
    } else if line.has("report mangled, will defer", at: position) {
      event.status = .deferred
    } else {
      event.action = .unrecognized
      return false
    }
    QmailReport.read(line, from: Swift.min(position, end), to: end, &event)
    return true
  }

  /// `status: local 1/10 remote 0/20`, `status: exiting`
  private static func readStatus(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has("local ", at: start) else {
      event.setService(start, end)
      return
    }
    event.action = .statistics
    event[.limitName] = ByteRange(start, start &+ 5)
    var position = start &+ 6
    event.limitValue = line.number(&position, to: end)
    if !event.has(.detail) { event[.detail] = ByteRange(start, end) }
  }

  /// indimail: `S R BYTES`; a repetition of what the message's own lines say.
  private static func readRoute(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .service
    guard let first = line.find(32, from: start, to: end), let last = line.findLast(32, from: first, to: end),
      last > first
    else {
      event[.detail] = ByteRange(start, end)
      return
    }
    event[.mailFrom] = ByteRange(start, first)
    event[.rcptTo] = ByteRange(first &+ 1, last)
    var digits = last &+ 1
    event.size = line.number(&digits, to: end)
  }
}
