import Foundation
import Testing

/// What is said where only one server's log is at hand, without a policy: the usual case of a seized disk.
@Suite struct OneHostTests {
  private static let lab = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/lab")
  private static let isPresent = FileManager.default.fileExists(
    atPath: lab.appending(path: "quiet/logs").path)

  private static func hosts(_ run: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: lab.appending(path: "\(run)/logs").path).sorted()
  }

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `no server's log of days without an attack accuses anybody`() throws {
    for host in try Self.hosts("quiet") {
      let log = Self.lab.appending(path: "quiet/logs/\(host)").path
      let found = try Case.findings("audit --min-severity medium --quiet \(log)").filter {
        $0.rule != "login.cleartext"
      }
      // The lab's truth lists a hundred failed logins from one network at store1.
      let expected = host == "store1" ? ["login.bruteforce medium 2001:db8:bad::/48  100"] : []
      #expect(found.map(\.summary) == expected, "\(host): \(found.map(\.sentence))")
    }
  }

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `of the lab's servers only the open relay is called one`() throws {
    for host in try Self.hosts("seed1") {
      let log = Self.lab.appending(path: "seed1/logs/\(host)").path
      let found = try Case.findings("relays --rule relay.open --min-severity medium --quiet \(log)")
      if host == "gamma" {
        let sources = Set(found.filter { $0.severity == "high" }.map(\.source))
        #expect(sources == ["198.18.21.45", "198.18.22.228", "198.18.28.163", "198.18.29.83"])
      } else {
        #expect(found.isEmpty, "\(host): \(found.map(\.sentence))")
      }
    }
  }

  @Test func `connections that each bring a message are no burst, whoever names the client`() throws {
    // OpenSMTPD names the client when it connects, the message by the connection's id.
    var log = ""
    func connection(_ number: Int, _ address: String, brings: Bool) {
      let id = "a5117147ef9\(10_000 + number)"
      let time = "2024-01-01T00:00:\(10 + number / 40).\(100_000 + number)+00:00"
      log += "\(time) mx smtpd[47]: \(id) smtp connected address=\(address) host=mx.partner.example\n"
      if brings {
        log +=
          "\(time) mx smtpd[47]: \(id) smtp message msgid=7b\(100_000 + number) size=1011 nrcpt=1 proto=ESMTP\n"
      }
      log += "\(time) mx smtpd[47]: \(id) smtp disconnected reason=quit\n"
    }
    for number in 0..<80 { connection(number, "198.51.100.12", brings: true) }
    #expect(try Case(["maillog": log]).findings("bursts", "--min-severity medium").isEmpty)
    // The same number without a message.
    log = ""
    for number in 0..<80 { connection(number, "198.18.5.9", brings: false) }
    let found = try Case(["maillog": log]).findings("bursts", "--min-severity medium")
    #expect(found.map(\.source) == ["198.18.5.9"])
  }

  private func limited(_ address: String, _ count: Int) -> String {
    (0..<count).map {
      "2024-01-01T00:01:\(10 + $0 % 50).000000+00:00 mx1 postfix/smtpd[\($0 + 20)]: warning: Connection rate limit exceeded: 91 from mx.partner.example[\(address)] for service smtp\n"
    }.joined()
  }

  @Test func `a correspondent who reaches the limit for each client is told at low, a stranger at medium`()
    throws
  {
    let arrival =
      "2024-01-01T00:00:01.000000+00:00 mx1 postfix/smtpd[9]: 4T3a1000z0z: client=mx.partner.example[198.51.100.12]\n"
    let known = try Case(["mail.log": arrival + limited("198.51.100.12", 40)]).findings(
      "bursts", "--rule burst.limit")
    #expect(known.map(\.severity) == ["low"])
    let unknown = try Case(["mail.log": arrival + limited("198.18.5.9", 40)]).findings(
      "bursts", "--rule burst.limit")
    #expect(unknown.map(\.severity) == ["medium"])
  }

  @Test func `bounces to the client's own domain are no backscatter`() throws {
    func log(_ sender: String) -> String {
      (0..<30).map { number in
        let time = "2024-01-01T00:00:\(10 + number).000000+00:00 mx1 postfix"
        let id = "4T3a\(1000 + number)z0z"
        let bounce = "4T3b\(1000 + number)z0z"
        return """
          \(time)/smtpd[9]: \(id): client=mail.shop.example[198.51.100.12]
          \(time)/qmgr[9]: \(id): from=<a\(number)@\(sender)>, size=900, nrcpt=1 (queue active)
          \(time)/smtp[9]: \(id): to=<u@gone.example>, relay=m[203.0.113.9]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host m[203.0.113.9] said: 550 5.1.1 no such user)
          \(time)/bounce[9]: \(id): sender non-delivery notification: \(bounce)
          \(time)/qmgr[9]: \(bounce): from=<>, size=2900, nrcpt=1 (queue active)
          \(time)/smtp[9]: \(bounce): to=<a\(number)@\(sender)>, relay=n[203.0.113.8]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 Ok)
          \(time)/qmgr[9]: \(bounce): removed
          \(time)/qmgr[9]: \(id): removed

          """
      }.joined()
    }
    let rule = "--rule message.backscatter"
    #expect(try Case(["mail.log": log("shop.example")]).findings("audit", rule).isEmpty)
    #expect(try Case(["mail.log": log("victim.example")]).findings("audit", rule).map(\.count) == [30])
  }
}
