import Bytes
import Correlation
import Evidence
import LogFormats
import Model
import Records
import Streams

/// Finds and writes the lines of logs that `grep` is asked for.
///
/// The logs are read three times: what matches, put together to messages and connections; which connections brought
/// the messages; the lines. Where only a time or a host is asked for, lines stand for themselves and one reading does;
/// so it must where a pipe cannot be read again, which is then said.
struct LogSearch {
  private let run: CaseRun
  private let criteria: GrepCriteria

  init(_ run: CaseRun, _ criteria: GrepCriteria) {
    self.run = run
    self.criteria = criteria
  }

  func write(to writer: inout SectionWriter) throws {
    guard !run.logs.isEmpty else { return }
    let plan = try run.plan()
    let hosts = hostGates(plan)
    let once = run.logs.first { !$0.isReopenable }
    if let once, criteria.required != [] {
      run.report(
        Oddity(
          .limitReached, path: once.path,
          detail:
            "too long to be held in memory and read again: only lines that match themselves are written (--max-held-mib raises the limit, or name the file)"
        ))
    }
    guard criteria.required != [], once == nil else {
      try lines(plan, hosts, GrepSelection(criteria.required), counts: true, &writer)
      return
    }
    var selection = GrepSelection(criteria.required)
    try messages(plan, hosts, &selection)
    if Interruption.isRequested { return }
    if selection.hasMessages { try connections(run.plan(isSilent: true), &selection) }
    if selection.lost > 0 {
      run.report(
        Oddity(
          .limitReached, path: "",
          detail:
            "matches: \(selection.lost) beyond \(GrepSelection.limit) not followed (ask for less at a time)"
        ))
    }
    try lines(run.plan(isSilent: true), hosts, selection, counts: false, &writer)
  }

  /// For each stream whether its host, as the folder or the user names it, is one asked for.
  private func hostGates(_ plan: StreamPlan) -> [Bool] {
    plan.hostIDs.map { id in
      guard let id else { return criteria.hosts.isEmpty }
      let folder = id.split(separator: "/").last.map(String.init) ?? id
      return criteria.hosts.isEmpty || criteria.isChosen(host: id) || criteria.isChosen(host: folder)
    }
  }

  // MARK: First pass

  private struct Found: ~Copyable, Sendable {
    var fold: MessageFold
    var names: SessionNames
    var hits: [GrepHit]
    var coverage: Coverage
  }

  private func messages(_ plan: StreamPlan, _ hosts: [Bool], _ selection: inout GrepSelection) throws {
    let limits = run.limits
    let criteria = criteria
    var fold = MessageFold(limits: limits)
    var names = SessionNames(limits: limits)
    var chosen = selection
    run.expect(run.logs)
    SegmentPipeline.run(plan, jobs: run.jobs) { segment in
      LogSearch.find(segment, criteria, isHostChosen: hosts[segment.stream], limits)
    } absorb: { found, progress in
      var found = found
      run.progress.advance(by: progress.storedBytes)
      run.coverage.absorb(found.coverage)
      for hit in found.hits { chosen.add(hit, session: LogSearch.resolve(hit.session, &names)) }
      names.absorb(found.names)
      fold.absorb(&found.fold)
      fold.checkpoint(watermark: progress.watermark) { chosen.consider($0) }
      return !Interruption.isRequested
    }
    fold.finish { chosen.consider($0) }
    for oddity in fold.oddities(path: "") { run.report(oddity) }
    chosen.forgetHits()
    selection = chosen
  }

  private static func find(
    _ segment: borrowing Segment, _ criteria: GrepCriteria, isHostChosen: Bool, _ limits: Limits
  ) -> Found {
    var fold = MessageFold(limits: limits)
    var names = SessionNames(limits: limits)
    var hits: [GrepHit] = []
    let matcher = GrepMatcher(criteria)
    let stream = segment.stream
    let coverage = LineReader.read(segment) { event, text, position in
      fold.observe(
        &event, text, source: position.source, offset: position.offset, line: position.line,
        length: position.length, hostContext: UInt32(stream))
      let session = GrepKey.session(event, text, stream: stream, location: position.location, &names)
      guard let kinds = matcher.kinds(event, text, isHostChosen: isHostChosen), !kinds.isEmpty else {
        // A connection that began earlier is known from its first line on, whether that matches or not.
        if case .pending = session {
          hits.append(GrepHit(key: 0, messageID: 0, session: session, kinds: [], time: event.time))
        }
        return
      }
      hits.append(
        GrepHit(
          key: GrepKey.message(event, text, stream: UInt32(stream)),
          messageID: GrepKey.messageID(event, text), session: session, kinds: kinds, time: event.time))
    }
    return Found(fold: fold, names: names, hits: hits, coverage: coverage)
  }

  private static func resolve(_ mark: SessionNames.Mark, _ names: inout SessionNames) -> UInt64? {
    switch mark {
    case .none: nil
    case .known(let name): name
    case .pending(let key, let fresh): names.resolve(key: key, ifUnknown: fresh)
    }
  }

  // MARK: Second pass

  private struct Brought: ~Copyable, Sendable {
    var names: SessionNames
    /// Connections of chosen lines, and those that began earlier.
    var sessions: [(mark: SessionNames.Mark, isChosen: Bool)]
  }

  /// Adds the connections that brought chosen messages.
  private func connections(_ plan: StreamPlan, _ selection: inout GrepSelection) {
    let limits = run.limits
    let chosen = selection
    var added = selection
    var names = SessionNames(limits: limits)
    run.expect(run.logs)
    SegmentPipeline.run(plan, jobs: run.jobs) { segment in
      var names = SessionNames(limits: limits)
      var sessions: [(mark: SessionNames.Mark, isChosen: Bool)] = []
      let stream = segment.stream
      _ = LineReader.read(segment) { event, text, position in
        let session = GrepKey.session(event, text, stream: stream, location: position.location, &names)
        if session == .none { return }
        let isChosen = LogSearch.isChosen(event, text, stream: stream, chosen)
        if case .pending = session {
          sessions.append((session, isChosen))
        } else if isChosen {
          sessions.append((session, true))
        }
      }
      return Brought(names: names, sessions: sessions)
    } absorb: { brought, progress in
      run.progress.advance(by: progress.storedBytes)
      for (mark, isChosen) in brought.sessions {
        let name = LogSearch.resolve(mark, &names)
        if isChosen, let name { added.select(session: name) }
      }
      names.absorb(brought.names)
      return !Interruption.isRequested
    }
    selection = added
  }

  private static func isChosen(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, stream: Int, _ selection: GrepSelection
  ) -> Bool {
    let time = event.time
    if selection.holds(GrepKey.message(event, text, stream: UInt32(stream)), at: time) { return true }
    return selection.holds(GrepKey.messageID(event, text), at: time)
  }

  // MARK: Last pass

  private struct Lines: ~Copyable, Sendable {
    var bytes: ByteBuffer
    var lines: [Line]
    var names: SessionNames
    var coverage: Coverage
  }

  private struct Line: Sendable {
    /// In `Lines.bytes`, line end included.
    var range: Range<Int>
    var source: SourceID
    var clock: LineClock?
    var session: SessionNames.Mark
    var isChosen: Bool
  }

  private func lines(
    _ plan: StreamPlan, _ hosts: [Bool], _ selection: GrepSelection, counts: Bool,
    _ writer: inout SectionWriter
  ) throws {
    let limits = run.limits
    let criteria = criteria
    let isOnce = counts
    var names = SessionNames(limits: limits)
    var failure: (any Error)?
    var output = writer
    run.expect(run.logs)
    SegmentPipeline.run(plan, jobs: run.jobs) { segment in
      LogSearch.choose(
        segment, criteria, isHostChosen: hosts[segment.stream], selection, isOnce: isOnce, limits)
    } absorb: { found, progress in
      run.progress.advance(by: progress.storedBytes)
      if counts { run.coverage.absorb(found.coverage) }
      for line in found.lines {
        var isChosen = line.isChosen
        let session = LogSearch.resolve(line.session, &names)
        if let session, selection.holds(session: session) { isChosen = true }
        guard isChosen, failure == nil else { continue }
        do { try output.line(found.bytes.span, line.range, source: line.source, clock: line.clock) } catch {
          failure = error
        }
      }
      names.absorb(found.names)
      return failure == nil && output.goesOn
    }
    writer = output
    if let failure { throw failure }
  }

  private static func choose(
    _ segment: borrowing Segment, _ criteria: GrepCriteria, isHostChosen: Bool, _ selection: GrepSelection,
    isOnce: Bool, _ limits: Limits
  ) -> Lines {
    var names = SessionNames(limits: limits)
    var kept = ByteBuffer(capacity: 4096)
    var lines: [Line] = []
    let matcher = GrepMatcher(criteria)
    let stream = segment.stream
    let bytes = segment.bytes.span
    let chunks = segment.chunks
    var place = 0
    var masked = ByteBuffer(capacity: 64)
    let coverage = LineReader.read(segment) { event, text, position in
      while place < chunks.count - 1,
        chunks[place].source != position.source || position.offset < chunks[place].offset
          || position.offset - chunks[place].offset >= UInt64(chunks[place].range.count)
      {
        place += 1
      }
      let session =
        isOnce
        ? .none : GrepKey.session(event, text, stream: stream, location: position.location, &names)
      var isChosen = !isOnce && isChosen(event, text, stream: stream, selection)
      if !isChosen, let kinds = matcher.kinds(event, text, isHostChosen: isHostChosen) {
        isChosen = kinds == criteria.required
      }
      switch session {
      case .none: if !isChosen { return }
      case .known(let name): if !isChosen, !selection.holds(session: name) { return }
      case .pending: break
      }
      let chunk = chunks[place]
      let start = chunk.range.lowerBound + Int(position.offset - chunk.offset)
      let feed = bytes.find(10, from: start, to: chunk.range.upperBound)
      let begin = kept.count
      let evidence = bytes.extracting(start..<(feed.map { $0 + 1 } ?? chunk.range.upperBound))
      if !segment.showsSecrets, Secrets.areLikely(in: event), Secrets.mask(evidence, into: &masked) {
        kept.append(masked.span)
      } else {
        kept.append(evidence)
      }
      lines.append(
        Line(
          range: begin..<kept.count, source: position.source, clock: LineClock(event), session: session,
          isChosen: isChosen))
    }
    return Lines(bytes: kept, lines: lines, names: names, coverage: coverage)
  }
}
