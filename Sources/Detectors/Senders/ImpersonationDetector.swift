import Bytes
import Correlation
import Model

/// `sender.spoofed` by the header: From against display name, Reply-To, Message-ID, signatures and the authentication results of
/// our own hosts; domains that look like known ones.
///
/// Each of these is common in honest mail (lists break signatures, newsletters reply elsewhere): a finding above `low` needs a
/// strong one and another that does not follow from it. Mail of users who logged in, and of our own networks, is not judged.
/// Memory: `limit` messages. Domains are held against our own and the `referenceLimit` that sent most.
struct ImpersonationDetector: Detector {
  static let rules: [Rule] = [.senderSpoofed]
  static let limit = 100_000
  static let referenceLimit = 5_000
  /// Messages of a domain whose own servers sent them from which on it counts as one that readers know.
  static let knownFrom = 3

  struct Marks: OptionSet, Hashable, Sendable {
    let rawValue: UInt8
    /// The display name shows an address of ours, or of a known domain, and the address is another.
    static let shownAddress = Marks(rawValue: 1)
    /// The domain looks like ours or a known one.
    static let lookAlike = Marks(rawValue: 2)
    /// A host of ours had SPF or DMARC fail.
    static let failed = Marks(rawValue: 4)
    /// From is ours, and a stranger sent it.
    static let ownFrom = Marks(rawValue: 8)
    /// A signature of From's own domain is broken.
    static let brokenSignature = Marks(rawValue: 16)
    /// Answers go to another organisation.
    static let replyElsewhere = Marks(rawValue: 32)
    /// Message-ID is neither of From nor of the client.
    static let foreignID = Marks(rawValue: 64)

    static let strong: Marks = [.shownAddress, .lookAlike, .failed, .ownFrom]
  }

  private struct Seen: Sendable {
    var time: Timestamp
    var address: IPAddress
    var host: Int32
    var location: Location
    var messageID: Int32
    var from: Int32
    /// Organisational domains; -1 where unknown.
    var fromOrganisation: Int32
    var shown: Int32
    var reply: Int32
    var idOrganisation: Int32
    var reverse: Int32
    var hasFailed = false
    var isList = false
    var signature = SignatureClaim.Proof.unknown
  }

  private var seen: [Seen] = []
  /// How often servers of its own sent for an organisational domain.
  private var homes: [Int32: Int] = [:]
  private var dropped: UInt64 = 0

  var drops: [String] {
    dropped == 0 ? [] : ["senders: \(dropped) headers beyond \(Self.limit) not judged"]
  }

  mutating func take(
    _ path: borrowing RelayPath, _ claims: SenderClaims, at location: Location, _ symbols: inout Symbols
  ) {
    guard let place = path.hops.firstIndex(where: { $0.trust != .claimed && $0.fromIP == path.originIP }),
      let address = path.originIP, !address.isPrivate, !claims.fromDomain.isEmpty
    else { return }
    let hop = path.hops[place]
    let text = path.text.span
    guard !hop.isAuthenticated else { return }
    guard seen.count < Self.limit else {
      dropped += 1
      return
    }
    let reverse =
      hop.isDomainVerified ? SenderDetector.organisation(text, hop.fromDomain.range, &symbols) : -1
    func organisation(_ domain: String) -> Int32 { SenderDetector.organisation(domain, &symbols) }
    var entry = Seen(
      time: path.start, address: address, host: symbols.intern(text, hop.by), location: location,
      messageID: symbols.intern(text, path.messageID), from: symbols.intern(claims.fromDomain),
      fromOrganisation: organisation(claims.fromDomain), shown: organisation(claims.shownDomain),
      reply: organisation(claims.replyToDomain), idOrganisation: organisation(claims.messageIDDomain),
      reverse: reverse)
    entry.isList = claims.isList
    if entry.fromOrganisation > Symbols.others, entry.fromOrganisation == reverse {
      homes[entry.fromOrganisation, default: 0] += 1
    }
    // Anybody can write that a check passed; only our own host's word that one failed counts.
    var own: Set<Int32> = []
    for other in path.hops where other.trust != .claimed {
      own.insert(SenderDetector.organisation(text, other.by.range, &symbols))
    }
    own.remove(-1)
    if let result = claims.results.first(where: { own.contains(organisation($0.host)) }) {
      entry.hasFailed = result.isFailure
    }
    for signature in claims.signatures where organisation(signature.domain) == entry.fromOrganisation {
      if signature.proof == .good || entry.signature == .unknown { entry.signature = signature.proof }
    }
    seen.append(entry)
  }

  // MARK: Judging

  private struct Group: Hashable {
    var network: IPAddress
    var from: Int32
  }

  func findings(_ judgement: Judgement) -> [Finding] {
    let reference = reference(judgement)
    var likeness: [Int32: String] = [:]
    var asked: Set<Int32> = []
    var groups: [Group: [(entry: Seen, marks: Marks)]] = [:]
    for entry in seen where !judgement.policy.isOwn(entry.address) {
      if entry.fromOrganisation >= 0, asked.insert(entry.fromOrganisation).inserted {
        likeness[entry.fromOrganisation] = alike(entry.fromOrganisation, reference, judgement)
      }
      let marks = marks(entry, isAlike: likeness[entry.fromOrganisation] != nil, judgement)
      guard marks.contains(.lookAlike) || isEnough(marks) else { continue }
      let network = entry.address.site
      groups[Group(network: network, from: entry.from), default: []].append((entry, marks))
    }
    let ordered = groups.map { (judgement.symbols.name($0.key.from) ?? "", $0.key, $0.value) }
      .sorted { ($0.1.network, $0.0) < ($1.1.network, $1.0) }
    var found: [Finding] = []
    for (domain, group, members) in ordered {
      for cluster in SenderDetector.clusters(members.map { ($0.entry.time, $0) }) {
        let like = likeness[cluster[0].entry.fromOrganisation]
        found.append(finding(group, domain, cluster, like, judgement))
      }
    }
    return found
  }

  /// Own domains and those that readers know, the best known where they are too many.
  private func reference(_ judgement: Judgement) -> [String] {
    let own = judgement.policy.domains.filter { !$0.hasPrefix(".") }.sorted()
    let known = homes.filter { $0.key > Symbols.others && $0.value >= Self.knownFrom }
      .compactMap { home, count in judgement.symbols.name(home).map { (name: $0, count: count) } }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    return Set((own + known.map(\.name)).prefix(Self.referenceLimit)).sorted()
  }

  /// The known domain that `organisation` can be taken for.
  private func alike(_ organisation: Int32, _ reference: [String], _ judgement: Judgement) -> String? {
    guard let name = judgement.symbols.name(organisation), !judgement.policy.isOwn(domain: name),
      homes[organisation, default: 0] < Self.knownFrom
    else { return nil }
    return reference.first { LookAlike.isConfusable(name, $0) }
  }

  private func marks(_ entry: Seen, isAlike: Bool, _ judgement: Judgement) -> Marks {
    var marks: Marks = []
    func isOwn(_ symbol: Int32) -> Bool {
      symbol >= 0 && judgement.policy.isOwn(domain: judgement.symbols.name(symbol) ?? "")
    }
    if isAlike { marks.insert(.lookAlike) }
    let isGood = entry.signature == .good
    if entry.shown >= 0, entry.shown != entry.fromOrganisation, !entry.isList,
      isOwn(entry.shown) || homes[entry.shown, default: 0] >= Self.knownFrom
    {
      marks.insert(.shownAddress)
    }
    if entry.hasFailed, !isGood { marks.insert(.failed) }
    if isOwn(entry.from), !entry.isList, !isGood { marks.insert(.ownFrom) }
    if entry.signature == .broken, !entry.isList { marks.insert(.brokenSignature) }
    if entry.reply >= 0, entry.reply != entry.fromOrganisation, !entry.isList, !isOwn(entry.reply) {
      marks.insert(.replyElsewhere)
    }
    if entry.idOrganisation >= 0, entry.idOrganisation != entry.fromOrganisation,
      entry.idOrganisation != entry.reverse
    {
      marks.insert(.foreignID)
    }
    return marks
  }

  /// A strong mark and another that does not follow from it.
  private func isEnough(_ marks: Marks) -> Bool {
    let strong = marks.intersection(.strong)
    if strong.isEmpty { return false }
    if strong.rawValue.nonzeroBitCount >= 2 { return true }
    // A check fails where a signature is broken, and an answer goes elsewhere in many a newsletter: only where the sender's
    // name is the lie itself do these tell more.
    if strong == .failed { return marks.contains(.replyElsewhere) && marks.contains(.foreignID) }
    if strong == .ownFrom { return !marks.isDisjoint(with: [.brokenSignature, .replyElsewhere]) }
    return !marks.isDisjoint(with: [.brokenSignature, .replyElsewhere, .foreignID])
  }

  private func finding(
    _ group: Group, _ domain: String, _ members: [(entry: Seen, marks: Marks)], _ like: String?,
    _ judgement: Judgement
  ) -> Finding {
    let first = members[0].entry
    let all = members.reduce(into: Marks()) { $0.formUnion($1.marks) }
    let clients = SenderClients(
      group.network, members.map { ($0.entry.address, $0.entry.host, $0.entry.location) })
    func name(_ mark: Marks, _ symbol: (Seen) -> Int32) -> String {
      let entry = members.first { $0.marks.contains(mark) }?.entry
      return entry.flatMap { judgement.symbols.name(symbol($0)) } ?? "another domain"
    }
    var reasons: [String] = []
    if all.contains(.lookAlike), let like { reasons.append("the domain looks like \(like) and is not it") }
    if all.contains(.ownFrom) { reasons.append("the domain is ours and the client is a stranger") }
    if all.contains(.shownAddress) {
      reasons.append("the name shown is an address of \(name(.shownAddress) { $0.shown })")
    }
    if all.contains(.failed) { reasons.append("our own host found SPF or DMARC failing") }
    if all.contains(.brokenSignature) { reasons.append("the DKIM signature of that domain is broken") }
    if all.contains(.replyElsewhere) {
      reasons.append("answers would go to \(name(.replyElsewhere) { $0.reply })")
    }
    if all.contains(.foreignID) {
      reasons.append("Message-ID is of \(name(.foreignID) { $0.idOrganisation })")
    }
    let isSure = members.contains { isEnough($0.marks) }
    let strong = all.intersection(.strong).rawValue.nonzeroBitCount
    var finding = Finding(
      .senderSpoofed, isSure ? .medium : .low,
      !isSure ? .low : strong >= 2 || all.rawValue.nonzeroBitCount >= 3 ? .high : .medium,
      start: first.time, end: members[members.count - 1].entry.time, count: UInt64(members.count),
      "\(clients.name) sent \(members.count) message\(members.count == 1 ? "" : "s") as \(domain): \(reasons.joined(separator: ", "))."
    )
    clients.fill(&finding, judgement)
    finding.messageID = judgement.symbols.name(first.messageID)
    finding.key = RelayDetector.key(group.network, FindingKey.of(domain, 97))
    return finding
  }
}
