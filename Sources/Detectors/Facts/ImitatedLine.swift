import Bytes

/// Whether text that a client chose looks like a part of a log line.
enum ImitatedLine {
  /// Words that servers write and people's names do not hold.
  private static let words: [StaticString] = [
    "rip=", "lip=", "method=", "relay=", "client=", "status=", "user=<", "from=<", "to=<", "sasl_username=",
    "]: ", "postfix/", "dovecot:", "sshd[", "#012", "\\012", "\\n",
  ]

  /// `range` of `text` holds one of them. Most texts are told at one look: none of the bytes that all words have.
  static func isPlain(_ text: Span<UInt8>, _ range: ByteRange) -> Bool {
    var mayImitate = false
    for place in range.range {
      switch text[place] {
      case .ascii("="), .ascii("]"), .ascii("/"), .ascii("["), .ascii("#"), .ascii("\\"), .ascii(":"):
        mayImitate = true
      default: break
      }
    }
    guard mayImitate else { return true }
    for word in words where text.find(word, from: range.lower, to: range.upper) != nil { return false }
    return true
  }
}
