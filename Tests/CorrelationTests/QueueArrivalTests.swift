import Correlation
import Testing

/// qmail's queue and its SMTP server, which share no id but the pid of the process that queued the message.
@Suite struct QueueArrivalTests {
  private static func send(_ at: Double, _ text: String, host: String = "mx") -> String {
    MessageLife.line(at, host, "qmail-send[9]", text)
  }

  private static func smtpd(_ at: Double, _ text: String, host: String = "mx") -> String {
    MessageLife.line(at, host, "smtpd[8]", "1741082400.000000 \(text)")
  }

  /// A message's life in qmail-send.
  private static func stay(
    _ at: Double, _ number: Int, from sender: String, process: Int, host: String = "mx"
  ) -> [String] {
    [
      send(at, "new msg \(number)", host: host),
      send(at, "info msg \(number): bytes 190 from <\(sender)> qp \(process) uid 64011", host: host),
      send(at + 0.1, "starting delivery \(number): msg \(number) to local bob@b.example", host: host),
      send(at + 0.2, "delivery \(number): success: did_1+0+0/", host: host),
      send(at + 0.2, "end msg \(number)", host: host),
    ]
  }

  private static func connection(_ at: Double, _ process: Int, from address: String) -> [String] {
    [
      smtpd(at, "tcpserver: pid \(process) from \(address)"),
      smtpd(at, "tcpserver: ok \(process) mx.b.example:203.0.113.5:25 :\(address)::43666"),
    ]
  }

  private static func clients(_ lines: [String]) -> [String] {
    MessageBench(lines: lines).messages().map { dump in
      String(dump.split(separator: "\n")[0].split(separator: " from=")[1].prefix { $0 != "\n" })
    }
  }

  @Test func `a message has the client of the connection whose process queued it`() {
    let lines =
      Self.connection(0, 700, from: "192.0.2.7") + Self.connection(0.1, 701, from: "198.51.100.9")
      + [Self.smtpd(1, "mail recv: pid 700 from <ann@a.example> qp 704")]
      + Self.stay(1, 11, from: "ann@a.example", process: 704) + [Self.smtpd(2, "tcpserver: end 700 status 0")]
    #expect(
      MessageBench(lines: lines).message() == """
        delivered inbound id=- from='ann@a.example' to='bob@b.example' ip='192.0.2.7' user=- helo=- tls=unknown \
        size=190 line=6
          hop 'mx' '11' line 6
          0: 'bob@b.example' sent 'did_1+0+0'
        """)
  }

  @Test func `without a line that names the queue's process, no client is claimed`() {
    let lines =
      Self.connection(0, 700, from: "192.0.2.7") + Self.stay(1, 11, from: "ann@a.example", process: 704)
    #expect(MessageBench(lines: lines).message().contains(" ip=- "))
  }

  @Test func `a filter before the queue has a pid of its own, and no client is claimed`() {
    let lines =
      Self.connection(0, 700, from: "192.0.2.7")
      + [Self.smtpd(1, "mail recv: pid 700 from <ann@a.example> qp 703")]
      + Self.stay(1, 11, from: "ann@a.example", process: 704)
    #expect(MessageBench(lines: lines).message().contains(" ip=- "))
  }

  @Test func `qmail-ldap, netqmail's envelope log and spamdyke tell the client, too`() {
    let ldap =
      [
        Self.smtpd(0, "qmail-smtpd 700: connection from 192.0.2.7 (unknown) to mx.b.example"),
        Self.smtpd(0.5, "qmail-smtpd 700: remote ehlo: mail.a.example"),
        Self.smtpd(1, "qmail-smtpd 700: message queued: 1741082401 qp 704 size 171 bytes"),
      ] + Self.stay(1, 11, from: "ann@a.example", process: 704)
    #expect(
      Self.clients(ldap) == [
        "'ann@a.example' to='bob@b.example' ip='192.0.2.7' user=- helo='mail.a.example' tls=unknown size=190 line=4"
      ])
    let envelope =
      Self.stay(1, 11, from: "ann@a.example", process: 704) + [
        Self.smtpd(
          1.1,
          "qlogreceived: result=accepted code=250 reason=queueaccept detail= helo=mail.a.example mailfrom=ann@a.example rcptto=bob@b.example relay=yes rcpthosts= size=171 authuser=ann authtype=LOGIN encrypted=tls sslverified=no localip=203.0.113.5 localport=587 remoteip=192.0.2.7 remoteport=4711 remotehost=mail.a.example qp=704 pid=700"
        )
      ]
    #expect(
      Self.clients(envelope) == [
        "'ann@a.example' to='bob@b.example' ip='192.0.2.7' user='ann' helo='mail.a.example' tls=yes size=190 line=1"
      ])
    let spamdyke =
      Self.stay(1, 11, from: "ann@a.example", process: 704) + [
        MessageLife.line(
          1.1, "mx", "spamdyke[699]",
          "ALLOWED from: ann@a.example to: bob@b.example origin_ip: 192.0.2.7 origin_rdns: (unknown) auth: ann encryption: TLS reason: 250_ok_1741082401_qp_704"
        )
      ]
    #expect(
      Self.clients(spamdyke) == [
        "'ann@a.example' to='bob@b.example' ip='192.0.2.7' user='ann' helo=- tls=yes size=190 line=1"
      ])
  }

  @Test func `a pid that comes again joins the nearer message, another sender none`() {
    let again =
      Self.connection(0, 700, from: "192.0.2.7")
      + [Self.smtpd(1, "mail recv: pid 700 from <ann@a.example> qp 704")]
      + Self.stay(1, 11, from: "ann@a.example", process: 704) + Self.connection(99, 800, from: "192.0.2.8")
      + [Self.smtpd(100, "mail recv: pid 800 from <ann@a.example> qp 704")]
      + Self.stay(100, 12, from: "ann@a.example", process: 704)
    #expect(
      Self.clients(again).map { $0.split(separator: " ")[2] } == ["ip='192.0.2.7'", "ip='192.0.2.8'"])
    let other =
      Self.connection(0, 700, from: "192.0.2.7")
      + [Self.smtpd(1, "mail recv: pid 700 from <ann@a.example> qp 704")]
      + Self.stay(1, 11, from: "carl@c.example", process: 704)
    #expect(MessageBench(lines: other).message().contains(" ip=- "))
    let late =
      Self.connection(0, 700, from: "192.0.2.7")
      + [Self.smtpd(1, "mail recv: pid 700 from <ann@a.example> qp 704")]
      + Self.stay(400, 11, from: "ann@a.example", process: 704)
    #expect(MessageBench(lines: late).message().contains(" ip=- "))
  }

  @Test func `a process that serves the next client does not keep the one before`() {
    let lines =
      Self.connection(0, 700, from: "192.0.2.7")
      + [
        Self.smtpd(1, "tcpserver: end 700 status 0"),
        Self.smtpd(2, "mail recv: pid 700 from <ann@a.example> qp 704"),
      ] + Self.stay(2, 11, from: "ann@a.example", process: 704)
    #expect(MessageBench(lines: lines).message().contains(" ip=- "))
  }

  @Test func `another host's queue is not asked`() {
    let lines =
      Self.connection(0, 700, from: "192.0.2.7")
      + [Self.smtpd(1, "mail recv: pid 700 from <ann@a.example> qp 704")]
      + Self.stay(1, 11, from: "ann@a.example", process: 704, host: "other")
    #expect(MessageBench(lines: lines).message().contains(" ip=- "))
  }

  @Test func `a bounce names the message that it answers`() {
    let lines =
      [
        Self.send(0, "new msg 11"), Self.send(0, "info msg 11: bytes 190 from <ann@a.example> qp 704 uid 1"),
        Self.send(0.1, "starting delivery 1: msg 11 to remote bob@c.example"),
        Self.send(0.2, "delivery 1: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/"),
        Self.send(0.3, "bounce msg 11 qp 705"), Self.send(0.3, "end msg 11"),
      ] + Self.stay(0.4, 12, from: "", process: 705)
    let found = MessageBench(lines: lines).messages()
    #expect(found.count == 2)
    #expect(found.last?.contains("from='' to='bob@b.example' ip=- ") == true)
    #expect(found.last?.contains(" bounce='11'") == true)
    #expect(found.first?.contains("bounce=") == false)
  }

  /// Connections of some messages each, queued at once or while others are, with pids that come again.
  private static func traffic(_ seed: UInt64, messages: Int) -> [String] {
    var random = SeededNumbers(state: seed)
    var timed: [(at: Double, lines: [String])] = []
    for message in 0..<messages {
      let at = Double(message) * 0.7
      let process = 700 + message % 40
      let queue = 5000 + message % 60
      timed.append((at, connection(at, process, from: "192.0.2.\(message % 250)")))
      let received = at + Double.random(in: 0.2...9, using: &random)
      timed.append(
        (received, [smtpd(received, "mail recv: pid \(process) from <s\(message)@a.example> qp \(queue)")]))
      let early = received - Double.random(in: -0.1...0.1, using: &random)
      for line in stay(early, message % 50, from: "s\(message)@a.example", process: queue) {
        timed.append((early, [line]))
      }
      let end = received + 1
      timed.append((end, [smtpd(end, "tcpserver: end \(process) status 0")]))
    }
    let order = timed.indices.sorted { timed[$0].at != timed[$1].at ? timed[$0].at < timed[$1].at : $0 < $1 }
    return order.flatMap { timed[$0].lines }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `cuts and checkpoints do not change which client a message has`(seed: UInt64) {
    let bench = MessageBench(lines: Self.traffic(seed, messages: 1500))
    let whole = bench.messages()
    let known = whole.count { !$0.contains(" ip=- ") }
    #expect(known > 1400 && known <= 1500)
    for dump in whole where !dump.contains(" ip=- ") {
      let message = Int(dump.split(separator: "from='s")[1].prefix { $0 != "@" })
      #expect(dump.contains("ip='192.0.2.\((message ?? -1) % 250)'"))
    }
    let latest = bench.latest
    var random = SeededNumbers(state: seed)
    for pieces in [3, 60] {
      let ranges = MessageCutTests.ranges(bench.entries.count, pieces: pieces, &random)
      var fold = MessageCutTests.grouped(bench, ranges[...], &random)
      #expect(MessageBench.difference(bench.finish(&fold), whole) == nil)

      var run = MessageFold()
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
}
