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
struct PolicyLearning: Sendable {
  static let limit = 100_000

  private struct Support: Sendable {
    var count: UInt64
    var first: Location
  }

  private var domains: [Int32: Support] = [:]
  private var addresses: [IPAddress: Support] = [:]
  private var networks: [IPAddress: Support] = [:]
  private var hostNames: [String: Support] = [:]

  mutating func take(_ message: borrowing MessageView, host: String, _ symbols: inout Symbols) {
    let text = message.allText
    add(&hostNames, host, message.location)
    for index in 0..<message.hopCount {
      let hop = message.hop(index)
      guard let address = IPAddress(text, hop.clientIP.range), !address.isLoopback else { continue }
      if let previous = message.previous(index), message.hop(previous).host != hop.host {
        add(&addresses, address, hop.location)
      }
    }
    var isSentOut = false
    message.forEachDelivery { index, delivery in
      guard delivery.isFinal, delivery.status == .sent else { return }
      if !delivery.relayIP.isNone {
        if let relay = IPAddress(text, delivery.relayIP.range), !relay.isPrivate { isSentOut = true }
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
      let domain = symbols.intern(text.string(ByteRange(at + 1, range.upper)).lowercased())
      add(&domains, domain, message.hop(index).location)
    }
    let first = message.first
    if isSentOut, first.user.isNone, first.flags.contains(.network),
      let client = IPAddress(text, first.clientIP.range), client.isPrivate, !client.isLoopback
    {
      add(&networks, client.network(prefix: client.isIPv4 ? 24 : 64), first.location)
    }
  }

  private func add<Key>(_ table: inout [Key: Support], _ key: Key, _ location: Location) {
    if table[key] != nil {
      table[key]!.count += 1
    } else if table.count < Self.limit {
      table[key] = Support(count: 1, first: location)
    }
  }

  func policy(_ symbols: Symbols) -> LearnedPolicy {
    var learned = LearnedPolicy(policy: Policy(), entries: [])
    learned.policy.isLearned = true
    func add(_ parameter: StaticString, _ value: String, _ support: Support, _ reason: StaticString) {
      learned.entries.append(
        LearnedPolicy.Entry(
          parameter: parameter, value: value, count: support.count, first: support.first, reason: reason))
    }
    for (name, support) in hostNames.sorted(by: { $0.key < $1.key }) where !name.isEmpty {
      learned.policy.hostNames.insert(name.lowercased())
      add("myhostname", name, support, "its log is among the evidence")
    }
    let named = domains.compactMap { number, support in symbols.name(number).map { ($0, support) } }
    for (name, support) in named.sorted(by: { $0.0 < $1.0 }) {
      learned.policy.domains.insert(name)
      add("mydestination", name, support, "mail for it was delivered on our hosts")
    }
    for (network, support) in networks.sorted(by: { $0.key < $1.key }) {
      let prefix = network.isIPv4 ? 24 : 64
      learned.policy.networks.append(Policy.Network(network, prefix: prefix))
      add(
        "mynetworks", "\(network)/\(prefix)", support,
        "private addresses that sent mail out without logging in")
    }
    for (address, support) in addresses.sorted(by: { $0.key < $1.key }) {
      learned.policy.hosts.append(Policy.Network(address, prefix: address.isIPv4 ? 32 : 128))
      add("mynetworks", "\(address)", support, "a host of ours, by both of its logs")
    }
    return learned
  }
}
