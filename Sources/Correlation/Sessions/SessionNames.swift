import Bytes
public import Model

/// Names client connections: the same 64-bit `session.id` in all events of one connection.
///
/// A connection is (host, process name, pid), of a process that serves many at a time (postscreen) also the client's
/// address and port, of one that runs several programs one after the other (tcpserver's) the pid alone; it begins at `connect` and ends at `disconnect`. A pid that is used again does not inherit the
/// name. Sendmail logs neither line at its usual level: there the client's address is part of the connection's
/// identity, too, and what is forgotten of it is not counted. Where the server logs an id of its own (Dovecot's
/// `session=<>`), that one is used and this type is not asked.
///
/// A fold: lines whose connection began before the segment give `.pending`, and `absorb` tells their name.
/// Memory: `Limits.openSessions`; beyond it the oldest half of the names is forgotten and `forgotten` counts them.
public struct SessionNames: Sendable {
  public enum Mark: Sendable, Equatable {
    /// The line belongs to no connection that can be told.
    case none
    case known(UInt64)
    /// It belongs to the connection `key` that was open before this segment began.
    case pending(key: UInt64, ifUnknown: UInt64)
  }

  private enum State: Sendable {
    case open(UInt64)
    case closed
  }

  private var table: BoundedTable<State>
  public private(set) var forgotten = 0

  public init(limits: Limits) { table = BoundedTable(capacity: limits.openSessions) }

  /// The connection of this event. `host` is the folder's part of the host's identity.
  public mutating func observe(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, host: Int, location: Location
  ) -> Mark {
    guard event.pid >= 0, !event.isClientSide, SessionNames.isOfConnection(event) else { return .none }
    let (identity, isLoose) = SessionNames.identity(event, text, host: host)
    let fresh = SessionNames.name(identity, location)
    let key = isLoose ? identity | 1 : identity & ~1
    if event.action == .connect {
      remember(.open(fresh), key)
      return .known(fresh)
    }
    let ends = event.action == .disconnect
    switch table[key] {
    case .open(let name):
      if ends { remember(.closed, key) }
      return .known(name)
    case .closed:
      // A line of the process between two connections, or after the end: of none.
      guard SessionNames.isLoose(key), !ends else { return .none }
      remember(.open(fresh), key)
      return .known(fresh)
    case nil:
      if ends { remember(.closed, key) }
      return .pending(key: key, ifUnknown: fresh)
    }
  }

  /// The name of a pending line: that of the connection open at the end of what was read before, or a new one, which
  /// the connection keeps.
  public mutating func resolve(key: UInt64, ifUnknown: UInt64) -> UInt64? {
    switch table[key] {
    case .open(let name): return name
    case .closed where !SessionNames.isLoose(key): return nil
    default:
      remember(.open(ifUnknown), key)
      return ifUnknown
    }
  }

  /// Takes over what the following segment left open or closed. Its pending lines must be resolved before.
  public mutating func absorb(_ next: SessionNames) {
    next.table.forEachEntry { key, state in remember(state, key) }
    forgotten += next.forgotten
  }

  private mutating func remember(_ state: State, _ key: UInt64) {
    if table.insert(state, for: key) { return }
    // Closed connections only keep stray lines apart: they go first, and with them those that nothing will close.
    var closed: [UInt64] = []
    table.forEachEntry { key, state in
      if case .closed = state { closed.append(key) } else if SessionNames.isLoose(key) { closed.append(key) }
    }
    if closed.isEmpty {
      forgotten += table.count
      table.removeAll()
    }
    for key in closed { table.remove(key) }
    table.insert(state, for: key)
  }

  private static func isOfConnection(_ event: borrowing LogEvent) -> Bool {
    switch event.action {
    case .connect, .disconnect, .connectionLost, .tlsEstablished, .tlsFailed, .login, .logout, .reject,
      .messageReceived, .rateLimit:
      if event.messageRole == .begins { return true }
      return event.has(.sourceIP)
    case .warning: return event.has(.sourceIP)
    default: return false
    }
  }

  /// What tells the connection apart, and whether its server does not log when connections begin and end.
  private static func identity(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, host: Int
  ) -> (UInt64, isLoose: Bool) {
    let name = event[.processName]
    var key = Hashing.mix(UInt64(truncatingIfNeeded: host) &+ 1, 0x9E37_79B9_7F4A_7C15)
    if event.has(.hostName) { key = text.hash(event[.hostName], seed: key) }
    if !name.isNone, !event.isConnectionProcess { key = text.hash(name, seed: key) }
    key = Hashing.mix(key ^ UInt64(bitPattern: Int64(event.pid)), 0xD6E8_FEB8_6659_FD93)
    // QUIRK(postscreen(8)): one process screens all clients at once; its lines carry address and port.
    if !name.isNone, name.count >= 10, text.has("postscreen", at: name.upper - 10) {
      key = text.hash(event[.sourceIP], seed: key)
      key = Hashing.mix(key ^ UInt64(event.sourcePort), 0xA076_1D64_78BD_642F)
    }
    // QUIRK(sendmail): a process serves one client, and says neither when it begins nor when it ends.
    let isLoose =
      name.count < 6 ? false : text.has("sm-m", at: name.lower) ? true : text.has("sendmail", at: name.lower)
    if isLoose { key = text.hash(event[.sourceIP], seed: key) }
    return (key, isLoose)
  }

  /// Whether `key`, by its lowest bit, is of a server that does not log when connections begin and end.
  private static func isLoose(_ key: UInt64) -> Bool { key & 1 != 0 }

  private static func name(_ key: UInt64, _ location: Location) -> UInt64 {
    let place = Hashing.mix(location.offset &+ 0x1234_5678_9ABC_DEF1, key)
    return Hashing.mix(place ^ UInt64(bitPattern: Int64(location.source.rawValue)), 0xE703_7ED1_A0B4_28DB)
  }
}
