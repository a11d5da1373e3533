import Bytes

/// The body: the path of nearly every line.
extension MailboxSplitter {
  /// Takes lines of a body and hands them out in pieces as large as they come; returns how far it came.
  ///
  /// Of a line only the first byte is looked at; the few that may mean something take the longer way. An empty line
  /// at the end of a piece is held back: it may be the separator before a From_ line.
  mutating func scanBody<Sink: MessageSink & ~Copyable>(
    _ bytes: Span<UInt8>, from start: Int, _ sink: inout Sink
  ) -> Int {
    let offset = position
    var index = start
    var blankAt = -1
    var stop = bytes.count
    while index < bytes.count {
      guard let end = lineEnd(bytes, from: index) else { break }
      if isPlain(bytes[index]) {
        if blankSize > 0 { giveBlank(&sink) }
        blankAt = -1
        isAfterBlank = false
      } else {
        let text = bytes.extracting(index..<end)
        let sort =
          text.count > MailboxSplitter.limit(of: text, limits) ? BodyLine.mark : look(text, true)
        if sort == .from || sort == .mark {
          stop = end
          break
        }
        if blankSize > 0 { giveBlank(&sink) }
        blankAt = sort == .blank ? index : -1
        isAfterBlank = sort == .blank
      }
      line &+= 1
      index = end
    }
    let textEnd = blankAt >= 0 ? blankAt : index
    if textEnd > start {
      give(bytes.extracting(start..<textEnd), at: offset, &sink)
    }
    if blankAt >= 0 {
      blankSize = index - blankAt
      blankByte = bytes[blankAt]
      blankOffset = offset &+ UInt64(blankAt - start)
    }
    let at = offset &+ UInt64(index - start)
    position = at
    guard index < bytes.count else { return index }
    let rest = bytes.extracting(index..<stop)
    if stop < bytes.count || lineEnd(rest, from: 0) != nil {
      position = at &+ UInt64(rest.count)
      handle(rest, at: at, isWhole: true, &sink)
    } else if isPlain(rest[0]) {
      position = at &+ UInt64(rest.count)
      isMidLine = true
      isAfterBlank = false
      give(rest, at: at, &sink)
    } else {
      begin(rest, &sink)
    }
    return stop
  }

  /// Takes fields of a header in one piece, up to a line that may be none; nil where the first does not end here.
  mutating func scanHeader(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < bytes.count, isPlain(bytes[index]), let end = lineEnd(bytes, from: index) {
      line &+= 1
      index = end
    }
    guard index > start else { return nil }
    position &+= UInt64(index - start)
    keepHeader(bytes.extracting(start..<index))
    return index
  }

  /// Whether a line of a body or, behind its first line, of a header that begins with `first` can be nothing but text.
  @inline(__always)
  func isPlain(_ first: UInt8) -> Bool {
    guard first > UInt8(ascii: "F") || first == 9 || first == 32 else {
      return first > 32 && first != UInt8(ascii: "F") && first != UInt8(ascii: "-")
        && first != UInt8(ascii: ">") && !parts.isInPartHeader
    }
    return !parts.isInPartHeader
  }

  /// Gives bytes of the body to the sink, the empty line held back before them first.
  mutating func give<Sink: MessageSink & ~Copyable>(
    _ bytes: Span<UInt8>, at offset: UInt64, _ sink: inout Sink
  ) {
    if blankSize > 0 { giveBlank(&sink) }
    inspect(bytes)
    if !isInternalData { sink.body(bytes, at: offset) }
  }

  /// Gives the empty line that was held back: it is text.
  mutating func giveBlank<Sink: MessageSink & ~Copyable>(_ sink: inout Sink) {
    guard blankSize > 0 else { return }
    let both: [2 of UInt8] = [blankSize == 2 ? 13 : blankByte, 10]
    let size = blankSize
    blankSize = 0
    inspect(both.span.extracting(0..<size))
    if !isInternalData { sink.body(both.span.extracting(0..<size), at: blankOffset) }
  }

  /// Looks for NUL and for a CR that no LF follows.
  private mutating func inspect(_ bytes: Span<UInt8>) {
    guard bytes.count > 0 else { return }
    if !message.oddities.contains(.nulBytes), bytes.find(0) != nil { message.oddities.insert(.nulBytes) }
    guard !hasCRLines, !message.oddities.contains(.loneCR) else { return }
    if endsInCR, bytes[0] != 10 { message.oddities.insert(.loneCR) }
    endsInCR = false
    var index = 0
    while let carriage = bytes.find(13, from: index) {
      index = carriage + 1
      if index == bytes.count {
        endsInCR = true
      } else if bytes[index] != 10 {
        message.oddities.insert(.loneCR)
        return
      } else {
        index += 1
      }
    }
  }
}
