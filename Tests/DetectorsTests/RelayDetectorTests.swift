import Testing

/// Who is a friend, by what a gateway's log shows.
@Suite struct RelayDetectorTests {
  private struct Mail {
    var client: String
    var recipient: String
    var relay: String
    /// What the server looked up, and who the mail says that it is from.
    var name = "unknown"
    var sender = "a@elsewhere.example"
    var day = 1
  }

  /// A gateway's log of `mails` that it took and gave on, one a minute, and of refusals of (client, recipient).
  private func log(_ mails: [Mail], refusing: [(String, String)] = []) -> String {
    var text = ""
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    func stamp(_ minute: Int, day: Int = 1) -> String {
      "2024-01-\(two(day))T\(two(minute / 60 % 24)):\(two(minute % 60)):00.000000+00:00"
    }
    for (number, mail) in mails.enumerated() {
      let id = "4T3a\(1000 + number)0z"
      let time = stamp(number, day: mail.day)
      text += """
        \(time) gate postfix/smtpd[10]: connect from \(mail.name)[\(mail.client)]
        \(time) gate postfix/smtpd[10]: \(id): client=\(mail.name)[\(mail.client)]
        \(time) gate postfix/cleanup[11]: \(id): message-id=<\(number)@x.example>
        \(time) gate postfix/qmgr[12]: \(id): from=<\(mail.sender)>, size=900, nrcpt=1 (queue active)
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

  private func relays(_ text: String, _ options: String = "") throws -> [Case.Finding] {
    try Case(["mail.log": text]).findings("relays", "--rule relay.open \(options)")
  }

  private func open(_ text: String) throws -> [Case.Finding] { try relays(text, "--min-severity medium") }

  @Test func `a gateway's own domain is learned by what the gateway refuses, and its mail is no abuse`()
    throws
  {
    #expect(try open(log(inbound(20), refusing: refusals)).isEmpty)
  }

  @Test func `a server that refuses nobody teaches nothing, and alone its mail accuses nobody`() throws {
    let mails = (0..<40).map {
      Mail(client: "198.51.\($0 % 8).9", recipient: "u\($0)@victim.example", relay: "203.0.113.13")
    }
    #expect(try open(log(mails)).isEmpty)
    // It is told, once: the domain may be the server's own.
    let told = try relays(log(mails))
    #expect(told.map(\.severity) == ["low"] && told[0].count == 40)
    #expect(told[0]["finding.confidence"] as? String == "low")
    #expect(told[0].sentence.contains("mail of 8 clients"))
    #expect(try open(log(mails, refusing: refusals)).isEmpty)
    // Once it has refused to relay there, the domain is none that it relays for.
    let found = try open(log(mails, refusing: refusals + [("192.0.2.9", "x@victim.example")]))
    #expect(found.map(\.severity) == Array(repeating: "high", count: 8))
  }

  @Test func `mail to a public provider through a relay that strangers of several networks used is abuse`()
    throws
  {
    let mails = (0..<20).map {
      Mail(client: "198.51.\($0 % 2).9", recipient: "u\($0)@gmail.com", relay: "203.0.113.13")
    }
    #expect(try open(log(mails)).map(\.severity) == ["high", "high"])
    // One client alone may be one that may relay.
    let alone = try open(log(mails.filter { $0.client == "198.51.0.9" }))
    #expect(alone.map(\.severity) == ["medium"])
    #expect(alone[0]["finding.confidence"] as? String == "low")
    // A customer sends with the domain that it is named by.
    let customer = (0..<20).map {
      Mail(
        client: "198.51.\($0 % 2).9", recipient: "u\($0)@gmail.com", relay: "203.0.113.13",
        name: "mail.shop.example", sender: "a@shop.example")
    }
    #expect(try open(log(customer)).isEmpty)
    #expect(try relays(log(customer)).map(\.severity) == ["low", "low"])
  }

  @Test func `mail that comes to one domain day after day is no abuse of the servers that send it`() throws {
    // A gateway's log alone, without one refusal: a large sender beside two small ones.
    var mails: [Mail] = []
    for day in 1...3 {
      for number in 0..<200 {
        mails.append(
          Mail(
            client: number % 20 == 0 ? "198.51.\(number % 3).7" : "198.51.100.7",
            recipient: "u\(number)@us.example",
            relay: "203.0.113.13", day: day))
      }
    }
    #expect(try open(log(mails)).isEmpty)
    let told = try relays(log(mails))
    #expect(told.count == 1 && told[0].severity == "low" && told[0].count == 600)
    // Named, the domain is ours; a policy that does not name it makes it abuse.
    #expect(try relays(log(mails), "--local-domain us.example").isEmpty)
    #expect(try relays(log(mails), "--local-domain other.example").contains { $0.severity == "critical" })
  }

  @Test func `a stranger does not become a friend by relaying much`() throws {
    func abuse(_ client: String) -> [Mail] {
      (0..<60).map {
        Mail(client: client, recipient: "u\($0)@victim\($0 % 5).example", relay: "192.0.2.\($0 % 5 + 10)")
      }
    }
    let one = try open(log(inbound(20) + abuse("198.18.7.7"), refusing: refusals))
    #expect(one.map(\.source) == ["198.18.7.7"])
    #expect(one[0].severity == "medium" && one[0].count == 60)
    // With a log that begins two days before, a second network makes it sure.
    let before = inbound(20).map { mail in
      var mail = mail
      mail.day = 1
      return mail
    }
    let late = (abuse("198.18.7.7") + abuse("198.18.9.9")).map { mail in
      var mail = mail
      mail.day = 3
      return mail
    }
    let two = try open(log(before + late, refusing: refusals))
    #expect(two.map(\.source) == ["198.18.7.7", "198.18.9.9"])
    #expect(two.allSatisfy { $0.severity == "critical" && $0.count == 60 })
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
