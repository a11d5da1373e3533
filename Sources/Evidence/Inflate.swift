#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// DEFLATE (RFC 1951), resumable between symbols, giving every byte whose symbol is complete.
///
/// Bits are taken from the input eight bytes at a time; what was taken too much is given back at the end of
/// the stream, so that the trailer's place is exact. Codes are looked up in a table of 11 (distances: 8) bits with
/// second tables behind it, built for each block.
struct Inflate {
  enum Outcome {
    case full, end, truncated
    case corrupt(String)
  }
  private enum State {
    case block
    case stored(Int)
    case codes, finished
  }

  private var state = State.block
  private var isLast = false
  private var bits: UInt64 = 0
  private var bitCount = 0
  private var literals = HuffmanTable(primaryBits: 11)
  private var distances = HuffmanTable(primaryBits: 8)
  /// Position in the output block where this member began: nothing before it can be referred to. Slides
  /// below zero with the block.
  var floor = 0

  mutating func begin() {
    state = .block
    isLast = false
    bits = 0
    bitCount = 0
  }

  /// Makes at least `count` (at most 32) bits available; false if the input ends before.
  private mutating func need(_ count: Int, _ input: StoredInput) -> Bool {
    while bitCount < count {
      guard let byte = input.byte() else { return false }
      bits |= UInt64(byte) << UInt64(bitCount)
      bitCount += 8
    }
    return true
  }

  private mutating func take(_ count: Int) -> Int {
    let value = Int(bits & ((1 << UInt64(count)) - 1))
    bits >>= UInt64(count)
    bitCount -= count
    return value
  }

  mutating func run(
    _ input: StoredInput, output: UnsafeMutablePointer<UInt8>, produced: inout Int, room: Int
  ) -> Outcome {
    while true {
      switch state {
      case .block:
        if isLast {
          state = .finished
          continue
        }
        guard need(3, input) else { return .truncated }
        isLast = take(1) == 1
        switch take(2) {
        case 0:
          _ = take(bitCount & 7)
          guard need(32, input) else { return .truncated }
          let length = take(16)
          if length != take(16) ^ 0xffff { return .corrupt("stored block length") }
          state = .stored(length)
        case 1:
          fixedCodes()
          state = .codes
        case 2:
          switch dynamicCodes(input) {
          case .end: state = .codes
          case let other: return other
          }
        default: return .corrupt("block type")
        }
      case .stored(var left):
        while left > 0 {
          if produced == room {
            state = .stored(left)
            return .full
          }
          // Whole bytes that wait in the bit buffer come first.
          if bitCount >= 8 {
            // SAFETY: `produced` is below `room`.
            unsafe output[produced] = UInt8(take(8))
            produced += 1
            left -= 1
            continue
          }
          guard input.available > 0 || input.fill() else { return .truncated }
          let count = min(left, input.available, room - produced)
          // SAFETY: `count` bytes are available in the input and free in the output.
          unsafe memcpy(output + produced, input.base + input.start, count)
          input.consume(count)
          produced += count
          left -= count
        }
        state = .block
      case .codes:
        switch unsafe codes(input, output: output, produced: &produced, room: room) {
        case .end: state = .block
        case let other: return other
        }
      case .finished:
        // Bytes read ahead go back; `need` never takes more than it is asked for, `codes` gives back itself.
        return .end
      }
    }
  }

  private mutating func fixedCodes() {
    var lengths = [UInt8](repeating: 8, count: 288)
    for symbol in 144..<256 { lengths[symbol] = 9 }
    for symbol in 256..<280 { lengths[symbol] = 7 }
    _ = literals.build(lengths[...], .literal)
    _ = distances.build([UInt8](repeating: 5, count: 32)[...], .distance)
  }

  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private mutating func dynamicCodes(_ input: StoredInput) -> Outcome {
    guard need(14, input) else { return .truncated }
    let literalCount = take(5) + 257
    let distanceCount = take(5) + 1
    let lengthCount = take(4) + 4
    if literalCount > 286 || distanceCount > 30 { return .corrupt("code counts") }
    var small = [UInt8](repeating: 0, count: 19)
    for index in 0..<lengthCount {
      guard need(3, input) else { return .truncated }
      small[Inflate.lengthOrder[index]] = UInt8(take(3))
    }
    var code = HuffmanTable(primaryBits: 7)
    guard code.build(small[...], .plain) else { return .corrupt("code lengths") }
    var lengths = [UInt8](repeating: 0, count: literalCount + distanceCount)
    var index = 0
    while index < lengths.count {
      var entry = code.entries[Int(bits & 127)]
      while HuffmanTable.isInvalid(entry) || HuffmanTable.length(entry) > bitCount {
        if HuffmanTable.isInvalid(entry), bitCount >= 7 { return .corrupt("code lengths") }
        guard need(bitCount + 1, input) else { return .truncated }
        entry = code.entries[Int(bits & 127)]
      }
      _ = take(HuffmanTable.length(entry))
      let symbol = HuffmanTable.value(entry)
      if symbol < 16 {
        lengths[index] = UInt8(symbol)
        index += 1
        continue
      }
      let extra = symbol == 16 ? 2 : symbol == 17 ? 3 : 7
      guard need(extra, input) else { return .truncated }
      let count = take(extra) + (symbol == 18 ? 11 : 3)
      if symbol == 16, index == 0 { return .corrupt("code lengths") }
      if index + count > lengths.count { return .corrupt("code lengths") }
      let value = symbol == 16 ? lengths[index - 1] : 0
      for place in index..<index + count { lengths[place] = value }
      index += count
    }
    if lengths[256] == 0 { return .corrupt("no end of block") }
    guard literals.build(lengths[..<literalCount], .literal) else { return .corrupt("literal codes") }
    guard distances.build(lengths[literalCount...], .distance) else { return .corrupt("distance codes") }
    return .end
  }

  /// Symbols until the end of the block (`.end`), until fewer than 258 + 8 bytes are free, or until the input ends.
  private mutating func codes(
    _ input: StoredInput, output: UnsafeMutablePointer<UInt8>, produced: inout Int, room: Int
  ) -> Outcome {
    // SAFETY (of this function): table indices are masked to the tables' sizes, which `build` has filled in
    // full; at least 266 bytes are free before each symbol; distances are compared with `produced - floor`.
    unsafe literals.entries.withUnsafeBufferPointer { literalTable in
      unsafe distances.entries.withUnsafeBufferPointer { distanceTable in
        var at = produced
        var hold = bits
        var held = bitCount
        let low = floor
        let limit = room - 266
        defer {
          produced = at
          bits = hold
          bitCount = held
        }
        while true {
          if at > limit { return .full }
          // Refill to at least 48 bits: enough for a literal/length (15 + 5) and a distance (15 + 13).
          if held < 48 {
            if input.available < 8 { _ = input.ensure(8) }
            if input.available >= 8 {
              let word = unsafe UnsafeRawPointer(input.base + input.start)
                .loadUnaligned(as: UInt64.self)
              hold |= UInt64(littleEndian: word) << UInt64(held)
              let taken = (63 - held) >> 3
              input.start += taken
              held += taken * 8
              // Bits above `held` may be set: they are the next byte's and are written again the same.
            } else {
              while held <= 56, let byte = input.byte() {
                hold &= held == 0 ? 0 : ~0 >> UInt64(64 - held)
                hold |= UInt64(byte) << UInt64(held)
                held += 8
              }
            }
          }
          var entry = unsafe literalTable[Int(hold & 0x7ff)]
          if HuffmanTable.isLink(entry) {
            entry = unsafe literalTable[
              HuffmanTable.value(entry) + Int((hold >> 11) & HuffmanTable.linkMask(entry))]
          }
          let length = HuffmanTable.length(entry)
          if HuffmanTable.isLiteral(entry) {
            if length > held { return giveBack(input, &hold, &held, .truncated) }
            unsafe output[at] = UInt8(truncatingIfNeeded: HuffmanTable.value(entry))
            at &+= 1
            hold >>= UInt64(length)
            held &-= length
            continue
          }
          if HuffmanTable.isInvalid(entry) {
            return giveBack(input, &hold, &held, held >= 15 ? .corrupt("literal code") : .truncated)
          }
          if HuffmanTable.isEnd(entry) {
            if length > held { return giveBack(input, &hold, &held, .truncated) }
            hold >>= UInt64(length)
            held -= length
            return giveBack(input, &hold, &held, .end)
          }
          let extra = HuffmanTable.extra(entry)
          var needed = length + extra
          if needed > held { return giveBack(input, &hold, &held, .truncated) }
          let count =
            HuffmanTable.value(entry) + Int((hold >> UInt64(length)) & ((1 << UInt64(extra)) - 1))
          let rest = hold >> UInt64(needed)
          var step = unsafe distanceTable[Int(rest & 0xff)]
          if HuffmanTable.isLink(step) {
            step = unsafe distanceTable[
              HuffmanTable.value(step) + Int((rest >> 8) & HuffmanTable.linkMask(step))]
          }
          if HuffmanTable.isInvalid(step) {
            return giveBack(
              input, &hold, &held, held - needed >= 15 ? .corrupt("distance code") : .truncated)
          }
          let stepLength = HuffmanTable.length(step)
          let stepExtra = HuffmanTable.extra(step)
          let distance =
            HuffmanTable.value(step)
            + Int((rest >> UInt64(stepLength)) & ((1 << UInt64(stepExtra)) - 1))
          needed += stepLength + stepExtra
          if needed > held { return giveBack(input, &hold, &held, .truncated) }
          if distance > at - low || distance > at {
            return giveBack(input, &hold, &held, .corrupt("distance too far back"))
          }
          hold >>= UInt64(needed)
          held &-= needed
          unsafe copyMatch(output, at: at, distance: distance, count: count)
          at &+= count
        }
      }
    }
  }

  /// Gives whole bytes that were read ahead back to the input, so that its offset is exact.
  private func giveBack(
    _ input: StoredInput, _ hold: inout UInt64, _ held: inout Int, _ outcome: Outcome
  ) -> Outcome {
    let bytes = held >> 3
    input.start -= bytes
    held &= 7
    hold &= (1 << UInt64(held)) - 1
    return outcome
  }
}
