public import Bytes
public import Model

/// Postfix 2.2 to 3.11: the log lines of every daemon and command.
///
/// A line is `[QUEUEID|NOQUEUE]: text`, or text alone; what the text can be depends on the program, one file a family of
/// programs. What any program can log (warnings, TLS, table changes) is in PostfixCommon. Not here: what lines say
/// together (a session's TLS, a message's way), which Correlation finds out.
/// - Source: postfix/src/*/*.c (`msg_info`, `msg_warn`), RELEASE_NOTES of 2.2 to 3.11.
public enum PostfixFormat: LogFormat {
  public static var name: StaticString { "postfix" }

  /// `<syslog_name>/[<service>/]<program>` with a program of Postfix, or anything behind `postfix/`.
  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    service(of: program, in: line) != nil
  }

  /// The program; nil where the tag is not one of Postfix.
  @inline(__always)
  static func service(of program: ByteRange, in line: Span<UInt8>) -> PostfixService? {
    guard let slash = line.findLast(.ascii("/"), from: program.lower, to: program.upper) else {
      return line.has("post", at: program.lower) ? bareService(of: program, in: line) : nil
    }
    let found = PostfixService(line, ByteRange(slash &+ 1, program.upper))
    if line.has("postfix", at: program.lower) { return found }
    // `cyrus/lmtp` and `cyrus/master` are another's.
    if line.has("cyrus", at: program.lower) { return nil }
    return found == .other || found == .pipe || found == .tool
      || found == .sendmail && !line.has("mail", at: program.lower)
      ? nil : found
  }

  /// Commands log without a directory part when they are run by hand: `postfix-script`, `postsuper`, `postfix`.
  @inline(never)
  private static func bareService(of program: ByteRange, in line: Span<UInt8>) -> PostfixService? {
    let found = PostfixService(line, program)
    switch found {
    case .script, .tool, .postsuper, .postscreen, .postlogd: return found
    default: return nil
    }
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    guard let service = service(of: program, in: line) else { return }
    parse(line, service, program: program, message: message, into: &event)
  }

  /// As above, for a tag whose program is known.
  static func parse(
    _ line: Span<UInt8>, _ service: PostfixService, program: ByteRange, message: ByteRange,
    into event: inout LogEvent
  ) {
    var start = message.lower
    let end = message.upper
    while start < end, line[start] == 32 { start &+= 1 }
    guard start < end else { return }
    if let colon = queueID(line, from: start, to: end) {
      if line[start] != .ascii("N") || !line.has("NOQUEUE:", at: start) {
        event[.localID] = ByteRange(start, colon)
        event.messageRole = .continues
      }
      start = Swift.min(colon &+ 2, end)
      guard start < end else { return }
    }
    switch service {
    case .smtpd, .qmqpd: PostfixServer.parse(line, program: program, from: start, to: end, &event)
    case .smtp, .lmtp: PostfixClient.parse(line, isLMTP: service == .lmtp, from: start, to: end, &event)
    case .qmgr: PostfixQueue.parseManager(line, from: start, to: end, &event)
    case .cleanup: PostfixCleanup.parse(line, from: start, to: end, &event)
    case .postscreen, .dnsblog: PostfixScreen.parse(line, from: start, to: end, &event)
    case .local, .virtual, .pipe, .error, .discard, .retry, .spawn:
      PostfixAgent.parse(line, from: start, to: end, &event)
    case .pickup, .bounce, .postsuper, .sendmail, .flush, .showq:
      PostfixQueue.parse(line, from: start, to: end, &event)
    case .anvil, .scache, .verify: PostfixStatistics.parse(line, from: start, to: end, &event)
    case .master, .script, .tlsmgr, .postlogd, .trivialRewrite, .proxymap, .tool, .other, .tlsproxy:
      PostfixDaemon.parse(line, from: start, to: end, &event)
    }
    if event.action == .unrecognized { PostfixCommon.parse(line, from: start, to: end, &event) }
    if service == .other, event.action == .unrecognized {
      // A policy server of the site's own that took Postfix' name.
      event.action = .otherProgram
      event.format = .max
    }
  }

  public static var samples: [LogSample] { PostfixSamples.all }

  /// The colon behind a queue id (or `NOQUEUE`) at `start`.
  ///
  /// Short ids are upper-case hexadecimal, long ids are digits and consonants with a `z`: a letter-only word in lower
  /// case (`warning`, `statistics`) is neither. Six bytes is the shortest that Postfix makes; five are accepted.
  @inline(__always)
  static func queueID(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    let bytes = line.block(at: start)
    let length = (.!bytes.isAlphanumeric).firstLane
    guard length >= 5 else { return nil }
    var index = start &+ length
    if length == 16 { while index < end, line[index].isAlphanumeric { index &+= 1 } }
    guard index < end, line[index] == .ascii(":") else { return nil }
    if index &+ 1 < end, line[index &+ 1] != 32 { return nil }
    return bytes.isDigit.firstLane < length ? index : digitless(line, from: start, to: index)
  }

  /// The same of a word whose first sixteen bytes are letters, up to its colon.
  @inline(never)
  private static func digitless(_ line: Span<UInt8>, from start: Int, to index: Int) -> Int? {
    if line.has("NOQUEUE:", at: start) { return index }
    for place in start..<index where line[place].isDigit { return index }
    for place in start..<index where line[place].isLower || !line[place].isHexDigit { return nil }
    return index
  }
}
