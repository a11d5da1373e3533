import Bytes
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// `log.gap`: a host whose log is silent at a time of day at which it writes on every other day.
///
/// By ten minutes, of which those count that are silent on a third of the other days at most; a log that often is silent has no
/// norm. A run of silent ones counts when two thirds of it are such, when, going by how often the same minutes of the other days were silent, the
/// log as a whole would hold such a run once in a thousand; and when it is three times as long as any other silence at a time
/// that is otherwise busy. Less than a day and a half of a log has no norm and is not judged.
/// Memory: `limit` ten minutes of all hosts together.
struct SilenceDetector: Detector {
  static let rules: [Rule] = [.logGap]
  static let limit = 2_000_000
  /// Ten minutes in a day.
  private static let day: Int64 = 144
  /// The shortest run that is looked at.
  private static let shortest = 3

  private var hosts: [Int32: [Int64: ActivityLog.Bucket]] = [:]
  private var held = 0
  private var dropped: UInt64 = 0

  var drops: [String] {
    dropped == 0 ? [] : ["silences: \(dropped) times ten minutes beyond \(Self.limit) not looked at"]
  }

  mutating func take(_ activity: ActivityLog, hosts: [Int32]) {
    for bucket in activity.buckets { add(bucket, host: hosts[Int(bucket.host)]) }
  }

  private mutating func add(_ bucket: ActivityLog.Bucket, host: Int32) {
    guard var known = hosts[host]?[bucket.number] else {
      if held < Self.limit {
        held += 1
        hosts[host, default: [:]][bucket.number] = bucket
      } else {
        dropped += 1
      }
      return
    }
    if bucket.first < known.first {
      known.first = bucket.first
      known.firstLocation = bucket.firstLocation
    }
    if bucket.last > known.last {
      known.last = bucket.last
      known.lastLocation = bucket.lastLocation
    }
    hosts[host]![bucket.number] = known
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] {
    hosts.sorted { $0.key < $1.key }.flatMap { host, moments in silences(host, moments, judgement) }
  }

  private struct Silence {
    /// First and last silent ten minutes.
    var first: Int64
    var last: Int64
    var length: Int64 { last - first + 1 }
    /// How unlikely it is: the sum of the logarithms of what each of its minutes does on other days.
    var surprise = 0.0
    /// Those of its ten minutes that are busy on other days.
    var busy: Int64 = 0
  }

  private func silences(
    _ host: Int32, _ moments: [Int64: ActivityLog.Bucket], _ judgement: Judgement
  ) -> [Finding] {
    let numbers = moments.keys.sorted()
    guard let first = numbers.first, let last = numbers.last, last - first >= Self.day * 3 / 2 else {
      return []
    }
    var runs: [Silence] = []
    for (before, after) in zip(numbers, numbers.dropFirst()) where after - before > Int64(Self.shortest) {
      runs.append(Silence(first: before + 1, last: after - 1))
    }
    guard !runs.isEmpty, runs.count <= 10_000 else { return [] }
    for place in runs.indices {
      for number in runs[place].first...min(runs[place].last, runs[place].first + 7 * Self.day) {
        let surprise = surprise(number, runs[place], moments, first, last)
        if surprise > 0 { runs[place].busy += 1 }
        runs[place].surprise += surprise
      }
    }
    let bound = 7 + log(Double(last - first))
    let unlikely = runs.filter { $0.surprise > bound && $0.busy * 3 >= $0.length * 2 }
    guard let longest = unlikely.map(\.length).max() else { return [] }
    return unlikely.compactMap { run in
      // Other silences at busy times: a host that is often down has no norm to be held to.
      let others = runs.filter { $0.first != run.first && $0.surprise > bound / 3 }.map(\.length).max() ?? 0
      guard run.length >= 3 * others || run.length == longest && run.length >= 2 * others,
        let before = moments[run.first - 1], let after = moments[run.last + 1]
      else { return nil }
      let minutes = (after.first.microseconds - before.last.microseconds) / 60_000_000
      let name = judgement.host(host) ?? "A host"
      let length = minutes < 120 ? "\(minutes) minutes" : "\(minutes / 60) hours"
      var finding = Finding(
        .logGap, .medium, run.surprise > 2 * bound ? .high : .medium, start: before.last, end: after.first,
        count: 1,
        "\(name) logged nothing for \(length), at a time at which it writes on other days: it was stopped, a file is missing, or lines were removed; compare with the logs of its neighbours."
      )
      if let name = judgement.host(host) { finding.relatedHosts = [name] }
      finding.evidence = [before.lastLocation, after.firstLocation]
      finding.key = UInt64(UInt32(bitPattern: host)) << 8 | 80
      return finding
    }
  }

  /// The logarithm of how unlikely it is that `number` is silent, by the same ten minutes, and those beside them, of the
  /// days before and after.
  private func surprise(
    _ number: Int64, _ run: Silence, _ moments: [Int64: ActivityLog.Bucket], _ first: Int64, _ last: Int64
  ) -> Double {
    var silent = 0
    var all = 0
    for day in 1...14 as ClosedRange<Int64> {
      for shift in [day * Self.day, -day * Self.day] {
        for beside in -1...1 as ClosedRange<Int64> {
          let other = number + shift + beside
          guard other > first, other < last, other < run.first || other > run.last else { continue }
          all += 1
          if moments[other] == nil { silent += 1 }
        }
      }
      // The nearest days say enough.
      if all >= 24 { break }
    }
    guard all >= 3, silent * 3 <= all else { return 0 }
    return -log(Double(silent + 1) / Double(all + 2))
  }
}
