import Bytes
import Model

/// What any program of Postfix can log: `warning:`, `error:`, `fatal:`, `panic:`, TLS, changed tables, statistics.
enum PostfixCommon {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard start < end else { return }
    switch line[start] {
    case .ascii("w"):
      if line.has("warning: ", at: start) { parseWarning(line, from: start &+ 9, to: end, &event) }
    case .ascii("f"):
      if line.has("fatal: ", at: start) {
        parseTrouble(line, from: start + 7, to: end, &event)
      } else if line.has("from=", at: start) {
        PostfixQueue.parseManager(line, from: start, to: end, &event)
      }
    case .ascii("e"):
      if line.has("error: ", at: start) { parseTrouble(line, from: start + 7, to: end, &event) }
    case .ascii("p"):
      if line.has("panic: ", at: start) { parseTrouble(line, from: start + 7, to: end, &event) }
    case .ascii("t"):
      if line.has("table ", at: start), line.find(" has changed -- restarting", from: start, to: end) != nil {
        setService(start, end, &event)
      } else if line.has("to=", at: start) {
        _ = PostfixDelivery.parse(line, from: start, to: end, &event)
      }
    case .ascii("c"):
      if line.has("connect to ", at: start) || line.has("certificate ", at: start) {
        PostfixClient.parse(line, isLMTP: false, from: start, to: end, &event)
      } else if line.has("cache ", at: start) {
        event.action = .statistics
        event[.detail] = ByteRange(start, end)
      } else if line.has("cannot load ", at: start) {
        event.action = .warning
        event[.reason] = ByteRange(start, end)
      }
    case .ascii("l"):
      if line.has("looking for plugins in ", at: start) { setService(start, end, &event) }
    case .ascii("u"):
      if line.has("unable to dlopen ", at: start) {
        event.action = .warning
        event[.reason] = ByteRange(start, end)
      }
    case .ascii("H"):
      if line.has("Host offered STARTTLS: ", at: start) { setService(start, end, &event) }
    case .ascii("s"):
      if line.has("statistics: ", at: start) {
        PostfixStatistics.parse(line, from: start, to: end, &event)
      } else if line.has("setting up TLS connection ", at: start) || line.has("save session ", at: start) {
        setService(start, end, &event)
      } else if line.has("subject_CN=", at: start) || line.has("subject=", at: start) {
        setService(start, end, &event)
      }
    case .ascii("i"):
      if line.has("initializing the ", at: start) || line.has("issuer=", at: start)
        || line.has("Issuing session", at: start)
      {
        setService(start, end, &event)
      }
    case .ascii("v"):
      if line.has("verify error:", at: start) {
        event.action = .warning
        event[.reason] = ByteRange(start, end)
      }
    case .ascii("A"), .ascii("U"), .ascii("T"), .ascii("V"), .ascii("S"), .ascii("C"):
      PostfixTLS.parse(line, from: start, to: end, &event)
      if event.action == .unrecognized,
        line.has("Unverified: ", at: start) || line.has("Verified: ", at: start)
          || line.has("Untrusted: ", at: start) || line.has("Trusted: ", at: start)
      {
        setService(start, end, &event)
      }
    case .ascii("r"):
      if line.has("removing lock file", at: start) || line.has("reloading ", at: start)
        || line.has("restarting ", at: start)
      {
        setService(start, end, &event)
      }
    default: break
    }
    if event.action == .unrecognized { parseRest(line, from: start, to: end, &event) }
    if event.action == .unrecognized { PostfixDebug.parse(line, from: start, to: end, &event) }
  }

  /// Forms that begin with a name: TLS details of log level 2 and more (`name[ip]: TLS cipher list "…"`), hostname checks.
  @inline(never)
  private static func parseRest(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if let peer = line.peer(at: start, to: end), line.has(": ", at: peer.end),
      line.find(32, from: start, to: peer.end) == nil
    {
      let text = peer.end + 2
      guard
        line.has("TLS ", at: text) || line.has("subject_CN=", at: text) || line.has("certificate ", at: text)
          || line.has("Matched ", at: text) || line.has("re-using ", at: text) || line.has("save ", at: text)
          || line.has("Trusted:", at: text) || line.has("Untrusted:", at: text)
          || line.has("depth=", at: text)
          || line.has("Issuing ", at: text) || line.has("Reusing ", at: text)
          || line.has("looking ", at: text)
          || line.has("subjectAltName", at: text) || line.has("Verified:", at: text)
          || line.has("TLSA", at: text)
          || line.has("delivery ", at: text) || line.has("CommonName", at: text)
          || line.has("Anonymous:", at: text)
      else { return }
      event.action = .service
      event[.detail] = ByteRange(text, end)
      if event.isClientSide { event.setDestination(peer, in: line) } else { event.setSource(peer, in: line) }
    }
  }

  private static func setService(_ start: Int, _ end: Int, _ event: inout LogEvent) {
    event.action = .service
    event[.detail] = ByteRange(start, end)
  }

  /// The text of `error:`, `fatal:`, `panic:`; a queue id may stand before it or in it.
  private static func parseTrouble(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    parseWarningText(line, from: start, to: end, &event)
    event.outcome = .failure
  }

  private static func parseWarning(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard start < end else { return }
    switch line[start] {
    case .ascii("s"):
      // master: service "smtp" (25) has reached its process limit "50": new clients may …
      if line.has("service \"", at: start),
        let reached = line.find(" has reached its process limit \"", from: start, to: end)
      {
        event.action = .serviceLimit
        event.outcome = .failure
        event[.limitName] = ByteRange(start, reached)
        var position = reached + 32
        event.limitValue = line.number(&position, to: end)
        event[.reason] = ByteRange(start, end)
        return
      }
    case .ascii("n"):
      if line.has("not enough free space in mail queue", at: start) { limit(&event, start, end) }
    case .ascii("h"):
      // hostname X does not resolve to address 192.0.2.1[: reason]
      if line.has("hostname ", at: start),
        let found = line.find(" does not resolve to address ", from: start, to: end)
      {
        event.action = .warning
        event[.reason] = ByteRange(start, end)
        let address = found + 29
        let stop = line.find(": ", from: address, to: end) ?? end
        if line.isAddress(ByteRange(address, stop)) { event[.sourceIP] = ByteRange(address, stop) }
        return
      }
    case .ascii("m"):
      if line.has("mail for ", at: start), line.find(" loops back to myself", from: start, to: end) != nil {
        break
      }
    default: break
    }
    if event.action == .unrecognized { parseWarningText(line, from: start, to: end, &event) }
  }

  private static func limit(_ event: inout LogEvent, _ start: Int, _ end: Int) {
    event.action = .serviceLimit
    event.outcome = .failure
    event[.reason] = ByteRange(start, end)
    event[.limitName] = ByteRange(start, end)
  }

  /// A warning about a message names its id first: `warning: 4B709F060E: write queue file: No space left on device`.
  private static func parseWarningText(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.action = .warning
    var text = start
    if !event.has(.localID), let colon = PostfixFormat.queueID(line, from: start, to: end),
      !line.has("NOQUEUE", at: start), colon - start >= 6
    {
      event[.localID] = ByteRange(start, colon)
      event.messageRole = .continues
      text = Swift.min(colon + 2, end)
    }
    event[.reason] = ByteRange(text, end)
  }
}
