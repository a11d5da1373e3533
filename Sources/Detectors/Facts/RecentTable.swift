/// What was said last of each key: of the `limit` keys that were named last at least, of twice as many at most.
///
/// Two halves; the older one is given up as a whole when the younger is full.
struct RecentTable<Key: ListKey, Value: Sendable>: Sendable {
  private let limit: Int
  private var latest = KeyedList<Key, Value>()
  private var earlier = KeyedList<Key, Value>()
  private(set) var hasForgotten = false

  init(limit: Int) { self.limit = limit }

  subscript(key: Key) -> Value? {
    if let place = latest.place(of: key) { return latest[place] }
    return earlier.place(of: key).map { earlier[$0] }
  }

  mutating func set(_ value: Value, for key: Key) {
    if let place = latest.place(of: key) {
      latest[place] = value
      return
    }
    if latest.count >= limit {
      if earlier.count > 0 { hasForgotten = true }
      swap(&earlier, &latest)
      latest.removeAll()
    }
    latest.append(value, for: key)
  }

  /// The value of `key`, which has been named with this.
  mutating func use(_ key: Key) -> Value? {
    if let place = latest.place(of: key) { return latest[place] }
    guard let place = earlier.place(of: key) else { return nil }
    let known = earlier[place]
    set(known, for: key)
    return known
  }
}
