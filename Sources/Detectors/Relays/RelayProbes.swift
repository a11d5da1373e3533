import Bytes
import Model

/// `relay.probe`: relaying that was tried and refused, by client.
///
/// Memory: `limit` clients, about 1 KiB each. Where they are more, those that were refused least are counted together
/// (`Rest`): a scanner keeps his finding, of the many who tried once or twice their number is said.
struct RelayProbes: Sendable {
  static let limit = 20_000
  fileprivate static let hostLimit = 16
  fileprivate static let hostLimitOfRest = 64

  /// One client's refused attempts, on all hosts.
  fileprivate struct Probe: Sendable {
    var first: Timestamp
    var last: Timestamp
    var count: UInt64 = 0
    var hosts: [Int32] = []
    var targets: [Int32] = []
    var senders: [Int32] = []
    var hasNullSender = false
    /// The client may have been counted in `Rest` before.
    var isPartial = false
    var evidence: [Location] = []

    /// One who tries what can be had: several servers, targets or senders.
    var isScanner: Bool {
      count >= 5 && (hosts.count > 1 || targets.count > 3 || senders.count > 2 || hasNullSender)
    }
  }

  /// Clients that there was no room to keep apart.
  fileprivate struct Rest: Sendable {
    var first = Timestamp.unknown
    var last = Timestamp.unknown
    var count: UInt64 = 0
    /// Refusals of the one with most.
    var most: UInt64 = 0
    /// How many of the clients were scanners.
    var scanners: UInt64 = 0
    var clients = DistinctCount()
    var hosts: [Int32] = []
    var evidence: [Location] = []
  }

  private var probes = KeyedList<IPAddress, Probe>()
  private var rest = Rest()

  // MARK: Counting

  /// A refusal; `target` and `sender` are domains, -1 where none is known.
  mutating func take(_ fact: Fact, _ address: IPAddress, host: Int32, target: Int32, sender: Int32) {
    var place = probes.place(of: address)
    if place == nil, probes.count >= Self.limit { evict() }
    if place == nil {
      place = probes.append(Probe(first: fact.time, last: fact.time, isPartial: rest.count > 0), for: address)
    }
    probes[place!].take(fact, host: host, target: target, sender: sender)
  }

  /// Counts half of the clients together: those that are no scanners first, of these those refused least, of equal ones those
  /// that came first.
  private mutating func evict() {
    let order = probes.indices.map { (probes[$0].isScanner, probes[$0].count, $0) }
      .sorted { ($0.0 ? 1 : 0, $0.1, $0.2) < ($1.0 ? 1 : 0, $1.1, $1.2) }
    let leaving = order.prefix(Self.limit / 2).map(\.2).sorted()
    for place in leaving { rest.add(probes[place], probes.keys[place]) }
    probes.remove(leaving)
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] {
    var found = probes.indices.sorted {
      (probes[$0].first, probes.keys[$0]) < (probes[$1].first, probes.keys[$1])
    }.filter { !judgement.policy.isOwn(probes.keys[$0]) }
      .map { finding(probes.keys[$0], probes[$0], judgement) }
    if rest.count > 0 { found.append(ofRest(judgement)) }
    return found
  }

  private func finding(_ address: IPAddress, _ probe: Probe, _ judgement: Judgement) -> Finding {
    let hosts = judgement.names(ofHosts: probe.hosts)
    let isScanner = probe.isScanner
    // One sender of ours, again and again: a customer's program that does not log in.
    let isCustomer =
      !isScanner && probe.senders.count == 1 && !probe.hasNullSender
      && judgement.policy.isOwn(domain: judgement.symbols.name(probe.senders.first ?? -1) ?? "")
    let times =
      "\(probe.isPartial ? "at least " : "")\(probe.count) time\(probe.count == 1 ? "" : "s")"
    let place = servers(probe.hosts, upTo: Self.hostLimit, judgement)
    let sentence =
      isScanner
      ? "\(address) tried \(times) to relay through \(place) and was refused: a scan for open relays."
      : isCustomer
        ? "\(address) sends with an address of ours without logging in and was refused \(times) by \(place): a client that is not set up, or a forger."
        : "\(address) was refused relaying \(times) by \(place)."
    var finding = Finding(
      .relayProbe, isScanner ? .medium : .low, isScanner ? .high : .medium, start: probe.first,
      end: probe.last, count: probe.count, sentence)
    finding.sourceIP = address
    finding.relatedHosts = Array(hosts.prefix(Finding.relatedLimit))
    finding.evidence = probe.evidence
    finding.key = RelayDetector.key(address, 1)
    return finding
  }

  private func servers(_ hosts: [Int32], upTo limit: Int, _ judgement: Judgement) -> String {
    hosts.count == 1
      ? judgement.host(hosts[0]) ?? "a server" : "\(BoundedCount.text(hosts.count, upTo: limit)) servers"
  }

  private func ofRest(_ judgement: Judgement) -> Finding {
    let hosts = judgement.names(ofHosts: rest.hosts)
    let place = servers(rest.hosts, upTo: Self.hostLimitOfRest, judgement)
    let scans = rest.scanners > 0 ? "; \(rest.scanners) of them looked for open relays" : ""
    var finding = Finding(
      .relayProbe, rest.scanners > 0 ? .medium : .low, .medium, start: rest.first, end: rest.last,
      count: rest.count,
      "About \(min(rest.clients.estimate, rest.count)) clients more were refused relaying \(rest.count) times by \(place), none of them more than \(rest.most) time\(rest.most == 1 ? "" : "s") in a row\(scans): they are too many to be named one by one."
    )
    finding.relatedHosts = Array(hosts.prefix(Finding.relatedLimit))
    finding.evidence = rest.evidence
    finding.key = 1
    return finding
  }
}

extension RelayProbes.Probe {
  fileprivate mutating func take(_ fact: Fact, host: Int32, target: Int32, sender: Int32) {
    count += UInt64(fact.count)
    if !fact.time.isUnknown {
      first = first.isUnknown ? fact.time : min(first, fact.time)
      last = max(last, fact.time)
    }
    if hosts.count < RelayProbes.hostLimit, !hosts.contains(host) { hosts.append(host) }
    if target >= 0, targets.count < 16, !targets.contains(target) { targets.append(target) }
    if sender >= 0, senders.count < 16, !senders.contains(sender) { senders.append(sender) }
    if !fact.mailFrom.isNone, fact.mailFrom.range.isEmpty { hasNullSender = true }
    if evidence.count < Finding.evidenceLimit { evidence.append(fact.location) }
  }
}

extension RelayProbes.Rest {
  fileprivate mutating func add(_ probe: RelayProbes.Probe, _ address: IPAddress) {
    if !probe.first.isUnknown { first = first.isUnknown ? probe.first : min(first, probe.first) }
    if !probe.last.isUnknown { last = last.isUnknown ? probe.last : max(last, probe.last) }
    count += probe.count
    most = max(most, probe.count)
    if probe.isScanner { scanners += 1 }
    clients.insert(address)
    for host in probe.hosts where hosts.count < RelayProbes.hostLimitOfRest && !hosts.contains(host) {
      hosts.append(host)
    }
    for location in probe.evidence.prefix(1) where evidence.count < Finding.evidenceLimit {
      evidence.append(location)
    }
  }
}
