public import Bytes
public import Model

/// Whose Received lines are evidence: hosts named by the user, hosts whose logs are at hand. What is not listed
/// is inferred by `PathBuilder` in the way of SpamAssassin.
public struct TrustBoundary: Sendable {
  public struct Network: Sendable, Hashable {
    public var address: IPAddress
    public var prefix: Int
    public init(address: IPAddress, prefix: Int) {
      self.address = address
      self.prefix = prefix
    }
  }

  /// Names in lower case; one that begins with a dot stands for every host below it.
  private var hosts: [[UInt8]] = []
  private var networks: [Network] = []

  public init() {}

  public var isEmpty: Bool { hosts.isEmpty && networks.isEmpty }

  /// Adds `--trusted-host`: a name, `.domain`, an address, or `address/prefix`.
  public mutating func add(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1)
    if let first = parts.first, let address = IPAddress(String(first)) {
      let whole = address.isIPv4 ? 32 : 128
      networks.append(Network(address: address, prefix: parts.count > 1 ? Int(parts[1]) ?? whole : whole))
    } else if !text.isEmpty {
      hosts.append(Array(text.utf8).map(\.lowercased))
    }
  }

  public mutating func add(_ network: Network) { networks.append(network) }

  public func contains(_ address: IPAddress) -> Bool {
    for network in networks where address.isIn(network.address, prefix: network.prefix) { return true }
    return false
  }

  public func containsHost(_ name: ByteRange, in text: Span<UInt8>) -> Bool {
    guard !name.isNone else { return false }
    for host in hosts {
      if host.first == UInt8(ascii: ".") {
        guard name.count > host.count else { continue }
        let tail = ByteRange(name.upper - host.count, name.upper)
        if HostName.equal(text, tail, host.span, ByteRange(0, host.count)) { return true }
      } else if HostName.equal(text, name, host.span, ByteRange(0, host.count)) {
        return true
      }
    }
    return false
  }
}
