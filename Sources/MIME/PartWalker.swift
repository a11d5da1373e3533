import Bytes
public import Model

/// Takes a message apart while its bytes come: every part with its place, its header and its decoded content.
///
/// A push parser: `begin` with the header, `consume` the body in pieces of any size, `finish`. The same bytes give the same
/// parts however they are cut. It never refuses a message: where two readings are possible it follows both, as far as
/// that finds more (every boundary that any reader would take, parts behind the closing delimiter, files in preambles), and
/// says so by oddities.
///
/// - Memory: the header of the present part (`maxHeaderBytes`), the present line where it may be a delimiter, one frame for
///   each open multipart. Time: linear, times the number of open multiparts for lines that begin with `--`.
/// - Bounds: `maxDepth`, `maxParts`; what lies beyond is content of the part around it.
/// - Source: RFC 2045, RFC 2046 §5.1.
public final class PartWalker {
  public static let maxDepth = 100
  public static let maxParts = 10_000
  public static let maxHeaderBytes = 256 << 10
  /// Messages inside messages whose own bytes are given as a part of their own.
  public static let maxMessageSlots = 4
  private static let longestDelimiter = 1_000
  private static let sniffBytes = 512

  private enum State {
    case header, leaf
    /// Preamble or epilogue.
    case between
  }

  private struct Frame {
    var isMessage = false
    /// Hashes of `--boundary`.
    var delimiters: [UInt64] = []
    var isDigest = false
    var path: [Int] = []
    var children = 0
    var hasParts = false
    var isClosed = false
    var oddities: PartOddities = []
    /// Of a message: its own stream.
    var stream: Stream?
    var info = PartInfo()
  }

  /// Where decoded bytes go, and the line end that may belong to a delimiter.
  private struct Stream {
    var slot: Int
    /// 0: none, 1: LF, 2: CRLF, 3: CR.
    var pending: UInt8 = 0
  }

  private let limits: Limits
  /// The walker of what an encoded container holds; nil at the outermost.
  private let depth: Int

  private var frames: [Frame] = []
  private var state = State.between
  private var parts = 0
  /// A limit was reached: content was left together that is several parts.
  public private(set) var isCut = false

  private var header = ByteBuffer(capacity: 1024)
  private var block = HeaderBlock()
  private var line = ByteBuffer(capacity: 256)
  private var isMidLine = false
  private var guess: UInt64?

  // The open leaf.
  private var part = PartInfo()
  private var stream: Stream?
  private var decoder = TransferDecoder(.identity)
  private var scratch = ByteBuffer(capacity: 4096)
  private var sniffed: [UInt8]?
  private var embedded = EmbeddedFile()
  private var scansText = false
  private var isFileEncoding = false
  private var file: (info: PartInfo, slot: Int, isLeaf: Bool)?
  private var files = 0
  private var nested: PartWalker?
  private var lastEnd: UInt64 = 0

  /// Place of the next byte, and lines before it.
  private var position: UInt64 = 0
  private var lines: UInt64 = 0
  private var isFixed = false

  public init(limits: Limits = Limits()) {
    self.limits = limits
    depth = 0
  }

  private init(limits: Limits, depth: Int) {
    self.limits = limits
    self.depth = depth
  }

  /// A message begins: `bytes` is its header block, `offset` where its body will begin.
  public func begin<Sink: PartSink & ~Copyable>(
    header bytes: Span<UInt8>, bodyAt offset: UInt64, path: [Int] = [], into sink: inout Sink
  ) {
    frames = []
    parts = 0
    isCut = false
    line.removeAll()
    isMidLine = false
    guess = nil
    stream = nil
    file = nil
    nested = nil
    position = offset
    lines = 0
    block.parse(bytes, limits: limits)
    frames.append(Frame(isMessage: true, path: path))
    open(PartHeader(block, bytes), isRoot: true, &sink)
  }

  /// The next bytes of the body.
  public func consume<Sink: PartSink & ~Copyable>(_ bytes: Span<UInt8>, into sink: inout Sink) {
    var index = 0
    while index < bytes.count {
      switch state {
      case .leaf: index = takeLeaf(bytes, index, &sink)
      case .header, .between:
        guard let end = wholeLine(bytes, index) else { return }
        if line.isEmpty {
          takeLine(bytes.extracting(index..<end), &sink)
        } else {
          line.append(bytes.extracting(index..<end))
          takeCarried(&sink)
        }
        index = end
      }
    }
  }

  /// The message is over.
  public func finish<Sink: PartSink & ~Copyable>(into sink: inout Sink) {
    if !line.isEmpty { takeCarried(&sink) }
    if state == .header { endHeader(behind: false, &sink) }
    endContent(isTerminated: false, &sink)
    while !frames.isEmpty { pop(isTerminated: false, &sink) }
  }

  // MARK: Lines

  /// End of the line at `index`; nil where it does not end here: it is kept.
  private func wholeLine(_ bytes: Span<UInt8>, _ index: Int) -> Int? {
    if let feed = bytes.find(10, from: index) { return feed + 1 }
    if line.count + (bytes.count - index) > PartWalker.maxHeaderBytes {
      // No delimiter and no field is that long: what came is taken for a line.
      line.append(bytes.extracting(index..<bytes.count))
      line.append(10)
      return nil
    }
    line.append(bytes.extracting(index..<bytes.count))
    return nil
  }

  private func takeCarried<Sink: PartSink & ~Copyable>(_ sink: inout Sink) {
    var whole = ByteBuffer(capacity: 64)
    swap(&whole, &line)
    takeLine(whole.span, &sink)
    whole.removeAll()
    if line.isEmpty { swap(&whole, &line) }
  }

  /// A line of a header, preamble or epilogue.
  private func takeLine<Sink: PartSink & ~Copyable>(_ text: Span<UInt8>, _ sink: inout Sink) {
    if text.count > 2, text[0] == UInt8(ascii: "-"), text[1] == UInt8(ascii: "-"),
      takeDelimiter(text, &sink)
    {
      return
    }
    if state == .header {
      takeHeaderLine(text, &sink)
      return
    }
    if let guessed = guess {
      guess = nil
      if text.hasIgnoringCase("content-", at: 0), let last = frames.indices.last, !frames[last].isMessage {
        frames[last].delimiters.append(guessed)
        frames[last].oddities.insert(.guessedBoundary)
        endContent(isTerminated: true, &sink)
        beginPart(last)
        raw(text, &sink)
        takeHeaderLine(text, isRaw: true, &sink)
        return
      }
    }
    if text.count > 2, text.has("--", at: 0), let last = frames.last, !last.isMessage, !last.hasParts {
      guess = delimiterHash(text)
    }
    raw(text, &sink)
    scan(text, &sink)
    advance(text)
  }

  private func advance(_ text: Span<UInt8>) {
    if !isFixed { position &+= UInt64(text.count) }
    lines &+= UInt64(text.occurrences(of: 10, in: 0..<text.count))
  }

  private func delimiterHash(_ text: Span<UInt8>) -> UInt64 {
    var end = text.count
    while end > 2, text[end - 1] <= 32 { end -= 1 }
    return text.hash(ByteRange(0, end))
  }

  /// Whether `text`, a line that begins with `--`, is a delimiter of an open multipart; then it was taken.
  private func takeDelimiter<Sink: PartSink & ~Copyable>(
    _ text: Span<UInt8>, _ sink: inout Sink
  ) -> Bool {
    guard text.count <= PartWalker.longestDelimiter, frames.count > 1 else { return false }
    var end = text.count
    while end > 2, text[end - 1] <= 32 { end -= 1 }
    let open = text.hash(ByteRange(0, end))
    var close: UInt64?
    if end > 4, text.has("--", at: end - 2) {
      var stop = end - 2
      while stop > 2, text[stop - 1] <= 32 { stop -= 1 }
      close = text.hash(ByteRange(0, stop))
    }
    for place in frames.indices.reversed() where !frames[place].isMessage {
      let delimiters = frames[place].delimiters
      let isOpen = delimiters.contains(open)
      let isClose = !isOpen && (close.map { delimiters.contains($0) } ?? false)
      guard isOpen || isClose else { continue }
      if state == .header { endHeader(behind: false, &sink) }
      endContent(isTerminated: true, &sink)
      while frames.count > place + 1 { pop(isTerminated: true, &sink) }
      raw(text, &sink)
      advance(text)
      guess = nil
      if isOpen {
        beginPart(place)
      } else {
        frames[place].isClosed = true
        frames[place].hasParts = true
        state = .between
        beginBetween()
      }
      return true
    }
    return false
  }

  private func beginPart(_ place: Int) {
    if frames[place].isClosed { frames[place].oddities.insert(.afterClose) }
    frames[place].hasParts = true
    frames[place].children += 1
    state = .header
    header.removeAll()
  }

  private func beginBetween() {
    embedded = EmbeddedFile()
    scansText = true
    isFileEncoding = false
    files = 0
    part = PartInfo()
    part.offset = position
    part.lines = lines
    // No part has the number 0.
    part.path = (frames.last?.path ?? []) + [0]
    part.oddities = .outsideParts
  }

  // MARK: Headers

  private func takeHeaderLine<Sink: PartSink & ~Copyable>(
    _ text: Span<UInt8>, isRaw: Bool = false, _ sink: inout Sink
  ) {
    let isBlank = text.count == 1 || (text.count == 2 && text[0] == 13)
    if isBlank || header.count + text.count > PartWalker.maxHeaderBytes {
      if !isRaw { raw(text, &sink) }
      advance(text)
      endHeader(behind: isBlank, &sink)
      return
    }
    // An attached message may begin with the From_ line of the mailbox that it was taken from.
    let isFromLine =
      header.isEmpty && (frames.last?.isMessage ?? false)
      && (text.has("From ", at: 0) || text.has(">From ", at: 0))
    let isField = isFromLine || text[0].isBlank || PartWalker.isField(text)
    if isField {
      if !isRaw { raw(text, &sink) }
      header.append(text)
      advance(text)
      return
    }
    // Content without the empty line before it.
    endHeader(behind: false, &sink)
    part.oddities.insert(.noBlankLine)
    if state == .leaf {
      _ = takeLeaf(text, 0, &sink)
    } else {
      takeLine(text, &sink)
    }
  }

  /// `name:`, the name of printable ASCII, blanks before the colon allowed.
  private static func isField(_ text: Span<UInt8>) -> Bool {
    var index = 0
    let end = min(text.count, 256)
    while index < end, text[index] > 32, text[index] < 127, text[index] != UInt8(ascii: ":") { index += 1 }
    guard index > 0 else { return false }
    while index < end, text[index].isBlank { index += 1 }
    return index < end && text[index] == UInt8(ascii: ":")
  }

  /// The header of a part is complete. `behind`: an empty line ended it.
  private func endHeader<Sink: PartSink & ~Copyable>(behind: Bool, _ sink: inout Sink) {
    var bytes = ByteBuffer(capacity: 64)
    swap(&bytes, &header)
    block.parse(bytes.span, limits: limits)
    open(PartHeader(block, bytes.span), isRoot: false, &sink)
    bytes.removeAll()
    swap(&bytes, &header)
  }

  // MARK: Parts

  private func open<Sink: PartSink & ~Copyable>(_ header: PartHeader, isRoot: Bool, _ sink: inout Sink) {
    guard let place = frames.indices.last else { return }
    let frame = frames[place]
    // A message's own content takes its path where it is a multipart, and `.1` where it is not (RFC 9051).
    var path = frame.isMessage ? frame.path : frame.path + [frame.children]
    var info = PartInfo()
    info.header = header
    info.encoding = header.encoding
    info.offset = position
    info.lines = lines
    info.isInsideEncoded = isFixed
    info.oddities = frame.isMessage ? [] : frame.oddities.intersection([.afterClose, .guessedBoundary])
    let isDigestMessage = frame.isDigest && header.types.isEmpty
    let isContainer = header.isMultipart || header.isMessage || isDigestMessage
    let canNest = frames.count < PartWalker.maxDepth && depth < 4 && parts < PartWalker.maxParts
    if isContainer, !canNest {
      info.oddities.insert(.tooDeep)
      isCut = true
    }
    let isEncoded = header.encoding == .base64 || header.encoding == .quotedPrintable
    if isContainer, canNest, !isEncoded {
      if header.isMultipart {
        pushMultipart(header, path, info)
      } else {
        pushMessage(path, info, &sink)
      }
      return
    }
    if frame.isMessage { path = frame.path + [1] }
    info.path = path
    if parts >= PartWalker.maxParts { isCut = true }
    parts += 1
    beginLeaf(info, &sink)
    guard isContainer, canNest else { return }
    // An encoded container: forbidden, and some readers look into it.
    part.oddities.insert(.encodedContainer)
    let inner = PartWalker(limits: limits, depth: depth + 1)
    inner.isFixed = true
    inner.position = info.offset
    inner.lines = info.lines
    inner.frames = [Frame(isMessage: true, path: path)]
    if header.isMultipart {
      inner.pushMultipart(header, path, info)
    } else {
      inner.state = .header
    }
    nested = inner
  }

  private func pushMultipart(_ header: PartHeader, _ path: [Int], _ info: PartInfo) {
    var frame = Frame(path: path)
    for boundary in header.boundaries {
      let delimiter = Array("--".utf8) + boundary
      frame.delimiters.append(delimiter.span.hash(ByteRange(0, delimiter.count)))
    }
    frame.isDigest = header.type.value == "multipart/digest"
    if frame.delimiters.count > 1 { frame.oddities.insert(.ambiguousBoundary) }
    frame.info = info
    frames.append(frame)
    state = .between
    beginBetween()
  }

  private func pushMessage<Sink: PartSink & ~Copyable>(
    _ path: [Int], _ info: PartInfo, _ sink: inout Sink
  ) {
    var frame = Frame(isMessage: true, path: path)
    frame.info = info
    frame.info.kind = .message
    frame.info.path = path
    parts += 1
    if frames.count(where: { $0.stream != nil }) < PartWalker.maxMessageSlots {
      frame.stream = Stream(slot: sink.begin(frame.info))
    }
    frames.append(frame)
    state = .header
    header.removeAll()
  }

  private func pop<Sink: PartSink & ~Copyable>(isTerminated: Bool, _ sink: inout Sink) {
    guard var frame = frames.popLast() else { return }
    guard let stream = frame.stream else { return }
    frame.info.length = isFixed ? frame.info.length : position &- frame.info.offset
    if isTerminated {
      frame.info.length -= min(frame.info.length, PartWalker.size(stream.pending))
    } else {
      give(stream.pending, to: stream.slot, &sink)
      if frames.contains(where: { !$0.isMessage }) { frame.info.oddities.insert(.unterminated) }
    }
    sink.end(frame.info, slot: stream.slot)
  }

  private static func size(_ pending: UInt8) -> UInt64 { pending == 2 ? 2 : pending == 0 ? 0 : 1 }

  private func beginLeaf<Sink: PartSink & ~Copyable>(_ info: PartInfo, _ sink: inout Sink) {
    part = info
    stream = Stream(slot: sink.begin(info))
    state = .leaf
    sniffed = info.encoding == .unknown ? [] : nil
    decoder = TransferDecoder(info.encoding == .unknown ? .identity : info.encoding)
    embedded = EmbeddedFile()
    files = 0
    isFileEncoding =
      info.encoding == .uuencode || info.encoding == .yEnc || info.encoding == .binHex
    let type = info.header.mediaType
    scansText =
      isFileEncoding || type.isEmpty || type == "message/partial" || type == "application/mac-binhex40"
      || (type.hasPrefix("text/") && type != "text/html" && type != "text/css")
    nested = nil
    isMidLine = false
  }

  /// Takes bytes of the open leaf up to a delimiter, or all; returns how far it came.
  private func takeLeaf<Sink: PartSink & ~Copyable>(
    _ bytes: Span<UInt8>, _ start: Int, _ sink: inout Sink
  ) -> Int {
    var start = start
    if !line.isEmpty {
      // The beginning of a line that may be a delimiter was kept.
      let feed = bytes.find(10, from: start)
      let stop = feed.map { $0 + 1 } ?? bytes.count
      if feed == nil, line.count + stop - start <= PartWalker.longestDelimiter, mayBeDelimiter(bytes, start) {
        line.append(bytes.extracting(start..<stop))
        return stop
      }
      line.append(bytes.extracting(start..<stop))
      var whole = ByteBuffer(capacity: 64)
      swap(&whole, &line)
      if feed == nil || !whole.span.has("--", at: 0) || !takeDelimiter(whole.span, &sink) {
        give(whole.span, &sink)
        isMidLine = feed == nil
      }
      return stop
    }
    guard frames.count > 1, frames.contains(where: { !$0.delimiters.isEmpty }) else {
      give(bytes.extracting(start..<bytes.count), &sink)
      return bytes.count
    }
    var index = start
    while true {
      guard let dash = bytes.find(UInt8(ascii: "-"), from: index) else { break }
      let isAtStart = dash == start ? !isMidLine : bytes[dash - 1] == 10
      guard isAtStart else {
        index = dash + 1
        continue
      }
      if dash + 1 < bytes.count, bytes[dash + 1] != UInt8(ascii: "-") {
        index = dash + 1
        continue
      }
      guard let feed = bytes.find(10, from: dash) else {
        guard bytes.count - dash <= PartWalker.longestDelimiter else { break }
        if dash > start { give(bytes.extracting(start..<dash), &sink) }
        isMidLine = false
        line.append(bytes.extracting(dash..<bytes.count))
        return bytes.count
      }
      let text = bytes.extracting(dash..<(feed + 1))
      if isDelimiter(text) {
        if dash > start { give(bytes.extracting(start..<dash), &sink) }
        isMidLine = false
        _ = takeDelimiter(text, &sink)
        return feed + 1
      }
      index = feed + 1
      if index >= bytes.count { break }
    }
    _ = start
    start = min(start, bytes.count)
    give(bytes.extracting(start..<bytes.count), &sink)
    isMidLine = bytes[bytes.count - 1] != 10
    return bytes.count
  }

  private func mayBeDelimiter(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    line.count >= 2 ? line[0] == 45 && line[1] == 45 : bytes[start] == UInt8(ascii: "-")
  }

  /// As `takeDelimiter`, without taking it.
  private func isDelimiter(_ text: Span<UInt8>) -> Bool {
    guard text.count <= PartWalker.longestDelimiter else { return false }
    var end = text.count
    while end > 2, text[end - 1] <= 32 { end -= 1 }
    let open = text.hash(ByteRange(0, end))
    var close = open
    if end > 4, text.has("--", at: end - 2) {
      var stop = end - 2
      while stop > 2, text[stop - 1] <= 32 { stop -= 1 }
      close = text.hash(ByteRange(0, stop))
    }
    for frame in frames where !frame.isMessage {
      if frame.delimiters.contains(open) || frame.delimiters.contains(close) { return true }
    }
    return false
  }

  // MARK: Content

  /// Stored bytes of the open leaf.
  private func give<Sink: PartSink & ~Copyable>(_ bytes: Span<UInt8>, _ sink: inout Sink) {
    guard bytes.count > 0 else { return }
    raw(bytes, &sink)
    advance(bytes)
    if let known = sniffed {
      // Exactly so many bytes decide, however they come.
      let taken = min(bytes.count, PartWalker.sniffBytes - known.count)
      sniffed?.append(bytes.extracting(0..<taken))
      if known.count + taken < PartWalker.sniffBytes { return }
      sniff(&sink)
      if taken < bytes.count { decode(bytes.extracting(taken..<bytes.count), &sink) }
      return
    }
    decode(bytes, &sink)
  }

  /// Decides what an unknown encoding is, by its first lines.
  private func sniff<Sink: PartSink & ~Copyable>(_ sink: inout Sink) {
    guard let head = sniffed else { return }
    sniffed = nil
    guard !head.isEmpty else { return }
    let text = head.span
    var letters = 0
    var others = 0
    for index in 0..<text.count {
      if EncodedWord.base64(text[index]) != nil || text[index] == UInt8(ascii: "=") {
        letters += 1
      } else if text[index] != 10, text[index] != 13 {
        others += 1
      }
    }
    let isBase64 = letters >= 16 && others == 0
    decoder = TransferDecoder(isBase64 ? .base64 : .identity)
    if isBase64 { part.encoding = .base64 }
    decode(text, &sink)
  }

  private func decode<Sink: PartSink & ~Copyable>(_ bytes: Span<UInt8>, _ sink: inout Sink) {
    guard let open = stream else { return }
    if decoder.encoding == .base64 {
      scratch.removeAll()
      decoder.decode(bytes, into: &scratch)
      deliver(open.slot, &sink)
      return
    }
    var pending = open.pending
    var from = 0
    if pending == 3, bytes[0] == 10 {
      pending = 2
      from = 1
    }
    if from < bytes.count {
      if pending > 0 { decodePending(pending, open.slot, &sink) }
      pending = PartWalker.ending(bytes, from)
      let stop = bytes.count - Int(PartWalker.size(pending))
      if stop > from { decodeText(bytes.extracting(from..<stop), open.slot, &sink) }
    }
    stream?.pending = pending
  }

  private static func ending(_ bytes: Span<UInt8>, _ from: Int) -> UInt8 {
    let last = bytes[bytes.count - 1]
    if last == 13 { return 3 }
    if last != 10 { return 0 }
    return bytes.count - from > 1 && bytes[bytes.count - 2] == 13 ? 2 : 1
  }

  private func decodePending<Sink: PartSink & ~Copyable>(
    _ pending: UInt8, _ slot: Int, _ sink: inout Sink
  ) {
    let end: [2 of UInt8] = [pending == 1 ? 10 : 13, 10]
    decodeText(end.span.extracting(0..<Int(PartWalker.size(pending))), slot, &sink)
  }

  private func decodeText<Sink: PartSink & ~Copyable>(
    _ bytes: Span<UInt8>, _ slot: Int, _ sink: inout Sink
  ) {
    if isFileEncoding {
      scan(bytes, &sink)
    } else if decoder.encoding == .quotedPrintable {
      scratch.removeAll()
      decoder.decode(bytes, into: &scratch)
      deliver(slot, &sink)
    } else {
      sink.data(bytes, to: slot)
      if let nested { nested.consume(bytes, into: &sink) }
      if scansText { scan(bytes, &sink) }
    }
  }

  /// Gives what `scratch` holds.
  private func deliver<Sink: PartSink & ~Copyable>(_ slot: Int, _ sink: inout Sink) {
    guard !scratch.isEmpty else { return }
    var decoded = ByteBuffer(capacity: 64)
    swap(&decoded, &scratch)
    sink.data(decoded.span, to: slot)
    if let nested { nested.consume(decoded.span, into: &sink) }
    if scansText { scan(decoded.span, &sink) }
    swap(&decoded, &scratch)
  }

  /// Looks for files in text.
  private func scan<Sink: PartSink & ~Copyable>(_ bytes: Span<UInt8>, _ sink: inout Sink) {
    guard scansText else { return }
    var index = 0
    while true {
      let step = embedded.next(bytes, &index)
      if step == .none { return }
      take(step, &sink)
    }
  }

  private func take<Sink: PartSink & ~Copyable>(_ step: EmbeddedFile.Step, _ sink: inout Sink) {
    if step == .none { return }
    var decoded = ByteBuffer(capacity: 64)
    embedded.takeDecoded(into: &decoded)
    switch step {
    case .none: return
    case .begin(let encoding):
      files += 1
      guard parts < PartWalker.maxParts else {
        isCut = true
        return
      }
      if isFileEncoding, files == 1, let stream {
        // The part is the file.
        if part.header.names.isEmpty {
          part.header.names = [PartHeader.Name(text: embedded.name, raw: embedded.name)]
        } else if !part.header.names.contains(where: { $0.text == embedded.name }) {
          part.header.names.append(PartHeader.Name(text: embedded.name, raw: embedded.name))
        }
        file = (part, stream.slot, true)
      } else {
        parts += 1
        var info = PartInfo()
        info.kind = .embedded
        info.path = part.path + [files]
        info.encoding = encoding
        info.offset = part.offset
        info.lines = part.lines
        info.isInsideEncoded = true
        info.oddities = part.oddities.intersection(.outsideParts)
        info.header.names = [PartHeader.Name(text: embedded.name, raw: embedded.name)]
        info.header.disposition = MediaField()
        file = (info, sink.begin(info), false)
      }
      if let file, !decoded.isEmpty { sink.data(decoded.span, to: file.slot) }
    case .data:
      if let file { sink.data(decoded.span, to: file.slot) }
    case .end(let isWhole):
      guard let open = file else { return }
      if !decoded.isEmpty { sink.data(decoded.span, to: open.slot) }
      if !isWhole { if open.isLeaf { part.oddities.insert(.cutFile) } }
      if !open.isLeaf {
        var info = open.info
        if !isWhole { info.oddities.insert(.cutFile) }
        sink.end(info, slot: open.slot)
      }
      file = nil
    }
  }

  /// Ends the open leaf, or the text between parts.
  private func endContent<Sink: PartSink & ~Copyable>(isTerminated: Bool, _ sink: inout Sink) {
    if state == .between {
      take(embedded.finish(), &sink)
      return
    }
    guard state == .leaf, let open = stream else { return }
    if sniffed != nil { sniff(&sink) }
    let pending = stream?.pending ?? 0
    if !isTerminated, pending > 0, decoder.encoding != .base64 {
      decodePending(pending, open.slot, &sink)
    }
    scratch.removeAll()
    decoder.finish(into: &scratch)
    deliver(open.slot, &sink)
    if scansText { take(embedded.finish(), &sink) }
    if let nested { nested.finish(into: &sink) }
    if decoder.isDirty { part.oddities.insert(.dirtyEncoding) }
    if !isTerminated, frames.contains(where: { !$0.isMessage && !$0.isClosed }) {
      part.oddities.insert(.unterminated)
    }
    let end = position
    part.length = end &- part.offset
    if isTerminated, decoder.encoding != .base64 {
      part.length -= min(part.length, PartWalker.size(pending))
    }
    sink.end(part, slot: open.slot)
    stream = nil
    nested = nil
    state = .between
  }

  // MARK: Messages inside

  /// Gives stored bytes to the messages around.
  private func raw<Sink: PartSink & ~Copyable>(_ bytes: Span<UInt8>, _ sink: inout Sink) {
    guard bytes.count > 0 else { return }
    for place in frames.indices {
      guard let open = frames[place].stream else { continue }
      var from = 0
      var pending = open.pending
      if pending == 3, bytes[0] == 10 {
        pending = 2
        from = 1
      }
      if from < bytes.count {
        give(pending, to: open.slot, &sink)
        pending = PartWalker.ending(bytes, from)
        let stop = bytes.count - Int(PartWalker.size(pending))
        if stop > from { sink.data(bytes.extracting(from..<stop), to: open.slot) }
      }
      frames[place].stream?.pending = pending
    }
  }

  private func give<Sink: PartSink & ~Copyable>(_ pending: UInt8, to slot: Int, _ sink: inout Sink) {
    guard pending > 0 else { return }
    let end: [2 of UInt8] = [pending == 1 ? 10 : 13, 10]
    sink.data(end.span.extracting(0..<Int(PartWalker.size(pending))), to: slot)
  }
}
