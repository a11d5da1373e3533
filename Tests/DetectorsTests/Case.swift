import Foundation
import Support
import Testing

/// Evidence written out in a test, and what the program finds in it.
struct Case {
  /// Text by file name below the case's folder.
  var files: [String: String] = [:]

  init(_ files: [String: String]) { self.files = files }

  struct Finding {
    var record: [String: Any]
    subscript(_ path: String) -> Any? {
      var value: Any? = record
      for key in path.split(separator: ".") { value = (value as? [String: Any])?[String(key)] }
      return value
    }
    var rule: String { self["rule.id"] as? String ?? "" }
    var severity: String { self["finding.severity"] as? String ?? "" }
    var count: Int { self["finding.count"] as? Int ?? 0 }
    var source: String { self["source.ip"] as? String ?? self["source.network"] as? String ?? "" }
    var user: String { self["user.name"] as? String ?? "" }
    var sentence: String { self["message"] as? String ?? "" }
    var summary: String { "\(rule) \(severity) \(source) \(user) \(count)" }
  }

  /// Runs `verb` over the case's files, in the order of their names, with `options`.
  func findings(_ verb: String = "audit", _ options: String = "") throws -> [Finding] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "case-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return try Case.findings("\(verb) \(options) \(folder.path)")
  }

  /// Runs the program with `arguments`; its findings.
  static func findings(_ arguments: String) throws -> [Finding] {
    let outcome = try Program.shell("$POSTMORTEM \(arguments) --format jsonl")
    #expect(outcome.status == 0 || outcome.status == 1, "\(outcome.errors)")
    return try outcome.output.split(separator: "\n").map {
      Finding(record: try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:])
    }
  }
}
