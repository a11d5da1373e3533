import Foundation

/// The built program, run as a user runs it: from the repository's root, through the shell.
public enum Program {
  /// The root of the repository.
  public static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The built binary: beside the test bundle that is running.
  public static let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "postmortem")

  /// What a command did.
  public struct Outcome: Equatable, Sendable {
    public var output: String
    public var errors: String
    public var status: Int32
  }

  /// Runs a shell line. In it `$POSTMORTEM` is the binary and `postmortem` too; `$T` is a folder of its own that is
  /// removed afterwards. Time zone UTC, locale C.UTF-8, no terminal. What takes longer than two minutes is stopped.
  ///
  /// - Parameter merged: both outputs as one, as a terminal shows them.
  public static func shell(_ line: String, merged: Bool = false) throws -> Outcome {
    let place = FileManager.default.temporaryDirectory.appending(
      path: "postmortem-\(UUID().uuidString)")
    let own = place.appending(path: "own")
    let bin = place.appending(path: "bin")
    for folder in [own, bin] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(at: place) }
    try FileManager.default.createSymbolicLink(
      at: bin.appending(path: "postmortem"), withDestinationURL: binary)
    let files = ["stdout", "stderr"].map { place.appending(path: $0) }
    for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    let output = try FileHandle(forWritingTo: files[0])
    let errors = merged ? output : try FileHandle(forWritingTo: files[1])

    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = root
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    var environment = ProcessInfo.processInfo.environment
    for name in ["COLUMNS", "NO_COLOR", "SWIFT_DETERMINISTIC_HASHING"] { environment[name] = nil }
    environment["TZ"] = "UTC"
    environment["LC_ALL"] = "C.UTF-8"
    environment["POSTMORTEM"] = binary.path
    environment["T"] = own.path
    environment["PATH"] = bin.path + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    process.environment = environment
    try process.run()
    let watchdog = DispatchWorkItem { if process.isRunning { process.terminate() } }
    DispatchQueue.global().asyncAfter(deadline: .now() + 120, execute: watchdog)
    process.waitUntilExit()
    watchdog.cancel()
    let status =
      process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
    func text(_ file: URL) throws -> String {
      String(decoding: try Data(contentsOf: file), as: UTF8.self)
        .replacingOccurrences(of: own.path, with: "$T")
        .replacingOccurrences(of: binary.path, with: "$POSTMORTEM")
    }
    return Outcome(output: try text(files[0]), errors: try text(files[1]), status: status)
  }
}

/// Whether expectations are to be rewritten from what the program does (`UPDATE_GOLDEN=1`); review is `git diff`.
public let updatesGolden = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"

/// The first lines in which two texts differ, for a failure that can be read.
public func difference(_ expected: String, _ actual: String) -> String {
  let left = expected.split(separator: "\n", omittingEmptySubsequences: false)
  let right = actual.split(separator: "\n", omittingEmptySubsequences: false)
  var index = 0
  while index < min(left.count, right.count), left[index] == right[index] { index += 1 }
  func shown(_ lines: [Substring], _ mark: String) -> String {
    lines.dropFirst(index).prefix(3).map { "\(mark)\($0.prefix(1500))\n" }.joined()
  }
  return "line \(index + 1) of \(left.count) (now \(right.count)):\n\(shown(left, "- "))\(shown(right, "+ "))"
}
