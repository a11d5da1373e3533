public import Bytes
public import Model

/// FortiMail: `date=2012-07-24 time=17:07:42 device_id=… type=virus … from="S" to="R" msg="…"`, alone or behind a syslog
/// header.
///
/// Keys stand in a fixed order and free text (subject, message) stands last, so the first of equal keys is the server's.
/// - Source: FortiMail Log Message Reference (log header and types history, event, virus, spam, encrypt).
public enum FortiMailFormat: NativeFormat {
  public static var name: StaticString { "fortimail" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool { false }

  static func owns(_ line: Span<UInt8>) -> Bool {
    let start = priorityEnd(line)
    guard line.has("date=", at: start), line.has(" time=", at: start + 15) else { return false }
    return line.find(" log_id=", from: start, to: Swift.min(line.count, start + 160)) != nil
      && line.find(" device_id=", from: start, to: Swift.min(line.count, start + 80)) != nil
  }

  private static func priorityEnd(_ line: Span<UInt8>) -> Int {
    guard line.count > 6, line[0] == .ascii("<"), let close = line.find(.ascii(">"), from: 1, to: 6) else {
      return 0
    }
    return close + 1
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    let start = priorityEnd(line)
    guard line.count > start + 30, line.has("date=", at: start), line.has(" time=", at: start + 15),
      let year = line.four(start + 5)
    else { return false }
    let month = line.two(start + 10)
    let day = line.two(start + 13)
    let hour = line.two(start + 21)
    let minute = line.two(start + 24)
    let second = line.two(start + 27)
    guard month >= 1, month <= 12, day >= 1, hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0,
      second <= 60, day <= Int(CivilTime.daysInMonth(UInt8(month), year: Int32(year)))
    else { return false }
    var position = start + 29
    var micros = 0
    if line[position] == .ascii(".") { micros = line.fraction(&position, to: line.count) }
    let days = CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day))
    envelope.stamp.civilMicroseconds =
      (days * 86400 + Int64(hour * 3600 + minute * 60 + second)) * 1_000_000 + Int64(micros)
    envelope.stamp.hasYear = true
    envelope.shape = .native
    envelope.message = ByteRange(start, line.count)
    return true
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {}

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard line.has("date=", at: envelope.message.lower) else { return }
    var values = Values()
    values.read(line, from: envelope.message.lower, to: line.count)
    values.setCommon(line, &event)
    let kind = values.type
    if line.equals("login", in: values.action) {
      event.action = .login
      let isGood = line.has("success", at: values.status.isNone ? line.count : values.status.lower)
      event.outcome = isGood ? .success : .failure
      event[.userName] = values.user
      if !isGood { event[.reason] = values.reason.isNone ? values.msg : values.reason }
      event[.detail] = values.msg
      values.setInterface(line, &event)
    } else if line.equals("virus", in: kind) || line.equals("spam", in: kind) {
      event.action = .contentVerdict
      event.outcome = .failure
      event[.contentAction] = kind
      event[.contentNames] = values.virus
      event[.reason] = values.msg
    } else if line.equals("statistics", in: kind) || line.equals("history", in: kind) {
      event.action = .contentVerdict
      event[.contentAction] = values.disposition
      event.outcome =
        values.disposition.isNone
        ? .unknown : line.has("Accept", at: values.disposition.lower) ? .success : .failure
      event[.reason] = values.classifier
      event[.contentNames] = values.virus
    } else if kind.isNone {
      return
    } else {
      let isTrouble =
        line.equals("error", in: values.priority) || line.equals("warning", in: values.priority)
        || line.equals("critical", in: values.priority) || line.equals("alert", in: values.priority)
        || line.equals("emergency", in: values.priority)
      event.action = isTrouble ? .warning : .service
      event[isTrouble ? .reason : .detail] = values.msg
      event[.userName] = values.user
    }
  }

  /// The values that are read, by key.
  private struct Values {
    var type = ByteRange.none
    var priority = ByteRange.none
    var action = ByteRange.none
    var status = ByteRange.none
    var reason = ByteRange.none
    var msg = ByteRange.none
    var user = ByteRange.none
    var interface = ByteRange.none
    var session = ByteRange.none
    var client = ByteRange.none
    var clientName = ByteRange.none
    var source = ByteRange.none
    var destination = ByteRange.none
    var from = ByteRange.none
    var to = ByteRange.none
    var virus = ByteRange.none
    var disposition = ByteRange.none
    var classifier = ByteRange.none
    var length = ByteRange.none
    var subject = ByteRange.none
    var messageID = ByteRange.none
    var resolved = ByteRange.none

    mutating func read(_ line: Span<UInt8>, from start: Int, to end: Int) {
      var position = start
      while position < end {
        while position < end, line[position] == 32 { position += 1 }
        guard let equals = line.find(.ascii("="), from: position, to: end) else { return }
        let key = ByteRange(position, equals)
        var value: ByteRange
        if line.has("\"", at: equals + 1) {
          let close = quoteEnd(line, from: equals + 2, to: end)
          value = ByteRange(equals + 2, close)
          position = close + 1
        } else {
          let blank = line.find(32, from: equals + 1, to: end) ?? end
          value = ByteRange(equals + 1, blank)
          position = blank
        }
        if value.isEmpty { value = .none }
        if !value.isNone { take(line, key, value) }
      }
    }

    /// The quote before a blank or the end: quotes inside a value are not escaped.
    private func quoteEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
      var position = start
      while let close = line.find(.ascii("\""), from: position, to: end) {
        if close + 1 >= end || line[close + 1] == 32 { return close }
        position = close + 1
      }
      return end
    }

    private mutating func take(_ line: Span<UInt8>, _ key: ByteRange, _ value: ByteRange) {
      func set(_ name: StaticString, _ field: inout ByteRange) {
        if field.isNone, line.equals(name, in: key) { field = value }
      }
      switch key.count {
      case 2:
        set("to", &to)
        set("ui", &interface)
      case 3:
        set("pri", &priority)
        set("msg", &msg)
        set("src", &source)
      case 4:
        set("type", &type)
        set("from", &from)
        set("user", &user)
      case 5: set("virus", &virus)
      case 6:
        set("action", &action)
        set("status", &status)
        set("reason", &reason)
        set("dst_ip", &destination)
      case 7: set("subject", &subject)
      case 8: set("resolved", &resolved)
      case 9: set("client_ip", &client)
      case 10:
        set("session_id", &session)
        set("classifier", &classifier)
        set("message_id", &messageID)
      case 11:
        set("client_name", &clientName)
        set("disposition", &disposition)
      case 14: set("message_length", &length)
      default: break
      }
    }

    func setCommon(_ line: Span<UInt8>, _ event: inout LogEvent) {
      if !session.isNone {
        event[.localID] = session
        event.messageRole = .continues
      }
      if !client.isNone { AccessLine.setAddress(line, client, &event) }
      if !source.isNone { AccessLine.setAddress(line, source, &event) }
      if !clientName.isNone {
        if line[clientName.lower] == .ascii("["), line[clientName.upper - 1] == .ascii("]") {
          AccessLine.setAddress(line, ByteRange(clientName.lower + 1, clientName.upper - 1), &event)
        } else if !resolved.isNone, line.equals("OK", in: resolved) {
          event[.sourceDomain] = clientName
        }
      }
      if !destination.isNone, line.isAddress(destination) { event[.destinationIP] = destination }
      event[.mailFrom] = from
      event[.rcptTo] = to
      event[.subject] = subject
      event[.messageID] = messageID
      if !length.isNone {
        var position = length.lower
        event.size = line.number(&position, to: length.upper)
      }
    }

    /// `GUI(172.20.120.26)`, `Webmail(192.0.2.1)`: where somebody logged in from.
    func setInterface(_ line: Span<UInt8>, _ event: inout LogEvent) {
      guard !interface.isNone, let open = line.find(.ascii("("), from: interface.lower, to: interface.upper),
        let close = line.find(.ascii(")"), from: open, to: interface.upper)
      else { return }
      AccessLine.setAddress(line, ByteRange(open + 1, close), &event)
    }
  }

  public static var samples: [LogSample] { GatewaySamples.fortiMail }
}
