import Model
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Standard input as a source, or, where it is an archive, as several.
///
/// - A file redirected (`< mail.log`, from its beginning) is a file like any other.
/// - A pipe with text, compressed or not, is one source that can be opened once; `head` looks ahead.
/// - A pipe with an archive is taken into memory as it is stored, up to `Limits.heldBytes`, and is then an
///   archive like any other. A longer one is walked once: its members are held, decoded, in the same room; each
///   that does not fit any more is reported and not read.
enum StandardInput {
  static func discover(_ set: EvidenceSet, descriptor: Descriptor? = nil, path: String = "-") {
    let descriptor = descriptor ?? Descriptor(0, isOwned: false)
    guard let status = FileStatus(descriptor.number) else {
      set.report(EvidenceError.open(path: path, errno: errno).oddity)
      return
    }
    switch status.kind {
    case .folder:
      set.report(EvidenceError.notAFile(path: path, kind: "folder").oddity)
      return
    case .file where lseek(descriptor.number, 0, SEEK_CUR) == 0:
      let input = InputFile(
        path: path, openPath: nil, descriptor: descriptor, isSeekable: true, status: status,
        hash: set.hashing ? StoredHash() : nil)
      set.state.withLock { $0.inputs.append(input) }
      Discovery.sort(input, descriptor, set: set)
      return
    default: pipe(descriptor, path: path, set: set)
    }
  }

  private static func pipe(_ descriptor: Descriptor, path: String, set: EvidenceSet) {
    let hash = set.hashing ? StoredHash() : nil
    let status = FileStatus.stream
    let input = InputFile(
      path: path, openPath: nil, descriptor: descriptor, isSeekable: false, status: status, hash: hash)
    set.state.withLock { $0.inputs.append(input) }
    let recorder = RecordingStream(FileStream(descriptor, isSeekable: false, hash: hash))
    let layers = Layers(recorder, limits: set.limits, threads: set.decoderThreads)
    switch layers.kind {
    case .unsupported(let what):
      set.report(
        Oddity(
          what.contains("limit") ? .limitReached : .unsupported, path: path,
          detail: "\(what): not read (unpack it first)"))
    case .container:
      if Archive.list(input, recorder, set: set) { return }
      fallthrough
    case .plain, .compressed:
      recorder.stop()
      let hints = TimeHints(archiveTime: layers.gzipTime)
      if SectionedText.discover(layers.stream, path: path, hints: hints, input: input, set: set) { return }
      var stream = layers.stream
      if set.holdsInput {
        let held = HeldStream.take(stream, set: set)
        if let fault = held.fault { set.report(fault.oddity(path: path)) }
        if held.isWhole {
          set.add { id in
            SourceEntry(
              Source(
                id: id, path: path, hints: hints, isReopenable: true, isMember: false, storedSize: nil),
              .memory(held.bytes), input: input)
          }
          return
        }
        stream = StoredInput(ChainedStream(MemoryStream(held.bytes), stream))
      }
      let once = OnceStream(stream)
      set.add { id in
        SourceEntry(
          Source(
            id: id, path: path, hints: hints, isReopenable: false, isMember: false, storedSize: nil),
          .once(once), input: input)
      }
    }
  }
}

/// Keeps what it passes on, until told to stop: so that an archive on a pipe can be handed to the child from its
/// first byte after its kind was found out.
final class RecordingStream: ByteStream {
  private let upstream: ByteStream
  private(set) var recorded: [UInt8] = []
  private var isRecording = true

  init(_ upstream: ByteStream) { self.upstream = upstream }

  func stop() {
    isRecording = false
    recorded = []
  }

  override var storedBytes: UInt64 { upstream.storedBytes }

  override func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    let count = try unsafe upstream.read(room)
    if isRecording {
      // SAFETY: the first `count` bytes were just written.
      unsafe recorded.append(contentsOf: UnsafeRawBufferPointer(rebasing: room[..<count]))
    }
    return count
  }
}
