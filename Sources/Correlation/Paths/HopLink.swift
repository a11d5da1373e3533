internal import Bytes
internal import MIME
internal import Model

/// Whether the host that one hop received from is the host that the hop before it names.
enum HopLink {
  /// A name or address says yes.
  case holds
  /// Nothing can be said: a name is missing or unqualified, a private address stands between.
  case untold
  /// Public names and addresses on both sides, and none agrees.
  case broken

  /// `newer` received from a host; `older` was written by one. Equal host, registered domain, provider, first
  /// label or address holds.
  static func between(newer: PathHop, older: PathHop, in text: Span<UInt8>) -> HopLink {
    if let from = newer.fromIP, let by = older.byIP, from == by { return .holds }
    let by = older.by.range
    guard !by.isNone else { return .untold }
    let helo = newer.fromHelo.range
    let domain = newer.fromDomain.range
    for name in [helo, domain] where !name.isNone && !name.isEmpty {
      if HostName.equal(text, name, text, by) || HostName.isSameOrganisation(text, name, text, by)
        || HostName.haveEqualFirstLabel(text, name, text, by)
      {
        return .holds
      }
    }
    switch newer.kind {
    case .local, .lmtp, .filter, .queue, .fetch, .mapi: return .untold
    case .unknown, .smtp, .http: break
    }
    guard older.byIP == nil, HostName.isQualified(text, by) else { return .untold }
    if let from = newer.fromIP, from.isPrivate { return .untold }
    let isNamed = HostName.isQualified(text, helo) || HostName.isQualified(text, domain)
    return isNamed ? .broken : .untold
  }

  /// The host that `newer` received from, as far as its server verified it, is the one `older` names.
  static func isVerified(newer: PathHop, older: PathHop, in text: Span<UInt8>) -> Bool {
    if let from = newer.fromIP, let by = older.byIP, from == by { return true }
    guard newer.isDomainVerified else { return false }
    let domain = newer.fromDomain.range
    return HostName.equal(text, domain, text, older.by.range)
      || HostName.haveEqualFirstLabel(text, domain, text, older.by.range)
      || HostName.isSameOrganisation(text, domain, text, older.by.range)
  }
}
