import Detectors
import Foundation
import Records
import Support
import Testing

@testable import postmortem

/// The manual pages say what the program has: options from its own description, fields from the schema.
@Suite struct ManualTests {
  struct Help: Decodable {
    struct Command: Decodable {
      var commandName: String
      var subcommands: [Command]?
      var arguments: [Argument]?
      var shouldDisplay: Bool?
    }
    struct Argument: Decodable {
      struct Name: Decodable {
        var kind: String
        var name: String
      }
      var names: [Name]?
      var shouldDisplay: Bool
    }
    var command: Command
  }

  private func page(_ name: String) throws -> String {
    try String(contentsOf: Program.root.appending(path: "man/\(name)"), encoding: .utf8)
  }

  @Test func `every option of every verb stands in its page or in the common one`() throws {
    let outcome = try Program.shell("$POSTMORTEM --experimental-dump-help")
    let help = try JSONDecoder().decode(Help.self, from: Data(outcome.output.utf8))
    let common = try page("postmortem.1")
    for verb in help.command.subcommands ?? [] where verb.commandName != "help" && verb.shouldDisplay != false
    {
      let own = try page("postmortem-\(verb.commandName).1")
      #expect(
        common.contains("postmortem-\(verb.commandName) 1"), "\(verb.commandName) is not in postmortem.1")
      for argument in verb.arguments ?? [] where argument.shouldDisplay {
        for name in argument.names ?? [] {
          let written = name.kind == "long" ? "Fl -\(name.name)" : "Fl \(name.name)"
          let isNamed = [own, common].contains { text in
            text.split(separator: "\n").contains { line in
              line.contains(written + " ") || line.hasSuffix(written)
            }
          }
          #expect(isNamed, "'\(written)' of \(verb.commandName) is in neither page")
        }
      }
    }
  }

  @Test func `the records page is what the schema says`() throws {
    try expectPart(of: "postmortem-records.5", named: "Schema", Schema.all.map(\.manual).joined())
  }

  @Test func `the detections page is what the rules say`() throws {
    try expectPart(of: "postmortem-detections.7", named: "Rules", DetectorSet.manual)
  }

  /// The part of a page between its markers is printed by the program.
  private func expectPart(of page: String, named name: String, _ manual: String) throws {
    let url = Program.root.appending(path: "man/\(page)")
    let text = try String(contentsOf: url, encoding: .utf8)
    let begin = ".\\\" \(name): begin\n"
    let end = ".\\\" \(name): end\n"
    let first = try #require(text.range(of: begin)).upperBound
    let last = try #require(text.range(of: end)).lowerBound
    if updatesGolden {
      let new = text.replacingCharacters(in: first..<last, with: manual)
      try new.write(to: url, atomically: true, encoding: .utf8)
      return
    }
    #expect(text[first..<last] == manual, "\(difference(String(text[first..<last]), manual))")
  }
}
