import Bytes
import Evidence
import LogFormats
import Model

/// Reads one source as lines: fills a block, tells the time of its next line, gives lines or whole blocks away.
///
/// Lines longer than `Limits.lineBytes` are given cut, and reading goes on after their end. Positions count decoded
/// bytes and line feeds of the source, whatever was cut. Memory: one block, or one line up to the limit.
struct SourceCursor: ~Copyable {
  let source: Source
  private let stream: SourceStream
  private let spares: Spares<ByteBuffer>
  private let limits: Limits
  private let report: @Sendable (Oddity) -> Void
  private var track: ClockTrack
  /// Line feeds of what the clock has seen last.
  private var feeds = Slab<UInt32>(capacity: 4096)
  /// Bytes read and not yet given away, from `start`.
  private var block: ByteBuffer
  private var start = 0
  /// End of the last whole line (or block end at the end of the source) known in `block`.
  private var isAtEnd = false
  private var told: UInt64 = 0
  private var offset: UInt64 = 0
  private var line: UInt64 = 1
  private(set) var clock: ClockReading
  /// Walks along with the lines that are looked at one by one.
  private var lineClock: ClockReading
  /// How the next line is to be read.
  private var dialect: Dialect
  /// The last line given away, for a `last message repeated` that may follow.
  private var lastLine: [UInt8] = []
  /// Running maximum of the times of the lines given away: lines without a time take it.
  private(set) var lastTime: Timestamp = .unknown

  init(
    source: Source, stream: SourceStream, track: ClockTrack, dialect: Dialect, spares: Spares<ByteBuffer>,
    limits: Limits, report: @escaping @Sendable (Oddity) -> Void
  ) {
    self.source = source
    self.stream = stream
    self.track = track
    self.dialect = dialect
    self.spares = spares
    self.limits = limits
    self.report = report
    block = ByteBuffer(capacity: 4096)
    clock = track.reading
    lineClock = track.reading
  }

  /// Stored bytes read since the last call, for progress.
  mutating func newStoredBytes() -> UInt64 {
    let read = stream.storedOffset
    defer { told = read }
    return read - told
  }

  /// Bytes at hand.
  var available: Int { block.count - start }
  /// Whether nothing is left.
  var isExhausted: Bool { isAtEnd && available == 0 }

  /// Reads until `wanted` bytes are at hand or the source ends.
  mutating func fill(_ wanted: Int) {
    guard !isAtEnd, available < wanted else { return }
    if start > 0 {
      block.removeFirst(start)
      start = 0
    }
    block.reserve(wanted - block.count)
    while block.count < wanted {
      if stream.read(into: &block, atMost: wanted - block.count) == 0 {
        isAtEnd = true
        break
      }
    }
  }

  /// Takes all whole lines of the next `size` bytes (one line at least, cut at the limit if it is too long) as a
  /// segment of `stream`. Nil at the end.
  mutating func takeBlock(_ size: Int, stream: Int) -> Segment? {
    fill(size + FormatRegistry.lookAheadBytes)
    guard available > 0 else { return nil }
    let first = headTime()
    guard let end = wholeLines(size) else { return takeLongLine(stream, first) }
    readClock(start..<end)
    let tail = tailTime(before: end)
    if !tail.isUnknown { lastTime = max(lastTime, tail) }
    return give(upTo: end, stream, first)
  }

  /// Gives away what lies before `end`, which the clock has seen, with what follows it.
  private mutating func give(upTo end: Int, _ stream: Int, _ first: Timestamp) -> Segment {
    var chunk = Segment.Chunk(
      source: source.id, range: 0..<(end - start), offset: offset, line: line, clock: clock,
      dialect: dialect)
    if continuesLastLine(start) { chunk.previous = lastLine }
    let lines = feeds.count
    chunk.lineFeeds = feeds.array
    feeds.removeAll()
    keepLastLine(before: end)
    dialect = dialect.advanced(over: block.span, start..<end)
    let followingEnd = min(block.count, end + FormatRegistry.lookAheadBytes)
    chunk.followingEnd = followingEnd - start
    var given: ByteBuffer
    if start == 0 {
      // The block itself is given away; only what lies behind `end` is copied.
      var rest = spares.take() ?? ByteBuffer(capacity: max(end, 4096))
      rest.removeAll()
      rest.append(block.span, ByteRange(end, block.count))
      line += UInt64(lines)
      given = SourceCursor.exchange(&block, with: rest)
      given.truncate(to: followingEnd)
      offset += UInt64(end)
    } else {
      given = ByteBuffer(capacity: followingEnd - start)
      given.append(block.span, ByteRange(start, followingEnd))
      advance(to: end, lines: lines)
    }
    return Segment(bytes: given, chunks: [chunk], stream: stream, firstTime: first)
  }

  private static func exchange(_ old: inout ByteBuffer, with new: consuming ByteBuffer) -> ByteBuffer {
    var swapped = new
    swap(&old, &swapped)
    return swapped
  }

  /// End of the last whole line (or record, of journal export) of the first `size` bytes at hand; nil if not even one is
  /// whole.
  private func wholeLines(_ size: Int = .max) -> Int? {
    if isAtEnd, available <= size { return block.count }
    let limit = start + min(size, available)
    guard dialect.wrapping.framing == .journalExport else {
      return block.span.findLast(10, from: start, to: limit).map { $0 + 1 }
    }
    var index = limit
    while let feed = block.span.findLast(10, from: start, to: index) {
      if feed > start, block[feed - 1] == 10 { return feed + 1 }
      index = feed
    }
    return nil
  }

  /// Whether the line at `position` says that the one before it came again: the chunk then carries that one.
  private func continuesLastLine(_ position: Int) -> Bool {
    let stop = block.span.find(10, from: position) ?? block.count
    return block.span.find("last message repeated ", from: position, to: stop) != nil
  }

  /// Keeps the last line before `end`, which is about to be given away (at most 64 KiB of it).
  private mutating func keepLastLine(before end: Int) {
    let stop = end > start && block[end - 1] == 10 ? end - 1 : end
    let begin = block.span.findLast(10, from: start, to: stop).map { $0 + 1 } ?? start
    lastLine = block.span.array(begin..<min(stop, begin + 65_536))
  }

  /// A line that does not end within the block: filled up to the limit, then cut and skipped.
  private mutating func takeLongLine(_ stream: Int, _ first: Timestamp) -> Segment? {
    fill(limits.lineBytes + 1 + FormatRegistry.lookAheadBytes)
    if let end = wholeLines(limits.lineBytes + 1) {
      readClock(start..<end)
      return give(upTo: end, stream, first)
    }
    let kept = min(limits.lineBytes, available)
    readClock(start..<(start + kept))
    let chunk = Segment.Chunk(
      source: source.id, range: 0..<kept, offset: offset, line: line, clock: clock, isCut: true,
      dialect: dialect)
    var given = ByteBuffer(capacity: kept)
    given.append(block.span, ByteRange(start, start + kept))
    var skipped = UInt64(kept)
    start += kept
    while true {
      if let feed = block.span.find(10, from: start) {
        skipped += UInt64(feed + 1 - start)
        start = feed + 1
        break
      }
      skipped += UInt64(available)
      start = block.count
      fill(64 << 10)
      if available == 0 { break }
    }
    report(
      Oddity(
        .lineTooLong, path: source.path, offset: offset,
        detail:
          "a line of \(skipped) bytes was cut at \(limits.lineBytes) (--max-line-bytes raises the limit)",
        isLoss: false))
    offset += skipped
    line += 1
    return Segment(bytes: given, chunks: [chunk], stream: stream, firstTime: first)
  }

  private mutating func advance(to end: Int, lines: Int) {
    line += UInt64(lines)
    offset += UInt64(end - start)
    start = end
  }

  /// Lets the clock see the lines of `range`, which are about to be given away.
  private mutating func readClock(_ range: Range<Int>) {
    var moved = track
    var found = Slab<UInt32>()
    swap(&found, &feeds)
    found.removeAll()
    clock = moved.advance(over: block.span, range, dialect, at: offset, feeds: &found)
    swap(&found, &feeds)
    track = moved
    lineClock = clock
  }

  // MARK: Line by line, for merging

  /// The next whole line without taking it: range in `block`, line end included. Nil at the end, or where the line
  /// is too long to be whole (`takeBlock` then cuts it).
  mutating func peekLine() -> (range: Range<Int>, time: Timestamp)? {
    if let feed = block.span.find(10, from: start) { return peeked(start..<(feed + 1)) }
    fill(limits.lineBytes + 1)
    if let feed = block.span.find(10, from: start) { return peeked(start..<(feed + 1)) }
    guard isAtEnd, available > 0 else { return nil }
    return peeked(start..<block.count)
  }

  private mutating func peeked(_ range: Range<Int>) -> (range: Range<Int>, time: Timestamp) {
    (range, max(lastTime, time(of: range)))
  }

  private mutating func time(of range: Range<Int>) -> Timestamp {
    let time = stampTime(range)
    return time.isUnknown ? lastTime : time
  }

  /// Appends the line `range` (of `peekLine`) to `output` and moves on.
  mutating func takeLine(
    _ range: Range<Int>, time: Timestamp, into output: inout ByteBuffer, _ chunks: inout [Segment.Chunk]
  ) {
    let begin = output.count
    output.append(block.span, ByteRange(range.lowerBound, range.upperBound))
    if let last = chunks.indices.last, chunks[last].source == source.id, !chunks[last].isCut,
      chunks[last].offset + UInt64(chunks[last].range.count) == offset
    {
      chunks[last].range = chunks[last].range.lowerBound..<output.count
      chunks[last].followingEnd = output.count
    } else {
      var chunk = Segment.Chunk(
        source: source.id, range: begin..<output.count, offset: offset, line: line, clock: clock,
        dialect: dialect)
      if continuesLastLine(range.lowerBound) { chunk.previous = lastLine }
      chunks.append(chunk)
    }
    keepLastLine(before: range.upperBound)
    dialect = dialect.advanced(over: block.span, range)
    advance(to: range.upperBound, lines: block[range.upperBound - 1] == 10 ? 1 : 0)
    lastTime = max(lastTime, time)
  }

  /// Appends what follows the last chunk, which is of this source and ended, where a line of it may need that.
  func appendFollowing(_ chunks: inout [Segment.Chunk], into output: inout ByteBuffer) {
    guard let last = chunks.indices.last, chunks[last].range.upperBound == output.count else { return }
    let range = chunks[last].range
    let begin = max(range.lowerBound, range.upperBound - FormatRegistry.lookAheadBytes)
    guard FormatRegistry.mayLookAhead(output.span.extracting(begin..<range.upperBound)) else { return }
    output.append(block.span, ByteRange(start, min(block.count, start + FormatRegistry.lookAheadBytes)))
    chunks[last].followingEnd = output.count
  }

  /// Drops the line `range`: it stands in another file too and was counted there.
  mutating func dropLine(_ range: Range<Int>, time: Timestamp) {
    dialect = dialect.advanced(over: block.span, range)
    advance(to: range.upperBound, lines: block[range.upperBound - 1] == 10 ? 1 : 0)
    lastTime = max(lastTime, time)
  }

  /// What identifies a line that stands in several files: everything behind the stamp.
  mutating func identity(of range: Range<Int>) -> UInt64 {
    SourceCursor.identity(of: block.span.extracting(range))
  }

  private static func identity(of line: Span<UInt8>) -> UInt64 {
    var envelope = Envelope()
    Envelope.parse(line, into: &envelope)
    let begin = envelope.host.isNone ? 0 : envelope.host.lower
    var end = line.count
    while end > begin, line[end - 1] == 10 || line[end - 1] == 13 { end -= 1 }
    return line.hash(ByteRange(begin, end))
  }

  /// Lets the clock look at the block that merging is going to read line by line.
  mutating func prepareMerge(_ size: Int) {
    fill(size)
    if available > 0 { readClock(start..<(wholeLines() ?? block.count)) }
  }

  /// Time of the first line at hand that has one (of the first 200); what came before it, if none has.
  mutating func headTime() -> Timestamp {
    var begin = start
    var tries = 0
    while begin < block.count, tries < 200 {
      let feed = block.span.find(10, from: begin) ?? block.count
      let found = stampTime(begin..<feed)
      if !found.isUnknown { return max(found, lastTime) }
      begin = feed + 1
      tries += 1
    }
    return lastTime
  }

  /// Whether a line at hand is of `time` or later: the last one that has a time tells.
  mutating func reaches(_ time: Timestamp) -> Bool {
    let tail = tailTime()
    return !tail.isUnknown && tail >= time
  }

  /// Time of the last line at hand that has one (of the last 50).
  private mutating func tailTime(before limit: Int? = nil) -> Timestamp {
    var end = limit ?? block.count
    var tries = 0
    while end > start, tries < 50 {
      let stop = block[end - 1] == 10 ? end - 1 : end
      let begin = block.span.findLast(10, from: start, to: stop).map { $0 + 1 } ?? start
      let found = stampTime(begin..<stop)
      if !found.isUnknown { return found }
      end = begin
      tries += 1
    }
    return .unknown
  }

  private mutating func stampTime(_ range: Range<Int>) -> Timestamp {
    var envelope = Envelope()
    if dialect.wrapping != .none {
      var scratch = ByteBuffer(capacity: 512)
      guard UnwrappedLine.decode(block.span.extracting(range), as: dialect.wrapping, into: &scratch) else {
        return .unknown
      }
      FormatRegistry.readEnvelope(scratch.span, dialect, into: &envelope)
      return envelope.stamp.isNone ? .unknown : lineClock.resolve(envelope.stamp).time
    }
    FormatRegistry.readEnvelope(block.span.extracting(range), dialect, into: &envelope)
    return envelope.stamp.isNone ? .unknown : lineClock.resolve(envelope.stamp).time
  }
}

/// A cursor that several places refer to.
final class OpenSource {
  let id: SourceID
  var cursor: SourceCursor

  init(_ cursor: consuming SourceCursor) {
    id = cursor.source.id
    self.cursor = cursor
  }
}
