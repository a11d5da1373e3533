import Testing

/// Attacks among ordinary mail, from half as large again as what is looked at to ten times that: each is found, with whose it was.
@Suite struct AttackSizeTests {
  enum Attack: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case burstOfOne, burstOfANetwork, burstOfMany, harvest, bruteforce, spray, sprayOfANetwork, stuffing
    case takeoverAfterGuesses, takeoverFromManyNetworks, takeoverThatSends, bomb, openRelay, relayProbe

    var testDescription: String { rawValue }

    /// Rule, and source or user where one is named.
    var expected: (rule: String, who: String) {
      switch self {
      case .burstOfOne: ("burst.source", "198.18.1.1")
      case .burstOfANetwork: ("burst.network", "198.18.2.0/24")
      case .burstOfMany: ("burst.distributed", "")
      case .harvest: ("burst.harvest", "198.18.3.1")
      case .bruteforce: ("login.bruteforce", "198.18.4.1")
      case .spray: ("login.spray", "198.18.5.1")
      case .sprayOfANetwork: ("login.spray", "198.18.6.0/24")
      case .stuffing: ("login.stuffing", "")
      case .takeoverAfterGuesses: ("login.takeover", "198.18.7.1")
      case .takeoverFromManyNetworks, .takeoverThatSends: ("login.takeover", "bob")
      case .bomb: ("message.bomb", "cleo@us.example")
      case .openRelay: ("relay.open", "198.18.8.1")
      case .relayProbe: ("relay.probe", "198.18.9.1")
      }
    }
  }

  /// Three ordinary days, and the attack; `size` in tenths of what is looked at.
  private func traffic(_ attack: Attack, _ size: Int, _ seed: UInt64) -> Traffic {
    var traffic = Traffic(seed: seed &* 7_919 &+ UInt64(size))
    traffic.ordinaryDays(0..<3)
    let start = Traffic.day + traffic.below(20 * Traffic.hour)
    func times(_ floor: Int) -> Int { floor * size / 10 }
    switch attack {
    case .burstOfOne:
      for _ in 0..<times(100) { traffic.idles("unknown[198.18.1.1]", at: start + traffic.below(50)) }
    case .burstOfANetwork:
      for number in 0..<times(80) {
        traffic.idles("unknown[198.18.2.\(number % 40 + 1)]", at: start + traffic.below(50))
      }
    case .burstOfMany:
      for number in 0..<times(150) {
        traffic.idles("unknown[198.\(18 + number % 2).\(number % 250).9]", at: start + traffic.below(50))
      }
    case .harvest:
      for number in 0..<times(15) {
        traffic.misses("unknown[198.18.3.1]", at: start + number * 7, user: "guess\(number)")
      }
    case .bruteforce:
      for number in 0..<times(10) {
        traffic.failsToLogIn("ann", "198.18.4.1", at: start + number * 9 + traffic.below(9))
      }
    case .spray:
      for number in 0..<times(10) {
        traffic.failsToLogIn("name\(number)", "198.18.5.1", at: start + number * 20 + traffic.below(15))
      }
    case .sprayOfANetwork:
      for number in 0..<times(10) {
        traffic.failsToLogIn(
          "name\(number)", "198.18.6.\(number % 25 + 1)", at: start + number * 20 + traffic.below(15))
      }
    case .stuffing:
      for number in 0..<times(20) {
        traffic.failsToLogIn(
          "name\(number)", "198.\(18 + number % 2).\(number % 250).3", at: start + traffic.below(400))
      }
    case .takeoverAfterGuesses:
      for number in 0..<times(10) {
        traffic.failsToLogIn("ann", "198.18.7.1", at: start + number * 9 + traffic.below(9))
      }
      traffic.logsIn("ann", "198.18.7.1", at: start + times(10) * 9 + 20)
    case .takeoverFromManyNetworks:
      for number in 0..<times(5) {
        traffic.logsIn(
          "bob", "\(60 + number).18.7.\(number + 1)", at: start / 3_600 * 3_600 + 60 + number * 30)
      }
    case .takeoverThatSends:
      for number in 0..<times(10) {
        traffic.submits("bob", "198.18.7.7", at: start / 3_600 * 3_600 + 60 + number * 5, recipients: 5)
      }
    case .bomb:
      for number in 0..<times(200) {
        traffic.brings(
          "mx.form\(number % 90).example[198.18.\(number % 90).5]",
          at: start / 3_600 * 3_600 + traffic.below(3_500), to: "cleo")
      }
    case .openRelay:
      for number in 0..<times(10) {
        traffic.relays("unknown[198.18.8.\(number % 2 + 1)]", at: start + number * 40, to: "gmail.com")
        traffic.relays(
          "unknown[198.19.\(number % 9).4]", at: start + number * 40, to: "victim\(number % 7).example")
      }
    case .relayProbe:
      for number in 0..<times(5) {
        traffic.wantsRelay("unknown[198.18.9.1]", at: start + number * 3, to: "target\(number).example")
      }
    }
    return traffic
  }

  @Test(arguments: Attack.allCases, [15, 30, 100])
  func `an attack among ordinary mail is found`(attack: Attack, size: Int) throws {
    let found = try Case(["mail.log": traffic(attack, size, UInt64(size)).text])
      .findings("audit", "--min-severity medium")
    let (rule, who) = attack.expected
    #expect(
      found.contains { $0.rule == rule && (who.isEmpty || $0.source == who || $0.user == who) },
      "\(found.map { "\($0.summary): \($0.sentence)" }.joined(separator: "\n"))")
  }
}
