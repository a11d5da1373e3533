import Bytes
import Model

/// Lines of `postscreen` and its helper `dnsblog`.
/// - Source: postfix/src/postscreen/*.c
enum PostfixScreen {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.networkProtocol = .smtp
    switch line[start] {
    case .ascii("C"):
      if line.has("CONNECT from [", at: start) {
        guard let peer = line.peer(at: start &+ 13, to: end) else { return }
        event.action = .connect
        event.setSource(peer, in: line)
      } else if line.has("COMMAND ", at: start) {
        parseViolation(line, from: start, to: end, &event)
      } else if line.has("CLIENT", at: start) {
        parsePassed(line, from: start, to: end, &event)
      }
    case .ascii("D"):
      if line.has("DISCONNECT [", at: start) {
        guard let peer = line.peer(at: start &+ 11, to: end) else { return }
        event.action = .disconnect
        event.setSource(peer, in: line)
      } else if line.has("DNSBL rank ", at: start) {
        var position = start + 11
        let rank = line.number(&position, to: end)
        guard line.has(" for ", at: position), let peer = line.peer(at: position + 5, to: end) else { return }
        event.action = .contentVerdict
        event[.contentAction] = ByteRange(start, start + 5)
        event[.limitName] = ByteRange(start, start + 10)
        event.limitValue = rank
        event.setSource(peer, in: line)
      } else {
        parsePassed(line, from: start, to: end, &event)
      }
    case .ascii("H"):
      if line.has("HANGUP after ", at: start), let from = line.find(" from ", from: start, to: end),
        let peer = line.peer(at: from &+ 6, to: end)
      {
        event.action = .connectionLost
        event.outcome = .failure
        event.setSource(peer, in: line)
        var position = start + 13
        event.delayMicroseconds = line.seconds(&position, to: from)
        event[.reason] = ByteRange(start, from)
        if line.has(" in ", at: peer.end) { event[.detail] = ByteRange(peer.end + 4, end) }
      }
    case .ascii("P"):
      if line.has("PASS ", at: start) {
        parsePassed(line, from: start, to: end, &event)
      } else if line.has("PREGREET ", at: start) {
        parseViolation(line, from: start, to: end, &event)
      }
    case .ascii("W"), .ascii("A"): parsePassed(line, from: start, to: end, &event)
    case .ascii("B"):
      if line.has("BARE NEWLINE ", at: start) {
        parseViolation(line, from: start, to: end, &event)
      } else {
        parsePassed(line, from: start, to: end, &event)
      }
    case .ascii("N"):
      if line.has("NON-SMTP COMMAND ", at: start) { parseViolation(line, from: start, to: end, &event) }
    case .ascii("r"):
      if line.has("reject: ", at: start) {
        PostfixRejection.parse(line, .reject, from: start &+ 8, to: end, &event)
      } else if line.has("reject_warning: ", at: start) {
        PostfixRejection.parse(line, .warning, from: start + 16, to: end, &event)
      }
    case .ascii("a"):
      if line.has("addr ", at: start), let listed = line.find(" listed by domain ", from: start, to: end) {
        event.action = .contentVerdict
        event[.sourceIP] = ByteRange(start + 5, listed)
        event[.detail] = ByteRange(listed + 18, end)
      }
    case .ascii("c"):
      if line.has("cache ", at: start), line.find(" cleanup: retained=", from: start, to: end) != nil {
        event.action = .statistics
        event[.detail] = ByteRange(start, end)
      }
    case .ascii("e"):
      if line.has("entering ", at: start), line.find("STRESS mode", from: start, to: end) != nil {
        event.action = .serviceLimit
        event[.reason] = ByteRange(start, end)
        event.outcome = .failure
      }
    case .ascii("t"), .ascii("l"):
      if line.has("leaving STRESS mode", at: start) || line.has("terminating STRESS mode", at: start) {
        event.action = .service
        event[.detail] = ByteRange(start, end)
      }
    default: break
    }
  }

  /// `PASS OLD [ip]:port`, `WHITELISTED`, `ALLOWLIST VETO`, `DENYLISTED [ip]:port`: the verdict's words, then the client.
  private static func parsePassed(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let open = line.find(" [", from: start, to: Swift.min(end, start + 24)), open > start,
      let peer = line.peer(at: open + 1, to: end)
    else { return }
    for index in start..<open where !line[index].isUpper && line[index] != 32 { return }
    event.action = .contentVerdict
    event[.contentAction] = ByteRange(start, open)
    event.setSource(peer, in: line)
  }

  /// `COMMAND TIME LIMIT from [ip]:port after STAGE[: text]`, `PREGREET n after t from [ip]:port: text`.
  private static func parseViolation(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let from = line.find(" from ", from: start, to: end), let peer = line.peer(at: from + 6, to: end)
    else {
      return
    }
    event.setSource(peer, in: line)
    event[.reason] = ByteRange(start, from)
    event.outcome = .failure
    let isLimit = line.has(" LIMIT", at: from - 6)
    event.action = isLimit ? .rateLimit : .warning
    if isLimit { event[.limitName] = ByteRange(start, from) }
    if line.has(" after ", at: peer.end) {
      event.stage = PostfixRejection.stage(line, at: Swift.min(peer.end + 7, end - 1), to: end)
    }
    if let text = line.find(": ", from: peer.end, to: end) {
      event[.detail] = ByteRange(text + 2, end)
    }
  }
}
