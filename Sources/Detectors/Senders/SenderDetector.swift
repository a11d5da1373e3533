import Bytes
import Correlation
import Model

/// `sender.*`: clients that misname themselves, domains used from outside, Received lines that were forged.
///
/// Judged from the paths of stored messages, which tell HELO and reverse name. One mark alone is common in honest mail (a
/// forwarder keeps the sender, a small server has a provider's reverse name): a finding needs two that do not follow from
/// each other. Memory: `limit` messages that speak against their senders, and a few bytes of each domain and verified name
/// that `Symbols` has room for; what it has none for is no mark.
struct SenderDetector: Detector {
  static let rules: [Rule] = [.senderHelo, .senderSpoofed, .senderForgedHop]
  static let limit = 100_000

  /// What speaks against a message's sender.
  struct Marks: OptionSet, Sendable {
    let rawValue: UInt8
    /// The HELO name's domain is not that of the client's reverse name.
    static let heloMismatch = Marks(rawValue: 1)
    /// The HELO name is one of ours.
    static let heloOwn = Marks(rawValue: 2)
    /// The sender's domain has servers of its own, and this client is none of them.
    static let foreignClient = Marks(rawValue: 4)
    /// The sender's domain is ours, and the client is a stranger that did not log in.
    static let ownDomain = Marks(rawValue: 8)
    /// The HELO name is the verified name of another address.
    static let heloElsewhere = Marks(rawValue: 16)
  }

  private struct Seen: Sendable {
    var time: Timestamp
    var address: IPAddress
    /// Organisational domains: of HELO, reverse name, envelope sender; -1 where unknown.
    var helo: Int32
    var reverse: Int32
    var sender: Int32
    var heloName: Int32
    var senderDomain: Int32
    var isAuthenticated: Bool
    /// A signature of the sender's domain was verified: whoever sent it had its key.
    var isSigned: Bool
    /// Name of the server that took it.
    var host: Int32
    var location: Location
    var messageID: Int32
  }

  private struct Forgery: Sendable {
    var time: Timestamp
    var address: IPAddress?
    var reasons: ForgeryReasons
    /// Name of the server that took it.
    var host: Int32
    var location: Location
    var messageID: Int32
  }

  private var seen: [Seen] = []
  private var forgeries: [Forgery] = []
  /// Organisational domains that clients with a verified name in them sent for.
  private var homes: Set<Int32> = []
  /// Verified reverse names, each with the address that had it first.
  private var verified: [Int32: IPAddress] = [:]
  private var dropped: UInt64 = 0

  var drops: [String] {
    dropped == 0 ? [] : ["senders: \(dropped) messages beyond \(Self.limit) not judged"]
  }

  // MARK: Counting

  mutating func take(
    _ path: borrowing RelayPath, _ claims: SenderClaims, at location: Location, _ symbols: inout Symbols
  ) {
    guard let place = path.hops.firstIndex(where: { $0.trust != .claimed && $0.fromIP == path.originIP }),
      let address = path.originIP, !address.isPrivate
    else { return }
    let hop = path.hops[place]
    let text = path.text.span
    let messageID = symbols.intern(text, path.messageID)
    if path.isForged {
      guard forgeries.count < Self.limit else {
        dropped += 1
        return
      }
      forgeries.append(
        Forgery(
          time: path.start, address: address, reasons: path.reasons, host: symbols.intern(text, hop.by),
          location: location, messageID: messageID))
    }
    let senderDomain = SenderDetector.domain(text, path.returnPath)
    let sender = SenderDetector.organisation(text, senderDomain, &symbols)
    let reverse =
      hop.isDomainVerified ? SenderDetector.organisation(text, hop.fromDomain.range, &symbols) : -1
    if sender > Symbols.others, sender == reverse { homes.insert(sender) }
    if hop.isDomainVerified, !hop.fromDomain.isNone {
      let name = symbols.internLowercased(text, hop.fromDomain.range)
      if name > Symbols.others, verified[name] == nil { verified[name] = address }
    }
    guard !hop.fromHelo.isNone, !hop.fromHelo.range.isEmpty, text[hop.fromHelo.range.lower] != .ascii("[")
    else { return }
    let helo = SenderDetector.organisation(text, hop.fromHelo.range, &symbols)
    guard helo > Symbols.others, helo != reverse, IPAddress(text, hop.fromHelo.range) == nil else { return }
    guard seen.count < Self.limit else {
      dropped += 1
      return
    }
    seen.append(
      Seen(
        time: path.start, address: address, helo: helo, reverse: reverse, sender: sender,
        heloName: symbols.internLowercased(text, hop.fromHelo.range),
        senderDomain: senderDomain.isNone ? -1 : symbols.internLowercased(text, senderDomain),
        isAuthenticated: hop.isAuthenticated,
        isSigned: sender >= 0
          && claims.signatures.contains {
            $0.proof == .good && SenderDetector.organisation($0.domain, &symbols) == sender
          },
        host: symbols.intern(text, hop.by), location: location,
        messageID: messageID))
  }

  private static func domain(_ text: Span<UInt8>, _ address: TextRef) -> ByteRange {
    guard !address.isNone,
      let at = text.findLast(.ascii("@"), from: address.range.lower, to: address.range.upper)
    else { return .none }
    return ByteRange(at + 1, address.range.upper)
  }

  /// The part of a name that one organisation holds: two labels, three below a country's `co`, `com`, `ac` ...
  static func organisation(_ text: Span<UInt8>, _ name: ByteRange, _ symbols: inout Symbols) -> Int32 {
    guard !name.isNone, !name.isEmpty, name.count <= 255 else { return -1 }
    var end = name.upper
    while end > name.lower, text[end - 1] == .ascii(".") { end -= 1 }
    guard let last = text.findLast(.ascii("."), from: name.lower, to: end) else { return -1 }
    var start = text.findLast(.ascii("."), from: name.lower, to: last).map { $0 + 1 } ?? name.lower
    if end - last == 3, last - start <= 3, start > name.lower {
      start = text.findLast(.ascii("."), from: name.lower, to: start - 1).map { $0 + 1 } ?? name.lower
    }
    return symbols.internLowercased(text, ByteRange(start, end))
  }

  static func organisation(_ domain: String, _ symbols: inout Symbols) -> Int32 {
    let bytes = Array(domain.utf8)
    return organisation(bytes.span, ByteRange(0, bytes.count), &symbols)
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] { spoofed(judgement) + forged(judgement) }

  private func marks(_ entry: Seen, _ judgement: Judgement) -> Marks {
    var marks: Marks = [.heloMismatch]
    if judgement.policy.isOwn(domain: judgement.symbols.name(entry.heloName) ?? "")
      || judgement.policy.isOwn(domain: judgement.symbols.name(entry.helo) ?? "")
    {
      marks.insert(.heloOwn)
    }
    if let known = verified[entry.heloName], known != entry.address { marks.insert(.heloElsewhere) }
    if entry.sender >= 0, !entry.isSigned, homes.contains(entry.sender), entry.sender != entry.reverse {
      marks.insert(.foreignClient)
    }
    if entry.senderDomain >= 0, !entry.isSigned,
      judgement.policy.isOwn(domain: judgement.symbols.name(entry.senderDomain) ?? "")
    {
      marks.insert(.ownDomain)
    }
    return marks
  }

  private struct Group: Hashable {
    var network: IPAddress
    var rule: Rule
  }

  private func spoofed(_ judgement: Judgement) -> [Finding] {
    var groups: [Group: [(entry: Seen, marks: Marks)]] = [:]
    for entry in seen where !entry.isAuthenticated && !judgement.policy.isOwn(entry.address) {
      let marks = marks(entry, judgement)
      let rule: Rule
      // A name that others have, and a sender that is not this client's: neither follows from the other.
      let isNameTaken = !marks.isDisjoint(with: [.heloOwn, .heloElsewhere])
      if marks.contains(.ownDomain) || marks.contains(.foreignClient) && isNameTaken {
        rule = .senderSpoofed
      } else if isNameTaken {
        rule = .senderHelo
      } else {
        continue
      }
      let network = entry.address.site
      groups[Group(network: network, rule: rule), default: []].append((entry, marks))
    }
    var found: [Finding] = []
    let ordered = groups.sorted {
      ($0.key.network, $0.key.rule.rawValue) < ($1.key.network, $1.key.rule.rawValue)
    }
    for (group, members) in ordered {
      for cluster in Self.clusters(members.map { ($0.entry.time, $0) }) {
        found.append(finding(group, cluster, judgement))
      }
    }
    return found
  }

  /// Members in the order of time, apart where an hour lies between.
  static func clusters<Member>(_ members: [(time: Timestamp, member: Member)]) -> [[Member]] {
    var clusters: [[Member]] = []
    var last = Timestamp.unknown
    for (time, member) in members.sorted(by: { $0.time < $1.time }) {
      if clusters.isEmpty || time.isUnknown != last.isUnknown
        || time.microseconds &- last.microseconds > 3_600_000_000
      {
        clusters.append([])
      }
      clusters[clusters.count - 1].append(member)
      last = time
    }
    return clusters
  }

  private func finding(
    _ group: Group, _ members: [(entry: Seen, marks: Marks)], _ judgement: Judgement
  ) -> Finding {
    let first = members[0].entry
    let all = members.reduce(into: Marks()) { $0.formUnion($1.marks) }
    let clients = SenderClients(
      group.network, members.map { ($0.entry.address, $0.entry.host, $0.entry.location) })
    let who = clients.name
    let helo = judgement.symbols.name(first.heloName) ?? "a name"
    let isOne = clients.addresses.count == 1
    var reasons = [
      "called \(isOne ? "itself" : "themselves") \(helo), which the reverse name does not confirm"
    ]
    if all.contains(.heloElsewhere) { reasons.append("named servers that have other addresses") }
    if all.contains(.heloOwn) { reasons.append("posed as a server of ours") }
    func sender(_ mark: Marks) -> String {
      let entry = members.first { $0.marks.contains(mark) }?.entry
      return entry.flatMap { judgement.symbols.name($0.senderDomain) } ?? "a domain"
    }
    if all.contains(.ownDomain) {
      reasons.append("used our domain \(sender(.ownDomain)) without logging in")
    } else if all.contains(.foreignClient) {
      reasons.append("used \(sender(.foreignClient)), whose own servers are others")
    }
    var finding = Finding(
      group.rule, .medium, members.count >= 3 || all.rawValue.nonzeroBitCount >= 3 ? .high : .medium,
      start: first.time, end: members[members.count - 1].entry.time, count: UInt64(members.count),
      "\(who) \(reasons.joined(separator: ", ")): \(members.count) message\(members.count == 1 ? "" : "s") with a sender that is not what it says."
    )
    clients.fill(&finding, judgement)
    finding.messageID = judgement.symbols.name(first.messageID)
    finding.key = RelayDetector.key(group.network, UInt64(group.rule.rawValue) + 64)
    return finding
  }

  private func forged(_ judgement: Judgement) -> [Finding] {
    forgeries.map { forgery in
      let names = ForgeryReasons.names.filter { forgery.reasons.contains($0.0) }.map { $0.1.description }
      let who = forgery.address.map { "\($0)" } ?? "An unknown client"
      var finding = Finding(
        .senderForgedHop, .medium, forgery.reasons.count >= 3 ? .high : .medium, start: forgery.time,
        end: forgery.time, count: 1,
        "\(who) sent a message with invented Received lines (\(names.joined(separator: ", "))): where it claims to come from is false."
      )
      finding.sourceIP = forgery.address
      finding.relatedHosts = judgement.symbols.name(forgery.host).map { [$0] } ?? []
      finding.evidence = [forgery.location]
      finding.messageID = judgement.symbols.name(forgery.messageID)
      finding.key = RelayDetector.key(
        forgery.address ?? IPAddress(ipv4: 0), judgement.key(ofSymbol: forgery.messageID, 96))
      return finding
    }
  }
}
