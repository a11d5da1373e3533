import Bytes
import Model

/// What milters and policy servers have in common.
enum FilterLine {
  /// Takes the queue id in `QID: text` into the event and returns where the text begins; nil where none stands there.
  static func queueID(_ line: Span<UInt8>, _ message: ByteRange, _ event: inout LogEvent) -> Int? {
    guard let colon = PostfixFormat.queueID(line, from: message.lower, to: message.upper) else { return nil }
    if !line.has("NOQUEUE:", at: message.lower) {
      event[.localID] = ByteRange(message.lower, colon)
      event.messageRole = .continues
    }
    return Swift.min(colon + 2, message.upper)
  }

  /// The value of `key` (with its `=`), up to `stop` or the end; `.none` where it is absent or empty.
  static func value(
    _ line: Span<UInt8>, of key: StaticString, from start: Int, to end: Int, stop: UInt8
  ) -> ByteRange {
    var position = start
    while let found = line.find(key, from: position, to: end) {
      if found == start || line[found - 1] == 32 || line[found - 1] == .ascii(",")
        || line[found - 1] == .ascii("(")
      {
        let value = found + key.utf8CodeUnitCount
        let valueEnd = line.find(stop, from: value, to: end) ?? end
        return valueEnd > value ? ByteRange(value, valueEnd) : .none
      }
      position = found + 1
    }
    return .none
  }
}
