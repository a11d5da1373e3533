public import Bytes
internal import MIME
public import Model

/// What a path was read from (`path.source`).
public enum PathSource: UInt8, Sendable {
  case log
  case header
  case both

  public var name: StaticString {
    switch self {
    case .log: "log"
    case .header: "header"
    case .both: "both"
    }
  }
}

/// Independent kinds of evidence against the claimed hops of a path.
public struct ForgeryReasons: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// The chain of from and by is broken below the trust boundary.
  public static let chain = ForgeryReasons(rawValue: 1 << 0)
  /// An id that its software cannot have made, or that was made at another time.
  public static let id = ForgeryReasons(rawValue: 1 << 1)
  /// Time runs back, or the date contradicts itself.
  public static let clock = ForgeryReasons(rawValue: 1 << 2)
  /// An address that no host can have.
  public static let address = ForgeryReasons(rawValue: 1 << 3)
  /// The log of the named host says otherwise.
  public static let log = ForgeryReasons(rawValue: 1 << 4)
  /// The client posed as the receiving side.
  public static let identity = ForgeryReasons(rawValue: 1 << 5)
  /// Lines stand where no server puts them.
  public static let position = ForgeryReasons(rawValue: 1 << 6)

  public var count: Int { rawValue.nonzeroBitCount }

  /// Names of RECORDS in one fixed order.
  public static let names: [(ForgeryReasons, StaticString)] = [
    (.chain, "chain"), (.id, "id"), (.clock, "clock"), (.address, "address"), (.log, "log"),
    (.identity, "identity"), (.position, "position"),
  ]
}

/// The way of one message, hops oldest first. Reused from message to message: `removeAll` keeps the room.
public struct RelayPath: ~Copyable, Sendable {
  /// Holds the texts of the hops and of the members below.
  public var text = TextArena(capacity: 2048)
  public var hops: [PathHop] = []
  public var source: PathSource = .header
  /// The first address that a trusted hop saw; nil where none did.
  public var originIP: IPAddress?
  /// What the sender's side says of itself (`X-Originating-IP`): a claim, never used as `originIP`.
  public var claimedOriginIP: IPAddress?
  /// Two or more independent reasons speak against claimed hops.
  public var isForged = false
  public var reasons: ForgeryReasons = []
  /// From the first to the last hop with a known time; `Int64.min` where there are not two.
  public var totalDelayMicroseconds: Int64 = .min
  /// Without angle brackets.
  public var messageID: TextRef = .none
  public var fromAddresses: [TextRef] = []
  public var returnPath: TextRef = .none
  /// Received fields beyond the limit that were not read.
  public var droppedHops = 0

  public init() {}

  /// When a host that is believed first took the message; where none with a time is, what the oldest hop claims. A
  /// forger must not decide in which span of time his mail is looked for.
  public var start: Timestamp {
    let dated = hops.lazy.filter { !$0.time.isUnknown }
    return (dated.first { $0.trust != .claimed } ?? dated.first)?.time ?? .unknown
  }

  /// The least sure of the ways in which the times of its hops are known; nil where none has one.
  public var timeSource: TimeSource? {
    hops.lazy.filter { !$0.time.isUnknown }.map(\.timeSource).max { $0.rawValue < $1.rawValue }
  }

  public mutating func removeAll() {
    text.removeAll()
    hops.removeAll(keepingCapacity: true)
    source = .header
    originIP = nil
    claimedOriginIP = nil
    isForged = false
    reasons = []
    totalDelayMicroseconds = .min
    messageID = .none
    fromAddresses.removeAll(keepingCapacity: true)
    returnPath = .none
    droppedHops = 0
  }

  /// Appends a hop known from its host's log, newer than those before; texts must have been kept in `text`.
  /// Call `finish` after the last.
  public mutating func appendLogged(_ hop: PathHop) {
    var hop = hop
    hop.trust = .ownLog
    hops.append(hop)
    source = .log
  }

  /// Numbers the hops, computes delays and the origin. `PathBuilder.build` has done it already.
  public mutating func finish() {
    var previous: Timestamp = .unknown
    var first: Timestamp = .unknown
    var last: Timestamp = .unknown
    for place in hops.indices {
      hops[place].n = place + 1
      let time = hops[place].time
      if !time.isUnknown {
        if first.isUnknown { first = time } else { last = time }
        if !previous.isUnknown {
          hops[place].delayMicroseconds = time.microseconds &- previous.microseconds
        }
      }
      previous = time
    }
    if !first.isUnknown, !last.isUnknown {
      totalDelayMicroseconds = last.microseconds &- first.microseconds
    }
    originIP = nil
    for place in hops.indices where hops[place].trust != .claimed {
      guard let address = hops[place].fromIP, hops[place].kind != .fetch else { continue }
      // A web mailer's own 127.0.0.1 says nothing; it stands only where nothing better is known.
      if !address.isLoopback {
        originIP = address
        return
      }
      if originIP == nil { originIP = address }
    }
  }
}
