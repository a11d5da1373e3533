public import Bytes
public import Model

/// SquirrelMail's Squirrel Logger: `10/06/2013 15:50:41 [LOGIN_ERROR] U (D) from A: text`.
///
/// The stamp is the plugin's default, month first; with `d/m/Y` configured the source's head tells.
/// - Source: squirrel_logger functions.php: sl_logit; config_example.php.
public enum SquirrelMailFormat: NativeFormat {
  public static var name: StaticString { "squirrelmail" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("squirrelmail", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool { line.count > 24 && hasStamp(line) && isEvent(line, at: 20) }

  private static func hasStamp(_ line: Span<UInt8>) -> Bool {
    line.count > 22 && line[2] == .ascii("/") && line[5] == .ascii("/") && line[10] == 32
      && line[13] == .ascii(":") && line[16] == .ascii(":") && line[19] == 32 && line.two(0) >= 0
      && line.four(6) != nil
  }

  private static func isEvent(_ line: Span<UInt8>, at start: Int) -> Bool {
    line.has("[LOGIN", at: start) || line.has("[LOGOUT]", at: start) || line.has("[OUTGOING_MAIL]", at: start)
      || line.has("[MASS_MAILING]", at: start) || line.has("[ERROR]", at: start)
      || line.has("[RESTRICT_", at: start)
  }

  static func refine(_ dialect: inout Dialect, head: Span<UInt8>) {
    dialect.dateOrder = .monthFirst
    var start = 0
    while start < head.count {
      let end = head.find(10, from: start) ?? head.count
      if end - start > 22, head.extracting(start..<end)[2] == .ascii("/"), head.two(start) > 12 {
        dialect.dateOrder = .dayFirst
        return
      }
      start = end + 1
    }
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    guard hasStamp(line), let year = line.four(6) else { return false }
    let isDayFirst = dialect.dateOrder == .dayFirst
    let month = line.two(isDayFirst ? 3 : 0)
    let day = line.two(isDayFirst ? 0 : 3)
    let hour = line.two(11)
    let minute = line.two(14)
    let second = line.two(17)
    guard month >= 1, month <= 12, day >= 1, hour >= 0, hour < 24, minute >= 0, minute < 60, second >= 0,
      second <= 60, year >= 1970, day <= Int(CivilTime.daysInMonth(UInt8(month), year: Int32(year)))
    else { return false }
    let days = CivilTime.days(year: Int32(year), month: UInt8(month), day: UInt8(day))
    envelope.stamp.civilMicroseconds = (days * 86400 + Int64(hour * 3600 + minute * 60 + second)) * 1_000_000
    envelope.stamp.hasYear = true
    envelope.shape = .native
    envelope.message = ByteRange(20, line.count)
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard hasStamp(line), envelope.message.lower == 20 else { return }
    parseText(line, from: 20, to: line.count, &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    parseText(line, from: message.lower, to: message.upper, &event)
  }

  private static func parseText(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard isEvent(line, at: start), let close = line.find("] ", from: start, to: end) else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
      return
    }
    let text = setWho(line, from: close + 2, to: end, &event)
    if line.has("[LOGIN]", at: start) {
      event.action = .login
      event.outcome = .success
    } else if line.has("[LOGIN_ERROR]", at: start) {
      event.action = .login
      event.outcome = .failure
      if text < end { event[.reason] = ByteRange(text, end) }
    } else if line.has("[LOGOUT]", at: start) {
      event.action = .logout
    } else if line.has("[ERROR]", at: start) {
      event.action = .warning
      event[.reason] = ByteRange(text, end)
    } else {
      event.action = .service
      event[.detail] = ByteRange(start, end)
    }
  }

  /// `U (D) from A: `; returns where the text behind begins.
  private static func setWho(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
    -> Int
  {
    // Text may follow behind a colon and hold ` from ` of its own; the name before holds what the client gave.
    guard let domain = line.find(") from ", from: start, to: end) ?? line.find(" from ", from: start, to: end)
    else { return start }
    let address = domain + (line[domain] == .ascii(")") ? 7 : 6)
    let stop = line.find(": ", from: address, to: end) ?? (line[end - 1] == .ascii(":") ? end - 1 : end)
    AccessLine.setAddress(line, ByteRange(address, stop), &event)
    let userEnd = line.findLast(" (", from: start, to: domain) ?? domain
    if userEnd > start { event[.userName] = ByteRange(start, userEnd) }
    return Swift.min(stop + 2, end)
  }

  public static var samples: [LogSample] { WebmailSamples.squirrelMail }
}
