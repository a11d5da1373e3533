public import Bytes
public import Model

/// Qualcomm's qpopper 3 and 4: `(v4.0.19) POP login by user "U" at (H) A`, `U at H (A): -ERR [AUTH] …`, `Stats: U …`.
///
/// Host and address are the server's and stand behind the last ` at ` or ` from host `. A place in the source may follow
/// in square brackets.
/// - Source: qpopper popper/pop_log.c, pop_pass.c, pop_quit.c.
public enum QpopperFormat: LogFormat {
  public static var name: StaticString { "qpopper" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("qpopper", in: program) || line.equals("in.qpopper", in: program)
      || line.equals("popper", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    var start = message.lower
    var end = message.upper
    event.networkProtocol = .pop3
    if line.has("(v", at: start), let close = line.find(") ", from: start, to: Swift.min(end, start + 32)) {
      start = close + 2
    }
    if end > start, line[end - 1] == .ascii("]"), let place = line.findLast(" [", from: start, to: end),
      line.find(".c:", from: place, to: end) != nil
    {
      end = place
    }
    if line.has("POP login by user \"", at: start), let at = line.findLast("\" at (", from: start, to: end) {
      event.action = .login
      event.outcome = .success
      event[.userName] = ByteRange(start + 19, at)
      readAddress(line, from: at, to: end, &event)
    } else if line.has("[AUTH] Failed attempted login to ", at: start),
      let host = line.findLast(" from host (", from: start, to: end)
    {
      event.action = .login
      event.outcome = .failure
      event[.userName] = ByteRange(start + 33, host)
      event[.reason] = ByteRange(start + 7, start + 29)
      readAddress(line, from: host, to: end, &event)
    } else if let reply = line.find("): -ERR ", from: start, to: end) {
      parseError(line, from: start, reply: reply, to: end, &event)
    } else if line.has("Stats: ", at: start) {
      parseStats(line, from: start + 7, to: end, &event)
    } else if line.has("Timeout (", at: start) || line.has("I/O error ", at: start)
      || line.has("EOF from ", at: start)
    {
      event.action = .connectionLost
      event[.reason] = ByteRange(start, end)
    } else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }

  /// `U at host (A): -ERR text`: a refused login where the text says so. The reply's text quotes the user.
  private static func parseError(
    _ line: Span<UInt8>, from start: Int, reply: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.outcome = .failure
    event[.reason] = ByteRange(reply + 3, end)
    if let open = line.findLast(.ascii("("), from: start, to: reply) {
      AccessLine.setAddress(line, ByteRange(open + 1, reply), &event)
      if let at = line.findLast(" at ", from: start, to: open), at > start {
        event[.userName] = ByteRange(start, at)
      }
    }
    let isLogin =
      line.has("[AUTH]", at: reply + 8) || line.has("Password supplied", at: reply + 8)
      || line.find("uthentication", from: reply, to: end) != nil
    event.action = isLogin ? .login : .warning
  }

  /// `(host) A`
  private static func readAddress(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard let close = line.findLast(") ", from: start, to: end) else { return }
    let stop = line.find(32, from: close + 2, to: end) ?? end
    AccessLine.setAddress(line, ByteRange(close + 2, stop), &event)
  }

  /// `U deleted bytes left bytes host A`
  private static func parseStats(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .logout
    if let blank = line.findLast(32, from: start, to: end) {
      AccessLine.setAddress(line, ByteRange(blank + 1, end), &event)
    }
    if let blank = line.find(32, from: start, to: end) {
      event[.userName] = ByteRange(start, blank)
      event[.detail] = ByteRange(blank + 1, end)
    }
  }

  public static var samples: [LogSample] { AccessSamples.qpopper }
}
