import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A decoder with a block of output that is also its history: what the LZ77 family needs.
///
/// A subclass overrides `decode()`, which appends to `output[produced...]` until the block is nearly full, the
/// stream ends (`isFinished`) or fails (`fault`): whatever it has appended by then is always delivered first.
/// Memory: the history that back references may reach, and as much again (see `makeRoom`).
@safe class WindowedDecoder: ByteStream {
  let input: StoredInput
  let limits: Limits
  // SAFETY: a block of `room` bytes, owned; the first `produced` are initialised.
  final private(set) var output: UnsafeMutablePointer<UInt8>
  final private(set) var room: Int
  final var produced = 0
  final private var delivered = 0
  /// Bytes decoded before the block's present beginning.
  final private(set) var slid: UInt64 = 0
  final var isFinished = false
  final var fault: StreamFault?

  init(_ input: StoredInput, limits: Limits, room: Int = 320 << 10) {
    self.input = input
    self.limits = limits
    self.room = room
    unsafe output = .allocate(capacity: room)
  }

  deinit {
    // SAFETY: allocated in init or `makeRoom`, freed once.
    unsafe output.deallocate()
  }

  override final var isDecoded: Bool { true }
  override final var storedBytes: UInt64 { input.storedBytes }

  /// Bytes decoded so far.
  final var decoded: UInt64 { slid + UInt64(produced) }

  /// Decodes some more; see above.
  func decode() {}

  /// Makes room for `count` bytes behind `produced` without losing the last `history` bytes. Only at the beginning
  /// of `decode`, when everything produced has been delivered.
  final func makeRoom(_ count: Int, history: Int) {
    precondition(delivered == produced, "WindowedDecoder: undelivered bytes would be dropped")
    if room - produced >= count { return }
    let keep = min(produced, history)
    let dropped = produced - keep
    // Room for as much as is kept, so that moving it costs each byte once.
    let wanted = history + max(count, min(history, 64 << 20), 256 << 10)
    if room < wanted {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
      // SAFETY: `keep` initialised bytes move to a block that has room for them; the old one is freed once.
      unsafe larger.update(from: output + dropped, count: keep)
      unsafe output.deallocate()
      unsafe output = larger
      room = wanted
    } else {
      // SAFETY: both ranges lie in the block; update allows overlap.
      unsafe output.update(from: output + dropped, count: keep)
    }
    slid += UInt64(dropped)
    produced = keep
    delivered = keep
  }

  /// The first fault wins; the stream ends with it.
  final func fail(_ kind: Oddity.Kind, _ detail: String, at offset: UInt64? = nil, isLoss: Bool = true) {
    isFinished = true
    // What the layer below met is the cause of what is missing here.
    fault =
      input.isAtEnd && input.fault != nil && kind == .truncated
      ? input.fault : StreamFault(kind: kind, offset: offset ?? input.offset, detail: detail, isLoss: isLoss)
  }

  final func failTruncated(_ what: String) {
    fail(.truncated, "\(what) ends early, after \(decoded) decoded bytes (all of them were read)")
  }

  final func failCorrupt(_ what: String, _ why: String) {
    fail(
      .corrupt, "\(what) is damaged (\(why)) after \(decoded) decoded bytes (what follows is not read)")
  }

  /// Reports what stands behind the end of a stream, if it is not zero padding. True if a next member, for
  /// which `isMember` looks at the bytes ahead, follows.
  final func continues(_ what: String, isMember: (StoredInput) -> Bool) -> Bool {
    var end = input.offset
    while input.ensure(1) {
      if isMember(input) { return true }
      if input.peek(0) != 0 {
        end = input.offset
        var count: UInt64 = 0
        while input.available > 0 || input.fill() {
          count += UInt64(input.available)
          input.consume(input.available)
        }
        fail(
          .trailingGarbage, "\(count) bytes behind the end of the \(what) data belong to nothing (not read)",
          at: end)
        return false
      }
      input.consume(1)
    }
    isFinished = true
    if fault == nil { fault = input.fault }
    return false
  }

  override final func read(_ target: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    while delivered == produced {
      if isFinished {
        if let fault {
          self.fault = nil
          throw fault
        }
        return 0
      }
      decode()
      if decoded > limits.ratioFloorBytes,
        decoded / max(1, storedBytes) >= UInt64(limits.ratio)
      {
        fail(
          .limitReached,
          "more than \(limits.ratio) bytes decoded from each stored one (limit ratio): looks like a bomb, "
            + "reading stopped after \(decoded) bytes")
      }
    }
    let count = min(target.count, produced - delivered)
    // SAFETY: `count` initialised bytes from `delivered`; the blocks do not overlap.
    unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: output + delivered, count: count))
    delivered += count
    return count
  }
}
