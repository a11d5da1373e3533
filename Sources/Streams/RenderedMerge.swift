public import Bytes
public import Model

/// Records of one segment, rendered, with the places where one ends and the next begins.
public struct RenderedSegment: ~Copyable, Sendable {
  public var output: ByteBuffer
  /// One entry a record, in the order of the lines: its time (of a line without one, `.unknown`) and the end of its
  /// bytes in `output`.
  public var records: [Record]

  public struct Record: Sendable {
    public var time: Timestamp
    public var end: UInt32

    public init(time: Timestamp, end: Int) {
      self.time = time
      self.end = UInt32(end)
    }
  }

  public init(capacity: Int) {
    output = ByteBuffer(capacity: capacity)
    records = []
  }
}

/// Puts the rendered records of several hosts' streams into one order of time: a k-way merge with one cursor a stream.
///
/// Within a stream the order of the lines is kept, even where a stamp runs back (a record then takes the time of the
/// latest before it, for ordering only). Equal times: the stream that comes first in the plan. With one stream, whole
/// segments pass through. Memory: what streams have read ahead of the slowest, about one segment each.
public struct RenderedMerge: ~Copyable {
  private struct Cursor {
    var segments: [Held] = []
    var next = 0
    var latest = Timestamp.unknown
  }
  private final class Held {
    let segment: RenderedSegment
    init(_ segment: consuming RenderedSegment) { self.segment = segment }
    func write(_ range: Range<Int>, _ body: (Span<UInt8>) -> Void) {
      RenderedMerge.lend(segment, range, body)
    }
  }
  private var cursors: [Cursor]

  private static func lend(
    _ segment: borrowing RenderedSegment, _ range: Range<Int>, _ body: (Span<UInt8>) -> Void
  ) {
    body(segment.output.span.extracting(range))
  }

  public init(streams: Int) { cursors = Array(repeating: Cursor(), count: streams) }

  /// Adds the next segment of `stream` and writes every record before `watermark`.
  public mutating func add(
    _ segment: consuming RenderedSegment, stream: Int, watermark: Timestamp,
    write: (Span<UInt8>) -> Void
  ) {
    if cursors.count == 1 {
      let whole = segment
      write(whole.output.span)
      return
    }
    if !segment.records.isEmpty { cursors[stream].segments.append(Held(segment)) }
    drain(upTo: watermark, write)
  }

  /// Writes what is left.
  public mutating func finish(write: (Span<UInt8>) -> Void) {
    drain(upTo: Timestamp(microseconds: .max), write)
  }

  private mutating func drain(upTo watermark: Timestamp, _ write: (Span<UInt8>) -> Void) {
    while true {
      var best = -1
      var bestTime = Timestamp(microseconds: .max)
      var second = Timestamp(microseconds: .max)
      var secondStream = Int.max
      for stream in cursors.indices {
        guard let time = headTime(stream) else { continue }
        if best < 0 || time < bestTime {
          second = bestTime
          secondStream = best < 0 ? Int.max : best
          best = stream
          bestTime = time
        } else if secondStream == Int.max || time < second {
          second = time
          secondStream = stream
        }
      }
      guard best >= 0, bestTime < watermark || watermark.microseconds == .max else { return }
      // A run: as long as this stream stays first.
      let held = cursors[best].segments[0]
      let from = cursors[best].next == 0 ? 0 : Int(held.segment.records[cursors[best].next - 1].end)
      var end = from
      while cursors[best].next < held.segment.records.count {
        let record = held.segment.records[cursors[best].next]
        let time = max(cursors[best].latest, record.time)
        let isFirst =
          secondStream == Int.max || time < second || (time == second && best < secondStream)
        guard isFirst, time < watermark || watermark.microseconds == .max else { break }
        cursors[best].latest = time
        cursors[best].next += 1
        end = Int(record.end)
      }
      if end > from { held.write(from..<end, write) }
      if cursors[best].next == held.segment.records.count {
        cursors[best].segments.removeFirst()
        cursors[best].next = 0
      } else if end == from {
        return
      }
    }
  }

  private func headTime(_ stream: Int) -> Timestamp? {
    guard let held = cursors[stream].segments.first else { return nil }
    return max(cursors[stream].latest, held.segment.records[cursors[stream].next].time)
  }
}
