public import Bytes
public import Model

/// Reads the time out of ids that carry one: the anchors that give year-less logs their year and zone.
///
/// Every function takes a whole token (no brackets, no `@host`) and answers only where its shape is exactly
/// that of the server's own code and the time lies between 1996 and 2055; what merely looks similar is nil.
/// A right shape is no proof: clients can write Message-IDs, and any text may pass by accident. Whoever
/// draws conclusions counts votes (`ClockInference`). All times are UTC; none allocates.
/// - Source: LOG-FORMATS §0.2; postfix `src/global/mail_queue.h`; sendmail `queue.c: assign_queueid`;
///   Exim spec "Message identification"; dovecot `login-common/client-common.c: client_get_session_id`.
public enum IDClock {
  /// 1996-01-01 and 2056-01-01, seconds: no server that writes such ids ran before; sixty years are what the
  /// year letter of Sendmail can tell apart.
  @usableFromInline static let earliest: Int64 = 820_454_400
  @usableFromInline static let latest: Int64 = 2_713_910_400

  /// Microseconds after which the time in a Dovecot session id starts again: 2^48, 8.92 years.
  public static let dovecotPeriod: Int64 = 1 << 48

  // MARK: Postfix

  /// A long queue id (`enable_long_queue_ids = yes`): base-52 seconds (six digits or more), four base-52
  /// digits of microseconds, `z`, inode in base 51. The separator is the last `z`.
  public static func postfixLong(_ text: Span<UInt8>, _ range: ByteRange) -> Timestamp? {
    guard fits(text, range), range.count >= 12, range.count <= 32 else { return nil }
    guard let z = text.findLast(UInt8(ascii: "z"), from: range.lower, to: range.upper),
      z - range.lower >= 10, z - range.lower <= 12, z + 1 < range.upper
    else { return nil }
    var seconds: Int64 = 0
    for index in range.lower..<(z - 4) {
      guard let digit = base52(text[index]) else { return nil }
      seconds = seconds &* 52 &+ digit
    }
    var micros: Int64 = 0
    for index in (z - 4)..<z {
      guard let digit = base52(text[index]) else { return nil }
      micros = micros &* 52 &+ digit
    }
    for index in (z + 1)..<range.upper where base52(text[index]) == nil { return nil }
    guard micros < 1_000_000, isPlausible(seconds) else { return nil }
    return Timestamp(microseconds: seconds * 1_000_000 + micros)
  }

  /// The start of a Message-ID that Postfix made, `20241230185959.<queue id>` (an `@` and more may follow):
  /// the time to the second.
  public static func postfixMessageID(_ text: Span<UInt8>, _ range: ByteRange) -> Timestamp? {
    guard let id = madeID(text, range, digits: 14) else { return nil }
    return id.count >= 6 && id.count <= 32 ? civil(text, range.lower, withSeconds: true) : nil
  }

  // MARK: Exim

  /// An Exim message id, 6-6-2 (to 4.96) or 6-11-4 (from 4.97): the first six digits are seconds, base 62,
  /// or base 36 on systems whose file names have no case.
  public static func exim(_ text: Span<UInt8>, _ range: ByteRange) -> Timestamp? {
    guard fits(text, range), range.count == 16 || range.count == 23 else { return nil }
    let start = range.lower
    let second = range.count == 16 ? start + 13 : start + 18
    guard text[start + 6] == UInt8(ascii: "-"), text[second] == UInt8(ascii: "-") else { return nil }
    var base62: Int64 = 0
    var base36: Int64 = 0
    var hasLower = false
    for index in start..<range.upper where index != start + 6 && index != second {
      let byte = text[index]
      guard let digit = Self.base62(byte) else { return nil }
      if byte.isLower { hasLower = true }
      if index < start + 6 {
        base62 = base62 &* 62 &+ digit
        base36 = base36 &* 36 &+ digit
      }
    }
    if isPlausible(base62) { return Timestamp(seconds: base62) }
    return !hasLower && isPlausible(base36) ? Timestamp(seconds: base36) : nil
  }

  // MARK: Sendmail

  /// A Sendmail queue id (8.10 and later): year, month, day, hour, minute, second, one base-60 digit each and
  /// UTC, then one sequence digit and a pid of five digits or more, or two and a pid of six or more.
  ///
  /// QUIRK: the year counts from 1900 modulo 60; 1996 to 2055 is unambiguous. An id of upper-case hexadecimal
  /// digits alone is refused: short Postfix ids look like that.
  public static func sendmail(_ text: Span<UInt8>, _ range: ByteRange) -> Timestamp? {
    guard fits(text, range), range.count >= 12, range.count <= 18 else { return nil }
    let start = range.lower
    var isHex = true
    for index in start..<range.upper {
      let byte = text[index]
      let place = index - start
      let mustBeDigit = place >= 8 || (place == 7 && range.count <= 13)
      guard mustBeDigit ? byte.isDigit : base60(byte) != nil else { return nil }
      if !byte.isHexDigit || byte.isLower { isHex = false }
    }
    guard !isHex, let year = base60(text[start]), let month = base60(text[start + 1]),
      let day = base60(text[start + 2]), let hour = base60(text[start + 3]),
      let minute = base60(text[start + 4]), let second = base60(text[start + 5]), month < 12, day < 32
    else { return nil }
    let time = CivilTime(
      year: Int32(year < 36 ? 2020 + year : 1960 + year), month: UInt8(month + 1), day: UInt8(day),
      hour: UInt8(hour), minute: UInt8(minute), second: UInt8(second))
    return time.isValid && time.year <= 2055 ? time.asUTC : nil
  }

  /// The start of a Message-ID that Sendmail made, `202412301859.<queue id>`: the time of the queue id where
  /// that lies in the same minute or shortly before, else the minute as written.
  public static func sendmailMessageID(_ text: Span<UInt8>, _ range: ByteRange) -> Timestamp? {
    guard let id = madeID(text, range, digits: 12), id.count >= 8, id.count <= 32,
      let minute = civil(text, range.lower, withSeconds: false)
    else { return nil }
    if let exact = sendmail(text, id), exact.seconds >= minute.seconds - 3600,
      exact.seconds < minute.seconds + 60
    {
      return exact
    }
    return minute
  }

  // MARK: Dovecot

  /// The 48 bits of microseconds in a Dovecot `session=<...>` (without the brackets): base64 of six bytes of
  /// time and two of the client's port, little-endian, then four or sixteen bytes of its address.
  public static func dovecotSession(_ text: Span<UInt8>, _ range: ByteRange) -> Int64? {
    guard fits(text, range), range.count == 16 || range.count == 32 else { return nil }
    var bits: UInt64 = 0
    for index in range.lower..<range.upper {
      guard let digit = base64(text[index]) else { return nil }
      if index < range.lower + 8 { bits = bits << 6 | digit }
    }
    // Eight base64 digits are six bytes, the first of them on top: swapped, the number is little-endian.
    return Int64(truncatingIfNeeded: (bits << 16).byteSwapped)
  }

  /// The time of a Dovecot session id: of all that its 48 bits allow, the one nearest to `reference`.
  public static func dovecot(
    _ text: Span<UInt8>, _ range: ByteRange, near reference: Timestamp
  ) -> Timestamp? {
    guard !reference.isUnknown, let low = dovecotSession(text, range) else { return nil }
    let half = dovecotPeriod / 2
    var distance = (low &- reference.microseconds) % dovecotPeriod
    if distance > half { distance -= dovecotPeriod }
    if distance < -half { distance += dovecotPeriod }
    let (micros, overflow) = reference.microseconds.addingReportingOverflow(distance)
    return overflow ? nil : Timestamp(microseconds: micros)
  }

  // MARK: Courier

  /// A Courier message id, `inode.time.pid` in capital hexadecimal digits: the second part is Unix time.
  public static func courier(_ text: Span<UInt8>, _ range: ByteRange) -> Timestamp? {
    guard fits(text, range), range.count >= 12, range.count <= 50,
      let first = text.find(UInt8(ascii: "."), from: range.lower, to: range.upper), first > range.lower,
      let second = text.find(UInt8(ascii: "."), from: first + 1, to: range.upper), second - first >= 9,
      second - first <= 17, second + 1 < range.upper
    else { return nil }
    var seconds: Int64 = 0
    for index in range.lower..<range.upper where index != first && index != second {
      let byte = text[index]
      guard byte.isHexDigit, !byte.isLower else { return nil }
      if index > first, index < second {
        seconds = seconds &<< 4 | Int64(byte.isDigit ? byte - 48 : byte - 55)
      }
    }
    return isPlausible(seconds) ? Timestamp(seconds: seconds) : nil
  }

  // MARK: qmail

  /// The seconds and microseconds of UTC, `1276913534.111443`, that splogger writes before every line.
  public static func splogger(_ text: Span<UInt8>, _ range: ByteRange) -> Timestamp? {
    guard fits(text, range), range.count == 17, text[range.lower + 10] == UInt8(ascii: ".") else {
      return nil
    }
    var micros: Int64 = 0
    for index in range.lower..<range.upper where index != range.lower + 10 {
      guard text[index].isDigit else { return nil }
      micros = micros &* 10 &+ Int64(text[index] - 48)
    }
    return isPlausible(micros / 1_000_000) ? Timestamp(microseconds: micros) : nil
  }

  // MARK: Parts

  @inline(__always)
  private static func fits(_ text: Span<UInt8>, _ range: ByteRange) -> Bool {
    !range.isNone && range.upper <= text.count
  }

  // MARK: Cyrus

  /// The id of a Cyrus session, `name-pid-seconds-count-random` (to 2.5) or `name-seconds-pid-count-random`: seconds are the
  /// only part of ten digits.
  /// - Source: cyrus-imapd lib/sessionid.c: session_new_id.
  public static func cyrusSession(_ text: Span<UInt8>, _ range: ByteRange) -> Timestamp? {
    guard fits(text, range), range.count >= 16, range.count <= 160 else { return nil }
    var found: Int64?
    var start = range.lower
    while start < range.upper {
      let end = text.find(UInt8(ascii: "-"), from: start, to: range.upper) ?? range.upper
      if end - start == 10 {
        var position = start
        let seconds = text.number(&position, to: end)
        if position == end {
          // Two of them: neither can be told.
          if found != nil { return nil }
          found = seconds
        }
      }
      start = end + 1
    }
    guard let found, isPlausible(found) else { return nil }
    return Timestamp(seconds: found)
  }

  @inline(__always)
  private static func isPlausible(_ seconds: Int64) -> Bool { seconds >= earliest && seconds < latest }

  /// The queue id in `<digits>.<queue id>[@...]`, where exactly `digits` decimal digits stand in front.
  private static func madeID(_ text: Span<UInt8>, _ range: ByteRange, digits: Int) -> ByteRange? {
    guard fits(text, range), range.count > digits + 1 else { return nil }
    for index in range.lower..<(range.lower + digits) where !text[index].isDigit { return nil }
    guard text[range.lower + digits] == UInt8(ascii: ".") else { return nil }
    let start = range.lower + digits + 1
    let end = text.find(UInt8(ascii: "@"), from: start, to: range.upper) ?? range.upper
    for index in start..<end where !text[index].isAlphanumeric { return nil }
    return ByteRange(start, end)
  }

  /// `YYYYMMDDhhmm[ss]` at `start`, which is known to be digits.
  private static func civil(_ text: Span<UInt8>, _ start: Int, withSeconds: Bool) -> Timestamp? {
    func two(_ place: Int) -> Int { Int(text[start + place] & 15) * 10 + Int(text[start + place + 1] & 15) }
    let time = CivilTime(
      year: Int32(two(0) * 100 + two(2)), month: UInt8(two(4)), day: UInt8(two(6)),
      hour: UInt8(two(8)), minute: UInt8(two(10)), second: withSeconds ? UInt8(two(12)) : 0)
    return time.isValid && isPlausible(time.asUTC.seconds) ? time.asUTC : nil
  }

  /// Digits, then the consonants, upper case before lower case: no word can be spelled.
  private static func base52(_ byte: UInt8) -> Int64? {
    let digit = consonants[Int(byte)]
    return digit == 255 ? nil : Int64(digit)
  }

  private static func base62(_ byte: UInt8) -> Int64? {
    if byte.isDigit { return Int64(byte - 48) }
    if byte.isUpper { return Int64(byte - 55) }
    return byte.isLower ? Int64(byte - 61) : nil
  }

  private static func base60(_ byte: UInt8) -> Int64? {
    guard let digit = base62(byte), digit < 60 else { return nil }
    return digit
  }

  private static func base64(_ byte: UInt8) -> UInt64? {
    if byte.isUpper { return UInt64(byte - 65) }
    if byte.isLower { return UInt64(byte - 71) }
    if byte.isDigit { return UInt64(byte + 4) }
    if byte == UInt8(ascii: "+") { return 62 }
    return byte == UInt8(ascii: "/") ? 63 : nil
  }

  private static let consonants: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    let digits = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
    for (value, byte) in digits.utf8.enumerated() { table[Int(byte)] = UInt8(value) }
    return table
  }()
}
