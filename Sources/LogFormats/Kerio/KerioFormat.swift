public import Bytes
public import Model

/// Kerio Connect (Kerio MailServer): `[17/Jun/2011 17:00:45] text` in its mail, security, warning, error, operations, audit
/// and spam logs; the same text behind the tag `kerio` where it writes to syslog.
///
/// The mail log has one line for each arrival (`Recv: Queue-ID: …`) and one for each recipient's outcome (`Sent: …`): keys
/// with colons, in one order, separated by `, `. Subject is the sender's text: what stands behind it is read from the end.
/// - Source: Kerio Connect administrator's guide, "Logs"; fail2ban's filter of its security log.
public enum KerioFormat: NativeFormat {
  public static var name: StaticString { "kerio" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equalsIgnoringCase("kerio", in: program) || line.equalsIgnoringCase("kerio-connect", in: program)
      || line.equalsIgnoringCase("kerio_connect", in: program)
      || line.equalsIgnoringCase("mailserver", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    line.count > 23 && line[0] == .ascii("[") && line[21] == .ascii("]")
      && line.namedDate(at: 1, separator: .ascii("/"), to: line.count) != nil
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    guard line.count > 21, line[0] == .ascii("["),
      let date = line.namedDate(at: 1, separator: .ascii("/"), to: line.count),
      let clock = line.clock(at: date.next + 1, to: line.count), date.next + 9 < line.count,
      line[date.next + 9] == .ascii("]"),
      envelope.stamp.setCivil(
        year: date.year, month: date.month, day: date.day, hour: clock.hour, minute: clock.minute,
        second: clock.second)
    else { return false }
    envelope.shape = .native
    envelope.message = ByteRange(
      AccessLine.skipBlanks(line, from: date.next + 10, to: line.count), line.count)
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard envelope.shape == .native else { return }
    parse(line, program: .none, message: envelope.message, into: &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let start = message.lower
    let end = message.upper
    if line.has("Recv: Queue-ID: ", at: start) {
      parseArrival(line, from: start + 6, to: end, &event)
    } else if line.has("Sent: Queue-ID: ", at: start) {
      parseDelivery(line, from: start + 6, to: end, &event)
    } else if line.has("{", at: start) {
      parseOperation(line, from: start, to: end, &event)
    } else {
      KerioSecurity.parse(line, message, &event)
    }
  }

  /// The value of `key` (`Queue-ID: `), up to the `, ` before the next key; nil where it is not there. `position` moves
  /// behind it.
  private static func value(
    _ line: Span<UInt8>, _ key: StaticString, _ position: inout Int, to end: Int
  ) -> ByteRange? {
    guard line.has(key, at: position) else { return nil }
    let start = position + key.utf8CodeUnitCount
    var stop = start
    while stop < end {
      guard let comma = line.find(", ", from: stop, to: end) else {
        stop = end
        break
      }
      stop = comma
      if isKey(line, comma + 2, end) { break }
      stop += 2
    }
    position = Swift.min(stop + 2, end)
    return line.trimmed(ByteRange(start, stop))
  }

  /// A key: a capital letter, then letters and `-` up to `: `.
  private static func isKey(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start < end, line[start].isUpper else { return false }
    var index = start
    while index < end,
      line[index].isLetter || line[index] == .ascii("-")
        || line[index] == 32 && line.has(" Folder: ", at: index)
    { index += 1 }
    return index + 1 < end && line[index] == .ascii(":") && line[index + 1] == 32
  }

  private static func unbracketed(_ line: Span<UInt8>, _ range: ByteRange) -> ByteRange {
    range.count >= 2 && line[range.lower] == .ascii("<") && line[range.upper - 1] == .ascii(">")
      ? ByteRange(range.lower + 1, range.upper - 1) : range
  }

  /// `Queue-ID: X, Service: SMTP, From: <>, To: <>[, To: <>…], Size: N, Sender-Host: A[, User: U][, SSL: yes][,
  /// Subject: S], Msg-Id: <>[, Subject: S]`
  private static func parseArrival(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    var position = start
    event.action = .messageReceived
    event.outcome = .success
    event.messageRole = .arrives
    if let id = value(line, "Queue-ID: ", &position, to: end) { event[.localID] = id }
    if let service = value(line, "Service: ", &position, to: end) {
      event[.detail] = service
      if line.equals("SMTP", in: service) || line.equals("Secure SMTP", in: service) {
        event.networkProtocol = line[service.lower + 1] == .ascii("e") ? .submissions : .smtp
        if event.networkProtocol == .submissions { event.tlsEstablished = .yes }
        event[.detail] = .none
      }
    }
    if let from = value(line, "From: ", &position, to: end) { event[.mailFrom] = unbracketed(line, from) }
    var count: Int32 = 0
    var first = ByteRange.none
    while let to = value(line, "To: ", &position, to: end) {
      if count == 0 { first = to }
      count += 1
      if count > 1 { event[.rcptTo] = .none }
      // Several in one value: <a>, <b>.
      var index = to.lower
      while let comma = line.find(">, <", from: index, to: to.upper) {
        count += 1
        index = comma + 4
      }
    }
    if count == 1 { event[.rcptTo] = unbracketed(line, first) }
    if count > 1 {
      event.listStyle = .commas
      event[.rcptTo] =
        first.count > 0 && line.find(">, <", from: first.lower, to: first.upper) != nil ? first : .none
    }
    event.recipients = count
    if let size = value(line, "Size: ", &position, to: end) {
      var digits = size.lower
      event.size = line.number(&digits, to: size.upper)
    }
    if let host = value(line, "Sender-Host: ", &position, to: end), !line.equals("0.0.0.0", in: host) {
      AccessLine.setAddress(line, host, &event)
    }
    if let user = value(line, "User: ", &position, to: end) { event[.userName] = user }
    if let secure = value(line, "SSL: ", &position, to: end) {
      event.tlsEstablished = line.equals("yes", in: secure) ? .yes : .no
    }
    // The subject is the sender's text and may look like what follows it: the last Msg-Id is the server's.
    if line.has("Subject: ", at: position) {
      let last = line.findLast(", Msg-Id: <", from: position, to: end) ?? end
      event[.subject] = ByteRange(position + 9, last)
      position = Swift.min(last + 2, end)
    }
    if let id = value(line, "Msg-Id: ", &position, to: end) { event[.messageID] = unbracketed(line, id) }
    if line.has("Subject: ", at: position) { event[.subject] = ByteRange(position + 9, end) }
  }

  /// `Queue-ID: X, Recipient: <>, Result: delivered, Status: 2.0.0 , Remote-Host: A, Msg-Id: <>`
  private static func parseDelivery(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    var position = start
    event.action = .delivery
    event.messageRole = .continues
    event.isClientSide = true
    if let id = value(line, "Queue-ID: ", &position, to: end) { event[.localID] = id }
    if let recipient = value(line, "Recipient: ", &position, to: end) {
      event[.rcptTo] = unbracketed(line, recipient)
    }
    if let result = value(line, "Result: ", &position, to: end) {
      if line.has("delivered", at: result.lower) {
        event.status = .sent
      } else if line.has("delayed", at: result.lower) || line.has("deferred", at: result.lower)
        || line.has("temporar", at: result.lower)
      {
        event.status = .deferred
      } else if line.has("expired", at: result.lower) {
        event.status = .expired
      } else {
        event.status = .bounced
      }
      if event.status != .sent { event[.reason] = result }
    }
    event.outcome = event.status == .sent ? .success : .failure
    if let status = value(line, "Status: ", &position, to: end) {
      if var reply = Reply.read(line, from: status.lower, to: status.upper) {
        // The enhanced code, then the remote server's whole reply.
        if reply.code == 0, let whole = Reply.read(line, from: reply.text.lower, to: reply.text.upper),
          whole.code > 0
        {
          reply = whole
        }
        event.setReply(reply)
        if reply.text.isEmpty { event[.replyText] = .none }
        event[.queuedAs] = event.status == .sent ? Reply.queuedAs(line, reply.text) : .none
      } else if !status.isEmpty {
        event[.replyText] = status
      }
    }
    if let host = value(line, "Remote-Host: ", &position, to: end) {
      if AccessLine.isAddress(line, host) {
        event[.destinationIP] = line.unmapped(host)
      } else if !host.isEmpty {
        event[.destinationDomain] = host
      }
    }
    if let id = value(line, "Msg-Id: ", &position, to: end) { event[.messageID] = unbracketed(line, id) }
  }

  /// `{MOVE} Protocol: HTTP/WebMail, User: U, IP: A, Folder: F, …` of the operations log.
  private static func parseOperation(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.action = .service
    event[.detail] = ByteRange(start, end)
    guard let close = line.find("} Protocol: ", from: start, to: Swift.min(end, start + 48)) else { return }
    var position = close + 2
    if let name = value(line, "Protocol: ", &position, to: end) {
      event.networkProtocol = KerioSecurity.networkProtocol(line, name)
    }
    if let user = value(line, "User: ", &position, to: end) { event[.userName] = user }
    if let host = value(line, "IP: ", &position, to: end) { AccessLine.setAddress(line, host, &event) }
    if let folder = value(line, "Folder: ", &position, to: end) { event[.mailboxFolder] = folder }
  }

  public static var samples: [LogSample] { KerioSamples.all }
}
