import Bytes
import Crypto

/// The hash of a body in one canonical form, computed while the body streams by.
///
/// Lines may end with LF or CRLF: the form has CRLF.
///
/// - Source: RFC 6376 §3.4.3, §3.4.4, §3.7.
struct BodyHash {
  private let isRelaxed: Bool
  private var sha256: SHA256?
  private var sha1: Insecure.SHA1?
  /// Bytes of the form still to be hashed (`l=`).
  private var left: UInt64
  /// Bytes of the form so far.
  private(set) var count: UInt64 = 0
  private var output: [UInt8] = []
  private var emptyLines = 0
  private var hasContent = false
  private var hasBlank = false
  private var hasCR = false

  init(isRelaxed: Bool, isSHA1: Bool, limit: UInt64?) {
    self.isRelaxed = isRelaxed
    if isSHA1 { sha1 = Insecure.SHA1() } else { sha256 = SHA256() }
    left = limit ?? .max
  }

  mutating func update(_ bytes: Span<UInt8>) {
    for index in 0..<bytes.count { take(bytes[index]) }
    flush(atLeast: 1 << 14)
  }

  mutating func take(_ byte: UInt8) {
    if hasCR {
      hasCR = false
      if byte == 10 {
        endLine()
        return
      }
      content(13)
    }
    if byte == 13 {
      hasCR = true
    } else if byte == 10 {
      endLine()
    } else {
      content(byte)
    }
  }

  private mutating func content(_ byte: UInt8) {
    if isRelaxed, byte == 32 || byte == 9 {
      hasBlank = true
      return
    }
    for _ in 0..<emptyLines { emitLineEnd() }
    emptyLines = 0
    if hasBlank { emit(32) }
    hasBlank = false
    emit(byte)
    hasContent = true
  }

  private mutating func endLine() {
    hasBlank = false
    if hasContent { emitLineEnd() } else { emptyLines += 1 }
    hasContent = false
    if output.count > 1 << 16 { flush(atLeast: 0) }
  }

  private mutating func emit(_ byte: UInt8) { output.append(byte) }

  private mutating func emitLineEnd() {
    output.append(13)
    output.append(10)
  }

  private mutating func flush(atLeast: Int) {
    guard output.count > atLeast || atLeast == 0 else { return }
    count += UInt64(output.count)
    let taken = Int(min(left, UInt64(output.count)))
    left -= UInt64(taken)
    if taken > 0 {
      sha256?.update(data: output[..<taken])
      sha1?.update(data: output[..<taken])
    }
    output.removeAll(keepingCapacity: true)
  }

  /// The hash. `count` is complete behind this.
  mutating func finish() -> [UInt8] {
    if hasCR { content(13) }
    hasCR = false
    if hasContent { emitLineEnd() }
    hasContent = false
    flush(atLeast: 0)
    // An empty body is one empty line in the simple form.
    if count == 0, !isRelaxed {
      emitLineEnd()
      flush(atLeast: 0)
    }
    if let sha1 { return Array(sha1.finalize()) }
    return sha256.map { Array($0.finalize()) } ?? []
  }
}

/// A body's hash as it is stored, and as it was before a mailbox quoted its From_ lines: either may be what was signed.
struct StoredBodyHash {
  private var stored: BodyHash
  /// Made at the first line that may have been quoted.
  private var unquoted: BodyHash?
  private var line: [UInt8] = []
  private var isInLine = false

  init(isRelaxed: Bool, isSHA1: Bool, limit: UInt64?) {
    stored = BodyHash(isRelaxed: isRelaxed, isSHA1: isSHA1, limit: limit)
  }

  mutating func update(_ bytes: Span<UInt8>) {
    // Lines that begin with `>` are gathered up to what follows the marks.
    var index = 0
    while index < bytes.count {
      if isInLine {
        let end = bytes.find(10, from: index).map { $0 + 1 } ?? bytes.count
        give(bytes.extracting(index..<end))
        isInLine = bytes[end - 1] != 10
        index = end
        continue
      }
      let byte = bytes[index]
      if line.isEmpty, byte != UInt8(ascii: ">") {
        isInLine = true
        continue
      }
      line.append(byte)
      index += 1
      decide()
    }
  }

  /// Whether the gathered beginning is a quoted From_ line, is none, or is not yet known.
  private mutating func decide() {
    let rest = line.drop { $0 == UInt8(ascii: ">") }
    let from = Array("From ".utf8)
    if rest.count >= from.count || !from.starts(with: rest) || line.count > 200 {
      let isQuoted = rest.starts(with: from)
      flushLine(isQuoted: isQuoted)
    }
  }

  private mutating func flushLine(isQuoted: Bool) {
    if isQuoted, unquoted == nil { unquoted = stored }
    let text = line
    stored.update(text.span)
    unquoted?.update(text.span.extracting((isQuoted ? 1 : 0)..<text.count))
    isInLine = text.last != 10
    line.removeAll(keepingCapacity: true)
  }

  private mutating func give(_ bytes: Span<UInt8>) {
    stored.update(bytes)
    unquoted?.update(bytes)
  }

  /// Whether one of the readings has this hash, and how many bytes its form has.
  mutating func matches(_ hash: [UInt8]) -> (isMatch: Bool, count: UInt64) {
    if !line.isEmpty { flushLine(isQuoted: false) }
    let isStored = stored.finish() == hash
    if isStored { return (true, stored.count) }
    if let other = unquoted?.finish(), other == hash { return (true, unquoted?.count ?? 0) }
    return (false, stored.count)
  }
}
