import Bytes
import Correlation
import Model

/// `log.injection`: what a client said (HELO, identity, envelope) looks like a part of a log line.
///
/// By network, up to an hour of silence. Memory: `limit` networks; beyond it the quietest go, and it is said.
struct InjectionDetector: Detector {
  static let rules: [Rule] = [.logInjection]
  static let kinds = Fact.Kinds(.injection)
  private let limit: Int
  fileprivate static let addressLimit = 1_000
  /// Times kept apart of one network; the two oldest are taken together where there are more.
  private static let timeLimit = 64

  fileprivate struct Attempts: Sendable {
    var first: Timestamp
    var last: Timestamp
    var count: UInt64 = 0
    var addresses: Set<IPAddress> = []
    var hosts: [Int32] = []
    var evidence: [Location] = []
  }

  private var attempts = KeyedList<IPAddress, [Attempts]>()
  private var dropped: UInt64 = 0

  init(limit: Int = 20_000) { self.limit = limit }

  var drops: [String] {
    dropped == 0
      ? [] : ["injections: \(dropped) names that imitate log lines, of networks beyond \(limit), not counted"]
  }

  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {
    guard let address = fact.address, !fact.time.isUnknown else { return }
    let key = address.site
    var network = attempts.place(of: key)
    if network == nil, attempts.count >= limit { evict() }
    if network == nil { network = attempts.append([], for: key) }
    attempts[network!].add(fact, address, host: host, limit: Self.timeLimit)
  }

  /// Gives up half of the networks: those that said least, of equal ones those that came first.
  private mutating func evict() {
    let counts = attempts.indices.map { place in attempts[place].reduce(0) { $0 + $1.count } }
    let order = counts.indices.sorted { (counts[$0], $0) < (counts[$1], $1) }
    let leaving = Array(order.prefix(max(1, limit / 2)))
    dropped += leaving.reduce(0) { $0 + counts[$1] }
    attempts.remove(leaving)
  }

  func findings(_ judgement: Judgement) -> [Finding] {
    attempts.indices.flatMap { place in
      let network = attempts.keys[place]
      return attempts[place].map { entry in
        let hosts = judgement.names(ofHosts: entry.hosts)
        let isOne = entry.addresses.count == 1
        let prefix = network.sitePrefix
        let who =
          isOne
          ? "\(entry.addresses.first!)"
          : "\(BoundedCount.text(entry.addresses.count, upTo: Self.addressLimit)) addresses of \(network)/\(prefix)"
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

extension [InjectionDetector.Attempts] {
  /// Adds to the time that `fact` belongs to.
  fileprivate mutating func add(_ fact: Fact, _ address: IPAddress, host: Int32, limit: Int) {
    var place = lastIndex {
      fact.time.microseconds >= $0.first.microseconds &- 3_600_000_000
        && fact.time.microseconds <= $0.last.microseconds &+ 3_600_000_000
    }
    if place == nil {
      if count >= limit {
        let oldest = removeFirst()
        self[0].absorb(oldest)
      }
      append(InjectionDetector.Attempts(first: fact.time, last: fact.time))
      place = count - 1
    }
    self[place!].add(fact, address, host: host)
  }
}

extension InjectionDetector.Attempts {
  /// Adds an older time of the same network.
  fileprivate mutating func absorb(_ older: Self) {
    first = min(first, older.first)
    last = max(last, older.last)
    count += older.count
    for address in older.addresses.sorted() where addresses.count < InjectionDetector.addressLimit {
      addresses.insert(address)
    }
    for host in older.hosts where hosts.count < 16 && !hosts.contains(host) { hosts.append(host) }
    evidence = Array((older.evidence + evidence).prefix(Finding.evidenceLimit))
  }

  fileprivate mutating func add(_ fact: Fact, _ address: IPAddress, host: Int32) {
    first = min(first, fact.time)
    last = max(last, fact.time)
    count += UInt64(fact.count)
    if addresses.count < InjectionDetector.addressLimit { addresses.insert(address) }
    if hosts.count < 16, !hosts.contains(host) { hosts.append(host) }
    if evidence.count < Finding.evidenceLimit { evidence.append(fact.location) }
  }
}
