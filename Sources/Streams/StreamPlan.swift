import Bytes
public import Evidence
public import LogFormats
public import Model

/// A log source with what is known of it before it is read.
struct PlannedSource {
  var source: Source
  var track: ClockTrack
  var dialect: Dialect
  /// Time of its first line; `.unknown` where its head has none.
  var firstTime: Timestamp
}

/// The logs of a run as streams, one for each host, and the order in which their segments are read.
///
/// Sources of one folder whose lines name the same host (or none) are one stream; so are copies of a log in several
/// folders. Streams are read side by side, always the one whose next line is oldest, so that the hops of a message are
/// seen near each other and open state can expire by the evidence's own time.
/// Everything here follows from the evidence: the same input gives the same segments in the same order.
public final class StreamPlan {
  private let streams: [LogStream]
  /// For each stream who its host really is, where the logged name does not tell: the folder of its first source, or
  /// what `--host` says. Nil where the logged name is enough.
  public let hostIDs: [String?]
  /// Buffers of segments that have been folded.
  let spares: Spares<ByteBuffer>
  private var given = 0
  private let lineBytes: Int
  /// Whether credentials in the lines are shown as they stand.
  public var showsSecrets = false

  /// Streams of `logs`, whose heads are read (up to 1 MiB each) to find their hosts, clocks and first times.
  ///
  /// - Parameters:
  ///   - clocks: what the user said about years and zones.
  ///   - hosts: whose logs lie under which path, as the user said.
  ///   - report: takes damage, limits and assumptions as they are found.
  public init(
    evidence: EvidenceSet, logs: [Source], clocks: ClockOptions, hosts: [(name: String, path: String)],
    described: LineFormatSet? = nil, limits: Limits, report: @escaping @Sendable (Oddity) -> Void
  ) {
    lineBytes = limits.lineBytes
    let spares = Spares<ByteBuffer>(limit: 12)
    self.spares = spares
    let probed = StreamPlan.probe(evidence, logs, clocks, described, limits, report)
    let groups = StreamPlan.groups(probed.map { ($0.planned.source, $0.survey) })
    let planned = probed.map(\.planned)
    // Few streams read 1 MiB at a time; many share the same memory.
    let segmentBytes = max(64 << 10, (1 << 20) / max(1, groups.count / 4))
    var streams: [LogStream] = []
    for (index, group) in groups.enumerated() {
      let members = group.map { planned[$0] }.sorted { left, right in
        if left.firstTime != right.firstTime {
          // Sources without any time come last: they have nothing to be merged by.
          if left.firstTime.isUnknown { return false }
          if right.firstTime.isUnknown { return true }
          return left.firstTime < right.firstTime
        }
        return left.source.id < right.source.id
      }
      streams.append(
        LogStream(index: index, sources: members, segmentBytes: segmentBytes, limits: limits) { plan in
          do throws(EvidenceError) {
            return OpenSource(
              SourceCursor(
                source: plan.source, stream: try evidence.open(plan.source), track: plan.track,
                dialect: plan.dialect, spares: spares, limits: limits, report: report))
          } catch {
            report(
              Oddity(.corrupt, path: plan.source.path, detail: "\(error) (the other inputs are read)"))
            return nil
          }
        })
    }
    self.streams = streams
    hostIDs = groups.map { group in
      StreamPlan.hostID(group.map { probed[$0] }, among: groups.count, hosts) { name in
        groups.count { $0.contains { probed[$0].survey.hosts.contains(name) } } > 1
      }
    }
  }

  /// Number of streams.
  public var count: Int { streams.count }

  /// All streams have been given up to this time.
  var watermark: Timestamp {
    var lowest = Timestamp(microseconds: .max)
    for stream in streams {
      if let time = stream.nextTime { lowest = min(lowest, time) }
    }
    return lowest
  }

  /// The next segment of the stream whose next line is oldest (of equals, the first); nil at the end.
  func next() -> Segment? {
    while true {
      var best: LogStream?
      var bestTime = Timestamp.unknown
      for stream in streams {
        guard let time = stream.nextTime else { continue }
        if best == nil || time < bestTime {
          best = stream
          bestTime = time
        }
      }
      guard let best else { return nil }
      if var segment = best.next() {
        segment.number = given
        segment.lineBytes = lineBytes
        segment.showsSecrets = showsSecrets
        given += 1
        return segment
      }
    }
  }

  private static func hostID(
    _ members: [Probed], among streams: Int, _ hosts: [(name: String, path: String)],
    isRepeated: (UInt64) -> Bool
  ) -> String? {
    let sources = members.map(\.planned.source)
    for (name, path) in hosts {
      let prefix = path.hasSuffix("/") ? String(path.dropLast()) : path
      if sources.contains(where: {
        $0.path == prefix || $0.path.hasPrefix(prefix + "/") || $0.path.hasPrefix(prefix + "!")
      }) {
        return name
      }
    }
    let names = members.flatMap(\.survey.hosts)
    guard names.isEmpty || names.contains(where: isRepeated) else { return nil }
    guard let folder = sources.min(by: { $0.id < $1.id })?.folder, !folder.isEmpty else { return nil }
    return folder
  }

  private struct Probed {
    var planned: PlannedSource
    var survey: SourceSurvey
  }

  private static func probe(
    _ evidence: EvidenceSet, _ logs: [Source], _ clocks: ClockOptions, _ described: LineFormatSet?,
    _ limits: Limits,
    _ report: @escaping @Sendable (Oddity) -> Void
  ) -> [Probed] {
    let headBytes = 1 << 20
    var probes: [ClockProbe] = []
    var surveys: [SourceSurvey] = []
    var dialects: [(dialect: Dialect, first: Stamp)] = []
    for source in logs {
      let head = evidence.head(of: source, bytes: headBytes)
      var dialect = Dialect.detect(head.span)
      dialect.described = described?.number ?? 0
      surveys.append(SourceSurvey(head: head.span, dialect))
      dialects.append((dialect, StreamPlan.innerStamp(head.span, dialect)))
      probes.append(
        ProbeScanner.scan(
          head.span, dialect, isWhole: head.count < headBytes, group: source.folder, path: source.path,
          hints: source.hints.forClock))
    }
    let tracks = ClockInference.infer(probes, options: clocks, report: report)
    return logs.indices.map { index in
      var first = Timestamp.unknown
      let stamp = probes[index].first.isNone ? dialects[index].first : probes[index].first
      if !stamp.isNone {
        var reading = tracks[index].reading
        first = reading.resolve(stamp).time
      }
      return Probed(
        planned: PlannedSource(
          source: logs[index], track: tracks[index],
          dialect: dialects[index].dialect, firstTime: first),
        survey: surveys[index])
    }
  }

  /// The stamp of the first line that is wrapped in a source beginning with `head`; none where nothing is wrapped.
  private static func innerStamp(_ head: Span<UInt8>, _ dialect: Dialect) -> Stamp {
    guard dialect.wrapping != .none else { return Stamp() }
    var scratch = ByteBuffer(capacity: 512)
    var envelope = Envelope()
    let end = head.find(dialect.wrapping.framing.separator) ?? head.count
    if UnwrappedLine.decode(head.extracting(0..<end), as: dialect.wrapping, into: &scratch) {
      FormatRegistry.readEnvelope(scratch.span, dialect, into: &envelope)
    }
    return envelope.stamp
  }

  /// Indices of the sources of each stream; streams in the order of their first sources.
  static func groups(_ sources: [(source: Source, survey: SourceSurvey)]) -> [[Int]] {
    var parent = Array(sources.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parent[index] != index { index = parent[index] }
      return index
    }
    func join(_ left: Int, _ right: Int) {
      let (a, b) = (root(left), root(right))
      if a != b { parent[max(a, b)] = min(a, b) }
    }
    var byFolder: [String: [Int]] = [:]
    for index in sources.indices { byFolder[sources[index].source.folder, default: []].append(index) }
    for folder in byFolder.keys.sorted() {
      let members = byFolder[folder]!
      let named = members.filter { !sources[$0].survey.hosts.isEmpty }
      for (place, left) in named.enumerated() {
        for right in named[(place + 1)...]
        where sources[left].survey.hosts.contains(where: sources[right].survey.hosts.contains) {
          join(left, right)
        }
      }
      // Files without a host name (a server's own log) belong to the folder's host, if there is just one.
      let roots = Set(named.map(root))
      let unnamed = members.filter { sources[$0].survey.hosts.isEmpty }
      for index in unnamed { join(index, roots.count == 1 ? named[0] : unnamed[0]) }
    }
    for (place, left) in sources.indices.enumerated() {
      for right in sources.indices[(place + 1)...]
      where root(left) != root(right)
        && sources[left].source.folder != sources[right].source.folder
        && sources[left].survey.isCopy(of: sources[right].survey)
      {
        join(left, right)
      }
    }
    var groups: [Int: [Int]] = [:]
    for index in sources.indices { groups[root(index), default: []].append(index) }
    return groups.keys.sorted().map { groups[$0]! }
  }
}

extension TimeHints {
  /// What the clock wants to know of them.
  var forClock: SourceHints {
    var hints = SourceHints(
      archiveTime: archiveTime, fileTime: fileTime, rotationDate: rotationDate?.asUTC ?? .unknown)
    if let section {
      hints.writtenYear = section.year
      hints.writtenOffset = section.offsetMinutes
      hints.writtenSource = section.source
    }
    return hints
  }
}
