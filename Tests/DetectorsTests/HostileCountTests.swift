import Model
import Support
import Testing

@testable import Detectors

/// A syslog daemon's `message repeated N times` is a claim of the evidence: no number may be too large for what counts it.
@Suite struct HostileCountTests {
  private static let texts = [
    "connect from x.far.example[CLIENT]", "lost connection after CONNECT from x.far.example[CLIENT]",
    "disconnect from x.far.example[CLIENT] commands=0/0",
    "NOQUEUE: reject: RCPT from x.far.example[CLIENT]: 554 5.7.1 <a@b.example>: Relay access denied; from=<x@y.example> to=<a@b.example> proto=ESMTP helo=<z>",
    "NOQUEUE: reject: RCPT from x.far.example[CLIENT]: 550 5.1.1 <a@us.example>: Recipient address rejected: User unknown; from=<x@y.example> to=<a@us.example> proto=ESMTP helo=<z>",
    "NOQUEUE: reject: CONNECT from x.far.example[CLIENT]: 554 5.7.1 Service unavailable; proto=SMTP",
    "warning: x.far.example[CLIENT]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=anna",
    "4T3a100001z: client=x.far.example[CLIENT], sasl_method=PLAIN, sasl_username=anna",
    "4T3a100002z: client=x.far.example[CLIENT]",
    "warning: Connection rate limit exceeded: 99 from x.far.example[CLIENT] for service smtp",
    "timeout after DATA (0 bytes) from x.far.example[CLIENT]",
  ]

  @Test func `equal lines may be as many as can be said`() {
    var random = SeededNumbers(state: 3)
    var lines: [String] = []
    var second = 0
    for _ in 0..<600 {
      second += Int(random.next() % 3) * Int(random.next() % 4 == 0 ? 700 : 1)
      let text = Self.texts[Int(random.next() % UInt64(Self.texts.count))]
        .replacing("CLIENT", with: "198.51.100.\(random.next() % 3 + 1)")
      let count = ["4294967295", "4294967294", "2147483648", "18446744073709551615", "1"][
        Int(random.next() % 5)]
      lines.append(
        "\(Feed.stamp(second)) mx1 postfix/smtpd[7]: message repeated \(count) times: [ \(text)]")
    }
    let set = DetectorSet(rules: [], hostIDs: [nil])
    Feed.give(lines, to: set.groups, cuts: [100, 101, 350])
    let found = set.findings(given: nil)
    #expect(found.contains { $0.rule == .burstLimit && $0.count > 4_294_967_295 })
    #expect(found.contains { $0.rule == .relayProbe && $0.count > 4_294_967_295 })
  }
}
