#if canImport(Glibc)
  public import Glibc
#elseif canImport(Musl)
  public import Musl
#endif

/// The primitives that every parser stands on: find a byte, find or match a literal, load a word, hash.
///
/// All take positions of the span they are called on, all are safe for every argument (positions are clamped
/// to the span), none allocates. They are here, and not beside the parsers, because they need unsafe code:
/// a safe byte loop costs 2.4 times as much as `memchr` on mail logs.
extension Span where Element == UInt8 {
  /// Position of the first `byte` in `from..<to`, or nil. `to` defaults to the end of the span.
  @inlinable @inline(__always)
  public func find(_ byte: UInt8, from: Int = 0, to: Int = .max) -> Int? {
    let end = Swift.min(to, count)
    guard from >= 0, from < end else { return nil }
    // SAFETY: from and end were checked against the span; memchr reads only from..<end.
    return unsafe withUnsafeBufferPointer { bytes in
      let base = unsafe bytes.baseAddress.unsafelyUnwrapped
      guard let hit = unsafe memchr(base + from, Int32(byte), end &- from) else { return nil }
      return unsafe UnsafeRawPointer(hit) - UnsafeRawPointer(base)
    }
  }

  /// Whether `first` or `second`, which are ASCII, can stand behind `from`: true wherever one does, and sometimes where a
  /// byte above ASCII does. Sixteen bytes at a time, and without saying where, cheaper than two searches.
  @inlinable @inline(__always)
  public func mayHold(_ first: UInt8, _ second: UInt8, from: Int) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let left = ones &* UInt64(first)
    let right = ones &* UInt64(second)
    var position = Swift.max(from, 0)
    var seen = SIMD2<UInt64>(repeating: 0)
    // SAFETY: sixteen bytes from position lie before the end of the span; the load is unaligned.
    unsafe withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      let pairs = (SIMD2(repeating: left), SIMD2(repeating: right), SIMD2(repeating: ones))
      while count &- position >= 16 {
        let pair = unsafe UnsafeRawPointer(base + position).loadUnaligned(as: SIMD2<UInt64>.self)
        seen |= ((pair ^ pairs.0) &- pairs.2) | ((pair ^ pairs.1) &- pairs.2)
        position &+= 16
      }
    }
    // A byte's high bit: it was equal, or above ASCII, or a byte below it was equal.
    var rest = seen[0] | seen[1]
    while position < count {
      let word = word(at: position)
      rest |= ((word ^ left) &- ones) | ((word ^ right) &- ones)
      position &+= 8
    }
    return rest & (ones &* 0x80) != 0
  }

  /// Position of the last `byte` in `from..<to`, or nil.
  @inline(never)
  public func findLast(_ byte: UInt8, from: Int = 0, to: Int = .max) -> Int? {
    let lowest = Swift.max(from, 0)
    var end = Swift.min(to, count)
    while end > lowest {
      // Of fewer than sixteen bytes before it, what lies behind is looked at, too.
      let start = Swift.max(end &- 16, 0)
      var lanes = block(at: start).equals(byte).lanes
      while let lane = lanes.last() {
        let place = start &+ lane
        if place < end { return place >= lowest ? place : nil }
      }
      end = start
    }
    return nil
  }

  /// Position of the last occurrence of `literal` in `from..<to`, or nil.
  @inlinable @inline(__always)
  public func findLast(_ literal: StaticString, from: Int = 0, to: Int = .max) -> Int? {
    let end = Swift.min(to, count)
    let size = literal.utf8CodeUnitCount
    let lowest = Swift.max(from, 0)
    guard size > 0, end &- lowest >= size else { return nil }
    // SAFETY: lowest..<end lies inside the span, the literal is static.
    return unsafe withUnsafeBufferPointer { bytes in
      unsafe Searching.findLast(
        literal.utf8Start, size, in: bytes.baseAddress.unsafelyUnwrapped, count, lowest, end)
    }
  }

  /// Position of the first occurrence of `literal` in `from..<to`, or nil.
  @inlinable @inline(__always)
  public func find(_ literal: StaticString, from: Int = 0, to: Int = .max) -> Int? {
    let end = Swift.min(to, count)
    let size = literal.utf8CodeUnitCount
    guard from >= 0, size > 0, end &- from >= size else { return nil }
    // SAFETY: from..<end lies inside the span, the literal is static.
    return unsafe withUnsafeBufferPointer { bytes in
      unsafe Searching.find(
        literal.utf8Start, size, in: bytes.baseAddress.unsafelyUnwrapped, count, from, end)
    }
  }

  /// Position of the first occurrence of `needle` in `from..<to`, or nil.
  @inlinable
  public func find(_ needle: Span<UInt8>, from: Int = 0, to: Int = .max) -> Int? {
    let end = Swift.min(to, count)
    let size = needle.count
    guard from >= 0, size > 0, end - from >= size else { return nil }
    // SAFETY: from..<end lies inside this span, `size` bytes inside `needle`.
    return unsafe withUnsafeBufferPointer { bytes in
      unsafe needle.withUnsafeBufferPointer { sought in
        unsafe Searching.find(
          sought.baseAddress.unsafelyUnwrapped, size, in: bytes.baseAddress.unsafelyUnwrapped, count, from,
          end)
      }
    }
  }

  /// Whether `literal` stands at `position` (false where the span ends before it does).
  @inlinable @inline(__always)
  public func has(_ literal: StaticString, at position: Int) -> Bool {
    let size = literal.utf8CodeUnitCount
    guard position >= 0, count &- position >= size else { return false }
    // SAFETY: position + size <= count was checked; the literal is static.
    return unsafe withUnsafeBufferPointer { bytes in
      unsafe memcmp(
        bytes.baseAddress.unsafelyUnwrapped + position, literal.utf8Start, size) == 0
    }
  }

  /// Whether the bytes of `range` are exactly `literal`.
  @inlinable @inline(__always)
  public func equals(_ literal: StaticString, in range: ByteRange) -> Bool {
    range.count == literal.utf8CodeUnitCount && has(literal, at: range.lower)
  }

  /// Whether the bytes of `range` are `literal`, ASCII letters compared without case.
  /// `literal` must be lower case.
  @inlinable
  public func equalsIgnoringCase(_ literal: StaticString, in range: ByteRange) -> Bool {
    guard range.count == literal.utf8CodeUnitCount, range.upper <= count else { return false }
    return hasIgnoringCase(literal, at: range.lower)
  }

  /// Whether `literal` (lower case) stands at `position`, ASCII letters compared without case.
  @inlinable
  public func hasIgnoringCase(_ literal: StaticString, at position: Int) -> Bool {
    let size = literal.utf8CodeUnitCount
    guard position >= 0, count - position >= size else { return false }
    var index = 0
    while index < size {
      let byte = self[position + index]
      // SAFETY: index < utf8CodeUnitCount.
      let wanted = unsafe literal.utf8Start[index]
      let lower = byte >= 65 && byte <= 90 ? byte | 32 : byte
      if lower != wanted { return false }
      index += 1
    }
    return true
  }

  /// Whether `range` of this span and `otherRange` of `other` hold the same bytes.
  @inlinable @inline(__always)
  public func equals(_ range: ByteRange, _ other: Span<UInt8>, _ otherRange: ByteRange) -> Bool {
    guard range.length == otherRange.length, range.upper <= count, otherRange.upper <= other.count
    else { return false }
    if range.isEmpty { return true }
    // SAFETY: both ranges lie inside their spans.
    return unsafe withUnsafeBufferPointer { left in
      unsafe other.withUnsafeBufferPointer { right in
        unsafe memcmp(
          left.baseAddress.unsafelyUnwrapped + range.lower,
          right.baseAddress.unsafelyUnwrapped + otherRange.lower, range.count) == 0
      }
    }
  }

  /// Whether both spans hold the same bytes.
  @inlinable @inline(__always)
  public func equals(_ other: Span<UInt8>) -> Bool {
    equals(ByteRange(0, count), other, ByteRange(0, other.count))
  }

  /// From how many positions on `size` bytes lie inside the span.
  @inlinable @inline(__always)
  func starts(of size: UInt) -> UInt {
    let (places, isShorter) = UInt(bitPattern: count).subtractingReportingOverflow(size &- 1)
    return isShorter ? 0 : places
  }

  /// Eight bytes from `position`, little-endian; bytes beyond the end count as zero.
  @inlinable @inline(__always)
  public func word(at position: Int) -> UInt64 {
    // One comparison: a negative position is a large number without a sign.
    if UInt(bitPattern: position) < starts(of: 8) {
      // SAFETY: eight bytes from position lie inside the span.
      return unsafe wholeWord(at: position)
    }
    return lastWord(at: position)
  }

  /// Eight bytes that the caller knows to lie inside the span; the load is unaligned.
  @unsafe @inlinable @inline(__always)
  func wholeWord(at position: Int) -> UInt64 {
    unsafe withUnsafeBufferPointer { bytes in
      UInt64(
        littleEndian: unsafe UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped + position)
          .loadUnaligned(as: UInt64.self))
    }
  }

  /// The word that begins less than eight bytes before the end.
  @usableFromInline @inline(never)
  func lastWord(at position: Int) -> UInt64 {
    guard position >= 0, position < count else { return 0 }
    let left = count &- position
    if count >= 8 { return word(at: count &- 8) &>> UInt64(64 &- left &* 8) }
    var word: UInt64 = 0
    for index in 0..<left { word |= UInt64(self[position &+ index]) &<< UInt64(index &* 8) }
    return word
  }

  /// How often `byte` stands in `range`: line counting, eight bytes at a time.
  public func occurrences(of byte: UInt8, in range: Range<Int>) -> Int {
    let end = Swift.min(range.upperBound, count)
    var index = Swift.max(range.lowerBound, 0)
    var total = 0
    let pattern = 0x0101_0101_0101_0101 &* UInt64(byte)
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    // SAFETY: eight bytes from index lie before end, which is at most count; the load is unaligned.
    unsafe withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      while end &- index >= 8 {
        let word = unsafe UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self) ^ pattern
        // The top bit of each byte of the complement is set where the byte is zero, exactly.
        total &+= (~(((word & low) &+ low) | word | low)).nonzeroBitCount
        index &+= 8
      }
    }
    while index < end {
      if self[index] == byte { total += 1 }
      index += 1
    }
    return total
  }

  /// A 64-bit hash of the bytes of `range`: the same on every run and machine (it decides table places and
  /// identifiers, so it must not be seeded). Not cryptographic: tables that an attacker can fill are bounded.
  @inlinable @inline(__always)
  public func hash(_ range: ByteRange) -> UInt64 { hash(range, seed: 0x9E37_79B9_7F4A_7C15) }

  /// As above, of what `seed` stands for and the bytes together.
  @inline(never)
  public func hash(_ range: ByteRange, seed: UInt64) -> UInt64 {
    var state = seed ^ UInt64(range.length) &* 0xA076_1D64_78BD_642F
    var position = range.lower
    let end = Swift.min(range.upper, count)
    while end &- position >= 8 {
      // SAFETY: eight bytes from position lie before end, which lies inside the span.
      let word = unsafe wholeWord(at: position)
      state = Hashing.mix(state ^ word, 0xE703_7ED1_A0B4_28DB)
      position &+= 8
    }
    if position < end {
      let kept = end &- position
      // The word that ends with the text: the one that begins there may end behind the line.
      let tail =
        end >= 8
        // SAFETY: the eight bytes before end lie inside the span.
        ? unsafe wholeWord(at: end &- 8) &>> UInt64(64 &- kept &* 8)
        : word(at: position) & (UInt64.max &>> UInt64(64 &- kept &* 8))
      state = Hashing.mix(state ^ tail, 0x8EBC_6AF0_9C88_C6E3)
    }
    return Hashing.mix(state, 0x5895_65A4_2AEE_BF53)
  }

  /// `hash(range)`, written out for 9 to 15 bytes, as many as queue ids have: other texts are hashed beside it, so that the
  /// processor foretells its way.
  @inlinable @inline(__always)
  public func hash(id range: ByteRange) -> UInt64 {
    let size = range.count
    guard size > 8, size < 16, range.upper <= count else { return hash(range) }
    let seed: UInt64 = 0x9E37_79B9_7F4A_7C15
    let head = Hashing.mix(
      seed ^ UInt64(size) &* 0xA076_1D64_78BD_642F ^ word(at: range.lower), 0xE703_7ED1_A0B4_28DB)
    let tail = word(at: range.upper &- 8) &>> UInt64((16 &- size) &* 8)
    return Hashing.mix(Hashing.mix(head ^ tail, 0x8EBC_6AF0_9C88_C6E3), 0x5895_65A4_2AEE_BF53)
  }

  /// The bytes of `range` as a `String`, damaged UTF-8 replaced by U+FFFD. For messages, tests and places off
  /// the path of a line.
  public func string(_ range: ByteRange) -> String {
    guard !range.isNone, range.upper <= count else { return "" }
    return string(range.range)
  }

  /// The bytes of `range` as a `String`, damaged UTF-8 replaced by U+FFFD.
  public func string(_ range: Range<Int>) -> String {
    let part = extracting(range)
    // SAFETY: the buffer is copied into the string at once.
    return unsafe part.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// The whole span as a `String`, damaged UTF-8 replaced by U+FFFD.
  public var string: String { string(0..<count) }

  /// The bytes of `range` as an array.
  public func array(_ range: Range<Int>) -> [UInt8] {
    let part = extracting(range)
    // SAFETY: the buffer is copied into the array at once.
    return unsafe part.withUnsafeBufferPointer { unsafe Array($0) }
  }
}

/// Mixing of 64-bit words.
public enum Hashing {
  /// Folds the 128-bit product of two words into 64 bits.
  @inlinable @inline(__always)
  public static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}

/// Tests of single bytes, ASCII only.
extension UInt8 {
  @inlinable @inline(__always)
  public var isDigit: Bool { self &- 48 < 10 }
  @inlinable @inline(__always)
  public var isUpper: Bool { self &- 65 < 26 }
  @inlinable @inline(__always)
  public var isLower: Bool { self &- 97 < 26 }
  @inlinable @inline(__always)
  public var isLetter: Bool { (self | 32) &- 97 < 26 }
  @inlinable @inline(__always)
  public var isAlphanumeric: Bool { isDigit || isLetter }
  @inlinable @inline(__always)
  public var isHexDigit: Bool { isDigit || (self | 32) &- 97 < 6 }
  /// Blank or tab.
  @inlinable @inline(__always)
  public var isBlank: Bool { self == 32 || self == 9 }
  @inlinable @inline(__always)
  public var lowercased: UInt8 { isUpper ? self | 32 : self }
}

extension UInt8 {
  /// The byte of an ASCII character: `UInt8(ascii: ",")` without the label, for short parsers.
  @inlinable @inline(__always)
  public static func ascii(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(ascii: scalar) }
}
