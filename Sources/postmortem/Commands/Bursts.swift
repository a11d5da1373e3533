import ArgumentParser
import Detectors

/// `postmortem bursts`: DoS-like bursts, limits reached, addresses harvested.
struct Bursts: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "DoS-like bursts: from one address, many or a network; limits reached; connections held; addresses harvested.",
    discussion: "In windows of ten seconds to an hour, against what useful clients of the same host do.")

  @OptionGroup var input: InputOptions
  @OptionGroup var findings: FindingOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let run = try CaseRun(input, output.run, rereads: true)
    try FindingRun(run, findings, output).write(DetectorSet.burstRules)
  }
}
