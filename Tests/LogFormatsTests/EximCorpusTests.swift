import Bytes
import Foundation
import LogFormats
import Model
import Testing

/// Exim's own test suite, rule sets' cases and the lab's Exim host, where `../shared` is at hand; and Exim's ids.
@Suite struct EximCorpusTests {
  static let isPresent = CorpusTests.isPresent

  /// The lines of a file and their events, read with the dialect that its head shows.
  private static func read(_ path: String) throws -> [(text: String, event: LogEvent)] {
    let data = try ClockLabTests.decoded(CorpusTests.shared.appending(path: path))
    let bytes = [UInt8](data)
    let dialect = Dialect.detect(bytes.span)
    var envelope = Envelope()
    return bytes.split(separator: 10).map { line in
      var event = LogEvent()
      let line = Array(line)
      FormatRegistry.parse(line.span, dialect, &envelope, into: &event)
      return (line.span.string, event)
    }
  }

  private static func count(_ lines: [(text: String, event: LogEvent)], _ action: LogEvent.Action) -> Int {
    lines.count { $0.event.action == action }
  }

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `every stamped line of Exim's test suite is Exim's, and none of its arrivals is missed`() throws {
    let main = try Self.read("corpora/logs/exim/testsuite-4.94-mainlog.log")
    // eximstats 4.96 counts 2,838; it does not count messages that were taken and called rejected.
    let faked = main.count { $0.text.contains(" (= ") && $0.event.action == .messageReceived }
    #expect(Self.count(main, .messageReceived) + Self.count(main, .bounce) - faked == 2838)
    #expect(faked == 2)
    for name in ["mainlog", "rejectlog", "paniclog"] {
      let lines = try Self.read("corpora/logs/exim/testsuite-4.94-\(name).log")
      var missed: [String] = []
      for (text, event) in lines where text.first?.isNumber == true && text.dropFirst(4).first == "-" {
        if event.action == .unrecognized { missed.append(text) }
        #expect("\(FormatRegistry.dataset(of: event.format))" == "log.exim", "\(text)")
      }
      #expect(missed.isEmpty, "\(name): \(missed.count) \(missed.prefix(5))")
    }
    // Header blocks are understood, too; what is left are the test suite's own marks.
    let rejected = try Self.read("corpora/logs/exim/testsuite-4.94-rejectlog.log")
    let foreign = rejected.filter { $0.event.action == .unrecognized && !$0.text.hasPrefix("******** ") }
    #expect(foreign.count * 100 < rejected.count, "\(foreign.map(\.text))")
  }

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `the rule sets' cases are what they are called`() throws {
    let kinds: [(String, LogEvent.Action)] = [
      ("auth failure", .login), ("exim connection", .connect), ("connection lost", .connectionLost),
      ("syntax/protocol error", .rateLimit), ("synchronization", .reject), ("Unrouteable", .reject),
    ]
    var compared = 0
    for name in ["ossec-exim", "wazuh-exim"] {
      let lines = try Self.read("corpora/logs/exim/\(name).log")
      let cases = try Data(
        contentsOf: CorpusTests.shared.appending(path: "corpora/logs/exim/\(name).expected.jsonl"))
      for record in cases.split(separator: 10) {
        let fields = try JSONSerialization.jsonObject(with: record) as? [String: Any]
        guard let number = fields?["line"] as? Int, let title = fields?["case"] as? String,
          let kind = kinds.last(where: { title.contains($0.0) })
        else { continue }
        compared += 1
        let line = lines[number - 1]
        #expect(line.event.action == kind.1, "\(title): \(line.text)")
        #expect(line.event.has(.sourceIP), "\(line.text)")
      }
    }
    #expect(compared == 12)
  }

  @Test(.enabled(if: isPresent, "../shared is absent"), arguments: ["seed1", "quiet"])
  func `every line of the lab's Exim host is understood`(run: String) throws {
    let folder = "lab/\(run)/logs/beta"
    let names = try FileManager.default.contentsOfDirectory(
      atPath: CorpusTests.shared.appending(path: folder).path)
    var arrivals = 0
    var failed = 0
    for name in names.sorted() where name.hasPrefix("mainlog") || name.hasPrefix("rejectlog") {
      let lines = try Self.read("\(folder)/\(name)")
      let missed = lines.filter { $0.event.action == .unrecognized }
      #expect(missed.isEmpty, "\(name): \(missed.prefix(3).map(\.text))")
      for (text, event) in lines where event.localIDIsArrival {
        arrivals += 1
        // Whoever used TLS is named by `P=`, whoever did not as well.
        let isTLS = text.contains(" X=TLS")
        if event.has(.sourceIP) { #expect((event.tlsEstablished == .yes) == isTLS, "\(text)") }
      }
      for (text, event) in lines where text.contains(" authenticator failed for ") {
        failed += 1
        #expect(event.action == .login && event.outcome == .failure, "\(text)")
      }
    }
    #expect(arrivals > 80)
    if run == "seed1" { #expect(failed > 40) }
  }

  @Test func `ids of both forms are ids, and nothing that is nearly one`() {
    let ids = ["1tSBgX-0000DJ-1O", "10HmaX-0005vi-00", "1toJKp-00000004Ufj-1kPx", "1uvMkO-00000002qCv-0ySR"]
    for id in ids {
      let found = Reading.values("2025-03-01 10:00:00 \(id) <= a@example.org U=a P=local S=1")
      #expect(found["email.local_id"] == id)
      #expect(found["smtp.mail_from"] == "a@example.org")
    }
    for text in [
      "1tSBgX-0000DJ-1O: x", "1tSBgX-0000DJ1-1O x", "1tSBg!-0000DJ-1O x", "1toJKp-00000004Ufj-1kPxy x",
      "1toJKp-00000004Ufj 1kPx x", "1tSBgX-0000DJ-1O",
    ] {
      #expect(Reading.values("2025-03-01 10:00:00 \(text)")["email.local_id"] == nil, "\(text)")
    }
  }

  @Test func `a failed login was encrypted where a later line of its connection says so`() {
    let login =
      "2024-12-31 04:20:03 plain authenticator failed for (x) [192.0.2.9]:4000: 535 Incorrect authentication data (set_id=u)"
    let begin = "2024-12-31 04:20:04 no MAIL in SMTP connection from (x) [192.0.2.9]:4000 D=0s"
    let cases: [(String, LogEvent.Certainty)] = [
      ("\(begin) X=TLS1.3:AES:256 CV=no C=EHLO,STARTTLS,EHLO,AUTH,QUIT", .yes),
      ("\(begin) X=TLS1.3:AES:256 CV=no C=EHLO,AUTH,QUIT", .yes),
      ("\(begin) X=TLS1.3:AES:256 CV=no C=EHLO,AUTH,STARTTLS,EHLO,QUIT", .unknown),
      ("\(begin) C=EHLO,AUTH,QUIT", .no),
      ("2024-12-31 04:20:04 SMTP connection from (x) [192.0.2.9]:4000 closed by QUIT", .unknown),
      ("\(begin)1 X=TLS1.3:AES:256".replacingOccurrences(of: ":4000 ", with: ":40001 "), .unknown),
      (
        "2024-12-31 04:20:04 SMTP connection from [192.0.2.9]:4000 (TCP/IP connection count = 1)\n\(begin) C=EHLO",
        .unknown
      ),
    ]
    let line = Array(login.utf8)
    let dialect = Dialect.detect(line.span)
    for (text, expected) in cases {
      var envelope = Envelope()
      var event = LogEvent()
      FormatRegistry.parse(line.span, dialect, &envelope, into: &event)
      let looks = FormatRegistry.looksAhead(event)
      #expect(looks)
      let following = Array((text + "\n").utf8)
      FormatRegistry.lookAhead(line.span, following.span, dialect, into: &event)
      #expect(event.tlsEstablished == expected, "\(text)")
    }
  }

  @Test func `a line cut anywhere crashes nothing and says no more than the whole`() {
    for sample in EximFormat.samples {
      let bytes = Array(sample.line.utf8)
      for length in 0...bytes.count {
        let event = Reading.event(Array(bytes[0..<length]))
        for field in LogEvent.Field.allCases where event.has(field) {
          #expect(event[field].upper <= length)
        }
      }
    }
  }
}

extension LogEvent {
  fileprivate var localIDIsArrival: Bool {
    (action == .messageReceived || action == .bounce) && messageRole == .begins
  }
}
