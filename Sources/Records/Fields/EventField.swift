/// The columns of `events`: one record a log line.
public enum EventField: UInt8, RecordField {
  case timestamp
  case kind, dataset, action, outcome, reason, timezone, count, original
  case path, offset, line, length
  case hostName, hostID
  case processName, processPID
  case sessionID
  case networkProtocol
  case sourceIP, sourcePort, sourceDomain
  case destinationIP, destinationPort, destinationDomain
  case userName
  case localID, messageID, subject, direction, bounceOf, originalID
  case spf, dkim, dmarc, arc
  case contentAction, contentNames
  case helo, mailFrom, rcptTo, origRcptTo, size, recipients, delay, status, stage, rejectClass
  case replyCode, replyEnhanced, replyText
  case queuedAs, transport, originalClient
  case authMethod
  case tlsEstablished, tlsVersionProtocol, tlsVersion, tlsCipher, tlsVerified
  case limitName, limitValue
  case mailboxFolder, bytesIn, bytesOut
  case message
  case timeSource, lossy, version
  case ecsVersion

  public var column: Column {
    switch self {
    case .timestamp:
      Column("@timestamp", .time, table: .whole(20), "When it happened.")
    case .kind: Column("event.kind", .text, "`event`.")
    case .dataset:
      Column(
        "event.dataset", .text,
        "The mail system that wrote the line: `log.postfix`, `log.dovecot`, ...; `log.other` for lines of other programs."
      )
    case .action:
      Column(
        "event.action", .text, table: .whole(17),
        "What happened: `connect` `disconnect` `connection-lost` `connection-refused` `tls-established` `tls-failed` `login` `logout` `message-received` `message-queued` `delivery` `message-removed` `reject` `bounce` `redirect` `rate-limit` `service-limit` `content-verdict` `statistics` `service` `warning` `other-program` `unrecognized`."
      )
    case .outcome:
      Column("event.outcome", .text, table: .whole(7), "`success`, `failure` or `unknown`.")
    case .reason:
      Column(
        "event.reason", .text,
        "Why, in the server's words: of a failed login, a lost connection.")
    case .timezone:
      Column(
        "event.timezone", .offset,
        "The UTC offset that was used to read the line's stamp: `+01:00`.")
    case .count:
      Column(
        "event.count", .number,
        "Only when over 1: so many equal lines the syslog daemon folded into this one.")
    case .original: Column("event.original", .text, "The line as it stands, with `--raw`.")
    case .path:
      Column(
        "log.file.path", .text,
        "The file as given; `incident.tar.zst!/var/log/mail.log.1` for a member of an archive.")
    case .offset:
      Column(
        "log.offset", .number, "Byte offset of the line in the decoded stream of that file.")
    case .line: Column("log.line", .number, "Line number, from 1.")
    case .length: Column("log.length", .number, "Bytes of the line without its end.")
    case .hostName: Column("host.name", .text, table: .cut(12), "The host as logged.")
    case .hostID:
      Column(
        "host.id", .text,
        "Who it really is: the folder (or the name given with `--host`) where names repeat or are absent.")
    case .processName:
      Column(
        "process.name", .text, table: .cut(24), "As logged: `postfix/submission/smtpd`.")
    case .processPID: Column("process.pid", .number, "Process id as logged.")
    case .sessionID:
      Column(
        "session.id", .text,
        "One client connection, where it can be told: the same sixteen digits in all its events.")
    case .networkProtocol:
      Column(
        "network.protocol", .text,
        "`smtp` `submission` `submissions` `lmtp` `imap` `imaps` `pop3` `pop3s` `managesieve`.")
    case .sourceIP: Column("source.ip", .text, table: .whole(15), "Address of the client.")
    case .sourcePort: Column("source.port", .number, "Port of the client.")
    case .sourceDomain:
      Column("source.domain", .text, "Verified reverse name of the client.")
    case .destinationIP:
      Column("destination.ip", .text, "Address of the relay that a delivery went to.")
    case .destinationPort: Column("destination.port", .number, "Its port.")
    case .destinationDomain: Column("destination.domain", .text, "Its name.")
    case .userName:
      Column(
        "user.name", .text, table: .cut(20), "The identity that logged in, or tried to.")
    case .localID:
      Column(
        "email.local_id", .text, table: .whole(15), "Queue id, or the server's own message id.")
    case .messageID:
      Column(
        "email.message_id", .text, "Message-ID without angle brackets; empty where the header is.")
    case .subject: Column("email.subject", .text, "Subject, where a server logs it.")
    case .direction: Column("email.direction", .text, "Direction, where a server logs it.")
    case .bounceOf:
      Column(
        "email.bounce_of", .text, "Of a `bounce`: the queue id of the message that it answers.")
    case .originalID:
      Column(
        "email.original_id", .text,
        "Queue id that the message had before a content filter or proxy, as the server logs it.")
    case .spf:
      Column("email.authentication.spf", .text, "SPF result that a filter logged: `pass` ...")
    case .dkim: Column("email.authentication.dkim", .text, "DKIM result that a filter logged.")
    case .dmarc: Column("email.authentication.dmarc", .text, "DMARC result that a filter logged.")
    case .arc: Column("email.authentication.arc", .text, "ARC result that a filter logged.")
    case .contentAction:
      Column(
        "email.content.action", .text,
        "Verdict of a scanner, in lower case: `clean` `spam` `malware` `banned` ...")
    case .contentNames:
      Column("email.content.names", .texts, "What the scanner found, by its names.")
    case .helo: Column("smtp.helo", .text, "The name that the client said in HELO or EHLO.")
    case .mailFrom:
      Column(
        "smtp.mail_from", .text, table: .cut(28),
        "Envelope sender without angle brackets; `<>` is the null sender.")
    case .rcptTo:
      Column(
        "smtp.rcpt_to", .texts, table: .cut(32), "Envelope recipients without angle brackets.")
    case .origRcptTo:
      Column(
        "smtp.orig_rcpt_to", .texts, "Envelope recipients before aliases were expanded.")
    case .size: Column("smtp.size", .number, "Size of the message in bytes.")
    case .recipients: Column("smtp.recipients", .number, "Number of recipients.")
    case .delay:
      Column(
        "smtp.delay", .seconds, "Seconds from the message's arrival to this attempt's end.")
    case .status:
      Column(
        "smtp.status", .text, table: .whole(9),
        "Of a delivery: `sent` `deferred` `bounced` `expired` `discarded` `rejected`.")
    case .stage:
      Column(
        "smtp.stage", .text,
        "Stage of the dialogue: `connect` `helo` `mail` `rcpt` `data` `end-of-data`.")
    case .rejectClass:
      Column(
        "smtp.reject_class", .text,
        "Of a reject: `relay-denied` `unknown-user` `greylist` `dnsbl` `helo` `sender` `content` `policy` `rate` `protocol` `other`."
      )
    case .replyCode: Column("smtp.reply.code", .number, "Three-digit SMTP reply code.")
    case .replyEnhanced:
      Column("smtp.reply.enhanced", .text, "Enhanced status code (RFC 3463): `5.7.1`.")
    case .replyText:
      Column("smtp.reply.text", .text, table: .cut(60), "Text of the reply.")
    case .queuedAs:
      Column("smtp.queued_as", .text, "The id at the next server, from its reply.")
    case .transport:
      Column(
        "smtp.transport", .text,
        "Of a delivery that went to no host: `local`, `virtual`, the name of a pipe.")
    case .originalClient:
      Column(
        "smtp.original_client", .text, "The client that a filter or proxy reports (XFORWARD).")
    case .authMethod: Column("auth.method", .text, "SASL mechanism: `PLAIN`, `LOGIN`, ...")
    case .tlsEstablished:
      Column(
        "tls.established", .boolean,
        "Whether the connection was encrypted; absent where the evidence does not say.")
    case .tlsVersionProtocol: Column("tls.version_protocol", .text, "`tls` or `ssl`.")
    case .tlsVersion: Column("tls.version", .text, "Number of the protocol version: `1.3`.")
    case .tlsCipher: Column("tls.cipher", .text, "Cipher suite: `TLS_AES_256_GCM_SHA384`.")
    case .tlsVerified:
      Column(
        "tls.verified", .text,
        "How far the peer's certificate was checked: `none` `untrusted` `trusted` `verified`.")
    case .limitName:
      Column(
        "limit.name", .text, "Name of the limit, of `rate-limit`, `service-limit`, `statistics`.")
    case .limitValue: Column("limit.value", .number, "The value that it had.")
    case .mailboxFolder: Column("mailbox.folder", .text, "Folder that a message was filed in.")
    case .bytesIn: Column("mailbox.bytes_in", .number, "IMAP and POP: bytes from the client.")
    case .bytesOut: Column("mailbox.bytes_out", .number, "IMAP and POP: bytes to the client.")
    case .message:
      Column("message", .text, "The part of the line's text that no other field holds.")
    case .ecsVersion: CommonColumns.ecsVersion
    case .timeSource: CommonColumns.timeSource
    case .lossy: CommonColumns.lossy
    case .version: CommonColumns.version
    }
  }
}

extension Schema {
  public static let events = Schema(
    "events", "One record per log line; a line that stands in several files of one host is one record.",
    EventField.self)
}
