import Bytes
import Model

/// One pattern of a described format, compiled: literals and the fields between them, and what a line says that fits.
///
/// A field runs to the first place of the literal behind it, the last one to the end of the line; nothing is tried twice.
struct LinePattern: Sendable {
  /// Where the text of a placeholder goes.
  enum Target: Sendable {
    case skip
    case text(LogEvent.Field)
    case sourcePort, destinationPort, replyCode, size, recipients, delay, bytesIn, bytesOut, limitValue, pid
  }

  enum Piece: Sendable {
    case literal([UInt8])
    case field(Target)
  }

  var pieces: [Piece] = []
  var action = LogEvent.Action.service
  var outcome = LogEvent.Outcome.none
  var networkProtocol = LogEvent.NetworkProtocol.none
  var status = LogEvent.DeliveryStatus.none
  var stage = LogEvent.Stage.none
  var rejectClass = LogEvent.RejectClass.none
  var tls = LogEvent.Certainty.unknown
  var role = LogEvent.MessageRole.none
  var isClientSide = false

  /// Reads `message` into `event` where it fits; leaves `event` as it is where it does not.
  func read(_ line: Span<UInt8>, _ message: ByteRange, into event: inout LogEvent) -> Bool {
    guard walk(line, message, nil, &event) else { return false }
    event.action = action
    event.outcome = outcome
    event.networkProtocol = networkProtocol
    event.status = status
    event.stage = stage
    event.rejectClass = rejectClass
    event.tlsEstablished = tls
    event.messageRole = role
    event.isClientSide = isClientSide
    _ = walk(line, message, true, &event)
    return true
  }

  /// Walks over the pieces; sets the fields where `sets` is not nil. Whether the message fits.
  private func walk(
    _ line: Span<UInt8>, _ message: ByteRange, _ sets: Bool?, _ event: inout LogEvent
  ) -> Bool {
    var position = message.lower
    var open: Target?
    for piece in pieces {
      switch piece {
      case .literal(let bytes):
        if let target = open {
          guard let found = line.find(bytes, from: position, to: message.upper) else { return false }
          if sets != nil { set(target, line, ByteRange(position, found), &event) }
          position = found + bytes.count
          open = nil
        } else {
          guard line.has(bytes, at: position, to: message.upper) else { return false }
          position += bytes.count
        }
      case .field(let target): open = target
      }
    }
    if let target = open {
      if sets != nil { set(target, line, ByteRange(position, message.upper), &event) }
      return true
    }
    return position == message.upper
  }

  private func set(
    _ target: Target, _ line: Span<UInt8>, _ range: ByteRange, _ event: inout LogEvent
  ) {
    switch target {
    case .skip: return
    case .text(.sourceIP), .text(.destinationIP):
      // What is no address is none.
      guard IPAddress(line, range) != nil else { return }
      event[target.field] = line.unmapped(range)
    case .text(let field): event[field] = range
    default:
      var position = range.lower
      guard !range.isEmpty, line[position].isDigit else { return }
      if case .delay = target {
        event.delayMicroseconds = line.seconds(&position, to: range.upper)
        return
      }
      number(target, line.number(&position, to: range.upper), &event)
    }
  }

  private func number(_ target: Target, _ value: Int64, _ event: inout LogEvent) {
    switch target {
    case .sourcePort: event.sourcePort = UInt16(clamping: value)
    case .destinationPort: event.destinationPort = UInt16(clamping: value)
    case .replyCode: event.replyCode = UInt16(clamping: value)
    case .size: event.size = value
    case .recipients: event.recipients = Int32(clamping: value)
    case .bytesIn: event.bytesIn = value
    case .bytesOut: event.bytesOut = value
    case .limitValue: event.limitValue = value
    case .pid: event.pid = Int32(clamping: value)
    case .skip, .text, .delay: break
    }
  }
}

extension LinePattern.Target {
  fileprivate var field: LogEvent.Field {
    if case .text(let field) = self { return field }
    return .detail
  }

  /// By the name in records.
  init?(_ name: String) {
    switch name {
    case "_": self = .skip
    case "source.ip": self = .text(.sourceIP)
    case "source.port": self = .sourcePort
    case "source.domain": self = .text(.sourceDomain)
    case "destination.ip": self = .text(.destinationIP)
    case "destination.port": self = .destinationPort
    case "destination.domain": self = .text(.destinationDomain)
    case "host.name": self = .text(.hostName)
    case "process.pid": self = .pid
    case "session.id": self = .text(.sessionID)
    case "user.name": self = .text(.userName)
    case "event.reason": self = .text(.reason)
    case "email.local_id": self = .text(.localID)
    case "email.message_id": self = .text(.messageID)
    case "email.subject": self = .text(.subject)
    case "email.bounce_of": self = .text(.bounceOf)
    case "email.content.action": self = .text(.contentAction)
    case "email.content.names": self = .text(.contentNames)
    case "smtp.helo": self = .text(.helo)
    case "smtp.mail_from": self = .text(.mailFrom)
    case "smtp.rcpt_to": self = .text(.rcptTo)
    case "smtp.orig_rcpt_to": self = .text(.origRcptTo)
    case "smtp.size": self = .size
    case "smtp.recipients": self = .recipients
    case "smtp.delay": self = .delay
    case "smtp.reply.code": self = .replyCode
    case "smtp.reply.enhanced": self = .text(.replyEnhanced)
    case "smtp.reply.text": self = .text(.replyText)
    case "smtp.queued_as": self = .text(.queuedAs)
    case "auth.method": self = .text(.authMethod)
    case "tls.version": self = .text(.tlsVersion)
    case "tls.cipher": self = .text(.tlsCipher)
    case "limit.name": self = .text(.limitName)
    case "limit.value": self = .limitValue
    case "mailbox.folder": self = .text(.mailboxFolder)
    case "mailbox.bytes_in": self = .bytesIn
    case "mailbox.bytes_out": self = .bytesOut
    case "message": self = .text(.detail)
    default: return nil
    }
  }
}
