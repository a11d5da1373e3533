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
    writer.text(MessageField.path, paths[Int(location.source.rawValue)])
    writer.number(MessageField.offset, location.offset)
    writer.number(MessageField.line, location.line)
    writer.number(MessageField.length, location.length)
    if !host.name.isNone { writer.text(MessageField.hostName, text, host.name.range) }
    if let id = hostIDs[Int(host.context)] { writer.text(MessageField.hostID, id) }
    put(.sourceIP, first.clientIP, text, &writer)
    if first.clientPort != 0 { writer.number(MessageField.sourcePort, Int64(first.clientPort)) }
    put(.sourceDomain, first.clientDomain, text, &writer)
    put(.userName, first.user, text, &writer)
    put(.localID, first.id, text, &writer)
    put(.messageID, message.messageID, text, &writer)
    put(.subject, message.subject, text, &writer)
    put(.bounceOf, first.bounceOf, text, &writer)
    put(.helo, first.helo, text, &writer)
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
    put(.authMethod, first.authMethod, text, &writer)
    tls(message, &writer)
    writer.text(MessageField.disposition, message.disposition.name)
    writer.text(MessageField.direction, message.direction.name)
    writer.boolean(MessageField.complete, message.isComplete)
    if writer.wants(MessageField.hops) { hops(message, &writer) }
    if writer.wants(MessageField.deliveries) { deliveries(message, &writer) }
    writer.end()
  }

  @inline(__always)
  private func put(
    _ field: MessageField, _ ref: TextRef, _ text: Span<UInt8>, _ writer: inout RecordWriter
  ) {
    if !ref.isNone { writer.text(field, text, ref.range) }
  }

  private func tls(_ message: borrowing MessageView, _ writer: inout RecordWriter) {
    switch message.tls {
    case .yes: writer.boolean(MessageField.tlsEstablished, true)
    case .no: writer.boolean(MessageField.tlsEstablished, false)
    case .unknown: return
    }
    guard message.tls == .yes else { return }
    if !message.first.tlsVersion.isNone {
      writer.text(MessageField.tlsVersionProtocol, "tls")
      writer.text(MessageField.tlsVersion, message.allText, message.first.tlsVersion.range)
    }
    put(.tlsCipher, message.first.tlsCipher, message.allText, &writer)
  }

  private func hops(_ message: borrowing MessageView, _ writer: inout RecordWriter) {
    let text = message.allText
    writer.beginObjects(MessageField.hops)
    for index in 0..<message.hopCount {
      let hop = message.hop(index)
      let host = message.host(of: hop)
      let location = hop.location
      writer.beginObject()
      if !host.name.isNone { writer.text(HopField.host, text, host.name.range) }
      if let id = hostIDs[Int(host.context)] { writer.text(HopField.hostID, id) }
      if !hop.id.isNone { writer.text(HopField.localID, text, hop.id.range) }
      if let previous = message.previous(index) { writer.number(HopField.previous, Int64(previous)) }
      writer.time(HopField.start, hop.start)
      writer.time(HopField.end, hop.end)
      if !hop.clientIP.isNone { writer.text(HopField.fromIP, text, hop.clientIP.range) }
      switch hop.tls {
      case .yes: writer.boolean(HopField.tls, true)
      case .no: writer.boolean(HopField.tls, false)
      case .unknown: break
      }
      writer.text(HopField.path, paths[Int(location.source.rawValue)])
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
      let hop = message.hop(index)
      let host = message.host(of: hop)
      writer.beginObject()
      if !delivery.recipient.isNone {
        writer.text(DeliveryField.recipient, text, delivery.recipient.range)
      }
      if !delivery.originalRecipient.isNone {
        writer.text(DeliveryField.originalRecipient, text, delivery.originalRecipient.range)
      }
      if !host.name.isNone { writer.text(DeliveryField.host, text, host.name.range) }
      if !hop.id.isNone { writer.text(DeliveryField.localID, text, hop.id.range) }
      writer.time(DeliveryField.time, delivery.time)
      if delivery.status != .none { writer.text(DeliveryField.status, delivery.status.name) }
      if !delivery.enhanced.isNone {
        writer.text(DeliveryField.enhanced, text, delivery.enhanced.range)
      }
      if !delivery.reply.isNone { writer.text(DeliveryField.reply, text, delivery.reply.range) }
      if !delivery.queuedAs.isNone {
        writer.text(DeliveryField.queuedAs, text, delivery.queuedAs.range)
      }
      writer.boolean(DeliveryField.isFinal, delivery.isFinal)
      if !delivery.relayIP.isNone { writer.text(DeliveryField.relayIP, text, delivery.relayIP.range) }
      if !delivery.relayDomain.isNone {
        writer.text(DeliveryField.relayDomain, text, delivery.relayDomain.range)
      }
      if delivery.delayMicroseconds >= 0 {
        writer.micros(DeliveryField.delay, delivery.delayMicroseconds)
      }
      switch delivery.tls {
      case .yes: writer.boolean(DeliveryField.tls, true)
      case .no: writer.boolean(DeliveryField.tls, false)
      case .unknown: break
      }
      writer.endObject()
    }
    writer.endArray()
  }
}
