import Bytes
import Foundation
import Model
import Synchronization
import Testing

@testable import Evidence

/// A folder of its own for a test, removed afterwards.
final class Workplace {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "/evidence-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = "\(path)/\(name)"
    let folder = (file as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: file, contents: Data(bytes))
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

  /// An executable script. Written by another process: one that this process has open for writing while another test
  /// starts a program could not be run.
  func script(_ text: String) -> String {
    write("child.txt", text)
    run("cp child.txt child.sh && chmod +x child.sh")
    return path + "/child.sh"
  }

  func bytes(_ name: String) -> [UInt8] {
    FileManager.default.contents(atPath: "\(path)/\(name)").map { Array($0) } ?? []
  }

  /// Runs a shell command in the folder; false if it failed (a tool may be absent).
  @discardableResult
  func run(_ command: String) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = URL(fileURLWithPath: path)
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}

func hasTool(_ name: String) -> Bool {
  ["/usr/bin/", "/bin/", "/usr/local/bin/"].contains {
    FileManager.default.isExecutableFile(atPath: $0 + name)
  }
}

/// The built program beside the tests: what the archive reader's child runs.
let builtProgram: String = {
  var places = [ProcessInfo.processInfo.environment["POSTMORTEM"] ?? ""]
  var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  for argument in CommandLine.arguments where argument.contains(".xctest") {
    places.append(
      URL(fileURLWithPath: argument).deletingLastPathComponent().appendingPathComponent("postmortem").path)
  }
  for _ in 0..<6 {
    places.append(folder.appendingPathComponent("postmortem").path)
    folder.deleteLastPathComponent()
  }
  let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  places.append(package.appendingPathComponent(".build/debug/postmortem").path)
  return places.first { path in
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  } ?? ""
}()

/// Everything that a set of evidence gives.
struct Reading {
  var sources: [Source] = []
  var contents: [[UInt8]] = []
  var oddities: [Oddity] = []
  var hasLoss = false

  var paths: [String] { sources.map(\.path) }
  var texts: [String] { contents.map { String(decoding: $0, as: UTF8.self) } }
}

final class OddityList: Sendable {
  private let list = Mutex<[Oddity]>([])
  func add(_ oddity: Oddity) { list.withLock { $0.append(oddity) } }
  var all: [Oddity] { list.withLock { $0 } }
}

func evidence(
  _ paths: [String], limits: Limits = Limits(), hashing: Bool = false, child: String? = nil,
  _ oddities: OddityList
) -> EvidenceSet {
  EvidenceSet(
    paths: paths, limits: limits, childExecutable: child ?? builtProgram, hashing: hashing,
    report: { oddities.add($0) })
}

func readAll(_ stream: SourceStream, step: Int = 1 << 20) -> [UInt8] {
  var bytes: [UInt8] = []
  var buffer = ByteBuffer(capacity: min(step, 1 << 20))
  while stream.read(into: &buffer, atMost: step) > 0 {
    buffer.withBytes { if bytes.count < 200 << 20 { bytes.append(contentsOf: $0) } }
    buffer.removeAll()
  }
  return bytes
}

func read(_ paths: [String], limits: Limits = Limits(), step: Int = 1 << 20, child: String? = nil) -> Reading
{
  let oddities = OddityList()
  let set = evidence(paths, limits: limits, child: child, oddities)
  var reading = Reading()
  reading.sources = set.discover()
  for source in reading.sources {
    guard let stream = try? set.open(source) else {
      reading.contents.append([])
      continue
    }
    reading.contents.append(readAll(stream, step: step))
  }
  reading.oddities = oddities.all
  reading.hasLoss = set.hasLoss
  return reading
}

/// Lines like a mail log's, the same for the same seed.
func sampleLog(lines: Int, seed: UInt64 = 7) -> [UInt8] {
  var state = seed
  func next(_ bound: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % bound
  }
  var text = ""
  for index in 0..<lines {
    let id = String(next(1 << 32), radix: 36, uppercase: true)
    text +=
      "Dec 31 23:\(10 + next(50)):\(10 + next(50)) mx1 postfix/smtpd[\(1000 + next(9000))]: \(id): "
      + "client=host\(next(900)).example.net[192.0.2.\(next(256))] n=\(index)\n"
  }
  return Array(text.utf8)
}
