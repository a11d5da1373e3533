import Foundation
import Records
import Support
import Testing

/// A folder `Tests/Golden/<area>/<case>` with a shell line `cmd` and what it must do: `stdout`, `stderr`, `exit`.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  var folder: URL
  var testDescription: String

  static let all: [GoldenCase] = {
    let root = Program.root.appending(path: "Tests/Golden")
    var cases: [GoldenCase] = []
    for area in names(in: root) {
      for name in names(in: root.appending(path: area)) {
        let folder = root.appending(path: area).appending(path: name)
        guard FileManager.default.fileExists(atPath: folder.appending(path: "cmd").path) else { continue }
        cases.append(GoldenCase(folder: folder, testDescription: "\(area)/\(name)"))
      }
    }
    return cases
  }()

  private static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }
}

/// Replaces what differs from release to release.
func canonical(_ text: String) -> String {
  if text == "\(Release.version)\n" { return "VERSION\n" }
  return text.replacingOccurrences(
    of: #""postmortem":{"version":"\#(Release.version)"}"#, with: #""postmortem":{"version":"VERSION"}"#
  )
  .replacingOccurrences(of: #""version":"\#(Release.version)""#, with: #""version":"VERSION""#)
}

@Suite struct GoldenTests {
  @Test(arguments: GoldenCase.all)
  func `the program does what the case expects`(_ golden: GoldenCase) throws {
    let command = try String(contentsOf: golden.folder.appending(path: "cmd"), encoding: .utf8)
    let outcome = try Program.shell(command)
    for (name, text) in [
      ("stdout", canonical(outcome.output)), ("stderr", canonical(outcome.errors)),
      ("exit", "\(outcome.status)\n"),
    ] {
      let file = golden.folder.appending(path: name)
      if updatesGolden {
        try text.write(to: file, atomically: true, encoding: .utf8)
        continue
      }
      let expected = try? String(contentsOf: file, encoding: .utf8)
      #expect(expected != nil, "\(file.path) is missing (UPDATE_GOLDEN=1 writes it)")
      guard let expected, expected != text else { continue }
      Issue.record("\(name) of \(golden.testDescription) differs at \(difference(expected, text))")
    }
  }

  @Test func `there are cases`() {
    #expect(!GoldenCase.all.isEmpty)
  }
}
