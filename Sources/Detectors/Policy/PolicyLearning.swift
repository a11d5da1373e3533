import Bytes
import Correlation
public import Model

/// A policy learned from evidence, with what each entry rests on.
public struct LearnedPolicy: Sendable {
  public struct Entry: Sendable {
    /// Postfix's parameter that it belongs to.
    public var parameter: StaticString
    public var value: String
    /// How many messages say so, and where the first stands.
    public var count: UInt64
    public var first: Location
    public var reason: StaticString
  }

  public var policy: Policy
  public var entries: [Entry]
}

/// Learns who we are: domains delivered on our own hosts, the hosts themselves, private networks whose clients relay.
///
/// An address of the public network is learned only where one of our own logs says that a message which another of our
/// logs sent came from it. What a stranger can bring about (a message taken and sent on) teaches nothing: an abused relay
/// does not make its abuser a friend.
///
/// A domain that a gateway relays for is told by what the gateway does: it takes mail for it from strangers of many networks
/// and gives it to the same few servers, refuses to relay to others, and never refused to relay to this one. A server that
/// refuses nobody teaches nothing.
///
/// Memory: `limit` domains, hosts' addresses and networks each, and what `RelayedDomains` holds.
struct PolicyLearning: Sendable {
  private let limit: Int
  /// Which facts it takes.
  static let kinds = Fact.Kinds(.relayDenied)
  /// Networks (/24, /48) of strangers, and messages from them, that a domain needs.
  private static let networksNeeded = 8
  private static let messagesNeeded: UInt64 = 20
  /// Servers that it is given to at most.
  private static let relaysAllowed = 3
  /// Refusals that show that a host relays for some only.
  private static let refusalsNeeded: UInt64 = 3

  private struct Support: Sendable {
    var count: UInt64
    var first: Location
  }

  private var domains = KeyedList<Int32, Support>()
  private var addresses = KeyedList<IPAddress, Support>()
  private var networks = KeyedList<IPAddress, Support>()
  /// In the order of their first messages.
  private var hosts: [(name: String, support: Support)] = []
  /// By number of the host its place in `hosts`, -1 where it has none.
  private var hostPlaces: [Int] = []
  /// What each host passed on for strangers, and what it refused to.
  private(set) var relayed: RelayedDomains
  private var dropped: UInt64 = 0

  init(limit: Int = 100_000) {
    self.limit = limit
    relayed = RelayedDomains(limit: limit)
  }

  /// Limits that were reached.
  var drops: [String] {
    var texts: [String] = []
    if dropped > 0 {
      texts.append("policy: \(dropped) messages for domains and of hosts beyond \(limit) taught nothing")
    }
    return texts + relayed.drops
  }

  /// A fact of `host`.
  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {
    relayed.refuse(
      RelayTarget.symbol(text, fact.recipient, &symbols).domain, host: host, UInt64(fact.count))
  }

  /// A message that `host`, called `name`, took first, from `client`; where that is a stranger, what was `passed` on for it.
  mutating func take(
    _ message: borrowing MessageView, from client: IPAddress?, host: Int32, name: String,
    passed: [StrangersMail.Passed], _ symbols: inout Symbols
  ) {
    relayed.note(message.start, host: host)
    if let client {
      for entry in passed
      where entry.isSent && entry.hasRecipient && entry.domain > Symbols.others && !entry.isHidden {
        relayed.add(
          entry.domain, host: host, from: client.site, to: entry.relay, message.start, message.location)
      }
    }
    takeOwn(message, from: client, &symbols)
    hostPlaces.reach(host, with: -1)
    let place = hostPlaces[Int(host)]
    if place >= 0 {
      hosts[place].support.count += 1
    } else {
      hostPlaces[Int(host)] = hosts.count
      hosts.append((name, Support(count: 1, first: message.location)))
    }
  }

  private func isOwnRelay(_ key: RelayedDomains.Key, _ entry: RelayedDomains.Entry) -> Bool {
    entry.networks.count >= Self.networksNeeded && entry.count >= Self.messagesNeeded
      && entry.relays.count <= Self.relaysAllowed && relayed.refusals(of: key.host) >= Self.refusalsNeeded
      && !relayed.isRefused(key)
  }

  private mutating func takeOwn(
    _ message: borrowing MessageView, from client: IPAddress?, _ symbols: inout Symbols
  ) {
    let text = message.allText
    for index in 0..<message.hopCount {
      guard let previous = message.previous(index) else { continue }
      let hop = message.hop(index)
      guard message.hop(previous).host != hop.host, let address = IPAddress(text, hop.clientIP.range),
        !address.isLoopback
      else { continue }
      if !Self.add(&addresses, address, hop.location, upTo: limit) { dropped += 1 }
    }
    let first = message.first
    /// The client's network is ours if its mail went out.
    var inside: IPAddress?
    if first.user.isNone, first.flags.contains(.network), let client, client.isPrivate, !client.isLoopback {
      inside = client.network(prefix: client.isIPv4 ? 24 : 64)
    }
    var isSentOut = false
    message.forEachDelivery { index, delivery in
      guard delivery.isFinal, delivery.status == .sent else { return }
      if !delivery.relayIP.isNone {
        if inside != nil, !isSentOut, let relay = IPAddress(text, delivery.relayIP.range), !relay.isPrivate {
          isSentOut = true
        }
        return
      }
      // A filter that throws mail away has no mailbox.
      if !delivery.transport.isNone, text.hasIgnoringCase("discard", at: delivery.transport.range.lower) {
        return
      }
      let range = delivery.recipient.range
      guard !delivery.recipient.isNone,
        let at = text.findLast(.ascii("@"), from: range.lower, to: range.upper), at + 1 < range.upper
      else { return }
      let domain = symbols.internLowercased(text, ByteRange(at + 1, range.upper))
      guard domain != Symbols.others else { return }
      if !Self.add(&domains, domain, message.hop(index).location, upTo: limit) { dropped += 1 }
    }
    if isSentOut, let inside, !Self.add(&networks, inside, first.location, upTo: limit) { dropped += 1 }
  }

  /// False where there is no room for `key`.
  private static func add<Key>(
    _ table: inout KeyedList<Key, Support>, _ key: Key, _ location: Location, upTo limit: Int
  ) -> Bool {
    if let place = table.place(of: key) {
      table[place].count += 1
    } else if table.count < limit {
      table.append(Support(count: 1, first: location), for: key)
    } else {
      return false
    }
    return true
  }

  func policy(_ symbols: Symbols) -> LearnedPolicy {
    var learned = LearnedPolicy(policy: Policy(), entries: [])
    learned.policy.isLearned = true
    func add(_ parameter: StaticString, _ value: String, _ support: Support, _ reason: StaticString) {
      learned.entries.append(
        LearnedPolicy.Entry(
          parameter: parameter, value: value, count: support.count, first: support.first, reason: reason))
    }
    let hostNames = Dictionary(
      hosts.map { ($0.name, $0.support) },
      uniquingKeysWith: { Support(count: $0.count + $1.count, first: $0.first) })
    for (name, support) in hostNames.sorted(by: { $0.key < $1.key }) where !name.isEmpty {
      learned.policy.hostNames.insert(name.lowercased())
      add("myhostname", name, support, "its log is among the evidence")
    }
    let named = domains.pairs.compactMap { number, support in symbols.name(number).map { ($0, support) } }
    for (name, support) in named.sorted(by: { $0.0 < $1.0 }) {
      learned.policy.domains.insert(name)
      add("mydestination", name, support, "mail for it was delivered on our hosts")
    }
    let gateways = relayed.all.filter { isOwnRelay($0.key, $0.entry) }
    let relayNames = Dictionary(
      gateways.compactMap { key, entry in
        symbols.name(key.domain).map { ($0, Support(count: entry.count, first: entry.location)) }
      },
      uniquingKeysWith: { Support(count: $0.count + $1.count, first: earlier($0.first, $1.first)) })
    for (name, support) in relayNames.sorted(by: { $0.key < $1.key })
    where !learned.policy.domains.contains(name) {
      learned.policy.domains.insert(name)
      add(
        "relay_domains", name, support,
        "taken from strangers of many networks and given to the same servers, by a host that refuses to relay elsewhere"
      )
    }
    for (network, support) in networks.pairs.sorted(by: { $0.key < $1.key }) {
      let prefix = network.isIPv4 ? 24 : 64
      learned.policy.networks.append(Policy.Network(network, prefix: prefix))
      add(
        "mynetworks", "\(network)/\(prefix)", support,
        "private addresses that sent mail out without logging in")
    }
    for (address, support) in addresses.pairs.sorted(by: { $0.key < $1.key }) {
      learned.policy.hosts.append(Policy.Network(address, prefix: address.isIPv4 ? 32 : 128))
      add("mynetworks", "\(address)", support, "a host of ours, by both of its logs")
    }
    return learned
  }

  private func earlier(_ left: Location, _ right: Location) -> Location {
    (left.source, left.offset) < (right.source, right.offset) ? left : right
  }
}
