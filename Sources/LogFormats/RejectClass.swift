import Bytes
import Model

/// `smtp.reject_class` from the words of a reply.
///
/// The words are those that Postfix (and the policy servers that speak through it) write; where a site wrote its own,
/// the enhanced code decides, and `other` is said where that says nothing.
enum RejectClass {
  static func of(
    _ line: Span<UInt8>, _ text: ByteRange, enhanced: ByteRange, stage: LogEvent.Stage
  ) -> LogEvent.RejectClass {
    guard !text.isNone else { return .other }
    var start = text.lower
    let end = text.upper
    // `<what>: reason`: the reason counts, what stands in the brackets is the client's.
    if start < end, line[start] == .ascii("<"), let quoted = line.bracketed(at: start, to: end),
      quoted.next + 2 <= end, line[quoted.next] == .ascii(":")
    {
      start = quoted.next + 2
    }
    if line.has("Relay access denied", at: start) { return .relayDenied }
    // Exchange: `SMTP; Unable to relay recipient in non-accepted domain`.
    if line.has("Unable to relay", at: start) || line.has("SMTP; Unable to relay", at: start) {
      return .relayDenied
    }
    if line.has("Recipient address rejected: ", at: start) {
      return ofRecipient(line, from: start + 28, to: end, enhanced)
    }
    if line.has("Sender address rejected", at: start) { return ofSender(line, from: start, to: end) }
    if line.has("Helo command rejected", at: start) { return blocked(line, start, end) ? .dnsbl : .helo }
    if line.has("Service unavailable; ", at: start) { return .dnsbl }
    return ofOther(line, from: start, to: end, enhanced, stage)
  }

  private static func ofRecipient(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ enhanced: ByteRange
  ) -> LogEvent.RejectClass {
    if line.has("User unknown", at: start) || line.has("undeliverable address", at: start)
      || line.has("unverified address", at: start)
    {
      return .unknownUser
    }
    if isGreylisting(line, start, end) { return .greylist }
    if line.find("elay access denied", from: start, to: end) != nil { return .relayDenied }
    if line.has("Domain not found", at: start) || line.has("need fully-qualified address", at: start)
      || line.has("Malformed DNS", at: start)
    {
      return .policy
    }
    if line.equals("5.1.1", in: enhanced) || line.equals("4.1.1", in: enhanced) { return .unknownUser }
    if mentionsSPF(line, start, end) { return .sender }
    if blocked(line, start, end) { return .dnsbl }
    if line.find("ate limit", from: start, to: end) != nil
      || line.find("oo many", from: start, to: end) != nil
    {
      return .rate
    }
    return .policy
  }

  private static func ofSender(_ line: Span<UInt8>, from start: Int, to end: Int) -> LogEvent.RejectClass {
    isGreylisting(line, start, end) ? .greylist : blocked(line, start, end) ? .dnsbl : .sender
  }

  private static func ofOther(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ enhanced: ByteRange, _ stage: LogEvent.Stage
  ) -> LogEvent.RejectClass {
    if isGreylisting(line, start, end) { return .greylist }
    if line.has("Client host rejected", at: start) || line.has("Access denied", at: start) {
      return blocked(line, start, end) ? .dnsbl : .policy
    }
    if line.has("Message size exceeds", at: start) || line.has("Unverified Client host rejected", at: start)
      || line.has("Must issue a STARTTLS", at: start)
      || line.has("Server configuration", at: start) || line.has("TLS is required", at: start)
      || line.has("Session encryption is required", at: start)
    {
      return .policy
    }
    if line.has("too many connections", at: start) || line.has("all server ports busy", at: start)
      || line.has("all screening ports busy", at: start)
      || line.find("oo many", from: start, to: end) != nil
      || line.find("ate limit", from: start, to: end) != nil
      || line.find("imit exceeded", from: start, to: end) != nil
    {
      return .rate
    }
    if blocked(line, start, end) { return .dnsbl }
    if line.has("Protocol error", at: start) || line.find("yntax error", from: start, to: end) != nil
      || line.find("ipelining", from: start, to: end) != nil || line.has("Improper use", at: start)
      || line.find("ommand rejected", from: start, to: end) != nil
      || line.has("bare <LF>", at: start) || line.find("are newline", from: start, to: end) != nil
    {
      return .protocolError
    }
    if mentionsSPF(line, start, end) { return .sender }
    if line.find("pam", from: start, to: end) != nil || line.find("irus", from: start, to: end) != nil
      || line.find("nfected", from: start, to: end) != nil || line.find("ontent", from: start, to: end) != nil
      || line.find("DMARC", from: start, to: end) != nil || line.find("alware", from: start, to: end) != nil
    {
      return .content
    }
    if line.find("ser unknown", from: start, to: end) != nil
      || line.find("nknown user", from: start, to: end) != nil
    {
      return .unknownUser
    }
    if enhanced.count >= 5 {
      let subject = line[enhanced.lower + 2]
      if line.equals("5.1.1", in: enhanced) || line.equals("4.1.1", in: enhanced) { return .unknownUser }
      if subject == .ascii("1") { return .sender }
      if subject == .ascii("5") { return .protocolError }
      if subject == .ascii("6") { return .content }
      if subject == .ascii("7") { return stage == .endOfData ? .content : .policy }
    }
    return stage == .endOfData || stage == .data ? .content : .other
  }

  private static func isGreylisting(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    line.find("reylist", from: start, to: end) != nil || line.find("REYLIST", from: start, to: end) != nil
  }

  private static func blocked(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    line.find("blocked using ", from: start, to: end) != nil
  }

  private static func mentionsSPF(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    line.find("SPF", from: start, to: end) != nil || line.find("openspf", from: start, to: end) != nil
      || line.find("spf.pobox", from: start, to: end) != nil
  }
}
