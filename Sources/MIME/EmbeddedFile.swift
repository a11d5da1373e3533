import Bytes

/// Finds files that are written into text: uuencode, its base64 form, yEnc, BinHex.
///
/// Takes text in pieces of any size, line by line; the same text gives the same files however it is cut. A `begin` line
/// counts only where an encoded line follows: prose has such lines, too.
///
/// - Memory: one line of at most `longestLine` bytes (a longer one passes as text) and one line's decoded bytes.
/// - Source: POSIX `uuencode`; yEnc draft 1.3 (www.yenc.org); RFC 1741 (BinHex 4.0).
struct EmbeddedFile: ~Copyable {
  /// What a line was.
  enum Step: Equatable {
    case none
    /// A file begins; its name is in `name`.
    case begin(TransferEncoding)
    /// `decoded` holds bytes of the open file.
    case data
    /// The open file ends, whole or not; `decoded` may hold its last bytes.
    case end(isWhole: Bool)
  }

  private enum State: Equatable {
    case text
    /// Behind a `begin` line, before the line that proves it.
    case uuHoped(isBase64: Bool)
    case uu, uuBase64, yEnc, hexHoped, hex
  }

  static let longestLine = 16 << 10

  private var state = State.text
  private var line: [UInt8] = []
  private var isLongLine = false
  /// Name of the file that begins.
  private(set) var name: [UInt8] = []
  private var decoded = ByteBuffer(capacity: 256)
  private var base64 = TransferDecoder(.base64)
  private var binHex = BinHexDecoder()
  private var isNameTold = false

  /// Hands out what the last step decoded, for an emptied buffer.
  mutating func takeDecoded(into buffer: inout ByteBuffer) { swap(&buffer, &decoded) }

  init() {}

  /// Takes lines of `bytes` from `index` on until something is to be told; `.none` at their end.
  mutating func next(_ bytes: Span<UInt8>, _ index: inout Int) -> Step {
    while index < bytes.count {
      if line.isEmpty, state == .text, !isLongLine, index < bytes.count {
        // Most lines are prose: only their first byte is looked at.
        let first = bytes[index]
        if first != UInt8(ascii: "b"), first != UInt8(ascii: "="), first != UInt8(ascii: "(") {
          guard let feed = bytes.find(10, from: index) else {
            isLongLine = true
            index = bytes.count
            return .none
          }
          index = feed + 1
          continue
        }
      }
      let feed = bytes.find(10, from: index)
      let stop = feed ?? bytes.count
      if isLongLine {
        index = feed.map { $0 + 1 } ?? bytes.count
        if feed != nil { isLongLine = false }
        continue
      }
      if line.count + (stop - index) > EmbeddedFile.longestLine {
        line.removeAll(keepingCapacity: true)
        isLongLine = feed == nil
        index = feed.map { $0 + 1 } ?? bytes.count
        continue
      }
      line += bytes.array(index..<stop)
      index = feed.map { $0 + 1 } ?? bytes.count
      guard feed != nil else { return .none }
      if line.last == 13 { line.removeLast() }
      let whole = line
      line.removeAll(keepingCapacity: true)
      let step = take(whole.span)
      if step != .none { return step }
    }
    return .none
  }

  /// The text is over.
  mutating func finish() -> Step {
    if !line.isEmpty {
      let whole = line
      line = []
      let step = take(whole.span)
      if step != .none { return step }
    }
    isLongLine = false
    let wasOpen = state == .uu || state == .uuBase64 || state == .yEnc || state == .hex
    state = .text
    decoded.removeAll()
    return wasOpen ? .end(isWhole: false) : .none
  }

  private mutating func take(_ text: Span<UInt8>) -> Step {
    decoded.removeAll()
    switch state {
    case .text: return open(text)
    case .uuHoped(let isBase64):
      if isBase64 {
        guard text.count >= 4, EmbeddedFile.isBase64(text) else {
          state = .text
          return open(text)
        }
        state = .uuBase64
        base64 = TransferDecoder(.base64)
        base64.decode(text, into: &decoded)
        return .begin(.base64)
      }
      guard EmbeddedFile.isUULine(text) else {
        state = .text
        return open(text)
      }
      state = .uu
      decodeUU(text)
      return .begin(.uuencode)
    case .uu:
      if text.count >= 3, text.has("end", at: 0), isBlank(text, from: 3) {
        state = .text
        return .end(isWhole: true)
      }
      if isBlank(text, from: 0) || text[0] == UInt8(ascii: "`") { return .none }
      guard EmbeddedFile.isUULine(text) else {
        // What is no encoded line is skipped once the file is open: mail programs put blank and broken lines there.
        return .none
      }
      decodeUU(text)
      return decoded.isEmpty ? .none : .data
    case .uuBase64:
      if text.has("====", at: 0) {
        base64.finish(into: &decoded)
        state = .text
        return .end(isWhole: true)
      }
      base64.decode(text, into: &decoded)
      return decoded.isEmpty ? .none : .data
    case .yEnc:
      if text.has("=yend", at: 0) {
        state = .text
        return .end(isWhole: true)
      }
      if text.has("=ypart ", at: 0) { return .none }
      decodeYEnc(text)
      return decoded.isEmpty ? .none : .data
    case .hexHoped:
      if isBlank(text, from: 0) { return .none }
      guard text[0] == UInt8(ascii: ":") else {
        state = .text
        return open(text)
      }
      binHex = BinHexDecoder()
      isNameTold = false
      state = .hex
      return takeHex(text)
    case .hex: return takeHex(text)
    }
  }

  private mutating func takeHex(_ text: Span<UInt8>) -> Step {
    let isEnd = binHex.decode(text, into: &decoded)
    if !isNameTold, let found = binHex.name {
      isNameTold = true
      name = found
      // The end of a file whose lines are all read comes with the next line, or with the end of the text.
      return .begin(.binHex)
    }
    if isEnd {
      state = .text
      return isNameTold ? .end(isWhole: binHex.isWhole) : .none
    }
    return decoded.isEmpty || !isNameTold ? .none : .data
  }

  private func isBlank(_ text: Span<UInt8>, from start: Int) -> Bool {
    for index in start..<max(start, text.count) where text[index] > 32 { return false }
    return true
  }

  /// A line that may begin a file.
  private mutating func open(_ text: Span<UInt8>) -> Step {
    if text.has("begin", at: 0) {
      let isBase64 = text.has("begin-base64 ", at: 0)
      guard isBase64 || text.has("begin ", at: 0) else { return .none }
      var index = isBase64 ? 13 : 6
      while index < text.count, text[index] == 32 { index += 1 }
      let mode = index
      while index < text.count, text[index] >= 48, text[index] < 56 { index += 1 }
      guard (3...6).contains(index - mode), index < text.count, text[index].isBlank else { return .none }
      while index < text.count, text[index].isBlank { index += 1 }
      guard index < text.count else { return .none }
      var end = text.count
      while end > index, text[end - 1].isBlank { end -= 1 }
      name = text.array(index..<end)
      state = .uuHoped(isBase64: isBase64)
    } else if text.has("=ybegin ", at: 0), let place = text.find(" name=") {
      name = text.array((place + 6)..<text.count)
      while let last = name.last, last == 32 || last == 9 { name.removeLast() }
      state = .yEnc
      return .begin(.yEnc)
    } else if text.has("(This file must be converted with BinHex", at: 0) {
      state = .hexHoped
    }
    return .none
  }

  /// A length byte and as many groups as it says, one or two bytes of check sum or padding allowed.
  static func isUULine(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0 else { return false }
    let length = Int((text[0] &- 32) & 63)
    guard text[0] >= 32, text[0] <= 96 else { return false }
    let letters = (length + 2) / 3 * 4
    // Blanks at the end may have been dropped by mail programs.
    guard text.count - 1 <= letters + 2, text.count - 1 >= (length * 4 + 2) / 3 - 3 else { return false }
    for index in 1..<max(1, text.count) where text[index] < 32 || text[index] > 96 { return false }
    return length > 0 || text[0] == UInt8(ascii: "`") || text[0] == 32
  }

  static func isBase64(_ text: Span<UInt8>) -> Bool {
    for index in 0..<text.count {
      guard EncodedWord.base64(text[index]) != nil || text[index] == UInt8(ascii: "=") || text[index].isBlank
      else { return false }
    }
    return true
  }

  private mutating func decodeUU(_ text: Span<UInt8>) {
    var left = Int((text[0] &- 32) & 63)
    var index = 1
    func six(_ place: Int) -> UInt32 { place < text.count ? UInt32((text[place] &- 32) & 63) : 0 }
    while left > 0 {
      let word = six(index) << 18 | six(index + 1) << 12 | six(index + 2) << 6 | six(index + 3)
      decoded.append(UInt8(truncatingIfNeeded: word >> 16))
      if left > 1 { decoded.append(UInt8(truncatingIfNeeded: word >> 8)) }
      if left > 2 { decoded.append(UInt8(truncatingIfNeeded: word)) }
      left -= 3
      index += 4
    }
  }

  private mutating func decodeYEnc(_ text: Span<UInt8>) {
    var index = 0
    // Articles double a dot at the beginning of a line.
    if text.has("..", at: 0) { index = 1 }
    while index < text.count {
      var byte = text[index]
      if byte == UInt8(ascii: "="), index + 1 < text.count {
        index += 1
        byte = text[index] &- 64
      }
      decoded.append(byte &- 42)
      index += 1
    }
  }
}

/// BinHex 4.0: six bits a letter, runs marked by 0x90, a header with the name, then the data fork.
struct BinHexDecoder {
  private static let alphabet = Array(
    "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr".utf8)

  private var bits: UInt32 = 0
  private var bitCount = 0
  private var hasBegun = false
  private var last: UInt8 = 0
  private var isRun = false
  private var header: [UInt8] = []
  private var left: UInt32 = 0
  /// Name in the header, once it is read.
  private(set) var name: [UInt8]?
  private var hasHeader = false
  var isWhole: Bool { hasHeader && left == 0 }

  init() {}

  /// Appends bytes of the data fork; true at the closing colon.
  mutating func decode(_ text: Span<UInt8>, into buffer: inout ByteBuffer) -> Bool {
    for index in 0..<text.count {
      let byte = text[index]
      if byte == UInt8(ascii: ":") {
        if hasBegun { return true }
        hasBegun = true
        continue
      }
      guard let six = BinHexDecoder.alphabet.firstIndex(of: byte) else { continue }
      bits = bits << 6 | UInt32(six)
      bitCount += 6
      guard bitCount >= 8 else { continue }
      bitCount -= 8
      take(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)), into: &buffer)
    }
    return false
  }

  private mutating func take(_ byte: UInt8, into buffer: inout ByteBuffer) {
    if isRun {
      isRun = false
      if byte == 0 {
        give(0x90, into: &buffer)
        last = 0x90
      } else {
        for _ in 1..<max(1, Int(byte)) { give(last, into: &buffer) }
      }
      return
    }
    if byte == 0x90 {
      isRun = true
      return
    }
    last = byte
    give(byte, into: &buffer)
  }

  /// Length, name, 0, type (4), creator (4), flags (2), length of the data fork (4), of the resource fork (4), CRC (2).
  private mutating func give(_ byte: UInt8, into buffer: inout ByteBuffer) {
    guard !hasHeader else {
      if left > 0 {
        left -= 1
        buffer.append(byte)
      }
      return
    }
    header.append(byte)
    let size = Int(header[0])
    guard header.count == size + 22 else { return }
    name = Array(header[1..<(1 + size)])
    let place = size + 12
    for index in 0..<4 { left = left << 8 | UInt32(header[place + index]) }
    hasHeader = true
    header = []
  }
}
