/// Sixteen bytes at once, for what lies near.
///
/// `memchr` costs a call whatever it finds; of what the parser of a log line looks for, most lies within sixteen bytes: the
/// blank behind a value, the bracket behind an address. These compare sixteen bytes in a register and hand on to `memchr`
/// only where it is farther away. Positions are clamped to the span, as in the other scans.
extension Span where Element == UInt8 {
  /// Sixteen bytes from `position`; bytes beyond the end count as zero.
  @inlinable @inline(__always)
  public func block(at position: Int) -> SIMD16<UInt8> {
    if UInt(bitPattern: position) < starts(of: 16) {
      // SAFETY: sixteen bytes from position lie inside the span; the load is unaligned.
      return unsafe withUnsafeBufferPointer { bytes in
        unsafe UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped + position)
          .loadUnaligned(as: SIMD16<UInt8>.self)
      }
    }
    return lastBlock(at: position)
  }

  @usableFromInline @inline(never)
  func lastBlock(at position: Int) -> SIMD16<UInt8> {
    guard position >= 0, position < count else { return SIMD16(repeating: 0) }
    let words = SIMD2(word(at: position).littleEndian, word(at: position &+ 8).littleEndian)
    // SAFETY: both have sixteen bytes, and every pattern of bits is a value of each.
    return unsafe unsafeBitCast(words, to: SIMD16<UInt8>.self)
  }

  /// Position of the first `byte` in `from..<to`, or nil: `find` for what most often lies within 32 bytes.
  @inlinable @inline(__always)
  public func findNear(_ byte: UInt8, from: Int, to: Int = .max) -> Int? {
    let end = Swift.min(to, count)
    guard from >= 0, from < end else { return nil }
    var position = from
    for _ in 0..<2 {
      let lane = block(at: position).equals(byte).firstLane
      position &+= lane
      if lane < 16 { return position < end ? position : nil }
    }
    return find(byte, from: position, to: end)
  }

  /// Position of the first byte in `from..<to` that is `one` or `other`, or nil.
  @inlinable @inline(__always)
  public func find(_ one: UInt8, or other: UInt8, from: Int, to: Int = .max) -> Int? {
    let end = Swift.min(to, count)
    var position = Swift.max(from, 0)
    while position < end {
      let bytes = block(at: position)
      let lane = (bytes.equals(one) .| bytes.equals(other)).firstLane
      position &+= lane
      if lane < 16 { return position < end ? position : nil }
    }
    return nil
  }
}

/// Tests of sixteen bytes, as `UInt8` has them of one. The numbers stand in vectors: an operator between a vector and a
/// number is generic in the library, and goes lane by lane.
extension SIMD16<UInt8> {
  /// Which of the bytes are `byte`.
  @inlinable @inline(__always)
  public func equals(_ byte: UInt8) -> SIMDMask<SIMD16<Int8>> { self .== SIMD16(repeating: byte) }
  /// Which of the bytes are at most `byte`.
  @inlinable @inline(__always)
  public func isAtMost(_ byte: UInt8) -> SIMDMask<SIMD16<Int8>> { self .<= SIMD16(repeating: byte) }
  /// Which of the bytes are ASCII digits.
  @inlinable @inline(__always)
  public var isDigit: SIMDMask<SIMD16<Int8>> { (self &- SIMD16(repeating: 48)).isAtMost(9) }
  /// Which of the bytes are ASCII letters.
  @inlinable @inline(__always)
  public var isLetter: SIMDMask<SIMD16<Int8>> {
    ((self | SIMD16(repeating: 32)) &- SIMD16(repeating: 97)).isAtMost(25)
  }
  /// Which of the bytes a JSON string does not hold as they stand, or are above ASCII: below 0x20, a quote, a backslash,
  /// DEL and all behind it.
  @inlinable @inline(__always)
  var isJSONStop: SIMDMask<SIMD16<Int8>> {
    // Moved on by 0x81, what may stand is 0xA1 to 0xFF.
    (self &+ SIMD16(repeating: 0x81)).isAtMost(0xA0) .| equals(UInt8(ascii: "\""))
      .| equals(UInt8(ascii: "\\"))
  }
  /// Which of the bytes are ASCII letters or digits.
  @inlinable @inline(__always)
  public var isAlphanumeric: SIMDMask<SIMD16<Int8>> { isDigit .| isLetter }
}

/// The lanes of a mask that are set, taken one after the other from either end.
public struct Lanes {
  @usableFromInline var low: UInt64
  @usableFromInline var high: UInt64

  @inlinable @inline(__always)
  init(_ low: UInt64, _ high: UInt64) {
    // One bit for each lane.
    self.low = low & 0x0101_0101_0101_0101
    self.high = high & 0x0101_0101_0101_0101
  }

  /// Takes the lowest.
  @inlinable @inline(__always)
  public mutating func next() -> Int? {
    if low != 0 {
      let lane = low.trailingZeroBitCount &>> 3
      low &= low &- 1
      return lane
    }
    guard high != 0 else { return nil }
    let lane = 8 &+ high.trailingZeroBitCount &>> 3
    high &= high &- 1
    return lane
  }

  /// Takes the highest.
  @inlinable @inline(__always)
  public mutating func last() -> Int? {
    if high != 0 { return 8 &+ Lanes.last(of: &high) }
    return low != 0 ? Lanes.last(of: &low) : nil
  }

  @inlinable @inline(__always)
  static func last(of word: inout UInt64) -> Int {
    let bit = 63 &- word.leadingZeroBitCount
    word ^= 1 &<< UInt64(bit)
    return bit &>> 3
  }
}

extension SIMDMask<SIMD16<Int8>> {
  /// All lanes that are set.
  @inlinable @inline(__always)
  public var lanes: Lanes {
    // SAFETY: a mask is sixteen bytes of all ones or all zeros.
    let halves = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
    return Lanes(halves.x.littleEndian, halves.y.littleEndian)
  }

  /// Whether a lane is set.
  @inlinable @inline(__always)
  public var isAnySet: Bool {
    // SAFETY: a mask is sixteen bytes of all ones or all zeros.
    let halves = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
    return halves.x | halves.y != 0
  }

  /// The first lane that is set, 16 where none is.
  @inlinable @inline(__always)
  public var firstLane: Int {
    // SAFETY: a mask is sixteen bytes of all ones or all zeros.
    let halves = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
    if halves.x != 0 { return halves.x.littleEndian.trailingZeroBitCount &>> 3 }
    if halves.y != 0 { return 8 &+ halves.y.littleEndian.trailingZeroBitCount &>> 3 }
    return 16
  }
}
