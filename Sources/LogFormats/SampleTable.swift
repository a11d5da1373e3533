import Model

extension LogSample {
  /// Samples from a text: blocks with an empty line between them, a log line first and then one `- name: value` a line.
  ///
  /// The first line is `program: message` and stands for `Apr  6 13:05:01 mx1 program[4711]: message`, or `= ` and a
  /// whole log line. A table's header is a `= ` line of its own before it.
  static func table(_ text: String) -> [LogSample] {
    var samples: [LogSample] = []
    var isFresh = true
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if row.isEmpty {
        isFresh = true
      } else if row.hasPrefix("= "), !isFresh, samples[samples.count - 1].expected.isEmpty {
        samples[samples.count - 1].line += "\n" + row.dropFirst(2)
      } else if isFresh {
        samples.append(LogSample(line(row), [:]))
        isFresh = false
      } else if row.hasPrefix("- "), let colon = row.firstIndex(of: ":"), !samples.isEmpty {
        let name = row[row.index(row.startIndex, offsetBy: 2)..<colon]
        var value = row[row.index(after: colon)...]
        if value.hasPrefix(" ") { value.removeFirst() }
        samples[samples.count - 1].expected.append((String(name), String(value)))
      }
    }
    return samples
  }

  private static func line(_ row: Substring) -> String {
    if row.hasPrefix("= ") { return String(row.dropFirst(2)) }
    guard let colon = row.firstIndex(of: ":") else { return String(row) }
    let program = row[..<colon]
    let message = row[row.index(after: colon)...].dropFirst()
    return "Apr  6 13:05:01 mx1 \(program)[4711]: \(message)"
  }
}
