public import Model

/// When a zone's clocks stood how far from UTC: read from a TZif file, or one fixed offset.
///
/// No file is opened here: `named` asks a closure for the bytes of `/usr/share/zoneinfo/NAME`. The file may be
/// damaged or hostile; then there is no zone, never a wrong one. Local times that do not exist (the hour that
/// spring takes) are read as if the clock had not moved; of two that exist twice, the earlier is taken unless
/// the later is asked for.
/// - Source: RFC 8536 (versions 1 to 3; `right/` zones with leap seconds are refused), POSIX.1 TZ rules
public struct ZoneInfo: Sendable, Equatable {
  /// As given by the user or the file name.
  public let name: String
  /// Seconds since 1970 at which `offsets` begin to hold, strictly ascending.
  private let transitions: [Int64]
  private let offsets: [Int32]
  /// Seconds east of UTC before the first transition.
  private let initialOffset: Int32
  /// For times after the last transition.
  private let rule: PosixZoneRule?

  /// A stretch of time with one offset, and the offsets that it lies between.
  public struct Stretch: Equatable, Sendable {
    /// Seconds since 1970, UTC, half open; `Int64.min` and `.max` where there is no end.
    public var from: Int64
    public var until: Int64
    /// Seconds east of UTC.
    public var offset: Int32
    public var offsetBefore: Int32
    public var offsetAfter: Int32
  }

  public static let utc = ZoneInfo(offsetSeconds: 0, name: "UTC")

  /// Always the same offset.
  public init(offsetSeconds: Int32, name: String) {
    self.init(name: name, transitions: [], offsets: [], initialOffset: offsetSeconds, rule: nil)
  }

  /// This zone with one more change, from `transition` (seconds since 1970) on to `offset` for good. Changes
  /// must be added in order of time; one that is not later than the last is left out.
  func adding(transition: Int64, offset: Int32) -> ZoneInfo {
    guard transition > lastTransition else { return self }
    return ZoneInfo(
      name: name, transitions: transitions + [transition], offsets: offsets + [offset],
      initialOffset: initialOffset, rule: nil)
  }

  /// Seconds since 1970 of the last change listed; `Int64.min` where there is none.
  var lastTransition: Int64 { transitions.last ?? .min }

  private init(
    name: String, transitions: [Int64], offsets: [Int32], initialOffset: Int32, rule: PosixZoneRule?
  ) {
    self.name = name
    self.transitions = transitions
    self.offsets = offsets
    self.initialOffset = initialOffset
    self.rule = rule
  }

  // MARK: By name

  /// The zone that `name` means: `UTC`, `Z`, `+02:00`, `-0330`, `+9`, or a name of the system's zoneinfo, whose
  /// file `load` gives. Nil for a name that is none, or a file that is missing or damaged.
  public static func named(_ name: String, load: (String) -> [UInt8]?) -> ZoneInfo? {
    if name == "UTC" || name == "Z" || name == "z" || name == "GMT" {
      return ZoneInfo(offsetSeconds: 0, name: "UTC")
    }
    if let seconds = fixedOffset(name) { return ZoneInfo(offsetSeconds: seconds, name: name) }
    guard isZoneName(name), let bytes = load(name) else { return nil }
    return ZoneInfo(tzif: bytes, name: name)
  }

  /// Whether `name` can be a file below zoneinfo: no absolute path, no `..`, nothing but letters, digits and
  /// `_ + - /`, as in `America/Argentina/Buenos_Aires`.
  public static func isZoneName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard !bytes.isEmpty, bytes.count <= 64, bytes[0].isLetterOfName else { return false }
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == UInt8(ascii: "/") {
        if previous == byte { return false }
      } else if !byte.isLetterOfName {
        let isOther =
          byte &- 48 < 10 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+")
          || byte == UInt8(ascii: "-")
        if !isOther { return false }
      }
      previous = byte
    }
    return previous != UInt8(ascii: "/")
  }

  /// Seconds of `+02:00`, `-0330`, `+9`; nil for anything else or beyond a day.
  private static func fixedOffset(_ name: String) -> Int32? {
    var bytes = Array(name.utf8)
    guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    bytes.removeFirst()
    if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
      guard colon == bytes.count - 3 else { return nil }
      bytes.remove(at: colon)
      guard bytes.count >= 3 else { return nil }
    }
    guard (1...4).contains(bytes.count), bytes.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
    let number = bytes.reduce(Int32(0)) { $0 * 10 + Int32($1 - 48) }
    let (hours, minutes) = bytes.count <= 2 ? (number, 0) : (number / 100, number % 100)
    guard hours <= 15, minutes < 60 else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }

  // MARK: TZif

  /// Reads a TZif file; nil where it is damaged in any way.
  public init?(tzif bytes: [UInt8], name: String) {
    guard var header = TZifHeader(bytes, at: 0) else { return nil }
    if header.version >= 2 {
      // The block for old readers comes first, with times of four bytes: skipped.
      guard let second = TZifHeader(bytes, at: header.end(timeSize: 4)), second.version >= 2 else {
        return nil
      }
      header = second
    }
    let timeSize = header.version >= 2 ? 8 : 4
    guard header.leaps == 0, header.end(timeSize: timeSize) <= bytes.count else { return nil }

    var transitions: [Int64] = []
    transitions.reserveCapacity(header.times)
    var position = header.start
    for _ in 0..<header.times {
      let time = Self.bigEndian(bytes, position, timeSize)
      if let last = transitions.last, time <= last { return nil }
      transitions.append(time)
      position += timeSize
    }
    let typeTable = position + header.times
    var typeOffsets: [Int32] = []
    var isSummer: [Bool] = []
    for index in 0..<header.types {
      let offset = Self.bigEndian(bytes, typeTable + index * 6, 4)
      guard offset > -90_000, offset < 93_600 else { return nil }
      typeOffsets.append(Int32(offset))
      isSummer.append(bytes[typeTable + index * 6 + 4] != 0)
    }
    var offsets: [Int32] = []
    offsets.reserveCapacity(header.times)
    for index in 0..<header.times {
      let type = Int(bytes[position + index])
      guard type < header.types else { return nil }
      offsets.append(typeOffsets[type])
    }
    var rule: PosixZoneRule?
    if header.version >= 2 {
      let footer = header.end(timeSize: 8)
      guard footer < bytes.count, bytes[footer] == 10,
        let end = bytes[(footer + 1)...].firstIndex(of: 10)
      else { return nil }
      if end > footer + 1 {
        guard let parsed = PosixZoneRule(Array(bytes[(footer + 1)..<end])) else { return nil }
        rule = parsed
      }
    }
    self.init(
      name: name, transitions: transitions, offsets: offsets, initialOffset: typeOffsets[0], rule: rule)
  }

  private static func bigEndian(_ bytes: [UInt8], _ position: Int, _ size: Int) -> Int64 {
    var value: Int64 = bytes[position] >= 128 ? -1 : 0
    for index in position..<(position + size) { value = value << 8 | Int64(bytes[index]) }
    return value
  }

  // MARK: Questions

  /// Whether the offset never changes.
  public var isFixed: Bool { transitions.isEmpty && (rule?.isFixed ?? true) }

  /// Seconds east of UTC at `timestamp`.
  public func offset(at timestamp: Timestamp) -> Int32 { stretch(at: timestamp.seconds).offset }

  /// The stretch of one offset that holds at `seconds` since 1970.
  public func stretch(at seconds: Int64) -> Stretch {
    // First transition after `seconds`.
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
    }
    let lastTransition = transitions.last ?? .min
    let base = Stretch(
      from: low > 0 ? transitions[low - 1] : .min, until: low < transitions.count ? transitions[low] : .max,
      offset: low > 0 ? offsets[low - 1] : initialOffset,
      offsetBefore: low > 1 ? offsets[low - 2] : initialOffset,
      offsetAfter: low < offsets.count ? offsets[low] : offsets.last ?? initialOffset)
    guard low == transitions.count, let rule else { return base }
    return rule.stretch(at: seconds, after: lastTransition, last: base)
  }

  /// UTC of the local time `seconds` (local civil time read as UTC, since 1970) and the offset used.
  /// - Parameter later: of a local time that occurred twice, the second.
  public func utc(fromLocal seconds: Int64, later: Bool = false) -> (utc: Int64, offset: Int32) {
    let before = stretch(at: seconds &- 86_400).offset
    let after = stretch(at: seconds &+ 86_400).offset
    if before == after, stretch(at: seconds &- Int64(before)).offset == before {
      return (seconds &- Int64(before), before)
    }
    let first = seconds &- Int64(before)
    let second = seconds &- Int64(after)
    let firstHolds = stretch(at: first).offset == before
    let secondHolds = stretch(at: second).offset == after
    switch (firstHolds, secondHolds) {
    case (true, true):
      return (first <= second) != later ? (first, before) : (second, after)
    case (false, true): return (second, after)
    default: return (first, before)
    }
  }

  /// UTC of a local time, both in microseconds.
  public func utc(fromLocal civil: CivilTime, later: Bool = false) -> Timestamp {
    let local = civil.asUTC
    let found = utc(fromLocal: local.seconds, later: later)
    return local.advanced(byMicroseconds: (found.utc - local.seconds) &* 1_000_000)
  }
}

/// The counts of one block of a TZif file, checked against each other.
private struct TZifHeader {
  var version: UInt8
  var start: Int
  var isUT: Int
  var isStandard: Int
  var leaps: Int
  var times: Int
  var types: Int
  var characters: Int

  init?(_ bytes: [UInt8], at position: Int) {
    guard position >= 0, position <= bytes.count - 44,
      bytes[position] == 0x54, bytes[position + 1] == 0x5A, bytes[position + 2] == 0x69,
      bytes[position + 3] == 0x66
    else { return nil }
    switch bytes[position + 4] {
    case 0: version = 1
    case UInt8(ascii: "2")...UInt8(ascii: "9"): version = bytes[position + 4] - 48
    default: return nil
    }
    func count(_ place: Int) -> Int {
      bytes[(position + place)..<(position + place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    isUT = count(20)
    isStandard = count(24)
    leaps = count(28)
    times = count(32)
    types = count(36)
    characters = count(40)
    start = position + 44
    // Counts of 32 bits cannot overflow these sums; a block that does not fit the file is refused.
    guard types >= 1, types <= 256, end(timeSize: 4) <= bytes.count else { return nil }
  }

  func end(timeSize: Int) -> Int {
    start + times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + isStandard + isUT
  }
}

extension UInt8 {
  fileprivate var isLetterOfName: Bool { (self | 32) &- 97 < 26 }
}
