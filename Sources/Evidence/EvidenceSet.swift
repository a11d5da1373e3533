public import Model
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The evidence of a run: the files, folders, archives and standard input that were named, as sources.
///
/// Duty: find them (`discover`), tell them apart by content, open and reopen them, decode, report what is
/// damaged or refused, hash. It opens for reading only and writes nothing, nowhere. It does not look at lines.
/// Archives are walked by a child process (`ArchiveChild`), whose death is a report and no more.
///
/// Environment errors (no such file, no rights) are reports too: the other inputs are still read, and
/// `hasLoss` then makes the exit status 2.
public final class EvidenceSet: Sendable {
  let paths: [String]
  let limits: Limits
  let hashing: Bool
  /// A pipe is taken into memory, up to `Limits.heldBytes`, so that it can be read more than once.
  let holdsInput: Bool
  let childExecutable: String
  private let reporter: @Sendable (Oddity) -> Void

  struct State {
    var entries: [SourceEntry] = []
    var inputs: [InputFile] = []
    var reported: Set<Oddity> = []
    var hasLoss = false
    var heldBytes = 0
    var isDiscovered = false
  }
  let state = Mutex(State())

  /// - Parameters:
  ///   - paths: files, folders, archives; `-` is standard input.
  ///   - childExecutable: what to run as the archive reader; nil: this program itself.
  ///   - hashing: compute what `manifest` gives.
  ///   - holdsInput: the caller reads more than once; a pipe that fits `Limits.heldBytes` can then be reopened.
  ///   - report: called for each oddity once, from whichever thread meets it.
  public init(
    paths: [String], limits: Limits = Limits(), childExecutable: String? = nil, hashing: Bool = false,
    holdsInput: Bool = false, report: @escaping @Sendable (Oddity) -> Void
  ) {
    self.paths = paths
    self.limits = limits
    self.hashing = hashing
    self.holdsInput = holdsInput
    self.childExecutable = childExecutable ?? "/proc/self/exe"
    reporter = report
  }

  /// Whether some evidence could not be read (exit status 2). Final when all sources have been read.
  public var hasLoss: Bool { state.withLock { $0.hasLoss } }

  /// Finds every source: walks folders (names in the order of their bytes), lists archives. Done once; later calls
  /// give the same list.
  public func discover() -> [Source] {
    let isFirst = state.withLock { state in
      defer { state.isDiscovered = true }
      return !state.isDiscovered
    }
    if isFirst {
      let discovery = Discovery(self)
      for path in ArgumentBytes.resolve(paths) { discovery.input(path) }
    }
    return state.withLock { $0.entries.map(\.source) }
  }

  /// The first decoded bytes of a source, at most `bytes` (of a stream that can be read once: at most 256 KiB); consumes
  /// nothing and reports nothing.
  public func head(of source: Source, bytes: Int) -> [UInt8] {
    guard let entry = entry(source), bytes > 0 else { return [] }
    return entry.head(bytes, set: self)
  }

  /// Opens a source from its beginning.
  /// - Throws: what the system refuses now, although discovery could read it; `consumed` for the second opening of
  ///   standard input that was not held. The error has been reported, too.
  public func open(_ source: Source) throws(EvidenceError) -> SourceStream {
    guard let entry = entry(source) else {
      throw EvidenceError.open(path: source.path, errno: ENOENT)
    }
    do throws(EvidenceError) {
      let stream = try entry.open(set: self)
      return SourceStream(
        source, stream, hashing: hashing && !entry.isStoredPlain, report: { [self] in report($0) },
        finished: { entry.finish(decodedBytes: $0, sha256: $1) })
    } catch {
      report(error.oddity)
      throw error
    }
  }

  private func entry(_ source: Source) -> SourceEntry? {
    state.withLock { state in
      let index = Int(source.id.rawValue)
      return state.entries.indices.contains(index) ? state.entries[index] : nil
    }
  }

  /// Passes an oddity on once, however often the evidence is read.
  func report(_ oddity: Oddity) {
    let isNew = state.withLock { state in
      if oddity.isLoss { state.hasLoss = true }
      guard state.reported.count < 100_000 else { return true }
      return state.reported.insert(oddity).inserted
    }
    if isNew { reporter(oddity) }
  }

  func add(_ entry: (SourceID) -> SourceEntry) {
    state.withLock { state in
      state.entries.append(entry(SourceID(Int32(clamping: state.entries.count))))
    }
  }

  /// Takes `count` bytes from what may be held in memory; false if there is not so much left.
  func hold(_ count: Int) -> Bool {
    state.withLock { state in
      guard state.heldBytes + count <= limits.heldBytes else { return false }
      state.heldBytes += count
      return true
    }
  }

  /// Gives back what `hold` took.
  func drop(_ count: Int) { state.withLock { $0.heldBytes -= count } }
}

extension EvidenceSet {
  /// Threads of an xz decoder: the processors there are, at most four.
  var decoderThreads: Int { max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
