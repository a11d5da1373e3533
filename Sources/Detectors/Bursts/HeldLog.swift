import Bytes
import Model

/// `burst.held`: connections that clients held open until the server gave up, by network and host, up to ten quiet minutes.
struct HeldLog: Sendable {
  private struct Network: Hashable, Sendable {
    var host: Int32
    var address: IPAddress
  }
  private struct Held: Sendable {
    var first: Timestamp
    var last: Timestamp
    var count: UInt64 = 0
    var addresses: Set<IPAddress> = []
    var evidence: [Location] = []
  }

  private static let quiet: Int64 = 600_000_000
  private static let limit = 50_000
  private static let addressLimit = 1_000
  /// Held connections of one network from which on it is meant.
  private static let floor: UInt64 = 4
  private var open: [Network: Held] = [:]
  private var done: [(network: Network, held: Held)] = []
  private var dropped: UInt64 = 0
  private var swept = Int64.min / 2

  var drops: [String] {
    dropped == 0 ? [] : ["bursts: \(dropped) held connections of networks beyond \(Self.limit) not counted"]
  }

  mutating func take(_ fact: Fact, host: Int32, _ address: IPAddress) {
    guard fact.kind == .held else { return }
    let network = Network(host: host, address: address.site)
    if let old = open[network], fact.time.microseconds &- old.last.microseconds > Self.quiet {
      open[network] = nil
      if old.count >= Self.floor {
        if done.count < Self.limit { done.append((network, old)) } else { dropped += old.count }
      }
    }
    if open[network] == nil {
      if open.count >= Self.limit { sweep(before: fact.time) }
      guard open.count < Self.limit else {
        dropped += UInt64(fact.count)
        return
      }
      open[network] = Held(first: fact.time, last: fact.time)
    }
    open[network]!.last = max(open[network]!.last, fact.time)
    open[network]!.count += UInt64(fact.count)
    if open[network]!.addresses.count < Self.addressLimit { open[network]!.addresses.insert(address) }
    if open[network]!.evidence.count < Finding.evidenceLimit { open[network]!.evidence.append(fact.location) }
  }

  /// Forgets those that held few, long ago.
  private mutating func sweep(before time: Timestamp) {
    // Where all are recent it is not looked again and again.
    guard abs(time.microseconds &- swept) > Self.quiet else { return }
    swept = time.microseconds
    open = open.filter {
      time.microseconds &- $0.value.last.microseconds <= Self.quiet || $0.value.count >= Self.floor
    }
  }

  func findings(_ judgement: Judgement) -> [Finding] {
    let all = done + open.filter { $0.value.count >= Self.floor }.map { (network: $0.key, held: $0.value) }
    return all.filter { !judgement.policy.isOwn($0.network.address) }.map { network, held in
      let host = judgement.host(network.host)
      let prefix = network.address.sitePrefix
      let isOne = held.addresses.count == 1
      let who =
        isOne
        ? "\(held.addresses.first!)"
        : "\(BoundedCount.text(held.addresses.count, upTo: Self.addressLimit)) addresses of \(network.address)/\(prefix)"
      var finding = Finding(
        .burstHeld, .medium, .medium, start: held.first, end: held.last, count: held.count,
        "\(who) held \(held.count) connections to \(host ?? "a server") open until it gave up waiting: shorten timeouts under load."
      )
      if isOne {
        finding.sourceIP = held.addresses.first
      } else {
        finding.sourceNetwork = (network.address, prefix)
      }
      finding.relatedIPs = Array(held.addresses.sorted().prefix(Finding.relatedLimit))
      if let host { finding.relatedHosts = [host] }
      finding.evidence = held.evidence
      finding.key = RelayDetector.key(network.address, judgement.key(ofHost: network.host, 34))
      return finding
    }
  }
}
