public import Bytes
public import Model

/// One stay of a message on one host: from its first line under a queue id to `removed`.
///
/// A queue id that repeats gives a record a stay. Texts lie in the arena of the `MessageFold` that holds the
/// record (`MessageView.text`).
public struct HopRecord: Sendable, BitwiseCopyable {
  public struct Flags: OptionSet, Sendable, BitwiseCopyable {
    public var rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    /// The line that begins a stay was seen (`client=`, pickup's `uid=`).
    public static let begins = Flags(rawValue: 1)
    /// The line that ends it was seen (`removed`).
    public static let ends = Flags(rawValue: 2)
    /// The id was given to a new message before an end was seen.
    public static let superseded = Flags(rawValue: 4)
    /// The queue took it: sender, size, recipients were logged.
    public static let accepted = Flags(rawValue: 8)
    /// Refused at the end of the data: this host never had the message.
    public static let refused = Flags(rawValue: 16)
    /// It came from a program on the host itself, not from a network client.
    public static let local = Flags(rawValue: 32)
    /// It came from a client connection.
    public static let network = Flags(rawValue: 64)
    /// A notification about another message (`bounceOf`).
    public static let bounce = Flags(rawValue: 128)
    /// Made on this host out of another message (`forwarded as`).
    public static let generated = Flags(rawValue: 256)
    /// Given back to the sender because it waited too long.
    public static let expired = Flags(rawValue: 512)
    /// The client connection was seen from its beginning.
    public static let sessionSeen = Flags(rawValue: 1024)
    /// The first line was the one that carries the Message-ID.
    static let firstIsMessageID = Flags(rawValue: 8192)
    /// More deliveries than `Limits.deliveriesPerMessage`: the rest was counted only.
    public static let deliveriesCut = Flags(rawValue: 1 << 14)
    /// The whole message was thrown away by a filter or an access rule.
    public static let discarded = Flags(rawValue: 1 << 15)
    /// An own link request (original id, Message-ID) was looked for.
    static let originalLinked = Flags(rawValue: 1 << 16)
    static let messageIDLinked = Flags(rawValue: 1 << 17)
    /// In use (a free slab entry has it not).
    static let live = Flags(rawValue: 1 << 18)
    /// Evicted before its end because a limit was reached.
    public static let evicted = Flags(rawValue: 1 << 19)
    /// It has a line that only a message's stay has; without, a mere mention of the id.
    static let substantial = Flags(rawValue: 1 << 21)
    /// An address probe (verify(8)), no message.
    static let probe = Flags(rawValue: 1 << 22)
    /// The client's service always speaks TLS (`smtps`).
    static let alwaysTLS = Flags(rawValue: 1 << 20)
    /// Its id never repeats and its end need not be logged: it is over when its recipients are done.
    static let countsRecipients = Flags(rawValue: 1 << 23)
    /// A recipient of it was deferred.
    static let someDeferred = Flags(rawValue: 1 << 24)
    /// The client went before it had sent the data, or broke off while it did.
    static let withoutData = Flags(rawValue: 1 << 25)
    /// A delivery was tried: what was only refused with the message is none.
    static let tried = Flags(rawValue: 1 << 26)
    /// Put together from the dialogue of a session.
    static let dialogue = Flags(rawValue: 1 << 27)
    /// Of a dialogue in which this server was the client: what it handed on, or tried to.
    static let attempt = Flags(rawValue: 1 << 28)
    /// Accepted recipients are among its deliveries.
    static let envelope = Flags(rawValue: 1 << 29)
    /// The client logged in, whether its name was logged or not.
    public static let authenticated = Flags(rawValue: 1 << 30)
    /// Its facts are with the stay `previous`: no hop of its own.
    static let merged = Flags(rawValue: 1 << 31)
    /// The stay that it is one with was looked for.
    static let dialogueLinked = Flags(rawValue: 1 << 32)
    /// Among its deliveries are replies that no delivery has taken yet.
    static let hasReplies = Flags(rawValue: 1 << 33)
  }

  public var id: TextRef = .none
  public var messageID: TextRef = .none
  /// The envelope sender; empty for the null sender, none where unknown.
  public var sender: TextRef = .none
  public var clientIP: TextRef = .none
  public var clientDomain: TextRef = .none
  public var helo: TextRef = .none
  public var user: TextRef = .none
  public var authMethod: TextRef = .none
  public var tlsVersion: TextRef = .none
  public var tlsCipher: TextRef = .none
  public var subject: TextRef = .none
  /// The id that the message had before a filter or proxy gave it this one.
  public var originalID: TextRef = .none
  /// Of a notification: the id of the message that it is about.
  public var bounceOf: TextRef = .none

  /// Time of the earliest and of the latest line.
  public var start: Timestamp
  public var end: Timestamp
  /// When the queue took it; unknown before.
  public var accepted: Timestamp = .unknown
  /// When it began, where that was seen; when its id was given to another, where its end was not.
  var begunAt: Timestamp = .unknown
  var supersededAt: Timestamp = .unknown
  /// When the client connection broke, when it ended, after the message had begun.
  public var lostAt: Timestamp = .unknown
  public var closedAt: Timestamp = .unknown
  /// Bytes; -1 where not logged.
  public var size: Int64 = -1
  /// Recipients that the queue manager counted; -1 where not logged.
  public var recipientCount: Int32 = -1
  public var clientPort: UInt16 = 0
  public var tls: LogEvent.Certainty = .unknown
  var place: PackedLocation
  /// The least sure of the ways in which its lines' times are known.
  public var timeSource = TimeSource.stated
  /// Minutes east of UTC by which the stamp of its first line was read; `.min` where that has no time.
  public var offsetMinutes = Int16.min
  public var flags: Flags = [.live]

  /// Hash of host and queue id.
  var key: UInt64
  var idHash: UInt64
  /// Hash of the Message-ID; 0 where none is known.
  var messageIDHash: UInt64 = 0
  var originalIDHash: UInt64 = 0
  /// Hash of the process that put it into the queue, where that joins it to its arrival; 0 for none.
  var queueProcess: UInt64 = 0
  /// How far off in time the arrival is that it was joined to, microseconds, and where that stands.
  var arrivalDistance = Int64.max
  var arrivalPlace = PackedLocation(source: .none, offset: 0, line: 0, length: 0)
  /// Hash of the id of the session that it came in, or went out, by; 0 for none.
  var sessionHash: UInt64 = 0

  /// Number in the fold's list of hosts.
  public var host: Int32
  /// Number in the fold's list of services of the process that took it; -1 for none.
  var service: Int32 = -1

  var firstDelivery: Int32 = -1
  var lastDelivery: Int32 = -1
  /// Deliveries, those beyond the limit included.
  public var deliveryCount: Int32 = 0
  /// Recipients for whom nothing more will be tried.
  var doneRecipients: Int32 = 0
  var heldDeliveries: Int32 = 0

  /// The stays before and after this one under the same key, while both are held.
  var earlier: Int32 = -1
  var later: Int32 = -1
  /// Order in which the fold got its hops; tells a slab place's owners apart.
  var serial: UInt32 = 0

  /// Union-find parent, ring of the group's members, the hop it came from.
  var parent: Int32 = -1
  var ring: Int32 = -1
  var previous: Int32 = -1

  /// The first line.
  public var location: Location { place.location }

  init(key: UInt64, idHash: UInt64, host: Int32, time: Timestamp, place: PackedLocation) {
    self.key = key
    self.idHash = idHash
    self.host = host
    start = time
    end = time
    self.place = place
  }

  /// Nothing more is expected of it.
  @inline(__always)
  var isClosed: Bool { !flags.isDisjoint(with: [.ends, .superseded, .evicted]) }

  @inline(__always)
  mutating func rebase(_ base: UInt32) {
    id.move(base)
    messageID.move(base)
    sender.move(base)
    clientIP.move(base)
    clientDomain.move(base)
    helo.move(base)
    user.move(base)
    authMethod.move(base)
    tlsVersion.move(base)
    tlsCipher.move(base)
    subject.move(base)
    originalID.move(base)
    bounceOf.move(base)
  }

  mutating func recopy(from old: borrowing TextArena, to new: inout TextArena) {
    id = new.keep(id, from: old)
    messageID = new.keep(messageID, from: old)
    sender = new.keep(sender, from: old)
    clientIP = new.keep(clientIP, from: old)
    clientDomain = new.keep(clientDomain, from: old)
    helo = new.keep(helo, from: old)
    user = new.keep(user, from: old)
    authMethod = new.keep(authMethod, from: old)
    tlsVersion = new.keep(tlsVersion, from: old)
    tlsCipher = new.keep(tlsCipher, from: old)
    subject = new.keep(subject, from: old)
    originalID = new.keep(originalID, from: old)
    bounceOf = new.keep(bounceOf, from: old)
  }

  /// Takes over the facts of `later`, the continuation of the same stay, where they are not known yet.
  mutating func take(_ later: HopRecord) {
    if id.isNone { id = later.id }
    if messageID.isNone { messageID = later.messageID }
    if messageIDHash == 0 { messageIDHash = later.messageIDHash }
    if sender.isNone || (!flags.contains(.accepted) && later.flags.contains(.accepted)) {
      if !later.sender.isNone { sender = later.sender }
      if later.size >= 0 { size = later.size }
      if later.recipientCount >= 0 { recipientCount = later.recipientCount }
    }
    if clientIP.isNone { clientIP = later.clientIP }
    if clientDomain.isNone { clientDomain = later.clientDomain }
    if helo.isNone { helo = later.helo }
    if user.isNone { user = later.user }
    if authMethod.isNone { authMethod = later.authMethod }
    if tls == .unknown {
      tls = later.tls
      tlsVersion = later.tlsVersion
      tlsCipher = later.tlsCipher
    }
    if subject.isNone { subject = later.subject }
    if originalID.isNone { originalID = later.originalID }
    if originalIDHash == 0 { originalIDHash = later.originalIDHash }
    if queueProcess == 0 { queueProcess = later.queueProcess }
    if sessionHash == 0 { sessionHash = later.sessionHash }
    if bounceOf.isNone { bounceOf = later.bounceOf }
    start = Timestamp.earlier(start, later.start)
    end = Timestamp.later(end, later.end)
    accepted = Timestamp.earlier(accepted, later.accepted)
    begunAt = Timestamp.earlier(begunAt, later.begunAt)
    supersededAt = Timestamp.later(supersededAt, later.supersededAt)
    lostAt = Timestamp.earlier(lostAt, later.lostAt)
    closedAt = Timestamp.earlier(closedAt, later.closedAt)
    if size < 0 { size = later.size }
    if recipientCount < 0 { recipientCount = later.recipientCount }
    doneRecipients &+= later.doneRecipients
    if clientPort == 0 { clientPort = later.clientPort }
    if service < 0 { service = later.service }
    timeSource.weaken(to: later.timeSource)
    var inherited = later.flags
    inherited.remove(.firstIsMessageID)
    flags.formUnion(inherited)
  }
}

extension Timestamp {
  /// The earlier of two times; one that is unknown does not count.
  @inline(__always)
  static func earlier(_ left: Timestamp, _ right: Timestamp) -> Timestamp {
    if left.isUnknown { return right }
    return !right.isUnknown && right < left ? right : left
  }

  /// The later of two times; unknown is before everything.
  @inline(__always)
  static func later(_ left: Timestamp, _ right: Timestamp) -> Timestamp { left < right ? right : left }
}
