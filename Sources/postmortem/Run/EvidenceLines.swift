import Bytes
import Evidence
import LogFormats
import Model

/// The lines that findings rest on, read once more from the evidence: each source up to the last line that is asked for.
struct EvidenceLines {
  /// Bytes of a line that are shown.
  static let lineLimit = 1024

  private var lines: [Location: [UInt8]] = [:]
  private let showsSecrets: Bool

  /// Reads the lines at `locations`. A source that cannot be read again gives none.
  /// Credentials are masked unless `showsSecrets`.
  init(
    _ locations: [Location], of sources: [Source], in evidence: EvidenceSet, showsSecrets: Bool = false
  ) {
    self.showsSecrets = showsSecrets
    let bySource = Dictionary(grouping: Set(locations), by: \.source)
    for (id, wanted) in bySource {
      guard sources.indices.contains(Int(id.rawValue)) else { continue }
      let source = sources[Int(id.rawValue)]
      guard source.isReopenable, let stream = try? evidence.open(source) else { continue }
      read(wanted.sorted { $0.offset < $1.offset }, stream)
    }
  }

  private mutating func read(_ wanted: [Location], _ stream: SourceStream) {
    var block = ByteBuffer(capacity: 1 << 18)
    var masked = ByteBuffer(capacity: 64)
    var start: UInt64 = 0
    var next = 0
    while next < wanted.count {
      let length = min(Int(clamping: wanted[next].length), EvidenceLines.lineLimit)
      let end = wanted[next].offset + UInt64(length)
      if end <= start + UInt64(block.count) {
        let begin = Int(wanted[next].offset - start)
        let line = block.span.extracting(begin..<(begin + length))
        let hasSecrets = !showsSecrets && Secrets.mask(line, into: &masked)
        lines[wanted[next]] = hasSecrets ? masked.span.array(0..<masked.count) : line.array(0..<length)
        next += 1
        continue
      }
      // What lies before the line is done with.
      let passed = min(UInt64(block.count), wanted[next].offset - start)
      block.removeFirst(Int(passed))
      start += passed
      if stream.read(into: &block, atMost: 1 << 18) == 0 { return }
    }
  }

  subscript(_ location: Location) -> [UInt8]? { lines[location] }
}
