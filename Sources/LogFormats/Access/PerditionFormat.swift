public import Bytes
public import Model

/// perdition, the IMAP and POP3 proxy: `Connect: A->B`, `Auth: A->B … user="U" server="S" … status="ok"`, `Close: …`.
///
/// In 1.x the user's name is `user="U"`, in 2.x `authentication_id="U"`. The status is the server's and stands last.
/// - Source: perdition/perdition.c (`VANESSA_LOGGER_LOG` of connect_log, auth_log and close).
public enum PerditionFormat: LogFormat {
  public static var name: StaticString { "perdition" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.has("perdition", at: program.lower)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let start = message.lower
    let end = message.upper
    event.networkProtocol = AccessLine.networkProtocol(line, program)
    if event.networkProtocol == .imaps || event.networkProtocol == .pop3s { event.tlsEstablished = .yes }
    if line.has("Connect: ", at: start) {
      event.action = .connect
      _ = readPeers(line, from: start + 9, to: end, &event)
    } else if line.has("Auth: ", at: start) {
      event.action = .login
      let next = readPeers(line, from: start + 6, to: end, &event)
      readAuth(line, from: next, to: end, &event)
    } else if line.has("Close: ", at: start) {
      event.action = .disconnect
      let next = readPeers(line, from: start + 7, to: end, &event)
      readUser(line, from: next, to: end, &event)
      if let received = line.findLast(" received=", from: next, to: end) {
        var position = received + 10
        event.bytesIn = line.number(&position, to: end)
      }
      if let sent = line.findLast(" sent=", from: next, to: end) {
        var position = sent + 6
        event.bytesOut = line.number(&position, to: end)
      }
    } else {
      AccessLine.setOther(line, message, &event)
    }
  }

  /// `192.0.2.1:1024->192.0.2.2:143 `, ports and their colons may be missing.
  private static func readPeers(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    let stop = line.find(32, from: start, to: end) ?? end
    guard let arrow = line.find("->", from: start, to: stop) else { return stop }
    var address = ByteRange(start, arrow)
    if line.find(.ascii("."), from: start, to: arrow) != nil,
      let colon = line.find(.ascii(":"), from: start, to: arrow)
    {
      address = ByteRange(start, colon)
      var position = colon + 1
      event.sourcePort = UInt16(clamping: line.number(&position, to: arrow))
    }
    AccessLine.setAddress(line, address, &event)
    return stop
  }

  private static func readAuth(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if let status = line.findLast("status=\"", from: start, to: end) {
      let close = line.findLast(.ascii("\""), from: status + 8, to: end) ?? end
      let isGood = line.has("ok", at: status + 8) && close - status == 10
      event.outcome = isGood ? .success : .failure
      if !isGood { event[.reason] = ByteRange(status + 8, close) }
    } else {
      event.outcome = .unknown
    }
    if line.find("client-secure=ssl", from: start, to: end) != nil
      || line.find("client-secure=tls", from: start, to: end) != nil
    {
      event.tlsEstablished = .yes
    } else if line.find("client-secure=plaintext", from: start, to: end) != nil {
      event.tlsEstablished = .no
    }
    readUser(line, from: start, to: end, &event)
  }

  private static func readUser(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var value = -1
    if let id = line.find("authentication_id=\"", from: start, to: end) {
      value = id + 19
    } else if let user = line.find("user=\"", from: start, to: end) {
      value = user + 6
    }
    guard value >= 0 else { return }
    // The server's own fields follow: ` server="…`, ` received=…`.
    var stop = line.findLast("\" server=\"", from: value, to: end)
    if stop == nil { stop = line.findLast("\" received=", from: value, to: end) }
    if stop == nil { stop = line.find(.ascii("\""), from: value, to: end) }
    event[.userName] = ByteRange(value, stop ?? end)
  }

  public static var samples: [LogSample] { AccessSamples.perdition }
}
