import Bytes
import Model
import Testing

@testable import Detectors

/// Logins in such numbers that tables are full.
@Suite struct LoginLimitTests {
  private func failure(_ second: Int, _ address: String, _ user: String = "anna") -> String {
    "\(Feed.stamp(second)) mx1 postfix/smtpd[77]: warning: unknown[\(address)]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=\(user)"
  }

  private func login(_ second: Int, _ address: String, _ user: String = "anna", tls: String = ", TLS")
    -> String
  {
    "\(Feed.stamp(second)) mx1 dovecot: imap-login: Login: user=<\(user)>, method=PLAIN, rip=\(address), lip=192.0.2.1, mpid=1\(tls), session=<s>"
  }

  private func findings(
    _ lines: [String], sourceLimit: Int = 100_000, _ rule: Rule? = nil
  ) -> [Finding] {
    let (found, drops) = Feed.findings(LoginDetector(sourceLimit: sourceLimit), lines)
    #expect(drops.isEmpty)
    return found.filter { rule == nil || $0.rule == rule }
  }

  @Test func `who guesses is found among more addresses than there is room for, and so is a network`() {
    var lines: [String] = []
    for number in 0..<2_000 {
      lines.append(failure(number * 20, "198.\(number / 250).\(number % 250).1", "u\(number % 40)"))
      // One who comes late, and a network whose addresses fail once each.
      if number > 1_000, number % 10 == 0 { lines.append(failure(number * 20, "203.0.113.9", "u\(number)")) }
      if number % 20 == 0 { lines.append(failure(number * 20, "192.0.2.\(number / 20)", "u\(number)")) }
    }
    let found = findings(lines, sourceLimit: 200)
    let guesser = found.first { $0.sourceIP == IPAddress("203.0.113.9") }
    #expect(guesser?.count == 99 && guesser?.sentence.contains("at least 99 failed logins") == true)
    let network = found.filter { $0.sourceNetwork?.address == IPAddress("192.0.2.0") }
    // Its first may have gone before there was a second.
    #expect(network.reduce(0) { $0 + $1.count } >= 99, "\(network.map(\.sentence))")
    let rest = found.first { $0.sourceIP == nil && $0.sourceNetwork == nil }
    #expect(rest?.severity == .low && rest?.sentence.contains("addresses more failed to log in") == true)
    #expect((rest?.count ?? 0) > 1_700, "\(rest?.sentence ?? "")")
  }

  @Test func `many identities with a try each are a spray, however many they are`() {
    let found = findings((0..<1_000).map { failure($0 * 3, "203.0.113.9", "user\($0)") })
    #expect(found.map(\.rule) == [.loginSpray] && found[0].count == 1_000)
    #expect(found[0].sentence.contains("tried 63 or more identities"), "\(found[0].sentence)")
    let few = findings((0..<60).map { failure($0 * 3, "203.0.113.9", "user\($0 % 20)") })
    #expect(few[0].sentence.contains("tried 20 identities") || few[0].sentence.contains("for 20 identities"))
  }

  @Test func `an account that gave in after many others were tried is found`() {
    let others = (0..<200).map { failure($0, "203.0.113.9", "user\($0)") }
    // Others log in from there, too.
    let neighbours = (0..<20).map { login(300 + $0, "203.0.113.9", "good\($0)") }
    let guesses = (0..<30).map { failure(400 + $0, "203.0.113.9", "eve") }
    let found = findings(
      others + neighbours + guesses + [login(500, "203.0.113.9", "eve")], .loginTakeover)
    #expect(found.map(\.user) == ["eve"])
    #expect(found.first?.sentence.contains("after 30 failed logins") == true)
  }

  @Test func `guesses at many different distances are no program with an old password`() {
    var random = UInt64(7)
    var second = 0
    let lines = (0..<300).map { _ in
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      second += 20 + Int(random >> 33) % 400
      return failure(second, "203.0.113.9")
    }
    let found = findings(lines)
    #expect(found.map(\.severity) == [.medium])
    #expect(found[0].sentence.contains("guessed passwords"), "\(found[0].sentence)")
    // Forty others before do not hide that the rest came by the clock.
    second = 0
    let even = (0..<300).map { number in
      second += number < 40 ? 20 + number * 7 : 60
      return failure(second, "203.0.113.9")
    }
    #expect(findings(even)[0].sentence.contains("every 60 s"))
  }

  @Test func `all identities whose logins crossed the wire in clear are counted`() {
    let lines = (0..<35).map { login($0, "203.0.113.9", "u\($0)", tls: "") }
    let found = findings(lines, .loginCleartext)
    #expect(found.map(\.count) == [35] && found[0].relatedUsers.count == 20)
    #expect(found[0].sentence.contains("of 35 identities"))
  }

  @Test func `an account used from many networks is found after many hours in which it sent much`() {
    // Forty hours with as many recipients as make an hour stand out, then one with ten networks, then others.
    var lines: [String] = []
    func hour(_ hour: Int) -> [String] {
      Feed.message(
        hour * 3_600, hour, client: "203.0.113.9", user: "anna", to: (0..<40).map { "r\($0)@far.example" },
        relay: "m[192.0.2.9]:25")
    }
    for number in 0..<40 { lines += hour(number) }
    lines += (0..<10).map { login(40 * 3_600 + $0, "\(20 + $0).1.1.1") }
    for number in 41..<60 { lines += hour(number) }
    let found = findings(lines, .loginTakeover).filter { $0.sourceIP == nil }
    #expect(found.map(\.user) == ["anna"])
    #expect(found.first?.sentence.contains("from 10 networks within an hour") == true)
  }

  @Test func `of more networks than are kept it is said that there are so many or more`() {
    // Fifty in an hour are usual for it.
    let usual = (0..<4).flatMap { hour in (0..<50).map { login(hour * 3_600 + $0, "20.\($0).1.1") } }
    let many = (0..<200).map { login(20_000 + $0, "30.\($0).1.1") }
    let found = findings(usual + many, .loginTakeover).filter {
      $0.start >= Timestamp(seconds: 1_709_510_400 + 18_000) && $0.end > $0.start
    }
    #expect(found.count == 1)
    #expect(
      found.first?.sentence.contains("from 128 or more networks within an hour (at most 50") == true,
      "\(found.map(\.sentence))")
  }

  @Test
  func `an identity of many years is told when it slept, and hours with very many recipients are known`() {
    var identity = Identity(notableRecipients: 30)
    let home = IPAddress("203.0.113.9")!
    func time(_ day: Int) -> Timestamp { Timestamp(seconds: 1_000_000_000 + Int64(day) * 86_400) }
    for day in (0..<2_000).reversed() { identity.note(home, at: time(day), .none) }
    identity.note(IPAddress("198.18.4.4")!, at: time(2_050), .none)
    #expect(identity.returns.map(\.days) == [51])
    identity.change(at: time(0)) { $0.recipients += 200_000 }
    identity.change(at: time(1)) { $0.recipients += 1 }
    #expect(identity.earlier(than: identity.recent[1]).recipients == 200_000)
  }
}
