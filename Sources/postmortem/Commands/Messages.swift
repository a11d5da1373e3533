import ArgumentParser
import Bytes
import Correlation
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
    var writer = try output.writer(for: .messages)
    if output.style.format != .jsonl { writer.header() }
    var isFirst = true
    try MessageRun(run).messages(of: plan) { message in
      if run.span.covers(message.start) {
        record.write(message, isFirstOfRun: isFirst, to: &writer)
        isFirst = false
      }
      return writer.output.count < 1 << 16 ? true : try run.write(&writer.output)
    }
    _ = try run.write(&writer.output)
    try run.finish(found: !isFirst)
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
    let limits = run.limits
    var fold = MessageFold(limits: limits)
    var failure: (any Error)?
    var goesOn = true
    func emit(_ message: borrowing MessageView) {
      guard goesOn else { return }
      do { goesOn = try body(message) } catch {
        failure = error
        goesOn = false
      }
    }
    SegmentPipeline.run(plan, jobs: run.jobs) { segment in
      MessageRun.fold(segment, limits)
    } absorb: { partial, progress in
      var partial = partial
      run.progress.advance(by: UInt64(progress.bytes))
      run.coverage.absorb(partial.coverage)
      fold.absorb(&partial.fold)
      fold.checkpoint(watermark: progress.watermark, emit)
      return goesOn
    }
    if goesOn { fold.finish(emit) }
    if let failure { throw failure }
    for oddity in fold.oddities(path: "") { run.report(oddity) }
  }

  private struct Partial: ~Copyable, Sendable {
    var fold: MessageFold
    var coverage: Coverage
  }

  private static func fold(_ segment: borrowing Segment, _ limits: Limits) -> Partial {
    var fold = MessageFold(limits: limits)
    let stream = UInt32(segment.stream)
    let coverage = LineReader.read(segment) { event, text, position in
      fold.observe(
        event, text, source: position.source, offset: position.offset, line: position.line,
        length: position.length, hostContext: stream)
    }
    return Partial(fold: fold, coverage: coverage)
  }
}
