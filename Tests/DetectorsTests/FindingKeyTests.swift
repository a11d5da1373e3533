import Model
import Testing

@testable import Detectors

/// What a finding is called depends on its own evidence alone.
@Suite struct FindingKeyTests {
  /// A host's log in which much goes wrong: lines by the second.
  private struct Log {
    let host: String
    let domain: String
    /// The first three bytes of its clients' addresses.
    let clients: String
    var lines: [(second: Int, text: String)] = []
    var number = 0

    init(_ host: String, _ domain: String, clients: String) {
      self.host = host
      self.domain = domain
      self.clients = clients
    }

    mutating func put(_ second: Int, _ text: String) {
      lines.append((second, "\(Feed.stamp(second)) \(host) \(text)"))
    }

    mutating func message(
      _ at: Int, from: String, client: String, user: String? = nil, to: String, relay: String,
      status: String = "sent", reply: String = "250 2.0.0 Ok"
    ) -> String {
      number += 1
      let id = "4T3\(host.count)\(10_000 + number)z"
      let login = user.map { ", sasl_method=PLAIN, sasl_username=\($0)" } ?? ""
      put(at, "postfix/smtpd[\(number % 40 + 10)]: connect from x.far.example[\(client)]")
      put(at, "postfix/smtpd[\(number % 40 + 10)]: \(id): client=x.far.example[\(client)]\(login)")
      put(at, "postfix/cleanup[9]: \(id): message-id=<\(number)@\(host)>")
      put(at, "postfix/qmgr[8]: \(id): from=<\(from)>, size=900, nrcpt=1 (queue active)")
      put(
        at + 1,
        "postfix/smtp[7]: \(id): to=<\(to)>, relay=\(relay), delay=2, delays=1/0/0/1, dsn=\(status == "sent" ? "2.0.0" : "5.4.6"), status=\(status) (\(reply))"
      )
      if status == "sent" { put(at + 2, "postfix/qmgr[8]: \(id): removed") }
      return id
    }

    mutating func crime() {
      // A relay, and one who tried.
      for step in 0..<30 {
        _ = message(
          1_000 + step * 10, from: "a@spam.example", client: "\(clients).1", to: "v\(step)@victim.example",
          relay: "m[192.0.2.9]:25")
        put(
          2_000 + step,
          "postfix/smtpd[79]: NOQUEUE: reject: RCPT from unknown[\(clients).2]: 554 5.7.1 <n\(step)@t\(step).example>: Relay access denied; from=<b@y.example> to=<n\(step)@t\(step).example> proto=SMTP helo=<y>"
        )
        // Guesses, and the account that gave in.
        put(
          3_000 + step,
          "postfix/smtpd[77]: warning: unknown[\(clients).3]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=eve"
        )
        // Names that nobody has, connections held.
        put(
          5_000 + step * 2,
          "postfix/smtpd[79]: NOQUEUE: reject: RCPT from unknown[\(clients).4]: 550 5.1.1 <n\(step)@\(domain)>: Recipient address rejected: User unknown in local recipient table; from=<b@y.example> to=<n\(step)@\(domain)> proto=SMTP helo=<y>"
        )
        put(6_000 + step, "postfix/smtpd[80]: timeout after DATA from unknown[\(clients).5]")
        put(
          6_500 + step,
          "postfix/smtpd[81]: warning: Connection concurrency limit exceeded: 51 from unknown[\(clients).6] for service smtp"
        )
        put(
          6_600 + step,
          "postfix/master[1]: warning: service \"smtp\" (25) has reached its process limit \"100\": new clients may experience noticeable delays"
        )
      }
      _ = message(
        3_100, from: "eve@\(domain)", client: "\(clients).3", user: "eve", to: "x@far.example",
        relay: "m[192.0.2.9]:25")
      // An account used from many networks, in clear.
      for step in 0..<8 {
        put(
          7_000 + step,
          "dovecot: imap-login: Login: user=<\(host)user>, method=PLAIN, rip=\(20 + step).7.1.1, lip=192.0.2.1, mpid=1, session=<\(host)\(step)>"
        )
      }
      // A loop, and a flood of connections.
      _ = message(
        8_000, from: "a@far.example", client: "\(clients).7", to: "w@loop.\(domain)", relay: "none",
        status: "bounced", reply: "mail for loop.\(domain) loops back to myself")
      for step in 0..<300 {
        put(9_000 + step / 10, "postfix/smtpd[82]: connect from unknown[\(clients).8]")
        put(9_000 + step / 10, "postfix/smtpd[82]: lost connection after CONNECT from unknown[\(clients).8]")
      }
      // Mail of strangers that comes back.
      for step in 0..<30 {
        let id = message(
          10_000 + step * 5, from: "v\(step)@\(domain)", client: "\(clients).9", to: "q\(step)@gone.example",
          relay: "m[192.0.2.8]:25", status: "bounced", reply: "550 no such user")
        let bounce = "4T4\(host.count)\(20_000 + step)z"
        put(10_002 + step * 5, "postfix/cleanup[9]: \(bounce): message-id=<b\(step)@\(host)>")
        put(
          10_002 + step * 5, "postfix/bounce[6]: \(id): sender non-delivery notification: \(bounce)")
        put(10_002 + step * 5, "postfix/qmgr[8]: \(bounce): from=<>, size=900, nrcpt=1 (queue active)")
        put(10_002 + step * 5, "postfix/qmgr[8]: \(id): removed")
        put(
          10_003 + step * 5,
          "postfix/local[5]: \(bounce): to=<v\(step)@\(domain)>, relay=local, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (delivered to mailbox)"
        )
        put(10_004 + step * 5, "postfix/qmgr[8]: \(bounce): removed")
      }
      // A mailbox flooded.
      for step in 0..<250 {
        _ = message(
          14_500 + step * 5, from: "a\(step)@far.example", client: "198.51.\(step).7", to: "bomb@\(domain)",
          relay: "local")
      }
      put(
        20_000,
        "postfix/smtpd[83]: NOQUEUE: reject: RCPT from unknown[\(clients).10]: 550 5.7.1 <z@\(domain)>: Helo refused; from=<c@y.example> to=<z@\(domain)> proto=SMTP helo=<]: client=[192.0.2.1]>"
      )
    }

    var text: [String] {
      lines.enumerated().sorted { ($0.element.second, $0.offset) < ($1.element.second, $1.offset) }
        .map(\.element.text)
    }
  }

  private struct Name: Hashable, CustomStringConvertible {
    var description: String
    init(_ finding: Finding) {
      description = "\(finding.rule.id) \(finding.start.microseconds) \(finding.key)"
    }
  }

  private func names(_ lines: [String]) -> [Finding] {
    let set = DetectorSet(rules: [], hostIDs: [nil])
    Feed.give(lines, to: set.groups)
    var policy = Policy()
    policy.domains = ["us.example", "them.example"]
    return set.findings(given: policy)
  }

  @Test func `other hosts, users and domains in the evidence do not change what a finding is called`() {
    var ours = Log("mx1", "us.example", clients: "203.0.113")
    ours.crime()
    // Time that goes back and stays there.
    for step in 0..<40 { ours.put(30_000 + step, "postfix/smtpd[9]: connect from unknown[192.0.2.77]") }
    let back = (0..<40).map {
      "\(Feed.stamp(28_000 + $0)) mx1 postfix/smtpd[9]: connect from unknown[192.0.2.77]"
    }
    var others = Log("gate7", "them.example", clients: "192.0.2")
    others.crime()
    let alone = names(ours.text + back)
    let rules = Set(alone.map { "\($0.rule.id)" })
    #expect(
      rules.isSuperset(of: [
        "relay.open", "relay.probe", "burst.source", "burst.limit", "burst.held", "burst.harvest",
        "login.bruteforce", "login.takeover", "login.cleartext", "message.loop", "message.backscatter",
        "message.bomb", "log.clock", "log.injection",
      ]), "\(rules.sorted())")
    let together = names(others.text + ours.text + back)
    #expect(together.count > alone.count)
    let missing = Set(alone.map(Name.init)).subtracting(together.map(Name.init))
    #expect(missing.isEmpty, "\(missing)")
    // No two have one name, though both hosts saw the same at the same second.
    #expect(Set(together.map(Name.init)).count == together.count)
  }

  @Test func `two findings that nothing tells apart have names of their own`() {
    let start = Timestamp(seconds: 1_700_000_000)
    var all = (0..<3).map { _ in Finding(.logGap, .low, .low, start: start, end: start, count: 1, "") }
    all.append(Finding(.logClock, .low, .low, start: start, end: start, count: 1, ""))
    FindingKey.number(&all)
    #expect(all[0].key == 0 && all[3].key == 0)
    #expect(Set(all.map(Name.init)).count == 4)
  }
}
