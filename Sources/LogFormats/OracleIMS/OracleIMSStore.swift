import Bytes
import Model

/// The message store's logs: `… host imapd[pid]: Account Notice: badlogin: [A:P] mechanism user reason`.
///
/// A process serves many clients, so its pid tells none apart and is left out of their lines.
enum OracleIMSStore {
  static func parse(_ line: Span<UInt8>, _ program: ByteRange, _ text: ByteRange, _ event: inout LogEvent) {
    guard !program.isNone,
      let colon = line.find(": ", from: text.lower, to: Swift.min(text.upper, text.lower + 48))
    else {
      AccessLine.setOther(line, text, &event)
      return
    }
    event.networkProtocol = AccessLine.networkProtocol(line, program)
    let start = colon + 2
    if line.has("badlogin: ", at: start) {
      event.outcome = .failure
      var position = start + 10
      setAddress(line, &position, text.upper, &event)
      setMethod(line, &position, text.upper, &event)
      if let user = line.token(&position, to: text.upper) { event[.userName] = user }
      if position < text.upper { event[.reason] = ByteRange(position, text.upper) }
      event.action = .login
      event.pid = -1
    } else if line.has("login ", at: start) || line.has("login: ", at: start) {
      event.outcome = .success
      var position = start + (line.has("login:", at: start) ? 7 : 6)
      setAddress(line, &position, text.upper, &event)
      if let user = line.token(&position, to: text.upper) { event[.userName] = user }
      setMethod(line, &position, text.upper, &event)
      event.action = .login
      event.pid = -1
    } else if line.has("close ", at: start) {
      event.action = .disconnect
      var position = start + 6
      setAddress(line, &position, text.upper, &event)
      if let user = line.token(&position, to: text.upper), line[user.lower] != .ascii("[") {
        event[.userName] = user
      }
      event.pid = -1
    } else if line.has("connect ", at: start) || line.has("Connect ", at: start) {
      event.action = .connect
      var position = start + 8
      setAddress(line, &position, text.upper, &event)
      event.pid = -1
    } else {
      AccessLine.setOther(line, text, &event)
    }
  }

  /// `[A:P]`, `[A]`
  private static func setAddress(
    _ line: Span<UInt8>, _ position: inout Int, _ end: Int, _ event: inout LogEvent
  ) {
    guard position < end, line[position] == .ascii("["),
      let close = line.find(.ascii("]"), from: position, to: end)
    else { return }
    var stop = close
    if let colon = line.findLast(.ascii(":"), from: position, to: close),
      line.find(.ascii("."), from: position, to: colon) != nil
    {
      stop = colon
      var digits = colon + 1
      event.sourcePort = UInt16(clamping: line.number(&digits, to: close))
    }
    AccessLine.setAddress(line, ByteRange(position + 1, stop), &event)
    position = AccessLine.skipBlanks(line, from: close + 1, to: end)
  }

  private static func setMethod(
    _ line: Span<UInt8>, _ position: inout Int, _ end: Int, _ event: inout LogEvent
  ) {
    if let method = line.token(&position, to: end), method.count <= 20 { event[.authMethod] = method }
  }
}
