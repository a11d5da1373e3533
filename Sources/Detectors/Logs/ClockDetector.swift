import Bytes
import Model

/// `log.clock`: the time of a log goes back and stays there; the clocks of two hosts disagree about the mail between them.
///
/// A line or a few that are late (a daemon's buffer) are no jump. Steps back of more than half a day are files put together
/// out of their order. Memory: `limit` sources, pairs of hosts and jumps.
struct ClockDetector: Detector {
  static let rules: [Rule] = [.logClock]
  static let limit = 10_000
  /// Lines that may be late together.
  private static let late: UInt64 = 5
  private static let halfDay: Int64 = 12 * 3_600_000_000
  private static let hour: Int64 = 3_600_000_000
  /// Microseconds by which stamps in whole seconds can differ, and replies be slow.
  private static let tolerance: Int64 = 3_000_000
  private static let handovers = 5

  private struct Track: Hashable, Sendable {
    var host: Int32
    var source: SourceID
  }
  private struct State: Sendable {
    var last: Timestamp
    var lines: UInt64
    var pending: Jump?
  }
  private struct Jump: Sendable {
    var host: Int32
    var source: SourceID
    var ordinal: UInt64
    var before: Timestamp
    var after: Timestamp
    var location: Location
    var back: Int64 { before.microseconds &- after.microseconds }
  }
  private struct Pair: Hashable, Sendable {
    var from: Int32
    var to: Int32
  }
  /// Handovers that show the receiver ahead, or behind.
  fileprivate struct Side: Sendable {
    /// Amounts that are kept.
    static let limit = 256

    var count = 0
    /// By how much at least the first of them show it.
    var amounts: [Int64] = []

    mutating func add(_ amount: Int64) {
      count += 1
      if amounts.count < Self.limit { amounts.append(amount) }
    }
  }
  fileprivate struct Difference: Sendable {
    var count = 0
    var ahead = Side()
    var behind = Side()
    var first: Timestamp
    var last: Timestamp
    var evidence: [Location] = []
  }

  private var tracks: [Track: State] = [:]
  private var jumps: [Jump] = []
  private var pairs: [Pair: Difference] = [:]
  private var dropped: UInt64 = 0

  var drops: [String] {
    dropped == 0 ? [] : ["clocks: \(dropped) sources, pairs and jumps beyond \(Self.limit) not looked at"]
  }

  // MARK: Counting

  mutating func take(_ activity: ActivityLog, hosts: [Int32]) {
    var steps = activity.steps[...].sorted { ($0.end, $0.ordinal) < ($1.end, $1.ordinal) }[...]
    for (number, end) in activity.ends.enumerated() {
      let track = Track(host: hosts[Int(end.host)], source: end.source)
      var state: State
      if let known = tracks[track] {
        state = known
        step(&state, track, from: known.last, to: end.first, ordinal: known.lines, at: end.firstLocation)
      } else {
        guard tracks.count < Self.limit else {
          dropped += 1
          steps = steps.drop { Int($0.end) == number }
          continue
        }
        state = State(last: end.last, lines: 0)
      }
      while let next = steps.first, Int(next.end) == number {
        step(
          &state, track, from: next.before, to: next.after, ordinal: state.lines + next.ordinal,
          at: next.location)
        steps.removeFirst()
      }
      state.last = end.last
      state.lines += end.lines
      tracks[track] = state
    }
  }

  private mutating func step(
    _ state: inout State, _ track: Track, from before: Timestamp, to after: Timestamp, ordinal: UInt64,
    at location: Location
  ) {
    let distance = after.microseconds &- before.microseconds
    guard abs(distance) > ActivityLog.step else { return }
    if let pending = state.pending {
      // Those that were late are over where the time is what it had been.
      let isBack = after.microseconds &+ ActivityLog.step >= pending.before.microseconds
      if distance > 0, isBack, ordinal - pending.ordinal <= Self.late {
        state.pending = nil
        return
      }
      if distance > 0 { return }
      keep(pending)
    }
    guard distance < 0 else { return }
    state.pending = Jump(
      host: track.host, source: track.source, ordinal: ordinal, before: before, after: after,
      location: location)
  }

  private mutating func keep(_ jump: Jump) {
    if jumps.count < Self.limit { jumps.append(jump) } else { dropped += 1 }
  }

  mutating func take(_ handover: Handover) {
    let pair = Pair(from: handover.from, to: handover.to)
    guard handover.from != handover.to else { return }
    if pairs[pair] == nil {
      guard pairs.count < Self.limit else {
        dropped += 1
        return
      }
      pairs[pair] = Difference(first: handover.received, last: handover.received)
    }
    pairs[pair]!.add(
      handover, tolerance: Self.tolerance)
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] {
    var all = jumps
    for state in tracks.values {
      if let pending = state.pending, state.lines - pending.ordinal > Self.late { all.append(pending) }
    }
    all.sort { ($0.after, $0.source, $0.ordinal) < ($1.after, $1.source, $1.ordinal) }
    return jumped(all, judgement)
      + pairs.sorted { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }
      .compactMap { disagree($0.key, $0.value, judgement) }
  }

  /// One finding for each source: a file that was put together of pieces jumps often.
  private func jumped(_ all: [Jump], _ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    let tracks = Dictionary(grouping: all.filter { $0.back < Self.halfDay }) {
      Track(host: $0.host, source: $0.source)
    }
    let ordered = tracks.values.sorted {
      ($0[0].host, $0[0].after, $0[0].location.offset) < ($1[0].host, $1[0].after, $1[0].location.offset)
    }
    for jumps in ordered {
      let name = judgement.host(jumps[0].host) ?? "a host"
      let longest = jumps.map(\.back).max() ?? 0
      // Where summer time ends, clocks that show it go back by an hour.
      let isHour = jumps.count == 1 && abs(longest - Self.hour) < 300_000_000
      let why =
        isHour
        ? "summer time ended, or its clock was set"
        : "its clock was set, or the file was changed or put together"
      let times = jumps.count == 1 ? "goes back by" : "goes back \(jumps.count) times, by up to"
      var finding = Finding(
        .logClock, .low, isHour || jumps.count > 3 ? .low : .medium, start: jumps[0].after,
        end: jumps[jumps.count - 1].before, count: UInt64(jumps.count),
        "The time in \(name)'s log \(times) \(Self.text(longest)) and stays there: \(why). Times before and after do not compare."
      )
      if let name = judgement.host(jumps[0].host) { finding.relatedHosts = [name] }
      for jump in jumps { finding.add(jump.location) }
      finding.key = judgement.key(
        ofHost: jumps[0].host, UInt64(bitPattern: jumps[0].before.microseconds) ^ 81)
      found.append(finding)
    }
    return found
  }

  private func disagree(_ pair: Pair, _ difference: Difference, _ judgement: Judgement) -> Finding? {
    let isAhead = difference.ahead.count > difference.behind.count
    let side = isAhead ? difference.ahead : difference.behind
    // So many are enough, whatever the clocks said of the rest.
    guard side.count >= Self.handovers, side.count * 10 >= min(difference.count, Side.limit) * 9
    else { return nil }
    let amounts = side.amounts.sorted()
    let median = amounts[amounts.count / 2]
    let from = judgement.host(pair.from) ?? "one host"
    let to = judgement.host(pair.to) ?? "another"
    var finding = Finding(
      .logClock, median >= 60_000_000 ? .medium : .low, .high, start: difference.first, end: difference.last,
      count: UInt64(side.count),
      "\(to)'s clock is at least \(Self.text(median)) \(isAhead ? "ahead of" : "behind") \(from)'s: \(side.count) of \(difference.count) messages from one to the other arrived \(isAhead ? "after they had been delivered" : "before they had been sent"). Correct for it before comparing their logs."
    )
    finding.relatedHosts = [judgement.host(pair.from), judgement.host(pair.to)].compactMap { $0 }
    finding.evidence = difference.evidence
    finding.key = judgement.key(ofHost: pair.from, judgement.key(ofHost: pair.to, 82))
    return finding
  }

  private static func text(_ microseconds: Int64) -> String {
    let seconds = microseconds / 1_000_000
    return seconds < 120 ? "\(seconds) s" : seconds < 7_200 ? "\(seconds / 60) min" : "\(seconds / 3_600) h"
  }
}

extension ClockDetector.Difference {
  /// The receiver had the message between `taken` and `given` of the sender's time.
  fileprivate mutating func add(_ handover: Handover, tolerance: Int64) {
    count += 1
    first = min(first, handover.received)
    last = max(last, handover.received)
    let ahead = handover.received.microseconds &- handover.given.microseconds
    let behind = handover.taken.microseconds &- handover.received.microseconds
    if ahead > tolerance {
      self.ahead.add(ahead)
    } else if behind > tolerance {
      self.behind.add(behind)
    } else {
      return
    }
    if evidence.count < Finding.evidenceLimit { evidence.append(handover.location) }
  }
}
