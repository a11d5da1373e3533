import Model

/// Counts of one key in the last 10 seconds, minute, ten minutes and hour, each window ending now.
///
/// Exact to the second whatever the cuts of the evidence. Memory: nothing beyond its own 24 bytes where all of the last hour
/// happened in one second, as it did for most clients; else an entry for each second of the last hour in which something
/// happened.
struct SlidingSums: Sendable {
  /// Widths of the windows, seconds.
  static let widths: InlineArray<4, Int64> = [10, 60, 600, 3_600]

  fileprivate struct Windows: Sendable {
    var seconds: [(second: Int64, count: UInt64)] = []
    /// For each width the first entry inside its window.
    var heads: InlineArray<4, Int32> = [0, 0, 0, 0]
    var sums: InlineArray<4, UInt64>
  }

  /// Second of the last count; the least number where there is none.
  private(set) var last = Int64.min
  /// What happened in that second, where it is alone in the last hour.
  private var count: UInt64 = 0
  /// One, where it is not.
  private var windows: [Windows] = []

  init() {}

  /// What each window holds.
  var sums: InlineArray<4, UInt64> {
    windows.isEmpty ? InlineArray(repeating: count) : windows[0].sums
  }

  /// Counts `count` at `second`; a time before the last is taken as the last (logs are a little out of order).
  mutating func add(_ count: UInt32, at second: Int64) {
    let second = max(second, last)
    if windows.isEmpty {
      if second == last {
        self.count += UInt64(count)
        return
      }
      if last == .min || last <= second &- SlidingSums.widths[3] {
        last = second
        self.count = UInt64(count)
        return
      }
      windows.append(Windows(seconds: [(last, self.count)], sums: InlineArray(repeating: self.count)))
    }
    last = second
    if let alone = windows[0].add(UInt64(count), at: second) {
      self.count = alone
      windows = []
    }
  }

  /// Start of the window of `width` (0 to 3), seconds; the first second in it that has something.
  func start(of width: Int) -> Int64 {
    windows.isEmpty ? last : windows[0].seconds[Int(windows[0].heads[width])].second
  }
}

extension SlidingSums.Windows {
  /// Counts, and returns what `second` holds where nothing else is left of the last hour.
  fileprivate mutating func add(_ count: UInt64, at second: Int64) -> UInt64? {
    if seconds[seconds.count - 1].second == second {
      seconds[seconds.count - 1].count += count
    } else {
      seconds.append((second, count))
    }
    for width in 0..<4 {
      sums[width] += count
      while seconds[Int(heads[width])].second <= second &- SlidingSums.widths[width] {
        sums[width] -= seconds[Int(heads[width])].count
        heads[width] += 1
      }
    }
    let dropped = Int(heads[3])
    if dropped == seconds.count - 1 { return sums[3] }
    if dropped >= 8, dropped * 2 > seconds.count {
      seconds.removeFirst(dropped)
      for width in 0..<4 { heads[width] -= Int32(dropped) }
    }
    return nil
  }
}
