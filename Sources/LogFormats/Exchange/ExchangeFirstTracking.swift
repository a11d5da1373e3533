import Bytes
import Model

/// Message tracking of Exchange 4.0, 5.0 and 5.5: `yyyymmdd.log` in `Exchsrvr\Tracking.log`, tab separated, without a header.
///
/// `MTS-ID, event, 1998.3.4 11:14:10, gateway, partner, remote id, originator, priority, bytes, seconds, cost, report's MTS-ID,
/// recipients`, in GMT; the recipients follow, each with a report's status in a line of its own that names no
/// message: these lines are shown, and no message is given recipients. Originators and recipients are directory names
/// (`/o=ORG/ou=SITE/cn=RECIPIENTS/cn=ANNA`) or proxy addresses. The Internet Mail Service's remote id is a
/// Message-ID.
/// - Source: Microsoft KB 173280 (fields), 173364 and 174078 (events).
enum ExchangeFirstTracking {
  private struct Cells {
    var id: ByteRange
    var event: Int64
    var time: ByteRange
    /// Behind the tab that ends the time.
    var rest: Int
  }

  static func owns(_ line: Span<UInt8>) -> Bool { cells(line) != nil }

  /// The first three cells; nil where they are not what this log begins with.
  private static func cells(_ line: Span<UInt8>) -> Cells? {
    let end = line.count
    guard let first = line.find(9, from: 0, to: Swift.min(end, 256)), first >= 4 else { return nil }
    var position = first + 1
    let event = line.number(&position, to: Swift.min(end, first + 6))
    guard position > first + 1, position < end, line[position] == 9 else { return nil }
    let time = position + 1
    // 1998.3.4 11:14:10
    guard let stop = line.find(9, from: time, to: Swift.min(end, time + 24)), stop >= time + 14,
      line[time].isDigit, line[time + 4] == .ascii("."),
      line.find(32, from: time, to: stop) != nil, line.find(.ascii(":"), from: time, to: stop) != nil
    else { return nil }
    return Cells(id: ByteRange(0, first), event: event, time: ByteRange(time, stop), rest: stop + 1)
  }

  static func readStamp(_ line: Span<UInt8>, _ stamp: inout Stamp) -> Bool {
    guard let cells = cells(line), let blank = line.find(32, from: cells.time.lower, to: cells.time.upper)
    else { return false }
    ExchangeStamp.read(
      line, ByteRange(cells.time.lower, blank), ByteRange(blank + 1, cells.time.upper), &stamp)
    return !stamp.isNone
  }

  static func parse(_ line: Span<UInt8>, into event: inout LogEvent) {
    guard let cells = cells(line) else { return }
    event[.localID] = cells.id
    event.messageRole = .continues
    var rest = TableCells(ByteRange(cells.rest, line.count), separator: 9)
    var number = 3
    var gateway = ByteRange.none
    while number < 13, let cell = rest.next(line) {
      if !cell.isNone, !cell.isEmpty {
        if number == 3 { gateway = cell } else { set(line, number, cell, &event) }
      }
      number += 1
    }
    switch cells.event {
    case 4, 1012:
      // Submitted by a client of the store; received by the Internet Mail Service.
      event.action = .messageReceived
      event.outcome = .success
      event.messageRole = .begins
      if cells.event == 1012 { event.networkProtocol = .smtp }
    case 9, 1000, 1003, 1011:
      event.action = .delivery
      event.status = .sent
      event.outcome = .success
      event[.transport] = gateway
      if cells.event == 1011 { event.networkProtocol = .smtp }
    case 1010: event.action = .messageQueued
    case 26, 28, 29, 1014: event.action = .redirect
    default:
      // Handed from one part of the server to the next, reports, probes.
      event.action = .service
      event[.detail] = ByteRange(cells.id.upper + 1, cells.time.lower - 1)
    }
  }

  private static func set(
    _ line: Span<UInt8>, _ number: Int, _ cell: ByteRange, _ event: inout LogEvent
  ) {
    switch number {
    case 5:
      let bare = ExchangeTracking.bare(line, cell)
      if bare != cell, line.find(.ascii("@"), from: cell.lower, to: cell.upper) != nil {
        event[.messageID] = bare
      }
    case 6: event[.mailFrom] = cell
    case 8: event.size = ExchangeTracking.number(line, cell)
    case 12: event.recipients = Int32(clamping: ExchangeTracking.number(line, cell))
    default: break
    }
  }

  // MARK: Recipients

  /// A recipient's line: `/o=ORG/ou=SITE/cn=RECIPIENTS/cn=ANNA`, `SMTP:x@example.net`, a report's status behind a tab.
  static func isRecipient(_ line: Span<UInt8>) -> Bool {
    guard line.count > 6 else { return false }
    return line.hasIgnoringCase("/o=", at: 0) || line.hasIgnoringCase("smtp:", at: 0)
  }

  static func parseRecipient(_ line: Span<UInt8>, into event: inout LogEvent) {
    event.action = .service
    let end = line.find(9, from: 0) ?? line.count
    let start = line.hasIgnoringCase("smtp:", at: 0) ? 5 : 0
    if start < end { event[.rcptTo] = ByteRange(start, end) }
  }
}
