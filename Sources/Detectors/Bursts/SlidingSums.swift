import Model

/// Counts of one key in the last 10 seconds, minute, ten minutes and hour, each window ending now.
///
/// Exact to the second whatever the cuts of the evidence. Memory: one entry for each second of the last hour in which
/// something happened.
struct SlidingSums: Sendable {
  /// Widths of the windows, seconds.
  static let widths: InlineArray<4, Int64> = [10, 60, 600, 3_600]

  private var seconds: [(second: Int64, count: UInt32)] = []
  /// For each width the first entry inside its window.
  private var heads: InlineArray<4, Int> = [0, 0, 0, 0]
  private(set) var sums: InlineArray<4, UInt64> = [0, 0, 0, 0]

  init() {}

  /// Counts `count` at `second`; a time before the last is taken as the last (logs are a little out of order).
  mutating func add(_ count: UInt32, at second: Int64) {
    var second = second
    if let last = seconds.last, last.second >= second {
      second = last.second
      seconds[seconds.count - 1].count += count
    } else {
      seconds.append((second, count))
    }
    for width in 0..<4 {
      sums[width] += UInt64(count)
      while seconds[heads[width]].second <= second &- SlidingSums.widths[width] {
        sums[width] -= UInt64(seconds[heads[width]].count)
        heads[width] += 1
      }
    }
    if heads[3] >= 8, heads[3] * 2 > seconds.count {
      let dropped = heads[3]
      seconds.removeFirst(dropped)
      for width in 0..<4 { heads[width] -= dropped }
    }
  }

  /// Start of the window of `width` (0 to 3), seconds; the first second in it that has something.
  func start(of width: Int) -> Int64 { heads[width] < seconds.count ? seconds[heads[width]].second : .min }

  /// Second of the last count; the least number where there is none.
  var last: Int64 { seconds.last?.second ?? .min }
}
