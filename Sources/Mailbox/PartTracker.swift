import Bytes

/// Knows whether a body stands inside an open message/rfc822 part.
///
/// It never steers the splitting: one unclosed boundary would then swallow the rest of a mailbox. It only
/// tells that a From_ line found here may belong to a mail inside the mail. Boundaries are not taken from the header:
/// any line of `--` and more opens a part header, the same line again closes what was opened.
struct PartTracker {
  /// Lines are part headers: they must be looked at.
  private(set) var isInPartHeader = false
  /// An attached message has begun and its part has not ended.
  private(set) var isInMessage = false
  private var partIsMessage = false
  private var inContentType = false
  private var part: UInt64 = 0
  private var messagePart: UInt64 = 0

  /// Longer lines are no boundaries (RFC 2046 §5.1.1: 70 bytes and the dashes).
  static let longestBoundary = 256

  init() {}

  init(bodyIsMessage: Bool) { isInMessage = bodyIsMessage }

  /// Looks at a line that begins with `-`.
  mutating func dashes(_ line: Span<UInt8>) {
    guard line.has("--", at: 0), line.count <= PartTracker.longestBoundary else { return }
    var end = line.count
    while end > 0, line[end - 1] <= 32 { end -= 1 }
    guard end > 2 else { return }
    let open = line.hash(ByteRange(0, end))
    let closes = end > 4 && line.has("--", at: end - 2)
    if isInMessage, messagePart != 0 {
      if open == messagePart || (closes && line.hash(ByteRange(0, end - 2)) == messagePart) {
        isInMessage = false
      }
    }
    part = open
    isInPartHeader = true
    partIsMessage = false
    inContentType = false
  }

  /// Looks at a line of a part header that does not begin with `-`.
  mutating func partLine(_ line: Span<UInt8>) {
    if HeaderLine.isBlank(line) {
      isInPartHeader = false
      if partIsMessage, !isInMessage {
        isInMessage = true
        messagePart = part
      }
    } else if line[0].isBlank {
      if inContentType, HeaderFacts.namesMessage(line) { partIsMessage = true }
    } else if line.hasIgnoringCase("content-type:", at: 0) {
      inContentType = true
      if HeaderFacts.namesMessage(line) { partIsMessage = true }
    } else {
      inContentType = false
      // Text behind a line of dashes is no part header.
      if HeaderLine.nameLength(line) == 0 { isInPartHeader = false }
    }
  }
}
