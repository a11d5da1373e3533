import Bytes
import Model

/// Relayed mail of clients that there was no room to keep apart: by host, recipient's domain and next server.
///
/// What an abuse spread over very many addresses has in common is where it goes. Memory: `limit` such ways, `clientLimit`
/// addresses of each.
struct RelayPool: Sendable {
  static let limit = 10_000
  static let clientLimit = 4_096
  /// Clients from which on a way is a finding.
  static let clientsNeeded = 20

  private struct Way: ListKey {
    var host: Int32
    var domain: Int32
    var relay: IPAddress

    var mixed: UInt64 {
      relay.mixed(with: UInt64(UInt32(bitPattern: host)) << 32 | UInt64(UInt32(bitPattern: domain)))
    }
  }
  fileprivate struct Sum: Sendable {
    var first: Timestamp
    var last: Timestamp
    var recipients: UInt64 = 0
    var delivered: UInt64 = 0
    var clients = KeyedList<IPAddress, Bool>()
    var evidence: [Location] = []
  }

  private var ways = KeyedList<Way, Sum>()
  /// Messages that not even a way was kept of.
  private(set) var dropped: UInt64 = 0

  /// (`inout` spares a copy with its lists.)
  mutating func add(_ abuse: inout RelayDetector.Abuse) {
    for number in abuse.domains.indices {
      let entry = abuse.domains[number]
      let way = Way(host: abuse.host, domain: entry.domain, relay: entry.relay)
      var place = ways.place(of: way)
      if place == nil {
        guard ways.count < Self.limit else {
          dropped += entry.recipients
          continue
        }
        place = ways.append(Sum(first: abuse.first, last: abuse.last), for: way)
      }
      ways[place!].add(&abuse, entry)
    }
  }

  func findings(_ judgement: Judgement) -> [Finding] {
    var found: [Finding] = []
    let ordered = ways.indices.sorted {
      let (left, right) = (ways.keys[$0], ways.keys[$1])
      return (left.host, left.domain, left.relay) < (right.host, right.domain, right.relay)
    }
    for place in ordered {
      let (way, sum) = (ways.keys[place], ways[place])
      let domain = judgement.symbols.name(way.domain) ?? "a domain"
      let strangers = sum.clients.keys.filter { !judgement.policy.isOwn($0) }
      guard strangers.count >= Self.clientsNeeded, !judgement.policy.isOwn(domain: domain),
        !judgement.policy.isOwn(way.relay)
      else { continue }
      let host = judgement.host(way.host)
      let isLearned = judgement.policy.isLearned
      let learned = isLearned ? ". If the domain is yours, say so (--local-domain)." : ". Close the relay."
      let isServed =
        judgement.relayed?.isServed(RelayedDomains.Key(host: way.host, domain: way.domain), besides: nil)
        ?? false
      let count = BoundedCount.text(strangers.count, isFull: sum.clients.count >= Self.clientLimit)
      var finding = Finding(
        .relayOpen, isServed ? .low : isLearned ? .medium : .high, isLearned ? .low : .medium,
        start: sum.first, end: sum.last, count: sum.recipients,
        "\(host ?? "A server") relayed mail of \(count) strangers, who did not log in, to \(sum.recipients) recipients in \(domain) through \(way.relay); \(sum.delivered) delivered\(learned)"
      )
      if let host { finding.relatedHosts = [host] }
      finding.relatedIPs = Array(strangers.sorted().prefix(Finding.relatedLimit))
      finding.evidence = sum.evidence
      finding.key = RelayDetector.key(way.relay, FindingKey.of(domain, judgement.key(ofHost: way.host, 2)))
      found.append(finding)
    }
    return found
  }
}

extension RelayPool.Sum {
  fileprivate mutating func add(_ abuse: inout RelayDetector.Abuse, _ entry: RelayDetector.Reached) {
    first = min(first, abuse.first)
    last = max(last, abuse.last)
    recipients += entry.recipients
    delivered += entry.delivered
    let client = abuse.address
    if clients.count < RelayPool.clientLimit, clients.place(of: client) == nil {
      clients.append(true, for: client)
    }
    if evidence.count < Finding.evidenceLimit {
      evidence.append(contentsOf: abuse.evidence.prefix(Finding.evidenceLimit - evidence.count))
    }
  }
}
