import Model

/// A half-open span of time, open where nothing was asked for. Asked about every line.
struct TimeSpan: Sendable, Equatable {
  /// The first moment that lies in it.
  var from: Timestamp?
  /// The first that lies behind it.
  var to: Timestamp?

  /// Whether `time` lies in it; an unknown time does only where neither end was asked for.
  func covers(_ time: Timestamp) -> Bool {
    if from == nil, to == nil { return true }
    if time.isUnknown { return false }
    if let from, time < from { return false }
    if let to, time >= to { return false }
    return true
  }
}
