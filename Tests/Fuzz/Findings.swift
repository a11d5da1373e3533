import Bytes
import Checks
import Correlation
import Detectors
import LogFormats
import Model
import Streams

/// A whole log from its lines to what every detector finds: nothing traps, and a cut, wherever it is, changes no finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let log = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  let (track, cut) = clockAndCut(of: log)
  let whole = found(log, track, parts: [0..<size], settles: false)
  let parts = found(log, track, parts: [0..<cut, cut..<size], settles: false)
  if whole != parts {
    fatalError(
      "a cut changes what is found:\n\(whole.joined(separator: "\n"))\n--\n\(parts.joined(separator: "\n"))")
  }
  // Messages that are told before the end may lack what comes late.
  _ = found(log, track, parts: [0..<cut, cut..<size], settles: true)
  return 0
}

/// What is found in `log`, read in `parts`; where it `settles`, messages are told after each.
private func found(_ log: Span<UInt8>, _ track: ClockTrack, parts: [Range<Int>], settles: Bool) -> [String] {
  var track = track
  var dialect = Dialect.detect(log)
  let detectors = DetectorSet(rules: [], hostIDs: [nil])
  var fold = MessageFold(limits: Limits())
  var line: UInt64 = 1
  for range in parts where !range.isEmpty {
    let following = min(log.count, range.upperBound + FormatRegistry.lookAheadBytes)
    var bytes = ByteBuffer(capacity: following - range.lowerBound + 1)
    bytes.append(log, ByteRange(range.lowerBound, following))
    let clock = track.advance(over: log, range, dialect, at: UInt64(range.lowerBound))
    var chunk = Segment.Chunk(
      source: SourceID(0), range: 0..<range.count, offset: UInt64(range.lowerBound), line: line, clock: clock,
      dialect: dialect)
    chunk.followingEnd = bytes.count
    if range.lowerBound > 0 {
      let end = range.lowerBound - 1
      chunk.previous = log.array((log.findLast(10, from: 0, to: end).map { $0 + 1 } ?? 0)..<end)
    }
    let segment = Segment(bytes: bytes, chunks: [chunk], stream: 0, firstTime: .unknown)
    var part = MessageFold(limits: Limits())
    var facts = FactList()
    var latest = Timestamp.unknown
    _ = LineReader.read(segment) { event, text, position in
      part.observe(
        &event, text, source: position.source, offset: position.offset, line: position.line,
        length: position.length, hostContext: 0)
      facts.observe(&event, text, stream: 0, location: position.location)
      if !event.time.isUnknown { latest = event.time }
    }
    line += UInt64(log.occurrences(of: 10, in: range))
    dialect = dialect.advanced(over: log, range)
    for group in detectors.groups { group.absorb(facts) }
    fold.absorb(&part)
    if settles, !latest.isUnknown {
      detectors.take(fold, fold.settle(before: latest))
      fold.release()
    }
  }
  detectors.take(fold, fold.settleAll())
  return detectors.findings(given: nil).map { "\($0.rule) \($0.start) \($0.end) \($0.count) \($0.sentence)" }
}
