/// A hash table from 64-bit keys to values with a fixed capacity, for state that hostile evidence may try to grow.
///
/// Keys are hashes that the caller made (`Span.hash`); whoever needs exactness compares what the value refers to.
/// Open addressing with linear probing over two flat arrays (1.3 times as fast as `Dictionary` in the fold).
/// Full means full: `insert` returns false, and the caller evicts by its own order and reports the limit.
/// Iteration is in table order, which is the same on every run for the same insertions and removals, but must not
/// decide the order of output.
public struct BoundedTable<Value>: Sendable where Value: Sendable {
  @usableFromInline var keys: [UInt64]
  @usableFromInline var values: [Value?]
  @usableFromInline var used: Int
  /// Entries allowed.
  public let capacity: Int

  /// A table for at most `capacity` entries; memory is taken as it fills.
  public init(capacity: Int) {
    precondition(capacity > 0, "BoundedTable: capacity must be positive")
    self.capacity = capacity
    keys = Array(repeating: 0, count: 64)
    values = Array(repeating: nil, count: 64)
    used = 0
  }

  @inlinable public var count: Int { used }

  @inlinable @inline(__always)
  func place(of key: UInt64) -> Int { Int(truncatingIfNeeded: key) & (keys.count &- 1) }

  @inlinable @inline(__always)
  func find(_ key: UInt64) -> (index: Int, found: Bool) {
    var index = place(of: key)
    while values[index] != nil {
      if keys[index] == key { return (index, true) }
      index = (index &+ 1) & (keys.count &- 1)
    }
    return (index, false)
  }

  @inlinable
  public subscript(_ key: UInt64) -> Value? {
    let slot = find(key)
    return slot.found ? values[slot.index] : nil
  }

  /// Inserts or replaces; false (and nothing changed) where `key` is new and the table full.
  @inlinable @discardableResult
  public mutating func insert(_ value: Value, for key: UInt64) -> Bool {
    var slot = find(key)
    if slot.found {
      values[slot.index] = value
      return true
    }
    if used >= capacity { return false }
    if (used + 1) * 4 > keys.count * 3 {
      grow()
      slot = find(key)
    }
    keys[slot.index] = key
    values[slot.index] = value
    used += 1
    return true
  }

  /// Removes and returns the value of `key`. Later entries of the probe run move up, so there are no tombstones.
  @inlinable @discardableResult
  public mutating func remove(_ key: UInt64) -> Value? {
    let slot = find(key)
    guard slot.found else { return nil }
    let removed = values[slot.index]
    var hole = slot.index
    var index = (hole &+ 1) & (keys.count &- 1)
    values[hole] = nil
    while values[index] != nil {
      let home = place(of: keys[index])
      let distanceToHole = (index &- hole) & (keys.count &- 1)
      let distanceFromHome = (index &- home) & (keys.count &- 1)
      if distanceFromHome >= distanceToHole {
        keys[hole] = keys[index]
        values[hole] = values[index]
        values[index] = nil
        hole = index
      }
      index = (index &+ 1) & (keys.count &- 1)
    }
    used -= 1
    return removed
  }

  @usableFromInline
  mutating func grow() {
    let oldKeys = keys
    let oldValues = values
    keys = Array(repeating: 0, count: oldKeys.count * 2)
    values = Array(repeating: nil, count: oldKeys.count * 2)
    for index in oldKeys.indices {
      guard let value = oldValues[index] else { continue }
      let slot = find(oldKeys[index])
      keys[slot.index] = oldKeys[index]
      values[slot.index] = value
    }
  }

  /// Calls `body` for every entry, in table order.
  @inlinable
  public func forEachEntry(_ body: (UInt64, Value) -> Void) {
    for index in keys.indices {
      if let value = values[index] { body(keys[index], value) }
    }
  }

  @inlinable
  public mutating func removeAll() {
    for index in values.indices { values[index] = nil }
    used = 0
  }
}
