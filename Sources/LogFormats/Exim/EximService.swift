import Bytes
import Model

/// What Exim says of itself, of a message's stay in the queue, and what its administrator had it say.
/// - Source: daemon.c, queue.c, deliver.c, exim.c; `log_write` all over
enum EximService {
  /// Text behind a message id.
  static func parseMessage(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    let text = ByteRange(start, end)
    event.action = .service
    event[.detail] = text
    switch line[start] {
    case .ascii("C"):
      if line.equals("Completed", in: text) || line.has("Completed QT=", at: start) {
        event.action = .messageRemoved
        event[.detail] = .none
        event.messageRole = .ends
        if text.count > 13 {
          event.delayMicroseconds = EximFields.duration(line, ByteRange(start &+ 13, end))
        }
      }
    case .ascii("r"), .ascii("c"):
      if line.has("removed by ", at: start) || line.has("cancelled by ", at: start) {
        // `Completed` follows where it was the last recipient.
        event.action = .warning
        event[.reason] = text
        event[.detail] = .none
      }
    case .ascii("F"), .ascii("f"), .ascii("M"):
      if line.has("Frozen", at: start) || line.has("frozen ", at: start)
        || line.has("Message is frozen", at: start)
        || line.has("Failed", at: start) || line.has("failed", at: start)
      {
        event.action = .warning
        event[.reason] = text
        event[.detail] = .none
      }
    case .ascii("n"):
      if line.has("no immediate delivery: ", at: start) {
        event[.reason] = text
        event[.detail] = .none
        let why = start &+ 23
        if line.has("too many ", at: why) || line.has("load average ", at: why)
          || line.has("more than ", at: why)
        {
          event.action = .serviceLimit
          event[.limitName] = ByteRange(why, end)
        }
      }
    case .ascii("D"):
      if line.has("DKIM: ", at: start) { setDKIM(line, text, &event) }
    default: break
    }
  }

  /// `DKIM: d=example.org s=sel … [verification succeeded]`
  private static func setDKIM(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    guard let open = line.findLast("[", from: text.lower, to: text.upper),
      line[text.upper &- 1] == .ascii("]")
    else { return }
    event.action = .contentVerdict
    let verdict = ByteRange(open &+ 1, text.upper &- 1)
    let failed = line.find("failed", from: verdict.lower, to: verdict.upper)
    event.outcome = failed == nil ? .success : .failure
    // `failed` or `succeeded`, without why.
    if let word = failed ?? line.find("succeeded", from: verdict.lower, to: verdict.upper) {
      event[.dkim] = ByteRange(word, word &+ (failed == nil ? 9 : 6))
    } else {
      event[.dkim] = verdict
    }
  }

  /// Text without a message id that is neither about a client nor a message; false where it is not known.
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) -> Bool {
    let text = ByteRange(start, end)
    if line.has("Start queue run: ", at: start) || line.has("End queue run: ", at: start)
      || line.has("exim ", at: start) && line.find(" daemon ", from: start, to: end) != nil
      || line.has("pid ", at: start) && line.find("SIGHUP", from: start, to: end) != nil
      || line.has("Exim ", at: start) && line.find(" terminat", from: start, to: end) != nil
      || line.has("DKIM: ", at: start) || line.has("using queue ", at: start)
    {
      event.action = .service
      event[.detail] = text
      return true
    }
    if isWarning(line, start, end) {
      event.action = .warning
      event[.reason] = text
      return true
    }
    return false
  }

  private static func isWarning(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    switch line[start] {
    case .ascii("E"):
      line.has("Exim configuration error", at: start) || line.has("Error ", at: start)
    case .ascii("e"): line.has("exim: ", at: start) || line.has("error ", at: start)
    case .ascii("i"): line.has("ignoring AUTH=", at: start) || line.has("invalid ", at: start)
    case .ascii("V"): line.has("VRFY failed for ", at: start)
    case .ascii("W"): line.has("Warning: ", at: start)
    case .ascii("C"): line.has("Cannot ", at: start) || line.has("Could not ", at: start)
    case .ascii("F"): line.has("Failed ", at: start)
    case .ascii("f"): line.has("failed ", at: start)
    case .ascii("s"): line.has("socket ", at: start) || line.has("string_", at: start)
    case .ascii("l"): line.has("list matching forced", at: start) || line.has("lost ", at: start)
    case .ascii("d"): line.has("daemon: ", at: start)
    case .ascii("P"): line.has("Permission denied", at: start) || line.has("Peer did not ", at: start)
    case .ascii("U"): line.has("Unable to ", at: start)
    default: false
    }
  }

  /// A line of a source of Exim's that has no stamp: the headers of a rejected message in rejectlog, its envelope, rules, and
  /// what an entry of several lines goes on with.
  static func parseBare(_ line: Span<UInt8>, from start: Int, _ event: inout LogEvent) {
    let end = line.count
    guard start >= 0, start < end else { return }
    if line.has("Envelope-from: <", at: start), let address = line.bracketed(at: start + 15, to: end) {
      event.action = .service
      event[.mailFrom] = address.address
      return
    }
    if line.has("Envelope-to: <", at: start), let address = line.bracketed(at: start + 13, to: end) {
      event.action = .service
      event[.rcptTo] = address.address
      return
    }
    let first = line[start]
    let isRule =
      end - start >= 8 && (first == .ascii("-") || first == .ascii("+") || first == .ascii("="))
      && line[start + 1] == first && line[start + 2] == first && line[end - 1] == first
    guard let name = headerName(line, start, end) else {
      guard isRule || first <= 32 else { return }
      event.action = .service
      event[.detail] = ByteRange(start, end)
      return
    }
    event.action = .service
    if first == .ascii("I"), let open = line.find(.ascii("<"), from: name, to: end),
      let close = line.find(.ascii(">"), from: open, to: end)
    {
      event[.messageID] = ByteRange(open + 1, close)
    } else if line.hasIgnoringCase("subject: ", at: name) {
      event[.subject] = ByteRange(name + 9, end)
    } else {
      event[.detail] = ByteRange(name, end)
    }
  }

  /// Where the name of a header begins: behind one letter (what Exim knows it as), a blank or `*` (removed), and a blank.
  private static func headerName(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    guard end - start > 4, line[start + 1] == 32 else { return nil }
    let kind = line[start]
    guard kind.isUpper || kind == 32 || kind == .ascii("*"), isName(line, start + 2) else { return nil }
    return start + 2
  }

  private static func isName(_ line: Span<UInt8>, _ start: Int) -> Bool {
    var index = start
    while index < line.count,
      line[index].isAlphanumeric || line[index] == .ascii("-") || line[index] == .ascii("_")
    {
      index += 1
    }
    return index > start && index < line.count && line[index] == .ascii(":")
  }
}
