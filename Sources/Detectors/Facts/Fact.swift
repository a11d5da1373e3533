public import Bytes
public import Model

/// What one log line gives to be counted: who did what to which host, when.
///
/// A copy of the few fields that detectors need, so that a line can be forgotten. Texts lie in the arena of the
/// `FactList` that holds it.
public struct Fact: Sendable {
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// A client connected.
    case connection
    /// It went away without having said a command.
    case idle
    /// It was slow: the server gave up waiting.
    case held
    /// The server turned the connection away because it had too many.
    case turnedAway
    /// The server refused the client as it connected, for another reason: its name, a list, a filter.
    case refusedClient
    /// The server reached a limit of its own, or of a client's rate.
    case limit
    case loginSuccess, loginFailure
    /// A message was taken from a client that had not logged in, as far as the line tells.
    case accepted
    /// Relaying was refused.
    case relayDenied
    /// A recipient was refused because nobody is called so.
    case unknownRecipient
    /// A recipient was refused, for whichever reason: unknown, or not ours.
    case refusedRecipient
    /// Any other refusal.
    case refused
    /// A client said something that looks like a part of a log line.
    case injection
    /// A filter judged a message: `reason` is its word.
    case verdict
  }

  /// Several kinds.
  struct Kinds: OptionSet, Sendable {
    let rawValue: UInt32
    init(rawValue: UInt32) { self.rawValue = rawValue }
    init(_ kinds: Kind...) { rawValue = kinds.reduce(0) { $0 | 1 << UInt32($1.rawValue) } }
    func contains(_ kind: Kind) -> Bool { rawValue & 1 << UInt32(kind.rawValue) != 0 }
  }

  public var kind: Kind
  /// A limit of the server's own (processes, storage), not of one client's rate.
  public var isServerLimit = false
  public var networkProtocol: LogEvent.NetworkProtocol
  public var tls: LogEvent.Certainty
  public var time: Timestamp
  /// How far the host's clock was east of UTC; the least number where that is not known.
  public var offsetMinutes = Int16.min
  /// Number in the list's hosts.
  public var host: Int32
  /// How many equal lines it stands for, at least 1.
  public var count: UInt32
  public var address: IPAddress?
  public var user: TextRef = .none
  public var mailFrom: TextRef = .none
  public var recipient: TextRef = .none
  /// The server's words, or the limit's name.
  public var reason: TextRef = .none
  public var authMethod: TextRef = .none
  /// Of a verdict: the message that was judged.
  public var messageID: TextRef = .none
  public var localID: TextRef = .none
  /// Hash of the server's own id of the connection; 0 where it logs none.
  public var session: UInt64 = 0
  public var location: Location
}

/// A host that facts are about.
public struct FactHost: Sendable {
  /// As logged; none where the log names no host.
  public var name: TextRef
  /// Number of the stream, which stands for the folder.
  public var stream: UInt32
  var key: UInt64
}
