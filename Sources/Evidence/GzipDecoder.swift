import CLZMA
import Model

/// gzip (RFC 1952), members one after the other, zero padding between and behind them.
///
/// Its own inflate, not libarchive's filter: that hands decoded bytes on in blocks of 64 KiB and drops the
/// block in which a file ends early or is damaged, and says nothing about garbage behind the end.
/// A wrong checksum is reported once its member has been given whole; the next member is then read.
final class GzipDecoder: WindowedDecoder {
  private enum State { case header, data, done }
  private var state = State.header
  private var inflate = Inflate()
  private var checksum: UInt32 = 0
  private var memberBytes: UInt32 = 0
  /// Decoded offset of the member: nothing before it can be referred to.
  private var memberStart: UInt64 = 0
  private var wrong: StreamFault?

  override func decode() {
    switch state {
    case .header:
      if readHeader() {
        state = .data
        inflate.begin()
        checksum = 0
        memberBytes = 0
        memberStart = decoded
      }
    case .data:
      makeRoom(64 << 10, history: 32 << 10)
      let before = produced
      inflate.floor = Int(memberStart) - Int(slid)
      let outcome = unsafe inflate.run(input, output: output, produced: &produced, room: room)
      let count = produced - before
      // SAFETY: `count` bytes were just written behind `before`.
      unsafe checksum = lzma_crc32(output + before, count, checksum)
      memberBytes &+= UInt32(truncatingIfNeeded: count)
      switch outcome {
      case .full: break
      case .truncated: failTruncated("gzip data")
      case .corrupt(let why): failCorrupt("gzip data", why)
      case .end: readTrailer()
      }
    case .done: isFinished = true
    }
  }

  private func readTrailer() {
    let place = input.offset
    guard let crc = input.number(4), let size = input.number(4) else {
      failTruncated("gzip data")
      return
    }
    if wrong == nil, UInt32(crc) != checksum || UInt32(size) != memberBytes {
      wrong = StreamFault(
        kind: .corrupt, offset: place,
        detail: "gzip checksum is wrong after \(decoded) decoded bytes (all of them were read)")
    }
    if continues("gzip", isMember: GzipDecoder.isMember) {
      state = .header
    } else if let wrong {
      fault = wrong
    }
  }

  static func isMember(_ input: StoredInput) -> Bool {
    guard input.peek(0) == 0x1f, input.ensure(2), input.peek(1) == 0x8b else { return false }
    return !input.ensure(3) || input.peek(2) == 8
  }

  /// False when the header is cut or damaged (then `fail` has been called).
  private func readHeader() -> Bool {
    guard input.ensure(10) else {
      failTruncated("gzip header")
      return false
    }
    let flags = input.peek(3)
    if flags & 0xe0 != 0 {
      failCorrupt("gzip header", "unknown flags")
      return false
    }
    input.consume(10)
    if flags & 4 != 0 {
      guard let extra = input.number(2), input.skip(extra) == extra else {
        failTruncated("gzip header")
        return false
      }
    }
    // Name, then comment, each up to a zero byte.
    for flag in [UInt8(8), 16] where flags & flag != 0 {
      var byte = input.byte()
      while let present = byte, present != 0 { byte = input.byte() }
      if byte == nil {
        failTruncated("gzip header")
        return false
      }
    }
    if flags & 2 != 0, input.number(2) == nil {
      failTruncated("gzip header")
      return false
    }
    return true
  }

  /// The time that a gzip header at the front of `head` states; `unknown` if it states none.
  static func time(_ head: [UInt8]) -> Timestamp {
    guard head.count >= 10, head[0] == 0x1f, head[1] == 0x8b else { return .unknown }
    let seconds = (0..<4).reduce(Int64(0)) { $0 | Int64(head[4 + $1]) << Int64(8 * $1) }
    return seconds == 0 ? .unknown : Timestamp(seconds: seconds)
  }
}
