import Bytes
import Correlation
import LogFormats
import Model
import Testing

@Suite struct MessageLinkTests {
  /// mx1 gives the message to store1, which delivers.
  func twoHosts(
    secondID: String = "4YN1GH5BsbzB79M", secondMessageID: String = "m1@a.example",
    reply: String = "250 2.0.0 Ok: queued as 4YN1GH5BsbzB79M", client: String = "mx1.b.example[203.0.113.10]",
    relay: String = "store1.b.example[203.0.113.11]"
  ) -> [MessageBench.Entry] {
    let first = MessageLife(
      id: "9AE881485FE", messageID: "m1@a.example",
      deliveries: [MessageLife.remote("bob@b.example", relay: relay, reply)])
    let second = MessageLife(
      host: "store1", id: secondID, at: 0.38, messageID: secondMessageID, client: client,
      deliveries: [MessageLife.local("bob@b.example")])
    return first.lines.map { MessageBench.Entry(line: $0) }
      + second.lines.map { MessageBench.Entry(line: $0, folder: 1) }
  }

  @Test func `queued as joins two hosts`() {
    let message = MessageBench(entries: twoHosts()).message()
    #expect(
      message == """
        delivered inbound id='m1@a.example' from='ann@a.example' to='bob@b.example' ip='192.0.2.7' \
        user=- helo=- tls=unknown size=500 line=2
          hop 'mx1' '9AE881485FE' line 2
          hop 'store1' '4YN1GH5BsbzB79M' after 0 line 9
          0: 'bob@b.example' sent '2.0.0 Ok: queued as 4YN1GH5BsbzB79M' on
          1: 'bob@b.example' sent 'delivered to mailbox'
        """ || message.contains("hop 'store1' '4YN1GH5BsbzB79M' after 0"))
  }

  @Test func `queued as with another Message-ID joins nothing`() {
    #expect(MessageBench(entries: twoHosts(secondMessageID: "other@a.example")).messages().count == 2)
  }

  @Test func `a next host that tells no id is joined by Message-ID and relay name`() {
    let message = MessageBench(
      entries: twoHosts(reply: "250 2.6.0 accepted", client: "unknown[203.0.113.10]")
    ).message()
    #expect(message.contains("after 0"))
    #expect(message.contains("accepted' on"))
  }

  @Test func `two messages with one Message-ID that nothing links are two records`() {
    let found = MessageBench(
      entries: twoHosts(
        reply: "250 2.6.0 accepted", client: "unknown[198.51.100.9]", relay: "mx.else.example[198.51.100.77]")
    ).messages()
    #expect(found.count == 2)
  }

  @Test func `orig_queue_id joins what a filter gave back`() {
    let first = MessageLife(
      id: "AAAA000001", messageID: "m1@a.example",
      deliveries: [
        MessageLife.remote("bob@b.example", relay: "127.0.0.1[127.0.0.1]", "250 2.0.0 accepted")
      ])
    let second = MessageLife(
      id: "BBBB000002", at: 0.35, messageID: "m1@a.example",
      client: "localhost[127.0.0.1]", pid: 200, deliveries: [MessageLife.local("bob@b.example")])
    let lines = (first.lines + second.lines).map {
      $0.replacingSuffix(
        "client=localhost[127.0.0.1]",
        "client=localhost[127.0.0.1], orig_queue_id=AAAA000001, orig_client=mail.a.example[192.0.2.7]")
    }
    let message = MessageBench(lines: lines).message()
    #expect(message.contains("hop 'mx1' 'BBBB000002' after 0"))
    #expect(message.contains("accepted' on"))
    #expect(message.hasPrefix("delivered inbound"))
    #expect(message.contains("ip='192.0.2.7'"))
  }

  @Test func `amavis' reply names the id that the message has after it`() {
    let first = MessageLife(
      id: "AAAA000001", messageID: "m1@a.example",
      deliveries: [
        MessageLife.remote(
          "bob@b.example", relay: "127.0.0.1[127.0.0.1]",
          "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as BBBB000002")
      ])
    let second = MessageLife(
      id: "BBBB000002", at: 0.35, messageID: "m1@a.example",
      client: "localhost[127.0.0.1]", pid: 200, deliveries: [MessageLife.local("bob@b.example")])
    let message = MessageBench(lines: first.lines + second.lines).message()
    #expect(message.contains("after 0"))
    #expect(message.hasPrefix("delivered inbound"))
  }

  @Test func `forwarded as goes on under the new id`() {
    let first = MessageLife(
      id: "AAAA000001", messageID: "m1@a.example",
      deliveries: [MessageLife.local("bob@b.example", "forwarded as BBBB000002")])
    let second = MessageLife(
      id: "BBBB000002", at: 0.35, messageID: "m1@a.example", client: nil,
      deliveries: [MessageLife.remote("bob@else.example", relay: "mx.else.example[198.51.100.77]", "250 Ok")])
    let message = MessageBench(lines: first.lines + second.lines).message()
    #expect(message.hasPrefix("delivered relayed id='m1@a.example'"))
    #expect(message.contains("hop 'mx1' 'BBBB000002' after 0"))
  }

  @Test func `a message branches: one hop, two hosts behind it`() {
    let first = MessageLife(
      id: "AAAA000001", messageID: "m1@a.example",
      deliveries: [
        MessageLife.remote("b@b.example", relay: "s1.b.example[203.0.113.1]", "250 Ok: queued as B000000001"),
        MessageLife.remote("c@c.example", relay: "s2.c.example[203.0.113.2]", "250 Ok: queued as C000000001"),
      ])
    let left = MessageLife(
      host: "s1", id: "B000000001", at: 0.1, messageID: "m1@a.example",
      deliveries: [MessageLife.local("b@b.example")])
    let right = MessageLife(
      host: "s2", id: "C000000001", at: 0.2, messageID: "m1@a.example",
      deliveries: [MessageLife.local("c@c.example")])
    let message = MessageBench(
      lines: first.lines + left.lines + right.lines
    ).message()
    #expect(message.contains("hop 's1' 'B000000001' after 0"))
    #expect(message.contains("hop 's2' 'C000000001' after 0"))
  }

  @Test func `a loop through one host twice keeps its order`() {
    var lines: [String] = []
    for round in 0..<4 {
      let here = round % 2 == 0 ? "mx1" : "smart"
      let there = round % 2 == 0 ? "smart" : "mx1"
      let one = MessageLife(
        host: here, id: "L00P00000\(round)", at: Double(round) * 0.3, messageID: "loop@a.example",
        client: round == 0 ? "mail.a.example[192.0.2.7]" : "\(there).b.example[203.0.113.1]",
        pid: 100 + round,
        deliveries: [
          MessageLife.remote(
            "x@loop.example", relay: "\(there).b.example[203.0.113.2]",
            "250 2.0.0 Ok: queued as L00P00000\(round + 1)")
        ])
      lines += one.lines
    }
    let message = MessageBench(lines: lines).message()
    #expect(message.contains("'L00P000003' after 2"))
    #expect(message.contains("'L00P000001' after 0"))
  }

  @Test func `what Sieve threw away was not delivered`() {
    let one = MessageLife(
      host: "store1", id: "AAAA000001", messageID: "m1@a.example",
      deliveries: [
        "to=<bob@b.example>, relay=store1.b.example[private/dovecot-lmtp], delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 <bob@b.example> x Saved)"
      ])
    let store = MessageLife.line(
      0.4, "store1", "dovecot",
      "lmtp(bob)<914><x>: sieve: msgid=<m1@a.example>: marked message to be discarded if not explicitly delivered (discard action)"
    )
    let kept = MessageLife.line(
      0.41, "store1", "dovecot",
      "lmtp(bob)<914><x>: sieve: msgid=<m1@a.example>: stored mail into mailbox 'Junk'")
    let lost = MessageBench(lines: one.lines + [store]).message()
    #expect(lost.hasPrefix("discarded inbound"))
    let saved = MessageBench(lines: one.lines + [store, kept]).message()
    #expect(saved.hasPrefix("delivered inbound"))
  }

  @Test func `a hop whose origin was no hop of the message comes after none, whatever was emitted before`() {
    func life(_ id: String, _ second: Int, _ next: String) -> [String] {
      var one = MessageLife(
        id: id, messageID: "m\(second)@a.example",
        deliveries: [
          MessageLife.remote("b@b.example", relay: "127.0.0.1[127.0.0.1]", "250 Ok: queued as \(next)")
        ])
      one.at = Double(second)
      return one.lines
    }
    func pairs(_ seconds: Range<Int>) -> [String] {
      seconds.flatMap { second in
        let (first, last) = ("A\(100_000_000 + second)", "B\(100_000_000 + second)")
        return life(first, second, last) + life(last, second, "C000000001")
      }
    }
    // The first of 600 ends last, so it is the last that is emitted.
    var lines = pairs(0..<600).filter { !$0.contains("B100000000: removed") }
    lines.append(MessageLife.line(900, "mx1", "postfix/qmgr[8]", "B100000000: removed"))
    var fold = MessageBench(lines: lines).fold(0..<lines.count)
    var before: [String] = []
    fold.checkpoint(watermark: Timestamp(seconds: 2_000_000_000)) { before.append(MessageBench.dump($0)) }
    #expect(before.count == 600)
    #expect(before.last?.contains("A100000000") == true)
    #expect(before.allSatisfy { $0.contains("after 0") })
    // Refused at the end of the data, and yet handed on; its records lie where the last message's lay.
    let refusal =
      "A900000001: milter-reject: END-OF-MESSAGE from mail.a.example[192.0.2.7]: 5.7.1 no; from=<ann@a.example> to=<b@b.example> proto=ESMTP helo=<x>"
    let odd =
      life("A900000001", 2000, "B900000001").filter { !$0.contains("qmgr") }
      + [MessageLife.line(2000.2, "mx1", "postfix/cleanup[7]", refusal)]
      + life("B900000001", 2000, "C000000002")
    let bench = MessageBench(lines: pairs(3000..<3599) + odd)
    var last = bench.fold(0..<bench.entries.count)
    fold.absorb(&last)
    let after = bench.finish(&fold)
    #expect(after.count == 600)
    #expect(after.first?.contains("'B900000001' line") == true, "\(after.first ?? "")")
  }

  @Test func `a delivery over TLS says so where its process logged it`() {
    let one = MessageLife(
      id: "AAAA000001", messageID: "m1@a.example",
      deliveries: [MessageLife.remote("b@b.example", relay: "s1.b.example[203.0.113.1]", "250 Ok")])
    let tls = MessageLife.line(
      0.38, "mx1", "postfix/smtp[9]",
      "Trusted TLS connection established to s1.b.example[203.0.113.1]:25: TLSv1.3 with cipher X (256/256 bits)"
    )
    var lines = one.lines
    lines.insert(tls, at: 5)
    let bench = MessageBench(lines: lines)
    #expect(bench.message().contains("250 Ok' tls") || bench.message().contains("Ok' tls"))
    var left = bench.fold(0..<6)
    var right = bench.fold(6..<lines.count)
    left.absorb(&right)
    #expect(bench.finish(&left) == bench.messages())
  }
}

extension String {
  func replacingSuffix(_ suffix: String, _ other: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
  }
}
