public import Bytes
import Model

/// Texts that detectors keep for long (users, domains, hosts), each once, under a number.
///
/// Bounded: beyond `limit` a new text has the number of `others`, and `dropped` counts.
public struct Symbols: Sendable {
  public static let limit = 1_000_000
  /// What stands for texts that there was no room for.
  public static let others: Int32 = 0

  private var numbers: [String: Int32] = [:]
  /// By the hash of the bytes in lower case their number and where they stand in `lowered`: a text that is known is found
  /// without making a string of it.
  private var hashed = KeyedList<LowercaseHash, (number: Int32, range: ByteRange)>()
  private var lowered: [UInt8] = []
  private var names: [String] = ["(others)"]
  public private(set) var dropped: UInt64 = 0

  public init() {}

  public mutating func intern(_ text: Span<UInt8>, _ ref: TextRef) -> Int32 {
    ref.isNone ? -1 : intern(text.string(ref.range))
  }

  public mutating func intern(_ name: String) -> Int32 {
    if let number = numbers[name] { return number }
    guard names.count < Symbols.limit else {
      dropped += 1
      return Symbols.others
    }
    let number = Int32(names.count)
    numbers[name] = number
    names.append(name)
    return number
  }

  private struct LowercaseHash: ListKey {
    var mixed: UInt64
  }

  /// The number of the text in lower case (ASCII letters only, as in domain names and addresses).
  public mutating func internLowercased(_ text: Span<UInt8>, _ range: ByteRange) -> Int32 {
    var hash = UInt64(range.count) &* 0xA076_1D64_78BD_642F
    var place = range.lower
    while place < range.upper {
      hash = Hashing.mix(hash ^ text.lowercasedWord(at: place, to: range.upper), 0xE703_7ED1_A0B4_28DB)
      place &+= 8
    }
    let key = LowercaseHash(mixed: hash)
    let known = hashed.place(of: key)
    if let known, Symbols.equals(lowered.span, hashed[known].range, text, range) {
      return hashed[known].number
    }
    let bytes = range.range.map { text[$0].lowercased }
    let number = intern(String(decoding: bytes, as: UTF8.self))
    if known == nil, hashed.count < Symbols.limit {
      let start = lowered.count
      lowered += bytes
      hashed.append((number, ByteRange(start, lowered.count)), for: key)
    }
    return number
  }

  @inline(__always)
  private static func equals(
    _ lowered: Span<UInt8>, _ known: ByteRange, _ text: Span<UInt8>, _ range: ByteRange
  ) -> Bool {
    guard known.count == range.count else { return false }
    var offset = 0
    while offset < range.count {
      if lowered.lowercasedWord(at: known.lower &+ offset, to: known.upper)
        != text.lowercasedWord(at: range.lower &+ offset, to: range.upper)
      {
        return false
      }
      offset &+= 8
    }
    return true
  }

  /// Numbers that are given away: those below it.
  var count: Int { names.count }

  public func name(_ number: Int32) -> String? {
    number >= 0 && Int(number) < names.count ? names[Int(number)] : nil
  }
}

extension Span where Element == UInt8 {
  /// Eight bytes from `place` with their ASCII letters in lower case, those from `end` on as zeros.
  @inline(__always)
  fileprivate func lowercasedWord(at place: Int, to end: Int) -> UInt64 {
    var word = word(at: place)
    if end &- place < 8 { word &= 1 &<< UInt64((end &- place) &* 8) &- 1 }
    let ones: UInt64 = 0x0101_0101_0101_0101
    let low = word & (ones &* 0x7F)
    // The high bit of each byte that is at least `A`, and of those above `Z`.
    let isCapital = ((low &+ ones &* 0x3F) ^ (low &+ ones &* 0x25)) & ~word & (ones &* 0x80)
    return word | isCapital >> 2
  }
}
