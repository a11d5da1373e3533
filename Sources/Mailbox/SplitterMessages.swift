import Bytes

/// Beginning and end of a message.
extension MailboxSplitter {
  /// Opens a message at `offset`, with its From_ line where it has one; its header follows.
  mutating func open(at offset: UInt64, separator text: Span<UInt8>) {
    open(at: offset)
    let from = FromLine(text)
    message.separator = MailboxMessage.Separator(
      offset: offset, length: UInt64(text.count), sender: text.array(from.sender.range), time: from.time,
      offsetMinutes: from.offsetMinutes)
    message.headerOffset = offset &+ UInt64(text.count)
    message.headerLine = line &+ 1
    if !from.hasDate {
      message.oddities.insert(.undatedFromLine)
      if lastNumber == 0, lineKind == .mbox { isUndated = true }
    }
  }

  mutating func open(at offset: UInt64) {
    message = MailboxMessage()
    message.number = lastNumber + 1
    message.offset = offset
    message.line = line
    message.headerOffset = offset
    message.headerLine = line
    message.oddities = nextOddities
    nextOddities = hasCRLines ? .crLineEnds : []
    header.removeAll()
    hasHeaderEnd = false
    isOpen = true
    isInternalData = false
    state = .header
    blankSize = 0
    endsInCR = false
    parts = PartTracker()
    for index in claims.indices where claims[index].end > offset {
      message.claimedBy = claims[index].number
    }
  }

  /// The header is complete; the body begins at `offset`.
  mutating func enterBody<Sink: MessageSink & ~Copyable>(at offset: UInt64, _ sink: inout Sink) {
    state = .body
    isAfterBlank = true
    message.bodyOffset = offset
    let facts = HeaderFacts(header.span)
    message.contentLength = facts.contentLength
    if facts.isDeleted { message.isDeleted = true }
    if facts.hasMixedLineEnds { message.oddities.insert(.mixedLineEnds) }
    if header.span.find(0) != nil { message.oddities.insert(.nulBytes) }
    if !hasCRLines, MailboxSplitter.hasLoneCR(header.span) { message.oddities.insert(.loneCR) }
    parts = PartTracker(bodyIsMessage: facts.isMessage)
    // Only the first can be a server's own: any other that says so is mail that wants to be skipped.
    isInternalData = facts.isInternalData && lastNumber == 0 && lineKind != .singleMessage
    if isInternalData {
      message.number = 0
      return
    }
    lastNumber = message.number
    if lineKind == .mbox, let length = facts.contentLength, claims.count < 64 {
      let (end, overflow) = offset.addingReportingOverflow(length)
      claims.append(
        Claim(number: message.number, offset: message.offset, end: overflow ? .max : end))
    }
    sink.headers(message, header: header.span)
  }

  private static func hasLoneCR(_ bytes: Span<UInt8>) -> Bool {
    var index = 0
    while let carriage = bytes.find(13, from: index) {
      index = carriage + 1
      if index >= bytes.count || bytes[index] != 10 { return true }
    }
    return false
  }

  /// Closes the open message before `end`, where the next one, a mark or the end of the stream is.
  mutating func close<Sink: MessageSink & ~Copyable>(
    at end: UInt64, _ sink: inout Sink
  ) {
    if lineKind != .mbox { giveBlank(&sink) }
    if state != .body {
      if !hasHeaderEnd { message.headerLength = end &- message.headerOffset }
      enterBody(at: end, &sink)
    }
    let separator = UInt64(blankSize)
    blankSize = 0
    if endsInCR { message.oddities.insert(.loneCR) }
    message.length = end &- message.offset
    message.bodyLength = end &- separator &- message.bodyOffset
    isOpen = false
    state = .between
    if isInternalData {
      summary.internalData += 1
      return
    }
    settleClaims(at: end, separator: separator)
    if message.isDeleted { summary.deleted += 1 }
    if message.isAmbiguous { summary.ambiguous += 1 }
    summary.traces.formUnion(message.traces)
    sink.end(message, header: header.span)
  }

  /// Compares the Content-Lengths that are open with where a message really ended.
  private mutating func settleClaims(at end: UInt64, separator: UInt64) {
    if let length = message.contentLength {
      summary.contentLengths += 1
      if length == message.bodyLength || length == message.bodyLength &+ separator {
        message.traces.insert(.exactContentLength)
        summary.exactContentLengths += 1
      } else {
        message.oddities.insert(.wrongContentLength)
      }
    }
    var index = 0
    while index < claims.count {
      let claim = claims[index]
      if claim.number != message.number, claim.end == end || claim.end == end &- separator {
        if summary.readings.count < MailboxSummary.maxReadings {
          summary.readings.append(
            MailboxSummary.OtherReading(
              message: claim.number, offset: claim.offset, hidden: (claim.number + 1)...message.number))
        }
      }
      // A claim that ends here, or ended before, says nothing about what follows.
      if claim.end <= end {
        claims.remove(at: index)
      } else {
        index += 1
      }
    }
  }

  /// What the messages show together.
  var dialect: MailboxDialect {
    switch lineKind {
    case .mmdf: return .mmdf
    case .babyl: return .babyl
    case .mbox: break
    default: return .unknown
    }
    let traces = summary.traces
    if summary.exactContentLengths > 0, summary.exactContentLengths * 2 > summary.messages {
      return traces.isDisjoint(with: [.quotedFrom, .requotedFrom]) || traces.contains(.unquotedFrom)
        ? .mboxcl2 : .mboxcl
    }
    if traces.contains(.requotedFrom) { return .mboxrd }
    return traces.contains(.quotedFrom) ? .mboxoOrMboxrd : .unknown
  }
}
