import ArgumentParser

@main
struct Postmortem: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postmortem",
    abstract: "Reads what mail servers left on disk and tells what happened.",
    version: "0.1.0")
}
