internal import Bytes
internal import MIME

/// Whether an id can have been made by the software that a Received field names.
///
/// Only shapes that the servers' sources fix are judged; everything else is possible.
/// - Source: Postfix `mail_queue.h` (short ids: five hexadecimal digits of microseconds and the inode; long ids:
///   base 52 time, `z`, base 51 inode), Exim `string_base62` (6-6-2, since 4.97 6-11-4), Sendmail `queue.c`
///   (`assign_queueid`), ids of Google as seen.
enum QueueIDShape {
  static func isPossible(
    _ id: ByteRange, of software: ReceivedField.Software, in text: Span<UInt8>
  ) -> Bool {
    guard !id.isNone, !id.isEmpty, id.upper <= text.count else { return true }
    switch software {
    case .postfix: return isPostfixShort(id, text) || isPostfixLong(id, text)
    case .exim: return isExim(id, text)
    case .sendmail: return isSendmail(id, text)
    case .google: return isGoogle(id, text)
    default: return true
    }
  }

  /// The software's ids stand in its log, so that one can be looked for there.
  static func isLogged(by software: ReceivedField.Software) -> Bool {
    software == .postfix || software == .exim || software == .sendmail
  }

  private static func isPostfixShort(_ id: ByteRange, _ text: Span<UInt8>) -> Bool {
    guard id.count >= 6, id.count <= 21 else { return false }
    var microseconds = 0
    for index in id.range {
      let byte = text[index]
      guard byte.isDigit || (byte >= 65 && byte <= 70) else { return false }
      if index < id.lower + 5 { microseconds = microseconds * 16 + Int(byte.isDigit ? byte - 48 : byte - 55) }
    }
    return microseconds < 1_000_000
  }

  private static func isPostfixLong(_ id: ByteRange, _ text: Span<UInt8>) -> Bool {
    guard id.count >= 12, id.count <= 32 else { return false }
    guard let mark = text.findLast(UInt8(ascii: "z"), from: id.lower, to: id.upper), mark >= id.lower + 10
    else { return false }
    for index in id.range {
      let byte = text[index]
      guard byte.isAlphanumeric else { return false }
      switch byte | 32 {
      case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"):
        return false
      default: break
      }
    }
    return true
  }

  private static func isExim(_ id: ByteRange, _ text: Span<UInt8>) -> Bool {
    for index in id.range {
      let byte = text[index]
      guard byte.isAlphanumeric || byte == UInt8(ascii: "-") else { return false }
    }
    func dash(_ place: Int) -> Bool { text[id.lower + place] == UInt8(ascii: "-") }
    if id.count == 16 { return dash(6) && dash(13) }
    if id.count == 23 { return dash(6) && dash(18) }
    return false
  }

  private static func isSendmail(_ id: ByteRange, _ text: Span<UInt8>) -> Bool {
    guard id.count >= 8, id.count <= 18 else { return false }
    for index in id.range where !text[index].isAlphanumeric { return false }
    // The process number ends every version's ids.
    for index in (id.upper - 5)..<id.upper where !text[index].isDigit { return false }
    return true
  }

  private static func isGoogle(_ id: ByteRange, _ text: Span<UInt8>) -> Bool {
    var digits = 0
    for index in id.range {
      let byte = text[index]
      if byte.isDigit { digits += 1 }
      guard byte.isDigit || byte.isLower || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") else {
        return false
      }
    }
    return digits > 0 && id.count >= 6
  }
}
