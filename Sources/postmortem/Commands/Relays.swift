import ArgumentParser
import Detectors

/// `postmortem relays`: open-relay abuse, attempted and successful.
struct Relays: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Open-relay abuse: mail that strangers sent through us to strangers, and who tried to.",
    discussion: """
      A stranger is a client outside of our networks that did not log in, and a recipient outside of our domains. \
      Who we are is given with --policy and its like, or learned from the evidence.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var findings: FindingOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let run = try CaseRun(input, output.run, rereads: true)
    try FindingRun(run, findings, output).write(DetectorSet.relayRules)
  }
}
