import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Bytes that come one after the other, once: a file, a decoder over another stream, a member of an archive.
///
/// End and failure are two cases: 0 is the end; a `StreamFault` is thrown once, after every byte before it has
/// been given, and the end follows it. A class, because decoders are stacked at run time; called once for
/// some hundred kilobytes.
class ByteStream {
  init() {}

  /// Fills the front of `room` and returns how many bytes; 0 at the end. `room` is not empty.
  func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int { 0 }

  /// Bytes taken so far from the lowest stored stream: what the ratio limit compares with.
  var storedBytes: UInt64 { 0 }

  /// Whether its bytes are others than those that are stored.
  var isDecoded: Bool { false }

  /// The size of a stream that can seek; nil for all others.
  var seekableSize: UInt64? { nil }

  /// Continues at `offset`, only where `seekableSize` is not nil.
  func seek(to offset: UInt64) { preconditionFailure("ByteStream: cannot seek") }
}

/// Why a stream ended before its time, or what stood behind its end.
struct StreamFault: Error, Equatable {
  var kind: Oddity.Kind
  /// Stored offset in the layer that is at fault.
  var offset: UInt64?
  var detail: String
  var isLoss = true

  func oddity(path: String) -> Oddity {
    Oddity(kind, path: path, offset: offset, detail: detail, isLoss: isLoss)
  }
}

/// Bytes held in memory.
final class MemoryStream: ByteStream {
  private let bytes: [UInt8]
  private var position = 0
  private var fault: StreamFault?

  /// `fault` is thrown after the last byte.
  init(_ bytes: [UInt8], fault: StreamFault? = nil) {
    self.bytes = bytes
    self.fault = fault
  }

  override var storedBytes: UInt64 { UInt64(position) }
  override var seekableSize: UInt64? { UInt64(bytes.count) }
  override func seek(to offset: UInt64) { position = Int(min(offset, UInt64(bytes.count))) }

  override func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    let count = min(room.count, bytes.count - position)
    if count == 0 {
      if let fault {
        self.fault = nil
        throw fault
      }
      return 0
    }
    // SAFETY: `count` bytes lie in both blocks, which do not overlap.
    unsafe bytes.withUnsafeBytes {
      unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
    }
    position += count
    return count
  }
}
