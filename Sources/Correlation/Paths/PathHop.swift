public import Bytes
public import MIME
public import Model

/// Who vouches for a hop.
public enum HopTrust: UInt8, Sendable {
  /// Nobody whom we know: everything in the line may be invented.
  case claimed
  /// Written by a host inside the trust boundary.
  case trusted
  /// Found in that host's own log.
  case ownLog

  public var name: StaticString {
    switch self {
    case .claimed: "claimed"
    case .trusted: "trusted"
    case .ownLog: "own-log"
    }
  }
}

/// What does not fit about a hop. Most of it is common in honest mail: see `isReason`.
public struct PathAnomalies: OptionSet, Sendable, Hashable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Later by more than an hour than the hop after it, or than the first trusted one.
  public static let timeReversed = PathAnomalies(rawValue: 1 << 0)
  /// The next hop did not receive from the host that this one says it is.
  public static let fromByGap = PathAnomalies(rawValue: 1 << 1)
  public static let privateAfterPublic = PathAnomalies(rawValue: 1 << 2)
  public static let heloMismatch = PathAnomalies(rawValue: 1 << 3)
  public static let idClockMismatch = PathAnomalies(rawValue: 1 << 4)
  /// The named host's log covers the time and does not know the id.
  public static let noLog = PathAnomalies(rawValue: 1 << 5)
  public static let unparsable = PathAnomalies(rawValue: 1 << 6)
  /// The named software cannot have made this id.
  public static let idImpossible = PathAnomalies(rawValue: 1 << 7)
  /// The log knows the id, for another message, time or client.
  public static let logMismatch = PathAnomalies(rawValue: 1 << 8)
  /// The client's address is one that no host can have.
  public static let reservedAddress = PathAnomalies(rawValue: 1 << 9)
  public static let weekdayMismatch = PathAnomalies(rawValue: 1 << 10)
  public static let zoneImpossible = PathAnomalies(rawValue: 1 << 11)
  /// A stranger's HELO is the receiving host's or the recipient's own name.
  public static let heloOwnDomain = PathAnomalies(rawValue: 1 << 12)
  /// The hop names a provider, and the next one received from an address outside that provider's networks.
  public static let providerNetwork = PathAnomalies(rawValue: 1 << 13)
  /// The line stands below From, Subject or the like, apart from the other Received lines.
  public static let belowHeaders = PathAnomalies(rawValue: 1 << 14)
  public static let dateMissing = PathAnomalies(rawValue: 1 << 15)
  public static let dateBad = PathAnomalies(rawValue: 1 << 16)
  /// The server itself notes that the reverse name does not resolve back.
  public static let mayBeForged = PathAnomalies(rawValue: 1 << 17)

  /// Names of RECORDS in one fixed order.
  public static let names: [(PathAnomalies, StaticString)] = [
    (.timeReversed, "time-reversed"), (.fromByGap, "from-by-gap"),
    (.privateAfterPublic, "private-after-public"),
    (.heloMismatch, "helo-mismatch"), (.idClockMismatch, "id-clock-mismatch"), (.noLog, "no-log"),
    (.unparsable, "unparsable"), (.idImpossible, "id-impossible"), (.logMismatch, "log-mismatch"),
    (.reservedAddress, "reserved-address"), (.weekdayMismatch, "weekday-mismatch"),
    (.zoneImpossible, "zone-impossible"), (.heloOwnDomain, "helo-own-domain"),
    (.providerNetwork, "provider-network"), (.belowHeaders, "below-headers"), (.dateMissing, "date-missing"),
    (.dateBad, "date-bad"), (.mayBeForged, "may-be-forged"),
  ]

  /// Calls `body` with the name of each anomaly in the set.
  public func forEachName(_ body: (StaticString) -> Void) {
    for (anomaly, name) in PathAnomalies.names where contains(anomaly) { body(name) }
  }
}

/// One step of a message, as its Received line or a log tells it. Texts lie in the path's arena.
public struct PathHop: Sendable {
  /// From 1, the oldest first.
  public var n = 0
  /// `.unknown` where the line has no date that is a point in time.
  public var time: Timestamp = .unknown
  /// How it is known; a Received field's date states its zone.
  public var timeSource = TimeSource.stated
  public var by: TextRef = .none
  public var byIP: IPAddress?
  public var fromHelo: TextRef = .none
  /// The client's reverse name as this hop's server looked it up.
  public var fromDomain: TextRef = .none
  public var isDomainVerified = false
  public var fromIP: IPAddress?
  public var with: TextRef = .none
  public var transport: MailProtocol = .none
  public var id: TextRef = .none
  /// The first recipient that is named (`for`).
  public var recipient: TextRef = .none
  public var tls: LogEvent.Certainty = .unknown
  public var isAuthenticated = false
  public var user: TextRef = .none
  public var kind: ReceivedField.Kind = .unknown
  public var software: ReceivedField.Software = .unknown
  /// Microseconds since the hop before; `Int64.min` where one of the times is not known.
  public var delayMicroseconds: Int64 = .min
  public var trust: HopTrust = .claimed
  public var anomalies: PathAnomalies = []
  /// The field's value in the header block, folding included; none for a hop known from a log only.
  public var raw: ByteRange = .none
  /// Where its log line stands, for `ownLog`.
  public var logged: Location = .none

  public init() {}
}
