import Bytes
import LogFormats
import Model
import Streams
import Testing

/// Lines of another system than their file's have their own times, and the clock of the file goes on without them.
@Suite struct ForeignLineTests {
  private static let lines =
    (0..<12).map { "2024-12-30 04:04:\(10 + $0) 1tS\(String($0, radix: 16))BJ-000000005aB-1abC Completed" }
    + [
      "2020-11-13T21:01:15.080Z,OLDEXCHANGE\\Default OLDEXCHANGE,08C8881116H56738,173,10.10.10.10:2525,30.30.30.30:22855,<,MAIL FROM:<contact@far.example>,",
      "Dec 31 18:09:59 mx1 postfix/qmgr[123]: 9D4831485FF: removed",
      "2020-11-13T21:01:15.081Z,OLDEXCHANGE\\Default OLDEXCHANGE,08C8881116H56738,174,10.10.10.10:2525,30.30.30.30:22855,>,250 2.1.0 Sender OK,",
      "Dec 31 18:29:59 mx1 postfix/qmgr[123]: 9D936148761: removed",
    ]

  /// The year of each line, where the segment ends after `count` lines.
  private func years(cutAfter count: Int) -> [Int32] {
    let text = Array((Self.lines.joined(separator: "\n") + "\n").utf8)
    let dialect = Dialect.detect(text.span)
    var track = ClockTrack(
      reading: ClockReading(
        year: 2024, month: 12, zone: .utc, yearSource: .assumed, offsetSource: .assumed))
    let cut = Self.lines.prefix(count).reduce(0) { $0 + $1.utf8.count + 1 }
    var years: [Int32] = []
    for range in [0..<cut, cut..<text.count] {
      let clock = track.advance(over: text.span, range, dialect, at: UInt64(range.lowerBound))
      var bytes = ByteBuffer()
      bytes.append(text.span.array(range))
      let chunk = Segment.Chunk(
        source: SourceID(0), range: 0..<range.count, offset: UInt64(range.lowerBound), line: 1, clock: clock,
        dialect: dialect)
      let segment = Segment(bytes: bytes, chunks: [chunk], stream: 0, firstTime: .unknown)
      _ = LineReader.read(segment) { event, _, _ in
        years.append(event.time.isUnknown ? 0 : CivilTime(utc: event.time).year)
      }
    }
    return years
  }

  @Test func `a foreign line's year is its own, and no cut changes that of the others`() {
    let expected: [Int32] = Array(repeating: 2024, count: 12) + [2020, 2024, 2020, 2024]
    for count in 0...Self.lines.count { #expect(years(cutAfter: count) == expected, "cut after \(count)") }
  }
}
