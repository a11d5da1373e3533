import Bytes
import Model

/// Weighing of From_ lines.
extension MailboxSplitter {
  /// Puts up a From_ line to be weighed, if it could separate at all; what follows it will tell.
  mutating func weigh(_ text: Span<UInt8>, at offset: UInt64) {
    let hasDate = FromLine(text).hasDate
    heldHasDate = hasDate
    guard lineKind == .mbox, hasDate || state == .start || (isUndated && isAfterBlank && state == .body)
    else { return }
    held.append(text)
    heldOffset = offset
    heldLineSize = text.count
    heldNeedsHeader = state == .header || (state == .body && isClaimed(offset))
  }

  /// Keeps a line, or (`isStart` false) the rest of a long one, behind the From_ line that is being weighed, until
  /// enough is known.
  mutating func hold<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, isStart: Bool, isWhole: Bool, _ sink: inout Sink
  ) {
    guard heldNeedsHeader else {
      held.append(text)
      resolve(&sink)
      return
    }
    // All of the header is wanted: up to its empty line, the next From_ line, or the limit, to the byte: chunks of
    // any size must show the same.
    let room = heldLineSize + limits.headerBytes - held.count
    if text.count > room {
      held.append(text.extracting(0..<room))
      isMidLine = true
      resolve(&sink)
      continueLine(
        text.extracting(room..<text.count), at: offset &+ UInt64(room), isEnd: isWhole, &sink)
      if !isWhole { isMidLine = true }
      return
    }
    held.append(text)
    guard isStart, isWhole else { return }
    if HeaderLine.isBlank(text) || (FromLine.begins(text) && FromLine(text).hasDate) { resolve(&sink) }
  }

  /// Decides whether the From_ line separates, and reads on from there.
  mutating func resolve<Sink: MessageSink & ~Copyable>(_ sink: inout Sink) {
    var block = ByteBuffer(capacity: 64)
    swap(&block, &held)
    let from = heldOffset
    let size = heldLineSize
    let hasNext = block.count > size
    let next = block.span.extracting(size..<block.count)
    let opensHeader = hasNext && HeaderLine.opensHeader(next)
    let separates = decide(next, opensHeader: opensHeader)

    let text = block.span.extracting(0..<size)
    if separates {
      let oddities = boundaryOddities(opensHeader: opensHeader, hasNext: hasNext)
      // The empty line that ended the header of a message without body separates, too.
      if isOpen { close(at: from, &sink) }
      nextOddities.formUnion(oddities)
      open(at: from, separator: text)
    } else {
      reject(text, at: from, &sink)
    }
    line &+= 1

    // What was held goes its normal way.
    let wasMidLine = isMidLine
    var index = size
    while index < block.count {
      let end = heldLineEnd(block.span, from: index) ?? block.count
      let isWhole = end < block.count || !wasMidLine
      handle(block.span.extracting(index..<end), at: from &+ UInt64(index), isWhole: isWhole, &sink)
      index = end
    }
    isMidLine = wasMidLine
  }

  private func heldLineEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    hasCRLines
      ? carriageEnd(bytes, from: start, isLast: true) : bytes.find(10, from: start).map { $0 + 1 }
  }

  /// Two of three: an empty line before, a date in it, a header behind it.
  private func decide(_ next: Span<UInt8>, opensHeader: Bool) -> Bool {
    switch state {
    case .start:
      return heldHasDate || opensHeader
    case .header:
      // A misplaced From_ line, unless the header begins anew.
      guard heldHasDate, opensHeader else { return false }
      let again = HeaderLine.fields(of: next).intersection(.once)
      return !again.isDisjoint(with: HeaderLine.fields(of: header.span))
    default:
      let score = (isAfterBlank ? 1 : 0) + (heldHasDate ? 1 : 0) + (opensHeader ? 1 : 0)
      guard score >= 2 else { return false }
      return !heldNeedsHeader || HeaderLine.fields(of: next).strength >= 2
    }
  }

  private func boundaryOddities(opensHeader: Bool, hasNext: Bool) -> MessageOddities {
    var oddities: MessageOddities = []
    if !isAfterBlank || state == .header { oddities.insert(.missingBlankLine) }
    if !heldHasDate { oddities.insert(.undatedFromLine) }
    if !opensHeader { oddities.insert(.noHeader) }
    if state == .body, parts.isInMessage { oddities.insert(.suspectSplit) }
    return oddities
  }

  /// The From_ line is none: text of the body, a misplaced line of the header, or garbage.
  private mutating func reject<Sink: MessageSink & ~Copyable>(
    _ text: Span<UInt8>, at offset: UInt64, _ sink: inout Sink
  ) {
    switch state {
    case .header:
      message.oddities.insert(.fromLineInHeader)
      keepHeader(text)
    case .body:
      if heldNeedsHeader, heldHasDate { message.oddities.insert(.fromLineInsideClaim) }
      noteInnerFrom()
      give(text, at: offset, &sink)
      isAfterBlank = false
    default:
      state = .between
      stray(text.count, at: offset)
      isAfterBlank = false
    }
  }

  /// Notes a From_ line that is text. Within a paragraph it says only that nothing quotes here.
  mutating func noteInnerFrom() {
    message.traces.insert(.unquotedFrom)
    guard isAfterBlank || heldHasDate else { return }
    message.innerFromLines += 1
    message.oddities.insert(.bareFromLine)
  }

  /// Whether a Content-Length covers `offset`.
  func isClaimed(_ offset: UInt64) -> Bool {
    for index in claims.indices where claims[index].end > offset { return true }
    return false
  }
}
