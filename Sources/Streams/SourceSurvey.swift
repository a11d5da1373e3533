import Bytes
import LogFormats
import Model

/// What the head of a log tells about whose log it is: the hosts that wrote it, and some of its lines, by which copies
/// of the same log in other folders (a central log host's) are recognised.
struct SourceSurvey {
  /// Logged host names, hashed; in the order of first appearance, at most `hostLimit`.
  private(set) var hosts: [UInt64] = []
  /// Identities of one line in eight (chosen by the identity itself, so that copies choose the same), at most
  /// `lineLimit`.
  private(set) var lines: Set<UInt64> = []

  static let hostLimit = 64
  static let lineLimit = 2_000

  init(head: Span<UInt8>, _ dialect: Dialect) {
    var envelope = Envelope()
    var start = 0
    while let feed = head.find(10, from: start) {
      var stop = feed
      if stop > start, head[stop - 1] == 13 { stop -= 1 }
      let line = head.extracting(start..<stop)
      start = feed + 1
      FormatRegistry.readEnvelope(line, dialect, into: &envelope)
      guard !envelope.host.isNone else { continue }
      let host = line.hash(envelope.host)
      if hosts.count < SourceSurvey.hostLimit, !hosts.contains(host) { hosts.append(host) }
      guard lines.count < SourceSurvey.lineLimit, envelope.message.count >= 20 else { continue }
      // The minute of the hour is the same in every zone but a few: it keeps equal texts of other times apart.
      let minute = envelope.stamp.civilMicroseconds / 60_000_000 % 15
      let identity = line.hash(ByteRange(envelope.host.lower, line.count))
      if identity % 8 == 0 {
        lines.insert(Hashing.mix(identity ^ UInt64(truncatingIfNeeded: minute), 0xA076_1D64_78BD_642F))
      }
    }
  }

  /// Whether both files hold the same lines of the same hosts: copies of one log, not two logs of one kind.
  ///
  /// A single equal line is not enough (two machines that call themselves `mail` may both write "daemon started" in
  /// one minute): two lines are, or all lines of the shorter.
  func isCopy(of other: SourceSurvey) -> Bool {
    guard hosts.contains(where: other.hosts.contains) else { return false }
    let (few, many) = lines.count <= other.lines.count ? (lines, other.lines) : (other.lines, lines)
    var common = 0
    for line in few where many.contains(line) {
      common += 1
      if common >= 2 { return true }
    }
    return common > 0 && common == few.count
  }
}
