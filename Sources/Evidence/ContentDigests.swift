import Crypto

/// Hashes of content that streams by: SHA-256 always, MD5 and SHA-1 where threat feeds still ask for them.
///
/// MD5 and SHA-1 name content here, they prove nothing.
public struct ContentDigests: Sendable {
  /// Which of the weak ones are wanted, too.
  public struct Weak: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let md5 = Weak(rawValue: 1 << 0)
    public static let sha1 = Weak(rawValue: 1 << 1)
  }

  /// Lower-case hexadecimal digits.
  public struct Values: Sendable, Equatable {
    public var sha256 = ""
    public var md5: String?
    public var sha1: String?
  }

  private var sha256 = SHA256()
  private var md5: Insecure.MD5?
  private var sha1: Insecure.SHA1?

  public init(_ weak: Weak = []) {
    if weak.contains(.md5) { md5 = Insecure.MD5() }
    if weak.contains(.sha1) { sha1 = Insecure.SHA1() }
  }

  public mutating func update(_ bytes: Span<UInt8>) {
    // SAFETY: the span's own bytes, read during the call.
    unsafe bytes.withUnsafeBytes {
      unsafe sha256.update(bufferPointer: $0)
      if md5 != nil { unsafe md5?.update(bufferPointer: $0) }
      if sha1 != nil { unsafe sha1?.update(bufferPointer: $0) }
    }
  }

  public func values() -> Values {
    Values(
      sha256: StoredHash.hex(sha256.finalize()), md5: md5.map { StoredHash.hex($0.finalize()) },
      sha1: sha1.map { StoredHash.hex($0.finalize()) })
  }

  /// Of content that is held.
  public static func of(_ bytes: [UInt8], _ weak: Weak = []) -> Values {
    var digests = ContentDigests(weak)
    digests.update(bytes.span)
    return digests.values()
  }
}
