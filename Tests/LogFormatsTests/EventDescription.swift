import Bytes
import LogFormats
import Model

/// An event as `name=value` pairs under the names of RECORDS, for comparison.
enum EventDescription {
  /// Every known field but host, process and pid, which are the envelope's. What RECORDS does not show stands under
  /// `message.role`, `original.id`, `original.client`, `transport` and `detail`.
  static func fields(of event: LogEvent, _ line: Span<UInt8>) -> [(String, String)] {
    var pairs: [(String, String)] = [("event.action", "\(event.action.name)")]
    func add(_ name: String, _ value: String) { if !value.isEmpty { pairs.append((name, value)) } }
    switch event.outcome {
    case .none: break
    case .success: add("event.outcome", "success")
    case .failure: add("event.outcome", "failure")
    case .unknown: add("event.outcome", "unknown")
    }
    if event.count > 1 { add("event.count", "\(event.count)") }
    add("network.protocol", "\(event.networkProtocol.name)")
    for field in LogEvent.Field.allCases {
      guard event.has(field), let name = name(of: field) else { continue }
      if field == .rcptTo || field == .contentNames, event.listStyle != .single {
        let values = list(event, field, line)
        add(name, values.joined(separator: " | "))
        continue
      }
      let value = line.string(event[field])
      if field == .mailFrom, value.isEmpty {
        add(name, "<>")
      } else {
        pairs.append((name, value))
      }
    }
    if event.sourcePort > 0 { add("source.port", "\(event.sourcePort)") }
    if event.destinationPort > 0 { add("destination.port", "\(event.destinationPort)") }
    add("smtp.status", "\(event.status.name)")
    add("smtp.stage", "\(event.stage.name)")
    add("smtp.reject_class", "\(event.rejectClass.name)")
    if event.replyCode > 0 { add("smtp.reply.code", "\(event.replyCode)") }
    if event.size >= 0 { add("smtp.size", "\(event.size)") }
    if event.recipients >= 0 { add("smtp.recipients", "\(event.recipients)") }
    if event.delayMicroseconds >= 0 { add("smtp.delay", seconds(event.delayMicroseconds)) }
    switch event.tlsEstablished {
    case .unknown: break
    case .yes: add("tls.established", "true")
    case .no: add("tls.established", "false")
    }
    add("tls.verified", "\(event.tlsVerification.name)")
    if event.bytesIn >= 0 { add("mailbox.bytes_in", "\(event.bytesIn)") }
    if event.bytesOut >= 0 { add("mailbox.bytes_out", "\(event.bytesOut)") }
    if event.limitValue >= 0 { add("limit.value", "\(event.limitValue)") }
    switch event.messageRole {
    case .none: break
    case .begins: add("message.role", "begins")
    case .continues: add("message.role", "continues")
    case .arrives: add("message.role", "arrives")
    case .ends: add("message.role", "ends")
    }
    return pairs
  }

  private static func list(_ event: LogEvent, _ field: LogEvent.Field, _ line: Span<UInt8>) -> [String] {
    // A closure cannot hold a span: the ranges are gathered first.
    var ranges: [ByteRange] = []
    event.forEachValue(of: field, in: line) { ranges.append($0) }
    return ranges.map { line.string($0) }
  }

  private static func seconds(_ microseconds: Int64) -> String {
    let whole = microseconds / 1_000_000
    let rest = microseconds % 1_000_000
    if rest == 0 { return "\(whole)" }
    var digits = "\(rest)"
    while digits.count < 6 { digits = "0" + digits }
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(whole).\(digits)"
  }

  static func name(of field: LogEvent.Field) -> String? {
    switch field {
    case .processName, .hostName: nil
    case .sessionID: "session.id"
    case .reason: "event.reason"
    case .sourceIP: "source.ip"
    case .sourceDomain: "source.domain"
    case .destinationIP: "destination.ip"
    case .destinationDomain: "destination.domain"
    case .userName: "user.name"
    case .localID: "email.local_id"
    case .messageID: "email.message_id"
    case .subject: "email.subject"
    case .helo: "smtp.helo"
    case .mailFrom: "smtp.mail_from"
    case .rcptTo: "smtp.rcpt_to"
    case .origRcptTo: "smtp.orig_rcpt_to"
    case .replyEnhanced: "smtp.reply.enhanced"
    case .replyText: "smtp.reply.text"
    case .queuedAs: "smtp.queued_as"
    case .authMethod: "auth.method"
    case .tlsVersion: "tls.version"
    case .tlsCipher: "tls.cipher"
    case .limitName: "limit.name"
    case .spf: "email.authentication.spf"
    case .dkim: "email.authentication.dkim"
    case .dmarc: "email.authentication.dmarc"
    case .arc: "email.authentication.arc"
    case .mailboxFolder: "mailbox.folder"
    case .bounceOf: "email.bounce_of"
    case .contentAction: "email.content.action"
    case .contentNames: "email.content.names"
    case .originalID: "original.id"
    case .originalClient: "original.client"
    case .transport: "transport"
    case .detail: "detail"
    default: nil
    }
  }
}
