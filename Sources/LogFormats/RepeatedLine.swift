import Bytes

/// The two ways in which syslog daemons fold equal lines into one.
///
/// rsyslog keeps the tag and nests the text (`message repeated 3 times: [ text]`); `FormatRegistry.parse` reads that by
/// itself and sets `event.count`. The syslogd of BSD, sysklogd and older rsyslogs says only that the line before it came
/// again; whoever walks the lines reads that line a second time and sets the count that stands here.
public enum RepeatedLine {
  /// N of `last message repeated N times`, nil for every other line. At least 1.
  public static func repeats(_ line: Span<UInt8>, _ envelope: Envelope) -> UInt32? {
    var position = envelope.message.lower
    let end = envelope.message.upper
    guard line.has("last message repeated ", at: position) else { return nil }
    position += 22
    let count = line.number(&position, to: end)
    guard count > 0, line.has(" time", at: position), end - position <= 12 else { return nil }
    return UInt32(clamping: count)
  }

  /// The text and the count of `message repeated N times: [ text]` at `message`; nil for every other message. Without the
  /// closing bracket (a line that was cut) the text runs to the end.
  @inline(__always)
  static func nested(_ line: Span<UInt8>, _ message: ByteRange) -> (text: ByteRange, count: UInt32)? {
    guard message.length > 22, line[message.lower] == .ascii("m"),
      line.has("message repeated ", at: message.lower)
    else { return nil }
    return nestedText(line, message)
  }

  @inline(never)
  private static func nestedText(
    _ line: Span<UInt8>, _ message: ByteRange
  ) -> (text: ByteRange, count: UInt32)? {
    var position = message.lower + 17
    let count = line.number(&position, to: message.upper)
    guard count > 0, line.has(" times: [", at: position) else { return nil }
    position += 9
    var end = message.upper
    while position < end, line[position] == 32 { position += 1 }
    if end > position, line[end - 1] == .ascii("]") { end -= 1 }
    return (ByteRange(position, end), UInt32(clamping: count))
  }
}
