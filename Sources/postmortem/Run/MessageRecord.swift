import Bytes
import Correlation
import Model
import Records

/// A `MessageView` as a record of `Schema.messages`. Nothing is allocated for a record.
struct MessageRecord {
  private let paths: [PreparedText]
  private let hostIDs: [PreparedText?]

  init(paths: [PreparedText], hostIDs: [PreparedText?]) {
    self.paths = paths
    self.hostIDs = hostIDs
  }

  /// Appends the record of `message`.
  func write(_ message: borrowing MessageView, isFirstOfRun: Bool, to writer: inout RecordWriter) {
    let text = message.allText
    let first = message.first
    let location = message.location
    let host = message.host(of: first)
    writer.begin(isFirstOfRun: isFirstOfRun)
    writer.time(MessageField.timestamp, message.start)
    writer.text(MessageField.kind, "event")
    writer.text(MessageField.dataset, "message")
    writer.time(MessageField.start, message.start)
    writer.time(MessageField.end, message.end)
    writer.offset(MessageField.timezone, minutes: first.offsetMinutes)
    writer.text(MessageField.path, paths.span[Int(location.source.rawValue)])
    writer.number(MessageField.offset, location.offset)
    writer.number(MessageField.line, location.line)
    writer.number(MessageField.length, location.length)
    put(MessageField.hostName, host.name, text, &writer)
    if let id = hostIDs[Int(host.context)] { writer.text(MessageField.hostID, id) }
    put(MessageField.sourceIP, first.clientIP, text, &writer)
    if first.clientPort != 0 { writer.number(MessageField.sourcePort, Int64(first.clientPort)) }
    put(MessageField.sourceDomain, first.clientDomain, text, &writer)
    put(MessageField.userName, first.user, text, &writer)
    put(MessageField.localID, first.id, text, &writer)
    put(MessageField.messageID, message.messageID, text, &writer)
    put(MessageField.subject, message.subject, text, &writer)
    put(MessageField.bounceOf, first.bounceOf, text, &writer)
    put(MessageField.helo, first.helo, text, &writer)
    if !first.sender.isNone {
      if first.sender.range.isEmpty {
        writer.text(MessageField.mailFrom, "<>")
      } else {
        writer.text(MessageField.mailFrom, text, first.sender.range)
      }
    }
    if message.recipients.count > 0 {
      writer.beginTexts(MessageField.rcptTo)
      for index in 0..<message.recipients.count {
        writer.element(text, message.recipients[index].range)
      }
      writer.endArray()
    }
    if first.size >= 0 { writer.number(MessageField.size, first.size) }
    if first.recipientCount >= 0 {
      writer.number(MessageField.recipients, Int64(first.recipientCount))
    }
    put(MessageField.authMethod, first.authMethod, text, &writer)
    tls(message, &writer)
    writer.text(MessageField.disposition, message.disposition.name)
    writer.text(MessageField.direction, message.direction.name)
    writer.boolean(MessageField.complete, message.isComplete)
    if writer.wants(MessageField.hops) { hops(message, &writer) }
    if writer.wants(MessageField.deliveries) { deliveries(message, &writer) }
    if !message.start.isUnknown { writer.text(MessageField.timeSource, message.timeSource.name) }
    writer.end()
  }

  @inline(__always)
  private func put<Field: RecordField>(
    _ field: Field, _ ref: TextRef, _ text: Span<UInt8>, _ writer: inout RecordWriter
  ) {
    if !ref.isNone { writer.text(field, text, ref.range) }
  }

  private func tls(_ message: borrowing MessageView, _ writer: inout RecordWriter) {
    writer.certainty(MessageField.tlsEstablished, message.tls)
    guard message.tls == .yes else { return }
    let version = message.first.tlsVersion
    if !version.isNone {
      writer.protocolOfVersion(MessageField.tlsVersionProtocol, message.allText, version.range)
    }
    put(MessageField.tlsVersion, version, message.allText, &writer)
    put(MessageField.tlsCipher, message.first.tlsCipher, message.allText, &writer)
  }

  private func hops(_ message: borrowing MessageView, _ writer: inout RecordWriter) {
    let text = message.allText
    writer.beginObjects(MessageField.hops)
    for index in 0..<message.hopCount {
      let hop = message.hop(index)
      let host = message.host(of: hop)
      let location = hop.location
      writer.beginObject()
      put(HopField.host, host.name, text, &writer)
      if let id = hostIDs[Int(host.context)] { writer.text(HopField.hostID, id) }
      put(HopField.localID, hop.id, text, &writer)
      if let previous = message.previous(index) { writer.number(HopField.previous, Int64(previous)) }
      writer.time(HopField.start, hop.start)
      writer.time(HopField.end, hop.end)
      put(HopField.fromIP, hop.clientIP, text, &writer)
      writer.certainty(HopField.tls, hop.tls)
      writer.text(HopField.path, paths.span[Int(location.source.rawValue)])
      writer.number(HopField.offset, location.offset)
      writer.number(HopField.line, location.line)
      writer.endObject()
    }
    writer.endArray()
  }

  private func deliveries(_ message: borrowing MessageView, _ writer: inout RecordWriter) {
    let text = message.allText
    writer.beginObjects(MessageField.deliveries)
    message.forEachDelivery { index, delivery in
      writer.beginObject()
      put(DeliveryField.recipient, delivery.recipient, text, &writer)
      put(DeliveryField.originalRecipient, delivery.originalRecipient, text, &writer)
      put(DeliveryField.host, message.hostName(ofHop: index), text, &writer)
      put(DeliveryField.localID, message.id(ofHop: index), text, &writer)
      writer.time(DeliveryField.time, delivery.time)
      if delivery.status != .none { writer.text(DeliveryField.status, delivery.status.name) }
      put(DeliveryField.enhanced, delivery.enhanced, text, &writer)
      put(DeliveryField.reply, delivery.reply, text, &writer)
      put(DeliveryField.queuedAs, delivery.queuedAs, text, &writer)
      writer.boolean(DeliveryField.isFinal, delivery.isFinal)
      put(DeliveryField.relayIP, delivery.relayIP, text, &writer)
      put(DeliveryField.relayDomain, delivery.relayDomain, text, &writer)
      if delivery.delayMicroseconds >= 0 {
        writer.micros(DeliveryField.delay, delivery.delayMicroseconds)
      }
      writer.certainty(DeliveryField.tls, delivery.tls)
      if delivery.flags.contains(.inferred) { writer.boolean(DeliveryField.isInferred, true) }
      writer.endObject()
    }
    writer.endArray()
  }
}
