import Bytes
import Evidence
import Foundation
import LogFormats
import Model
import Streams
import Testing

/// A folder of evidence that goes with the test.
private final class Folder {
  let path: String
  init(_ files: [String: String]) {
    path = NSTemporaryDirectory() + "postmortem-streams-" + UUID().uuidString
    for (name, text) in files {
      let file = path + "/" + name
      try? FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      _ = FileManager.default.createFile(atPath: file, contents: Data(text.utf8))
    }
  }
  deinit { try? FileManager.default.removeItem(atPath: path) }
}

private struct Line: Equatable {
  var stream: Int
  var file: String
  var line: UInt64
  var offset: UInt64
  var count: UInt32
  var text: String
  var tls: LogEvent.Certainty
}

/// Every line of the folder in the order of reading, by way of the pipeline.
private func read(_ folder: Folder, jobs: Int = 1, limits: Limits = Limits()) -> [Line] {
  let evidence = EvidenceSet(paths: [folder.path], limits: limits, report: { _ in })
  let sources = evidence.discover()
  let names = sources.map { String($0.path.dropFirst(folder.path.count + 1)) }
  let plan = StreamPlan(
    evidence: evidence, logs: sources, clocks: ClockOptions(), hosts: [], limits: limits, report: { _ in })
  var lines: [Line] = []
  SegmentPipeline.run(plan, jobs: jobs) { segment in
    Lines(segment, names)
  } absorb: { found, _ in
    lines += found.lines
    return true
  }
  return lines
}

private struct Lines: ~Copyable, Sendable {
  var lines: [Line] = []
  init(_ segment: borrowing Segment, _ names: [String]) {
    var found: [Line] = []
    let stream = segment.stream
    _ = LineReader.read(segment) { event, text, position in
      found.append(
        Line(
          stream: stream, file: names[Int(position.source.rawValue)], line: position.line,
          offset: position.offset, count: event.count, text: text.string,
          tls: event.tlsEstablished))
    }
    lines = found
  }
}

private func stamp(_ second: Int) -> String {
  func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
  return "2024-12-30T09:\(two(second / 60)):\(two(second % 60))+00:00"
}

@Test func `rotated files are read in the order of their content whatever their names`() {
  let folder = Folder([
    "mail.log": "\(stamp(30)) mx1 postfix/qmgr[1]: A: removed\n",
    "mail.log.1": "\(stamp(10)) mx1 postfix/qmgr[1]: B: removed\n",
    "archive-a": "\(stamp(20)) mx1 postfix/qmgr[1]: C: removed\n",
  ])
  #expect(read(folder).map(\.file) == ["mail.log.1", "archive-a", "mail.log"])
}

@Test func `a line that stands in two files of a host is read once, equal lines of one file are all read`() {
  let twice = "\(stamp(11)) mx1 postfix/smtpd[7]: connect from a.example[192.0.2.1]\n"
  let log =
    "\(stamp(10)) mx1 postfix/qmgr[1]: B: removed\n" + twice + twice
    + "\(stamp(12)) mx1 postfix/qmgr[1]: D: removed\n"
  let folder = Folder([
    "mail.log": log, "mail.info": log, "syslog": "\(stamp(11)) mx1 CRON[5]: (root) CMD (x)\n" + log,
  ])
  let lines = read(folder)
  #expect(lines.count == 5)
  #expect(lines.filter { $0.text.contains("connect from") }.count == 2)
  #expect(lines.filter { $0.text.contains("CRON") }.count == 1)
}

@Test func `two hosts of one name in two folders stay two, a log host's copy joins its original`() {
  var one = ""
  var other = ""
  for second in 0..<40 {
    one += "\(stamp(second)) mail postfix/smtpd[\(second)]: connect from a.example[192.0.2.1]\n"
    other += "\(stamp(second)) mail postfix/smtpd[\(second + 500)]: connect from b.example[192.0.2.2]\n"
  }
  let two = read(Folder(["a/mail.log": one, "b/mail.log": other]))
  #expect(Set(two.map(\.stream)).count == 2)
  #expect(two.count == 80)
  let copies = read(Folder(["a/mail.log": one, "loghost/all.log": one]))
  #expect(copies.count == 40)
}

@Test func `a long line is cut, counted, and the next one has its true place`() {
  var limits = Limits()
  limits.lineBytes = 1000
  let long = "\(stamp(1)) mx1 postfix/qmgr[1]: " + String(repeating: "x", count: 5000)
  let folder = Folder([
    "mail.log": "\(stamp(0)) mx1 a: b\n\(long)\n\(stamp(2)) mx1 postfix/qmgr[1]: A: removed\n"
  ])
  let lines = read(folder, limits: limits)
  #expect(lines.map(\.line) == [1, 2, 3])
  #expect(lines[1].text.utf8.count == 1000)
  #expect(lines[2].offset == lines[1].offset + UInt64(long.utf8.count) + 1)
  #expect(lines[2].text.hasSuffix("removed"))
}

@Test func `behind a byte order mark every line has its true place`() {
  let first = "\u{FEFF}\(stamp(0)) mx1 postfix/qmgr[1]: A: removed"
  let second = "\(stamp(1)) mx1 postfix/qmgr[1]: B: removed"
  let lines = read(Folder(["mail.log": "\(first)\n\(second)\n\(second)\n"]))
  #expect(lines.map(\.line) == [1, 2, 3])
  let size = UInt64(first.utf8.count) + 1
  #expect(lines.map(\.offset) == [0, size, size + UInt64(second.utf8.count) + 1])
  #expect(lines[0].text == String(first.unicodeScalars.dropFirst()))
}

@Test func `any number of jobs and any cut gives the same lines, repeats counted`() {
  var log = ""
  var second = 0
  // Over 2 MiB, so that several segments are cut, with a repeat notice every few lines.
  while log.utf8.count < 2_300_000 {
    second += 1
    let time = stamp(second % 3000)
    log += "\(time) mx1 postfix/smtpd[7]: connect from host\(second).example[192.0.2.1]\n"
    log += "\(time) mx1 last message repeated 3 times\n"
  }
  let folder = Folder(["mail.log": log])
  let one = read(folder, jobs: 1)
  #expect(one == read(folder, jobs: 2))
  #expect(one == read(folder, jobs: 7))
  #expect(one.count == second * 2)
  #expect(one.filter { $0.count == 3 }.count == second)
  #expect(!one.contains { $0.text.contains("last message") })
  var expected: UInt64 = 0
  for (index, line) in log.split(separator: "\n").enumerated() {
    if one[index].offset != expected || one[index].line != UInt64(index + 1) {
      Issue.record("line \(index + 1) has offset \(one[index].offset), not \(expected)")
      break
    }
    expected += UInt64(line.utf8.count) + 1
  }
}

@Test func `CRLF, NUL and a missing last line end lose nothing`() {
  let folder = Folder([
    "mail.log":
      "\(stamp(0)) mx1 postfix/qmgr[1]: A: removed\r\n\(stamp(1)) mx1 postfix/qmgr[1]: B\0: removed\r\n\(stamp(2)) mx1 postfix/qmgr[1]: C: removed"
  ])
  let lines = read(folder)
  #expect(lines.count == 3)
  #expect(lines.allSatisfy { $0.text.hasSuffix("removed") })
  #expect(lines[2].line == 3)
}

/// Sessions of Courier, twenty open at a time: a login's encryption stands two to four kilobytes further.
private func sessions(_ protocolName: String, _ count: Int) -> String {
  var log = ""
  for first in stride(from: 0, to: count, by: 20) {
    let time = stamp(first / 20 % 3600)
    for number in first..<(first + 20) {
      log +=
        "\(time) imap \(protocolName)d: LOGIN, user=u\(number), ip=[::ffff:203.0.113.9], port=[\(10_000 + number % 50_000)], protocol=\(protocolName)\n"
    }
    for number in first..<(first + 20) {
      log +=
        "\(time) imap \(protocolName)d: LOGOUT, user=u\(number), ip=[::ffff:203.0.113.9], port=[\(10_000 + number % 50_000)], rcvd=4, sent=9, time=0\(number % 2 == 0 ? ", starttls=1" : "")\n"
    }
  }
  return log
}

@Test func `what a later line says of a login reaches it over every cut`() {
  let one = read(Folder(["imap.log": sessions("imap", 15_000)]))
  let logins = one.filter { $0.text.contains("LOGIN,") }
  #expect(logins.count == 15_000)
  #expect(logins.filter { $0.tls == .yes }.count == 7_500)
  #expect(logins.filter { $0.tls == .no }.count == 7_500)
  // Two files written side by side, merged line by line.
  let two = read(Folder(["imap.log": sessions("imap", 6_000), "pop.log": sessions("pop3", 6_000)]))
  #expect(two.count == 24_000)
  let both = two.filter { $0.text.contains("LOGIN,") }
  #expect(both.filter { $0.tls == .yes }.count == 6_000)
  #expect(both.filter { $0.tls == .no }.count == 6_000)
}
