import Testing

@Suite struct ImpersonationDetectorTests {
  private struct Mail {
    var from: String
    var client = "203.0.113.5"
    var reverse = "far.example"
    var helo = "far.example"
    var fields: [String] = []
    var messageID = "1@far.example"
  }

  /// A mailbox of `mails`, one a minute, each received from its client by mx1.us.example.
  private func findings(_ mails: [Mail], _ options: String = "") throws -> [Case.Finding] {
    var text = ""
    for (number, mail) in mails.enumerated() {
      let minute = number < 10 ? "0\(number)" : "\(number)"
      text += """
        From x@y.example Mon Jan  1 10:\(minute):02 2024
        \(mail.fields.filter { $0.hasPrefix("Authentication-Results") }.map { $0 + "\n" }.joined())Received: from \(mail.helo) (\(mail.reverse) [\(mail.client)]) by mx1.us.example (Postfix) with ESMTP id 4T3abc0000z\(number)
        \tfor <ann@us.example>; Mon, 01 Jan 2024 10:\(minute):01 +0000 (UTC)
        From: \(mail.from)
        To: ann@us.example
        Message-ID: <\(mail.messageID)>
        \(mail.fields.filter { !$0.hasPrefix("Authentication-Results") }.map { $0 + "\n" }.joined())Subject: hello

        text


        """
    }
    return try Case(["ann.mbox": text]).findings("senders", "--local-domain us-company.example " + options)
  }

  private let failed =
    "Authentication-Results: mx1.us.example; spf=fail smtp.mailfrom=us-company.example; dmarc=fail"

  @Test func `our domain in From, sent by a stranger, with answers going elsewhere`() throws {
    let found = try findings([
      Mail(from: "Boss <boss@us-company.example>", fields: ["Reply-To: boss@pay.example"])
    ])
    #expect(found.map(\.summary) == ["sender.spoofed medium 203.0.113.5  1"])
    #expect(found[0].sentence.contains("the domain is ours and the client is a stranger"))
    #expect(found[0].sentence.contains("answers would go to pay.example"))
  }

  @Test func `our domain in From alone is no finding: somebody may send for us`() throws {
    #expect(try findings([Mail(from: "News <news@us-company.example>")]).isEmpty)
  }

  @Test func `our own host's word that the check failed counts, a stranger's host's does not`() throws {
    let mail = Mail(from: "Boss <boss@us-company.example>", fields: [failed])
    #expect(try findings([mail]).map(\.severity) == ["medium"])
    var other = mail
    other.fields = [failed.replacing("mx1.us.example;", with: "mx.other.example;")]
    #expect(try findings([other]).isEmpty)
    var list = mail
    list.fields += ["List-Id: <talk.lists.example>"]
    #expect(try findings([list]).isEmpty)
  }

  @Test
  func `a domain that looks like ours is said, and more than said when another thing speaks against it`()
    throws
  {
    let alike = Mail(from: "Boss <boss@us-cornpany.example>", messageID: "1@us-cornpany.example")
    #expect(try findings([alike]).map(\.severity) == ["low"])
    var shown = alike
    shown.from = "\"boss@us-company.example\" <boss@us-cornpany.example>"
    let found = try findings([shown])
    #expect(found.map(\.severity) == ["medium"])
    #expect(found[0].sentence.contains("the domain looks like us-company.example and is not it"))
    var homograph = alike
    homograph.from = "=?utf-8?q?boss=40us-company.example?= <boss@xn--us-cmpany-k7i.example>"
    #expect(try !findings([homograph]).isEmpty)
  }

  @Test func `an address shown that is none of ours and none that is known is no finding`() throws {
    #expect(
      try findings([Mail(from: "\"joe@elsewhere.example\" <joe@far.example>", messageID: "1@x.example")])
        .isEmpty)
  }

  @Test func `mail of our own networks and of users that logged in is not judged`() throws {
    let mail = Mail(from: "Boss <boss@us-company.example>", fields: [failed, "Reply-To: a@pay.example"])
    #expect(try findings([mail], "--local-network 203.0.113.0/24").isEmpty)
  }
}
