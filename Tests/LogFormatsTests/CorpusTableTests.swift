import Bytes
import Foundation
import LogFormats
import Model
import Testing

/// Every public log that has a published expectation beside it: how many of its lines are understood, and how many of
/// the values that its publisher expects are what we read. `swift test --filter CorpusTableTests` prints the table.
@Suite struct CorpusTableTests {
  private struct Row {
    var path: String
    var lines = 0
    var recognized = 0
    var others = 0
    var unrecognized = 0
    var score = ExpectedScore()
    /// The fields of each line, as read in its place.
    var values: [[String: String]] = []
    var actions: [LogEvent.Action: Int] = [:]
    var statuses: [LogEvent.DeliveryStatus: Int] = [:]
    var times: [Timestamp] = []
  }

  // MARK: Reading

  /// Reads a whole log as the program does: by its dialect, header lines on the way.
  private static func read(_ path: String) throws -> Row {
    let root = CorpusTests.shared.appending(path: "corpora/logs")
    let bytes = [UInt8](try Data(contentsOf: root.appending(path: "\(path).log")))
    var row = Row(path: path)
    var dialect = Dialect.detect(bytes.span)
    var envelope = Envelope()
    var event = LogEvent()
    let span = bytes.span
    var start = 0
    while start < bytes.count {
      let end = span.find(10, from: start) ?? bytes.count
      let line = span.extracting(start..<end)
      start = end + 1
      if dialect.hasHeaders, let next = FormatRegistry.header(line, dialect) { dialect = next }
      FormatRegistry.parse(line, dialect, &envelope, into: &event)
      row.values.append(
        Dictionary(EventDescription.fields(of: event, line), uniquingKeysWith: { first, _ in first }))
      var stamp = Timestamp.unknown
      if envelope.stamp.isComplete {
        stamp = Timestamp(
          microseconds: envelope.stamp.civilMicroseconds
            - Int64(envelope.stamp.hasOffset ? envelope.stamp.offsetMinutes : 0) * 60_000_000)
      }
      row.times.append(stamp)
      if line.isEmpty { continue }
      row.lines += 1
      row.actions[event.action, default: 0] += 1
      row.statuses[event.status, default: 0] += 1
      switch event.action {
      case .otherProgram: row.others += 1
      case .unrecognized: row.unrecognized += 1
      default: row.recognized += 1
      }
    }
    return row
  }

  // MARK: What publishers expect

  /// fail2ban's filters: which lines are failures, and whose.
  private static func compareFailures(_ row: inout Row) throws {
    for record in try CorpusTests.records("corpora/logs/\(row.path).expected.jsonl") {
      guard let line = record["line"] as? Int, let isFailure = record["match"] as? Bool, isFailure,
        let host = record["host"] as? String
      else { continue }
      let found = row.values[line - 1]
      row.score.compare("event.outcome", "failure", found["event.outcome"], "\(row.path):\(line)")
      row.score.compare("source.ip", host, found["source.ip"], "\(row.path):\(line)")
    }
  }

  /// OSSEC's and Wazuh's rules, by what they say of a line. Rules that only group lines say nothing.
  private static let rules: [String: [(field: String, value: String)]] = [
    // Dovecot. What a login process says is a login, what its back ends say of the same attempt a warning.
    "9702": [("event.outcome", "failure")], "9705": [("event.outcome", "failure")],
    "9771": [("event.outcome", "failure")], "9703": [("event.action", "service")],
    "9704": [("event.action", "warning")], "9706": [("event.action", "disconnect")],
    "9707": [("event.outcome", "failure")],
    // Exim.
    "13006": [("event.action", "login"), ("event.outcome", "failure")],
    "87502": [("event.action", "login"), ("event.outcome", "failure")],
    "13008": [("event.action", "connect")], "87504": [("event.action", "connect")],
    "13009": [("event.action", "connection-lost")], "87505": [("event.action", "connection-lost")],
    "87508": [("event.action", "reject"), ("smtp.stage", "rcpt")],
    // FortiMail.
    "44649": [("event.action", "login"), ("event.outcome", "success")],
    "44696": [("event.action", "service")],
    "44718": [("event.action", "content-verdict")], "44719": [("event.action", "content-verdict")],
    // OpenSMTPD.
    "53501": [("event.outcome", "failure")], "53502": [("event.action", "connect")],
    "53503": [("event.action", "disconnect")], "53504": [("event.action", "message-received")],
    // Postfix.
    "3303": [("event.action", "reject")],
    "3306": [("event.action", "reject"), ("smtp.reject_class", "dnsbl")],
    "3300": [("event.action", "reject")], "3335": [("event.action", "connection-lost")],
    // Sendmail.
    "6253": [("event.action", "reject")],
    "6254": [("event.action", "reject"), ("smtp.reject_class", "sender")],
    // MailScanner: `ignore`.
    "3752": [("event.action", "service")],
  ]

  private static func compareRules(_ row: inout Row) throws {
    for record in try CorpusTests.records("corpora/logs/\(row.path).expected.jsonl") {
      guard let line = record["line"] as? Int,
        let rule = record["rule"] as? String ?? record["alert_rule"] as? String
      else { continue }
      guard let fields = rules[rule] else {
        row.score.unmapped[rule, default: 0] += 1
        continue
      }
      for (field, value) in fields {
        row.score.compare(field, value, row.values[line - 1][field], "\(row.path):\(line) rule \(rule)")
      }
    }
  }

  /// Sekoia's intake format: ECS names.
  private static func compareSekoia(_ row: inout Row) throws {
    for record in try CorpusTests.records("corpora/logs/\(row.path).expected.jsonl") {
      guard let line = record["line"] as? Int, let expected = record["expected"] as? [String: Any] else {
        continue
      }
      let found = row.values[line - 1]
      let context = "\(row.path):\(line)"
      func text(_ path: String) -> String? {
        var value: Any? = expected
        for key in path.split(separator: ".") { value = (value as? [String: Any])?[String(key)] }
        return (value as? [String])?.first ?? value as? String
      }
      for (theirs, ours) in [
        ("email.from.address", "smtp.mail_from"), ("email.to.address", "smtp.rcpt_to"),
        ("email.subject", "email.subject"), ("source.ip", "source.ip"),
      ] {
        if let value = text(theirs) { row.score.compare(ours, value, found[ours], context) }
      }
      if let id = text("email.message_id") {
        row.score.compare(
          "email.message_id", String(id.dropFirst().dropLast()), found["email.message_id"], context)
      }
      if let time = text("@timestamp") {
        row.score.compare("@timestamp", String(time.dropLast()), instant(row.times[line - 1]), context)
      }
      if let trace = expected["office365"] as? [String: Any],
        let parts = trace["message_trace"] as? [String: Any],
        let size = parts["Size"] as? Int
      {
        row.score.compare("smtp.size", "\(size)", found["smtp.size"], context)
      }
    }
  }

  private static func instant(_ time: Timestamp) -> String? {
    guard !time.isUnknown else { return nil }
    let date = Date(timeIntervalSince1970: Double(time.microseconds / 1_000_000))
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "UTC")
    format.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
    let micros = String(time.microseconds % 1_000_000)
    return format.string(from: date) + "." + String(repeating: "0", count: 6 - micros.count) + micros
  }

  /// pflogsumm's, the Prometheus exporter's and rspamd's own totals.
  private static func compareTotals(_ row: inout Row) throws {
    let expected: [(String, Int, Int)]
    let sent = row.statuses[.sent] ?? 0
    switch row.path {
    case "postfix/pflogsumm-go-sample":
      expected = [
        ("MsgsRcvd", 4, row.actions[.messageReceived] ?? 0), ("MsgsDlvrd", 5, sent),
        ("MsgsBncd", 1, row.statuses[.bounced] ?? 0), ("MsgsDfrd", 1, row.statuses[.deferred] ?? 0),
        ("MsgsRjctd", 1, row.actions[.reject] ?? 0),
      ]
    case "postfix/pflogsumm-go-rfc3339":
      expected = [("MsgsRcvd", 1, row.actions[.messageReceived] ?? 0), ("MsgsDlvrd", 1, sent)]
    case "postfix/kumina-exporter":
      let failed = row.values.count { $0["event.action"] == "login" && $0["event.outcome"] == "failure" }
      expected = [
        ("removed", 32, row.actions[.messageRemoved] ?? 0), ("expired", 2, row.statuses[.expired] ?? 0),
        ("SASL failed", 1, failed),
      ]
    default:
      expected = [("messages scanned", 10, row.actions[.contentVerdict] ?? 0)]
    }
    for (name, value, found) in expected { row.score.compare(name, "\(value)", "\(found)", row.path) }
  }

  // MARK: The table

  private static let totals: Set<String> = [
    "postfix/pflogsumm-go-sample", "postfix/pflogsumm-go-rfc3339", "postfix/kumina-exporter",
    "rspamd/rspamd-logstats",
  ]

  private static func row(_ path: String) throws -> Row {
    var row = try read(path)
    if path.hasSuffix("whyscream-grok") {
      // Texts without a header, and cells of the pattern's cases that are no whole texts: read with the case's program.
      row.score = try CorpusTests.grokPatterns()
    } else if path.hasSuffix("npm-postfix-parser") {
      row.score = try CorpusTests.nodeParser()
    } else if totals.contains(path) {
      try compareTotals(&row)
    } else if path.contains("/fail2ban-") {
      try compareFailures(&row)
    } else if path.contains("/sekoia-") {
      try compareSekoia(&row)
    } else if path.contains("/ossec-") || path.contains("/wazuh-") {
      try compareRules(&row)
    }
    // logwatch's cases carry a guess of their category alone: nothing to compare.
    return row
  }

  /// What our reading says otherwise than the publisher, and why.
  private static let known: [String: Int] = [
    // An id inside `fatal: append file defer ID: …` is no line of that message.
    "postfix/npm-postfix-parser": 1,
    // `SSL_accept error from …: lost connection`: that it was TLS which failed says more.
    "postfix/ossec-postfix": 1,
  ]

  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"))
  func `what the publishers of logs expect is what is read of them`() throws {
    let root = CorpusTests.shared.appending(path: "corpora/logs")
    var paths: [String] = []
    for folder in try FileManager.default.contentsOfDirectory(atPath: root.path).sorted() {
      let names =
        (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
      for name in names.sorted() {
        for end in [".expected.jsonl", ".expected.json"] where name.hasSuffix(end) {
          paths.append("\(folder)/\(name.dropLast(end.count))")
        }
      }
    }
    #expect(paths.count >= 26)
    var table = "lines\trecognized\tother\tunrecognized\tcompared\tequal\tfile\n"
    var compared = 0
    for path in paths {
      let row = try Self.row(path)
      compared += row.score.compared
      table +=
        "\(row.lines)\t\(row.recognized)\t\(row.others)\t\(row.unrecognized)\t\(row.score.compared)\t\(row.score.equal)\t\(path)\n"
      #expect(row.score.differing.count <= Self.known[path] ?? 0, "\(path): \(row.score)")
    }
    print(table)
    #expect(compared > 700)
  }
}
