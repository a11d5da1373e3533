import Bytes
import Model

/// `SESSION smtp EVENT ...`: what happens in a client's session.
enum OpenSMTPDServer {
  /// Reads the line at `start`, on the event's word.
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.networkProtocol = .smtp
    guard start < end else { return }
    let stop = OpenSMTPDFormat.wordEnd(line, from: start, to: end)
    let word = ByteRange(start, stop)
    var position = Swift.min(stop &+ 1, end)
    switch line[start] {
    case .ascii("c"):
      if line.equals("connected", in: word) {
        event.action = .connect
        event.alwaysLogsTLS = true
        _ = readClient(line, from: position, to: end, &event)
      } else if line.equals("closed", in: word) {
        position = readClient(line, from: position, to: end, &event)
        readEnd(line, from: position, to: end, &event)
      } else if line.equals("cert-check", in: word) || line.equals("client-cert-check", in: word) {
        readCheck(line, from: position, to: end, &event)
      }
    case .ascii("m"):
      if line.equals("message", in: word) { readMessage(line, from: position, to: end, &event) }
    case .ascii("e"):
      if line.equals("envelope", in: word) { readEnvelope(line, from: position, to: end, &event) }
    case .ascii("d"):
      if line.equals("disconnected", in: word) { readEnd(line, from: position, to: end, &event) }
    case .ascii("t"):
      guard line.equals("tls", in: word) else { break }
      event.action = .tlsEstablished
      if line.has("ciphers=", at: position) {
        OpenSMTPDFormat.setTLS(line, from: position &+ 8, to: end, &event)
      }
    case .ascii("s"):
      guard line.equals("starttls", in: word) else { break }
      event.action = .tlsEstablished
      position = readClient(line, from: position, to: end, &event)
      if line.has("ciphers=", at: position) {
        OpenSMTPDFormat.setTLS(line, from: position &+ 8, to: end, &event)
      }
    case .ascii("a"):
      if line.equals("authentication", in: word) { readLogin(line, from: position, to: end, &event) }
    case .ascii("f"):
      guard line.equals("failed-command", in: word) else { break }
      position = readClient(line, from: position, to: end, &event)
      // The command is the client's, with any quote of it: the server's own words come last.
      guard line.has("command=\"", at: position),
        let result = line.findLast("\" result=\"", from: position, to: end)
      else { break }
      OpenSMTPDCommand.read(
        line, command: ByteRange(position &+ 9, result), reply: unquoted(line, result &+ 10, end), &event)
    case .ascii("b"):
      guard line.equals("bad-input", in: word) else { break }
      position = readClient(line, from: position, to: end, &event)
      guard line.has("result=\"", at: position) else { break }
      OpenSMTPDCommand.readBadInput(line, reply: unquoted(line, position &+ 8, end), &event)
    case .ascii("p"):
      if line.equals("proxy", in: word) { event.setService(start, end) }
    default: break
    }
  }

  /// The range from `start` to the quote that ends the line.
  static func unquoted(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> ByteRange {
    ByteRange(start, end > start && line[end &- 1] == .ascii("\"") ? end &- 1 : end)
  }

  /// `address=A host=H `; returns the position behind it.
  private static func readClient(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    guard line.has("address=", at: start) else { return start }
    let stop = OpenSMTPDFormat.wordEnd(line, from: start, to: end)
    OpenSMTPDFormat.setAddress(line, ByteRange(start &+ 8, stop), &event)
    guard line.has(" host=", at: stop) else { return Swift.min(stop &+ 1, end) }
    let next = OpenSMTPDFormat.wordEnd(line, from: stop &+ 6, to: end)
    // A name from the DNS that nobody has looked up the other way round.
    let host = ByteRange(stop &+ 6, next)
    if event.action == .connect, event.has(.sourceIP), !line.equals("<unknown>", in: host) {
      event[.detail] = ByteRange(stop &+ 1, next)
    }
    return Swift.min(next &+ 1, end)
  }

  private static func readEnd(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has("reason=", at: start) else { return }
    var reason = ByteRange(start &+ 7, end)
    if reason.lower < end, line[reason.lower] == .ascii("\"") {
      reason = unquoted(line, reason.lower &+ 1, end)
    }
    event[.reason] = reason
    if line.equals("quit", in: reason) {
      event.action = .disconnect
    } else if line.equals("tls-accept-failed", in: reason) || line.equals("ca-failure", in: reason) {
      event.action = .tlsFailed
      event.outcome = .failure
    } else {
      event.action = .connectionLost
    }
  }

  private static func readCheck(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.setService(start, end)
    guard let result = line.find("result=", from: start, to: end) else { return }
    if line.has("\"verified", at: result &+ 7) || line.has("\"success", at: result &+ 7) {
      event.tlsVerification = .verified
    } else if line.has("\"failure", at: result &+ 7) || line.has("\"unverified", at: result &+ 7) {
      event.tlsVerification = .untrusted
    }
  }

  /// `user=U [address=A host=H ]result=ok`; blanks in the user are encoded.
  private static func readLogin(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has("user=", at: start), let result = line.findLast(" result=", from: start, to: end) else {
      return
    }
    event.action = .login
    var userEnd = result
    if let address = line.findLast(" address=", from: start, to: result) {
      userEnd = address
      _ = readClient(line, from: address &+ 1, to: result, &event)
    }
    event[.userName] = ByteRange(start &+ 5, userEnd)
    let word = ByteRange(result &+ 8, end)
    if line.equals("ok", in: word) {
      event.outcome = .success
    } else {
      event.outcome = .failure
      event[.reason] = word
    }
  }

  /// `msgid=M size=S nrcpt=N proto=P`; to 6.3 `[address=A host=H ]msgid=M from=<S> to=<R> size=S ndest=N proto=P`, a line
  /// for every recipient.
  private static func readMessage(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    var position = readClient(line, from: start, to: end, &event)
    guard line.has("msgid=", at: position) else { return }
    position &+= 6
    let stop = OpenSMTPDFormat.wordEnd(line, from: position, to: end)
    event[.localID] = ByteRange(position, stop)
    event.action = .messageReceived
    event.messageRole = .arrives
    position = Swift.min(stop &+ 1, end)
    if line.has("from=<", at: position) {
      readAddresses(line, from: position &+ 5, to: end, &event)
    }
    if let size = line.findLast("size=", from: position, to: end) {
      var digits = size &+ 5
      event.size = line.number(&digits, to: end)
      if line.has(" nrcpt=", at: digits) || line.has(" ndest=", at: digits) {
        digits &+= 7
        event.recipients = Int32(clamping: line.number(&digits, to: end))
      }
    }
  }

  private static func readEnvelope(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard line.has("evpid=", at: start),
      let next = OpenSMTPDFormat.setEnvelope(line, at: start &+ 6, &event), line.has(" from=<", at: next)
    else { return }
    event.action = .messageQueued
    event[.detail] = ByteRange(start, next)
    readAddresses(line, from: next &+ 6, to: end, &event)
  }

  /// `<S> to=<R>`
  private static func readAddresses(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let sender = line.bracketed(at: start, to: end) else { return }
    event[.mailFrom] = sender.address
    guard line.has(" to=<", at: sender.next), let recipient = line.bracketed(at: sender.next &+ 4, to: end)
    else { return }
    event[.rcptTo] = recipient.address
  }
}
