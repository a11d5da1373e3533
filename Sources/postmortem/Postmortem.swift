import ArgumentParser
import Evidence
import Records

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

@main
struct Postmortem: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postmortem",
    abstract: "Reads what mail servers left on disk and tells what happened.",
    version: Release.version.description,
    subcommands: [
      Events.self, Messages.self, Paths.self, Grep.self, Relays.self, Bursts.self, Logins.self, Senders.self,
      AttachmentsCommand.self, Audit.self,
      PolicyCommand.self,
    ])

  /// Parses the command line and runs the verb.
  ///
  /// A command line that is wrong ends with status 2, as every other trouble does: the status 64 that the argument
  /// parser would give means nothing to scripts that were written for `grep`.
  static func main() {
    ArchiveChild.runIfAsked()
    Interruption.watch()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      switch exitCode(for: error) {
      case .validationFailure: StandardError.writePlain(fullMessage(for: error))
      case .failure where !(error is ExitCode): StandardError.write("\(error)")
      default: exit(withError: error)
      }
      Glibc.exit(ExitStatus.trouble.rawValue)
    }
  }
}
