import Correlation
import Testing

/// Systems that tell of a message in lines without its id: OpenSMTPD's connections, qmail's deliveries.
@Suite struct QueueLogFoldTests {
  private func smtpd(_ at: Double, _ text: String) -> String {
    MessageLife.line(at, "mx", "smtpd[49]", text)
  }

  private func qmail(_ at: Double, _ text: String, host: String = "mx") -> String {
    MessageLife.line(at, host, "qmail-send[9]", text)
  }

  // MARK: OpenSMTPD

  @Test func `OpenSMTPD's message has its client, login and TLS from the lines of its connection`() {
    let lines = [
      smtpd(0, "c1a89cb774083905 smtp connected address=192.0.2.7 host=mail.a.example"),
      smtpd(0.1, "c1a89cb8c5b84cbf smtp connected address=[2001:db8::9] host=<unknown>"),
      smtpd(0.2, "c1a89cb774083905 smtp tls ciphers=TLSv1.3:TLS_AES_256_GCM_SHA384:256"),
      smtpd(0.3, "c1a89cb774083905 smtp authentication user=ann result=ok"),
      smtpd(0.4, "c1a89cb774083905 smtp message msgid=c405e39a size=303 nrcpt=2 proto=ESMTP"),
      smtpd(
        0.4, "c1a89cb774083905 smtp envelope evpid=c405e39ad6bbc64f from=<ann@a.example> to=<bob@b.example>"),
      smtpd(
        0.4, "c1a89cb774083905 smtp envelope evpid=c405e39a00000001 from=<ann@a.example> to=<carl@c.example>"),
      smtpd(0.5, "c1a89cb774083905 smtp disconnected reason=quit"),
      smtpd(0.5, "c1a89cb8c5b84cbf smtp message msgid=d405e39a size=9 nrcpt=1 proto=ESMTP"),
      smtpd(0.5, "c1a89cb8c5b84cbf smtp envelope evpid=d405e39ad6bbc64f from=<> to=<bob@b.example>"),
      smtpd(
        0.6,
        "0000000000000001 mda delivery evpid=c405e39ad6bbc64f from=<ann@a.example> to=<bob@b.example> rcpt=<bob@b.example> user=bob delay=0s result=Ok stat=Delivered"
      ),
      smtpd(0.6, "0000000000000002 mta connecting address=smtp://198.51.100.7:25 host=mx.c.example"),
      smtpd(0.6, "0000000000000002 mta connected"),
      smtpd(0.7, "0000000000000002 mta tls ciphers=TLSv1.3:TLS_AES_256_GCM_SHA384:256"),
      smtpd(
        0.8,
        "0000000000000002 mta delivery evpid=c405e39a00000001 from=<ann@a.example> to=<carl@c.example> rcpt=<-> source=\"203.0.113.5\" relay=\"198.51.100.7 (mx.c.example)\" delay=0s result=\"Ok\" stat=\"250 2.0.0 Ok\""
      ),
      smtpd(
        0.9,
        "0000000000000003 mda delivery evpid=d405e39ad6bbc64f from=<> to=<bob@b.example> rcpt=<bob@b.example> user=bob delay=0s result=TempFail stat=Error (\"full\")"
      ),
    ]
    let bench = MessageBench(lines: lines)
    let found = bench.messages()
    #expect(
      found == [
        """
        delivered outbound id=- from='ann@a.example' to='bob@b.example','carl@c.example' ip='192.0.2.7' \
        user='ann' helo=- tls=yes size=303 line=5
          hop 'mx' 'c405e39a' line 5
          0: 'bob@b.example' sent 'Delivered'
          0: 'carl@c.example' sent 'Ok' tls
        """,
        """
        deferred unknown incomplete id=- from='' to='bob@b.example' ip='2001:db8::9' user=- helo=- tls=no \
        size=9 line=9
          hop 'mx' 'd405e39a' line 9
          0: 'bob@b.example' deferred 'Error ("full")'
        """,
      ])
    // The same with a cut behind every line, joined from either side.
    for isFromTheRight in [false, true] {
      var random = SeededNumbers(state: isFromTheRight ? 1 : 2)
      let pieces = (0..<lines.count).map { $0..<$0 + 1 }
      var fold = MessageCutTests.grouped(bench, pieces[...], &random)
      #expect(MessageBench.difference(bench.finish(&fold), found) == nil)
    }
  }

  @Test func `a message that OpenSMTPD took from a program on its host is local, and says nothing of TLS`() {
    let message = MessageBench(lines: [
      smtpd(0, "c1a89cb774083905 smtp connected address=local host=mail.a.example"),
      smtpd(0.4, "c1a89cb774083905 smtp message msgid=c405e39a size=303 nrcpt=1 proto=ESMTP"),
      smtpd(
        0.4, "c1a89cb774083905 smtp envelope evpid=c405e39ad6bbc64f from=<ann@a.example> to=<bob@b.example>"),
      smtpd(
        0.6,
        "0000000000000001 mda delivery evpid=c405e39ad6bbc64f from=<ann@a.example> to=<bob@b.example> rcpt=<bob@b.example> user=bob delay=0s result=Ok stat=Delivered"
      ),
    ]).message()
    #expect(message.hasPrefix("delivered internal id=-"))
    #expect(message.contains("tls=unknown"))
  }

  @Test func `OpenSMTPD's reply links to the Postfix message that took over`() {
    var next = MessageLife(
      host: "next", id: "4YMCmc0JMqzB6bK", at: 1, messageID: "m1@a.example",
      deliveries: [MessageLife.local("carl@c.example")])
    next.client = "mx.b.example[203.0.113.5]"
    let lines =
      [
        smtpd(0, "c1a89cb774083905 smtp connected address=192.0.2.7 host=mail.a.example"),
        smtpd(0.4, "c1a89cb774083905 smtp message msgid=c405e39a size=303 nrcpt=1 proto=ESMTP"),
        smtpd(
          0.4,
          "c1a89cb774083905 smtp envelope evpid=c405e39a00000001 from=<ann@a.example> to=<carl@c.example>"),
      ] + next.lines + [
        smtpd(
          2,
          "0000000000000002 mta delivery evpid=c405e39a00000001 from=<ann@a.example> to=<carl@c.example> rcpt=<-> source=\"203.0.113.5\" relay=\"198.51.100.7 (next.c.example)\" delay=0s result=\"Ok\" stat=\"250 2.0.0 Ok: queued as 4YMCmc0JMqzB6bK\""
        )
      ]
    let message = MessageBench(lines: lines).message()
    #expect(message.hasPrefix("delivered inbound id='m1@a.example' from='ann@a.example'"))
    #expect(message.contains("hop 'next' '4YMCmc0JMqzB6bK' after 0"))
  }

  // MARK: qmail

  @Test func `a result of qmail's belongs to the message whose delivery has its number`() {
    let lines = [
      qmail(0, "new msg 78833"),
      qmail(0, "info msg 78833: bytes 190 from <ann@a.example> qp 13750 uid 64011"),
      qmail(0.1, "starting delivery 1: msg 78833 to local b.example-bob@b.example"),
      qmail(0.1, "starting delivery 2: msg 78833 to remote carl@c.example"),
      qmail(0.1, "new msg 78834"),
      qmail(0.1, "info msg 78834: bytes 19 from <> qp 13751 uid 64011"),
      qmail(0.2, "starting delivery 3: msg 78834 to local b.example-bob@b.example"),
      qmail(0.3, "delivery 3: success: did_1+0+0/"),
      qmail(0.3, "end msg 78834"),
      qmail(
        0.4, "delivery 2: failure: 198.51.100.7_does_not_like_recipient./Remote_host_said:_550_5.1.1_unknown/"
      ),
      qmail(0.5, "delivery 1: success: did_1+0+0/"),
      qmail(0.5, "bounce msg 78833 qp 13752"),
      qmail(0.5, "end msg 78833"),
    ]
    let bench = MessageBench(lines: lines)
    let found = bench.messages()
    #expect(
      found == [
        """
        delivered unknown id=- from='' to='b.example-bob@b.example' ip=- user=- helo=- tls=unknown size=19 line=5
          hop 'mx' '78834' line 5
          0: 'b.example-bob@b.example' sent 'did_1+0+0'
        """,
        """
        mixed unknown id=- from='ann@a.example' to='b.example-bob@b.example','carl@c.example' ip=- user=- helo=- \
        tls=unknown size=190 line=1
          hop 'mx' '78833' line 1
          0: 'b.example-bob@b.example' sent 'did_1+0+0'
          0: 'carl@c.example' bounced 'unknown'
        """,
      ])
  }

  /// In one real log, 4,871 messages used 74 numbers, one of them 1,807 times.
  private static func traffic(messages: Int, numbers: Int) -> [String] {
    var random = SeededNumbers(state: 42)
    var lines: [String] = []
    var delivery = 0
    var at = 0.0
    var waiting: [(number: Int, delivery: Int, message: Int)] = []
    func line(_ text: String) {
      at += 0.01
      lines.append(MessageLife.line(at, "mx", "qmail-send[9]", text))
    }
    func end(_ index: Int) {
      let done = waiting.remove(at: index)
      line("delivery \(done.delivery): success: did_\(done.message)+0+0/")
      line("end msg \(done.number)")
    }
    for message in 0..<messages {
      // The kernel gives out the lowest number that is free.
      let number = (1...numbers).first { number in !waiting.contains { $0.number == number } } ?? 1
      delivery += 1
      line("new msg \(number)")
      line("info msg \(number): bytes \(message) from <s\(message)@a.example> qp 1 uid 2")
      line("starting delivery \(delivery): msg \(number) to local r\(message)@b.example")
      waiting.append((number, delivery, message))
      while waiting.count >= numbers || Bool.random(using: &random), !waiting.isEmpty {
        end(Int.random(in: 0..<waiting.count, using: &random))
      }
    }
    while !waiting.isEmpty { end(0) }
    return lines
  }

  @Test func `qmail's numbers are used again: 900 messages with 9 numbers are 900 records`() {
    let bench = MessageBench(lines: Self.traffic(messages: 900, numbers: 9))
    let whole = bench.messages()
    #expect(whole.count == 900)
    for dump in whole {
      let message = dump.split(separator: "from='s")[1].prefix { $0 != "@" }
      #expect(dump.hasPrefix("delivered unknown id=-"))
      #expect(dump.contains("to='r\(message)@b.example'"))
      #expect(dump.contains("sent 'did_\(message)+0+0'"))
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `cuts and checkpoints do not change qmail's messages`(seed: UInt64) {
    let bench = MessageBench(lines: Self.traffic(messages: 2500, numbers: 12))
    let whole = bench.messages()
    let latest = bench.latest
    var random = SeededNumbers(state: seed)
    for pieces in [3, 50] {
      let ranges = MessageCutTests.ranges(bench.entries.count, pieces: pieces, &random)
      var fold = MessageCutTests.grouped(bench, ranges[...], &random)
      #expect(MessageBench.difference(bench.finish(&fold), whole) == nil)

      var run = MessageFold(horizonSeconds: 6)
      var found: [String] = []
      for range in ranges where !range.isEmpty {
        var part = bench.fold(range)
        run.absorb(&part)
        run.checkpoint(watermark: latest[range.upperBound]) { found.append(MessageBench.dump($0)) }
      }
      run.finish { found.append(MessageBench.dump($0)) }
      #expect(MessageBench.difference(found.sorted(), whole.sorted()) == nil)
    }
  }

  @Test func `indimail's queues count their deliveries each for itself`() {
    let lines = [
      qmail(0, "new msg 1 queue1"), qmail(0, "info msg 1: bytes 1 from <a@a.example> qp 1 uid 0 queue1"),
      qmail(0, "new msg 2 queue2"), qmail(0, "info msg 2: bytes 2 from <b@a.example> qp 2 uid 0 queue2"),
      qmail(0.1, "starting delivery 1: msg 1 to local one@b.example queue1"),
      qmail(0.1, "starting delivery 1: msg 2 to local two@b.example queue2"),
      qmail(0.2, "delivery 1: success: did_1+0+0/ queue1"), qmail(0.2, "end msg 1 queue1"),
      qmail(0.3, "delivery 1: failure: no/ queue2"), qmail(0.3, "end msg 2 queue2"),
    ]
    let found = MessageBench(lines: lines).messages()
    #expect(found.count == 2)
    #expect(found.first?.contains("'one@b.example' sent 'did_1+0+0'") == true)
    #expect(found.last?.contains("'two@b.example' bounced 'no'") == true)
  }

  @Test func `a result without its delivery, and a delivery without its result, make no harm`() {
    let lines = [
      qmail(0, "delivery 7: success: did_1+0+0/"), qmail(0, "new msg 1"),
      qmail(0, "info msg 1: bytes 1 from <a@a.example> qp 1 uid 0"),
      qmail(0.1, "starting delivery 8: msg 1 to local one@b.example"),
    ]
    let found = MessageBench(lines: lines).message()
    #expect(found.contains("incomplete"))
    #expect(found.contains("0: 'one@b.example'  -"))
  }
}
