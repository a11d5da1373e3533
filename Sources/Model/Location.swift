/// Where in the evidence something stands: enough for `dd` and `sed` to find it again.
@frozen
public struct Location: Hashable, Sendable {
  /// Which source (file or archive member); its path is in the run's list of sources.
  public var source: SourceID
  /// Byte offset in the decoded stream of the source.
  public var offset: UInt64
  /// Line number, from 1; 0 where lines are not counted.
  public var line: UInt64
  /// Bytes of the evidence from `offset` (line without its end, message, part).
  public var length: UInt64

  @inlinable @inline(__always)
  public init(source: SourceID, offset: UInt64, line: UInt64, length: UInt64) {
    self.source = source
    self.offset = offset
    self.line = line
    self.length = length
  }

  public static let none = Location(source: .none, offset: 0, line: 0, length: 0)
}

/// Number of a source in the run's list, in the order in which sources were found.
@frozen
public struct SourceID: Hashable, Comparable, Sendable {
  public var rawValue: Int32
  @inlinable @inline(__always)
  public init(_ rawValue: Int32) { self.rawValue = rawValue }
  public static let none = SourceID(-1)
  @inlinable
  public static func < (left: SourceID, right: SourceID) -> Bool { left.rawValue < right.rawValue }
}
