import Bytes
import Model

/// Lines of `cleanup`: Message-IDs, header and body checks, milters. smtp's header checks and smtpd's milters look alike.
enum PostfixCleanup {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("m"):
      if line.has("message-id=", at: start) {
        parseMessageID(line, from: start &+ 11, to: end, &event)
      } else {
        parseMilter(line, from: start, to: end, &event)
      }
    case .ascii("r"):
      if line.has("resent-message-id=", at: start) {
        // The id of the resending: the message keeps its own, which another line of cleanup tells.
        event.action = .messageQueued
        event[.detail] = ByteRange(start, end)
      } else {
        parseCheck(line, from: start, to: end, &event)
      }
    case .ascii("t"):
      if line.has("to=", at: start) { _ = PostfixDelivery.parse(line, from: start, to: end, &event) }
    case .ascii("c"):
      if line.has("canceled", at: start) {
        event.action = .messageRemoved
        event.outcome = .failure
        if event.messageRole == .continues { event.messageRole = .ends }
      }
    case .ascii("w"), .ascii("i"), .ascii("h"), .ascii("d"), .ascii("f"), .ascii("p"), .ascii("b"),
      .ascii("s"):
      parseCheck(line, from: start, to: end, &event)
    case .ascii("u"):
      if line.has("uid=", at: start) { PostfixQueue.parse(line, from: start, to: end, &event) }
    default: break
    }
  }

  /// `<id>`, an id without brackets, or a damaged one with text around it.
  @inline(__always)
  private static func parseMessageID(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.action = .messageQueued
    if start < end, line[start] == .ascii("<"), line[end &- 1] == .ascii(">") {
      event[.messageID] = ByteRange(start &+ 1, end &- 1)
    } else {
      event[.messageID] = ByteRange(start, end)
    }
  }

  /// `reject: header Subject: … from name[ip]; from=<> to=<> proto= helo=<>: text` and the other actions of
  /// header_checks(5), with `body`, `content`, `mime-header`, `nested-header`, or nothing but the header (smtp).
  static func parseCheck(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard let colon = line.find(": ", from: start, to: Swift.min(end, start + 16)) else { return }
    let word = ByteRange(start, colon)
    let part = colon + 2
    let isHeader =
      line.has("header ", at: part) || line.has("mime-header ", at: part)
      || line.has("nested-header ", at: part)
    guard
      isHeader || line.has("body ", at: part) || line.has("content ", at: part)
        || line.has("milter-header", at: part)
    else {
      if line.equals("reject", in: word) || line.equals("discard", in: word) || line.equals("hold", in: word)
      {
        PostfixRejection.parse(line, .verdict(start, colon), from: part, to: end, &event)
      }
      return
    }
    switch line[start] {
    case .ascii("r"):
      if line.equals("reject", in: word) {
        event.action = .reject
        event.outcome = .failure
        event.rejectClass = .content
        event.stage = .endOfData
        if event.messageRole == .continues { event.messageRole = .ends }
      } else if line.equals("redirect", in: word) {
        event.action = .redirect
      }
    case .ascii("f"):
      if line.equals("filter", in: word) { event.action = .redirect }
    case .ascii("d"):
      if line.equals("discard", in: word) {
        event.action = .delivery
        event.status = .discarded
        event.outcome = .success
        if event.messageRole == .continues { event.messageRole = .ends }
      }
    default: break
    }
    if event.action == .unrecognized { event.action = .contentVerdict }
    event[.contentAction] = word
    let valueStart = (line.find(32, from: part, to: end) ?? part) + 1
    let valueEnd = parseOrigin(line, from: valueStart, to: end, &event)
    event[.detail] = ByteRange(valueStart, Swift.max(valueEnd, valueStart))
    if isHeader, line.hasIgnoringCase("subject:", at: valueStart), valueEnd >= valueStart + 8 {
      var subject = valueStart + 8
      while subject < valueEnd, line[subject] == 32 { subject += 1 }
      event[.subject] = ByteRange(subject, valueEnd)
    }
  }

  /// Finds ` from name[ip]; from=<…` (or ` from local; from=<…`) behind a header's text, which is the sender's: the last
  /// place that reads as one. Returns where the header's text ends.
  private static func parseOrigin(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) -> Int {
    guard let semicolon = lastOrigin(line, from: start, to: end) else {
      // smtp writes `replace: header X: old: X: new` without a client.
      return end
    }
    guard let from = line.findLast(" from ", from: start, to: semicolon) else { return end }
    if let peer = line.peer(at: from + 6, to: semicolon), line.find(32, from: from + 6, to: peer.end) == nil {
      event.setSource(peer, in: line)
    }
    let text = PostfixRejection.parseEnvelope(line, from: semicolon, to: end, &event)
    if text == semicolon, event.has(.detail) {
      event[.replyText] = event[.detail]
      event[.detail] = .none
      if let reply = Reply.read(line, from: event[.replyText].lower, to: end) { event.setReply(reply) }
    }
    return from
  }

  private static func lastOrigin(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    if let found = line.findLast("; from=", from: start, to: end) { return found }
    return line.findLast("; proto=", from: start, to: end)
  }

  /// `milter-reject: STAGE from name[ip]: 5.7.1 text; from=…`, `milter-hold`, `milter-discard`, `milter-quarantine`,
  /// `milter-header-…`.
  static func parseMilter(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has("milter-", at: start), let colon = line.find(": ", from: start, to: end) else { return }
    let word = start + 7
    if line.has("reject", at: word) {
      PostfixRejection.parse(line, .reject, from: colon + 2, to: end, &event)
      if event.action == .reject, event.rejectClass == .policy || event.rejectClass == .other,
        event.stage == .endOfData || event.stage == .data
      {
        event.rejectClass = .content
      }
    } else if line.has("discard", at: word) {
      PostfixRejection.parse(line, .discard, from: colon + 2, to: end, &event)
    } else if line.has("header-redirect", at: word) || line.has("header-filter", at: word) {
      parseMilterHeader(line, word: ByteRange(start, colon), from: colon + 2, to: end, &event)
      if event.action == .contentVerdict { event.action = .redirect }
    } else if line.has("header-", at: word) {
      parseMilterHeader(line, word: ByteRange(start, colon), from: colon + 2, to: end, &event)
      if line.has("header-reject", at: word) {
        event.action = .reject
        event.rejectClass = .content
        event.outcome = .failure
        if event.messageRole == .continues { event.messageRole = .ends }
      } else if line.has("header-discard", at: word) {
        event.action = .delivery
        event.status = .discarded
        if event.messageRole == .continues { event.messageRole = .ends }
      }
    } else {
      PostfixRejection.parse(line, .verdict(word, colon), from: colon + 2, to: end, &event)
    }
  }

  private static func parseMilterHeader(
    _ line: Span<UInt8>, word: ByteRange, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.action = .contentVerdict
    event[.contentAction] = ByteRange(word.lower + 7, word.upper)
    let valueEnd = parseOrigin(line, from: start, to: end, &event)
    event[.detail] = ByteRange(start, Swift.max(start, valueEnd))
  }
}
