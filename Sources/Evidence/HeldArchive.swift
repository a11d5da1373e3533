import CArchive
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Walks an archive that is held in memory, through the child process: a hostile one can kill or hang that, and nothing else.
public enum HeldArchive {
  /// Bounds of one walk.
  public struct Bounds: Sendable {
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

  /// Lends each member to `visit` until it returns false.
  public static func walk(
    _ bytes: [UInt8], _ bounds: Bounds = Bounds(), executable: String = "/proc/self/exe",
    _ visit: (Member) -> Bool
  ) -> Report {
    var report = Report()
    let number = postmortem_memory_file()
    guard number >= 0 else {
      report.failure = "no memory file could be made"
      return report
    }
    let descriptor = Descriptor(number)
    var limits = Limits()
    limits.archiveMembers = bounds.members
    limits.childSeconds = bounds.seconds
    limits.childSilenceSeconds = bounds.seconds
    limits.childMemoryBytes = bounds.memoryBytes
    limits.ratio = bounds.ratio
    do throws(PathFailure) { try Archive.put(bytes, into: number) } catch {
      report.failure = "no memory for the archive"
      return report
    }
    _ = lseek(number, 0, SEEK_SET)
    guard let status = FileStatus(number) else {
      report.failure = "no memory file could be made"
      return report
    }
    let input = InputFile(
      path: "", openPath: nil, descriptor: descriptor, isSeekable: true, status: status, hash: nil)
    let archive = Archive(input, limits: limits, executable: executable)
    let order = ArchiveOrder(
      mode: .members, takeBytes: bounds.memberBytes, hasTail: false, limits: limits)
    let told = Told()
    let session: ArchiveSession
    do throws(EvidenceError) {
      session = try ArchiveSession(archive, order, tail: nil, report: { told.oddities.append($0) })
    } catch {
      report.failure = error.oddity.detail
      return report
    }
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
        break walk
      case .failed(let why):
        report.failure = why
        break walk
      }
    }
    for oddity in told.oddities {
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
