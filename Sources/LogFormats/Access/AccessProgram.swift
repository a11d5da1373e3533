import Bytes
import Model

/// Which server a program of mailbox access is, where several call their processes by one name.
///
/// `imapd` and `pop3d` are Courier's, UW's and old Cyrus', `imap`, `pop3`, `sieve`, `lmtp` and `deliver` Cyrus' and
/// Dovecot's: the wording of the message decides. Names of one server alone decide by themselves.
enum AccessProgram {
  /// The format of `program`; nil for programs that are none of these, or whose message is in no known wording.
  static func format(
    of program: ByteRange, _ message: ByteRange, in line: Span<UInt8>
  ) -> FormatRegistry.Format? {
    guard program.count >= 3, program.count <= 64 else { return nil }
    var name = program
    if let slash = line.findLast(.ascii("/"), from: program.lower, to: program.upper) {
      // The instance stands before the slash: `cyrus/imaps`, `frontend1/imap`, `dbmail/imap4d`.
      name = ByteRange(slash + 1, program.upper)
      guard !line.has("postfix", at: program.lower) else { return nil }
      if line.has("dbmail/", at: program.lower) { return .dbmail }
      guard let service = CyrusService(line, name) else { return nil }
      if line.has("cyrus", at: program.lower) || service.isOwnName { return .cyrus }
      return CyrusWording(line, message) == nil && service == .daemon ? nil : .cyrus
    }
    guard !name.isEmpty else { return nil }
    switch line[name.lower] | 32 {
    case .ascii("i"), .ascii("p"): return imapOrPOP(name, message, line)
    case .ascii("a"):
      return line.has("authdaemon", at: name.lower) && name.count <= 24 ? .courierLogin : nil
    case .ascii("c"):
      if line.has("courier", at: name.lower) {
        return CourierLoginFormat.recognizes(program: name, in: line) ? .courierLogin : nil
      }
      return cyrus(name, message, line)
    case .ascii("v"):
      return line.has("vchkpw", at: name.lower) || line.equals("vpopmail", in: name)
        || line.equals("vpopmaild", in: name) ? .vpopmail : nil
    case .ascii("q"), .ascii("s"), .ascii("d"), .ascii("l"), .ascii("t"), .ascii("m"), .ascii("n"),
      .ascii("h"),
      .ascii("r"), .ascii("b"), .ascii("u"):
      return other(name, message, line)
    default: return nil
    }
  }

  private static func imapOrPOP(
    _ name: ByteRange, _ message: ByteRange, _ line: Span<UInt8>
  ) -> FormatRegistry.Format? {
    if line.has("perdition", at: name.lower) { return .perdition }
    if line.equals("popper", in: name) || line.equals("in.qpopper", in: name) { return .qpopper }
    if line.equals("ipop3d", in: name) || line.equals("ipop2d", in: name) { return .uw }
    if line.equals("imapd", in: name) || line.equals("pop3d", in: name) {
      if CourierLoginFormat.isWording(line, message) { return .courierLogin }
      if UWFormat.isWording(line, message) { return .uw }
      if CyrusWording(line, message) != nil { return .cyrus }
      return .courierLogin
    }
    if CourierLoginFormat.recognizes(program: name, in: line) { return .courierLogin }
    return cyrus(name, message, line)
  }

  private static func cyrus(
    _ name: ByteRange, _ message: ByteRange, _ line: Span<UInt8>
  ) -> FormatRegistry.Format? {
    guard let service = CyrusService(line, name) else { return nil }
    if service.isOwnName || line.has("cyr", at: name.lower) || line.has("ctl_", at: name.lower)
      || line.has("lmtpunix", at: name.lower) || line.has("timsieved", at: name.lower)
      || line.has("tls_prune", at: name.lower)
    {
      return .cyrus
    }
    return CyrusWording(line, message) == nil ? nil : .cyrus
  }

  private static func other(
    _ name: ByteRange, _ message: ByteRange, _ line: Span<UInt8>
  ) -> FormatRegistry.Format? {
    if line.equals("solid-pop3d", in: name) || line.equals("spop3d", in: name) { return .solidPOP3D }
    if line.equals("qpopper", in: name) { return .qpopper }
    if line.has("dbmail-", at: name.lower) { return .dbmail }
    if line.equals("saslauthd", in: name) { return .saslauthd }
    if line.equals("sqwebmaild", in: name) || line.equals("sqwebmail", in: name) { return .courierLogin }
    return cyrus(name, message, line)
  }
}

/// What the formats of mailbox access have in common.
enum AccessLine {
  /// `imap` or `pop3` (`imaps`, `pop3s` where the name says so) from the name of a process: `imapd-ssl`, `pop3s`,
  /// `vchkpw-pop3`, `perdition.imap4s`.
  static func networkProtocol(_ line: Span<UInt8>, _ name: ByteRange) -> LogEvent.NetworkProtocol {
    let isSecure =
      name.count > 3
      && (line.has("-ssl", at: name.upper - 4)
        || line[name.upper - 1] == .ascii("s")
          && !line.has("ss", at: name.upper - 2))
    if line.find("imap", from: name.lower, to: name.upper) != nil { return isSecure ? .imaps : .imap }
    if line.find("pop", from: name.lower, to: name.upper) != nil { return isSecure ? .pop3s : .pop3 }
    if line.find("sieve", from: name.lower, to: name.upper) != nil { return .managesieve }
    return .none
  }

  /// The position behind `[pid]: ` or `name: `-like bytes: blanks at `start`.
  static func skipBlanks(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var index = start
    while index < end, line[index] == 32 { index += 1 }
    return index
  }

  /// Sets the client's address where `range` is one.
  static func setAddress(_ line: Span<UInt8>, _ range: ByteRange, _ event: inout LogEvent) {
    if !range.isNone, range.count <= 64, isAddress(line, range) { event[.sourceIP] = line.unmapped(range) }
  }

  /// Whether `range` is written as an address: of hexadecimal digits, points and colons, with a zone behind `%` at most.
  static func isAddress(_ line: Span<UInt8>, _ range: ByteRange) -> Bool {
    guard line.isAddress(range) else { return false }
    for index in range.lower..<range.upper {
      let byte = line[index]
      if byte == .ascii("%") { return index > range.lower + 2 }
      guard byte.isHexDigit || byte == .ascii(".") || byte == .ascii(":") else { return false }
    }
    return true
  }

  /// The text is a trouble by its words: `error`, `fail`, `cannot`, `unable`, `denied`, `No such file`.
  static func isTrouble(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    mayBeTrouble(line, start, end) && isSurelyTrouble(line, start, end)
  }

  /// Whether three letters of one of the words stand in the text: all of them are looked for at once, in sixteen places.
  private static func mayBeTrouble(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    var position = start
    while position < end {
      let first = line.block(at: position)
      let second = line.block(at: position + 1)
      let third = line.block(at: position + 2)
      @inline(__always)
      func are(_ one: UInt8, _ two: UInt8, _ three: UInt8) -> SIMDMask<SIMD16<Int8>> {
        first.equals(one) .& second.equals(two) .& third.equals(three)
      }
      let found =
        are(.ascii("r"), .ascii("r"), .ascii("o")) .| are(.ascii("R"), .ascii("R"), .ascii("O"))
        .| are(.ascii("f"), .ascii("a"), .ascii("i")) .| are(.ascii("F"), .ascii("a"), .ascii("i"))
        .| are(.ascii("a"), .ascii("n"), .ascii("n")) .| are(.ascii("a"), .ascii("n"), .ascii("'"))
        .| are(.ascii("n"), .ascii("a"), .ascii("b")) .| are(.ascii("n"), .ascii("i"), .ascii("e"))
        .| are(.ascii("N"), .ascii("o"), 32) .| are(.ascii("a"), .ascii("r"), .ascii("n"))
        .| are(.ascii("n"), .ascii("v"), .ascii("a"))
      if found.firstLane < 16 { return true }
      position += 16
    }
    return false
  }

  private static func isSurelyTrouble(_ line: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
    line.find("rror", from: start, to: end) != nil
      || line.find("fail", from: start, to: end) != nil
      || line.find("Fail", from: start, to: end) != nil
      || line.find("RROR", from: start, to: end) != nil || line.find("annot ", from: start, to: end) != nil
      || line.find("an't ", from: start, to: end) != nil || line.find("nable to", from: start, to: end) != nil
      || line.find("denied", from: start, to: end) != nil || line.find("No such", from: start, to: end) != nil
      || line.find("arning", from: start, to: end) != nil || line.find("nvalid", from: start, to: end) != nil
  }

  /// `.warning` with the text as reason, or `.service` with it as detail.
  static func setOther(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    guard !text.isEmpty else { return }
    if isTrouble(line, text.lower, text.upper) {
      event.action = .warning
      event[.reason] = text
    } else {
      event.action = .service
      event[.detail] = text
    }
  }
}
