import ArgumentParser
import Bytes
import Correlation
import Evidence
import LogFormats
import MIME
import MailAuthentication
import Mailbox
import Model
import Records
import Streams

/// `postmortem paths`: the way of each message, from logs and from Received headers.
struct Paths: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "One relay path per message, from logs and from Received headers.",
    discussion: """
      One record per stored copy of a message, and one per message known only from logs. Hops are listed oldest \
      first; each says whether a log among the evidence has it, a trusted host wrote it, or it is only claimed. \
      path.forged is true only where two independent reasons speak against claimed hops.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "A host whose Received lines are evidence: a name, .domain, an address or network. May be repeated.",
      valueName: "host"))
  var trustedHost: [String] = []

  @OptionGroup var keys: KeyOptions

  func run() throws {
    let run = try CaseRun(input, output.run)
    let keys = try keys.read(run)
    var boundary = TrustBoundary()
    for host in trustedHost { boundary.add(host) }
    var writer = try output.writer(for: .paths)
    if output.style.format != .jsonl { writer.header() }
    let listing = PathListing(run, boundary, keys, raw: output.raw)
    let found = try listing.write(&writer)
    _ = try run.write(&writer.output)
    try run.finish(found: found)
  }
}

/// Writes the paths of a run: of messages known only from logs, then of each stored copy.
struct PathListing {
  private let run: CaseRun
  private let record: PathRecord
  private let join: MailJoin

  private let authenticator: MailAuthenticator

  init(_ run: CaseRun, _ boundary: TrustBoundary, _ keys: SigningKeys, raw: Bool) {
    self.run = run
    authenticator = MailAuthenticator(keys: keys, limits: run.limits)
    join = MailJoin(run, boundary)
    record = PathRecord(paths: run.preparedPaths(), raw: raw)
  }

  /// Whether a record was written.
  func write(_ writer: inout RecordWriter) throws -> Bool {
    var isFirst = true
    var join = join
    if !run.logs.isEmpty {
      try join.readMailboxes()
      var path = RelayPath()
      let plan = try run.plan()
      try MessageRun(run).messages(of: plan) { message in
        if !join.add(message), message.hopCount > 0, run.span.covers(message.start) {
          fill(&path, from: message)
          let none = [UInt8]()
          record.write(
            path, PathRecord.Context(location: message.location, isFirstOfRun: isFirst),
            header: none.span, to: &writer)
          isFirst = false
        }
        return writer.output.count < 1 << 16 ? true : try run.write(&writer.output)
      }
      join.finishLogs()
    }
    try join.paths(authenticator: authenticator) { path, message, _, header, source in
      guard run.span.covers(path.start) else { return true }
      record.write(
        path,
        PathRecord.Context(
          location: message.location(in: source), isAmbiguous: message.isAmbiguous, isFirstOfRun: isFirst,
          signatures: authenticator.results, chain: authenticator.chain),
        header: header, to: &writer)
      isFirst = false
      return writer.output.count < 1 << 16 ? true : try run.write(&writer.output)
    }
    return !isFirst
  }

  /// The path of a message known from logs alone.
  private func fill(_ path: inout RelayPath, from message: borrowing MessageView) {
    path.removeAll()
    let text = message.allText
    for place in 0..<message.hopCount {
      let logged = message.hop(place)
      let host = message.host(of: logged)
      var hop = PathHop()
      hop.time = logged.start
      hop.timeSource = logged.timeSource
      hop.by = path.text.keep(text, host.name.range)
      hop.fromHelo = path.text.keep(text, logged.helo.range)
      hop.fromDomain = path.text.keep(text, logged.clientDomain.range)
      hop.isDomainVerified = !logged.clientDomain.isNone
      hop.fromIP = logged.clientIP.isNone ? nil : IPAddress(text, logged.clientIP.range)
      hop.id = path.text.keep(text, logged.id.range)
      hop.user = path.text.keep(text, logged.user.range)
      hop.isAuthenticated = !logged.user.isNone
      hop.tls = logged.tls
      hop.logged = logged.location
      path.appendLogged(hop)
    }
    path.messageID = path.text.keep(text, message.messageID.range)
    path.returnPath = path.text.keep(text, message.first.sender.range)
    path.finish()
  }
}
