import ArgumentParser
import Bytes
import Correlation
import Evidence
import LogFormats
import MIME
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

  func run() throws {
    let run = try CaseRun(input, output.run)
    var boundary = TrustBoundary()
    for host in trustedHost { boundary.add(host) }
    var writer = try output.writer(for: .paths)
    if output.style.format != .jsonl { writer.header() }
    let listing = PathListing(run, boundary, raw: output.raw)
    let found = try listing.write(&writer)
    _ = try run.write(&writer.output)
    try run.finish(found: found)
  }
}

/// Mailboxes and logs together, in three passes: what the mailboxes ask about, what the logs say of it, the paths.
///
/// The first pass keeps hashes of Message-IDs and of the (`by`, `id`) pairs of the Received fields; the second folds
/// the logs, writes the messages that no mailbox has and indexes the hops; the third builds the path of each stored
/// message. Without logs the first two do nothing.
struct PathListing {
  private let run: CaseRun
  private let boundary: TrustBoundary
  private let record: PathRecord

  init(_ run: CaseRun, _ boundary: TrustBoundary, raw: Bool) {
    self.run = run
    self.boundary = boundary
    record = PathRecord(paths: run.preparedPaths(), raw: raw)
  }

  /// What the mailboxes hold, hashed. Bounded by `Limits.joinedMessages`.
  private struct Stored {
    var messageIDs: Set<UInt64> = []
    var pairs: [(by: UInt64, id: UInt64)] = []
    /// For each message its Message-ID and the end of its pairs.
    var messages: [(messageID: UInt64, end: Int)] = []
  }

  /// Whether a record was written.
  func write(_ writer: inout RecordWriter) throws -> Bool {
    var isFirst = true
    var index = LogIndex(limits: run.limits) { id, software, text in
      switch software {
      case .postfix: IDClock.postfixLong(text, id)
      case .exim: IDClock.exim(text, id)
      case .sendmail: IDClock.sendmail(text, id)
      default: nil
      }
    }
    if !run.logs.isEmpty {
      let stored = try readMailboxes()
      var path = RelayPath()
      let plan = try run.plan()
      try MessageRun(run).messages(of: plan) { message in
        index.add(message)
        let isStored =
          !message.messageID.isNone
          && stored.messageIDs.contains(message.allText.hash(message.messageID.range))
        if !isStored, message.hopCount > 0, run.span.covers(message.start) {
          fill(&path, from: message)
          let none = [UInt8]()
          record.write(
            path, PathRecord.Context(location: message.location, isFirstOfRun: isFirst),
            header: none.span, to: &writer)
          isFirst = false
        }
        return writer.output.count < 1 << 16 ? true : try run.write(&writer.output)
      }
      if !index.isComplete {
        run.report(
          Oddity(
            .limitReached, path: "",
            detail:
              "joinedMessages: more than \(run.limits.joinedMessages) hops in the logs (no log is called silent)",
            isLoss: false))
      }
      var begin = 0
      for (messageID, end) in stored.messages {
        index.learn(stored.pairs[begin..<end], messageID: messageID)
        begin = end
      }
    }
    try writeStored(index, &isFirst, &writer)
    return !isFirst
  }

  private func readMailboxes() throws -> Stored {
    var stored = Stored()
    var parser = ReceivedParser()
    var field = ReceivedField()
    var value = ByteBuffer(capacity: 1 << 10)
    let reader = MailboxRun(run)
    guard run.mailboxes.allSatisfy({ $0.source.isReopenable }) else {
      run.report(
        Oddity(
          .unsupported, path: "-",
          detail:
            "mail on standard input is read once: its paths are not joined with the logs (give it as a file)",
          isLoss: false))
      return stored
    }
    try reader.messages(counts: false) { _, header, bytes, _ in
      guard stored.messages.count < run.limits.joinedMessages else { return false }
      var messageID: UInt64 = 0
      for entry in header.fields {
        switch entry.name {
        case .messageID where messageID == 0:
          value.removeAll()
          HeaderBlock.unfold(entry, of: bytes, into: &value)
          MessageIDField.forEach(value.span, ByteRange(0, value.count)) { id in
            if messageID == 0 { messageID = value.span.hash(id) }
          }
        case .received:
          value.removeAll()
          HeaderBlock.unfold(entry, of: bytes, into: &value)
          parser.parse(value.span, into: &field)
          if !field.by.isNone, !field.id.isNone {
            stored.pairs.append((LogIndex.nameHash(value.span, field.by), value.span.hash(field.id)))
          }
        default: break
        }
      }
      if messageID != 0 { stored.messageIDs.insert(messageID) }
      stored.messages.append((messageID, stored.pairs.count))
      return true
    }
    return stored
  }

  private func writeStored(
    _ index: LogIndex, _ isFirst: inout Bool, _ writer: inout RecordWriter
  ) throws {
    var builder = PathBuilder(boundary: boundary, limits: run.limits)
    var path = RelayPath()
    try MailboxRun(run).messages(counts: true) { message, header, bytes, source in
      builder.build(header, of: bytes, logs: index, into: &path)
      guard run.span.covers(path.start) else { return true }
      record.write(
        path,
        PathRecord.Context(
          location: message.location(in: source), isAmbiguous: message.isAmbiguous, isFirstOfRun: isFirst),
        header: bytes, to: &writer)
      isFirst = false
      return writer.output.count < 1 << 16 ? true : try run.write(&writer.output)
    }
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
