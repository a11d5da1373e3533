import Model

/// What the archive child says to its parent, over a pipe: a type, the length of what follows, and that.
///
/// | type | payload |
/// |---|---|
/// | `member` | index (4), entry time (8, microseconds), gzip time (8), name as shown |
/// | `data` | decoded bytes of the member |
/// | `end` | 1: the member was given whole, 0: it has more |
/// | `oddity` | kind (1), loss (1), offset (8, all ones: none), length of the name (4), name, detail |
/// | `alive` | nothing: a sign of life while it looks for something |
/// | `done` | 0: walked to the end, 1: not an archive after all |
///
/// All numbers little-endian. The parent distrusts every one: a child taken over by what it read can at worst lie
/// about this archive.
enum ArchiveFrame: UInt8 {
  case member = 1
  case data
  case end
  case oddity
  case alive
  case done

  static let headerBytes = 5
  /// Longest payload.
  static let mostBytes = 1 << 20

  static func number(_ value: UInt64, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// How the child is told what to do: as arguments, all numbers.
struct ArchiveOrder: Equatable {
  enum Mode: Int {
    /// Give every member's beginning, up to `takeBytes`.
    case list = 1
    /// Wait for the number of a member on descriptor 3, give it whole; then wait for the next, higher one.
    case read
    /// Give every member's beginning as it is stored: neither compressions nor archives inside are opened. Waits for
    /// any number on descriptor 3 before it begins, and afterwards for the next archive in the same place.
    case members
  }
  static let flag = "--archive-child"

  var mode: Mode
  var takeBytes: Int
  /// Descriptor 4 continues what descriptor 0 holds.
  var hasTail: Bool
  var limits: Limits

  var arguments: [String] {
    let numbers: [UInt64] = [
      UInt64(mode.rawValue), UInt64(takeBytes), hasTail ? 1 : 0, UInt64(limits.nesting),
      UInt64(limits.archiveMembers), UInt64(limits.ratio), limits.ratioFloorBytes, limits.xzMemoryBytes,
      limits.childMemoryBytes, limits.childSeconds, UInt64(limits.heldBytes),
    ]
    return [ArchiveOrder.flag] + numbers.map { String($0) }
  }

  init(mode: Mode, takeBytes: Int, hasTail: Bool, limits: Limits) {
    self.mode = mode
    self.takeBytes = takeBytes
    self.hasTail = hasTail
    self.limits = limits
  }

  /// Nil if the arguments are not such an order.
  init?(_ arguments: [String]) {
    guard arguments.count == 12, arguments[0] == ArchiveOrder.flag else { return nil }
    var numbers: [UInt64] = []
    for text in arguments[1...] {
      guard let number = UInt64(text) else { return nil }
      numbers.append(number)
    }
    guard let mode = Mode(rawValue: Int(clamping: numbers[0])) else { return nil }
    self.mode = mode
    takeBytes = Int(clamping: numbers[1])
    hasTail = numbers[2] == 1
    limits = Limits()
    limits.nesting = Int(clamping: numbers[3])
    limits.archiveMembers = Int(clamping: numbers[4])
    limits.ratio = Int(clamping: numbers[5])
    limits.ratioFloorBytes = numbers[6]
    limits.xzMemoryBytes = numbers[7]
    limits.childMemoryBytes = numbers[8]
    limits.childSeconds = numbers[9]
    limits.heldBytes = Int(clamping: numbers[10])
  }
}
