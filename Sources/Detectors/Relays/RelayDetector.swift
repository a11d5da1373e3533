import Bytes
import Correlation
import Model

/// `relay.open`: mail of a stranger who did not log in was taken and sent on to a stranger. `relay.probe`: that was
/// tried and refused.
///
/// Counted by client until the end, when the policy is known. A burst of abuse ends where the client is silent for six
/// hours. Memory: `sourceLimit` clients of either kind, about 1 KiB each; where they are more, those that relayed least are
/// counted together by what they relayed to (`RelayPool`).
struct RelayDetector: Detector {
  static let rules: [Rule] = [.relayOpen, .relayProbe]
  static let sourceLimit = 20_000
  /// Microseconds of silence that end a burst.
  private static let gap: Int64 = 6 * 3_600_000_000
  /// Pairs of domain and relay kept apart of one burst.
  fileprivate static let domainLimit = 64

  /// Recipients of one domain that one relay took, or was offered.
  struct Reached: Sendable {
    var domain: Int32
    var relay: IPAddress
    var recipients: UInt64
    var delivered: UInt64
    var isHidden: Bool
  }

  /// One client's relayed mail on one host, up to a long silence.
  struct Abuse: Sendable {
    var host: Int32
    var address: IPAddress
    var first: Timestamp
    var last: Timestamp
    var messages: UInt64 = 0
    /// Recipients by domain; those beyond the limit under `Symbols.others`.
    var domains: [Reached] = []
    var senders: [Int32] = []
    var hasNullSender = false
    var isHidden = false
    var evidence: [Location] = []
    var messageID: String?
    var localID: String?
  }

  /// One client's refused attempts, on all hosts.
  fileprivate struct Probe: Sendable {
    var address: IPAddress
    var first: Timestamp
    var last: Timestamp
    var count: UInt64 = 0
    var hosts: Set<Int32> = []
    var targets: Set<Int32> = []
    var senders: Set<Int32> = []
    var hasNullSender = false
    var evidence: [Location] = []
  }

  private struct Client: Hashable {
    var host: Int32
    var address: IPAddress
  }

  private var current: [Client: Int] = [:]
  private var abuses: [Abuse] = []
  private var probes: [IPAddress: Probe] = [:]
  private var pool = RelayPool()
  private var droppedProbes: UInt64 = 0

  var drops: [String] {
    var texts: [String] = []
    if pool.dropped > 0 {
      texts.append("relays: \(pool.dropped) messages of clients beyond \(Self.sourceLimit) not counted")
    }
    if droppedProbes > 0 {
      texts.append("relays: \(droppedProbes) refusals of clients beyond \(Self.sourceLimit) not counted")
    }
    return texts
  }

  // MARK: Counting

  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {
    guard fact.kind == .relayDenied, let address = fact.address else { return }
    if probes[address] == nil {
      guard probes.count < Self.sourceLimit else {
        droppedProbes += UInt64(fact.count)
        return
      }
      probes[address] = Probe(address: address, first: fact.time, last: fact.time)
    }
    let target = RelayDetector.target(text, fact.recipient, &symbols).domain
    let sender = RelayDetector.domain(text, fact.mailFrom, &symbols)
    probes[address]!.take(fact, host: host, target: target, sender: sender)
  }

  mutating func take(_ message: borrowing MessageView, host: Int32, _ symbols: inout Symbols) {
    let first = message.first
    guard first.flags.contains(.network), first.user.isNone, !first.clientIP.isNone else { return }
    let text = message.allText
    guard let address = IPAddress(text, first.clientIP.range), !address.isPrivate else { return }
    var found: [Reached] = []
    message.forEachDelivery { _, delivery in
      guard delivery.isFinal, !delivery.relayIP.isNone,
        let relay = IPAddress(text, delivery.relayIP.range), !relay.isPrivate, relay != address
      else { return }
      // (Mail that goes back to where it came from is a loop.) What the client asked for, not what an alias made of it.
      let asked = delivery.originalRecipient.isNone ? delivery.recipient : delivery.originalRecipient
      let target = RelayDetector.target(text, asked, &symbols)
      if target.domain >= 0 {
        found.append(
          Reached(
            domain: target.domain, relay: relay, recipients: 1, delivered: delivery.status == .sent ? 1 : 0,
            isHidden: target.isHidden))
      }
    }
    guard !found.isEmpty else { return }
    let client = Client(host: host, address: address)
    var place = current[client]
    if let known = place, message.start.microseconds &- abuses[known].last.microseconds > Self.gap {
      place = nil
    }
    if place == nil {
      if abuses.count >= Self.sourceLimit { evict() }
      abuses.append(Abuse(host: host, address: address, first: message.start, last: message.end))
      place = abuses.count - 1
      current[client] = place
    }
    let sender = RelayDetector.domain(text, first.sender, &symbols)
    let isFirst = abuses[place!].messages == 0
    let id = isFirst && !message.messageID.isNone ? text.string(message.messageID.range) : nil
    let localID = isFirst && !first.id.isNone ? text.string(first.id.range) : nil
    abuses[place!].take(
      found, start: message.start, end: message.end, sender: sender,
      isNull: !first.sender.isNone && first.sender.range.isEmpty, messageID: id, localID: localID,
      at: message.location)
  }

  /// Gives up half of the bursts: the smallest, of equal ones the oldest.
  private mutating func evict() {
    let order = abuses.indices.map { (messages: abuses[$0].messages, last: abuses[$0].last, place: $0) }
      .sorted { ($0.messages, $0.last, $0.place) < ($1.messages, $1.last, $1.place) }
    var isDropped = Array(repeating: false, count: abuses.count)
    for entry in order.prefix(Self.sourceLimit / 2) {
      isDropped[entry.place] = true
      pool.add(abuses[entry.place])
    }
    var places = Array(repeating: -1, count: abuses.count)
    var kept = 0
    for place in abuses.indices where !isDropped[place] {
      places[place] = kept
      abuses.swapAt(kept, place)
      kept += 1
    }
    abuses.removeLast(abuses.count - kept)
    current = current.compactMapValues { places[$0] < 0 ? nil : places[$0] }
  }

  /// The domain that mail for `recipient` is to reach, -1 where none stands, and whether a trick hid it.
  static func target(
    _ text: Span<UInt8>, _ recipient: TextRef, _ symbols: inout Symbols
  ) -> (domain: Int32, isHidden: Bool) {
    guard !recipient.isNone else { return (-1, false) }
    let address = text.extracting(recipient.range.range)
    let target = RelayTarget.domain(of: address)
    guard !target.range.isEmpty else { return (-1, false) }
    return (symbols.internLowercased(address, target.range), target.isHidden)
  }

  private static func domain(_ text: Span<UInt8>, _ sender: TextRef, _ symbols: inout Symbols) -> Int32 {
    guard !sender.isNone,
      let at = text.findLast(.ascii("@"), from: sender.range.lower, to: sender.range.upper)
    else { return -1 }
    return symbols.internLowercased(text, ByteRange(at + 1, sender.range.upper))
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] {
    openRelays(judgement) + pool.findings(judgement) + refusals(judgement)
  }

  private func openRelays(_ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    let sequences = sequences()
    for abuse in abuses where !judgement.policy.isOwn(abuse.address) {
      var recipients: UInt64 = 0
      var delivered: UInt64 = 0
      var domains: [String] = []
      for entry in abuse.domains {
        let name = judgement.symbols.name(entry.domain) ?? ""
        // Own domains, and own servers whose logs are not at hand, are no strangers.
        if judgement.policy.isOwn(domain: name) || judgement.policy.isOwn(entry.relay) { continue }
        recipients += entry.recipients
        delivered += entry.delivered
        if !domains.contains(name) { domains.append(name) }
      }
      guard recipients > 0 else { continue }
      let host = judgement.host(abuse.host)
      // A few messages may be a test of the relay, or a path that our logs show in part: alone they alarm nobody.
      let isTest = abuse.messages <= 3 && recipients <= 3
      let isFollowed = isTest && sequences[abuse.host]!.isFollowed(abuse.first.microseconds)
      let severity: Severity =
        isTest
        ? (isFollowed ? .medium : .low) : delivered == 0 ? .medium : recipients >= 50 ? .critical : .high
      let shown = domains.sorted().prefix(3).joined(separator: ", ")
      let more = domains.count > 3 ? " and \(domains.count - 3) more domains" : ""
      var sentence =
        "\(host ?? "A server") relayed \(abuse.messages) message\(abuse.messages == 1 ? "" : "s") of the stranger \(abuse.address), who did not log in, to \(recipients) recipient\(recipients == 1 ? "" : "s") in \(shown)\(more); \(delivered) delivered"
      if isFollowed { sentence += " (a test of the relay: it was abused within a day)" }
      if abuse.isHidden { sentence += " (the recipient's domain was hidden in the local part)" }
      sentence +=
        judgement.policy.isLearned
        ? ". Our networks and domains are learned from the evidence: check them with `policy`."
        : ". Close the relay: smtpd_relay_restrictions, or its like."
      var finding = Finding(
        .relayOpen, severity, judgement.policy.isLearned && recipients < 20 ? .medium : .high,
        start: abuse.first, end: abuse.last, count: abuse.messages, sentence)
      finding.sourceIP = abuse.address
      if let host { finding.relatedHosts = [host] }
      finding.evidence = abuse.evidence
      finding.messageID = abuse.messageID
      finding.localID = abuse.localID
      if abuse.messages > 3 {
        finding.relatedIPs = sequences[abuse.host]!.tests(
          before: abuse.first.microseconds, not: abuse.address, judgement.policy)
      }
      finding.key = RelayDetector.key(abuse.address, UInt64(UInt32(bitPattern: abuse.host)))
      found.append(finding)
    }
    return found
  }

  /// The abuses of one host in the order of their beginnings: those that may be tests, and the others.
  private struct Sequence {
    static let day: Int64 = 86_400_000_000
    var tests: [(first: Int64, address: IPAddress)] = []
    var larger: [Int64] = []

    /// Whether a larger abuse began within a day after `time`.
    func isFollowed(_ time: Int64) -> Bool {
      let place = Sequence.place(of: time, larger.count) { larger[$0] }
      return place < larger.count && larger[place] <= time &+ Sequence.day
    }

    /// Others' tests in the day before `time`, at most `Finding.relatedLimit`.
    func tests(before time: Int64, not address: IPAddress, _ policy: Policy) -> [IPAddress] {
      var place = Sequence.place(of: time &- Sequence.day, tests.count) { tests[$0].first }
      var found: [IPAddress] = []
      var looked = 0
      while place < tests.count, tests[place].first <= time, found.count < Finding.relatedLimit,
        looked < 1_000
      {
        let other = tests[place].address
        place += 1
        looked += 1
        if other != address, !found.contains(other), !policy.isOwn(other) { found.append(other) }
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

  private func sequences() -> [Int32: Sequence] {
    var all: [Int32: Sequence] = [:]
    for abuse in abuses {
      if abuse.messages <= 3 {
        all[abuse.host, default: Sequence()].tests.append((abuse.first.microseconds, abuse.address))
      } else {
        all[abuse.host, default: Sequence()].larger.append(abuse.first.microseconds)
      }
    }
    for host in all.keys {
      all[host]!.tests.sort { ($0.first, $0.address) < ($1.first, $1.address) }
      all[host]!.larger.sort()
    }
    return all
  }

  private func refusals(_ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    for probe in probes.values.sorted(by: { ($0.first, $0.address) < ($1.first, $1.address) })
    where !judgement.policy.isOwn(probe.address) {
      let hosts = probe.hosts.sorted().compactMap { judgement.host($0) }
      let isScanner =
        probe.count >= 5
        && (probe.hosts.count > 1 || probe.targets.count > 3 || probe.senders.count > 2
          || probe.hasNullSender)
      // One sender of ours, again and again: a customer's program that does not log in.
      let isCustomer =
        !isScanner && probe.senders.count == 1 && !probe.hasNullSender
        && judgement.policy.isOwn(domain: judgement.symbols.name(probe.senders.first ?? -1) ?? "")
      let times = "\(probe.count) time\(probe.count == 1 ? "" : "s")"
      let place = hosts.count == 1 ? hosts[0] : "\(hosts.count) servers"
      let sentence =
        isScanner
        ? "\(probe.address) tried \(times) to relay through \(place) and was refused: a scan for open relays."
        : isCustomer
          ? "\(probe.address) sends with an address of ours without logging in and was refused \(times) by \(place): a client that is not set up, or a forger."
          : "\(probe.address) was refused relaying \(times) by \(place)."
      var finding = Finding(
        .relayProbe, isScanner ? .medium : .low, isScanner ? .high : .medium, start: probe.first,
        end: probe.last, count: probe.count, sentence)
      finding.sourceIP = probe.address
      finding.relatedHosts = Array(hosts.prefix(Finding.relatedLimit))
      finding.evidence = probe.evidence
      finding.key = RelayDetector.key(probe.address, 1)
      found.append(finding)
    }
    return found
  }

  static func key(_ address: IPAddress, _ salt: UInt64) -> UInt64 {
    Hashing.mix(address.high ^ (salt &+ 1) &* 0x9E37_79B9_7F4A_7C15, address.low ^ 0xE703_7ED1_A0B4_28DB)
  }
}

extension RelayDetector.Abuse {
  fileprivate mutating func take(
    _ found: [RelayDetector.Reached], start: Timestamp, end: Timestamp,
    sender: Int32, isNull: Bool, messageID: String?, localID: String?, at location: Location
  ) {
    messages += 1
    first = min(first, start)
    last = max(last, end)
    if isNull { hasNullSender = true }
    if sender >= 0, senders.count < 16, !senders.contains(sender) { senders.append(sender) }
    for entry in found {
      if entry.isHidden { isHidden = true }
      if let place = domains.firstIndex(where: { $0.domain == entry.domain && $0.relay == entry.relay }) {
        domains[place].recipients += entry.recipients
        domains[place].delivered += entry.delivered
      } else if domains.count < RelayDetector.domainLimit {
        domains.append(entry)
      } else {
        domains[domains.count - 1].domain = Symbols.others
        domains[domains.count - 1].recipients += entry.recipients
        domains[domains.count - 1].delivered += entry.delivered
      }
    }
    if self.messageID == nil { self.messageID = messageID }
    if self.localID == nil { self.localID = localID }
    if evidence.count < Finding.evidenceLimit { evidence.append(location) }
  }
}

extension RelayDetector.Probe {
  fileprivate mutating func take(_ fact: Fact, host: Int32, target: Int32, sender: Int32) {
    count += UInt64(fact.count)
    if !fact.time.isUnknown {
      first = first.isUnknown ? fact.time : min(first, fact.time)
      last = max(last, fact.time)
    }
    if hosts.count < 16 { hosts.insert(host) }
    if target >= 0, targets.count < 16 { targets.insert(target) }
    if sender >= 0, senders.count < 16 { senders.insert(sender) }
    if !fact.mailFrom.isNone, fact.mailFrom.range.isEmpty { hasNullSender = true }
    if evidence.count < Finding.evidenceLimit { evidence.append(fact.location) }
  }
}
