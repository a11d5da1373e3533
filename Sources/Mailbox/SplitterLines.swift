import Bytes
import Model

/// What a line means in each state.
extension MailboxSplitter {
  /// Handles a line, its end included. One that is not whole is the beginning of a long one; `continueLine` gets the
  /// rest.
  mutating func handle<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, isWhole: Bool, _ sink: inout Sink
  ) {
    if isWhole {
      let limit = MailboxSplitter.limit(of: text, limits)
      if text.count > limit {
        isMidLine = true
        handle(text.extracting(0..<limit), at: offset, isWhole: false, &sink)
        continueLine(
          text.extracting(limit..<text.count), at: offset &+ UInt64(limit), isEnd: true, &sink)
        return
      }
    }
    if !held.isEmpty {
      hold(text, at: offset, isStart: true, isWhole: isWhole, &sink)
      return
    }
    switch state {
    case .start: startLine(text, at: offset, isWhole, &sink)
    case .between: betweenLine(text, at: offset, isWhole, &sink)
    case .labels: labelLine(text, at: offset)
    case .header: headerLine(text, at: offset, isWhole, &sink)
    case .afterHeader: afterHeaderLine(text, at: offset, isWhole, &sink)
    case .shownHeader: shownHeaderLine(text, at: offset, isWhole, &sink)
    case .body: bodyLine(text, at: offset, isWhole, &sink)
    }
    // A line that is now being weighed is counted when its lot is known.
    if isWhole, held.isEmpty { line &+= 1 }
  }

  /// The rest of a long line.
  mutating func continueLine<Sink: MessageSink & ~Copyable>(
    _ bytes: Span<UInt8>, at offset: UInt64, isEnd: Bool, _ sink: inout Sink
  ) {
    if isEnd { isMidLine = false }
    if !held.isEmpty {
      hold(bytes, at: offset, isStart: false, isWhole: isEnd, &sink)
      return
    }
    switch state {
    case .header: keepHeader(bytes)
    case .body: give(bytes, at: offset, &sink)
    case .start, .between: stray(bytes.count, at: offset)
    case .labels, .afterHeader, .shownHeader: break
    }
    if isEnd {
      line &+= 1
      isAfterBlank = false
    }
  }

  private mutating func startLine<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, _ isWhole: Bool, _ sink: inout Sink
  ) {
    if isWhole, HeaderLine.isBlank(text) {
      nextOddities.insert(.leadingBlankLines)
      return
    }
    switch lineKind {
    case .mbox:
      if isWhole, FromLine.begins(text) {
        weigh(text, at: offset)
      } else if HeaderLine.opensHeader(text) {
        nextOddities.insert(.missingFromLine)
        open(at: offset)
        headerLine(text, at: offset, isWhole, &sink)
      } else {
        state = .between
        betweenLine(text, at: offset, isWhole, &sink)
      }
    case .mmdf, .babyl:
      state = .between
      betweenLine(text, at: offset, isWhole, &sink)
    default:
      openAt(text, at: offset, isWhole, &sink)
    }
  }

  /// Opens a message whose beginning is certain at a line that may be a From_ line.
  private mutating func openAt<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, _ isWhole: Bool, _ sink: inout Sink
  ) {
    if isWhole, FromLine.begins(text) {
      open(at: offset, separator: text)
    } else {
      open(at: offset)
      headerLine(text, at: offset, isWhole, &sink)
    }
  }

  private mutating func betweenLine<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, _ isWhole: Bool, _ sink: inout Sink
  ) {
    let isBlank = isWhole && HeaderLine.isBlank(text)
    switch lineKind {
    case .mmdf:
      if isBlank || MailboxSplitter.isMark(text) { return }
      openAt(text, at: offset, isWhole, &sink)
    case .babyl:
      if text.has("\u{1F}\u{0C}", at: 0) { state = .labels }
    default:
      if isWhole, FromLine.begins(text) {
        weigh(text, at: offset)
        if !held.isEmpty { return }
      }
      stray(text.count, at: offset)
      isAfterBlank = isBlank
    }
  }

  private mutating func labelLine(_ text: Span<UInt8>, at offset: UInt64) {
    open(at: offset)
    message.isDeleted = text.find(" deleted,") != nil
    message.headerOffset = offset &+ UInt64(text.count)
    message.headerLine = line &+ 1
    hasBabylHeader = text.has("1", at: 0)
  }

  private mutating func headerLine<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, _ isWhole: Bool, _ sink: inout Sink
  ) {
    if isWhole, HeaderLine.isBlank(text) {
      if header.isEmpty { message.oddities.insert(.noHeader) }
      message.headerLength = offset &- message.headerOffset
      if lineKind == .babyl, hasBabylHeader {
        keepHeader(text)
        hasHeaderEnd = true
        state = .afterHeader
        return
      }
      keepHeader(text)
      hasHeaderEnd = true
      enterBody(at: offset &+ UInt64(text.count), &sink)
      return
    }
    if endsMessage(text, at: offset, &sink) { return }
    if isWhole, lineKind == .mbox, FromLine.begins(text) {
      weigh(text, at: offset)
      if !held.isEmpty { return }
      message.oddities.insert(.fromLineInHeader)
    }
    if header.isEmpty, !HeaderLine.opensHeader(text), !FromLine.begins(text) {
      if lineKind == .babyl, text.has("*** EOOH ***", at: 0) {
        message.headerOffset = offset &+ UInt64(text.count)
        message.headerLine = line &+ 1
        return
      }
      message.oddities.insert(.noHeader)
      message.headerLength = 0
      enterBody(at: offset, &sink)
      isAfterBlank = false
      bodyLine(text, at: offset, isWhole, &sink)
      return
    }
    keepHeader(text)
  }

  /// Appends to the header, up to its limit.
  mutating func keepHeader(_ bytes: Span<UInt8>) {
    let room = limits.headerBytes - header.count
    if bytes.count > room {
      message.oddities.insert(.headerCut)
      if room > 0 { header.append(bytes.extracting(0..<room)) }
    } else {
      header.append(bytes)
    }
  }

  private mutating func afterHeaderLine<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, _ isWhole: Bool, _ sink: inout Sink
  ) {
    if text.has("*** EOOH ***", at: 0) {
      message.oddities.insert(.rewrittenHeader)
      state = .shownHeader
      return
    }
    enterBody(at: offset, &sink)
    bodyLine(text, at: offset, isWhole, &sink)
  }

  private mutating func shownHeaderLine<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, _ isWhole: Bool, _ sink: inout Sink
  ) {
    if isWhole, HeaderLine.isBlank(text) {
      enterBody(at: offset &+ UInt64(text.count), &sink)
    } else {
      _ = endsMessage(text, at: offset, &sink)
    }
  }

  /// A line of the body that is not scanned with its neighbours: one that was carried, or weighed.
  mutating func bodyLine<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, _ isWhole: Bool, _ sink: inout Sink
  ) {
    switch look(text, isWhole) {
    case .text:
      give(text, at: offset, &sink)
      isAfterBlank = false
    case .blank:
      giveBlank(&sink)
      blankSize = text.count
      blankByte = text[0]
      blankOffset = offset
      isAfterBlank = true
    case .from:
      weigh(text, at: offset)
      if held.isEmpty {
        noteInnerFrom()
        give(text, at: offset, &sink)
        isAfterBlank = false
      }
    case .mark:
      _ = endsMessage(text, at: offset, &sink)
    }
  }

  enum BodyLine {
    case text, blank, from, mark
  }

  /// Tells what a body line is, and notes what it shows of the mailbox.
  mutating func look(_ text: Span<UInt8>, _ isWhole: Bool) -> BodyLine {
    guard text.count > 0 else { return .text }
    switch text[0] {
    case 10, 13:
      if isWhole, HeaderLine.isBlank(text) {
        if parts.isInPartHeader { parts.partLine(text) }
        return .blank
      }
    case UInt8(ascii: "-"):
      if isWhole { parts.dashes(text) }
      return .text
    case UInt8(ascii: "F"):
      if isWhole, text.has("From ", at: 0) {
        if FromLine.begins(text) { return .from }
        message.traces.insert(.unquotedFrom)
      }
    case UInt8(ascii: ">"):
      noteQuoted(text)
    case 1:
      if lineKind == .mmdf, MailboxSplitter.isMark(text) { return .mark }
    case 0x1F:
      if lineKind == .babyl { return .mark }
    default: break
    }
    if parts.isInPartHeader, isWhole { parts.partLine(text) }
    return .text
  }

  private mutating func noteQuoted(_ text: Span<UInt8>) {
    var depth = 1
    while depth < text.count, text[depth] == UInt8(ascii: ">"), depth < 64 { depth += 1 }
    if text.has("From ", at: depth) { message.traces.insert(depth == 1 ? .quotedFrom : .requotedFrom) }
  }

  /// Four ^A and nothing else.
  static func isMark(_ text: Span<UInt8>) -> Bool {
    text.has("\u{01}\u{01}\u{01}\u{01}", at: 0) && HeaderLine.isBlank(text.extracting(4..<text.count))
  }

  /// Closes the message where `text` is MMDF's or Babyl's mark.
  private mutating func endsMessage<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, _ sink: inout Sink
  ) -> Bool {
    switch lineKind {
    case .mmdf where text.count > 0 && text[0] == 1 && MailboxSplitter.isMark(text): break
    case .babyl where text.count > 0 && text[0] == 0x1F: break
    default: return false
    }
    close(at: offset, &sink)
    state = lineKind == .babyl && text.has("\u{0C}", at: 1) ? .labels : .between
    return true
  }

  mutating func stray(_ count: Int, at offset: UInt64) {
    if summary.strayOffset == nil { summary.strayOffset = offset }
    summary.strayBytes &+= UInt64(count)
    nextOddities.insert(.leadingGarbage)
  }
}
