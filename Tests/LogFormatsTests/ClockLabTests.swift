import Bytes
import Foundation
import LogFormats
import Model
import Testing

/// The lab's hosts: year-less logs of servers in different zones across New Year, files with today's mtime.
struct ClockLabTests {
  static let lab = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/lab")

  struct Expected {
    var offset: Int16
    var isKnown: Bool
  }
  /// truth/hosts.json: zone of each host; `isKnown` where anything in the evidence tells it.
  static let hosts: [String: Expected] = [
    "mx1": Expected(offset: 0, isKnown: true), "mx2": Expected(offset: 0, isKnown: true),
    "smart": Expected(offset: 0, isKnown: true), "delta": Expected(offset: -300, isKnown: true),
    "beta": Expected(offset: -300, isKnown: true), "courier": Expected(offset: 0, isKnown: false),
    "cyrus": Expected(offset: 0, isKnown: true),
  ]

  static func decoded(_ file: URL) throws -> Data {
    let tools = ["gz": "gzip", "bz2": "bzip2", "xz": "xz", "zst": "zstd"]
    guard let tool = tools[file.pathExtension] else { return try Data(contentsOf: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool, "-dc", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: lab.path), "needs ../shared/lab, which is not there"),
    arguments: ["seed1", "quiet"])
  func `every line of the lab is dated rightly`(run: String) throws {
    let logs = Self.lab.appending(path: "\(run)/logs")
    var probes: [ClockProbe] = []
    var contents: [Data] = []
    for host in try FileManager.default.contentsOfDirectory(atPath: logs.path).sorted() {
      for name in try FileManager.default.contentsOfDirectory(atPath: logs.path + "/" + host).sorted() {
        let file = logs.appending(path: "\(host)/\(name)")
        let data = try Self.decoded(file)
        // zstd may not be installed: a host with stamps of its own then lacks a file.
        if data.isEmpty { continue }
        var hints = SourceHints()
        hints.fileTime = Timestamp(seconds: 1_795_000_000)
        if file.pathExtension == "gz" {
          let header = [UInt8](try Data(contentsOf: file).prefix(8))
          let time = header[4..<8].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
          if time != 0 { hints.archiveTime = Timestamp(seconds: time) }
        }
        let head = [UInt8](data.prefix(1 << 20))
        probes.append(
          ProbeScanner.scan(
            head.span, isWhole: head.count < 1 << 20, group: "logs/" + host, path: "logs/\(host)/\(name)",
            hints: hints))
        contents.append(data)
      }
    }
    var options = ClockOptions()
    options.now = Timestamp(seconds: 1_795_000_000)
    var oddities: [Oddity] = []
    let tracks = ClockInference.infer(probes, options: options) { oddities.append($0) }
    let from = CivilTime(year: 2024, month: 12, day: 30).asUTC
    let until = CivilTime(year: 2025, month: 1, day: 2).asUTC
    var summary = ""
    for index in probes.indices {
      let host = String(probes[index].group.dropFirst(5))
      var track = tracks[index]
      let bytes = [UInt8](contents[index])
      var reading = track.advance(over: bytes.span, 0..<bytes.count)
      var wrong = 0
      var count = 0
      var sources: Set<TimeSource> = []
      var envelope = Envelope()
      var start = 0
      while start < bytes.count {
        let end = bytes.span.find(10, from: start) ?? bytes.count
        Envelope.parse(bytes.span.extracting(start..<end), into: &envelope)
        start = end + 1
        guard !envelope.stamp.isNone else { continue }
        let (time, source, offset) = reading.resolve(envelope.stamp)
        sources.insert(source)
        count += 1
        if time < from || time >= until { wrong += 1 }
        if let expected = Self.hosts[host], offset != expected.offset { wrong += 1 }
      }
      summary +=
        "\(probes[index].path): \(count) lines, \(wrong) wrong, year \(track.yearSource.name), "
        + "offset \(track.offsetSource.name), \(sources.map(\.name.description).sorted())\n"
      #expect(wrong == 0, "\(probes[index].path)")
      if let expected = Self.hosts[host] {
        let isAssumed = oddities.contains { $0.path == probes[index].path }
        #expect(isAssumed == !expected.isKnown, "\(probes[index].path)")
      }
    }
    if ProcessInfo.processInfo.environment["CLOCK_SUMMARY"] != nil { print(summary) }
  }
}
