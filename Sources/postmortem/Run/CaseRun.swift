import ArgumentParser
import Bytes
import Evidence
import LogFormats
import Mailbox
import Model
import Records
import Streams
import Synchronization

/// One run of a verb: the evidence that was named, sorted into logs and mailboxes, where results go, what was met.
///
/// Reports damage on standard error as it is met, the coverage at the end; `finish` gives the exit status.
final class CaseRun {
  let input: InputOptions
  let options: RunOptions
  let limits: Limits
  /// What `--from` and `--to` ask for.
  let span: TimeSpan
  /// What `--line-format` describes.
  let described: LineFormatSet?
  let evidence: EvidenceSet
  /// Sources that hold log lines, or what nothing else was recognised in.
  let logs: [Source]
  /// Sources that hold mail.
  let mailboxes: [(source: Source, kind: MailboxKind)]
  /// Outlook messages and winmail.dat files: what only `attachments` reads.
  let mailFiles: [Source]
  var coverage = Coverage()
  var sink: OutputSink
  /// Stored bytes, their rate and the time left, on a terminal.
  var progress: ProgressLine
  private let diagnostics: Diagnostics
  private let sources: [Source]

  /// - Parameters:
  ///   - rereads: the verb reads the evidence more than once: a pipe is held in memory, up to the limit.
  ///   - readsMailFiles: files that hold attachments and are no mailboxes are kept in `mailFiles`; other verbs say how to
  ///     convert them.
  ///   - choosesHosts: `--host NAME`, without a path, chooses lines; other verbs refuse it.
  init(
    _ input: InputOptions, _ options: RunOptions, rereads: Bool = false, readsMailFiles: Bool = false,
    choosesHosts: Bool = false
  ) throws {
    if !choosesHosts, let host = input.host.first(where: { $0.path == nil }) {
      throw ValidationError("--host \(host.name): needs NAME=PATH.")
    }
    self.input = input
    self.options = options
    limits = input.limits
    span = input.span
    described = try CaseRun.described(input.lineFormat)
    let diagnostics = Diagnostics(isQuiet: options.quiet)
    progress = ProgressLine(isShown: options.showsProgress)
    self.diagnostics = diagnostics
    evidence = EvidenceSet(
      paths: input.sources, limits: limits, hashing: options.manifest != nil,
      holdsInput: rereads, report: { diagnostics.report($0) })
    do throws(OutputError) {
      if let path = options.output {
        sink = try OutputSink(path: path, evidence: input.sources)
      } else {
        sink = OutputSink()
      }
    } catch {
      throw Trouble(message: "\(error)")
    }
    sources = evidence.discover()
    var logs: [Source] = []
    var mailFiles: [Source] = []
    var mailboxes: [(source: Source, kind: MailboxKind)] = []
    for source in sources {
      let head = evidence.head(of: source, bytes: MailboxKind.sniffBytes)
      let kind = MailboxKind.sniff(head.span, file: MailFile(path: source.path))
      if readsMailFiles, kind == .unsupported(.outlookMessage) || kind == .unsupported(.tnef) {
        mailFiles.append(source)
      } else if kind.isMail {
        mailboxes.append((source, kind))
      } else if case .unsupported(let what) = kind {
        diagnostics.report(Oddity(.unsupported, path: source.path, detail: what.detail.description))
      } else {
        logs.append(source)
      }
    }
    self.logs = logs
    self.mailboxes = mailboxes
    self.mailFiles = mailFiles
  }

  /// The logs as streams in the order of their content. `isSilent`: what a plan before it has reported already.
  func plan(isSilent: Bool = false) throws -> StreamPlan {
    let diagnostics = diagnostics
    let hosts = input.host.compactMap { host in host.path.map { (name: host.name, path: $0) } }
    let plan = StreamPlan(
      evidence: evidence, logs: logs, clocks: try clockOptions(), hosts: hosts, described: described,
      limits: limits,
      report: { if !isSilent { diagnostics.report($0) } })
    plan.showsSecrets = options.showSecrets
    return plan
  }

  /// Says that `sources` are about to be read, so that the progress knows how much there is.
  func expect(_ sources: some Sequence<Source>) {
    for source in sources { progress.expect(source.storedSize) }
  }

  var jobs: Int { input.jobs ?? Processors.count }

  func report(_ oddity: Oddity) { diagnostics.report(oddity) }

  /// Path of each source with its JSON form, by `SourceID`.
  func preparedPaths() -> [PreparedText] { sources.map { PreparedText($0.path) } }

  /// The lines at `locations`, read once more.
  func lines(at locations: [Location]) -> EvidenceLines {
    EvidenceLines(
      locations, of: sources, in: evidence, jobs: jobs, showsSecrets: options.showSecrets)
  }

  func path(of id: SourceID) -> String {
    sources.indices.contains(Int(id.rawValue)) ? sources[Int(id.rawValue)].path : ""
  }

  /// Writes a buffer of whole records; false where nobody reads any more or the run was interrupted.
  func write(_ records: inout ByteBuffer) throws -> Bool {
    do throws(OutputError) {
      return try sink.write(&records) && !Interruption.isRequested
    } catch {
      throw Trouble(message: "\(error)")
    }
  }

  /// The formats that the file at `path` describes.
  private static func described(_ path: String?) throws -> LineFormatSet? {
    guard let path else { return nil }
    let set = EvidenceSet(paths: [path], limits: Limits(), report: { _ in })
    guard let source = set.discover().first else {
      throw Trouble(message: "--line-format \(path): cannot be read")
    }
    let text = set.head(of: source, bytes: LineFormatFile.sizeLimit + 1)
    do throws(LineFormatFile.Fault) {
      return try LineFormatFile.read(text.span)
    } catch {
      throw Trouble(message: "--line-format \(path):\(error)")
    }
  }

  /// The bytes of a file that an option names, at most 64 MiB.
  func contents(of path: String, _ option: String) throws -> [UInt8] {
    let set = EvidenceSet(paths: [path], limits: Limits(), report: { _ in })
    guard let source = set.discover().first else {
      throw Trouble(message: "\(option) \(path): cannot be read")
    }
    let bytes = set.head(of: source, bytes: 64 << 20)
    return bytes.span.array(0..<bytes.count)
  }

  /// The words of a file that an option names, one a line, `#` begins a comment.
  func words(of path: String, _ option: String) throws -> [String] {
    try contents(of: path, option).split(separator: 10).compactMap { line in
      let text = String(decoding: line, as: UTF8.self).prefix { $0 != "#" }
      let word = text.filter { !$0.isWhitespace }
      return word.isEmpty ? nil : word
    }
  }

  /// The folder that attachments are written to.
  func folder(_ path: String) throws -> ExtractionFolder {
    do throws(OutputError) {
      return try ExtractionFolder(path, evidence: input.sources)
    } catch {
      throw Trouble(message: "\(error)")
    }
  }

  private func clockOptions() throws -> ClockOptions {
    var clocks = ClockOptions()
    clocks.year = input.year.map { Int32($0) }
    for option in input.timezone {
      guard let zone = zone(option.zone) else {
        throw Trouble(
          message:
            "--timezone \(option.zone): no such zone in /usr/share/zoneinfo (install tzdata, or give an offset like +02:00)"
        )
      }
      if let host = option.host { clocks.hostZones.append((host, zone)) } else { clocks.zone = zone }
    }
    return clocks
  }

  private func zone(_ name: String) -> ZoneInfo? {
    ZoneInfo.named(name) { path in
      let file = EvidenceSet(paths: ["/usr/share/zoneinfo/\(path)"], limits: Limits(), report: { _ in })
      guard let source = file.discover().first else { return nil }
      return file.head(of: source, bytes: 1 << 20)
    }
  }

  /// Ends the run: coverage, manifest, exit status.
  func finish(found: Bool) throws {
    progress.wipe()
    if !options.quiet {
      for line in CoverageReport.lines(coverage, sources) {
        StandardError.writePlain(line)
      }
    }
    if let path = options.coverage {
      try writeRecords(to: path) {
        try CoverageReport.write(coverage, sources: sources, to: &$0)
        try DiagnosticReport.write(diagnostics.all, to: &$0)
      }
    }
    if let path = options.manifest {
      let rows = evidence.manifest()
      try writeRecords(to: path) { try ManifestReport.write(rows, to: &$0) }
    }
    if let status = Interruption.status { throw ExitCode(status) }
    if evidence.hasLoss || diagnostics.hasLoss { throw ExitCode(ExitStatus.trouble.rawValue) }
    if !found { throw ExitCode(ExitStatus.nothing.rawValue) }
  }

  private func writeRecords(to path: String, _ body: (inout ByteBuffer) throws -> Void) throws {
    var records = ByteBuffer(capacity: 1 << 12)
    try body(&records)
    do throws(OutputError) {
      var file = try OutputSink(path: path, evidence: input.sources)
      try file.write(&records)
    } catch {
      throw Trouble(message: "\(error)")
    }
  }
}

/// What the environment refuses so that the run cannot go on: one line on standard error, exit status 2.
struct Trouble: Error, CustomStringConvertible {
  var message: String
  var description: String { message }
}

/// Damage, limits and assumptions, one line each on standard error, from whichever thread meets them. Each is said once,
/// however often the evidence is read; with `--quiet` only what lost evidence is said.
final class Diagnostics: Sendable {
  private struct State {
    var hasLoss = false
    var said: Set<Oddity> = []
  }
  private let state = Mutex(State())
  private let isQuiet: Bool

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  var hasLoss: Bool { state.withLock { $0.hasLoss } }

  /// Diagnostics that are kept; more are said and forgotten.
  private static let limit = 10_000

  /// What was met, in an order that depends on the evidence alone.
  var all: [Oddity] {
    state.withLock { state in
      state.said.sorted {
        ($0.path, $0.offset ?? 0, $0.kind.rawValue, $0.detail)
          < ($1.path, $1.offset ?? 0, $1.kind.rawValue, $1.detail)
      }
    }
  }

  func report(_ oddity: Oddity) {
    state.withLock { state in
      if oddity.isLoss { state.hasLoss = true }
      if state.said.count < Diagnostics.limit, !state.said.insert(oddity).inserted { return }
      if isQuiet, !oddity.isLoss { return }
      var text = oddity.path
      if let offset = oddity.offset { text += ":\(offset)" }
      StandardError.write(text.isEmpty ? oddity.detail : "\(text): \(oddity.detail)")
    }
  }
}
