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
