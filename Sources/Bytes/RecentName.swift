/// The name that was met last, up to sixteen bytes of it, to tell without a hash that the next is the same: most lines are
/// of the host of the line before.
public struct RecentName: Sendable {
  @usableFromInline var head: UInt64 = 0
  @usableFromInline var tail: UInt64 = 0
  /// Bytes; -1 where nothing is remembered.
  @usableFromInline var size = -1
  @usableFromInline var context: UInt32 = 0

  public init() {}

  /// Whether `name` of `line`, in `context`, is the remembered one. False also of names that are never remembered: longer
  /// ones, and none.
  @inlinable @inline(__always)
  public func matches(_ line: Span<UInt8>, _ name: ByteRange, context: UInt32) -> Bool {
    guard name.count == size, context == self.context else { return false }
    let (first, last) = RecentName.words(line, name)
    return first == head && last == tail
  }

  /// Remembers `name` where it has 1 to 16 bytes, and else nothing.
  public mutating func remember(_ line: Span<UInt8>, _ name: ByteRange, context: UInt32) {
    guard !name.isEmpty, name.count <= 16, name.upper <= line.count else {
      forget()
      return
    }
    (head, tail) = RecentName.words(line, name)
    size = name.count
    self.context = context
  }

  public mutating func forget() { size = -1 }

  /// Its first eight bytes and its last eight; of fewer than eight, these alone.
  @inlinable @inline(__always)
  static func words(_ line: Span<UInt8>, _ name: ByteRange) -> (UInt64, UInt64) {
    name.count >= 8
      ? (line.word(at: name.lower), line.word(at: name.upper &- 8))
      : (line.word(at: name.lower) << UInt64(64 &- name.count &* 8), 0)
  }
}
