import Bytes
import Model

/// MailEnable's W3C logs (`exYYMMDD.log`), which say what the activity logs say: a command and the reply to it a row.
///
///     #Software: MailEnable SMTP Server Version 1.0a
///     #Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername …
///     2025-05-04 10:06:59 192.0.2.7 SMTP-IN - 10.0.0.2 1940 AUTH {blank} 535+Invalid+Username+or+Password mx 34 14 anna
///
/// Columns stand where the header says; rows without one are those of SMTP. `cs-uristem` is the client's line,
/// `cs-uriquery` the reply; a `+` stands for each blank and may be one of the text, so fields show it as it is.
/// `s-port` is a socket's number, used for one session after the other: what belongs together is known by the address
/// alone. Nothing says in which zone the times are; the header's own is the rows'.
/// - Source: MailEnable KB ME020170; lines of MailEnable 9 and 10.
enum MailEnableW3C {
  private enum Column: UInt8, CaseIterable {
    case date, time, clientIP, service, method, stem, query, computer, sentBytes, receivedBytes, user

    var name: StaticString {
      switch self {
      case .date: "date"
      case .time: "time"
      case .clientIP: "c-ip"
      case .service: "agent"
      case .method: "cs-method"
      case .stem: "cs-uristem"
      case .query: "cs-uriquery"
      case .computer: "s-computername"
      case .sentBytes: "sc-bytes"
      case .receivedBytes: "cs-bytes"
      case .user: "cs-username"
      }
    }
  }

  /// Whether `line` names the columns of such a log. IIS writes `cs-uri-stem`.
  static func isHeader(_ line: Span<UInt8>) -> Bool {
    line.has("#Fields: ", at: 0) && line.find(" cs-uristem ", from: 8, to: line.count) != nil
      && line.find(" agent ", from: 8, to: line.count) != nil
  }

  static func header(_ line: Span<UInt8>, _ old: Dialect) -> Dialect? {
    guard isHeader(line) else { return nil }
    var end = line.count
    while end > 0, line[end - 1] <= 32 { end -= 1 }
    var next = old
    next.columns = Columns(separator: 32, line, ByteRange(9, end)) { name in
      Column.allCases.first { line.equalsIgnoringCase($0.name, in: name) }?.rawValue
    }
    return next
  }

  static func refine(_ dialect: inout Dialect, head: Span<UInt8>) {
    dialect.findColumns(in: head) { isRow($0) ? smtpColumns : nil }
  }

  static func owns(_ line: Span<UInt8>) -> Bool { line.has("#Software: MailEnable", at: 0) || isRow(line) }

  /// `2025-05-04 10:06:59 192.0.2.7 SMTP-IN `
  private static func isRow(_ line: Span<UInt8>) -> Bool {
    guard line.count > 40, line[0].isDigit, line[4] == .ascii("-"), line[7] == .ascii("-"), line[10] == 32,
      line[19] == 32, let blank = line.find(32, from: 20, to: Swift.min(line.count, 66))
    else { return false }
    return line.has("SMTP-IN ", at: blank + 1) || line.has("SMTP-OU ", at: blank + 1)
  }

  private static var smtpColumns: Columns {
    let all: [Column?] = [
      .date, .time, .clientIP, .service, nil, nil, nil, .method, .stem, .query, .computer, .sentBytes,
      .receivedBytes, .user,
    ]
    return Columns(separator: 32, all.map { $0?.rawValue })
  }

  private static func columns(of line: Span<UInt8>, _ dialect: Dialect) -> Columns? {
    // The date tells the row from one of an activity log, where both were put together.
    guard line.count > 19, line[0].isDigit, line[4] == .ascii("-") else { return nil }
    return dialect.columns.isEmpty ? isRow(line) ? smtpColumns : nil : dialect.columns
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    if !line.isEmpty, line[0] == .ascii("#") {
      envelope.message = ByteRange(0, line.count)
      envelope.shape = .native
      return true
    }
    guard let columns = columns(of: line, dialect) else { return false }
    let values = TableValues(line, ByteRange(0, line.count), columns)
    let date = values.value(Column.date.rawValue, line)
    let time = values.value(Column.time.rawValue, line)
    guard !date.isNone, time.lower == date.upper + 1,
      envelope.stamp.readISO(line, from: date.lower, to: time.upper) != nil
    else { return false }
    envelope.shape = .native
    envelope.program = values.value(Column.service.rawValue, line)
    envelope.message = ByteRange(0, line.count)
    return true
  }

  /// False, with `event` unchanged, for a line of another kind of log.
  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) -> Bool {
    if line[0] == .ascii("#") {
      event.action = .service
      event[.detail] = ByteRange(0, line.count)
      return true
    }
    guard let columns = columns(of: line, dialect), !envelope.stamp.isNone else { return false }
    let values = TableValues(line, ByteRange(0, line.count), columns)
    func value(_ column: Column) -> ByteRange { values.value(column.rawValue, line) }
    event.action = .service
    event[.hostName] = value(.computer)
    let service = value(.service)
    guard
      line.has("SMTP", at: service.lower) || line.has("IMAP", at: service.lower)
        || line.has("POP", at: service.lower)
    else { return true }
    let stem = said(line, value(.stem))
    let query = said(line, value(.query))
    let spaced = spaced(line, stem, query)
    MailEnableFormat.parse(
      spaced.span,
      MailEnableFormat.Row(
        service: service, address: value(.clientIP),
        verb: said(line, value(.method)), argument: stem, said: query,
        bytesIn: value(.sentBytes), bytesOut: value(.receivedBytes),
        user: value(.user)),
      into: &event)
    return true
  }

  /// `{blank}` stands for a line that was empty or is not shown.
  private static func said(_ line: Span<UInt8>, _ cell: ByteRange) -> ByteRange {
    line.equals("{blank}", in: cell) ? .none : cell
  }

  /// The line as it was said: with blanks for `+` in `stem` and `query`, but inside an address. All positions stay true.
  private static func spaced(_ line: Span<UInt8>, _ stem: ByteRange, _ query: ByteRange) -> ByteBuffer {
    var copy = ByteBuffer(capacity: line.count)
    copy.append(line)
    var isAddress = false
    for place in stem.range {
      if line[place] == .ascii("<") { isAddress = true }
      if line[place] == .ascii(">") { isAddress = false }
      if line[place] == .ascii("+"), !isAddress { copy[place] = 32 }
    }
    for place in query.range where line[place] == .ascii("+") { copy[place] = 32 }
    return copy
  }
}
