import Bytes

/// A text that many records carry (a file's path, a host's name), with its JSON form made once.
public struct PreparedText: Sendable {
  @usableFromInline let raw: [UInt8]
  /// With quotes.
  @usableFromInline let json: [UInt8]
  @usableFromInline let isExact: Bool

  public init(_ bytes: [UInt8]) {
    raw = bytes
    var buffer = ByteBuffer(capacity: bytes.count + 16)
    isExact = buffer.append(json: bytes.span, ByteRange(0, bytes.count))
    json = buffer.span.array(0..<buffer.count)
  }

  public init(_ text: String) { self.init(Array(text.utf8)) }

  public var isEmpty: Bool { raw.isEmpty }
}
