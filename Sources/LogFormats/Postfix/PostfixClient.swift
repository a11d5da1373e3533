import Bytes
import Model

/// Lines of the `smtp` and `lmtp` clients: deliveries, connections out, and what servers said.
enum PostfixClient {
  static func parse(
    _ line: Span<UInt8>, isLMTP: Bool, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.networkProtocol = isLMTP ? .lmtp : .smtp
    event.isClientSide = true
    switch line[start] {
    case .ascii("t"):
      if line.has("to=", at: start) { _ = PostfixDelivery.parse(line, from: start, to: end, &event) }
    case .ascii("c"): parseC(line, from: start, to: end, &event)
    case .ascii("h"):
      guard line.has("host ", at: start), let peer = line.peer(at: start &+ 5, to: end) else { return }
      if line.has(" said: ", at: peer.end) {
        event.action = .warning
      } else if line.has(" refused to talk to me: ", at: peer.end) {
        event.action = .connectionRefused
      } else {
        return
      }
      event.outcome = .failure
      event.setDestination(peer, in: line)
      event[.reason] = ByteRange(start, end)
      PostfixDelivery.readSaid(line, from: start, to: end, &event)
    case .ascii("l"):
      guard line.has("lost connection with ", at: start), let peer = line.peer(at: start &+ 21, to: end)
      else {
        return
      }
      event.action = .connectionLost
      event.outcome = .failure
      event.setDestination(peer, in: line)
      event[.reason] = ByteRange(start, end)
    case .ascii("e"):
      if line.has("enabling PIX ", at: start) {
        event.action = .service
        event[.detail] = ByteRange(start, end)
        if let found = line.find(" for ", from: start, to: end), let peer = line.peer(at: found + 5, to: end)
        {
          event.setDestination(peer, in: line)
        }
      }
    case .ascii("S"):
      if line.has("SASL authentication failed; ", at: start)
        || line.has("SASL [CACHED] authentication failed; ", at: start)
      {
        event.action = .warning
        event.outcome = .failure
        event[.reason] = ByteRange(start, end)
        if let server = line.find("server ", from: start, to: end),
          let peer = line.peer(at: server + 7, to: end)
        {
          event.setDestination(peer, in: line)
        }
        PostfixDelivery.readSaid(line, from: start, to: end, &event)
      }
    case .ascii("b"):
      if line.has("breaking line ", at: start) { setService(from: start, to: end, &event) }
    case .ascii("r"):
      if line.has("replace: ", at: start) || line.has("remove: ", at: start) {
        PostfixCleanup.parseCheck(line, from: start, to: end, &event)
      }
    case .ascii("H"):
      if line.has("Host offered STARTTLS: [", at: start) {
        setService(from: start, to: end, &event)
        if let close = line.find(.ascii("]"), from: start + 24, to: end), close > start + 24 {
          event[.destinationDomain] = ByteRange(start + 24, close)
        }
      }
    case .ascii("w"), .ascii("i"), .ascii("p"), .ascii("d"):
      if !line.has("warning: ", at: start) { PostfixCleanup.parseCheck(line, from: start, to: end, &event) }
    default: break
    }
  }

  private static func parseC(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("connect to ", at: start) {
      guard let peer = line.peer(at: start + 11, to: end), line.has(": ", at: peer.end) else { return }
      event.outcome = .failure
      event.setDestination(peer, in: line)
      // 2.2 wrote the port behind the reason: `Connection refused (port 25)`.
      var reasonEnd = end
      if let port = line.findLast(" (port ", from: peer.end, to: end), line[end - 1] == .ascii(")") {
        var position = port + 7
        event.destinationPort = UInt16(clamping: line.number(&position, to: end))
        reasonEnd = port
      }
      event[.reason] = ByteRange(peer.end + 2, reasonEnd)
      event.action =
        line.has("Connection refused", at: peer.end + 2)
          || line.find("refused to talk to me", from: peer.end, to: end) != nil
        ? .connectionRefused : .connectionLost
    } else if line.has("conversation with ", at: start) {
      guard let peer = line.peer(at: start + 18, to: end) else { return }
      event.action = .connectionLost
      event.outcome = .failure
      event.setDestination(peer, in: line)
      event[.reason] = ByteRange(start, end)
    } else if line.has("certificate ", at: start) {
      event.action = .warning
      event.outcome = .failure
      event.tlsVerification = .untrusted
      if let found = line.find(" for ", from: start, to: end), let peer = line.peer(at: found + 5, to: end) {
        event.setDestination(peer, in: line)
      }
      event[.reason] = ByteRange(start, end)
    }
  }

  static func setService(from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .service
    event[.detail] = ByteRange(start, end)
  }
}
