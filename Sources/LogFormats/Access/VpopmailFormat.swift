public import Bytes
public import Model

/// vpopmail's `vchkpw`, the password check of qmail's POP3, IMAP and SMTP servers: `vchkpw-pop3: password fail U:A`.
///
/// The address is the server's and stands last. `(pass: 'P')` of `--enable-logging=p` (and of later versions `(given: …)`)
/// holds the password tried; no field does.
/// - Source: vpopmail vchkpw.c: vchkpw_exit, vlog; libvpopmail `vlogs`.
public enum VpopmailFormat: LogFormat {
  public static var name: StaticString { "vpopmail" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    AccessProgram.format(of: program, ByteRange(line.count, line.count), in: line) == .vpopmail
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    var start = message.lower
    let end = message.upper
    guard start < end else { return }
    var service = program
    if line.has("vchkpw", at: start),
      let colon = line.find(": ", from: start, to: Swift.min(end, start + 32))
    {
      service = ByteRange(start, colon)
      start = colon + 2
    }
    setProtocol(line, service, &event)
    let isSuccess = line.find("login success ", from: start, to: Swift.min(end, start + 48))
    if let isSuccess {
      event.action = .login
      event.outcome = .success
      if line.has("(", at: start), let close = line.find(.ascii(")"), from: start, to: isSuccess) {
        event[.authMethod] = ByteRange(start + 1, close)
      }
      readWho(line, from: isSuccess + 14, to: end, &event)
    } else if let words = failure(line, from: start, to: end) {
      event.action = .login
      event.outcome = .failure
      event[.reason] = ByteRange(start, words)
      var next = AccessLine.skipBlanks(line, from: words, to: end)
      if line.has("(pass: '", at: next) || line.has("(given: '", at: next) {
        // The last closing quote: the password may hold one.
        next = (line.findLast("') ", from: next, to: end) ?? end - 3) + 3
      }
      readWho(line, from: Swift.min(next, end), to: end, &event)
    } else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }

  /// The end of the words that tell why a login failed.
  private static func failure(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    if line.has("password fail", at: start) { return start + 13 }
    if line.has("vpopmail user not found", at: start) { return start + 23 }
    if line.has("system user not found", at: start) { return start + 21 }
    if line.has("user not found", at: start) { return start + 14 }
    if line.has("null user name given", at: start) { return start + 20 }
    if line.has("null password given", at: start) { return start + 19 }
    if line.has("invalid user/domain characters", at: start) { return start + 30 }
    if line.has("no vpopmail user", at: start) { return start + 16 }
    // pop access denied U:A, smtp access disabled: …
    if let access = line.find(" access ", from: start, to: Swift.min(end, start + 16)),
      line.has("denied", at: access + 8)
    {
      return access + 14
    }
    return nil
  }

  /// `user@domain:address`, the address behind the last colon but those of IPv6.
  private static func readWho(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var first = start
    if first < end, line[first] == .ascii(":") {
      first = AccessLine.skipBlanks(line, from: first + 1, to: end)
    }
    guard first < end else { return }
    var colon = line.findLast(.ascii(":"), from: first, to: end) ?? end
    if let mapped = line.findLast(":::ffff:", from: first, to: end) { colon = mapped }
    if colon < end { AccessLine.setAddress(line, ByteRange(colon + 1, end), &event) }
    if colon > first, !(colon - first == 1 && line[first] == .ascii("@")) {
      event[.userName] = ByteRange(first, line[colon - 1] == .ascii("@") ? colon - 1 : colon)
    }
  }

  private static func setProtocol(_ line: Span<UInt8>, _ service: ByteRange, _ event: inout LogEvent) {
    if line.find("smtps", from: service.lower, to: service.upper) != nil {
      event.networkProtocol = .submissions
    } else if line.find("smtp", from: service.lower, to: service.upper) != nil {
      event.networkProtocol = .smtp
    } else if line.find("submission", from: service.lower, to: service.upper) != nil {
      event.networkProtocol = .submission
    } else if service.count > 6, line.has("vchkpw-", at: service.lower) {
      event.networkProtocol = AccessLine.networkProtocol(line, ByteRange(service.lower + 7, service.upper))
    }
  }

  public static var samples: [LogSample] { AccessSamples.vpopmail }
}
