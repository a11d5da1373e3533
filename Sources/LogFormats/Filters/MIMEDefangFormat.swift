public import Bytes
public import Model

/// MIMEDefang, its multiplexor and its filters: `MDLOG,QID,EVENT,VALUE1,VALUE2,<S>,<R>,SUBJECT` of `md_graphdefang_log`,
/// and what it does with messages (`QID: Bouncing because filter instructed us to`).
/// - Source: mimedefang.c, mimedefang.pl `md_graphdefang_log`, mimedefang-multiplexor.c
public enum MIMEDefangFormat: LogFormat {
  public static var name: StaticString { "mimedefang" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    guard program.count >= 10, line.has("mimedefang", at: program.lower) else { return false }
    if program.count == 10 { return true }
    let next = line[program.lower + 10]
    return next == .ascii("-") || next == .ascii(".") || next == .ascii("_")
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    var start = message.lower
    if line.has("filter: ", at: start) { start += 8 }
    start = FilterLine.queueID(line, ByteRange(start, end), &event) ?? start
    guard start < end else { return }
    if line.has("MDLOG,", at: start) {
      parseLog(line, from: start + 6, to: end, &event)
      return
    }
    if line.has("Bouncing because filter instructed us to", at: start)
      || line.has("Tempfailing because filter instructed us to", at: start)
      || line.has("Rejecting because filter instructed us to", at: start)
    {
      event.action = .contentVerdict
      event.outcome = .failure
      event[.contentAction] = ByteRange(start, line.find(32, from: start, to: end) ?? end)
      event[.reason] = ByteRange(start, end)
      return
    }
    if line.has("Discarding because filter instructed us to", at: start) {
      event.action = .contentVerdict
      event.outcome = .success
      event[.contentAction] = ByteRange(start, start + 10)
      event[.reason] = ByteRange(start, end)
      return
    }
    if line.has("bounce=", at: start) || line.has("discard=", at: start) || line.has("tempfail=", at: start) {
      event.action = .contentVerdict
      event[.contentAction] = ByteRange(start, line.find(.ascii("="), from: start, to: end) ?? end)
      event[.reason] = ByteRange(start, end)
      return
    }
    let isTrouble =
      line.find("rror", from: start, to: end) != nil || line.find("ailed", from: start, to: end) != nil
      || line.find("ould not", from: start, to: end) != nil
      || line.find("annot ", from: start, to: end) != nil
      || line.find("busy", from: start, to: end) != nil || line.find("died ", from: start, to: end) != nil
      || line.find("imeout", from: start, to: end) != nil || line.find("arning", from: start, to: end) != nil
    if isTrouble { event.setWarning(start, end) } else { event.setService(start, end) }
  }

  /// `QID,EVENT,VALUE1,VALUE2,<S>,<R>,SUBJECT`. Values of the filter's come before those of the client's.
  private static func parseLog(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.action = .contentVerdict
    guard let first = line.find(.ascii(","), from: start, to: end) else { return }
    if !event.has(.localID) {
      let id = Reply.identifier(line, at: start, to: first)
      if !id.isNone, id.upper == first, !line.equals("NOQUEUE", in: id) {
        event[.localID] = id
        event.messageRole = .continues
      }
    }
    guard let second = line.find(.ascii(","), from: first + 1, to: end) else { return }
    let kind = ByteRange(first + 1, second)
    event[.contentAction] = kind
    let isPlain =
      line.equals("mail_in", in: kind) || line.equals("mail_out", in: kind) || line.equals("ham", in: kind)
      || line.equals("clean", in: kind)
    event.outcome = isPlain ? .success : .failure
    // VALUE1 and VALUE2 up to the sender's bracket.
    guard let bracket = line.find(",<", from: second, to: end) else {
      event[.detail] = ByteRange(second + 1, end)
      return
    }
    if bracket > second + 1 { event[.detail] = ByteRange(second + 1, bracket) }
    if line.equals("virus", in: kind) || line.equals("bad_filename", in: kind)
      || line.has("virus", at: first + 1)
    {
      let stop = line.find(.ascii(","), from: second + 1, to: bracket) ?? bracket
      if stop > second + 1 { event[.contentNames] = ByteRange(second + 1, stop) }
    } else if let value = line.findLast(.ascii(","), from: second + 1, to: bracket), bracket - value > 4 {
      let address = ByteRange(value + 1, bracket)
      if line.isAddress(address), line.find(32, from: address.lower, to: bracket) == nil {
        event[.sourceIP] = address
      }
    }
    guard let sender = line.bracketed(at: bracket + 1, to: end) else { return }
    event[.mailFrom] = sender.address
    guard line.has(",<", at: sender.next), let recipient = line.bracketed(at: sender.next + 1, to: end) else {
      return
    }
    event[.rcptTo] = recipient.address
    if recipient.next + 1 < end, line[recipient.next] == .ascii(",") {
      event[.subject] = ByteRange(recipient.next + 1, end)
    }
  }

  public static var samples: [LogSample] { MailFilterSamples.mimeDefang }
}
