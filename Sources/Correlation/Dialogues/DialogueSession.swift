import Bytes
import Model

/// One SMTP session as far as its dialogue has been gone through: who the other side is, and the transaction that is open.
///
/// Commands are answered in the order in which they came, also where a client sends several before it reads (RFC 2920);
/// so a reply is that of the oldest command without one. Where this cannot be held to (`lost`), nothing more is said of
/// the session: an answer that is given to the wrong command accepts a message that was refused.
struct DialogueSession: Sendable {
  struct Flags: OptionSet, Sendable {
    var rawValue: UInt16
    /// The line that opens it, or its greeting, was seen.
    static let opened = Flags(rawValue: 1)
    static let greeted = Flags(rawValue: 2)
    /// AUTH succeeded, or the server noted who logged in.
    static let authenticated = Flags(rawValue: 4)
    /// The server asked for more of AUTH: what the client says is no command.
    static let inAuthentication = Flags(rawValue: 8)
    /// STARTTLS was answered with 220, and no command has come since.
    static let startsTLS = Flags(rawValue: 16)
    /// Replies can no longer be told to which command they belong.
    static let lost = Flags(rawValue: 32)
    /// Transactions of several sessions of one peer lie over each other.
    static let tangled = Flags(rawValue: 64)
    /// RSET came while commands before it were not answered.
    static let resetPending = Flags(rawValue: 128)
    /// MAIL was refused.
    static let mailRefused = Flags(rawValue: 256)
    /// Recipients beyond the limit were not kept.
    static let cut = Flags(rawValue: 512)
    /// Its server logs every command: that there was no STARTTLS means that there was no TLS.
    static let provesNoTLS = Flags(rawValue: 1024)
    /// The transaction's sender is not the same in all that lie over each other.
    static let senderUnknown = Flags(rawValue: 2048)
  }

  /// Commands of one kind that follow each other and wait for their replies.
  struct Waiting: Sendable {
    var kind: DialogueTurn.Kind = .none
    /// DATA was answered with 354: the next reply is that to the message.
    var isContent = false
    var count: Int32 = 0
  }

  var key: UInt64
  var session: UInt64
  var host: Int32
  var scope: DialogueTurn.Scope
  var side: DialogueTurn.Side
  /// One message's way: its Message-ID stands before the first attempt and holds for all of them.
  var isTranscript: Bool
  /// Of the latest line.
  var time: Timestamp
  /// How the times of its latest line are known, and the offset of its stamp.
  var timeSource: TimeSource
  var offsetMinutes: Int16
  var flags: Flags = []
  var tls: LogEvent.Certainty = .unknown
  var peerPort: UInt16 = 0
  /// Sessions of one peer at the same time, as far as they are known.
  var parallel: Int32 = 0
  /// Transactions of them that are open.
  var transactions: Int32 = 0

  var peer: TextRef = .none
  var helo: TextRef = .none
  var askedHelo: TextRef = .none
  var user: TextRef = .none
  var authMethod: TextRef = .none
  var tlsVersion: TextRef = .none
  var tlsCipher: TextRef = .none

  // MARK: The transaction

  /// None where no MAIL was accepted.
  var sender: TextRef = .none
  /// Of the MAIL that is not answered yet, or was refused.
  var askedSender: TextRef = .none
  var askedAt: Timestamp = .unknown
  var askedPlace: PackedLocation
  var begunAt: Timestamp = .unknown
  var place: PackedLocation
  var messageID: TextRef = .none
  var subject: TextRef = .none
  var size: Int64 = -1
  /// The refusal of MAIL, or of DATA: of every recipient that has no other.
  var refusalCode: UInt16 = 0
  var refusal: TextRef = .none
  var refusalEnhanced: TextRef = .none
  /// Recipients, in the fold's slab of deliveries; the answered ones come first.
  var firstRecipient: Int32 = -1
  var lastRecipient: Int32 = -1
  var firstUnanswered: Int32 = -1
  var held: Int32 = 0
  var accepted: Int32 = 0

  /// The oldest first.
  var waiting: InlineArray<12, Waiting> = .init(repeating: Waiting())
  var waitingCount = 0

  init(_ step: DialogueStep) {
    key = step.key
    session = step.session
    host = step.host
    scope = step.turn.scope
    side = step.turn.side
    isTranscript = step.turn.side == .unknown
    time = step.time
    timeSource = step.timeSource
    offsetMinutes = step.offsetMinutes
    place = step.place
    askedPlace = step.place
  }

  /// Whether a transaction has anything in it.
  var hasTransaction: Bool {
    !sender.isNone || firstRecipient >= 0 || flags.contains(.mailRefused)
  }

  /// Whether DATA was said and the reply to the message has not come.
  var isInContent: Bool {
    for index in 0..<waitingCount where waiting[index].isContent { return true }
    return false
  }

  func isWaiting(for kind: DialogueTurn.Kind) -> Bool {
    for index in 0..<waitingCount where waiting[index].kind == kind { return true }
    return false
  }

  /// Notes a command that waits for its reply.
  mutating func ask(_ kind: DialogueTurn.Kind) {
    if waitingCount > 0, waiting[waitingCount - 1].kind == kind, !waiting[waitingCount - 1].isContent {
      waiting[waitingCount - 1].count &+= 1
      return
    }
    guard waitingCount < waiting.count else {
      flags.insert(.lost)
      return
    }
    waiting[waitingCount] = Waiting(kind: kind, isContent: false, count: 1)
    waitingCount += 1
  }

  /// Takes the oldest command off, which is answered.
  mutating func answered() {
    guard waitingCount > 0 else { return }
    waiting[0].count &-= 1
    if waiting[0].count > 0 {
      waiting[0].isContent = false
      return
    }
    for index in 1..<Swift.max(waitingCount, 1) { waiting[index - 1] = waiting[index] }
    waitingCount -= 1
  }

  /// The facts of a transaction are over; those of the session, and the recipients, stay.
  mutating func clearTransaction() {
    sender = .none
    begunAt = .unknown
    if !isTranscript || side == .server { messageID = .none }
    subject = .none
    size = -1
    refusalCode = 0
    refusal = .none
    refusalEnhanced = .none
    flags.subtract([.mailRefused, .cut, .resetPending, .senderUnknown])
  }

  mutating func recopy(from old: borrowing TextArena, to new: inout TextArena) {
    peer = new.keep(peer, from: old)
    helo = new.keep(helo, from: old)
    askedHelo = new.keep(askedHelo, from: old)
    user = new.keep(user, from: old)
    authMethod = new.keep(authMethod, from: old)
    tlsVersion = new.keep(tlsVersion, from: old)
    tlsCipher = new.keep(tlsCipher, from: old)
    sender = new.keep(sender, from: old)
    askedSender = new.keep(askedSender, from: old)
    messageID = new.keep(messageID, from: old)
    subject = new.keep(subject, from: old)
    refusal = new.keep(refusal, from: old)
    refusalEnhanced = new.keep(refusalEnhanced, from: old)
  }
}
