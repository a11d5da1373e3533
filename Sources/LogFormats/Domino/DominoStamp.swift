import Bytes
import Model

/// The head of a Domino console line: `[pid:thread-tid] date time [AM|PM]   `, each part of which may be missing.
///
/// The date is written as the server's locale has it: with `/`, `-` or `.`, day, month or year first, the year of two
/// digits or four. Which is the day is not told by one line: `DateOrder` comes from the whole source.
/// - Source: HCL Domino console.log and log.nsf text export; `[1D44:0658-0C6C]` are hexadecimal on Windows, the pid
///   decimal on Unix.
struct DominoStamp {
  /// Three numbers of the date, in the order in which they stand.
  var numbers = (0, 0, 0)
  var separator: UInt8 = 0
  /// The year stands first, four digits wide.
  var isYearFirst = false
  var hour = 0
  var minute = 0
  var second = 0
  var isTwelveHours = false
  /// First byte of the text behind.
  var next = 0
  /// Blanks between stamp and text.
  var gap = 0

  /// The stamp at `start`; nil where none stands.
  static func read(_ line: Span<UInt8>, at start: Int, to end: Int) -> DominoStamp? {
    guard end - start >= 15, line[start].isDigit else { return nil }
    var stamp = DominoStamp()
    var position = start
    stamp.numbers.0 = Int(line.number(&position, to: Swift.min(end, start + 4)))
    let width = position - start
    guard position < end, width <= 2 || width == 4 else { return nil }
    stamp.isYearFirst = width == 4
    stamp.separator = line[position]
    guard stamp.separator == .ascii("/") || stamp.separator == .ascii("-") || stamp.separator == .ascii(".")
    else {
      return nil
    }
    var first = position + 1
    position = first
    stamp.numbers.1 = Int(line.number(&position, to: Swift.min(end, first + 2)))
    guard position > first, position < end, line[position] == stamp.separator else { return nil }
    first = position + 1
    position = first
    stamp.numbers.2 = Int(line.number(&position, to: Swift.min(end, first + 4)))
    guard position - first == 2 || position - first == 4, position < end, line[position] == 32 else {
      return nil
    }
    position += 1
    first = position
    stamp.hour = Int(line.number(&position, to: Swift.min(end, first + 2)))
    guard position > first, end - position >= 6, line[position] == .ascii(":"),
      line[position + 3] == .ascii(":")
    else { return nil }
    stamp.minute = line.two(position + 1)
    stamp.second = line.two(position + 4)
    guard stamp.minute >= 0, stamp.second >= 0 else { return nil }
    position += 6
    if line.hasIgnoringCase(" am", at: position) || line.hasIgnoringCase(" pm", at: position),
      position + 3 >= end || line[position + 3] == 32
    {
      stamp.isTwelveHours = true
      guard stamp.hour >= 1, stamp.hour <= 12 else { return nil }
      stamp.hour = stamp.hour % 12 + (line[position + 1] | 32 == .ascii("p") ? 12 : 0)
      position += 3
    }
    guard position == end || line[position] == 32 else { return nil }
    let blank = position
    position = AccessLine.skipBlanks(line, from: position, to: end)
    stamp.next = position
    stamp.gap = position - blank
    return stamp
  }

  /// Day and month as `order` says; where that is unknown, as the separator suggests: `/` is month first.
  func civil(_ order: Dialect.DateOrder, into stamp: inout Stamp) -> Bool {
    var year = numbers.2
    var month = numbers.0
    var day = numbers.1
    if isYearFirst {
      (year, month, day) = numbers
    } else if isDayFirst(order) {
      (day, month) = (numbers.0, numbers.1)
    }
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    return stamp.setCivil(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
  }

  private func isDayFirst(_ order: Dialect.DateOrder) -> Bool {
    if numbers.0 > 12 { return true }
    if numbers.1 > 12 { return false }
    switch order {
    case .dayFirst: return true
    case .monthFirst: return false
    case .unknown, .yearFirst: return separator != .ascii("/") && !isTwelveHours
    }
  }

  /// The prefix `[pid:thread-tid] ` at the line's first byte: the pid, -1 where it is none, and the position behind.
  static func prefix(_ line: Span<UInt8>) -> (pid: Int32, next: Int)? {
    guard line.count > 8, line[0] == .ascii("["), let close = line.find(.ascii("]"), from: 4, to: 48),
      let colon = line.find(.ascii(":"), from: 1, to: close),
      let dash = line.find(.ascii("-"), from: colon, to: close), colon > 1, dash > colon + 1, close > dash + 1
    else { return nil }
    var index = 1
    while index < close {
      guard index == colon || index == dash || line[index].isHexDigit else { return nil }
      index += 1
    }
    var pid: Int64 = 0
    let isHex = colon - 1 <= 4
    for index in 1..<colon {
      let byte = line[index]
      if isHex {
        pid = pid << 4 | Int64(byte.isDigit ? byte - 48 : (byte | 32) - 87)
      } else {
        guard byte.isDigit, pid < 1_000_000_000 else { return (-1, close + 1) }
        pid = pid * 10 + Int64(byte - 48)
      }
    }
    return (pid <= Int64(Int32.max) ? Int32(pid) : -1, close + 1)
  }
}

/// The order of day and month of a source, from the dates in its head.
///
/// A number above 12 decides, then the twelve-hour clock (only locales with the month first write it here). Where all
/// dates could be either, the order wins under which the times go backwards more rarely, then the one under which the
/// head spans less time. Nothing else tells, and `.unknown` is the answer.
struct DominoDateOrder {
  private var dayFirst = 0
  private var monthFirst = 0
  private var twelveHours = 0
  private var reversals = (day: 0, month: 0)
  private var last = (day: Int64.min, month: Int64.min)
  private var first = (day: Int64.max, month: Int64.max)
  private var latest = (day: Int64.min, month: Int64.min)

  mutating func take(_ stamp: DominoStamp) {
    guard !stamp.isYearFirst else { return }
    if stamp.numbers.0 > 12 { dayFirst += 1 }
    if stamp.numbers.1 > 12 { monthFirst += 1 }
    if stamp.isTwelveHours { twelveHours += 1 }
    guard stamp.numbers.0 <= 12, stamp.numbers.1 <= 12 else { return }
    var read = Stamp()
    if stamp.civil(.dayFirst, into: &read) {
      let time = read.civilMicroseconds
      if time < last.day { reversals.day += 1 }
      last.day = time
      first.day = Swift.min(first.day, time)
      latest.day = Swift.max(latest.day, time)
    }
    if stamp.civil(.monthFirst, into: &read) {
      let time = read.civilMicroseconds
      if time < last.month { reversals.month += 1 }
      last.month = time
      first.month = Swift.min(first.month, time)
      latest.month = Swift.max(latest.month, time)
    }
  }

  var order: Dialect.DateOrder {
    if dayFirst != monthFirst { return dayFirst > monthFirst ? .dayFirst : .monthFirst }
    if twelveHours > 0 { return .monthFirst }
    guard first.day <= latest.day, first.month <= latest.month else { return .unknown }
    if reversals.day != reversals.month { return reversals.day < reversals.month ? .dayFirst : .monthFirst }
    let spans = (day: latest.day - first.day, month: latest.month - first.month)
    if spans.day != spans.month { return spans.day < spans.month ? .dayFirst : .monthFirst }
    return .unknown
  }
}
