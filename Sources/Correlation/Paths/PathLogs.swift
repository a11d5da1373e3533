public import Bytes
public import MIME
public import Model

/// What a host's log says of one queue id.
public struct LoggedHop: Sendable {
  /// When that host took the message.
  public var time: Timestamp
  public var fromIP: IPAddress?
  /// `Span.hash` of the Message-ID without brackets; 0 where the log does not tell it.
  public var messageIDHash: UInt64
  public var location: Location

  public init(
    time: Timestamp, fromIP: IPAddress? = nil, messageIDHash: UInt64 = 0, location: Location = .none
  ) {
    self.time = time
    self.fromIP = fromIP
    self.messageIDHash = messageIDHash
    self.location = location
  }
}

/// The logs beside a mailbox, as a path needs them. Correlation does not know where they come from.
public protocol PathLogs {
  /// The hop that the log of the host called `host` (as in `by`: often qualified where the log's own name is
  /// not) has under `id`; nearest to `time` where the id was used again.
  func hop(host: ByteRange, id: ByteRange, near time: Timestamp, in text: Span<UInt8>) -> LoggedHop?
  /// Whether that host's log is at hand, was recognised, and covers `time` with a margin.
  func covers(host: ByteRange, at time: Timestamp, in text: Span<UInt8>) -> Bool
  /// The time that an id of `software` carries (Postfix long ids, Exim, Sendmail); nil where it carries none.
  func idTime(_ id: ByteRange, of software: ReceivedField.Software, in text: Span<UInt8>) -> Timestamp?
}

/// No logs at hand: paths from headers alone.
public struct NoPathLogs: PathLogs, Sendable {
  public init() {}
  public func hop(host: ByteRange, id: ByteRange, near time: Timestamp, in text: Span<UInt8>) -> LoggedHop? {
    nil
  }
  public func covers(host: ByteRange, at time: Timestamp, in text: Span<UInt8>) -> Bool { false }
  public func idTime(_ id: ByteRange, of software: ReceivedField.Software, in text: Span<UInt8>) -> Timestamp?
  {
    nil
  }
}
