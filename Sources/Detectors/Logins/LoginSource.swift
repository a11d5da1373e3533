import Bytes
import Model

/// Failed logins from one address, up to a silence of six hours.
struct LoginEpisode: Sendable {
  /// Microseconds of silence that end an episode.
  static let gap: Int64 = 6 * 3_600_000_000
  static let userLimit = 64
  private static let successLimit = 16

  var first: Timestamp
  var last: Timestamp
  var failures: UInt64 = 0
  /// Identities that were tried, each with its failures; beyond the limit under `Symbols.others`.
  var users: [(user: Int32, failures: UInt64)] = []
  var hosts: [Int32] = []
  var protocols: UInt16 = 0
  var evidence: [Location] = []
  /// Identities that logged in from the address after a failure, with the failures before it.
  var successes: [(user: Int32, failures: UInt64, time: Timestamp, location: Location)] = []
  var successCount: UInt64 = 0
  /// How often which distance, whole seconds from two on, lay between two failures. Where there is no room for one more, all
  /// count one less and those that came to nothing go: what was more than one in `distanceLimit` stays.
  /// - Source: Misra, Gries: Finding repeated elements, 1982.
  private var distances: [(seconds: Int64, count: UInt64)] = []
  /// Distances in all.
  private var distanceCount: UInt64 = 0
  private static let distanceLimit = 32

  init(first: Timestamp, last: Timestamp) {
    self.first = first
    self.last = last
  }

  /// The distance at which failures came, as those of a program that tries a stored password again and again: the same for
  /// three quarters of them, twenty seconds or more. Nil where they did not.
  var rhythm: Int64? {
    guard let commonest = distances.max(by: { ($0.count, $1.seconds) < ($1.count, $0.seconds) }) else {
      return nil
    }
    let near = distances.reduce(0) { $0 + (abs($1.seconds - commonest.seconds) <= 2 ? $1.count : 0) }
    return commonest.seconds >= 20 && near >= 5 && near * 4 >= distanceCount * 3 ? commonest.seconds : nil
  }

  func covers(_ time: Timestamp) -> Bool {
    time.microseconds >= first.microseconds &- Self.gap && time.microseconds <= last.microseconds &+ Self.gap
  }

  mutating func addFailure(_ fact: Fact, user: Int32, host: Int32) {
    let distance = (fact.time.microseconds &- last.microseconds &+ 500_000) / 1_000_000
    if failures > 0, distance > 1 { addDistance(distance, 1) }
    first = min(first, fact.time)
    last = max(last, fact.time)
    failures += UInt64(fact.count)
    protocols |= 1 << UInt16(fact.networkProtocol.rawValue)
    if hosts.count < 16, !hosts.contains(host) { hosts.append(host) }
    if evidence.count < Finding.evidenceLimit { evidence.append(fact.location) }
    if let place = users.firstIndex(where: { $0.user == user }) {
      users[place].failures += UInt64(fact.count)
    } else {
      if users.count >= Self.userLimit { forgetUser() }
      users.append((user, UInt64(fact.count)))
    }
  }

  /// Counts the identity that was tried least, of equal ones the first, among the others.
  private mutating func forgetUser() {
    if let rest = users.firstIndex(where: { $0.user == Symbols.others }), rest > 0 { users.swapAt(0, rest) }
    if users[0].user != Symbols.others {
      users.insert((Symbols.others, 0), at: 0)
    }
    while users.count >= Self.userLimit {
      let least = users.indices.dropFirst().min { users[$0].failures < users[$1].failures }!
      users[0].failures += users[least].failures
      users.remove(at: least)
    }
  }

  private mutating func addDistance(_ seconds: Int64, _ count: UInt64) {
    distanceCount += count
    if let place = distances.firstIndex(where: { $0.seconds == seconds }) {
      distances[place].count += count
    } else if distances.count < Self.distanceLimit {
      distances.append((seconds, count))
    } else {
      let least = min(count, distances.reduce(UInt64.max) { min($0, $1.count) })
      for place in distances.indices { distances[place].count -= least }
      distances.removeAll { $0.count == 0 }
      if count > least { distances.append((seconds, count - least)) }
    }
  }

  /// The identities that are known to have been tried, and whether there may be more.
  var identities: (count: Int, hasMore: Bool) {
    (users.count { $0.user > Symbols.others }, users.contains { $0.user == Symbols.others })
  }

  /// `identities` as a sentence says it, at least one: `1 identity`, `63 or more identities`.
  var identityText: String {
    let (count, hasMore) = identities
    return
      "\(BoundedCount.text(max(count, 1), isFull: hasMore)) identit\(count > 1 || hasMore ? "ies" : "y")"
  }

  /// Failures for the identities that are known.
  var knownFailures: UInt64 {
    failures - users.reduce(0) { $0 + ($1.user == Symbols.others ? $1.failures : 0) }
  }

  mutating func addSuccess(_ fact: Fact, user: Int32) {
    successCount += UInt64(fact.count)
    let tried = users.first { $0.user == user }?.failures ?? 0
    if !successes.contains(where: { $0.user == user }) {
      keep((user, tried, fact.time, fact.location))
    }
  }

  /// Adds a success; where there is no room, in place of the one with the fewest failures before it.
  private mutating func keep(
    _ success: (user: Int32, failures: UInt64, time: Timestamp, location: Location)
  ) {
    if successes.count >= Self.successLimit {
      let least = successes.indices.min { successes[$0].failures < successes[$1].failures }!
      guard successes[least].failures < success.failures else { return }
      successes.remove(at: least)
    }
    successes.append(success)
  }

  /// Adds what another episode, of the same address or network, says.
  mutating func absorb(_ other: LoginEpisode) {
    first = min(first, other.first)
    last = max(last, other.last)
    failures += other.failures
    protocols |= other.protocols
    successCount += other.successCount
    for entry in other.distances { addDistance(entry.seconds, entry.count) }
    distanceCount += other.distanceCount - other.distances.reduce(0) { $0 + $1.count }
    for host in other.hosts where hosts.count < 16 && !hosts.contains(host) { hosts.append(host) }
    for location in other.evidence where evidence.count < Finding.evidenceLimit { evidence.append(location) }
    for entry in other.users {
      if let place = users.firstIndex(where: { $0.user == entry.user }) {
        users[place].failures += entry.failures
      } else if users.count < 4 * Self.userLimit {
        users.append(entry)
      } else if let rest = users.firstIndex(where: { $0.user == Symbols.others }) {
        users[rest].failures += entry.failures
      } else {
        users.append((Symbols.others, entry.failures))
      }
    }
    for success in other.successes { keep(success) }
  }
}

/// What one address did with logins.
struct LoginSource: Sendable {
  /// Episodes kept; an older one is merged with its neighbour.
  static let episodeLimit = 32

  var episodes: [LoginEpisode] = []
  /// It may have been counted in `LoginRest` before.
  let isPartial: Bool

  init(isPartial: Bool) { self.isPartial = isPartial }

  var failures: UInt64 { episodes.reduce(0) { $0 + $1.failures } }

  /// The episode that `time` belongs to, made where there is none.
  mutating func episode(at time: Timestamp) -> Int {
    if let place = episodes.lastIndex(where: { $0.covers(time) }) { return place }
    if episodes.count >= Self.episodeLimit {
      let oldest = episodes.removeFirst()
      episodes[0].absorb(oldest)
    }
    episodes.append(LoginEpisode(first: time, last: time))
    return episodes.count - 1
  }
}
