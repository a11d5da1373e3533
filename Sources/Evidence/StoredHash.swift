import Crypto
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// SHA-256 of a file's stored bytes, computed as they stream by.
///
/// Several streams over the file may report what they read; each byte is hashed once, in order. What no stream read
/// to the end is read by `complete`.
final class StoredHash: Sendable {
  private struct State {
    var hash = SHA256()
    var upTo: UInt64 = 0
    var digest: String?
  }
  private let state = Mutex(State())

  /// Bytes that stand at `offset` of the file.
  func update(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
    state.withLock { state in
      guard offset <= state.upTo, state.digest == nil else { return }
      let known = Int(min(state.upTo - offset, UInt64(bytes.count)))
      guard known < bytes.count else { return }
      // SAFETY: the rest of the caller's block, hashed during the call.
      unsafe state.hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[known...]))
      state.upTo += UInt64(bytes.count - known)
    }
  }

  /// The file ends at `offset`.
  func finish(at offset: UInt64) {
    state.withLock { state in
      guard offset == state.upTo, state.digest == nil else { return }
      state.digest = StoredHash.text(state.hash.finalize())
    }
  }

  /// Reads what was not yet hashed. Nil if that fails.
  func complete(_ descriptor: Descriptor, isSeekable: Bool) -> (sha256: String, bytes: UInt64)? {
    if let done = result { return done }
    guard isSeekable else { return nil }
    let stream = FileStream(descriptor, isSeekable: true, hash: self)
    stream.seek(to: state.withLock { $0.upTo })
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    // SAFETY: allocated above, used only here.
    defer { unsafe block.deallocate() }
    while let count = unsafe try? stream.read(block), count > 0 {}
    return result
  }

  var result: (sha256: String, bytes: UInt64)? {
    state.withLock { state in state.digest.map { ($0, state.upTo) } }
  }

  static func text(_ digest: SHA256.Digest) -> String { hex(digest) }

  static func hex(_ digest: some Sequence<UInt8>) -> String {
    var text = ""
    text.reserveCapacity(64)
    let digits = Array("0123456789abcdef".utf8)
    for byte in digest {
      text.unicodeScalars.append(Unicode.Scalar(digits[Int(byte >> 4)]))
      text.unicodeScalars.append(Unicode.Scalar(digits[Int(byte & 15)]))
    }
    return text
  }
}
