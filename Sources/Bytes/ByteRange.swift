/// A half-open range of byte positions in one line (or one buffer below 4 GiB), eight bytes in size.
///
/// `ByteRange.none` stands for "not there"; an empty range is a field that is there and empty.
@frozen
public struct ByteRange: Equatable, Hashable, Sendable {
  /// First byte; `UInt32.max` in `none`.
  public var start: UInt32
  /// Number of bytes.
  public var length: UInt32

  /// The bytes of `start..<end`; empty where `end` lies before `start`.
  @inlinable @inline(__always)
  public init(_ start: Int, _ end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.length = UInt32(truncatingIfNeeded: Swift.max(end &- start, 0))
  }

  @inlinable @inline(__always)
  init(rawStart: UInt32, length: UInt32) {
    self.start = rawStart
    self.length = length
  }

  /// Computed: a stored one would be asked of this module by a call, for every field of a line.
  @inlinable @inline(__always)
  public static var none: ByteRange { ByteRange(rawStart: .max, length: 0) }

  @inlinable @inline(__always)
  public var isNone: Bool { start == .max }
  @inlinable @inline(__always)
  public var isEmpty: Bool { length == 0 }
  @inlinable @inline(__always)
  public var lower: Int { Int(start) }
  @inlinable @inline(__always)
  public var upper: Int { Int(start) &+ Int(length) }
  @inlinable @inline(__always)
  public var count: Int { Int(length) }
  @inlinable @inline(__always)
  public var range: Range<Int> { lower..<upper }
}
