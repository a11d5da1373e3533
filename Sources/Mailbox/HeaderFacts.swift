import Bytes

/// What finding messages needs to know of a header: lengths, marks, what the body is.
struct HeaderFacts {
  /// `Content-Length`, the first one; nil where it is absent or no number.
  var contentLength: UInt64?
  var isDeleted = false
  /// The pseudo message in which uw-imap and Dovecot keep a folder's state.
  var isInternalData = false
  /// The body is itself a message.
  var isMessage = false
  var hasMixedLineEnds = false

  /// Reads a header block, up to its end or its empty line.
  init(_ block: Span<UInt8>) {
    var hasIMAPField = false
    var hasInternalSubject = false
    var hasLF = false
    var hasCRLF = false
    var inContentType = false
    var start = 0
    while start < block.count {
      let feed = block.find(10, from: start)
      let end = feed.map { $0 + 1 } ?? block.count
      if let feed {
        if feed > start, block[feed - 1] == 13 { hasCRLF = true } else { hasLF = true }
      }
      let line = block.extracting(start..<end)
      start = end
      if HeaderLine.isBlank(line) { continue }
      if line[0].isBlank {
        if inContentType, HeaderFacts.namesMessage(line) { isMessage = true }
        continue
      }
      inContentType = false
      switch line[0] | 32 {
      case UInt8(ascii: "c"):
        if contentLength == nil, line.hasIgnoringCase("content-length:", at: 0) {
          contentLength = HeaderFacts.decimal(line, from: 15)
        } else if line.hasIgnoringCase("content-type:", at: 0) {
          inContentType = true
          if HeaderFacts.namesMessage(line) { isMessage = true }
        }
      case UInt8(ascii: "x"):
        if line.hasIgnoringCase("x-mozilla-status:", at: 0) {
          // Four hexadecimal digits; 0x0008 is "expunged" (nsMsgMessageFlags.idl).
          if let status = HeaderFacts.hexadecimal(line, from: 17), status & 8 != 0 { isDeleted = true }
        } else if line.hasIgnoringCase("x-status:", at: 0) {
          if line.find(UInt8(ascii: "D"), from: 9) != nil { isDeleted = true }
        } else if line.hasIgnoringCase("x-imap:", at: 0) || line.hasIgnoringCase("x-imapbase:", at: 0) {
          hasIMAPField = true
        }
      case UInt8(ascii: "s"):
        if line.hasIgnoringCase("subject:", at: 0), line.find("FOLDER INTERNAL DATA") != nil {
          hasInternalSubject = true
        }
      default: break
      }
    }
    isInternalData = hasIMAPField && hasInternalSubject
    hasMixedLineEnds = hasLF && hasCRLF
  }

  /// Whether `line`, a Content-Type or its continuation, says message/rfc822 (or RFC 6532's message/global).
  static func namesMessage(_ line: Span<UInt8>) -> Bool {
    var index = 0
    let end = min(line.count, 1024)
    while index < end {
      if line[index] | 32 == UInt8(ascii: "m") {
        if line.hasIgnoringCase("message/rfc822", at: index) { return true }
        if line.hasIgnoringCase("message/global", at: index) { return true }
      }
      index += 1
    }
    return false
  }

  private static func decimal(_ line: Span<UInt8>, from start: Int) -> UInt64? {
    var index = start
    while index < line.count, line[index].isBlank { index += 1 }
    let first = index
    var value: UInt64 = 0
    while index < line.count, line[index].isDigit, index - first < 19 {
      value = value &* 10 &+ UInt64(line[index] - 48)
      index += 1
    }
    guard index > first, index - first < 19 else { return nil }
    while index < line.count, line[index].isBlank { index += 1 }
    return HeaderLine.isBlank(line.extracting(index..<line.count)) ? value : nil
  }

  private static func hexadecimal(_ line: Span<UInt8>, from start: Int) -> UInt32? {
    var index = start
    while index < line.count, line[index].isBlank { index += 1 }
    let first = index
    var value: UInt32 = 0
    while index < line.count, line[index].isHexDigit, index - first < 8 {
      let digit = line[index]
      value = value << 4 | UInt32(digit.isDigit ? digit - 48 : (digit | 32) - 87)
      index += 1
    }
    return index > first ? value : nil
  }
}
