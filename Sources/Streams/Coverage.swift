import Bytes
public import Model

/// What was read of one source and how much of it was understood.
public struct SourceCoverage: Sendable {
  public var bytes: UInt64 = 0
  public var lines: UInt64 = 0
  /// Lines of mail systems that were understood.
  public var recognized: UInt64 = 0
  /// Lines of programs that have nothing to do with mail.
  public var otherProgram: UInt64 = 0
  public var unrecognized: UInt64 = 0
  /// Lines cut at the limit.
  public var overlong: UInt64 = 0
  /// Messages of a mailbox.
  public var messages: UInt64 = 0
  public var firstTime: Timestamp = .unknown
  public var lastTime: Timestamp = .unknown
  /// The least certain way in which a line's time was known.
  public var timeSource: TimeSource = .stated
  public var offsetMinutes: Int16 = .min
  /// The commonest shapes of lines that were not understood.
  public var shapes = ShapeCounts()

  public init() {}

  /// Adds what a following (or any other) stretch of the same source gave.
  public mutating func absorb(_ next: SourceCoverage) {
    bytes += next.bytes
    lines += next.lines
    recognized += next.recognized
    otherProgram += next.otherProgram
    unrecognized += next.unrecognized
    overlong += next.overlong
    messages += next.messages
    if !next.firstTime.isUnknown {
      firstTime = firstTime.isUnknown ? next.firstTime : min(firstTime, next.firstTime)
      lastTime = lastTime.isUnknown ? next.lastTime : max(lastTime, next.lastTime)
    }
    timeSource.weaken(to: next.timeSource)
    if next.offsetMinutes != .min { offsetMinutes = next.offsetMinutes }
    shapes.absorb(next.shapes)
  }

  @inlinable @inline(__always)
  mutating func count(_ event: borrowing LogEvent, _ text: Span<UInt8>) {
    lines &+= UInt64(event.count > 0 ? 1 : 0)
    switch event.action {
    case .unrecognized:
      unrecognized &+= 1
      shapes.add(text)
    case .otherProgram: otherProgram &+= 1
    default: recognized &+= 1
    }
    let time = event.time
    guard !time.isUnknown else { return }
    if firstTime.isUnknown || time < firstTime { firstTime = time }
    if lastTime < time { lastTime = time }
    timeSource.weaken(to: event.timeSource)
    offsetMinutes = event.offsetMinutes
  }
}

/// Counts lines by shape: the text with runs of digits as `0` and hexadecimal ids as they are, cut at 100 bytes.
///
/// Bounded: at most `limit` shapes are kept; a new one beyond that is counted under `others`.
public struct ShapeCounts: Sendable {
  public static let limit = 64
  public private(set) var counts: [(shape: String, count: UInt64)] = []
  public private(set) var others: UInt64 = 0

  public init() {}

  @inline(never) @usableFromInline
  mutating func add(_ text: Span<UInt8>) { add(shape: ShapeCounts.shape(of: text), 1) }

  private mutating func add(shape: String, _ count: UInt64) {
    if let place = counts.firstIndex(where: { $0.shape == shape }) {
      counts[place].count += count
    } else if counts.count < ShapeCounts.limit {
      counts.append((shape, count))
    } else {
      others += count
    }
  }

  mutating func absorb(_ next: ShapeCounts) {
    for (shape, count) in next.counts { add(shape: shape, count) }
    others += next.others
  }

  /// The commonest shapes, the first seen first among equals.
  public func commonest(_ number: Int) -> [(shape: String, count: UInt64)] {
    Array(
      counts.enumerated().sorted {
        $0.element.count != $1.element.count
          ? $0.element.count > $1.element.count : $0.offset < $1.offset
      }.prefix(number).map(\.element))
  }

  static func shape(of text: Span<UInt8>) -> String {
    var buffer = ByteBuffer(capacity: 128)
    var wasDigit = false
    var index = 0
    while index < text.count, buffer.count < 100 {
      let byte = text[index]
      if byte.isDigit {
        if !wasDigit { buffer.append(UInt8(ascii: "0")) }
        wasDigit = true
      } else {
        buffer.append(byte < 32 || byte == 127 ? UInt8(ascii: "?") : byte)
        wasDigit = false
      }
      index += 1
    }
    return buffer.string
  }
}

/// Coverage of the sources of one segment, or of a run; sources in the order in which they were first met.
public struct Coverage: Sendable {
  public private(set) var sources: [(source: SourceID, coverage: SourceCoverage)] = []

  public init() {}

  public mutating func add(_ coverage: SourceCoverage, to source: SourceID) {
    if let place = sources.lastIndex(where: { $0.source == source }) {
      sources[place].coverage.absorb(coverage)
    } else {
      sources.append((source, coverage))
    }
  }

  public mutating func absorb(_ next: Coverage) {
    for (source, coverage) in next.sources { add(coverage, to: source) }
  }
}
