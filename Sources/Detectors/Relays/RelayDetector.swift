import Bytes
import Correlation
import Model

/// `relay.open`: mail of a stranger who did not log in was taken and sent on to a stranger. `relay.probe`: that was
/// tried and refused.
///
/// Counted by client until the end, when the policy is known. A burst of abuse ends where the client is silent for six
/// hours. Memory: `sourceLimit` clients, about 1 KiB each; where they are more, those that relayed least are counted together
/// by what they relayed to (`RelayPool`), and so are those that were refused (`RelayProbes`).
struct RelayDetector: Detector {
  static let rules: [Rule] = [.relayOpen, .relayProbe]
  static let kinds = Fact.Kinds(.relayDenied)
  static let sourceLimit = 20_000
  /// Microseconds of silence that end a burst.
  private static let gap: Int64 = 6 * 3_600_000_000
  /// Pairs of domain and relay kept apart of one burst.
  fileprivate static let domainLimit = 64
  /// Relays kept apart beyond.
  fileprivate static let relayLimit = 8

  /// Recipients of one domain that one relay took, or was offered.
  struct Reached: Sendable {
    var domain: Int32
    var relay: IPAddress
    var recipients: UInt64
    var delivered: UInt64
    var isHidden: Bool
    /// All by sessions that name no message.
    var isInferred: Bool
  }

  /// One client's relayed mail on one host, up to a long silence.
  struct Abuse: Sendable {
    var host: Int32
    var address: IPAddress
    var first: Timestamp
    var last: Timestamp
    /// When the last message was taken; its delivery may have lasted longer.
    var lastTaken: Timestamp
    var messages: UInt64 = 0
    /// Recipients by domain and relay; those beyond the limit by relay, under `Symbols.others`.
    var domains = ShortList<Reached>()
    /// Messages with a sender, and those of them whose sender is of the client's own name's organisation.
    var sent: UInt64 = 0
    var sentAsItself: UInt64 = 0
    var isHidden = false
    var evidence = ShortList<Location>()
    /// Of the first message, in `ids`.
    var messageID = ByteRange.none
    var localID = ByteRange.none
  }

  /// Places in `abuses`: each client's last.
  private var current = KeyedList<HostClient, Int>()
  private var abuses: [Abuse] = []
  /// Text of the abuses' ids, one behind the other.
  private var ids: [UInt8] = []
  private var probes = RelayProbes()
  private var pool = RelayPool()

  var drops: [String] {
    pool.dropped == 0
      ? [] : ["relays: \(pool.dropped) recipients of clients beyond \(Self.sourceLimit) not counted"]
  }

  // MARK: Counting

  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {
    guard let address = fact.address else { return }
    let target = RelayTarget.symbol(text, fact.recipient, &symbols).domain
    let sender = RelayDetector.domain(text, fact.mailFrom, &symbols)
    probes.take(fact, address, host: host, target: target, sender: sender)
  }

  static let takesStrangersMail = true

  mutating func take(
    _ mail: borrowing StrangersMail, _ message: borrowing MessageView, host: Int32, _ symbols: inout Symbols
  ) {
    let first = message.first
    guard !first.flags.contains(.authenticated), mail.passed.contains(where: \.leaves) else { return }
    let text = message.allText
    let address = mail.client
    let client = HostClient(host: host, address: address)
    let known = current.place(of: client)
    var place = known.map { current[$0] }
    if let known = place, message.start.microseconds &- abuses[known].last.microseconds > Self.gap {
      place = nil
    }
    if place == nil {
      let isFull = abuses.count >= Self.sourceLimit
      if isFull { evict() }
      abuses.append(
        Abuse(host: host, address: address, first: message.start, last: message.end, lastTaken: message.start)
      )
      place = abuses.count - 1
      if let known = isFull ? current.place(of: client) : known {
        current[known] = abuses.count - 1
      } else {
        current.append(abuses.count - 1, for: client)
      }
    }
    let sender = RelayDetector.domain(text, first.sender, &symbols)
    if abuses[place!].messages == 0 {
      abuses[place!].messageID = keep(text, message.messageID)
      abuses[place!].localID = keep(text, first.id)
    }
    abuses[place!].take(
      mail.passed, start: message.start, end: message.end, sender: sender,
      isAsItself: mail.sendsAsItself, at: message.location)
  }

  /// Copies an id that is no longer than a line of a header may be (RFC 5322, 2.1.1).
  private mutating func keep(_ text: Span<UInt8>, _ id: TextRef) -> ByteRange {
    guard !id.isNone, id.range.count <= 998 else { return .none }
    let start = ids.count
    ids.append(text.extracting(id.range.range))
    return ByteRange(start, ids.count)
  }

  /// Gives up half of the bursts: the smallest, of equal ones the oldest.
  private mutating func evict() {
    var order: [(messages: UInt64, last: Timestamp, place: Int)] = []
    order.reserveCapacity(abuses.count)
    for place in abuses.indices { order.append(abuses[place].rank(at: place)) }
    order.sort { ($0.messages, $0.last, $0.place) < ($1.messages, $1.last, $1.place) }
    var isDropped = Array(repeating: false, count: abuses.count)
    for entry in order.prefix(Self.sourceLimit / 2) {
      isDropped[entry.place] = true
      pool.add(&abuses[entry.place])
    }
    var places = Array(repeating: -1, count: abuses.count)
    var kept = 0
    for place in abuses.indices where !isDropped[place] {
      places[place] = kept
      if kept < place { abuses.exchange(kept, place) }
      kept += 1
    }
    abuses.removeLast(abuses.count - kept)
    current.filter { _, place in places[place] >= 0 }
    for client in current.indices { current[client] = places[current[client]] }
    let old = ids
    ids.removeAll(keepingCapacity: true)
    for place in abuses.indices {
      let known = abuses[place].ids()
      abuses[place].messageID = keep(old.span, TextRef(range: known.message))
      abuses[place].localID = keep(old.span, TextRef(range: known.local))
    }
  }

  private static func domain(_ text: Span<UInt8>, _ sender: TextRef, _ symbols: inout Symbols) -> Int32 {
    guard !sender.isNone,
      let at = text.findLast(.ascii("@"), from: sender.range.lower, to: sender.range.upper)
    else { return -1 }
    return symbols.internLowercased(text, ByteRange(at + 1, sender.range.upper))
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] {
    relayed(judgement) + probes.findings(judgement)
  }

  /// What was relayed, and what was refused.
  func conclusions(_ judgement: Judgement) -> [Conclusion] {
    [Conclusion { relayed(judgement) }, Conclusion { [probes] in probes.findings(judgement) }]
  }

  private func relayed(_ judgement: Judgement) -> [Finding] {
    OpenRelays(abuses, ids, judgement).findings() + pool.findings(judgement)
  }

  static func key(_ address: IPAddress, _ salt: UInt64) -> UInt64 {
    Hashing.mix(address.high ^ (salt &+ 1) &* 0x9E37_79B9_7F4A_7C15, address.low ^ 0xE703_7ED1_A0B4_28DB)
  }
}

extension RelayDetector.Reached {
  fileprivate init(_ passed: StrangersMail.Passed) {
    self.init(
      domain: passed.domain, relay: passed.relay, recipients: 1, delivered: passed.isSent ? 1 : 0,
      isHidden: passed.isHidden, isInferred: passed.isInferred)
  }
}

extension RelayDetector.Abuse {
  /// What it is kept or given up by. (`mutating` spares a copy with its lists.)
  fileprivate mutating func rank(at place: Int) -> (messages: UInt64, last: Timestamp, place: Int) {
    (messages, last, place)
  }

  fileprivate mutating func ids() -> (message: ByteRange, local: ByteRange) { (messageID, localID) }

  fileprivate mutating func take(
    _ passed: [StrangersMail.Passed], start: Timestamp, end: Timestamp,
    sender: Int32, isAsItself: Bool, at location: Location
  ) {
    messages += 1
    first = min(first, start)
    last = max(last, end)
    lastTaken = max(lastTaken, start)
    if sender >= 0 {
      sent += 1
      if isAsItself { sentAsItself += 1 }
    }
    for one in passed where one.leaves {
      let entry = RelayDetector.Reached(one)
      if entry.isHidden { isHidden = true }
      if let place = domains.firstIndex(where: { $0.domain == entry.domain && $0.relay == entry.relay }) {
        domains[place].recipients += entry.recipients
        domains[place].delivered += entry.delivered
        if !entry.isInferred { domains[place].isInferred = false }
      } else if domains.count < RelayDetector.domainLimit {
        domains.append(entry)
      } else {
        takeOther(entry)
      }
    }
    if evidence.count < Finding.evidenceLimit { evidence.append(location) }
  }

  /// Counts what reached one domain more than are kept apart.
  private mutating func takeOther(_ entry: RelayDetector.Reached) {
    let known = domains.lastIndex { $0.domain == Symbols.others && $0.relay == entry.relay }
    if known == nil, domains.count < RelayDetector.domainLimit + RelayDetector.relayLimit {
      domains.append(entry)
      domains[domains.count - 1].domain = Symbols.others
      return
    }
    let place = known ?? domains.count - 1
    domains[place].recipients += entry.recipients
    domains[place].delivered += entry.delivered
    if !entry.isInferred { domains[place].isInferred = false }
  }
}
