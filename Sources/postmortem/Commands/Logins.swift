import ArgumentParser
import Detectors

/// `postmortem logins`: attacked, taken over and unencrypted remote access.
struct Logins: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Remote access: passwords guessed, sprayed and stuffed, accounts taken over, credentials in clear.",
    discussion: "Over SMTP AUTH, IMAP, POP3 and ManageSieve together, fast and slow.")

  @OptionGroup var input: InputOptions
  @OptionGroup var findings: FindingOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let run = try CaseRun(input, output.run, rereads: true)
    try FindingRun(run, findings, output).write(DetectorSet.loginRules)
  }
}
