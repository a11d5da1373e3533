import ArgumentParser
import Bytes
import Model

/// What is read, and how its times are to be understood. Shared by every verb; parsing only, nothing is opened.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Files, folders, archives; - is standard input.",
      discussion: "Content decides what a file is, never its name. Without any, standard input is read.",
      valueName: "evidence"),
    completion: .file())
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only what happened at or after this time: RFC 3339, or a date (midnight UTC).", valueName: "time"))
  var from: TimeBound?

  @Option(
    help: ArgumentHelp("Only what happened before this time.", valueName: "time"))
  var to: TimeBound?

  @Option(
    help: ArgumentHelp(
      "Time zone of stamps that have none, of all hosts or of one: Europe/Berlin, +01:00, mx1=Z. May be repeated.",
      valueName: "[host=]zone"))
  var timezone: [ZoneOption] = []

  @Option(
    help: ArgumentHelp("Year of the last stamp of logs that have none.", valueName: "year"))
  var year: Int?

  @Option(
    help: ArgumentHelp(
      "The logs under this path are those of the host NAME. Of grep, NAME alone: only lines of that host. May be repeated.",
      valueName: "name[=path]"))
  var host: [HostOption] = []

  @Option(
    help: ArgumentHelp(
      "Reads logs of systems that this file describes, too: see postmortem-formats(5).", valueName: "file"),
    completion: .file())
  var lineFormat: String?

  @Option(
    help: ArgumentHelp("Threads to work on. (default: as many as processors)", valueName: "n"))
  var jobs: Int?

  @OptionGroup(title: "Limits")
  var limitOptions: LimitOptions

  mutating func validate() throws {
    if paths.isEmpty, Terminal.isTerminal(0) {
      throw ValidationError("No evidence: name files or folders, or pipe into it.")
    }
    if paths.filter({ $0 == "-" }).count > 1 {
      throw ValidationError("Standard input (-) can be read once only.")
    }
    if let from, let to, to.time <= from.time {
      throw ValidationError("--to must be later than --from.")
    }
    if let year, !(1970...2200).contains(year) {
      throw ValidationError("--year must be between 1970 and 2200.")
    }
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs must be between 1 and 256.")
    }
  }

  /// The evidence, standard input where none is named.
  var sources: [String] { paths.isEmpty ? ["-"] : paths }

  /// What `--from` and `--to` ask for. To be taken once a run: every look at an option copies what the parser keeps.
  var span: TimeSpan { TimeSpan(from: from?.time, to: to?.time) }

  /// Whether `time` lies in `span`.
  func covers(_ time: Timestamp) -> Bool { span.covers(time) }

  var limits: Limits { limitOptions.limits }
}

/// The bounds that a user may move; the others of `Limits` stand.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Bytes of a line before it is cut.", valueName: "bytes"))
  var maxLineBytes = Limits().lineBytes

  @Option(help: ArgumentHelp("Compressions and containers inside each other.", valueName: "n"))
  var maxNesting = Limits().nesting

  @Option(help: ArgumentHelp("Members of one archive.", valueName: "n"))
  var maxMembers = Limits().archiveMembers

  @Option(help: ArgumentHelp("Decoded to stored bytes of one stream.", valueName: "n"))
  var maxRatio = Limits().ratio

  @Option(
    help: ArgumentHelp(
      "MiB held in memory of a nested archive, or of standard input that must be read twice.",
      valueName: "mib"))
  var maxHeldMib = Limits().heldBytes >> 20

  mutating func validate() throws {
    if !(256...(1 << 30)).contains(maxLineBytes) {
      throw ValidationError("--max-line-bytes must be between 256 and 1073741824.")
    }
    if !(1...64).contains(maxNesting) { throw ValidationError("--max-nesting must be between 1 and 64.") }
    if maxMembers < 1 { throw ValidationError("--max-members must be at least 1.") }
    if maxRatio < 1 { throw ValidationError("--max-ratio must be at least 1.") }
    if !(1...65_536).contains(maxHeldMib) {
      throw ValidationError("--max-held-mib must be between 1 and 65536.")
    }
  }

  var limits: Limits {
    var limits = Limits()
    limits.lineBytes = maxLineBytes
    limits.nesting = maxNesting
    limits.archiveMembers = maxMembers
    limits.ratio = maxRatio
    limits.heldBytes = maxHeldMib << 20
    return limits
  }
}
