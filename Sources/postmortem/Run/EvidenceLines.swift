import Bytes
import Evidence
import LogFormats
import Model
import Streams

/// The lines that findings rest on, read once more from the evidence: of a plain file what lies about them, of every other
/// source all up to the last line that is asked for.
struct EvidenceLines {
  /// Bytes of a line that are shown.
  static let lineLimit = 1024
  /// Bytes read at once; where more than these lie between two lines, they are left out if the source can be read in its
  /// middle.
  private static let blockBytes = 1 << 12
  /// The same of a source that is read from its begin.
  private static let wholeBlockBytes = 1 << 18
  /// Lines from which on several threads read a source.
  private static let partLines = 4_096

  /// By source and offset, each once.
  private let locations: [Location]
  /// Of each of `locations` where its line stands, and in which of `texts`; none where it could not be read.
  private let lines: [(text: Int, range: ByteRange)]
  private let texts: [[UInt8]]

  /// Some of the lines, those of `places`, as one thread reads them.
  private final class Piece: @unchecked Sendable {
    // SAFETY: one thread reads it; the others look at it when all have been read.
    let places: Range<Int>
    /// Of each of `places` its line in `text`; none where it could not be read.
    private(set) var ranges: [ByteRange]
    private(set) var text: [UInt8] = []

    init(_ places: Range<Int>) {
      self.places = places
      ranges = Array(repeating: .none, count: places.count)
    }

    func read(_ locations: [Location], _ stream: SourceStream, showsSecrets: Bool) {
      let skips = stream.canSkip
      let size = skips ? EvidenceLines.blockBytes : EvidenceLines.wholeBlockBytes
      var block = ByteBuffer(capacity: size)
      var masked = ByteBuffer(capacity: 64)
      var start: UInt64 = 0
      var place = places.lowerBound
      while place < places.upperBound {
        let wanted = locations[place]
        let length = min(Int(clamping: wanted.length), EvidenceLines.lineLimit)
        if wanted.offset + UInt64(length) <= start + UInt64(block.count) {
          let begin = Int(wanted.offset - start)
          let line = block.span.extracting(begin..<(begin + length))
          let from = text.count
          if !showsSecrets, Secrets.mask(line, into: &masked) {
            text.append(masked.span)
          } else {
            text.append(line)
          }
          ranges[place - places.lowerBound] = ByteRange(from, text.count)
          place += 1
          continue
        }
        // What lies before the line is done with.
        let passed = min(UInt64(block.count), wanted.offset - start)
        block.removeFirst(Int(passed))
        start += passed
        if block.isEmpty, skips, wanted.offset - start > UInt64(size) {
          stream.skip(to: wanted.offset)
          start = wanted.offset
        }
        if stream.read(into: &block, atMost: size) == 0 { return }
      }
    }
  }

  /// Reads the lines at `locations`. A source that cannot be read again gives none.
  /// Credentials are masked unless `showsSecrets`.
  init(
    _ locations: [Location], of sources: [Source], in evidence: EvidenceSet, jobs: Int,
    showsSecrets: Bool = false
  ) {
    var wanted: [Location] = []
    wanted.reserveCapacity(locations.count)
    for location in locations.sorted(by: EvidenceLines.isBefore) where wanted.last != location {
      wanted.append(location)
    }
    var texts: [[UInt8]] = []
    var lines: [(text: Int, range: ByteRange)] = Array(repeating: (0, .none), count: wanted.count)
    var first = 0
    while first < wanted.count {
      var end = first
      while end < wanted.count, wanted[end].source == wanted[first].source { end += 1 }
      let number = Int(wanted[first].source.rawValue)
      if sources.indices.contains(number), sources[number].isReopenable {
        let streams = EvidenceLines.streams(
          sources[number], evidence, upTo: min(jobs, (end - first) / EvidenceLines.partLines))
        let count = end - first
        let parts = streams.indices.map {
          Piece(first + count * $0 / streams.count..<first + count * ($0 + 1) / streams.count)
        }
        let all = wanted
        if !parts.isEmpty {
          PartedWork.perform(parts.count, jobs: jobs) {
            parts[$0].read(all, streams[$0], showsSecrets: showsSecrets)
          }
        }
        for part in parts {
          for (place, range) in zip(part.places, part.ranges) { lines[place] = (texts.count, range) }
          texts.append(part.text)
        }
      }
      first = end
    }
    self.locations = wanted
    self.lines = lines
    self.texts = texts
  }

  /// As many streams over `source` as can begin in its middle, at most `limit`, or one that reads all; none where it cannot
  /// be opened.
  private static func streams(
    _ source: Source, _ evidence: EvidenceSet, upTo limit: Int
  ) -> [SourceStream] {
    var streams: [SourceStream] = []
    repeat {
      guard let stream = try? evidence.open(source) else { break }
      streams.append(stream)
    } while streams.count < limit && streams[0].canSkip
    return streams
  }

  /// Calls `body` with the line at `location`, where it was read.
  func line(at location: Location, _ body: (Span<UInt8>, ByteRange) -> Void) {
    // Spans: several threads look for lines, and would all count who holds the arrays.
    let known = locations.span
    let place = EvidenceLines.first(known.count) { !EvidenceLines.isBefore(known[$0], location) }
    guard place < known.count, known[place] == location else { return }
    let line = lines.span[place]
    if !line.range.isNone { EvidenceLines.lend(texts.span[line.text], line.range, body) }
  }

  private static func lend(
    _ text: borrowing [UInt8], _ range: ByteRange, _ body: (Span<UInt8>, ByteRange) -> Void
  ) {
    body(text.span, range)
  }

  /// The first of `0..<count` from which on `isReached` is true.
  private static func first(_ count: Int, where isReached: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isReached(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private static func isBefore(_ left: Location, _ right: Location) -> Bool {
    if left.source != right.source { return left.source < right.source }
    if left.offset != right.offset { return left.offset < right.offset }
    return (left.line, left.length) < (right.line, right.length)
  }
}
