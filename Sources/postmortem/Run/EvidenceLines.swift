import Bytes
import Evidence
import LogFormats
import Model

/// The lines that findings rest on, read once more from the evidence: each source up to the last line that is asked for.
struct EvidenceLines {
  /// Bytes of a line that are shown.
  static let lineLimit = 1024

  /// By source and offset, each once.
  private let locations: [Location]
  /// Of each location its line in `text`; none where it could not be read.
  private var ranges: [ByteRange]
  private var text: [UInt8] = []
  private let showsSecrets: Bool

  /// Reads the lines at `locations`. A source that cannot be read again gives none.
  /// Credentials are masked unless `showsSecrets`.
  init(
    _ locations: [Location], of sources: [Source], in evidence: EvidenceSet, showsSecrets: Bool = false
  ) {
    self.showsSecrets = showsSecrets
    var wanted: [Location] = []
    wanted.reserveCapacity(locations.count)
    for location in locations.sorted(by: EvidenceLines.isBefore) where wanted.last != location {
      wanted.append(location)
    }
    self.locations = wanted
    ranges = Array(repeating: .none, count: wanted.count)
    var first = 0
    while first < wanted.count {
      var end = first
      while end < wanted.count, wanted[end].source == wanted[first].source { end += 1 }
      let number = Int(wanted[first].source.rawValue)
      if sources.indices.contains(number), sources[number].isReopenable,
        let stream = try? evidence.open(sources[number])
      {
        read(first..<end, stream)
      }
      first = end
    }
  }

  private mutating func read(_ places: Range<Int>, _ stream: SourceStream) {
    var block = ByteBuffer(capacity: 1 << 18)
    var masked = ByteBuffer(capacity: 64)
    var start: UInt64 = 0
    var next = places.lowerBound
    while next < places.upperBound {
      let wanted = locations[next]
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
        ranges[next] = ByteRange(from, text.count)
        next += 1
        continue
      }
      // What lies before the line is done with.
      let passed = min(UInt64(block.count), wanted.offset - start)
      block.removeFirst(Int(passed))
      start += passed
      if stream.read(into: &block, atMost: 1 << 18) == 0 { return }
    }
  }

  /// Calls `body` with the line at `location`, where it was read.
  func line(at location: Location, _ body: (Span<UInt8>, ByteRange) -> Void) {
    var (low, high) = (0, locations.count)
    while low < high {
      let middle = (low + high) / 2
      if EvidenceLines.isBefore(locations[middle], location) { low = middle + 1 } else { high = middle }
    }
    if low < locations.count, locations[low] == location, !ranges[low].isNone { body(text.span, ranges[low]) }
  }

  private static func isBefore(_ left: Location, _ right: Location) -> Bool {
    if left.source != right.source { return left.source < right.source }
    if left.offset != right.offset { return left.offset < right.offset }
    return (left.line, left.length) < (right.line, right.length)
  }
}
