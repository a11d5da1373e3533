/// xxHash, 32 and 64 bits, seed 0: the checksums of lz4 and zstd frames.
struct XXHash32 {
  private static let primes: [UInt32] = [
    2_654_435_761, 2_246_822_519, 3_266_489_917, 668_265_263, 374_761_393,
  ]
  private var lanes: (UInt32, UInt32, UInt32, UInt32)
  private var tail: [UInt8] = []
  private var total: UInt64 = 0

  init() {
    let p = XXHash32.primes
    lanes = (p[0] &+ p[1], p[1], 0, 0 &- p[0])
    tail.reserveCapacity(16)
  }

  private static let prime1: UInt32 = 2_654_435_761
  private static let prime2: UInt32 = 2_246_822_519

  @inline(__always)
  private static func round(_ lane: UInt32, _ word: UInt32) -> UInt32 {
    let sum = lane &+ word &* prime2
    return (sum << 13 | sum >> 19) &* prime1
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    let count = bytes.count
    total &+= UInt64(count)
    if !tail.isEmpty {
      let wanted = min(16 - tail.count, count)
      // SAFETY: the first `wanted` bytes of the caller's block.
      unsafe tail.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<wanted]))
      start = wanted
      if tail.count < 16 { return }
      let block = tail
      tail.removeAll(keepingCapacity: true)
      // SAFETY: sixteen bytes of the array.
      unsafe block.withUnsafeBytes { unsafe stripe($0, at: 0) }
    }
    while start &+ 16 <= count {
      unsafe stripe(bytes, at: start)
      start &+= 16
    }
    // SAFETY: what is left of the caller's block.
    unsafe tail.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start...]))
  }

  @inline(__always)
  private mutating func stripe(_ bytes: UnsafeRawBufferPointer, at start: Int) {
    // SAFETY: callers have sixteen bytes from `start` on.
    lanes.0 = XXHash32.round(lanes.0, unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
    lanes.1 = XXHash32.round(lanes.1, unsafe bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self))
    lanes.2 = XXHash32.round(lanes.2, unsafe bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt32.self))
    lanes.3 = XXHash32.round(lanes.3, unsafe bytes.loadUnaligned(fromByteOffset: start + 12, as: UInt32.self))
  }

  var value: UInt32 {
    let p = XXHash32.primes
    func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x << n | x >> (32 - n) }
    var hash =
      total >= 16
      ? rotate(lanes.0, 1) &+ rotate(lanes.1, 7) &+ rotate(lanes.2, 12) &+ rotate(lanes.3, 18) : p[4]
    hash &+= UInt32(truncatingIfNeeded: total)
    var index = 0
    while index + 4 <= tail.count {
      let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(tail[index + $1]) << UInt32(8 * $1) }
      hash = rotate(hash &+ word &* p[2], 17) &* p[3]
      index += 4
    }
    while index < tail.count {
      hash = rotate(hash &+ UInt32(tail[index]) &* p[4], 11) &* p[0]
      index += 1
    }
    hash = (hash ^ hash >> 15) &* p[1]
    hash = (hash ^ hash >> 13) &* p[2]
    return hash ^ hash >> 16
  }
}

struct XXHash64 {
  private static let prime1: UInt64 = 11_400_714_785_074_694_791
  private static let prime2: UInt64 = 14_029_467_366_897_019_727
  private static let prime3: UInt64 = 1_609_587_929_392_839_161
  private static let prime4: UInt64 = 9_650_029_242_287_828_579
  private static let prime5: UInt64 = 2_870_177_450_012_600_261
  private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
    prime1 &+ prime2, prime2, 0, 0 &- prime1
  )
  private var tail: [UInt8] = []
  private var total: UInt64 = 0

  @inline(__always)
  private static func rotate(_ x: UInt64, _ n: UInt64) -> UInt64 { x << n | x >> (64 - n) }
  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotate(lane &+ word &* prime2, 31) &* prime1
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    let count = bytes.count
    total &+= UInt64(count)
    if !tail.isEmpty {
      let wanted = min(32 - tail.count, count)
      // SAFETY: the first `wanted` bytes of the caller's block.
      unsafe tail.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<wanted]))
      start = wanted
      if tail.count < 32 { return }
      let block = tail
      tail.removeAll(keepingCapacity: true)
      // SAFETY: thirty-two bytes of the array.
      unsafe block.withUnsafeBytes { unsafe stripe($0, at: 0) }
    }
    while start &+ 32 <= count {
      unsafe stripe(bytes, at: start)
      start &+= 32
    }
    // SAFETY: what is left of the caller's block.
    unsafe tail.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start...]))
  }

  @inline(__always)
  private mutating func stripe(_ bytes: UnsafeRawBufferPointer, at start: Int) {
    // SAFETY: callers have thirty-two bytes from `start` on.
    lanes.0 = XXHash64.round(lanes.0, unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    lanes.1 = XXHash64.round(lanes.1, unsafe bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self))
    lanes.2 = XXHash64.round(lanes.2, unsafe bytes.loadUnaligned(fromByteOffset: start + 16, as: UInt64.self))
    lanes.3 = XXHash64.round(lanes.3, unsafe bytes.loadUnaligned(fromByteOffset: start + 24, as: UInt64.self))
  }

  var value: UInt64 {
    typealias X = XXHash64
    var hash: UInt64
    if total >= 32 {
      hash =
        X.rotate(lanes.0, 1) &+ X.rotate(lanes.1, 7) &+ X.rotate(lanes.2, 12) &+ X.rotate(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
        hash = (hash ^ X.round(0, lane)) &* X.prime1 &+ X.prime4
      }
    } else {
      hash = X.prime5
    }
    hash &+= total
    func word(_ index: Int, _ count: Int) -> UInt64 {
      (0..<count).reduce(UInt64(0)) { $0 | UInt64(tail[index + $1]) << UInt64(8 * $1) }
    }
    var index = 0
    while index + 8 <= tail.count {
      hash = X.rotate(hash ^ X.round(0, word(index, 8)), 27) &* X.prime1 &+ X.prime4
      index += 8
    }
    if index + 4 <= tail.count {
      hash = X.rotate(hash ^ word(index, 4) &* X.prime1, 23) &* X.prime2 &+ X.prime3
      index += 4
    }
    while index < tail.count {
      hash = X.rotate(hash ^ UInt64(tail[index]) &* X.prime5, 11) &* X.prime1
      index += 1
    }
    hash = (hash ^ hash >> 33) &* X.prime2
    hash = (hash ^ hash >> 29) &* X.prime3
    return hash ^ hash >> 32
  }
}
