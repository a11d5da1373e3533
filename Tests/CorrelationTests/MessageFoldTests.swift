import Bytes
import Correlation
import LogFormats
import Model
import Testing

@Suite struct MessageFoldTests {
  let life = MessageLife(
    id: "1A2B3C4D5E", messageID: "m1@a.example", deliveries: [MessageLife.local("bob@b.example")])

  @Test func `a message's lines become one record`() {
    let message = MessageBench(lines: life.lines).message()
    #expect(
      message == """
        delivered inbound id='m1@a.example' from='ann@a.example' to='bob@b.example' ip='192.0.2.7' \
        user=- helo=- tls=unknown size=500 line=2
          hop 'mx1' '1A2B3C4D5E' line 2
          0: 'bob@b.example' sent 'delivered to mailbox'
        """)
  }

  @Test func `a message whose lines lie in three segments is one record`() {
    let bench = MessageBench(lines: life.lines)
    var whole = bench.fold(0..<2)
    var second = bench.fold(2..<4)
    var third = bench.fold(4..<bench.entries.count)
    whole.absorb(&second)
    whole.absorb(&third)
    let cut = bench.finish(&whole)
    #expect(cut == bench.messages())
    #expect(cut.count == 1)
  }

  @Test(arguments: [10, 400, 480, 520, 3_000])
  func `a delivery's texts are kept however far apart they stand in the line`(_ length: Int) {
    var long = life
    let reply = "250 2.0.0 " + String(repeating: "x", count: length) + " queued as 4T3GhB4XHqz6q2j"
    long.deliveries = [MessageLife.remote("bob@b.example", relay: "mail.b.example[192.0.2.9]", reply)]
    let found = MessageBench(lines: long.lines).messages()
    #expect(found.count == 1)
    #expect(found.first?.contains("0: 'bob@b.example' sent '\(reply.dropFirst(10))'") == true)
  }

  @Test func `a queue id that repeats is two messages, also directly after removed`() {
    var again = life
    again.at = 1
    again.messageID = "m2@a.example"
    again.deliveries = [MessageLife.local("carl@b.example")]
    let found = MessageBench(lines: life.lines + again.lines).messages()
    #expect(found.count == 2)
    #expect(found.first?.contains("m1@a.example") == true)
    #expect(found.last?.contains("to='carl@b.example'") == true)
    #expect(found.last?.contains("incomplete") == false)
  }

  @Test func `an id given anew before its end was seen leaves the first message incomplete`() {
    var first = life
    first.isRemoved = false
    var again = life
    again.at = 100
    again.messageID = "m2@a.example"
    let found = MessageBench(lines: first.lines + again.lines).messages()
    #expect(found.count == 2)
    #expect(found.first?.hasPrefix("delivered inbound incomplete") == true)
    #expect(found.last?.hasPrefix("delivered inbound id='m2") == true)
  }

  @Test func `one id on two hosts of one name in two folders is two messages`() {
    let lines = life.lines
    var other = life
    other.messageID = "m9@a.example"
    let found = MessageBench(
      entries: lines.map { MessageBench.Entry(line: $0, folder: 1) }
        + other.lines.map { MessageBench.Entry(line: $0, folder: 2) }
    ).messages()
    #expect(found.count == 2)
  }

  @Test
  func `messages of hosts that there is no room for stay apart, under no host's name, and that is told`() {
    var limits = Limits()
    limits.hosts = 2
    var lives: [MessageLife] = []
    for number in 1...4 {
      var one = life
      one.host = "mx\(number)"
      one.messageID = "m\(number)@a.example"
      one.at = Double(number) * 100
      lives.append(one)
    }
    let bench = MessageBench(lines: lives.flatMap(\.lines), limits: limits)
    for cut in [0, 9, 17, bench.entries.count] {
      var fold = bench.fold(0..<cut)
      var rest = bench.fold(cut..<bench.entries.count)
      fold.absorb(&rest)
      let told = fold.oddities(path: "").map(\.detail)
      let found = bench.finish(&fold)
      #expect(found.count == 4)
      #expect(
        found.map { $0.contains("hop 'mx1'") || $0.contains("hop 'mx2'") } == [true, true, false, false])
      #expect(found.allSatisfy { !$0.contains("mx3") && !$0.contains("mx4") })
      #expect(told.count == 1 && told[0].hasPrefix("hosts: those beyond 2 came"))
    }
  }

  @Test func `a host that its lines do not name needs no room, and nothing is told of it`() {
    var limits = Limits()
    limits.hosts = 1
    var later = life
    later.at = 100
    later.messageID = "m2@a.example"
    let nameless = later.lines.map { line in
      line.split(separator: " ").enumerated().filter { $0.offset != 1 }.map(\.element).joined(separator: " ")
    }
    let bench = MessageBench(lines: life.lines + nameless, limits: limits)
    var fold = bench.fold(0..<bench.entries.count)
    let told = fold.oddities(path: "")
    let found = bench.finish(&fold)
    #expect(told.isEmpty)
    #expect(found.map { $0.contains("hop 'mx1'") } == [true, false])
    #expect(found.last?.contains("m2@a.example") == true)
  }

  @Test func `lines that were logged out of order within a second stay together`() {
    let lines = life.lines
    // cleanup before smtpd's client=, and the delivery behind removed.
    let shuffled = [lines[0], lines[2], lines[1], lines[3], lines[4], lines[6], lines[5]]
    let message = MessageBench(lines: shuffled).message()
    #expect(
      message.hasPrefix(
        "delivered inbound id='m1@a.example' from='ann@a.example' to='bob@b.example' ip='192.0.2.7'"))
    #expect(message.contains("0: 'bob@b.example' sent"))
  }

  @Test func `a pid that is reused inherits nothing from the connection before`() {
    let found = MessageBench(
      """
      2025-03-04T10:00:00+00:00 mx1 postfix/smtpd[5]: connect from unknown[192.0.2.7]
      2025-03-04T10:00:01+00:00 mx1 postfix/smtpd[5]: Anonymous TLS connection established from unknown[192.0.2.7]: TLSv1.3 with cipher X (256/256 bits)
      2025-03-04T10:00:05+00:00 mx1 postfix/smtpd[5]: connect from unknown[192.0.2.8]
      2025-03-04T10:00:06+00:00 mx1 postfix/smtpd[5]: AAAAAAAAA1: client=unknown[192.0.2.8]
      2025-03-04T10:00:06+00:00 mx1 postfix/cleanup[6]: AAAAAAAAA1: message-id=<x@y.example>
      2025-03-04T10:00:06+00:00 mx1 postfix/qmgr[8]: AAAAAAAAA1: from=<>, size=9, nrcpt=1 (queue active)
      2025-03-04T10:00:07+00:00 mx1 postfix/qmgr[8]: AAAAAAAAA1: removed
      """
    ).message()
    // The service logs TLS, the connection was seen from its beginning: this one was plain.
    #expect(found.contains("tls=no"))
    #expect(found.contains("from=''"))
  }

  @Test func `a connection that began in an earlier segment tells its TLS to a message of a later one`() {
    let bench = MessageBench(
      """
      2025-03-04T10:00:00+00:00 mx1 postfix/smtpd[5]: connect from unknown[192.0.2.7]
      2025-03-04T10:00:01+00:00 mx1 postfix/smtpd[5]: Anonymous TLS connection established from unknown[192.0.2.7]: TLSv1.2 with cipher X (256/256 bits)
      2025-03-04T10:00:06+00:00 mx1 postfix/smtpd[5]: AAAAAAAAA1: client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=ann
      2025-03-04T10:00:06+00:00 mx1 postfix/cleanup[6]: AAAAAAAAA1: message-id=<x@y.example>
      2025-03-04T10:00:06+00:00 mx1 postfix/qmgr[8]: AAAAAAAAA1: from=<a@b.example>, size=9, nrcpt=1 (queue active)
      """)
    var left = bench.fold(0..<2)
    var right = bench.fold(2..<5)
    left.absorb(&right)
    let found = bench.finish(&left)
    #expect(found == bench.messages())
    #expect(found.first?.contains("tls=yes") == true)
    #expect(found.first?.hasPrefix("queued unknown incomplete") == true)
  }

  @Test func `without any TLS line of the service plaintext is not claimed`() {
    let message = MessageBench(lines: life.lines).message()
    #expect(message.contains("tls=unknown"))
  }

  @Test func `deferred and then sent is delivered`() {
    var one = life
    one.deliveries = [
      MessageLife.remote(
        "bob@c.example", relay: "mx.c.example[198.51.100.3]", "deferred", "connect timed out"),
      MessageLife.remote("bob@c.example", relay: "mx.c.example[198.51.100.3]", "250 2.0.0 Ok"),
    ]
    let message = MessageBench(lines: one.lines).message()
    #expect(message.hasPrefix("delivered relayed"))
    #expect(message.contains("0: 'bob@c.example' deferred"))
  }

  @Test func `deferred with no end in the evidence stays deferred and incomplete`() {
    var one = life
    one.isRemoved = false
    one.deliveries = [
      MessageLife.remote(
        "bob@c.example", relay: "mx.c.example[198.51.100.3]", "deferred", "connect timed out")
    ]
    let message = MessageBench(lines: one.lines).message()
    #expect(message.hasPrefix("deferred relayed incomplete"))
  }

  @Test func `an expired message is expired, not deferred`() {
    var one = life
    one.isRemoved = false
    one.deliveries = [
      MessageLife.remote(
        "bob@c.example", relay: "mx.c.example[198.51.100.3]", "deferred", "connect timed out")
    ]
    let end = [
      one.line(60, "postfix/qmgr[8]", "\(one.id): from=<ann@a.example>, status=expired, returned to sender"),
      one.line(61, "postfix/qmgr[8]", "\(one.id): removed"),
    ]
    let message = MessageBench(lines: one.lines + end).message()
    #expect(message.hasPrefix("expired relayed id="))
  }

  @Test func `recipients that fared differently make a mixed message`() {
    var one = life
    one.deliveries = [
      MessageLife.local("bob@b.example"),
      MessageLife.remote(
        "x@c.example", relay: "mx.c.example[198.51.100.3]", "bounced",
        "host mx.c.example[198.51.100.3] said: 550 no"),
    ]
    let message = MessageBench(lines: one.lines).message()
    #expect(message.hasPrefix("mixed relayed"))
    #expect(message.contains("to='bob@b.example','x@c.example'"))
  }

  @Test func `a bounce is a message of its own that names what it answers, in both orders of its lines`() {
    var old = life
    old.isRemoved = false
    old.deliveries = [
      MessageLife.remote("x@c.example", relay: "mx.c.example[198.51.100.3]", "bounced", "550 no")
    ]
    let notice = old.line(0.6, "postfix/bounce[3]", "\(old.id): sender non-delivery notification: NEW0000001")
    var new = MessageLife(id: "NEW0000001", at: 0.5, messageID: "n@mx1.example", sender: "", client: nil)
    new.deliveries = [MessageLife.remote("ann@a.example", relay: "mail.a.example[192.0.2.7]", "250 Ok")]
    let removed = old.line(0.7, "postfix/qmgr[8]", "\(old.id): removed")
    for lines in [
      old.lines + Array(new.lines.prefix(2)) + [notice, removed] + Array(new.lines.dropFirst(2)),
      old.lines + [notice] + new.lines + [removed],
    ] {
      let found = MessageBench(lines: lines).messages()
      #expect(found.count == 2)
      let bounce = found.first { $0.contains("bounce=") } ?? ""
      #expect(bounce.hasPrefix("delivered outbound id='n@mx1.example' from=''"))
      #expect(bounce.contains("bounce='1A2B3C4D5E'"))
      #expect(found.contains { $0.hasPrefix("bounced relayed id='m1@a.example'") })
    }
  }

  @Test func `a message refused at the end of its data is rejected and has no hop`() {
    var one = life
    one.isRemoved = false
    let lines =
      Array(one.lines.prefix(3)) + [
        one.line(
          0.3, "postfix/cleanup[7]",
          "\(one.id): milter-reject: END-OF-MESSAGE from mail.a.example[192.0.2.7]: 5.7.1 spam; from=<ann@a.example> to=<bob@b.example> proto=ESMTP helo=<mail.a.example>"
        ),
        one.line(0.4, "postfix/smtpd[100]", "disconnect from mail.a.example[192.0.2.7]"),
      ]
    let message = MessageBench(lines: lines).message()
    #expect(message.hasPrefix("rejected unknown id='m1@a.example'"))
    #expect(!message.contains("hop "))
  }

  @Test func `a connection that broke before the end of the data leaves no message`() {
    let lines =
      Array(life.lines.prefix(3)) + [
        life.line(
          0.3, "postfix/smtpd[100]", "lost connection after DATA (10 bytes) from mail.a.example[192.0.2.7]"),
        life.line(0.3, "postfix/smtpd[100]", "disconnect from mail.a.example[192.0.2.7]"),
      ]
    #expect(MessageBench(lines: lines).messages().isEmpty)
  }

  @Test func `an address probe is no message`() {
    var probe = MessageLife(id: "PR0BE00001", messageID: "p@mx1", sender: "double-bounce@mx1", client: nil)
    probe.deliveries = [
      "to=<x@c.example>, relay=mx.c.example[198.51.100.3]:25, delay=1, delays=0/0/1/0, dsn=2.1.5, status=deliverable (250 ok)"
    ]
    #expect(MessageBench(lines: probe.lines).messages().isEmpty)
  }

  @Test func `evidence that begins or ends inside a message gives an incomplete one`() {
    let lines = life.lines
    let tail = MessageBench(lines: Array(lines.dropFirst(3))).message()
    #expect(tail.hasPrefix("delivered unknown incomplete"))
    let head = MessageBench(lines: Array(lines.dropLast())).message()
    #expect(head.hasPrefix("delivered inbound incomplete"))
  }

  @Test func `a limit on open messages writes the oldest early and says so`() {
    var limits = Limits()
    limits.openMessages = 500
    var lines: [String] = []
    for number in 0..<3000 {
      var one = life
      one.id = "AB\(100_000 + number)"
      one.messageID = "m\(number)@a.example"
      one.at = Double(number)
      one.isRemoved = false
      lines += one.lines
    }
    let bench = MessageBench(lines: lines, limits: limits)
    let latest = bench.latest
    var whole = MessageFold(limits: limits)
    var found: [String] = []
    var highest = 0
    for start in stride(from: 0, to: lines.count, by: 100) {
      var part = bench.fold(start..<min(start + 100, lines.count))
      whole.absorb(&part)
      whole.checkpoint(watermark: latest[start + 1]) { found.append(MessageBench.dump($0)) }
      highest = max(highest, whole.heldHops)
    }
    #expect(highest < 3000)
    let oddities = whole.oddities(path: "logs")
    #expect(oddities.count == 1)
    #expect(oddities.first?.detail.hasPrefix("openMessages: ") == true)
    whole.finish { found.append(MessageBench.dump($0)) }
    #expect(found.count == 3000)
    #expect(found.allSatisfy { $0.contains("incomplete") })
  }

  @Test func `thousands of equal ids on many hosts, and one Message-ID for all, take linear time`() {
    var lines: [String] = []
    for number in 0..<4000 {
      var one = MessageLife(
        host: "h\(number)", id: "SAMEID00001", at: Double(number % 60), messageID: "one@x")
      one.deliveries = [
        MessageLife.remote(
          "x@c.example", relay: "h\(number + 1).c.example[198.51.100.3]", "250 Ok: queued as SAMEID00001")
      ]
      lines += one.lines
    }
    let bench = MessageBench(lines: lines)
    var whole = bench.fold(0..<lines.count)
    var hops = 0
    let start = ContinuousClock.now
    whole.finish { hops += $0.hopCount }
    #expect(hops == 4000)
    // Seconds where it should be milliseconds: a square would take minutes.
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}

/// How the times of a message are known.
@Suite struct MessageTimeSourceTests {
  @Test func `a message is as sure of its time as its least sure line`() {
    var one = MessageLife(id: "A000010000", messageID: "m1@a.example")
    one.deliveries = [MessageLife.local("w@b.example")]
    var bench = MessageBench(lines: one.lines)
    bench.tellsReadings = true
    #expect(bench.message().hasPrefix("queue-id 60 "))
    // The bench is not sure of its eighth line, which is one of the message's here.
    let other = MessageBench.Entry(line: MessageLife.line(0, "mx1", "postfix/anvil[1]", "statistics: x"))
    bench.entries.insert(contentsOf: repeatElement(other, count: 6), at: 0)
    let message = bench.message()
    #expect(one.lines.first?.contains("A000010000") == false)
    #expect(message.hasPrefix("assumed 120 "), "\(message)")
  }
}
