import Testing

/// Bursts and silences are held against what the same hour of other days is like.
@Suite struct HourlyNormTests {
  private static let batch = "batch.partner.example[198.51.100.209]"

  /// `days` ordinary days, and the batch's 400 connections at two in the morning by the host's clock of those that `isAsked` wants.
  private func batches(_ days: Int, zone: Int = 0, _ isAsked: (Int) -> Bool) -> Traffic {
    var traffic = Traffic(seed: 11, zone: zone)
    traffic.ordinaryDays(0..<days, mails: 40)
    for day in 0..<days where isAsked(day) {
      load(&traffic, Self.batch, at: day * Traffic.day + (2 - zone) * Traffic.hour)
    }
    return traffic
  }

  private func load(_ traffic: inout Traffic, _ client: String, at second: Int) {
    for _ in 0..<400 { traffic.probes(client, at: second + traffic.below(300)) }
  }

  private func findings(_ traffic: Traffic) throws -> [Case.Finding] {
    try Case(["mail.log": traffic.text]).findings("bursts")
  }

  @Test(arguments: [0, 9])
  func `a batch that comes every night is a habit, the same at another hour is a burst`(zone: Int) throws {
    var traffic = batches(7, zone: zone) { _ in true }
    let usual = try findings(traffic)
    #expect(usual.map(\.severity) == ["low"] && usual.map(\.source) == ["198.51.100.209"])
    #expect(usual.first?.sentence.contains("7 times") == true, "\(usual.map(\.sentence))")
    load(&traffic, "batch.partner.example[198.51.100.210]", at: 5 * Traffic.day + (14 - zone) * Traffic.hour)
    let found = try findings(traffic).filter { $0.severity != "low" }
    #expect(found.map(\.severity) == ["medium"] && found.map(\.source) == ["198.51.100.210"])
    #expect(found.first?["finding.confidence"] as? String == "high")
    #expect(found.first?.sentence.contains("At that hour of ") == true, "\(found.map(\.sentence))")
  }

  @Test func `what comes every Monday is usual on Mondays only`() throws {
    let mondays = try findings(batches(36) { $0 % 7 == 0 })
    #expect(mondays.map(\.severity) == ["low"], "\(mondays.map(\.sentence))")
    #expect(mondays.first?.sentence.contains("other days of that weekday") == true)
    let wednesday = try findings(batches(36) { $0 % 7 == 0 || $0 == 16 })
    #expect(wednesday.map(\.severity).sorted() == ["low", "medium"], "\(wednesday.map(\.sentence))")
  }

  @Test func `a weekend is held against weekends`() throws {
    let found = try findings(batches(14) { $0 % 7 < 5 || $0 == 12 })
    #expect(found.map(\.severity).sorted() == ["low", "medium"], "\(found.map(\.sentence))")
    #expect(found.first { $0.severity == "medium" }?.sentence.contains("3 other days of weekends") == true)
  }

  @Test func `with a day of evidence there is no norm by hour, and that is said`() throws {
    let found = try findings(batches(1) { _ in true })
    #expect(found.map(\.summary) == ["burst.source medium 198.51.100.209  400"])
    #expect(found.first?["finding.confidence"] as? String == "medium")
    #expect(found.first?.sentence.hasSuffix("Too few days are known for a norm by hour.") == true)
  }

  @Test func `a flood that goes on for days does not become its own norm`() throws {
    var traffic = Traffic(seed: 12)
    traffic.ordinaryDays(0..<7, mails: 10)
    for second in stride(from: Traffic.day, to: 6 * Traffic.day, by: 540) {
      for _ in 0..<45 { traffic.probes("unknown[198.18.1.1]", at: second + traffic.below(5)) }
    }
    let found = try findings(traffic)
    #expect(found.map(\.rule) == ["burst.source"] && found.map(\.source) == ["198.18.1.1"])
    #expect(found.first?.severity == "high", "\(found.map(\.sentence))")
  }

  @Test func `a silent weekend in the only week of a log is a hint, among other weekends it is none`() throws
  {
    func silences(_ days: Range<Int>, _ silent: Set<Int>) throws -> [Case.Finding] {
      var traffic = Traffic(seed: 13)
      for minute in stride(from: days.lowerBound * 1_440, to: days.upperBound * 1_440, by: 5)
      where !silent.contains(minute / 1_440) {
        traffic.probes("monitor.example[198.51.100.205]", at: minute * 60)
      }
      return try Case(["mail.log": traffic.text]).findings("audit", "--rule log.gap")
    }
    let once = try silences(1..<8, [5, 6])
    #expect(once.allSatisfy { $0.severity == "low" }, "\(once.map(\.sentence))")
    #expect(try silences(0..<22, [5, 6, 12, 13, 19, 20]).isEmpty)
    let workday = try silences(0..<15, [9])
    #expect(workday.map(\.severity) == ["medium"], "\(workday.map(\.sentence))")
    #expect(workday.first?.sentence.contains("days)") == true)
  }
}
