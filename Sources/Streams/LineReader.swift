public import Bytes
public import LogFormats
public import Model

/// Turns the lines of a segment into events, one after the other, into one reused `LogEvent`.
///
/// The span that `body` gets is the line without its end (or, of a wrapped line, the line that was inside), and is
/// valid during the call only. Every line gives exactly one event: what is not understood is `.unrecognized`.
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
  @inlinable
  public static func read(
    _ segment: borrowing Segment,
    _ body: (inout LogEvent, Span<UInt8>, Position) -> Void
  ) -> Coverage {
    var coverage = Coverage()
    var event = LogEvent()
    var envelope = Envelope()
    let bytes = segment.bytes.span
    for chunk in segment.chunks {
      var counts = SourceCoverage()
      counts.bytes = UInt64(chunk.range.count)
      var position = Position(
        source: chunk.source, offset: chunk.offset, line: chunk.line, length: 0)
      var start = chunk.range.lowerBound
      let end = chunk.range.upperBound
      var previous = ByteRange.none
      var clock = chunk.clock
      while start < end {
        let feed = bytes.find(10, from: start, to: end)
        var stop = feed ?? end
        let next = feed.map { $0 &+ 1 } ?? end
        if stop > start, bytes[stop &- 1] == 13 { stop &-= 1 }
        position.length = stop &- start
        let line = bytes.extracting(start..<stop)
        parse(line, &envelope, &event, &clock)
        if event.action == .otherProgram, false, !previous.isNone {
          let repeated = bytes.extracting(previous.range)
          let time = event.time
          let count = event.count
          parse(repeated, &envelope, &event, &clock)
          event.time = time
          event.count = count
          counts.count(event, repeated)
          body(&event, repeated, position)
        } else {
          counts.count(event, line)
          body(&event, line, position)
          previous = ByteRange(start, stop)
        }
        position.offset &+= UInt64(next &- start)
        position.line &+= 1
        start = next
      }
      coverage.add(counts, to: chunk.source)
    }
    return coverage
  }

  @inlinable @inline(__always)
  static func parse(
    _ line: Span<UInt8>, _ envelope: inout Envelope, _ event: inout LogEvent, _ clock: inout ClockReading
  ) {
    Envelope.parse(line, into: &envelope)
    FormatRegistry.parse(line, envelope, into: &event)
    guard !envelope.stamp.isNone else { return }
    let resolved = clock.resolve(envelope.stamp)
    event.time = resolved.time
    event.timeSource = resolved.source
    event.offsetMinutes = resolved.offsetMinutes
  }
}
