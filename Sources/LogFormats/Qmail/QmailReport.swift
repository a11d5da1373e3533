import Bytes
import Model

/// What qmail-remote and qmail-local report of a delivery: `203.0.113.7_accepted_message./Remote_host_said:_250_Ok/`,
/// `did_1+0+0/`, `Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/`.
///
/// - Source: qmail-remote.c, qmail-lspawn.c, qmail-local.c.
enum QmailReport {
  static func read(_ line: Span<UInt8>, from start: Int, to whole: Int, _ event: inout LogEvent) {
    var end = whole
    if end > start, line[end &- 1] == .ascii("/") { end &-= 1 }
    guard end > start else { return }
    if event.status != .sent { event[.reason] = ByteRange(start, end) }
    event[.replyText] = ByteRange(start, end)
    if line.has("did_", at: start) { return }
    readAddress(line, from: start, to: end, &event)
    if let said = line.find("Remote_host_said:_", from: start, to: end) {
      readReply(line, from: said &+ 18, to: end, &event)
    } else if let open = line.findLast("(#", from: start, to: end),
      let close = line.find(.ascii(")"), from: open, to: end)
    {
      let code = ByteRange(open &+ 2, close)
      if Reply.enhancedEnd(line, at: code.lower, to: code.upper) == code.upper {
        event[.replyEnhanced] = code
      }
    }
  }

  /// The server that was spoken to, in front of `_accepted_message`, `_does_not_like_recipient`, `_failed_after_...`, or behind
  /// `Connected_to_`.
  private static func readAddress(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    var first = start
    if line.has("Connected_to_", at: start) {
      first = start &+ 13
    } else if line.has("User_and_password_", at: start) || line.has("TLS_", at: start),
      let next = line.find("./", from: start, to: end)
    {
      // A patch's own words stand in front.
      first = next &+ 2
    }
    guard let stop = line.find(.ascii("_"), from: first, to: Swift.min(end, first &+ 64)) else { return }
    let address = ByteRange(first, stop)
    guard address.count >= 3, line.isAddress(address) else { return }
    var index = first
    while index < stop {
      guard line[index].isHexDigit || line[index] == .ascii(".") || line[index] == .ascii(":") else { return }
      index &+= 1
    }
    event[.destinationIP] = line.unmapped(address)
  }

  /// `250_2.0.0_Ok:_queued_as_X`
  private static func readReply(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard end &- start >= 3, let code = Reply.code(line, at: start, to: start &+ 3) else { return }
    event.replyCode = code
    var position = start &+ 3
    if position < end, line[position] == .ascii("_") || line[position] == .ascii("-") { position &+= 1 }
    let word = line.find(.ascii("_"), from: position, to: Swift.min(end, position &+ 12)) ?? position
    if word > position, Reply.enhancedEnd(line, at: position, to: word) == word {
      event[.replyEnhanced] = ByteRange(position, word)
      position = word &+ 1
    }
    // qmail-remote's own closing words.
    var textEnd = end
    if let giving = line.find("/Giving_up_on_", from: position, to: end) { textEnd = giving }
    event[.replyText] = ByteRange(Swift.min(position, textEnd), textEnd)
    guard event.status == .sent else { return }
    event[.queuedAs] = queuedAs(line, from: position, to: textEnd)
  }

  private static func queuedAs(_ line: Span<UInt8>, from start: Int, to end: Int) -> ByteRange {
    if let found = line.findLast("queued_as_", from: start, to: end) {
      return identifier(line, at: found &+ 10, to: end)
    }
    if line.has("ok_", at: start), let id = Reply.secondAndProcess(line, from: start &+ 3, to: end) {
      return id
    }
    if line.hasIgnoringCase("ok_id=", at: start) { return identifier(line, at: start &+ 6, to: end) }
    if let found = line.find("_Message_accepted_for_delivery", from: start, to: end) {
      let id = identifier(line, at: start, to: found)
      return id.upper == found ? id : .none
    }
    return .none
  }

  /// As `Reply.identifier`, but a blank of the reply is a `_` here.
  private static func identifier(_ line: Span<UInt8>, at start: Int, to end: Int) -> ByteRange {
    let stop = line.find(.ascii("_"), from: start, to: end) ?? end
    return Reply.identifier(line, at: start, to: stop)
  }
}
