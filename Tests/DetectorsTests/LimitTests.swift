import Bytes
import Model
import Testing

@testable import Detectors

/// Tables that are full: it is told, or what is said stays true, and what matters most is found.
@Suite struct LimitTests {
  private static let none: [UInt8] = []

  private static func fact(
    _ kind: Fact.Kind, _ second: Int, _ address: IPAddress?, _ recipient: TextRef = .none
  ) -> Fact {
    var fact = Fact(
      kind: kind, networkProtocol: .smtp, tls: .unknown,
      time: Timestamp(seconds: 1_709_510_400 + Int64(second)),
      host: 0, count: 1, address: address, location: .none)
    fact.location.offset = UInt64(second)
    fact.recipient = recipient
    return fact
  }

  private static func address(_ number: Int) -> IPAddress { IPAddress(ipv4: 0x0B00_0000 + UInt32(number)) }

  private static func judgement(_ symbols: Symbols = Symbols(), hosts: [String] = ["mx1"]) -> Judgement {
    Judgement(policy: Policy(), symbols: symbols, hosts: hosts)
  }

  /// What `detector` finds in `facts`.
  private static func findings(_ detector: any Detector, _ facts: some Sequence<Fact>) -> [Finding] {
    var detector = detector
    var symbols = Symbols()
    for fact in facts { detector.take(fact, host: 0, none.span, &symbols) }
    return detector.findings(judgement(symbols))
  }

  private static let ours: Policy = {
    var policy = Policy()
    policy.domains = ["us.example"]
    return policy
  }()

  // MARK: Messages

  @Test func `loops beyond the domains that there is room for are told`() {
    let lines = (0..<5).flatMap {
      Feed.message(
        $0 * 10, $0, to: ["a@round\($0).example"], relay: "none", status: "bounced",
        reply: "mail for round\($0).example loops back to myself")
    }
    let (found, drops) = Feed.findings(MessageDetector(limit: 3), lines)
    #expect(found.map(\.rule) == Array(repeating: .messageLoop, count: 3))
    #expect(drops == ["messages: 2 that went round, for domains beyond 3, not counted"])
  }

  @Test func `bounces beyond the hours that there is room for are told`() {
    let lines = (0..<6).flatMap { Feed.bounced($0 * 8_000, $0, from: "v@us.example") }
    let (_, drops) = Feed.findings(MessageDetector(limit: 4), lines)
    #expect(drops == ["messages: 2 bounces beyond 4 hours of hosts not counted"])
  }

  @Test func `where strangers' messages were forgotten, bounces are at least so many`() {
    let lines = (0..<30).flatMap { Feed.bounced($0 * 10, $0, from: "v\($0)@us.example") }
    let (few, drops) = Feed.findings(MessageDetector(limit: 4), lines, Self.ours)
    #expect(few.count == 1 && few[0].sentence.contains("sent at least 30 bounces"), "\(few.map(\.sentence))")
    #expect(drops.isEmpty)
    let (all, _) = Feed.findings(MessageDetector(), lines, Self.ours)
    #expect(all.count == 1 && all[0].sentence.contains("sent 30 bounces"))
  }

  @Test func `bounces to more domains than are kept apart are counted, and strangers are so many or more`() {
    let lines = (0..<1_100).flatMap {
      Feed.bounced($0, $0, from: "v@d\($0 % 300).example", client: "203.\($0 / 250).113.\($0 % 250)")
    }
    let (found, _) = Feed.findings(MessageDetector(), lines)
    #expect(found.count == 1 && found[0].count == 1_100)
    #expect(found[0].sentence.contains("mail of 1000 or more strangers and sent 1100 bounces"))
  }

  @Test func `a flooded mailbox is found among more mailboxes than there is room for`() {
    var lines: [String] = []
    for number in 0..<250 {
      lines += Feed.message(
        number * 10, number, client: "203.0.113.\(number % 30)", to: ["bomb@us.example"])
      lines += Feed.message(number * 10, 1_000 + number, to: ["u\(number)@us.example"])
    }
    let (found, drops) = Feed.findings(MessageDetector(limit: 20), lines)
    #expect(found.map(\.user) == ["bomb@us.example"])
    #expect(found.map(\.count) == [250])
    #expect(
      found[0].sentence.contains("got 250 messages within an hour from 30 clients"), "\(found[0].sentence)")
    #expect(drops.isEmpty)
    // One that comes when others were forgotten may have been among them.
    let late = (0..<250).flatMap {
      Feed.message(3_000 + $0 / 10, 2_000 + $0, client: "203.0.\($0).1", to: ["late@us.example"])
    }
    let (two, _) = Feed.findings(MessageDetector(limit: 20), lines + late)
    #expect(
      two.last?.sentence.contains("got at least 250 messages within an hour from 64 or more clients") == true)
    #expect(two.last?.sentence.contains("at most 1 in an hour before") == true)
  }

  @Test func `floods of mailboxes that were given up are told`() {
    var thresholds = Thresholds()
    thresholds[.messageBomb] = 2
    let lines = (0..<24).flatMap { Feed.message($0 * 10, $0, to: ["u\($0 / 2)@us.example"]) }
    let (_, drops) = Feed.findings(MessageDetector(thresholds, limit: 8), lines)
    #expect(drops == ["messages: floods of 4 mailboxes beyond 8 given up"])
  }

  @Test func `every recipient of a message is counted`() {
    var thresholds = Thresholds()
    thresholds[.messageBomb] = 20
    let lines = (0..<20).flatMap { number in
      Feed.message(number * 10, number, to: (0..<100).map { "u\($0)@us.example" })
    }
    #expect(Feed.findings(MessageDetector(thresholds), lines).found.count == 100)
  }

  // MARK: Logs

  private func said(_ second: Int, _ address: String) -> String {
    "\(Feed.stamp(second)) mx1 postfix/smtpd[10]: NOQUEUE: reject: RCPT from unknown[\(address)]: 550 5.7.1 <z@us.example>: Helo refused; from=<c@y.example> to=<z@us.example> proto=SMTP helo=<]: client=[192.0.2.1]>"
  }

  @Test func `who imitates log lines most is found among more networks than there is room for`() {
    var lines: [String] = []
    for number in 0..<100 {
      lines.append(said(number, "198.51.\(number).1"))
      if number >= 50 { lines.append(said(number, "203.0.113.\(number % 2)")) }
    }
    let (found, drops) = Feed.findings(InjectionDetector(limit: 10), lines)
    let most = found.first { $0.sourceNetwork?.address == IPAddress("203.0.113.0") }
    #expect(most?.count == 50 && most?.relatedIPs.count == 2)
    let kept = found.reduce(0) { $0 + $1.count }
    #expect(
      drops == ["injections: \(150 - kept) names that imitate log lines, of networks beyond 10, not counted"])
  }

  @Test func `times of one network that there is no room for are taken together`() {
    let lines = (0..<100).map { said($0 * 8_000, "203.0.113.1") }
    let (found, drops) = Feed.findings(InjectionDetector(), lines)
    #expect(found.count == 64 && found.reduce(0) { $0 + $1.count } == 100)
    #expect(found.map(\.start).min() == Timestamp(seconds: 1_709_510_400))
    #expect(drops.isEmpty)
  }

  @Test func `all messages that show clocks apart are counted`() {
    var detector = ClockDetector()
    let start = Timestamp(seconds: 1_700_000_000)
    for number in 0..<1_000 {
      let time = start.advanced(byMicroseconds: Int64(number) * 10_000_000)
      detector.take(
        Handover(
          from: 0, to: 1, taken: time, given: time.advanced(byMicroseconds: 1_000_000),
          received: time.advanced(byMicroseconds: 90_000_000), location: .none))
    }
    let found = detector.findings(Self.judgement(hosts: ["mx1", "store1"]))
    #expect(found.map(\.count) == [1_000])
    #expect(found[0].sentence.contains("1000 of 1000 messages"))
  }

  @Test func `a silence of two weeks is found`() throws {
    let stamps = stride(from: 0, to: 60 * 86_400, by: 300).filter {
      !(30 * 86_400..<44 * 86_400).contains($0)
    }
    let lines = stamps.map { "\(Feed.stamp($0)) mx1 postfix/smtpd[9]: connect from unknown[192.0.2.77]" }
    let (found, _) = Feed.findings(SilenceDetector(), lines)
    #expect(found.map(\.rule) == [.logGap])
    #expect(found.first?.sentence.contains("nothing for 336 hours") == true)
  }

  // MARK: Bursts

  @Test func `of more addresses than are kept it is said that there are so many or more`() {
    let few = Self.findings(
      BurstDetector(), (0..<200).map { Self.fact(.idle, $0 / 10, Self.address($0 * 256)) })
    #expect(few.map(\.rule) == [.burstDistributed])
    #expect(few[0].sentence.hasPrefix("200 addresses together"))
    // Those before the burst.
    let slow = Self.findings(
      BurstDetector(), (0..<1_600).map { Self.fact(.idle, $0, Self.address($0 * 256)) })
    #expect(slow.map(\.rule) == [.burstDistributed])
    #expect(slow[0].sentence.contains(" or more addresses together"), "\(slow[0].sentence)")
    let many = Self.findings(
      BurstDetector(), (0..<5_000).map { Self.fact(.idle, $0 / 100, Self.address($0 * 256)) })
    #expect(many.map(\.rule) == [.burstDistributed])
    #expect(many[0].sentence.hasPrefix("4096 or more addresses together"))
  }

  @Test func `addresses that hold connections, and limits that clients reached, are so many or more`() {
    func ipv6(_ number: Int) -> IPAddress { IPAddress(high: 0x2001_0DB8_0000_0000, low: UInt64(number)) }
    let held = Self.findings(BurstDetector(), (0..<1_500).map { Self.fact(.held, $0 / 10, ipv6($0)) })
    #expect(held.map(\.rule) == [.burstHeld] && held[0].count == 1_500)
    #expect(held[0].sentence.hasPrefix("1000 or more addresses"))
    let limits = Self.findings(
      BurstDetector(), (0..<1_500).map { Self.fact(.limit, $0 / 10, Self.address($0 * 256)) })
    #expect(limits.map(\.rule) == [.burstLimit])
    #expect(limits[0].sentence.contains("reached its limits at least 1000 times"))
  }

  @Test func `of very many recipients that do not exist it is said that there are so many or more`() {
    var detector = BurstDetector()
    var symbols = Symbols()
    for number in 0..<10_500 {
      let text = Array("user\(number)".utf8)
      let fact = Self.fact(
        .unknownRecipient, number / 100, Self.address(1), TextRef(range: ByteRange(0, text.count)))
      detector.take(fact, host: 0, text.span, &symbols)
    }
    let found = detector.findings(Self.judgement(symbols))
    #expect(found.map(\.rule) == [.burstHarvest] && found[0].count == 10_500)
    #expect(found[0].sentence.contains("tried 10000 or more recipients that do not exist"))
  }

  // MARK: Relays

  @Test func `of more servers than are kept it is said that there are so many or more`() {
    var detector = RelayDetector()
    var symbols = Symbols()
    for number in 0..<20 {
      detector.take(
        Self.fact(.relayDenied, number, Self.address(1)), host: Int32(number), Self.none.span, &symbols)
    }
    let found = detector.findings(Self.judgement(symbols, hosts: (0..<20).map { "mx\($0)" }))
    #expect(found.map(\.count) == [20])
    #expect(found[0].sentence.contains("16 or more servers"))
  }

  @Test func `own domains among more than are kept apart are no strangers`() {
    var policy = Policy()
    policy.domains = Set((0..<100).map { "d\($0).example" })
    let own = (0..<100).flatMap {
      Feed.message($0 * 10, $0, to: ["a@d\($0).example"], relay: "m[192.0.2.9]:25")
    }
    #expect(Feed.findings(RelayDetector(), own, policy).found.isEmpty)
    // A stranger's, beyond what there is room for, goes to another server.
    let mixed = (0..<10).flatMap {
      Feed.message(2_000 + $0 * 10, 200 + $0, to: ["a@other.example"], relay: "m[192.0.2.10]:25")
    }
    let (some, _) = Feed.findings(RelayDetector(), own + mixed, policy)
    #expect(some.count == 1)
    #expect(some.first?.sentence.contains("to at least 10 recipients in more domains") == true)
    policy.domains = ["us.example"]
    let (all, _) = Feed.findings(RelayDetector(), own, policy)
    #expect(all.count == 1)
    #expect(
      all[0].sentence.contains(
        "to 100 recipients in d0.example, d1.example, d10.example and at least 61 more domains"),
      "\(all[0].sentence)")
  }

  @Test func `strangers of two networks on one day show an open relay, however many there are of one`() {
    var symbols = Symbols()
    let domain = symbols.intern("gmail.com")
    func abuse(_ second: Int, _ address: IPAddress) -> RelayDetector.Abuse {
      let time = Timestamp(seconds: 1_700_000_000 + Int64(second))
      var abuse = RelayDetector.Abuse(host: 0, address: address, first: time, last: time, lastTaken: time)
      abuse.messages = 10
      abuse.domains.append(
        RelayDetector.Reached(
          domain: domain, relay: Self.address(1), recipients: 10, delivered: 10, isHidden: false,
          isInferred: false))
      return abuse
    }
    let many = (0..<1_500).map { abuse($0, IPAddress(high: 0x2001_0DB8_0000_0000, low: UInt64($0))) }
    var judgement = Self.judgement(symbols)
    judgement.policy.isLearned = true
    judgement.relayed = RelayedDomains(limit: 10)
    let alone = OpenRelays(many, [], judgement).findings()
    #expect(alone.count == 1_500 && alone.allSatisfy { $0.severity == .medium })
    for second in [0, 1_600, 1_499 + 86_400] {
      let both = OpenRelays(many + [abuse(second, Self.address(9))], [], judgement).findings()
      let sure = both.count { $0.severity == .high }
      #expect(sure == (second > 80_000 ? 2 : 1_501), "\(second): \(sure)")
    }
  }

  @Test func `domains that got most stay known of more than there is room for`() {
    var relayed = RelayedDomains(limit: 10)
    let start = Timestamp(seconds: 1_700_000_000)
    func add(_ domain: Int, _ number: Int) {
      relayed.add(
        Int32(domain), host: 0, from: Self.address(number % 7 * 256), to: Self.address(1),
        start.advanced(byMicroseconds: Int64(number) * 3_600_000_000), .none)
    }
    for number in 0..<100 {
      add(7, number)
      add(100 + number, number)
    }
    let known = RelayedDomains.Key(host: 0, domain: 7)
    #expect(relayed.entry(known)?.count == 100 && relayed.isServed(known, besides: nil))
    #expect(relayed.isPartial && relayed.all.count <= 10)
    for domain in [7] + Array(1_000..<1_100) { relayed.refuse(Int32(domain), host: 0, 1) }
    #expect(relayed.isRefused(known) && relayed.refusals(of: 0) == 101)
    #expect(relayed.drops.count == 2, "\(relayed.drops)")
  }

  @Test func `what taught nothing about us is told`() {
    let group = DetectorGroup([], PolicyLearning(limit: 2), hostIDs: [nil])
    Feed.give((0..<5).flatMap { Feed.message($0 * 10, $0, to: ["a@d\($0).example"]) }, to: [group])
    #expect(group.learnedPolicy?.policy.domains == ["d0.example", "d1.example"])
    #expect(group.learningDrops == ["policy: 3 messages for domains and of hosts beyond 2 taught nothing"])
    #expect(group.drops.isEmpty)
  }

  // MARK: What all detectors share

  @Test func `hosts beyond those that there is room for are one without a name, and it is told`() {
    func lines(_ hosts: Int, _ count: Int) -> [String] {
      (0..<count).map {
        "\(Feed.stamp($0 / 100)) h\($0 % hosts) postfix/smtpd[79]: NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 <n@t\($0 % 50).example>: Relay access denied; from=<b@y.example> to=<n@t\($0 % 50).example> proto=SMTP helo=<y>"
      }
    }
    let group = DetectorGroup([RelayDetector()], nil, hostIDs: [nil], hostLimit: 3)
    Feed.give(lines(6, 30), to: [group])
    #expect(Feed.findings(group).map(\.relatedHosts) == [["h0", "h1", "h2"]])
    #expect(group.drops == ["hosts: what those beyond 3 logged, 3 times, counted as one host's"])
    // In one segment.
    let crowd = DetectorGroup([RelayDetector()], nil, hostIDs: [nil])
    Feed.give(lines(4_100, 4_200), to: [crowd])
    #expect(
      crowd.drops.count == 1 && crowd.drops[0].hasPrefix("hosts: what those beyond 4096 in one segment"))
  }

  @Test func `connections that say something are not forgotten, and it is told where one is`() {
    func connect(_ number: Int) -> String {
      "\(Feed.stamp(number)) mx1 smtpd[1]: \(id(number)) smtp connected address=203.0.\(number / 250).\(number % 250) host=x.example"
    }
    func id(_ number: Int) -> String { "c1a89cb7740\(10_000 + number)" }
    func fail(_ number: Int, _ second: Int) -> String {
      "\(Feed.stamp(second)) mx1 smtpd[1]: \(id(number)) smtp authentication user=anna result=permfail"
    }
    var lines: [String] = []
    for number in 0..<1_000 {
      lines.append(connect(number))
      if number % 50 == 0 { lines.append(fail(0, number)) }
    }
    let group = DetectorGroup([LoginDetector()], nil, hostIDs: [nil], sessionLimit: 100)
    Feed.give(lines, to: [group])
    let found = Feed.findings(group)
    #expect(found.map(\.sourceIP) == [IPAddress("203.0.0.0")] && found[0].count == 20)
    #expect(group.drops.isEmpty)
    // Of a client on the host itself nothing is lost.
    let local = "\(Feed.stamp(1_000)) mx1 smtpd[1]: \(id(89_999)) smtp connected address=local host=x.example"
    Feed.give([local, fail(89_999, 1_000)], to: [group])
    #expect(group.drops.isEmpty)
    Feed.give([fail(7, 1_001)], to: [group])
    #expect(group.drops == ["connections: 1 lines of those beyond 100 have lost their client"])
  }

  @Test func `a table of what was said last holds the latest, and says when it forgot`() {
    var table = RecentTable<UInt64, UInt64>(limit: 10)
    for number: UInt64 in 0..<20 { table.set(number, for: number) }
    #expect((0..<20).allSatisfy { table[$0] == $0 } && !table.hasForgotten)
    var isKnown = true
    for number: UInt64 in 20..<100 {
      table.set(number, for: number)
      isKnown = isKnown && table.use(10) == 10
    }
    #expect(isKnown && table.hasForgotten && table[1] == nil && (91..<100).allSatisfy { table[$0] == $0 })
  }
}
