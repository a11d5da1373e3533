public import Bytes
public import Model

/// The SPF policy servers: pypolicyd-spf (`Pass; identity=mailfrom; client-ip=A; helo=H; envelope-from=S; …`) and
/// postfix-policyd-spf-perl (`Policy action=PREPEND Received-SPF: pass (…) …`, `SPF fail (…): Envelope-from: S`).
public enum PolicydSPFFormat: LogFormat {
  public static var name: StaticString { "policyd-spf" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    let start = (line.findLast(.ascii("/"), from: program.lower, to: program.upper) ?? program.lower - 1) + 1
    let last = ByteRange(start, program.upper)
    return line.equals("policyd-spf", in: last) || line.equals("policy-spf", in: last)
      || line.equals("policyd-spf-perl", in: last) || line.equals("spf-policy", in: last)
      || line.equals("postfix-policyd-spf-perl", in: last)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    var start = FilterLine.queueID(line, message, &event) ?? message.lower
    while line.has(": ", at: start) { start += 2 }
    if let header = line.find("Received-SPF: ", from: start, to: end) {
      setResult(line, from: header + 14, to: end, &event)
    } else if line.has("SPF ", at: start) {
      setResult(line, from: start + 4, to: end, &event)
      parsePerl(line, from: start, to: end, &event)
    } else {
      setResult(line, from: start, to: end, &event)
    }
    if event.action == .contentVerdict {
      parseKeys(line, from: start, to: end, &event)
    } else if start < end {
      let isTrouble =
        line.has("warning: ", at: start) || line.has("ERROR", at: start) || line.has("Traceback", at: start)
        || line.find("failed", from: start, to: end) != nil
      event.action = isTrouble ? .warning : .service
      event[isTrouble ? .reason : .detail] = ByteRange(start, end)
    }
  }

  private static func setResult(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var stop = start
    while stop < end, line[stop].isLetter { stop += 1 }
    let word = ByteRange(start, stop)
    let isPass = line.equalsIgnoringCase("pass", in: word)
    let isFail = line.equalsIgnoringCase("fail", in: word) || line.equalsIgnoringCase("softfail", in: word)
    guard
      isPass || isFail || line.equalsIgnoringCase("none", in: word)
        || line.equalsIgnoringCase("neutral", in: word)
        || line.equalsIgnoringCase("temperror", in: word) || line.equalsIgnoringCase("permerror", in: word)
    else { return }
    event.action = .contentVerdict
    event.outcome = isPass ? .success : isFail ? .failure : .unknown
    event[.spf] = word
  }

  private static func parseKeys(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let client = FilterLine.value(line, of: "client-ip=", from: start, to: end, stop: .ascii(";"))
    if !client.isNone, line.isAddress(client) { event[.sourceIP] = client }
    let helo = unquoted(
      line, FilterLine.value(line, of: "helo=", from: start, to: end, stop: .ascii(";")))
    if !helo.isNone { event[.helo] = helo }
    let sender = unquoted(
      line, FilterLine.value(line, of: "envelope-from=", from: start, to: end, stop: .ascii(";")))
    if !sender.isNone { event[.mailFrom] = sender }
  }

  private static func unquoted(_ line: Span<UInt8>, _ range: ByteRange) -> ByteRange {
    guard range.count >= 2, !range.isNone else { return range }
    let first = line[range.lower]
    let last = line[range.upper - 1]
    if first == .ascii("\"") && last == .ascii("\"") || first == .ascii("<") && last == .ascii(">") {
      return ByteRange(range.lower + 1, range.upper - 1)
    }
    return range
  }

  /// `…: Envelope-from: S` at the end.
  private static func parsePerl(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if let sender = line.findLast(": Envelope-from: ", from: start, to: end) {
      event[.mailFrom] = ByteRange(sender + 17, end)
    } else if let helo = line.findLast(": HELO/EHLO: ", from: start, to: end) {
      event[.helo] = ByteRange(helo + 13, end)
    } else if let helo = line.findLast("(Null Sender): ", from: start, to: end) {
      event[.helo] = ByteRange(helo + 15, end)
    }
  }

  public static var samples: [LogSample] { FilterSamples.policydSPF }
}
