import Bytes
import Records

/// Standard error: `postmortem: path:offset: what happened (what to do)`, one line each.
///
/// Text from evidence (names of archive members, zones) may be in it, so what a terminal acts on is made visible.
enum StandardError {
  static func write(_ message: String) {
    var line = ByteBuffer(capacity: 256)
    line.append("postmortem: ")
    line.append(shown: message)
    line.append("\n")
    put(&line)
  }

  /// A line without the program's name before it: coverage, usage.
  static func writePlain(_ message: String) {
    var line = ByteBuffer(capacity: 256)
    line.append(message)
    if !message.hasSuffix("\n") { line.append("\n") }
    put(&line)
  }

  private static func put(_ line: inout ByteBuffer) {
    var start = 0
    while start < line.count {
      let (taken, _) = line.write(to: 2, from: start)
      // Nobody to tell that telling failed.
      if taken <= 0 { return }
      start += taken
    }
  }
}
