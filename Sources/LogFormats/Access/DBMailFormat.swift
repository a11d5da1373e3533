public import Bytes
public import Model

/// DBMail's daemons: services and troubles, and its logins `login for user [U] … from [A]` as far as they are told in words.
///
/// Every line begins with a level and a part: `Notice:[imap] imap4.c,…: text` (2.2), `Info:[auth] func(+12): text`.
/// - Source: dbmail src/debug.c: trace; src/modules/authsql.c; src/pop3.c: `user [%s] tried to login with wrong password`.
public enum DBMailFormat: LogFormat {
  public static var name: StaticString { "dbmail" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.has("dbmail/", at: program.lower) || line.has("dbmail-", at: program.lower)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    event.networkProtocol = AccessLine.networkProtocol(line, program)
    if let address = line.findLast("from [", from: message.lower, to: end),
      let close = line.find(.ascii("]"), from: address, to: end)
    {
      var range = ByteRange(address + 6, close)
      if let colon = line.findLast(.ascii(":"), from: range.lower, to: close),
        line.find(.ascii("."), from: range.lower, to: colon) != nil
      {
        range = ByteRange(range.lower, colon)
      }
      AccessLine.setAddress(line, range, &event)
    }
    if line.find("tried to login with wrong password", from: message.lower, to: end) != nil
      || line.find("login failed", from: message.lower, to: end) != nil
    {
      event.action = .login
      event.outcome = .failure
      if let user = line.find("user [", from: message.lower, to: end),
        let close = line.find(.ascii("]"), from: user, to: end)
      {
        event[.userName] = ByteRange(user + 6, close)
      }
      event[.reason] = message
      return
    }
    AccessLine.setOther(line, message, &event)
  }

  public static var samples: [LogSample] { AccessSamples.dbmail }
}
