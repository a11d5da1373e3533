import ArgumentParser
import Detectors

/// `postmortem senders`: inconsistent and forged sender information.
struct Senders: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Senders that are not what they say: names, domains and Received lines that contradict each other.",
    discussion: "Judged from stored mail, with the logs beside it where there are any.")

  @OptionGroup var input: InputOptions
  @OptionGroup var findings: FindingOptions
  @OptionGroup var keys: KeyOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let run = try CaseRun(input, output.run, rereads: true)
    try FindingRun(run, findings, output, keys: try keys.read(run)).write(DetectorSet.senderRules)
  }
}
