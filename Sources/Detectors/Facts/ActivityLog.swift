import Bytes
import Model

/// When the lines of a stretch of evidence were written: the first and the last in each ten minutes of each host, and where the time of a
/// log does not go on as it did.
///
/// A fold by extremes and by neighbours: cutting the evidence elsewhere changes nothing, once the ends are joined.
/// Memory: an entry for each ten minutes, and for each step of two minutes.
struct ActivityLog: Sendable {
  static let bucketSeconds: Int64 = 600
  /// Microseconds between two lines from which on their distance is kept.
  static let step: Int64 = 120_000_000

  /// First and last line of one host in ten minutes.
  struct Bucket: Sendable {
    var host: Int32
    /// Ten minutes since 1970.
    var number: Int64
    var first: Timestamp
    var last: Timestamp
    var firstLocation: Location
    var lastLocation: Location
    /// How far the host's clock was east of UTC at `first`; 0 where that is not known.
    var offsetMinutes: Int16

    @inline(__always)
    fileprivate mutating func take(_ time: Timestamp, offset: Int16, _ location: Location) {
      if time < first {
        first = time
        firstLocation = location
        offsetMinutes = offset == .min ? 0 : offset
      }
      if time >= last {
        last = time
        lastLocation = location
      }
    }
  }

  /// Two lines of one host in one source, one after the other, whose times lie far apart.
  struct Step: Sendable {
    /// Number in `ends`.
    var end: Int32
    /// How many lines of that host and source stand before the second, in this stretch.
    var ordinal: UInt64
    var before: Timestamp
    var after: Timestamp
    var location: Location
  }

  /// First and last line of one host in one source.
  struct End: Sendable {
    var host: Int32
    var source: SourceID
    var first: Timestamp
    var firstLocation: Location
    var last: Timestamp
    var lines: UInt64

    /// Counts a line; the step to it from the one before, where it is one.
    @inline(__always)
    fileprivate mutating func take(_ time: Timestamp, _ number: Int, _ location: Location) -> Step? {
      lines &+= 1
      let before = last
      last = time
      guard abs(time.microseconds &- before.microseconds) > ActivityLog.step, lines > 1 else { return nil }
      return Step(
        end: Int32(number), ordinal: lines - 1, before: before, after: time, location: location)
    }
  }

  private(set) var buckets: [Bucket] = []
  private(set) var steps: [Step] = []
  private(set) var ends: [End] = []
  /// By host the place of its last bucket; -1 for none.
  private var current: [Int32] = []
  private var lastEnd = -1
  /// The ten minutes looked at last: whose they are, from when on, their number and the place of their bucket.
  private var recent: (host: Int32, start: Int64, number: Int64, place: Int) = (-1, 0, 0, -1)

  mutating func note(_ time: Timestamp, offset: Int16, host: Int32, at location: Location) {
    let place = bucket(of: time, host)
    if place >= 0 {
      buckets[place].take(time, offset: offset, location)
    } else {
      recent.place = buckets.count
      current[Int(host)] = Int32(truncatingIfNeeded: buckets.count)
      buckets.append(
        Bucket(
          host: host, number: recent.number, first: time, last: time, firstLocation: location,
          lastLocation: location, offsetMinutes: offset == .min ? 0 : offset))
    }
    let end = end(host, time, location)
    if let step = ends[end].take(time, end, location) { steps.append(step) }
  }

  /// The place of the host's last bucket, where `time` lies in its ten minutes; less than 0 where it does not. `recent`
  /// is that of `host` and `time` then, but for the place of a new one.
  @inline(__always)
  private mutating func bucket(of time: Timestamp, _ host: Int32) -> Int {
    let rest = time.microseconds &- recent.start
    if host == recent.host, rest >= 0, rest < Self.bucketSeconds &* 1_000_000 { return recent.place }
    return look(for: time, host)
  }

  @inline(never)
  private mutating func look(for time: Timestamp, _ host: Int32) -> Int {
    let seconds = time.seconds
    recent.number =
      (seconds - (seconds % Self.bucketSeconds + Self.bucketSeconds) % Self.bucketSeconds)
      / Self.bucketSeconds
    recent.host = host
    recent.start = recent.number &* Self.bucketSeconds &* 1_000_000
    current.reach(host, with: -1)
    let place = Int(current[Int(host)])
    recent.place = place >= 0 && buckets[place].number == recent.number ? place : -1
    return recent.place
  }

  private mutating func end(_ host: Int32, _ time: Timestamp, _ location: Location) -> Int {
    if lastEnd >= 0, ends[lastEnd].host == host, ends[lastEnd].source == location.source { return lastEnd }
    if let known = ends.firstIndex(where: { $0.host == host && $0.source == location.source }) {
      lastEnd = known
    } else {
      ends.append(
        End(host: host, source: location.source, first: time, firstLocation: location, last: time, lines: 0))
      lastEnd = ends.count - 1
    }
    return lastEnd
  }

  mutating func removeAll() {
    buckets.removeAll(keepingCapacity: true)
    steps.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    current.removeAll(keepingCapacity: true)
    lastEnd = -1
    recent = (-1, 0, 0, -1)
  }
}

/// A message that one host of ours gave to another, by the clocks of both.
struct Handover: Sendable {
  var from: Int32
  var to: Int32
  /// By the sender's clock: it had the message, and had given it away.
  var taken: Timestamp
  var given: Timestamp
  /// By the receiver's clock: its first line about the message.
  var received: Timestamp
  var location: Location
}
