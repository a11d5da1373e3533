import Testing

/// Who is a friend, by what a gateway's log shows.
@Suite struct RelayDetectorTests {
  private struct Mail {
    var client: String
    var recipient: String
    var relay: String
  }

  /// A gateway's log of `mails` that it took and gave on, one a minute, and of refusals of (client, recipient).
  private func log(_ mails: [Mail], refusing: [(String, String)] = []) -> String {
    var text = ""
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    func stamp(_ minute: Int) -> String {
      "2024-01-01T\(two(minute / 60 % 24)):\(two(minute % 60)):00.000000+00:00"
    }
    for (number, mail) in mails.enumerated() {
      let id = "4T3a\(1000 + number)0z"
      let time = stamp(number)
      text += """
        \(time) gate postfix/smtpd[10]: connect from x.example[\(mail.client)]
        \(time) gate postfix/smtpd[10]: \(id): client=x.example[\(mail.client)]
        \(time) gate postfix/cleanup[11]: \(id): message-id=<\(number)@x.example>
        \(time) gate postfix/qmgr[12]: \(id): from=<a@x.example>, size=900, nrcpt=1 (queue active)
        \(time) gate postfix/smtp[13]: \(id): to=<\(mail.recipient)>, relay=m[\(mail.relay)]:25, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok)
        \(time) gate postfix/qmgr[12]: \(id): removed

        """
    }
    for (number, refused) in refusing.enumerated() {
      text +=
        "\(stamp(mails.count + number)) gate postfix/smtpd[10]: NOQUEUE: reject: RCPT from y.example[\(refused.0)]: 554 5.7.1 <\(refused.1)>: Relay access denied; from=<b@y.example> to=<\(refused.1)> proto=SMTP helo=<y>\n"
    }
    return text
  }

  private func inbound(_ networks: Int, domain: String = "us.example", relay: String = "203.0.113.13")
    -> [Mail]
  {
    (0..<40).map {
      Mail(client: "198.51.\($0 % networks).\($0)", recipient: "u\($0)@\(domain)", relay: relay)
    }
  }

  private let refusals = (0..<5).map { ("192.0.2.\($0 + 1)", "victim\($0)@elsewhere.example") }

  private func open(_ text: String) throws -> [Case.Finding] {
    try Case(["mail.log": text]).findings("relays", "--rule relay.open --min-severity medium")
  }

  @Test func `a gateway's own domain is learned by what the gateway refuses, and its mail is no abuse`()
    throws
  {
    #expect(try open(log(inbound(20), refusing: refusals)).isEmpty)
  }

  @Test func `a server that refuses nobody teaches nothing: mail from everywhere to a stranger stays abuse`()
    throws
  {
    // Tests of single messages stay low; five messages of one client do not.
    let mails = (0..<40).map {
      Mail(client: "198.51.\($0 % 8).9", recipient: "u\($0)@victim.example", relay: "203.0.113.13")
    }
    #expect(try open(log(mails)).count == 8)
    #expect(try open(log(mails, refusing: refusals)).isEmpty)
    // Once it has refused to relay there, the domain is none that it relays for.
    #expect(try open(log(mails, refusing: refusals + [("192.0.2.9", "x@victim.example")])).count == 8)
  }

  @Test func `a stranger does not become a friend by relaying much`() throws {
    let abuse = (0..<60).map {
      Mail(client: "198.18.7.7", recipient: "u\($0)@victim\($0 % 5).example", relay: "192.0.2.\($0 % 5 + 10)")
    }
    let found = try open(log(inbound(20) + abuse, refusing: refusals))
    #expect(found.map(\.source) == ["198.18.7.7"])
    #expect(found[0].severity == "critical" && found[0].count == 60)
  }

  @Test func `more clients than there is room for are counted together, and what relayed most is kept apart`()
    throws
  {
    var mails: [String] = []
    for number in 0..<21_000 {
      let client = "198.\(18 + number / 65_536).\(number / 256 % 256).\(number % 256)"
      let id = "4T3b\(100_000 + number)z"
      let time = "2024-01-01T00:00:00.000000+00:00"
      mails.append(
        """
        \(time) gate postfix/smtpd[10]: \(id): client=x.example[\(client)]
        \(time) gate postfix/qmgr[12]: \(id): from=<a@x.example>, size=900, nrcpt=1 (queue active)
        \(time) gate postfix/smtp[13]: \(id): to=<v@victim.example>, relay=m[192.0.2.10]:25, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok)
        \(time) gate postfix/qmgr[12]: \(id): removed

        """)
    }
    let found = try open(mails.joined())
    let pooled = found.filter { $0.source.isEmpty }
    #expect(pooled.count == 1)
    #expect(pooled.first?.sentence.contains("in victim.example through 192.0.2.10") == true)
  }
}
