import Bytes
public import Model

/// Finds the messages of a mailbox: a push parser, fed with the decoded bytes in chunks of any size.
///
/// The same bytes give the same messages however they are cut. Bytes are never changed.
///
/// **mbox.** A line `From ...` is weighed: an empty line (or the beginning) before it, a valid date in it, a header
/// line behind it; two of the three make it a separator, the third missing is an oddity of the message that
/// begins. A line without date separates only at the beginning, or where all do without. Within a header it
/// separates only if a second header follows (the same fields again: a message that was cut off in its header); else it
/// is a misplaced line, as MH leaves them. `Content-Length` is a claim: where it covers a From_ line, that line must
/// be followed by two well-known fields to separate, and the message says `claimedBy`; a claim that ends
/// exactly at a later separator is a second reading (`MailboxSummary.readings`). MIME boundaries never steer: a From_
/// line inside an open message/rfc822 part separates and is marked `suspectSplit`.
///
/// **MMDF, Babyl** separate by their own marks, **emlx** by its count, a **single message** not at all.
///
/// - Memory: the current header (`Limits.headerBytes`), a From_ line and what follows it until it is weighed (a
///   line's first KiB; inside a claim a header), lines of other kinds never: a line of 5 MB passes through.
/// - Errors: none; all that is odd is a value of the message or of the summary.
/// - Source: RFC 4155 appendix A; qmail's mbox(5); Jamie Zawinski, "mail summary files" (Content-Length).
public struct MailboxSplitter: ~Copyable {
  /// Where in the mailbox the next line stands.
  enum State {
    /// Before the first message.
    case start
    /// Outside of a message: garbage before the first From_ line, between MMDF's marks, Babyl's preamble.
    case between
    /// A Babyl message's line of labels is next.
    case labels
    case header
    /// Behind the header that a Babyl message was received with; the mark `*** EOOH ***` is next.
    case afterHeader
    /// In the header as Rmail showed it.
    case shownHeader
    case body
  }

  public let kind: MailboxKind
  /// Complete after `finish`.
  public internal(set) var summary = MailboxSummary()

  let limits: Limits
  /// What the lines are made of: an emlx holds a single message.
  let lineKind: MailboxKind
  var state = State.start
  /// Offset of the next byte of the stream that has not been given to lines.
  var position: UInt64 = 0
  /// Number of the line that begins next, or is being read.
  var line: UInt64 = 1

  /// The stream's first bytes, until its line ends are known.
  private var probe = ByteBuffer(capacity: 1024)
  private var isProbing = true
  /// Lines end with a lone CR (also with LF or CRLF).
  var hasCRLines = false
  private var lastByte: UInt8 = 10

  /// A line whose end has not come yet.
  private var carry = ByteBuffer(capacity: 1024)
  private var carryOffset: UInt64 = 0
  /// The line at hand has been handled by its beginning; its rest follows.
  var isMidLine = false

  /// The open message, its header, and the oddities that the next one will have.
  var message = MailboxMessage()
  var isOpen = false
  var isInternalData = false
  var header = ByteBuffer(capacity: 8192)
  var hasHeaderEnd = false
  var nextOddities: MessageOddities = []
  var lastNumber = 0
  var isUndated = false

  /// The line before was empty.
  var isAfterBlank = true
  /// An empty line of the body that may turn out to be the separator of an mbox: its bytes are held back.
  var blankSize = 0
  var blankOffset: UInt64 = 0
  var blankByte: UInt8 = 10
  /// The last byte of the body given out was a CR.
  var endsInCR = false
  var parts = PartTracker()
  var claims: [Claim] = []

  /// A From_ line that is being weighed, and what follows it.
  var held = ByteBuffer(capacity: 1024)
  var heldOffset: UInt64 = 0
  var heldLineSize = 0
  var heldHasDate = false
  var heldNeedsHeader = false

  /// A Babyl message has a header of its own beside the one shown.
  var hasBabylHeader = false

  var emlx = EmlxPhase.none
  var emlxEnd: UInt64 = 0
  var trailer = ByteBuffer(capacity: 64)

  /// A Content-Length that has not been passed: message `number` claims the bytes up to `end`.
  struct Claim {
    var number: Int
    var offset: UInt64
    var end: UInt64
  }

  /// Bytes of a line that must be known to tell what it is, From_ lines apart.
  static let lineHead = 1024
  /// Bytes within which the first line end is looked for.
  static let probeBytes = 8192

  /// A splitter for a stream of kind `kind`, as `MailboxKind.sniff` told.
  public init(kind: MailboxKind, limits: Limits = Limits()) {
    self.kind = kind
    self.limits = limits
    lineKind = kind == .emlx ? .singleMessage : kind
    if kind == .emlx { emlx = .count }
  }

  /// Takes the next bytes of the stream.
  public mutating func consume<Sink: MessageSink & ~Copyable>(
    _ bytes: Span<UInt8>, into sink: inout Sink
  ) {
    guard bytes.count > 0 else { return }
    summary.bytes &+= UInt64(bytes.count)
    lastByte = bytes[bytes.count - 1]
    guard isProbing else {
      feed(bytes, &sink)
      return
    }
    let room = MailboxSplitter.probeBytes - probe.count
    let feedAt = bytes.find(10, to: room)
    let taken = feedAt.map { $0 + 1 } ?? min(room, bytes.count)
    probe.append(bytes.extracting(0..<taken))
    guard feedAt != nil || probe.count >= MailboxSplitter.probeBytes else { return }
    settle(&sink)
    if taken < bytes.count { feed(bytes.extracting(taken..<bytes.count), &sink) }
  }

  /// Ends the stream: the last message and the summary are completed.
  public mutating func finish<Sink: MessageSink & ~Copyable>(into sink: inout Sink) {
    if isProbing { settle(&sink) }
    if kind == .emlx { finishEmlx(&sink) } else { endLines(&sink) }
    summary.lines = isMidLine ? line : line - 1
    summary.messages = lastNumber
    summary.dialect = dialect
  }

  /// Hands out what is left of the lines at the end of the stream, or of an emlx's message.
  mutating func flushLines<Sink: MessageSink & ~Copyable>(_ sink: inout Sink) {
    if !carry.isEmpty { handleCarry(isWhole: true, &sink) }
    // Weighing one From_ line may put up the next.
    while !held.isEmpty { resolve(&sink) }
  }

  private mutating func endLines<Sink: MessageSink & ~Copyable>(_ sink: inout Sink) {
    flushLines(&sink)
    if isOpen {
      if lineKind == .mmdf || lineKind == .babyl { message.oddities.insert(.truncated) }
      if lastByte != 10, !(hasCRLines && lastByte == 13) {
        message.oddities.insert(.noFinalNewline)
      }
      if state == .header, !header.isEmpty { message.oddities.insert(.truncatedHeader) }
      close(at: position, &sink)
    }
  }

  /// Finds out the line ends from the first bytes and hands them on.
  private mutating func settle<Sink: MessageSink & ~Copyable>(_ sink: inout Sink) {
    isProbing = false
    var first = ByteBuffer(capacity: 64)
    swap(&first, &probe)
    var start = 0
    if first.span.has("\u{FEFF}", at: 0) {
      start = 3
      nextOddities.insert(.byteOrderMark)
    }
    hasCRLines = MailboxSplitter.hasCRLines(first.span, from: start)
    if hasCRLines { nextOddities.insert(.crLineEnds) }
    position = UInt64(start)
    if emlx != .none, start > 0 { emlx = .count }
    if start < first.count { feed(first.span.extracting(start..<first.count), &sink) }
  }

  /// Whether the first two lines end with a lone CR and look like lines of mail. (One CR in a subject does not make
  /// a file of CRs.)
  private static func hasCRLines(_ text: Span<UInt8>, from start: Int) -> Bool {
    var start = start
    var found = 0
    while found < 2 {
      guard let carriage = text.find(13, from: start), carriage + 1 < text.count, text[carriage + 1] != 10
      else { return false }
      let line = text.extracting(start..<carriage)
      start = carriage + 1
      if line.count == 0 { continue }
      guard FromLine.begins(line) || HeaderLine.opensHeader(line) || (found > 0 && line[0].isBlank) else {
        return false
      }
      found += 1
    }
    return true
  }

  private mutating func feed<Sink: MessageSink & ~Copyable>(
    _ bytes: Span<UInt8>, _ sink: inout Sink
  ) {
    if emlx == .none { cut(bytes, &sink) } else { feedEmlx(bytes, &sink) }
  }

  /// Cuts bytes into lines.
  mutating func cut<Sink: MessageSink & ~Copyable>(_ bytes: Span<UInt8>, _ sink: inout Sink) {
    var index = 0
    while index < bytes.count {
      if isMidLine {
        let end = lineEnd(bytes, from: index)
        let stop = end ?? bytes.count
        position &+= UInt64(stop - index)
        continueLine(
          bytes.extracting(index..<stop), at: position &- UInt64(stop - index), isEnd: end != nil, &sink)
        index = stop
      } else if !carry.isEmpty {
        index = complete(bytes, from: index, &sink)
      } else if state == .body, held.isEmpty {
        index = scanBody(bytes, from: index, &sink)
      } else if state == .header, !header.isEmpty, held.isEmpty, isPlain(bytes[index]),
        let end = scanHeader(bytes, from: index)
      {
        index = end
      } else if let end = lineEnd(bytes, from: index) {
        let offset = position
        position &+= UInt64(end - index)
        handle(bytes.extracting(index..<end), at: offset, isWhole: true, &sink)
        index = end
      } else {
        begin(bytes.extracting(index..<bytes.count), &sink)
        index = bytes.count
      }
    }
  }

  /// One past the end of the line at `start`, line end included; nil where it does not end in `bytes`.
  @inline(__always)
  func lineEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    if hasCRLines { return carriageEnd(bytes, from: start, isLast: false) }
    return bytes.find(10, from: start).map { $0 &+ 1 }
  }

  /// As `lineEnd`, where lone CRs end lines. A CR at the end may be half a CRLF unless nothing follows (`isLast`).
  func carriageEnd(_ bytes: Span<UInt8>, from start: Int, isLast: Bool) -> Int? {
    var index = start
    while index < bytes.count {
      if bytes[index] == 10 { return index + 1 }
      if bytes[index] == 13 {
        if index + 1 < bytes.count { return bytes[index + 1] == 10 ? index + 2 : index + 1 }
        return isLast ? index + 1 : nil
      }
      index += 1
    }
    return nil
  }

  /// Keeps the beginning of a line, or handles it at once where it is long.
  mutating func begin<Sink: MessageSink & ~Copyable>(_ tail: Span<UInt8>, _ sink: inout Sink) {
    carryOffset = position
    position &+= UInt64(tail.count)
    let limit = MailboxSplitter.limit(of: tail, limits)
    if tail.count > limit {
      // Chunks of any size must show the same beginning.
      position = carryOffset &+ UInt64(limit)
      isMidLine = true
      handle(tail.extracting(0..<limit), at: carryOffset, isWhole: false, &sink)
      position = carryOffset &+ UInt64(tail.count)
      continueLine(
        tail.extracting(limit..<tail.count), at: carryOffset &+ UInt64(limit), isEnd: false, &sink)
    } else {
      carry.append(tail)
    }
  }

  /// How much of a line is looked at: of a From_ line all, up to the limit.
  static func limit(of line: Span<UInt8>, _ limits: Limits) -> Int {
    line.has("From ", at: 0) ? max(limits.lineBytes, lineHead) : lineHead
  }

  /// Brings the carried line nearer to its end; returns how far `bytes` were used.
  private mutating func complete<Sink: MessageSink & ~Copyable>(
    _ bytes: Span<UInt8>, from start: Int, _ sink: inout Sink
  ) -> Int {
    if hasCRLines, carry[carry.count - 1] == 13 {
      // The CR was the last byte known: it is a line end, alone or with the LF that follows.
      if bytes[start] == 10 {
        carry.append(10)
        position &+= 1
        handleCarry(isWhole: true, &sink)
        return start + 1
      }
      handleCarry(isWhole: true, &sink)
      return start
    }
    // The limit depends on the first five bytes.
    if carry.count < 5 {
      let byte = bytes[start]
      carry.append(byte)
      position &+= 1
      if byte == 10 { handleCarry(isWhole: true, &sink) }
      return start + 1
    }
    let room = MailboxSplitter.limit(of: carry.span, limits) - carry.count
    let end = lineEnd(bytes, from: start)
    let stop = end ?? bytes.count
    let taken = min(stop - start, room)
    carry.append(bytes.extracting(start..<(start + taken)))
    position &+= UInt64(taken)
    if taken == stop - start {
      if end != nil { handleCarry(isWhole: true, &sink) }
    } else {
      isMidLine = true
      handleCarry(isWhole: false, &sink)
    }
    return start + taken
  }

  private mutating func handleCarry<Sink: MessageSink & ~Copyable>(
    isWhole: Bool, _ sink: inout Sink
  ) {
    var whole = ByteBuffer(capacity: 64)
    swap(&whole, &carry)
    handle(whole.span, at: carryOffset, isWhole: isWhole, &sink)
    whole.removeAll()
    if carry.isEmpty { swap(&whole, &carry) }
  }
}
