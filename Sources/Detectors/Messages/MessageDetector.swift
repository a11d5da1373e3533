import Bytes
import Correlation
import Model

/// `message.*`: mail loops, bounces to forged senders, flooded mailboxes.
///
/// Memory: `limit` recent messages of strangers, mailboxes, hours of bounces, and domains whose mail went round. Where more
/// mailboxes get mail, the quietest are forgotten: what they got in an hour is a bound for what they are taken to have got
/// before.
struct MessageDetector: Detector {
  static let rules: [Rule] = [.messageLoop, .messageBackscatter, .messageBomb]
  static let takesMessages = true
  private let limit: Int
  fileprivate static let clientLimit = 64
  fileprivate static let strangerLimit = 1_000
  fileprivate static let domainLimit = 256
  /// Stays of one message on one host from which on it goes round.
  private static let rounds = 4
  /// Messages to one recipient in an hour from which on it is looked at.
  private let flood: UInt64

  private struct Loop: Sendable {
    var first: Timestamp
    var last: Timestamp
    var count: UInt64 = 0
    var rounds = 0
    var hosts: [Int32] = []
    var evidence: [Location] = []
    var messageID: Int32
    var localID: Int32
  }

  /// Bounces that a host made for mail of strangers, up to an hour of silence.
  fileprivate struct Bounces: Sendable {
    var host: Int32
    var first: Timestamp
    var last: Timestamp
    /// Recipients of the bounces by domain: the senders that the strangers gave.
    var domains: [(domain: Int32, count: UInt64)] = []
    var strangers: Set<IPAddress> = []
    /// Bounces of messages that were forgotten may be missing.
    var isPartial = false
    var evidence: [Location] = []
  }

  fileprivate struct Mailbox: Sendable {
    var hour: Int64
    var first: Timestamp
    var last: Timestamp
    var count: UInt64 = 0
    var clients: Set<IPAddress> = []
    var earlier: UInt64 = 0
    var evidence: [Location] = []
    var worst: Worst?
    /// It may have been forgotten before.
    var isPartial: Bool
  }
  fileprivate struct Worst: Sendable {
    var first: Timestamp
    var last: Timestamp
    var count: UInt64
    var clients: [IPAddress]
    var clientCount: Int
    var earlier: UInt64
    var evidence: [Location]
  }

  init(_ thresholds: Thresholds = Thresholds(), limit: Int = 100_000) {
    flood = thresholds[.messageBomb]
    self.limit = limit
    strangers = RecentTable(limit: limit / 2)
  }

  private var loops: [Int32: Loop] = [:]
  /// (host, queue id) of mail that strangers gave us: the client.
  private var strangers: RecentTable<UInt64, IPAddress>
  private var bounces: [Bounces] = []
  private var openBounces: [Int32: Int] = [:]
  private var mailboxes = KeyedList<Int32, Mailbox>()
  /// Mailboxes that the message at hand was delivered to.
  private var recipients: [Int32] = []
  /// Messages to one mailbox in an hour, at most, of those that were forgotten.
  private var quiet: UInt64 = 0
  private var droppedLoops: UInt64 = 0
  private var droppedBounces: UInt64 = 0
  private var droppedFloods: UInt64 = 0

  var drops: [String] {
    var texts: [String] = []
    if droppedLoops > 0 {
      texts.append("messages: \(droppedLoops) that went round, for domains beyond \(limit), not counted")
    }
    if droppedBounces > 0 {
      texts.append("messages: \(droppedBounces) bounces beyond \(limit) hours of hosts not counted")
    }
    if droppedFloods > 0 {
      texts.append("messages: floods of \(droppedFloods) mailboxes beyond \(limit) given up")
    }
    return texts
  }

  // MARK: Counting

  mutating func take(
    _ message: borrowing MessageView, from client: MessageClient, host: Int32, _ symbols: inout Symbols
  ) {
    guard message.hopCount > 0, !message.start.isUnknown else { return }
    let text = message.allText
    var isRefused = false
    var found: [Int32] = []
    swap(&found, &recipients)
    defer { swap(&found, &recipients) }
    found.removeAll(keepingCapacity: true)
    message.forEachDelivery { _, delivery in
      switch delivery.status {
      case .bounced, .rejected:
        if MessageDetector.isLoop(text, delivery) { isRefused = true }
      case .sent where delivery.isFinal && delivery.relayIP.isNone && !delivery.recipient.isNone:
        found.append(symbols.internLowercased(text, delivery.recipient.range))
      default: break
      }
    }
    takeLoop(message, host: host, isRefused: isRefused, &symbols)
    takeBounce(message, from: client, host: host, &symbols)
    if !found.isEmpty { takeDeliveries(message, from: client.address, to: found) }
  }

  /// Whether a server refused the message because it had gone round.
  private static func isLoop(_ text: Span<UInt8>, _ delivery: DeliveryRecord) -> Bool {
    if !delivery.enhanced.isNone, text.equals("5.4.6", in: delivery.enhanced.range) { return true }
    guard !delivery.reply.isNone else { return false }
    let reply = delivery.reply.range
    return text.find("too many hops", from: reply.lower, to: reply.upper) != nil
      || text.find("loops back to myself", from: reply.lower, to: reply.upper) != nil
      || text.find("mail forwarding loop", from: reply.lower, to: reply.upper) != nil
  }

  private mutating func takeLoop(
    _ message: borrowing MessageView, host: Int32, isRefused: Bool, _ symbols: inout Symbols
  ) {
    var most = 0
    if message.hopCount >= Self.rounds {
      var counts: [Int32: Int] = [:]
      for index in 0..<message.hopCount { counts[message.hop(index).host, default: 0] += 1 }
      most = counts.values.max() ?? 0
    }
    guard most >= Self.rounds || isRefused else { return }
    // By the domain that the mail was for: a wrong route makes every message to it go round.
    var domain: Int32 = -1
    if message.recipients.count > 0 {
      let text = message.allText
      let range = message.recipients[0].range
      if let at = text.findLast(.ascii("@"), from: range.lower, to: range.upper) {
        domain = symbols.internLowercased(text, ByteRange(at + 1, range.upper))
      }
    }
    if loops[domain] == nil {
      guard loops.count < limit else {
        droppedLoops += 1
        return
      }
      loops[domain] = Loop(
        first: message.start, last: message.end,
        messageID: symbols.intern(message.allText, message.messageID),
        localID: symbols.intern(message.allText, message.first.id))
    }
    loops[domain]!.first = min(loops[domain]!.first, message.start)
    loops[domain]!.last = max(loops[domain]!.last, message.end)
    loops[domain]!.count += 1
    loops[domain]!.rounds = max(loops[domain]!.rounds, most)
    if loops[domain]!.hosts.count < 16, !loops[domain]!.hosts.contains(host) {
      loops[domain]!.hosts.append(host)
    }
    for index in 0..<Swift.min(message.hopCount, Finding.evidenceLimit)
    where loops[domain]!.evidence.count < Finding.evidenceLimit {
      loops[domain]!.evidence.append(message.hop(index).location)
    }
  }

  private mutating func takeBounce(
    _ message: borrowing MessageView, from client: MessageClient, host: Int32, _ symbols: inout Symbols
  ) {
    let text = message.allText
    for index in 0..<message.hopCount {
      let hop = message.hop(index)
      if hop.flags.contains(.network), hop.user.isNone, message.previous(index) == nil,
        let address = message.hopCount == 1 ? client.address : IPAddress(text, hop.clientIP.range),
        !address.isPrivate,
        // What goes back to the client's own domain reaches nobody else.
        !(message.hopCount == 1 ? client.sendsAsItself : MessageClient.sendsAsItself(text, hop))
      {
        strangers.set(address, for: MessageDetector.key(text, hop.host, hop.id))
      }
    }
    let first = message.first
    guard first.flags.contains(.bounce), !first.bounceOf.isNone,
      let client = strangers[MessageDetector.key(text, first.host, first.bounceOf)]
    else { return }
    var domains: [Int32] = []
    message.forEachDelivery { _, delivery in
      let range = delivery.recipient.range
      guard !delivery.recipient.isNone,
        let at = text.findLast(.ascii("@"), from: range.lower, to: range.upper)
      else { return }
      let domain = symbols.internLowercased(text, ByteRange(at + 1, range.upper))
      if !domains.contains(domain) { domains.append(domain) }
    }
    var place = openBounces[host]
    if let known = place, message.start.microseconds &- bounces[known].last.microseconds > 3_600_000_000 {
      place = nil
    }
    if place == nil {
      guard bounces.count < limit else {
        droppedBounces += UInt64(domains.count)
        return
      }
      bounces.append(Bounces(host: host, first: message.start, last: message.end))
      place = bounces.count - 1
      openBounces[host] = place
    }
    bounces[place!].add(domains, client: client, start: message.start, end: message.end, at: message.location)
    if strangers.hasForgotten { bounces[place!].isPartial = true }
  }

  private static func key(_ text: Span<UInt8>, _ host: Int32, _ id: TextRef) -> UInt64 {
    id.isNone ? 0 : text.hash(id.range, seed: UInt64(UInt32(bitPattern: host)) &+ 1)
  }

  private mutating func takeDeliveries(
    _ message: borrowing MessageView, from client: IPAddress?, to recipients: [Int32]
  ) {
    let hour = message.start.seconds / 3_600
    let start = message.start
    let location = message.location
    for recipient in recipients {
      let place = mailbox(of: recipient, hour, start)
      if mailboxes[place].hour != hour {
        mailboxes[place].close(flood)
        mailboxes[place].begin(hour, at: start)
      }
      mailboxes[place].take(client, at: start, location)
    }
  }

  /// Where what `recipient` gets is counted.
  private mutating func mailbox(of recipient: Int32, _ hour: Int64, _ start: Timestamp) -> Int {
    if let known = mailboxes.place(of: recipient) { return known }
    if mailboxes.count >= limit { evict() }
    return mailboxes.append(
      Mailbox(
        hour: hour, first: start, last: start, earlier: quiet, isPartial: quiet > 0 || droppedFloods > 0),
      for: recipient)
  }

  /// Forgets half of the mailboxes: those whose fullest hour was the emptiest, of equal ones the idlest.
  private mutating func evict() {
    let order = mailboxes.indices.map { place in
      let mailbox = mailboxes[place]
      let most = max(mailbox.most, mailbox.worst?.count ?? 0)
      return (most: most, hour: mailbox.hour, recipient: mailboxes.keys[place], place: place)
    }.sorted { ($0.most, $0.hour, $0.recipient) < ($1.most, $1.hour, $1.recipient) }
    let leaving = order.prefix(max(1, limit / 2))
    for entry in leaving {
      if entry.most >= flood { droppedFloods += 1 } else { quiet = max(quiet, entry.most) }
    }
    mailboxes.remove(leaving.map(\.place))
  }

  // MARK: Judging

  func findings(_ judgement: Judgement) -> [Finding] {
    loopFindings(judgement) + bounceFindings(judgement) + floods(judgement)
  }

  private func loopFindings(_ judgement: Judgement) -> [Finding] {
    loops.sorted { $0.key < $1.key }.map { domain, loop in
      let name = judgement.symbols.name(domain) ?? "a recipient"
      let hosts = judgement.names(ofHosts: loop.hosts)
      let round = loop.rounds >= Self.rounds ? ", up to \(loop.rounds) times through one server" : ""
      var finding = Finding(
        .messageLoop, .medium, loop.rounds >= Self.rounds ? .high : .medium, start: loop.first,
        end: loop.last,
        count: loop.count,
        "\(loop.count) message\(loop.count == 1 ? "" : "s") for \(name) went round between servers\(round): the servers disagree about where its mail belongs."
      )
      finding.relatedHosts = hosts
      finding.evidence = loop.evidence
      finding.messageID = judgement.symbols.name(loop.messageID)
      finding.localID = judgement.symbols.name(loop.localID)
      finding.key = judgement.key(ofSymbol: domain, 48)
      return finding
    }
  }

  private func bounceFindings(_ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    for entry in bounces {
      let strangers = entry.strangers.filter { !judgement.policy.isOwn($0) }
      guard !strangers.isEmpty else { continue }
      let total = entry.domains.reduce(0) { $0 + $1.count }
      // A stranger whose sender is one of ours lies; the bounce goes to somebody who never wrote.
      let own = entry.domains.filter {
        judgement.policy.isOwn(domain: judgement.symbols.name($0.domain) ?? "")
      }
      .reduce(0) { $0 + $1.count }
      guard own >= 3 || total >= 20 else { continue }
      let host = judgement.host(entry.host)
      let count = BoundedCount.text(
        strangers.count, isFull: entry.strangers.count >= Self.strangerLimit)
      let whose = own * 2 >= total ? "senders of ours that it forged" : "senders that it gave"
      var finding = Finding(
        .messageBackscatter, .medium, own >= 3 ? .high : .low, start: entry.first, end: entry.last,
        count: total,
        "\(host ?? "A server") took mail of \(count) stranger\(strangers.count == 1 ? "" : "s") and sent \(entry.isPartial ? "at least " : "")\(total) bounces to \(whose): refuse unknown recipients before taking the mail."
      )
      finding.relatedIPs = Array(strangers.sorted().prefix(Finding.relatedLimit))
      if let host { finding.relatedHosts = [host] }
      finding.evidence = entry.evidence
      finding.key = judgement.key(ofHost: entry.host, 49)
      found.append(finding)
    }
    return found
  }

  private func floods(_ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    for (recipient, mailbox) in mailboxes.pairs.sorted(by: { $0.key < $1.key }) {
      var last = mailbox
      last.close(flood)
      guard let worst = last.worst, worst.count >= 10 * max(1, worst.earlier) else { continue }
      let name = judgement.symbols.name(recipient) ?? "a mailbox"
      let clients = BoundedCount.text(worst.clientCount, upTo: Self.clientLimit)
      var finding = Finding(
        .messageBomb, .medium, worst.clientCount >= 20 ? .high : .medium, start: worst.first,
        end: worst.last,
        count: worst.count,
        "\(name) got \(mailbox.isPartial ? "at least " : "")\(worst.count) messages within an hour from \(clients) client\(worst.clientCount == 1 ? "" : "s") (at most \(worst.earlier) in an hour before): a mail bomb may hide another message in it."
      )
      finding.user = name
      finding.relatedIPs = worst.clients
      finding.evidence = worst.evidence
      finding.key = judgement.key(ofSymbol: recipient, 50)
      found.append(finding)
    }
    return found
  }
}

extension MessageDetector.Mailbox {
  /// Messages in its fullest hour.
  fileprivate var most: UInt64 { max(earlier, count) }

  /// Ends the hour: keeps it where it is the worst that is a flood.
  fileprivate mutating func close(_ flood: UInt64) {
    if count >= flood, count > (worst?.count ?? 0) {
      worst = MessageDetector.Worst(
        first: first, last: last, count: count, clients: Array(clients.sorted().prefix(Finding.relatedLimit)),
        clientCount: clients.count, earlier: earlier, evidence: evidence)
    }
    earlier = max(earlier, count)
    count = 0
  }

  fileprivate mutating func take(_ client: IPAddress?, at time: Timestamp, _ location: Location) {
    count += 1
    last = max(last, time)
    if let client, clients.count < MessageDetector.clientLimit { clients.insert(client) }
    if evidence.count < Finding.evidenceLimit { evidence.append(location) }
  }

  fileprivate mutating func begin(_ hour: Int64, at time: Timestamp) {
    self.hour = hour
    first = time
    last = time
    clients.removeAll(keepingCapacity: true)
    evidence.removeAll(keepingCapacity: true)
  }
}

extension MessageDetector.Bounces {
  fileprivate mutating func add(
    _ found: [Int32], client: IPAddress, start: Timestamp, end: Timestamp, at location: Location
  ) {
    first = min(first, start)
    last = max(last, end)
    if strangers.count < MessageDetector.strangerLimit { strangers.insert(client) }
    if evidence.count < Finding.evidenceLimit { evidence.append(location) }
    for domain in found {
      if let place = domains.firstIndex(where: { $0.domain == domain }) {
        domains[place].count += 1
      } else if domains.count < MessageDetector.domainLimit {
        domains.append((domain, 1))
      } else if let rest = domains.firstIndex(where: { $0.domain == Symbols.others }) {
        domains[rest].count += 1
      } else {
        domains.append((Symbols.others, 1))
      }
    }
  }
}
