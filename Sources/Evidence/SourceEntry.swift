import Model
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One named input as it lies on the disk (or comes through standard input).
final class InputFile: Sendable {
  /// As shown.
  let path: String
  /// As opened; nil: `descriptor` is kept open (standard input, what it held).
  let openPath: [UInt8]?
  let descriptor: Descriptor?
  let isSeekable: Bool
  let status: FileStatus
  let hash: StoredHash?
  /// Of what holds a stream in memory: the stream.
  let owner: InputFile?

  init(
    path: String, openPath: [UInt8]?, descriptor: Descriptor?, isSeekable: Bool, status: FileStatus,
    hash: StoredHash?, owner: InputFile? = nil
  ) {
    self.path = path
    self.openPath = openPath
    self.descriptor = descriptor
    self.isSeekable = isSeekable
    self.status = status
    self.hash = hash
    self.owner = owner
  }

  func open() throws(EvidenceError) -> Descriptor {
    if let descriptor { return descriptor }
    switch Descriptor.open(openPath ?? []) {
    case .success(let opened): return opened
    case .failure(let failure): throw EvidenceError.open(path: path, errno: failure.errno)
    }
  }
}

/// A source and where its bytes come from.
final class SourceEntry: Sendable {
  enum Origin: Sendable {
    /// A file without a container; plain if no compression is on it.
    case file(InputFile, isPlain: Bool)
    case member(Archive, index: Int)
    /// A member that was kept whole at discovery.
    case memory([UInt8])
    case once(OnceStream)
  }

  let source: Source
  let origin: Origin
  /// The first decoded bytes, kept at discovery (members only).
  let cachedHead: [UInt8]
  /// The named input that it came from.
  let input: InputFile
  private let outcome = Mutex<(bytes: UInt64, sha256: String?)?>(nil)

  init(_ source: Source, _ origin: Origin, head: [UInt8] = [], input: InputFile) {
    self.source = source
    self.origin = origin
    self.input = input.owner ?? input
    cachedHead = head
  }

  func finish(decodedBytes: UInt64, sha256: String?) {
    outcome.withLock { if $0 == nil { $0 = (decodedBytes, sha256) } }
  }

  var isMember: Bool {
    switch origin {
    case .member, .memory: true
    case .file, .once: false
    }
  }

  /// Stored as it is decoded: its hash is that of its input.
  var isStoredPlain: Bool {
    if case .file(_, isPlain: true) = origin { return true }
    return false
  }

  /// What reading it to its end (or to its damage) gave; nil before that.
  var decoded: (bytes: UInt64, sha256: String?)? { outcome.withLock { $0 } }

  func open(set: EvidenceSet) throws(EvidenceError) -> ByteStream {
    switch origin {
    case .memory(let bytes): return MemoryStream(bytes)
    case .member(let archive, let index): return try archive.open(index, path: source.path, set: set)
    case .once(let once):
      guard let stream = once.take() else { throw EvidenceError.consumed(path: source.path) }
      return stream
    case .file(let file, let isPlain):
      let stored = FileStream(try file.open(), isSeekable: file.isSeekable, hash: file.hash)
      if isPlain { return stored }
      return Layers(stored, limits: set.limits, threads: set.decoderThreads).stream
    }
  }

  func head(_ count: Int, set: EvidenceSet) -> [UInt8] {
    if case .memory(let bytes) = origin { return Array(bytes.prefix(count)) }
    if case .once(let once) = origin { return once.head(count) }
    if count <= cachedHead.count { return Array(cachedHead.prefix(count)) }
    if case .member(let archive, let index) = origin {
      return archive.head(index, count, path: source.path, set: set)
    }
    guard case .file(let file, let isPlain) = origin, let descriptor = try? file.open() else { return [] }
    let stored = FileStream(descriptor, isSeekable: file.isSeekable)
    let capacity = max(4096, min(count, 256 << 10))
    if isPlain { return StoredInput(stored, capacity: capacity).head(count) }
    return Layers(stored, limits: set.limits, threads: 1).stream.head(count)
  }
}

/// A stream that can be read once (standard input from a pipe); its head may be looked at before.
final class OnceStream: @unchecked Sendable {
  // SAFETY (sendability): the stream is touched under the lock until it is taken, then by its taker alone.
  private let lock = Mutex(())
  private var stream: StoredInput?

  init(_ stream: StoredInput) { self.stream = stream }

  func take() -> StoredInput? {
    lock.withLock { _ in
      defer { stream = nil }
      return stream
    }
  }

  func head(_ count: Int) -> [UInt8] {
    lock.withLock { _ in stream?.head(min(count, 256 << 10)) ?? [] }
  }
}
