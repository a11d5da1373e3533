import Bytes
import Model

/// Rows of message tracking: what the transport service did with a message.
enum ExchangeTracking {
  static func parse(_ line: Span<UInt8>, _ values: borrowing TableValues, into event: inout LogEvent) {
    let name = values.value(.event, line)
    event[.localID] = values.value(.internalID, line)
    event[.messageID] = bare(line, values.value(.messageID, line))
    event[.subject] = values.value(.subject, line)
    if values.escaped & 1 << UInt64(ExchangeColumn.subject.rawValue) != 0 {
      event.encoding = .csvQuoted
      event.markEncoded(.subject)
    }
    setSender(line, values, &event)
    event[.rcptTo] = values.value(.recipients, line)
    event.listStyle = .semicolons
    event.size = number(line, values.value(.size, line))
    event.recipients = Int32(clamping: number(line, values.value(.recipientCount, line)))
    event.networkProtocol = line.equals("SMTP", in: values.value(.source, line)) ? .smtp : .none
    event.messageRole = .continues
    if line.equals("RECEIVE", in: name) {
      event.action = .messageReceived
      event.outcome = .success
      event.messageRole = .begins
      event[.sourceIP] = client(line, values)
      if !values.value(.originalClientIP, line).isNone { return }
      setDomain(line, values.value(.clientHostname, line), .sourceDomain, &event)
    } else if line.equals("SEND", in: name) || line.equals("SENDEXTERNAL", in: name) {
      deliver(line, values, .sent, &event)
      event[.destinationIP] = address(line, values.value(.serverIP, line))
      setDomain(line, values.value(.serverHostname, line), .destinationDomain, &event)
    } else if line.equals("DELIVER", in: name) || line.equals("DUPLICATEDELIVER", in: name) {
      deliver(line, values, .sent, &event)
      event[.transport] = values.value(.source, line)
    } else if line.equals("FAIL", in: name) {
      deliver(line, values, .bounced, &event)
    } else if line.equals("DEFER", in: name) {
      deliver(line, values, .deferred, &event)
    } else if line.equals("DROP", in: name) || line.equals("BADMAIL", in: name)
      || line.equals("POISONMESSAGE", in: name)
    {
      deliver(line, values, .discarded, &event)
    } else if line.equals("DSN", in: name) {
      event.action = .bounce
    } else if line.equals("EXPAND", in: name) || line.equals("RESOLVE", in: name)
      || line.equals("REDIRECT", in: name)
    {
      event.action = .redirect
      event[.origRcptTo] = values.value(.related, line)
    } else if line.equals("SUBMIT", in: name) || line.equals("TRANSFER", in: name) {
      event.action = .messageQueued
    } else {
      // Shadow copies (HARECEIVE, HADISCARD, ...), agents' notes, submission notices: no traffic.
      event.action = .service
      event[.detail] = name
      event.messageRole = .none
      event[.localID] = .none
    }
    if event[.localID].isNone { event.messageRole = .none }
  }

  private static func deliver(
    _ line: Span<UInt8>, _ values: borrowing TableValues, _ status: LogEvent.DeliveryStatus,
    _ event: inout LogEvent
  ) {
    event.action = .delivery
    event.isClientSide = true
    event.status = status
    event.outcome = status == .sent ? .success : .failure
    let text = values.value(.recipientStatus, line)
    guard !text.isNone else { return }
    // [{LED=550 5.1.1 …};{MSG=};{FQDN=…};{IP=…};{LRT=…}], or the reply itself.
    var start = text.lower
    var end = text.upper
    if let led = line.find("LED=", from: text.lower, to: text.upper) {
      start = led + 4
      end = line.find("};", from: start, to: end) ?? end
    }
    if let reply = Reply.read(line, from: start, to: end) {
      event.setReply(reply)
    } else if status != .sent {
      event[.reason] = ByteRange(start, end)
    }
  }

  /// The null sender is `<>`.
  private static func setSender(_ line: Span<UInt8>, _ values: borrowing TableValues, _ event: inout LogEvent)
  {
    var sender = values.value(.returnPath, line)
    if sender.isNone { sender = values.value(.sender, line) }
    event[.mailFrom] = bare(line, sender)
  }

  /// The client that handed the message in: what a front end says of it, then what the row says.
  private static func client(_ line: Span<UInt8>, _ values: borrowing TableValues) -> ByteRange {
    let custom = values.value(.customData, line)
    if !custom.isNone, let key = line.find("ProxiedClientIPAddress=", from: custom.lower, to: custom.upper) {
      let start = key + 23
      let end = line.find(.ascii(";"), from: start, to: custom.upper) ?? custom.upper
      if let found = IPAddressCell.range(line, ByteRange(start, end)) { return found }
    }
    let original = address(line, values.value(.originalClientIP, line))
    return original.isNone ? address(line, values.value(.clientIP, line)) : original
  }

  static func address(_ line: Span<UInt8>, _ cell: ByteRange) -> ByteRange {
    IPAddressCell.range(line, cell) ?? .none
  }

  private static func setDomain(
    _ line: Span<UInt8>, _ cell: ByteRange, _ field: LogEvent.Field, _ event: inout LogEvent
  ) {
    if !cell.isNone, line.find(.ascii("."), from: cell.lower, to: cell.upper) != nil, !line.isAddress(cell) {
      event[field] = cell
    }
  }

  /// Without angle brackets.
  static func bare(_ line: Span<UInt8>, _ cell: ByteRange) -> ByteRange {
    guard !cell.isNone, cell.count >= 2, line[cell.lower] == .ascii("<"), line[cell.upper - 1] == .ascii(">")
    else { return cell }
    return ByteRange(cell.lower + 1, cell.upper - 1)
  }

  static func number(_ line: Span<UInt8>, _ cell: ByteRange) -> Int64 {
    guard !cell.isNone, line[cell.lower].isDigit else { return -1 }
    var position = cell.lower
    return line.number(&position, to: cell.upper)
  }

  // MARK: Exchange 2000 and 2003

  /// One row a recipient; events by number.
  static func parseOld(_ line: Span<UInt8>, _ values: borrowing TableValues, into event: inout LogEvent) {
    let code = number(line, values.value(.event, line))
    event[.messageID] = bare(line, values.value(.messageID, line))
    event[.localID] = event[.messageID]
    event[.rcptTo] = values.value(.recipients, line)
    event[.mailFrom] = bare(line, values.value(.sender, line))
    event[.subject] = values.value(.subject, line)
    event.size = number(line, values.value(.size, line))
    event.recipients = Int32(clamping: number(line, values.value(.recipientCount, line)))
    event.messageRole = .continues
    switch code {
    case 1019:
      event.action = .messageReceived
      event.outcome = .success
      event.messageRole = .begins
      event[.sourceIP] = address(line, values.value(.clientIP, line))
      setDomain(line, values.value(.clientHostname, line), .sourceDomain, &event)
    case 1027: event.action = .messageQueued
    case 1028, 1023:
      event.action = .delivery
      event.status = .sent
      event.outcome = .success
    case 1031, 1029:
      event.action = .delivery
      event.status = .sent
      event.outcome = .success
      event.isClientSide = true
      setDomain(line, values.value(.clientHostname, line), .destinationDomain, &event)
    case 1030:
      event.action = .delivery
      event.status = .bounced
      event.outcome = .failure
    case 1021, 1022:
      event.action = .delivery
      event.status = .discarded
      event.outcome = .failure
    default: event.action = .service
    }
    if event[.localID].isNone { event.messageRole = .none }
  }
}

/// An address in a cell: with a zone index or a port, in brackets or without.
enum IPAddressCell {
  /// The address alone; nil where none stands.
  static func range(_ line: Span<UInt8>, _ cell: ByteRange) -> ByteRange? {
    guard !cell.isNone, !cell.isEmpty else { return nil }
    var lower = cell.lower
    var upper = cell.upper
    if line[lower] == .ascii("[") {
      lower += 1
      upper = line.find(.ascii("]"), from: lower, to: upper) ?? upper
    }
    if let zone = line.find(.ascii("%"), from: lower, to: upper) { upper = zone }
    if IPAddress(line, ByteRange(lower, upper)) == nil {
      // 192.0.2.1:25
      guard let colon = line.findLast(.ascii(":"), from: lower, to: upper),
        IPAddress(line, ByteRange(lower, colon)) != nil
      else { return nil }
      upper = colon
    }
    return line.unmapped(ByteRange(lower, upper))
  }

  /// The port behind the last colon of `cell`; 0 for none.
  static func port(_ line: Span<UInt8>, _ cell: ByteRange) -> UInt16 {
    guard !cell.isNone, let address = range(line, cell), address.upper < cell.upper,
      let colon = line.findLast(.ascii(":"), from: address.upper, to: cell.upper)
    else { return 0 }
    var position = colon + 1
    return UInt16(clamping: line.number(&position, to: cell.upper))
  }
}
