/// The number at the beginning of eight bytes, all at once.
struct DigitWord {
  /// Digits that stand before the first other byte: 0 to 8.
  let length: Int
  let value: UInt64

  @inline(__always)
  init(_ word: UInt64) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    // A byte above 9 carries into its high nibble; one of which a lower byte's borrow tells is behind the first.
    let digits = word &- ones &* 0x30
    let others = (digits | (digits &+ ones &* 0x76) | word) & (ones &* 0x80)
    length = others.trailingZeroBitCount >> 3
    // The digits to the top, zeros before them; then pairs, fours, eight.
    var sum = length == 0 ? 0 : digits &<< UInt64(64 &- length &* 8)
    sum = (sum &* 10 &+ sum >> 8) & 0x00FF_00FF_00FF_00FF
    sum = (sum &* 100 &+ sum >> 16) & 0x0000_FFFF_0000_FFFF
    value = (sum &* 10_000 &+ sum >> 32) & 0xFFFF_FFFF
  }

  /// What makes microseconds of the value, where it is a fraction of at most six digits.
  @inline(__always)
  var microsecondScale: Int {
    switch length {
    case 0: 1_000_000
    case 1: 100_000
    case 2: 10_000
    case 3: 1_000
    case 4: 100
    case 5: 10
    default: 1
    }
  }
}
