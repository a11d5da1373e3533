public import Bytes
public import LogFormats
public import Model

/// Turns the lines of a segment into events, one after the other, into one reused `LogEvent`.
///
/// The span that `body` gets is the line without its end (or, of a wrapped line, the line that was inside), and is
/// valid during the call only. Credentials in it are masked byte for byte (`Secrets`), unless the segment shows them. Every line gives exactly one event: what is not understood is `.unrecognized`.
public struct LineReader: Sendable {
  /// Where the line stands in the evidence.
  public struct Position: Sendable {
    public var source: SourceID
    public var offset: UInt64
    public var line: UInt64
    /// Bytes without the line end.
    public var length: Int

    @inlinable @inline(__always)
    init(source: SourceID, offset: UInt64, line: UInt64, length: Int) {
      self.source = source
      self.offset = offset
      self.line = line
      self.length = length
    }

    public var location: Location {
      Location(source: source, offset: offset, line: line, length: UInt64(length))
    }
  }

  /// Calls `body` for every line of `segment` in order and returns what was understood.
  @inlinable @inline(__always)
  public static func read(
    _ segment: borrowing Segment,
    _ body: (inout LogEvent, Span<UInt8>, Position) -> Void
  ) -> Coverage {
    var coverage = Coverage()
    var event = LogEvent()
    var envelope = Envelope()
    var memo = HeaderMemo()
    let bytes = segment.bytes.span
    var masked = ByteBuffer(capacity: 64)
    let showsSecrets = segment.showsSecrets
    for chunk in segment.chunks {
      var counts = SourceCoverage()
      counts.bytes = UInt64(chunk.range.count)
      var position = Position(
        source: chunk.source, offset: chunk.offset, line: chunk.line, length: 0)
      var start = chunk.range.lowerBound
      let end = chunk.range.upperBound
      var clock = chunk.clock
      // In an array: as a local value it would be moved about for every line.
      var dialect = [chunk.dialect]
      if chunk.dialect.wrapping != .none {
        readWrapped(bytes, chunk, showsSecrets, &position, &clock, &event, &counts, body)
        coverage.add(counts, to: chunk.source)
        continue
      }
      var previous = ByteRange.none
      var escape = NextEscape()
      var isSyslog = chunk.dialect.isSyslog
      var hasHeaders = chunk.dialect.hasHeaders
      let feeds = chunk.lineFeeds.span
      var number = 0
      while start < end {
        let feed =
          feeds.isEmpty
          ? bytes.find(10, from: start, to: end)
          : number < feeds.count ? chunk.range.lowerBound &+ Int(feeds[number]) : nil
        number &+= 1
        var stop = feed ?? end
        let next = feed.map { $0 &+ 1 } ?? end
        if stop > start, bytes[stop &- 1] == 13 { stop &-= 1 }
        position.length = stop &- start
        if stop &- start > segment.lineBytes || chunk.isCut {
          stop = Swift.min(stop, start &+ segment.lineBytes)
          counts.overlong &+= 1
        }
        var range = ByteRange(start, stop)
        if stop &- start > 2, bytes[start] == 0xEF, bytes.has("\u{FEFF}", at: start) {
          range = ByteRange(start &+ 3, stop)
        }
        let line = bytes.extracting(range.range)
        if hasHeaders, !range.isEmpty, line[0] == UInt8(ascii: "#"),
          let next = FormatRegistry.header(line, dialect[0])
        {
          dialect[0] = next
          isSyslog = next.isSyslog
          hasHeaders = next.hasHeaders
        }
        let mayHoldEscapes = escape.stands(in: bytes, start..<stop, of: end)
        if isSyslog {
          FormatRegistry.parse(
            line, &memo, mayHoldEscapes: mayHoldEscapes, &envelope, into: &event)
        } else {
          FormatRegistry.parse(
            line, dialect[0], mayHoldEscapes: mayHoldEscapes, &envelope, into: &event)
        }
        date(envelope, &event, &clock)
        if event.action == .otherProgram || event.action == .unrecognized,
          let count = RepeatedLine.repeats(line, envelope)
        {
          let before =
            previous.isNone ? chunk.previous.span : bytes.extracting(previous.range)
          repeated(before, count, line, dialect[0], &envelope, &event, &clock)
          give(before.count > 0 ? before : line, showsSecrets, &masked, &event, position, &counts, body)
        } else {
          if FormatRegistry.looksAhead(event) {
            FormatRegistry.lookAhead(
              line,
              bytes.extracting(next..<Swift.min(chunk.followingEnd, next &+ FormatRegistry.lookAheadBytes)),
              dialect[0],
              into: &event)
          }
          give(line, showsSecrets, &masked, &event, position, &counts, body)
          previous = range
        }
        position.offset &+= UInt64(next &- start)
        position.line &+= 1
        start = next
      }
      coverage.add(counts, to: chunk.source)
    }
    return coverage
  }

  /// Hands one line over, its credentials masked.
  @inlinable @inline(__always)
  static func give(
    _ line: Span<UInt8>, _ showsSecrets: Bool, _ masked: inout ByteBuffer, _ event: inout LogEvent,
    _ position: Position, _ counts: inout SourceCoverage,
    _ body: (inout LogEvent, Span<UInt8>, Position) -> Void
  ) {
    if !showsSecrets, Secrets.areLikely(in: event), Secrets.mask(line, into: &masked) {
      counts.count(event, masked.span)
      body(&event, masked.span, position)
    } else {
      counts.count(event, line)
      body(&event, line, position)
    }
  }

  /// Makes `event` that of the line `before`, `count` times more, at the time of the notice `line`. Without a line
  /// before it the notice stays what it is.
  @inline(never) @usableFromInline
  static func repeated(
    _ before: Span<UInt8>, _ count: UInt32, _ line: Span<UInt8>, _ dialect: Dialect,
    _ envelope: inout Envelope, _ event: inout LogEvent, _ clock: inout ClockReading
  ) {
    guard before.count > 0 else { return }
    let (time, source, offset) = (event.time, event.timeSource, event.offsetMinutes)
    var old = clock
    parse(before, dialect, &envelope, &event, &old)
    event.time = time
    event.timeSource = source
    event.offsetMinutes = offset
    event.count = count
  }

  /// The entries of a container's or the journal's log: the line inside each is read in a buffer of its own.
  @inlinable @inline(never)
  static func readWrapped(
    _ bytes: Span<UInt8>, _ chunk: Segment.Chunk, _ showsSecrets: Bool, _ position: inout Position,
    _ clock: inout ClockReading, _ event: inout LogEvent, _ counts: inout SourceCoverage,
    _ body: (inout LogEvent, Span<UInt8>, Position) -> Void
  ) {
    var envelope = Envelope()
    var scratch = ByteBuffer(capacity: 1024)
    var masked = ByteBuffer(capacity: 64)
    let separator = chunk.dialect.wrapping.framing.separator
    var start = chunk.range.lowerBound
    let end = chunk.range.upperBound
    while start < end {
      let found = bytes.find(separator, from: start, to: end)
      let stop = found ?? end
      let next = found.map { Swift.min($0 &+ separator.utf8CodeUnitCount, end) } ?? end
      let entry = bytes.extracting(start..<stop)
      position.length = stop &- start
      if UnwrappedLine.decode(entry, as: chunk.dialect.wrapping, into: &scratch) {
        parse(scratch.span, chunk.dialect, &envelope, &event, &clock)
        give(scratch.span, showsSecrets, &masked, &event, position, &counts, body)
      } else if !entry.isEmpty {
        parse(entry, chunk.dialect, &envelope, &event, &clock)
        give(entry, showsSecrets, &masked, &event, position, &counts, body)
      }
      position.line &+= UInt64(bytes.occurrences(of: 10, in: start..<next))
      position.offset &+= UInt64(next &- start)
      start = next
    }
  }

  @inlinable @inline(__always)
  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: inout Envelope, _ event: inout LogEvent,
    _ clock: inout ClockReading
  ) {
    FormatRegistry.parse(line, dialect, &envelope, into: &event)
    date(envelope, &event, &clock)
  }

  /// Gives `event` the time that its line's stamp stands for.
  @inlinable @inline(__always)
  static func date(_ envelope: Envelope, _ event: inout LogEvent, _ clock: inout ClockReading) {
    if let placed = envelope.sourceStamp {
      dateForeign(envelope.stamp, placed, &event, &clock)
    } else if !envelope.stamp.isNone {
      set(clock.resolve(envelope.stamp), &event)
    }
  }

  /// Of a line of another system than its source's: the clock goes by what stands at the place of the source's stamps, as it
  /// does where only these are looked at (`ClockTrack`).
  @inline(never) @usableFromInline
  static func dateForeign(
    _ stamp: Stamp, _ placed: Stamp, _ event: inout LogEvent, _ clock: inout ClockReading
  ) {
    if !placed.isNone { _ = clock.resolve(placed) }
    guard !stamp.isNone else { return }
    var apart = clock
    set(apart.resolve(stamp), &event)
  }

  @inlinable @inline(__always)
  static func set(
    _ resolved: (time: Timestamp, source: TimeSource, offsetMinutes: Int16), _ event: inout LogEvent
  ) {
    event.time = resolved.time
    event.timeSource = resolved.source
    event.offsetMinutes = resolved.offsetMinutes
  }
}
