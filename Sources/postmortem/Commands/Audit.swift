import ArgumentParser
import Detectors

/// `postmortem audit`: every detector in one pass.
struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "All findings: every detector over the evidence, in one pass.",
    discussion: """
      Each finding is one sentence with its severity, how sure it is, and the lines that show it. The rules are \
      listed in postmortem-detections(7). For cron: --quiet --fail-on high.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var findings: FindingOptions
  @OptionGroup var keys: KeyOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let run = try CaseRun(input, output.run, rereads: true, readsMailFiles: true)
    try FindingRun(run, findings, output, keys: try keys.read(run)).write(DetectorSet.rules)
  }
}
