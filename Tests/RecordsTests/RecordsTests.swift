import Bytes
import Foundation
import Model
import Records
import Testing

/// Renders one event of `line` with `style`; `change` fills the event.
func render(
  _ line: [UInt8], _ style: RecordStyle = RecordStyle(.jsonl), session: UInt64? = nil,
  _ change: (inout LogEvent, Span<UInt8>) -> Void
) -> String {
  var event = LogEvent()
  event.reset()
  change(&event, line.span)
  var writer = try! RecordWriter(.events, style: style)
  var context = EventRecord.Context(dataset: "log.postfix")
  context.session = session
  EventRecord.write(
    event, line.span, at: Location(source: SourceID(0), offset: 7, line: 3, length: UInt64(line.count)),
    path: PreparedText("a \"b\".log"), context, to: &writer)
  return writer.output.string
}

func object(_ text: String) throws -> [String: Any] {
  try #require(
    try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
}

extension LogEvent {
  mutating func mark(_ field: Field, _ word: StaticString, _ text: Span<UInt8>) {
    guard let start = text.find(word) else { return }
    self[field] = ByteRange(start, start + word.utf8CodeUnitCount)
  }
}

@Suite struct JSONLinesTests {
  @Test func `an event nests by the dots of its names in the order of the schema`() throws {
    let line = Array("connect from mail.example[192.0.2.1]".utf8)
    let text = render(line, session: 0xAB) { event, text in
      event.action = .connect
      event.time = Timestamp(microseconds: 1_735_668_599_709_759)
      event.timeSource = .queueID
      event.offsetMinutes = 60
      event.mark(.sourceDomain, "mail.example", text)
      event.mark(.sourceIP, "192.0.2.1", text)
      event.delayMicroseconds = 1_500_000
    }
    #expect(
      text == """
        {"@timestamp":"2024-12-31T18:09:59.709759Z","event":{"kind":"event","dataset":"log.postfix",\
        "action":"connect","timezone":"+01:00"},"log":{"file":{"path":"a \\"b\\".log"},"offset":7,"line":3,\
        "length":36},"session":{"id":"00000000000000ab"},"source":{"ip":"192.0.2.1",\
        "domain":"mail.example"},"smtp":{"delay":1.5},"postmortem":{"time_source":"queue-id"}}

        """)
    _ = try object(text)
  }

  @Test func `text that is not UTF-8 is shown with U+FFFD and marked`() throws {
    let line: [UInt8] = [0x61, 0xFF, 0xE2, 0x82, 0x62, 0xED, 0xA0, 0x80, 0xC3, 0xBC, 0xF0, 0x9F, 0x98]
    let text = render(line) { event, text in event[.reason] = ByteRange(0, text.count) }
    let record = try object(text)
    let reason = (record["event"] as? [String: Any])?["reason"] as? String
    #expect(reason == String(decoding: line, as: UTF8.self))
    #expect((record["postmortem"] as? [String: Any])?["lossy"] as? Bool == true)
  }

  @Test func `escapes that a server wrote are decoded`() throws {
    let line = Array(##"a#012b\033c issue #123 d"##.utf8)
    let text = render(line) { event, text in
      event[.reason] = ByteRange(0, text.count)
      event.markEncoded(.reason)
    }
    let record = try object(text)
    #expect(
      (record["event"] as? [String: Any])?["reason"] as? String == "a\nb\u{1B}c issue #123 d")
    #expect(text.contains("\\nb\\u001bc"))
  }

  @Test(arguments: [
    (LogEvent.Encoding.base64, "aGFsbG8=", "hallo"), (.base64, "no base64!", "no base64!"),
    (.csvQuoted, #"say ""hi"""#, #"say "hi""#), (.json, #"a\u00fc\n\ud83d\ude00\ud83d"#, "aü\n😀\u{FFFD}"),
    (.octal, "tail#01", "tail#01"),
  ])
  func `each encoding is decoded`(_ encoding: LogEvent.Encoding, _ written: String, _ meant: String) throws {
    let text = render(Array(written.utf8)) { event, text in
      event[.subject] = ByteRange(0, text.count)
      event.encoding = encoding
      event.markEncoded(.subject)
    }
    #expect((try object(text)["email"] as? [String: Any])?["subject"] as? String == meant)
  }

  @Test func `random bytes in any field give a valid record that holds the same text`() throws {
    var seed: UInt64 = 42
    func next() -> UInt64 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return seed >> 33
    }
    for round in 0..<2_000 {
      let alphabet: [UInt8] =
        round % 2 == 0
        ? Array(0...255) : [0x22, 0x5C, 0x0A, 0x7F, 0xC2, 0x85, 0xE2, 0x80, 0xA8, 0x41, 0x41, 0x41, 0x41]
      let line = (0..<Int(next() % 70)).map { _ in alphabet[Int(next() % UInt64(alphabet.count))] }
      let text = render(line) { event, text in event[.replyText] = ByteRange(0, text.count) }
      let record = try object(text)
      let smtp = try #require(record["smtp"] as? [String: Any])
      let reply = try #require(smtp["reply"] as? [String: Any])
      #expect(reply["text"] as? String == String(decoding: line, as: UTF8.self))
      #expect(!text.dropLast().utf8.contains { $0 < 32 || $0 == 127 })
      #expect((String(validating: line, as: UTF8.self) == nil) == text.contains("lossy"))
    }
  }

  @Test(arguments: [
    (0, "0"), (1, "0.000001"), (500_000, "0.5"), (120_000, "0.12"), (1_000_000, "1"), (31_000_000, "31"),
    (10_000_010, "10.00001"), (999_999, "0.999999"), (100, "0.0001"),
  ])
  func `seconds have no zeros behind their last digit`(_ microseconds: Int64, _ wanted: String) throws {
    let text = render(Array("x".utf8)) { event, _ in event.delayMicroseconds = microseconds }
    #expect(text.contains("\"smtp\":{\"delay\":\(wanted)}"))
  }

  @Test func `the null sender is kept apart from an unknown one and recipients are a list`() throws {
    let line = Array("from=<> to=<a@x.example>,<b@y.example>".utf8)
    let text = render(line) { event, text in
      event[.mailFrom] = ByteRange(6, 6)
      event[.rcptTo] = ByteRange(11, text.count)
      event.listStyle = .commas
    }
    #expect(
      text.contains(
        #""smtp":{"mail_from":"<>","rcpt_to":["a@x.example","b@y.example"]}"#))
    #expect(!render(line) { _, _ in }.contains("mail_from"))
  }

  @Test func `the first record of a run carries the versions`() throws {
    var writer = try RecordWriter(.oddities, style: RecordStyle(.jsonl))
    for isFirst in [true, false] {
      writer.begin(isFirstOfRun: isFirst)
      writer.text(OddityField.kind, "pipeline_error")
      writer.end()
    }
    #expect(
      writer.output.string == """
        {"event":{"kind":"pipeline_error"},"postmortem":{"version":"\(Release.version)"},\
        "ecs":{"version":"\(Release.ecsVersion)"}}
        {"event":{"kind":"pipeline_error"}}

        """)
  }

  @Test func `objects nest in arrays by an inner schema`() throws {
    var writer = try RecordWriter(.paths, style: RecordStyle(.jsonl))
    writer.begin()
    writer.boolean(PathField.forged, false)
    writer.beginObjects(PathField.hops)
    for hop in 1...2 {
      writer.beginObject()
      writer.number(PathHopField.number, Int64(hop))
      writer.beginTexts(PathHopField.anomalies)
      writer.element("time-reversed")
      writer.element("no-log")
      writer.endArray()
      writer.number(PathHopField.line, Int64(hop))
      writer.endObject()
    }
    writer.endArray()
    writer.beginObjects(PathField.evidence)
    writer.endArray()
    writer.end()
    #expect(
      writer.output.string == """
        {"path":{"forged":false,"hops":[{"n":1,"anomalies":["time-reversed","no-log"],"location":{"line":1}},\
        {"n":2,"anomalies":["time-reversed","no-log"],"location":{"line":2}}]},"evidence":[]}

        """)
  }

  @Test func `columns choose, a group stands for its members, an unknown name is told`() throws {
    let line = Array("x".utf8)
    let style = RecordStyle(.jsonl, columns: ["postmortem", "log.line", "event.action"])
    let text = render(line, style) { event, _ in event.timeSource = .stated }
    #expect(
      text == """
        {"event":{"action":"unrecognized"},"log":{"line":3},"postmortem":{"time_source":"stated"}}

        """)
    let wrong = #expect(throws: UnknownColumn.self) {
      _ = try RecordStyle(.csv, columns: ["event.colour"]).selection(in: .events)
    }
    #expect(wrong?.name == "event.colour")
    // Skipped arrays leave nothing behind.
    var writer = try RecordWriter(.paths, style: RecordStyle(.jsonl, columns: ["path.forged"]))
    writer.begin()
    writer.boolean(PathField.forged, true)
    writer.beginObjects(PathField.hops)
    writer.beginObject()
    writer.number(PathHopField.number, Int64(1))
    writer.beginTexts(PathHopField.anomalies)
    writer.element("no-log")
    writer.endArray()
    writer.endObject()
    writer.endArray()
    writer.end()
    #expect(writer.output.string == "{\"path\":{\"forged\":true}}\n")
  }
}

@Suite struct RowTests {
  @Test func `CSV quotes after RFC 4180, guards formulas and leaves numbers bare`() throws {
    func cell(_ text: String, raw: Bool = false) -> String {
      let style = RecordStyle(.csv, columns: ["event.reason", "log.line"], rawCSV: raw)
      let row = render(Array(text.utf8), style) { event, text in
        event[.reason] = ByteRange(0, text.count)
      }
      return String(row.dropLast(3))
    }
    #expect(cell("plain") == "plain")
    #expect(cell("a,b") == "\"a,b\"")
    #expect(cell("a\"b") == "\"a\"\"b\"")
    #expect(cell("a\nb") == "\"a\nb\"")
    #expect(cell("") == "\"\"")
    #expect(cell("=1+1") == "'=1+1")
    #expect(cell("=1+1", raw: true) == "=1+1")
    #expect(cell("@a,b") == "\"'@a,b\"")
    #expect(cell("＝1") == "'＝1")
    #expect(cell("-1") == "'-1")
    #expect(cell("\tx") == "'\tx")
    #expect(cell("\u{1B}[2J") == "\"\\u001b[2J\"")
    #expect(cell("ü") == "ü")
  }

  @Test func `CSV has a header, chosen columns in the order asked for, arrays as JSON`() throws {
    let style = RecordStyle(.csv, columns: ["smtp.rcpt_to", "@timestamp", "event.reason"])
    var writer = try RecordWriter(.events, style: style)
    writer.header()
    #expect(writer.output.string == "smtp.rcpt_to,@timestamp,event.reason\n")
    let line = Array("a@b,c\"d@e".utf8)
    let row = render(line, style) { event, text in
      event[.rcptTo] = ByteRange(0, text.count)
      event.time = Timestamp(seconds: 0)
    }
    #expect(row == "\"[\"\"a@b,c\\\"\"d@e\"\"]\",1970-01-01T00:00:00Z,\n")
  }

  @Test func `a table never passes on what a terminal acts on, and cuts between characters`() throws {
    let hostile = "ok\u{1B}]0;x\u{7}\u{202E}\u{85}\r\n" + String(repeating: "漢字", count: 60)
    for width in 1..<90 {
      let style = RecordStyle(.table, columns: ["event.action", "event.reason"], width: width)
      let row = render(Array(hostile.utf8), style) { event, text in
        event[.reason] = ByteRange(0, text.count)
      }
      #expect(row.last == "\n")
      for scalar in row.dropLast().unicodeScalars {
        #expect(scalar.value >= 32 && scalar.value != 0x85 && scalar.value != 0x202E && scalar != "\u{FFFD}")
      }
      let columns = row.dropLast().unicodeScalars.reduce(0) { $0 + ($1.value > 0x3000 ? 2 : 1) }
      #expect(columns <= width)
    }
  }

  @Test func `a table aligns its columns and shows list values without brackets`() throws {
    let style = RecordStyle(.table, columns: ["event.action", "smtp.size", "smtp.rcpt_to"])
    var writer = try RecordWriter(
      .messages, style: RecordStyle(.table, columns: ["smtp.size", "smtp.rcpt_to"]))
    writer.header()
    writer.begin()
    writer.beginTexts(MessageField.rcptTo)
    writer.element("a@b")
    writer.element("c@d")
    writer.endArray()
    writer.number(MessageField.size, Int64(12))
    writer.end()
    #expect(writer.output.string == "smtp.size  smtp.rcpt_to\n       12  a@b, c@d\n")
    _ = style
  }

  @Test(arguments: RecordStyle.Format.allCases)
  func `the place of a session id is told, so that it can be written later`(_ format: RecordStyle.Format)
    throws
  {
    let style = RecordStyle(format, columns: ["event.reason", "session.id", "event.action"])
    var writer = try RecordWriter(.events, style: style)
    let line = Array("a,\"b".utf8)
    var event = LogEvent()
    event.reset()
    event[.reason] = ByteRange(0, line.count)
    var context = EventRecord.Context(dataset: "log.postfix")
    context.session = 1
    for _ in 0..<2 {
      EventRecord.write(
        event, line.span, at: Location(source: SourceID(0), offset: 0, line: 1, length: 4),
        path: PreparedText("x"), context, to: &writer)
    }
    let told = writer.hexPosition
    let place = try #require(told)
    writer.output.overwrite(hex: 0xFEDC_BA98_7654_3210, at: place)
    let rows = writer.output.string.split(separator: "\n")
    #expect(rows[0].contains("0000000000000001"))
    #expect(rows[1].contains("fedcba9876543210"))
  }
}

@Suite struct SchemaTests {
  @Test func `every field that RECORDS names is in its schema`() throws {
    let path = "../shared/RECORDS.md"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      print("skipped: \(path) is not here")
      return
    }
    func section(_ name: String) -> Substring {
      let start = text.range(of: "\n## \(name)")!.upperBound
      let end = text.range(of: "\n## ", range: start..<text.endIndex)?.lowerBound ?? text.endIndex
      return text[start..<end]
    }
    let plan: [(String, Schema, Set<String>)] = [
      ("`events`", .events, []), ("`messages`", .messages, []), ("`paths`", .paths, []),
      ("In every record", .events, ["event.kind"]),
    ]
    for (name, schema, _) in plan {
      for match in section(name).matches(of: /`((?:[a-z_@]+\.)+[a-z_]+|@timestamp)(?:\[\])?`/) {
        let field = String(match.1)
        if schema.index(of: field) != nil { continue }
        // Files and fields of other records that the text mentions, and `source.*`.
        let known = [
          "mail.log", "mail.info", "incident.tar", "tar.zst", "log.postfix", "log.exim",
        ].contains { field.contains($0) }
        #expect(known, "\(field) is not in the schema of \(schema.name)")
      }
    }
  }

  @Test func `names are unique and every column is explained`() {
    for schema in Schema.all {
      let names = schema.columns.map(\.path.description)
      #expect(Set(names).count == names.count)
      for column in schema.columns {
        #expect(column.meaning.description.hasSuffix(".") || column.meaning.description.hasSuffix("..."))
      }
    }
  }
}
