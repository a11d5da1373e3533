import Testing

/// Silences and clocks, shown by logs written out here: one line a minute unless told otherwise.
@Suite struct LogDetectorTests {
  /// A stamp in January 2024 from minutes since the first, UTC.
  private func stamp(_ seconds: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = seconds / 86_400 + 1
    return
      "2024-01-\(two(day))T\(two(seconds / 3_600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60)).000000+00:00"
  }

  private func log(_ seconds: some Sequence<Int>, host: String = "mx1") -> String {
    seconds.map {
      "\(stamp($0)) \(host) postfix/smtpd[10]: connect from far.example[203.0.113.\($0 / 60 % 200)]\n"
    }
    .joined()
  }

  private func findings(_ files: [String: String]) throws -> [Case.Finding] {
    try Case(files).findings("audit", "--rule log.gap --rule log.clock")
  }

  private let fourDays = stride(from: 0, to: 4 * 86_400, by: 120)

  @Test func `a silence at a time that is busy on other days is found, with its ends`() throws {
    let quiet = (2 * 86_400 + 36_000)..<(2 * 86_400 + 43_200)
    let found = try findings(["mail.log": log(fourDays.filter { !quiet.contains($0) })])
    #expect(found.map(\.rule) == ["log.gap"])
    #expect(found[0].severity == "medium")
    #expect(found[0]["event.start"] as? String == "2024-01-03T09:58:00Z")
    #expect(found[0]["event.end"] as? String == "2024-01-03T12:00:00Z")
    #expect((found[0]["evidence"] as? [Any])?.count == 2)
  }

  @Test func `nights without mail, and logs that are often silent, are no finding`() throws {
    let days = fourDays.filter { $0 % 86_400 > 28_800 && $0 % 86_400 < 64_800 }
    #expect(try findings(["mail.log": log(days)]).isEmpty)
    // A few lines in a burst every few hours.
    let sparse = stride(from: 0, to: 4 * 86_400, by: 11_000).flatMap { [$0, $0 + 1, $0 + 2] }
    #expect(try findings(["mail.log": log(sparse)]).isEmpty)
    #expect(try findings(["mail.log": log(fourDays.prefix(300))]).isEmpty)
  }

  @Test func `time that goes back and stays is found, a late line is not`() throws {
    let before = Array(stride(from: 0, to: 6_000, by: 60))
    let after = Array(stride(from: 4_000, to: 9_000, by: 60))
    let found = try findings(["mail.log": log(before + after)])
    #expect(found.map(\.rule) == ["log.clock"])
    #expect(found[0].sentence.contains("goes back by 32 min"))
    var late = before
    late.insert(contentsOf: [10, 20], at: 50)
    #expect(try findings(["mail.log": log(late)]).isEmpty)
    // Files put together in the wrong order.
    let older = stride(from: 0, to: 86_400, by: 120)
    let newer = stride(from: 86_400, to: 2 * 86_400, by: 120)
    #expect(try findings(["mail.log": log(Array(newer) + Array(older))]).isEmpty)
  }

  @Test(arguments: [(0, 0), (40, 1), (-40, 1), (90, 1)])
  func `clocks that disagree are found by the mail between two hosts`(ahead: Int, count: Int) throws {
    var mx = ""
    var store = ""
    for number in 0..<8 {
      let at = 1_000 + number * 600
      let id = "4T3abc0000z\(number)"
      let next = "4T3def0000y\(number)"
      mx += """
        \(stamp(at)) mx1 postfix/smtpd[10]: \(id): client=far.example[203.0.113.5]
        \(stamp(at)) mx1 postfix/cleanup[11]: \(id): message-id=<\(number)@far.example>
        \(stamp(at)) mx1 postfix/qmgr[12]: \(id): from=<a@far.example>, size=900, nrcpt=1 (queue active)
        \(stamp(at + 2)) mx1 postfix/smtp[13]: \(id): to=<ann@us.example>, relay=store1[192.0.2.7]:25, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as \(next))
        \(stamp(at + 2)) mx1 postfix/qmgr[12]: \(id): removed

        """
      store += """
        \(stamp(at + 1 + ahead)) store1 postfix/smtpd[10]: \(next): client=mx1.us.example[192.0.2.1]
        \(stamp(at + 1 + ahead)) store1 postfix/cleanup[11]: \(next): message-id=<\(number)@far.example>
        \(stamp(at + 1 + ahead)) store1 postfix/qmgr[12]: \(next): from=<a@far.example>, size=900, nrcpt=1 (queue active)
        \(stamp(at + 2 + ahead)) store1 postfix/local[13]: \(next): to=<ann@us.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to mailbox)
        \(stamp(at + 2 + ahead)) store1 postfix/qmgr[12]: \(next): removed

        """
    }
    let found = try findings(["mx1/mail.log": mx, "store1/mail.log": store])
    #expect(found.count == count)
    for finding in found {
      #expect(finding.rule == "log.clock" && finding.count == 8)
      #expect(finding.severity == (abs(ahead) > 60 ? "medium" : "low"))
      #expect(finding.sentence.contains(ahead > 0 ? "ahead of mx1's" : "behind mx1's"))
    }
  }

  @Test func `what is found does not depend on how the evidence is cut`() throws {
    let quiet = (2 * 86_400 + 36_000)..<(2 * 86_400 + 43_200)
    let seconds = fourDays.filter { !quiet.contains($0) }
    let whole = try findings(["mail.log": log(seconds)])
    for parts in [2, 7] {
      var files: [String: String] = [:]
      let size = seconds.count / parts + 1
      for part in 0..<parts {
        files["mail.log.\(parts - part)"] = log(seconds[part * size..<min(seconds.count, (part + 1) * size)])
      }
      let cut = try findings(files)
      #expect(cut.map(\.summary) == whole.map(\.summary))
      #expect(cut.map(\.sentence) == whole.map(\.sentence))
    }
  }
}
