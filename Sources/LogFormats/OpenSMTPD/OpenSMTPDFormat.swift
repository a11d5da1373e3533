public import Bytes
public import Model

/// OpenSMTPD 5 to 7: the lines of `smtpd`, also without a header as people quote them.
///
/// Since 5.9 a line is `SESSION smtp|mta|mda EVENT key=value ...`, the session 16 hexadecimal digits (6.0 to 6.3 write
/// `event=EVENT`); 5.x wrote sentences (`smtp-in: ...`, `relay: Ok for EVPID: ...`). The queue id is the message's eight
/// digits, an envelope's id (`evpid`) those and eight more. No Message-ID is logged, but TLS always is. `host=` of a
/// client is a reverse name that nobody verified. A refused command is shown as far as it holds no password: the server
/// logs the line that it refused, which may be one of AUTH's.
/// - Source: OpenSMTPD usr.sbin/smtpd: smtp_session.c, mta.c, mta_session.c, mda.c, queue.c.
public enum OpenSMTPDFormat: NativeFormat {
  public static var name: StaticString { "opensmtpd" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("smtpd", in: program) || line.equals("opensmtpd", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    parse(line, from: message.lower, to: message.upper, &event)
  }

  // MARK: Lines without a header

  static func owns(_ line: Span<UInt8>) -> Bool {
    guard let next = sessionEnd(line, at: 0, to: line.count) else { return false }
    return line.has("smtp ", at: next) || line.has("mta ", at: next) || line.has("mda ", at: next)
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    let start = envelope.message.isNone ? 0 : envelope.message.lower
    guard let next = sessionEnd(line, at: start, to: line.count) else {
      if line.has("smtp-in: ", at: start) || line.has("smtp-out: ", at: start) {
        parse(line, from: start, to: line.count, &event)
      }
      return
    }
    if line.has("smtp ", at: next) || line.has("mta ", at: next) || line.has("mda ", at: next) {
      parse(line, from: start, to: line.count, &event)
    }
  }

  /// The position behind 16 hexadecimal digits and a blank at `start`.
  @inline(__always)
  static func sessionEnd(_ line: Span<UInt8>, at start: Int, to end: Int) -> Int? {
    guard end &- start > 17, line[start &+ 16] == 32, isHex(line, from: start, count: 16) else { return nil }
    return start &+ 17
  }

  /// Whether `count` hexadecimal digits, without capitals, stand at `start`.
  @inline(__always)
  static func isHex(_ line: Span<UInt8>, from start: Int, count: Int) -> Bool {
    guard start &+ count <= line.count else { return false }
    var index = start
    while index < start &+ count {
      let byte = line[index]
      guard byte.isDigit || (byte &- 97 < 6) else { return false }
      index &+= 1
    }
    return true
  }

  // MARK: Dispatch

  private static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard start < end else { return }
    if let next = sessionEnd(line, at: start, to: end) {
      event[.sessionID] = ByteRange(start, start &+ 16)
      if line.has("smtp ", at: next) {
        OpenSMTPDServer.parse(line, from: word(line, next &+ 5), to: end, &event)
      } else if line.has("mta ", at: next) {
        OpenSMTPDClient.parse(line, from: word(line, next &+ 4), to: end, &event)
      } else if line.has("mda ", at: next) {
        OpenSMTPDClient.parseLocal(line, from: word(line, next &+ 4), to: end, &event)
      } else {
        event.setService(next, end)
      }
      return
    }
    if line.has("smtp-in: ", at: start) {
      OpenSMTPDSentence.parseServer(line, from: start + 9, to: end, &event)
    } else if line.has("smtp-out: ", at: start) {
      OpenSMTPDSentence.parseClient(line, from: start + 10, to: end, &event)
    } else if !OpenSMTPDSentence.parseOutcome(line, from: start, to: end, &event) {
      parseOther(line, from: start, to: end, &event)
    }
  }

  /// 5.9 to 6.3 wrote `event=` before the word.
  @inline(__always)
  private static func word(_ line: Span<UInt8>, _ start: Int) -> Int {
    line.has("event=", at: start) ? start &+ 6 : start
  }

  /// What the daemon says of itself: `info: OpenSMTPD 7.4 starting`, `warn: ...`, `fatal: ...`.
  private static func parseOther(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("warn", at: start) || line.has("fatal", at: start) {
      event.setWarning(start, end)
    } else if line.has("info: ", at: start) || line.has("debug: ", at: start) {
      event.setService(start, end)
    } else {
      AccessLine.setOther(line, ByteRange(start, end), &event)
    }
  }

  // MARK: Values

  /// Where the word at `start` ends.
  @inline(__always)
  static func wordEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    line.find(32, from: start, to: end) ?? end
  }

  /// Sets the client's address from `203.0.113.9`, `[2001:db8::9]`, `IPv6:2001:db8::9`; `local` is none.
  @inline(__always)
  static func setAddress(_ line: Span<UInt8>, _ range: ByteRange, _ event: inout LogEvent) {
    let address = bare(line, range)
    if line.isAddress(address) { event[.sourceIP] = line.unmapped(address) }
  }

  @inline(__always)
  static func bare(_ line: Span<UInt8>, _ range: ByteRange) -> ByteRange {
    var lower = range.lower
    var upper = range.upper
    if upper &- lower > 2, line[lower] == .ascii("["), line[upper &- 1] == .ascii("]") {
      lower &+= 1
      upper &-= 1
    }
    if line.has("IPv6:", at: lower), upper &- lower > 5 { lower &+= 5 }
    return ByteRange(lower, upper)
  }

  /// `TLSv1.3:TLS_AES_256_GCM_SHA384:256`, also in quotes.
  static func setTLS(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    event.tlsEstablished = .yes
    var position = start
    if position < end, line[position] == .ascii("\"") { position &+= 1 }
    if line.has("version=", at: position) {
      setOldTLS(line, from: position, to: end, &event)
      return
    }
    guard line.has("TLSv", at: position) || line.has("SSLv", at: position),
      let colon = line.find(.ascii(":"), from: position, to: end)
    else { return }
    event[.tlsVersion] = ByteRange(position &+ 4, colon)
    var stop = colon &+ 1
    while stop < end, line[stop] != .ascii(":"), line[stop] != .ascii("\""), line[stop] != 32 { stop &+= 1 }
    event[.tlsCipher] = ByteRange(colon &+ 1, stop)
  }

  /// `version=TLSv1.2, cipher=C, bits=256`, to 6.3.
  static func setOldTLS(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line.has("version=TLSv", at: start), let comma = line.find(.ascii(","), from: start, to: end)
    else { return }
    event[.tlsVersion] = ByteRange(start &+ 12, comma)
    guard line.has(" cipher=", at: comma &+ 1) else { return }
    event[.tlsCipher] = ByteRange(comma &+ 9, line.find(.ascii(","), from: comma &+ 9, to: end) ?? end)
  }

  /// `54s`, `1h2m3s`, `4d1h`: microseconds.
  static func duration(_ line: Span<UInt8>, _ range: ByteRange) -> Int64 {
    var position = range.lower
    var seconds: Int64 = 0
    while position < range.upper, line[position].isDigit {
      let value = line.number(&position, to: range.upper)
      guard position < range.upper, value < 1_000_000_000 else { return -1 }
      switch line[position] {
      case .ascii("d"): seconds &+= value &* 86_400
      case .ascii("h"): seconds &+= value &* 3600
      case .ascii("m"): seconds &+= value &* 60
      case .ascii("s"): seconds &+= value
      default: return -1
      }
      position &+= 1
    }
    return position == range.upper && position > range.lower
      ? Swift.min(seconds, 1_000_000_000_000) &* 1_000_000 : -1
  }

  /// Sets the message's id from an envelope's.
  @inline(__always)
  static func setEnvelope(_ line: Span<UInt8>, at start: Int, _ event: inout LogEvent) -> Int? {
    guard isHex(line, from: start, count: 16) else { return nil }
    event[.localID] = ByteRange(start, start &+ 8)
    event.messageRole = .continues
    return start &+ 16
  }

  public static var samples: [LogSample] { OpenSMTPDSamples.all }
}
