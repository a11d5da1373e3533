import Bytes

/// What the lines of a syslog file repeat before their message: minute, host and the few programs that log.
///
/// Nine lines in ten begin as a line before them did (`Jan  1 00:00:02 mx1 postfix/smtpd[12]: `, `… dovecot: `). Their bytes are compared, eight at a time, with what was read
/// there, and only seconds and pid are read anew; every other line is `Envelope.parse`'s. So the answer is the same with
/// a memo, without one and with that of another source: it only comes sooner. Holds one minute and host, and
/// `HeaderMemo.programs` tags; a new one takes the place that its name falls on, or the one beside it.
/// - Source: RFC 3164 §4.1 (the only form that is remembered).
public struct HeaderMemo: Sendable {
  static let programs = 16

  /// A program's name, up to 15 bytes of it, zeros behind.
  private struct Program: Sendable {
    var name: (UInt64, UInt64) = (0, 0)
    var count = 0
    /// What `PostfixFormat.service` says of the name, once it was asked.
    var service: PostfixService?
    var isAsked = false

    @inline(__always)
    func isNamed(_ other: (UInt64, UInt64), _ size: Int) -> Bool { name == other && count == size }
  }

  /// `Jan  1 00:00:`, thirteen bytes; the zero of an empty memo begins no line that is asked for.
  private var minute: (UInt64, UInt64) = (0, 0)
  /// Civil time at that minute's begin, as `Stamp` has it.
  private var minuteMicroseconds: Int64 = 0
  /// The host and the blank behind it, up to sixteen bytes.
  private var host: (UInt64, UInt64) = (0, 0)
  private var hostCount = 0
  private var programs = InlineArray<16, Program>(repeating: Program())
  /// Where the program of the last line stands; -1 where it has no place.
  private var place = -1

  public init() {}

  /// Reads what stands before the message of `line`, as `Envelope.parse` does.
  @inline(__always)
  mutating func read(_ line: Span<UInt8>, into envelope: inout Envelope) {
    if recall(line, into: &envelope) { return }
    Envelope.parse(line, into: &envelope)
    keep(line, envelope)
  }

  /// Postfix' program that `program`, of the line read last, names.
  @inline(__always)
  mutating func service(of program: ByteRange, in line: Span<UInt8>) -> PostfixService? {
    if place >= 0, programs[place].isAsked { return programs[place].service }
    return ask(program, in: line)
  }

  @inline(never)
  private mutating func ask(_ program: ByteRange, in line: Span<UInt8>) -> PostfixService? {
    let found = PostfixFormat.service(of: program, in: line)
    if place >= 0 {
      programs[place].service = found
      programs[place].isAsked = true
    }
    return found
  }

  @inline(__always)
  private mutating func recall(_ line: Span<UInt8>, into envelope: inout Envelope) -> Bool {
    var end = line.count
    guard end >= 40, hostCount > 0 else { return false }
    if line[end &- 1] == 13 { end &-= 1 }
    let time = line.word(at: 8)
    guard line.word(at: 0) == minute.0, time & 0xFF_FFFF_FFFF == minute.1, time >> 56 == 32 else {
      return false
    }
    let tens = Int64(time >> 40 & 255) &- 48
    let ones = Int64(time >> 48 & 255) &- 48
    let second = tens &* 10 &+ ones
    guard tens >= 0, tens < 10, ones >= 0, ones < 10, second <= 60 else { return false }
    let masks = HeaderMemo.masks(hostCount &+ 1)
    guard line.word(at: 16) & masks.0 == host.0, line.word(at: 24) & masks.1 == host.1 else { return false }

    let start = 17 &+ hostCount
    guard let (name, count) = HeaderMemo.name(line, at: start) else { return false }
    var found = HeaderMemo.place(of: name)
    if !programs[found].isNamed(name, count) {
      found ^= 1
      guard programs[found].isNamed(name, count) else { return false }
    }
    var position = start &+ count
    var pid: Int32 = -1
    if line.word(at: position) & 0xFF == 0x5B {
      let digits = DigitWord(line.word(at: position &+ 1))
      position &+= 1 &+ digits.length
      // `]: `
      guard digits.length > 0, digits.length < 8, line.word(at: position) & 0xFF_FFFF == 0x203A5D
      else { return false }
      pid = Int32(truncatingIfNeeded: digits.value)
      position &+= 3
    } else {
      guard line.word(at: position) & 0xFFFF == 0x203A else { return false }
      position &+= 2
    }
    // The message, without what Solaris puts before it.
    while position < end, line[position] == 32 { position &+= 1 }
    guard position < end, line[position] != .ascii("[") else { return false }

    envelope.shape = .rfc3164
    envelope.stamp.civilMicroseconds = minuteMicroseconds &+ second &* 1_000_000
    envelope.stamp.offsetMinutes = .min
    envelope.stamp.hasYear = false
    envelope.host = ByteRange(16, 16 &+ hostCount)
    envelope.program = ByteRange(start, start &+ count)
    envelope.pid = pid
    envelope.message = ByteRange(position, end)
    place = found
    return true
  }

  /// Remembers the beginning of `line`, of which `envelope` was read, where it has the form.
  @inline(never)
  private mutating func keep(_ line: Span<UInt8>, _ envelope: Envelope) {
    place = -1
    guard envelope.shape == .rfc3164, !envelope.stamp.hasYear, line.count >= 40, !envelope.program.isEmpty,
      envelope.host.lower == 16, envelope.host.count > 0, envelope.host.count < 16,
      envelope.program.lower == envelope.host.upper &+ 1,
      // A year may stand behind the time where a host begins with a digit.
      !line[16].isDigit, line[12] == .ascii(":"), line[15] == 32, line[envelope.host.upper] == 32,
      let (name, count) = HeaderMemo.name(line, at: envelope.program.lower), count == envelope.program.count
    else { return }
    let second = line.two(13)
    guard line[9] == .ascii(":"), line[6] == 32, second >= 0 else { return }
    minute = (line.word(at: 0), line.word(at: 8) & 0xFF_FFFF_FFFF)
    minuteMicroseconds = envelope.stamp.civilMicroseconds &- Int64(second) &* 1_000_000
    hostCount = envelope.host.count
    let masks = HeaderMemo.masks(hostCount &+ 1)
    host = (line.word(at: 16) & masks.0, line.word(at: 24) & masks.1)
    place = HeaderMemo.place(of: name)
    if programs[place].isNamed(name, count) { return }
    if programs[place].count > 0, programs[place ^ 1].count == 0 || programs[place ^ 1].isNamed(name, count) {
      place ^= 1
      if programs[place].count > 0 { return }
    }
    programs[place] = Program(name: name, count: count)
  }

  /// The bytes before the first `[` or `:` at `start`, at most fifteen; nil where none stands there.
  @inline(__always)
  private static func name(
    _ line: Span<UInt8>, at start: Int
  ) -> (name: (UInt64, UInt64), count: Int)? {
    let first = line.word(at: start)
    var hit = HeaderMemo.ends(first)
    if hit != 0 {
      let count = hit.trailingZeroBitCount >> 3
      return count > 0 ? ((first & HeaderMemo.masks(count).0, 0), count) : nil
    }
    let second = line.word(at: start &+ 8)
    hit = HeaderMemo.ends(second)
    guard hit != 0 else { return nil }
    let count = hit.trailingZeroBitCount >> 3
    return ((first, second & HeaderMemo.masks(count).0), count &+ 8)
  }

  /// The high bit of the first byte that is `[` or `:`; those above it may be set by a borrow.
  @inline(__always)
  private static func ends(_ word: UInt64) -> UInt64 {
    let bracket = word ^ 0x5B5B_5B5B_5B5B_5B5B
    let colon = word ^ 0x3A3A_3A3A_3A3A_3A3A
    let ones: UInt64 = 0x0101_0101_0101_0101
    return ((bracket &- ones) & ~bracket | (colon &- ones) & ~colon) & 0x8080_8080_8080_8080
  }

  /// Masks for the first `count` bytes of two words.
  @inline(__always)
  private static func masks(_ count: Int) -> (UInt64, UInt64) {
    count < 8
      ? (1 &<< UInt64(count &* 8) &- 1, 0)
      : (.max, count < 16 ? 1 &<< UInt64((count &- 8) &* 8) &- 1 : .max)
  }

  @inline(__always)
  private static func place(of name: (UInt64, UInt64)) -> Int {
    Int(truncatingIfNeeded: Hashing.mix(name.0 ^ 0x9E37_79B9_7F4A_7C15, name.1 ^ 0xD6E8_FEB8_6659_FD93) >> 60)
  }
}
