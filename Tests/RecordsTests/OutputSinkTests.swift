import Bytes
import Foundation
import Records
import SystemPackage
import Testing

@Suite struct OutputSinkTests {
  /// A folder of its own for each test.
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sink-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private func write(_ text: String, to path: String, evidence: [String] = []) throws(OutputError) {
    var sink = try OutputSink(path: path, evidence: evidence)
    var buffer = ByteBuffer()
    buffer.append(text)
    try sink.write(&buffer)
  }

  @Test func `an older result is replaced, also by a shorter one`() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "out").path
    try write("a long old result\n", to: path)
    try write("new\n", to: path, evidence: ["/does/not/exist", "-"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "new\n")
  }

  @Test(arguments: ["log", "hard", "soft", "sub/../log"])
  func `evidence is not written to under any of its names`(_ name: String) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let log = folder.appending(path: "log").path
    try "evidence\n".write(toFile: log, atomically: true, encoding: .utf8)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "sub"), withIntermediateDirectories: false)
    try FileManager.default.linkItem(atPath: log, toPath: folder.appending(path: "hard").path)
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending(path: "soft").path, withDestinationPath: log)
    let path = folder.path + "/" + name
    let error = #expect(throws: OutputError.self) { try write("x", to: path, evidence: [log]) }
    #expect(error == .isEvidence(path: path, evidence: log))
    #expect(try String(contentsOfFile: log, encoding: .utf8) == "evidence\n")
  }

  @Test func `a place inside a folder of evidence is refused and stays empty`() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let deep = folder.appending(path: "a/b/c")
    try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
    let alias = folder.path + "-alias"
    try FileManager.default.createSymbolicLink(atPath: alias, withDestinationPath: folder.path)
    defer { try? FileManager.default.removeItem(atPath: alias) }
    for root in [folder.path, alias, deep.path + "/../.."] {
      let path = deep.appending(path: "out").path
      #expect(throws: OutputError.isEvidence(path: path, evidence: root)) {
        try write("x", to: path, evidence: [root])
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
    // A sibling of the evidence is a good place.
    try write("x", to: folder.appending(path: "a/out").path, evidence: [deep.path])
  }

  @Test func `what cannot be opened or written is told with its reason`() throws {
    #expect(throws: OutputError.open(path: "/no/such/place", .noSuchFileOrDirectory)) {
      try write("x", to: "/no/such/place")
    }
    #expect(throws: OutputError.open(path: "/", .isDirectory)) { try write("x", to: "/") }
    #expect(throws: OutputError.write(path: "/dev/full", .noSpace)) { try write("x", to: "/dev/full") }
  }
}
