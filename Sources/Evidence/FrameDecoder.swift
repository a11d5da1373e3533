import Model

/// zstd (RFC 8878) and lz4 frames, old lz4 frames, and the skippable frames of both, in any order.
///
/// Its own decoders, not libarchive's filters: those drop the block of decoded bytes in which a file ends early, is
/// damaged or carries garbage behind its end. Blocks are decoded one at a time; of a damaged block nothing is
/// given, of a file cut in one everything before it (of lz4, which can be read from the front, also its beginning).
/// Memory: the frame's window twice over, at most `Limits.xzMemoryBytes`.
final class FrameDecoder: WindowedDecoder {
  private enum State { case magic, zstd, lz4, oldLZ4 }
  private var state = State.magic
  private var zstd = ZstdBlocks()
  private var window = 0
  /// Decoded offset where the frame began.
  private var frameStart: UInt64 = 0
  private var hasChecksum = false
  private var hasBlockChecksum = false
  private var isLinked = false
  private var blockBytes = 0
  private var hash64 = XXHash64()
  private var hash32 = XXHash32()
  private var wrong: StreamFault?
  private var contentSize: UInt64?

  private static let oldBlockBytes = 8 << 20

  override func decode() {
    switch state {
    case .magic: magic()
    case .zstd: zstdBlock()
    case .lz4: lz4Block()
    case .oldLZ4: oldBlock()
    }
  }

  static func isFrame(_ input: StoredInput) -> Bool {
    guard input.ensure(4) else { return false }
    let head = input.head(4)
    return head == [0x28, 0xb5, 0x2f, 0xfd] || head == [0x04, 0x22, 0x4d, 0x18]
      || head == [2, 0x21, 0x4c, 0x18]
      || (head[0] & 0xf0 == 0x50 && head[1...] == [0x2a, 0x4d, 0x18])
  }

  private func magic() {
    frameStart = decoded
    guard let magic = input.number(4) else {
      failTruncated("frame header")
      return
    }
    switch magic {
    case 0xfd2f_b528: zstdHeader()
    case 0x184d_2204: lz4Header()
    case 0x184c_2102:
      state = .oldLZ4
      isLinked = false
    default:
      guard magic & 0xffff_fff0 == 0x184d_2a50 else {
        failCorrupt("frame", "no magic number")
        return
      }
      guard let size = input.number(4), input.skip(size) == size else {
        failTruncated("skippable frame")
        return
      }
      endOfFrame("frame")
    }
  }

  private func endOfFrame(_ what: String) {
    state = .magic
    if !continues(what, isMember: FrameDecoder.isFrame), let wrong { fault = wrong }
  }

  private func noteWrong(_ what: String) {
    guard wrong == nil else { return }
    wrong = StreamFault(
      kind: .corrupt, offset: input.offset,
      detail: "\(what) is wrong after \(decoded) decoded bytes (all of them were read)")
  }

  // MARK: zstd

  private func zstdHeader() {
    guard let descriptor = input.byte() else { return failTruncated("zstd header") }
    let isSingle = descriptor & 0x20 != 0
    if descriptor & 8 != 0 { return failCorrupt("zstd header", "reserved bit") }
    hasChecksum = descriptor & 4 != 0
    var windowSize: UInt64 = 0
    if !isSingle {
      guard let byte = input.byte() else { return failTruncated("zstd header") }
      let base = UInt64(1) << UInt64(10 + byte >> 3)
      windowSize = base + base / 8 * UInt64(byte & 7)
    }
    guard let dictionary = input.number([0, 1, 2, 4][Int(descriptor & 3)]) else {
      return failTruncated("zstd header")
    }
    let sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][Int(descriptor >> 6)]
    guard var size = input.number(sizeBytes) else { return failTruncated("zstd header") }
    if sizeBytes == 2 { size += 256 }
    contentSize = sizeBytes == 0 ? nil : size
    if isSingle { windowSize = size }
    if dictionary != 0 {
      return fail(.unsupported, "zstd data needs the dictionary \(dictionary): not read (unpack it first)")
    }
    if windowSize > limits.xzMemoryBytes / 2 {
      return fail(
        .limitReached,
        "zstd data wants a window of \(windowSize) bytes, the limit (half of xz memory) is "
          + "\(limits.xzMemoryBytes / 2): not read (unpack it first)")
    }
    window = Int(windowSize)
    blockBytes = min(max(window, 1), 128 << 10)
    hash64 = XXHash64()
    zstd = ZstdBlocks()
    state = .zstd
  }

  private func zstdBlock() {
    makeRoom((128 << 10) + 64, history: window)
    let place = input.offset
    guard let header = input.number(3) else { return failTruncated("zstd data") }
    let isLast = header & 1 == 1
    let size = Int(header >> 3)
    let before = produced
    switch header >> 1 & 3 {
    case 0:
      guard size <= 128 << 10 else { return failCorrupt("zstd data", "block size") }
      let count = input.ensure(size) ? size : input.available
      take(count)
      if count < size { return failTruncated("zstd data") }
    case 1:
      guard size <= 128 << 10 else { return failCorrupt("zstd data", "block size") }
      guard let byte = input.byte() else { return failTruncated("zstd data") }
      // SAFETY: `makeRoom` made room for a whole block.
      unsafe (output + produced).update(repeating: byte, count: size)
      produced += size
    case 2:
      guard size <= 128 << 10, size > 0 else { return failCorrupt("zstd data", "block size") }
      guard input.ensure(size) else { return failTruncated("zstd data") }
      let low = Int(clamping: Int64(clamping: frameStart) - Int64(clamping: slid))
      // SAFETY: `size` bytes are available; room for a whole block and 64 bytes more lies behind `produced`.
      let outcome = unsafe zstd.block(
        UnsafeRawBufferPointer(start: input.base + input.start, count: size), output: output, at: produced,
        low: max(0, low), window: window, most: 128 << 10)
      switch outcome {
      case .success(let count): produced += count
      case .failure(let why):
        return fail(
          .corrupt,
          "zstd data is damaged (\(why.text)) after \(decoded) decoded bytes (what follows is not read)",
          at: place)
      }
      input.consume(size)
    default: return failCorrupt("zstd data", "block type")
    }
    if hasChecksum {
      // SAFETY: the bytes of this block, just written.
      unsafe hash64.update(UnsafeRawBufferPointer(start: output + before, count: produced - before))
    }
    guard isLast else { return }
    if hasChecksum {
      guard let said = input.number(4) else { return failTruncated("zstd data") }
      if said != hash64.value & 0xffff_ffff { noteWrong("zstd checksum") }
    }
    if let contentSize, contentSize != decoded - frameStart { noteWrong("size in the zstd header") }
    endOfFrame("zstd")
  }

  /// Copies `count` available bytes to the output.
  private func take(_ count: Int) {
    // SAFETY: `count` bytes are available, and free in the output.
    unsafe (output + produced).update(from: input.base + input.start, count: count)
    produced += count
    input.consume(count)
  }

  // MARK: lz4

  private func lz4Header() {
    guard input.ensure(3) else { return failTruncated("lz4 header") }
    let flags = input.peek(0)
    let block = input.peek(1)
    guard flags >> 6 == 1, (4...7) ~= block >> 4 & 7 else {
      return failCorrupt("lz4 header", "unknown version")
    }
    let length = 2 + (flags & 8 != 0 ? 8 : 0) + (flags & 1 != 0 ? 4 : 0)
    guard input.ensure(length + 1) else { return failTruncated("lz4 header") }
    var check = XXHash32()
    let header = input.head(length)
    // SAFETY: the array's storage, alive during the call.
    unsafe header.withUnsafeBytes { unsafe check.update($0) }
    if UInt8(truncatingIfNeeded: check.value >> 8) != input.peek(length) {
      return failCorrupt("lz4 header", "checksum")
    }
    input.consume(length + 1)
    if flags & 1 != 0 { return fail(.unsupported, "lz4 data needs a dictionary: not read (unpack it first)") }
    isLinked = flags & 0x20 == 0
    hasBlockChecksum = flags & 0x10 != 0
    hasChecksum = flags & 4 != 0
    contentSize =
      flags & 8 == 0 ? nil : header[2..<10].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    blockBytes = 1 << (8 + 2 * Int(block >> 4 & 7))
    hash32 = XXHash32()
    state = .lz4
  }

  private func lz4Block() {
    makeRoom(blockBytes + 64, history: 64 << 10)
    guard let header = input.number(4) else { return failTruncated("lz4 data") }
    if header == 0 {
      if hasChecksum {
        guard let said = input.number(4) else { return failTruncated("lz4 data") }
        if said != UInt64(hash32.value) { noteWrong("lz4 checksum") }
      }
      if let contentSize, contentSize != decoded - frameStart { noteWrong("size in the lz4 header") }
      return endOfFrame("lz4")
    }
    let size = Int(header & 0x7fff_ffff)
    guard size <= blockBytes else { return failCorrupt("lz4 data", "block size") }
    let isStored = header >> 31 == 1
    let before = produced
    let isWhole = input.ensure(size + (hasBlockChecksum ? 4 : 0))
    let count = min(size, input.available)
    if hasBlockChecksum, isWhole {
      var check = XXHash32()
      // SAFETY: `size` bytes are available.
      unsafe check.update(UnsafeRawBufferPointer(start: input.base + input.start, count: size))
      let said = (0..<4).reduce(UInt32(0)) { $0 | UInt32(input.peek(size + $1)) << UInt32(8 * $1) }
      if said != check.value { return failCorrupt("lz4 data", "block checksum") }
    }
    if isStored {
      take(count)
    } else if !lz4(count, isCut: count < size) {
      return
    }
    if count < size || !isWhole { return failTruncated("lz4 data") }
    if hasBlockChecksum { input.consume(4) }
    if hasChecksum {
      // SAFETY: the bytes of this block, just written.
      unsafe hash32.update(UnsafeRawBufferPointer(start: output + before, count: produced - before))
    }
  }

  /// Decodes a compressed lz4 block of `count` available bytes; false if it is damaged.
  private func lz4(_ count: Int, isCut: Bool) -> Bool {
    let start = Int(clamping: Int64(clamping: frameStart) - Int64(clamping: slid))
    let low = isLinked ? max(0, start, produced - (64 << 10)) : produced
    // SAFETY: `count` bytes are available; a block's room and 64 bytes more lie behind `produced`.
    let (written, isWhole) = unsafe LZ4Block.decode(
      UnsafeRawBufferPointer(start: input.base + input.start, count: count), output: output, at: produced,
      low: low,
      most: blockBytes)
    if isWhole || isCut {
      produced += written
      input.consume(count)
      return true
    }
    failCorrupt("lz4 data", "block")
    return false
  }

  private func oldBlock() {
    blockBytes = FrameDecoder.oldBlockBytes
    makeRoom(blockBytes + 64, history: 0)
    guard input.ensure(4) else {
      if input.available == 0 {
        isFinished = true
        fault = input.fault
      } else {
        endOfFrame("lz4")
      }
      return
    }
    // The end of the old format can be told only by what follows it.
    let size = (0..<4).reduce(0) { $0 | Int(input.peek($1)) << (8 * $1) }
    if FrameDecoder.isFrame(input) || size == 0 || size > blockBytes + blockBytes / 255 + 16 {
      return endOfFrame("lz4")
    }
    input.consume(4)
    let isWhole = input.ensure(size)
    guard lz4(min(size, input.available), isCut: !isWhole) else { return }
    if !isWhole { failTruncated("lz4 data") }
  }
}

/// One compressed lz4 block.
enum LZ4Block {
  /// Decodes `block` to `output[at...]`, at most `most` bytes, back references reaching to `low`. Returns the bytes
  /// written, all of them true, and whether the block ended as it must.
  ///
  /// SAFETY: the caller has `most + 64` bytes free behind `at`, and bytes `low..<at` initialised.
  static func decode(
    _ block: UnsafeRawBufferPointer, output: UnsafeMutablePointer<UInt8>, at: Int, low: Int, most: Int
  ) -> (Int, Bool) {
    let end = block.count
    let limit = at + most
    var from = 0
    var to = at
    while from < end {
      let token = unsafe block[from]
      from += 1
      var literals = Int(token >> 4)
      if literals == 15 {
        var more: UInt8 = 255
        while more == 255 {
          guard from < end else { return (to - at, false) }
          more = unsafe block[from]
          from += 1
          literals &+= Int(more)
        }
      }
      let count = min(literals, end - from, limit - to)
      unsafe UnsafeMutableRawPointer(output + to).copyMemory(
        from: block.baseAddress.unsafelyUnwrapped + from, byteCount: count)
      to += count
      from += count
      if count < literals { return (to - at, false) }
      if from == end { return (to - at, true) }
      guard from + 2 <= end else { return (to - at, false) }
      let distance = unsafe Int(block[from]) | Int(block[from + 1]) << 8
      from += 2
      var length = Int(token & 15)
      if length == 15 {
        var more: UInt8 = 255
        while more == 255 {
          guard from < end else { return (to - at, false) }
          more = unsafe block[from]
          from += 1
          length &+= Int(more)
        }
      }
      length += 4
      guard distance > 0, distance <= to - low, length <= limit - to else { return (to - at, false) }
      unsafe copyMatch(output, at: to, distance: distance, count: length)
      to += length
    }
    return (to - at, end == 0)
  }
}
