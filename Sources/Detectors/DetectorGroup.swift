import Bytes
public import Correlation
import Model

/// Some of the detectors of a run, with all that they share: groups have nothing to do with each other until the end.
public final class DetectorGroup: @unchecked Sendable {
  // SAFETY: the run lends a group to one thread at a time.
  private var state: DetectorState
  private var scratch = MessageScratch()

  /// - Parameter sessionLimit: connections whose clients are remembered, at least.
  init(
    _ detectors: [any Detector], _ learning: PolicyLearning?, hostIDs: [String?], hostLimit: Int = 65_536,
    sessionLimit: Int = 50_000
  ) {
    state = DetectorState(
      detectors, learning, hostIDs: hostIDs, hostLimit: hostLimit, sessionLimit: sessionLimit)
  }

  /// Takes the facts of the stretch of evidence that follows.
  public func absorb(_ list: borrowing FactList) { state.absorb(list) }

  /// Takes the messages of the first `count` settled groups of `fold`, whose ways are known.
  public func take(_ fold: borrowing MessageFold, _ count: Int) { take(fold, count, with: []) }

  /// As above, and `others` with it.
  func take(_ fold: borrowing MessageFold, _ count: Int, with others: ArraySlice<DetectorGroup>) {
    var room = MessageScratch()
    swap(&room, &scratch)
    let isJudged = state.asksForDisposition || others.contains { $0.state.asksForDisposition }
    fold.messages(0..<count, &room, isJudged: isJudged) { message in
      let client = MessageClient(message)
      state.take(message, from: client)
      for other in others { other.state.take(message, from: client) }
    }
    swap(&room, &scratch)
  }

  func take(_ path: borrowing RelayPath, _ claims: SenderClaims, at location: Location) {
    state.take(path, claims, at: location)
  }

  func take(_ mail: DangerousMail) { state.take(mail) }

  /// Who the evidence says that we are; nil of a group that does not learn it.
  var learnedPolicy: LearnedPolicy? { state.learnedPolicy }

  /// What is left to each detector, which have nothing to do with each other any more.
  func conclusions(_ policy: Policy) -> [Conclusion] { state.conclusions(policy) }

  /// Limits that were reached.
  var drops: [String] { state.drops }

  /// Limits that were reached in learning who we are.
  var learningDrops: [String] { state.learningDrops }
}

/// What a detector, or one part of it, has still to judge.
final class Conclusion: @unchecked Sendable {
  // SAFETY: one thread draws it, before anybody reads what was found.
  private let findings: @Sendable () -> [Finding]
  private(set) var found: [Finding] = []

  init(_ findings: @escaping @Sendable () -> [Finding]) { self.findings = findings }

  func draw() { found = findings() }
}

/// What a group knows.
private struct DetectorState {
  private var detectors: [any Detector]
  /// By `Fact.Kind` the places of those that take such facts.
  private let takers: [[Int]]
  /// The places of those that take messages, of whatever kind.
  private let messageTakers: [(place: Int, takesMessages: Bool, takesStrangersMail: Bool)]
  private let wanted: Fact.Kinds
  /// Of one group only.
  private var learning: PolicyLearning?
  /// The message at hand, where it is a stranger's.
  private var strangersMail = StrangersMail()
  private let readsStrangersMail: Bool
  private var symbols = Symbols()
  private var hosts: [String] = []
  private var loggedNames: [String] = []
  /// Numbers in `hosts` by hash of stream and name.
  private var hostNumbers = KeyedList<UInt64, Int32>()
  /// The host of the message before.
  private var lastName = RecentName()
  private var lastNumber: Int32 = 0
  private let hostLimit: Int
  /// How often a host was named that there was no room for, in all and in one segment.
  private var droppedHosts: UInt64 = 0
  private var crowdedHosts: UInt64 = 0
  /// Clients of connections that the server names by an id; nil where the first line tells none.
  private var sessions: RecentTable<UInt64, IPAddress?>
  private let sessionLimit: Int
  /// Lines of connections whose first line was forgotten, or never seen.
  private var lostSessions: UInt64 = 0
  /// Who the host of a stream really is, where the logged name does not tell.
  private let hostIDs: [String?]

  init(
    _ detectors: [any Detector], _ learning: PolicyLearning?, hostIDs: [String?], hostLimit: Int,
    sessionLimit: Int
  ) {
    self.detectors = detectors
    self.hostLimit = hostLimit
    self.sessionLimit = sessionLimit
    sessions = RecentTable(limit: sessionLimit)
    takers = Fact.Kind.allCases.map { kind in
      detectors.indices.filter { type(of: detectors[$0]).kinds.contains(kind) }
    }
    messageTakers = detectors.indices.map { place in
      let kind = type(of: detectors[place])
      return (place, kind.takesMessages, kind.takesStrangersMail)
    }.filter { $0.takesMessages || $0.takesStrangersMail }
    wanted = detectors.reduce(learning == nil ? [] : PolicyLearning.kinds) {
      $0.union(type(of: $1).kinds)
    }
    readsStrangersMail = learning != nil || detectors.contains { type(of: $0).takesStrangersMail }
    self.learning = learning
    self.hostIDs = hostIDs
  }

  /// Takes the facts of the stretch of evidence that follows.
  mutating func absorb(_ list: borrowing FactList) {
    let numbers = list.hosts.map { number(of: $0.name, $0.stream, $0.key, list.text) }
    crowdedHosts += list.droppedHosts
    for place in detectors.indices { detectors[place].take(list.activity, hosts: numbers) }
    let facts = list.facts.span
    for place in facts.indices {
      let isWanted = wanted.contains(facts[place].kind)
      if facts[place].session != 0 {
        let fact = located(facts[place])
        if isWanted { take(fact, host: numbers[Int(fact.host)], list.text) }
      } else if isWanted {
        take(facts[place], host: numbers[Int(facts[place].host)], list.text)
      }
    }
  }

  private mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>) {
    if PolicyLearning.kinds.contains(fact.kind) { learning?.take(fact, host: host, text, &symbols) }
    for place in takers[Int(fact.kind.rawValue)] { detectors[place].take(fact, host: host, text, &symbols) }
  }

  /// A fact whose line does not repeat the client's address, with that of its connection's first line.
  private mutating func located(_ fact: Fact) -> Fact {
    if fact.address != nil {
      if fact.kind == .connection { sessions.set(fact.address, for: fact.session) }
      return fact
    }
    var fact = fact
    if let known = sessions.use(fact.session) {
      fact.address = known
    } else if fact.kind == .connection {
      sessions.set(nil, for: fact.session)
    } else if sessions.hasForgotten {
      lostSessions += 1
    }
    return fact
  }

  /// Whether what became of the messages is asked for.
  var asksForDisposition: Bool { detectors.contains { $0.asksForDisposition } }

  /// Takes a message whose way is known, and which `client` gave to its first host.
  mutating func take(_ message: borrowing MessageView, from client: MessageClient) {
    let host = number(of: message.first, message)
    let isStrangers = readsStrangersMail && strangersMail.read(message, from: client, &symbols)
    learning?.take(
      message, from: client.address, host: host, name: hosts[Int(host)],
      passed: isStrangers ? strangersMail.passed : [], &symbols)
    for taker in messageTakers {
      if taker.takesMessages { detectors[taker.place].take(message, from: client, host: host, &symbols) }
      if isStrangers, taker.takesStrangersMail {
        detectors[taker.place].take(strangersMail, message, host: host, &symbols)
      }
    }
    if message.hopCount > 1 { takeHandovers(message) }
  }

  private mutating func number(of hop: HopRecord, _ message: borrowing MessageView) -> Int32 {
    let record = message.host(of: hop)
    let text = message.allText
    let stream = record.context
    if lastName.matches(text, record.name.range, context: stream) { return lastNumber }
    let key = record.name.isNone ? UInt64(stream) : text.hash(record.name.range, seed: UInt64(stream))
    let number = number(of: record.name, stream, key, text)
    // Of hosts that there is no room for each is counted.
    if hostNumbers.place(of: key) != nil {
      lastName.remember(text, record.name.range, context: stream)
      lastNumber = number
    }
    return number
  }

  /// What each hop's sender and receiver logged, where the receiver's id tells which delivery it was.
  private mutating func takeHandovers(_ message: borrowing MessageView) {
    let text = message.allText
    for index in 0..<message.hopCount {
      guard let previous = message.previous(index) else { continue }
      let hop = message.hop(index)
      let sender = message.hop(previous)
      guard hop.host != sender.host, !hop.id.isNone, !hop.start.isUnknown, !sender.start.isUnknown else {
        continue
      }
      var given = Timestamp.unknown
      message.forEachDelivery { place, delivery in
        if place == previous, !delivery.queuedAs.isNone, given.isUnknown,
          text.equals(delivery.queuedAs.range, text, hop.id.range)
        {
          given = delivery.time
        }
      }
      guard !given.isUnknown else { continue }
      let handover = Handover(
        from: number(of: sender, message), to: number(of: hop, message), taken: sender.start, given: given,
        received: hop.start, location: hop.location)
      for place in detectors.indices { detectors[place].take(handover) }
    }
  }

  /// Takes the path of a stored message that stands at `location`, and what its header claims.
  mutating func take(_ path: borrowing RelayPath, _ claims: SenderClaims, at location: Location) {
    for place in detectors.indices { detectors[place].take(path, claims, at: location, &symbols) }
  }

  /// Takes a stored message with dangerous attachments; before the logs, so that they can be joined to it.
  mutating func take(_ mail: DangerousMail) {
    for place in detectors.indices { detectors[place].take(mail) }
  }

  private mutating func number(
    of name: TextRef, _ stream: UInt32, _ key: UInt64, _ text: Span<UInt8>
  ) -> Int32 {
    if let known = hostNumbers.place(of: key) { return hostNumbers[known] }
    let number = Int32(hosts.count)
    if hostNumbers.count >= hostLimit {
      // One without a name for all others.
      droppedHosts += 1
      if hosts.count > hostLimit { return number - 1 }
      hosts.append("")
      loggedNames.append("")
      return number
    }
    // Of a folder its last part: `logs/mx1` is the host mx1.
    let folder = Int(stream) < hostIDs.count ? hostIDs[Int(stream)] : nil
    let logged = text.string(name.range)
    loggedNames.append(logged)
    hosts.append(folder.map { $0.split(separator: "/").last.map { String($0) } ?? $0 } ?? logged)
    hostNumbers.append(number, for: key)
    return number
  }

  /// Who the evidence says that we are; nil of a group that does not learn it.
  var learnedPolicy: LearnedPolicy? { learning?.policy(symbols) }

  func conclusions(_ policy: Policy) -> [Conclusion] {
    let judgement = Judgement(
      policy: policy, symbols: symbols, hosts: hosts, loggedNames: loggedNames,
      relayed: policy.isLearned ? learning?.relayed : nil)
    return detectors.flatMap { $0.conclusions(judgement) }
  }

  /// Limits that were reached in learning who we are.
  var learningDrops: [String] { learning?.drops ?? [] }

  /// Limits that were reached.
  var drops: [String] {
    var all = detectors.flatMap(\.drops)
    if symbols.dropped > 0 { all.append("names: \(symbols.dropped) beyond \(Symbols.limit) not kept") }
    if droppedHosts > 0 {
      all.append("hosts: what those beyond \(hostLimit) logged, \(droppedHosts) times, counted as one host's")
    }
    if crowdedHosts > 0 {
      all.append(
        "hosts: what those beyond \(FactList.hostLimit) in one segment logged, \(crowdedHosts) times, counted as one host's"
      )
    }
    if lostSessions > 0 {
      all.append("connections: \(lostSessions) lines of those beyond \(sessionLimit) have lost their client")
    }
    return all
  }
}
