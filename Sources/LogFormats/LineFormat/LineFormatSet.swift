import Bytes
import Model
import Synchronization

/// Formats that a user described, for systems that nobody thought of.
///
/// Immutable and shared by all threads. A format reads the lines of the programs that it names, or, where it names none,
/// the lines without a program; it is asked before the formats that are built in.
public final class LineFormatSet: Sendable {
  /// `LogEvent.format` of the first; the others follow.
  public static let firstIndex: UInt8 = 200
  static let limit = 50

  struct Format: Sendable {
    var name: String
    var programs: [[UInt8]] = []
    var patterns: [LinePattern] = []
  }

  let formats: [Format]
  /// What stands for the set in a `Dialect`, which is copied with every line and must hold no reference: from 1.
  public let number: UInt16

  private static let all = Mutex<[LineFormatSet]>([])

  private init(_ formats: [Format], number: UInt16) {
    self.formats = formats
    self.number = number
  }

  /// The set of `formats`, kept as long as the process lives.
  static func kept(_ formats: [Format]) -> LineFormatSet {
    all.withLock { all in
      let set = LineFormatSet(formats, number: UInt16(clamping: all.count + 1))
      all.append(set)
      return set
    }
  }

  /// The set with `number`; nil for 0.
  static func numbered(_ number: UInt16) -> LineFormatSet? {
    all.withLock { number > 0 && Int(number) <= $0.count ? $0[Int(number) - 1] : nil }
  }

  /// `event.dataset` of every format, in the order of their indices.
  public var datasets: [String] { formats.map { "log.\($0.name)" } }

  /// Reads the message of a line of `program` (none where the line names none). True where a format of the set is the
  /// line's: a line of a named program that no pattern fits is `.unrecognized`.
  func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) -> Bool {
    for place in formats.indices {
      let isNamed = !program.isNone && formats[place].programs.contains { line.equals($0, in: program) }
      guard isNamed || (program.isNone && formats[place].programs.isEmpty) else { continue }
      for pattern in formats[place].patterns where pattern.read(line, message, into: &event) {
        event.format = LineFormatSet.firstIndex + UInt8(place)
        return true
      }
      if isNamed {
        event.format = LineFormatSet.firstIndex + UInt8(place)
        return true
      }
    }
    return false
  }
}

extension Span where Element == UInt8 {
  /// Whether `range` holds exactly `bytes`.
  func equals(_ bytes: [UInt8], in range: ByteRange) -> Bool {
    range.count == bytes.count && has(bytes, at: range.lower, to: range.upper)
  }

  /// Whether `bytes` stand at `position`, before `end`.
  func has(_ bytes: [UInt8], at position: Int, to end: Int) -> Bool {
    guard end - position >= bytes.count else { return false }
    for index in bytes.indices where self[position + index] != bytes[index] { return false }
    return true
  }

  /// The first place of `bytes`, which are not empty, in `start..<end`.
  func find(_ bytes: [UInt8], from start: Int, to end: Int) -> Int? {
    var position = start
    while let found = find(bytes[0], from: position, to: end) {
      if has(bytes, at: found, to: end) { return found }
      position = found + 1
    }
    return nil
  }
}
