/// compress(1), `.Z`: LZW with codes of 9 to 16 bits, low bit first, in groups of eight codes.
///
/// The format has no end mark and no checksum: a file cut between two codes looks whole.
final class CompressDecoder: WindowedDecoder {
  private var isStarted = false
  private var maxBits = 16
  private var hasClear = true
  private var prefix = [UInt16](repeating: 0, count: 1 << 16)
  private var suffix = [UInt8](repeating: 0, count: 1 << 16)
  private var stack = [UInt8](repeating: 0, count: 1 << 16)
  private var width = 9
  private var free = 257
  private var previous = -1
  private var first: UInt8 = 0
  private var bits: UInt64 = 0
  private var bitCount = 0
  /// Codes read of the present width: they come in groups of eight, padded when the width changes.
  private var inGroup = 0

  override func decode() {
    if !isStarted, !start() { return }
    makeRoom(128 << 10, history: 0)
    while room - produced > 1 << 16 {
      guard let code = next() else { return }
      if !expand(code) { return }
    }
  }

  private func start() -> Bool {
    isStarted = true
    guard input.ensure(3) else {
      failTruncated("compress header")
      return false
    }
    maxBits = Int(input.peek(2) & 0x1f)
    hasClear = input.peek(2) & 0x80 != 0
    input.consume(3)
    for value in 0..<256 { suffix[value] = UInt8(value) }
    free = hasClear ? 257 : 256
    return true
  }

  /// The next code; nil at the end (`isFinished` is then set).
  private func next() -> Int? {
    while bitCount < width {
      guard let byte = input.byte() else {
        // What is left of a code must be zero padding.
        if bits != 0 || (bitCount >= 8 && previous < 0) {
          failTruncated("compress data")
        } else {
          isFinished = true
          fault = input.fault
        }
        return nil
      }
      bits |= UInt64(byte) << UInt64(bitCount)
      bitCount += 8
    }
    let code = Int(bits & ((1 << UInt64(width)) - 1))
    bits >>= UInt64(width)
    bitCount -= width
    inGroup = (inGroup + 1) & 7
    return code
  }

  /// Passes over the rest of a group of eight codes.
  private func align() {
    var left = inGroup == 0 ? 0 : (8 - inGroup) * width
    inGroup = 0
    let inHand = min(left, bitCount)
    bits >>= UInt64(inHand)
    bitCount -= inHand
    left -= inHand
    while left > 0, let byte = input.byte() {
      if left >= 8 {
        left -= 8
      } else {
        bits = UInt64(byte) >> UInt64(left)
        bitCount = 8 - left
        left = 0
      }
    }
  }

  private func expand(_ code: Int) -> Bool {
    if hasClear, code == 256 {
      align()
      width = 9
      free = 257
      previous = -1
      return true
    }
    if previous < 0 {
      guard code < 256 else {
        failCorrupt("compress data", "code out of place")
        return false
      }
      first = UInt8(code)
      previous = code
      append(first)
      return true
    }
    var walk = code
    var depth = 0
    if code >= free {
      guard code == free else {
        failCorrupt("compress data", "code out of place")
        return false
      }
      stack[0] = first
      depth = 1
      walk = previous
    }
    // Each prefix is a smaller code than its owner: this ends.
    while walk >= 256 {
      stack[depth] = suffix[walk]
      depth += 1
      walk = Int(prefix[walk])
    }
    first = UInt8(walk)
    append(first)
    while depth > 0 {
      depth -= 1
      append(stack[depth])
    }
    if free < 1 << maxBits {
      prefix[free] = UInt16(previous)
      suffix[free] = first
      free += 1
      if free > (1 << width) - 1, width < maxBits {
        // The writer pads the group with the old width before it uses the wider one.
        align()
        width += 1
      }
    }
    previous = code
    return true
  }

  private func append(_ byte: UInt8) {
    // SAFETY: `decode` keeps 64 KiB free before each code, the longest string that one stands for.
    unsafe output[produced] = byte
    produced += 1
  }
}
