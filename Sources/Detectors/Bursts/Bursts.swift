import Model

/// Judges the times in which connections were above the thresholds.
///
/// By what the connections were good for: a mailing list in full swing opens many and hands over mail in each. And against
/// the host's norm: what its clients do at that hour of other days (`HourlyLoad`), and what those did at that hour that
/// brought mail or logged in. Where too few days are known for that, against the busiest of those at any hour, and it is
/// said. What the norm explains is a habit and no alarm: one finding of low severity for all its times, so that an attacker who
/// came every night is not passed over.
struct Bursts {
  typealias Entry = (key: BurstKey, episode: BurstEpisode)

  /// In the order of their beginnings.
  private let all: [Entry]
  private let load: HourlyLoad
  /// By kind of key.
  private let floors: [InlineArray<4, UInt64>]
  private let judgement: Judgement

  init(_ episodes: [Entry], _ load: HourlyLoad, _ floors: [InlineArray<4, UInt64>], _ judgement: Judgement) {
    all = episodes.sorted {
      ($0.episode.first, $0.key.host) != ($1.episode.first, $1.key.host)
        ? ($0.episode.first, $0.key.host) < ($1.episode.first, $1.key.host) : $0.key < $1.key
    }
    self.load = load
    self.floors = floors
    self.judgement = judgement
  }

  private enum Verdict {
    /// Above the norm; nil where no norm by hour is known.
    case burst(HourlyLoad.Norm?)
    /// As at that hour of other days.
    case usual(HourlyLoad.Norm)
    /// Hour after hour the same, never many at once.
    case even
  }

  func findings() -> [Finding] {
    var norms = HourlyNorms(load)
    let useful = UsefulPeaks(all, load)
    var found: [Finding] = []
    var habits: [(entry: Entry, verdict: Verdict)] = []
    var addresses: [Entry] = []
    var networks: [Entry] = []
    func take(_ entry: Entry, _ verdict: Verdict, _ finding: (HourlyLoad.Norm?) -> Finding) {
      if case .burst(let norm) = verdict {
        found.append(finding(norm))
      } else {
        habits.append((entry, verdict))
      }
    }
    for entry in all where entry.key.kind == .address && !judgement.policy.isOwn(entry.key.address) {
      guard let verdict = verdict(ofClient: entry, useful, &norms) else { continue }
      addresses.append(entry)
      take(entry, verdict) { source(entry.key, entry.episode, $0) }
    }
    for entry in all where entry.key.kind == .network && !judgement.policy.isOwn(entry.key.address) {
      // One address that does it all is no network.
      let isCovered = addresses.contains {
        $0.key.host == entry.key.host && overlap($0.episode, entry.episode)
          && $0.key.address.site == entry.key.address
          && $0.episode.connections * 2 > entry.episode.connections
      }
      guard !isCovered, entry.episode.addresses.count >= 3 else { continue }
      networks.append(entry)
      take(entry, verdict(of: entry, &norms)) { network(entry.key, entry.episode, $0) }
    }
    for entry in all where entry.key.kind == .host {
      let isCovered =
        addresses.contains { $0.key.host == entry.key.host && overlap($0.episode, entry.episode) }
        || networks.contains { $0.key.host == entry.key.host && overlap($0.episode, entry.episode) }
      guard !isCovered, entry.episode.addresses.count >= 20 else { continue }
      take(entry, verdict(of: entry, &norms)) { distributed(entry.key, entry.episode, $0) }
    }
    return found + ofHabits(habits)
  }

  private func overlap(_ left: BurstEpisode, _ right: BurstEpisode) -> Bool {
    left.first.microseconds <= right.last.microseconds &+ 60_000_000
      && right.first.microseconds <= left.last.microseconds &+ 60_000_000
  }

  // MARK: Weighing

  /// Nil where the connections were of use, or are found elsewhere.
  private func verdict(ofClient entry: Entry, _ useful: UsefulPeaks, _ norms: inout HourlyNorms) -> Verdict? {
    let episode = entry.episode
    if episode.useful * 5 >= episode.connections { return nil }
    // Connections that each carry a guess are found among the logins.
    if episode.guesses * 2 >= episode.connections { return nil }
    let verdict = verdict(of: entry, &norms)
    // What a client of use does is not too much for another.
    let isKnown: Bool
    if case .burst(nil) = verdict { isKnown = false } else { isKnown = true }
    let peaks = useful.peaks(entry.key.host, isKnown ? load.hoursOfDay(entry.key.host, episode) : nil)
    if let peaks, HourlyLoad.Norm(peaks: peaks).explains(episode.peaks) { return nil }
    return verdict
  }

  private func verdict(of entry: Entry, _ norms: inout HourlyNorms) -> Verdict {
    let norm = norms.norm(entry.key, entry.episode.first, entry.episode.last)
    if let norm, norm.explains(entry.episode.peaks) { return .usual(norm) }
    return isEven(entry) ? .even : .burst(norm)
  }

  /// Six hours or longer, the fullest hour not twice the mean one, and in no minute as many as are looked at.
  private func isEven(_ entry: Entry) -> Bool {
    let episode = entry.episode
    let floor = floors[Int(entry.key.kind.rawValue)]
    let hours = (episode.last.microseconds &- episode.first.microseconds) / 3_600_000_000
    return hours >= 6 && episode.peaks[0] < floor[0] && episode.peaks[1] < floor[1]
      && episode.peaks[3] * UInt64(hours) < 2 * episode.connections
  }

  // MARK: Telling

  private func sentence(_ episode: BurstEpisode) -> String {
    let seconds = max(1, (episode.last.microseconds - episode.first.microseconds) / 1_000_000)
    let time =
      seconds < 120 ? "\(seconds) s" : seconds < 7_200 ? "\(seconds / 60) min" : "\(seconds / 3_600) h"
    return "\(episode.connections) in \(time), at most \(episode.peaks[0]) in ten seconds"
  }

  private func severity(_ episode: BurstEpisode) -> Severity {
    episode.peaks[1] >= 1_000 || episode.connections >= 10_000 ? .high : .medium
  }

  /// What the norm is, and of how many days.
  private func basis(_ norm: HourlyLoad.Norm?, _ who: String) -> String {
    guard let norm else { return " Too few days are known for a norm by hour." }
    return
      " At that hour of \(norm.dayNames) \(who) opened at most \(norm.peaks[1]) in a minute, by the median."
  }

  private func source(_ key: BurstKey, _ episode: BurstEpisode, _ norm: HourlyLoad.Norm?) -> Finding {
    let host = judgement.host(key.host)
    var finding = Finding(
      .burstSource, severity(episode), norm == nil ? .medium : .high, start: episode.first, end: episode.last,
      count: episode.connections,
      "\(key.address) opened far more connections to \(host ?? "a server") than other clients (\(sentence(episode))); \(episode.useful) of them brought mail or a login: limit connections by client.\(basis(norm, "a client"))"
    )
    finish(&finding, key, episode, host)
    return finding
  }

  private func network(_ key: BurstKey, _ episode: BurstEpisode, _ norm: HourlyLoad.Norm?) -> Finding {
    let host = judgement.host(key.host)
    let prefix = key.address.sitePrefix
    var finding = Finding(
      .burstNetwork, severity(episode), norm == nil ? .medium : .high, start: episode.first,
      end: episode.last,
      count: episode.connections,
      "\(episode.addressCount) addresses of \(key.address)/\(prefix) together opened connections to \(host ?? "a server") that came to nothing (\(sentence(episode))): limit or block the network.\(basis(norm, "a network"))"
    )
    finish(&finding, key, episode, host)
    return finding
  }

  private func distributed(_ key: BurstKey, _ episode: BurstEpisode, _ norm: HourlyLoad.Norm?) -> Finding {
    let host = judgement.host(key.host)
    var finding = Finding(
      .burstDistributed, severity(episode), norm == nil ? .low : .medium, start: episode.first,
      end: episode.last, count: episode.connections,
      "\(episode.addressCount) addresses together opened connections to \(host ?? "a server") that came to nothing (\(sentence(episode))).\(basis(norm, "all clients"))"
    )
    finish(&finding, key, episode, host)
    return finding
  }

  /// One finding for all habits of a key.
  private func ofHabits(_ habits: [(entry: Entry, verdict: Verdict)]) -> [Finding] {
    var places = KeyedList<BurstKey, [Int]>()
    for (place, habit) in habits.enumerated() {
      let known = places.place(of: habit.entry.key) ?? places.append([], for: habit.entry.key)
      places[known].append(place)
    }
    return places.indices.map { place in
      let key = places.keys[place]
      let times = places[place].map { habits[$0] }
      var whole = times[0].entry.episode
      for (entry, _) in times.dropFirst() { whole.absorb(entry.episode) }
      let host = judgement.host(key.host)
      let (rule, who): (Rule, String) =
        switch key.kind {
        case .address: (.burstSource, "\(key.address)")
        case .network:
          (.burstNetwork, "\(whole.addressCount) addresses of \(key.address)/\(key.address.sitePrefix)")
        case .host: (.burstDistributed, "\(whole.addressCount) addresses together")
        }
      let how: String =
        if case .usual(let norm) = times[0].verdict {
          "as is usual there at that hour of \(norm.dayNames)"
        } else {
          "at an even pace"
        }
      var finding = Finding(
        rule, .low, .low, start: whole.first, end: whole.last, count: whole.connections,
        "\(who) opened many connections to \(host ?? "a server") that came to nothing, \(times.count == 1 ? "once" : "\(times.count) times") (\(whole.connections) in all, at most \(whole.peaks[0]) in ten seconds), \(how): a program that does so by the clock, or somebody who is not looked for any more."
      )
      finish(&finding, key, whole, host)
      return finding
    }
  }

  private func finish(_ finding: inout Finding, _ key: BurstKey, _ episode: BurstEpisode, _ host: String?) {
    switch key.kind {
    case .address: finding.sourceIP = key.address
    case .network: finding.sourceNetwork = (key.address, key.address.sitePrefix)
    case .host: break
    }
    if key.kind != .address {
      finding.relatedIPs = Array(episode.addresses.sorted().prefix(Finding.relatedLimit))
    }
    if let host { finding.relatedHosts = [host] }
    finding.evidence = episode.evidence
    finding.key = RelayDetector.key(
      key.address, judgement.key(ofHost: key.host, UInt64(key.kind.rawValue) + 16))
  }
}

/// The largest sums of clients that did on a host what connections are for, by the hour of its day.
private struct UsefulPeaks {
  private struct Hour: Hashable {
    var host: Int32
    /// -1 for all hours together.
    var hour: Int32
  }
  private var largest: [Hour: InlineArray<4, UInt64>] = [:]

  init(_ all: [Bursts.Entry], _ load: HourlyLoad) {
    for (key, episode) in all where key.kind == .address && episode.useful * 2 >= episode.connections {
      for hour in load.hoursOfDay(key.host, episode) + [-1] {
        let place = Hour(host: key.host, hour: hour)
        var norm = largest[place] ?? [0, 0, 0, 0]
        for width in 0..<4 { norm[width] = max(norm[width], episode.peaks[width]) }
        largest[place] = norm
      }
    }
  }

  /// Those at `hours` and the hours beside them, or at any hour.
  func peaks(_ host: Int32, _ hours: [Int32]?) -> InlineArray<4, UInt64>? {
    guard let hours else { return largest[Hour(host: host, hour: -1)] }
    var found: InlineArray<4, UInt64>?
    for hour in hours {
      for beside in [hour, (hour + 1) % 24, (hour + 23) % 24] {
        guard let next = largest[Hour(host: host, hour: beside)] else { continue }
        var both = found ?? next
        for width in 0..<4 { both[width] = max(both[width], next[width]) }
        found = both
      }
    }
    return found
  }
}

extension BurstEpisode {
  /// Adds another time of the same key.
  fileprivate mutating func absorb(_ other: BurstEpisode) {
    first = min(first, other.first)
    last = max(last, other.last)
    connections += other.connections
    useful += other.useful
    if other.hasMoreAddresses { hasMoreAddresses = true }
    for width in 0..<4 { peaks[width] = max(peaks[width], other.peaks[width]) }
    for address in other.addresses.sorted() where addresses.count < Self.addressLimit {
      addresses.insert(address)
    }
    for location in other.evidence where evidence.count < Finding.evidenceLimit { evidence.append(location) }
  }
}
