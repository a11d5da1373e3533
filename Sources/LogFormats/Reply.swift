import Bytes
import Model

/// An SMTP reply in a log line: code, enhanced status code, text, and the id that the answering server gave the message.
///
/// - Source: RFC 5321 §4.2, RFC 3463; the wording of Postfix, Exim, Sendmail, OpenSMTPD, Haraka and amavis.
struct Reply {
  var code: UInt16 = 0
  var enhanced: ByteRange = .none
  var text: ByteRange = .none

  /// Reads `250 2.0.0 text`, `550-5.7.1 text`, `5.7.1 text`; nil where no code of either kind begins the range.
  @inline(__always)
  static func read(_ line: Span<UInt8>, from start: Int, to end: Int) -> Reply? {
    var reply = Reply()
    var position = start
    if let code = Reply.code(line, at: position, to: end) {
      reply.code = code
      position &+= 3
      if position < end { position &+= 1 }
    }
    if let after = Reply.enhancedEnd(line, at: position, to: end) {
      reply.enhanced = ByteRange(position, after)
      position = after
      if position < end, line[position] == .ascii(":") { position &+= 1 }
      while position < end, line[position] == 32 { position &+= 1 }
    } else if reply.code == 0 {
      return nil
    }
    reply.text = ByteRange(position, end)
    return reply
  }

  /// Three digits from 200 to 599, then a blank, `-` or the end.
  @inline(__always)
  static func code(_ line: Span<UInt8>, at position: Int, to end: Int) -> UInt16? {
    guard end &- position >= 3 else { return nil }
    let first = line[position] &- 48
    let second = line[position &+ 1] &- 48
    let third = line[position &+ 2] &- 48
    guard first >= 2, first <= 5, second < 10, third < 10 else { return nil }
    if position &+ 3 < end {
      let byte = line[position &+ 3]
      guard byte == 32 || byte == .ascii("-") else { return nil }
    }
    return UInt16(first) &* 100 &+ UInt16(second) &* 10 &+ UInt16(third)
  }

  /// The end of `2.0.0` (class 2, 4 or 5, subject and detail of one to three digits) at `position`.
  @inline(__always)
  static func enhancedEnd(_ line: Span<UInt8>, at position: Int, to end: Int) -> Int? {
    guard end &- position >= 5, line[position &+ 1] == .ascii(".") else { return nil }
    let first = line[position]
    guard first == .ascii("2") || first == .ascii("4") || first == .ascii("5") else { return nil }
    var index = position &+ 2
    while index < end, index &- position < 6, line[index].isDigit { index &+= 1 }
    guard index > position &+ 2, index < end, line[index] == .ascii(".") else { return nil }
    index &+= 1
    let detail = index
    while index < end, index &- detail < 3, line[index].isDigit { index &+= 1 }
    guard index > detail else { return nil }
    if index < end {
      let byte = line[index]
      guard byte == 32 || byte == .ascii(":") || byte == .ascii(";") || byte == .ascii(",") else {
        return nil
      }
    }
    return index
  }

  /// Whether a positive reply says that the message was thrown away: a content filter's (amavis: `Ok, discarded, id=...`).
  @inline(__always)
  static func isDiscarded(_ line: Span<UInt8>, _ text: ByteRange) -> Bool {
    line.has("Ok, discarded", at: text.lower)
  }

  /// The id in the text of a positive reply, `.none` where the server does not tell one.
  ///
  /// `Ok: queued as X` (Postfix), `OK id=X` (Exim), `X Message accepted for delivery` (Sendmail, OpenSMTPD),
  /// `Message Queued (X)` (Haraka), `from MTA(…): 250 2.0.0 Ok: queued as X` (amavis), `ok T qp P` (qmail: the second and
  /// the process in which it was queued), `Ok. T.P` (Courier: the same two, hexadecimal). Exchange's and Google's ids
  /// are not queue ids of theirs and are left out.
  @inline(__always)
  static func queuedAs(_ line: Span<UInt8>, _ text: ByteRange) -> ByteRange {
    if line.has("Ok: queued as ", at: text.lower) {
      return identifier(line, at: text.lower &+ 14, to: text.upper)
    }
    return otherQueuedAs(line, text)
  }

  @inline(never)
  private static func otherQueuedAs(_ line: Span<UInt8>, _ text: ByteRange) -> ByteRange {
    let end = text.upper
    if line.hasIgnoringCase("ok id=", at: text.lower) { return identifier(line, at: text.lower + 6, to: end) }
    if line.has("ok ", at: text.lower), let id = secondAndProcess(line, from: text.lower + 3, to: end) {
      return id
    }
    if line.has("Ok. ", at: text.lower) { return hexadecimalPair(line, from: text.lower + 4, to: end) }
    if line.has("Message Queued (", at: text.lower) {
      return identifier(line, at: text.lower + 16, to: end)
    }
    if let found = line.find(" Message accepted for delivery", from: text.lower, to: end) {
      let id = identifier(line, at: text.lower, to: found)
      return id.upper == found ? id : .none
    }
    // Most replies hold none: forwards is faster to see that.
    guard line.find("queued as ", from: text.lower, to: end) != nil,
      let found = line.findLast("queued as ", from: text.lower, to: end)
    else { return .none }
    return identifier(line, at: found + 10, to: end)
  }

  /// `1276913544 qp 13750` (with `_` for blanks where qmail-remote reports it) at `start`, of a reply `ok 1276913544 qp 13750`.
  static func secondAndProcess(_ line: Span<UInt8>, from start: Int, to end: Int) -> ByteRange? {
    var index = start
    while index < end, line[index].isDigit { index &+= 1 }
    guard index &- start == 10, line.has(" qp ", at: index) || line.has("_qp_", at: index) else { return nil }
    let process = index &+ 4
    index = process
    while index < end, line[index].isDigit { index &+= 1 }
    return index > process && index &- process <= 10 ? ByteRange(start, index) : nil
  }

  /// `4D026173.000051A4` at `start`, to the end of the text or a blank.
  private static func hexadecimalPair(_ line: Span<UInt8>, from start: Int, to end: Int) -> ByteRange {
    var index = start
    var dots = 0
    while index < end, line[index].isHexDigit || line[index] == .ascii(".") {
      if line[index] == .ascii(".") { dots &+= 1 }
      index &+= 1
    }
    let isWhole = index == end || line[index] == 32
    return dots == 1 && isWhole && index &- start >= 13 ? ByteRange(start, index) : .none
  }

  /// An id of letters, digits, `-`, `_`, `.` that is at least four bytes long and holds a digit or capital.
  @inline(__always)
  static func identifier(_ line: Span<UInt8>, at start: Int, to end: Int) -> ByteRange {
    var index = start
    while index < end {
      let bytes = line.block(at: index)
      // `-` and `.` stand side by side.
      let isPart =
        bytes.isAlphanumeric .| (bytes &- SIMD16(repeating: UInt8(ascii: "-"))).isAtMost(1)
        .| bytes.equals(.ascii("_"))
      let lane = (.!isPart).firstLane
      index = Swift.min(index &+ lane, end)
      if lane < 16 { break }
    }
    if index > start, line[index &- 1] == .ascii(".") { index &-= 1 }
    return index &- start >= 4 ? ByteRange(start, index) : .none
  }
}

extension LogEvent {
  @inline(__always)
  mutating func setReply(_ reply: Reply) {
    replyCode = reply.code
    self[.replyEnhanced] = reply.enhanced
    self[.replyText] = reply.text
  }
}
