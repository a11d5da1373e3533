public import Bytes
public import Model

/// A host that logged: the name it logs under, in one folder or stream (names repeat).
public struct HostRecord: Sendable {
  /// As logged; none where its lines carry no name.
  public var name: TextRef
  /// The driver's number of the folder or stream.
  public var context: UInt32
  /// Time of the earliest line that told something of a message or a connection.
  public var firstSeen: Timestamp = .unknown
  var hash: UInt64
}

/// A service of a host (the syslog tag of its processes), and since when it is known to log TLS.
struct ServiceRecord: Sendable {
  var hash: UInt64
  var firstTLS: Timestamp = .unknown
}

/// One process's present client connection (or, of a delivery agent, its present peer).
struct SessionRecord: Sendable, BitwiseCopyable {
  struct Flags: OptionSet, Sendable {
    var rawValue: UInt8
    /// The first of its process in the stretch of evidence that this fold has seen, which did not see it begin.
    static let headless = Flags(rawValue: 1)
    static let closed = Flags(rawValue: 2)
    /// The side that connects out.
    static let client = Flags(rawValue: 4)
    /// Known by the id that the server gave it, not by its process.
    static let named = Flags(rawValue: 8)
    /// Its server logs every TLS session.
    static let alwaysLogsTLS = Flags(rawValue: 16)
    /// Its `connect` was seen.
    static let connected = Flags(rawValue: 32)
  }

  var key: UInt64
  var time: Timestamp
  /// When TLS or the login was logged, or a message came after that.
  var learned: Timestamp = .unknown
  /// When the first connection of this process here, headless, broke or ended before any message of it: the message is
  /// in the stretch before. Kept through the connections that follow.
  var lostAt: Timestamp = .unknown
  var closedAt: Timestamp = .unknown
  /// The client, where only the connection's first line names it.
  var clientIP: TextRef = .none
  var helo: TextRef = .none
  /// What the line of its end tells.
  var lastHelo: TextRef = .none
  var lastTLS: LogEvent.Certainty = .unknown
  var tlsVersion: TextRef = .none
  var tlsCipher: TextRef = .none
  /// Who logged in, where that is a line of its own, and how.
  var user: TextRef = .none
  var authMethod: TextRef = .none
  /// Hash of the peer's address, of the client side of the name where that was all that was logged; 0 for none.
  var peer: UInt64 = 0
  /// The latest message of it.
  var hop: Int32 = -1
  var hopSerial: UInt32 = 0
  var tls: LogEvent.Certainty = .unknown
  var flags: Flags

  /// Becomes the next connection of the process.
  mutating func restart(at time: Timestamp, _ flags: Flags) {
    let (lost, closed) = (lostAt, closedAt)
    self = SessionRecord(key: key, time: time, flags: flags)
    lostAt = lost
    closedAt = closed
  }

  /// Whether a message of the client `peer` at `time` can be of this connection. Of one whose begin was not logged, the
  /// process may have come to the next since.
  func serves(_ peer: UInt64, at time: Timestamp) -> Bool {
    if flags.contains(.named) { return true }
    if flags.contains(.client) || self.peer != 0 && self.peer != peer { return false }
    return flags.contains(.connected) || learned.isUnknown
      || time.microseconds &- learned.microseconds <= MessageFold.connectionLength
  }

  /// Whether `later`, of the same process, is a connection with another client.
  func isOther(than later: SessionRecord) -> Bool {
    peer != 0 && later.peer != 0 && peer != later.peer && !flags.contains(.client)
      && !later.flags.contains(.client)
  }
}

/// A message that began in a connection which began before this fold's stretch of evidence.
struct PendingSession: Sendable {
  var key: UInt64
  var hop: Int32
}

/// A delivery whose process had not yet said whether it speaks TLS.
struct PendingPeer: Sendable {
  var key: UInt64
  var peer: UInt64
  /// Hash of the peer's name.
  var name: UInt64
  var delivery: Int32
}

/// What the mail store (LMTP, Sieve) said became of a message, known by Message-ID and user.
struct StoreOutcome: Sendable {
  var messageIDHash: UInt64
  var userHash: UInt64
  var host: Int32
  var time: Timestamp
  var status: LogEvent.DeliveryStatus
  var place: PackedLocation
}
