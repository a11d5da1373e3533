import Bytes
import Correlation
import Foundation
import LogFormats
import Model
import Testing

/// What Sendmail's lines say together.
@Suite struct SendmailMessageTests {
  static let client = "pc.a.example [192.0.2.7]"

  static func line(_ seconds: Double, _ pid: Int, _ text: String, program: String = "sm-mta") -> String {
    MessageLife.line(seconds, "mx", "\(program)[\(pid)]", text)
  }

  static func from(
    _ id: String, recipients: Int = 1, size: Int = 500, proto: String = "ESMTP", relay: String = client,
    messageID: String = "m1@a.example"
  ) -> String {
    "\(id): from=<ann@a.example>, size=\(size), class=0, nrcpts=\(recipients), msgid=<\(messageID)>, "
      + "proto=\(proto), daemon=MTA, relay=\(relay)"
  }

  static func to(_ id: String, _ recipients: String, _ rest: String) -> String {
    "\(id): to=\(recipients), delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=30500, \(rest)"
  }

  static let sent = "relay=mx.b.example. [198.51.100.3], dsn=2.0.0, stat=Sent (Ok)"
  static let tls = "STARTTLS=server, relay=\(client), version=TLSv1.3, verify=NO, cipher=X, bits=256/256"
  static let login = "AUTH=server, relay=\(client), authid=ann, mech=PLAIN, bits=0"

  @Test func `STARTTLS and AUTH lines without an id belong to the message of their process and client`() {
    let message = MessageBench(lines: [
      Self.line(0, 10, Self.tls), Self.line(0.1, 10, Self.login),
      Self.line(0.2, 10, Self.from("4BUA00aa000010")),
      Self.line(1, 11, Self.to("4BUA00aa000010", "<bob@b.example>", Self.sent)),
    ]).message()
    #expect(
      message == """
        delivered outbound id='m1@a.example' from='ann@a.example' to='bob@b.example' ip='192.0.2.7' \
        user='ann' helo=- tls=yes size=500 line=3
          hop 'mx' '4BUA00aa000010' line 3
          0: 'bob@b.example' sent 'Ok'
        """)
  }

  @Test func `a pid that serves another client inherits neither TLS nor the login`() {
    let other = "scan.c.example [198.51.100.66]"
    let found = MessageBench(lines: [
      Self.line(0, 10, Self.tls), Self.line(0.1, 10, Self.login),
      Self.line(90, 10, Self.from("4BUA00aa000010", relay: other)),
      Self.line(91, 11, Self.to("4BUA00aa000010", "<bob@b.example>", Self.sent)),
    ]).message()
    #expect(found.contains("user=- helo=- tls=unknown"))
  }

  @Test func `TLS is unknown where none was logged, and no where others were`() {
    let before = MessageBench(lines: [
      Self.line(0, 10, "NOQUEUE: connect from \(Self.client)"),
      Self.line(0.2, 10, Self.from("4BUA00aa000010")),
      Self.line(1, 11, Self.to("4BUA00aa000010", "<bob@b.example>", Self.sent)),
    ]).message()
    #expect(before.contains("tls=unknown"))
    let after = MessageBench(lines: [
      Self.line(0, 9, "NOQUEUE: connect from \(Self.client)"), Self.line(0.1, 9, Self.tls),
      Self.line(1, 10, "NOQUEUE: connect from \(Self.client)"),
      Self.line(1.2, 10, Self.from("4BUA00aa000010")),
      Self.line(2, 11, Self.to("4BUA00aa000010", "<bob@b.example>", Self.sent)),
    ]).message()
    #expect(after.contains("tls=no"))
    // Without the lines of connections, a log that has said for long when TLS was spoken proves it, too.
    let late = MessageBench(lines: [
      Self.line(0, 9, Self.tls), Self.line(7200, 10, Self.from("4BUA00aa000010")),
      Self.line(7201, 11, Self.to("4BUA00aa000010", "<bob@b.example>", Self.sent)),
    ]).message()
    #expect(late.contains("tls=no"))
    let early = MessageBench(lines: [
      Self.line(0, 9, Self.tls), Self.line(60, 10, Self.from("4BUA00aa000010")),
      Self.line(61, 11, Self.to("4BUA00aa000010", "<bob@b.example>", Self.sent)),
    ]).message()
    #expect(early.contains("tls=unknown"))
    let said = MessageBench(lines: [Self.line(0, 10, Self.from("4BUA00aa000010", proto: "ESMTPSA"))])
      .message()
    #expect(said.contains("tls=yes"))
  }

  @Test func `recipients of one line are deliveries of their own, over several lines of one id`() {
    let message = MessageBench(lines: [
      Self.line(0, 10, Self.from("4BUA00aa000010", recipients: 4)),
      Self.line(1, 11, Self.to("4BUA00aa000010", "<a@b.example>,<b@b.example>", Self.sent)),
      Self.line(2, 11, Self.to("4BUA00aa000010", "<c@b.example>", Self.sent)),
      Self.line(
        3, 11,
        Self.to("4BUA00aa000010", "<d@c.example>", "relay=mx.c.example., dsn=5.1.1, stat=User unknown")),
    ]).message()
    #expect(message.hasPrefix("mixed relayed id="))
    #expect(message.contains("to='a@b.example','b@b.example','c@b.example','d@c.example'"))
    #expect(message.contains("0: 'd@c.example' bounced 'User unknown'"))
  }

  @Test func `a client's TLS to the next server is told from its STARTTLS line`() {
    let message = MessageBench(lines: [
      Self.line(0, 10, Self.from("4BUA00aa000010")),
      Self.line(
        1, 11, "STARTTLS=client, relay=mx.b.example., version=TLSv1.3, verify=OK, cipher=X, bits=256/256"),
      Self.line(2, 11, Self.to("4BUA00aa000010", "<bob@b.example>", Self.sent)),
    ]).message()
    #expect(message.contains("0: 'bob@b.example' sent 'Ok' tls"))
  }

  @Test func `the submission queue's hop and the server's are one message`() {
    let message = MessageBench(lines: [
      Self.line(
        0, 10,
        "4BUA00aa000010: from=root, size=30, class=0, nrcpts=1, msgid=<m1@mx>, relay=root@localhost",
        program: "sendmail"),
      Self.line(
        0.2, 11, Self.from("4BUA00bb000011", relay: "localhost [127.0.0.1]", messageID: "m1@mx")),
      Self.line(
        0.3, 10,
        "4BUA00aa000010: to=bob@b.example, ctladdr=root (0/0), delay=00:00:00, xdelay=00:00:00, mailer=relay, "
          + "pri=30030, relay=[127.0.0.1] [127.0.0.1], dsn=2.0.0, "
          + "stat=Sent (4BUA00bb000011 Message accepted for delivery)", program: "sendmail"),
      Self.line(1, 12, Self.to("4BUA00bb000011", "<bob@b.example>", Self.sent)),
      Self.line(1, 12, "4BUA00bb000011: done; delay=00:00:01, ntries=1"),
    ]).message()
    #expect(message.hasPrefix("delivered outbound id='m1@mx' from='root'"))
    #expect(message.contains("hop 'mx' '4BUA00bb000011' after 0 line 2"))
    #expect(message.contains("0: 'bob@b.example' sent '4BUA00bb000011 Message accepted for delivery' on"))
  }

  @Test func `an envelope of which every recipient was refused is no message, nor one without data`() {
    let found = MessageBench(lines: [
      Self.line(0, 10, "4BUA00aa000010: <no@b.example>... User unknown"),
      Self.line(
        0.1, 10,
        "4BUA00aa000010: from=<x@c.example>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA, relay=\(Self.client)"
      ),
      Self.line(1, 11, "4BUA01aa000011: to=<ok@b.example>, delay=00:00:02, pri=0, stat=aborted by sender"),
      Self.line(
        1, 11,
        "4BUA01aa000011: from=<x@c.example>, size=0, class=0, nrcpts=1, proto=ESMTP, daemon=MTA, relay=\(Self.client)"
      ),
      Self.line(2, 12, "4BUA02aa000012: collect: premature EOM: Connection reset by pc.a.example"),
      Self.line(2, 12, Self.from("4BUA02aa000012")),
    ]).messages()
    #expect(found == [])
  }

  @Test func `a message that a milter refused is rejected, and this host is no hop of it`() {
    let message = MessageBench(lines: [
      Self.line(0, 10, "4BUA00aa000010: Milter: connect to filters"),
      Self.line(40, 10, Self.from("4BUA00aa000010")),
      Self.line(40, 10, "4BUA00aa000010: Milter: data, reject=554 5.7.1 Virus"),
      Self.line(
        40, 10, "4BUA00aa000010: to=<bob@b.example>, delay=00:00:00, mailer=local, pri=30500, stat=Virus"),
    ]).message()
    #expect(message.hasPrefix("rejected unknown id='m1@a.example' from='ann@a.example'"))
    #expect(!message.contains("hop "))
  }

  @Test func `lines that a milter made it write before MAIL are of the message`() {
    let message = MessageBench(lines: [
      Self.line(0, 10, "221820LG031423: Milter (greylist): init success to negotiate"),
      Self.line(0.1, 10, "221820LG031423: \(Self.tls)"),
      Self.line(0.1, 10, "221820LG031423: \(Self.login)"),
      Self.line(30, 10, Self.from("221820LG031423")),
      Self.line(31, 11, Self.to("221820LG031423", "<bob@b.example>", Self.sent)),
    ]).message()
    #expect(message.contains("user='ann' helo=- tls=yes size=500 line=1"))
  }

  @Test func `a notice is a message about another, and one about a time that is up ends it as expired`() {
    let later = "relay=mx.b.example. [198.51.100.3], dsn=4.0.0, stat=Deferred: Connection timed out"
    let found = MessageBench(lines: [
      Self.line(0, 10, Self.from("4BUA00aa000010")),
      Self.line(1, 11, Self.to("4BUA00aa000010", "<bob@b.example>", later)),
      Self.line(3000, 12, "4BUA00aa000010: 4BUA50cc000012: sender notify: Cannot send message for 5 days"),
      Self.line(
        3001, 12,
        "4BUA50cc000012: to=<ann@a.example>, delay=00:00:00, xdelay=00:00:00, mailer=local, pri=30000, dsn=2.0.0, stat=Sent"
      ),
    ]).messages()
    #expect(found.count == 2)
    #expect(found.contains { $0.hasPrefix("expired relayed id='m1@a.example'") })
    #expect(
      found.contains { $0.hasPrefix("delivered internal id=-") && $0.contains("bounce='4BUA00aa000010'") })
  }

  @Test func `a list owner's copy is a hop of the message`() {
    let message = MessageBench(lines: [
      Self.line(0, 10, Self.from("4BUA00aa000010")),
      Self.line(0.1, 10, "4BUA00aa000010: 4BUA00bb000010: clone: owner=owner-list"),
      Self.line(1, 11, Self.to("4BUA00bb000010", "<bob@b.example>", Self.sent)),
      Self.line(1, 11, Self.to("4BUA00aa000010", "<carl@b.example>", Self.sent)),
    ]).message()
    #expect(message.contains("hop 'mx' '4BUA00bb000010' after 0"))
    #expect(message.contains("0: 'carl@b.example' sent 'Ok'\n"))
    #expect(message.contains("1: 'bob@b.example' sent 'Ok'"))
  }

  @Test func `a message is over when its recipients are done, also where no line says so`() {
    var fold = MessageBench(lines: [
      Self.line(0, 10, Self.from("4BUA00aa000010", recipients: 2)),
      Self.line(1, 11, Self.to("4BUA00aa000010", "<a@b.example>,<b@b.example>", Self.sent)),
      Self.line(2, 12, Self.from("4BUA02aa000012", recipients: 2, messageID: "m2@a.example")),
      Self.line(3, 13, Self.to("4BUA02aa000012", "<a@b.example>", Self.sent)),
    ]).fold(0..<4)
    var found: [String] = []
    fold.finish { found.append(MessageBench.dump($0)) }
    #expect(found.first?.hasPrefix("delivered relayed id='m1@a.example'") == true)
    #expect(found.last?.hasPrefix("delivered relayed incomplete id='m2@a.example'") == true)
  }

  @Test func `a letter-and-pid id of Sendmail 8 9 that comes again is another message`() {
    let found = MessageBench(lines: [
      Self.line(0, 12345, Self.from("KAA12345"), program: "sendmail"),
      Self.line(1, 12346, Self.to("KAA12345", "<a@b.example>", Self.sent), program: "sendmail"),
      Self.line(3000, 12345, Self.from("KAA12345", messageID: "m2@a.example"), program: "sendmail"),
      Self.line(3001, 12346, Self.to("KAA12345", "<b@b.example>", Self.sent), program: "sendmail"),
    ]).messages()
    #expect(found.count == 2)
  }

  // MARK: Cuts

  /// Overlapping lives with and without `done;`, connections, TLS, logins, pids that repeat, notices.
  static func traffic(_ seed: UInt64, count: Int) -> [MessageBench.Entry] {
    var random = SeededNumbers(state: seed)
    var timed: [(Double, Int, String)] = []
    for number in 0..<count {
      let at = Double.random(in: 0..<3000, using: &random)
      let pid = 100 + Int.random(in: 0..<9, using: &random)
      let id = "4BUA\(number % 10)\(number / 10 % 10)aa\(100_000 + number)"
      let peer = "pc\(number % 3).a.example [192.0.2.\(number % 3)]"
      var lines: [(Double, Int, String)] = []
      if number % 4 < 3 { lines.append((0, pid, "NOQUEUE: connect from \(peer)")) }
      if number % 2 == 0 {
        lines.append(
          (0.1, pid, "STARTTLS=server, relay=\(peer), version=TLSv1.3, verify=NO, cipher=X, bits=1/1"))
      }
      if number % 5 == 0 {
        lines.append((0.2, pid, "AUTH=server, relay=\(peer), authid=u\(number), mech=PLAIN, bits=0"))
      }
      lines.append(
        (0.5, pid, from(id, recipients: 2, relay: peer, messageID: "m\(number)@a.example")))
      let sent = "relay=mx.b.example. [198.51.100.3], dsn=2.0.0, stat=Sent (Ok)"
      let deferred = "relay=mx.b.example. [198.51.100.3], dsn=4.0.0, stat=Deferred"
      if number % 7 == 0 {
        lines.append((1, 50, to(id, "<a@b.example>,<b@b.example>", deferred)))
        lines.append((100, 51, to(id, "<a@b.example>", sent)))
        lines.append((100.1, 51, "\(id): 4BUAxxbb\(100_000 + number): DSN: Cannot send message for 5 days"))
        lines.append((100.2, 51, to("4BUAxxbb\(100_000 + number)", "<ann@a.example>", sent)))
      } else {
        lines.append((1, 50 + number % 3, to(id, "<a@b.example>,<b@b.example>", sent)))
      }
      if number % 3 == 0 { lines.append((100.5, 51, "\(id): done; delay=00:00:01, ntries=1")) }
      for (place, line) in lines.enumerated() where Int.random(in: 0..<40, using: &random) > 0 {
        timed.append((at + line.0, number * 100 + place, Self.line(at + line.0, line.1, line.2)))
      }
    }
    timed.sort { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }
    return timed.map { .init(line: $0.2) }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `cuts and the grouping of absorb never change Sendmail's messages`(seed: UInt64) {
    let bench = MessageBench(entries: Self.traffic(seed, count: 200))
    let whole = bench.messages()
    #expect(whole.count > 150)
    var random = SeededNumbers(state: seed &* 77)
    for pieces in [2, 7, 64] {
      let cut = bench.messages(cutInto: pieces, &random)
      #expect(MessageBench.difference(cut, whole) == nil)
    }
  }

  @Test func `checkpoints never change Sendmail's messages`() {
    let bench = MessageBench(entries: Self.traffic(9, count: 2500))
    let whole = bench.messages()
    let latest = bench.latest
    var random = SeededNumbers(state: 99)
    var fold = MessageFold()
    var found: [String] = []
    for range in MessageCutTests.ranges(bench.entries.count, pieces: 40, &random) where !range.isEmpty {
      var part = bench.fold(range)
      fold.absorb(&part)
      fold.checkpoint(watermark: latest[range.upperBound]) { found.append(MessageBench.dump($0)) }
    }
    #expect(found.count > 500)
    fold.finish { found.append(MessageBench.dump($0)) }
    #expect(MessageBench.difference(found.sorted(), whole.sorted()) == nil)
  }
}
