import Bytes
import Model

/// `burst.harvest`: many recipients that do not exist, tried by one address on one host, up to ten quiet minutes.
struct HarvestLog: Sendable {
  private struct Tried: Sendable {
    var first: Timestamp
    var last: Timestamp
    var count: UInt64 = 0
    /// The server itself called it a flood of bad recipients.
    var floods: UInt64 = 0
    /// Messages that were taken from it meanwhile.
    var brought: UInt64 = 0
    /// Hashes of the recipients.
    var recipients: Set<UInt64> = []
    var evidence: [Location] = []
    /// Domains of recipients that may have been refused because they are not ours.
    var doubtful: Set<Int32> = []
  }

  private static let quiet: Int64 = 600_000_000
  private static let limit = 50_000
  private static let recipientLimit = 10_000
  /// Different unknown recipients from which on it is a harvest.
  private let floor: Int
  private var open: [HostClient: Tried] = [:]
  private var done: [(client: HostClient, tried: Tried)] = []
  private var dropped: UInt64 = 0
  private var swept = Int64.min / 2

  var drops: [String] {
    dropped == 0 ? [] : ["bursts: \(dropped) unknown recipients of clients beyond \(Self.limit) not counted"]
  }

  init(_ thresholds: Thresholds) { floor = Int(clamping: thresholds[.burstHarvest]) }

  mutating func take(
    _ fact: Fact, host: Int32, _ address: IPAddress, _ text: Span<UInt8>, _ symbols: inout Symbols
  ) {
    if fact.kind == .accepted {
      let client = HostClient(host: host, address: address)
      if let tried = open[client], fact.time.microseconds &- tried.last.microseconds <= Self.quiet {
        open[client]!.brought += UInt64(fact.count)
      }
      return
    }
    let isFlood =
      fact.kind == .limit && !fact.reason.isNone
      && text.find("RCPT", from: fact.reason.range.lower, to: fact.reason.range.upper) != nil
    guard fact.kind == .unknownRecipient || fact.kind == .refusedRecipient || isFlood else { return }
    let client = HostClient(host: host, address: address)
    if let old = open[client], fact.time.microseconds &- old.last.microseconds > Self.quiet {
      close(client, old)
    }
    if open[client] == nil {
      if open.count >= Self.limit { sweep(before: fact.time) }
      guard open.count < Self.limit else {
        dropped += UInt64(fact.count)
        return
      }
      open[client] = Tried(first: fact.time, last: fact.time)
    }
    open[client]!.last = max(open[client]!.last, fact.time)
    open[client]!.count += UInt64(fact.count)
    if isFlood { open[client]!.floods += UInt64(fact.count) }
    if fact.kind == .refusedRecipient, !fact.recipient.isNone, open[client]!.doubtful.count < 16 {
      let range = fact.recipient.range
      let at = text.findLast(.ascii("@"), from: range.lower, to: range.upper).map { $0 + 1 } ?? range.lower
      open[client]!.doubtful.insert(symbols.internLowercased(text, ByteRange(at, range.upper)))
    }
    if !fact.recipient.isNone, open[client]!.recipients.count < Self.recipientLimit {
      open[client]!.recipients.insert(text.hash(fact.recipient.range))
    }
    if open[client]!.evidence.count < Finding.evidenceLimit { open[client]!.evidence.append(fact.location) }
  }

  private mutating func close(_ client: HostClient, _ tried: Tried) {
    open[client] = nil
    guard isHarvest(tried) else { return }
    if done.count < Self.limit { done.append((client, tried)) } else { dropped += tried.count }
  }

  private mutating func sweep(before time: Timestamp) {
    // Where all are recent it is not looked again and again.
    guard abs(time.microseconds &- swept) > Self.quiet else { return }
    swept = time.microseconds
    let old = open.filter { time.microseconds &- $0.value.last.microseconds > Self.quiet }
    for (client, tried) in old.sorted(by: { ($0.key.host, $0.key.address) < ($1.key.host, $1.key.address) }) {
      close(client, tried)
    }
  }

  private func isHarvest(_ tried: Tried) -> Bool { tried.recipients.count >= floor || tried.floods > 0 }

  func findings(_ judgement: Judgement) -> [Finding] {
    let all = done + open.filter { isHarvest($0.value) }.map { (client: $0.key, tried: $0.value) }
    return all.filter { entry in
      !judgement.policy.isOwn(entry.client.address)
        && (entry.tried.doubtful.isEmpty
          || entry.tried.doubtful.contains {
            judgement.policy.isOwn(domain: judgement.symbols.name($0) ?? "")
          })
    }.map { client, tried in
      let host = judgement.host(client.host)
      let what =
        tried.recipients.count > 0
        ? "\(BoundedCount.text(tried.recipients.count, upTo: Self.recipientLimit)) recipients that do not exist"
        : "bad recipients until the server slowed it down"
      // A list whose members have left brings far more than it fails with.
      let isCorrespondent = tried.floods == 0 && tried.brought >= 2 * UInt64(tried.recipients.count)
      let verdict =
        isCorrespondent
        ? ", and brought \(tried.brought) messages that were taken: a list with members who have left, or spam sent to guessed names."
        : ": it harvests addresses."
      var finding = Finding(
        .burstHarvest, isCorrespondent ? .low : .medium,
        isCorrespondent ? .low : tried.recipients.count >= 30 || tried.floods > 0 ? .high : .medium,
        start: tried.first, end: tried.last, count: tried.count,
        "\(client.address) tried \(what) at \(host ?? "a server")\(verdict)")
      finding.sourceIP = client.address
      if let host { finding.relatedHosts = [host] }
      finding.evidence = tried.evidence
      finding.key = RelayDetector.key(client.address, judgement.key(ofHost: client.host, 33))
      return finding
    }
  }
}
