import Model

/// A log file's name taken apart: what it was called before rotation, and what rotation wrote into it.
///
/// Understands logrotate (`mail.log.2.gz`, `mail.log-20241230.gz`, `dateformat -%Y%m%d%H` and `-%s`), newsyslog
/// and savelog (`maillog.0.bz2`), Exim's exicyclog (`mainlog.01.gz`) and names dated in the middle
/// (`mail-2024-12-30.log`). The content is never judged by it.
struct RotatedName: Equatable {
  var stem: String
  var date: CivilTime?
  var number: Int?

  /// Suffixes of compressions, not of containers: the name of a member inside stays its own.
  static let compressions = [
    ".gz", ".bz2", ".xz", ".lzma", ".zst", ".zstd", ".lz4", ".Z", ".lz", ".gzip", ".z",
  ]

  init(_ fileName: String) {
    var rest = Substring(fileName)
    var again = true
    while again {
      again = false
      for suffix in RotatedName.compressions
      where rest.hasSuffix(suffix) && rest.utf8.count > suffix.utf8.count {
        rest.removeLast(suffix.count)
        again = true
      }
    }
    var bytes = Array(rest.utf8)
    if let (range, found) = RotatedName.findDate(bytes) {
      date = found
      bytes.removeSubrange(range)
    }
    if let (start, found) = RotatedName.findNumber(bytes) {
      number = found
      bytes.removeSubrange(start...)
    }
    let stem = String(decoding: bytes, as: UTF8.self)
    self.stem = stem.isEmpty ? fileName : stem
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
  }

  /// `.3` or `.03` at the end: one to four digits after a dot, with something before it.
  private static func findNumber(_ bytes: [UInt8]) -> (Int, Int)? {
    var start = bytes.count
    while start > 0, isDigit(bytes[start - 1]) { start -= 1 }
    let digits = bytes.count - start
    guard digits >= 1, digits <= 4, start >= 2, bytes[start - 1] == UInt8(ascii: ".") else { return nil }
    return (start - 1, value(bytes[start...]))
  }

  private static func value(_ digits: ArraySlice<UInt8>) -> Int {
    digits.reduce(0) { $0 &* 10 &+ Int($1 &- 48) }
  }

  /// The last date in the name, with the separator before it (or, at the front, the one after it).
  private static func findDate(_ bytes: [UInt8]) -> (Range<Int>, CivilTime)? {
    var end = bytes.count
    while end > 0 {
      guard isDigit(bytes[end - 1]) else {
        end -= 1
        continue
      }
      var start = end
      while start > 0, isDigit(bytes[start - 1]) { start -= 1 }
      if let (low, high, time) = date(in: bytes, run: start..<end) {
        var range = low..<high
        if low > 0, isSeparator(bytes[low - 1]) {
          range = (low - 1)..<high
        } else if low == 0, high < bytes.count, isSeparator(bytes[high]) {
          range = low..<(high + 1)
        }
        return range.count == bytes.count ? nil : (range, time)
      }
      end = start
    }
    return nil
  }

  /// A date that ends with the digits of `run`, which reaches as far to the left as digits go.
  private static func date(in bytes: [UInt8], run: Range<Int>) -> (Int, Int, CivilTime)? {
    let digits = bytes[run]
    switch run.count {
    case 8, 10, 12, 14:
      if let time = civil(digits) { return (run.lowerBound, run.upperBound, time) }
      if run.count == 10, digits.first == UInt8(ascii: "1") {
        let time = CivilTime(utc: Timestamp(seconds: Int64(value(digits))))
        return (run.lowerBound, run.upperBound, time)
      }
      return nil
    case 2:
      // YYYY-MM-DD, with `-`, `.` or `_` between.
      let low = run.lowerBound - 8
      guard low >= 0, low == 0 || !isDigit(bytes[low - 1]) else { return nil }
      let text = bytes[low..<run.upperBound]
      guard isSeparator(text[low + 4]), isSeparator(text[low + 7]) else { return nil }
      let joined = Array(text[low..<low + 4] + text[low + 5..<low + 7] + text[low + 8..<low + 10])
      guard joined.allSatisfy(isDigit), let time = civil(joined[...]) else { return nil }
      return (low, run.upperBound, time)
    default:
      return nil
    }
  }

  /// `YYYYMMDD[HH[MM[SS]]]` of years 1990 to 2099.
  private static func civil(_ digits: ArraySlice<UInt8>) -> CivilTime? {
    let d = Array(digits)
    func part(_ from: Int, _ count: Int) -> Int {
      from + count <= d.count ? value(d[from..<from + count]) : 0
    }
    let time = CivilTime(
      year: Int32(part(0, 4)), month: UInt8(part(4, 2)), day: UInt8(part(6, 2)), hour: UInt8(part(8, 2)),
      minute: UInt8(part(10, 2)), second: UInt8(part(12, 2)))
    return time.year >= 1990 && time.year < 2100 && time.isValid ? time : nil
  }
}
