import Testing

/// Refused relaying of more clients than are kept apart.
@Suite struct ManyProbesTests {
  private func refusal(_ second: Int, _ address: String, to domain: String) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let time = "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))"
    return
      "2024-01-01T\(time).000000+00:00 mx1 postfix/smtpd[10]: NOQUEUE: reject: RCPT from unknown[\(address)]: 554 5.7.1 <a@\(domain)>: Relay access denied; from=<b@far.example> to=<a@\(domain)> proto=SMTP helo=<far.example>\n"
  }

  @Test func `a scanner is named among more clients than are kept, and the number of those is said`() throws {
    var log = ""
    for number in 0..<24_000 {
      log += refusal(
        number, "198.\(18 + number / 20_000).\(number / 100 % 200).\(number % 100)", to: "far.example")
      if number % 3_000 == 0 { log += refusal(number, "203.0.113.9", to: "t\(number).example") }
    }
    // `findings` asserts that the run did not end in trouble.
    let found = try Case(["mail.log": log]).findings("relays", "--rule relay.probe")
    let scans = found.filter { $0.severity == "medium" }
    #expect(scans.map(\.summary) == ["relay.probe medium 203.0.113.9  8"])
    let rest = try #require(found.first { $0.source.isEmpty })
    #expect(rest.severity == "low" && rest.sentence.contains("clients more were refused relaying"))
    #expect(found.map(\.count).reduce(0, +) == 24_008)
    let estimate = rest.sentence.split(separator: " ").compactMap { Int($0) }.first ?? 0
    #expect(abs(estimate - rest.count) * 20 < rest.count, "\(rest.sentence)")
  }
}
