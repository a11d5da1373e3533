import Model

/// bzip2, streams one after the other. A block is given when its checksum has been found right, so that a
/// damaged one never passes for evidence; a file cut inside a block cannot give any of it (the transform needs
/// the whole block).
///
/// Its own decoder, not libarchive's filter, which loses decoded bytes of damaged files and ignores what stands behind
/// the end. Memory: 3.6 MB, and the block as decoded (hostile: up to 46 MB).
final class Bzip2Decoder: WindowedDecoder {
  private var bits: UInt64 = 0
  private var bitCount = 0
  private var isInStream = false
  private var blockBytes = 0
  private var combined: UInt32 = 0
  private var next: [UInt32] = []
  private var staged: [UInt8] = []
  private var given = 0
  private var wrong: StreamFault?

  private enum Stop: Error {
    case truncated
    case corrupt(String)
  }

  override func decode() {
    makeRoom(256 << 10, history: 0)
    if given < staged.count {
      let count = min(room - produced, staged.count - given)
      // SAFETY: `count` bytes lie in both blocks.
      unsafe staged.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawPointer(output + produced).copyMemory(
          from: bytes.baseAddress.unsafelyUnwrapped + given, byteCount: count)
      }
      given += count
      produced += count
      return
    }
    staged.removeAll(keepingCapacity: true)
    given = 0
    do throws(Stop) {
      if !isInStream { try header() } else { try block() }
    } catch {
      switch error {
      case .truncated: failTruncated("bzip2 data")
      case .corrupt(let why): failCorrupt("bzip2 data", why)
      }
    }
  }

  private func take(_ count: Int) throws(Stop) -> UInt32 {
    if bitCount < count {
      while bitCount <= 48 {
        guard let byte = input.byte() else { break }
        bits |= UInt64(byte) << UInt64(56 - bitCount)
        bitCount += 8
      }
      if bitCount < count { throw .truncated }
    }
    if count == 0 { return 0 }
    let value = UInt32(truncatingIfNeeded: bits >> UInt64(64 - count))
    bits <<= UInt64(count)
    bitCount -= count
    return value
  }

  /// Gives whole bytes that were read ahead back.
  private func giveBack() {
    input.start -= bitCount >> 3
    bits = 0
    bitCount = 0
  }

  private func header() throws(Stop) {
    guard try take(24) == 0x425a68 else { throw .corrupt("stream header") }
    let level = try take(8)
    guard (0x31...0x39) ~= level else { throw .corrupt("stream header") }
    blockBytes = Int(level - 0x30) * 100_000
    combined = 0
    isInStream = true
  }

  private func block() throws(Stop) {
    let high = try take(24)
    let low = try take(24)
    if high == 0x177245, low == 0x385090 {
      let said = try take(32)
      giveBack()
      isInStream = false
      if said != combined, wrong == nil {
        wrong = StreamFault(
          kind: .corrupt, offset: input.offset,
          detail: "bzip2 checksum is wrong after \(decoded) decoded bytes (all of them were read)")
      }
      let more = continues("bzip2") { input in
        input.head(4).starts(with: [0x42, 0x5a, 0x68]) && input.ensure(4) && (0x31...0x39) ~= input.peek(3)
      }
      if !more, let wrong { fault = wrong }
      return
    }
    guard high == 0x314159, low == 0x265359 else { throw .corrupt("block header") }
    let checksum = try take(32)
    if try take(1) == 1 { throw .corrupt("a randomised block, which only versions before 0.9.5 wrote") }
    let origin = Int(try take(24))
    let counts = try symbols()
    try untransform(origin: origin, counts: counts)
    if Bzip2Decoder.checksum(staged.span) != checksum {
      staged.removeAll()
      throw .corrupt("block checksum")
    }
    combined = (combined << 1 | combined >> 31) ^ checksum
  }

  /// Huffman codes and move-to-front: fills `next` with the block's bytes, returns how often each occurs.
  private func symbols() throws(Stop) -> [Int] {
    var front: [UInt8] = []
    let groups = try take(16)
    for group in 0..<16 where groups & (0x8000 >> UInt32(group)) != 0 {
      let members = try take(16)
      for member in 0..<16 where members & (0x8000 >> UInt32(member)) != 0 {
        front.append(UInt8(group * 16 + member))
      }
    }
    if front.isEmpty { throw .corrupt("no symbols") }
    let alphabet = front.count + 2
    let tableCount = Int(try take(3))
    let selectorCount = Int(try take(15))
    guard (2...6) ~= tableCount, selectorCount > 0 else { throw .corrupt("table counts") }
    var order = Array(0..<tableCount)
    var selectors: [Int] = []
    selectors.reserveCapacity(selectorCount)
    for _ in 0..<selectorCount {
      var place = 0
      while try take(1) == 1 {
        place += 1
        if place >= tableCount { throw .corrupt("selector") }
      }
      let table = order.remove(at: place)
      order.insert(table, at: 0)
      selectors.append(table)
    }
    var codes = Bzip2Codes()
    for _ in 0..<tableCount {
      var length = Int(try take(5))
      var lengths: [UInt8] = []
      for _ in 0..<alphabet {
        while true {
          guard (1...20) ~= length else { throw .corrupt("code length") }
          if try take(1) == 0 { break }
          length += try take(1) == 0 ? 1 : -1
        }
        lengths.append(UInt8(length))
      }
      codes.add(lengths)
    }
    if next.count < blockBytes { next = [UInt32](repeating: 0, count: blockBytes) }
    // Taken out of the object for the loop: a property would be checked for exclusive access at each byte.
    var bytes: [UInt32] = []
    swap(&bytes, &next)
    defer { swap(&bytes, &next) }
    return try fill(&bytes, codes, selectors, front)
  }

  /// Decodes symbols until the end of the block; returns how often each byte occurs, and their sum.
  private func fill(
    _ bytes: inout [UInt32], _ codes: Bzip2Codes, _ selectors: [Int], _ used: [UInt8]
  ) throws(Stop) -> [Int] {
    var front = used
    let fast = codes.fast.span
    let most = blockBytes
    let end = used.count + 1
    var counts = [Int](repeating: 0, count: 257)
    var total = 0
    var group = 0
    var left = 0
    var table = 0
    var run = 0
    var weight = 1
    var hold = bits
    var held = bitCount
    defer {
      bits = hold
      bitCount = held
    }
    while true {
      if left == 0 {
        guard group < selectors.count else { throw .corrupt("too few selectors") }
        table = selectors[group]
        group += 1
        left = 50
      }
      left -= 1
      if held < 20 { refill(&hold, &held) }
      let entry = fast[table << 10 | Int(hold >> 54)]
      var length = Int(entry & 31)
      let symbol: Int
      if length > 0 {
        symbol = Int(entry >> 5)
      } else {
        (symbol, length) = codes.long(table, hold)
        if length == 0 { throw held < 20 ? .truncated : .corrupt("code") }
      }
      guard length <= held else { throw .truncated }
      hold <<= UInt64(length)
      held -= length
      if symbol <= 1 {
        // Runs of the front byte in bijective base 2.
        if weight > 1 << 21 { throw .corrupt("run too long") }
        run += weight << symbol
        weight <<= 1
        continue
      }
      if run > 0 {
        guard run <= most - total else { throw .corrupt("block too long") }
        let byte = front[0]
        counts[Int(byte)] += run
        for index in total..<total + run { bytes[index] = UInt32(byte) }
        total += run
        run = 0
        weight = 1
      }
      if symbol == end { break }
      guard total < most else { throw .corrupt("block too long") }
      var index = symbol - 1
      let byte = front[index]
      while index > 0 {
        front[index] = front[index - 1]
        index -= 1
      }
      front[0] = byte
      counts[Int(byte)] += 1
      bytes[total] = UInt32(byte)
      total += 1
    }
    counts[256] = total
    return counts
  }

  @inline(__always)
  private func refill(_ hold: inout UInt64, _ held: inout Int) {
    while held <= 48, let byte = input.byte() {
      hold |= UInt64(byte) << UInt64(56 - held)
      held += 8
    }
  }

  /// Undoes the Burrows-Wheeler transform and the run lengths in front of it, into `staged`.
  private func untransform(origin: Int, counts: [Int]) throws(Stop) {
    let total = counts[256]
    guard origin < total else { throw .corrupt("origin") }
    var starts = [Int](repeating: 0, count: 256)
    var sum = 0
    for byte in 0..<256 {
      starts[byte] = sum
      sum += counts[byte]
    }
    var links: [UInt32] = []
    var out: [UInt8] = []
    swap(&links, &next)
    swap(&out, &staged)
    defer {
      swap(&links, &next)
      swap(&out, &staged)
    }
    for index in 0..<total {
      let byte = Int(links[index] & 0xff)
      links[starts[byte]] |= UInt32(index) << 8
      starts[byte] += 1
    }
    out.reserveCapacity(total)
    var place = Int(links[origin] >> 8)
    var last = -1
    var same = 0
    for _ in 0..<total {
      let entry = links[place]
      place = Int(entry >> 8)
      let byte = UInt8(truncatingIfNeeded: entry)
      if same == 4 {
        // After four equal bytes comes a count of more.
        out.append(contentsOf: repeatElement(UInt8(last), count: Int(byte)))
        same = 0
        last = -1
        continue
      }
      same = Int(byte) == last ? same + 1 : 1
      last = Int(byte)
      out.append(byte)
    }
  }

  /// CRC-32 with the polynomial 0x04c11db7, high bit first.
  private static let crcTable: [UInt32] = (0..<256).map { index in
    var value = UInt32(index) << 24
    for _ in 0..<8 { value = value & 0x8000_0000 != 0 ? value << 1 ^ 0x04c1_1db7 : value << 1 }
    return value
  }

  private static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
    let table = crcTable.span
    var crc: UInt32 = ~0
    for index in 0..<bytes.count { crc = crc << 8 ^ table[Int(crc >> 24 ^ UInt32(bytes[index]))] }
    return ~crc
  }
}

/// The canonical codes of a block, high bit first, up to 20 bits, in flat tables one behind the other: by the next ten
/// bits, and limits for codes that are longer.
struct Bzip2Codes {
  /// At `table << 10 | bits`: symbol << 5 | length; 0 where the code is longer.
  private(set) var fast: [UInt16] = []
  /// At `table * 21 + length`: the last code of that length, and what to subtract for the index into `symbols`.
  private var limit: [Int] = []
  private var base: [Int] = []
  private var symbols: [[UInt16]] = []

  mutating func add(_ lengths: [UInt8]) {
    let start = fast.count
    fast.append(contentsOf: repeatElement(0, count: 1024))
    var own: [UInt16] = []
    var code = 0
    limit.append(-1)
    base.append(0)
    for length in 1...20 {
      base.append(code - own.count)
      for (symbol, bits) in lengths.enumerated() where Int(bits) == length {
        if length <= 10 {
          // An over-subscribed code runs over the table's end: the rest is left out, its symbols do not occur.
          var index = code << (10 - length)
          let end = min(1024, index + 1 << (10 - length))
          while index < end {
            fast[start + index] = UInt16(symbol) << 5 | UInt16(length)
            index += 1
          }
        }
        own.append(UInt16(symbol))
        code += 1
      }
      limit.append(code - 1)
      code <<= 1
    }
    symbols.append(own)
  }

  /// A code of more than ten bits at the top of `hold`, and its length; length 0 if there is none.
  func long(_ table: Int, _ hold: UInt64) -> (Int, Int) {
    for length in 11...20 {
      let value = Int(hold >> UInt64(64 - length))
      let place = table * 21 + length
      if value <= limit[place] {
        let index = value - base[place]
        return symbols[table].indices.contains(index) ? (Int(symbols[table][index]), length) : (0, 0)
      }
    }
    return (0, 0)
  }
}
