/// The columns of `paths`: one record a stored copy of a message, and one a message known only from logs.
public enum PathField: UInt8, RecordField {
  case timestamp
  case kind, dataset
  case file, offset, line, length
  case hostName, hostID
  case localID, messageID, from, to, subject, dkim, arcChain, arcSets, arcReason
  case mailFrom, rcptTo
  case source, originIP, originDomain, forged, reasons, totalDelay, hops
  case ambiguous
  case evidence
  case timeSource, lossy, version
  case ecsVersion

  public var column: Column {
    switch self {
    case .timestamp:
      Column(
        "@timestamp", .time, table: .whole(20),
        "When the oldest trusted hop took the message; where none has a time, when the oldest claims to.")
    case .kind: Column("event.kind", .text, "`event`.")
    case .dataset: CommonColumns.dataset("`path`.")
    case .file:
      Column(
        "log.file.path", .text, table: .cut(28),
        "The mailbox that holds the message; for one known only from logs the file of its first line.")
    case .offset: Column("log.offset", .number, "Byte offset of the message (or line) in it.")
    case .line: Column("log.line", .number, "Line number where it begins.")
    case .length: Column("log.length", .number, "Bytes of the message (or line).")
    case .hostName: Column("host.name", .text, "Known only from logs: host of the first hop.")
    case .hostID: Column("host.id", .text, "Who that host really is.")
    case .localID: Column("email.local_id", .text, "Known from logs: first queue id.")
    case .messageID: Column("email.message_id", .text, "Message-ID without angle brackets.")
    case .from: Column("email.from.address", .texts, table: .cut(30), "Addresses of the From field.")
    case .to: Column("email.to.address", .texts, "Addresses of the To field.")
    case .subject: Column("email.subject", .text, "Subject, decoded.")
    case .dkim:
      Column("email.dkim", .objects(.dkim), "What the DKIM signatures prove, in the order of the header.")
    case .arcChain:
      Column(
        "email.arc.chain", .text,
        "`broken`; `intact`: every signature was verified by its key (`--dkim-keys`); `unverified`: well formed, keys missing."
      )
    case .arcSets: Column("email.arc.sets", .number, "Number of ARC sets.")
    case .arcReason: Column("email.arc.reason", .text, "Why the chain is broken or unverified.")
    case .mailFrom:
      Column("smtp.mail_from", .text, "Envelope sender: from logs, else from Return-Path.")
    case .rcptTo:
      Column(
        "smtp.rcpt_to", .texts,
        "Envelope recipients: from logs, else from Delivered-To and X-Original-To.")
    case .source:
      Column("path.source", .text, table: .whole(6), "What the path is known from: `log`, `header`, `both`.")
    case .originIP:
      Column(
        "path.origin_ip", .text, table: .whole(15), "The first address that a trusted hop saw.")
    case .originDomain:
      Column("path.origin_domain", .text, "The verified name of that address, where the hop wrote it.")
    case .forged:
      Column(
        "path.forged", .boolean, table: .whole(6),
        "Whether Received fields were invented: only with two or more independent reasons.")
    case .reasons: Column("path.forged_reasons", .texts, "The reasons.")
    case .totalDelay:
      Column(
        "path.total_delay", .seconds, table: .whole(9),
        "Seconds from the oldest dated hop to the newest, claimed ones included.")
    case .hops: Column("path.hops", .objects(.pathHops), "The hops, oldest first.")
    case .ambiguous:
      Column(
        "mailbox.ambiguous_split", .boolean,
        "True where the mbox may as well be read with another message boundary here.")
    case .evidence:
      Column("evidence", .objects(.evidence), "Log lines that the path rests on, at most ten.")
    case .ecsVersion: CommonColumns.ecsVersion
    case .timeSource: CommonColumns.timeSource
    case .lossy: CommonColumns.lossy
    case .version: CommonColumns.version
    }
  }
}

/// Members of `path.hops[]`.
public enum PathHopField: UInt8, RecordField {
  case number, time, by, fromHelo, fromDomain, fromIP, with, id, recipient, tls, delay, trust
  case anomalies, path, offset, line, raw

  public var column: Column {
    switch self {
    case .number: Column("n", .number, "Number of the hop, from 1, the oldest first.")
    case .time: Column("time", .time, "When it took the message.")
    case .by: Column("by", .text, "The server that took it.")
    case .fromHelo: Column("from_helo", .text, "What the client called itself.")
    case .fromDomain: Column("from_domain", .text, "Reverse name of the client.")
    case .fromIP: Column("from_ip", .text, "Address of the client.")
    case .with: Column("with", .text, "Protocol word: `ESMTPSA` ...")
    case .id: Column("id", .text, "Queue id.")
    case .recipient: Column("for", .text, "Recipient.")
    case .tls: Column("tls", .boolean, "Whether it came encrypted; absent where unknown.")
    case .delay:
      Column("delay", .seconds, "Seconds since the hop before; negative where time runs backwards.")
    case .trust:
      Column(
        "trust", .text,
        "`own-log`: a log among the evidence has it; `trusted`: written by a trusted host; `claimed`: anyone may have."
      )
    case .anomalies:
      Column(
        "anomalies", .texts,
        "`time-reversed` `from-by-gap` `private-after-public` `helo-mismatch` `id-clock-mismatch` `no-log` `unparsable` ..."
      )
    case .path: Column("location.path", .text, "File of the hop's log line, where there is one.")
    case .offset: Column("location.offset", .number, "Byte offset of that line.")
    case .line: Column("location.line", .number, "Number of that line.")
    case .raw: Column("raw", .text, "The Received field, with `--raw`.")
    }
  }
}

/// Members of `email.dkim[]`.
public enum DKIMField: UInt8, RecordField {
  case domain, selector, algorithm, bodyHash, signature, reason

  public var column: Column {
    switch self {
    case .domain: Column("domain", .text, "Domain that signed (`d=`).")
    case .selector: Column("selector", .text, "Its key (`s=`).")
    case .algorithm: Column("algorithm", .text, "`rsa-sha256` `ed25519-sha256` `rsa-sha1` ...")
    case .bodyHash:
      Column(
        "body_hash", .text,
        "`match`; `mismatch`: the body changed after it was signed; `unknown`: it cannot be told, with the reason."
      )
    case .signature:
      Column(
        "signature", .text, "By the key of `--dkim-keys`: `pass` `fail`; `unverified` where there is none.")
    case .reason: Column("reason", .text, "Why something failed or is unknown.")
    }
  }
}

extension Schema {
  public static let dkim = Schema("email.dkim", "One DKIM signature.", DKIMField.self)
  public static let paths = Schema(
    "paths", "One relay path per stored copy of a message, and per message known only from logs.",
    PathField.self)
  public static let pathHops = Schema("path.hops", "One hop of a path.", PathHopField.self)
}
