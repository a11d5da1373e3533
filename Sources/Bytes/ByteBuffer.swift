#if canImport(Glibc)
  public import Glibc
#elseif canImport(Musl)
  public import Musl
#endif

/// A growing buffer of bytes that owns its memory: output is rendered into one, lines are gathered in one.
///
/// Appending is the fast path (13 ns a row where `print` takes 109). It never shrinks; `removeAll` keeps the
/// memory. Not for text that must outlive the next `removeAll`: spans end with the mutation.
@safe
public struct ByteBuffer: ~Copyable, @unchecked Sendable {
  // SAFETY: `base` points to `capacity` bytes owned by this value alone, the first `count` initialised;
  // a noncopyable owner makes passing it between threads a transfer.
  @usableFromInline
  var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var room: Int
  @usableFromInline var used: Int

  /// Bytes there is memory for.
  @inlinable @inline(__always)
  public var capacity: Int { room }
  /// Bytes held.
  @inlinable @inline(__always)
  public var count: Int { used }

  public init(capacity: Int = 4096) {
    let size = Swift.max(capacity, 64)
    // SAFETY: freshly allocated, owned from here.
    unsafe base = .allocate(capacity: size)
    room = size
    used = 0
  }

  deinit {
    // SAFETY: allocated in init or grow, freed once.
    unsafe base.deallocate()
  }

  public var isEmpty: Bool { count == 0 }

  /// The bytes held, borrowed until the next mutation.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    @inlinable @inline(__always)
    get {
      // SAFETY: the first `count` bytes are initialised; the lifetime is tied to self.
      let view = unsafe Span(_unsafeStart: UnsafePointer(base), count: count)
      return unsafe _overrideLifetime(view, borrowing: self)
    }
  }

  public subscript(_ index: Int) -> UInt8 {
    @inlinable @inline(__always)
    get {
      precondition(index >= 0 && index < count, "ByteBuffer: index out of bounds")
      // SAFETY: index is below count.
      return unsafe base[index]
    }
    @inlinable @inline(__always)
    set {
      precondition(index >= 0 && index < count, "ByteBuffer: index out of bounds")
      // SAFETY: index is below count.
      unsafe base[index] = newValue
    }
  }

  /// Empties the buffer and keeps its memory.
  @inlinable @inline(__always)
  public mutating func removeAll() { used = 0 }

  /// Cuts the buffer down to its first `newCount` bytes.
  public mutating func truncate(to newCount: Int) {
    precondition(newCount >= 0 && newCount <= count, "ByteBuffer: truncate beyond the end")
    used = newCount
  }

  /// Drops the first `dropped` bytes; the others move to the front.
  public mutating func removeFirst(_ dropped: Int) {
    precondition(dropped >= 0 && dropped <= count, "ByteBuffer: removeFirst beyond the end")
    // SAFETY: both ranges lie inside the buffer; memmove allows overlap.
    unsafe memmove(base, base + dropped, count - dropped)
    used -= dropped
  }

  @inlinable @inline(__always)
  public mutating func reserve(_ more: Int) {
    if capacity &- count < more { grow(more) }
  }

  @inline(never) @usableFromInline
  mutating func grow(_ more: Int) {
    let wanted = Swift.max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
    // SAFETY: `count` initialised bytes move into the larger block; the old one is freed once.
    unsafe larger.update(from: base, count: count)
    unsafe base.deallocate()
    unsafe base = larger
    room = wanted
  }

  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    // SAFETY: reserve made room for one byte.
    unsafe base[count] = byte
    used &+= 1
  }

  @inlinable @inline(__always)
  public mutating func append(_ literal: StaticString) {
    let size = literal.utf8CodeUnitCount
    reserve(size)
    // SAFETY: reserve made room; the literal is static.
    unsafe ByteBuffer.copy(literal.utf8Start, to: base + used, size)
    used &+= size
  }

  /// Appends a literal and one byte behind it.
  @inlinable @inline(__always)
  public mutating func append(_ literal: StaticString, closedBy byte: UInt8) {
    let size = literal.utf8CodeUnitCount
    reserve(size &+ 1)
    // SAFETY: reserve made room; the literal is static.
    unsafe ByteBuffer.copy(literal.utf8Start, to: base + used, size)
    unsafe base[used &+ size] = byte
    used &+= size &+ 1
  }

  @inlinable @inline(__always)
  public mutating func append(_ bytes: Span<UInt8>) {
    let size = bytes.count
    guard size > 0 else { return }
    reserve(size)
    // SAFETY: reserve made room for all of `bytes`, which lies outside of this buffer (exclusive access).
    unsafe bytes.withUnsafeBufferPointer {
      _ = unsafe memcpy(base + count, $0.baseAddress.unsafelyUnwrapped, size)
    }
    used &+= size
  }

  /// Appends the bytes of `range`. Of up to 32, as most fields are, 32 are copied where the span has them: what stands
  /// behind the last is no content of this buffer, and the next that is appended replaces it.
  @inlinable @inline(__always)
  public mutating func append(_ bytes: Span<UInt8>, _ range: ByteRange) {
    let size = range.count
    guard size <= 32, bytes.count &- range.lower >= 32, capacity &- count >= 32 else {
      append(long: bytes, range)
      return
    }
    // SAFETY: 32 bytes lie inside `bytes` from the range's begin, which lies outside of this buffer; there is room for them.
    unsafe bytes.withUnsafeBufferPointer {
      unsafe ByteBuffer.copyBlock($0.baseAddress.unsafelyUnwrapped + range.lower, to: base + used)
    }
    used &+= size
  }

  /// Appends all of a small buffer, which holds at most 32 bytes and has memory for as many.
  @inlinable @inline(__always)
  public mutating func append(small other: borrowing ByteBuffer) {
    precondition(other.used <= 32 && other.room >= 32, "ByteBuffer: no small buffer")
    reserve(32)
    // SAFETY: both have 32 bytes of memory there; what stands behind the last is no content of this buffer.
    unsafe ByteBuffer.copyBlock(UnsafePointer(other.base), to: base + used)
    used &+= other.used
  }

  /// Any other range: long, or close to the end of either.
  @usableFromInline @inline(never)
  mutating func append(long bytes: Span<UInt8>, _ range: ByteRange) {
    let size = range.count
    precondition(range.upper <= bytes.count, "ByteBuffer: append beyond the end of the span")
    reserve(Swift.max(size, 32))
    // SAFETY: the range lies inside `bytes`, which lies outside of this buffer; reserve made room for it.
    unsafe bytes.withUnsafeBufferPointer {
      guard let source = $0.baseAddress else { return }
      unsafe ByteBuffer.copy(source + range.lower, to: base + used, size)
    }
    used &+= size
  }

  /// Appends `start..<end` of `text` up to the first byte that a JSON string cannot hold as it stands, or that is above
  /// ASCII, and returns where that byte is; `end` where there is none.
  @inlinable @inline(__always)
  public mutating func append(plainJSON text: Span<UInt8>, from start: Int, to end: Int) -> Int {
    precondition(
      start >= 0 && start <= end && end <= text.count, "ByteBuffer: append beyond the end of the span")
    reserve(end &- start &+ 16)
    // SAFETY: reserve made room for sixteen bytes behind the last of `start..<end`.
    let position = unsafe ByteBuffer.copy(plainJSON: text, from: start, to: end, target: base + used)
    used &+= position &- start
    return position
  }

  /// Appends `key` of `keys` and behind it `range` of `text`, as above, and where that is all of the range a quote.
  @inlinable @inline(__always)
  public mutating func append(
    _ keys: Span<UInt8>, _ key: ByteRange, closingJSON text: Span<UInt8>, _ range: ByteRange
  ) -> Int {
    let size = range.count
    guard text.count &- range.upper >= 32, key.count <= 32, keys.count &- key.lower >= 32 else {
      append(long: keys, key)
      return append(closingLastJSON: text, range)
    }
    reserve(size &+ 96)
    // SAFETY: the 32 bytes lie inside `keys`, and as many behind the range inside `text`; both lie outside of this buffer,
    // where there is room for the key, the range, a quote and what is copied beyond them.
    return unsafe keys.withUnsafeBufferPointer { keys in
      unsafe text.withUnsafeBufferPointer { text in
        unsafe ByteBuffer.copyBlock(
          keys.baseAddress.unsafelyUnwrapped + key.lower, to: base + used)
        let target = unsafe base + used + key.count
        let source = unsafe text.baseAddress.unsafelyUnwrapped + range.lower
        // Most texts end within 32 bytes: these are taken together, whatever their number.
        var copied = 0
        repeat {
          let from = unsafe UnsafeRawPointer(source + copied)
          let head = unsafe from.loadUnaligned(as: SIMD16<UInt8>.self)
          let tail = unsafe (from + 16).loadUnaligned(as: SIMD16<UInt8>.self)
          let to = unsafe UnsafeMutableRawPointer(target + copied)
          unsafe to.storeBytes(of: head, as: SIMD16<UInt8>.self)
          unsafe (to + 16).storeBytes(of: tail, as: SIMD16<UInt8>.self)
          if (head.isJSONStop .| tail.isJSONStop).isAnySet {
            let lane = head.isJSONStop.firstLane
            let stop = copied &+ (lane < 16 ? lane : 16 &+ tail.isJSONStop.firstLane)
            if stop < size {
              used &+= key.count &+ stop
              return range.lower &+ stop
            }
          }
          copied &+= 32
        } while copied < size
        unsafe target[size] = UInt8(ascii: "\"")
        used &+= key.count &+ size &+ 1
        return range.upper
      }
    }
  }

  /// Appends `range` of `text`, which may end where `text` does, up to the first byte that a JSON string cannot hold, and
  /// where that is all of the range a quote.
  @inline(never)
  public mutating func append(closingLastJSON text: Span<UInt8>, _ range: ByteRange) -> Int {
    let position = append(plainJSON: text, from: range.lower, to: range.upper)
    if position == range.upper { append(UInt8(ascii: "\"")) }
    return position
  }

  /// Copies `start..<end` of `text` up to the first byte that a JSON string cannot hold; `target` has room for sixteen
  /// more.
  @inlinable @inline(__always)
  static func copy(
    plainJSON text: Span<UInt8>, from start: Int, to end: Int, target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var position = start
    while position < end {
      let bytes = text.block(at: position)
      // SAFETY: the caller made room for sixteen bytes behind the last of `start..<end`.
      unsafe UnsafeMutableRawPointer(target + (position &- start)).storeBytes(
        of: bytes, as: SIMD16<UInt8>.self)
      let lane = bytes.isJSONStop.firstLane
      if lane < 16 { return Swift.min(position &+ lane, end) }
      position &+= 16
    }
    return end
  }

  /// Copies 32 bytes that do not overlap.
  @inlinable @inline(__always)
  static func copyBlock(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>) {
    let from = unsafe UnsafeRawPointer(source)
    let to = UnsafeMutableRawPointer(target)
    // SAFETY: the caller answers for 32 bytes of both blocks.
    let head = unsafe from.loadUnaligned(as: SIMD16<UInt8>.self)
    let tail = unsafe (from + 16).loadUnaligned(as: SIMD16<UInt8>.self)
    unsafe to.storeBytes(of: head, as: SIMD16<UInt8>.self)
    unsafe (to + 16).storeBytes(of: tail, as: SIMD16<UInt8>.self)
  }

  /// Copies `size` bytes that do not overlap. Up to 32, as most fields are, in two loads and two stores that may
  /// cover some bytes twice: a call of `memcpy` costs more than that.
  @inlinable @inline(__always)
  static func copy(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ size: Int) {
    let from = unsafe UnsafeRawPointer(source)
    let to = UnsafeMutableRawPointer(target)
    // SAFETY: every access lies in the first `size` bytes of both blocks.
    if size > 32 {
      unsafe memcpy(to, from, size)
    } else if size >= 16 {
      let head = unsafe from.loadUnaligned(as: SIMD16<UInt8>.self)
      let tail = unsafe (from + (size &- 16)).loadUnaligned(as: SIMD16<UInt8>.self)
      unsafe to.storeBytes(of: head, as: SIMD16<UInt8>.self)
      unsafe (to + (size &- 16)).storeBytes(of: tail, as: SIMD16<UInt8>.self)
    } else if size >= 8 {
      let head = unsafe from.loadUnaligned(as: UInt64.self)
      let tail = unsafe (from + (size &- 8)).loadUnaligned(as: UInt64.self)
      unsafe to.storeBytes(of: head, as: UInt64.self)
      unsafe (to + (size &- 8)).storeBytes(of: tail, as: UInt64.self)
    } else if size >= 4 {
      let head = unsafe from.loadUnaligned(as: UInt32.self)
      let tail = unsafe (from + (size &- 4)).loadUnaligned(as: UInt32.self)
      unsafe to.storeBytes(of: head, as: UInt32.self)
      unsafe (to + (size &- 4)).storeBytes(of: tail, as: UInt32.self)
    } else if size > 0 {
      unsafe target[0] = source[0]
      unsafe target[size >> 1] = source[size >> 1]
      unsafe target[size &- 1] = source[size &- 1]
    }
  }

  public mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

  /// Appends a text from off the path of a line. (A literal is a `StaticString`.)
  @_disfavoredOverload
  public mutating func append(_ text: String) {
    var text = text
    text.makeContiguousUTF8()
    append(text.utf8.span)
  }

  /// Appends a decimal number.
  @inlinable
  public mutating func append<Number: FixedWidthInteger>(decimal number: Number) {
    if number < 0 { append(UInt8(ascii: "-")) }
    append(magnitude: UInt64(number.magnitude))
  }

  @inlinable
  mutating func append(magnitude number: UInt64) {
    guard number < 100_000_000 else {
      append(large: number)
      return
    }
    let digits = ByteBuffer.eightDigits(number)
    // The last stands also where it is a zero.
    let leading = (digits | 1 << 56).trailingZeroBitCount >> 3
    append(word: (digits | 0x3030_3030_3030_3030) >> UInt64(leading &* 8), 8 &- leading)
  }

  @usableFromInline @inline(never)
  mutating func append(large number: UInt64) {
    let top = number / 100_000_000
    append(magnitude: top)
    append(word: ByteBuffer.eightDigits(number &- top &* 100_000_000) | 0x3030_3030_3030_3030, 8)
  }

  /// The values of the eight digits of a number below 10^8, the first in the lowest byte: it is parted into fours, these
  /// into twos and these into ones, all at once.
  @inlinable @inline(__always)
  public static func eightDigits(_ number: UInt64) -> UInt64 {
    let top = number / 10_000
    let fours = top | (number &- top &* 10_000) << 32
    let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
    let twos = hundreds | (fours &- hundreds &* 100) << 16
    let tens = (twos &* 103) >> 10 & 0x000F_000F_000F_000F
    return tens | (twos &- tens &* 10) << 8
  }

  /// Two digits, the first in the lowest byte, of a number below 100.
  @inlinable @inline(__always)
  public static func twoDigits(_ number: UInt64) -> UInt64 {
    let tens = (number &* 103) >> 10
    return 0x3030 &+ tens &+ (number &- tens &* 10) << 8
  }

  /// Appends `number` with leading zeros, `width` digits (of a number that has more, the last `width`).
  @inlinable
  public mutating func append(padded number: Int, width: Int) {
    reserve(width)
    var rest = number.magnitude
    var position = width
    while position > 0 {
      position -= 1
      // SAFETY: reserve made room for `width` bytes.
      unsafe base[count + position] = UInt8(48 + rest % 10)
      rest /= 10
    }
    used += width
  }

  /// Appends the lowest `size` bytes of `word`, the lowest first; at most eight.
  @inlinable @inline(__always)
  public mutating func append(word: UInt64, _ size: Int) {
    reserve(8)
    // SAFETY: reserve made room for eight bytes.
    unsafe UnsafeMutableRawPointer(base + used).storeBytes(of: word.littleEndian, as: UInt64.self)
    used &+= Swift.min(size, 8)
  }

  /// Appends sixteen lower-case hexadecimal digits.
  @inlinable @inline(__always)
  public mutating func append(hex number: UInt64) {
    reserve(16)
    // SAFETY: reserve made room for sixteen bytes.
    unsafe UnsafeMutableRawPointer(base + used).storeBytes(
      of: ByteBuffer.hexDigits(UInt32(truncatingIfNeeded: number >> 32)).littleEndian, as: UInt64.self)
    unsafe UnsafeMutableRawPointer(base + used + 8).storeBytes(
      of: ByteBuffer.hexDigits(UInt32(truncatingIfNeeded: number)).littleEndian, as: UInt64.self)
    used &+= 16
  }

  /// The eight digits of `number`, the first in the lowest byte: nibbles are spread over bytes, turned round, and
  /// those above nine moved on to the letters, all at once.
  @inlinable
  static func hexDigits(_ number: UInt32) -> UInt64 {
    var word = UInt64(number)
    word = (word | word << 16) & 0x0000_FFFF_0000_FFFF
    word = (word | word << 8) & 0x00FF_00FF_00FF_00FF
    word = (word | word << 4) & 0x0F0F_0F0F_0F0F_0F0F
    word = word.byteSwapped
    let ones: UInt64 = 0x0101_0101_0101_0101
    let letters = ((word &+ ones &* 6) >> 4) & ones
    return word &+ ones &* 48 &+ letters &* 39
  }

  /// Replaces sixteen bytes from `position` by the digits of `number`.
  public mutating func overwrite(hex number: UInt64, at position: Int) {
    for place in 0..<16 {
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - place * 4)) & 15
      self[position + place] = digit < 10 ? 48 + digit : 87 + digit
    }
  }

  /// Lends free memory of at least `room` bytes to `body`, which returns how many it filled.
  ///
  /// For reads from a descriptor or a decoder. Errors of `body` pass through; nothing is then appended.
  public mutating func appending<E: Error>(
    room: Int, _ body: (UnsafeMutableRawBufferPointer) throws(E) -> Int
  ) throws(E) -> Int {
    reserve(room)
    // SAFETY: the free part of the block is lent for the call; what was written becomes initialised.
    let filled = try unsafe body(
      UnsafeMutableRawBufferPointer(start: base + count, count: capacity - count))
    precondition(filled >= 0 && filled <= capacity - count, "ByteBuffer: body filled too much")
    used += filled
    return filled
  }

  /// Calls `body` with the bytes as a raw buffer, for system calls.
  public func withBytes<Result, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> Result
  ) throws(E) -> Result {
    // SAFETY: the first `count` bytes are initialised and stay so during the call.
    try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// The bytes as a `String`, damaged UTF-8 replaced. For tests and messages.
  public var string: String { span.string }
}

extension Array where Element == UInt8 {
  /// Appends `bytes` with one copy.
  public mutating func append(_ bytes: Span<UInt8>) {
    // SAFETY: the span's own bytes, read during the call.
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
