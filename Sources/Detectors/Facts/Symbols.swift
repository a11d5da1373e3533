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

  public func name(_ number: Int32) -> String? {
    number >= 0 && Int(number) < names.count ? names[Int(number)] : nil
  }
}
