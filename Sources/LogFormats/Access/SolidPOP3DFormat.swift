public import Bytes
public import Model

/// solid-pop3d: `user U authenticated - A`, `authentication failed: no such user: U - A`; the address is the server's and
/// stands last.
/// - Source: solid-pop3d src/main.c, src/authenticate.c (calls of `pop_log`).
public enum SolidPOP3DFormat: LogFormat {
  public static var name: StaticString { "solid-pop3d" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("solid-pop3d", in: program) || line.equals("spop3d", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let start = message.lower
    var end = message.upper
    event.networkProtocol = .pop3
    if line.has("connect from ", at: start) {
      event.action = .connect
      AccessLine.setAddress(line, ByteRange(start + 13, end), &event)
      return
    }
    if let dash = line.findLast(" - ", from: start, to: end) {
      AccessLine.setAddress(line, ByteRange(dash + 3, end), &event)
      if event.has(.sourceIP) { end = dash }
    }
    if line.has("user ", at: start), line.has(" authenticated", at: end - 14) {
      event.action = .login
      event.outcome = .success
      event[.userName] = ByteRange(start + 5, end - 14)
      return
    }
    guard let user = failedUser(line, from: start, to: end) else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
      return
    }
    event.action = .login
    event.outcome = .failure
    event[.reason] = ByteRange(start, user.wordsEnd)
    if line.has("APOP", at: start) { event[.authMethod] = ByteRange(start, start + 4) }
    if user.name < end { event[.userName] = ByteRange(user.name, end) }
  }

  /// Where the words of a failed login end and its user's name begins.
  private static func failedUser(
    _ line: Span<UInt8>, from start: Int, to end: Int
  ) -> (wordsEnd: Int, name: Int)? {
    if line.has("authentication failed: no such user: ", at: start) { return (start + 35, start + 37) }
    if line.has("authentication failed: can't map user name: ", at: start) { return (start + 42, start + 44) }
    if line.has("root login not allowed", at: start) { return (start + 22, end) }
    if line.has("can't find APOP secret for user ", at: start) { return (start + 31, start + 32) }
    let first = line.has("APOP ", at: start) ? start + 5 : start
    if line.has("authentication failed for mapped user ", at: first) { return (first + 37, first + 38) }
    if line.has("authentication failed for user ", at: first) { return (first + 30, first + 31) }
    return nil
  }

  public static var samples: [LogSample] { AccessSamples.solidPOP3D }
}
