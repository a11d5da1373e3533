/// The columns of findings: what `relays`, `bursts`, `logins`, `senders` and `audit` conclude.
public enum FindingField: UInt8, RecordField {
  case timestamp
  case kind, dataset, start, end
  case ruleID, ruleName
  case findingID, severity, confidence, count
  case message
  case sourceIP, sourceNetwork, sourceCountry, sourceSystem, sourceOrganization
  case userName
  case relatedIP, relatedUser, relatedHosts
  case localID, messageID
  case technique
  case evidence
  case timeSource, lossy, version
  case ecsVersion

  public var column: Column {
    switch self {
    case .timestamp: Column("@timestamp", .time, table: .whole(20), "When it began.")
    case .kind: Column("event.kind", .text, "`alert`.")
    case .dataset: CommonColumns.dataset("`finding`.")
    case .start: Column("event.start", .time, "When it began.")
    case .end: Column("event.end", .time, "When it ended.")
    case .ruleID: Column("rule.id", .text, table: .whole(18), "What kind of finding it is: `relay.open` ...")
    case .ruleName: Column("rule.name", .text, "The same in words.")
    case .findingID:
      Column("finding.id", .text, "Hash of rule, source and start: the same evidence always gives the same.")
    case .severity:
      Column(
        "finding.severity", .text, table: .whole(8), "How bad it is: `low` `medium` `high` `critical`.")
    case .confidence:
      Column("finding.confidence", .text, "How sure the evidence makes it: `low` `medium` `high`.")
    case .count: Column("finding.count", .number, "Lines or messages that it rests on.")
    case .message:
      Column("message", .text, table: .cut(80), "One sentence that says what happened and what to do.")
    case .sourceIP: Column("source.ip", .text, table: .whole(15), "The client that it is about.")
    case .sourceNetwork:
      Column("source.network", .text, "The network, where its addresses acted together.")
    case .sourceCountry:
      Column(
        "source.geo.country_iso_code", .text,
        "Country of `source.ip`, or of all of `source.network`, as a database of --geoip says.")
    case .sourceSystem:
      Column(
        "source.as.number", .number,
        "Autonomous system of `source.ip`, or of all of `source.network`, as a database of --geoip says.")
    case .sourceOrganization:
      Column("source.as.organization.name", .text, "Who that system belongs to, as the database says.")
    case .userName: Column("user.name", .text, "The identity that it is about.")
    case .relatedIP: Column("related.ip", .texts, "Addresses that took part, at most twenty.")
    case .relatedUser: Column("related.user", .texts, "Identities that were tried or used, at most twenty.")
    case .relatedHosts: Column("related.hosts", .texts, "Hosts of ours that it happened to, at most twenty.")
    case .localID: Column("email.local_id", .text, "Queue id of the first message.")
    case .messageID: Column("email.message_id", .text, "Message-ID of the first message.")
    case .technique: Column("threat.technique.id", .texts, "MITRE ATT&CK techniques.")
    case .evidence:
      Column(
        "evidence", .objects(.findingEvidence),
        "Lines that show it, at most ten; the count says how many there are.")
    case .timeSource: CommonColumns.timeSource
    case .lossy: CommonColumns.lossy
    case .version: CommonColumns.version
    case .ecsVersion: CommonColumns.ecsVersion
    }
  }
}

/// Members of `evidence[]` of a finding.
public enum FindingEvidenceField: UInt8, RecordField {
  case path, offset, line, text

  public var column: Column {
    switch self {
    case .path: Column("path", .text, "File of the line.")
    case .offset: Column("offset", .number, "Byte offset of the line in the decoded stream.")
    case .line: Column("line", .number, "Number of the line.")
    case .text: Column("text", .text, "The line, its first kilobyte; absent where it can't be read again.")
    }
  }
}

extension Schema {
  public static let findings = Schema("findings", "One record per finding.", FindingField.self)
  public static let findingEvidence = Schema(
    "finding.evidence", "One line that shows a finding.", FindingEvidenceField.self)
}
