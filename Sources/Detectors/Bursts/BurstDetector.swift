import Bytes
import Model

/// `burst.*`: connections in numbers that normal traffic does not explain, limits that servers reach, connections held
/// open, recipients harvested. SMTP, submission, IMAP and POP3 alike.
///
/// Counted in windows of ten seconds to an hour that end with every connection. Whether a burst is one is judged at the
/// end: against the thresholds, against what clients that brought mail or logged in did on the same host, and by what
/// the connections were good for: a mailing list in full swing opens many and hands over mail in each.
/// Memory: `trackLimit` addresses and networks; beyond it the idlest go, and it is said.
struct BurstDetector: Detector {
  static let rules: [Rule] = [
    .burstSource, .burstDistributed, .burstNetwork, .burstLimit, .burstHeld, .burstHarvest,
  ]
  static let kinds = Fact.Kinds(
    .connection, .idle, .held, .turnedAway, .refusedClient, .limit, .loginSuccess, .loginFailure, .accepted,
    .unknownRecipient, .refusedRecipient)
  static let trackLimit = 100_000
  static let episodeLimit = 20_000

  /// Connections in each window from which on an address is looked at, where nothing else is asked for.
  static let addressFloor: InlineArray<4, UInt64> = [40, 100, 300, 1_000]
  /// Connections that came to nothing, of a network and of a whole host.
  static let networkFloor: InlineArray<4, UInt64> = [40, 80, 240, 800]
  static let hostFloor: InlineArray<4, UInt64> = [60, 150, 400, 1_500]

  private var tracks = KeyedList<BurstKey, BurstTrack>()
  /// In the order in which they began; ended ones and open ones.
  private var episodes: [(key: BurstKey, episode: BurstEpisode)] = []
  private let addressFloor: InlineArray<4, UInt64>
  private let networkFloor: InlineArray<4, UInt64>
  private let hostFloor: InlineArray<4, UInt64>
  private var limits = LimitLog()
  private var harvest: HarvestLog
  private var held = HeldLog()
  private var dropped: UInt64 = 0
  private var droppedEpisodes: UInt64 = 0

  init(_ thresholds: Thresholds = Thresholds()) {
    addressFloor = thresholds.floors(.burstSource, Self.addressFloor)
    networkFloor = thresholds.floors(.burstNetwork, Self.networkFloor)
    hostFloor = thresholds.floors(.burstDistributed, Self.hostFloor)
    harvest = HarvestLog(thresholds)
  }

  var drops: [String] {
    var texts: [String] = []
    if dropped > 0 {
      texts.append("bursts: counts of \(dropped) quiet addresses beyond \(Self.trackLimit) given up")
    }
    if droppedEpisodes > 0 {
      texts.append("bursts: \(droppedEpisodes) beyond \(Self.episodeLimit) not looked at")
    }
    return texts + limits.drops + harvest.drops + held.drops
  }

  // MARK: Counting

  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {
    guard !fact.time.isUnknown else { return }
    limits.take(fact, host: host, text, &symbols)
    guard let address = fact.address, !address.isLoopback else { return }
    harvest.take(fact, host: host, address, text, &symbols)
    held.take(fact, host: host, address)
    switch fact.kind {
    case .connection:
      count(fact, BurstKey(kind: .address, host: host, address: address), addressFloor, address)
    case .idle, .turnedAway, .refusedClient:
      // A service that logs no connect line shows its clients only when they leave.
      if fact.kind == .idle, fact.networkProtocol.isMailbox {
        count(fact, BurstKey(kind: .address, host: host, address: address), addressFloor, address)
      }
      count(fact, BurstKey(kind: .network, host: host, address: address.site), networkFloor, address)
      count(
        fact, BurstKey(kind: .host, host: host, address: IPAddress(ipv4: 0)), hostFloor, address)
    case .loginSuccess, .accepted: note(fact, .useful, host: host, address)
    case .loginFailure: note(fact, .guess, host: host, address)
    default: break
    }
  }

  /// Counts a connection of `key`, and opens its episode where a window reaches its floor.
  private mutating func count(
    _ fact: Fact, _ key: BurstKey, _ floor: InlineArray<4, UInt64>, _ address: IPAddress
  ) {
    guard let place = place(of: key) else {
      dropped += 1
      return
    }
    tracks[place].add(fact, key.kind, address)
    if tracks[place].episode == BurstTrack.none, let episode = tracks[place].begins(fact, floor) {
      if episodes.count < Self.episodeLimit {
        tracks[place].episode = Int32(episodes.count)
        episodes.append((key, episode))
      } else {
        tracks[place].episode = BurstTrack.noRoom
        droppedEpisodes += 1
      }
    }
    if tracks[place].episode >= 0 {
      episodes[Int(tracks[place].episode)].episode.add(fact, address, tracks[place].connections.sums)
    }
  }

  /// Where `key` is counted; nil where there is no room for one more.
  private mutating func place(of key: BurstKey) -> Int? {
    if let known = tracks.place(of: key) { return known }
    if tracks.count >= Self.trackLimit {
      evict()
      guard tracks.count < Self.trackLimit else { return nil }
    }
    return tracks.append(BurstTrack(), for: key)
  }

  /// Notes what a client's connections came to.
  private mutating func note(_ fact: Fact, _ use: BurstTrack.Use, host: Int32, _ address: IPAddress) {
    guard let place = tracks.place(of: BurstKey(kind: .address, host: host, address: address)) else { return }
    let episode = tracks[place].episode
    if episode >= 0 {
      episodes[Int(episode)].episode.note(fact, use)
    } else {
      tracks[place].note(fact, use)
    }
  }

  /// Gives up half of the tracks without an open episode: those whose last hour was the quietest, of equal ones the idlest.
  private mutating func evict() {
    var ranks: [(sum: UInt64, last: Int64)] = []
    ranks.reserveCapacity(tracks.count)
    for place in tracks.indices where tracks[place].episode < 0 {
      ranks.append((tracks[place].connections.sums[3], tracks[place].connections.last))
    }
    guard !ranks.isEmpty else { return }
    ranks.sort { ($0.sum, $0.last) < ($1.sum, $1.last) }
    let bound = ranks[ranks.count / 2]
    let before = tracks.count
    tracks.filter { _, track in
      track.episode >= 0 || (track.connections.sums[3], track.connections.last) > bound
    }
    dropped += UInt64(before - tracks.count)
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] {
    let all = episodes.sorted {
      ($0.episode.first, $0.key.host) != ($1.episode.first, $1.key.host)
        ? ($0.episode.first, $0.key.host) < ($1.episode.first, $1.key.host) : $0.key < $1.key
    }
    var found: [Finding] = []
    var addresses: [(key: BurstKey, episode: BurstEpisode)] = []
    var networks: [(key: BurstKey, episode: BurstEpisode)] = []
    let norms = norms(all)
    for entry in all where entry.key.kind == .address {
      guard !judgement.policy.isOwn(entry.key.address), isBurst(entry.episode, norms[entry.key.host]) else {
        continue
      }
      addresses.append(entry)
      found.append(source(entry.key, entry.episode, judgement))
    }
    for entry in all where entry.key.kind == .network {
      let episode = entry.episode
      // One address that does it all is no network.
      let isCovered = addresses.contains {
        $0.key.host == entry.key.host && overlap($0.episode, episode)
          && $0.key.address.site == entry.key.address
          && $0.episode.connections * 2 > episode.connections
      }
      guard !isCovered, episode.addresses.count >= 3, !judgement.policy.isOwn(entry.key.address) else {
        continue
      }
      networks.append(entry)
      found.append(network(entry.key, episode, judgement))
    }
    for entry in all where entry.key.kind == .host {
      let isCovered =
        addresses.contains { $0.key.host == entry.key.host && overlap($0.episode, entry.episode) }
        || networks.contains { $0.key.host == entry.key.host && overlap($0.episode, entry.episode) }
      guard !isCovered, entry.episode.addresses.count >= 20 else { continue }
      found.append(distributed(entry.key, entry.episode, judgement))
    }
    return found + limits.findings(judgement) + harvest.findings(judgement) + held.findings(judgement)
  }

  private func overlap(_ left: BurstEpisode, _ right: BurstEpisode) -> Bool {
    left.first.microseconds <= right.last.microseconds &+ 60_000_000
      && right.first.microseconds <= left.last.microseconds &+ 60_000_000
  }

  /// The largest sums of clients that did on a host what connections are for.
  private func norms(_ all: [(key: BurstKey, episode: BurstEpisode)]) -> [Int32: InlineArray<4, UInt64>] {
    var norms: [Int32: InlineArray<4, UInt64>] = [:]
    for (key, episode) in all where key.kind == .address && episode.useful * 2 >= episode.connections {
      var norm = norms[key.host] ?? [0, 0, 0, 0]
      for width in 0..<4 { norm[width] = max(norm[width], episode.peaks[width]) }
      norms[key.host] = norm
    }
    return norms
  }

  private func isBurst(_ episode: BurstEpisode, _ norm: InlineArray<4, UInt64>?) -> Bool {
    if episode.useful * 5 >= episode.connections { return false }
    // Connections that each carry a guess are found among the logins.
    if episode.guesses * 2 >= episode.connections { return false }
    guard let norm else { return true }
    for width in 0..<4 where episode.peaks[width] > 2 * norm[width] { return true }
    return false
  }

  private func sentence(_ episode: BurstEpisode) -> String {
    let seconds = max(1, (episode.last.microseconds - episode.first.microseconds) / 1_000_000)
    let time =
      seconds < 120 ? "\(seconds) s" : seconds < 7_200 ? "\(seconds / 60) min" : "\(seconds / 3_600) h"
    return "\(episode.connections) in \(time), at most \(episode.peaks[0]) in ten seconds"
  }

  private func severity(_ episode: BurstEpisode) -> Severity {
    episode.peaks[1] >= 1_000 || episode.connections >= 10_000 ? .high : .medium
  }

  private func source(_ key: BurstKey, _ episode: BurstEpisode, _ judgement: Judgement) -> Finding {
    let host = judgement.host(key.host)
    var finding = Finding(
      .burstSource, severity(episode), .high, start: episode.first, end: episode.last,
      count: episode.connections,
      "\(key.address) opened far more connections to \(host ?? "a server") than other clients (\(sentence(episode))); \(episode.useful) of them brought mail or a login: limit connections by client."
    )
    finding.sourceIP = key.address
    finish(&finding, key, episode, host)
    return finding
  }

  private func network(_ key: BurstKey, _ episode: BurstEpisode, _ judgement: Judgement) -> Finding {
    let host = judgement.host(key.host)
    let prefix = key.address.sitePrefix
    var finding = Finding(
      .burstNetwork, severity(episode), .high, start: episode.first, end: episode.last,
      count: episode.connections,
      "\(episode.addresses.count) addresses of \(key.address)/\(prefix) together opened connections to \(host ?? "a server") that came to nothing (\(sentence(episode))): limit or block the network."
    )
    finding.sourceNetwork = (key.address, prefix)
    finding.relatedIPs = Array(episode.addresses.sorted().prefix(Finding.relatedLimit))
    finish(&finding, key, episode, host)
    return finding
  }

  private func distributed(_ key: BurstKey, _ episode: BurstEpisode, _ judgement: Judgement) -> Finding {
    let host = judgement.host(key.host)
    var finding = Finding(
      .burstDistributed, severity(episode), .medium, start: episode.first, end: episode.last,
      count: episode.connections,
      "\(episode.addresses.count) addresses together opened connections to \(host ?? "a server") that came to nothing (\(sentence(episode)))."
    )
    finding.relatedIPs = Array(episode.addresses.sorted().prefix(Finding.relatedLimit))
    finish(&finding, key, episode, host)
    return finding
  }

  private func finish(_ finding: inout Finding, _ key: BurstKey, _ episode: BurstEpisode, _ host: String?) {
    if let host { finding.relatedHosts = [host] }
    finding.evidence = episode.evidence
    finding.key = RelayDetector.key(
      key.address, UInt64(UInt32(bitPattern: key.host)) << 8 | UInt64(key.kind.rawValue) + 16)
  }
}

extension LogEvent.NetworkProtocol {
  /// Whether it reads mailboxes.
  var isMailbox: Bool {
    switch self {
    case .imap, .imaps, .pop3, .pop3s, .managesieve: true
    default: false
    }
  }
}
