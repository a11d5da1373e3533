import CArchive
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Walks archives that are held in memory, through a child process: a hostile one can kill or hang that, and nothing else.
///
/// The child's start costs more than most archives: it reads `reuse` of them, one after the other, unless one of them
/// was not read to its end. A child that one archive has taken over can lie about the next ones of those, too.
///
/// - Bounds: one child and the bytes of one archive (a memory file) at a time.
public final class HeldArchive {
  /// Archives that one child reads.
  static let reuse: UInt64 = 64

  /// Bounds of one walk.
  public struct Bounds: Sendable, Equatable {
    /// Bytes given of one member; of a longer one the beginning is given.
    public var memberBytes = 8 << 20
    public var members = 10_000
    /// Processor and wall seconds.
    public var seconds: UInt64 = 10
    public var memoryBytes: UInt64 = 512 << 20
    public var ratio = 1_000

    public init() {}
  }

  /// A file in the archive, as stored: no compression of its own is taken off.
  public struct Member: Sendable {
    public var name: String
    public var bytes: [UInt8]
    public var isWhole: Bool
  }

  /// How a walk ended, and what was met.
  public struct Report: Sendable {
    /// libarchive knows the format.
    public var isArchive = true
    /// Why the child did not come to the end: a crash, silence, a limit.
    public var failure: String?
    /// Members that are encrypted, by name.
    public var encrypted: [String] = []
    /// Damage and limits, as texts.
    public var oddities: [String] = []
    public var hasReachedLimit = false
  }

  /// A child between two archives.
  private struct Waiting {
    var session: ArchiveSession
    var bounds: Bounds
    var told: Told
    var file: Descriptor
    var archivesLeft: UInt64
  }

  private let executable: String
  private var waiting: Waiting?

  public init(executable: String = "/proc/self/exe") { self.executable = executable }

  /// A child with `bytes` before it.
  private func begin(_ bytes: [UInt8], _ bounds: Bounds, _ report: inout Report) -> Waiting? {
    var found = waiting
    waiting = nil
    if found?.bounds != bounds { found = nil }
    if found == nil {
      let number = postmortem_memory_file()
      guard number >= 0 else {
        report.failure = "no memory file could be made"
        return nil
      }
      let file = Descriptor(number)
      guard let status = FileStatus(number) else {
        report.failure = "no memory file could be made"
        return nil
      }
      var limits = Limits()
      limits.archiveMembers = bounds.members
      limits.childSeconds = bounds.seconds
      limits.childSilenceSeconds = bounds.seconds
      limits.childMemoryBytes = bounds.memoryBytes
      limits.ratio = bounds.ratio
      let input = InputFile(
        path: "", openPath: nil, descriptor: file, isSeekable: true, status: status, hash: nil)
      let order = ArchiveOrder(
        mode: .members, takeBytes: bounds.memberBytes, hasTail: false, limits: limits)
      let told = Told()
      do throws(EvidenceError) {
        let session = try ArchiveSession(
          Archive(input, limits: limits, executable: executable), order, tail: nil,
          report: { told.oddities.append($0) })
        found = Waiting(
          session: session, bounds: bounds, told: told, file: file, archivesLeft: HeldArchive.reuse)
      } catch {
        report.failure = error.oddity.detail
        return nil
      }
    }
    guard var ready = found else { return nil }
    // The child reads through the same open file: its place is the one that is set here.
    guard ftruncate(ready.file.number, 0) == 0, lseek(ready.file.number, 0, SEEK_SET) == 0 else {
      report.failure = "no memory for the archive"
      return nil
    }
    do throws(PathFailure) { try Archive.put(bytes, into: ready.file.number) } catch {
      report.failure = "no memory for the archive"
      return nil
    }
    _ = lseek(ready.file.number, 0, SEEK_SET)
    ready.told.oddities = []
    ready.archivesLeft -= 1
    guard ready.session.walkAgain() else {
      report.failure = ready.session.failure()
      return nil
    }
    return ready
  }

  /// Lends each member of the archive `bytes` to `visit` until it returns false.
  public func walk(_ bytes: [UInt8], _ bounds: Bounds = Bounds(), _ visit: (Member) -> Bool) -> Report {
    var report = Report()
    guard let ready = begin(bytes, bounds, &report) else { return report }
    let session = ready.session
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    // SAFETY: allocated above, used only here.
    defer { unsafe room.deallocate() }
    var name = ""
    var member: [UInt8] = []
    walk: while true {
      switch session.next() {
      case .member(let found):
        name = found.name
        member = []
      case .data:
        while let got = unsafe session.data(room), got > 0 {
          // SAFETY: the first `got` bytes were just read.
          unsafe member.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<got]))
        }
      case .end(let isWhole):
        if !visit(Member(name: name, bytes: member, isWhole: isWhole)) { break walk }
        member = []
      case .done(let isArchive):
        report.isArchive = isArchive
        if ready.archivesLeft > 0 { waiting = ready }
        break walk
      case .failed(let why):
        report.failure = why
        break walk
      }
    }
    for oddity in ready.told.oddities {
      if oddity.detail.contains("is encrypted") {
        report.encrypted.append(oddity.path.hasPrefix("!") ? String(oddity.path.dropFirst()) : oddity.path)
      } else {
        if oddity.kind == .limitReached { report.hasReachedLimit = true }
        if report.oddities.count < 8 { report.oddities.append(oddity.detail) }
      }
    }
    return report
  }

  /// What the child reported.
  private final class Told {
    var oddities: [Oddity] = []
  }
}
