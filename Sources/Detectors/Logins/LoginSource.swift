import Bytes
import Model

/// Failed logins from one address, up to a silence of six hours.
struct LoginEpisode: Sendable {
  /// Microseconds of silence that end an episode.
  static let gap: Int64 = 6 * 3_600_000_000
  static let userLimit = 64

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
  /// How often which distance, whole seconds from two on, lay between two failures; at most `distanceLimit` of them.
  private var distances: [(seconds: Int64, count: UInt64)] = []
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
    let all = distances.reduce(0) { $0 + $1.count }
    let near = distances.reduce(0) { $0 + (abs($1.seconds - commonest.seconds) <= 2 ? $1.count : 0) }
    return commonest.seconds >= 20 && near >= 5 && near * 4 >= all * 3 ? commonest.seconds : nil
  }

  func covers(_ time: Timestamp) -> Bool {
    time.microseconds >= first.microseconds &- Self.gap && time.microseconds <= last.microseconds &+ Self.gap
  }

  mutating func addFailure(_ fact: Fact, user: Int32, host: Int32) {
    let distance = (fact.time.microseconds &- last.microseconds &+ 500_000) / 1_000_000
    if failures > 0, distance > 1 {
      if let place = distances.firstIndex(where: { $0.seconds == distance }) {
        distances[place].count += 1
      } else if distances.count < Self.distanceLimit {
        distances.append((distance, 1))
      } else {
        distances[Self.distanceLimit - 1].count += 1
      }
    }
    first = min(first, fact.time)
    last = max(last, fact.time)
    failures += UInt64(fact.count)
    protocols |= 1 << UInt16(fact.networkProtocol.rawValue)
    if hosts.count < 16, !hosts.contains(host) { hosts.append(host) }
    if evidence.count < Finding.evidenceLimit { evidence.append(fact.location) }
    if let place = users.firstIndex(where: { $0.user == user }) {
      users[place].failures += UInt64(fact.count)
    } else if users.count < Self.userLimit {
      users.append((user, UInt64(fact.count)))
    } else {
      users[Self.userLimit - 1] = (Symbols.others, users[Self.userLimit - 1].failures + UInt64(fact.count))
    }
  }

  mutating func addSuccess(_ fact: Fact, user: Int32) {
    successCount += UInt64(fact.count)
    let tried = users.first { $0.user == user }?.failures ?? 0
    if successes.count < 16, !successes.contains(where: { $0.user == user }) {
      successes.append((user, tried, fact.time, fact.location))
    }
  }

  /// Adds what another episode, of the same address or network, says.
  mutating func absorb(_ other: LoginEpisode) {
    first = min(first, other.first)
    last = max(last, other.last)
    failures += other.failures
    protocols |= other.protocols
    successCount += other.successCount
    for entry in other.distances {
      if let place = distances.firstIndex(where: { $0.seconds == entry.seconds }) {
        distances[place].count += entry.count
      } else if distances.count < Self.distanceLimit {
        distances.append(entry)
      }
    }
    for host in other.hosts where hosts.count < 16 && !hosts.contains(host) { hosts.append(host) }
    for location in other.evidence where evidence.count < Finding.evidenceLimit { evidence.append(location) }
    for entry in other.users {
      if let place = users.firstIndex(where: { $0.user == entry.user }) {
        users[place].failures += entry.failures
      } else if users.count < 4 * Self.userLimit {
        users.append(entry)
      }
    }
    for success in other.successes where successes.count < 16 { successes.append(success) }
  }
}

/// What one address did with logins.
struct LoginSource: Sendable {
  /// Episodes kept; an older one is merged with its neighbour.
  static let episodeLimit = 32

  var episodes: [LoginEpisode] = []

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
