public import Bytes
public import Model

/// SOGo: `sogod [26818]: SOGoRootPage Login from 'A' for user 'U' might not have worked - password policy: …`, and its
/// requests (`A "POST /SOGo/connect HTTP/1.1" 403 …`).
///
/// The address may be a list, the client's behind the proxies' (`'A, B'`): X-Forwarded-For as it came.
/// - Source: sogo UI/MainUI/SOGoRootPage.m: connectAction; sogod's Apache-like request line.
public enum SOGoFormat: NativeFormat {
  public static var name: StaticString { "sogo" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("sogod", in: program) || line.equals("sogo", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    if line.has("sogod [", at: 0) { return true }
    guard line.has("[", at: 0) else { return false }
    guard let close = line.find("]: ", from: 1, to: Swift.min(line.count, 12)) else { return false }
    for index in 1..<close where !line[index].isDigit { return false }
    return line.find("SOGo", from: close) != nil
  }

  /// `Mar 24 08:58:32 sogod [26818]: `
  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    var read = Envelope()
    Envelope.parse(line, into: &read)
    guard read.program.isNone else { return false }
    var tag = read.message.lower
    if !read.host.isNone, line.equals("sogod", in: read.host) { tag = read.host.lower }
    guard line.has("sogod [", at: tag),
      let close = line.find("]: ", from: tag, to: Swift.min(line.count, tag + 20))
    else { return false }
    read.host = .none
    read.program = ByteRange(tag, tag + 5)
    var position = tag + 7
    read.pid = Int32(clamping: line.number(&position, to: close))
    read.message = ByteRange(close + 3, line.count)
    envelope = read
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard line.equals("sogod", in: envelope.program) else { return }
    parse(line, program: envelope.program, message: envelope.message, into: &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    let login =
      line.find("Login from '", from: message.lower, to: end)
      ?? line.find("login from '", from: message.lower, to: end)
    guard let login, let quote = line.find("' for user '", from: login, to: end) else {
      AccessLine.setOther(line, message, &event)
      return
    }
    event.action = .login
    setClient(line, from: login + 12, to: quote, &event)
    let user = quote + 12
    if let failed = line.findLast("' might not have worked", from: user, to: end) {
      event.outcome = .failure
      event[.userName] = ByteRange(user, failed)
      event[.reason] = ByteRange(failed + 2, end)
    } else {
      event.outcome = line.find("uccessful", from: message.lower, to: login) != nil ? .success : .unknown
      let close =
        line.findLast("' - ", from: user, to: end) ?? line.findLast(.ascii("'"), from: user, to: end)
      event[.userName] = ByteRange(user, close ?? end)
    }
  }

  private static func setClient(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let comma = line.find(", ", from: start, to: end) else {
      AccessLine.setAddress(line, ByteRange(start, end), &event)
      return
    }
    // Every entry but the last may be the client's own claim.
    let last = line.findLast(", ", from: start, to: end) ?? comma
    AccessLine.setAddress(line, ByteRange(last + 2, end), &event)
    event[.originalClient] = ByteRange(start, comma)
  }

  public static var samples: [LogSample] { WebmailSamples.sogo }
}
