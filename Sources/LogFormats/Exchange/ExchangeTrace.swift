import Bytes
import Model

/// Rows of Microsoft 365's message trace: what became of a message for one recipient.
enum ExchangeTrace {
  static func parse(_ line: Span<UInt8>, _ values: borrowing TableValues, into event: inout LogEvent) {
    event[.localID] = values.value(.networkMessageID, line)
    event[.messageID] = ExchangeTracking.bare(line, values.value(.messageID, line))
    event[.mailFrom] = values.value(.sender, line)
    event[.subject] = values.value(.subject, line)
    event[.sourceIP] = ExchangeTracking.address(line, values.value(.originalClientIP, line))
    event.size = ExchangeTracking.number(line, values.value(.size, line))
    let recipients = values.value(.recipients, line)
    let statuses = values.value(.recipientStatus, line)
    if !recipients.isNone {
      event[.rcptTo] = recipients
      setStatus(line, values.value(.status, line), &event)
    } else if !statuses.isNone {
      // The portal: `a@x.example##Receive, Deliver;b@y.example##Receive, Fail`
      let mark = line.find("##", from: statuses.lower, to: statuses.upper)
      event[.rcptTo] = ByteRange(statuses.lower, mark ?? statuses.upper)
      setStatus(line, ByteRange((mark ?? statuses.upper - 2) + 2, statuses.upper), &event)
    } else {
      event.action = .messageReceived
    }
    finish(&event)
  }

  private static func finish(_ event: inout LogEvent) {
    event.networkProtocol = .smtp
    event.messageRole = event[.localID].isNone ? .none : .continues
  }

  private static func setStatus(_ line: Span<UInt8>, _ status: ByteRange, _ event: inout LogEvent) {
    event.action = .delivery
    event.outcome = .unknown
    guard !status.isNone, !status.isEmpty else { return }
    event[.reason] = status
    if contains(line, status, "Fail") {
      event.status = .bounced
      event.outcome = .failure
    } else if contains(line, status, "Deliver") || contains(line, status, "Send") {
      event.status = .sent
      event.outcome = .success
    } else if contains(line, status, "Quarantined") || contains(line, status, "FilteredAsSpam") {
      event.status = .discarded
      event.outcome = .failure
    } else if contains(line, status, "Pending") || contains(line, status, "Defer") {
      event.status = .deferred
      event.outcome = .failure
    } else if contains(line, status, "Expand") {
      event.action = .redirect
    } else {
      event.action = .messageQueued
    }
  }

  private static func contains(_ line: Span<UInt8>, _ range: ByteRange, _ word: StaticString) -> Bool {
    line.find(word, from: range.lower, to: range.upper) != nil
  }

  /// One object a line, as the reporting web service gives them.
  static func parseObject(_ line: Span<UInt8>, into event: inout LogEvent) {
    var members = JSONMembers(line)
    var status = ByteRange.none
    event.encoding = .json
    while let member = members.next(line) {
      guard case .string(let value) = member.value, !value.isEmpty else { continue }
      if line.equals("MessageId", in: member.name) {
        event[.messageID] = ExchangeTracking.bare(line, value)
      } else if line.equals("SenderAddress", in: member.name) {
        event[.mailFrom] = value
        event.markEncoded(.mailFrom)
      } else if line.equals("RecipientAddress", in: member.name) {
        event[.rcptTo] = value
        event.markEncoded(.rcptTo)
      } else if line.equals("Subject", in: member.name) {
        event[.subject] = value
        event.markEncoded(.subject)
      } else if line.equals("Status", in: member.name) {
        status = value
      } else if line.equals("FromIP", in: member.name) {
        event[.sourceIP] = ExchangeTracking.address(line, value)
      } else if line.equals("MessageTraceId", in: member.name) {
        event[.localID] = value
      }
    }
    if let key = line.find("\"Size\"", from: 0, to: line.count) {
      var position = key + 6
      while position < line.count, line[position] == .ascii(":") || line[position] == 32 { position += 1 }
      if position < line.count, line[position].isDigit { event.size = line.number(&position, to: line.count) }
    }
    setStatus(line, status, &event)
    finish(&event)
  }
}
