import Bytes

extension MailboxKind {
  /// How many bytes of a stream are enough to tell its kind (fewer are fine where the stream ends).
  public static let sniffBytes = 16 << 10

  /// Tells what `head`, the first bytes of a decoded stream, is the beginning of.
  ///
  /// Content decides. `file` is heard where the content leaves it open: a file of a mail folder needs one
  /// well-known field to be a message where any other file needs two, and a mailbox whose first From_ line is
  /// lost or damaged is one by its name.
  ///
  /// What is refused although it looks like mail: procmail's log (From_ lines with an indented `Subject:`), lines of
  /// `word: text` as logs without a stamp have them, HTTP headers.
  public static func sniff(_ head: Span<UInt8>, file: MailFile = MailFile()) -> MailboxKind {
    if let found = magic(head, file: file) { return found }
    let head = head.extracting(0..<min(head.count, sniffBytes))
    var start = head.has("\u{FEFF}", at: 0) ? 3 : 0
    while start < head.count, head[start] == 10 || head[start] == 13 { start += 1 }
    let text = head.extracting(start..<head.count)
    guard text.count > 0 else { return .notMail }

    if text.has("\u{01}\u{01}\u{01}\u{01}", at: 0) {
      return text.count == 4 || text[4] == 10 || text[4] == 13 ? .mmdf : .notMail
    }
    if text.has("BABYL OPTIONS:", at: 0) { return .babyl }
    if FromLine.begins(text) {
      if let verdict = fromLine(text) { return verdict }
    }
    if let size = byteCountLine(text) {
      let rest = text.extracting(size..<text.count)
      let needed = file.place == .emlx ? 1 : 2
      if message(rest, needed: needed) { return .emlx }
    }
    // `.msg` is a message as text more often than Outlook's container, which has been found by now.
    let needed =
      file.holdsOneMessage || file.place == .mailbox || file.place == .outlookMessage ? 1 : 2
    guard message(text, needed: needed) else {
      return file.place == .mailbox && holdsSeparator(text) ? .mbox : .notMail
    }
    return file.place == .mailbox ? .mbox : .singleMessage
  }

  /// Containers that have a magic number.
  private static func magic(_ head: Span<UInt8>, file: MailFile) -> MailboxKind? {
    guard head.count >= 4 else { return nil }
    if head.has("!BDN", at: 0) { return .unsupported(.outlookStore) }
    switch head.word(at: 0) & 0xFFFF_FFFF {
    case 0xFE12_ADCF: return .unsupported(.outlookExpress)
    case 0x223E_9F78: return .unsupported(.tnef)
    case 0x0400_001A: return .unsupported(.notesStore)
    default: break
    }
    if head.word(at: 4) & 0xFFFF_FFFF == 0x89AB_CDEF { return .unsupported(.exchangeStore) }
    if head.word(at: 0) == 0xE11A_B1A1_E011_CFD0 {
      let name = "_\0_\0s\0u\0b\0s\0t\0g\0" as StaticString
      return file.place == .outlookMessage || head.find(name) != nil
        ? .unsupported(.outlookMessage) : .notMail
    }
    if head.has("2 M", at: 0), let end = head.find(10), end < 64, head.find(" C", to: end) != nil,
      head.has("\u{01}\u{02}N", at: end + 1)
    {
      return .unsupported(.dovecotDbox)
    }
    let swapped = head[0] == 0xFE && head[1] == 0xFF
    if swapped || (head[0] == 0xFF && head[1] == 0xFE) { return utf16(head, high: swapped ? 2 : 3) }
    return nil
  }

  /// Whether UTF-16 text, its high bytes at `high` and every second place from there, is mail.
  private static func utf16(_ head: Span<UInt8>, high: Int) -> MailboxKind {
    var narrow: [UInt8] = []
    var index = 2
    while index + 1 < min(head.count, sniffBytes) {
      if head[index + high - 2] != 0 { return .notMail }
      narrow.append(head[index + (high == 2 ? 1 : 0)])
      index += 2
    }
    return sniff(narrow.span).isMail ? .unsupported(.utf16) : .notMail
  }

  /// Judges text that begins with a From_ line; nil where it is none.
  private static func fromLine(_ text: Span<UInt8>) -> MailboxKind? {
    let end = lineEnd(text, from: 0)
    let line = text.extracting(0..<end.content)
    let next = text.extracting(end.next..<text.count)
    let isWhole = end.next > end.content
    if FromLine(line).hasDate {
      // QUIRK(procmailrc LOGABSTRACT): the log has a From_ line and then indented lines.
      if next.count > 0, next[0] == 32 || next[0] == 9 {
        var word = 0
        while word < next.count, next[word].isBlank { word += 1 }
        if next.has("Subject:", at: word) || next.has("Folder:", at: word) { return .notMail }
      }
      return .mbox
    }
    guard isWhole else { return nil }
    if next.has(">From ", at: 0) { return .mbox }
    let size = HeaderLine.nameLength(next)
    return size > 0 && !HeaderLine.field(next, size).isEmpty ? .mbox : nil
  }

  /// Whether a From_ line with a date and a header behind it stands anywhere in `text`: a mailbox whose beginning is
  /// damaged.
  private static func holdsSeparator(_ text: Span<UInt8>) -> Bool {
    var start = 0
    while start < text.count {
      let end = lineEnd(text, from: start)
      let line = text.extracting(start..<end.content)
      if FromLine.begins(line), FromLine(line).hasDate,
        HeaderLine.opensHeader(text.extracting(end.next..<text.count))
      {
        return true
      }
      start = end.next
    }
    return false
  }

  /// Bytes of an emlx's first line (a decimal count, blanks), line end included; nil for anything else.
  static func byteCountLine(_ text: Span<UInt8>) -> Int? {
    var index = 0
    while index < text.count, text[index].isDigit, index < 12 { index += 1 }
    guard index > 0 else { return nil }
    while index < text.count, text[index].isBlank || text[index] == 13, index < 64 { index += 1 }
    return index < text.count && text[index] == 10 ? index + 1 : nil
  }

  /// Whether `text` is a message: a header with `needed` well-known fields, its other lines fields too.
  private static func message(_ text: Span<UInt8>, needed: Int) -> Bool {
    var found: HeaderFields = []
    var fields = 0
    var damaged = 0
    var start = 0
    while start < text.count, fields + damaged < 200 {
      let end = lineEnd(text, from: start)
      // The last line may be cut by the end of what was looked at.
      if end.next == end.content, text.count >= sniffBytes - 64, fields > 0 { break }
      let line = text.extracting(start..<end.content)
      if line.count == 0 { break }
      let size = HeaderLine.nameLength(line)
      if size > 0 {
        let field = HeaderLine.field(line, size)
        found.formUnion(field)
        fields += 1
      } else if line[0].isBlank, fields > 0 {
        // A folded field.
      } else if line.has(">From ", at: 0) {
        // Old MTAs.
      } else {
        damaged += 1
        // A message begins with fields: a log or a text does not, and what follows may be a body whose header
        // lacks its empty line.
        if fields == 0 { return false }
        if fields >= 3, found.strength >= 2 { return true }
        if damaged > 1 + fields / 4 { return false }
      }
      start = end.next
    }
    let strength = found.strength
    if fields == 0 || strength >= needed { return fields > 0 }
    // One field that only mail has, beside one that others have too; or a folder of mail says what it is.
    return found.contains(.weak) && (strength >= 1 || needed == 1)
  }

  /// End of the line at `start`: LF, CRLF or a lone CR.
  private static func lineEnd(
    _ text: Span<UInt8>, from start: Int
  ) -> (content: Int, next: Int) {
    let feed = text.find(10, from: start) ?? text.count
    if let carriage = text.find(13, from: start, to: feed) {
      return (carriage, carriage + 1 == feed && feed < text.count ? feed + 1 : carriage + 1)
    }
    return (feed, min(feed + 1, text.count))
  }
}
