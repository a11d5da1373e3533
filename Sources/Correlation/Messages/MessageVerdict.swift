import Bytes
import Model

/// What is said of a message as a whole: disposition, direction, TLS, completeness.
extension MessageFold {
  /// Fills `summary` for the members that `scratch` holds.
  func summarize(_ summary: inout MessageSummary, _ scratch: inout MessageScratch, _ isJudged: Bool) {
    let first = hops[Int(summary.first)]
    summary.messageID = first.messageID
    summary.subject = first.subject
    if scratch.members.isEmpty {
      // Refused: the queue id's lines are all there is.
      summary.start = first.start
      summary.end = first.end
      summary.timeSource = first.timeSource
      summary.disposition = .rejected
      summary.tls = establishedTLS(first)
      summary.isComplete = first.flags.contains(.begins)
      return
    }
    var outcome = OutcomeSet()
    var reach = Reach()
    for place in scratch.members.indices {
      let hop = hops[Int(scratch.members[place])]
      summary.start = Timestamp.earlier(summary.start, hop.start)
      summary.end = Timestamp.later(summary.end, hop.end)
      summary.timeSource.weaken(to: hop.timeSource)
      if summary.messageID.isNone || summary.messageID.range.isEmpty, !hop.messageID.isNone {
        summary.messageID = hop.messageID
      }
      if summary.subject.isNone { summary.subject = hop.subject }
      if !isWhole(hop) { summary.isComplete = false }
      if isJudged { outcome.formUnion(outcomes(of: hop, &reach, &scratch)) }
    }
    if isJudged {
      summary.disposition = outcome.disposition
      summary.direction = direction(first, reach)
    }
    summary.tls = establishedTLS(first)
  }

  /// Seen from begin to end. A message that the server made itself (a bounce, a notice to the postmaster, a forward) has
  /// no line that begins it: there the Message-ID's line is the first, and it counts where the host's log began
  /// well before.
  private func isWhole(_ hop: HopRecord) -> Bool {
    guard hop.flags.contains(.ends) || hop.isDone else { return false }
    if !hop.flags.isDisjoint(with: [.begins, .generated, .bounce]) { return true }
    guard hop.flags.contains(.firstIsMessageID), !hop.sender.isNone else { return false }
    let text = arena.span
    let isNotice = hop.sender.range.isEmpty || text.has("double-bounce@", at: hop.sender.range.lower)
    return isNotice && !hop.start.isUnknown
      && hosts[Int(hop.host)].firstSeen.microseconds <= hop.start.microseconds &- slack
  }

  private func establishedTLS(_ hop: HopRecord) -> LogEvent.Certainty {
    if hop.tls != .unknown { return hop.tls }
    if hop.flags.contains(.alwaysTLS) { return .yes }
    guard hop.flags.contains(.network), hop.service >= 0 else { return .unknown }
    // Sendmail does not log connections as it comes, but TLS.
    let isSeen =
      hop.flags.contains(.sessionSeen)
      || hop.flags.contains([.countsRecipients, .begins])
        && hosts[Int(hop.host)].firstSeen.microseconds <= hop.start.microseconds
          &- MessageFold.connectionLength
    guard isSeen else { return .unknown }
    let since = services[Int(hop.service)].firstTLS
    // Seen up to the hop's own deadline: later lines are not looked at, wherever the checkpoints lie.
    return !since.isUnknown && since.microseconds <= hop.end.microseconds &+ horizon ? .no : .unknown
  }

  // MARK: Disposition

  /// What became of the recipients that ended with `hop`.
  private func outcomes(
    of hop: HopRecord, _ reach: inout Reach, _ scratch: inout MessageScratch
  ) -> OutcomeSet {
    var set = OutcomeSet()
    var next = hop.firstDelivery
    var hasDeferred = false
    while next >= 0 {
      let delivery = deliveries[Int(next)]
      next = delivery.next
      if delivery.isFinal { note(delivery, &reach) }
      if delivery.status == .deferred { hasDeferred = true }
    }
    if hasDeferred || hop.flags.contains([.dialogue, .envelope]) {
      set = lastOutcomes(of: hop, &scratch)
    } else {
      next = hop.firstDelivery
      while next >= 0 {
        let delivery = deliveries[Int(next)]
        next = delivery.next
        if delivery.isFinal { set.insert(OutcomeSet(delivery.status)) }
      }
    }
    if hop.flags.contains(.expired) {
      if set.contains(.deferred) || hop.firstDelivery < 0 { set.insert(.expired) }
      set.remove(.deferred)
    }
    if hop.flags.contains(.discarded) { set.insert(.discarded) }
    if hop.flags.contains(.refused) { set.insert(.rejected) }
    if hop.deliveryCount == 0, hop.flags.contains(.accepted), !hop.isClosed, set.isEmpty {
      set.insert(.queued)
    }
    return set
  }

  /// Each recipient's last status: a delivery that was deferred and then done is done.
  func lastOutcomes(of hop: HopRecord, _ scratch: inout MessageScratch) -> OutcomeSet {
    scratch.seen.removeAll()
    scratch.statuses.removeAll()
    var next = hop.firstDelivery
    while next >= 0 {
      let delivery = deliveries[Int(next)]
      next = delivery.next
      let status =
        delivery.flags.contains(.envelope)
        ? (hop.flags.contains(.dialogue) ? OutcomeSet.queued.rawValue : 0)
        : delivery.isFinal ? OutcomeSet(delivery.status).rawValue : 0
      let hash = arena.span.hash(
        delivery.originalRecipient.range, seed: arena.span.hash(delivery.recipient.range))
      let known = scratch.seen.find(hash)
      if known >= 0 {
        scratch.statuses[Int(known)] = status
      } else {
        scratch.seen.set(hash, Int32(truncatingIfNeeded: scratch.statuses.count))
        scratch.statuses.append(status)
      }
    }
    var set = OutcomeSet()
    for place in scratch.statuses.indices { set.insert(OutcomeSet(rawValue: scratch.statuses[place])) }
    return set
  }

  // MARK: Direction

  private func note(_ delivery: DeliveryRecord, _ reach: inout Reach) {
    if delivery.relayIP.isNone {
      // `relay=none` says nothing; a socket or a delivery agent is this host.
      if delivery.status == .sent || delivery.status == .discarded { reach.isLocal = true }
    } else if !reach.isRemote {
      // One that went outside decides.
      if isPrivate(delivery.relayIP) ?? true { reach.isLocal = true } else { reach.isRemote = true }
    }
  }

  /// Whether an address is one that no public host has; nil for what is no address.
  private func isPrivate(_ address: TextRef) -> Bool? {
    let text = arena.span
    // Private addresses begin with 0, 1, f or a colon: most need no parser.
    if !address.range.isEmpty, text[address.range.lower] &- 50 < 8 { return false }
    return IPAddress(text, address.range)?.isPrivate
  }

  /// Where the message came from and where its last deliveries went, as far as the log alone tells.
  ///
  /// From inside is a program on the host, a client that logged in, a client with a private address; from outside any
  /// other client. To the outside is a last delivery to a public address (of no hop of ours, else it were not the
  /// last). Inside to outside is `outbound`, inside to inside `internal`, outside to inside `inbound`, outside
  /// to outside `relayed`; a message that went both ways counts as leaving. A relay that is ours and whose log is not
  /// among the evidence looks like an outside one.
  private func direction(_ first: HopRecord, _ reach: Reach) -> MessageDirection {
    guard reach.isLocal || reach.isRemote else { return .unknown }
    let isInside: Bool
    if !first.flags.isDisjoint(with: [.local, .bounce, .generated, .authenticated]) || !first.user.isNone {
      isInside = true
    } else if !first.clientIP.isNone, let isPrivate = isPrivate(first.clientIP) {
      isInside = isPrivate
    } else {
      return .unknown
    }
    if reach.isRemote { return isInside ? .outbound : .relayed }
    return isInside ? .internal : .inbound
  }
}

/// Where last deliveries went.
struct Reach {
  var isLocal = false
  var isRemote = false
}

/// The outcomes that recipients of one message had.
struct OutcomeSet: OptionSet {
  var rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ status: LogEvent.DeliveryStatus) {
    switch status {
    case .none: self = []
    case .sent: self = .delivered
    case .deferred: self = .deferred
    case .bounced: self = .bounced
    case .expired: self = .expired
    case .discarded: self = .discarded
    case .rejected: self = .rejected
    }
  }

  static let delivered = OutcomeSet(rawValue: 1)
  static let bounced = OutcomeSet(rawValue: 2)
  static let deferred = OutcomeSet(rawValue: 4)
  static let expired = OutcomeSet(rawValue: 8)
  static let rejected = OutcomeSet(rawValue: 16)
  static let discarded = OutcomeSet(rawValue: 32)
  static let queued = OutcomeSet(rawValue: 64)

  var disposition: MessageDisposition {
    switch self {
    case []: .unknown
    case .delivered: .delivered
    case .bounced: .bounced
    case .deferred: .deferred
    case .expired: .expired
    case .rejected: .rejected
    case .discarded: .discarded
    case .queued: .queued
    default: .mixed
    }
  }
}
