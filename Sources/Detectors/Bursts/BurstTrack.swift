import Bytes
import Model

/// What is counted together: an address, a network, or a whole host.
struct BurstKey: Hashable, Sendable {
  enum Kind: UInt8, Sendable { case address, network, host }
  var kind: Kind
  var host: Int32
  /// First address of the network; of a whole host 0.
  var address: IPAddress

  func hash(into hasher: inout Hasher) {
    hasher.combine(
      Hashing.mix(
        address.high ^ (UInt64(UInt32(bitPattern: host)) << 8 | UInt64(kind.rawValue))
          &+ 0x9E37_79B9_7F4A_7C15,
        address.low ^ 0xA076_1D64_78BD_642F))
  }

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

  /// What a connection turned out to be.
  enum Use: Sendable { case idle, useful, guess }

  /// Counts a connection, and opens an episode where a window reaches its floor. The episode that a silence before it ended.
  mutating func add(
    _ fact: Fact, _ kind: BurstKey.Kind, _ floor: InlineArray<4, UInt64>, _ address: IPAddress
  ) -> BurstEpisode? {
    let second = fact.time.seconds
    var ended: BurstEpisode?
    if connections.last == .min || second - connections.last > BurstEpisode.quiet {
      ended = open
      open = nil
      recent.removeAll(keepingCapacity: true)
      addresses.removeAll(keepingCapacity: true)
    }
    if recent.count < Finding.evidenceLimit { recent.append(fact.location) }
    if kind != .address, open == nil, addresses.count < 256 { addresses.insert(address) }
    connections.add(fact.count, at: second)
    if open == nil {
      for width in 0..<4 where connections.sums[width] >= floor[width] {
        let start = Timestamp(seconds: connections.start(of: width))
        var episode = BurstEpisode(first: start, last: fact.time)
        episode.connections = connections.sums[width] &- UInt64(fact.count)
        episode.useful = useful
        episode.guesses = guesses
        episode.idle = idle
        episode.evidence = recent
        episode.addresses = addresses
        open = episode
        break
      }
    }
    if open != nil {
      open!.last = max(open!.last, fact.time)
      open!.connections += UInt64(fact.count)
      if open!.addresses.count < BurstEpisode.addressLimit { open!.addresses.insert(address) }
      for width in 0..<4 { open!.peaks[width] = max(open!.peaks[width], connections.sums[width]) }
    }
    return ended
  }

  /// Adds to what the connections came to.
  mutating func note(_ fact: Fact, _ use: Use) {
    if open != nil {
      switch use {
      case .idle: open!.idle += UInt64(fact.count)
      case .useful: open!.useful += UInt64(fact.count)
      case .guess: open!.guesses += UInt64(fact.count)
      }
      return
    }
    // What happened long ago says nothing of a burst that begins now.
    if fact.time.seconds - usefulSince > BurstEpisode.quiet {
      useful = 0
      guesses = 0
      idle = 0
      usefulSince = fact.time.seconds
    }
    switch use {
    case .idle: idle += UInt64(fact.count)
    case .useful: useful += UInt64(fact.count)
    case .guess: guesses += UInt64(fact.count)
    }
  }
}
