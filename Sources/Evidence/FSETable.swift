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
