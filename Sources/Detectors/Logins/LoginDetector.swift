import Bytes
import Correlation
import Model

/// `login.*`: passwords guessed, sprayed and stuffed; accounts taken over; credentials in clear. Over SMTP AUTH, IMAP, POP3
/// and ManageSieve together.
///
/// Failures are kept by address in episodes that a silence of six hours ends, so that a guesser who takes his time is
/// one episode; successes by identity and hour. Memory: `sourceLimit` addresses, `identityLimit` identities, about
/// 1 KiB each. Where there are more addresses, those that failed least, in networks that failed least, are counted together
/// (`LoginRest`): who guesses keeps his finding, and so does a network that guesses together.
struct LoginDetector: Detector {
  static let rules: [Rule] = [
    .loginBruteforce, .loginSpray, .loginStuffing, .loginTakeover, .loginCleartext,
  ]
  static let kinds = Fact.Kinds(.loginFailure, .loginSuccess)
  static let takesMessages = true
  private let sourceLimit: Int
  static let identityLimit = 100_000

  /// Identities that are told apart of those whose logins a service accepted in clear.
  private static let cleartextUserLimit = 1_000
  private struct Cleartext: Sendable {
    var first: Timestamp
    var last: Timestamp
    var accepted: UInt64 = 0
    var refused: UInt64 = 0
    /// Those whose logins were accepted; then the first of them.
    var allUsers: Set<Int32> = []
    var users: [Int32] = []
    var addresses: [IPAddress] = []
    var evidence: [Location] = []
  }
  private struct Service: Hashable {
    var host: Int32
    var networkProtocol: LogEvent.NetworkProtocol
  }

  /// Failures of one source from which on it guesses.
  private let guessFloor: UInt64
  /// Recipients of an identity in an hour from which on they are looked at.
  private let recipientFloor: UInt64

  init(_ thresholds: Thresholds = Thresholds(), sourceLimit: Int = 100_000) {
    self.sourceLimit = sourceLimit
    guessFloor = thresholds[.loginBruteforce]
    recipientFloor = thresholds[.loginTakeover]
  }

  private var sources = KeyedList<IPAddress, LoginSource>()
  private var identities = KeyedList<Int32, Identity>()
  /// First and last login, whatever came of it.
  private var seenSince = Timestamp(microseconds: .max)
  private var seenUntil = Timestamp.unknown
  private var cleartext: [Service: Cleartext] = [:]
  private var rest = LoginRest()
  private var droppedIdentities: UInt64 = 0

  var drops: [String] {
    droppedIdentities == 0
      ? [] : ["logins: \(droppedIdentities) logins of identities beyond \(Self.identityLimit) not counted"]
  }

  // MARK: Counting

  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {
    guard let address = fact.address, !fact.time.isUnknown else { return }
    seenSince = min(seenSince, fact.time)
    seenUntil = max(seenUntil, fact.time)
    let user = LoginDetector.identity(text, fact.user, &symbols)
    if fact.tls == .no, !address.isLoopback { addCleartext(fact, user: user, host: host, address) }
    if fact.kind == .loginFailure {
      let source = source(address)
      let place = sources[source].episode(at: fact.time)
      sources[source].episodes[place].addFailure(fact, user: user, host: host)
      return
    }
    if let source = sources.place(of: address),
      let place = sources[source].episodes.lastIndex(where: {
        $0.covers(fact.time) && $0.first <= fact.time
      })
    {
      sources[source].episodes[place].addSuccess(fact, user: user)
    }
    addSuccess(fact, user: user, host: host, address)
  }

  /// Where the failures of `address` are counted.
  private mutating func source(_ address: IPAddress) -> Int {
    if let known = sources.place(of: address) { return known }
    if sources.count >= sourceLimit { evict() }
    return sources.append(LoginSource(isPartial: !rest.isEmpty), for: address)
  }

  /// Counts half of the addresses together: those that do not guess first, by what their networks failed, then by what they
  /// failed themselves; of equal ones those that came first.
  private mutating func evict() {
    var networks: [IPAddress: UInt64] = [:]
    for place in sources.indices { networks[sources.keys[place].site, default: 0] += sources[place].failures }
    let order = sources.indices.map { place in
      let own = sources[place].failures
      let isGuesser = own >= guessFloor
      return (
        guesses: isGuesser ? own : 0, network: isGuesser ? 0 : networks[sources.keys[place].site]!, own: own,
        place: place
      )
    }.sorted { ($0.guesses, $0.network, $0.own, $0.place) < ($1.guesses, $1.network, $1.own, $1.place) }
    let leaving = order.prefix(max(1, sourceLimit / 2)).map(\.place).sorted()
    for place in leaving { rest.add(sources[place], sources.keys[place]) }
    sources.remove(leaving)
  }

  private mutating func addSuccess(_ fact: Fact, user: Int32, host: Int32, _ address: IPAddress) {
    guard user > Symbols.others, let place = identity(user) else { return }
    identities[place].change(at: fact.time) { hour in
      hour.logins += UInt64(fact.count)
      hour.add(address, host: host, at: fact.time, fact.location)
    }
    identities[place].note(address, at: fact.time, fact.location)
  }

  /// Where an identity is counted; nil where there is no room for one more.
  private mutating func identity(_ user: Int32) -> Int? {
    if let known = identities.place(of: user) { return known }
    guard identities.count < Self.identityLimit else {
      droppedIdentities += 1
      return nil
    }
    return identities.append(
      Identity(notableRecipients: min(Identity.notableRecipients, recipientFloor)), for: user)
  }

  mutating func take(
    _ message: borrowing MessageView, from client: MessageClient, host: Int32, _ symbols: inout Symbols
  ) {
    let first = message.first
    guard !first.user.isNone, !message.start.isUnknown else { return }
    let user = LoginDetector.identity(message.allText, first.user, &symbols)
    guard user > Symbols.others else { return }
    let recipients = UInt64(max(first.recipientCount, Int32(clamping: message.recipients.count), 1))
    var failed: UInt64 = 0
    message.forEachDelivery { _, delivery in
      if delivery.isFinal, delivery.status == .bounced || delivery.status == .rejected { failed += 1 }
    }
    let location = message.location
    let start = message.start
    guard let place = identity(user) else { return }
    identities[place].change(at: start) { hour in
      hour.messages += 1
      hour.recipients += recipients
      hour.failed += failed
      hour.last = max(hour.last, start)
      if let client = client.address { hour.add(client, host: host, at: start, location) }
      if hour.evidence.isEmpty { hour.evidence.append(location) }
      if hour.hosts.isEmpty { hour.hosts.append(host) }
    }
  }

  private mutating func addCleartext(_ fact: Fact, user: Int32, host: Int32, _ address: IPAddress) {
    let service = Service(host: host, networkProtocol: fact.networkProtocol)
    var entry = cleartext[service] ?? Cleartext(first: fact.time, last: fact.time)
    entry.first = min(entry.first, fact.time)
    entry.last = max(entry.last, fact.time)
    if fact.kind == .loginSuccess {
      entry.accepted += UInt64(fact.count)
      if user >= 0, entry.allUsers.count < Self.cleartextUserLimit, entry.allUsers.insert(user).inserted,
        entry.users.count < Finding.relatedLimit
      {
        entry.users.append(user)
      }
      if entry.addresses.count < Finding.relatedLimit, !entry.addresses.contains(address) {
        entry.addresses.append(address)
      }
      if entry.evidence.count < Finding.evidenceLimit { entry.evidence.append(fact.location) }
    } else {
      entry.refused += UInt64(fact.count)
    }
    cleartext[service] = entry
  }

  /// The identity in lower case, without its domain: `Anna@alpha.example` and `anna` are one.
  private static func identity(_ text: Span<UInt8>, _ user: TextRef, _ symbols: inout Symbols) -> Int32 {
    guard !user.isNone, !user.range.isEmpty else { return -1 }
    let end = text.find(.ascii("@"), from: user.range.lower, to: user.range.upper) ?? user.range.upper
    guard end > user.range.lower else { return -1 }
    return symbols.internLowercased(text, ByteRange(user.range.lower, end))
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] {
    guesses(judgement) + (rest.finding.map { [$0] } ?? []) + takeovers(judgement) + returns(judgement)
      + inClear(judgement)
  }

  /// An address and one of its episodes.
  private struct Seen {
    var address: IPAddress
    var episode: LoginEpisode
    /// There may have been more failures.
    var isPartial: Bool
  }

  private func guesses(_ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    var low: [Seen] = []
    for place in sources.indices.sorted(by: { sources.keys[$0] < sources.keys[$1] })
    where !judgement.policy.isOwn(sources.keys[place]) {
      let (address, source) = (sources.keys[place], sources[place])
      // Guesses spread over days count together.
      let total = source.episodes.reduce(0) { $0 + $1.failures }
      let succeeded = source.episodes.reduce(0) { $0 + $1.successCount }
      if source.episodes.count > 1, total >= 3 * guessFloor, succeeded * 10 < total,
        !source.episodes.contains(where: { $0.failures >= guessFloor })
      {
        var whole = source.episodes[0]
        for episode in source.episodes.dropFirst() { whole.absorb(episode) }
        let seen = Seen(address: address, episode: whole, isPartial: source.isPartial)
        found.append(contentsOf: oneSource(seen, judgement, isSlow: true))
        continue
      }
      for episode in source.episodes {
        let seen = Seen(address: address, episode: episode, isPartial: source.isPartial)
        // Somebody who mistypes logs in as often as not.
        if episode.failures >= guessFloor, episode.successCount * 4 < episode.failures {
          found.append(contentsOf: oneSource(seen, judgement, isSlow: false))
        } else {
          low.append(seen)
        }
      }
    }
    return found + together(low, judgement)
  }

  private func oneSource(_ seen: Seen, _ judgement: Judgement, isSlow: Bool) -> [Finding] {
    let episode = seen.episode
    let names = episode.users.filter { $0.user >= 0 }
    let identities = episode.identityText
    // Many identities with few tries each are a spray, whoever comes first in the list.
    let isSpray =
      episode.identities.count >= 8 && UInt64(episode.identities.count) * 4 > episode.knownFailures
    let failures = "\(seen.isPartial ? "at least " : "")\(episode.failures)"
    let hosts = judgement.names(ofHosts: episode.hosts)
    let ways = LoginDetector.protocols(episode.protocols)
    let place = hosts.isEmpty ? "" : " at \(hosts.prefix(3).joined(separator: ", "))"
    let slowly = isSlow ? ", slowly, over days" : ""
    // One identity at an even pace: a mail program whose password was changed looks just like that.
    let rhythm = names.count <= 1 && !isSlow ? episode.rhythm : nil
    let user = names.first.flatMap { judgement.symbols.name($0.user) } ?? "an identity"
    // An identity's own network: its owner's, as far as can be told.
    let isOwner = names.count == 1 && !isSlow && isAtHome(names[0].user, seen.address, episode.first)
    let sentence =
      rhythm.map {
        "\(seen.address) failed to log in as \(user) \(failures) times\(place) (\(ways)), every \($0) s: a program that tries an old password again and again, or a patient guesser. Ask its owner."
      }
      ?? (isOwner
        ? "\(seen.address) failed to log in as \(user) \(failures) times\(place) (\(ways)), from a network that the identity had used before: a program with an old password, or its owner. Ask."
        : isSpray
          ? "\(seen.address) tried \(identities), \(failures) failed logins\(place) (\(ways))\(slowly): a spray of common passwords."
          : "\(seen.address) guessed passwords: \(failures) failed logins for \(identities)\(place) (\(ways))\(slowly).")
    var finding = Finding(
      isSpray ? .loginSpray : .loginBruteforce,
      rhythm != nil || isOwner ? .low : episode.failures >= 1_000 ? .high : .medium,
      rhythm != nil || isOwner ? .low : .high,
      start: episode.first, end: episode.last, count: episode.failures, sentence)
    finding.sourceIP = seen.address
    fill(&finding, episode, hosts, judgement)
    finding.key = RelayDetector.key(seen.address, 2)
    var all = [finding]
    if let broken = episode.successes.first(where: { $0.failures >= 5 }) {
      let user = judgement.symbols.name(broken.user) ?? "an identity"
      let isOwner = isAtHome(broken.user, seen.address, episode.first)
      let advice =
        isOwner
        ? ". The identity had used that network before: it is its owner, most likely, whose program had an old password."
        : ": change the password and look at what it sent and read."
      var takeover = Finding(
        .loginTakeover, isOwner ? .low : .critical, isOwner ? .low : .high, start: episode.first,
        end: max(episode.last, broken.time), count: broken.failures + 1,
        "\(seen.address) logged in as \(user) after \(seen.isPartial ? "at least " : "")\(broken.failures) failed logins for it\(advice)"
      )
      takeover.sourceIP = seen.address
      takeover.user = user
      takeover.relatedHosts = hosts
      takeover.evidence = [broken.location] + episode.evidence.prefix(Finding.evidenceLimit - 1)
      takeover.key = RelayDetector.key(seen.address, 3)
      all.append(takeover)
    }
    return all
  }

  private func isAtHome(_ user: Int32, _ address: IPAddress, _ time: Timestamp) -> Bool {
    identities.place(of: user).map { identities[$0].isAtHome(address, at: time) } ?? false
  }

  private func fill(
    _ finding: inout Finding, _ episode: LoginEpisode, _ hosts: [String], _ judgement: Judgement
  ) {
    finding.relatedHosts = Array(hosts.prefix(Finding.relatedLimit))
    // Of equal ones those that were tried first.
    let users = episode.users.enumerated().filter { $0.element.user > Symbols.others }
      .sorted { ($1.element.failures, $0.offset) < ($0.element.failures, $1.offset) }
    finding.relatedUsers = users.prefix(Finding.relatedLimit).compactMap {
      judgement.symbols.name($0.element.user)
    }
    finding.evidence = episode.evidence
  }

  /// Sources that stay low alone and act together: one network, or many networks within an hour.
  private func together(_ low: [Seen], _ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    var apart: [Int] = []
    let byNetwork = Dictionary(grouping: low.indices) { low[$0].address.site }
    for (network, members) in byNetwork.sorted(by: { $0.key < $1.key }) {
      for cluster in clusters(members, of: low) {
        guard cluster.count >= 3 else {
          apart.append(contentsOf: cluster)
          continue
        }
        let whole = merged(cluster, of: low)
        let addresses = Set(cluster.map { low[$0].address })
        guard addresses.count >= 3, whole.failures >= guessFloor, whole.successCount * 4 < whole.failures
        else {
          apart.append(contentsOf: cluster)
          continue
        }
        let prefix = network.sitePrefix
        let isSpray = whole.identities.count >= 3
        let (start, atLeast) = rest.isEmpty ? ("", "") : ("At least ", "at least ")
        let hosts = judgement.names(ofHosts: whole.hosts)
        let sentence =
          "\(start)\(addresses.count) addresses of \(network)/\(prefix) together tried \(whole.identityText), \(atLeast)\(whole.failures) failed logins (\(LoginDetector.protocols(whole.protocols))), each staying low: \(isSpray ? "a password spray" : "passwords guessed") from one network."
        var finding = Finding(
          isSpray ? .loginSpray : .loginBruteforce, .medium, .high, start: whole.first, end: whole.last,
          count: whole.failures, sentence)
        finding.sourceNetwork = (network, prefix)
        finding.relatedIPs = Array(addresses.sorted().prefix(Finding.relatedLimit))
        fill(&finding, whole, hosts, judgement)
        finding.key = RelayDetector.key(network, 4)
        found.append(finding)
      }
    }
    return found + stuffing(apart, of: low, judgement)
  }

  /// Places in `all`, of `members`, that lie close together in time.
  private func clusters(_ members: [Int], of all: [Seen], gap: Int64 = LoginEpisode.gap) -> [[Int]] {
    var clusters: [[Int]] = []
    var end = Int64.min
    for place in members.sorted(by: {
      (all[$0].episode.first, all[$0].address) < (all[$1].episode.first, all[$1].address)
    }) {
      if clusters.isEmpty || all[place].episode.first.microseconds &- gap > end {
        clusters.append([])
        end = .min
      }
      clusters[clusters.count - 1].append(place)
      end = max(end, all[place].episode.last.microseconds)
    }
    return clusters
  }

  private func merged(_ members: [Int], of all: [Seen]) -> LoginEpisode {
    var whole = all[members[0]].episode
    for place in members.dropFirst() { whole.absorb(all[place].episode) }
    return whole
  }

  /// Many identities from many sources with a try or two each, far more in a quarter of an hour than on average.
  private func stuffing(_ apart: [Int], of all: [Seen], _ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    let strangers = apart.filter { all[$0].episode.successCount == 0 && all[$0].episode.failures <= 5 }
    guard let first = strangers.map({ all[$0].episode.first }).min(),
      let last = strangers.map({ all[$0].episode.last }).max()
    else {
      return []
    }
    // Over all that is known of logins, not over the failures alone: those may be one attack and nothing else.
    let quarters = max(
      1, (max(last, seenUntil).microseconds - min(first, seenSince).microseconds) / 900_000_000)
    let norm = Double(strangers.count) / Double(quarters)
    for cluster in clusters(strangers, of: all, gap: 300_000_000) where cluster.count >= 20 {
      let whole = merged(cluster, of: all)
      let addresses = Set(cluster.map { all[$0].address })
      let span = max(1, Double(whole.last.microseconds - whole.first.microseconds) / 900_000_000)
      guard addresses.count >= 20, whole.identities.count >= 15, Double(addresses.count) / span >= 5 * norm
      else { continue }
      let hosts = judgement.names(ofHosts: whole.hosts)
      var finding = Finding(
        .loginStuffing, .medium, .medium, start: whole.first, end: whole.last, count: whole.failures,
        "\(rest.isEmpty ? "" : "At least ")\(addresses.count) addresses tried \(whole.identityText), once or twice each, within minutes (\(LoginDetector.protocols(whole.protocols))): lists of stolen credentials are being tried."
      )
      finding.relatedIPs = Array(addresses.sorted().prefix(Finding.relatedLimit))
      fill(&finding, whole, hosts, judgement)
      finding.key = 5
      found.append(finding)
    }
    return found
  }

  // MARK: Accounts

  /// The identities in the order in which they were first named.
  private var ordered: [(user: Int32, identity: Identity)] {
    identities.pairs.map { (user: $0.key, identity: $0.value) }.sorted { $0.user < $1.user }
  }

  private func takeovers(_ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    for (user, identity) in ordered {
      let name = judgement.symbols.name(user) ?? "an identity"
      for hour in identity.judged {
        let earlier = identity.earlier(than: hour)
        let strangers = hour.addresses.filter { !judgement.policy.isOwn($0) && !$0.isPrivate }
        // Where they are more than are told apart, twice as many say as much.
        let isFull = hour.networks.count >= Identity.networkLimit
        let isWide =
          hour.networks.count >= 5
          && hour.networks.count >= (isFull ? 2 : 3) * max(1, earlier.networks)
        let isLoud =
          hour.recipients >= recipientFloor && hour.recipients >= 10 * max(1, earlier.recipients)
          && (earlier.hours >= 3 || isWide)
        guard isWide && !strangers.isEmpty || isLoud else { continue }
        var reasons: [String] = []
        if isWide {
          reasons.append(
            "logged in from \(BoundedCount.text(hour.networks.count, isFull: isFull)) networks within an hour (at most \(earlier.networks) in an hour before)"
          )
        }
        if isLoud {
          reasons.append(
            "sent to \(hour.recipients) recipients in an hour (at most \(earlier.recipients) before)")
        }
        let isOwner =
          !isWide && !hour.addresses.isEmpty
          && hour.addresses.allSatisfy { identity.isAtHome($0, at: hour.first) }
        let advice =
          isOwner
          ? ", from a network that it had used before: a newsletter, or its owner's computer is used by somebody else. Ask."
          : ": the account is used by somebody else. Lock it, change its password, look at what it sent."
        var finding = Finding(
          .loginTakeover,
          isOwner ? .low : isWide && hour.recipients >= 20 || isLoud && isWide ? .critical : .high,
          isOwner ? .low : isWide && (isLoud || hour.messages > 0) ? .high : .medium, start: hour.first,
          end: hour.last,
          count: hour.logins + hour.messages,
          "\(name) \(reasons.joined(separator: " and "))\(advice)"
        )
        finding.user = name
        finding.relatedIPs = Array(hour.addresses.sorted().prefix(Finding.relatedLimit))
        finding.relatedHosts = judgement.names(ofHosts: hour.hosts)
        finding.evidence = hour.evidence
        finding.key = FindingKey.of(name, 6)
        found.append(finding)
      }
    }
    return found
  }

  /// Identities that nobody had used for long, used from a network that they never had.
  private func returns(_ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    for (user, identity) in ordered {
      let name = judgement.symbols.name(user) ?? "an identity"
      for login in identity.returns where !judgement.policy.isOwn(login.address) && !login.address.isPrivate {
        var finding = Finding(
          .loginTakeover, .low, .low, start: login.time, end: login.time, count: 1,
          "\(name) had not logged in for \(login.days) days and did from \(login.address), whose network it had not used before: ask its owner."
        )
        finding.sourceIP = login.address
        finding.user = name
        finding.evidence = [login.location]
        finding.key = FindingKey.of(name, 7)
        found.append(finding)
      }
    }
    return found
  }

  private func inClear(_ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    let services = cleartext.sorted {
      ($0.key.host, $0.key.networkProtocol.rawValue) < ($1.key.host, $1.key.networkProtocol.rawValue)
    }
    for (service, entry) in services where entry.accepted + entry.refused > 0 {
      let host = judgement.host(service.host) ?? "A server"
      let sentence =
        entry.accepted > 0
        ? "\(host) accepted \(entry.accepted) login\(entry.accepted == 1 ? "" : "s") of \(BoundedCount.text(entry.allUsers.count, upTo: Self.cleartextUserLimit)) identit\(entry.allUsers.count == 1 ? "y" : "ies") over unencrypted \(service.networkProtocol.name): require TLS before authentication."
        : "\(entry.refused) login\(entry.refused == 1 ? "" : "s") over unencrypted \(service.networkProtocol.name) failed at \(host): passwords may have crossed the wire in clear."
      var finding = Finding(
        .loginCleartext, entry.accepted > 0 ? .medium : .low, .high, start: entry.first, end: entry.last,
        count: entry.accepted > 0 ? entry.accepted : entry.refused, sentence)
      finding.relatedHosts = judgement.host(service.host).map { [$0] } ?? []
      finding.relatedUsers = entry.users.compactMap { judgement.symbols.name($0) }
      finding.relatedIPs = entry.addresses.sorted()
      finding.evidence = entry.evidence
      finding.key = judgement.key(ofHost: service.host, UInt64(service.networkProtocol.rawValue) << 8 | 8)
      found.append(finding)
    }
    return found
  }

  /// The protocols of a set of bits, as words.
  static func protocols(_ bits: UInt16) -> String {
    let names = LogEvent.NetworkProtocol.allCases.filter {
      bits & 1 << UInt16($0.rawValue) != 0 && $0 != .none
    }.map { $0.name.description }
    return names.isEmpty ? "unknown protocol" : names.joined(separator: ", ")
  }
}
