import Testing

@Suite struct AttachmentDetectorTests {
  private let mail = """
    From mallory@far.example Mon Jan  1 10:00:02 2024
    Received: from far.example (far.example [203.0.113.5]) by mx1.us.example (Postfix) with ESMTP id 4T3abc0000z1
    \tfor <ann@us.example>; Mon, 01 Jan 2024 10:00:01 +0000 (UTC)
    From: mallory@far.example
    Message-ID: <one@far.example>
    MIME-Version: 1.0
    Content-Type: application/octet-stream; name=run.exe
    Content-Disposition: attachment; filename=run.exe
    Content-Transfer-Encoding: base64

    TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA

    """

  private func log(_ verdict: String, _ end: String) -> String {
    """
    2024-01-01T10:00:00.000000+00:00 mx1 postfix/smtpd[10]: connect from far.example[203.0.113.5]
    2024-01-01T10:00:01.000000+00:00 mx1 postfix/smtpd[10]: 4T3abc0000z1: client=far.example[203.0.113.5]
    2024-01-01T10:00:01.100000+00:00 mx1 postfix/cleanup[11]: 4T3abc0000z1: message-id=<one@far.example>
    2024-01-01T10:00:01.200000+00:00 mx1 postfix/qmgr[12]: 4T3abc0000z1: from=<mallory@far.example>, size=900, nrcpt=1 (queue active)
    \(verdict)
    2024-01-01T10:00:02.000000+00:00 mx1 postfix/\(end)
    2024-01-01T10:00:02.100000+00:00 mx1 postfix/qmgr[12]: 4T3abc0000z1: removed

    """
  }

  private let delivered =
    "local[13]: 4T3abc0000z1: to=<ann@us.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to mailbox)"
  private let discarded =
    "lmtp[13]: 4T3abc0000z1: to=<ann@us.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=0/0/0/1, dsn=2.7.0, status=sent (250 2.7.0 Ok, discarded, id=1-01 - INFECTED: X)"

  private func finding(_ verdict: String, _ end: String) throws -> Case.Finding {
    let found = try Case(["mail.log": log(verdict, end), "ann.mbox": mail])
      .findings("audit", "--rule attachment.dangerous --local-domain us.example")
    try #require(found.count == 1)
    #expect(found[0].source == "203.0.113.5")
    #expect(found[0]["related.user"] as? [String] == ["ann@us.example"])
    return found[0]
  }

  @Test func `a filter that names the Message-ID is quoted, and what the logs say of the end`() throws {
    let verdict =
      "2024-01-01T10:00:01.900000+00:00 mx1 amavis[20]: (1-01) Blocked BANNED (.exe,run.exe) {DiscardedInbound,Quarantined}, [203.0.113.5] <mallory@far.example> -> <ann@us.example>, Message-ID: <one@far.example>, mail_id: x, Hits: -, size: 900, 100 ms"
    let found = try finding(verdict, delivered)
    #expect(
      found.sentence.contains("A filter on mx1 objected (banned). The logs say: delivered to 1 recipient."))
    #expect((found["evidence"] as? [Any])?.count == 2)
  }

  @Test
  func `a filter that logs the queue id alone is found by it, one that passed the message is no objection`()
    throws
  {
    let milter =
      "2024-01-01T10:00:01.150000+00:00 mx1 clamav-milter[21]: Message 4T3abc0000z1 from <mallory@far.example> to <ann@us.example> infected by Win.Test"
    #expect(try finding(milter, delivered).sentence.contains("A filter on mx1 objected (infected)."))
    let clean =
      "2024-01-01T10:00:01.900000+00:00 mx1 amavis[20]: (1-01) Passed CLEAN {RelayedInbound}, [203.0.113.5] <mallory@far.example> -> <ann@us.example>, Message-ID: <one@far.example>, mail_id: x, Hits: -, size: 900, 100 ms"
    #expect(try finding(clean, delivered).sentence.contains("A filter on mx1 let it pass (clean)."))
    let other = milter.replacing("4T3abc0000z1", with: "4T3abc0000z9")
    #expect(try !finding(other, delivered).sentence.contains("filter"))
  }

  @Test func `a message that the filter discarded is not called delivered`() throws {
    let found = try finding("", discarded)
    #expect(found.sentence.contains("The logs say: discarded."))
  }

  @Test func `mail that stands before it does not change what a finding is called`() throws {
    let other = mail.replacing("run.exe", with: "walk.exe").replacing("one@", with: "two@")
      .replacing("4T3abc0000z1", with: "4T3abc0000z2")
    func names(_ mailbox: String) throws -> [String] {
      let found = try Case(["ann.mbox": mailbox]).findings("audit", "--rule attachment.dangerous")
      return found.filter { $0.sentence.contains("run.exe") }.compactMap { $0["finding.id"] as? String }
    }
    let alone = try names(mail)
    #expect(alone.count == 1)
    #expect(try names(other + "\n" + mail) == alone)
    // The same message of nobody, twice: two names.
    let nameless = mail.replacing("Message-ID: <one@far.example>\n", with: "")
    #expect(try Set(names(nameless + "\n" + nameless)).count == 2)
  }

  @Test func `of more recipients than are listed it is said that there are more`() throws {
    let many = (0..<25).map {
      "local[13]: 4T3abc0000z1: to=<u\($0)@us.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to mailbox)"
    }.joined(separator: "\n2024-01-01T10:00:02.000000+00:00 mx1 postfix/")
    let found = try Case(["mail.log": log("", many), "ann.mbox": mail])
      .findings("audit", "--rule attachment.dangerous --local-domain us.example")
    #expect(found.count == 1 && (found[0]["related.user"] as? [Any])?.count == 20)
    #expect(found[0].sentence.contains("delivered to more than 20 recipients"))
  }
}
