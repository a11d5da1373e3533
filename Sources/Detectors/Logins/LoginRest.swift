import Bytes
import Model

/// Failed logins of addresses that there was no room to keep apart: how many, and from about how many.
struct LoginRest: Sendable {
  private var first = Timestamp(microseconds: .max)
  private var last = Timestamp.unknown
  private(set) var failures: UInt64 = 0
  /// Failures of the address with most.
  private var most: UInt64 = 0
  private var clients = DistinctCount()
  private var protocols: UInt16 = 0
  private var evidence: [Location] = []

  var isEmpty: Bool { failures == 0 }

  mutating func add(_ source: LoginSource, _ address: IPAddress) {
    for episode in source.episodes {
      first = min(first, episode.first)
      last = max(last, episode.last)
      protocols |= episode.protocols
      for location in episode.evidence.prefix(1) where evidence.count < Finding.evidenceLimit {
        evidence.append(location)
      }
    }
    failures += source.failures
    most = max(most, source.failures)
    clients.insert(address)
  }

  var finding: Finding? {
    if isEmpty { return nil }
    var finding = Finding(
      .loginStuffing, .low, .medium, start: first, end: last, count: failures,
      "About \(min(clients.estimate, failures)) addresses more failed to log in \(failures) times (\(LoginDetector.protocols(protocols))), none of them more than \(most) time\(most == 1 ? "" : "s") in a row: they are too many to be told one by one."
    )
    finding.evidence = evidence
    finding.key = 9
    return finding
  }
}
