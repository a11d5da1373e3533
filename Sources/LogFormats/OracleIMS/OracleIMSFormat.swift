public import Bytes
public import Model

/// Oracle (Sun, iPlanet) Messaging Server: the MTA's mail.log, in columns or in XML (`LOG_FORMAT=4`), and the store's logs of
/// imapd, popd and mshttpd.
///
/// `16-Feb-2007 14:54:13.72 tcp_local ims-ms EE 1 sender rfc822;original active …` or `<en ts="…" sc="tcp_local" …/>`. The
/// action's first letter says what happened, modifiers follow: S was TLS, A was authenticated.
/// - Source: Oracle Communications Messaging Server administrator's guide, "MTA Log Entry Format", "LOG_CONNECTION";
///   fail2ban oracleims.
public enum OracleIMSFormat: NativeFormat {
  public static var name: StaticString { "oracle-ims" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool { false }

  static func owns(_ line: Span<UInt8>) -> Bool {
    if line.has("<co ts=\"", at: 0) || line.has("<en ts=\"", at: 0) { return true }
    if isStore(line) { return true }
    guard let date = line.namedDate(at: 0, separator: .ascii("-"), to: line.count),
      date.next + 14 < line.count,
      line[date.next] == 32, line[date.next + 9] == .ascii(".")
    else { return false }
    return true
  }

  /// `[30/Aug/2004:16:53:44 -0700] host imapd[4522]: `
  private static func isStore(_ line: Span<UInt8>) -> Bool {
    line.count > 40 && line[0] == .ascii("[") && line[12] == .ascii(":") && line[27] == .ascii("]")
      && line[21] == 32
  }

  static func readEnvelope(_ line: Span<UInt8>, _ dialect: Dialect, into envelope: inout Envelope) -> Bool {
    if line.has("<co ts=\"", at: 0) || line.has("<en ts=\"", at: 0) {
      guard let close = line.find(.ascii("\""), from: 8, to: 48),
        envelope.stamp.readISO(line, from: 8, to: close) != nil
      else { return false }
      envelope.message = ByteRange(4, line.count)
      envelope.shape = .native
      return true
    }
    if isStore(line) {
      guard let date = line.namedDate(at: 1, separator: .ascii("/"), to: line.count),
        let clock = line.clock(at: date.next + 1, to: line.count),
        envelope.stamp.setCivil(
          year: date.year, month: date.month, day: date.day, hour: clock.hour, minute: clock.minute,
          second: clock.second)
      else { return false }
      let hours = line.two(23)
      let minutes = line.two(25)
      if hours >= 0, hours <= 15, minutes >= 0, minutes < 60 {
        let offset = Int16(hours * 60 + minutes)
        envelope.stamp.offsetMinutes = line[22] == .ascii("-") ? -offset : offset
      }
      envelope.shape = .native
      envelope.message = ByteRange(AccessLine.skipBlanks(line, from: 28, to: line.count), line.count)
      if let blank = line.find(32, from: envelope.message.lower),
        let tag = line.tag(at: blank + 1, to: line.count), tag.pid >= 0
      {
        envelope.host = ByteRange(envelope.message.lower, blank)
        envelope.program = tag.name
        envelope.pid = tag.pid
        envelope.message = ByteRange(tag.next, line.count)
      }
      return true
    }
    guard let date = line.namedDate(at: 0, separator: .ascii("-"), to: line.count),
      let clock = line.clock(at: date.next + 1, to: line.count)
    else { return false }
    var position = date.next + 9
    var micros = 0
    if position < line.count, line[position] == .ascii(".") {
      micros = line.fraction(&position, to: line.count)
    }
    guard
      envelope.stamp.setCivil(
        year: date.year, month: date.month, day: date.day, hour: clock.hour, minute: clock.minute,
        second: clock.second, micros: micros)
    else { return false }
    envelope.shape = .native
    envelope.message = ByteRange(AccessLine.skipBlanks(line, from: position, to: line.count), line.count)
    return true
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    let text = line.trimmed(envelope.message)
    if line.has("<", at: 0) {
      OracleIMSEntry.parseElement(line, text, &event)
    } else if isStore(line) {
      OracleIMSStore.parse(line, envelope.program, text, &event)
    } else if envelope.shape == .native {
      OracleIMSEntry.parseColumns(line, text, &event)
    }
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    AccessLine.setOther(line, message, &event)
  }

  public static var samples: [LogSample] { OracleIMSSamples.all }
}
