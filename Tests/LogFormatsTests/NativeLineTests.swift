import Bytes
import LogFormats
import Model
import Testing

/// Lines of servers' own logs, read as the source's dialect says and not one by one.
@Suite struct NativeLineTests {
  private static var natives: [LogSample] {
    SampleTests.cases.map(\.sample).filter { !$0.line.hasPrefix("Apr  6 13:05:01 mx1 ") }
  }

  private func read(_ line: Span<UInt8>, _ dialect: Dialect) -> LogEvent {
    var envelope = Envelope()
    var event = LogEvent()
    FormatRegistry.parse(line, dialect, &envelope, into: &event)
    for field in LogEvent.Field.allCases where event.has(field) {
      let range = event[field]
      precondition(range.upper <= line.count, "a field lies outside of its line")
    }
    return event
  }

  @Test func `a sample says the same in a source of its own and alone`() {
    for sample in Self.natives where !sample.line.contains("\n") {
      let bytes = Array(sample.line.utf8)
      let dialect = Dialect.detect(bytes.span)
      let alone = EventDescription.fields(of: read(bytes.span, Dialect()), bytes.span).map { "\($0)" }
      let together = EventDescription.fields(of: read(bytes.span, dialect), bytes.span).map { "\($0)" }
      #expect(alone == together, "\(sample.line)")
    }
  }

  @Test func `samples cut at every byte are read without harm in the source of another system`() {
    let lines = Self.natives.map { Array($0.line.utf8) }
    var dialects: [Dialect] = []
    for line in lines {
      let dialect = Dialect.detect(line.span)
      if !dialects.contains(dialect) { dialects.append(dialect) }
    }
    var sum = 0
    for dialect in dialects {
      for line in lines {
        for end in stride(from: 0, through: line.count, by: 3) {
          sum += read(line.span.extracting(0..<end), dialect).count == 0 ? 0 : 1
          sum += read(line.span.extracting(end..<line.count), dialect).count == 0 ? 0 : 1
        }
      }
    }
    #expect(sum > 0)
  }

  @Test func `a native stamp is read to the second`() {
    let stamps = [
      ("Apr-27-13 02:33:06 [Worker_1] 203.0.113.9 info: x", [2013, 4, 27, 2, 33, 6]),
      ("[22-Jan-2013 22:28:21 +0200]: FAILED login for a from 203.0.113.9", [2013, 1, 22, 22, 28, 21]),
      ("10/06/2013 15:50:41 [LOGIN] a (b) from 203.0.113.9:", [2013, 10, 6, 15, 50, 41]),
      (
        "date=2012-08-17 time=12:26:41 device_id=F log_id=1 type=event pri=information msg=\"x\"",
        [2012, 8, 17, 12, 26, 41]
      ),
    ]
    for (line, wanted) in stamps {
      let bytes = Array(line.utf8)
      var envelope = Envelope()
      FormatRegistry.readEnvelope(bytes.span, Dialect.detect(bytes.span), into: &envelope)
      let time = CivilTime(utc: Timestamp(microseconds: envelope.stamp.civilMicroseconds))
      let found = [
        Int(time.year), Int(time.month), Int(time.day), Int(time.hour), Int(time.minute), Int(time.second),
      ]
      #expect(found == wanted, "\(line): \(found)")
    }
  }

  @Test func `day-first stamps of the Squirrel Logger are told by a day beyond twelve`() {
    let head = Array(
      "10/06/2013 15:50:41 [LOGIN] a (b) from 203.0.113.9:\n25/06/2013 15:50:41 [LOGOUT] a (b) from 203.0.113.9:\n"
        .utf8)
    let dialect = Dialect.detect(head.span)
    #expect(dialect.dateOrder == .dayFirst)
  }
}
