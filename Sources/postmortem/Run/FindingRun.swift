import ArgumentParser
import Attachments
import Bytes
import Correlation
import Detectors
import MailAuthentication
import Mailbox
import Model
import Records
import Streams

/// Runs detectors over the evidence of a run and writes what they find.
struct FindingRun {
  private let run: CaseRun
  private let options: FindingOptions
  private let output: OutputOptions

  private let keys: SigningKeys

  init(
    _ run: CaseRun, _ options: FindingOptions, _ output: OutputOptions, keys: SigningKeys = SigningKeys()
  ) {
    self.keys = keys
    self.run = run
    self.options = options
    self.output = output
  }

  /// Writes the findings of `rules` (all of them where the set is empty), narrowed by `--rule`.
  func write(_ rules: [Rule]) throws {
    let asked = options.rule.isEmpty ? rules : rules.filter(options.rule.contains)
    let given = try options.policy.given(run)
    let databases = try options.databases()
    let set = try FindingRun.detect(run, Set(asked), FindingRun.boundary(given), keys, options.thresholds)
    var shown = set.findings(given: given) { PartedWork.perform($0, jobs: run.jobs, $1) }
    shown.removeAll { !asked.contains($0.rule) || !run.span.covers($0.start) }
    let fails = options.failOn.map { limit in shown.contains { $0.severity >= limit } } ?? false
    shown.removeAll { $0.severity < options.minSeverity }
    for drop in set.drops(given: given) {
      run.report(Oddity(.limitReached, path: "", detail: drop, isLoss: true))
    }
    // What the detectors know is not needed any more.
    if run.jobs > 1 { PartedWork.release(consume set) } else { _ = consume set }
    let lines = run.lines(at: shown.flatMap(\.evidence))
    let paths = run.preparedPaths()
    var timeSources = Array(repeating: TimeSource.stated, count: paths.count)
    for (source, found) in run.coverage.sources { timeSources[Int(source.rawValue)] = found.timeSource }
    try render(
      shown, FindingRecord(paths: paths, lines: lines, databases: databases, timeSources: timeSources))
    try run.finish(found: !shown.isEmpty)
    if fails { throw ExitCode(ExitStatus.finding.rawValue) }
  }

  /// Writes the records of `findings`.
  private func render(_ findings: [Finding], _ record: FindingRecord) throws {
    var records = try PartedRecords(run, scratch: {}, writer: { try output.writer(for: .findings) })
    if output.style.format != .jsonl { try records.writeHeader() }
    _ = try records.write(findings.count) { range, part, isFirstOfRun in
      for place in range { record.write(findings.span[place], isFirstOfRun: isFirstOfRun, to: &part.writer) }
    }
  }

  /// Whose Received fields are evidence: servers of ours that the user named.
  private static func boundary(_ given: Policy?) -> TrustBoundary {
    var boundary = TrustBoundary()
    guard let given else { return boundary }
    for host in given.hosts {
      boundary.add(TrustBoundary.Network(address: host.address, prefix: host.prefix))
    }
    for name in given.hostNames.sorted() { boundary.add(name) }
    return boundary
  }

  /// Feeds the logs of `run`, and where senders are judged its mailboxes, to the detectors of `rules`.
  static func detect(
    _ run: CaseRun, _ rules: Set<Rule>, _ boundary: TrustBoundary = TrustBoundary(),
    _ keys: SigningKeys = SigningKeys(), _ thresholds: Thresholds = Thresholds()
  ) throws -> DetectorSet {
    let plan = try run.plan()
    let set = DetectorSet(rules: rules, hostIDs: plan.hostIDs, thresholds: thresholds)
    let readsMail = !run.mailboxes.isEmpty && DetectorSet.senderRules.contains(where: rules.contains)
    if !run.mailboxes.isEmpty, DetectorSet.attachmentRules.contains(where: rules.contains) {
      try readAttachments(run, into: set)
    }
    var join = MailJoin(run, boundary)
    var scratch = MessageScratch()
    if readsMail, !run.logs.isEmpty { try join.readMailboxes() }
    let counting = set.groups.dropFirst(set.messageGroups)
    // No third thread is free: messages are put together once for all groups, which costs less than one beside another.
    let isNarrow = run.jobs < 3
    func countLines(_ facts: inout FactList) {
      for group in counting { group.absorb(facts) }
      facts.removeAll()
    }
    // Those that count lines only need not wait for the messages, nor the messages for them.
    let background = BackgroundWork<FactList>(depth: 4, countLines)
    func count(_ facts: inout FactList) {
      PartedWork.perform(set.messageGroups, jobs: isNarrow ? 1 : run.jobs) { set.groups[$0].absorb(facts) }
      if run.jobs == 1 { return countLines(&facts) }
      var given = background.spare() ?? FactList()
      swap(&given, &facts)
      background.give(given)
    }
    do {
      defer { background.finish() }
      try MessageRun(run).settledMessages(of: plan, facts: count) { fold, count in
        let parts = isNarrow ? 1 : set.messageGroups
        PartedWork.perform(parts + (readsMail ? 1 : 0), jobs: run.jobs) { part in
          if part < parts {
            parts == 1 ? set.take(fold, count) : set.groups[part].take(fold, count)
          } else {
            fold.messages(0..<count, &scratch) { _ = join.add($0) }
          }
        }
        return !Interruption.isRequested
      }
    }
    guard readsMail, !Interruption.isRequested else { return set }
    join.finishLogs()
    let authenticator = MailAuthenticator(keys: keys, limits: run.limits)
    try join.paths(authenticator: authenticator) { path, message, header, bytes, source in
      set.take(
        path, SenderClaims(header, bytes, authenticator.results), at: message.location(in: source))
      return !Interruption.isRequested
    }
    return set
  }
}

extension FindingRun {
  /// The dangerous attachments of all mailboxes, a message at a time.
  private static func readAttachments(_ run: CaseRun, into set: DetectorSet) throws {
    try AttachmentRun(run).messages(counts: false) { context, attachments in
      let dangerous = attachments.filter { $0.assessment.isDangerous && $0.assessment.inside.isEmpty }
      guard !dangerous.isEmpty else { return !Interruption.isRequested }
      var reasons: AttachmentReasons = []
      var severity = AttachmentSeverity.none
      for found in dangerous {
        reasons.formUnion(found.assessment.reasons)
        severity = max(severity, found.assessment.severity)
      }
      set.take(
        DangerousMail(
          time: context.facts.time, location: context.message.location(in: context.source),
          messageID: context.facts.messageID,
          from: context.facts.from.map { String(decoding: $0, as: UTF8.self) },
          names: dangerous.map { found in
            let name =
              found.assessment.names.first.map { String(decoding: $0, as: UTF8.self) } ?? "a nameless file"
            return "\(name) (\(found.assessment.type.name))"
          },
          reasons: reasons.names.map(\.description),
          severity: severity == .critical ? .critical : severity == .high ? .high : .medium,
          count: UInt64(dangerous.count)))
      return !Interruption.isRequested
    }
  }
}

extension DetectorSet {
  /// The rules as a part of `postmortem-detections(7)`: what each says, and its ATT&CK techniques.
  static var manual: String {
    rules.map { rule in
      let techniques = rule.techniques.map(\.description).joined(separator: " , ")
      return ".It Ql \(rule.id)\n\(rule.name).\n\(rule.meaning)\nATT&CK:\n.Ql \(techniques) .\n"
    }.joined()
  }
}
