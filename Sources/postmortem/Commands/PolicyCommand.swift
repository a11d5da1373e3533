import ArgumentParser
import Bytes
import Detectors
import Model
import Records

/// `postmortem policy`: who we are, learned from the evidence, as a policy file.
struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Who we are, learned from the evidence: a policy file, ready to be edited.",
    discussion: """
      Written in Postfix' main.cf syntax; before each entry stands what it was learned from. Give the file, \
      corrected, to the other verbs with --policy.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var output: RunOptions

  func run() throws {
    let run = try CaseRun(input, output)
    let set = try FindingRun.detect(run, [.relayOpen])
    let learned = set.learnedPolicy
    for drop in set.learningDrops { run.report(Oddity(.limitReached, path: "", detail: drop, isLoss: true)) }
    var text = ByteBuffer()
    for parameter in ["myhostname", "mydestination", "relay_domains", "mynetworks"] {
      let entries = learned.entries.filter { $0.parameter.description == parameter }
      if entries.isEmpty { continue }
      text.append("\(parameter) =\n")
      for entry in entries {
        let place = "\(run.path(of: entry.first.source)):\(entry.first.line)"
        let messages = "\(entry.count) message\(entry.count == 1 ? "" : "s")"
        text.append("    # \(entry.reason): \(messages), first \(place)\n")
        text.append("    \(PolicyCommand.printable(entry.value))\n")
      }
    }
    let isEmpty = text.isEmpty
    _ = try run.write(&text)
    try run.finish(found: !isEmpty)
  }

  /// A name from the evidence without what would break the file or a terminal.
  private static func printable(_ name: String) -> String {
    String(
      name.unicodeScalars.map {
        $0.value > 32 && $0.value != 127 && $0 != "$" && $0 != "#" ? Character($0) : "?"
      })
  }
}
