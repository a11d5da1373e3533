import Bytes
import Foundation
import Model
import Testing

@testable import Evidence

@Suite struct ArchiveTests {
  /// A folder of three logs and a compressed one, as most archives here hold it.
  private func folder(_ place: Workplace) -> [String: [UInt8]] {
    let texts: [String: [UInt8]] = [
      "var/log/mail.log": sampleLog(lines: 300, seed: 1),
      "var/log/mail.log.1": sampleLog(lines: 200, seed: 2),
      "var/log/empty.log": [],
    ]
    for (name, text) in texts { place.write("in/\(name)", text) }
    return texts
  }

  struct Wrapping: Sendable, CustomTestStringConvertible {
    var tool: String
    var command: String
    var prefix = ""
    var testDescription: String { command }

    static let all: [Wrapping] = [
      Wrapping(tool: "tar", command: "tar cf a -C in ."),
      Wrapping(tool: "tar", command: "tar c --format=v7 -f a -C in ."),
      Wrapping(tool: "tar", command: "tar c --format=posix -f a -C in ."),
      Wrapping(tool: "xz", command: "tar cJf a -C in ."),
      Wrapping(tool: "gzip", command: "tar czf a -C in ."),
      Wrapping(tool: "zstd", command: "tar c -C in . | zstd -q > a"),
      Wrapping(tool: "zstd", command: "tar c -C in . | gzip | zstd -q | xz > a"),
      Wrapping(tool: "zip", command: "cd in && zip -qr ../a.zip var && mv ../a.zip ../a"),
      Wrapping(tool: "zip", command: "cd in && zip -q0r ../a.zip var && mv ../a.zip ../a"),
      Wrapping(tool: "zip", command: "cd in && zip -qr - var | cat > ../a"),
      Wrapping(tool: "zip", command: "cd in && zip -qr - var | gzip > ../a"),
      Wrapping(tool: "7z", command: "cd in && 7z a -bso0 ../a.7z var && mv ../a.7z ../a"),
      Wrapping(tool: "7z", command: "cd in && 7z a -bso0 ../a.7z var && gzip < ../a.7z > ../a"),
      Wrapping(tool: "cpio", command: "cd in && find var | cpio -o -H newc > ../a"),
    ]
  }

  @Test(arguments: Wrapping.all)
  func `members of every container are sources with their text`(_ wrapping: Wrapping) {
    let place = Workplace()
    let texts = folder(place)
    guard hasTool(wrapping.tool), place.run(wrapping.command) else { return }
    let reading = read([place.path + "/a"])
    #expect(reading.oddities == [])
    #expect(reading.sources.count == 3, "\(reading.paths)")
    for (source, content) in zip(reading.sources, reading.contents) {
      let name = String(source.path.split(separator: "!").last ?? "")
      let key = name.hasPrefix("./") ? String(name.dropFirst(2)) : name
      #expect(source.path == "\(place.path)/a!\(name)")
      #expect(texts[key] == content, "\(source.path)")
      #expect(source.folder.hasSuffix("var/log"))
      #expect(!source.hints.archiveTime.isUnknown)
    }
  }

  @Test func `a member larger than what is kept is read by another walk, also twice and out of order`() throws
  {
    let place = Workplace()
    let large = [sampleLog(lines: 14_000, seed: 3), sampleLog(lines: 12_000, seed: 4)]
    place.write("in/a.log", large[0])
    place.write("in/b.log", large[1])
    place.write("in/c.log", "small\n")
    try #require(place.run("tar cf t --sort=name -C in ."))
    let oddities = OddityList()
    let set = evidence([place.path + "/t"], oddities)
    let sources = set.discover()
    #expect(sources.map(\.name) == ["a.log", "b.log", "c.log"])
    for index in [0, 1, 1, 0] {
      #expect(set.head(of: sources[index], bytes: 100) == Array(large[index][..<100]))
      let stream = try set.open(sources[index])
      let text = readAll(stream, step: 50_000)
      #expect(text == large[index])
      #expect(stream.offset == UInt64(large[index].count))
    }
    let first = try set.open(sources[0])
    let second = try set.open(sources[1])
    var one = ByteBuffer()
    var two = ByteBuffer()
    while true {
      let a = first.read(into: &one, atMost: 9999)
      let b = second.read(into: &two, atMost: 7777)
      if a == 0, b == 0 { break }
    }
    let (oneCount, twoCount) = (one.count, two.count)
    #expect(oneCount == large[0].count)
    #expect(twoCount == large[1].count)
    #expect(oddities.all == [])
  }

  @Test func `layers inside layers are taken off`() throws {
    let place = Workplace()
    let text = sampleLog(lines: 100)
    place.write("mail.log", text)
    try #require(
      place.run("gzip -k mail.log && zip -q b.zip mail.log.gz mail.log && tar cf a.tar b.zip && xz a.tar"))
    let reading = read([place.path + "/a.tar.xz"])
    #expect(
      reading.paths == [
        "\(place.path)/a.tar.xz!b.zip!mail.log.gz", "\(place.path)/a.tar.xz!b.zip!mail.log",
      ])
    #expect(reading.contents == [text, text])
    #expect(reading.sources[0].name == "mail.log")
    #expect(reading.sources[0].fileName == "mail.log.gz")
    #expect(reading.sources[0].folder == "\(place.path)/a.tar.xz!b.zip!")
    #expect(reading.oddities == [])
  }

  @Test func `nesting beyond the limit is reported and the rest is read`() throws {
    let place = Workplace()
    place.write("in0/deep", "deep\n")
    for level in 0..<6 {
      place.write("in\(level)/x\(level)", "level \(level)\n")
      try #require(place.run("mkdir -p in\(level + 1); tar cf in\(level + 1)/a -C in\(level) ."))
    }
    var limits = Limits()
    limits.nesting = 3
    let reading = read([place.path + "/in6/a"], limits: limits)
    #expect(reading.texts == ["level 5\n", "level 4\n", "level 3\n"])
    #expect(reading.oddities.map(\.kind) == [.limitReached])
    #expect(reading.oddities.first?.detail.contains("nesting") == true)
    let whole = read([place.path + "/in6/a"])
    #expect(whole.contents.count == 7)
    #expect(whole.oddities == [])
  }

  @Test func `compressions one around the other end at the limit`() throws {
    let place = Workplace()
    place.write("a0", "text\n")
    for level in 0..<10 { try #require(place.run("gzip -c a\(level) > a\(level + 1)")) }
    let reading = read([place.path + "/a8", place.path + "/a10", place.path + "/a0"])
    #expect(reading.texts == ["text\n", "text\n"])
    #expect(reading.oddities.map(\.kind) == [.limitReached])
    #expect(reading.hasLoss)
  }

  @Test func `members beyond the limit are reported`() throws {
    let place = Workplace()
    try #require(
      place.run("mkdir in; for i in $(seq 1000 1120); do echo $i > in/$i; done; tar cf a --sort=name -C in .")
    )
    var limits = Limits()
    limits.archiveMembers = 100
    let reading = read([place.path + "/a"], limits: limits)
    #expect(reading.contents.count == 99)
    #expect(reading.oddities.map(\.kind) == [.limitReached])
    #expect(reading.oddities.first?.detail.contains("archive members") == true)
  }

  @Test func `hostile member names are shown escaped and never opened`() {
    let place = Workplace()
    var tar: [UInt8] = []
    for name in ["../../etc/passwd", "/etc/shadow", "evil\u{1b}[2Jname\n", "plain.log"] {
      tar += tarMember(Array(name.utf8), Array("of \(tar.count)\n".utf8))
    }
    tar += tarMember([0xff, 0xfe, 0x41], Array("raw\n".utf8))
    tar += [UInt8](repeating: 0, count: 1024)
    let file = place.write("t", tar)
    let reading = read([file])
    #expect(
      reading.paths.map { String($0.dropFirst(file.count)) } == [
        "!../../etc/passwd", "!/etc/shadow", "!evil\\u{1b}[2Jname\\u{a}", "!plain.log", "!\u{fffd}\u{fffd}A",
      ])
    #expect(reading.texts.first == "of 0\n")
    #expect(reading.contents.count == 5)
    #expect(reading.oddities.map(\.kind) == [.unsafeName])
    #expect(!reading.hasLoss)
  }

  @Test func `a tar cut anywhere gives its members up to the cut`() {
    let place = Workplace()
    let texts = [sampleLog(lines: 30, seed: 5), sampleLog(lines: 40, seed: 6)]
    let tar =
      tarMember(Array("a".utf8), texts[0]) + tarMember(Array("b".utf8), texts[1])
      + [UInt8](repeating: 0, count: 1024)
    var state: UInt64 = 5
    for _ in 0..<25 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let cut = 600 + Int(state >> 33) % (tar.count - 600)
      let reading = read([place.write("cut", Array(tar[..<cut]))])
      let stored = max(0, min(texts[0].count, cut - 512))
      #expect(reading.contents.first?.count == stored, "cut at \(cut)")
      for (text, content) in zip(texts, reading.contents) { #expect(text.starts(with: content)) }
      if cut - 512 < texts[0].count {
        #expect(reading.oddities.count == 1, "\(reading.oddities)")
        #expect(reading.hasLoss)
      }
    }
  }

  @Test func `a compressed tar that is damaged gives what lies before the damage and one oddity`() throws {
    let place = Workplace()
    let text = sampleLog(lines: 3000)
    place.write("in/a.log", text)
    place.write("in/b.log", text)
    try #require(place.run("tar czf t.gz --sort=name -C in ."))
    let packed = place.bytes("t.gz")
    let reading = read([place.write("cut.gz", Array(packed[..<(packed.count * 3 / 4)]))])
    #expect(reading.contents.count == 2)
    #expect(reading.contents.first == text)
    #expect((reading.contents.last?.count ?? 0) > text.count / 3)
    #expect(text.starts(with: reading.contents.last ?? [0]))
    #expect(reading.oddities.map(\.kind) == [.truncated], "\(reading.oddities)")
  }

  @Test func `a child that dies is an oddity, and the rest is read`() {
    let place = Workplace()
    let other = place.write("other.log", "other\n")
    let tar = place.write(
      "t", tarMember(Array("a".utf8), Array("text\n".utf8)) + [UInt8](repeating: 0, count: 1024))
    for command in ["kill -9 $$", "exit 0", "exit 9", "echo nonsense", "kill -11 $$"] {
      let child = place.script("#!/bin/sh\n\(command)\n")
      let reading = read([tar, other], child: child)
      #expect(reading.texts == ["other\n"])
      #expect(reading.oddities.map(\.kind) == [.childFailed], "\(command)")
      #expect(reading.hasLoss)
    }
    let missing = read([tar, other], child: place.path + "/none")
    #expect(missing.texts == ["other\n"])
    #expect(missing.oddities.map(\.kind) == [.unreadable])
  }

  @Test func `a child that dies in the middle of a member leaves what had come`() throws {
    let place = Workplace()
    let text = sampleLog(lines: 20_000)
    place.write("in/a.log", text)
    try #require(place.run("tar cf t -C in ."))
    let child = place.script(
      "#!/bin/sh\nif [ \"$2\" = 1 ]; then exec \(builtProgram) \"$@\"; fi\n"
        + "\(builtProgram) \"$@\" | head -c 500000; kill -9 $$\n")
    let reading = read([place.path + "/t"], child: child)
    #expect(reading.contents.count == 1)
    let got = reading.contents.first ?? []
    #expect(got.count > 400_000 && got.count < 500_000 && text.starts(with: got))
    #expect(reading.oddities.map(\.kind) == [.childFailed])
    #expect(reading.oddities.first?.detail.contains("killed") == true, "\(reading.oddities)")
  }

  @Test func `a silent child is stopped`() {
    let place = Workplace()
    let tar = place.write(
      "t", tarMember(Array("a".utf8), Array("text\n".utf8)) + [UInt8](repeating: 0, count: 1024))
    let child = place.script("#!/bin/sh\nexec sleep 100\n")
    var limits = Limits()
    limits.childSilenceSeconds = 1
    let start = Date()
    let reading = read([tar], limits: limits, child: child)
    #expect(Date().timeIntervalSince(start) < 20)
    #expect(reading.oddities.map(\.kind) == [.childFailed])
    #expect(reading.oddities.first?.detail.contains("sign of life") == true)
  }

  @Test func `a bomb in an archive is stopped by its ratio`() throws {
    let place = Workplace()
    guard hasTool("zip") else { return }
    try #require(place.run("head -c 60000000 /dev/zero | zip -q a.zip - && zip -q b.zip a.zip"))
    var limits = Limits()
    limits.ratio = 200
    limits.ratioFloorBytes = 1 << 20
    for name in ["a.zip", "b.zip"] {
      let reading = read(["\(place.path)/\(name)"], limits: limits)
      #expect(reading.oddities.map(\.kind) == [.limitReached], "\(reading.oddities)")
      #expect((reading.contents.first?.count ?? 0) < 30_000_000)
    }
  }

  @Test func `random bytes behind a container's mark never crash`() {
    let place = Workplace()
    var state: UInt64 = 17
    let marks: [[UInt8]] = [
      [0x50, 0x4b, 3, 4], [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], [0x52, 0x61, 0x72, 0x21, 0x1a, 7, 0],
      [0x52, 0x61, 0x72, 0x21, 0x1a, 7, 1, 0], [0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0], Array("xar!\0".utf8),
      Array("!<arch>\n".utf8), [0xc7, 0x71], Array("WARC/1.0\r\n".utf8),
    ]
    for mark in marks {
      var bytes = mark
      for _ in 0..<5000 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(UInt8(truncatingIfNeeded: state >> 40))
      }
      let reading = read([place.write("x", bytes)])
      #expect(
        reading.sources.isEmpty == reading.hasLoss || reading.contents == [bytes],
        "\(mark) \(reading.oddities)")
    }
  }

  @Test func `text that only looks like an archive is text`() {
    let place = Workplace()
    for text in [
      "BZh9 is how some lines begin\n", "070701 lines of a log\n", "PK is a country\n", "Rar!\n", "xar!\n",
    ] {
      let reading = read([place.write("x", text)])
      #expect(reading.texts == [text])
      #expect(reading.oddities == [])
    }
  }
}

/// A ustar member.
func tarMember(_ name: [UInt8], _ content: [UInt8]) -> [UInt8] {
  var header = [UInt8](repeating: 0, count: 512)
  func put(_ bytes: [UInt8], at offset: Int) {
    for (index, byte) in bytes.enumerated() { header[offset + index] = byte }
  }
  func octal(_ value: Int, _ width: Int) -> [UInt8] {
    let digits = String(value, radix: 8)
    return Array((String(repeating: "0", count: width - digits.count) + digits).utf8)
  }
  put(name, at: 0)
  put(octal(0o644, 7), at: 100)
  put(octal(0, 7), at: 108)
  put(octal(0, 7), at: 116)
  put(octal(content.count, 11), at: 124)
  put(octal(1_735_000_000, 11), at: 136)
  put([UInt8](repeating: 32, count: 8), at: 148)
  put([UInt8(ascii: "0")], at: 156)
  put(Array("ustar\u{0}00".utf8), at: 257)
  put(octal(header.reduce(0) { $0 + Int($1) }, 6) + [0], at: 148)
  let padding = (512 - content.count % 512) % 512
  return header + content + [UInt8](repeating: 0, count: padding)
}
