import CArchive
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A descriptor that closes itself.
final class Descriptor: @unchecked Sendable {
  // SAFETY (sendability): the number never changes; reads go through pread or one thread at a time.
  let number: Int32
  private let isOwned: Bool

  init(_ number: Int32, isOwned: Bool = true) {
    self.number = number
    self.isOwned = isOwned
  }

  deinit { if isOwned { _ = close(number) } }

  /// Opens for reading only: no access time is written where the system lets us (owner or root), never
  /// becomes a controlling terminal, is not inherited. Does not wait for a FIFO's writer.
  static func open(_ path: [UInt8]) -> Result<Descriptor, PathFailure> {
    var name = path
    name.append(0)
    if path.contains(0) { return .failure(PathFailure(errno: ENOENT)) }
    let flags = O_RDONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK
    let noAccessTime: Int32 = 0o1000000
    // SAFETY: `name` ends with a zero byte and lives through the calls.
    let number = unsafe name.withUnsafeBytes { bytes -> Int32 in
      let text = unsafe bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self)
      var opened = unsafe openForReading(text, flags | noAccessTime)
      if opened < 0, errno == EPERM { opened = unsafe openForReading(text, flags) }
      return opened
    }
    return number < 0 ? .failure(PathFailure(errno: errno)) : .success(Descriptor(number))
  }
}

struct PathFailure: Error, Equatable { var errno: Int32 }

/// What `fstat` and `stat` say, as far as it matters here.
struct FileStatus: Equatable {
  enum Kind: Equatable {
    case file, folder
    case other(String)
  }
  var kind: Kind
  var size: UInt64
  var modified: Timestamp
  var device: UInt64
  var inode: UInt64

  init?(_ descriptor: Int32) {
    var status = stat()
    // SAFETY: `status` lives through the call.
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .folder
    case S_IFIFO: kind = .other("FIFO")
    case S_IFSOCK: kind = .other("socket")
    default: kind = .other("device")
    }
    size = UInt64(max(0, status.st_size))
    modified = Timestamp(
      microseconds: Int64(status.st_mtim.tv_sec) &* 1_000_000 &+ Int64(status.st_mtim.tv_nsec) / 1000)
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(truncatingIfNeeded: status.st_ino)
  }
}

@inline(__always)
private func openForReading(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
  // SAFETY: the caller's path ends with a zero byte.
  unsafe open(path, flags)
}

/// The stored bytes of a file or a pipe, straight from read(2) into the caller's memory.
final class FileStream: ByteStream {
  private let descriptor: Descriptor
  /// A seekable file is read with pread, so that streams over one descriptor do not disturb each other.
  private let isSeekable: Bool
  private(set) var offset: UInt64 = 0
  private let hash: StoredHash?
  /// Called after each read: the archive child's sign of life.
  var onRead: (() -> Void)?

  init(_ descriptor: Descriptor, isSeekable: Bool, hash: StoredHash? = nil) {
    self.descriptor = descriptor
    self.isSeekable = isSeekable
    self.hash = hash
  }

  /// The furthest byte read: seeking about does not count twice.
  override var storedBytes: UInt64 { furthest }
  private var furthest: UInt64 = 0

  override var seekableSize: UInt64? {
    isSeekable ? FileStatus(descriptor.number)?.size : nil
  }

  override func seek(to newOffset: UInt64) {
    precondition(isSeekable, "FileStream: a pipe cannot seek")
    offset = min(newOffset, UInt64(Int64.max))
  }

  override func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    while true {
      // SAFETY: the system writes at most `room.count` bytes into `room`.
      let count =
        unsafe isSeekable
        ? pread(descriptor.number, room.baseAddress, min(room.count, 1 << 30), off_t(offset))
        : readOnce(descriptor.number, room)
      if count > 0 {
        // SAFETY: the first `count` bytes were just written.
        unsafe hash?.update(UnsafeRawBufferPointer(rebasing: room[..<count]), at: offset)
        offset += UInt64(count)
        furthest = max(furthest, offset)
        onRead?()
        return count
      }
      if count == 0 {
        hash?.finish(at: offset)
        return 0
      }
      if errno == EINTR { continue }
      if errno == EAGAIN {
        var wait = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        // SAFETY: one pollfd, alive during the call.
        _ = unsafe poll(&wait, 1, -1)
        continue
      }
      let error = EvidenceError.read(path: "", offset: offset, errno: errno)
      throw StreamFault(kind: .unreadable, offset: offset, detail: error.detail)
    }
  }
}

@inline(__always)
private func readOnce(_ descriptor: Int32, _ room: UnsafeMutableRawBufferPointer) -> Int {
  // SAFETY: at most `room.count` bytes are written into `room`.
  unsafe read(descriptor, room.baseAddress, min(room.count, 1 << 30))
}

extension FileStatus {
  /// A pipe: no size and no time.
  static let stream = FileStatus(
    kind: .other("FIFO"), size: 0, modified: .unknown, device: 0, inode: 0)

  private init(kind: Kind, size: UInt64, modified: Timestamp, device: UInt64, inode: UInt64) {
    self.kind = kind
    self.size = size
    self.modified = modified
    self.device = device
    self.inode = inode
  }
}
