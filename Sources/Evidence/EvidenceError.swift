import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the environment refuses: a file that cannot be opened, a thing that is no file. Damaged content is
/// never an error; it is an `Oddity`.
public enum EvidenceError: Error, Equatable, Sendable {
  /// The system would not open or list `path`.
  case open(path: String, errno: Int32)
  /// Reading failed at `offset` (an input/output error, not damaged content).
  case read(path: String, offset: UInt64, errno: Int32)
  /// A device, socket or FIFO: reading it could wait for ever.
  case notAFile(path: String, kind: String)
  /// Standard input was read before and was too large to be held.
  case consumed(path: String)
  /// The archive reader's child process could not be started.
  case child(path: String, errno: Int32)

  public var path: String {
    switch self {
    case .open(let path, _), .read(let path, _, _), .notAFile(let path, _), .consumed(let path),
      .child(let path, _):
      path
    }
  }

  /// What happened (what to do), without the path.
  public var detail: String {
    switch self {
    case .open(_, let code): "cannot be opened: \(EvidenceError.text(code))"
    case .read(_, _, let code): "cannot be read: \(EvidenceError.text(code))"
    case .notAFile(_, let kind): "is a \(kind), not a file (to read a stream, give it as standard input: -)"
    case .consumed: "standard input can be read only once (give the file itself)"
    case .child(_, let code): "the archive reader cannot be started: \(EvidenceError.text(code))"
    }
  }

  /// `path: what happened (what to do)`.
  public var message: String { "\(path): \(detail)" }

  /// The same as a report; it always stands for evidence that was not read.
  var oddity: Oddity {
    let offset: UInt64? = if case .read(_, let offset, _) = self { offset } else { nil }
    return Oddity(.unreadable, path: path, offset: offset, detail: detail)
  }

  static func text(_ code: Int32) -> String {
    switch code {
    case ENOENT: return "no such file or folder"
    case EACCES, EPERM: return "permission denied"
    case EIO: return "input/output error"
    case EISDIR: return "is a folder"
    case ENOTDIR: return "a part of the path is not a folder"
    case ELOOP: return "too many symbolic links"
    case EMFILE, ENFILE: return "too many open files"
    case ENAMETOOLONG: return "the name is too long"
    case ENXIO, ENODEV: return "no such device"
    case ENOMEM: return "out of memory"
    default: return "error \(code)"
    }
  }
}
