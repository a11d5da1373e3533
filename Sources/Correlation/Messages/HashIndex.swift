/// A flat hash table from 64-bit keys to 32-bit slab indices, the keys being hashes already.
///
/// Linear probing over one array of two-word entries; removal moves later entries of a run up, so there are
/// no tombstones. It holds as many entries as its owner puts in: the owner bounds them (`Limits`). It is never
/// iterated: table order must not decide the order of output.

struct HashIndex: Sendable {

  struct Entry: Sendable {
    var key: UInt64
    /// -1 for a free place.
    var value: Int32
  }

  private var entries: [Entry]
  private(set) var count = 0

  init() { entries = Array(repeating: Entry(key: 0, value: -1), count: 64) }

  var capacity: Int { entries.count }

  /// The value of `key`, or -1.
  @inline(__always)
  func find(_ key: UInt64) -> Int32 {
    let mask = entries.count &- 1
    var place = Int(truncatingIfNeeded: key) & mask
    while true {
      let entry = entries[place]
      if entry.value < 0 || entry.key == key { return entry.value }
      place = (place &+ 1) & mask
    }
  }

  /// Sets the value of `key` (not below 0) and returns what it was before, or -1.
  @discardableResult @inline(__always)
  mutating func set(_ key: UInt64, _ value: Int32) -> Int32 {
    // Half of it stays free: a search ends after two places.
    if (count &+ 1) &* 2 > entries.count { grow() }
    let mask = entries.count &- 1
    var place = Int(truncatingIfNeeded: key) & mask
    while true {
      let entry = entries[place]
      if entry.value < 0 {
        entries[place] = Entry(key: key, value: value)
        count &+= 1
        return -1
      }
      if entry.key == key {
        entries[place].value = value
        return entry.value
      }
      place = (place &+ 1) & mask
    }
  }

  mutating func remove(_ key: UInt64) {
    let mask = entries.count &- 1
    var hole = Int(truncatingIfNeeded: key) & mask
    while true {
      let entry = entries[hole]
      if entry.value < 0 { return }
      if entry.key == key { break }
      hole = (hole &+ 1) & mask
    }
    var place = (hole &+ 1) & mask
    while entries[place].value >= 0 {
      let home = Int(truncatingIfNeeded: entries[place].key) & mask
      if (place &- home) & mask >= (place &- hole) & mask {
        entries[hole] = entries[place]
        hole = place
      }
      place = (place &+ 1) & mask
    }
    entries[hole] = Entry(key: 0, value: -1)
    count &-= 1
  }

  /// Empties the table and keeps its memory.
  mutating func removeAll() {
    guard count > 0 else { return }
    for place in entries.indices { entries[place].value = -1 }
    count = 0
  }

  @inline(never)
  private mutating func grow() {
    let old = entries
    entries = Array(repeating: Entry(key: 0, value: -1), count: old.count &* 2)
    let mask = entries.count &- 1
    for entry in old where entry.value >= 0 {
      var place = Int(truncatingIfNeeded: entry.key) & mask
      while entries[place].value >= 0 { place = (place &+ 1) & mask }
      entries[place] = entry
    }
  }
}
