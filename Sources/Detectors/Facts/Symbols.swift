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
  /// Numbers by the hash of the bytes in lower case: a text that is known is found without making a string of it.
  private var hashed: [UInt64: Int32] = [:]
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

  /// The number of the text in lower case (ASCII letters only, as in domain names and addresses).
  public mutating func internLowercased(_ text: Span<UInt8>, _ range: ByteRange) -> Int32 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in range.range { hash = (hash ^ UInt64(text[index].lowercased)) &* 0x0000_0100_0000_01B3 }
    if let number = hashed[hash], equals(number, text, range) { return number }
    let number = intern(
      String(decoding: range.range.map { text[$0].lowercased }, as: UTF8.self))
    if hashed.count < Symbols.limit, hashed[hash] == nil { hashed[hash] = number }
    return number
  }

  private func equals(_ number: Int32, _ text: Span<UInt8>, _ range: ByteRange) -> Bool {
    let name = names[Int(number)].utf8
    guard name.count == range.count else { return false }
    var place = range.lower
    for byte in name {
      if byte != text[place].lowercased { return false }
      place += 1
    }
    return true
  }

  public func name(_ number: Int32) -> String? {
    number >= 0 && Int(number) < names.count ? names[Int(number)] : nil
  }
}
