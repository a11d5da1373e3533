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
}

/// Which of eight bytes are ASCII digits and letters, all at once.
///
/// Each byte without its high bit is moved so that a carry into that bit says that a bound was passed; no carry leaves
/// its byte.
struct AlphanumericWord {
  private var digits: UInt64
  /// Digits and letters that stand before the first other byte: 0 to 8.
  let length: Int

  @inline(__always)
  init(_ word: UInt64) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs = ones &* 0x80
    let low = word & ~highs
    let folded = low | ones &* 0x20
    let isASCII = ~word & highs
    digits = (low &+ ones &* (0x80 - 0x30)) & ~(low &+ ones &* (0x7F - 0x39)) & isASCII
    let letters = (folded &+ ones &* (0x80 - 0x61)) & ~(folded &+ ones &* (0x7F - 0x7A)) & isASCII
    length = (~(digits | letters) & highs).trailingZeroBitCount >> 3
  }

  @inline(__always)
  func hasDigit(before length: Int) -> Bool { digits & AlphanumericWord.mask(length) != 0 }

  @inline(__always)
  private static func mask(_ length: Int) -> UInt64 { length >= 8 ? .max : 1 &<< UInt64(length &* 8) &- 1 }
}
