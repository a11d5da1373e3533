import ArgumentParser
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
    version: Release.version.description)

  /// Parses the command line and runs the verb.
  ///
  /// A command line that is wrong ends with status 2, as for every other trouble: the status 64 that the argument
  /// parser would give means nothing to shells that were written for `grep`.
  static func main() {
    Interruption.watch()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      if code == .validationFailure {
        StandardError.writePlain(fullMessage(for: error))
        Glibc.exit(ExitStatus.trouble.rawValue)
      }
      exit(withError: error)
    }
  }
}
