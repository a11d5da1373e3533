public import Bytes
public import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Where records go: standard output or a file.
///
/// Gets buffers that end at the end of a record and writes each to its last byte, so that what a reader has is whole
/// records, also after Ctrl-C (`Interruption`). A reader that has gone away is no error: `write` says so, once and for
/// all, and the caller stops.
///
/// A file is opened without emptying it, looked at, and only then emptied: what is, or lies inside, the evidence is
/// refused. Any other regular file is replaced (a monthly job writes the same name each month); devices and FIFOs
/// are written to as they are.
public struct OutputSink: ~Copyable {
  private let descriptor: FileDescriptor
  private let path: String?
  private let closes: Bool
  /// The reader of the pipe has gone; nothing more is written.
  public private(set) var isClosed = false

  /// Standard output.
  public init() {
    descriptor = .standardOutput
    path = nil
    closes = false
    signal(SIGPIPE, SIG_IGN)
  }

  /// The file `path`; `evidence` are the paths that are read.
  /// - Throws: `OutputError.open`, `.isEvidence`.
  public init(path: String, evidence: [String]) throws(OutputError) {
    signal(SIGPIPE, SIG_IGN)
    let opened: FileDescriptor
    let stat: Stat
    try OutputSink.refuseInside(path, evidence)
    do {
      opened = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw .open(path: path, error as? Errno ?? .ioError)
    }
    do {
      stat = try opened.stat()
    } catch {
      throw .open(path: path, error)
    }
    for input in evidence where input != "-" {
      if let other = try? Stat(FilePath(input)), other.isSameFile(as: stat) {
        try? opened.close()
        throw .isEvidence(path: path, evidence: input)
      }
    }
    if stat.type == .regular {
      do { try opened.resize(to: 0) } catch {
        throw .open(path: path, error as? Errno ?? .ioError)
      }
    }
    descriptor = opened
    self.path = path
    closes = true
  }

  deinit {
    if closes { try? descriptor.close() }
  }

  /// Whether records go to a terminal.
  public var isTerminal: Bool { Terminal.isTerminal(descriptor.rawValue) }

  /// Writes and empties `records`. False where nobody reads any more.
  /// - Throws: `OutputError.write`.
  @discardableResult
  public mutating func write(_ records: inout ByteBuffer) throws(OutputError) -> Bool {
    var start = 0
    while !isClosed, start < records.count {
      let (taken, error) = records.write(to: descriptor.rawValue, from: start)
      if taken >= 0 {
        start += taken
        continue
      }
      switch Errno(rawValue: error) {
      case .interrupted: continue
      case .brokenPipe: isClosed = true
      case let errno: throw .write(path: path, errno)
      }
    }
    records.removeAll()
    return !isClosed
  }

  /// Refuses a path inside a folder that is read. Folders are compared by what they are, not by how they are spelled:
  /// the parent of the new file, its parent, and so on to the root.
  static func refuseInside(_ path: String, _ evidence: [String]) throws(OutputError) {
    var folders: [(path: String, stat: Stat)] = []
    for input in evidence where input != "-" {
      if let stat = try? Stat(FilePath(input)), stat.type == .directory {
        folders.append((input, stat))
      }
    }
    if folders.isEmpty { return }
    var parent = FilePath(path).removingLastComponent()
    if parent.isEmpty { parent = "." }
    var previous: Stat?
    for _ in 0..<4096 {
      guard let stat = try? Stat(parent), stat.type == .directory else { return }
      if let previous, previous.isSameFile(as: stat) { return }
      for folder in folders where folder.stat.isSameFile(as: stat) {
        throw .isEvidence(path: path, evidence: folder.path)
      }
      previous = stat
      parent.append("..")
    }
  }
}

extension Stat {
  fileprivate func isSameFile(as other: Stat) -> Bool {
    deviceID == other.deviceID && inode == other.inode
  }
}

/// Why results cannot be written.
public enum OutputError: Error, Equatable, CustomStringConvertible {
  case open(path: String, Errno)
  /// The path is, or lies inside, what is read.
  case isEvidence(path: String, evidence: String)
  /// Nil is standard output.
  case write(path: String?, Errno)

  public var description: String {
    switch self {
    case .open(let path, let errno): "\(path): cannot be written: \(errno)"
    case .isEvidence(let path, let evidence):
      path == evidence
        ? "\(path): is evidence, which is never written to (choose another file)"
        : "\(path): lies in the evidence '\(evidence)', which is never written to (choose another place)"
    case .write(let path, let errno):
      "\(path ?? "standard output"): cannot be written: \(errno)"
    }
  }
}
