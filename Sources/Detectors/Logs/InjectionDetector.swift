import Bytes
import Correlation
import Model

/// `log.injection`: what a client said (HELO, identity, envelope) looks like a part of a log line.
///
/// By network, up to an hour of silence. Memory: `limit` networks.
struct InjectionDetector: Detector {
  static let rules: [Rule] = [.logInjection]
  static let kinds = Fact.Kinds(.injection)
  static let limit = 20_000

  fileprivate struct Attempts: Sendable {
    var first: Timestamp
    var last: Timestamp
    var count: UInt64 = 0
    var addresses: Set<IPAddress> = []
    var hosts: [Int32] = []
    var evidence: [Location] = []
  }

  private var attempts: [IPAddress: [Attempts]] = [:]

  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {
    guard let address = fact.address, !fact.time.isUnknown else { return }
    let network = address.site
    if attempts[network] == nil {
      guard attempts.count < Self.limit else { return }
      attempts[network] = []
    }
    var place = attempts[network]!.lastIndex {
      fact.time.microseconds >= $0.first.microseconds &- 3_600_000_000
        && fact.time.microseconds <= $0.last.microseconds &+ 3_600_000_000
    }
    if place == nil {
      guard attempts[network]!.count < 64 else { return }
      attempts[network]!.append(Attempts(first: fact.time, last: fact.time))
      place = attempts[network]!.count - 1
    }
    attempts[network]![place!].add(fact, address, host: host)
  }

  func findings(_ judgement: Judgement) -> [Finding] {
    attempts.sorted { $0.key < $1.key }.flatMap { network, all in
      all.map { entry in
        let hosts = entry.hosts.sorted().compactMap { judgement.host($0) }
        let isOne = entry.addresses.count == 1
        let prefix = network.sitePrefix
        let who =
          isOne ? "\(entry.addresses.first!)" : "\(entry.addresses.count) addresses of \(network)/\(prefix)"
        var finding = Finding(
          .logInjection, .medium, entry.count > 1 ? .high : .medium, start: entry.first, end: entry.last,
          count: entry.count,
          "\(who) said names that imitate log lines, \(entry.count) time\(entry.count == 1 ? "" : "s"): whoever reads these logs by pattern may be led astray."
        )
        if isOne {
          finding.sourceIP = entry.addresses.first
        } else {
          finding.sourceNetwork = (network, prefix)
        }
        finding.relatedIPs = Array(entry.addresses.sorted().prefix(Finding.relatedLimit))
        finding.relatedHosts = hosts
        finding.evidence = entry.evidence
        finding.key = RelayDetector.key(network, 51)
        return finding
      }
    }
  }
}

extension InjectionDetector.Attempts {
  fileprivate mutating func add(_ fact: Fact, _ address: IPAddress, host: Int32) {
    first = min(first, fact.time)
    last = max(last, fact.time)
    count += UInt64(fact.count)
    if addresses.count < 1_000 { addresses.insert(address) }
    if hosts.count < 16, !hosts.contains(host) { hosts.append(host) }
    if evidence.count < Finding.evidenceLimit { evidence.append(fact.location) }
  }
}
