import Model

/// The clients of one network (/24, /48) that a finding about senders is about, with their messages.
struct SenderClients {
  /// Each once, in order.
  let addresses: [IPAddress]
  private let network: IPAddress
  private let messages: [(address: IPAddress, host: Int32, location: Location)]

  init(_ network: IPAddress, _ messages: [(address: IPAddress, host: Int32, location: Location)]) {
    self.network = network
    self.messages = messages
    addresses = Set(messages.map(\.address)).sorted()
  }

  private var prefix: Int { network.sitePrefix }

  var name: String {
    addresses.count == 1 ? "\(addresses[0])" : "\(addresses.count) addresses of \(network)/\(prefix)"
  }

  /// Source, related addresses and hosts, and evidence.
  func fill(_ finding: inout Finding, _ judgement: Judgement) {
    if addresses.count == 1 {
      finding.sourceIP = addresses[0]
    } else {
      finding.sourceNetwork = (network, prefix)
    }
    finding.relatedIPs = Array(addresses.prefix(Finding.relatedLimit))
    for message in messages {
      finding.add(message.location)
      if let name = judgement.symbols.name(message.host), finding.relatedHosts.count < Finding.relatedLimit,
        !finding.relatedHosts.contains(name)
      {
        finding.relatedHosts.append(name)
      }
    }
  }
}
