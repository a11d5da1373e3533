/// The Huffman code of zstd literals. An entry: bits 0...7 length, 8...15 symbol.
struct ZstdHuffman {
  private var maxBits: Int
  private var entries: [UInt16]

  /// Reads the code's description; returns it and how many bytes it took.
  static func read(_ bytes: [UInt8], _ range: Range<Int>) throws(ZstdBlocks.Damage) -> (ZstdHuffman, Int) {
    guard let header = range.first.map({ Int(bytes[$0]) }) else {
      throw ZstdBlocks.Damage(text: "literals table")
    }
    var weights: [Int] = []
    let used: Int
    if header >= 128 {
      let count = header - 127
      used = 1 + (count + 1) / 2
      guard used <= range.count else { throw ZstdBlocks.Damage(text: "literals table") }
      for index in 0..<count {
        let byte = Int(bytes[range.lowerBound + 1 + index / 2])
        weights.append(index & 1 == 0 ? byte >> 4 : byte & 15)
      }
    } else {
      used = 1 + header
      guard used <= range.count else { throw ZstdBlocks.Damage(text: "literals table") }
      weights = try unpackWeights(bytes, range.lowerBound + 1..<range.lowerBound + used)
    }
    return (try ZstdHuffman(weights), used)
  }

  private static func unpackWeights(_ bytes: [UInt8], _ range: Range<Int>) throws(ZstdBlocks.Damage) -> [Int]
  {
    let (table, used) = try FSETable.read(bytes, range, mostSymbol: 255, mostAccuracy: 6)
    let view = bytes.span
    guard var reader = BackwardBits(view, range.lowerBound + used..<range.upperBound) else {
      throw ZstdBlocks.Damage(text: "literals table")
    }
    var states = [reader.take(view, table.accuracy), reader.take(view, table.accuracy)]
    var weights: [Int] = []
    var turn = 0
    // Two states in turn, until one has no bits left; the other then has one last symbol.
    while weights.count < 255 {
      let entry = table.entries[states[turn]]
      weights.append(Int(entry & 0xff))
      states[turn] = Int(entry >> 16) + reader.take(view, Int(entry >> 8 & 0xff))
      turn ^= 1
      if reader.left < 0 {
        weights.append(Int(table.entries[states[turn]] & 0xff))
        return weights
      }
    }
    throw ZstdBlocks.Damage(text: "literals table")
  }

  /// The last weight is not stored: it makes the sum a power of two.
  private init(_ stored: [Int]) throws(ZstdBlocks.Damage) {
    var weights = stored
    guard weights.allSatisfy({ $0 <= 12 }), weights.count <= 255 else {
      throw ZstdBlocks.Damage(text: "literals table")
    }
    let sum = weights.reduce(0) { $0 + ($1 == 0 ? 0 : 1 << ($1 - 1)) }
    guard sum > 0 else { throw ZstdBlocks.Damage(text: "literals table") }
    maxBits = Int.bitWidth - sum.leadingZeroBitCount
    let rest = 1 << maxBits - sum
    guard maxBits <= 11, rest & (rest - 1) == 0 else { throw ZstdBlocks.Damage(text: "literals table") }
    weights.append(rest.trailingZeroBitCount + 1)
    entries = []
    entries.reserveCapacity(1 << maxBits)
    for weight in 1...maxBits + 1 {
      for (symbol, own) in weights.enumerated() where own == weight {
        let length = maxBits + 1 - weight
        entries.append(
          contentsOf: repeatElement(UInt16(symbol) << 8 | UInt16(length), count: 1 << (weight - 1)))
      }
    }
    guard entries.count == 1 << maxBits else { throw ZstdBlocks.Damage(text: "literals table") }
  }

  func decode(
    _ bytes: [UInt8], _ range: Range<Int>, into literals: inout [UInt8], _ target: Range<Int>
  ) throws(ZstdBlocks.Damage) {
    let view = bytes.span
    guard var reader = BackwardBits(view, range) else { throw ZstdBlocks.Damage(text: "literals stream") }
    let table = entries.span
    let bits = maxBits
    var out = literals.mutableSpan
    for index in target {
      let entry = table[reader.peek(view, bits)]
      reader.skip(Int(entry & 0xff))
      out[index] = UInt8(truncatingIfNeeded: entry >> 8)
    }
    guard reader.left == 0 else { throw ZstdBlocks.Damage(text: "literals stream") }
  }
}
