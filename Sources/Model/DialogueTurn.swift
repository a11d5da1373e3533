/// What a line is in an SMTP session whose server logs the dialogue itself, command by command: for correlation.
///
/// Such a server says nowhere that a message was taken, by whom, for whom: that follows from the order of what both
/// sides said (RFC 5321 §3.3).
public struct DialogueTurn: Sendable, Equatable {
  public enum Kind: UInt8, Sendable {
    /// The line is of no dialogue.
    case none
    /// The session begins, ends.
    case opens, closes
    /// Commands. `chunk` is a BDAT that more follow, `lastChunk` the last; `other` is answered and does nothing to a
    /// transaction (NOOP, what is no command).
    case helo, mail, rcpt, data, chunk, lastChunk, reset, auth, startTLS, quit, other
    /// The last line of a reply.
    case reply
    /// The server's own notes: who logged in, that TLS is spoken, which Message-ID or size the message has.
    case note
  }

  /// How the lines of one session are known.
  public enum Scope: UInt8, Sendable {
    /// By the id that each of them carries (`LogEvent.Field.sessionID`).
    case session
    /// By the other side's address and the name it gave: sessions of one client at the same time cannot be told apart.
    case peer
    /// They stand together in the file, from the line that opens to the one that closes.
    case block
  }

  /// Which side this server is; `unknown` where only the line that opens the session tells.
  public enum Side: UInt8, Sendable { case unknown, server, client }

  public var kind: Kind
  public var scope: Scope
  public var side: Side
  /// This server said it, the other side otherwise.
  public var isSent: Bool
  /// The reply to the command stands in the same line: its code is `LogEvent.replyCode`, 0 where it is not logged.
  public var isAnswered: Bool

  @inlinable @inline(__always)
  public init(
    _ kind: Kind, _ scope: Scope, _ side: Side, isSent: Bool = false, isAnswered: Bool = false
  ) {
    self.kind = kind
    self.scope = scope
    self.side = side
    self.isSent = isSent
    self.isAnswered = isAnswered
  }

  /// Of a line of no dialogue. No stored constant: every event is reset to it, across modules.
  @inlinable
  public static var none: DialogueTurn {
    @inline(__always) get { DialogueTurn(.none, .session, .unknown) }
  }
}
