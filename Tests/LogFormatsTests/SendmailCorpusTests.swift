import Bytes
import Foundation
import LogFormats
import Model
import Testing

/// Real Sendmail lines and the lab's Sendmail host, where `../shared` is at hand.
@Suite struct SendmailCorpusTests {
  static let shared = CorpusTests.shared
  static let isPresent = CorpusTests.isPresent

  private static func lines(_ data: Data) -> [[UInt8]] {
    [UInt8](data).split(separator: 10).map(Array.init)
  }

  private static func corpus(_ folder: String) throws -> [(name: String, lines: [[UInt8]])] {
    let root = shared.appending(path: "corpora/logs/\(folder)")
    return try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
      .filter { $0.hasSuffix(".log") }
      .map { ($0, lines(try Data(contentsOf: root.appending(path: $0)))) }
  }

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `no line of the Sendmail and MailScanner corpora is unrecognized`() throws {
    var total = 0
    for folder in ["sendmail", "mailscanner"] {
      for file in try Self.corpus(folder) {
        var missed: [String] = []
        for line in file.lines {
          let event = Reading.event(line)
          total += 1
          if event.action == .unrecognized || event.action == .otherProgram {
            missed.append(line.span.string)
          }
        }
        #expect(missed == [], "\(file.name)")
      }
    }
    #expect(total > 2000)
  }

  /// LOG-FORMATS §0.2: 1,325 of 1,325 ids tell their time.
  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `every dated queue id of the corpora tells its time`() throws {
    var count = 0
    var unread: Set<String> = []
    var ids: Set<String> = []
    for folder in ["sendmail", "postfix"] {
      for line in try Self.corpus(folder).flatMap(\.lines) {
        let event = Reading.event(line)
        guard "\(FormatRegistry.dataset(of: event.format))" == "log.sendmail", event.has(.localID),
          event[.localID].count >= 12
        else { continue }
        let span = line.span
        let id = span.string(event[.localID])
        guard ids.insert(id).inserted else { continue }
        count += 1
        if IDClock.sendmail(span, event[.localID]) == nil { unread.insert(id) }
      }
    }
    #expect(count > 400)
    #expect(unread == [], "\(unread.count) of \(count)")
  }

  /// The wordings that OSSEC's rules tell apart: an unknown sender domain (6254), relaying and listed addresses (6253).
  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `refusals have the class that OSSEC's alerts name`() throws {
    let root = Self.shared.appending(path: "corpora/logs/sendmail")
    let lines = Self.lines(try Data(contentsOf: root.appending(path: "ossec-mail-alerts.log")))
    var equal = 0
    for record in Self.lines(
      try Data(contentsOf: root.appending(path: "ossec-mail-alerts.expected.jsonl")))
    {
      guard
        let fields = try JSONSerialization.jsonObject(with: Data(record)) as? [String: Any],
        let number = fields["line"] as? Int, let rule = fields["alert_rule"] as? String
      else { continue }
      let line = Array("May 25 17:07:58 h ".utf8) + lines[number - 1]
      let event = Reading.event(line)
      #expect(event.action == .reject)
      let isExpected =
        rule == "6254"
        ? event.rejectClass == .sender : event.rejectClass == .relayDenied || event.rejectClass == .dnsbl
      #expect(isExpected, "\(line.span.string)")
      if isExpected { equal += 1 }
    }
    #expect(equal == 14)
  }

  @Test(.enabled(if: isPresent, "../shared is absent"), arguments: ["seed1", "quiet"])
  func `the lab's Sendmail host is understood, and its ids tell the time that its lines do`(run: String)
    throws
  {
    let root = Self.shared.appending(path: "lab/\(run)/logs/delta")
    var count = 0
    var compared = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
    where name.hasPrefix("mail.log") {
      for line in Self.lines(try ClockLabTests.decoded(root.appending(path: name))) {
        let event = Reading.event(line)
        let text = line.span.string
        #expect(event.action != .unrecognized, "\(text)")
        count += 1
        guard event.action == .messageReceived else { continue }
        let span = line.span
        // An id that happens to be hexadecimal could be Postfix'.
        guard let made = IDClock.sendmail(span, event[.localID]) else {
          let isHex = span.string(event[.localID]).allSatisfy(\.isHexDigit)
          #expect(isHex, "\(text)")
          continue
        }
        var envelope = Envelope()
        Envelope.parse(span, into: &envelope)
        // Eastern standard time; the stamp's year is 2000. The lab's clock jumps by up to an hour between MAIL and the end
        // of the data.
        var civil = CivilTime(utc: Timestamp(microseconds: envelope.stamp.civilMicroseconds))
        var isNear = false
        for year in [2024, 2025] as [Int32] {
          civil.year = year
          let late = civil.asUTC.seconds + 5 * 3600 - made.seconds
          if late >= 0, late <= 3700 { isNear = true }
        }
        #expect(isNear, "\(text)")
        compared += 1
      }
    }
    #expect(count > 500)
    #expect(compared > 40)
  }
}
