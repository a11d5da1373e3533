public import Bytes
public import Model

/// A `LogEvent` as a record of `Schema.events`.
public enum EventRecord {
  /// What the caller knows of a line beyond its text.
  public struct Context: Sendable {
    /// `log.` and the name of the format.
    public var dataset: StaticString
    /// The same of a format that the user described; nil for those built in.
    public var described: PreparedText?
    /// `host.id`; nil where it is not to be written.
    public var hostID: PreparedText?
    /// `session.id`; nil where the connection cannot be told.
    public var session: UInt64?
    /// Whether `event.original` is written.
    public var raw = false
    public var isFirstOfRun = false

    @inlinable
    public init(dataset: StaticString, hostID: PreparedText? = nil) {
      self.dataset = dataset
      self.hostID = hostID
    }
  }

  /// Appends the record of `event`, whose fields lie in `line`.
  ///
  /// Where `context.session` is set, `writer.hexPosition` tells afterwards where its digits stand.
  @inlinable
  public static func write(
    _ event: borrowing LogEvent, _ line: Span<UInt8>, at location: Location, path: PreparedText,
    _ context: borrowing Context, to writer: inout RecordWriter
  ) {
    writer.begin(isFirstOfRun: context.isFirstOfRun)
    writer.time(EventField.timestamp, event.time)
    writer.text(EventField.kind, "event")
    if let described = context.described {
      writer.text(EventField.dataset, described)
    } else {
      writer.text(EventField.dataset, context.dataset)
    }
    writer.text(EventField.action, event.action.name)
    switch event.outcome {
    case .none: break
    case .success: writer.text(EventField.outcome, "success")
    case .failure: writer.text(EventField.outcome, "failure")
    case .unknown: writer.text(EventField.outcome, "unknown")
    }
    field(.reason, as: EventField.reason, event, line, &writer)
    writer.offset(EventField.timezone, minutes: event.offsetMinutes)
    if event.count > 1 { writer.number(EventField.count, Int64(event.count)) }
    if context.raw { writer.text(EventField.original, line, ByteRange(0, line.count)) }
    writer.text(EventField.path, path)
    writer.number(EventField.offset, location.offset)
    if location.line > 0 { writer.number(EventField.line, location.line) }
    writer.number(EventField.length, location.length)
    field(.hostName, as: EventField.hostName, event, line, &writer)
    if let hostID = context.hostID { writer.text(EventField.hostID, hostID) }
    field(.processName, as: EventField.processName, event, line, &writer)
    if event.pid >= 0 { writer.number(EventField.processPID, Int64(event.pid)) }
    if let session = context.session { writer.hex(EventField.sessionID, session) }
    if event.networkProtocol != .none {
      writer.text(EventField.networkProtocol, event.networkProtocol.name)
    }
    peers(event, line, &writer)
    field(.userName, as: EventField.userName, event, line, &writer)
    mail(event, line, &writer)
    envelope(event, line, &writer)
    connection(event, line, &writer)
    if event.has(.detail) { field(.detail, as: EventField.message, event, line, &writer) }
    if event.timeSource != .none { writer.text(EventField.timeSource, event.timeSource.name) }
    writer.end()
  }

  @inlinable @inline(__always)
  static func field(
    _ field: LogEvent.Field, as column: EventField, _ event: borrowing LogEvent, _ line: Span<UInt8>,
    _ writer: inout RecordWriter
  ) {
    guard event.has(field) else { return }
    if event.isEncoded(field) {
      writer.text(column, line, event[field], decoding: event.encoding)
    } else {
      writer.text(column, line, event[field])
    }
  }

  @usableFromInline
  static func list(
    _ field: LogEvent.Field, as column: EventField, _ event: borrowing LogEvent, _ line: Span<UInt8>,
    _ writer: inout RecordWriter
  ) {
    writer.beginTexts(column)
    let isEncoded = event.isEncoded(field)
    let encoding = event.encoding
    event.forEachValue(of: field, in: line) { range in
      if isEncoded {
        writer.element(line, range, decoding: encoding)
      } else {
        writer.element(line, range)
      }
    }
    writer.endArray()
  }

  @inlinable
  static func peers(
    _ event: borrowing LogEvent, _ line: Span<UInt8>, _ writer: inout RecordWriter
  ) {
    field(.sourceIP, as: EventField.sourceIP, event, line, &writer)
    if event.sourcePort > 0 { writer.number(EventField.sourcePort, Int64(event.sourcePort)) }
    field(.sourceDomain, as: EventField.sourceDomain, event, line, &writer)
    field(.destinationIP, as: EventField.destinationIP, event, line, &writer)
    if event.destinationPort > 0 {
      writer.number(EventField.destinationPort, Int64(event.destinationPort))
    }
    field(.destinationDomain, as: EventField.destinationDomain, event, line, &writer)
  }

  @inlinable
  static func mail(
    _ event: borrowing LogEvent, _ line: Span<UInt8>, _ writer: inout RecordWriter
  ) {
    field(.localID, as: EventField.localID, event, line, &writer)
    field(.messageID, as: EventField.messageID, event, line, &writer)
    field(.subject, as: EventField.subject, event, line, &writer)
    field(.bounceOf, as: EventField.bounceOf, event, line, &writer)
    field(.originalID, as: EventField.originalID, event, line, &writer)
    field(.spf, as: EventField.spf, event, line, &writer)
    field(.dkim, as: EventField.dkim, event, line, &writer)
    field(.dmarc, as: EventField.dmarc, event, line, &writer)
    field(.arc, as: EventField.arc, event, line, &writer)
    if event.has(.contentAction) {
      writer.lowercased(EventField.contentAction, line, event[.contentAction])
    }
    if event.has(.contentNames) {
      list(.contentNames, as: EventField.contentNames, event, line, &writer)
    }
  }

  @inlinable
  static func envelope(
    _ event: borrowing LogEvent, _ line: Span<UInt8>, _ writer: inout RecordWriter
  ) {
    field(.helo, as: EventField.helo, event, line, &writer)
    if event.has(.mailFrom) {
      if event[.mailFrom].isEmpty {
        writer.text(EventField.mailFrom, "<>")
      } else {
        field(.mailFrom, as: EventField.mailFrom, event, line, &writer)
      }
    }
    if event.has(.rcptTo) { list(.rcptTo, as: EventField.rcptTo, event, line, &writer) }
    if event.has(.origRcptTo) { list(.origRcptTo, as: EventField.origRcptTo, event, line, &writer) }
    if event.size >= 0 { writer.number(EventField.size, event.size) }
    if event.recipients >= 0 { writer.number(EventField.recipients, Int64(event.recipients)) }
    if event.delayMicroseconds >= 0 { writer.micros(EventField.delay, event.delayMicroseconds) }
    if event.status != .none { writer.text(EventField.status, event.status.name) }
    if event.stage != .none { writer.text(EventField.stage, event.stage.name) }
    if event.rejectClass != .none { writer.text(EventField.rejectClass, event.rejectClass.name) }
    if event.replyCode > 0 { writer.number(EventField.replyCode, Int64(event.replyCode)) }
    field(.replyEnhanced, as: EventField.replyEnhanced, event, line, &writer)
    field(.replyText, as: EventField.replyText, event, line, &writer)
    field(.queuedAs, as: EventField.queuedAs, event, line, &writer)
    field(.transport, as: EventField.transport, event, line, &writer)
    field(.originalClient, as: EventField.originalClient, event, line, &writer)
  }

  @inlinable
  static func connection(
    _ event: borrowing LogEvent, _ line: Span<UInt8>, _ writer: inout RecordWriter
  ) {
    field(.authMethod, as: EventField.authMethod, event, line, &writer)
    writer.certainty(EventField.tlsEstablished, event.tlsEstablished)
    if event.has(.tlsVersion) {
      writer.protocolOfVersion(EventField.tlsVersionProtocol, line, event[.tlsVersion])
      field(.tlsVersion, as: EventField.tlsVersion, event, line, &writer)
    }
    field(.tlsCipher, as: EventField.tlsCipher, event, line, &writer)
    if event.tlsVerification != .unknown {
      writer.text(EventField.tlsVerified, event.tlsVerification.name)
    }
    field(.limitName, as: EventField.limitName, event, line, &writer)
    if event.limitValue >= 0 { writer.number(EventField.limitValue, event.limitValue) }
    field(.mailboxFolder, as: EventField.mailboxFolder, event, line, &writer)
    if event.bytesIn >= 0 { writer.number(EventField.bytesIn, event.bytesIn) }
    if event.bytesOut >= 0 { writer.number(EventField.bytesOut, event.bytesOut) }
  }
}
