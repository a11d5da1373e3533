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
        facts.observe(event, bytes.span, stream: 0, location: location)
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
    return (group.findings(policy), group.drops)
  }

  /// A stamp so many seconds after 2024-03-04 00:00 UTC.
  static func stamp(_ second: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = second / 86_400 + 3
    let date = day < 31 ? "03-\(two(day + 1))" : day < 61 ? "04-\(two(day - 30))" : "05-\(two(day - 60))"
    return
      "2024-\(date)T\(two(second / 3_600 % 24)):\(two(second / 60 % 60)):\(two(second % 60)).000000+00:00"
  }
}
