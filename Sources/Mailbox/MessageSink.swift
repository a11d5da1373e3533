import Bytes

/// Takes the messages of a mailbox as they are found.
///
/// For each message `headers` is called once, `body` any number of times, `end` once. What is lent ends
/// with the call. A consumer that needs only headers and places writes `end` alone.
public protocol MessageSink: ~Copyable {
  /// The header of `message` is complete. Known so far: number, offset, line, separator, header and body offset,
  /// oddities up to here. `header` is the stored bytes from `headerOffset`, the empty line behind the
  /// header included where there is one, at most `Limits.headerBytes`.
  mutating func headers(_ message: MailboxMessage, header: Span<UInt8>)

  /// The next bytes of the body, as stored; `offset` is their place in the stream. Cuts lie anywhere.
  mutating func body(_ bytes: Span<UInt8>, at offset: UInt64)

  /// The message is complete; `header` is lent again.
  mutating func end(_ message: MailboxMessage, header: Span<UInt8>)
}

extension MessageSink where Self: ~Copyable {
  public mutating func headers(_ message: MailboxMessage, header: Span<UInt8>) {}
  public mutating func body(_ bytes: Span<UInt8>, at offset: UInt64) {}
}

/// What a whole mailbox was like.
public struct MailboxSummary: Equatable, Sendable {
  public var messages = 0
  /// Bytes and lines read.
  public var bytes: UInt64 = 0
  public var lines: UInt64 = 0
  /// Messages that are marked as deleted.
  public var deleted = 0
  /// Messages whose finding rested on a choice (`MailboxMessage.isAmbiguous`).
  public var ambiguous = 0
  /// Pseudo messages in which uw-imap and Dovecot keep their state; they are not mail and not counted.
  public var internalData = 0
  /// Bytes that belong to no message: garbage before the first one, between MMDF's separators.
  public var strayBytes: UInt64 = 0
  /// Place of the first stray byte.
  public var strayOffset: UInt64?
  /// Union of what the messages show.
  public var traces: DialectTraces = []
  /// Messages with a Content-Length, and with a right one.
  public var contentLengths = 0
  public var exactContentLengths = 0
  /// Content-Lengths that end exactly at a later separator, first ones first, at most `maxReadings`.
  public var readings: [OtherReading] = []
  public var dialect = MailboxDialect.unknown

  public static let maxReadings = 1_000

  public init() {}

  /// Another reading of the mailbox: believing the Content-Length of message `message`, the messages `hidden` are
  /// text inside it. An exact lie hides messages from programs that believe it.
  public struct OtherReading: Equatable, Sendable {
    public var message: Int
    /// Place of that message.
    public var offset: UInt64
    public var hidden: ClosedRange<Int>
  }
}
