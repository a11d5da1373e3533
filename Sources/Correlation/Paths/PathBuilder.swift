internal import Bytes
public import MIME
public import Model

/// Builds the relay path of a stored message from its Received fields, with the logs at hand as witnesses.
///
/// **Trust.** The newest line was written by the host that stored the mail and is trusted. From there down a line
/// is trusted while the one above it received from: a host of the boundary, the same host or organisation under a
/// verified reverse name, a private or loopback address, a mailbox (fetchmail), a provider's own network. The
/// first line that received from elsewhere is the last trusted one: the address it saw is the origin, the lines
/// below are claims. An authenticated submission ends trust too: its client may write what it likes. A line that
/// its host's log confirms is `own-log` wherever it stands.
///
/// **Forgery.** Every mark alone is common in honest mail (RELAY-PATHS.md §2). A path is called forged when
/// reasons of two independent kinds speak against its claimed hops, one of them the chain, the log or an
/// impossible id. Marks on trusted hops are shown and never counted.
///
/// - Source: RELAY-PATHS.md §2, §3; SpamAssassin's trust path; SpamCop's chain test.
public struct PathBuilder: ~Copyable, Sendable {
  public var boundary: TrustBoundary
  private let limits: Limits
  private var scratch = ByteBuffer(capacity: 2048)

  /// A clock may be this far off before time counts as running back.
  static let clockToleranceMicroseconds: Int64 = 3_600_000_000
  /// Sendmail's ids were made from local time in some builds.
  static let zoneToleranceMicroseconds: Int64 = 15 * 3_600_000_000

  public init(boundary: TrustBoundary = TrustBoundary(), limits: Limits = Limits()) {
    self.boundary = boundary
    self.limits = limits
  }

  /// Builds the path of the message whose header block `header` was parsed from `bytes` into `path`, which is
  /// emptied first. A message without Received fields has no hops and no origin.
  public mutating func build<Logs: PathLogs>(
    _ header: HeaderBlock, of bytes: Span<UInt8>, logs: Logs, into path: inout RelayPath
  ) {
    path.removeAll()
    path.droppedHops = Swift.max(header.receivedCount - limits.receivedFields, 0)
    readHeader(header, bytes, &path)
    readHops(header, bytes, &path)
    // The hops leave the path while its texts are borrowed.
    var hops: [PathHop] = []
    swap(&hops, &path.hops)
    if trust(&hops, path.messageID, path.text, logs) { path.source = .both }
    mark(&hops, path.text, logs)
    swap(&hops, &path.hops)
    markRunsBelowHeaders(header, &path)
    judge(&path)
    path.hops.reverse()
    path.finish()
  }

  // MARK: reading

  private mutating func readHeader(
    _ header: HeaderBlock, _ bytes: Span<UInt8>, _ path: inout RelayPath
  ) {
    for field in header.fields {
      switch field.name {
      case .messageID where path.messageID.isNone:
        unfold(field, bytes)
        let range = MessageIDField.parse(scratch.span, ByteRange(0, scratch.count))
        path.messageID = path.text.keep(scratch.span, range)
      case .from where path.fromAddresses.isEmpty:
        unfold(field, bytes)
        keepAddresses(&path)
      case .returnPath where path.returnPath.isNone:
        unfold(field, bytes)
        var addresses: [MailAddress] = []
        AddressField.parse(scratch.span, ByteRange(0, scratch.count), into: &addresses)
        if let first = addresses.first { path.returnPath = path.text.keep(scratch.span, first.address) }
      case .originatingIP where path.claimedOriginIP == nil:
        unfold(field, bytes)
        path.claimedOriginIP = PathBuilder.bracketedAddress(scratch.span)
      default: break
      }
    }
  }

  private mutating func unfold(_ field: HeaderField, _ bytes: Span<UInt8>) {
    scratch.removeAll()
    HeaderBlock.unfold(field, of: bytes, into: &scratch)
  }

  private mutating func keepAddresses(_ path: inout RelayPath) {
    var addresses: [MailAddress] = []
    AddressField.parse(scratch.span, ByteRange(0, scratch.count), into: &addresses)
    var clean = ByteBuffer(capacity: 128)
    for address in addresses.prefix(100) where !address.address.isNone && !address.address.isEmpty {
      clean.removeAll()
      AddressField.appendAddress(address, of: scratch.span, into: &clean)
      path.fromAddresses.append(path.text.keep(clean.span, ByteRange(0, clean.count)))
    }
  }

  private static func bracketedAddress(_ text: Span<UInt8>) -> IPAddress? {
    var start = 0
    var end = text.count
    if start < end, text[start] == UInt8(ascii: "[") { start += 1 }
    if end > start, text[end - 1] == UInt8(ascii: "]") { end -= 1 }
    return IPAddress(text, ByteRange(start, end))
  }

  /// Hops newest first, as they stand.
  private mutating func readHops(
    _ header: HeaderBlock, _ bytes: Span<UInt8>, _ path: inout RelayPath
  ) {
    var parser = ReceivedParser()
    var field = ReceivedField()
    for one in header.fields where one.name == .received {
      unfold(one, bytes)
      parser.parse(scratch.span, into: &field)
      // qmail notes its queue in a line of its own above the one of its smtpd: together they are one hop.
      if let last = path.hops.last, last.kind == .queue, last.software == .qmail, !field.by.isNone,
        field.kind != .queue
      {
        path.hops.removeLast()
      }
      path.hops.append(PathBuilder.hop(field, scratch.span, one.valueRange, &path.text))
    }
  }

  private static func hop(
    _ field: ReceivedField, _ text: Span<UInt8>, _ raw: ByteRange, _ arena: inout TextArena
  ) -> PathHop {
    var hop = PathHop()
    hop.time = field.date.time
    hop.by = arena.keep(text, field.by)
    hop.byIP = field.byIP
    hop.fromHelo = arena.keep(text, field.fromHelo)
    hop.fromDomain = arena.keep(text, field.fromDomain)
    hop.isDomainVerified = field.isDomainVerified
    hop.fromIP = field.fromIP
    hop.with = arena.keep(text, field.with)
    hop.transport = field.transport
    hop.id = arena.keep(text, field.isIDVersion ? .none : field.id)
    hop.recipient = field.recipientCount > 0 ? arena.keep(text, field.recipients[0]) : .none
    hop.tls = field.tls
    hop.isAuthenticated = field.isAuthenticated
    hop.user = arena.keep(text, field.user)
    hop.kind = field.kind
    hop.software = field.software
    hop.raw = raw
    if !field.isParsable { hop.anomalies.insert(.unparsable) }
    if field.hasImpossibleIP { hop.anomalies.insert(.reservedAddress) }
    if field.mayBeForged { hop.anomalies.insert(.mayBeForged) }
    switch field.date.status {
    case .none: hop.anomalies.insert(.dateMissing)
    case .bad: hop.anomalies.insert(.dateBad)
    case .naive, .ok: break
    }
    if field.date.hasWrongWeekday { hop.anomalies.insert(.weekdayMismatch) }
    if field.date.hasImpossibleZone { hop.anomalies.insert(.zoneImpossible) }
    return hop
  }

  // MARK: trust

  /// Returns whether a log confirmed any hop.
  private func trust<Logs: PathLogs>(
    _ hops: inout [PathHop], _ messageID: TextRef, _ arena: borrowing TextArena, _ logs: Logs
  ) -> Bool {
    var isTrusted = true
    var hasLogged = false
    let text = arena.span
    let messageHash = messageID.isNone ? 0 : text.hash(messageID.range)
    for place in hops.indices {
      var hop = hops[place]
      lookUp(&hop, logs, messageHash, text)
      if hop.trust != .ownLog { hop.trust = isTrusted ? .trusted : .claimed }
      hops[place] = hop
      if hop.trust == .ownLog { hasLogged = true }
      guard place + 1 < hops.count else { break }
      if hop.trust != .claimed {
        isTrusted = continues(hop, hops[place + 1], text)
      }
    }
    return hasLogged
  }

  private func lookUp<Logs: PathLogs>(
    _ hop: inout PathHop, _ logs: Logs, _ messageHash: UInt64, _ text: Span<UInt8>
  ) {
    guard !hop.by.isNone, !hop.id.isNone, !hop.id.range.isEmpty else { return }
    guard let logged = logs.hop(host: hop.by.range, id: hop.id.range, near: hop.time, in: text) else {
      if QueueIDShape.isLogged(by: hop.software), !hop.time.isUnknown,
        logs.covers(host: hop.by.range, at: hop.time, in: text)
      {
        hop.anomalies.insert(.noLog)
      }
      return
    }
    let isOther = logged.messageIDHash != 0 && messageHash != 0 && logged.messageIDHash != messageHash
    let isOtherTime =
      !logged.time.isUnknown && !hop.time.isUnknown
      && PathBuilder.distance(logged.time, hop.time) > PathBuilder.clockToleranceMicroseconds
    var isOtherClient = false
    if let stated = hop.fromIP, let seen = logged.fromIP { isOtherClient = stated != seen }
    // One disagreement may be the log's (a proxy, a rewritten Message-ID); an id that was copied has two.
    let disagreements = (isOther ? 1 : 0) + (isOtherTime ? 1 : 0) + (isOtherClient ? 1 : 0)
    if disagreements >= 2 || isOtherClient {
      hop.anomalies.insert(.logMismatch)
      return
    }
    hop.trust = .ownLog
    hop.logged = logged.location
  }

  static func distance(_ left: Timestamp, _ right: Timestamp) -> Int64 {
    let (difference, overflow) = left.microseconds.subtractingReportingOverflow(right.microseconds)
    return overflow ? .max : Int64(clamping: difference.magnitude)
  }

  /// Whether the line below a trusted hop was written inside the trust boundary too.
  private func continues(_ hop: PathHop, _ older: PathHop, _ text: Span<UInt8>) -> Bool {
    if hop.kind == .fetch { return true }
    let by = hop.by.range
    guard let address = hop.fromIP else {
      // A step on the host itself, or a provider that does not tell its inner client.
      if hop.byIP?.isPrivate ?? false { return true }
      return older.by.isNone || HostName.equal(text, by, text, older.by.range)
        || HostName.isSameOrganisation(text, by, text, older.by.range)
        || (!HostName.isQualified(text, older.by.range) && hop.kind != .unknown)
    }
    if boundary.contains(address) { return true }
    let isVerified = HopLink.isVerified(newer: hop, older: older, in: text)
    if isVerified, boundary.containsHost(older.by.range, in: text) { return true }
    if hop.isAuthenticated { return false }
    if address.isPrivate { return HopLink.between(newer: hop, older: older, in: text) != .broken }
    if isVerified, HostName.isSameOrganisation(text, by, text, hop.fromDomain.range) { return true }
    // A host that hands to itself under its public address.
    if let own = hop.byIP, own == address { return true }
    guard HostName.isQualified(text, by), HostName.isQualified(text, older.by.range) else { return false }
    let provider = HostName.Provider(text, HostName.registeredDomain(text, by))
    return provider != .none && provider != .sparkpost
      && provider == HostName.Provider(text, HostName.registeredDomain(text, older.by.range))
      && ProviderNetworks.contain(address, of: provider)
  }

  // MARK: marks

  private func mark<Logs: PathLogs>(_ hops: inout [PathHop], _ arena: borrowing TextArena, _ logs: Logs) {
    let text = arena.span
    var boundaryTime: Timestamp = .unknown
    var hasPublicBelow = false
    for place in hops.indices.reversed() {
      if let address = hops[place].fromIP {
        if address.isPrivate, hasPublicBelow, !address.isLoopback {
          hops[place].anomalies.insert(.privateAfterPublic)
        }
        if !address.isPrivate { hasPublicBelow = true }
      }
    }
    for place in hops.indices {
      var hop = hops[place]
      markAlone(&hop, logs, text)
      if place > 0 {
        let newer = hops[place - 1]
        markPair(newer, &hop, text)
        if PathBuilder.isLater(hop.time, newer.time) || PathBuilder.isLater(hop.time, boundaryTime) {
          if hop.trust == .claimed || newer.trust != .claimed { hop.anomalies.insert(.timeReversed) }
        }
      }
      hops[place] = hop
      if hop.trust != .claimed, !hop.time.isUnknown { boundaryTime = hop.time }
    }
  }

  private static func isLater(_ time: Timestamp, _ other: Timestamp) -> Bool {
    guard !time.isUnknown, !other.isUnknown, time > other else { return false }
    return distance(time, other) > clockToleranceMicroseconds
  }

  private func markAlone<Logs: PathLogs>(_ hop: inout PathHop, _ logs: Logs, _ text: Span<UInt8>) {
    if let address = hop.fromIP, address.isReserved { hop.anomalies.insert(.reservedAddress) }
    if !hop.id.isNone {
      let id = hop.id.range
      if !QueueIDShape.isPossible(id, of: hop.software, in: text) {
        hop.anomalies.insert(.idImpossible)
      } else if let made = logs.idTime(id, of: hop.software, in: text), !hop.time.isUnknown {
        let tolerance =
          hop.software == .sendmail
          ? PathBuilder.zoneToleranceMicroseconds : PathBuilder.clockToleranceMicroseconds
        if PathBuilder.distance(made, hop.time) > tolerance { hop.anomalies.insert(.idClockMismatch) }
      }
    }
    guard let address = hop.fromIP, !address.isPrivate else { return }
    let helo = hop.fromHelo.range
    let domain = hop.fromDomain.range
    let isHost = HostName.isQualified(text, helo)
    if isHost, HostName.isQualified(text, domain), !HostName.isSameOrganisation(text, helo, text, domain) {
      hop.anomalies.insert(.heloMismatch)
    }
    // The receiving host's own name from a stranger.
    if isHost, HostName.equal(text, helo, text, hop.by.range), hop.byIP != address,
      !(hop.isDomainVerified && HostName.isSameOrganisation(text, domain, text, hop.by.range)),
      !boundary.contains(address)
    {
      hop.anomalies.insert(.heloOwnDomain)
    }
    let recipient = hop.recipient.range
    if isHost, !recipient.isNone,
      let at = text.findLast(UInt8(ascii: "@"), from: recipient.lower, to: recipient.upper),
      HostName.equal(text, helo, text, ByteRange(at + 1, recipient.upper)),
      domain.isNone || !HostName.isSameOrganisation(text, helo, text, domain), !hop.isAuthenticated
    {
      hop.anomalies.insert(.heloOwnDomain)
    }
  }

  private func markPair(_ newer: PathHop, _ older: inout PathHop, _ text: Span<UInt8>) {
    if HopLink.between(newer: newer, older: older, in: text) == .broken { older.anomalies.insert(.fromByGap) }
    if let address = newer.fromIP, !address.isPrivate, HostName.isQualified(text, older.by.range) {
      let provider = HostName.Provider(text, HostName.registeredDomain(text, older.by.range))
      if provider != .none, !ProviderNetworks.contain(address, of: provider) {
        older.anomalies.insert(.providerNetwork)
      }
    }
  }

  /// Received lines that stand below From and Subject although others stand above them.
  private func markRunsBelowHeaders(_ header: HeaderBlock, _ path: inout RelayPath) {
    var hasReceived = false
    var hasFrom = false
    var hasSubject = false
    var place = 0
    for field in header.fields {
      switch field.name {
      case .received:
        if hasReceived, hasFrom, hasSubject {
          // Merged lines have one hop: found by the value's range.
          while place < path.hops.count, path.hops[place].raw.start < field.valueRange.start { place += 1 }
          if place < path.hops.count, path.hops[place].raw == field.valueRange {
            path.hops[place].anomalies.insert(.belowHeaders)
          }
        }
        if !hasFrom, !hasSubject { hasReceived = true }
      case .from: hasFrom = true
      case .subject: hasSubject = true
      default: break
      }
    }
  }

  // MARK: judgement

  private func judge(_ path: inout RelayPath) {
    var reasons: ForgeryReasons = []
    var hasClaimed = false
    for place in path.hops.indices where path.hops[place].trust == .claimed {
      let anomalies = path.hops[place].anomalies
      if !hasClaimed {
        hasClaimed = true
        if place > 0, path.hops[place - 1].anomalies.contains(.heloOwnDomain) { reasons.insert(.identity) }
      }
      if !anomalies.isDisjoint(with: [.fromByGap, .providerNetwork]) { reasons.insert(.chain) }
      if !anomalies.isDisjoint(with: [.idImpossible, .idClockMismatch]) { reasons.insert(.id) }
      if !anomalies.isDisjoint(with: [.timeReversed, .weekdayMismatch, .zoneImpossible]) {
        reasons.insert(.clock)
      }
      if anomalies.contains(.reservedAddress) { reasons.insert(.address) }
      if !anomalies.isDisjoint(with: [.noLog, .logMismatch]) { reasons.insert(.log) }
      if anomalies.contains(.belowHeaders) { reasons.insert(.position) }
    }
    path.reasons = reasons
    path.isForged = hasClaimed && reasons.count >= 2 && !reasons.isDisjoint(with: [.chain, .log, .id])
  }
}
