import Bytes
import Model

/// Lines of `smtpd` (and `qmqpd`): connections, TLS, authentication, what was accepted and what was refused.
enum PostfixServer {
  static func parse(
    _ line: Span<UInt8>, program: ByteRange, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.networkProtocol = networkProtocol(line, program)
    switch line[start] {
    case .ascii("c"):
      if line.has("client=", at: start) {
        parseClient(line, from: start &+ 7, to: end, &event)
      } else if line.has("connect from ", at: start) {
        guard let peer = line.peer(at: start &+ 13, to: end) else { return }
        event.action = .connect
        event.setSource(peer, in: line)
      }
    case .ascii("d"):
      if line.has("disconnect from ", at: start) {
        guard let peer = line.peer(at: start &+ 16, to: end) else { return }
        event.action = .disconnect
        event.setSource(peer, in: line)
        if peer.end &+ 1 < end { event[.detail] = ByteRange(peer.end &+ 1, end) }
      } else if line.has("discard: ", at: start) {
        PostfixRejection.parse(line, .discard, from: start &+ 9, to: end, &event)
      } else if line.has("discarding ", at: start) {
        event.action = .service
        event[.detail] = ByteRange(start, end)
      }
    case .ascii("l"):
      if line.has("lost connection after ", at: start) {
        parseLoss(line, reasonFrom: start, stageFrom: start &+ 22, to: end, .connectionLost, &event)
      }
    case .ascii("r"):
      if line.has("reject: ", at: start) {
        PostfixRejection.parse(line, .reject, from: start &+ 8, to: end, &event)
      } else if line.has("reject_warning: ", at: start) {
        PostfixRejection.parse(line, .warning, from: start &+ 16, to: end, &event)
      } else if line.has("redirect: ", at: start) {
        PostfixRejection.parse(line, .redirect, from: start &+ 10, to: end, &event)
      }
    case .ascii("t"):
      if line.has("timeout after ", at: start) {
        parseLoss(line, reasonFrom: start, stageFrom: start &+ 14, to: end, .connectionLost, &event)
      } else if line.has("too many errors after ", at: start) {
        parseLoss(line, reasonFrom: start, stageFrom: start &+ 22, to: end, .rateLimit, &event)
        if event.action == .rateLimit { event[.limitName] = ByteRange(start, start &+ 15) }
      }
    case .ascii("i"):
      if line.has("improper command pipelining after ", at: start) {
        parseLoss(line, reasonFrom: start, stageFrom: start &+ 34, to: end, .warning, &event)
      } else if line.has("info: ", at: start) {
        PostfixRejection.parse(line, .verdict(start, start &+ 4), from: start &+ 6, to: end, &event)
      }
    case .ascii("b"):
      if line.has("bare <LF> received after ", at: start) || line.has("bare <CR> received after ", at: start)
      {
        parseLoss(line, reasonFrom: start, stageFrom: start &+ 25, to: end, .warning, &event)
      } else if line.has("bcc: ", at: start) {
        PostfixRejection.parse(line, .verdict(start, start &+ 3), from: start &+ 5, to: end, &event)
      }
    case .ascii("p"): parseP(line, from: start, to: end, &event)
    case .ascii("m"): PostfixCleanup.parseMilter(line, from: start, to: end, &event)
    case .ascii("f"):
      if line.has("filter: ", at: start) {
        PostfixRejection.parse(line, .redirect, from: start &+ 8, to: end, &event)
      }
    case .ascii("h"):
      if line.has("hold: ", at: start) {
        PostfixRejection.parse(line, .verdict(start, start &+ 4), from: start &+ 6, to: end, &event)
      }
    case .ascii("w"):
      if line.has("warn: ", at: start) {
        PostfixRejection.parse(line, .verdict(start, start &+ 4), from: start &+ 6, to: end, &event)
      } else if line.has("warning: ", at: start) {
        parseWarning(line, from: start &+ 9, to: end, &event)
      }
    default: break
    }
  }

  /// The service that the tag names between `syslog_name` and program; `smtp` where it names none of ours.
  @inline(__always)
  private static func networkProtocol(
    _ line: Span<UInt8>, _ program: ByteRange
  ) -> LogEvent.NetworkProtocol {
    // `postfix/smtpd` is 13 bytes; a service's name in the middle makes the tag longer.
    if program.count <= 13 { return .smtp }
    return namedProtocol(line, program)
  }

  @inline(never)
  private static func namedProtocol(
    _ line: Span<UInt8>, _ program: ByteRange
  ) -> LogEvent.NetworkProtocol {
    var position = program.lower
    while let slash = line.find(.ascii("/"), from: position, to: program.upper) {
      position = slash + 1
      if line.has("smtps", at: position), position + 5 < program.upper,
        line[position + 5] != .ascii("d")
          || line.has("submissions", at: position)
      {
        return .submissions
      }
      if line.has("submissions", at: position) || line.has("465/", at: position) { return .submissions }
      if line.has("submission", at: position) || line.has("587/", at: position) { return .submission }
    }
    return .smtp
  }

  /// `name[ip][:port][, sasl_method=M][, sasl_username=U][, sasl_sender=S][, orig_queue_id=Q][, orig_client=C]`.
  ///
  /// The user's name is the client's text: it ends at the last key that can stand behind it.
  @inline(__always)
  private static func parseClient(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let peer = line.peer(at: start, to: end) else { return }
    event.action = .messageReceived
    event.outcome = .success
    if event.messageRole == .continues { event.messageRole = .begins }
    event.setSource(peer, in: line)
    if event.networkProtocol == .submissions { event.tlsEstablished = .yes }
    if peer.end < end { parseClientKeys(line, from: peer.end, to: end, &event) }
  }

  @inline(never)
  private static func parseClientKeys(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    var position = start
    var limit = end
    if let origin = line.findLast(", orig_client=", from: start, to: end) {
      event[.originalClient] = ByteRange(origin + 14, end)
      limit = origin
    }
    if let origin = line.findLast(", orig_queue_id=", from: start, to: limit) {
      let id = Reply.identifier(line, at: origin + 16, to: limit)
      if !id.isNone, id.upper == limit {
        if !line.equals("NOQUEUE", in: id) { event[.originalID] = id }
        limit = origin
      }
    }
    if line.has(", sasl_method=", at: position) {
      let value = position + 14
      let stop = line.find(.ascii(","), from: value, to: limit) ?? limit
      event[.authMethod] = ByteRange(value, stop)
      position = stop
    }
    if line.has(", sasl_username=", at: position) {
      let stop = line.findLast(", sasl_sender=", from: position + 16, to: limit) ?? limit
      event[.userName] = ByteRange(position + 16, stop)
    }
  }

  /// `STAGE[ (N bytes)] from name[ip][: text]` behind `lost connection after` and its like.
  private static func parseLoss(
    _ line: Span<UInt8>, reasonFrom start: Int, stageFrom: Int, to end: Int, _ action: LogEvent.Action,
    _ event: inout LogEvent
  ) {
    guard let from = line.find(" from ", from: stageFrom, to: end),
      let peer = line.peer(at: from &+ 6, to: end)
    else { return }
    event.action = action
    event.outcome = .failure
    event[.reason] = ByteRange(start, from)
    event.stage = PostfixRejection.stage(line, at: stageFrom, to: from)
    event.setSource(peer, in: line)
    if peer.end &+ 2 < end, line[peer.end] == .ascii(":") {
      event[.detail] = ByteRange(peer.end &+ 2, end)
    }
  }

  private static func parseP(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("proxy-reject: ", at: start) {
      PostfixRejection.parse(line, .reject, from: start + 14, to: end, &event)
      if event.action == .reject { event.rejectClass = .content }
    } else if line.has("proxy-accept: ", at: start) {
      PostfixRejection.parse(line, .accept, from: start + 14, to: end, &event)
    } else if line.has("prepend: ", at: start) {
      PostfixRejection.parse(line, .verdict(start, start + 7), from: start + 9, to: end, &event)
    } else if line.has("permit: ", at: start) {
      PostfixRejection.parse(line, .verdict(start, start + 6), from: start + 8, to: end, &event)
    }
  }

  /// Warnings with a meaning of their own; all others are PostfixCommon's.
  private static func parseWarning(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    if let limit = line.find(" limit exceeded: ", from: start, to: Swift.min(end, start + 64)) {
      PostfixStatistics.parseExceeded(line, from: start, limit: limit, to: end, &event)
      return
    }
    if line.has("non-SMTP command from ", at: start) || line.has("Illegal address syntax from ", at: start) {
      let from = line.has("n", at: start) ? start + 22 : start + 28
      guard let peer = line.peer(at: from, to: end) else { return }
      event.action = .warning
      event.setSource(peer, in: line)
      event[.reason] = ByteRange(start, from - 6)
      if peer.end + 2 < end {
        event[.detail] = ByteRange(line[peer.end] == .ascii(":") ? peer.end + 2 : peer.end + 1, end)
      }
      return
    }
    // name[ip]: SASL LOGIN authentication failed: reason, sasl_username=user
    guard let peer = line.peer(at: start, to: end), line.find(32, from: start, to: peer.end) == nil else {
      return
    }
    if line.has(": SASL ", at: peer.end) {
      parseFailedLogin(line, peer, from: peer.end + 7, to: end, &event)
    } else if line.has(": ", at: peer.end) || line.has(" ", at: peer.end) {
      event.action = .warning
      event.setSource(peer, in: line)
      event[.reason] = ByteRange(peer.end + (line[peer.end] == 32 ? 1 : 2), end)
    }
  }

  /// `LOGIN authentication failed: reason[, sasl_username=user]`: the reason is the server's, the name runs to the end.
  private static func parseFailedLogin(
    _ line: Span<UInt8>, _ peer: Peer, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let blank = line.find(32, from: start, to: end) else { return }
    let isAborted = line.has(" authentication aborted", at: blank)
    guard line.has(" authentication failed", at: blank) || isAborted else { return }
    event.action = .login
    event.outcome = .failure
    event.setSource(peer, in: line)
    event[.authMethod] = ByteRange(start, blank)
    if event.networkProtocol == .submissions { event.tlsEstablished = .yes }
    let colon = blank + (isAborted ? 23 : 22)
    var reasonEnd = end
    if let user = line.find(", sasl_username=", from: colon, to: end) {
      event[.userName] = ByteRange(user + 16, end)
      reasonEnd = user
    }
    if line.has(": ", at: colon), colon + 2 < reasonEnd { event[.reason] = ByteRange(colon + 2, reasonEnd) }
  }
}
