public import Bytes
public import Model

/// Credentials that a server wrote into its log: where they stand, and a copy of the line without them.
///
/// Found are passwords that a server tells (`given password: X`, `(pass: 'X')`, `passwd=X`, `pass=X`), the answers of AUTH
/// and AUTHENTICATE (`AUTH PLAIN AGFubmEA…`, `resp=…`, MailEnable's `AUTH⇥MTIzNA==⇥535 …`), and in logged dialogues the client's `PASS X`, `A1 LOGIN U X` and
/// bare base64. Each of their bytes becomes `*`: the copy is as long as the line, and all positions in it stay true.
/// Only lines whose event says nothing more definite are searched (`areLikely`): a delivery holds no credentials.
/// - Source: Dovecot `auth_verbose_passwords`, `auth_debug_passwords`; courier-authlib DEBUG_LOGIN=2; vpopmail
///   `--enable-logging=p`; RFC 4954 §4, RFC 3501 §6.2, RFC 1939 §7.
public enum Secrets {
  /// Whether a line of this event can hold credentials at all.
  @inlinable @inline(__always)
  public static func areLikely(in event: borrowing LogEvent) -> Bool {
    switch event.action {
    case .warning, .service, .unrecognized, .otherProgram: true
    case .login, .reject, .connectionLost, .rateLimit, .tlsFailed, .logout:
      // Their login lines have no place for a password.
      event.format > 1
    default: false
    }
  }

  /// Makes `copy` the line with its credentials masked; false, and `copy` is of no use, where it holds none.
  @inline(never)
  public static func mask(_ line: Span<UInt8>, into copy: inout ByteBuffer) -> Bool {
    var marks = Marks()
    findPasswords(line, &marks)
    findAnswers(line, &marks)
    findDialogue(line, &marks)
    guard marks.count > 0 else { return false }
    copy.removeAll()
    copy.append(line)
    for number in 0..<marks.count {
      let range = marks.ranges[number]
      var index = range.lower
      while index < Swift.min(range.upper, copy.count) {
        copy[index] = .ascii("*")
        index += 1
      }
    }
    return true
  }

  /// The places found in one line. More than it holds are more than a line of a server has; the last one then runs to the
  /// line's end.
  private struct Marks {
    var ranges = InlineArray<16, ByteRange>(repeating: .none)
    var count = 0

    mutating func add(_ line: Span<UInt8>, _ start: Int, _ end: Int) {
      guard start < end, count < 16 else { return }
      if count == 15 {
        ranges[count] = ByteRange(start, line.count)
      } else {
        ranges[count] = ByteRange(start, end)
      }
      count += 1
    }
  }

  // MARK: Passwords

  /// Everything that begins with `pass`.
  private static func findPasswords(_ line: Span<UInt8>, _ marks: inout Marks) {
    let end = line.count
    var position = 0
    while let found = line.find("pass", from: position) {
      position = found + 4
      if line.has("word: ", at: position), isGiven(line, before: found) {
        // (given password: X), (SHA1 of given password: X): X may hold brackets, the last one closes.
        let close = line.findLast(.ascii(")"), from: position + 6, to: end) ?? end
        marks.add(line, position + 6, close)
        position = close
      } else if line.has(": '", at: position), found > 0, line[found - 1] == .ascii("(") {
        // (pass: 'X') U:A
        let close =
          line.findLast("') ", from: position + 3, to: end)
          ?? line.findLast(.ascii("'"), from: position + 3, to: end)
        marks.add(line, position + 3, close ?? end)
        position = close ?? end
      } else {
        var value = position
        if line.has("word", at: value) {
          value += 4
        } else if line.has("wd", at: value) {
          value += 2
        }
        guard value < end, line[value] == .ascii("=") else { continue }
        let stop = valueEnd(line, from: value + 1, to: end)
        if !isHidden(line, value + 1, stop) { marks.add(line, value + 1, stop) }
        position = Swift.max(position, stop)
      }
    }
    position = 0
    while let found = line.find("resp=", from: position) {
      let stop = valueEnd(line, from: found + 5, to: end)
      if !isHidden(line, found + 5, stop) { marks.add(line, found + 5, stop) }
      position = found + 5
    }
  }

  private static func isGiven(_ line: Span<UInt8>, before position: Int) -> Bool {
    position >= 6 && line.has("given ", at: position - 6)
  }

  /// The end of a value: its closing quote, or a comma, blank, tab, `#` (of `#011`), `&`, `;` or bracket.
  private static func valueEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    guard start < end else { return end }
    let first = line[start]
    if first == .ascii("\"") || first == .ascii("'") {
      return line.find(first, from: start + 1, to: end).map { $0 + 1 } ?? end
    }
    var index = start
    while index < end {
      let byte = line[index]
      if byte <= 32 || byte == .ascii(",") || byte == .ascii("#") || byte == .ascii("&")
        || byte == .ascii(";")
        || byte == .ascii(")")
      {
        break
      }
      index += 1
    }
    return index
  }

  /// `<hidden>`, `<null>`, `***`: what the server masked itself, or did not have.
  private static func isHidden(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    start >= end || line[start] == .ascii("<") || line[start] == .ascii("*")
  }

  // MARK: Answers of AUTH

  private static func findAnswers(_ line: Span<UInt8>, _ marks: inout Marks) {
    findAnswers(line, "AUTH", &marks)
    findAnswers(line, "auth", &marks)
  }

  private static func findAnswers(_ line: Span<UInt8>, _ verb: StaticString, _ marks: inout Marks) {
    let end = line.count
    var position = 0
    while let found = line.find(verb, from: position) {
      position = found + 4
      if line.hasIgnoringCase("enticate", at: position) { position += 8 }
      if let answer = answerInColumn(line, position, end) {
        marks.add(line, answer.lower, answer.upper)
        position = answer.upper
        continue
      }
      guard let mechanism = afterSeparator(line, position, end),
        let after = mechanismEnd(line, mechanism, end), let answer = afterSeparator(line, after, end)
      else { continue }
      let stop = encodedEnd(line, from: answer, to: end)
      // `AUTH+LOGIN 334+VXNlcm5hbWU6`: the reply, in a log where `+` stands for a blank.
      if stop > answer + 3, line[answer + 3] == .ascii("+"),
        Reply.code(line, at: answer, to: answer + 3) != nil
      {
        continue
      }
      // `AUTH LOGIN XOAUTH2` of a server's greeting is a list of mechanisms.
      let isList = mechanismEnd(line, answer, end) == stop
      if stop > answer, !isList, isEncoded(line, answer, stop) { marks.add(line, answer, stop) }
      position = Swift.max(position, stop)
    }
  }

  /// The answer in a table of commands and replies, `AUTH⇥MTIzNDU2Nzg5⇥535 Invalid …`: the cell between the verb and a
  /// reply's code, which is base64 whatever it looks like. Blanks may stand for the tabs.
  private static func answerInColumn(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> ByteRange? {
    guard start < end, line[start] == 9 || line[start] == 32 else { return nil }
    let stop = encodedEnd(line, from: start + 1, to: end)
    // Where `+` stands for a blank, the cell may be the command: `AUTH+PLAIN+…`.
    guard stop > start + 1, line[start + 1] != .ascii("+"), !line.hasIgnoringCase("auth+", at: start + 1),
      stop < end, line[stop] == line[start], mechanismEnd(line, start + 1, stop) != stop,
      Reply.code(line, at: stop + 1, to: Swift.min(end, stop + 4)) != nil
    else { return nil }
    let next = stop + 4
    return next == end || line[next] == 32 || line[next] == .ascii("+") ? ByteRange(start + 1, stop) : nil
  }

  /// The position behind one or more blanks, tabs or `+` (a blank of W3C logs).
  private static func afterSeparator(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var index = start
    while index < end, line[index] == 32 || line[index] == 9 || line[index] == .ascii("+") { index += 1 }
    return index > start && index < end ? index : nil
  }

  /// The end of a SASL mechanism's name at `start`.
  private static func mechanismEnd(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
    var index = start
    while index < end, line[index].isAlphanumeric || line[index] == .ascii("-") || line[index] == .ascii("_")
    {
      index += 1
    }
    let name = ByteRange(start, index)
    let isKnown =
      line.equalsIgnoringCase("plain", in: name) || line.equalsIgnoringCase("login", in: name)
      || line.equalsIgnoringCase("ntlm", in: name) || line.equalsIgnoringCase("xoauth2", in: name)
      || line.equalsIgnoringCase("oauthbearer", in: name) || line.equalsIgnoringCase("external", in: name)
      || line.equalsIgnoringCase("cram-md5", in: name) || line.equalsIgnoringCase("digest-md5", in: name)
      || line.equalsIgnoringCase("gssapi", in: name) || line.hasIgnoringCase("scram-", at: start)
    return isKnown ? index : nil
  }

  private static func encodedEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var index = start
    while index < end, isBase64(line[index]) { index += 1 }
    return index
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte == .ascii("+") || byte == .ascii("/") || byte == .ascii("=")
  }

  /// Whether the bytes are base64 and no word: `=` at the end, or letters of both cases or digits mixed as words do not mix
  /// them (`failed`, `Failed`, `FAILED` are words).
  private static func isEncoded(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    guard end - start >= 4 else { return false }
    if line[end - 1] == .ascii("=") { return true }
    var lower = 0
    var upper = 0
    var others = 0
    for index in start..<end {
      if line[index].isLower {
        lower += 1
      } else if line[index].isUpper {
        // A capital at the beginning is that of a word.
        if index > start { upper += 1 }
      } else {
        others += 1
      }
    }
    return others > 0 && lower + upper > 0 || upper > 0 && lower > 0
  }

  // MARK: Dialogues

  /// What a client said, behind the marks of servers that log the dialogue: `RECEIVED: ` (hMailServer), `<-- ` (MDaemon),
  /// `< name[address]: ` (Postfix' smtpd -v), `C: `.
  private static func findDialogue(_ line: Span<UInt8>, _ marks: inout Marks) {
    let end = line.count
    var start = -1
    if let found = line.find("RECEIVED: ") {
      start = found + 10
    } else if let found = line.find("<-- ") {
      start = found + 4
    } else if let found = line.find(": < "), let colon = line.find("]: ", from: found) {
      start = colon + 3
    } else if let found = line.find(" C: ") {
      start = found + 4
    }
    guard start >= 0, start < end else { return }
    var stop = end
    while stop > start, line[stop - 1] <= 32 || line[stop - 1] == .ascii("\"") { stop -= 1 }
    if line.hasIgnoringCase("pass ", at: start) {
      marks.add(line, start + 5, stop)
    } else if encodedEnd(line, from: start, to: stop) == stop, (stop - start) % 4 == 0,
      isEncoded(line, start, stop)
    {
      marks.add(line, start, stop)
    } else if let blank = line.find(32, from: start, to: stop), line.hasIgnoringCase("login ", at: blank + 1),
      let last = line.findLast(32, from: blank + 7, to: stop)
    {
      // A1 LOGIN "anna" "pass word": what follows the name.
      var value = last + 1
      if let quote = line.findLast(" \"", from: blank + 7, to: stop) { value = quote + 1 }
      marks.add(line, value, stop)
    }
  }
}
