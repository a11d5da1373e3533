public import Bytes
public import Model

/// clamav-milter: `Message QID from <S> to <R> [with subject 'T' message-id '<M>' date '…'] infected by NAME`,
/// `Clean message QID from <S> to <R> …`.
public enum ClamAVMilterFormat: LogFormat {
  public static var name: StaticString { "clamav-milter" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("clamav-milter", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    var start = message.lower
    if line.has("LibClamAV ", at: start) { return trouble(ByteRange(start, end), &event) }
    let isClean = line.has("Clean message ", at: start)
    guard isClean || line.has("Message ", at: start) else {
      if line.has("ERROR: ", at: start) || line.has("WARNING: ", at: start) {
        trouble(ByteRange(start, end), &event)
      } else if start < end {
        event.action = .service
        event[.detail] = ByteRange(start, end)
      }
      return
    }
    start += isClean ? 14 : 8
    let infected = isClean ? nil : line.findLast(" infected by ", from: start, to: end)
    guard isClean || infected != nil else {
      event.action = .service
      event[.detail] = message
      return
    }
    event.action = .contentVerdict
    event.outcome = isClean ? .success : .failure
    if let infected {
      event[.contentAction] = ByteRange(infected + 1, infected + 9)
      event[.contentNames] = ByteRange(infected + 13, end)
    } else {
      event[.contentAction] = ByteRange(message.lower, message.lower + 5)
    }
    parseEnvelope(line, from: start, to: infected ?? end, &event)
  }

  private static func parseEnvelope(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    var position = start
    if !line.has("from ", at: position) {
      event[.localID] = Reply.identifier(line, at: position, to: end)
      if event.has(.localID) { event.messageRole = .continues }
      position = (line.find(32, from: position, to: end) ?? end) + 1
    }
    guard line.has("from ", at: position), let sender = line.address(at: position + 5, to: end) else {
      return
    }
    event[.mailFrom] = sender.address
    position = sender.next
    guard line.has(" to ", at: position), let recipient = line.address(at: position + 4, to: end) else {
      return
    }
    event[.rcptTo] = recipient.address
    position = recipient.next
    if let id = line.findLast(" message-id '", from: position, to: end),
      let close = line.find(.ascii("'"), from: id + 13, to: end)
    {
      var first = id + 13
      var last = close
      if last - first >= 2, line[first] == .ascii("<"), line[last - 1] == .ascii(">") {
        first += 1
        last -= 1
      }
      event[.messageID] = ByteRange(first, last)
      if line.has(" with subject '", at: position), id > position + 16 {
        event[.subject] = ByteRange(position + 15, id - 1)
      }
    }
  }

  private static func trouble(_ text: ByteRange, _ event: inout LogEvent) {
    event.action = .warning
    event.outcome = .failure
    event[.reason] = text
  }

  public static var samples: [LogSample] { FilterSamples.clamavMilter }
}
