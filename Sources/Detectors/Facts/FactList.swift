import Bytes
public import Model

/// The facts of a stretch of evidence, in its order. A fold: the list of a segment is absorbed by the run's, which
/// gives them to the detectors and forgets them.
///
/// Memory: of a segment, about 100 bytes for each line that is a fact.
public struct FactList: ~Copyable, Sendable {
  public private(set) var facts: [Fact] = []
  public private(set) var hosts: [FactHost] = []
  var arena = TextArena(capacity: 1 << 14)
  /// When its lines were written.
  private(set) var activity = ActivityLog()
  private var lastHost: Int32 = -1
  private var lastName = RecentName()
  /// How often a host was named that there was no room for.
  private(set) var droppedHosts: UInt64 = 0

  public init() {}

  /// All text; the range of a `TextRef` lies in it.
  public var text: Span<UInt8> {
    @_lifetime(borrow self)
    get { arena.span }
  }

  /// Adds what `event` gives to be counted: its time, and for few lines more. (`inout` spares a copy of the event.)
  public mutating func observe(
    _ event: inout LogEvent, _ line: Span<UInt8>, stream: UInt32, location: Location
  ) {
    if !event.time.isUnknown {
      activity.note(
        event.time, offset: event.offsetMinutes, host: host(line, event[.hostName], stream), at: location)
    }
    guard !event.isClientSide else { return }
    if event.has(.sourceIP), let said = FactList.imitation(in: &event, line) {
      append(.injection, &event, line, stream, location)
      facts[facts.count - 1].reason = arena.keep(line, said)
    }
    guard let kind = FactList.kind(of: &event, line) else { return }
    append(kind, &event, line, stream, location)
  }

  private mutating func append(
    _ kind: Fact.Kind, _ event: inout LogEvent, _ line: Span<UInt8>, _ stream: UInt32,
    _ location: Location
  ) {
    var fact = Fact(
      kind: kind, networkProtocol: event.networkProtocol, tls: event.tlsEstablished, time: event.time,
      host: host(line, event[.hostName], stream), count: event.count,
      address: IPAddress(line, event[.sourceIP]), location: location)
    if event.has(.sessionID), event[.sessionID].length > 0 {
      fact.session = line.hash(event[.sessionID], seed: UInt64(stream)) | 1
    }
    fact.offsetMinutes = event.offsetMinutes
    fact.isServerLimit = event.action == .serviceLimit
    fact.user = arena.keep(line, event[.userName])
    fact.mailFrom = arena.keep(line, event[.mailFrom])
    fact.recipient = arena.keep(line, event[.rcptTo])
    fact.reason = arena.keep(line, event.has(.limitName) ? event[.limitName] : event[.reason])
    fact.authMethod = arena.keep(line, event[.authMethod])
    if kind == .verdict {
      fact.reason = arena.keep(line, event[.contentAction])
      fact.messageID = arena.keep(line, event[.messageID])
      fact.localID = arena.keep(line, event[.localID])
    }
    facts.append(fact)
  }

  /// What the client said, where it imitates a log line.
  @inline(__always)
  private static func imitation(in event: inout LogEvent, _ line: Span<UInt8>) -> ByteRange? {
    if event.has(.helo), !ImitatedLine.isPlain(line, event[.helo]) { return event[.helo] }
    if event.has(.userName), !ImitatedLine.isPlain(line, event[.userName]) { return event[.userName] }
    if event.has(.mailFrom), !ImitatedLine.isPlain(line, event[.mailFrom]) { return event[.mailFrom] }
    if event.has(.rcptTo), !ImitatedLine.isPlain(line, event[.rcptTo]) { return event[.rcptTo] }
    return nil
  }

  @inline(__always)
  private static func kind(of event: inout LogEvent, _ line: Span<UInt8>) -> Fact.Kind? {
    switch event.action {
    case .connect: .connection
    case .messageReceived:
      // An identity that the server wrote beside the client is one that logged in.
      event.has(.userName)
        ? .loginSuccess : event.has(.sourceIP) ? .accepted : event.has(.sessionID) ? .accepted : nil
    case .connectionRefused: .turnedAway
    case .contentVerdict: event.has(.contentAction) ? .verdict : nil
    case .connectionLost: lost(&event, line)
    case .rateLimit, .serviceLimit: .limit
    case .disconnect: left(&event, line)
    case .login:
      switch event.outcome {
      case .success: .loginSuccess
      case .failure: .loginFailure
      case .none, .unknown: nil
      }
    case .reject:
      switch event.rejectClass {
      case .relayDenied: .relayDenied
      case .unknownUser: .unknownRecipient
      case .greylist: nil
      case .rate: .turnedAway
      case .other where event.stage == .rcpt: .refusedRecipient
      default: event.stage == .connect ? .refusedClient : .refused
      }
    default: nil
    }
  }

  private static func lost(_ event: inout LogEvent, _ line: Span<UInt8>) -> Fact.Kind? {
    let reason = event[.reason]
    if !reason.isNone, line.find("timeout", from: reason.lower, to: reason.upper) != nil { return .held }
    return event.stage == .connect ? .idle : nil
  }

  /// A client that left without a word: where the server says so.
  private static func left(_ event: inout LogEvent, _ line: Span<UInt8>) -> Fact.Kind? {
    let reason = event[.reason]
    guard !reason.isNone else { return nil }
    let isIdle =
      line.find("no auth attempts", from: reason.lower, to: reason.upper) != nil
      || line.find("did not issue", from: reason.lower, to: reason.upper) != nil
    return isIdle ? .idle : nil
  }

  /// The number of the line's host.
  @inline(__always)
  private mutating func host(_ line: Span<UInt8>, _ name: ByteRange, _ stream: UInt32) -> Int32 {
    if lastName.matches(line, name, context: stream) { return lastHost }
    let found = look(for: line, name, stream)
    // What there was no room for is told each time.
    if found == lastHost { lastName.remember(line, name, context: stream) }
    return found
  }

  @inline(never)
  private mutating func look(for line: Span<UInt8>, _ name: ByteRange, _ stream: UInt32) -> Int32 {
    lastName.forget()
    let key = name.isNone ? UInt64(stream) : line.hash(name, seed: UInt64(stream))
    if lastHost >= 0, hosts[Int(lastHost)].key == key { return lastHost }
    if let known = hosts.firstIndex(where: { $0.key == key }) {
      lastHost = Int32(known)
    } else if hosts.count < FactList.hostLimit {
      hosts.append(FactHost(name: arena.keep(line, name), stream: stream, key: key))
      lastHost = Int32(hosts.count - 1)
    } else {
      droppedHosts += 1
      if hosts.count == FactList.hostLimit {
        hosts.append(FactHost(name: .none, stream: stream, key: UInt64(stream)))
      }
      return Int32(hosts.count - 1)
    }
    return lastHost
  }

  /// Hosts told apart in one segment; beyond, one without a name stands for the rest.
  static let hostLimit = 4_096

  /// Empties the list and keeps its memory.
  public mutating func removeAll() {
    facts.removeAll(keepingCapacity: true)
    hosts.removeAll(keepingCapacity: true)
    arena.removeAll()
    activity.removeAll()
    lastHost = -1
    lastName.forget()
    droppedHosts = 0
  }
}
