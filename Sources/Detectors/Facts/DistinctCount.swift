import Bytes
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// About how many different addresses there were, in 4 KiB however many.
///
/// By the longest run of zero bits in each of 4096 shares of the hashes: maxima, so that it neither matters in which order
/// addresses come nor how often. Right to about two in a hundred.
/// - Source: Flajolet, Fusy, Gandouet, Meunier: HyperLogLog, 2007.
struct DistinctCount: Sendable {
  private static let bits = 12
  private var registers: [UInt8] = []

  mutating func insert(_ address: IPAddress) {
    if registers.isEmpty { registers = Array(repeating: 0, count: 1 << Self.bits) }
    // Neighbours among addresses are no neighbours among hashes.
    let hash = Hashing.mix(address.mixed ^ 0x8EBC_6AF0_9C88_C6E3, 0x5895_65A4_2AEE_BF53)
    let place = Int(truncatingIfNeeded: hash >> UInt64(64 - Self.bits))
    let rank = UInt8((hash << UInt64(Self.bits) | 1 << UInt64(Self.bits - 1)).leadingZeroBitCount + 1)
    registers[place] = max(registers[place], rank)
  }

  var estimate: UInt64 {
    if registers.isEmpty { return 0 }
    let count = Double(registers.count)
    let sum = registers.reduce(0.0) { $0 + exp2(-Double($1)) }
    let raw = 0.7213 / (1 + 1.079 / count) * count * count / sum
    let free = registers.count { $0 == 0 }
    // Where few shares were hit, those that were not tell more.
    return UInt64((raw <= 2.5 * count && free > 0 ? count * log(count / Double(free)) : raw).rounded())
  }
}
