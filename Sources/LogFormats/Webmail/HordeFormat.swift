public import Bytes
public import Model

/// Horde and IMP: `HORDE [error] [imp] FAILED LOGIN for U [A] to {H:993 [imap/ssl]} [pid N on line L of "FILE"]`, and
/// from 4 on `HORDE: [imp] Login success for U [A] to {H:993 [imap/ssl]} …`.
///
/// - Source: horde horde/login.php, imp/lib/Auth.php (`Horde::log` of FAILED LOGIN), core lib/Horde/Core/Auth.
public enum HordeFormat: NativeFormat {
  public static var name: StaticString { "horde" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("HORDE", in: program) || line.equals("horde", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    guard line.count > 16, line[0] == .ascii("[") || line.has("HORDE", at: 0) else { return false }
    return line.find("] FAILED LOGIN for ", from: 0, to: Swift.min(line.count, 48)) != nil
      || line.find("] Login success for ", from: 0, to: Swift.min(line.count, 48)) != nil
      || line.has("HORDE [", at: 0)
      || isLeveled(line)
  }

  /// `[notice] [imp] text [… on line 116 of "…"]`
  private static func isLeveled(_ line: Span<UInt8>) -> Bool {
    guard let close = line.find("] [", from: 1, to: 16), line[line.count - 1] == .ascii("]"),
      line.find("on line ", from: close) != nil
    else { return false }
    for index in 1..<close where !line[index].isLower { return false }
    return close > 3
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    Envelope.parse(line, into: &envelope)
    guard envelope.program.isNone else { return false }
    let isHost = !envelope.host.isNone && line.has("HORDE", at: envelope.host.lower)
    if isHost {
      envelope.program = envelope.host
      envelope.host = .none
    } else if line.has("HORDE [", at: envelope.message.lower) {
      let start = envelope.message.lower
      envelope.program = ByteRange(start, start + 5)
      envelope.message = ByteRange(start + 6, line.count)
    } else {
      return false
    }
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard line.has("[", at: envelope.message.lower) else { return }
    parse(line, program: envelope.program, message: envelope.message, into: &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    var start = message.lower
    var end = message.upper
    while line.has("[", at: start), let close = line.find("] ", from: start, to: Swift.min(end, start + 24)) {
      start = close + 2
    }
    // [on line 116 of "…"], [pid N on line L of "…"]
    if let place = line.findLast(" on line ", from: start, to: end)
      ?? line.findLast("[on line ", from: start, to: end),
      let open = line.findLast(" [", from: start, to: place + 1)
    {
      end = open
    }
    let isFailure = line.has("FAILED LOGIN for ", at: start)
    guard isFailure || line.has("Login success for ", at: start) else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
      return
    }
    event.action = .login
    event.outcome = isFailure ? .failure : .success
    let user = start + (isFailure ? 17 : 18)
    let to = line.findLast(" to ", from: user, to: end) ?? end
    if isFailure, to < end { event[.reason] = ByteRange(start, start + 12) }
    setWho(line, from: user, to: to, &event)
    if to < end { event[.detail] = ByteRange(to + 1, end) }
  }

  /// `U [A]`, `U (A)`, with `(forwarded for [B])` behind.
  private static func setWho(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var limit = end
    if let forwarded = line.findLast(" (forwarded for [", from: start, to: end) {
      if let close = line.find(.ascii("]"), from: forwarded, to: end) {
        event[.originalClient] = ByteRange(forwarded + 17, close)
      }
      limit = forwarded
    }
    guard limit > start + 3,
      let open = line.findLast(line[limit - 1] == .ascii(")") ? " (" : " [", from: start, to: limit)
    else {
      event[.userName] = ByteRange(start, limit)
      return
    }
    AccessLine.setAddress(line, ByteRange(open + 2, limit - 1), &event)
    event[.userName] = ByteRange(start, open)
  }

  public static var samples: [LogSample] { WebmailSamples.horde }
}
