public import Bytes
public import Model

/// Haraka: `[LEVEL] [UUID.transaction] [plugin] text`, behind syslog's header, behind a stamp, or alone; also its `logfmt`.
///
/// A connection has a UUID, its transactions have `.1`, `.2`, … behind it, and what the outbound queue made of one another
/// number. One process serves all connections, so its pid tells none apart and is left out of their lines; the UUID is
/// the session, UUID and transaction together the message.
/// - Source: haraka/Haraka logger.js (`log_if_level`), connection.js (connect, sender, recipient, message, queue and
///   disconnect), outbound/hmail.js (delivered, bounce, temp_fail), plugins/auth/auth_base.js.
public enum HarakaFormat: NativeFormat {
  public static var name: StaticString { "haraka" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equalsIgnoringCase("haraka", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool { HarakaLine.read(line, from: 0, to: line.count) != nil }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    parse(line, program: .none, message: envelope.message, into: &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    guard let head = HarakaLine.read(line, from: message.lower, to: message.upper) else {
      // `Starting up Haraka version 3.0.3`, `loglevel: INFO`: before the log's own form.
      AccessLine.setOther(line, message, &event)
      return
    }
    if !head.connection.isNone {
      event.pid = -1
      event[.sessionID] = head.connection
      event.networkProtocol = .smtp
    }
    if !head.transaction.isNone {
      event[.localID] = head.transaction
      event.messageRole = .continues
    }
    let text = head.text
    if line.equals("core", in: head.plugin) {
      HarakaCore.parse(line, text, &event)
    } else if line.equals("outbound", in: head.plugin) {
      HarakaCore.parseOutbound(line, text, &event)
    } else if line.equals("tls", in: head.plugin), line.has("secured: ", at: text.lower) {
      parseTLS(line, text, &event)
    } else if line.has("auth/", at: head.plugin.lower), line.has("delaying for ", at: text.lower) {
      event.action = .login
      event.outcome = .failure
      event[.reason] = text
    } else {
      parsePlugin(line, head.plugin, text, &event)
    }
    if event.action == .warning || event.action == .service, event[.detail].isEmpty { event[.detail] = .none }
  }

  private static func parseTLS(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    event.action = .tlsEstablished
    event.outcome = .success
    event.tlsEstablished = .yes
    if let cipher = HarakaLine.value(line, " cipher=", text) { event[.tlsCipher] = cipher }
    // Of old node: `TLSv1/SSLv3` is the cipher's, not the connection's.
    if let version = HarakaLine.value(line, " version=", text), line.has("TLSv", at: version.lower),
      line.find(.ascii("/"), from: version.lower, to: version.upper) == nil
    {
      event[.tlsVersion] = ByteRange(version.lower + 4, version.upper)
    }
    if let verified = HarakaLine.value(line, " verified=", text) {
      event.tlsVerification = line.equals("true", in: verified) ? .verified : .none
    }
  }

  private static func parsePlugin(
    _ line: Span<UInt8>, _ plugin: ByteRange, _ text: ByteRange, _ event: inout LogEvent
  ) {
    if line.equals("spf", in: plugin) {
      event.action = .service
      event[.spf] = HarakaLine.value(line, " result=", text) ?? .none
      if event[.spf].isNone, let found = line.find(", result: ", from: text.lower, to: text.upper) {
        let stop = line.find(.ascii(","), from: found + 10, to: text.upper) ?? text.upper
        event[.spf] = ByteRange(found + 10, stop)
      }
      if event[.spf].isNone { event[.detail] = text }
    } else if line.equals("dkim_verify", in: plugin) || line.equals("dkim", in: plugin) {
      event.action = .service
      event[.dkim] = HarakaLine.value(line, " result=", text) ?? .none
      if event[.dkim].isNone { event[.detail] = text }
    } else if line.equals("clamd", in: plugin), line.has("pass:clean", at: text.lower) {
      event.action = .contentVerdict
      event.outcome = .success
      event[.contentAction] = ByteRange(text.lower + 5, text.lower + 10)
    } else if line.equals("spamassassin", in: plugin), line.has("status=", at: text.lower) {
      event.action = .contentVerdict
      event.outcome = line.has("Yes", at: text.lower + 7) ? .failure : .success
      event[.detail] = text
    } else if line.equals("rspamd", in: plugin), line.has("is_spam: ", at: text.lower) {
      event.action = .contentVerdict
      event.outcome = line.has("true", at: text.lower + 9) ? .failure : .success
      event[.detail] = text
    } else if line.has("queue/", at: plugin.lower), line.has("forwarding to ", at: text.lower) {
      event.action = .service
      event.isClientSide = true
      setDestination(line, ByteRange(text.lower + 14, text.upper), &event)
      event[.detail] = text
    } else if text.isEmpty {
      event.action = .service
    } else {
      AccessLine.setOther(line, text, &event)
    }
  }

  /// `host:port`
  static func setDestination(_ line: Span<UInt8>, _ range: ByteRange, _ event: inout LogEvent) {
    let colon = line.findLast(.ascii(":"), from: range.lower, to: range.upper) ?? range.upper
    let host = ByteRange(range.lower, colon)
    if AccessLine.isAddress(line, host) {
      event[.destinationIP] = line.unmapped(host)
    } else if !host.isEmpty {
      event[.destinationDomain] = host
    }
    if colon < range.upper {
      var position = colon + 1
      event.destinationPort = UInt16(clamping: line.number(&position, to: range.upper))
    }
  }

  public static var samples: [LogSample] { HarakaSamples.all }
}
