import Model
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Finds the sources of an `EvidenceSet`: opens what was named, walks folders, tells kinds apart, lists archives.
///
/// Links named on the command line are followed; inside folders links to files are, links to folders are
/// not (they lead out of the evidence, or in circles). Special files inside folders are passed over.
struct Discovery {
  private let set: EvidenceSet
  private static let deepestFolder = 256

  init(_ set: EvidenceSet) { self.set = set }

  func input(_ path: [UInt8]) {
    if path == [UInt8(ascii: "-")] {
      StandardInput.discover(set)
    } else {
      look(path, isNamed: true, above: [])
    }
  }

  private func look(_ path: [UInt8], isNamed: Bool, above: [FileStatus]) {
    let shown = ShownName.text(path)
    let descriptor: Descriptor
    switch Descriptor.open(path) {
    case .success(let opened): descriptor = opened
    case .failure(let failure):
      // A socket cannot be opened at all (ENXIO); inside a folder it is no evidence.
      if failure.errno == ENXIO {
        if isNamed { set.report(EvidenceError.notAFile(path: shown.text, kind: "socket").oddity) }
        return
      }
      set.report(EvidenceError.open(path: shown.text, errno: failure.errno).oddity)
      return
    }
    guard let status = FileStatus(descriptor.number) else {
      set.report(EvidenceError.open(path: shown.text, errno: errno).oddity)
      return
    }
    switch status.kind {
    case .file:
      if !isNamed, shown.isChanged {
        set.report(
          Oddity(
            .unsafeName, path: shown.text, detail: "the file's name is shown escaped", isLoss: false))
      }
      file(path, shown.text, descriptor, status)
    case .folder: folder(path, shown.text, status, above: above)
    case .other(let kind):
      if isNamed, kind == "FIFO", isInherited(path) {
        StandardInput.discover(set, descriptor: descriptor, path: shown.text)
      } else if isNamed {
        set.report(EvidenceError.notAFile(path: shown.text, kind: kind).oddity)
      }
    }
  }

  /// A pipe that the shell opened for us: `<(zcat mail.log.2.gz)`.
  private func isInherited(_ path: [UInt8]) -> Bool {
    path.starts(with: Array("/dev/fd/".utf8)) || path.starts(with: Array("/proc/self/fd/".utf8))
  }

  private func file(_ path: [UInt8], _ shown: String, _ descriptor: Descriptor, _ status: FileStatus) {
    let input = InputFile(
      path: shown, openPath: path, descriptor: nil, isSeekable: true, status: status,
      hash: set.hashing ? StoredHash() : nil)
    set.state.withLock { $0.inputs.append(input) }
    Discovery.sort(input, descriptor, set: set)
  }

  /// Tells what a seekable input is, and adds its source or sources.
  static func sort(_ input: InputFile, _ descriptor: Descriptor, set: EvidenceSet) {
    let stored = StoredInput(FileStream(descriptor, isSeekable: true), capacity: 64 << 10)
    let layers = Layers(stored, limits: set.limits, threads: 1)
    var hints = TimeHints(archiveTime: layers.gzipTime, fileTime: input.status.modified)
    switch layers.kind {
    case .plain, .compressed: break
    case .unsupported(let what):
      set.report(
        Oddity(
          what.contains("limit") ? .limitReached : .unsupported, path: input.path,
          detail: "\(what): not read (unpack it first)"))
      return
    case .container(let kind):
      let archive = Archive(input, limits: set.limits, executable: set.childExecutable)
      if archive.list(set: set) { return }
      // A few formats have no more than a weak mark: what their reader does not know either is text.
      _ = kind
      hints.archiveTime = .unknown
    }
    if SectionedText.discover(layers.stream, path: input.path, hints: hints, input: input, set: set) {
      return
    }
    set.add { id in
      SourceEntry(
        Source(
          id: id, path: input.path, hints: hints, isReopenable: true, isMember: false,
          storedSize: input.status.size), .file(input, isPlain: layers.names.isEmpty), input: input)
    }
  }

  private func folder(_ path: [UInt8], _ shown: String, _ status: FileStatus, above: [FileStatus]) {
    if above.contains(where: { $0.device == status.device && $0.inode == status.inode }) {
      set.report(
        Oddity(
          .unsupported, path: shown, detail: "the folder contains itself: not entered again", isLoss: false))
      return
    }
    if above.count >= Discovery.deepestFolder {
      set.report(
        Oddity(
          .limitReached, path: shown,
          detail: "folders more than \(Discovery.deepestFolder) deep are not entered (name it itself)"))
      return
    }
    switch Discovery.names(path) {
    case .failure(let failure):
      set.report(EvidenceError.open(path: shown, errno: failure.errno).oddity)
    case .success(let names):
      for (name, isLink) in names {
        let inside = path + (path.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name
        if isLink, let target = Discovery.linkTarget(inside), target != .file {
          if target == .folder {
            set.report(
              Oddity(
                .unsupported, path: ShownName.text(inside).text,
                detail: "a link to a folder is not followed (name it to have it read)", isLoss: false))
          }
          continue
        }
        look(inside, isNamed: false, above: above + [status])
      }
    }
  }

  private static func linkTarget(_ path: [UInt8]) -> FileStatus.Kind? {
    guard case .success(let descriptor) = Descriptor.open(path) else { return nil }
    return FileStatus(descriptor.number)?.kind
  }

  /// Names in a folder, sorted by their bytes, and whether each is a symbolic link.
  private static func names(_ path: [UInt8]) -> Result<[([UInt8], Bool)], PathFailure> {
    var names: [([UInt8], Bool)] = []
    let text = path + [0]
    // SAFETY: `text` ends with a zero byte; each entry is copied before the next readdir.
    let failure: Int32? = unsafe text.withUnsafeBytes { bytes in
      let name = unsafe bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self)
      guard let folder = unsafe opendir(name) else { return errno }
      defer { _ = unsafe closedir(folder) }
      while true {
        errno = 0
        guard let entry = unsafe readdir(folder) else { return errno == 0 ? nil : errno }
        let length = unsafe Int(entry.pointee.d_reclen)
        let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 19
        let bytes = unsafe UnsafeRawBufferPointer(
          start: UnsafeRawPointer(entry) + offset, count: max(0, length - offset))
        let name = unsafe Array(bytes.prefix { $0 != 0 })
        if name == [UInt8(ascii: ".")] || name == [UInt8(ascii: "."), UInt8(ascii: ".")] { continue }
        names.append((name, unsafe entry.pointee.d_type == UInt8(DT_LNK)))
      }
    }
    if let failure { return .failure(PathFailure(errno: failure)) }
    names.sort { $0.0.lexicographicallyPrecedes($1.0) }
    return .success(names)
  }
}
