import Testing

/// What honest clients do that looks like an attack to those who only count: none of it may be an alarm.
@Suite struct InnocentTrafficTests {
  enum Habit: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case backupServerAfterOutage, mailingListWithStaleMembers, bulkMailThatIsGreylisted
    case webmailWithManyUsers, programWithAnOldPassword, phoneWithAnOldPassword, ownerWhoMistypes
    case probesEveryMinute, probesOfOneNetwork, roamingUser, phoneThatChangesAddresses, officeBehindOneAddress
    case travellerAfterHolidays, newsletterOfOurs, callouts, batchEveryNight, correspondentWithMuchMail

    var testDescription: String { rawValue }
  }

  /// Three ordinary days, and the habit.
  private func traffic(_ habit: Habit, _ seed: UInt64) -> Traffic {
    var traffic = Traffic(seed: seed &* 1_000 &+ 7)
    traffic.ordinaryDays(0..<3)
    let noon = Traffic.day + 12 * Traffic.hour + traffic.below(4 * Traffic.hour)
    switch habit {
    case .backupServerAfterOutage:
      // Five hundred messages that had waited, some for people who have left.
      for number in 0..<500 {
        let second = noon + number * 600 / 500
        if traffic.below(40) == 0 {
          traffic.misses("mx2.isp.example[198.51.100.201]", at: second, user: "old\(traffic.below(9))")
        } else {
          traffic.brings(
            "mx2.isp.example[198.51.100.201]", at: second, to: Traffic.users[traffic.below(8)])
        }
      }
    case .mailingListWithStaleMembers:
      for number in 0..<400 {
        let second = noon + number * 2
        if number % 16 == 0 {
          traffic.misses("lists.club.example[198.51.100.202]", at: second, user: "left\(number)")
        } else {
          traffic.brings("lists.club.example[198.51.100.202]", at: second, to: "member\(number)")
        }
      }
    case .bulkMailThatIsGreylisted:
      for number in 0..<240 {
        traffic.waits("out.bulk.example[198.51.100.203]", at: noon + number / 2, user: "member\(number)")
      }
      for number in 0..<240 {
        traffic.brings(
          "out.bulk.example[198.51.100.203]", at: noon + 1_200 + number / 2, to: "member\(number)")
      }
    case .webmailWithManyUsers:
      for number in 0..<600 {
        let second = 8 * Traffic.hour + traffic.below(10 * Traffic.hour)
        let user = "user\(number % 90)"
        if traffic.below(12) == 0 {
          traffic.failsToLogIn(user, "198.51.100.204", at: second)
        } else {
          traffic.logsIn(user, "198.51.100.204", at: second)
        }
      }
    case .programWithAnOldPassword:
      let pace = traffic.among(30..<600)
      for number in 0..<120 {
        traffic.failsToLogIn("ann", "203.0.113.10", at: noon + number * pace + traffic.below(2))
      }
    case .phoneWithAnOldPassword:
      // It backs off, begins anew when it is looked at; its owner reads mail from the same line.
      var second = noon
      for number in 0..<60 {
        traffic.failsToLogIn("bob", "203.0.113.11", at: second)
        second += 15 << min(number % 8, 6)
        second += traffic.below(20)
      }
    case .ownerWhoMistypes:
      traffic.logsIn("cleo", "203.0.113.12", at: 9 * Traffic.hour)
      for number in 0..<7 { traffic.failsToLogIn("cleo", "203.0.113.12", at: noon + number * 11) }
      traffic.logsIn("cleo", "203.0.113.12", at: noon + 120)
    case .probesEveryMinute:
      for minute in 0..<(3 * 1_440) {
        traffic.probes("monitor.example[198.51.100.205]", at: minute * 60 + traffic.below(3))
      }
    case .probesOfOneNetwork:
      // Three probes of a service that watches, each every ten seconds, that say nothing.
      for step in 0..<(10 * 360) {
        for probe in 0..<3 {
          traffic.idles("probe\(probe).watch.example[198.51.101.\(probe + 7)]", at: step * 10 + probe)
        }
      }
    case .roamingUser:
      for (place, address) in ["203.0.113.14", "198.51.100.90", "192.0.2.200", "203.0.113.99"].enumerated() {
        traffic.logsIn("eve", address, at: noon + place * 700 + traffic.below(300))
      }
      traffic.submits("eve", "192.0.2.200", at: noon + 1_500, recipients: 12)
    case .phoneThatChangesAddresses:
      for number in 0..<60 {
        let network = String(0x1000 + traffic.below(0x1000), radix: 16)
        traffic.logsIn("finn", "2001:db8:\(network)::\(number + 1)", at: noon + number * 60)
      }
    case .officeBehindOneAddress:
      for number in 0..<300 {
        let second = 9 * Traffic.hour + traffic.below(600)
        switch traffic.below(10) {
        case 0: traffic.failsToLogIn("staff\(number % 70)", "198.51.100.206", at: second)
        case 1...3: traffic.looksIn("198.51.100.206", at: second)
        default: traffic.logsIn("staff\(number % 70)", "198.51.100.206", at: second)
        }
      }
    case .travellerAfterHolidays:
      traffic.logsIn("gus", "198.51.100.207", at: noon)
      traffic.submits("gus", "198.51.100.207", at: noon + 60, recipients: 4)
    case .newsletterOfOurs:
      // Every day, so that it is hers.
      for day in 0..<3 {
        for part in 0..<6 {
          traffic.submits(
            "hana", "203.0.113.17", at: day * Traffic.day + 10 * Traffic.hour + part * 20, recipients: 40)
        }
      }
    case .callouts:
      for number in 0..<80 {
        traffic.probes("verify.partner.example[198.51.100.208]", at: noon + number * 40)
      }
    case .batchEveryNight:
      var batch = Traffic(seed: seed)
      batch.ordinaryDays(0..<7, mails: 60)
      for day in 0..<7 {
        for _ in 0..<400 {
          batch.probes(
            "batch.partner.example[198.51.100.209]",
            at: day * Traffic.day + 2 * Traffic.hour + batch.below(300))
        }
      }
      return batch
    case .correspondentWithMuchMail:
      for number in 0..<900 {
        traffic.brings("mx.partner5.example[198.51.100.6]", at: noon + number * 3, to: "list\(number % 50)")
      }
    }
    return traffic
  }

  @Test(arguments: Habit.allCases, [1, 2, 3] as [UInt64])
  func `a habit is no alarm`(habit: Habit, seed: UInt64) throws {
    let found = try Case(["mail.log": traffic(habit, seed).text]).findings("audit", "--min-severity medium")
    #expect(found.isEmpty, "\(found.map { "\($0.summary): \($0.sentence)" }.joined(separator: "\n"))")
  }

  @Test func `all habits together are no alarm`() throws {
    var files: [String: String] = [:]
    for (place, habit) in Habit.allCases.enumerated() {
      files["mx\(place)/mail.log"] = traffic(habit, 9).text.replacing(" mx1 ", with: " mx\(place) ")
    }
    let found = try Case(files).findings("audit", "--min-severity medium")
    #expect(found.isEmpty, "\(found.map { "\($0.summary): \($0.sentence)" }.joined(separator: "\n"))")
  }
}
