import Correlation
import Model
import Testing

/// Messages out of the dialogues that Exchange, IIS, MDaemon and MailEnable log.
@Suite struct DialogueMessageTests {
  private typealias Bench = DialogueBench

  /// What a receive connector logs of a client that sends one message.
  private static func arrival(
    _ id: String, internalID: String, sender: String = "ann@a.example",
    recipients: [String] = ["<x@b.example>"],
    refused: Set<String> = []
  ) -> [String] {
    [
      "+", ">220 ex2 ESMTP", "<EHLO mx.a.example", ">250  ex2 Hello SIZE PIPELINING",
      "<MAIL FROM:<\(sender)> SIZE=900",
    ]
      + recipients.map { "<RCPT TO:\($0)" } + [">250 2.1.0 Sender OK"]
      + recipients.map { refused.contains($0) ? ">550 5.1.1 User unknown" : ">250 2.1.5 Recipient OK" }
      + [
        "<DATA", ">354 Start mail input; end with <CRLF>.<CRLF>",
        ">250 2.6.0 <\(id)> [InternalId=\(internalID), Hostname=ex2] 3454 bytes in 0.1, 4.3 KB/sec Queued mail for delivery",
        "<QUIT", ">221 2.0.0 Service closing transmission channel", "-",
      ]
  }

  private static let tracking =
    "#Software: Microsoft Exchange Server\n#Log-type: Message Tracking Log\n#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version\n"

  @Test
  func `a receive log gives the message with its client, the accepted recipients and the id of the reply`() {
    let message = Bench.bench(
      Bench.exchange(
        "08DC1", at: 0,
        Self.arrival(
          "m1@a.example", internalID: "42", recipients: ["<x@b.example>", "<no@b.example>", "<y@b.example>"],
          refused: ["<no@b.example>"]))
    ).message()
    #expect(
      message
        == """
        queued unknown incomplete id='m1@a.example' from='ann@a.example' to='x@b.example','y@b.example' ip='198.51.100.7' user=- helo='mx.a.example' tls=no size=3454 line=5
          hop - '42' line 5
        """, "\(message)")
  }

  @Test func `a receive log and message tracking of one folder give one message`() {
    let row =
      "2024-03-01T10:00:13.500Z,198.51.100.7,,10.0.0.6,EX2,08DC;;0,EX2\\Default,SMTP,RECEIVE,42,<m1@a.example>,6a,x@b.example,,3454,1,,,Hi,ann@a.example,ann@a.example,,Incoming,,,,,Email,1,15\n2024-03-01T10:00:14.000Z,,EX2,,EX2,,,STOREDRIVER,DELIVER,42,<m1@a.example>,6a,x@b.example,,3454,1,,,Hi,ann@a.example,ann@a.example,,Incoming,,,,,Email,3,15\n"
    let receive = Bench.entries(
      Bench.exchange("08DC1", at: 0, Self.arrival("m1@a.example", internalID: "42")))
    for folder in [0, 1] as [UInt32] {
      let message = MessageBench(entries: receive + Bench.entries(Self.tracking + row, folder: folder))
        .message()
      #expect(message.hasPrefix("delivered "), "\(message)")
      #expect(
        message.contains("to='x@b.example' ip='198.51.100.7' user=- helo='mx.a.example' tls=no"), "\(message)"
      )
      #expect(message.contains("0: 'x@b.example' sent"), "\(message)")
    }
  }

  @Test func `the server behind a front end has the front end's client`() {
    let behind = Bench.exchange(
      "08DC2", at: 3, peer: "10.0.0.5", port: 2525,
      ["+", ">220 ex2 ESMTP", "<EHLO ex1", ">250  ex2 Hello", "<MAIL FROM:<ann@a.example>", ">250 2.1.0 Ok"]
        + [
          "<RCPT TO:<x@b.example>", ">250 2.1.5 Ok", "<BDAT 900 LAST",
          ">250 2.6.0 <m1@a.example> [InternalId=42, Hostname=ex2] 900 bytes in 0.1, 4 KB/sec Queued mail for delivery",
          "-",
        ])
    let front = Bench.exchange("08DC1", at: 0, Self.arrival("m1@a.example", internalID: "42"))
    let message = MessageBench(
      entries: Bench.entries(behind, folder: 1) + Bench.entries(front, folder: 2)
    ).message()
    #expect(message.contains("ip='198.51.100.7' user=- helo='mx.a.example' tls=no size=3454"), "\(message)")
    #expect(message.contains("to='x@b.example' "), "\(message)")
  }

  @Test func `a send log delivers the message with its Message-ID`() {
    let out = Bench.exchange(
      "08DD1", at: 30, isSend: true, peer: "203.0.113.25",
      [
        "+", "<220 mx.b.example", ">EHLO ex2", "<250  mx.b.example SIZE",
        "*sending message with RecordId 7 and InternetMessageId <m1@a.example>",
        ">MAIL FROM:<ann@a.example> SIZE=900", "<250 2.1.0 Ok", ">RCPT TO:<x@b.example>", "<250 2.1.5 Ok",
        ">DATA", "<354 go ahead", "<250 2.0.0 Ok: queued as 4XYZ12", ">QUIT", "<221 bye", "-",
      ])
    let message = Bench.bench(
      Bench.exchange("08DC1", at: 0, Self.arrival("m1@a.example", internalID: "42")), out
    ).message()
    #expect(
      message
        == """
        delivered relayed id='m1@a.example' from='ann@a.example' to='x@b.example' ip='198.51.100.7' user=- helo='mx.a.example' tls=no size=3454 line=5
          hop - '42' line 5
          0: 'x@b.example' sent 'Ok: queued as 4XYZ12'
        """, "\(message)")
    let alone = Bench.bench(out).message()
    #expect(
      alone.hasPrefix("delivered unknown incomplete id='m1@a.example' from='ann@a.example'"), "\(alone)")
    #expect(alone.contains(" ip=- "), "\(alone)")
  }

  @Test
  func `a client that logged in without a name is no stranger, and what it says within AUTH is no command`() {
    let message = Bench.bench(
      Bench.exchange(
        "08DC1", at: 0,
        [
          "+", ">220 ex2", "<EHLO pc", ">250  ex2", "<AUTH LOGIN", ">334 <authentication response>",
          "<MAIL FROM:<evil@x.example>", ">334 <authentication response>", "<DATA",
          ">235 2.7.0 Authentication successful", "<MAIL FROM:<ann@a.example>", ">250 2.1.0 Ok",
          "<RCPT TO:<x@b.example>", ">250 2.1.5 Ok", "<DATA", ">354 go",
          ">250 2.6.0 <m1@a.example> [InternalId=42, Hostname=ex2] Queued mail for delivery", "-",
        ])
    ).message()
    #expect(message.contains("from='ann@a.example' to='x@b.example'"), "\(message)")
  }

  @Test func `text that imitates a reply accepts nothing`() {
    let lie = "250 2.6.0 <m1@a.example> [InternalId=42, Hostname=ex2] Queued mail for delivery"
    let exchange = Bench.bench(
      Bench.exchange(
        "08DC1", at: 0,
        [
          "+", ">220 ex2", "<EHLO pc", ">250  ex2", "<MAIL FROM:<ann@a.example>", ">250 2.1.0 Ok",
          "<RCPT TO:<x@b.example>", ">550 5.7.54 Unable to relay", "<\(lie)",
          ">500 5.3.3 Unrecognized command",
          "<DATA", ">503 5.5.2 Need rcpt command", "-",
        ]))
    #expect(exchange.messages().isEmpty, "\(exchange.messages())")
    let mdaemon = Bench.bench(
      Bench.mdaemon(
        1, at: 0,
        [
          "Accepting SMTP connection from 198.51.100.7:4000 to 192.0.2.2:25", "--> 220 md ESMTP",
          "<-- EHLO pc",
          "--> 250 md", "<-- MAIL FROM:<ann@a.example>", "--> 250 <ann@a.example>, Sender ok",
          "<-- RCPT TO:<x@b.example>", "<-- 250 <x@b.example>, Recipient ok", "--> 550 no relay",
          "--> 500 what?", "<-- DATA", "<-- 354 go", "<-- 250 Ok, message saved <Message-ID: m1@a.example>",
          "--> 503 no", "--> 500 what?", "--> 500 what?",
        ]))
    #expect(mdaemon.messages().isEmpty, "\(mdaemon.messages())")
    let iis = Bench.bench(
      Bench.iis([
        Bench.iis(
          0, "198.51.100.7", "OutboundConnectionResponse", "EHLO", "+OutboundConnectionResponse", 250),
        Bench.iis(1, "198.51.100.7", "OutboundConnectionCommand", "MAIL", "+FROM:<ann@a.example>", 250),
        Bench.iis(2, "198.51.100.7", "OutboundConnectionCommand", "RCPT", "+TO:<x@b.example>", 550),
        Bench.iis(3, "198.51.100.7", "OutboundConnectionResponse", "250+ok", "-", 500),
      ]))
    #expect(iis.messages().isEmpty, "\(iis.messages())")
    let mailEnable = Bench.bench(
      Bench.mailEnable(
        "AA", at: 0,
        [
          "\t\t220 me ESMTP", "EHLO\tEHLO pc\t250 me", "MAIL\tMAIL FROM:<ann@a.example>\t250 ok",
          "RCPT\tRCPT TO:<x@b.example>\t250 ok\t1\t550 Unable to relay", "DATA\tDATA\t354 go", "\t\t250 ok",
        ]))
    #expect(mailEnable.messages().isEmpty, "\(mailEnable.messages())")
  }

  @Test func `a later delivery that tracking tells comes behind the attempt that a send log tells`() {
    let rows =
      "2024-03-01T10:00:00.000Z,10.0.0.77,PC7,10.0.0.6,EX2,08DD,,STOREDRIVER,RECEIVE,42,<m1@a.example>,6a,x@b.example,To,900,1,,,Hi,ann@a.example,ann@a.example,,Originating,,,,,Email,1,15\n2024-03-01T10:00:50.000Z,10.0.0.6,EX2,203.0.113.25,mx.b.example,08DD,Internet,SMTP,SENDEXTERNAL,42,<m1@a.example>,6a,x@b.example,250 2.1.5 Ok,900,1,,,Hi,ann@a.example,ann@a.example,,Originating,,,,,Email,2,15\n"
    let attempt = Bench.exchange(
      "08DD1", at: 1, isSend: true, peer: "203.0.113.25",
      [
        "+", "<220 mx.b.example", ">EHLO ex2", "<250  mx.b.example SIZE",
        "*sending message with RecordId 7 and InternetMessageId <m1@a.example>", ">MAIL FROM:<ann@a.example>",
        "<250 2.1.0 Ok", ">RCPT TO:<x@b.example>", "<450 4.2.0 Greylisted", ">QUIT", "<221 bye", "-",
      ])
    let message = MessageBench(entries: Bench.entries(Self.tracking + rows) + Bench.entries(attempt))
      .message()
    #expect(message.hasPrefix("delivered "), "\(message)")
    #expect(message.contains("deferred 'Greylisted'\n  0: 'x@b.example' sent"), "\(message)")
  }

  // MARK: IIS

  private static func iisArrival(
    _ at: Int, _ number: Int, client: String = "198.51.100.7", helo: String = "pc",
    recipient: String = "x@b.example",
    sender: String = "ann@a.example"
  ) -> [String] {
    [
      Bench.iis(at, client, helo, "EHLO", "+\(helo)", 250),
      Bench.iis(at + 1, client, helo, "MAIL", "+FROM:<\(sender)>+SIZE=900", 250),
      Bench.iis(at + 2, client, helo, "RCPT", "+TO:<\(recipient)>", 250),
      Bench.iis(at + 3, client, helo, "RCPT", "+TO:<no@b.example>", 550),
      Bench.iis(at + 4, client, helo, "DATA", "+<m\(number)@a.example>", 250, bytes: 1399),
      Bench.iis(at + 5, client, helo, "QUIT", helo, 240),
    ]
  }

  private static func iisDeparture(
    _ at: Int, recipient: String = "x@b.example", sender: String = "ann@a.example",
    reply: String = "250+2.0.0+Ok"
  ) -> [String] {
    [
      "<220+mx.b.example+ESMTP", ">EHLO OLD1", "<250-mx.b.example", ">MAIL FROM:<\(sender)>+SIZE=900",
      "<250+2.1.0+Ok",
      ">RCPT TO:<\(recipient)>", "<250+2.1.5+Ok", ">DATA", "<354+go", "<\(reply)", ">QUIT", "<221+bye",
    ].enumerated().map { Bench.iisOut(at + $0, "203.0.113.25", $1) }
  }

  @Test func `an outgoing session of IIS is of the only message with its sender and recipient`() {
    let message = Bench.bench(Bench.iis(Self.iisArrival(0, 1) + Self.iisDeparture(10))).message()
    #expect(
      message
        == """
        delivered relayed id='m1@a.example' from='ann@a.example' to='x@b.example' ip='198.51.100.7' user=- helo='pc' tls=unknown size=1399 line=2
          hop 'OLD1' - line 2
          0: 'x@b.example' sent 'Ok' inferred
        """, "\(message)")
  }

  @Test func `where two messages could be meant, an outgoing session is of neither`() {
    let messages = Bench.bench(
      Bench.iis(Self.iisArrival(0, 1) + Self.iisArrival(6, 2) + Self.iisDeparture(20))
    ).messages()
    #expect(messages.count == 3, "\(messages)")
    #expect(messages.filter { $0.hasPrefix("queued ") }.count == 2, "\(messages)")
    #expect(
      messages.contains { $0.hasPrefix("delivered unknown incomplete id=- from='ann@a.example'") },
      "\(messages)")
  }

  @Test func `two messages that go out one after the other are told apart`() {
    let messages = Bench.bench(
      Bench.iis(
        Self.iisArrival(0, 1) + Self.iisDeparture(10, reply: "550+5.7.1+spam") + Self.iisArrival(30, 2)
          + Self.iisDeparture(40))
    ).messages()
    #expect(messages.count == 2, "\(messages)")
    #expect(messages.contains { $0.contains("m1@a.example") && $0.hasPrefix("bounced ") }, "\(messages)")
    #expect(messages.contains { $0.contains("m2@a.example") && $0.hasPrefix("delivered ") }, "\(messages)")
  }

  @Test func `a deferred delivery waits for the next session`() {
    let message = Bench.bench(
      Bench.iis(
        Self.iisArrival(0, 1) + Self.iisDeparture(10, reply: "451+4.7.1+later") + Self.iisDeparture(1200))
    ).message()
    #expect(message.hasPrefix("delivered relayed id="), "\(message)")
    #expect(
      message.contains("'x@b.example' deferred 'later' inferred\n  0: 'x@b.example' sent"), "\(message)")
  }

  @Test func `sessions of one client that lie over each other say only what is sure`() {
    let one = Self.iisArrival(0, 1, recipient: "x@b.example", sender: "ann@a.example")
    let two = Self.iisArrival(0, 2, recipient: "y@b.example", sender: "eve@a.example")
    let messages = Bench.bench(Bench.iis(zip(one, two).flatMap { [$0, $1] })).messages()
    #expect(messages.count == 2, "\(messages)")
    for message in messages {
      #expect(message.contains(" from=- to= ip='198.51.100.7'"), "\(message)")
    }
  }

  @Test func `a refusal of MAIL is an attempt whose recipients are not known`() {
    let message = Bench.bench(
      Bench.iis([
        Bench.iisOut(0, "203.0.113.25", ">MAIL FROM:<ann@a.example>+SIZE=1722"),
        Bench.iisOut(0, "203.0.113.25", "<421+4.7.0+[TSS04]+deferred"),
      ])
    ).message()
    #expect(
      message
        == """
        deferred unknown incomplete id=- from='ann@a.example' to= ip=- user=- helo=- tls=unknown size=-1 line=1
          hop 'OLD1' - line 1
          0: - deferred '[TSS04]+deferred'
        """, "\(message)")
  }

  // MARK: MDaemon, MailEnable

  private static func mdaemonArrival(_ at: Int, _ number: Int, recipient: String = "x@b.example") -> String {
    Bench.mdaemon(
      number, at: at,
      [
        "Accepting SMTP connection from [198.51.100.7:4000] to [192.0.2.2:25]", "--> 220 md ESMTP",
        "<-- EHLO pc.a.example", "--> 250-md Hello", "--> 250 SIZE 0",
        "<-- MAIL From:<ann@a.example> SIZE=900",
        "--> 250 <ann@a.example>, Sender ok", "<-- RCPT To:<\(recipient)>",
        "--> 250 <\(recipient)>, Recipient ok",
        "<-- RCPT To:<no@b.example>", "--> 550 <no@b.example>, Recipient unknown", "<-- DATA",
        "--> 354 Enter mail, end with <CRLF>.<CRLF>", "Message size: 1399 bytes",
        "--> 250 Ok, message saved <Message-ID: m\(number)@a.example>", "<-- QUIT",
        "--> 221 See ya in cyberspace",
        "SMTP session successful (Bytes in/out: 1500/300)",
      ])
  }

  private static func mdaemonDeparture(_ at: Int, _ number: Int) -> String {
    Bench.mdaemon(
      900 + number, at: at,
      [
        "Parsing message <pd50000001.msg>", "*  From: ann@a.example", "*  To: x@b.example",
        "*  Message-ID: <m\(number)@a.example>", "Attempting SMTP connection to [b.example]",
        "Attempting SMTP connection to [203.0.113.24:25]", "<-- 421 too busy",
        "Attempting SMTP connection to [203.0.113.25:25]", "<-- 220 mx.b.example ESMTP", "--> EHLO md",
        "<-- 250-mx.b.example", "<-- 250 SIZE", "--> MAIL From:<ann@a.example>", "<-- 250 Ok",
        "--> RCPT To:<x@b.example>", "<-- 250 Ok", "--> DATA", "<-- 354 go", "<-- 250 Ok: queued as 4XYZ12",
        "--> QUIT", "<-- 221 bye",
      ])
  }

  @Test func `sessions of MDaemon that stand one behind the other are joined by Message-ID`() {
    let messages = Bench.bench(
      Self.mdaemonArrival(0, 1) + Self.mdaemonArrival(30, 2) + Self.mdaemonDeparture(90, 1)
    ).messages()
    #expect(messages.count == 2, "\(messages)")
    #expect(
      messages.contains(
        """
        delivered relayed id='m1@a.example' from='ann@a.example' to='x@b.example' ip='198.51.100.7' user=- helo='pc.a.example' tls=no size=1399 line=7
          hop - - line 7
          0: 'x@b.example' sent 'Ok: queued as 4XYZ12'
        """), "\(messages)")
    #expect(messages.contains { $0.contains("m2@a.example") && $0.hasPrefix("queued ") }, "\(messages)")
  }

  @Test func `a session of MailEnable gives each of its messages`() {
    let messages = Bench.bench(
      Bench.mailEnable(
        "AA", at: 0,
        [
          "\t\t220 me ESMTP", "EHLO\tEHLO pc\t250-me, this server offers 4 extensions",
          "MAIL\tMAIL FROM:<ann@a.example>\t250 ok", "RCPT\tRCPT TO:<x@b.example>\t250 ok",
          "RCPT\tRCPT TO:<z@c.example>\t503 This mail server requires authentication", "DATA\tDATA\t354 go",
          "\t\t250 Requested mail action okay, completed", "MAIL\tMAIL FROM:<>\t250 ok",
          "RCPT\tRCPT TO:<y@b.example>\t250 ok", "DATA\tDATA\t354 go", "\t\t250 ok", "QUIT\tQUIT\t221 bye",
        ])
        + Bench.mailEnable(
          "AA", at: 20, isOut: true, peer: "203.0.113.25",
          [
            "\t\t220 mx", "EHLO\tEHLO me\t250 mx", "MAIL\tMAIL FROM:<ann@a.example>\t250 ok",
            "RCPT\tRCPT TO:<x@b.example>\t250 ok", "DATA\tDATA\t354 go", "\t\t250 queued",
            "QUIT\tQUIT\t221 bye",
          ])
    ).messages()
    #expect(messages.count == 2, "\(messages)")
    #expect(
      messages.contains {
        $0.hasPrefix("delivered relayed id=- from='ann@a.example' to='x@b.example' ip='198.51.100.7'")
          && $0.hasSuffix("0: 'x@b.example' sent 'queued'")
      }, "\(messages)")
    #expect(
      messages.contains { $0.contains("from='' to='y@b.example'") && $0.hasPrefix("queued ") }, "\(messages)")
  }

  // MARK: Cuts, hostile sessions

  /// Sessions of all four systems that overlap, some of them cut off, each system in a folder of its own.
  private static func traffic(_ seed: UInt64) -> [MessageBench.Entry] {
    var random = SeededNumbers(state: seed)
    var streams: [[[MessageBench.Entry]]] = [[], [], [], []]
    for number in 0..<40 {
      let at = number * 60 + Int.random(in: 0..<40, using: &random)
      let recipient = "<r\(Int.random(in: 0..<6, using: &random))@b.example>"
      let bare = String(recipient.dropFirst().dropLast())
      streams[0].append(
        Bench.entries(
          Bench.exchange(
            "08DC\(number)", at: at,
            arrival(
              "m\(number)@a.example", internalID: "\(100 + number)",
              recipients: [recipient, "<no@b.example>"])),
          folder: 0))
      var iis = iisArrival(at, number, helo: "pc\(number % 3)", recipient: bare)
      if Int.random(in: 0..<3, using: &random) > 0 { iis += iisDeparture(at + 8, recipient: bare) }
      streams[1].append(Bench.entries(Bench.iis(iis), folder: 1))
      var text = mdaemonArrival(at, number, recipient: bare)
      if Int.random(in: 0..<2, using: &random) > 0 { text += mdaemonDeparture(at + 20, number) }
      streams[2].append(Bench.entries(text, folder: 2))
      streams[3].append(
        Bench.entries(
          Bench.mailEnable(
            "S\(number)", at: at,
            [
              "\t\t220 me", "MAIL\tMAIL FROM:<ann@a.example>\t250 ok", "RCPT\tRCPT TO:\(recipient)\t250 ok",
              "DATA\tDATA\t354 go", "\t\t250 ok",
            ]), folder: 3))
    }
    var all: [MessageBench.Entry] = []
    for number in 0..<40 {
      for stream in streams {
        all += stream[number].filter { _ in Int.random(in: 0..<50, using: &random) > 0 }
      }
    }
    return all
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `cuts, their grouping and checkpoints never change the messages of dialogues`(seed: UInt64) {
    let bench = MessageBench(entries: Self.traffic(seed))
    let whole = bench.messages()
    #expect(whole.count > 100)
    #expect(whole.contains { $0.contains("inferred") })
    var random = SeededNumbers(state: seed &* 31)
    let latest = bench.latest
    for pieces in [2, 7, 64, 400] {
      let ranges = MessageCutTests.ranges(bench.entries.count, pieces: pieces, &random)
      var fold = MessageCutTests.grouped(bench, ranges[...], &random)
      #expect(MessageBench.difference(bench.finish(&fold), whole) == nil)
      var other = MessageFold()
      var found: [String] = []
      for range in ranges where !range.isEmpty {
        var part = bench.fold(range)
        other.absorb(&part)
        other.checkpoint(watermark: latest[range.upperBound]) { found.append(MessageBench.dump($0)) }
      }
      other.finish { found.append(MessageBench.dump($0)) }
      #expect(MessageBench.difference(found, whole) == nil)
    }
  }

  @Test func `a hundred thousand recipients are counted, and ten thousand kept`() {
    var rows = ["MAIL\tMAIL FROM:<ann@a.example>\t250 ok"]
    rows += (0..<100_000).map { "RCPT\tRCPT TO:<r\($0)@b.example>\t250 ok" }
    rows += ["DATA\tDATA\t354 go", "\t\t250 ok"]
    let text = rows.map { "03/01/24 10:00:00\tSMTP-IN\tAA.MAI\t816\t198.51.100.7\t\($0)\t34\t14\n" }.joined()
    let bench = Bench.bench(text)
    var fold = bench.fold(0..<bench.entries.count)
    var kept = 0
    var counted: Int32 = 0
    fold.finish {
      kept = $0.recipients.count
      counted = $0.first.recipientCount
    }
    #expect(kept == 10_000)
    #expect(counted == 100_000)
    #expect(fold.droppedDeliveries == 90_000)
  }

  @Test func `sessions that never end, and commands without replies, stay within the limits`() {
    var limits = Limits()
    limits.openSessions = 100
    var lines: [String] = []
    for number in 0..<2_000 {
      lines.append(
        Bench.exchange(
          "X\(number)", at: number % 60,
          ["+", "<MAIL FROM:<a@a.example>"]
            + (0..<20).map { $0 % 2 == 0 ? "<NOOP" : "<RCPT TO:<x@b.example>" }))
    }
    var bench = Bench.bench(lines.joined())
    bench.limits = limits
    var fold = bench.fold(0..<bench.entries.count)
    fold.checkpoint(watermark: .unknown) { _ in }
    #expect(fold.heldDialogues <= 100)
    #expect(fold.evictedSessions >= 1_900)
    #expect(fold.heldHops == 0)
  }
}
