import ArgumentParser
import Correlation
import Detectors
import Model
import Records
import Streams

/// `postmortem messages`: one record for each message.
struct Messages: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "One record per message: who, from where, which way, and what became of it.",
    discussion: """
      The lines of a message are put together over rotated files, content filters and hosts. With --from and --to, \
      messages that began in that span are shown; their lines outside of it still count. Mailboxes among the evidence \
      are passed over.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let run = try CaseRun(input, output.run)
    let plan = try run.plan()
    let record = MessageRecord(
      paths: run.preparedPaths(), hostIDs: plan.hostIDs.map { $0.map { PreparedText($0) } })
    var rendering = try MessageRendering(run, record) { try output.writer(for: .messages) }
    if output.style.format != .jsonl { try rendering.writeHeader() }
    try MessageRun(run).settledMessages(of: plan) { fold, count in try rendering.write(fold, count) }
    try run.finish(found: rendering.hasWritten)
  }
}

/// Folds the logs of a run into messages. For the verbs that begin with messages.
struct MessageRun {
  private let run: CaseRun

  init(_ run: CaseRun) { self.run = run }

  /// Lends each message of `plan` to `body`, in the order in which they ended, until it returns false.
  func messages(
    of plan: StreamPlan, _ body: (borrowing MessageView) throws -> Bool
  ) throws {
    var scratch = MessageScratch()
    try settledMessages(of: plan) { fold, count in
      var goesOn = true
      try fold.messages(0..<count, &scratch) { message in
        if goesOn { goesOn = try body(message) }
      }
      return goesOn
    }
  }

  /// Lends the fold to `body` whenever messages are settled, with the number of their groups, until it returns false.
  ///
  /// - Parameter facts: takes what the lines give to be counted, in the order of the evidence, and leaves an empty list;
  ///   nil where nobody counts.
  func settledMessages(
    of plan: StreamPlan, facts: ((inout FactList) -> Void)? = nil,
    _ body: (borrowing MessageFold, Int) throws -> Bool
  ) throws {
    let limits = run.limits
    let counts = facts != nil
    let spares = Spares<Partial>()
    var fold = MessageFold(limits: limits)
    var failure: (any Error)?
    var goesOn = true
    func take(_ count: Int) {
      guard count > 0 else { return }
      do { goesOn = try body(fold, count) } catch {
        failure = error
        goesOn = false
      }
    }
    run.expect(run.logs)
    SegmentPipeline.run(plan, jobs: run.jobs) { segment in
      MessageRun.fold(segment, spares.take() ?? Partial(fold: MessageFold(limits: limits)), counts)
    } absorb: { partial, progress in
      run.progress.advance(by: progress.storedBytes)
      run.coverage.absorb(partial.coverage)
      var part = partial
      facts?(&part.facts)
      fold.absorb(&part.fold)
      let settled = fold.settle(before: progress.watermark)
      spares.give(part)
      take(settled)
      fold.release()
      return goesOn
    }
    if goesOn {
      take(fold.settleAll())
      fold.release()
    }
    if let failure { throw failure }
    for oddity in fold.oddities(path: "") { run.report(oddity) }
  }

  /// What is known of one segment.
  private struct Partial: ~Copyable, Sendable {
    var fold: MessageFold
    var facts = FactList()
    var coverage = Coverage()

    init(fold: consuming MessageFold) { self.fold = fold }
  }

  /// Reads `segment` into `partial`, which is empty but for its memory.
  private static func fold(
    _ segment: borrowing Segment, _ partial: consuming Partial, _ counts: Bool
  ) -> Partial {
    var partial = partial
    let stream = UInt32(segment.stream)
    partial.coverage = LineReader.read(segment) { event, text, position in
      partial.fold.observe(
        &event, text, source: position.source, offset: position.offset, line: position.line,
        length: position.length, hostContext: stream)
      if counts { partial.facts.observe(&event, text, stream: stream, location: position.location) }
    }
    return partial
  }
}
