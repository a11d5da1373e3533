import ArgumentParser
import Bytes
import Model

/// A point in time on the command line: RFC 3339 (`2024-12-31T18:00:00Z`, `2024-12-31 19:00:00+01:00`), or a date,
/// which is its midnight in UTC. Without an offset a time is UTC.
struct TimeBound: ExpressibleByArgument, Equatable, Sendable {
  var time: Timestamp

  init?(argument: String) {
    let bytes = Array(argument.utf8)
    guard let time = TimeBound.parse(bytes.span) else { return nil }
    self.time = time
  }

  private static func parse(_ text: Span<UInt8>) -> Timestamp? {
    guard text.count >= 10, let year = number(text, 0, 4), text.has("-", at: 4),
      let month = number(text, 5, 2), text.has("-", at: 7), let day = number(text, 8, 2)
    else { return nil }
    var civil = CivilTime(year: Int32(year), month: UInt8(month), day: UInt8(day))
    if text.count == 10 { return civil.isValid ? civil.asUTC : nil }
    guard text[10].lowercased == UInt8(ascii: "t") || text[10] == 32,
      let hour = number(text, 11, 2), text.has(":", at: 13), let minute = number(text, 14, 2)
    else { return nil }
    civil.hour = UInt8(hour)
    civil.minute = UInt8(minute)
    var position = 16
    if text.has(":", at: position) {
      guard let second = number(text, position + 1, 2) else { return nil }
      civil.second = UInt8(second)
      position += 3
      if text.has(".", at: position) {
        position += 1
        var scale: UInt32 = 100_000
        let first = position
        while position < text.count, text[position].isDigit {
          civil.microsecond += UInt32(text[position] - 48) * scale
          scale /= 10
          position += 1
        }
        guard position > first else { return nil }
      }
    }
    guard civil.isValid, let offset = minutes(text, position) else { return nil }
    return civil.asUTC.advanced(byMicroseconds: Int64(-offset) * 60_000_000)
  }

  /// Minutes east of UTC at `position`, which must end the text; nothing, `Z`, `+01:00`, `+0100`, `+01`.
  private static func minutes(_ text: Span<UInt8>, _ position: Int) -> Int? {
    if position == text.count { return 0 }
    if text[position].lowercased == UInt8(ascii: "z") { return position + 1 == text.count ? 0 : nil }
    let sign: Int
    switch text[position] {
    case UInt8(ascii: "+"): sign = 1
    case UInt8(ascii: "-"): sign = -1
    default: return nil
    }
    guard let hours = number(text, position + 1, 2), hours < 24 else { return nil }
    var next = position + 3
    if next == text.count { return sign * hours * 60 }
    if text.has(":", at: next) { next += 1 }
    guard let rest = number(text, next, 2), rest < 60, next + 2 == text.count else { return nil }
    return sign * (hours * 60 + rest)
  }

  private static func number(_ text: Span<UInt8>, _ start: Int, _ digits: Int) -> Int? {
    guard start + digits <= text.count else { return nil }
    var value = 0
    for position in start..<(start + digits) {
      guard text[position].isDigit else { return nil }
      value = value * 10 + Int(text[position] - 48)
    }
    return value
  }
}
