import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Walks an archive and the archives inside it, in one pass, in the child process.
///
/// Compressions around and inside are taken off here. Members are numbered in the order met, archives inside
/// counting with their members; the numbers are the same in every walk. A nested archive that must seek
/// (7z, and zip where it fits) is held in memory, up to `Limits.heldBytes`.
final class ArchiveWalk {
  private let order: ArchiveOrder
  private let frames: ArchiveFrameWriter
  private let total = DecodedTotal()
  private var nextIndex = 0
  private var wanted = -1
  private var entries = 0
  private var isStopped = false
  private var isNameReported = false

  init(_ order: ArchiveOrder, _ frames: ArchiveFrameWriter) {
    self.order = order
    self.frames = frames
  }

  func run() {
    let file = Descriptor(0, isOwned: false)
    let isFile = FileStatus(0)?.kind == .file
    let stream = FileStream(file, isSeekable: isFile)
    stream.onRead = { [frames] in frames.alive() }
    var stored: ByteStream = stream
    if order.hasTail {
      let tail = FileStream(Descriptor(4, isOwned: false), isSeekable: false)
      tail.onRead = { [frames] in frames.alive() }
      stored = JoinedStream(stream, tail)
    }
    if order.mode == .read { wanted = ArchiveWalk.command() }
    let layers = Layers(stored, limits: order.limits, threads: 1)
    guard case .container(let kind) = layers.kind else {
      frames.send(.done, [1])
      return
    }
    let isArchive = walk(layers.stream, kind, name: "", depth: layers.depth + 1)
    frames.send(.done, [isArchive ? 0 : 1])
  }

  /// The next member that the parent wants; ends the process when it wants none.
  static func command() -> Int {
    var bytes = [UInt8](repeating: 0, count: 4)
    var done = 0
    while done < 4 {
      // SAFETY: the rest of the array.
      let count = unsafe bytes.withUnsafeMutableBytes {
        unsafe Glibc.read(3, $0.baseAddress.unsafelyUnwrapped + done, 4 - done)
      }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { exit(0) }
      done += count
    }
    return Int(ArchiveFrame.number(bytes[...]))
  }

  /// False if the bytes are no such archive; nothing is consumed then.
  private func walk(_ stream: StoredInput, _ kind: StreamKind.Container, name: String, depth: Int) -> Bool {
    var input = stream
    if input.seekableSize == nil, kind.needsSeeking || kind.prefersSeeking {
      switch hold(input) {
      case .held(let bytes, let fault): input = StoredInput(MemoryStream(bytes, fault: fault))
      case .tooLarge where kind.needsSeeking:
        oddity(
          .limitReached, name, nil,
          "a \(kind.rawValue) archive inside must be held in memory and is larger than \(order.limits.heldBytes) bytes "
            + "(limit held bytes): not read (unpack it first)", isLoss: true)
        return true
      case .tooLarge: break
      }
    }
    guard let reader = ArchiveReader(input, kind) else {
      oddity(.unsupported, name, nil, "\(kind.rawValue) is not known to this libarchive", isLoss: true)
      return true
    }
    while !isStopped {
      switch reader.next() {
      case .end: return true
      case .notAnArchive: return false
      case .fault(let fault):
        oddity(fault, name)
        return true
      case .entry: member(reader, inside: name, depth: depth)
      }
    }
    return true
  }

  private func member(_ reader: ArchiveReader, inside: String, depth: Int) {
    frames.alive()
    entries += 1
    if entries > order.limits.archiveMembers {
      oddity(
        .limitReached, inside, nil,
        "more than \(order.limits.archiveMembers) members (limit archive members): the others are not read",
        isLoss: true)
      isStopped = true
      return
    }
    guard reader.isFile else { return }
    var bytes = reader.name
    if bytes.count > 4096 { bytes.removeSubrange(4096...) }
    let shown = ShownName.text(bytes)
    let own = bytes.isEmpty ? "member \(entries)" : shown.text
    let name = inside.isEmpty ? own : "\(inside)!\(own)"
    if shown.isChanged, !isNameReported {
      isNameReported = true
      oddity(
        .unsafeName, name, nil, "names with control characters or damaged text are shown escaped",
        isLoss: false)
    }
    if reader.isEncrypted {
      oddity(.unsupported, name, nil, "the member is encrypted: not read (decrypt it first)", isLoss: true)
      return
    }
    let entry = ArchiveEntryStream(reader, limits: order.limits, total: total)
    if order.mode == .members {
      leaf(StoredInput(entry), .unknown, name, reader.time)
      reader.skipRest()
      if total.isExceeded { isStopped = true }
      return
    }
    let layers = Layers(entry, limits: order.limits, depth: depth, threads: 1)
    switch layers.kind {
    case .unsupported(let what):
      oddity(
        what.contains("limit") ? .limitReached : .unsupported, name, nil,
        "\(what): not read (unpack it first)",
        isLoss: true)
    case .container(let kind):
      if depth >= order.limits.nesting {
        oddity(
          .limitReached, name, nil,
          "archives more than \(order.limits.nesting) deep (limit nesting): not read (unpack it first)",
          isLoss: true)
      } else if !walk(layers.stream, kind, name: name, depth: layers.depth + 1) {
        leaf(layers.stream, layers.gzipTime, name, reader.time)
      }
    case .plain, .compressed: leaf(layers.stream, layers.gzipTime, name, reader.time)
    }
    reader.skipRest()
    if total.isExceeded { isStopped = true }
  }

  private func leaf(_ stream: StoredInput, _ gzipTime: Timestamp, _ name: String, _ time: Timestamp) {
    let index = nextIndex
    nextIndex += 1
    if order.mode == .read, index < wanted { return }
    frames.send(
      .member,
      ArchiveFrame.number(UInt64(index), bytes: 4)
        + ArchiveFrame.number(UInt64(bitPattern: time.microseconds), bytes: 8)
        + ArchiveFrame.number(UInt64(bitPattern: gzipTime.microseconds), bytes: 8) + Array(name.utf8))
    let isWhole = give(stream, name, most: order.mode == .read ? .max : order.takeBytes)
    frames.send(.end, [isWhole ? 1 : 0])
    if order.mode == .read { wanted = ArchiveWalk.command() }
  }

  private func give(_ stream: StoredInput, _ name: String, most: Int) -> Bool {
    let size = 256 << 10
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    // SAFETY: allocated above, used only here.
    defer { unsafe block.deallocate() }
    var left = most
    while true {
      do throws(StreamFault) {
        let count = try unsafe stream.read(block)
        if count == 0 { return true }
        if left == 0 { return false }
        let part = min(count, left)
        left -= part
        unsafe frames.send(.data, UnsafeRawBufferPointer(rebasing: block[..<part]))
        if part < count { return false }
      } catch {
        oddity(error, name)
        return true
      }
    }
  }

  private enum Held {
    case held([UInt8], StreamFault?)
    case tooLarge
  }

  /// Takes a stream into memory; if it is too large, everything can still be read from it.
  private func hold(_ input: StoredInput) -> Held {
    let most = order.limits.heldBytes
    if input.ensure(most + 1) { return .tooLarge }
    return .held(input.head(most), input.fault)
  }

  private func oddity(_ fault: StreamFault, _ name: String) {
    oddity(fault.kind, name, fault.offset, fault.detail, isLoss: fault.isLoss)
  }

  private func oddity(_ kind: Oddity.Kind, _ name: String, _ offset: UInt64?, _ detail: String, isLoss: Bool)
  {
    let number = Oddity.Kind.allCases.firstIndex(of: kind) ?? 0
    let text = Array(name.utf8)
    frames.send(
      .oddity,
      [UInt8(number), isLoss ? 1 : 0] + ArchiveFrame.number(offset ?? .max, bytes: 8)
        + ArchiveFrame.number(UInt64(text.count), bytes: 4) + text + Array(detail.utf8))
  }
}

/// One stream behind the other.
final class JoinedStream: ByteStream {
  private let first: ByteStream
  private let second: ByteStream
  private var isFirstDone = false

  init(_ first: ByteStream, _ second: ByteStream) {
    self.first = first
    self.second = second
  }

  override var storedBytes: UInt64 { first.storedBytes + second.storedBytes }

  override func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    if !isFirstDone {
      let count = try unsafe first.read(room)
      if count > 0 { return count }
      isFirstDone = true
    }
    return try unsafe second.read(room)
  }
}
