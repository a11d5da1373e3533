/// The columns of `messages`: one record a message, from acceptance to its last disposition.
public enum MessageField: UInt8, RecordField {
  case timestamp
  case kind, dataset, start, end, timezone
  case path, offset, line, length
  case hostName, hostID
  case networkProtocol
  case sourceIP, sourcePort, sourceDomain
  case userName
  case localID, messageID, subject, bounceOf
  case helo, mailFrom, rcptTo, size, recipients
  case authMethod
  case tlsEstablished, tlsVersionProtocol, tlsVersion, tlsCipher
  case disposition, direction, complete, droppedDeliveries, hops, deliveries
  case evidence
  case timeSource, lossy, version
  case ecsVersion

  public var column: Column {
    switch self {
    case .timestamp:
      Column("@timestamp", .time, table: .whole(20), "When the message was first seen.")
    case .kind: Column("event.kind", .text, "`event`.")
    case .dataset: CommonColumns.dataset("`message`.")
    case .start: Column("event.start", .time, "Time of its first line.")
    case .end: Column("event.end", .time, "Time of its last line.")
    case .timezone:
      Column("event.timezone", .offset, "The UTC offset that was used to read its first stamp.")
    case .path: Column("log.file.path", .text, "File of its first line.")
    case .offset:
      Column("log.offset", .number, "Byte offset of its first line in the decoded stream.")
    case .line: Column("log.line", .number, "Line number of its first line.")
    case .length: Column("log.length", .number, "Bytes of its first line.")
    case .hostName:
      Column("host.name", .text, table: .cut(10), "The host of its first hop, as logged.")
    case .hostID: Column("host.id", .text, "Who that host really is.")
    case .networkProtocol:
      Column("network.protocol", .text, "Protocol that it came in by: `smtp`, `submission` ...")
    case .sourceIP:
      Column("source.ip", .text, table: .whole(15), "Address of the client of the first hop.")
    case .sourcePort: Column("source.port", .number, "Its port.")
    case .sourceDomain: Column("source.domain", .text, "Its verified reverse name.")
    case .userName:
      Column("user.name", .text, table: .cut(16), "The identity that the first hop's client logged in as.")
    case .localID:
      Column("email.local_id", .text, table: .whole(15), "First queue id.")
    case .messageID: Column("email.message_id", .text, "Message-ID without angle brackets.")
    case .subject: Column("email.subject", .text, "Subject, where logged.")
    case .bounceOf:
      Column("email.bounce_of", .text, "Of a bounce: the queue id of the message that it answers.")
    case .helo: Column("smtp.helo", .text, "The name that the first hop's client said.")
    case .mailFrom:
      Column(
        "smtp.mail_from", .text, table: .cut(28),
        "Envelope sender without angle brackets; `<>` is the null sender.")
    case .rcptTo:
      Column(
        "smtp.rcpt_to", .texts, table: .cut(36), "Envelope recipients without angle brackets.")
    case .size: Column("smtp.size", .number, table: .whole(8), "Size in bytes.")
    case .recipients: Column("smtp.recipients", .number, "Number of recipients, where logged.")
    case .authMethod: Column("auth.method", .text, "SASL mechanism of the first hop.")
    case .tlsEstablished:
      Column(
        "tls.established", .boolean,
        "Whether the first hop's connection was encrypted; absent where the evidence does not say.")
    case .tlsVersionProtocol: Column("tls.version_protocol", .text, "`tls` or `ssl`.")
    case .tlsVersion: Column("tls.version", .text, "Number of the protocol version: `1.3`.")
    case .tlsCipher: Column("tls.cipher", .text, "Cipher suite.")
    case .disposition:
      Column(
        "mail.disposition", .text, table: .whole(11),
        "What became of it: `delivered` `bounced` `deferred` `expired` `rejected` `discarded` `queued` `mixed` `unknown`."
      )
    case .direction:
      Column(
        "mail.direction", .text, table: .whole(8),
        "`inbound` `outbound` `internal` `relayed` `unknown`.")
    case .complete:
      Column(
        "mail.complete", .boolean, "False where the evidence begins or ends inside the message.")
    case .droppedDeliveries:
      Column(
        "mail.deliveries_dropped", .number,
        "Only when over 0: deliveries beyond the limit of one message, which are not listed.")
    case .hops:
      Column(
        "mail.hops", .objects(.hops), "The servers that it went through, oldest first.")
    case .deliveries:
      Column("mail.deliveries", .objects(.deliveries), "Each attempt to hand it on, in order of time.")
    case .evidence:
      Column("evidence", .objects(.evidence), "Lines that the record rests on, at most ten.")
    case .ecsVersion: CommonColumns.ecsVersion
    case .timeSource: CommonColumns.timeSource
    case .lossy: CommonColumns.lossy
    case .version: CommonColumns.version
    }
  }
}

/// Members of `mail.hops[]`.
public enum HopField: UInt8, RecordField {
  case host, hostID, localID, previous, start, end, fromIP, tls
  case path, offset, line

  public var column: Column {
    switch self {
    case .host: Column("host", .text, "The server, as logged.")
    case .hostID: Column("host_id", .text, "Who it really is.")
    case .localID: Column("local_id", .text, "Queue id there.")
    case .previous:
      Column(
        "previous", .number,
        "Index (from 0) of the hop that it came from, since a message branches; absent for the first.")
    case .start: Column("start", .time, "When the hop took it.")
    case .end: Column("end", .time, "When the hop was done with it.")
    case .fromIP: Column("from_ip", .text, "Client address that the hop saw.")
    case .tls: Column("tls", .boolean, "Whether it came encrypted; absent where unknown.")
    case .path: Column("location.path", .text, "File of the hop's first line.")
    case .offset: Column("location.offset", .number, "Byte offset of that line.")
    case .line: Column("location.line", .number, "Number of that line.")
    }
  }
}

/// Members of `mail.deliveries[]`.
public enum DeliveryField: UInt8, RecordField {
  case recipient, originalRecipient, host, localID, time, status, enhanced, reply, queuedAs, isFinal
  case relayIP, relayDomain, delay, tls, isInferred

  public var column: Column {
    switch self {
    case .recipient: Column("rcpt", .text, "Recipient.")
    case .originalRecipient: Column("orig_rcpt", .text, "Recipient before aliases were expanded.")
    case .host: Column("host", .text, "The server that delivered.")
    case .localID: Column("local_id", .text, "Queue id there.")
    case .time: Column("time", .time, "When.")
    case .status:
      Column("status", .text, "`sent` `deferred` `bounced` `expired` `discarded` `rejected`.")
    case .enhanced: Column("enhanced", .text, "Enhanced status code.")
    case .reply: Column("reply", .text, "Text of the reply.")
    case .queuedAs: Column("queued_as", .text, "The id at the next server.")
    case .isFinal:
      Column("final", .boolean, "False where another hop of ours took over.")
    case .relayIP: Column("relay_ip", .text, "Address that it went to.")
    case .relayDomain: Column("relay_domain", .text, "Name that it went to.")
    case .delay: Column("delay", .seconds, "Seconds from arrival on that server.")
    case .tls: Column("tls", .boolean, "Whether it went encrypted; absent where unknown.")
    case .isInferred:
      Column(
        "inferred", .boolean,
        "True where the session that delivered names no message, and this is the only one with its sender and recipients; absent otherwise."
      )
    }
  }
}

/// Members of `evidence[]`.
public enum EvidenceField: UInt8, RecordField {
  case path, offset, line, text

  public var column: Column {
    switch self {
    case .path: Column("path", .text, "File or archive member.")
    case .offset: Column("offset", .number, "Byte offset in its decoded stream.")
    case .line: Column("line", .number, "Line number; absent where lines are not counted.")
    case .text: Column("text", .text, "The line, with `--raw`.")
    }
  }
}

extension Schema {
  public static let messages = Schema(
    "messages", "One record per message, with the servers it went through and what each did with it.",
    MessageField.self)
  public static let hops = Schema("mail.hops", "One server that a message went through.", HopField.self)
  public static let deliveries = Schema(
    "mail.deliveries", "One attempt to hand a message on.", DeliveryField.self)
  public static let evidence = Schema("evidence", "One piece of evidence.", EvidenceField.self)
}
