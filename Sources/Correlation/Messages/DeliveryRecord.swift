public import Bytes
public import Model

/// One attempt to deliver a message to one recipient, as one log line tells it.
///
/// Texts lie in the arena of the `MessageFold` that holds the record (`MessageView.text`).
public struct DeliveryRecord: Sendable, BitwiseCopyable {
  public struct Flags: OptionSet, Sendable, BitwiseCopyable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Another hop of ours took the message over: the delivery is not the end of the way.
    public static let takenOver = Flags(rawValue: 1)
    /// The link that the line asks for was looked for.
    static let linked = Flags(rawValue: 2)
    /// The mail store's own line said that the message was kept.
    static let kept = Flags(rawValue: 4)
    /// No delivery: a reply that the next delivery to the same recipient takes.
    static let reply = Flags(rawValue: 8)
    /// No attempt: a recipient that this server accepted with the message.
    public static let envelope = Flags(rawValue: 16)
    /// The session that delivered names no message: this one is the only that it can be.
    public static let inferred = Flags(rawValue: 32)
    /// Of an accepted recipient: a session has handed the message on, or been refused for good.
    static let handedOn = Flags(rawValue: 64)
  }

  public var recipient: TextRef = .none
  /// The recipient before alias expansion, where the server logged it.
  public var originalRecipient: TextRef = .none
  /// `2.0.0`
  public var enhanced: TextRef = .none
  public var reply: TextRef = .none
  /// The id at the next server.
  public var queuedAs: TextRef = .none
  public var relayIP: TextRef = .none
  public var relayDomain: TextRef = .none
  /// The relay when it is no host: `local`, `virtual`, a transport name.
  public var transport: TextRef = .none

  public var time: Timestamp
  /// Microseconds; -1 where not logged.
  public var delayMicroseconds: Int64 = -1
  var place: PackedLocation
  /// Hash of `queuedAs`; 0 where there is none.
  var queuedAsHash: UInt64 = 0

  /// The next delivery of the same hop in the order of the evidence; -1 at the end.
  var next: Int32 = -1
  public var relayPort: UInt16 = 0
  public var code: UInt16 = 0
  public var status: LogEvent.DeliveryStatus = .none
  public var tls: LogEvent.Certainty = .unknown
  public var flags: Flags = []

  /// The line.
  public var location: Location { place.location }
  /// Whether no other hop of ours took over.
  public var isFinal: Bool { !flags.contains(.takenOver) }

  init(time: Timestamp, place: PackedLocation) {
    self.time = time
    self.place = place
  }

  /// Moves every text by `base` bytes: its arena was appended to another.
  @inline(__always)
  mutating func rebase(_ base: UInt32) {
    recipient.move(base)
    originalRecipient.move(base)
    enhanced.move(base)
    reply.move(base)
    queuedAs.move(base)
    relayIP.move(base)
    relayDomain.move(base)
    transport.move(base)
  }

  /// Copies the texts out of `text`, the line in which they lie so far. What lies between them is copied, too, unless that
  /// is much: one copy of a line's part costs less than one for each.
  @inline(__always)
  mutating func keepTexts(_ text: Span<UInt8>, _ arena: inout TextArena) {
    var start = UInt32.max
    var end = 0
    // Of `none` the start is above all others.
    func widen(to ref: TextRef) {
      start = Swift.min(start, ref.range.start)
      if !ref.isNone { end = Swift.max(end, ref.range.upper) }
    }
    widen(to: recipient)
    widen(to: originalRecipient)
    widen(to: enhanced)
    widen(to: reply)
    widen(to: queuedAs)
    widen(to: relayIP)
    widen(to: relayDomain)
    widen(to: transport)
    guard start != .max else { return }
    let stretch = ByteRange(Int(start), end)
    if stretch.count <= 512 {
      rebase(arena.keep(text, stretch).range.start &- start)
    } else {
      recopy(from: text, to: &arena)
    }
  }

  /// Copies every text from one arena into another.
  mutating func recopy(from old: borrowing TextArena, to new: inout TextArena) {
    recopy(from: old.span, to: &new)
  }

  /// The same, out of a line or of what an arena holds.
  @inline(never)
  private mutating func recopy(from text: Span<UInt8>, to arena: inout TextArena) {
    recipient = arena.keep(text, recipient.range)
    originalRecipient = arena.keep(text, originalRecipient.range)
    enhanced = arena.keep(text, enhanced.range)
    reply = arena.keep(text, reply.range)
    queuedAs = arena.keep(text, queuedAs.range)
    relayIP = arena.keep(text, relayIP.range)
    relayDomain = arena.keep(text, relayDomain.range)
    transport = arena.keep(text, transport.range)
  }
}

/// A `Location` in 24 bytes: lines are shorter than 4 GiB.
struct PackedLocation: Sendable, Equatable {
  var source: Int32
  var length: UInt32
  var offset: UInt64
  var line: UInt64

  @inline(__always)
  init(source: SourceID, offset: UInt64, line: UInt64, length: Int) {
    self.source = source.rawValue
    self.length = UInt32(clamping: length)
    self.offset = offset
    self.line = line
  }

  var location: Location {
    Location(source: SourceID(source), offset: offset, line: line, length: UInt64(length))
  }

  @inline(__always)
  static func precedes(_ left: PackedLocation, _ right: PackedLocation) -> Bool {
    left.source == right.source ? left.offset < right.offset : left.source < right.source
  }
}

extension TextRef {
  @inline(__always)
  mutating func move(_ base: UInt32) {
    // `none` keeps its start: all ones.
    if !isNone { range.start &+= base }
  }
}
