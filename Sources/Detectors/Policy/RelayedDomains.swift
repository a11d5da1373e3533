import Bytes
import Model

/// The domains that each host passed strangers' mail on to, and those that it refused to.
///
/// What a learned policy and doubts about it rest on. Memory: `limit` pairs of host and domain, about 500 bytes each; where
/// they are more, those that got least go, and of the refusals those for domains that got nothing.
struct RelayedDomains: Sendable {
  private let limit: Int
  /// Networks and next servers kept of one domain.
  static let networkLimit = 16
  static let relayLimit = 8

  struct Key: Hashable, ListKey {
    var host: Int32
    var domain: Int32

    @inline(__always)
    var mixed: UInt64 {
      Hashing.mix(
        UInt64(UInt32(bitPattern: host)) ^ 0x9E37_79B9_7F4A_7C15,
        UInt64(UInt32(bitPattern: domain)) ^ 0xA076_1D64_78BD_642F)
    }
  }

  struct Entry: Sendable {
    /// Recipients that were delivered.
    var count: UInt64 = 0
    var first: Timestamp
    var last: Timestamp
    /// Where the first stands.
    var location: Location
    /// Networks (/24, /48) of the strangers.
    var networks: [IPAddress] = []
    /// Servers that it was given to.
    var relays: [IPAddress] = []
  }

  private var entries = KeyedList<Key, Entry>()
  /// By number of the host.
  private var refusals: [UInt64] = []
  private var refused: Set<Key> = []
  private var spans: [(first: Timestamp, last: Timestamp)?] = []
  private var dropped: UInt64 = 0
  private var droppedRefusals: UInt64 = 0

  init(limit: Int) { self.limit = limit }

  /// Some of the domains were given up: that one is not known says nothing of who sent to it.
  var isPartial: Bool { dropped > 0 }

  /// Limits that were reached.
  var drops: [String] {
    var texts: [String] = []
    if dropped > 0 {
      texts.append("policy: \(dropped) domains that got little of strangers' mail, beyond \(limit), given up")
    }
    if droppedRefusals > 0 {
      texts.append("policy: \(droppedRefusals) refusals to relay, for domains beyond \(limit), given up")
    }
    return texts
  }

  /// `host` took a message at `time`.
  mutating func note(_ time: Timestamp, host: Int32) {
    guard !time.isUnknown else { return }
    spans.reach(host, with: nil)
    guard let known = spans[Int(host)] else {
      spans[Int(host)] = (time, time)
      return
    }
    if time < known.first || time > known.last {
      spans[Int(host)] = (min(known.first, time), max(known.last, time))
    }
  }

  /// `host` refused to relay to `domain` (-1 where none was named), `count` times.
  mutating func refuse(_ domain: Int32, host: Int32, _ count: UInt64) {
    refusals.reach(host, with: 0)
    refusals[Int(host)] += count
    let key = Key(host: host, domain: domain)
    guard domain > Symbols.others, !refused.contains(key) else { return }
    if refused.count >= limit { evictRefused() }
    refused.insert(key)
  }

  /// `host` passed mail of a stranger in `network` on to `domain`'s server `relay`.
  mutating func add(
    _ domain: Int32, host: Int32, from network: IPAddress, to relay: IPAddress, _ time: Timestamp,
    _ location: Location
  ) {
    let key = Key(host: host, domain: domain)
    var place = entries.place(of: key)
    if place == nil {
      if entries.count >= limit { evict() }
      place = entries.append(Entry(first: time, last: time, location: location), for: key)
    }
    entries[place!].add(network, relay, time)
  }

  /// What was passed on to the domain; nil where nothing was.
  func entry(_ key: Key) -> Entry? { entries.place(of: key).map { entries[$0] } }

  /// All domains of all hosts, in the order in which they first came.
  var all: [(key: Key, entry: Entry)] { entries.pairs.map { ($0.key, $0.value) } }

  /// Gives up half of the domains: those that got least, of equal ones the idlest.
  private mutating func evict() {
    let order = entries.indices.sorted {
      (entries[$0].count, entries[$0].last, $0) < (entries[$1].count, entries[$1].last, $1)
    }
    let leaving = Array(order.prefix(max(1, limit / 2)))
    dropped += UInt64(leaving.count)
    entries.remove(leaving)
  }

  /// Gives up half of the refusals: those for domains that no mail was passed on to, of equal ones the latest.
  private mutating func evictRefused() {
    let order = refused.map { key in
      (rank: entries.place(of: key) == nil ? 1 : 0, domain: key.domain, host: key.host)
    }.sorted { ($0.rank, $0.domain, $0.host) < ($1.rank, $1.domain, $1.host) }
    droppedRefusals += UInt64(order.count - limit / 2)
    refused = Set(order.prefix(limit / 2).map { Key(host: $0.host, domain: $0.domain) })
  }

  func refusals(of host: Int32) -> UInt64 { Int(host) < refusals.count ? refusals[Int(host)] : 0 }

  func isRefused(_ key: Key) -> Bool { refused.contains(key) }

  /// Whether mail for the domain comes as it comes to one that the host serves: from other networks than `network`, too,
  /// for half a day or longer, always to the same few servers, and never refused.
  func isServed(_ key: Key, besides network: IPAddress?) -> Bool {
    guard let entry = entry(key), !isRefused(key), entry.relays.count <= 3,
      entry.last.microseconds &- entry.first.microseconds >= Self.halfDay, !entry.first.isUnknown
    else { return false }
    return entry.networks.contains { $0 != network }
  }

  private static let halfDay: Int64 = 43_200_000_000

  /// Microseconds from the first to the last message that `host` took.
  func span(of host: Int32) -> Int64 {
    guard Int(host) < spans.count else { return 0 }
    return spans[Int(host)].map { $0.last.microseconds &- $0.first.microseconds } ?? 0
  }
}

extension RelayedDomains.Entry {
  fileprivate mutating func add(_ network: IPAddress, _ relay: IPAddress, _ time: Timestamp) {
    count += 1
    if !time.isUnknown {
      first = first.isUnknown ? time : min(first, time)
      last = max(last, time)
    }
    if networks.count < RelayedDomains.networkLimit, !networks.contains(network) { networks.append(network) }
    if relays.count < RelayedDomains.relayLimit, !relays.contains(relay) { relays.append(relay) }
  }
}
