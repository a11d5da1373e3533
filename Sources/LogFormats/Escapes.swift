import Bytes
import Model

/// Where the next `#` and the next backslash of a text stand: what an escape begins with. Most logs hold hardly any, and
/// one search does for many lines.
public struct NextEscape {
  private var hash = -1
  private var backslash = -1
  /// Up to where was looked.
  private var seen = 0
  /// Up to where none stands.
  @usableFromInline var clean = 0

  /// Bytes looked at in advance: few enough that the nearest of a processor's caches holds them when their lines are read.
  private static var window: Int { 8 << 10 }

  public init() {}

  /// Whether one stands in `line` of `bytes`, a line no earlier than that of the call before, in a text up to `end`.
  @inlinable @inline(__always)
  public mutating func stands(in bytes: Span<UInt8>, _ line: Range<Int>, of end: Int) -> Bool {
    line.upperBound <= clean ? false : look(in: bytes, line, of: end)
  }

  @inline(never) @usableFromInline
  mutating func look(in bytes: Span<UInt8>, _ line: Range<Int>, of end: Int) -> Bool {
    if line.upperBound > seen {
      seen = Swift.min(end, line.upperBound &+ NextEscape.window)
      // What did not stand in the stretch before may stand in this one.
      if hash == .max { hash = -1 }
      if backslash == .max { backslash = -1 }
    }
    if hash < line.lowerBound {
      hash = bytes.find(.ascii("#"), from: line.lowerBound, to: seen) ?? .max
    }
    if backslash < line.lowerBound {
      backslash = bytes.find(.ascii("\\"), from: line.lowerBound, to: seen) ?? .max
    }
    clean = Swift.min(seen, Swift.min(hash, backslash))
    return Swift.min(hash, backslash) < line.upperBound
  }
}

/// Control characters that a daemon wrote as three octal digits: rsyslog `#011`, others `\011`.
enum Escapes {
  /// Marks the fields of `event` that hold such an escape, in the message that begins at `start`.
  @inline(__always)
  static func mark(_ line: Span<UInt8>, from start: Int, _ event: inout LogEvent) {
    if line.mayHold(.ascii("#"), .ascii("\\"), from: start) { markFields(line, from: start, &event) }
  }

  @inline(never)
  private static func markFields(_ line: Span<UInt8>, from start: Int, _ event: inout LogEvent) {
    // Names of Windows' hosts and users hold backslashes that escape nothing.
    guard line.find(.ascii("#"), or: .ascii("\\"), from: start) != nil,
      holdsEscape(line, ByteRange(0, line.count))
    else { return }
    for field in LogEvent.Field.allCases where event.has(field) && holdsEscape(line, event[field]) {
      event.markEncoded(field)
    }
  }

  @inline(never)
  private static func holdsEscape(_ line: Span<UInt8>, _ range: ByteRange) -> Bool {
    // Three digits follow inside the range.
    let end = range.upper &- 3
    var position = range.lower
    while let found = line.find(.ascii("#"), or: .ascii("\\"), from: position, to: end) {
      if isControl(line, found, isBackslash: line[found] == .ascii("\\")) { return true }
      position = found &+ 1
    }
    return false
  }

  /// `#000` to `#037` and `#177`; behind a backslash also bytes above ASCII (`ticket #200` is no escape).
  private static func isControl(_ line: Span<UInt8>, _ position: Int, isBackslash: Bool) -> Bool {
    let high = line[position &+ 1] &- 48
    let middle = line[position &+ 2] &- 48
    let low = line[position &+ 3] &- 48
    guard high < 4, middle < 8, low < 8 else { return false }
    let value = high << 6 | middle << 3 | low
    return value < 32 || value == 127 || isBackslash && value > 127
  }
}
