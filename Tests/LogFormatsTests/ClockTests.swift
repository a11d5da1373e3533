import Bytes
import Foundation
import LogFormats
import Model
import Testing

/// Year and zone over the life of a source, on synthetic logs whose true times are known.
struct ClockTests {
  // MARK: Writing

  static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// `Dec 30 18:59:59`
  static func stamp(_ utc: Timestamp, _ zone: ZoneInfo) -> String {
    let civil = CivilTime(
      utc: utc.advanced(byMicroseconds: Int64(zone.offset(at: utc)) * 1_000_000))
    return "\(months[Int(civil.month) - 1]) \(civil.day < 10 ? " " : "")\(civil.day) "
      + "\(two(Int(civil.hour))):\(two(Int(civil.minute))):\(two(Int(civil.second)))"
  }

  static func utc(
    _ year: Int32, _ month: UInt8, _ day: UInt8, _ hour: UInt8 = 0, _ minute: UInt8 = 0, _ second: UInt8 = 0
  ) -> Timestamp {
    CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second).asUTC
  }

  static func longID(_ utc: Timestamp, _ inode: Int = 12_345) -> String {
    let letters = Array("0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz")
    func digits(_ value: Int64, _ base: Int64, _ width: Int) -> String {
      var rest = value
      var text = ""
      repeat {
        text = String(letters[Int(rest % base)]) + text
        rest /= base
      } while rest > 0 || text.count < width
      return text
    }
    let micros = utc.microseconds - utc.seconds * 1_000_000
    return digits(utc.seconds, 52, 6) + digits(micros, 52, 4) + "z" + digits(Int64(inode), 51, 1)
  }

  static func line(_ utc: Timestamp, _ zone: ZoneInfo, _ text: String, host: String = "mx") -> String {
    "\(stamp(utc, zone)) \(host) postfix/smtpd[42]: \(text)\n"
  }

  // MARK: Reading

  static func probe(
    _ text: String, path: String = "logs/mx/mail.log", hints: SourceHints = SourceHints()
  ) -> ClockProbe {
    let head = Array(text.utf8.prefix(1 << 20))
    let group = path.split(separator: "/").dropLast().joined(separator: "/")
    return ProbeScanner.scan(
      head.span, isWhole: text.utf8.count < 1 << 20, group: group, path: path, hints: hints)
  }

  static func infer(
    _ probes: [ClockProbe], year: Int32? = nil, zone: ZoneInfo? = nil,
    hosts: [(host: String, zone: ZoneInfo)] = []
  ) -> [ClockTrack] {
    var options = ClockOptions()
    options.year = year
    options.zone = zone
    options.hostZones = hosts
    options.now = utc(2026, 11, 23)
    return ClockInference.infer(probes, options: options)
  }

  /// The times of all lines, read in pieces of about `piece` bytes.
  static func times(_ text: String, _ track: ClockTrack, piece: Int = 1 << 20) -> [Timestamp] {
    let bytes = Array(text.utf8)
    var track = track
    var times: [Timestamp] = []
    var envelope = Envelope()
    var start = 0
    while start < bytes.count {
      let end = bytes.span.find(10, from: min(bytes.count, start + piece) - 1).map { $0 + 1 } ?? bytes.count
      var reading = track.advance(over: bytes.span, start..<end, at: UInt64(start))
      var position = start
      while position < end {
        let feed = bytes.span.find(10, from: position, to: end) ?? end
        Envelope.parse(bytes.span.extracting(position..<feed), into: &envelope)
        if !envelope.stamp.isNone { times.append(reading.resolve(envelope.stamp).time) }
        position = feed + 1
      }
      start = end
    }
    return times
  }

  static let berlin = ZoneInfo.named("Europe/Berlin", load: ClockZoneTests.load)

  // MARK: Years

  @Test func `New Year within a file, also under lines out of order`() {
    let expected = [
      Self.utc(2024, 12, 31, 23, 59, 58), Self.utc(2025, 1, 1, 0, 0, 1), Self.utc(2024, 12, 31, 23, 59, 59),
      Self.utc(2025, 1, 1, 0, 0, 3), Self.utc(2025, 2, 1), Self.utc(2025, 1, 31, 23, 59, 59),
      Self.utc(2025, 7, 1),
      Self.utc(2025, 12, 31), Self.utc(2026, 1, 1), Self.utc(2025, 12, 31, 23), Self.utc(2026, 1, 2),
    ]
    let text = expected.map { Self.line($0, .utc, "connect") }.joined()
    let track = Self.infer([Self.probe(text)], year: 2024, zone: .utc)[0]
    for piece in [1, 40, 100, 1 << 20] { #expect(Self.times(text, track, piece: piece) == expected) }
  }

  @Test func `a file of several years is followed through all of them`() {
    var day = Self.utc(2019, 3, 1, 12)
    var expected: [Timestamp] = []
    while day < Self.utc(2024, 6, 1) {
      expected.append(day)
      day = day.advanced(byMicroseconds: 11 * 86_400_000_000)
    }
    let text = expected.map { Self.line($0, .utc, "connect") }.joined()
    let track = Self.infer([Self.probe(text)], year: 2019, zone: .utc)[0]
    for piece in [1, 500, 4_000, 1 << 20] { #expect(Self.times(text, track, piece: piece) == expected) }
  }

  @Test func `looking ahead and going back does not move the year`() {
    let expected = (0..<30).map {
      Self.utc(2022, 1, 15).advanced(byMicroseconds: Int64($0) * 45 * 86_400_000_000)
    }
    let text = expected.map { Self.line($0, .utc, "connect") }.joined()
    var track = Self.infer([Self.probe(text)], year: 2022, zone: .utc)[0]
    let bytes = Array(text.utf8)
    _ = track.advance(over: bytes.span, 0..<bytes.count, at: 0)
    let middle = bytes.span.find(10, from: bytes.count / 2)! + 1
    _ = track.advance(over: bytes.span, middle..<bytes.count, at: UInt64(middle))
    var reading = track.advance(over: bytes.span, middle..<bytes.count, at: UInt64(middle))
    var envelope = Envelope()
    Envelope.parse(bytes.span.extracting(middle..<bytes.count), into: &envelope)
    let index = text.utf8.prefix(middle).count { $0 == 10 }
    #expect(reading.resolve(envelope.stamp).time == expected[index])
  }

  @Test func `rotated files follow each other across New Year, whatever today is`() {
    let older = (0..<50).map { Self.utc(2021, 11, 20).advanced(byMicroseconds: Int64($0) * 80_000_000_000) }
    let newer = (0..<50).map { Self.utc(2022, 1, 5).advanced(byMicroseconds: Int64($0) * 80_000_000_000) }
    let texts = [newer, older].map { $0.map { Self.line($0, .utc, "connect") }.joined() }
    // Only the older file tells its year: by the time in its gzip header.
    let probes = [
      Self.probe(
        texts[0], path: "logs/mx/mail.log",
        hints: SourceHints(fileTime: Self.utc(2026, 11, 23))),
      Self.probe(
        texts[1], path: "logs/mx/mail.log.1.gz", hints: SourceHints(archiveTime: Self.utc(2022, 1, 5))),
    ]
    let tracks = Self.infer(probes)
    #expect(Self.times(texts[0], tracks[0]) == newer)
    #expect(Self.times(texts[1], tracks[1]) == older)
    #expect(tracks[0].yearSource == .archiveTime)
    // --year means the oldest file of the log.
    let byOption = Self.infer(probes, year: 2010)
    #expect(byOption[1].reading.year == 2010)
    #expect(byOption[0].reading.year == 2011)
    #expect(byOption[0].yearSource == .option)
  }

  @Test func `a log read in another year takes the latest year that its file's time allows`() {
    let expected = (0..<20).map { Self.utc(2020, 11, 28).advanced(byMicroseconds: Int64($0) * 3_600_000_000) }
    let text = expected.map { Self.line($0, .utc, "connect") }.joined()
    let read = Self.infer([Self.probe(text, hints: SourceHints(fileTime: Self.utc(2021, 3, 1)))])[0]
    #expect(Self.times(text, read) == expected)
    #expect(read.yearSource == .fileTime)
    #expect(read.offsetSource == .assumed)
    let named = Self.infer([Self.probe(text, path: "logs/mx/mail.log-20201130")])[0]
    #expect(Self.times(text, named) == expected)
    #expect(named.yearSource == .rotationName)
    // A whole year in one file, archived on January 2: the last line decides.
    let year = (0..<360).map { Self.utc(2020, 1, 3).advanced(byMicroseconds: Int64($0) * 86_400_000_000) }
    let long = year.map { Self.line($0, .utc, "connect") }.joined()
    let archived = Self.infer([Self.probe(long, hints: SourceHints(archiveTime: Self.utc(2021, 1, 2)))])[0]
    #expect(Self.times(long, archived) == year)
  }

  @Test func `nothing known is the past year nearest to today, and is reported`() {
    let text = Self.line(Self.utc(2026, 12, 24), .utc, "connect")
    var oddities: [Oddity] = []
    var options = ClockOptions()
    options.now = Self.utc(2026, 11, 23)
    let track = ClockInference.infer([Self.probe(text)], options: options) { oddities.append($0) }[0]
    #expect(Self.times(text, track) == [Self.utc(2025, 12, 24)])
    #expect(track.yearSource == .assumed)
    #expect(oddities.map(\.kind) == [.assumedTime])
    #expect(oddities.map(\.isLoss) == [false])
  }

  @Test func `February 29 can only be in a leap year`() {
    let expected = [Self.utc(2024, 2, 28, 23), Self.utc(2024, 2, 29, 12), Self.utc(2024, 3, 1, 1)]
    let text = expected.map { Self.line($0, .utc, "connect") }.joined()
    let track = Self.infer([Self.probe(text, hints: SourceHints(fileTime: Self.utc(2026, 3, 1)))])[0]
    #expect(Self.times(text, track) == expected)
    // Given a wrong year, the day is not dropped and not claimed.
    var wrong = Self.infer([Self.probe(text)], year: 2023, zone: .utc)[0].reading
    var envelope = Envelope()
    let leap = Array(Self.line(expected[1], .utc, "connect").utf8)
    Envelope.parse(leap.span, into: &envelope)
    let (_, source, _) = wrong.resolve(envelope.stamp)
    #expect(source == .assumed)
  }

  // MARK: Offsets

  @Test func `stamps with year and offset are taken as they are`() {
    let text = "2024-12-31T19:09:59.709759+01:00 mx postfix/smtpd[1]: connect\n"
    let track = Self.infer([Self.probe(text)], year: 1999, zone: ZoneInfo.utc)[0]
    let expected = Self.utc(2024, 12, 31, 18, 9, 59).advanced(byMicroseconds: 709_759)
    #expect(Self.times(text, track) == [expected])
    #expect(track.yearSource == .stated)
    #expect(track.offsetSource == .stated)
  }

  @Test func `a host's zone may be given by name or folder, and wins over ids`() throws {
    let berlin = try #require(Self.berlin)
    let expected = (0..<5).map { Self.utc(2024, 7, 1, 12, UInt8($0)) }
    let text = expected.map { Self.line($0, berlin, "\(Self.longID($0)): client=a[192.0.2.1]") }.joined()
    let tokyo = ZoneInfo(offsetSeconds: 9 * 3600, name: "+09:00")
    for host in ["mx", "logs/mx"] {
      let track = Self.infer([Self.probe(text)], zone: .utc, hosts: [(host, tokyo)])[0]
      #expect(track.offsetSource == .option)
      #expect(track.reading.zone == tokyo)
    }
    #expect(Self.infer([Self.probe(text)], hosts: [("other", tokyo)])[0].offsetSource == .queueID)
  }

  @Test func `forged and late ids do not outvote the server's own`() throws {
    let zone = ZoneInfo(offsetSeconds: -5 * 3600, name: "")
    var text = ""
    var expected: [Timestamp] = []
    for index in 0..<40 {
      let now = Self.utc(2024, 5, 1, 10).advanced(byMicroseconds: Int64(index) * 61_000_000)
      let id = Self.longID(now)
      // A client's Message-ID that looks like Postfix's, of another year, and a retry from days ago.
      let old = Self.longID(now.advanced(byMicroseconds: -3 * 86_400_000_000 - 3_600_000_000))
      text += Self.line(now, zone, "\(old): from=<a@b>, size=1, nrcpt=1 (queue active)")
      text += Self.line(
        now, zone, "\(id): message-id=<20110101000000.\(Self.longID(Self.utc(2011, 1, 1)))@x>")
      expected += [now, now]
    }
    let track = Self.infer([Self.probe(text)])[0]
    #expect(track.yearSource == .queueID)
    #expect(Self.times(text, track) == expected)
  }

  @Test func `a neighbour's replies give year and zone to a host whose ids carry no time`() throws {
    let berlin = try #require(Self.berlin)
    var known = ""
    var unknown = ""
    var expected: [Timestamp] = []
    for index in 0..<20 {
      let now = Self.utc(2023, 12, 31, 20).advanced(byMicroseconds: Int64(index) * 1_000_000_000)
      expected.append(now)
      unknown += Self.line(now, berlin, "\(index)1C31481B7: client=a[192.0.2.1]", host: "in")
      known +=
        "2023-12-\(Self.stamp(now, .utc).dropFirst(4).prefix(2))T\(Self.stamp(now, .utc).suffix(8))+00:00 out "
        + "postfix/smtp[3]: 9A\(index)0148045: to=<a@b>, relay=in[192.0.2.9]:25, dsn=2.0.0, status=sent "
        + "(250 2.0.0 Ok: queued as \(index)1C31481B7)\n"
    }
    known = known.replacingOccurrences(of: "2023-12- 1", with: "2024-01-01")
    let tracks = Self.infer([
      Self.probe(unknown, path: "logs/in/mail.log"), Self.probe(known, path: "logs/out/mail.log"),
    ])
    #expect(tracks[0].yearSource == .neighbour)
    #expect(tracks[0].offsetSource == .neighbour)
    #expect(Self.times(unknown, tracks[0]) == expected)
  }

  /// A message every 97 seconds over the night in which the clocks of `zone` are moved.
  private func night(_ start: Timestamp, hours: Int64, every seconds: Int64 = 97) -> [Timestamp] {
    (0..<(hours * 3600 / seconds)).map { start.advanced(byMicroseconds: $0 * seconds * 1_000_000) }
  }

  @Test func `ids show when the clocks are moved, in autumn and in spring`() throws {
    let berlin = try #require(Self.berlin)
    for start in [Self.utc(2024, 10, 26, 12), Self.utc(2024, 3, 30, 12)] {
      let expected = night(start, hours: 30)
      let text = expected.map { Self.line($0, berlin, "\(Self.longID($0)): client=a[192.0.2.1]") }.joined()
      // The head that was probed ends before the change; then the whole file is the head.
      let head = String(decoding: text.utf8.prefix(10_000), as: UTF8.self)
      for probed in [head, text] {
        let track = Self.infer([Self.probe(probed)])[0]
        for piece in [8_000, 30_000, 1 << 20] {
          let found = Self.times(text, track, piece: piece)
          let wrong = zip(found, expected).count { $0 != $1 }
          #expect(wrong == 0, "\(piece) \(probed.utf8.count)")
        }
      }
    }
  }

  @Test func `a given zone reads the hour that occurs twice in the order of its lines`() throws {
    let berlin = try #require(Self.berlin)
    let expected = night(Self.utc(2024, 10, 26, 12), hours: 30)
    let text = expected.map { Self.line($0, berlin, "connect") }.joined()
    let track = Self.infer([Self.probe(text)], year: 2024, zone: berlin)[0]
    for piece in [1, 3_000, 1 << 20] { #expect(Self.times(text, track, piece: piece) == expected) }
  }

  @Test func `any clock with ids is found exactly`() throws {
    var state: UInt64 = 11
    func next(_ bound: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % bound
    }
    let names = [
      "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "America/St_Johns", "UTC",
      "+13:00",
      "-11:30",
    ]
    for round in 0..<60 {
      let name = names[round % names.count]
      guard let zone = ZoneInfo.named(name, load: ClockZoneTests.load) else { continue }
      // 2006 to 2050; a few hundred lines over hours to months, out of order by seconds.
      var now = Timestamp(seconds: 1_136_073_600 + Int64(next(1_388_000_000)))
      let pace = [30, 600, 3_000][Int(next(3))]
      var expected: [Timestamp] = []
      var text = ""
      for _ in 0..<400 {
        now = now.advanced(byMicroseconds: Int64(next(UInt64(pace))) * 1_000_000)
        let at = now.advanced(byMicroseconds: -Int64(next(3)) * 1_000_000)
        expected.append(at)
        text += Self.line(at, zone, "\(Self.longID(at)): client=a[192.0.2.1]")
      }
      let track = Self.infer([Self.probe(text)])[0]
      let found = Self.times(text, track, piece: 1 + Int(next(20_000)))
      let wrong = zip(found, expected).count { $0 != $1 }
      #expect(wrong == 0, "round \(round), \(name) from \(CivilTime(utc: expected[0]))")
    }
  }

  @Test func `hostile heads are scanned without a trap`() {
    var state: UInt64 = 5
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let parts = [
      "Dec 31 23:59:59 mx ", "9999-12-31T23:59:59-12:00 ", "0000-01-01 00:00:00 ", "a: ", "4YM9Cw32DMzB6f9: ",
      "client=",
      "message-id=<", "20241231235959.", "session=<8f1qG3kqiYnGM2Sm>", "status=sent (", "queued as ", "\n",
      "\u{0}",
      "1tSBdC-00000k-2Q <= ", " C=\"250 OK id=", "Feb 29 00:00:00 ", "msgid=", " id=", "@", "]: ",
    ]
    for _ in 0..<2_000 {
      var text: [UInt8] = []
      for _ in 0..<(next() % 60) { text += Array(parts[Int(next()) % parts.count].utf8) }
      let probe = ProbeScanner.scan(text.span, isWhole: true, group: "g", path: "p")
      var track = ClockInference.infer([probe, probe])[0]
      _ = track.advance(over: text.span, 0..<text.count)
    }
  }

  @Test func `year-less lines behind one that states its year are of that year, wherever the log is cut`() {
    let lines = [
      "Dec 31 18:09:59 mx1 postfix/qmgr[1]: 9D4831485FF: removed",
      "2012-07-24T15:33:26.000000+02:00 mx1 postfix/qmgr[1]: 9D4831485FF: removed",
      "Jul 24 15:33:27 mx1 postfix/qmgr[1]: 9D4831485FF: removed",
      "Dec 31 18:10:00 mx1 postfix/qmgr[1]: 9D4831485FF: removed",
      "Jan  1 00:00:00 mx1 postfix/qmgr[1]: 9D4831485FF: removed",
      "2019-02-28T10:00:00.000000+00:00 mx1 postfix/qmgr[1]: 9D4831485FF: removed",
      "Mar  1 00:00:00 mx1 postfix/qmgr[1]: 9D4831485FF: removed",
    ]
    let text = Array((lines.joined(separator: "\n") + "\n").utf8)
    let first = ClockReading(year: 2024, month: 12, zone: .utc, yearSource: .assumed, offsetSource: .assumed)
    func years(cutAfter count: Int) -> [Int32] {
      var track = ClockTrack(reading: first)
      let cut = lines.prefix(count).reduce(0) { $0 + $1.utf8.count + 1 }
      var found: [Int32] = []
      for (range, part) in [(0..<cut, lines.prefix(count)), (cut..<text.count, lines.dropFirst(count))] {
        var reading = track.advance(over: text.span, range, at: UInt64(range.lowerBound))
        for line in part {
          var envelope = Envelope()
          Envelope.parse(Array(line.utf8).span, into: &envelope)
          found.append(CivilTime(utc: reading.resolve(envelope.stamp).time).year)
        }
      }
      return found
    }
    for count in 0...lines.count {
      #expect(years(cutAfter: count) == [2024, 2012, 2012, 2012, 2013, 2019, 2019])
    }
  }
}
