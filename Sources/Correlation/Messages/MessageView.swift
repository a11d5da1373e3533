public import Bytes
public import Model

/// `mail.disposition`: what became of a message, over all its recipients.
public enum MessageDisposition: UInt8, Sendable, CaseIterable {
  case unknown, delivered, bounced, deferred, expired, rejected, discarded, queued, mixed

  public var name: StaticString {
    switch self {
    case .unknown: "unknown"
    case .delivered: "delivered"
    case .bounced: "bounced"
    case .deferred: "deferred"
    case .expired: "expired"
    case .rejected: "rejected"
    case .discarded: "discarded"
    case .queued: "queued"
    case .mixed: "mixed"
    }
  }
}

/// `mail.direction`
public enum MessageDirection: UInt8, Sendable, CaseIterable {
  case unknown, inbound, outbound, `internal`, relayed

  public var name: StaticString {
    switch self {
    case .unknown: "unknown"
    case .inbound: "inbound"
    case .outbound: "outbound"
    case .internal: "internal"
    case .relayed: "relayed"
    }
  }
}

/// One message, lent by a `MessageFold` while it is written: nothing is copied, nothing allocated.
///
/// A text is a `TextRef` of a record; `text(_:)` gives its bytes. The facts of `source.*`, `smtp.helo`, `user.name`,
/// `tls.*`, `smtp.mail_from` are those of `first`.
public struct MessageView: ~Escapable {
  @usableFromInline let hopSlab: Span<HopRecord>
  let deliverySlab: Span<DeliveryRecord>
  let hostSlab: Span<HostRecord>
  @usableFromInline let memberNumbers: Span<Int32>
  let previousNumbers: Span<Int32>
  /// The envelope recipients, each once, in the order of the evidence: as the client gave them (before alias expansion)
  /// where that was logged. Empty where no delivery has been tried.
  public let recipients: Span<TextRef>
  /// All text; a `TextRef`'s range lies in it.
  public let allText: Span<UInt8>

  /// The hop that took the message first. Of a message that was refused it is the refusal, and `hopCount` is 0.
  @inlinable
  public var first: HopRecord {
    @inline(__always) get { hopSlab[firstNumber] }
  }
  @usableFromInline let firstNumber: Int
  /// The first Message-ID that any hop knows, the first hop's if it does.
  public let messageID: TextRef
  public let subject: TextRef
  /// Earliest and latest line.
  public let start: Timestamp
  public let end: Timestamp
  /// The least sure of the ways in which its lines' times are known.
  public let timeSource: TimeSource
  public let disposition: MessageDisposition
  public let direction: MessageDirection
  /// `tls.established` of the first hop. `no` only where the client's connection was seen from its beginning and the
  /// service logs TLS.
  public let tls: LogEvent.Certainty
  /// Whether every hop was seen from its beginning to its end.
  public let isComplete: Bool

  @_lifetime(copy hops, copy deliveries, copy hosts, copy members, copy previous, copy recipients, copy text)
  init(
    hops: Span<HopRecord>, deliveries: Span<DeliveryRecord>, hosts: Span<HostRecord>,
    members: Span<Int32>, previous: Span<Int32>, recipients: Span<TextRef>, text: Span<UInt8>,
    summary: MessageSummary
  ) {
    hopSlab = hops
    deliverySlab = deliveries
    hostSlab = hosts
    memberNumbers = members
    previousNumbers = previous
    self.recipients = recipients
    allText = text
    firstNumber = Int(summary.first)
    messageID = summary.messageID
    subject = summary.subject
    start = summary.start
    end = summary.end
    timeSource = summary.timeSource
    disposition = summary.disposition
    direction = summary.direction
    tls = summary.tls
    isComplete = summary.isComplete
  }

  /// The line where the message's record begins.
  public var location: Location { first.location }

  /// The hops, oldest first.
  public var hopCount: Int { memberNumbers.count }

  /// Hop `index` of `0..<hopCount`.
  @inlinable @inline(__always)
  public func hop(_ index: Int) -> HopRecord { hopSlab[Int(memberNumbers[index])] }

  /// Index of the hop that hop `index` came from; nil where it is not known (or is the first).
  public func previous(_ index: Int) -> Int? {
    previousNumbers[index] < 0 ? nil : Int(previousNumbers[index])
  }

  /// Name of the hop's host as logged, and the driver's number of its folder.
  public func host(of hop: HopRecord) -> HostRecord { hostSlab[Int(hop.host)] }

  /// The queue id of hop `index`.
  public func id(ofHop index: Int) -> TextRef { hopSlab[Int(memberNumbers[index])].id }
  /// The name of its host as logged.
  public func hostName(ofHop index: Int) -> TextRef {
    hostSlab[Int(hopSlab[Int(memberNumbers[index])].host)].name
  }

  /// Calls `body` with every delivery: hop by hop, of each in the order of its log.
  public func forEachDelivery<E: Error>(
    _ body: (_ hop: Int, _ delivery: DeliveryRecord) throws(E) -> Void
  ) throws(E) {
    for index in 0..<memberNumbers.count {
      var next = hopSlab[Int(memberNumbers[index])].firstDelivery
      while next >= 0 {
        let delivery = deliverySlab[Int(next)]
        next = delivery.next
        // An accepted recipient is no delivery.
        if !delivery.flags.contains(.envelope) { try body(index, delivery) }
      }
    }
  }

  /// The bytes of a text; empty for `TextRef.none` (ask `isNone` first: an empty text is known to be empty).
  @_lifetime(copy self)
  public func text(_ ref: TextRef) -> Span<UInt8> {
    ref.isNone ? allText.extracting(0..<0) : allText.extracting(ref.range.range)
  }
}

/// What is said of a message as a whole.
struct MessageSummary {
  var first: Int32
  var messageID: TextRef = .none
  var subject: TextRef = .none
  var start: Timestamp = .unknown
  var end: Timestamp = .unknown
  var timeSource = TimeSource.stated
  var disposition: MessageDisposition = .unknown
  var direction: MessageDirection = .unknown
  var tls: LogEvent.Certainty = .unknown
  var isComplete = true
}
