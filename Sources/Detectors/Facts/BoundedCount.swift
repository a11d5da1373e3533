/// How many there are of what is kept up to a limit, as a sentence says it.
enum BoundedCount {
  /// `7`, or `1000 or more` where the limit was reached.
  static func text(_ count: Int, isFull: Bool) -> String { isFull ? "\(count) or more" : "\(count)" }

  static func text(_ count: Int, upTo limit: Int) -> String { text(count, isFull: count >= limit) }
}
