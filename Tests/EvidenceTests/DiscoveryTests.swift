import Bytes
import Foundation
import Model
import Testing

@testable import Evidence

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct DiscoveryTests {
  @Test func `a folder is walked in the order of its names' bytes`() {
    let place = Workplace()
    for name in ["b/2", "a", "b/1", "B", "b.x", "c/d/e", "\u{e4}"] { place.write("f/\(name)", name) }
    let reading = read([place.path + "/f/"])
    #expect(reading.texts == ["B", "a", "b/1", "b/2", "b.x", "c/d/e", "\u{e4}"])
    #expect(reading.paths.first == place.path + "/f/B")
    #expect(reading.sources.map(\.id.rawValue) == Array(0..<7))
    #expect(reading.oddities == [])
  }

  @Test func `what cannot be read is said, and all other inputs are read`() {
    let place = Workplace()
    let good = place.write("good.log", "good\n")
    place.run("mkfifo pipe; mkdir empty")
    let reading = read([
      place.path + "/none", good, place.path + "/pipe", "/dev/null", place.path + "/empty", good,
      good + "/inside",
    ])
    #expect(reading.texts == ["good\n", "good\n"])
    #expect(reading.hasLoss)
    let details = reading.oddities.map(\.detail)
    #expect(reading.oddities.map(\.kind) == [.unreadable, .unreadable, .unreadable, .unreadable])
    #expect(details.count == 4)
    #expect(details.first == "cannot be opened: no such file or folder")
    #expect(details.dropFirst().first?.hasPrefix("is a FIFO") == true)
    #expect(details.dropFirst(2).first?.hasPrefix("is a device") == true)
    #expect(details.last?.contains("not a folder") == true)
  }

  @Test func `a folder without rights is said`() {
    guard geteuid() != 0 else { return }
    let place = Workplace()
    place.write("closed/x", "x")
    place.run("chmod 000 closed")
    let reading = read([place.path])
    place.run("chmod 700 closed")
    #expect(reading.oddities.map(\.detail) == ["cannot be opened: permission denied"])
  }

  @Test func `special files in a folder are passed over, links to files followed, to folders not`() {
    let place = Workplace()
    place.write("f/real", "real\n")
    place.write("g/other", "other\n")
    place.run(
      "cd f && mkfifo pipe && ln -s real link && ln -s ../g folder && ln -s . loop && ln -s gone broken")
    let reading = read([place.path + "/f"])
    #expect(reading.paths.map { String($0.dropFirst(place.path.count)) } == ["/f/link", "/f/real"])
    #expect(reading.oddities.filter { $0.kind == .unsupported }.count == 2)
    #expect(reading.oddities.filter { $0.kind == .unreadable }.map(\.path) == [place.path + "/f/broken"])
  }

  @Test func `empty files and random bytes are plain sources`() {
    let place = Workplace()
    var bytes: [UInt8] = []
    var state: UInt64 = 3
    for _ in 0..<100_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes.append(UInt8(truncatingIfNeeded: state >> 40))
    }
    let reading = read(
      [place.write("empty", ""), place.write("random", bytes), place.write("one", "x")], step: 7777)
    #expect(reading.contents == [[], bytes, [0x78]])
    #expect(reading.oddities == [])
  }

  @Test func `stubs of every compression are damage, not crashes`() {
    let place = Workplace()
    let marks: [[UInt8]] = [
      [0x1f, 0x8b, 8], [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59], [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0],
      [0x28, 0xb5, 0x2f, 0xfd], [0x04, 0x22, 0x4d, 0x18], [0x50, 0x2a, 0x4d, 0x18],
      [0x4c, 0x5a, 0x49, 0x50, 1],
      [0x5d, 0, 0, 0x80, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0],
    ]
    var state: UInt64 = 3
    for mark in marks {
      for size in [0, 1, 2, 5, 10, 18, 400] {
        var bytes = mark
        for _ in 0..<size {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          bytes.append(UInt8(truncatingIfNeeded: state >> 40))
        }
        let reading = read([place.write("x", bytes)])
        #expect(reading.sources.count == 1)
        #expect(
          reading.contents.first == bytes || reading.oddities.count == 1,
          "\(mark) \(size) \(reading.oddities)")
      }
    }
  }

  @Test func `a gzip bomb stops at the ratio`() throws {
    let place = Workplace()
    try #require(place.run("head -c 30000000 /dev/zero | gzip -9 > bomb.gz"))
    let log = place.write("a.log", "after\n")
    var limits = Limits()
    limits.ratioFloorBytes = 1 << 20
    let reading = read([place.path + "/bomb.gz", log], limits: limits)
    #expect(reading.oddities.map(\.kind) == [.limitReached])
    #expect(reading.oddities.first?.detail.contains("ratio") == true)
    #expect((reading.contents.first?.count ?? 0) <= 2 << 20)
    #expect(reading.contents.last == Array("after\n".utf8))
    #expect(reading.hasLoss)
  }

  @Test func `times and numbers that rotation left are hints`() throws {
    let place = Workplace()
    place.write("mail.log.2", "x\n")
    try #require(place.run("touch -d '2024-12-30 01:02:03 UTC' mail.log.2 && gzip mail.log.2"))
    let source = try #require(read([place.path + "/mail.log.2.gz"]).sources.first)
    #expect(
      source.hints.archiveTime
        == CivilTime(year: 2024, month: 12, day: 30, hour: 1, minute: 2, second: 3).asUTC)
    #expect(source.hints.fileTime == source.hints.archiveTime)
    #expect(source.hints.rotationNumber == 2)
    #expect(source.name == "mail.log")
    #expect(source.fileName == "mail.log.2.gz")
    #expect(source.folder == place.path)
  }

  struct Name: Sendable {
    var text: String
    var stem: String
    var date: CivilTime?
    var number: Int?
  }

  @Test func `rotated names are taken apart`() {
    func day(_ year: Int32, _ month: UInt8, _ day: UInt8, _ hour: UInt8 = 0) -> CivilTime {
      CivilTime(year: year, month: month, day: day, hour: hour)
    }
    let names = [
      Name(text: "mail.log", stem: "mail.log"),
      Name(text: "mail.log.1", stem: "mail.log", number: 1),
      Name(text: "mail.log-20241230.gz", stem: "mail.log", date: day(2024, 12, 30)),
      Name(text: "mail.log-2024123007.xz", stem: "mail.log", date: day(2024, 12, 30, 7)),
      Name(text: "maillog.2024-12-30", stem: "maillog", date: day(2024, 12, 30)),
      Name(text: "mail-2024-12-30.log.zst", stem: "mail.log", date: day(2024, 12, 30)),
      Name(text: "2024.12.30-smtpLog.log", stem: "smtpLog.log", date: day(2024, 12, 30)),
      Name(text: "mainlog.01.gz", stem: "mainlog", number: 1),
      Name(text: "maillog-1735603200", stem: "maillog", date: day(2024, 12, 31)),
      Name(text: "20241399.log", stem: "20241399.log"),
      Name(text: "20241230", stem: "20241230"),
      Name(text: ".gz", stem: ".gz"),
      Name(text: ".1", stem: ".1"),
    ]
    for name in names {
      let found = RotatedName(name.text)
      #expect(found.stem == name.stem, "\(name.text)")
      #expect(found.date == name.date, "\(name.text)")
      #expect(found.number == name.number, "\(name.text)")
    }
  }

  /// Gives `bytes` through a pipe, as standard input would.
  private func pipe(
    _ bytes: [UInt8], limits: Limits = Limits(), hashing: Bool = false, _ oddities: OddityList,
    _ body: (EvidenceSet, [Source]) throws -> Void
  ) throws {
    let ends = Pipe()
    let writer = Thread {
      ends.fileHandleForWriting.write(Data(bytes))
      try? ends.fileHandleForWriting.close()
    }
    writer.start()
    let set = evidence([], limits: limits, hashing: hashing, oddities)
    StandardInput.discover(set, descriptor: Descriptor(dup(ends.fileHandleForReading.fileDescriptor)))
    try body(set, set.discover())
  }

  @Test func `a stream can be looked at and then read once`() throws {
    let place = Workplace()
    let text = sampleLog(lines: 5000)
    place.write("plain", text)
    try #require(place.run("gzip -k plain"))
    for bytes in [text, place.bytes("plain.gz")] {
      let oddities = OddityList()
      try pipe(bytes, oddities) { set, sources in
        #expect(sources.map(\.path) == ["-"])
        #expect(sources.first?.isReopenable == false)
        let source = try #require(sources.first)
        #expect(set.head(of: source, bytes: 100_000) == Array(text[..<100_000]))
        #expect(set.head(of: source, bytes: 10) == Array(text[..<10]))
        let whole = readAll(try set.open(source), step: 10_000)
        #expect(whole == text)
        #expect(throws: EvidenceError.consumed(path: "-")) { _ = try set.open(source) }
      }
    }
  }

  @Test func `an archive on a stream is held and read like any other`() throws {
    let place = Workplace()
    let text = sampleLog(lines: 14_000)
    place.write("in/a", text)
    place.write("in/b", "b\n")
    try #require(place.run("tar czf t.gz --sort=name -C in ."))
    let oddities = OddityList()
    try pipe(place.bytes("t.gz"), oddities) { set, sources in
      #expect(sources.map(\.path) == ["-!./a", "-!./b"])
      #expect(sources.map(\.isReopenable) == [true, true])
      for _ in 0..<2 {
        let first = readAll(try set.open(sources[0]))
        let second = readAll(try set.open(sources[1]))
        #expect(first == text)
        #expect(second == Array("b\n".utf8))
      }
    }
    #expect(oddities.all == [])
  }

  @Test func `of an archive on a stream beyond the limit, what fits is read and the rest is named`() throws {
    let place = Workplace()
    place.write("in/a", "a\n")
    place.write("in/b", sampleLog(lines: 14_000))
    place.write("in/c", "c\n")
    try #require(place.run("tar cf t --sort=name -C in ."))
    var limits = Limits()
    limits.heldBytes = 500_000
    let oddities = OddityList()
    try pipe(place.bytes("t"), limits: limits, oddities) { set, sources in
      #expect(sources.map(\.path) == ["-!./a", "-!./c"])
      for (source, text) in zip(sources, ["a\n", "c\n"]) {
        let content = readAll(try set.open(source))
        #expect(content == Array(text.utf8))
      }
    }
    #expect(oddities.all.map(\.kind) == [.limitReached])
    #expect(oddities.all.map(\.path) == ["-!./b"])
  }

  @Test func `the manifest hashes what is stored and what is decoded`() throws {
    let place = Workplace()
    let text = sampleLog(lines: 2000)
    place.write("plain", text)
    place.write("in/x", text)
    try #require(
      place.run("gzip -k plain; tar cf t in; cat plain.gz > damaged.gz; echo garbage >> damaged.gz"))
    let files = ["plain", "plain.gz", "t", "damaged.gz"]
    let oddities = OddityList()
    let set = evidence(files.map { "\(place.path)/\($0)" }, hashing: true, oddities)
    for source in set.discover() {
      _ = set.head(of: source, bytes: 1000)
      _ = readAll(try set.open(source))
    }
    let rows = set.manifest()
    #expect(rows.map(\.kind) == [.input, .source, .input, .source, .input, .source, .input, .source])
    place.run("sha256sum plain plain.gz t damaged.gz > sums")
    let sums = String(decoding: place.bytes("sums"), as: UTF8.self).split(separator: "\n").map {
      String($0.prefix(64))
    }
    #expect(rows.filter { $0.kind == .input }.map(\.sha256) == sums)
    #expect(rows.filter { $0.kind == .source }.map(\.sha256) == Array(repeating: sums.first ?? "", count: 4))
    #expect(rows.allSatisfy { $0.decodedBytes == UInt64(text.count) })
    #expect(
      rows.filter { $0.kind == .input }.map(\.storedBytes) == files.map { UInt64(place.bytes($0).count) })
  }

  @Test func `two passes over damage report it once`() throws {
    let place = Workplace()
    place.write("plain", sampleLog(lines: 100))
    try #require(place.run("gzip -k plain; head -c 500 plain.gz > cut.gz"))
    let oddities = OddityList()
    let set = evidence([place.path + "/cut.gz"], oddities)
    let source = try #require(set.discover().first)
    let first = readAll(try set.open(source))
    let second = readAll(try set.open(source))
    #expect(first == second)
    #expect(oddities.all.count == 1)
  }

  @Test func `compress data is read with codes of every width`() {
    let place = Workplace()
    for text in [sampleLog(lines: 1), sampleLog(lines: 6000), [], [UInt8](repeating: 65, count: 70_000)] {
      for maxBits in [9, 12, 16] {
        let file = place.write("x.Z", lzw(text, maxBits: maxBits))
        let reading = read([file])
        #expect(reading.contents == [text], "\(text.count) bytes, \(maxBits) bits")
        #expect(reading.oddities == [])
      }
    }
    let packed = lzw(sampleLog(lines: 3000), maxBits: 16)
    for cut in stride(from: 3, to: packed.count, by: packed.count / 40) {
      let reading = read([place.write("cut.Z", Array(packed[..<cut]))])
      #expect(sampleLog(lines: 3000).starts(with: reading.contents.first ?? [0]))
    }
  }
}

/// LZW as compress(1) writes it, without clear codes.
private func lzw(_ text: [UInt8], maxBits: Int) -> [UInt8] {
  var out: [UInt8] = [0x1f, 0x9d, UInt8(maxBits) | 0x80]
  var table: [Int: Int] = [:]
  var free = 257
  var width = 9
  var bits: UInt64 = 0
  var count = 0
  var inGroup = 0
  func put(_ code: Int) {
    bits |= UInt64(code) << UInt64(count)
    count += width
    inGroup = (inGroup + 1) % 8
    while count >= 8 {
      out.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      count -= 8
    }
  }
  var current = -1
  for byte in text {
    if current < 0 {
      current = Int(byte)
      continue
    }
    if let known = table[current << 8 | Int(byte)] {
      current = known
      continue
    }
    put(current)
    if free < 1 << maxBits {
      table[current << 8 | Int(byte)] = free
      free += 1
      // The reader's table is one entry behind: it widens when its last code is full.
      if free > 1 << width, width < maxBits {
        while inGroup != 0 { put(0) }
        if count > 0 {
          out.append(UInt8(truncatingIfNeeded: bits))
          bits = 0
          count = 0
        }
        width += 1
      }
    }
    current = Int(byte)
  }
  if current >= 0 { put(current) }
  if count > 0 { out.append(UInt8(truncatingIfNeeded: bits)) }
  return out
}
