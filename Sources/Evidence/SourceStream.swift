public import Bytes
import Crypto
import Model

/// The decoded bytes of one source, once, in order.
///
/// Used by one thread at a time; may be made on one and used on another. Damage is reported through the set that
/// made it, after every byte that could be decoded; then the end follows. Of a plain file the bytes go from
/// read(2) straight into the caller's buffer.
public final class SourceStream: @unchecked Sendable {
  // SAFETY (sendability): all state belongs to the one thread that reads at a time, as the contract says.
  public let source: Source
  private let stream: ByteStream
  private let report: @Sendable (Oddity) -> Void
  private let finished: @Sendable (UInt64, String?) -> Void
  private var hash: SHA256?
  private var isAtEnd = false

  /// Decoded bytes given so far.
  public private(set) var offset: UInt64 = 0
  /// Stored bytes read so far from the lowest layer, for progress.
  public var storedOffset: UInt64 { stream.storedBytes }

  init(
    _ source: Source, _ stream: ByteStream, hashing: Bool, report: @escaping @Sendable (Oddity) -> Void,
    finished: @escaping @Sendable (UInt64, String?) -> Void
  ) {
    self.source = source
    self.stream = stream
    self.report = report
    self.finished = finished
    hash = hashing ? SHA256() : nil
  }

  /// Whether `skip` can leave bytes out: those of a plain file whose digest nobody wants.
  public var canSkip: Bool { hash == nil && !isAtEnd && stream.seekableSize != nil }

  /// Goes on at `newOffset`, which is not before `offset`. Only where `canSkip`; what lies between is not read.
  public func skip(to newOffset: UInt64) {
    precondition(hash == nil && !isAtEnd && newOffset >= offset, "SourceStream: cannot skip")
    stream.seek(to: newOffset)
    offset = newOffset
  }

  /// Appends decoded bytes to `buffer`: at least one and at most `atMost` (which is above 0), as they come;
  /// returns how many, 0 at the end.
  public func read(into buffer: inout ByteBuffer, atMost: Int) -> Int {
    precondition(atMost > 0, "SourceStream: a read of no bytes cannot be told from the end")
    if isAtEnd { return 0 }
    let wanted = min(atMost, 1 << 20)
    let count: Int
    do throws(StreamFault) {
      count = unsafe try buffer.appending(room: wanted) { (room) throws(StreamFault) in
        // SAFETY: the front of the free memory that the buffer lends.
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: room[..<wanted])
        let filled = unsafe try stream.read(part)
        if filled > 0, hash != nil {
          unsafe hash?.update(bufferPointer: UnsafeRawBufferPointer(rebasing: part[..<filled]))
        }
        return filled
      }
    } catch {
      report(error.oddity(path: source.path))
      end()
      return 0
    }
    offset += UInt64(count)
    if count == 0 { end() }
    return count
  }

  private func end() {
    isAtEnd = true
    finished(offset, hash.map { StoredHash.text($0.finalize()) })
    hash = nil
  }
}
