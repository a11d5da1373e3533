/// Bad data as a value: something in the evidence that is damaged, cut or impossible, and where.
///
/// Bad data is never thrown: it is counted, shown as a diagnostic or as a `pipeline_error` record, and
/// the run goes on. What the environment refuses (no such file, no rights) is an error of the room that met it.
public struct Oddity: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A compressed stream or container ends early.
    case truncated
    /// A compressed stream or container is damaged; what could be decoded has been read.
    case corrupt
    /// Bytes after the end of a compressed stream that belong to nothing.
    case trailingGarbage
    /// A limit (`Limits`) was reached; `detail` names it.
    case limitReached
    /// A line longer than `Limits.lineBytes` was cut.
    case lineTooLong
    /// The archive reader's child process died or was stopped.
    case childFailed
    /// A file or folder that the system would not open or read; `detail` has its reason.
    case unreadable
    /// A file kind that is recognised and not read; `detail` says what to do.
    case unsupported
    /// A name from an archive that cannot be shown as it is.
    case unsafeName
    /// Year or zone could not be found out and were assumed.
    case assumedTime
    /// A mailbox that can be read in another way, or holds bytes that belong to no message.
    case otherReading

    /// `error.code`
    public var code: StaticString {
      switch self {
      case .truncated: "truncated"
      case .corrupt: "corrupt"
      case .trailingGarbage: "trailing-garbage"
      case .limitReached: "limit-reached"
      case .lineTooLong: "line-too-long"
      case .childFailed: "child-failed"
      case .unreadable: "unreadable"
      case .unsupported: "unsupported"
      case .unsafeName: "unsafe-name"
      case .assumedTime: "assumed-time"
      case .otherReading: "other-reading"
      }
    }
  }

  public var kind: Kind
  /// The source's path as shown to the user.
  public var path: String
  /// Decoded (or, in a damaged stream, stored) byte offset; nil where it has none.
  public var offset: UInt64?
  /// What happened, and what to do, in the form `what happened (what to do)`.
  public var detail: String
  /// Whether evidence was lost by it: the run then ends with status 2.
  public var isLoss: Bool

  public init(_ kind: Kind, path: String, offset: UInt64? = nil, detail: String, isLoss: Bool = true) {
    self.kind = kind
    self.path = path
    self.offset = offset
    self.detail = detail
    self.isLoss = isLoss
  }
}
