public import Bytes
public import Model

/// Sendmail 8.8 to 8.18 and Sendmail Switch: what daemon, submission queue, queue runners and commands log.
///
/// A line is `[QUEUEID|NOQUEUE]: text`, or text alone. Most texts are `key=value, key=value` with values that are not
/// quoted and may hold commas and their clients' text; so each is read in the order in which its function writes it, and
/// what stands behind client text is looked for from the right. Not here: what lines say together (STARTTLS and AUTH
/// lines carry no id), which Correlation finds out.
/// - Source: sendmail/{deliver,envelope,srvrsmtp,daemon,collect,milter,usersmtp,tls,savemail,queue,err}.c (`sm_syslog`).
public enum SendmailFormat: LogFormat {
  public static var name: StaticString { "sendmail" }

  /// `sendmail`, `sm-mta`, `sm-msp-queue`, `sendmail-in`, ...: the names that `-L` is given by the systems that ship it,
  /// and `MM` of Sendmail Switch.
  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    let start = program.lower
    switch program.count {
    case 0..<2: return false
    case 2: return line.equals("MM", in: program)
    default:
      if line.has("sm-", at: start) {
        return line.has("mta", at: start + 3) || line.has("msp", at: start + 3)
          || line.has("acceptingconnections", at: start + 3) || line.has("que", at: start + 3)
          || line.has("msa", at: start + 3) || line.has("client", at: start + 3)
      }
      guard line.has("sendmail", at: start) else { return false }
      if program.count == 8 { return true }
      let next = line[start + 8]
      return next == .ascii("-") || next == .ascii(".") || next == .ascii("_")
    }
  }

  /// Whether `message` is an envelope or delivery line under a queue id of Sendmail's, whatever its tag (`-L` sets any).
  static func recognizes(text message: ByteRange, in line: Span<UInt8>) -> Bool {
    guard let colon = queueID(line, from: message.lower, to: message.upper), line[colon] == .ascii(":") else {
      return false
    }
    let text = colon + 2
    if line.has("to=", at: text) {
      return line.find(", delay=", from: text, to: message.upper) != nil
        && line.find(", stat=", from: text, to: message.upper) != nil
    }
    return line.has("from=", at: text) && line.find(", size=", from: text, to: message.upper) != nil
      && line.find(", class=", from: text, to: message.upper) != nil
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    var start = message.lower
    let end = message.upper
    while start < end, line[start] == 32 { start &+= 1 }
    // Solaris: `[ID 801593 mail.info] `.
    if start < end, line[start] == .ascii("["), line.has("[ID ", at: start),
      let close = line.find("] ", from: start, to: Swift.min(end, start &+ 40))
    {
      start = close &+ 2
    }
    guard start < end else { return }
    if program.count == 2, line.equals("MM", in: program) {
      SendmailSwitch.parse(line, from: start, to: end, &event)
      return
    }
    if let colon = queueID(line, from: start, to: end) {
      if !line.has("NOQUEUE", at: start) {
        event[.localID] = ByteRange(start, colon)
        event.messageRole = .continues
      }
      if line[colon] == .ascii("[") {
        // A text longer than syslog takes was cut: `QID[1]: text ...`, `QID[2]: ... text`.
        var number = colon &+ 1
        let part = line.number(&number, to: end)
        start = Swift.min(number &+ 3, end)
        if part != 1 {
          event.action = .service
          event[.detail] = ByteRange(start, end)
          return
        }
      } else {
        start = Swift.min(colon &+ 2, end)
      }
    }
    guard start < end else {
      if event.has(.localID) { event.action = .service }
      return
    }
    switch line[start] {
    case .ascii("f"):
      if line.has("from=", at: start) { SendmailEnvelope.parse(line, from: start, to: end, &event) }
    case .ascii("t"):
      if line.has("to=", at: start) {
        SendmailDelivery.parse(line, from: start, to: end, &event)
      } else {
        SendmailSession.parse(line, from: start, to: end, &event)
      }
    case .ascii("d"):
      if line.has("done; delay=", at: start) {
        event.action = .messageRemoved
        event.outcome = .success
        if event.messageRole == .continues { event.messageRole = .ends }
        event.delayMicroseconds = duration(line, at: start &+ 12, to: end)
      }
    case .ascii("S"), .ascii("A"), .ascii("c"), .ascii("l"), .ascii("N"), .ascii("i"),
      .ascii("\""):
      SendmailSession.parse(line, from: start, to: end, &event)
    case .ascii("r"), .ascii("M"), .ascii("m"), .ascii("<"):
      SendmailRejection.parse(line, from: start, to: end, &event)
    default: break
    }
    if event.action == .unrecognized { SendmailDaemon.parse(line, from: start, to: end, &event) }
    if event.action == .unrecognized { SendmailSession.parseClient(line, from: start, to: end, &event) }
    if event.action == .unrecognized { SendmailDaemon.parseText(line, from: start, to: end, &event) }
  }

  public static var samples: [LogSample] { SendmailSamples.all }

  /// The colon behind a queue id (or `NOQUEUE`) at `start`, or the bracket of a part's number.
  ///
  /// Eight characters of time and sequence and a pid of at least six digits (8.13), seven and five digits (8.10 to 8.12),
  /// or a letter for the hour, two of sequence and the pid (8.9 and before).
  @inline(__always)
  static func queueID(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var index = start
    var digits = 0
    while index < end {
      let byte = line[index]
      if byte.isDigit {
        digits &+= 1
      } else if byte.isLetter {
        digits = 0
      } else {
        break
      }
      index &+= 1
    }
    guard index < end, index &- start >= 7, index &- start <= 24 else { return nil }
    if line[index] == .ascii(":") {
      guard index &+ 1 >= end || line[index &+ 1] == 32 else { return nil }
    } else {
      guard line[index] == .ascii("["), index &+ 2 < end, line[index &+ 1].isDigit,
        let close = line.find("]: ", from: index, to: Swift.min(end, index &+ 8)), close > index
      else { return nil }
    }
    return digits >= 4 || line.has("NOQUEUE:", at: start) ? index : nil
  }

  /// Whether the id tells its date, so that it stands for one message only.
  @inline(__always)
  static func isDated(_ id: ByteRange) -> Bool { id.count >= 12 }

  /// `HH:MM:SS` or `D+HH:MM:SS` in microseconds; -1 where none stands.
  @inline(__always)
  static func duration(_ line: Span<UInt8>, at start: Int, to end: Int) -> Int64 {
    var position = start
    guard position < end, line[position].isDigit else { return -1 }
    var value = line.number(&position, to: end)
    var days: Int64 = 0
    if position < end, line[position] == .ascii("+") {
      days = Swift.min(value, 1_000_000)
      position &+= 1
      value = line.number(&position, to: end)
    }
    var seconds = Swift.min(value, 1_000_000)
    var parts = 0
    while parts < 2, position < end, line[position] == .ascii(":") {
      position &+= 1
      seconds = seconds &* 60 &+ Swift.min(line.number(&position, to: end), 1_000_000)
      parts &+= 1
    }
    guard parts == 2 else { return -1 }
    return (days &* 86_400 &+ seconds) &* 1_000_000
  }

  /// A value of letters, digits and `-_.` that begins at `start`: where it ends.
  @inline(__always)
  static func tokenEnd(_ line: Span<UInt8>, at start: Int, to end: Int) -> Int {
    var index = start
    while index < end {
      let byte = line[index]
      guard byte != .ascii(","), byte != 32 else { break }
      index &+= 1
    }
    return index
  }
}

extension LogEvent {
  /// A line that says nothing of interest.
  @inline(__always)
  mutating func setService(_ start: Int, _ end: Int) {
    action = .service
    self[.detail] = ByteRange(start, end)
  }

  /// A line about something that went wrong.
  @inline(__always)
  mutating func setWarning(_ start: Int, _ end: Int) {
    action = .warning
    self[.reason] = ByteRange(start, end)
  }
}
