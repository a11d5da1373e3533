import Bytes

/// What a column of a Microsoft log means, whichever log it stands in.
enum ExchangeColumn: UInt8, CaseIterable {
  case dateTime, date, time
  case clientIP, clientHostname, serverIP, serverHostname, sourceContext, connector, source, event
  case internalID, messageID, networkMessageID, recipients, recipientStatus, size, recipientCount
  case related, reference, subject, sender, returnPath, directionality, originalClientIP, customData
  case session, sequence, localEndpoint, remoteEndpoint, data, context
  case user, command, parameters
  case method, query, status, computer, agent
  case destination, direction, description

  /// By the name in a header line, any case.
  init?(_ line: Span<UInt8>, _ name: ByteRange) {
    guard name.count < ExchangeColumn.namesByLength.count else { return nil }
    for (known, column) in ExchangeColumn.namesByLength[name.count]
    where line.hasIgnoringCase(known, at: name.lower) {
      self = column
      return
    }
    return nil
  }

  /// `names` by their length in bytes.
  private static let namesByLength: [[(StaticString, ExchangeColumn)]] = {
    let longest = names.map(\.0.utf8CodeUnitCount).max() ?? 0
    return (0...longest).map { length in names.filter { $0.0.utf8CodeUnitCount == length } }
  }()

  /// Message tracking, protocol logs, POP3 and IMAP4 logs, connectivity logs, IIS' W3C logs, Exchange 2000's tracking,
  /// Microsoft 365's message traces.
  private static let names: [(StaticString, ExchangeColumn)] = [
    ("date-time", .dateTime), ("datetime", .dateTime), ("date", .date), ("time", .time),
    ("client-ip", .clientIP), ("client-hostname", .clientHostname), ("server-ip", .serverIP),
    ("server-hostname", .serverHostname), ("source-context", .sourceContext), ("connector-id", .connector),
    ("source", .source), ("event-id", .event), ("event", .event), ("internal-message-id", .internalID),
    ("message-id", .messageID), ("network-message-id", .networkMessageID), ("recipient-address", .recipients),
    ("recipient-status", .recipientStatus), ("total-bytes", .size), ("recipient-count", .recipientCount),
    ("related-recipient-address", .related), ("reference", .reference), ("message-subject", .subject),
    ("sender-address", .sender), ("return-path", .returnPath), ("directionality", .directionality),
    ("original-client-ip", .originalClientIP), ("custom-data", .customData),
    ("session-id", .session), ("session", .session), ("sessionid", .session), ("sequence-number", .sequence),
    ("seqnumber", .sequence), ("local-endpoint", .localEndpoint), ("remote-endpoint", .remoteEndpoint),
    ("sip", .localEndpoint), ("cip", .remoteEndpoint), ("data", .data), ("context", .context),
    ("user", .user), ("command", .command), ("parameters", .parameters),
    ("destination", .destination), ("direction", .direction), ("description", .description),
    ("c-ip", .clientIP), ("cs-username", .user), ("s-computername", .computer), ("s-ip", .serverIP),
    ("cs-method", .method), ("cs-uri-query", .query), ("sc-status", .status), ("cs-bytes", .size),
    ("msgid", .messageID), ("number-recipients", .recipientCount),
    ("recipient-report-status", .recipientStatus),
    ("origin_timestamp_utc", .dateTime), ("sender_address", .sender), ("recipient_status", .recipientStatus),
    ("message_subject", .subject), ("total_bytes", .size), ("message_id", .messageID),
    ("network_message_id", .networkMessageID), ("original_client_ip", .originalClientIP),
    ("received", .dateTime), ("senderaddress", .sender), ("recipientaddress", .recipients),
    ("status", .status),
    ("messageid", .messageID), ("fromip", .originalClientIP), ("toip", .serverIP), ("size", .size),
    ("messagetraceid", .networkMessageID), ("subject", .subject),
  ]
}

/// Which of Microsoft's logs a row is of.
enum ExchangeTable: UInt8 {
  /// Message tracking of Exchange 2007 and later.
  case tracking
  /// SMTP protocol log of the side that receives, that sends.
  case receive, send
  case connectivity
  /// POP3 and IMAP4 protocol logs.
  case mailbox
  /// IIS' SMTP service, W3C extended.
  case iis
  /// Message tracking of Exchange 2000 and 2003.
  case oldTracking
  /// Microsoft 365's message trace.
  case trace
  /// Another of Exchange's own logs: only its times are read.
  case other
}

extension TableValues {
  @inline(__always)
  func value(_ column: ExchangeColumn, _ line: Span<UInt8>) -> ByteRange { value(column.rawValue, line) }
}
