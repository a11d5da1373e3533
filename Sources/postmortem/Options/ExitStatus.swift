/// What the process tells its caller.
enum ExitStatus: Int32, Comparable {
  /// Something was found, or written.
  case found = 0
  /// Nothing was found.
  case nothing = 1
  /// Trouble: a wrong command line, a file that could not be read or not to its end. What could be read has been written.
  case trouble = 2
  /// A finding at or above `--fail-on`.
  case finding = 3

  static func < (left: ExitStatus, right: ExitStatus) -> Bool { left.rawValue < right.rawValue }
}
