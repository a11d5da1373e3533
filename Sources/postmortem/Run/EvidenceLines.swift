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
  /// Bytes read at once; where more than these lie between two lines, they are left out.
  private static let blockBytes = 1 << 18
  /// Lines from which on several threads read a source.
  private static let partLines = 4_096

  /// By source and offset, each once.
  private let locations: [Location]
  /// The lines of `locations`, piece by piece.
  private let pieces: [Piece]

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
      var block = ByteBuffer(capacity: EvidenceLines.blockBytes)
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
        if block.isEmpty, wanted.offset - start > UInt64(EvidenceLines.blockBytes), stream.canSkip {
          stream.skip(to: wanted.offset)
          start = wanted.offset
        }
        if stream.read(into: &block, atMost: EvidenceLines.blockBytes) == 0 { return }
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
    var pieces: [Piece] = []
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
          PartedWork.perform(parts.count) { parts[$0].read(all, streams[$0], showsSecrets: showsSecrets) }
        }
        pieces += parts
      }
      first = end
    }
    self.locations = wanted
    self.pieces = pieces
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
    let place = EvidenceLines.first(locations.count) { !EvidenceLines.isBefore(locations[$0], location) }
    guard place < locations.count, locations[place] == location else { return }
    let number = EvidenceLines.first(pieces.count) { pieces[$0].places.upperBound > place }
    guard number < pieces.count, pieces[number].places.contains(place) else { return }
    let range = pieces[number].ranges[place - pieces[number].places.lowerBound]
    let text = pieces[number].text
    if !range.isNone { body(text.span, range) }
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
