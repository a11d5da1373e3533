import Bytes
import Model

/// `burst.limit`: limits of its own that a server reached, by host, up to ten quiet minutes.
struct LimitLog: Sendable {
  fileprivate struct Reached: Sendable {
    var first: Timestamp
    var last: Timestamp
    var count: UInt64 = 0
    var names: [(name: Int32, count: UInt64)] = []
    /// Clients that were limited or turned away, each with its lines.
    var addresses: [IPAddress: UInt64] = [:]
    /// Lines about clients that there was no room for.
    var others: UInt64 = 0
    var evidence: [Location] = []
    /// Lines in which the server itself had no more room; the others are a client's own limit.
    var own: UInt64 = 0
  }

  private static let quiet: Int64 = 600_000_000
  private static let limit = 20_000
  fileprivate static let addressLimit = 1_000
  /// Clients known to be of use; of one beyond it is said that nothing is known.
  private static let usefulLimit = 50_000

  private var open: [Int32: Int] = [:]
  /// Clients that brought mail or logged in.
  private var useful = KeyedList<HostClient, Bool>()
  private var all: [(host: Int32, reached: Reached)] = []
  private var dropped: UInt64 = 0

  var drops: [String] {
    dropped == 0 ? [] : ["bursts: \(dropped) limits reached beyond \(Self.limit) times not counted"]
  }

  /// A client of `host` brought a message or logged in; once is enough.
  mutating func noteUseful(host: Int32, _ address: IPAddress) {
    guard useful.count < Self.usefulLimit else { return }
    let client = HostClient(host: host, address: address)
    if useful.place(of: client) == nil { useful.append(true, for: client) }
  }

  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {
    guard fact.kind == .limit || fact.kind == .turnedAway else { return }
    // A user's own sessions are his affair.
    if !fact.reason.isNone,
      text.find("userip", from: fact.reason.range.lower, to: fact.reason.range.upper) != nil
    {
      return
    }
    var place = open[host]
    if let known = place, fact.time.microseconds &- all[known].reached.last.microseconds > Self.quiet {
      place = nil
    }
    if place == nil {
      guard all.count < Self.limit else {
        dropped += UInt64(fact.count)
        return
      }
      all.append((host, Reached(first: fact.time, last: fact.time)))
      place = all.count - 1
      open[host] = place
    }
    let name = symbols.intern(text, fact.reason)
    all[place!].reached.take(fact, name: name)
  }

  func findings(_ judgement: Judgement) -> [Finding] {
    all.compactMap { host, reached in
      // Servers of ours that are too fast for each other are no attack, nor is a rate that names no client.
      let strangers = reached.addresses.filter { !judgement.policy.isOwn($0.key) }
      let count = reached.own + strangers.values.reduce(0, +)
      guard reached.own > 0 || count >= 20 else { return nil }
      // One correspondent with much mail, who reaches the limit that is set for each client.
      let isCorrespondent =
        reached.own == 0 && strangers.count == 1
        && strangers.keys.contains { useful.place(of: HostClient(host: host, address: $0)) != nil }
      let isUnsure =
        reached.own == 0 && strangers.count == 1 && !isCorrespondent && useful.count >= Self.usefulLimit
      let doubt =
        isUnsure ? " Whether the client brings mail is not known: more than \(Self.usefulLimit) do." : ""
      let name = judgement.host(host) ?? "A server"
      // Of equal ones those that came first.
      let names = reached.names.enumerated()
        .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.prefix(3)
        .compactMap { judgement.symbols.name($0.element.name) }.map { String($0.prefix(60)) }
      let what = names.isEmpty ? "limits" : names.joined(separator: "; ")
      var finding = Finding(
        .burstLimit, count >= 3 && !isCorrespondent ? .medium : .low, isUnsure ? .low : .high,
        start: reached.first,
        end: reached.last,
        count: count,
        "\(name) reached its limits \(reached.others > 0 ? "at least " : "")\(count) time\(count == 1 ? "" : "s") (\(what)): clients were turned away or had to wait.\(doubt)"
      )
      finding.relatedHosts = judgement.host(host).map { [$0] } ?? []
      finding.relatedIPs = Array(strangers.keys.sorted().prefix(Finding.relatedLimit))
      if strangers.count == 1 { finding.sourceIP = finding.relatedIPs[0] }
      finding.evidence = reached.evidence
      finding.key = judgement.key(ofHost: host, 32)
      return finding
    }
  }
}

extension LimitLog.Reached {
  fileprivate mutating func take(_ fact: Fact, name: Int32) {
    first = min(first, fact.time)
    last = max(last, fact.time)
    count += UInt64(fact.count)
    if fact.isServerLimit { own += UInt64(fact.count) }
    if let address = fact.address {
      if addresses[address] != nil || addresses.count < LimitLog.addressLimit {
        addresses[address, default: 0] += UInt64(fact.count)
      } else {
        others += UInt64(fact.count)
      }
    }
    if evidence.count < Finding.evidenceLimit { evidence.append(fact.location) }
    guard name >= 0 else { return }
    if let place = names.firstIndex(where: { $0.name == name }) {
      names[place].count += 1
    } else if names.count < 16 {
      names.append((name, 1))
    }
  }
}
