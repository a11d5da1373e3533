import Attachments
import Bytes
import MIME
import Mailbox
import Model

/// What records about a stored message say of it beside their own subject: who, what, when.
struct MailFacts {
  var messageID: [UInt8] = []
  var from: [[UInt8]] = []
  /// Reply-To and Return-Path, too.
  var addresses: [[UInt8]] = []
  var subject: [UInt8] = []
  /// When the newest Received field was written, else the time of the From_ line, else of Date.
  var time = Timestamp.unknown

  /// Nothing is known.
  init() {}

  /// Of an Outlook message: by the header that it came with, where it has one, else by its properties.
  init(outlook message: OutlookMessage) {
    var block = HeaderBlock()
    block.parse(message.header.span)
    self.init(block, message.header.span, nil)
    if messageID.isEmpty {
      messageID = message.messageID.filter { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }
    if subject.isEmpty { subject = message.subject }
    if from.isEmpty, !message.senderAddress.isEmpty {
      from = [message.senderAddress]
      addresses.append(message.senderAddress)
    }
  }

  /// Of a header block that was parsed from `bytes`.
  init(_ block: borrowing HeaderBlock, _ bytes: Span<UInt8>, _ separator: MailboxMessage.Separator?) {
    var parser = ReceivedParser()
    var value = ByteBuffer(capacity: 512)
    var found: [MailAddress] = []
    var date = Timestamp.unknown
    for field in block.fields {
      switch field.name {
      case .received:
        guard time.isUnknown else { continue }
        field.unfold(of: bytes, into: &value)
        time = parser.parse(value.span).date.time
      case .messageID:
        guard messageID.isEmpty else { continue }
        field.unfold(of: bytes, into: &value)
        var first: ByteRange?
        MessageIDField.forEach(value.span, ByteRange(0, value.count)) { id in if first == nil { first = id } }
        if let first { messageID = value.span.array(first.lower..<first.upper) }
      case .from, .replyTo, .returnPath, .sender:
        field.unfold(of: bytes, into: &value)
        found.removeAll(keepingCapacity: true)
        AddressField.parse(value.span, ByteRange(0, value.count), into: &found)
        for address in found.prefix(100) {
          var clean = ByteBuffer(capacity: 64)
          AddressField.appendAddress(address, of: value.span, into: &clean)
          let text = clean.span.array(0..<clean.count)
          if text.isEmpty { continue }
          if field.name == .from { from.append(text) }
          addresses.append(text)
        }
      case .subject:
        guard subject.isEmpty else { continue }
        field.unfold(of: bytes, into: &value)
        var decoded = ByteBuffer(capacity: 128)
        EncodedWord.decode(value.span, ByteRange(0, value.count), into: &decoded)
        subject = decoded.span.array(0..<decoded.count)
      case .date:
        field.unfold(of: bytes, into: &value)
        if date.isUnknown { date = DateField(value.span, ByteRange(0, value.count)).time }
      default: break
      }
    }
    if time.isUnknown, let separator, let civil = separator.time {
      time = civil.asUTC.advanced(byMicroseconds: -Int64(separator.offsetMinutes ?? 0) * 60_000_000)
    }
    if time.isUnknown { time = date }
  }
}

extension HeaderField {
  /// Puts the unfolded value, of a block that was parsed from `bytes`, in the place of what `value` holds.
  func unfold(of bytes: Span<UInt8>, into value: inout ByteBuffer) {
    value.removeAll()
    HeaderBlock.unfold(self, of: bytes, into: &value)
  }
}
