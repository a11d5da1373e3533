/// Counts agreement with published expectations, field by field.
struct ExpectedScore: CustomStringConvertible {
  var equal = 0
  var differing: [String] = []
  /// Names that no field of ours stands for.
  var unmapped: [String: Int] = [:]

  var compared: Int { equal + differing.count }

  mutating func compare(_ name: String, _ expected: String, _ found: String?, _ context: String) {
    if (found ?? "") == expected {
      equal += 1
    } else {
      differing.append("\(context) \(name): expected \(expected), found \(found ?? "nothing")")
    }
  }

  var description: String { "\(equal) equal, differing: \(differing.joined(separator: "\n"))" }
}
