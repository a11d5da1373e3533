/// Who we are: the networks and domains that are ours. Given by the user, or learned from the evidence; findings
/// that rest on a learned one say so.
public struct Policy: Sendable {
  public struct Network: Sendable, Hashable {
    public var address: IPAddress
    /// Bits that count.
    public var prefix: Int
    /// `!` before it: what it holds is not ours.
    public var isExcluded: Bool

    public init(_ address: IPAddress, prefix: Int, isExcluded: Bool = false) {
      self.address = address
      self.prefix = prefix
      self.isExcluded = isExcluded
    }
  }

  /// Whose clients may relay, in the order of `mynetworks`: the first that holds an address decides.
  public var networks: [Network] = []
  /// Lower case; mail for them ends with us, or is relayed by us for its owner. One that begins with a dot stands
  /// for every domain below it.
  public var domains: Set<String> = []
  /// Names of our servers, lower case.
  public var hostNames: Set<String> = []
  /// Addresses of our servers.
  public var hosts: [Network] = []
  /// Whether any of it was learned.
  public var isLearned = false

  public init() {}

  /// Whether clients at `address` are ours; loopback always is.
  public func isOwn(_ address: IPAddress) -> Bool {
    if address.isLoopback { return true }
    for network in networks where address.isIn(network.address, prefix: network.prefix) {
      return !network.isExcluded
    }
    for host in hosts where address.isIn(host.address, prefix: host.prefix) { return true }
    return false
  }

  /// Whether mail for `domain` (any case, without a dot at its end) is ours to take.
  public func isOwn(domain: String) -> Bool {
    let name = domain.lowercased()
    if domains.contains(name) || hostNames.contains(name) { return true }
    var rest = name[...]
    while let dot = rest.firstIndex(of: ".") {
      if domains.contains(String(rest[dot...])) { return true }
      rest = rest[rest.index(after: dot)...]
    }
    return false
  }
}
