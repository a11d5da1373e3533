public import Bytes
public import Model

/// Microsoft's logs: Exchange's message tracking, SMTP, POP3 and IMAP4 protocol logs, IIS' SMTP service, Microsoft 365's
/// message traces. Tables whose columns their header lines name, in any order; those of Exchange 5.5 and before have none.
///
/// Times are UTC. A table's rows name no host that is the same in all of them: the host is the folder.
/// - Source: Microsoft, "Message tracking" and "Protocol logging" (learn.microsoft.com), KB 246965 and 821905 for the
///   events of Exchange 2000 and 2003.
public enum ExchangeFormat: NativeFormat {
  public static var name: StaticString { "exchange" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    // These logs are files of their own; nothing of them goes through syslog.
    false
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    event.action = .service
    event[.detail] = message
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    guard line.count > 24 else { return false }
    if line.has("#Software: Microsoft", at: 0) || line.has("# Exchange System Attendant", at: 0) {
      return true
    }
    if line[0] == .ascii("{") { return isTraceObject(line) }
    if ExchangeFirstTracking.owns(line) { return true }
    return line[0].isDigit && (ExchangeHeader.columns(of: line) != nil || ExchangeNCSA.owns(line))
  }

  static func refine(_ dialect: inout Dialect, head: Span<UInt8>) {
    dialect.findColumns(in: head) { ExchangeHeader.columns(of: $0) }
  }

  static func header(_ line: Span<UInt8>, _ dialect: Dialect) -> Dialect? {
    guard line.count > 8 else { return nil }
    return ExchangeHeader.dialect(line, dialect)
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    guard !line.isEmpty else { return false }
    envelope.message = ByteRange(0, line.count)
    envelope.shape = .native
    if line[0] == .ascii("{") { return readTraceStamp(line, &envelope) }
    if ExchangeNCSA.owns(line) { return ExchangeNCSA.readStamp(line, into: &envelope.stamp) }
    if ExchangeFirstTracking.readStamp(line, &envelope.stamp) { return true }
    if dialect.columns.isEmpty, ExchangeFirstTracking.isRecipient(line) { return true }
    guard line[0].isDigit || line[0] == .ascii("\"") else { return line[0] == .ascii("#") }
    let columns = columns(of: line, dialect)
    guard let columns else { return false }
    readStamp(line, columns, &envelope.stamp)
    return true
  }

  private static func columns(of line: Span<UInt8>, _ dialect: Dialect) -> Columns? {
    if dialect.columns.isEmpty { return ExchangeHeader.columns(of: line) }
    // Without a header the kinds may change from row to row, where several logs were put together.
    return dialect.columns
  }

  /// The stamp's cells, without a look at the others.
  private static func readStamp(_ line: Span<UInt8>, _ columns: Columns, _ stamp: inout Stamp) {
    guard
      columns.has(ExchangeColumn.dateTime.rawValue) || columns.has(ExchangeColumn.time.rawValue)
    else { return }
    var cells = TableCells(ByteRange(0, line.count), separator: columns.separator)
    var index = 0
    var date = ByteRange.none
    while index < Columns.limit, let cell = cells.next(line) {
      let meaning = columns[index]
      index += 1
      if meaning == ExchangeColumn.dateTime.rawValue {
        ExchangeStamp.read(line, cell, &stamp)
        return
      }
      if meaning == ExchangeColumn.date.rawValue { date = cell }
      if meaning == ExchangeColumn.time.rawValue {
        if !date.isNone { ExchangeStamp.read(line, date, cell, &stamp) }
        return
      }
    }
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    if line[0] == .ascii("#") {
      event.action = .service
      event[.detail] = ByteRange(0, line.count)
      return
    }
    if line[0] == .ascii("{") {
      ExchangeTrace.parseObject(line, into: &event)
      return
    }
    if ExchangeNCSA.owns(line) {
      ExchangeNCSA.parse(line, into: &event)
      return
    }
    if ExchangeFirstTracking.owns(line) {
      ExchangeFirstTracking.parse(line, into: &event)
      return
    }
    if dialect.columns.isEmpty, ExchangeFirstTracking.isRecipient(line) {
      ExchangeFirstTracking.parseRecipient(line, into: &event)
      return
    }
    guard let columns = columns(of: line, dialect), let table = ExchangeTable(rawValue: columns.variant)
    else {
      return
    }
    if table == .trace, ExchangeHeader.dialect(line, dialect) != nil {
      event.action = .service
      return
    }
    if envelope.stamp.isNone, table != .iis { return }
    let values = TableValues(line, ByteRange(0, line.count), columns)
    switch table {
    case .tracking: ExchangeTracking.parse(line, values, into: &event)
    case .oldTracking: ExchangeTracking.parseOld(line, values, into: &event)
    case .receive, .send: ExchangeProtocol.parse(line, values, isSend: table == .send, into: &event)
    case .mailbox: ExchangeMailbox.parse(line, values, into: &event)
    case .iis: ExchangeIIS.parse(line, values, into: &event)
    case .trace: ExchangeTrace.parse(line, values, into: &event)
    case .connectivity, .other: event.action = .service
    }
  }

  private static func isTraceObject(_ line: Span<UInt8>) -> Bool {
    line.find("\"MessageTraceId\"", from: 0, to: line.count) != nil
  }

  /// `"Received":"/Date(1658751973240)/"`: milliseconds since 1970.
  private static func readTraceStamp(_ line: Span<UInt8>, _ envelope: inout Envelope) -> Bool {
    guard let key = line.find("\"Received\"", from: 0, to: line.count),
      let open = line.find("/Date(", from: key, to: Swift.min(line.count, key + 32))
    else { return false }
    var position = open + 6
    let milliseconds = line.number(&position, to: line.count)
    guard milliseconds > 0, milliseconds < 1 << 48 else { return false }
    envelope.stamp.civilMicroseconds = milliseconds &* 1_000
    envelope.stamp.hasYear = true
    envelope.stamp.offsetMinutes = 0
    return true
  }

  public static var samples: [LogSample] { LogSample.table(ExchangeSamples.text) }
}
