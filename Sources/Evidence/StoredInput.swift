/// A stream with a window that can be looked at before it is consumed: what every decoder and the recognition
/// of formats read from.
///
/// A fault of the stream below looks like its end here; `fault` keeps it, so that the layer above reports the
/// true reason and not its own consequence ("truncated").
/// Memory: one block, 256 KiB unless a larger look ahead is asked for.
@safe final class StoredInput: ByteStream {
  let upstream: ByteStream
  // SAFETY: a block of `capacity` bytes, owned; `start..<end` is initialised and not consumed.
  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  var start = 0
  private(set) var end = 0
  /// Offset in the stream below of `base[end]`.
  private var pulled: UInt64 = 0
  private(set) var isAtEnd = false
  private(set) var fault: StreamFault?

  init(_ upstream: ByteStream, capacity: Int = 256 << 10) {
    self.upstream = upstream
    self.capacity = capacity
    unsafe base = .allocate(capacity: capacity)
  }

  deinit {
    // SAFETY: allocated in init or `widen`, freed once.
    unsafe base.deallocate()
  }

  /// Bytes consumed: the stored offset that faults name.
  var offset: UInt64 { pulled - UInt64(end - start) }
  var available: Int { end - start }
  /// What was consumed, not what was read ahead, where the stream below is the stored one itself.
  override var storedBytes: UInt64 { upstream.isDecoded || hasSought ? upstream.storedBytes : offset }
  private var hasSought = false

  override var seekableSize: UInt64? { upstream.seekableSize }

  override func seek(to offset: UInt64) {
    upstream.seek(to: offset)
    hasSought = true
    start = 0
    end = 0
    pulled = offset
    isAtEnd = false
  }

  /// Takes back what was consumed last, as long as nothing was read since.
  func unconsume(to place: Int) { start = place }

  /// Reads more behind what is there. False at the end (or before a fault) of the stream below.
  func fill() -> Bool {
    if isAtEnd { return false }
    if start > 0, end == capacity || start == end {
      // SAFETY: both ranges lie in the block; update allows overlap.
      unsafe base.update(from: base + start, count: end - start)
      end -= start
      start = 0
    }
    if end == capacity { widen() }
    do throws(StreamFault) {
      // SAFETY: the free part of the block, lent for the call.
      let count = try unsafe upstream.read(
        UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end))
      if count == 0 {
        isAtEnd = true
        return false
      }
      end += count
      pulled += UInt64(count)
      return true
    } catch {
      fault = error
      isAtEnd = true
      return false
    }
  }

  private func widen() {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
    // SAFETY: `end` initialised bytes move to a block twice as large; the old one is freed once.
    unsafe larger.update(from: base, count: end)
    unsafe base.deallocate()
    unsafe base = larger
    capacity *= 2
  }

  /// Makes at least `count` bytes available; false if the stream has fewer left.
  func ensure(_ count: Int) -> Bool {
    while available < count {
      if !fill() { return false }
    }
    return true
  }

  /// A byte ahead; `index` must be below `available`.
  func peek(_ index: Int) -> UInt8 {
    precondition(index >= 0 && index < available, "StoredInput: peek beyond what is there")
    // SAFETY: just checked.
    return unsafe base[start + index]
  }

  /// Consumes one byte; nil at the end.
  func byte() -> UInt8? {
    if start == end, !ensure(1) { return nil }
    start += 1
    // SAFETY: `start` was below `end`.
    return unsafe base[start - 1]
  }

  func consume(_ count: Int) {
    precondition(count >= 0 && count <= available, "StoredInput: consume beyond what is there")
    start += count
  }

  /// A little-endian number of `count` bytes; nil if fewer are left (then nothing is consumed).
  func number(_ count: Int) -> UInt64? {
    guard ensure(count) else { return nil }
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(peek(index)) << UInt64(8 * index) }
    start += count
    return value
  }

  /// Consumes up to `count` bytes without looking; returns how many there were.
  func skip(_ count: UInt64) -> UInt64 {
    var left = count
    while left > 0, available > 0 || fill() {
      let step = Int(min(UInt64(available), left))
      start += step
      left -= UInt64(step)
    }
    return count - left
  }

  /// The first bytes as an array, for recognition; fewer at the end.
  func head(_ count: Int) -> [UInt8] {
    _ = ensure(count)
    let size = min(count, available)
    // SAFETY: `size` bytes from `start` are initialised.
    return unsafe [UInt8](UnsafeBufferPointer(start: base + start, count: size))
  }

  override func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    if available > 0 {
      let count = min(available, room.count)
      // SAFETY: `count` bytes lie in both blocks.
      unsafe room.copyMemory(from: UnsafeRawBufferPointer(start: base + start, count: count))
      start += count
      return count
    }
    if isAtEnd {
      if let fault {
        self.fault = nil
        throw fault
      }
      return 0
    }
    // Nothing is held back: read without a copy.
    let count = try unsafe upstream.read(room)
    pulled += UInt64(count)
    start = 0
    end = 0
    if count == 0 { isAtEnd = true }
    return count
  }
}
