import Bytes
import Evidence
import LogFormats
import Model

/// One host's sources, read in the order of their content: rotated files one after the other whatever their names,
/// files that overlap in time merged line by line. A line that stands in several of the files is given once.
///
/// Where files do not overlap, whole blocks are handed on and no line is looked at; only around a border, and for
/// siblings that were written side by side (mail.log and mail.info), lines are compared.
final class LogStream {
  /// Index in the plan; also the folder's part of a host's identity.
  let index: Int
  private let segmentBytes: Int
  private let limits: Limits
  /// Sources not yet opened, by the time of their first line.
  private var waiting: ArraySlice<PlannedSource>
  private var active: [OpenSource] = []
  private let openSource: (PlannedSource) -> OpenSource?
  private var twins = TwinWindow()
  private var prepared: PreparedSegment?
  private var isStarted = false
  /// Stored bytes read since the last segment was given.
  private var storedBytes: UInt64 = 0

  init(
    index: Int, sources: [PlannedSource], segmentBytes: Int, limits: Limits,
    open: @escaping (PlannedSource) -> OpenSource?
  ) {
    self.index = index
    self.segmentBytes = segmentBytes
    self.limits = limits
    waiting = sources[...]
    openSource = open
  }

  /// Time of the next segment's first line, for the order of streams; nil at the end. `.unknown` sorts first.
  var nextTime: Timestamp? {
    if !isStarted, let first = waiting.first { return first.firstTime }
    prepare()
    return prepared?.time
  }

  /// The next segment; nil at the end.
  func next() -> Segment? {
    prepare()
    guard let taken = prepared else { return nil }
    prepared = nil
    var segment = taken.take()
    segment?.storedBytes = storedBytes
    storedBytes = 0
    return segment
  }

  private func prepare() {
    guard prepared == nil else { return }
    isStarted = true
    while true {
      if active.isEmpty {
        guard let source = waiting.popFirst() else { return }
        if let cursor = openSource(source) { active.append(cursor) }
        continue
      }
      let segment: Segment?
      if active.count == 1 { segment = nextBlock(of: active[0]) } else { segment = merged() }
      for open in active { storedBytes += open.cursor.newStoredBytes() }
      active.removeAll { $0.cursor.isExhausted }
      if let segment {
        prepared = PreparedSegment(segment)
        return
      }
    }
  }

  /// A block of the only active source, or a merge where the next source begins inside it. Nil at its end.
  private func nextBlock(of open: OpenSource) -> Segment? {
    open.cursor.fill(segmentBytes)
    if open.cursor.isExhausted { return nil }
    if let next = waiting.first, !next.firstTime.isUnknown, open.cursor.reaches(next.firstTime) {
      openNextUntil(next.firstTime)
      return merged()
    }
    return open.cursor.takeBlock(segmentBytes, stream: index)
  }

  private func openNextUntil(_ time: Timestamp) {
    while let next = waiting.first, !next.firstTime.isUnknown, next.firstTime <= time {
      waiting.removeFirst()
      if let cursor = openSource(next) { active.append(cursor) }
    }
  }

  /// Lines of all active sources in the order of their times, about one segment.
  private func merged() -> Segment? {
    var output = ByteBuffer(capacity: segmentBytes + 4096)
    var chunks: [Segment.Chunk] = []
    var first = Timestamp.unknown
    // Whose lines the last chunk holds.
    var latest = -1
    for open in active { open.cursor.prepareMerge(segmentBytes) }
    merging: while output.count < segmentBytes {
      var best = -1
      var bestLine: (range: Range<Int>, time: Timestamp)?
      for (place, open) in active.enumerated() {
        if open.cursor.isExhausted { continue }
        guard let line = open.cursor.peekLine() else {
          // Too long to be whole: it is cut as a block of its own.
          if output.count > 0 { break merging }
          if let segment = open.cursor.takeBlock(segmentBytes, stream: index) { return segment }
          continue
        }
        if bestLine == nil || line.time < bestLine!.time {
          best = place
          bestLine = line
        }
      }
      guard let line = bestLine else { break }
      if let next = waiting.first, !next.firstTime.isUnknown, next.firstTime <= line.time {
        openNextUntil(line.time)
        continue
      }
      let open = active[best]
      if active.count > 1,
        twins.isTwin(open.cursor.identity(of: line.range), of: open.id, at: line.time)
      {
        if latest == best { open.cursor.appendFollowing(&chunks, into: &output) }
        open.cursor.dropLine(line.range, time: line.time)
        continue
      }
      if first.isUnknown { first = line.time }
      if latest >= 0, latest != best { active[latest].cursor.appendFollowing(&chunks, into: &output) }
      latest = best
      open.cursor.takeLine(line.range, time: line.time, into: &output, &chunks)
      let left = active.count(where: { !$0.cursor.isExhausted })
      if left <= 1, !twins.isOpen(at: line.time) { break }
    }
    if latest >= 0 { active[latest].cursor.appendFollowing(&chunks, into: &output) }
    guard output.count > 0 else { return nil }
    return Segment(bytes: output, chunks: chunks, stream: index, firstTime: first)
  }
}

/// Holds a segment that was read ahead.
private final class PreparedSegment {
  let time: Timestamp
  private var segment: Segment?

  init(_ segment: consuming Segment) {
    time = segment.firstTime
    self.segment = consume segment
  }

  func take() -> Segment? {
    var taken: Segment? = nil
    swap(&taken, &segment)
    return taken
  }
}

/// Recognises lines that stand in several files of one host, within the time window in which copies can meet.
///
/// A line counts as often as in the file that has it most often: two equal lines of one second in one file are two
/// events. Memory: the lines of the last two seconds.
struct TwinWindow {
  private struct Sighting {
    var source: SourceID
    var count: Int
  }
  private var given: [UInt64: Int] = [:]
  private var sightings: [UInt64: [Sighting]] = [:]
  private var previousGiven: [UInt64: Int] = [:]
  private var previousSightings: [UInt64: [Sighting]] = [:]
  private var second: Int64 = .min
  private var lastUse: Int64 = .min

  /// Whether the line was already given by another source as often as `source` has shown it now.
  mutating func isTwin(_ identity: UInt64, of source: SourceID, at time: Timestamp) -> Bool {
    let now = time.isUnknown ? 0 : time.seconds
    if now != second {
      if now == second &+ 1 {
        previousGiven = given
        previousSightings = sightings
      } else {
        previousGiven = [:]
        previousSightings = [:]
      }
      given = [:]
      sightings = [:]
      second = now
    }
    lastUse = now
    var seen = sightings[identity] ?? previousSightings[identity] ?? []
    var mine = 1
    if let place = seen.firstIndex(where: { $0.source == source }) {
      seen[place].count += 1
      mine = seen[place].count
    } else {
      seen.append(Sighting(source: source, count: 1))
    }
    sightings[identity] = seen
    let before = given[identity] ?? previousGiven[identity] ?? 0
    if mine <= before { return true }
    given[identity] = before + 1
    return false
  }

  /// Whether a copy of a line given up to now can still come.
  func isOpen(at time: Timestamp) -> Bool {
    lastUse != .min && !time.isUnknown && time.seconds - lastUse <= 1
  }
}
