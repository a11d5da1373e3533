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
/// norm. Workdays are held against workdays and weekends against weekends, by the host's clock; where two other days of the kind
/// are not known, against all days, and then a silence is no more than a hint. A run of silent ones counts when two thirds of it are such, when, going by how often the same minutes of the other days were silent, the
/// log as a whole would hold such a run once in a thousand; and when it is three times as long as any other silence at a time
/// that is otherwise busy. Less than a day and a half of a log has no norm and is not judged.
/// Memory: `limit` ten minutes of all hosts together.
struct SilenceDetector: Detector {
  static let rules: [Rule] = [.logGap]
  static let limit = 2_000_000
  /// Ten minutes of a silence that are compared with other days: those of a week, and one more.
  private static let compared = 7 * day + 1
  /// Ten minutes in a day.
  private static let day: Int64 = 144
  /// The shortest run that is looked at.
  private static let shortest = 3
  /// Other days that make a norm; what fewer say is a hint.
  private static let daysNeeded = 3

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
      known.offsetMinutes = bucket.offsetMinutes
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
    /// Other days that the busy ones were compared with, at least.
    var days = Int.max
    /// Some were compared with days of the other kind.
    var isMixed = false
  }

  /// What the same ten minutes of other days say of a silent one.
  private struct Comparison {
    var silent = 0
    var all = 0
    var days = 0
    var isMixed = false

    /// The logarithm of how unlikely a silence is; 0 where it is not.
    var surprise: Double {
      all >= 3 && silent * 3 <= all ? -log(Double(silent + 1) / Double(all + 2)) : 0
    }
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
      for number in runs[place].first..<min(runs[place].last + 1, runs[place].first + Self.compared) {
        let others = comparison(number, runs[place], moments, first, last)
        guard others.surprise > 0 else { continue }
        runs[place].busy += 1
        runs[place].surprise += others.surprise
        runs[place].days = min(runs[place].days, others.days)
        if others.isMixed { runs[place].isMixed = true }
      }
    }
    let bound = 7 + log(Double(last - first))
    let unlikely = runs.filter { $0.surprise > bound && $0.busy * 3 >= min($0.length, Self.compared) * 2 }
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
      let days = "\(run.days) day\(run.days == 1 ? "" : "s")"
      let basis = run.isMixed ? "\(days), too few of them workdays or weekends as this time is" : days
      var finding = Finding(
        .logGap, run.isMixed || run.days < Self.daysNeeded ? .low : .medium,
        run.isMixed || run.days < Self.daysNeeded ? .low : run.surprise > 2 * bound ? .high : .medium,
        start: before.last, end: after.first,
        count: 1,
        "\(name) logged nothing for \(length), at a time at which it writes on other days (by \(basis)): it was stopped, a file is missing, or lines were removed; compare with the logs of its neighbours."
      )
      if let name = judgement.host(host) { finding.relatedHosts = [name] }
      finding.evidence = [before.lastLocation, after.firstLocation]
      finding.key = judgement.key(ofHost: host, 80)
      return finding
    }
  }

  /// The same ten minutes as `number`, and those beside them, of the days before and after: of its kind where two are known.
  private func comparison(
    _ number: Int64, _ run: Silence, _ moments: [Int64: ActivityLog.Bucket], _ first: Int64, _ last: Int64
  ) -> Comparison {
    // The clock of the host as it was before the silence.
    let offset = moments[run.first - 1]?.offsetMinutes ?? 0
    let isWeekend = Self.isWeekend(number, offset)
    func compared(_ isAsked: (Int64) -> Bool) -> Comparison {
      var found = Comparison()
      for day in 1...14 as ClosedRange<Int64> {
        for shift in [day * Self.day, -day * Self.day] where isAsked(number + shift) {
          let before = found.all
          for beside in -1...1 as ClosedRange<Int64> {
            let other = number + shift + beside
            guard other > first, other < last, other < run.first || other > run.last else { continue }
            found.all += 1
            if moments[other] == nil { found.silent += 1 }
          }
          if found.all > before { found.days += 1 }
        }
        // The nearest days say enough.
        if found.all >= 24 { break }
      }
      return found
    }
    let alike = compared { Self.isWeekend($0, offset) == isWeekend }
    if alike.days >= 2 { return alike }
    var all = compared { _ in true }
    all.isMixed = all.days > alike.days
    return all
  }

  /// Saturday and Sunday, by a clock so far east of UTC; the first of January 1970 was a Thursday.
  private static func isWeekend(_ number: Int64, _ offsetMinutes: Int16) -> Bool {
    let ten = number + Int64(offsetMinutes) / 10
    let days = ten >= 0 ? ten / day : (ten - day + 1) / day
    let weekday = ((days + 4) % 7 + 7) % 7
    return weekday == 0 || weekday == 6
  }
}
