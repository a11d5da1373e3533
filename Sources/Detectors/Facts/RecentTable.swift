/// What was said last of each key: of the `limit` keys that were named last at least, of twice as many at most.
///
/// Two halves; the older one is given up as a whole when the younger is full.
struct RecentTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let limit: Int
  private var latest: [Key: Value] = [:]
  private var earlier: [Key: Value] = [:]
  private(set) var hasForgotten = false

  init(limit: Int) { self.limit = limit }

  subscript(key: Key) -> Value? { latest[key] ?? earlier[key] }

  mutating func set(_ value: Value, for key: Key) {
    if latest.count >= limit, latest[key] == nil {
      if !earlier.isEmpty { hasForgotten = true }
      swap(&earlier, &latest)
      latest.removeAll(keepingCapacity: true)
    }
    latest[key] = value
  }

  /// The value of `key`, which has been named with this.
  mutating func use(_ key: Key) -> Value? {
    if let known = latest[key] { return known }
    guard let known = earlier[key] else { return nil }
    set(known, for: key)
    return known
  }
}
