import Bytes
import Model

/// What is counted together: an address, a network, or a whole host.
struct BurstKey: Hashable, Sendable {
  enum Kind: UInt8, Sendable { case address, network, host }
  var kind: Kind
  var host: Int32
  /// First address of the network; of a whole host 0.
  var address: IPAddress

  static func < (left: BurstKey, right: BurstKey) -> Bool {
    (left.host, left.kind.rawValue, left.address) < (right.host, right.kind.rawValue, right.address)
  }
}

/// A time in which a key's counts were above a threshold, up to ten quiet minutes.
struct BurstEpisode: Sendable {
  static let quiet: Int64 = 600
  static let addressLimit = 4_096

  var first: Timestamp
  var last: Timestamp
  /// Largest sums of the windows.
  var peaks: InlineArray<4, UInt64> = [0, 0, 0, 0]
  var connections: UInt64 = 0
  /// Of them those that came to nothing.
  var idle: UInt64 = 0
  /// Messages taken and logins accepted: what connections are for.
  var useful: UInt64 = 0
  /// Logins refused: guessing, which is another finding.
  var guesses: UInt64 = 0
  var addresses: Set<IPAddress> = []
  var evidence: [Location] = []
}

/// The counts of one key and the episode that is open.
struct BurstTrack: Sendable {
  var connections = SlidingSums()
  var open: BurstEpisode?
  /// Useful and refused logins of the last minutes before an episode opens.
  var useful: UInt64 = 0
  var guesses: UInt64 = 0
  var idle: UInt64 = 0
  var usefulSince: Int64 = .min / 2
  /// First evidence since the last quiet time.
  var recent: [Location] = []
  /// Addresses since then, up to those of a small network.
  var addresses: Set<IPAddress> = []
}
