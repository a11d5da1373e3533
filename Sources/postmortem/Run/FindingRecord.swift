import Bytes
import GeoIP
import Model
import Records

/// A `Finding` as a record of `Schema.findings`.
struct FindingRecord {
  let paths: [PreparedText]
  let lines: EvidenceLines
  /// Asked in their order about each finding's client.
  let databases: [GeoDatabase]
  /// By source: the least sure way in which the times of its lines are known.
  let timeSources: [TimeSource]

  func write(_ finding: Finding, isFirstOfRun: Bool, to writer: inout RecordWriter) {
    writer.begin(isFirstOfRun: isFirstOfRun)
    writer.time(FindingField.timestamp, finding.start)
    writer.text(FindingField.kind, "alert")
    writer.text(FindingField.dataset, "finding")
    writer.time(FindingField.start, finding.start)
    writer.time(FindingField.end, finding.end)
    writer.text(FindingField.ruleID, finding.rule.id)
    writer.text(FindingField.ruleName, finding.rule.name)
    writer.hex(FindingField.findingID, FindingRecord.id(finding))
    writer.text(FindingField.severity, finding.severity.name)
    writer.text(FindingField.confidence, finding.confidence.name)
    writer.number(FindingField.count, finding.count)
    writer.text(FindingField.message, finding.sentence)
    if let address = finding.sourceIP { writer.address(FindingField.sourceIP, address) }
    if let network = finding.sourceNetwork {
      writer.text(FindingField.sourceNetwork, "\(network.address)/\(network.prefix)")
    }
    place(finding, &writer)
    if let user = finding.user { writer.text(FindingField.userName, user) }
    texts(FindingField.relatedIP, finding.relatedIPs.map(\.description), &writer)
    texts(FindingField.relatedUser, finding.relatedUsers, &writer)
    texts(FindingField.relatedHosts, finding.relatedHosts, &writer)
    if let id = finding.localID { writer.text(FindingField.localID, id) }
    if let id = finding.messageID { writer.text(FindingField.messageID, id) }
    texts(FindingField.technique, finding.rule.techniques.map(\.description), &writer)
    evidence(finding, &writer)
    if !finding.start.isUnknown { writer.text(FindingField.timeSource, timeSource(of: finding).name) }
    writer.end()
  }

  /// The least sure way in which times are known in the files of its evidence; what mail says of its own time is stated.
  private func timeSource(of finding: Finding) -> TimeSource {
    var found = TimeSource.stated
    for location in finding.evidence {
      found.weaken(to: timeSources[Int(location.source.rawValue)])
    }
    return found
  }

  /// What the databases say of the client, or of all of its network.
  private func place(_ finding: Finding, _ writer: inout RecordWriter) {
    var answer = GeoAnswer()
    for database in databases {
      if let address = finding.sourceIP {
        database.complete(&answer, for: address)
      } else if let network = finding.sourceNetwork {
        database.complete(&answer, for: network.address, prefix: network.prefix)
      }
    }
    if let country = answer.country { writer.text(FindingField.sourceCountry, country) }
    if answer.systemNumber > 0 { writer.number(FindingField.sourceSystem, UInt64(answer.systemNumber)) }
    if let name = answer.systemName { writer.text(FindingField.sourceOrganization, name) }
  }

  private func texts(_ field: FindingField, _ values: [String], _ writer: inout RecordWriter) {
    if values.isEmpty { return }
    writer.beginTexts(field)
    for value in values { writer.element(value) }
    writer.endArray()
  }

  private func evidence(_ finding: Finding, _ writer: inout RecordWriter) {
    guard !finding.evidence.isEmpty, writer.wants(FindingField.evidence) else { return }
    writer.beginObjects(FindingField.evidence)
    for location in finding.evidence {
      writer.beginObject()
      writer.text(FindingEvidenceField.path, paths.span[Int(location.source.rawValue)])
      writer.number(FindingEvidenceField.offset, location.offset)
      if location.line > 0 { writer.number(FindingEvidenceField.line, location.line) }
      lines.line(at: location) { writer.text(FindingEvidenceField.text, $0, $1) }
      writer.endObject()
    }
    writer.endArray()
  }

  /// The same for the same rule, source and start.
  static func id(_ finding: Finding) -> UInt64 {
    Hashing.mix(
      finding.key ^ UInt64(finding.rule.rawValue) &* 0xA076_1D64_78BD_642F,
      UInt64(bitPattern: finding.start.microseconds) ^ 0x5895_65A4_2AEE_BF53)
  }
}
