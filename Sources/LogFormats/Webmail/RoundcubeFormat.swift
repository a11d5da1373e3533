public import Bytes
public import Model

/// Roundcube's `errors`, `userlogins` and `sendmail` logs, in its own files (`[22-Jan-2013 22:28:21 +0200]: <session> text`)
/// or through syslog.
///
/// `IMAP Error: Login failed for U [against H ]from A(X-Real-IP: …). METHOD: reason in FILE on line N (POST …)`: U is the
/// client's text, and so is what the server's answer quotes behind the address. The client's address is the last
/// ` from ` before the first thing that only Roundcube writes.
/// - Source: roundcubemail program/lib/Roundcube/rcube_imap.php, rcube.php (write_log, raise_error), program/include/rcmail.php
///   (log_login), rcube_utils::remote_ip.
public enum RoundcubeFormat: NativeFormat {
  public static var name: StaticString { "roundcube" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("roundcube", in: program) || line.equals("roundcubemail", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    if stampEnd(line) != nil { return true }
    guard let next = phpStampEnd(line) else { return false }
    return isOfMail(line, from: next)
  }

  /// The position behind `[02-May-2021 13:16:15 America/Boise] `: PHP's own error log, into which Roundcube's errors go, too.
  private static func phpStampEnd(_ line: Span<UInt8>) -> Int? {
    guard line.count > 28, line[0] == .ascii("["), line[3] == .ascii("-"), line[7] == .ascii("-"),
      line[12] == 32, line[15] == .ascii(":"), line[18] == .ascii(":"), line[21] == 32, line[22].isUpper,
      let close = line.find("] ", from: 23, to: 64)
    else { return nil }
    return close + 2
  }

  private static func isOfMail(_ line: Span<UInt8>, from start: Int) -> Bool {
    line.find("roundcube", from: start) != nil || line.find("IMAP", from: start) != nil
  }

  /// The position behind `[22-Jan-2013 22:28:21 +0200]: `.
  private static func stampEnd(_ line: Span<UInt8>) -> Int? {
    guard line.count > 31, line[0] == .ascii("["), line[3] == .ascii("-"), line[7] == .ascii("-"),
      line[12] == 32, line[15] == .ascii(":"), line[18] == .ascii(":"), line[21] == 32,
      line[22] == .ascii("+") || line[22] == .ascii("-"), line[27] == .ascii("]"), line[28] == .ascii(":")
    else { return nil }
    return line[29] == 32 ? 30 : nil
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    let isPHP = stampEnd(line) == nil
    guard let next = stampEnd(line) ?? phpStampEnd(line), let year = line.four(8) else { return false }
    let day = line.two(1)
    let month = LocalMonth.number(line, ByteRange(4, 7))
    let hour = line.two(13)
    let minute = line.two(16)
    let second = line.two(19)
    let zoneHours = isPHP ? 0 : line.two(23)
    let zoneMinutes = isPHP ? 0 : line.two(25)
    guard month > 0, day >= 1, hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0, second <= 60,
      zoneHours >= 0, zoneHours < 16, zoneMinutes >= 0, zoneMinutes < 60, year >= 1970,
      day <= Int(CivilTime.daysInMonth(UInt8(month), year: Int32(year)))
    else { return false }
    let days = CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day))
    envelope.stamp.civilMicroseconds = (days * 86400 + Int64(hour * 3600 + minute * 60 + second)) * 1_000_000
    envelope.stamp.hasYear = true
    let offset = Int16(zoneHours * 60 + zoneMinutes)
    if !isPHP {
      envelope.stamp.offsetMinutes = line[22] == .ascii("-") ? 0 - offset : offset
    } else if line.has("UTC]", at: 22) {
      envelope.stamp.offsetMinutes = 0
    }
    envelope.shape = .native
    envelope.message = ByteRange(next, line.count)
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    if stampEnd(line) != nil, envelope.message.lower == 30 {
      parseText(line, from: 30, to: line.count, &event)
    } else if let next = phpStampEnd(line), envelope.message.lower == next {
      if isOfMail(line, from: next) {
        AccessLine.setOther(line, ByteRange(next, line.count), &event)
      } else {
        event.action = .otherProgram
      }
    }
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    parseText(line, from: message.lower, to: message.upper, &event)
  }

  private static func parseText(_ line: Span<UInt8>, from first: Int, to end: Int, _ event: inout LogEvent) {
    var start = first
    if line.has("<", at: start), let close = line.find("> ", from: start, to: Swift.min(end, start + 32)) {
      event[.sessionID] = ByteRange(start + 1, close)
      start = close + 2
    }
    guard start < end else { return }
    if line.has("IMAP Error: Login failed for ", at: start) {
      failed(line, from: start + 29, to: end, &event)
    } else if line.hasIgnoringCase("failed login for ", at: start) {
      failed(line, from: start + 17, to: end, &event)
    } else if line.has("Login failed for ", at: start) {
      failed(line, from: start + 17, to: end, &event)
    } else if line.has("Successful login for ", at: start) {
      succeeded(line, from: start + 21, to: end, &event)
    } else if line.has("User ", at: start), line.find("; Message ", from: start, to: end) != nil {
      sent(line, from: start + 5, to: end, &event)
    } else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }

  private static func failed(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .login
    event.outcome = .failure
    var limit = end
    if let session = line.findLast(" in session ", from: start, to: end) {
      limit = session
      if let error = line.find(" (error: ", from: session, to: end) {
        event[.reason] = ByteRange(error + 1, end)
      }
    } else if let place = answer(line, from: start, to: end) {
      limit = place
      if answer(line, from: place + 2, to: end) != nil {
        // The name, or what the server quotes of it, imitates an answer: which address is true cannot be told.
        event[.userName] = ByteRange(start, place)
        event[.reason] = ByteRange(place + 2, end)
        return
      }
      let stop = line.findLast(" in /", from: place, to: end) ?? end
      if place + 2 < stop { event[.reason] = ByteRange(place + 2, stop) }
    }
    setWho(line, from: start, to: limit, &event)
  }

  /// Where the server's answer begins (`. AUTHENTICATE PLAIN: …`, `. LOGIN: …`, `. Could not connect …`): behind the first
  /// ` from A` with an address and `. ` or `(` after it.
  private static func answer(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var position = start
    while let dot = line.find(". ", from: position, to: end) {
      if line.has("AUTHENTICATE ", at: dot + 2) || line.has("LOGIN: ", at: dot + 2)
        || line.has("Could not connect", at: dot + 2) || line.has("Empty ", at: dot + 2)
      {
        return dot
      }
      position = dot + 2
    }
    return nil
  }

  /// `U [against H ]from A[(X-Real-IP: …,X-Forwarded-For: …)]`
  private static func setWho(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let from = line.findLast(" from ", from: start, to: end) else {
      event[.userName] = ByteRange(start, end)
      return
    }
    var stop = from + 6
    while stop < end, line[stop] != 32, line[stop] != .ascii("("), line[stop] != .ascii(",") { stop += 1 }
    if stop > from + 6, line[stop - 1] == .ascii(".") { stop -= 1 }
    AccessLine.setAddress(line, ByteRange(from + 6, stop), &event)
    var userEnd = from
    if let against = line.findLast(" against ", from: start, to: from),
      line.find(32, from: against + 9, to: from) == nil
    {
      userEnd = against
      event[.destinationDomain] = ByteRange(against + 9, from)
    }
    event[.userName] = ByteRange(start, userEnd)
    if let forwarded = line.find("X-Forwarded-For: ", from: stop, to: end) {
      var close = forwarded + 17
      while close < end, line[close] != .ascii(")"), line[close] != .ascii(",") { close += 1 }
      event[.originalClient] = ByteRange(forwarded + 17, close)
    }
  }

  /// `U (ID: 3) from A in session S`
  private static func succeeded(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .login
    event.outcome = .success
    let limit = line.findLast(" in session ", from: start, to: end) ?? end
    setWho(line, from: start, to: limit, &event)
    let name = event[.userName]
    if let id = line.findLast(" (ID: ", from: start, to: limit)
      ?? line.findLast(" (id ", from: start, to: limit),
      id > name.lower
    {
      event[.userName] = ByteRange(name.lower, id)
    }
  }

  /// `anna [A]; Message <M> for R, R; 250: 2.0.0 Ok: queued as X`, given to the mail server.
  private static func sent(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .messageQueued
    event.isClientSide = true
    guard let message = line.findLast("; Message ", from: start, to: end) else { return }
    var position = message + 10
    if let id = line.bracketed(at: position, to: end) {
      event[.messageID] = id.address
      position = id.next + 1
    }
    if line.has("for ", at: position) {
      let stop = line.findLast("; ", from: position, to: end) ?? end
      var first = position + 4
      if line.has("undisclosed-recipients:, ", at: first) { first += 25 }
      event[.rcptTo] = ByteRange(first, Swift.max(stop, first))
      event.listStyle = .commas
      if stop + 2 < end {
        // 250: 2.0.0 Ok: queued as X
        var digits = stop + 2
        event.replyCode = UInt16(clamping: line.number(&digits, to: end))
        event.outcome = line[stop + 2] == .ascii("2") ? .success : .failure
        let text = line.has(": ", at: digits) ? digits + 2 : stop + 2
        if let reply = Reply.read(line, from: text, to: end) {
          event[.replyEnhanced] = reply.enhanced
          event[.replyText] = reply.text
        } else {
          event[.replyText] = ByteRange(text, end)
        }
        event[.queuedAs] = Reply.queuedAs(line, event[.replyText])
      }
    }
    if let open = line.findLast(" [", from: start, to: message), line[message - 1] == .ascii("]") {
      AccessLine.setAddress(line, ByteRange(open + 2, message - 1), &event)
      event[.userName] = ByteRange(start, open)
    }
  }

  public static var samples: [LogSample] { WebmailSamples.roundcube }
}
