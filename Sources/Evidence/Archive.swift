import CArchive
import Model
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A container among the inputs, listed once and read member by member through children.
///
/// Members up to 1 MiB are kept at discovery, as far as `Limits.heldBytes` goes. The others are read by a new
/// walk up to them; a walk that has given one member waits for the next opening and goes on from there, so that
/// opening in the order of discovery costs one walk in all. Opening many at once costs a child each.
final class Archive: Sendable {
  /// Members up to this size are kept whole, of the others this much is their head.
  static let keptBytes = 1 << 20
  static let headBytes = 64 << 10

  let input: InputFile
  let limits: Limits
  let executable: String
  private let idle = IdleSession()

  init(_ input: InputFile, limits: Limits, executable: String) {
    self.input = input
    self.limits = limits
    self.executable = executable
  }

  /// Adds a source for each member. False if the reader does not know the format: then nothing was added.
  func list(set: EvidenceSet) -> Bool {
    list(set: set, takeBytes: Archive.keptBytes + 1, tail: nil)
  }

  private func list(set: EvidenceSet, takeBytes: Int, tail: Descriptor?) -> Bool {
    let isOnce = tail != nil
    let order = ArchiveOrder(mode: .list, takeBytes: takeBytes, hasTail: isOnce, limits: limits)
    let session: ArchiveSession
    do throws(EvidenceError) {
      session = try ArchiveSession(self, order, tail: tail, report: { set.report($0) })
    } catch {
      set.report(error.oddity)
      return true
    }
    var member: ArchiveSession.Member?
    var bytes: [UInt8] = []
    var isDropped = false
    var count = 0
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    // SAFETY: allocated above, used only here.
    defer { unsafe block.deallocate() }
    while true {
      switch session.next() {
      case .member(let found):
        member = found
        bytes = []
        isDropped = false
      case .data:
        while let got = unsafe session.data(block), got > 0 {
          if isDropped { continue }
          // Of a pipe that cannot be walked again, all is kept or nothing.
          if isOnce, !set.hold(got) {
            isDropped = true
            set.drop(bytes.count)
            bytes = []
            continue
          }
          // SAFETY: the first `got` bytes were just read.
          unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[..<got]))
        }
      case .end(let isWhole):
        guard let found = member else { continue }
        member = nil
        count += 1
        if isDropped {
          set.report(
            Oddity(
              .limitReached, path: session.path(found.name),
              detail:
                "the archive on standard input is larger than \(limits.heldBytes) bytes (limit held bytes) "
                + "and this member did not fit: not read (give the file itself)"))
        } else {
          add(found, bytes, isWhole: isWhole, isOnce: isOnce, path: session.path(found.name), set: set)
        }
      case .done(let isArchive):
        return isArchive || count > 0
      case .failed(let why):
        let place = member.map { session.path($0.name) } ?? input.path
        set.report(
          Oddity(
            .childFailed, path: place, detail: "the archive reader \(why); members behind this are not read"))
        // What had arrived of the member is evidence, too.
        if let found = member, !isDropped {
          let kept = SourceEntry.Origin.memory(bytes)
          set.add { id in
            SourceEntry(self.source(found, id, session.path(found.name)), kept, input: self.input)
          }
        }
        return true
      }
    }
  }

  private func source(_ member: ArchiveSession.Member, _ id: SourceID, _ path: String) -> Source {
    Source(
      id: id, path: path,
      hints: TimeHints(
        archiveTime: member.gzipTime.isUnknown ? member.time : member.gzipTime,
        fileTime: input.status.modified),
      isReopenable: true, isMember: true, storedSize: nil)
  }

  private func add(
    _ member: ArchiveSession.Member, _ bytes: [UInt8], isWhole: Bool, isOnce: Bool, path: String,
    set: EvidenceSet
  ) {
    let isKept = isOnce || (isWhole && bytes.count <= Archive.keptBytes && set.hold(bytes.count))
    let head =
      isKept || !set.hold(min(bytes.count, Archive.headBytes)) ? [] : Array(bytes.prefix(Archive.headBytes))
    set.add { id in
      SourceEntry(
        source(member, id, path), isKept ? .memory(bytes) : .member(self, index: member.index), head: head,
        input: input)
    }
  }

  /// An archive on a pipe, of which `recorder` has the bytes read so far.
  static func list(_ input: InputFile, _ recorder: RecordingStream, set: EvidenceSet) -> Bool {
    guard let pipe = input.descriptor else { return true }
    let descriptor: Descriptor
    let isWhole: Bool
    do throws(PathFailure) {
      (descriptor, isWhole) = try hold(recorder, most: set.limits.heldBytes)
    } catch {
      set.report(EvidenceError.open(path: input.path, errno: error.errno).oddity)
      return true
    }
    let held = InputFile(
      path: input.path, openPath: nil, descriptor: descriptor, isSeekable: isWhole, status: input.status,
      hash: nil, owner: input)
    let archive = Archive(held, limits: set.limits, executable: set.childExecutable)
    return archive.list(
      set: set, takeBytes: isWhole ? keptBytes + 1 : .max, tail: isWhole ? nil : pipe)
  }

  /// The pipe's bytes in memory (a memfd, no file), from the first one that `recorder` has seen.
  private static func hold(_ recorder: RecordingStream, most: Int) throws(PathFailure) -> (Descriptor, Bool) {
    let number = postmortem_memory_file()
    guard number >= 0 else { throw PathFailure(errno: errno) }
    let descriptor = Descriptor(number)
    var written = 0
    let recorded = recorder.recorded
    recorder.stop()
    try put(recorded, into: number)
    written += recorded.count
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    // SAFETY: allocated above, used only here.
    defer { unsafe block.deallocate() }
    while written < most {
      let got: Int
      do throws(StreamFault) { got = try unsafe recorder.read(block) } catch { return (descriptor, true) }
      if got == 0 {
        // The child starts at the beginning.
        _ = lseek(number, 0, SEEK_SET)
        return (descriptor, true)
      }
      // SAFETY: the first `got` bytes were just read.
      try put(unsafe Array(UnsafeRawBufferPointer(rebasing: block[..<got])), into: number)
      written += got
    }
    _ = lseek(number, 0, SEEK_SET)
    return (descriptor, false)
  }

  static func put(_ bytes: [UInt8], into number: Int32) throws(PathFailure) {
    var done = 0
    while done < bytes.count {
      // SAFETY: the rest of the array.
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(number, $0.baseAddress.unsafelyUnwrapped + done, bytes.count - done)
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { throw PathFailure(errno: errno) }
      done += count
    }
  }

  /// Opens a member for reading from its beginning.
  func open(_ index: Int, path: String, set: EvidenceSet) throws(EvidenceError) -> ByteStream {
    let session: ArchiveSession
    if let waiting = idle.take(upTo: index) {
      session = waiting
    } else {
      let order = ArchiveOrder(mode: .read, takeBytes: 0, hasTail: false, limits: limits)
      session = try ArchiveSession(self, order, tail: nil, report: { set.report($0) })
    }
    return MemberStream(session, index: index) { [idle] in idle.put($0) }
  }

  func head(_ index: Int, _ count: Int, path: String, set: EvidenceSet) -> [UInt8] {
    guard let stream = try? open(index, path: path, set: set) else { return [] }
    return StoredInput(stream, capacity: max(4096, min(count, 256 << 10))).head(count)
  }
}

/// At most one child of an archive that has given a member and waits for the next.
private final class IdleSession: @unchecked Sendable {
  // SAFETY (sendability): the session is touched under the lock.
  private let lock = Mutex(())
  private var session: ArchiveSession?

  func take(upTo index: Int) -> ArchiveSession? {
    lock.withLock { _ in
      guard let waiting = session, waiting.position <= index else { return nil }
      session = nil
      return waiting
    }
  }

  func put(_ ended: ArchiveSession) { lock.withLock { _ in session = ended } }
}

/// One member of an archive, its bytes from a child.
final class MemberStream: ByteStream {
  private var session: ArchiveSession?
  private let index: Int
  private let giveBack: (ArchiveSession) -> Void
  private var isStarted = false
  private var isInData = false
  private var bytes: UInt64 = 0

  init(_ session: ArchiveSession, index: Int, giveBack: @escaping (ArchiveSession) -> Void) {
    self.session = session
    self.index = index
    self.giveBack = giveBack
  }

  override var storedBytes: UInt64 { bytes }

  override func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    guard let session else { return 0 }
    if !isStarted {
      isStarted = true
      if !session.want(index) { throw failed(session.failure()) }
    }
    while true {
      if isInData {
        guard let count = unsafe session.data(room) else { throw failed(session.failure()) }
        if count > 0 {
          bytes += UInt64(count)
          return count
        }
        isInData = false
      }
      switch session.next() {
      case .member(let member):
        if member.index != index { throw failed("gave another member than the one wanted") }
      case .data: isInData = true
      case .end:
        self.session = nil
        giveBack(session)
        return 0
      case .done: throw failed("did not find the member again (has the file changed?)")
      case .failed(let why): throw failed(why)
      }
    }
  }

  private func failed(_ why: String) -> StreamFault {
    session = nil
    return StreamFault(
      kind: .childFailed, offset: bytes,
      detail: "the archive reader \(why); the rest of this member is not read")
  }
}
