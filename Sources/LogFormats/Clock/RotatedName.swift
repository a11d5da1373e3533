/// What the last part of a path says about rotation: which log it is, and where in the order of its files it stands.
///
/// `mail.log.3.gz` is the fourth newest of `mail.log`; `mail.log-20241230.gz`, `mail.2024-12-30.log` carry the date
/// of their end. Names only order files of one log among each other; content decides everything else.
struct RotatedName: Equatable {
  /// The path without number, date and compression: the same for all files of one log.
  var log: String
  /// As a number, 20241230; nil without a date.
  var date: Int?
  /// Behind a date, counting up (`-20241231-4`); else counting down from the newest; 0 without a number.
  var number = 0

  init(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    var name = Array((parts.last ?? "").utf8)
    let folder = parts.dropLast().joined(separator: "/")
    var isStripped = true
    while isStripped {
      isStripped = false
      for suffix in [".gz", ".bz2", ".xz", ".zst", ".lz4", ".lzma", ".Z", ".lz"]
      where name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) {
        name.removeLast(suffix.utf8.count)
        isStripped = true
      }
    }
    if let found = RotatedName.date(in: name) {
      date = found.date
      var tail = Array(name[found.range.upperBound...])
      if let digits = RotatedName.trailingNumber(tail) {
        number = digits.number
        tail.removeLast(digits.length)
      }
      name = Array(name[..<found.range.lowerBound]) + tail
    } else if let digits = RotatedName.trailingNumber(name) {
      number = digits.number
      name.removeLast(digits.length)
    }
    log = folder + "/" + String(decoding: name, as: UTF8.self)
  }

  /// Whether this file's content is older than that of `other`, a file of the same log.
  func isOlder(than other: RotatedName) -> Bool {
    switch (date, other.date) {
    case (let left?, let right?): left != right ? left < right : number < other.number
    case (_?, nil): true
    case (nil, _?): false
    case (nil, nil): number > other.number
    }
  }

  /// `.12`, `-12` or `_12` at the end, at most four digits.
  private static func trailingNumber(_ name: [UInt8]) -> (number: Int, length: Int)? {
    var digits = 0
    var number = 0
    var scale = 1
    while digits < 4, digits < name.count, name[name.count - 1 - digits] &- 48 < 10 {
      number += Int(name[name.count - 1 - digits] - 48) * scale
      scale *= 10
      digits += 1
    }
    guard digits > 0, digits < name.count, isSeparator(name[name.count - 1 - digits]) else { return nil }
    return (number, digits + 1)
  }

  /// `YYYYMMDD` or `YYYY-MM-DD` behind `-`, `.` or `_`; the range includes that character.
  private static func date(in name: [UInt8]) -> (date: Int, range: Range<Int>)? {
    guard name.count > 8 else { return nil }
    for start in 1..<name.count where isSeparator(name[start - 1]) {
      var number = 0
      var digits = 0
      var position = start
      while position < name.count, digits < 8 {
        if name[position] &- 48 < 10 {
          number = number * 10 + Int(name[position] - 48)
          digits += 1
        } else if name[position] != UInt8(ascii: "-") || (digits != 4 && digits != 6) {
          break
        }
        position += 1
      }
      let (month, day) = (number / 100 % 100, number % 100)
      guard digits == 8, number > 1990_00_00, number < 2100_00_00, (1...12).contains(month),
        (1...31).contains(day)
      else { continue }
      // An hour or a time of day may follow the digits directly.
      while position < name.count, name[position] &- 48 < 10 { position += 1 }
      return (number, (start - 1)..<position)
    }
    return nil
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }
}
