public import Bytes
public import Model

/// Cyrus SASL's `saslauthd`: `do_auth : auth failure: [user=U] [service=S] [realm=R] [mech=M] [reason=T]`.
///
/// A warning, no login: the server that the client talks to tells of the attempt.
/// - Source: cyrus-sasl saslauthd/saslauthd-main.c: do_auth.
public enum SaslauthdFormat: LogFormat {
  public static var name: StaticString { "saslauthd" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("saslauthd", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    guard line.has("do_auth", at: message.lower),
      let user = line.find("[user=", from: message.lower, to: end)
    else {
      AccessLine.setOther(line, message, &event)
      return
    }
    let isFailure = line.find("auth failure", from: message.lower, to: user) != nil
    event.action = isFailure ? .warning : .service
    event.outcome = isFailure ? .failure : .success
    let mechanism = line.findLast("] [mech=", from: user, to: end) ?? end
    let realm = line.findLast("] [realm=", from: user, to: mechanism) ?? mechanism
    let service = line.findLast("] [service=", from: user, to: realm) ?? realm
    event[.userName] = ByteRange(user + 6, service)
    if service < realm { setService(line, ByteRange(service + 11, realm), &event) }
    if let reason = line.findLast("] [reason=", from: mechanism, to: end) {
      event[.reason] = ByteRange(reason + 10, line[end - 1] == .ascii("]") ? end - 1 : end)
    } else if isFailure {
      event[.reason] = ByteRange(message.lower, user)
    } else {
      event[.detail] = message
    }
  }

  private static func setService(_ line: Span<UInt8>, _ name: ByteRange, _ event: inout LogEvent) {
    if line.equals("smtp", in: name) {
      event.networkProtocol = .smtp
    } else {
      event.networkProtocol = AccessLine.networkProtocol(line, name)
    }
  }

  public static var samples: [LogSample] { AccessSamples.saslauthd }
}
