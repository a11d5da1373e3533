import Foundation
import Support
import Testing

/// How many lines of public logs are not understood, by file.
@Suite struct CoverageCorpusTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/corpora/logs")
  private static let isPresent = FileManager.default.fileExists(
    atPath: folder.appending(path: "MANIFEST.tsv").path)

  /// Files of which more than one line in a hundred is not understood, why that is right, and how many they are.
  private static let exceptions: [String: (unrecognized: Int, why: String)] = [
    "exim/testsuite-4.94-mainlog.log": (
      592, "separators that the test suite writes; every line with a stamp is read"
    ),
    "haraka/haraka-log-reader-fixture.log": (1, "a shell's prompt, pasted in"),
    "dovecot/nethserver-limit.log": (1, "the stamp was replaced by xxxxxx"),
    "mixed/ossec-entries-mail-errors.log": (14, "lines of mails that tell of log lines"),
    "postfix/anantg21-maillog.log": (2, "queue ids with letters that no Postfix uses"),
    "postfix/npm-postfix-parser.log": (51, "pieces of lines, without stamp and program"),
    "postfix/whyscream-grok.log": (191, "pieces of lines, without stamp and program"),
    "postfix/maillogsentinel-sample_mail.log": (2021, "its publisher replaced the server's own words"),
  ]

  @Test(.enabled(if: isPresent, "../shared is absent"))
  func `at most one line in a hundred of each public log is not understood`() throws {
    let report = FileManager.default.temporaryDirectory.appending(path: "coverage-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: report) }
    let outcome = try Program.shell(
      "$POSTMORTEM events --quiet --coverage \(report.path) \(Self.folder.path) > /dev/null")
    #expect(outcome.status == 0, "\(outcome.errors)")
    var files = 0
    var lines = 0
    var excepted: Set<String> = []
    for line in try String(contentsOf: report, encoding: .utf8).split(separator: "\n") {
      guard let record = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let coverage = record["coverage"] as? [String: Any],
        let path = ((record["log"] as? [String: Any])?["file"] as? [String: Any])?["path"] as? String,
        path.hasSuffix(".log")
      else { continue }
      let name = String(path.dropFirst(Self.folder.path.count + 1))
      let all = coverage["lines"] as? Int ?? 0
      let unrecognized = coverage["unrecognized"] as? Int ?? 0
      let others = coverage["other_programs"] as? Int ?? 0
      // Each line is one of three.
      #expect(all == (coverage["recognized"] as? Int ?? 0) + unrecognized + others, "\(name)")
      files += 1
      lines += all
      if let exception = Self.exceptions[name] {
        excepted.insert(name)
        #expect(unrecognized <= exception.unrecognized, "\(name): \(exception.why)")
      } else {
        #expect(unrecognized * 100 <= all, "\(name): \(unrecognized) of \(all)")
      }
    }
    #expect(files >= 65 && lines > 35_000, "\(files) files, \(lines) lines")
    #expect(excepted == Set(Self.exceptions.keys))
  }
}
