/// Huffman codes as a table looked up with the next bits, low bit first.
///
/// An entry: bits 0...3 length of the code, 4 literal, 5 end of block, 6 link to a second table, 7 invalid,
/// 8...12 extra bits (of a link: index bits of the second table), 16...31 value.
struct HuffmanTable {
  enum Alphabet { case plain, literal, distance }
  private let primaryBits: Int
  var entries: [UInt32]

  init(primaryBits: Int) {
    self.primaryBits = primaryBits
    entries = [UInt32](repeating: 0x80, count: 1 << primaryBits)
  }

  @inline(__always) static func length(_ entry: UInt32) -> Int { Int(entry & 15) }
  @inline(__always) static func isLiteral(_ entry: UInt32) -> Bool { entry & 0x10 != 0 }
  @inline(__always) static func isEnd(_ entry: UInt32) -> Bool { entry & 0x20 != 0 }
  @inline(__always) static func isLink(_ entry: UInt32) -> Bool { entry & 0x40 != 0 }
  @inline(__always) static func isInvalid(_ entry: UInt32) -> Bool { entry & 0x80 != 0 }
  @inline(__always) static func extra(_ entry: UInt32) -> Int { Int(entry >> 8 & 31) }
  @inline(__always) static func value(_ entry: UInt32) -> Int { Int(entry >> 16) }
  @inline(__always) static func linkMask(_ entry: UInt32) -> UInt64 { (1 << UInt64(extra(entry))) - 1 }

  private static let lengthBase: [UInt32] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227,
    258,
  ]
  private static let lengthExtra: [UInt32] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]

  private static func entry(_ symbol: Int, _ alphabet: Alphabet) -> UInt32 {
    switch alphabet {
    case .plain: return UInt32(symbol) << 16
    case .literal:
      if symbol < 256 { return UInt32(symbol) << 16 | 0x10 }
      if symbol == 256 { return 0x20 }
      if symbol > 285 { return 0x80 }
      return lengthBase[symbol - 257] << 16 | lengthExtra[symbol - 257] << 8
    case .distance:
      if symbol > 29 { return 0x80 }
      if symbol < 4 { return UInt32(symbol + 1) << 16 }
      let extra = UInt32(symbol / 2 - 1)
      return ((2 + UInt32(symbol & 1)) << extra + 1) << 16 | extra << 8
    }
  }

  /// Fills the table from code lengths (0...15, 0: not used). False if they are no prefix code: too many, or too few
  /// (one single code of one bit is allowed, and for distances none at all).
  mutating func build(_ lengths: ArraySlice<UInt8>, _ alphabet: Alphabet) -> Bool {
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths { counts[Int(length)] += 1 }
    let used = lengths.count - counts[0]
    counts[0] = 0
    var left = 1
    for length in 1...15 {
      left = left << 1 - counts[length]
      if left < 0 { return false }
    }
    let size = 1 << primaryBits
    entries.removeAll(keepingCapacity: true)
    entries.append(contentsOf: repeatElement(0x80, count: size))
    if left > 0, !(used == 0 && alphabet == .distance), !(used == 1 && counts[1] == 1 && alphabet != .plain) {
      return false
    }
    var nextCode = [Int](repeating: 0, count: 16)
    var code = 0
    for length in 1...15 {
      code = (code + counts[length - 1]) << 1
      nextCode[length] = code
    }
    // Second tables: how many bits each needs is the longest code under its prefix.
    var deepest = [UInt8](repeating: 0, count: size)
    var reversed = [Int](repeating: 0, count: lengths.count)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let bits = Int(length)
      var value = nextCode[bits]
      nextCode[bits] += 1
      var mirrored = 0
      for _ in 0..<bits {
        mirrored = mirrored << 1 | (value & 1)
        value >>= 1
      }
      reversed[symbol] = mirrored
      if bits > primaryBits {
        let prefix = mirrored & (size - 1)
        deepest[prefix] = max(deepest[prefix], length)
      }
    }
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let bits = Int(length)
      let filled = HuffmanTable.entry(symbol, alphabet) | UInt32(bits)
      if bits <= primaryBits {
        var index = reversed[symbol]
        while index < size {
          entries[index] = filled
          index += 1 << bits
        }
        continue
      }
      let prefix = reversed[symbol] & (size - 1)
      let indexBits = Int(deepest[prefix]) - primaryBits
      if !HuffmanTable.isLink(entries[prefix]) {
        entries[prefix] = UInt32(entries.count) << 16 | UInt32(indexBits) << 8 | 0x40
        entries.append(contentsOf: repeatElement(0x80, count: 1 << indexBits))
      }
      let start = HuffmanTable.value(entries[prefix])
      var index = reversed[symbol] >> primaryBits
      while index < 1 << indexBits {
        entries[start + index] = filled
        index += 1 << (bits - primaryBits)
      }
    }
    return true
  }
}
