import Bytes
import Model

/// What is counted together: an address, a network, or a whole host.
struct BurstKey: ListKey {
  enum Kind: UInt8, Sendable { case address, network, host }
  var kind: Kind
  var host: Int32
  /// First address of the network; of a whole host 0.
  var address: IPAddress

  @inline(__always)
  var mixed: UInt64 { address.mixed(with: UInt64(UInt32(bitPattern: host)) << 8 | UInt64(kind.rawValue)) }

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
  /// Messages taken and logins accepted: what connections are for.
  var useful: UInt64 = 0
  /// Logins refused: guessing, which is another finding.
  var guesses: UInt64 = 0
  var addresses: Set<IPAddress> = []
  /// There were more than those before it began.
  var hasMoreAddresses = false
  var evidence: [Location] = []

  var addressCount: String {
    BoundedCount.text(addresses.count, isFull: hasMoreAddresses || addresses.count >= Self.addressLimit)
  }
}

/// The counts of one key.
struct BurstTrack: Sendable {
  var connections = SlidingSums()
  /// Place of the episode that is open; less than 0 where none is.
  var episode: Int32 = none
  /// No episode is open, or one for which there was no room.
  static let none: Int32 = -1
  static let noRoom: Int32 = -2
  /// First evidence since the last quiet time.
  var recent = ShortList<Location>()
  /// It ever brought a message or logged in.
  var isUseful = false
  /// Useful and refused logins of the last minutes before an episode opens.
  private var useful: UInt64 = 0
  private var guesses: UInt64 = 0
  private var usefulSince: Int64 = .min / 2
  /// Addresses since the last quiet time, up to those of a small network.
  private var addresses: Set<IPAddress> = []
  private static let addressLimit = 256

  /// What a connection turned out to be.
  enum Use: Sendable { case useful, guess }

  /// What a connection brought a track to.
  struct Reached {
    /// Of the windows that end with it.
    var sums: InlineArray<4, UInt64>
    /// No episode is open, and a window has reached its floor.
    var isFloor: Bool
  }

  /// Counts a connection; an episode that a silence before it ended is open no more.
  mutating func add(
    _ fact: Fact, _ kind: BurstKey.Kind, _ address: IPAddress, _ floor: InlineArray<4, UInt64>
  ) -> Reached {
    let second = fact.time.seconds
    if connections.last == .min || second - connections.last > BurstEpisode.quiet {
      episode = Self.none
      recent.removeAll()
      if !addresses.isEmpty { addresses.removeAll(keepingCapacity: true) }
    }
    if recent.count < Finding.evidenceLimit { recent.append(fact.location) }
    if kind != .address, episode == Self.none, addresses.count < Self.addressLimit {
      addresses.insert(address)
    }
    connections.add(fact.count, at: second)
    let sums = connections.sums
    var isFloor = false
    for width in 0..<4 where sums[width] >= floor[width] { isFloor = true }
    return Reached(sums: sums, isFloor: isFloor && episode == Self.none)
  }

  /// The episode that begins with a connection, where a window has reached its floor.
  func begins(_ fact: Fact, _ floor: InlineArray<4, UInt64>) -> BurstEpisode? {
    for width in 0..<4 where connections.sums[width] >= floor[width] {
      var episode = BurstEpisode(first: Timestamp(seconds: connections.start(of: width)), last: fact.time)
      episode.connections = connections.sums[width] &- UInt64(fact.count)
      episode.useful = useful
      episode.guesses = guesses
      episode.evidence = Array(recent)
      episode.addresses = addresses
      episode.hasMoreAddresses = addresses.count >= Self.addressLimit
      return episode
    }
    return nil
  }

  /// Adds to what the connections before an episode came to.
  mutating func note(_ fact: Fact, _ use: Use) {
    // What happened long ago says nothing of a burst that begins now.
    if fact.time.seconds - usefulSince > BurstEpisode.quiet {
      useful = 0
      guesses = 0
      usefulSince = fact.time.seconds
    }
    switch use {
    case .useful: useful += UInt64(fact.count)
    case .guess: guesses += UInt64(fact.count)
    }
  }
}

extension BurstEpisode {
  /// Adds a connection; `sums` are those of the windows that end with it.
  mutating func add(_ fact: Fact, _ address: IPAddress, _ sums: InlineArray<4, UInt64>) {
    last = max(last, fact.time)
    connections += UInt64(fact.count)
    if addresses.count < Self.addressLimit { addresses.insert(address) }
    for width in 0..<4 { peaks[width] = max(peaks[width], sums[width]) }
  }

  mutating func note(_ fact: Fact, _ use: BurstTrack.Use) {
    switch use {
    case .useful: useful += UInt64(fact.count)
    case .guess: guesses += UInt64(fact.count)
    }
  }
}
