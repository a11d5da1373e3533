import Bytes
import Model

/// `burst.*`: connections in numbers that normal traffic does not explain, limits that servers reach, connections held
/// open, recipients harvested. SMTP, submission, IMAP and POP3 alike.
///
/// Counted in windows of ten seconds to an hour that end with every connection. From the thresholds on they are looked at;
/// whether a burst is one is judged at the end (`Bursts`), against the host's own norm.
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
  /// What each hour is like.
  private var load = HourlyLoad()
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
    if load.dropped > 0 {
      texts.append("bursts: norms of hours beyond \(HourlyLoad.limit) not kept")
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
    let reached = tracks[place].add(fact, key.kind, address, floor)
    load.note(key, reached.sums, fact)
    if reached.isFloor, let episode = tracks[place].begins(fact, floor) {
      if episodes.count < Self.episodeLimit {
        tracks[place].episode = Int32(episodes.count)
        episodes.append((key, episode))
      } else {
        tracks[place].episode = BurstTrack.noRoom
        droppedEpisodes += 1
      }
    }
    if tracks[place].episode >= 0 {
      episodes[Int(tracks[place].episode)].episode.add(fact, address, reached.sums)
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
    let known = tracks.place(of: BurstKey(kind: .address, host: host, address: address))
    if use == .useful, known.map({ !tracks[$0].isUseful }) ?? true {
      limits.noteUseful(host: host, address)
      if let known { tracks[known].isUseful = true }
    }
    guard let place = known else { return }
    let episode = tracks[place].episode
    if episode >= 0 {
      episodes[Int(episode)].episode.note(fact, use)
    } else {
      tracks[place].note(fact, use)
    }
  }

  /// Gives up half of the tracks without an open episode: those whose last hour was the quietest, of equal ones the idlest.
  /// Where that hour is over, on their host, nothing is lost.
  private mutating func evict() {
    var newest: [Int32: Int64] = [:]
    for place in tracks.indices {
      newest[tracks.keys[place].host] = max(
        newest[tracks.keys[place].host] ?? .min, tracks[place].connections.last)
    }
    let sums = tracks.indices.map { place in
      let isOver = tracks[place].connections.last <= newest[tracks.keys[place].host]! - SlidingSums.widths[3]
      return isOver ? 0 : tracks[place].connections.sums[3]
    }
    var ranks: [(sum: UInt64, last: Int64)] = []
    ranks.reserveCapacity(tracks.count)
    for place in tracks.indices where tracks[place].episode < 0 {
      ranks.append((sums[place], tracks[place].connections.last))
    }
    guard !ranks.isEmpty else { return }
    ranks.sort { ($0.sum, $0.last) < ($1.sum, $1.last) }
    let bound = ranks[ranks.count / 2]
    var lost: UInt64 = 0
    tracks.filter { place, track in
      if track.episode >= 0 || (sums[place], track.connections.last) > bound { return true }
      if sums[place] > 0 { lost += 1 }
      return false
    }
    dropped += lost
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] {
    Bursts(episodes, load, [addressFloor, networkFloor, hostFloor], judgement).findings()
      + limits.findings(judgement) + harvest.findings(judgement) + held.findings(judgement)
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
