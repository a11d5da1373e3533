import ArgumentParser
import Bytes
import Model

/// `postmortem grep`: evidence in, evidence out.
struct Grep: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Every line of every message or connection that matches; of mailboxes, the messages.",
    discussion: """
      Options of different kinds must all match, in any lines of one message or connection; of one option that is \
      repeated, one value must. With --from, --to and --host NAME the matching lines must lie there. The lines come out \
      as they stand, with ==> PATH <== before those of another file; postmortem reads that back. Messages of mailboxes \
      come out as an mbox.
      """)

  @Option(
    help: ArgumentHelp(
      "Sender or recipient, without regard to case; @example.org is all of a domain, <> the null sender.",
      valueName: "address"))
  var address: [String] = []

  @Option(help: ArgumentHelp("Client or relay: an address, or a network as 192.0.2.0/24.", valueName: "ip"))
  var ip: [GrepNetwork] = []

  @Option(help: ArgumentHelp("Queue id or Message-ID.", valueName: "id"))
  var id: [String] = []

  @Option(help: ArgumentHelp("Who logged in.", valueName: "name"))
  var user: [String] = []

  @Option(
    help: ArgumentHelp(
      "Lines that this regular expression matches somewhere; of mailboxes, header fields.", valueName: "regex"
    ))
  var pattern: [String] = []

  @Option(help: ArgumentHelp("Lines that hold this text.", valueName: "text"))
  var fixed: [String] = []

  @OptionGroup var input: InputOptions
  @OptionGroup var output: RunOptions

  mutating func validate() throws {
    for regex in pattern where (try? Regex(regex)) == nil {
      throw ValidationError("--pattern \(regex): no regular expression.")
    }
    if (address + id + user + pattern + fixed).contains("") {
      throw ValidationError("An empty value matches nothing (the null sender is <>).")
    }
    let chosen = input.host.contains { $0.path == nil }
    if criteria.required == [], input.from == nil, input.to == nil, !chosen {
      throw ValidationError(
        "Nothing to look for: give --address, --ip, --id, --user, --pattern, --fixed, --host NAME, --from or --to."
      )
    }
  }

  private var criteria: GrepCriteria {
    GrepCriteria(
      addresses: address, networks: ip, ids: id, users: user, patterns: pattern, fixed: fixed,
      hosts: input.host.filter { $0.path == nil }.map(\.name), span: input.span)
  }

  func run() throws {
    let run = try CaseRun(input, output, rereads: true, choosesHosts: true)
    let criteria = criteria
    var writer = SectionWriter(run)
    try LogSearch(run, criteria).write(to: &writer)
    try MailSearch(run, criteria).write(to: &writer)
    try writer.flush()
    try run.finish(found: !writer.isEmpty)
  }
}

/// An address or a network of `--ip`.
struct GrepNetwork: ExpressibleByArgument, Sendable {
  var address: IPAddress
  var length: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else { return nil }
    let bits = address.isIPv4 ? 32 : 128
    length = bits
    if parts.count == 2 {
      guard let given = Int(parts[1]), (0...bits).contains(given) else { return nil }
      length = given
    }
    self.address = address
  }
}
