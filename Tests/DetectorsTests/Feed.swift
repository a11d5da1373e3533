import Correlation
import LogFormats
import Model

@testable import Detectors

/// Log lines given to detectors as a run gives them, without one: facts at once, messages as they are settled.
enum Feed {
  /// Gives `lines` to `groups`, cut at `cuts`; messages are settled after each piece.
  static func give(_ lines: [String], to groups: [DetectorGroup], cuts: [Int] = []) {
    var fold = MessageFold(limits: Limits())
    var envelope = Envelope()
    var event = LogEvent()
    var start = 0
    for end in cuts + [lines.count] {
      var facts = FactList()
      var part = MessageFold(limits: Limits())
      var latest = Timestamp.unknown
      for index in start..<end {
        let bytes = Array(lines[index].utf8)
        FormatRegistry.parse(bytes.span, Dialect(), &envelope, into: &event)
        event.time = Timestamp(
          microseconds: envelope.stamp.civilMicroseconds - Int64(envelope.stamp.offsetMinutes) * 60_000_000)
        latest = event.time
        let location = Location(
          source: SourceID(0), offset: UInt64(index * 100), line: UInt64(index + 1),
          length: UInt64(bytes.count))
        part.observe(
          &event, bytes.span, source: location.source, offset: location.offset, line: location.line,
          length: bytes.count, hostContext: 0)
        facts.observe(&event, bytes.span, stream: 0, location: location)
      }
      start = end
      for group in groups { group.absorb(facts) }
      fold.absorb(&part)
      if !latest.isUnknown {
        let count = fold.settle(before: latest)
        for group in groups { group.take(fold, count) }
        fold.release()
      }
    }
    let count = fold.settleAll()
    for group in groups { group.take(fold, count) }
  }

  /// What `detector` alone finds in `lines`, and the limits that it reached.
  static func findings(
    _ detector: any Detector, _ lines: [String], _ policy: Policy = Policy()
  ) -> (found: [Finding], drops: [String]) {
    let group = DetectorGroup([detector], nil, hostIDs: [nil])
    give(lines, to: [group])
    return (findings(group, policy), group.drops)
  }

  static func findings(_ group: DetectorGroup, _ policy: Policy = Policy()) -> [Finding] {
    group.conclusions(policy).flatMap { conclusion in
      conclusion.draw()
      return conclusion.found
    }
  }

  /// A stamp so many seconds after 2024-03-04 00:00 UTC.
  static func stamp(_ second: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = second / 86_400 + 3
    let date = day < 31 ? "03-\(two(day + 1))" : day < 61 ? "04-\(two(day - 30))" : "05-\(two(day - 60))"
    return
      "2024-\(date)T\(two(second / 3_600 % 24)):\(two(second / 60 % 60)):\(two(second % 60)).000000+00:00"
  }

  /// What Postfix writes of a message that it took and gave on, or delivered (`relay: "local"`), to each of `to`.
  static func message(
    _ second: Int, _ number: Int, host: String = "mx1", from: String = "a@far.example",
    client: String = "198.51.100.7", user: String? = nil, to: [String], relay: String = "local",
    status: String = "sent", reply: String = "250 2.0.0 Ok"
  ) -> [String] {
    let id = "4T3a\(100_000 + number)z"
    let login = user.map { ", sasl_method=PLAIN, sasl_username=\($0)" } ?? ""
    return [
      "smtpd[\(number % 40 + 10)]: \(id): client=x.far.example[\(client)]\(login)",
      "cleanup[9]: \(id): message-id=<\(number)@far.example>",
      "qmgr[8]: \(id): from=<\(from)>, size=900, nrcpt=\(to.count) (queue active)",
    ].map { "\(stamp(second)) \(host) postfix/\($0)" }
      + to.map {
        "\(stamp(second + 1)) \(host) postfix/smtp[7]: \(id): to=<\($0)>, relay=\(relay), delay=2, delays=1/0/0/1, dsn=\(status == "sent" ? "2.0.0" : "5.1.1"), status=\(status) (\(reply))"
      } + ["\(stamp(second + 2)) \(host) postfix/qmgr[8]: \(id): removed"]
  }

  /// A message of a stranger's that could not be delivered, and the bounce that goes to its sender.
  static func bounced(
    _ second: Int, _ number: Int, host: String = "mx1", from: String, client: String = "203.0.113.9"
  ) -> [String] {
    var lines = message(
      second, number, host: host, from: from, client: client, to: ["q\(number)@gone.example"],
      relay: "m[192.0.2.8]:25", status: "bounced", reply: "550 5.1.1 no such user")
    let removed = lines.removeLast()
    let (id, bounce) = ("4T3a\(100_000 + number)z", "4T4b\(100_000 + number)z")
    return lines
      + [
        "cleanup[9]: \(bounce): message-id=<b\(number)@\(host)>",
        "bounce[6]: \(id): sender non-delivery notification: \(bounce)",
        "qmgr[8]: \(bounce): from=<>, size=900, nrcpt=1 (queue active)",
      ].map { "\(stamp(second + 2)) \(host) postfix/\($0)" } + [
        removed,
        "\(stamp(second + 3)) \(host) postfix/local[5]: \(bounce): to=<\(from)>, relay=local, delay=2, delays=1/0/0/1, dsn=2.0.0, status=sent (delivered to mailbox)",
        "\(stamp(second + 3)) \(host) postfix/qmgr[8]: \(bounce): removed",
      ]
  }
}
