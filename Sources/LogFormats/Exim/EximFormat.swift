public import Bytes
public import Model

/// Exim 3 to 4: mainlog, rejectlog and paniclog, its own files or through syslog, with or without its own stamp behind
/// syslog's.
///
/// `2024-12-31 19:09:59[.123][ +0100] [[pid] ][id ]text`. The id is the message's, in its form to 4.96 (6-6-2 digits) or
/// from 4.97 (6-11-4); both may stand in one file. A flag behind it says what the line is about: arrival, delivery,
/// failure, delay. Text in a line of Exim's own file that is none of Exim's was put there by its administrator's
/// `log_message` or `logwrite`: it is `service`, and never a fact of ours.
///
/// Exim cuts long lines for syslog: `[1/3]`, `[2\3]` are numbered parts; the first is read as far as it goes, the rest
/// is `service`.
/// - Source: Exim spec.xfpt, chapter "Log files"; log.c, receive.c, deliver.c, smtp_in.c, acl.c, daemon.c, tls.c
public enum EximFormat: NativeFormat {
  public static var name: StaticString { "exim" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    guard program.count >= 4, line.has("exim", at: program.lower) else { return false }
    return program.count == 4 || !line[program.lower + 4].isLetter
  }

  // MARK: Own files

  static func owns(_ line: Span<UInt8>) -> Bool {
    guard let text = EximStamp.read(line)?.message else {
      // A rejectlog's header block.
      return line.has("Envelope-from: <", at: 0) || line.has("P Received: from ", at: 0)
        || line.has("I Message-Id: <", at: 0)
    }
    let end = line.count
    guard text < end else { return false }
    if idEnd(line, at: text, to: end) != nil || isClient(line, text, end) { return true }
    for word: StaticString in ["Start queue run: pid=", "End queue run: pid="] where line.has(word, at: text)
    {
      return true
    }
    if line.has("exim ", at: text), line.find(" daemon started", from: text) != nil { return true }
    if isLogin(line, text, end) { return true }
    var event = LogEvent()
    return EximSession.parse(line, from: text, to: end, &event)
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    guard let read = EximStamp.read(line) else {
      guard !line.isEmpty, !line[0].isDigit, isBare(line) else { return false }
      envelope.message = ByteRange(0, line.count)
      envelope.shape = .native
      return true
    }
    envelope.stamp = read.stamp
    envelope.pid = read.pid
    envelope.shape = .native
    envelope.message = ByteRange(Swift.min(read.message, line.count), line.count)
    return true
  }

  /// A line without a stamp that a syslog header could not begin.
  private static func isBare(_ line: Span<UInt8>) -> Bool {
    line[0] <= 32 || line.has("Envelope-", at: 0) || line.count > 1 && line[1] == 32
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard !envelope.stamp.isNone else {
      EximService.parseBare(line, from: 0, &event)
      return
    }
    parseText(line, from: envelope.message.lower, to: envelope.message.upper, &event)
  }

  /// Text behind a stamp in a file of Exim's that neither Exim nor any other system is known to write: the
  /// administrator's own.
  static func takeText(_ line: Span<UInt8>, _ envelope: Envelope, into event: inout LogEvent) {
    guard envelope.shape == .native, !envelope.stamp.isNone, !envelope.message.isEmpty else { return }
    event.action = .service
    event[.detail] = envelope.message
  }

  // MARK: Syslog

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    var start = message.lower
    let end = message.upper
    if let part = EximFormat.part(line, at: start, to: end) {
      start = part.next
      guard part.isFirst else {
        event.action = .service
        event[.detail] = ByteRange(start, end)
        return
      }
    }
    if let read = EximStamp.read(line, at: start, to: end) {
      start = read.message
      if read.pid >= 0 { event.pid = read.pid }
    }
    parseText(line, from: start, to: end, &event)
    if event.action == .unrecognized, start < end {
      EximService.parseBare(line, from: start, &event)
      if event.action == .unrecognized {
        event.action = .service
        event[.detail] = ByteRange(start, end)
      }
    }
  }

  /// `[1/3] ` or `[2\3] `
  private static func part(_ line: Span<UInt8>, at start: Int, to end: Int) -> (isFirst: Bool, next: Int)? {
    guard start &+ 5 < end, line[start] == .ascii("["), line[start &+ 1].isDigit else { return nil }
    var position = start &+ 1
    let number = line.number(&position, to: end)
    guard position < end, line[position] == .ascii("/") || line[position] == .ascii("\\") else { return nil }
    position &+= 1
    let digits = position
    _ = line.number(&position, to: end)
    guard position > digits, line.has("]", at: position) else { return nil }
    position &+= 1
    while position < end, line[position] == 32 { position &+= 1 }
    return (number == 1, position)
  }

  // MARK: Text

  /// The end of the message id at `start`, which a blank follows: 6-6-2 or 6-11-4 letters and digits.
  @inline(__always)
  static func idEnd(_ line: Span<UInt8>, at start: Int, to end: Int) -> Int? {
    guard end &- start >= 17, line[start &+ 6] == .ascii("-") else { return nil }
    let stop: Int
    if line[start &+ 13] == .ascii("-"), line[start &+ 16] == 32 {
      stop = start &+ 16
    } else if end &- start >= 24, line[start &+ 18] == .ascii("-"), line[start &+ 23] == 32 {
      stop = start &+ 23
    } else {
      return nil
    }
    guard isIDText(line.block(at: start)), isIDText(line.block(at: stop &- 16)) else { return nil }
    return stop
  }

  @inline(__always)
  private static func isIDText(_ bytes: SIMD16<UInt8>) -> Bool {
    (.!(bytes.isAlphanumeric .| bytes.equals(.ascii("-")))).firstLane == 16
  }

  static func parseText(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard start < end else { return }
    guard let stop = idEnd(line, at: start, to: end) else {
      parseOther(line, from: start, to: end, &event)
      return
    }
    event[.localID] = ByteRange(start, stop)
    event.messageRole = .continues
    let flag = stop &+ 1
    guard flag &+ 1 < end else { return }
    if flag &+ 2 < end, line[flag &+ 2] == 32 {
      let text = flag &+ 3
      let first = line[flag]
      let second = line[flag &+ 1]
      if second == .ascii(">") {
        if first == .ascii("=") || first == .ascii("-") || first == .ascii(">") {
          EximDelivery.parse(line, .sent, from: text, to: end, &event)
          return
        }
        if first == .ascii("*") {
          EximDelivery.parse(line, .suppressed, from: text, to: end, &event)
          return
        }
      } else if second == .ascii("=") {
        if first == .ascii("<") || first == .ascii("(") {
          EximArrival.parse(line, from: text, to: end, &event)
          if event.action != .unrecognized { return }
        } else if first == .ascii("=") {
          EximDelivery.parse(line, .deferred, from: text, to: end, &event)
          return
        }
      } else if first == .ascii("*"), second == .ascii("*") {
        EximDelivery.parse(line, .failed, from: text, to: end, &event)
        return
      }
    }
    if isClient(line, flag, end) {
      EximRejection.parse(line, from: flag, to: end, hasID: true, &event)
    } else if line.has("Completed", at: flag) || !EximSession.parse(line, from: flag, to: end, &event) {
      if isLogin(line, flag, end) { return parseLogin(line, flag, end, &event) }
      EximService.parseMessage(line, from: flag, to: end, &event)
    }
  }

  /// Text without a message id.
  private static func parseOther(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if isClient(line, start, end) {
      EximRejection.parse(line, from: start, to: end, hasID: false, &event)
      return
    }
    if EximSession.parse(line, from: start, to: end, &event) { return }
    if isLogin(line, start, end) { return parseLogin(line, start, end, &event) }
    _ = EximService.parse(line, from: start, to: end, &event)
  }

  @inline(__always)
  private static func isClient(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard start &+ 2 < end, line[start &+ 1] == .ascii("=") else { return false }
    let first = line[start]
    return first == .ascii("H") || first == .ascii("U")
      || first == .ascii("F") && line[start &+ 2] == .ascii("<")
  }

  private static func isLogin(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard let blank = line.find(32, from: start, to: Swift.min(end, start &+ 80)) else { return false }
    return line.has(" authenticator failed ", at: blank)
  }

  private static func parseLogin(_ line: Span<UInt8>, _ start: Int, _ end: Int, _ event: inout LogEvent) {
    guard let blank = line.find(32, from: start, to: end) else { return }
    EximSession.parseLogin(line, from: start, separator: blank, to: end, &event)
  }
}

/// Exim's own stamp, `2024-12-31 19:09:59[.123][ +0100] ` and, with `log_selector = +pid`, `[123] `.
struct EximStamp {
  var stamp: Stamp
  var pid: Int32
  /// Where the text begins.
  var message: Int

  @inline(__always)
  static func read(_ line: Span<UInt8>, at start: Int = 0, to end: Int = .max) -> EximStamp? {
    let end = Swift.min(end, line.count)
    guard end &- start >= 20, line[start &+ 10] == 32 else { return nil }
    var stamp = Stamp()
    guard var position = stamp.readISO(line, from: start, to: end) else { return nil }
    while position < end, line[position] == 32 { position &+= 1 }
    var pid: Int32 = -1
    if position &+ 2 < end, line[position] == .ascii("["), line[position &+ 1].isDigit {
      var digits = position &+ 1
      let number = line.number(&digits, to: end)
      if digits &+ 1 < end, digits &- position <= 10, line[digits] == .ascii("]"), line[digits &+ 1] == 32 {
        pid = Int32(clamping: number)
        position = digits &+ 2
      }
    }
    return EximStamp(stamp: stamp, pid: pid, message: position)
  }
}
