import Bytes
import Correlation
import Model

/// Judges what clients had relayed.
///
/// With a policy that the user gave, what is not ours is a stranger's. With a learned one, that the log names a domain or
/// a client nowhere else proves nothing: it may be ours. Then a finding needs grounds (`hasGrounds`), and clients of more
/// networks than one who had them within a day; with less it says what would explain the mail otherwise.
struct OpenRelays {
  private static let day: Int64 = 86_400_000_000

  private let abuses: [RelayDetector.Abuse]
  private let ids: [UInt8]
  private let judgement: Judgement
  private let knownDomains: KnownDomains

  /// - Parameter ids: where the abuses' ids stand.
  init(_ abuses: [RelayDetector.Abuse], _ ids: [UInt8], _ judgement: Judgement) {
    self.abuses = abuses
    self.ids = ids
    self.judgement = judgement
    knownDomains = KnownDomains(judgement)
  }

  /// How sure it is that a stranger's mail went to strangers.
  private enum Standing: Comparable {
    /// Nothing tells whether the domains are ours.
    case open
    /// The domains are none of ours, but the client behaves like one that may relay.
    case permitted
    /// No client of another network is known to have done so within a day.
    case alone
    case proven
  }

  /// One burst of relayed mail, weighed.
  private struct Weighed {
    let abuse: RelayDetector.Abuse
    /// What went to domains that are not ours, for all that is known.
    var foreign: [RelayDetector.Reached] = []
    /// What went to domains that the host may serve.
    var served: [RelayDetector.Reached] = []
    var standing = Standing.proven
    var isCustomer = false
    var isSteady = false
    /// There may be more recipients.
    var isPartial = false

    init(_ abuse: RelayDetector.Abuse) { self.abuse = abuse }

    var recipients: UInt64 { foreign.reduce(0) { $0 + $1.recipients } }
    var delivered: UInt64 { foreign.reduce(0) { $0 + $1.delivered } }
    func key(_ reached: RelayDetector.Reached) -> RelayedDomains.Key {
      RelayedDomains.Key(host: abuse.host, domain: reached.domain)
    }
    /// A few messages may be a test of the relay, or a path that our logs show in part.
    var isTest: Bool { abuse.messages <= 3 && recipients <= 3 }
    var client: HostClient { HostClient(host: abuse.host, address: abuse.address) }
    var network: IPAddress { abuse.address.site }
  }

  func findings() -> [Finding] {
    var all = abuses.filter { !judgement.policy.isOwn($0.address) }.map(weighed)
    if let relayed = judgement.relayed { weighTogether(&all, relayed) }
    let sequences = sequences(all)
    let shared = shared(all)
    var found: [Finding] = []
    var unclear: [Int32: [Weighed]] = [:]
    for entry in all {
      if !entry.served.isEmpty { unclear[entry.abuse.host, default: []].append(entry) }
      guard !entry.foreign.isEmpty else { continue }
      if entry.standing == .open, !isFollowed(entry, sequences),
        entry.isTest
          || entry.foreign.allSatisfy({ shared.contains(entry.key($0)) })
      {
        // Each client alone would say nothing.
        var entry = entry
        swap(&entry.served, &entry.foreign)
        unclear[entry.abuse.host, default: []].append(entry)
      } else {
        found.append(finding(entry, sequences))
      }
    }
    for (host, entries) in unclear.sorted(by: { $0.key < $1.key }) {
      found.append(finding(host, entries))
    }
    return found
  }

  /// The domains of each host that several clients sent to.
  private func shared(_ all: [Weighed]) -> Set<RelayedDomains.Key> {
    var clients: [RelayedDomains.Key: IPAddress] = [:]
    var shared: Set<RelayedDomains.Key> = []
    for entry in all {
      for reached in entry.foreign {
        let key = entry.key(reached)
        if clients[key, default: entry.abuse.address] != entry.abuse.address { shared.insert(key) }
        clients[key] = entry.abuse.address
      }
    }
    return shared
  }

  // MARK: Weighing

  private func weighed(_ abuse: RelayDetector.Abuse) -> Weighed {
    var entry = Weighed(abuse)
    var servers: Set<IPAddress> = []
    for reached in abuse.domains where reached.domain != Symbols.others {
      // Own domains, and own servers whose logs are not at hand, are no strangers.
      if knownDomains.isOwn(reached.domain) || judgement.policy.isOwn(reached.relay) {
        servers.insert(reached.relay)
        continue
      }
      if let relayed = judgement.relayed, !reached.isHidden, !knownDomains.isProvider(reached.domain),
        relayed.isServed(entry.key(reached), besides: entry.network)
      {
        servers.insert(reached.relay)
        entry.served.append(reached)
      } else {
        entry.foreign.append(reached)
      }
    }
    // Domains that there was no room for are taken for what the others are that went to the same servers.
    for reached in abuse.domains where reached.domain == Symbols.others {
      if servers.contains(reached.relay) || judgement.policy.isOwn(reached.relay) {
        entry.isPartial = true
      } else {
        entry.foreign.append(reached)
      }
    }
    return entry
  }

  /// What the clients of a host tell about each other, where the policy is learned.
  private func weighTogether(_ all: inout [Weighed], _ relayed: RelayedDomains) {
    var bursts: [HostClient: (count: Int, first: Timestamp, last: Timestamp)] = [:]
    for entry in all {
      let known = bursts[entry.client] ?? (0, entry.abuse.first, entry.abuse.last)
      bursts[entry.client] = (
        known.count + 1, min(known.first, entry.abuse.first), max(known.last, entry.abuse.last)
      )
    }
    for place in all.indices {
      let abuse = all[place].abuse
      let burst = bursts[all[place].client]!
      let span = relayed.span(of: abuse.host)
      all[place].isCustomer = abuse.sent > 0 && abuse.sentAsItself * 2 >= abuse.sent
      all[place].isSteady =
        burst.count >= 3 && span >= 2 * Self.day
        && burst.last.microseconds &- burst.first.microseconds >= span / 2
      all[place].standing =
        !hasGrounds(all[place], relayed)
        ? .open : all[place].isCustomer || all[place].isSteady ? .permitted : .alone
    }
    let order = all.indices.sorted { (all[$0].abuse.first, $0) < (all[$1].abuse.first, $1) }
    // A relay that strangers of several networks used on one day stands open.
    let alone = order.filter { all[$0].standing == .alone }
    let company = company(alone.map { Visit(all[$0]) })
    for (index, place) in alone.enumerated() where all[place].abuse.isHidden || company[index] {
      all[place].standing = .proven
    }
    // Who was with them, and sent to the same domains, belongs to them.
    var times: [RelayedDomains.Key: [Int64]] = [:]
    for place in order where all[place].standing == .proven {
      for key in Set(all[place].foreign.map(all[place].key)) {
        times[key, default: []].append(all[place].abuse.first.microseconds)
      }
    }
    for place in order where all[place].standing == .open && !all[place].isCustomer && !all[place].isSteady {
      let time = all[place].abuse.first.microseconds
      let isWithThem = all[place].foreign.contains { reached in
        let known = times[all[place].key(reached)] ?? []
        let next = Self.place(of: time &- Self.day, known.count) { known[$0] }
        return next < known.count && known[next] <= time &+ Self.day
      }
      if isWithThem { all[place].standing = .proven }
    }
  }

  /// Whether the domains that an abuse reached are told to be none of ours: by a trick in the recipient's address, by the
  /// host that refused them to others, by being a public provider's, or by being many: that got no mail before or after, or
  /// of nobody else, or through a host that refuses nobody.
  private func hasGrounds(_ entry: Weighed, _ relayed: RelayedDomains) -> Bool {
    if entry.foreign.isEmpty { return false }
    let host = entry.abuse.host
    if entry.foreign.contains(where: {
      $0.isHidden || relayed.isRefused(entry.key($0)) || knownDomains.isProvider($0.domain)
    }) {
      return true
    }
    let domains = Set(entry.foreign.map(\.domain)).count
    let relays = Set(entry.foreign.map(\.relay)).count
    let rest =
      relayed.span(of: host) &- (entry.abuse.lastTaken.microseconds &- entry.abuse.first.microseconds)
    if domains >= 3, relays >= 2, rest >= Self.day { return true }
    if domains >= 5, relays >= 5, relayed.refusals(of: host) == 0 { return true }
    let only = entry.foreign.filter { reached in
      relayed.entry(entry.key(reached)).map { $0.networks == [entry.network] } ?? !relayed.isPartial
    }
    return Set(only.map(\.domain)).count >= 5 && Set(only.map(\.relay)).count >= 5
  }

  /// Who came to which host, and when.
  private struct Visit {
    let first: Int64
    let host: Int32
    let network: IPAddress

    init(_ entry: Weighed) {
      first = entry.abuse.first.microseconds
      host = entry.abuse.host
      network = entry.network
    }
  }

  /// Of each of `visits`, in the order of time, whether another network's client was there within a day, on the same host.
  private func company(_ visits: [Visit]) -> [Bool] {
    var found = Array(repeating: false, count: visits.count)
    func look(_ places: some Swift.Sequence<Int>) {
      /// Of each host the last one that was looked at, and the last one of another network than that one's.
      var last: [Int32: (place: Int, other: Int?)] = [:]
      for place in places {
        let known = last[visits[place].host]
        let isSame = known.map { visits[$0.place].network == visits[place].network } ?? true
        let other = isSame ? known?.other : known?.place
        if let other, abs(visits[other].first &- visits[place].first) <= Self.day { found[place] = true }
        last[visits[place].host] = (place, other)
      }
    }
    look(visits.indices)
    look(visits.indices.reversed())
    return found
  }

  // MARK: Telling

  private func list(_ reached: [RelayDetector.Reached]) -> String {
    let isPartial = reached.contains { $0.domain == Symbols.others }
    let domains = Set(
      reached.lazy.filter { $0.domain != Symbols.others }.map { knownDomains.name($0.domain) }
    ).sorted()
    if domains.isEmpty { return "more domains than are told apart" }
    let rest = domains.count - 3
    let more =
      isPartial
      ? " and \(rest > 1 ? "at least \(rest) " : "")more domains"
      : rest > 1 ? " and \(rest) more domains" : rest > 0 ? " and 1 more domain" : ""
    return domains.prefix(3).joined(separator: ", ") + more
  }

  private func doubt(_ reached: [RelayDetector.Reached]) -> String {
    let isOne = Set(reached.map(\.domain)).count == 1
    return
      "whether the \(isOne ? "domain is ours: name it if it is" : "domains are ours: name those that are") (--local-domain)"
  }

  private func finding(_ entry: Weighed, _ sequences: [Int32: Sequence]) -> Finding {
    let abuse = entry.abuse
    let host = judgement.host(abuse.host)
    let isFollowed = isFollowed(entry, sequences)
    let full: Severity =
      entry.isTest
      ? (isFollowed ? .medium : .low)
      : entry.delivered == 0 ? .medium : entry.recipients >= 50 ? .critical : .high
    let severity: Severity =
      isFollowed || entry.standing == .proven ? full : entry.standing == .alone ? min(full, .medium) : .low
    var sentence =
      "\(host ?? "A server") relayed \(abuse.messages) message\(abuse.messages == 1 ? "" : "s") of the \(entry.standing >= .alone ? "stranger" : "client") \(abuse.address), who did not log in, to \(entry.isPartial ? "at least " : "")\(entry.recipients) recipient\(entry.recipients == 1 ? "" : "s") in \(list(entry.foreign)); \(entry.delivered) delivered"
    if isFollowed { sentence += " (a test of the relay: it was abused within a day)" }
    if abuse.isHidden { sentence += " (the recipient's domain was hidden in the local part)" }
    // Where no line names both sides, the deliveries are the message's for all that is known, and no more.
    let isInferred = entry.foreign.allSatisfy(\.isInferred)
    if isInferred { sentence += " (incoming and outgoing sessions were matched by sender and recipient)" }
    sentence += advice(entry)
    let confidence: Confidence =
      !judgement.policy.isLearned
      ? .high
      : entry.standing == .proven ? (entry.recipients < 20 ? .medium : .high) : isFollowed ? .medium : .low
    var finding = Finding(
      .relayOpen, severity, isInferred && confidence == .high ? .medium : confidence,
      start: abuse.first, end: abuse.last, count: abuse.messages, sentence)
    finding.sourceIP = abuse.address
    if let host { finding.relatedHosts = [host] }
    finding.evidence = Array(abuse.evidence)
    finding.messageID = abuse.messageID.isNone ? nil : ids.span.string(abuse.messageID)
    finding.localID = abuse.localID.isNone ? nil : ids.span.string(abuse.localID)
    if abuse.messages > 3, let sequence = sequences[abuse.host] {
      finding.relatedIPs = sequence.tests(before: abuse.first.microseconds, not: abuse.address)
    }
    finding.key = RelayDetector.key(abuse.address, judgement.key(ofHost: abuse.host, 0))
    return finding
  }

  private func advice(_ entry: Weighed) -> String {
    guard judgement.policy.isLearned else {
      return ". Close the relay: smtpd_relay_restrictions, or its like."
    }
    switch entry.standing {
    case .proven:
      return ". Our networks and domains are learned from the evidence: check them with `policy`."
    case .alone:
      return
        ". Nothing shows that strangers of other networks did so, too: it may be a client that may relay. If it is, name it (--local-network); if not, the relay is open."
    case .permitted where entry.isCustomer:
      return
        ". It sends with its own domain's addresses, as a client does that may relay: name it (--local-network)."
    case .permitted:
      return
        ". It does so day after day, as a client does that may relay: name it (--local-network) if it may."
    case .open:
      return
        ". Nothing in the evidence tells \(doubt(entry.foreign))."
    }
  }

  /// What `number` passed on to domains that may be ours, in one finding.
  private func finding(_ number: Int32, _ entries: [Weighed]) -> Finding {
    let host = judgement.host(number)
    let reached = entries.flatMap(\.served)
    let recipients = reached.reduce(0) { $0 + $1.recipients }
    let clients = Set(entries.map(\.abuse.address)).sorted()
    let ordered = entries.sorted { ($0.abuse.first, $0.abuse.address) < ($1.abuse.first, $1.abuse.address) }
    var finding = Finding(
      .relayOpen, .low, .low, start: ordered[0].abuse.first,
      end: entries.map(\.abuse.last).max() ?? ordered[0].abuse.last, count: recipients,
      "\(host ?? "A server") passed mail of \(clients.count) client\(clients.count == 1 ? "" : "s"), who did not log in, on to \(recipients) recipient\(recipients == 1 ? "" : "s") in \(list(reached)): nothing in the evidence tells \(doubt(reached))."
    )
    if clients.count == 1 { finding.sourceIP = clients[0] }
    finding.relatedIPs = Array(clients.prefix(Finding.relatedLimit))
    if let host { finding.relatedHosts = [host] }
    for entry in ordered {
      for location in entry.abuse.evidence.prefix(2) { finding.add(location) }
    }
    finding.key = judgement.key(ofHost: number, 1)
    return finding
  }

  // MARK: Tests before an abuse

  /// The abuses of one host in the order of their beginnings: those that may be tests, and the others.
  private struct Sequence {
    var tests: [(first: Int64, address: IPAddress)] = []
    var larger: [Int64] = []

    /// Whether a larger abuse began within a day after `time`.
    func isFollowed(_ time: Int64) -> Bool {
      let place = OpenRelays.place(of: time, larger.count) { larger[$0] }
      return place < larger.count && larger[place] <= time &+ OpenRelays.day
    }

    /// Others' tests in the day before `time`, at most `Finding.relatedLimit`.
    func tests(before time: Int64, not address: IPAddress) -> [IPAddress] {
      var place = OpenRelays.place(of: time &- OpenRelays.day, tests.count) { tests[$0].first }
      var found: [IPAddress] = []
      var looked = 0
      while place < tests.count, tests[place].first <= time, found.count < Finding.relatedLimit,
        looked < 1_000
      {
        let other = tests[place].address
        place += 1
        looked += 1
        if other != address, !found.contains(other) { found.append(other) }
      }
      return found
    }
  }

  private func isFollowed(_ entry: Weighed, _ sequences: [Int32: Sequence]) -> Bool {
    entry.isTest && !entry.isCustomer && !entry.isSteady
      && sequences[entry.abuse.host]?.isFollowed(entry.abuse.first.microseconds) == true
  }

  private func sequences(_ all: [Weighed]) -> [Int32: Sequence] {
    var found: [Int32: Sequence] = [:]
    for entry in all where !entry.foreign.isEmpty {
      let first = entry.abuse.first.microseconds
      if entry.abuse.messages <= 3, entry.standing != .permitted {
        found[entry.abuse.host, default: Sequence()].tests.append((first, entry.abuse.address))
      } else if entry.abuse.messages > 3, entry.standing == .proven {
        found[entry.abuse.host, default: Sequence()].larger.append(first)
      }
    }
    for host in found.keys {
      found[host]!.tests.sort { ($0.first, $0.address) < ($1.first, $1.address) }
      found[host]!.larger.sort()
    }
    return found
  }

  /// The first of `count` sorted times that is not before `time`.
  private static func place(of time: Int64, _ count: Int, _ at: (Int) -> Int64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if at(middle) < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
