import Bytes
import Model
import Testing

@testable import Detectors

/// Whether findings are the same wherever the evidence is cut, and bounded whatever it holds.
@Suite struct FindingCutTests {
  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  /// Two days of a server: mail, and guessers, relayers, harvesters and floods among it.
  private static func traffic(_ seed: UInt64) -> [String] {
    var random = Numbers(state: seed)
    var lines: [(second: Int, text: String)] = []
    func put(_ second: Int, _ text: String) {
      lines.append((second, "\(Feed.stamp(second)) mx1 postfix/\(text)"))
    }
    func message(_ at: Int, _ number: Int, client: String, user: String?, to: [String], relay: String) {
      let id = "4T3a\(10_000 + number)z"
      let login = user.map { ", sasl_method=PLAIN, sasl_username=\($0)" } ?? ""
      put(at, "smtpd[\(number % 40 + 10)]: connect from x.example[\(client)]")
      put(at, "smtpd[\(number % 40 + 10)]: \(id): client=x.example[\(client)]\(login)")
      put(at, "cleanup[9]: \(id): message-id=<\(number)@x.example>")
      put(
        at + 1, "qmgr[8]: \(id): from=<a\(number % 7)@x.example>, size=900, nrcpt=\(to.count) (queue active)")
      for address in to {
        put(
          at + Int.random(in: 1...900, using: &random),
          "smtp[7]: \(id): to=<\(address)>, relay=\(relay):25, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok)"
        )
      }
      put(at + 901, "qmgr[8]: \(id): removed")
    }
    var number = 0
    for _ in 0..<150 {
      number += 1
      message(
        Int.random(in: 0..<170_000, using: &random), number, client: "198.51.\(number % 90).7",
        user: number % 3 == 0 ? "user\(number % 5)" : nil, to: ["ann@us.example"], relay: "local")
    }
    for round in 0..<3 {
      let start = Int.random(in: 0..<160_000, using: &random)
      for step in 0..<60 {
        number += 1
        message(
          start + step * 20, number, client: "203.0.113.\(round + 1)", user: nil,
          to: ["v\(step)@victim\(step % 4).example"], relay: "m[192.0.2.9]")
        put(
          start + step * 3,
          "smtpd[77]: warning: unknown[203.0.113.\(round + 20)]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=user\(step % (round * 9 + 1))"
        )
        put(start + step / 6, "smtpd[78]: connect from unknown[203.0.113.\(round + 40)]")
        put(
          start + step / 6, "smtpd[78]: lost connection after CONNECT from unknown[203.0.113.\(round + 40)]")
        put(
          start + step * 2,
          "smtpd[79]: NOQUEUE: reject: RCPT from unknown[203.0.113.\(round + 60)]: 550 5.1.1 <n\(step)@us.example>: Recipient address rejected: User unknown in local recipient table; from=<b@y.example> to=<n\(step)@us.example> proto=SMTP helo=<y>"
        )
      }
    }
    return lines.enumerated().sorted { ($0.element.second, $0.offset) < ($1.element.second, $1.offset) }
      .map(\.element.text)
  }

  private func describe(_ found: [Finding]) -> [String] {
    found.map {
      "\($0.rule.id) \($0.severity.name) \($0.start.microseconds) \($0.end.microseconds) \($0.count) \($0.sentence) \($0.evidence.map(\.offset)) \($0.key) \($0.relatedUsers) \($0.relatedHosts)"
    }
  }

  /// What is found when `lines` are cut at `cuts`, messages being settled after each piece.
  private func findings(_ lines: [String], cuts: [Int]) -> [Finding] {
    let set = DetectorSet(rules: [], hostIDs: [nil])
    Feed.give(lines, to: set.groups, cuts: cuts)
    return set.findings(given: nil)
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `findings are the same wherever the evidence is cut`(seed: UInt64) {
    let lines = Self.traffic(seed)
    let whole = describe(findings(lines, cuts: []))
    let rules = Set(whole.map { $0.prefix { $0 != " " } })
    #expect(
      rules.isSuperset(of: ["relay.open", "login.bruteforce", "burst.source", "burst.harvest"]), "\(rules)")
    var random = Numbers(state: seed &+ 99)
    for pieces in [2, 7, 64] {
      let cuts = (1..<pieces).map { _ in Int.random(in: 0...lines.count, using: &random) }.sorted()
      let cut = describe(findings(lines, cuts: cuts))
      #expect(
        cut == whole, "\(pieces) pieces: \(zip(cut, whole).first { $0 != $1 }.map { "\($0)\n\($1)" } ?? "")")
    }
  }

  @Test func `more addresses than there is room for do not hide the one that connects most`() {
    var detector = BurstDetector()
    var symbols = Symbols()
    let none: [UInt8] = []
    let start = Timestamp(seconds: 1_700_000_000)
    func connect(_ address: IPAddress, _ second: Int64) {
      var fact = Fact(
        kind: .connection, networkProtocol: .smtp, tls: .unknown,
        time: start.advanced(byMicroseconds: second * 1_000_000), host: 0, count: 1, address: address,
        location: .none)
      fact.location.offset = UInt64(second)
      detector.take(fact, host: 0, none.span, &symbols)
    }
    let heavy = IPAddress(ipv4: 0xCB00_7101)
    for number in 0..<(BurstDetector.trackLimit + 60_000) {
      connect(IPAddress(ipv4: 0x0B00_0000 + UInt32(number)), Int64(number / 1_000))
      if number % 500 == 0 { connect(heavy, Int64(number / 1_000)) }
    }
    #expect(!detector.drops.isEmpty)
    let found = detector.findings(Judgement(policy: Policy(), symbols: symbols, hosts: ["mx1"]))
    #expect(found.map(\.sourceIP) == [heavy])
    #expect(found.first?.count == UInt64((BurstDetector.trackLimit + 60_000) / 500))
  }

  @Test func `addresses that came and went are given up without a word`() {
    var detector = BurstDetector()
    var symbols = Symbols()
    let none: [UInt8] = []
    for number in 0..<(BurstDetector.trackLimit + 60_000) {
      let fact = Fact(
        kind: .connection, networkProtocol: .smtp, tls: .unknown,
        time: Timestamp(seconds: 1_700_000_000 + Int64(number)), host: 0, count: 1,
        address: IPAddress(ipv4: 0x0B00_0000 + UInt32(number)), location: .none)
      detector.take(fact, host: 0, none.span, &symbols)
    }
    #expect(detector.drops.isEmpty)
  }
}
