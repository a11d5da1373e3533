import Bytes

/// A text that many records carry (a file's path, a host's name), with its JSON form made once.
public struct PreparedText: Sendable {
  @usableFromInline let raw: [UInt8]
  /// With the quote behind it: the one before it belongs to the key. Behind that stand 32 zeros, so many bytes can be copied
  /// from its begin.
  @usableFromInline let json: [UInt8]
  @usableFromInline let jsonSize: Int
  @usableFromInline let isExact: Bool

  public init(_ bytes: [UInt8]) {
    raw = bytes
    var buffer = ByteBuffer(capacity: bytes.count + 48)
    isExact = buffer.append(closingJSON: bytes.span, ByteRange(0, bytes.count))
    jsonSize = buffer.count
    for _ in 0..<4 { buffer.append(word: 0, 8) }
    json = buffer.span.array(0..<buffer.count)
  }

  public init(_ text: String) { self.init(Array(text.utf8)) }

  public var isEmpty: Bool { raw.isEmpty }
}
