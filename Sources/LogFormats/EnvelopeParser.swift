import Bytes
import Model

extension Envelope {
  /// Reads what stands before the message of `line` into `envelope`.
  ///
  /// Never fails: a line without a known header has the shape `.none` and is its own message (a tag `name[pid]: ` at
  /// its beginning, as `docker logs` or a quoted excerpt shows it, is still recognised). Linear in the line; it looks
  /// at the header only.
  /// - Source: RFC 3164 §4.1, RFC 5424 §6, RFC 3339, systemd journalctl(1) `--output`.
  public static func parse(_ line: Span<UInt8>, into envelope: inout Envelope) {
    envelope.shape = .none
    envelope.stamp.civilMicroseconds = .min
    envelope.stamp.offsetMinutes = .min
    envelope.stamp.hasYear = false
    envelope.host = .none
    envelope.program = .none
    envelope.pid = -1
    var end = line.count
    if end > 0, line[end &- 1] == 13 { end &-= 1 }
    envelope.message = ByteRange(0, end)
    guard end > 0 else { return }
    let first = line[0]
    if first.isLetter {
      envelope.parseLetters(line, from: 0, to: end)
    } else if first.isDigit {
      envelope.parseDigits(line, from: 0, to: end)
    } else if first == .ascii("<") {
      envelope.parsePriority(line, to: end)
    } else if first == .ascii("@") {
      envelope.parseTAI64N(line, to: end)
    } else if first == 32 {
      var start = 1
      while start < end, line[start] == 32 { start &+= 1 }
      if start < end, line[start].isLetter { envelope.parseBareTag(line, from: start, to: end) }
    } else if first >= 0x80 {
      if line.has("\u{FEFF}", at: 0) {
        skipMark(line, to: end, &envelope)
      } else {
        envelope.parseLocalMonth(line, from: 0, to: end)
      }
    }
  }

  /// A line behind a UTF-8 byte order mark: the first of a file that a Windows tool saved.
  private static func skipMark(_ line: Span<UInt8>, to end: Int, _ envelope: inout Envelope) {
    guard end > 3 else { return }
    envelope.message = ByteRange(3, end)
    if line[3].isLetter {
      envelope.parseLetters(line, from: 3, to: end)
    } else if line[3].isDigit {
      envelope.parseDigits(line, from: 3, to: end)
    }
  }

  /// `Apr  6 13:05:01 …`, `Tue 2024-12-31 …` (journalctl -o short-full), or a tag without any header.
  @inline(__always)
  private mutating func parseLetters(_ line: Span<UInt8>, from start: Int, to end: Int) {
    if let position = stamp.readBSD(line, from: start, to: end) {
      shape = .rfc3164
      parseHost(line, from: position, to: end)
      return
    }
    parseOtherLetters(line, from: start, to: end)
  }

  @inline(never)
  private mutating func parseOtherLetters(_ line: Span<UInt8>, from start: Int, to end: Int) {
    // Tue 2024-12-31 19:09:59 CET host prog[pid]:
    if end - start > 24, line[start + 3] == 32, line[start + 4].isDigit, line[start + 8] == .ascii("-") {
      var read = Stamp()
      if var position = read.readISO(line, from: start + 4, to: end) {
        if !read.hasOffset, position < end, line[position].isLetter,
          let blank = line.find(32, from: position, to: end), blank - position <= 5
        {
          if line.has("UTC ", at: position) || line.has("GMT ", at: position) { read.offsetMinutes = 0 }
          position = blank
        }
        let isOwn = position - start > 2 && line[position - 2] == .ascii(":") && !read.hasOffset
        while position < end, line[position] == 32 { position += 1 }
        stamp = read
        if isOwn {
          // MDaemon: Tue 2024-12-31 19:09:59.123: text
          shape = .native
          message = ByteRange(position, end)
          return
        }
        shape = .iso8601
        parseHost(line, from: position, to: end)
        return
      }
    }
    // ctime order: Tue Dec 31 19:09:59 [2024] …
    if end - start > 20, line[start + 3] == 32, line[start + 4].isLetter {
      var read = Stamp()
      if let position = read.readBSD(line, from: start + 4, to: end) {
        stamp = read
        shape = .native
        message = ByteRange(position, end)
        return
      }
    }
    parseLocalMonth(line, from: start, to: end)
    if shape == .none { parseBareTag(line, from: start, to: end) }
  }

  /// A month name of the daemon's locale: the day and time are read where the month is known, else the line
  /// keeps host, program and message and has no time.
  private mutating func parseLocalMonth(_ line: Span<UInt8>, from start: Int, to end: Int) {
    guard let blank = line.find(32, from: start, to: Swift.min(end, start + 12)), blank > start else {
      return
    }
    var read = Stamp()
    guard
      let position = read.readDayAndTime(
        line, month: LocalMonth.number(line, ByteRange(start, blank)), from: blank + 1, to: end)
    else { return }
    stamp = read
    shape = .rfc3164
    parseHost(line, from: position, to: end)
  }

  /// `2024-12-31T19:09:59.709759+01:00 host …`, `2024-12-31 19:09:59 …`, `1735671599.123456 host …`.
  private mutating func parseDigits(_ line: Span<UInt8>, from start: Int, to end: Int) {
    var read = Stamp()
    if let position = read.readISO(line, from: start, to: end) {
      let isBlankForm = line[start + 10] != .ascii("T")
      var next = position
      while next < end, line[next] == 32 { next += 1 }
      stamp = read
      shape = .iso8601
      parseHost(line, from: next, to: end)
      if isBlankForm, pid < 0, !read.hasOffset || program.isNone {
        // Exim's and other servers' own stamp: what follows is no host and tag.
        shape = .native
        host = .none
        program = .none
        message = ByteRange(next, end)
      }
      return
    }
    if let position = read.readUnix(line, from: start, to: end) {
      stamp = read
      shape = .iso8601
      parseHost(line, from: position, to: end)
      if program.isNone {
        shape = .native
        host = .none
        message = ByteRange(position, end)
      }
    }
  }

  /// `<22>Apr  6 …`, `<22>1 2024-…`.
  private mutating func parsePriority(_ line: Span<UInt8>, to end: Int) {
    var position = 1
    while position < end, position < 5, line[position].isDigit { position += 1 }
    guard position > 1, position < end, line[position] == .ascii(">") else { return }
    position += 1
    if line.has("1 ", at: position) {
      parse5424(line, from: position + 2, to: end)
      if shape == .rfc5424 { return }
    }
    while position < end, line[position] == 32 { position += 1 }
    guard position < end else { return }
    message = ByteRange(position, end)
    if line[position].isDigit {
      parseDigits(line, from: position, to: end)
    } else {
      parseLetters(line, from: position, to: end)
    }
  }

  private mutating func parse5424(_ line: Span<UInt8>, from start: Int, to end: Int) {
    var read = Stamp()
    var position = start
    if line.has("- ", at: position) {
      position += 2
    } else if let next = read.readISO(line, from: position, to: end) {
      position = next
    } else {
      return
    }
    guard let host = line.token(&position, to: end), let program = line.token(&position, to: end),
      let process = line.token(&position, to: end), line.token(&position, to: end) != nil
    else { return }
    // Structured data: `-`, or elements in brackets with quoted values in which `\"`, `\\`, `\]` are escaped.
    if position < end, line[position] == .ascii("-") {
      position += 1
    } else {
      while position < end, line[position] == .ascii("[") {
        var quoted = false
        var index = position + 1
        while index < end {
          let byte = line[index]
          if byte == .ascii("\\"), quoted {
            index += 1
          } else if byte == .ascii("\"") {
            quoted.toggle()
          } else if byte == .ascii("]"), !quoted {
            break
          }
          index += 1
        }
        position = Swift.min(index + 1, end)
      }
    }
    while position < end, line[position] == 32 { position += 1 }
    if line.has("\u{FEFF}", at: position) { position += 3 }
    while position < end, line[position] == 32 { position += 1 }
    shape = .rfc5424
    stamp = read
    if !line.equals("-", in: host) { self.host = host }
    if !line.equals("-", in: program) { self.program = program }
    pid = line.pid(process)
    message = ByteRange(position, end)
  }

  /// `@` and 24 hexadecimal digits (multilog): seconds of TAI from 2^62, ten ahead of UTC at the epoch, nanoseconds.
  private mutating func parseTAI64N(_ line: Span<UInt8>, to end: Int) {
    guard end > 25 else { return }
    var seconds: UInt64 = 0
    var nanoseconds: UInt64 = 0
    var index = 1
    while index < 25 {
      let byte = line[index]
      guard byte.isHexDigit else { return }
      let digit = UInt64(byte.isDigit ? byte - 48 : (byte | 32) - 87)
      if index < 17 { seconds = seconds << 4 | digit } else { nanoseconds = nanoseconds << 4 | digit }
      index += 1
    }
    guard line[25] == 32, seconds >= 1 << 62, seconds < 1 << 62 + 1 << 40, nanoseconds < 1_000_000_000
    else { return }
    stamp.civilMicroseconds = (Int64(seconds - 1 << 62) - 10) * 1_000_000 + Int64(nanoseconds / 1000)
    stamp.hasYear = true
    stamp.offsetMinutes = 0
    shape = .native
    message = ByteRange(26, end)
    if let tag = line.tag(at: 26, to: end) {
      program = tag.name
      pid = tag.pid
      message = ByteRange(tag.next, end)
    }
  }

  /// `postfix/smtpd[123]: …` with nothing, or only the host's name, before it: text quoted from a log.
  private mutating func parseBareTag(_ line: Span<UInt8>, from start: Int, to end: Int) {
    if let tag = line.tag(at: start, to: end) {
      guard tag.pid >= 0 || line.find(.ascii("/"), from: start, to: tag.name.upper) != nil else { return }
      program = tag.name
      pid = tag.pid
      message = ByteRange(tag.next, end)
    } else if let blank = line.find(32, from: start, to: Swift.min(end, start + 64)),
      let tag = line.tag(at: blank + 1, to: end), tag.pid >= 0,
      line.find(.ascii("/"), from: blank, to: tag.name.upper) != nil
    {
      host = ByteRange(start, blank)
      program = tag.name
      pid = tag.pid
      message = ByteRange(tag.next, end)
    }
  }

  /// `host prog[pid]: message` behind the stamp; the host may be missing (FreeBSD's and Cyrus' own files), the tag too
  /// (`last message repeated 2 times`).
  @inline(__always)
  private mutating func parseHost(_ line: Span<UInt8>, from start: Int, to end: Int) {
    var position = start
    while position < end, line[position] == 32 { position &+= 1 }
    guard let blank = line.find(32, from: position, to: end) else {
      parseLastToken(line, from: position, to: end)
      return
    }
    let last = line[blank &- 1]
    if last == .ascii(":") || line[position] == .ascii("<") || line[position] == .ascii("[") {
      parseWithoutHost(line, from: position, blank: blank, to: end)
      return
    }
    if let tag = line.tag(at: blank &+ 1, to: end) {
      // `-` stands for "not known" in lines that were unwrapped.
      if blank &- position != 1 || line[position] != .ascii("-") { host = ByteRange(position, blank) }
      if tag.name.length != 1 || line[tag.name.lower] != .ascii("-") { program = tag.name }
      pid = tag.pid
      position = tag.next
    } else {
      parseUntagged(line, from: position, blank: blank, to: end)
      return
    }
    if position < end, line[position] == .ascii("["), line.has("[ID ", at: position) {
      // Solaris: [ID 197553 mail.info]
      if let close = line.find("] ", from: position, to: Swift.min(end, position + 48)) {
        position = close + 2
      }
    }
    message = ByteRange(position, end)
  }

  @inline(never)
  private mutating func parseLastToken(_ line: Span<UInt8>, from position: Int, to end: Int) {
    if let tag = line.tag(at: position, to: end) {
      program = tag.name
      pid = tag.pid
      message = ByteRange(tag.next, end)
    } else {
      message = ByteRange(position, end)
    }
  }

  @inline(never)
  private mutating func parseWithoutHost(_ line: Span<UInt8>, from position: Int, blank: Int, to end: Int) {
    if line[position] == .ascii("[") {
      // metalog: [postfix/smtpd] text; a level before another bracket (`[NOTICE] [id] …`) is no program
      let isLevel = line[position + 1].isUpper && blank + 1 < end && line[blank + 1] == .ascii("[")
      if line[blank - 1] == .ascii("]"), blank - position > 3, line[position + 1].isLetter, !isLevel {
        program = ByteRange(position + 1, blank - 1)
        message = ByteRange(blank + 1, end)
      } else {
        message = ByteRange(position, end)
      }
      return
    }
    if line[position] == .ascii("<") {
      // syslogd -v: <mail.info> or <2.6> before the host.
      if line[blank - 1] == .ascii(">"), blank + 1 < end, line[blank + 1] != .ascii("<") {
        parseHost(line, from: blank + 1, to: end)
      } else {
        message = ByteRange(position, end)
      }
      return
    }
    parseLastToken(line, from: position, to: end)
  }

  /// No tag after the first word: the word may be the tag itself (`prog[pid] text`), a host before a facility
  /// (`host mail:info prog[pid]: …` of AIX), or a host before text without a tag.
  @inline(never)
  private mutating func parseUntagged(_ line: Span<UInt8>, from position: Int, blank: Int, to end: Int) {
    if line.has("last message repeated ", at: position) {
      message = ByteRange(position, end)
      return
    }
    host = ByteRange(position, blank)
    message = ByteRange(blank + 1, end)
    if let next = line.find(32, from: blank + 1, to: end), next - blank < 20,
      let colon = line.find(.ascii(":"), from: blank + 1, to: next), colon > blank + 1, colon < next - 1,
      let tag = line.tag(at: next + 1, to: end)
    {
      program = tag.name
      pid = tag.pid
      message = ByteRange(tag.next, end)
    }
  }
}

/// A syslog tag: the program's name, its pid, and where the message begins.
struct Tag {
  var name: ByteRange
  var pid: Int32
  var next: Int
}

extension Span where Element == UInt8 {
  /// `name[pid]: `, `name: ` or `name[pid] ` at `start`; nil where none stands there. A name has no blanks, brackets,
  /// colons or quotes and is at most 80 bytes.
  @inline(__always)
  func tag(at start: Int, to end: Int) -> Tag? {
    let limit = Swift.min(end, start &+ 80)
    var index = nameEnd(from: start, to: limit)
    guard index > start, index < limit else { return nil }
    let name = ByteRange(start, index)
    var byte = self[index]
    if byte == .ascii(":") {
      index &+= 1
      if index < end, self[index] != 32 { return nil }
      while index < end, self[index] == 32 { index &+= 1 }
      return Tag(name: name, pid: -1, next: index)
    }
    guard byte == .ascii("[") else { return nil }
    index &+= 1
    let digits = index
    var value: Int32 = 0
    while index < end, index &- digits < 9 {
      byte = self[index]
      guard byte.isDigit else { break }
      value = value &* 10 &+ Int32(byte &- 48)
      index &+= 1
    }
    guard index < end, index > digits || self[index] == .ascii("]") else { return nil }
    if self[index] != .ascii("]") {
      // A thread or instance behind the pid: prog[123.4], prog[123-5].
      guard let close = find(.ascii("]"), from: index, to: Swift.min(end, index &+ 16)) else { return nil }
      index = close
    }
    let pid = index > digits ? value : -1
    index &+= 1
    if index < end, self[index] == .ascii(":") {
      index &+= 1
    } else if index < end, self[index] != 32 {
      return nil
    }
    while index < end, self[index] == 32 { index &+= 1 }
    return Tag(name: name, pid: pid, next: index)
  }

  /// Position of the first byte in `start..<limit` that a process' name cannot have: a blank or control byte, `:`, `[`,
  /// `"`, `=`, `<`, `,`, or a byte above `~`; `limit` where there is none. Eight bytes at a time.
  @inline(__always)
  private func nameEnd(from start: Int, to limit: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    @inline(__always) func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
    var index = start
    while index < limit {
      let word = word(at: index)
      // The lowest high bit that is set is exact; those above it may come from a borrow and are not looked at.
      let stops =
        (word &- ones &* 33) & ~word | zeros(word ^ (ones &* 0x3A)) | zeros(word ^ (ones &* 0x5B))
        | zeros(word ^ (ones &* 0x22)) | zeros(word ^ (ones &* 0x3D)) | zeros(word ^ (ones &* 0x3C))
        | zeros(word ^ (ones &* 0x2C)) | (word &+ ones) | word
      if stops & highs != 0 {
        index &+= (stops & highs).trailingZeroBitCount >> 3
        break
      }
      index &+= 8
    }
    return Swift.min(index, limit)
  }

  /// The word at `position` up to a blank; `position` moves behind the blank. Nil at the end.
  func token(_ position: inout Int, to end: Int) -> ByteRange? {
    while position < end, self[position] == 32 { position += 1 }
    guard position < end else { return nil }
    let start = position
    let stop = find(32, from: position, to: end) ?? end
    position = Swift.min(stop + 1, end)
    return ByteRange(start, stop)
  }

  /// A process id in decimal; -1 for anything else.
  func pid(_ range: ByteRange) -> Int32 {
    guard range.count > 0, range.count <= 9 else { return -1 }
    var value: Int32 = 0
    for index in range.range {
      guard self[index].isDigit else { return -1 }
      value = value * 10 + Int32(self[index] - 48)
    }
    return value
  }
}
