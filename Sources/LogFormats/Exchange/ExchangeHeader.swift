import Bytes

/// The header lines of Microsoft's logs, and what is known of rows without one.
enum ExchangeHeader {
  /// The dialect from `line` on; nil where it is no header.
  static func dialect(_ line: Span<UInt8>, _ old: Dialect) -> Dialect? {
    var end = line.count
    while end > 0, line[end - 1] <= 32 { end -= 1 }
    guard end > 8 else { return nil }
    if line[0] == .ascii("#") {
      if line.has("#Fields: ", at: 0) { return fields(line, ByteRange(9, end), old) }
      if line.has("#Log-type: ", at: 0) { return kind(line, ByteRange(11, end), old) }
      // Exchange 2000 and 2003: tab separated.
      if line.has("# Date\tTime\t", at: 0) {
        return table(line, ByteRange(2, end), separator: 9, .oldTracking, old)
      }
      return nil
    }
    guard line.hasIgnoringCase("origin_timestamp_utc,", at: 0) || isTraceHeader(line, end) else { return nil }
    return table(line, ByteRange(0, end), separator: .ascii(","), .trace, old)
  }

  /// The header of `Get-MessageTrace | Export-Csv` and the portal's: it names sender and recipient.
  static func isTraceHeader(_ line: Span<UInt8>, _ end: Int) -> Bool {
    guard line[0].isLetter || line[0] == .ascii("\"") else { return false }
    return line.find("SenderAddress", from: 0, to: end) != nil
      && line.find("RecipientAddress", from: 0, to: end) != nil && line.find("{", from: 0, to: end) == nil
  }

  private static func fields(_ line: Span<UInt8>, _ range: ByteRange, _ old: Dialect) -> Dialect? {
    // IIS separates by blanks, everything else by commas.
    guard line.find(.ascii(","), from: range.lower, to: range.upper) != nil else {
      guard line.find("cs-method", from: range.lower, to: range.upper) != nil, !MailEnableW3C.isHeader(line)
      else { return nil }
      return table(line, range, separator: 32, .iis, old)
    }
    let kind: ExchangeTable
    if has("recipient-address", line, range), has("event-id", line, range) {
      kind = .tracking
    } else if has("sequence-number", line, range), has("remote-endpoint", line, range) {
      kind = ExchangeTable(rawValue: old.columns.variant) == .send && old.hasHeaders ? .send : .receive
    } else if has("seqNumber", line, range), has("cIp", line, range) {
      kind = .mailbox
    } else if has("direction", line, range), has("description", line, range) {
      kind = .connectivity
    } else {
      kind = .other
    }
    return table(line, range, separator: .ascii(","), kind, old)
  }

  private static func has(_ name: StaticString, _ line: Span<UInt8>, _ range: ByteRange) -> Bool {
    line.find(name, from: range.lower, to: range.upper) != nil
  }

  /// `#Log-type: SMTP Send Protocol Log` stands before the fields.
  private static func kind(_ line: Span<UInt8>, _ range: ByteRange, _ old: Dialect) -> Dialect? {
    let isSend = line.find("SMTP Send", from: range.lower, to: range.upper) != nil
    guard isSend || line.find("SMTP Receive", from: range.lower, to: range.upper) != nil else { return nil }
    var next = old
    next.columns = protocolColumns(isSend ? .send : .receive)
    return next
  }

  private static func table(
    _ line: Span<UInt8>, _ range: ByteRange, separator: UInt8, _ kind: ExchangeTable, _ old: Dialect
  ) -> Dialect {
    var next = old
    next.columns = Columns(variant: kind.rawValue, separator: separator, line, range) { name in
      var upper = name.upper
      while upper > name.lower, line[upper - 1] == 32 { upper -= 1 }
      return ExchangeColumn(line, ByteRange(name.lower, upper))?.rawValue
    }
    return next
  }

  // MARK: Rows without a header

  /// Columns of a row that no header stands before, by its form; nil where it is no row of these logs.
  static func columns(of line: Span<UInt8>) -> Columns? {
    let end = line.count
    guard end > 24 else { return nil }
    if line[4] == .ascii("-"), line[10] == .ascii("T"),
      line.find(.ascii("Z"), from: 19, to: Swift.min(end, 32)) != nil
    {
      return rowColumns(line)
    }
    // 2003-8-12 <tab> 0:58:14 GMT <tab>
    if line[4] == .ascii("-"), let tab = line.find(9, from: 8, to: 12),
      line.find(" GMT\t", from: tab, to: Swift.min(end, tab + 16)) != nil
    {
      return oldColumns
    }
    if isIIS(line) { return iisColumns }
    return nil
  }

  private static func rowColumns(_ line: Span<UInt8>) -> Columns? {
    var cells = TableCells(ByteRange(0, line.count), separator: .ascii(","))
    var count = 0
    var event = ByteRange.none
    var sign = ByteRange.none
    var local = ByteRange.none
    while count < 80, let cell = cells.next(line) {
      if count == 4 { local = cell }
      if count == 6 { sign = cell }
      if count == 8 { event = cell }
      count += 1
    }
    guard count >= 6 else { return nil }
    if count == 9, sign.count == 1, "+-<>*".utf8.contains(line[sign.lower]) {
      // The side that listens has a port that servers listen on.
      return protocolColumns(isServerPort(line, local) ? .receive : .send)
    }
    if count >= 21, isTrackingEvent(line, event) { return trackingColumns(count) }
    if count == 13 { return mailboxColumns }
    var other = Columns()
    other.variant = ExchangeTable.other.rawValue
    other.append(ExchangeColumn.dateTime.rawValue)
    return other
  }

  private static func isServerPort(_ line: Span<UInt8>, _ endpoint: ByteRange) -> Bool {
    guard let colon = line.findLast(.ascii(":"), from: endpoint.lower, to: endpoint.upper) else {
      return false
    }
    let port = ByteRange(colon + 1, endpoint.upper)
    return line.equals("25", in: port) || line.equals("587", in: port) || line.equals("2525", in: port)
      || line.equals("465", in: port) || line.equals("717", in: port) || line.equals("475", in: port)
  }

  private static func isTrackingEvent(_ line: Span<UInt8>, _ cell: ByteRange) -> Bool {
    guard !cell.isNone, cell.count >= 3, cell.count <= 24 else { return false }
    for place in cell.range where !(line[place] >= 65 && line[place] <= 90) { return false }
    return true
  }

  /// IIS' SMTP lines name the service: `SMTPSVC1`.
  static func isIIS(_ line: Span<UInt8>) -> Bool {
    guard line[0].isDigit || line[0] == .ascii(":") else { return false }
    return line.find(" SMTPSVC", from: 0, to: Swift.min(line.count, 300)) != nil
  }

  static func protocolColumns(_ kind: ExchangeTable) -> Columns {
    make(
      kind, .ascii(","),
      [.dateTime, .connector, .session, .sequence, .localEndpoint, .remoteEndpoint, .event, .data, .context])
  }

  /// 2010 has 26 columns, 2013 has 28, 2016 and later 30: what is new stands behind, but for the network message id.
  private static func trackingColumns(_ count: Int) -> Columns {
    var all: [ExchangeColumn?] = [
      .dateTime, .clientIP, .clientHostname, .serverIP, .serverHostname, .sourceContext, .connector, .source,
      .event, .internalID, .messageID,
    ]
    if count >= 27 { all.append(.networkMessageID) }
    all += [
      .recipients, .recipientStatus, .size, .recipientCount, .related, .reference, .subject, .sender,
      .returnPath, nil, .directionality, nil, .originalClientIP, nil, .customData,
    ]
    return make(.tracking, .ascii(","), all)
  }

  private static var mailboxColumns: Columns {
    make(
      .mailbox, .ascii(","),
      [
        .dateTime, .session, .sequence, .localEndpoint, .remoteEndpoint, .user, nil, nil, nil, .command,
        .parameters, .context, nil,
      ])
  }

  private static var iisColumns: Columns {
    make(
      .iis, 32,
      [
        .date, .time, .clientIP, .user, nil, .computer, .serverIP, nil, .method, nil, .query, .status, nil,
        nil,
        .size,
      ])
  }

  private static var oldColumns: Columns {
    make(
      .oldTracking, 9,
      [
        .date, .time, .clientIP, .clientHostname, nil, .serverHostname, .serverIP, .recipients, .event,
        .messageID, nil, .recipientStatus, .size, .recipientCount, nil, nil, nil, nil, .subject, .sender,
      ])
  }

  private static func make(_ kind: ExchangeTable, _ separator: UInt8, _ all: [ExchangeColumn?]) -> Columns {
    Columns(variant: kind.rawValue, separator: separator, all.map { $0?.rawValue })
  }
}
