public import ArgumentParser
import Bytes
import Records

extension RecordStyle.Format: ExpressibleByArgument {}

/// Where results go and in which form. Shared by every verb that gives records; parsing only.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "jsonl, csv or table. (default: table on a terminal, else jsonl)", valueName: "format"))
  var format: RecordStyle.Format?

  @Option(
    help: ArgumentHelp(
      "Only these columns, separated by commas; CSV and table in this order. A group stands for its members: source.",
      valueName: "names"))
  var columns: String?

  @Flag(name: .customLong("raw-csv"), help: "CSV without protection against spreadsheet formulas.")
  var rawCSV = false

  @Flag(help: "Add the original line (or header field) to each record.")
  var raw = false

  @OptionGroup
  var run: RunOptions

  mutating func validate() throws {
    if let columns, columns.split(separator: ",").isEmpty {
      throw ValidationError("--columns needs names, separated by commas.")
    }
    if rawCSV, let format, format != .csv {
      throw ValidationError("--raw-csv needs --format csv.")
    }
  }

  /// The style of the records; the terminal is asked for its width.
  var style: RecordStyle {
    let isTerminal = run.output == nil && Terminal.isTerminal(1)
    let names = columns?.split(separator: ",").map { String($0) } ?? []
    return RecordStyle(
      format ?? (isTerminal ? .table : rawCSV ? .csv : .jsonl), columns: names, rawCSV: rawCSV,
      width: isTerminal ? Terminal.width(of: 1) : nil)
  }

  /// - Throws: a usage error for a column that the records do not have.
  func writer(for schema: Schema) throws -> RecordWriter {
    do throws(UnknownColumn) {
      return try RecordWriter(schema, style: style)
    } catch {
      throw ValidationError("--columns: \(error)")
    }
  }
}

/// Options of every run, whether it gives records or evidence.
struct RunOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write to this file instead of standard output. What is, or lies in, the evidence is refused.",
      valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Write what was read and understood as records (JSON Lines).", valueName: "file"),
    completion: .file())
  var coverage: String?

  @Option(
    help: ArgumentHelp(
      "Write SHA-256, size and time of every input as records (JSON Lines).", valueName: "file"),
    completion: .file())
  var manifest: String?

  @Flag(help: "Show passwords and AUTH data that a server logged; else their bytes are shown as *.")
  var showSecrets = false

  @Flag(name: [.short, .long], help: "No coverage and no progress on standard error; errors only.")
  var quiet = false

  @Flag(help: "No progress on standard error.")
  var noProgress = false

  mutating func validate() throws {
    let files = [output, coverage, manifest].compactMap(\.self)
    if Set(files).count < files.count {
      throw ValidationError("--output, --coverage and --manifest must be different files.")
    }
  }

  /// Opens the output. - Throws: `OutputError`.
  func sink(reading evidence: [String]) throws(OutputError) -> OutputSink {
    guard let output, output != "-" else { return OutputSink() }
    return try OutputSink(path: output, evidence: evidence)
  }

  /// Whether a progress line is to be shown.
  var showsProgress: Bool {
    !quiet && !noProgress && Terminal.isTerminal(2) && Terminal.environment("TERM") != "dumb"
  }
}
