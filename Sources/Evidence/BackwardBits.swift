/// Bits of a zstd bit stream, which is read from its end to its beginning.
struct BackwardBits {
  /// First bit of the stream in the array.
  private let base: Int
  /// Bits not yet read; below zero when more was taken than there is (those bits are zeros).
  private(set) var left: Int

  /// Nil if the stream is empty or its last byte has no end mark. Eight bytes must stand behind it in the array.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty, range.upperBound + 8 <= bytes.count, bytes[range.upperBound - 1] != 0 else {
      return nil
    }
    base = range.lowerBound
    left = range.count * 8 - 1 - bytes[range.upperBound - 1].leadingZeroBitCount
  }

  /// Takes `count` bits (0...32).
  @inline(__always)
  mutating func take(_ bytes: Span<UInt8>, _ count: Int) -> Int {
    let value = peek(bytes, count)
    left &-= count
    return value
  }

  @inline(__always)
  mutating func skip(_ count: Int) { left &-= count }

  @inline(__always)
  func peek(_ bytes: Span<UInt8>, _ count: Int) -> Int {
    let place = left &- count
    if place < 0 {
      return left <= 0 ? 0 : peekShort(bytes, count)
    }
    // SAFETY: `place` is below the stream's size in bits, and eight bytes stand behind it.
    let word = unsafe bytes.withUnsafeBufferPointer {
      unsafe UnsafeRawPointer($0.baseAddress.unsafelyUnwrapped + (base &+ place >> 3)).loadUnaligned(
        as: UInt64.self)
    }
    return Int(truncatingIfNeeded: (word >> UInt64(place & 7)) & ((1 << UInt64(count)) &- 1))
  }

  /// The last `left` bits, with zeros where the stream has no more.
  private func peekShort(_ bytes: Span<UInt8>, _ count: Int) -> Int {
    var value = 0
    for index in 0..<left {
      let bit = Int(bytes[base + index >> 3] >> UInt8(index & 7)) & 1
      value |= bit << index
    }
    return value << (count - left)
  }
}
