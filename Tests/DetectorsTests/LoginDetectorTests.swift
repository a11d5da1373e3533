import Testing

@Suite struct LoginDetectorTests {
  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private func login(_ day: Int, _ address: String, user: String = "anna", minute: Int = 0) -> String {
    "2024-\(two(day / 28 + 1))-\(two(day % 28 + 1))T10:\(two(minute)):00.000000+00:00 store1 dovecot: imap-login: Login: user=<\(user)>, method=PLAIN, rip=\(address), lip=192.0.2.1, mpid=\(100 + day), TLS, session=<s\(day)x\(minute)>\n"
  }

  private func failure(_ minute: Int, _ address: String, user: String = "anna") -> String {
    "2024-01-01T10:\(two(minute)):00.000000+00:00 store1 dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<\(user)>, method=PLAIN, rip=\(address), lip=192.0.2.1, TLS, session=<f\(minute)>\n"
  }

  @Test func `an identity that slept is said when a new network wakes it`() throws {
    let days = [0, 1, 2, 40]
    func found(_ last: String, _ days: [Int]) throws -> [Case.Finding] {
      try Case([
        "mail.log": days.dropLast().map { login($0, "203.0.113.7") }.joined()
          + login(days[days.count - 1], last)
      ])
      .findings("logins", "--rule login.takeover")
    }
    let woken = try found("198.18.4.4", days)
    #expect(woken.map(\.summary) == ["login.takeover low 198.18.4.4 anna 1"])
    #expect(woken[0].sentence.contains("had not logged in for 41 days"))
    #expect(try found("203.0.113.9", days).isEmpty)
    #expect(try found("198.18.4.4", [0, 1, 2, 20]).isEmpty)
    #expect(try found("198.18.4.4", [0]).isEmpty)
  }

  @Test func `a threshold decides from which number on failures are looked at`() throws {
    let evidence = Case(["mail.log": (0..<12).map { failure($0 * $0 / 3, "198.18.4.4") }.joined()])
    #expect(try evidence.findings("logins").map(\.summary) == ["login.bruteforce medium 198.18.4.4  12"])
    #expect(try evidence.findings("logins", "--threshold login.bruteforce=13").isEmpty)
    let few = Case(["mail.log": (0..<4).map { failure($0 * 4, "198.18.4.4") }.joined()])
    #expect(try few.findings("logins").isEmpty)
    #expect(try few.findings("logins", "--threshold login.bruteforce=4").count == 1)
  }

  @Test func `one identity that fails at an even pace may be a program with an old password`() throws {
    let even = Case(["mail.log": (0..<20).map { failure($0 * 2, "198.18.4.4") }.joined()])
    let found = try even.findings("logins")
    #expect(found.map(\.summary) == ["login.bruteforce low 198.18.4.4  20"])
    #expect(found[0].sentence.contains("every 120 s: a program that tries an old password again and again"))
    let two = Case([
      "mail.log": (0..<20).map { failure($0 * 2, "198.18.4.4", user: $0 % 2 == 0 ? "anna" : "bert") }.joined()
    ])
    #expect(try two.findings("logins").map(\.severity) == ["medium"])
  }
}
