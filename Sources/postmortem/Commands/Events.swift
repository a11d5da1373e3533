import ArgumentParser
import Bytes
import Correlation
import LogFormats
import Model
import Records
import Streams

/// `postmortem events`: one record for each log line.
struct Events: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "One record per log line: what it says, when it happened, where it stands.",
    discussion: """
      Logs of all hosts come in one order of time, rotated files in the order of their content. A line that is not \
      understood gives a record, too (event.action is unrecognized). Mailboxes among the evidence are passed over.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let run = try CaseRun(input, output.run)
    let plan = try run.plan()
    try EventListing(run, plan, output).write()
  }
}

/// Renders segments side by side, names their connections in order and merges the streams.
struct EventListing {
  private let run: CaseRun
  private let plan: StreamPlan
  private let output: OutputOptions

  init(_ run: CaseRun, _ plan: StreamPlan, _ output: OutputOptions) {
    self.run = run
    self.plan = plan
    self.output = output
  }

  /// One segment's records and what the following need to know.
  private struct Rendered: ~Copyable, Sendable {
    var segment: RenderedSegment
    var names: SessionNames
    /// Where in the output the sixteen digits of a name stand that only the earlier segments know.
    var pending: [(place: Int, key: UInt64, ifUnknown: UInt64)]
    var coverage: Coverage
  }

  func write() throws {
    let style = output.style
    var header = try output.writer(for: .events)
    if style.format != .jsonl { header.header() }
    var names = SessionNames(limits: run.limits)
    var merge = RenderedMerge(streams: plan.count)
    var failure: (any Error)?
    var isEmpty = true
    var goesOn = try run.write(&header.output)
    let paths = run.preparedPaths()
    let datasets = run.described?.datasets.map { PreparedText($0) } ?? []
    let hostIDs = plan.hostIDs.map { $0.map { PreparedText($0) } }
    let span = run.span
    let raw = output.raw
    let limits = run.limits

    func put(_ records: Span<UInt8>) {
      guard goesOn, failure == nil, records.count > 0 else { return }
      isEmpty = false
      var buffer = ByteBuffer(capacity: records.count)
      buffer.append(records)
      do { goesOn = try run.write(&buffer) } catch { failure = error }
    }

    run.expect(run.logs)
    SegmentPipeline.run(plan, jobs: run.jobs) { segment in
      EventListing.render(
        segment, style: style, span: span, raw: raw, limits: limits, paths: paths, hostIDs: hostIDs,
        datasets: datasets)
    } absorb: { rendered, progress in
      var rendered = rendered
      for (place, key, fresh) in rendered.pending {
        rendered.segment.output.overwrite(
          hex: names.resolve(key: key, ifUnknown: fresh) ?? fresh, at: place)
      }
      names.absorb(rendered.names)
      run.progress.advance(by: progress.storedBytes)
      run.coverage.absorb(rendered.coverage)
      let segment = rendered.segment
      merge.add(segment, stream: progress.stream, watermark: progress.watermark, write: put)
      return goesOn && failure == nil
    }
    merge.finish(write: put)
    if let failure { throw failure }
    if names.forgotten > 0 {
      run.report(
        Oddity(
          .limitReached, path: "",
          detail:
            "openSessions: \(names.forgotten) connections forgotten (their later events have another session.id)",
          isLoss: false))
    }
    try run.finish(found: !isEmpty)
  }

  /// The records of one segment; runs on a worker.
  private static func render(
    _ segment: borrowing Segment, style: RecordStyle, span: TimeSpan, raw: Bool, limits: Limits,
    paths: [PreparedText], hostIDs: [PreparedText?],
    datasets: [PreparedText]
  ) -> Rendered {
    // The caller has made a writer of this style already: it cannot fail.
    guard var writer = try? RecordWriter(.events, style: style) else {
      preconditionFailure("EventListing: the columns were checked before")
    }
    var names = SessionNames(limits: limits)
    var records: [RenderedSegment.Record] = []
    records.reserveCapacity(segment.bytes.count / 100)
    var pending: [(place: Int, key: UInt64, ifUnknown: UInt64)] = []
    let stream = segment.stream
    var isFirst = segment.number == 0
    var context = EventRecord.Context(dataset: "", hostID: hostIDs[stream])
    context.raw = raw
    let coverage = LineReader.read(segment) { event, text, position in
      let location = position.location
      let mark = GrepKey.session(event, text, stream: stream, location: location, &names)
      guard span.covers(event.time) else { return }
      context.dataset = FormatRegistry.dataset(of: event.format)
      let described = Int(event.format) - Int(LineFormatSet.firstIndex)
      context.described = described >= 0 && described < datasets.count ? datasets[described] : nil
      context.isFirstOfRun = isFirst
      isFirst = false
      switch mark {
      case .none: context.session = nil
      case .known(let name): context.session = name
      case .pending(_, let fresh): context.session = fresh
      }
      EventRecord.write(
        event, text, at: location, path: paths.span[Int(position.source.rawValue)], context, to: &writer)
      if case .pending(let key, let fresh) = mark, let place = writer.hexPosition {
        pending.append((place, key, fresh))
      }
      records.append(RenderedSegment.Record(time: event.time, end: writer.output.count))
    }
    var rendered = RenderedSegment(capacity: 64)
    swap(&rendered.output, &writer.output)
    rendered.records = records
    return Rendered(segment: rendered, names: names, pending: pending, coverage: coverage)
  }
}
