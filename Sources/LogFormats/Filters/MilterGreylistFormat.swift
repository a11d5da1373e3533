public import Bytes
public import Model

/// milter-greylist: `QID: addr name[ip] from <S> to <R> delayed for 00:30:00 (ACL 123)`.
public enum MilterGreylistFormat: LogFormat {
  public static var name: StaticString { "milter-greylist" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("milter-greylist", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    let start = FilterLine.queueID(line, message, &event) ?? message.lower
    guard start < end else { return }
    guard line.has("addr ", at: start), let peer = line.peer(at: start + 5, to: end),
      line.has(" from ", at: peer.end), let sender = line.address(at: peer.end + 6, to: end)
    else {
      event.action = .service
      event[.detail] = ByteRange(start, end)
      return
    }
    event.action = .contentVerdict
    event.setSource(peer, in: line)
    event[.mailFrom] = sender.address
    var position = sender.next
    if line.has(" to ", at: position), let recipient = line.address(at: position + 4, to: end) {
      event[.rcptTo] = recipient.address
      position = recipient.next
    } else if line.has(" rcpt ", at: position), let recipient = line.address(at: position + 6, to: end) {
      event[.rcptTo] = recipient.address
      position = recipient.next
    }
    while position < end, line[position] == 32 || line[position] == .ascii(":") { position += 1 }
    event[.reason] = ByteRange(position, end)
    let isDelayed = line.find("delayed", from: position, to: end) != nil
    event.outcome = isDelayed ? .failure : .success
    let word = line.find(32, from: position, to: end) ?? end
    if word > position { event[.contentAction] = ByteRange(position, word) }
  }

  public static var samples: [LogSample] { FilterSamples.milterGreylist }
}
