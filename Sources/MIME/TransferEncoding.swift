public import Bytes

/// How the bytes of a part are written (RFC 2045 §6), by the words that mail programs use.
public enum TransferEncoding: UInt8, Sendable {
  /// 7bit, 8bit, binary, or nothing said.
  case identity
  case base64, quotedPrintable, uuencode, yEnc, binHex
  /// A word that is not known: the content decides between base64 and none.
  case unknown

  /// Of the value of a Content-Transfer-Encoding, parameters and comments ignored.
  public init(_ value: String) {
    switch value {
    case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none", "unencoded":
      self = .identity
    case "base64", "base-64", "b64", "b": self = .base64
    case "quoted-printable", "quotedprintable", "quoted_printable", "qp", "q": self = .quotedPrintable
    case "x-uuencode", "uuencode", "uue", "x-uue", "x-uu": self = .uuencode
    case "x-yencode", "yenc", "x-yenc": self = .yEnc
    case "binhex", "x-binhex", "binhex40", "x-binhex40", "mac-binhex40", "x-mac-binhex40": self = .binHex
    default: self = .unknown
    }
  }

  /// The word of a record.
  public var name: StaticString {
    switch self {
    case .identity: "7bit"
    case .base64: "base64"
    case .quotedPrintable: "quoted-printable"
    case .uuencode: "uuencode"
    case .yEnc: "yenc"
    case .binHex: "binhex"
    case .unknown: "unknown"
    }
  }
}

/// Undoes base64 and quoted-printable as the bytes come; other encodings pass (they have lines and names of their own:
/// `EmbeddedFile`).
///
/// Tolerant as mail programs are: letters outside the alphabet are skipped, padding in the middle begins a new group,
/// missing padding is made up, a broken `=XX` stands as it is. The same bytes give the same result however they are cut.
///
/// - Source: RFC 2045 §6.7, §6.8; RFC 4648.
public struct TransferDecoder: Sendable {
  public let encoding: TransferEncoding
  /// Something was not as it should be: other letters, padding in the middle, a group cut short.
  public private(set) var isDirty = false
  /// Base64: letters of the open group. Quoted-printable: what was held back.
  private var group: UInt32 = 0
  private var groupCount = 0
  private var sawPadding = false
  private var held: [UInt8] = []

  public init(_ encoding: TransferEncoding) { self.encoding = encoding }

  /// Appends what `bytes` encode.
  public mutating func decode(_ bytes: Span<UInt8>, into buffer: inout ByteBuffer) {
    switch encoding {
    case .base64: decodeBase64(bytes, into: &buffer)
    case .quotedPrintable: decodeQuoted(bytes, into: &buffer)
    default: buffer.append(bytes)
    }
  }

  /// Appends what the end of the part leaves.
  public mutating func finish(into buffer: inout ByteBuffer) {
    if encoding == .base64 {
      flushGroup(into: &buffer)
    } else if encoding == .quotedPrintable {
      // Blanks at the end of the last line are dropped, a `=` there is a soft break.
      if held.first == UInt8(ascii: "="), held.count > 1, !TransferDecoder.isLineEnd(held[1]) {
        buffer.append(held)
        isDirty = true
      }
      held.removeAll()
    }
  }

  private mutating func flushGroup(into buffer: inout ByteBuffer) {
    if groupCount > 0 {
      if groupCount == 1 { isDirty = true }
      // Two letters hold one byte, three hold two.
      let word = group << UInt32(6 * (4 - groupCount))
      if groupCount > 1 { buffer.append(UInt8(truncatingIfNeeded: word >> 16)) }
      if groupCount > 2 { buffer.append(UInt8(truncatingIfNeeded: word >> 8)) }
    }
    group = 0
    groupCount = 0
  }

  private mutating func decodeBase64(_ bytes: Span<UInt8>, into buffer: inout ByteBuffer) {
    var index = 0
    while index < bytes.count {
      if groupCount == 0 {
        let from = index
        index = Base64Run.decode(bytes, from: index, into: &buffer)
        if index > from, sawPadding, index - from >= 4 {
          isDirty = true
          sawPadding = false
        }
        guard index < bytes.count else { return }
      }
      let byte = bytes[index]
      index += 1
      if let six = EncodedWord.base64(byte) {
        if sawPadding {
          isDirty = true
          sawPadding = false
        }
        group = group << 6 | UInt32(six)
        groupCount += 1
        if groupCount == 4 {
          buffer.append(UInt8(truncatingIfNeeded: group >> 16))
          buffer.append(UInt8(truncatingIfNeeded: group >> 8))
          buffer.append(UInt8(truncatingIfNeeded: group))
          group = 0
          groupCount = 0
        }
      } else if byte == UInt8(ascii: "=") {
        flushGroup(into: &buffer)
        sawPadding = true
      } else if byte != 10, byte != 13, byte != 32, byte != 9 {
        isDirty = true
      }
    }
  }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

  private mutating func decodeQuoted(_ bytes: Span<UInt8>, into buffer: inout ByteBuffer) {
    var index = 0
    while index < bytes.count {
      if held.isEmpty {
        // Up to what needs a look: `=`, or blanks that may stand at the end of a line.
        var stop = index
        while stop < bytes.count, bytes[stop] != UInt8(ascii: "="), bytes[stop] != 32, bytes[stop] != 9 {
          stop += 1
        }
        buffer.append(bytes, ByteRange(index, stop))
        index = stop
        guard index < bytes.count else { return }
        held.append(bytes[index])
        index += 1
        continue
      }
      let byte = bytes[index]
      if held[0] == UInt8(ascii: "=") {
        index += 1
        takeEscape(byte, into: &buffer)
      } else if byte == 32 || byte == 9 {
        // A row of blanks is short in mail; a long one is given out before it grows.
        if held.count > 4096 {
          buffer.append(held)
          held.removeAll(keepingCapacity: true)
        }
        held.append(byte)
        index += 1
      } else {
        if !TransferDecoder.isLineEnd(byte) { buffer.append(held) }
        held.removeAll(keepingCapacity: true)
      }
    }
  }

  /// The next byte behind `=`.
  private mutating func takeEscape(_ byte: UInt8, into buffer: inout ByteBuffer) {
    if held.count == 1 {
      if byte == 10 {
        held.removeAll(keepingCapacity: true)
      } else if byte == 13 || byte == 32 || byte == 9 || byte.isHexDigit {
        held.append(byte)
      } else {
        isDirty = true
        buffer.append(held)
        held.removeAll(keepingCapacity: true)
        if byte == UInt8(ascii: "=") { held.append(byte) } else { buffer.append(byte) }
      }
      return
    }
    let second = held[1]
    if second.isHexDigit {
      if let high = EncodedWord.hex(second), let low = EncodedWord.hex(byte) {
        buffer.append(high << 4 | low)
        held.removeAll(keepingCapacity: true)
        return
      }
    } else if byte == 10 {
      // `=`, blanks, line end: a soft break.
      held.removeAll(keepingCapacity: true)
      return
    } else if second != 13 || held.count > 1, byte == 32 || byte == 9 || byte == 13, held.count < 100 {
      held.append(byte)
      return
    }
    isDirty = true
    buffer.append(held)
    held.removeAll(keepingCapacity: true)
    if byte == UInt8(ascii: "=") { held.append(byte) } else { buffer.append(byte) }
  }
}
