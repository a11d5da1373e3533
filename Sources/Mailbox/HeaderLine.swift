import Bytes

/// What a line of a mail header looks like, as far as finding message boundaries needs it. The fields themselves
/// are read by the room MIME.
enum HeaderLine {
  /// Length of the field name where `line` is `name:` or (obsolete, RFC 5322 §4.5) `name :`, else 0. Names longer
  /// than 256 bytes are none.
  static func nameLength(_ line: Span<UInt8>) -> Int {
    let end = min(line.count, 257)
    var index = 0
    while index < end {
      let byte = line[index]
      if byte == UInt8(ascii: ":") { return index }
      if byte <= 32 || byte >= 127 { break }
      index += 1
    }
    guard index > 0, index < end, line[index].isBlank else { return 0 }
    let name = index
    while index < end, line[index].isBlank { index += 1 }
    return index < line.count && line[index] == UInt8(ascii: ":") ? name : 0
  }

  /// Whether `line` could be the first of a header: a field, or the `>From ` that old MTAs left there.
  static func opensHeader(_ line: Span<UInt8>) -> Bool {
    line.has(">From ", at: 0) || nameLength(line) > 0
  }

  /// Whether `line` is empty but for its line end.
  @inline(__always)
  static func isBlank(_ line: Span<UInt8>) -> Bool {
    switch line.count {
    case 0: true
    case 1: line[0] == 10 || line[0] == 13
    case 2: line[0] == 13 && line[1] == 10
    default: false
    }
  }

  /// Which well-known field the first `size` bytes of `line` name.
  static func field(_ line: Span<UInt8>, _ size: Int) -> HeaderFields {
    let name = ByteRange(0, size)
    func named(_ literal: StaticString) -> Bool { line.equalsIgnoringCase(literal, in: name) }
    switch size {
    case 2: return named("to") || named("cc") ? .to : []
    case 3: return named("bcc") ? .other : []
    case 4: return named("from") ? .from : named("date") ? .date : []
    case 6: return named("sender") ? .sender : named("status") ? .weak : []
    case 7: return named("subject") ? .subject : []
    case 8:
      return named("received") ? .received : named("reply-to") ? .sender : named("x-mailer") ? .other : []
    case 9: return named("errors-to") ? .other : []
    case 10:
      return named("message-id")
        ? .messageID : named("references") ? .other : named("user-agent") ? .weak : []
    case 11:
      return named("return-path")
        ? .returnPath : named("envelope-to") ? .deliveredTo : named("in-reply-to") ? .other : []
    case 12:
      if named("delivered-to") { return .deliveredTo }
      if named("mime-version") { return .mime }
    case 13: if named("x-original-to") { return .deliveredTo }
    default: break
    }
    if line.hasIgnoringCase("resent-", at: 0) || line.hasIgnoringCase("list-", at: 0)
      || line.hasIgnoringCase("arc-", at: 0) || named("dkim-signature")
      || named("authentication-results") || named("received-spf")
    {
      return .other
    }
    if line.hasIgnoringCase("content-", at: 0) || line.hasIgnoringCase("x-", at: 0) { return .weak }
    return []
  }

  /// The well-known fields of a header block, up to its end or the first empty line.
  static func fields(of block: Span<UInt8>) -> HeaderFields {
    var found: HeaderFields = []
    var start = 0
    while start < block.count {
      let end = block.find(10, from: start).map { $0 + 1 } ?? block.count
      let line = block.extracting(start..<end)
      if isBlank(line) { break }
      let size = nameLength(line)
      if size > 0 { found.formUnion(field(line, size)) }
      start = end
    }
    return found
  }
}

/// Well-known header fields, as a set.
struct HeaderFields: OptionSet {
  var rawValue: UInt16
  static let from = HeaderFields(rawValue: 1 << 0)
  static let to = HeaderFields(rawValue: 1 << 1)
  static let subject = HeaderFields(rawValue: 1 << 2)
  static let date = HeaderFields(rawValue: 1 << 3)
  static let messageID = HeaderFields(rawValue: 1 << 4)
  static let received = HeaderFields(rawValue: 1 << 5)
  static let returnPath = HeaderFields(rawValue: 1 << 6)
  static let deliveredTo = HeaderFields(rawValue: 1 << 7)
  static let sender = HeaderFields(rawValue: 1 << 8)
  static let mime = HeaderFields(rawValue: 1 << 9)
  /// Fields that only mail has, each counted once together.
  static let other = HeaderFields(rawValue: 1 << 10)
  /// Fields that HTTP and others share with mail.
  static let weak = HeaderFields(rawValue: 1 << 11)

  /// Fields that a header has once (RFC 5322 §3.6).
  static let once: HeaderFields = [.from, .subject, .date, .messageID]

  /// How many different well-known fields there are, those shared with others not counted.
  var strength: Int { subtracting(.weak).rawValue.nonzeroBitCount }
}
