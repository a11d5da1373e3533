import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What zstd blocks of one frame share: Huffman and FSE tables, the last three offsets; and the decoding of one
/// compressed block (RFC 8878, section 3.1.1.3).
struct ZstdBlocks {
  struct Damage: Error { var text: String }

  private var huffman: ZstdHuffman?
  private var literalLengths: FSETable?
  private var offsets: FSETable?
  private var matchLengths: FSETable?
  private var repeated = (1, 4, 8)
  private var literals: [UInt8] = []
  /// The block, with zeros behind it so that eight bytes can be loaded anywhere in it.
  private var bytes: [UInt8] = []

  /// Decodes a block to `output[at...]`; on damage nothing of it is to be used.
  ///
  /// SAFETY: the caller has `most + 64` bytes free behind `at`; bytes `low..<at` are initialised.
  mutating func block(
    _ stored: UnsafeRawBufferPointer, output: UnsafeMutablePointer<UInt8>, at: Int, low: Int, window: Int,
    most: Int
  ) -> Result<Int, Damage> {
    bytes.removeAll(keepingCapacity: true)
    unsafe bytes.append(contentsOf: stored)
    let size = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 16))
    do throws(Damage) {
      let position = try readLiterals(size)
      return .success(
        try unsafe sequences(
          from: position, size: size, output: output, at: at, low: low, window: window, most: most))
    } catch {
      return .failure(error)
    }
  }

  // MARK: Literals

  /// Fills `literals`; returns where the sequences begin.
  private mutating func readLiterals(_ size: Int) throws(Damage) -> Int {
    let first = Int(bytes[0])
    let format = first >> 2 & 3
    literals.removeAll(keepingCapacity: true)
    if first & 3 < 2 {
      let header = [1, 2, 1, 3][format]
      guard header <= size else { throw Damage(text: "literals header") }
      let count =
        switch format {
        case 1: first >> 4 | Int(bytes[1]) << 4
        case 3: first >> 4 | Int(bytes[1]) << 4 | Int(bytes[2]) << 12
        default: first >> 3
        }
      guard count <= 128 << 10 else { throw Damage(text: "literals size") }
      if first & 3 == 1 {
        guard header < size else { throw Damage(text: "literals") }
        literals.append(contentsOf: repeatElement(bytes[header], count: count))
        return header + 1
      }
      guard count <= size - header else { throw Damage(text: "literals") }
      literals.append(contentsOf: bytes[header..<header + count])
      return header + count
    }
    let header = [3, 3, 4, 5][format]
    guard header <= size else { throw Damage(text: "literals header") }
    let packed = (0..<header).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) } >> 4
    let width = [10, 10, 14, 18][format]
    let count = packed & ((1 << width) - 1)
    let compressed = packed >> width & ((1 << width) - 1)
    guard count <= 128 << 10, compressed <= size - header else { throw Damage(text: "literals size") }
    var position = header
    let end = header + compressed
    if first & 3 == 2 {
      let (table, used) = try ZstdHuffman.read(bytes, position..<end)
      huffman = table
      position += used
    }
    guard let huffman else { throw Damage(text: "literals without a table") }
    literals.append(contentsOf: repeatElement(0, count: count))
    if format == 0 {
      try huffman.decode(bytes, position..<end, into: &literals, 0..<count)
      return end
    }
    guard end - position >= 6 else { throw Damage(text: "literals jump table") }
    let sizes = (0..<3).map { Int(bytes[position + 2 * $0]) | Int(bytes[position + 2 * $0 + 1]) << 8 }
    position += 6
    let part = (count + 3) / 4
    guard part * 3 <= count, sizes.reduce(0, +) <= end - position else {
      throw Damage(text: "literals jump table")
    }
    for index in 0..<4 {
      let stop = index < 3 ? position + sizes[index] : end
      let target = index * part..<(index < 3 ? (index + 1) * part : count)
      try huffman.decode(bytes, position..<stop, into: &literals, target)
      position = stop
    }
    return end
  }

  // MARK: Sequences

  private static let lengthBase: [Int] =
    Array(0..<16) + [
      16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536,
    ]
  private static let lengthBits: [Int] =
    [Int](repeating: 0, count: 16) + [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
  private static let matchBase: [Int] =
    Array(3..<35) + [
      35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
    ]
  private static let matchBits: [Int] =
    [Int](repeating: 0, count: 32) + [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]

  private static let literalDefault = FSETable(
    [
      4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1,
      -1, -1,
    ], accuracy: 6)
  private static let matchDefault = FSETable(
    [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, 1, 1,
      1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ], accuracy: 6)
  private static let offsetDefault = FSETable(
    [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], accuracy: 5)

  private func table(
    _ mode: Int, _ position: inout Int, _ size: Int, standard: FSETable, last: FSETable?, mostSymbol: Int,
    mostAccuracy: Int
  ) throws(Damage) -> FSETable {
    switch mode {
    case 0: return standard
    case 1:
      guard position < size, Int(bytes[position]) <= mostSymbol else { throw Damage(text: "sequence table") }
      position += 1
      return FSETable(single: bytes[position - 1])
    case 2:
      let (table, used) = try FSETable.read(
        bytes, position..<size, mostSymbol: mostSymbol, mostAccuracy: mostAccuracy)
      position += used
      return table
    default:
      guard let last else { throw Damage(text: "no sequence table to repeat") }
      return last
    }
  }

  private mutating func sequences(
    from start: Int, size: Int, output: UnsafeMutablePointer<UInt8>, at: Int, low: Int, window: Int, most: Int
  ) throws(Damage) -> Int {
    var position = start
    guard position < size else { throw Damage(text: "sequences header") }
    var count = Int(bytes[position])
    position += 1
    if count >= 128 {
      let more = count == 255 ? 2 : 1
      guard position + more <= size else { throw Damage(text: "sequences header") }
      count =
        count == 255
        ? Int(bytes[position]) + Int(bytes[position + 1]) << 8 + 0x7f00
        : (count - 128) << 8 + Int(bytes[position])
      position += more
    }
    if count > 0 {
      guard position < size else { throw Damage(text: "sequences header") }
      let modes = Int(bytes[position])
      position += 1
      if modes & 3 != 0 { throw Damage(text: "sequence modes") }
      literalLengths = try table(
        modes >> 6, &position, size, standard: ZstdBlocks.literalDefault, last: literalLengths,
        mostSymbol: 35,
        mostAccuracy: 9)
      offsets = try table(
        modes >> 4 & 3, &position, size, standard: ZstdBlocks.offsetDefault, last: offsets, mostSymbol: 31,
        mostAccuracy: 8)
      matchLengths = try table(
        modes >> 2 & 3, &position, size, standard: ZstdBlocks.matchDefault, last: matchLengths,
        mostSymbol: 52,
        mostAccuracy: 9)
    } else if position != size {
      throw Damage(text: "bytes behind the literals")
    }
    guard let literalLengths, let offsets, let matchLengths else {
      // No sequences at all so far: literals only.
      return try unsafe finish(output, at: at, to: at, literalsFrom: 0, limit: at + most)
    }
    if count == 0 { return try unsafe finish(output, at: at, to: at, literalsFrom: 0, limit: at + most) }
    var latest = repeated
    let outcome = unsafe ZstdBlocks.run(
      bytes.span, position, size, count: count, literals: literals.span, literalLengths, offsets,
      matchLengths,
      &latest, output: output, at: at, low: low, window: window, limit: at + most)
    guard outcome.isRight else { throw Damage(text: "sequences") }
    repeated = latest
    return try unsafe finish(
      output, at: at, to: outcome.to, literalsFrom: outcome.literalsFrom, limit: at + most)
  }

  /// The literals behind the last sequence.
  private func finish(
    _ output: UnsafeMutablePointer<UInt8>, at: Int, to: Int, literalsFrom: Int, limit: Int
  ) throws(Damage) -> Int {
    let count = literals.count - literalsFrom
    guard count <= limit - to else { throw Damage(text: "block too long") }
    // SAFETY: `count` bytes lie in both.
    unsafe literals.withUnsafeBytes { from in
      if count > 0 {
        unsafe memcpy(output + to, from.baseAddress.unsafelyUnwrapped + literalsFrom, count)
      }
    }
    return to + count - at
  }

  /// Executes `count` sequences. Static, on spans and local state: nothing is loaded twice.
  private static func run(
    _ bytes: Span<UInt8>, _ start: Int, _ size: Int, count: Int, literals: Span<UInt8>,
    _ literalLengths: FSETable, _ offsets: FSETable, _ matchLengths: FSETable,
    _ repeated: inout (Int, Int, Int),
    output: UnsafeMutablePointer<UInt8>, at: Int, low: Int, window: Int, limit: Int
  ) -> (to: Int, literalsFrom: Int, isRight: Bool) {
    let wrong = (to: at, literalsFrom: 0, isRight: false)
    guard var reader = BackwardBits(bytes, start..<size) else { return wrong }
    let literalTable = literalLengths.entries.span
    let offsetTable = offsets.entries.span
    let matchTable = matchLengths.entries.span
    let lengthBases = lengthBase.span
    let lengthExtras = lengthBits.span
    let matchBases = matchBase.span
    let matchExtras = matchBits.span
    var literalState = reader.take(bytes, literalLengths.accuracy)
    var offsetState = reader.take(bytes, offsets.accuracy)
    var matchState = reader.take(bytes, matchLengths.accuracy)
    var (first, second, third) = repeated
    var to = at
    var from = 0
    for index in 0..<count {
      let literalEntry = literalTable[literalState]
      let offsetEntry = offsetTable[offsetState]
      let matchEntry = matchTable[matchState]
      let code = Int(offsetEntry & 0xff)
      let value = 1 << code + reader.take(bytes, code)
      let matchCode = Int(matchEntry & 0xff)
      let length = matchBases[matchCode] + reader.take(bytes, matchExtras[matchCode])
      let literalCode = Int(literalEntry & 0xff)
      let plain = lengthBases[literalCode] + reader.take(bytes, lengthExtras[literalCode])
      let distance: Int
      if value > 3 {
        distance = value - 3
        third = second
        second = first
        first = distance
      } else {
        switch value - (plain == 0 ? 0 : 1) {
        case 0: distance = first
        case 1:
          distance = second
          second = first
          first = distance
        case 2:
          distance = third
          third = second
          second = first
          first = distance
        default:
          distance = first - 1
          third = second
          second = first
          first = distance
        }
      }
      if index + 1 < count {
        literalState = Int(literalEntry >> 16) + reader.take(bytes, Int(literalEntry >> 8 & 0xff))
        matchState = Int(matchEntry >> 16) + reader.take(bytes, Int(matchEntry >> 8 & 0xff))
        offsetState = Int(offsetEntry >> 16) + reader.take(bytes, Int(offsetEntry >> 8 & 0xff))
      }
      guard reader.left >= 0, plain <= literals.count - from, plain + length <= limit - to else {
        return wrong
      }
      if plain > 0 {
        // SAFETY: `plain` bytes lie in both blocks, as just checked.
        unsafe literals.withUnsafeBufferPointer {
          _ = unsafe memcpy(output + to, $0.baseAddress.unsafelyUnwrapped + from, plain)
        }
        from += plain
        to += plain
      }
      guard distance > 0, distance <= to - low, distance <= max(window, to - at) else { return wrong }
      unsafe copyMatch(output, at: to, distance: distance, count: length)
      to += length
    }
    repeated = (first, second, third)
    return (to, from, reader.left == 0)
  }
}

/// Bits of a zstd bit stream, which is read from its end to its beginning.
struct BackwardBits {
  /// First bit of the stream in the array.
  private let base: Int
  /// Bits not yet read; below zero when more was taken than there is (those bits are zeros).
  private(set) var left: Int

  /// Nil if the stream is empty or its last byte has no end mark. Eight bytes must stand behind it in the array.
  init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty, range.upperBound + 8 <= bytes.count, bytes[range.upperBound - 1] != 0 else {
      return nil
    }
    base = range.lowerBound
    left = range.count * 8 - 1 - bytes[range.upperBound - 1].leadingZeroBitCount
  }

  /// Takes `count` bits (0...32).
  @inline(__always)
  mutating func take(_ bytes: Span<UInt8>, _ count: Int) -> Int {
    let value = peek(bytes, count)
    left &-= count
    return value
  }

  @inline(__always)
  func peek(_ bytes: Span<UInt8>, _ count: Int) -> Int {
    let place = left &- count
    if place < 0 {
      return left <= 0 ? 0 : peekShort(bytes, count)
    }
    // SAFETY: `place` is below the stream's size in bits, and eight bytes stand behind it.
    let word = unsafe bytes.withUnsafeBufferPointer {
      unsafe UnsafeRawPointer($0.baseAddress.unsafelyUnwrapped + (base &+ place >> 3)).loadUnaligned(
        as: UInt64.self)
    }
    return Int(truncatingIfNeeded: (word >> UInt64(place & 7)) & ((1 << UInt64(count)) &- 1))
  }

  /// The last `left` bits, with zeros where the stream has no more.
  private func peekShort(_ bytes: Span<UInt8>, _ count: Int) -> Int {
    var value = 0
    for index in 0..<left {
      let bit = Int(bytes[base + index >> 3] >> UInt8(index & 7)) & 1
      value |= bit << index
    }
    return value << (count - left)
  }
}

/// A finite state entropy table. An entry: bits 0...7 symbol, 8...15 bits to read, 16...31 what they are added to.
struct FSETable {
  var accuracy: Int
  var entries: [UInt32]

  init(single symbol: UInt8) {
    accuracy = 0
    entries = [UInt32(symbol)]
  }

  /// - Parameter probabilities: by symbol; -1 for "less than one". They add up to `1 << accuracy`.
  init(_ probabilities: [Int], accuracy: Int) {
    self.accuracy = accuracy
    let size = 1 << accuracy
    entries = [UInt32](repeating: 0, count: size)
    var high = size
    var next = probabilities.map { max($0, 1) }
    for (symbol, probability) in probabilities.enumerated() where probability == -1 {
      high -= 1
      entries[high] = UInt32(symbol)
    }
    let step = size >> 1 + size >> 3 + 3
    var place = 0
    for (symbol, probability) in probabilities.enumerated() where probability > 0 {
      for _ in 0..<probability {
        entries[place] = UInt32(symbol)
        repeat { place = (place + step) & (size - 1) } while place >= high
      }
    }
    for index in 0..<size {
      let symbol = Int(entries[index])
      let state = next[symbol]
      next[symbol] += 1
      let bits = accuracy - (Int.bitWidth - 1 - state.leadingZeroBitCount)
      entries[index] = UInt32(symbol) | UInt32(bits) << 8 | UInt32(state << bits - size) << 16
    }
  }

  /// Reads a table's description; returns it and how many bytes it took.
  static func read(
    _ bytes: [UInt8], _ range: Range<Int>, mostSymbol: Int, mostAccuracy: Int
  ) throws(ZstdBlocks.Damage) -> (FSETable, Int) {
    var at = 0
    let bitsThere = range.count * 8
    func peek(_ count: Int) -> Int {
      var value = 0
      for index in 0..<count where at + index < bitsThere {
        let place = at + index
        value |= (Int(bytes[range.lowerBound + place >> 3]) >> (place & 7) & 1) << index
      }
      return value
    }
    let accuracy = peek(4) + 5
    at += 4
    guard accuracy <= mostAccuracy else { throw ZstdBlocks.Damage(text: "table accuracy") }
    var remaining = 1 << accuracy
    var probabilities: [Int] = []
    while remaining > 0 {
      guard probabilities.count <= mostSymbol, at < bitsThere else { throw ZstdBlocks.Damage(text: "table") }
      // A value of 0...remaining + 1 in as few bits as it takes.
      let width = Int.bitWidth - (remaining + 1).leadingZeroBitCount
      let threshold = 1 << width - 1 - (remaining + 1)
      var value = peek(width)
      let short = value & (1 << (width - 1) - 1)
      if short < threshold {
        value = short
        at += width - 1
      } else {
        if value >= 1 << (width - 1) { value -= threshold }
        at += width
      }
      let probability = value - 1
      remaining -= abs(probability)
      guard remaining >= 0 else { throw ZstdBlocks.Damage(text: "table") }
      probabilities.append(probability)
      if probability == 0 {
        var more = 3
        while more == 3 {
          more = peek(2)
          at += 2
          guard at <= bitsThere, probabilities.count + more <= mostSymbol + 1 else {
            throw ZstdBlocks.Damage(text: "table")
          }
          probabilities.append(contentsOf: repeatElement(0, count: more))
        }
      }
    }
    guard at <= bitsThere else { throw ZstdBlocks.Damage(text: "table") }
    return (FSETable(probabilities, accuracy: accuracy), (at + 7) / 8)
  }
}

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

extension BackwardBits {
  @inline(__always)
  mutating func skip(_ count: Int) { left &-= count }
}
