import Bytes
import Model

/// A key of a `KeyedList`.
protocol ListKey: Equatable, Sendable {
  /// 64 bits that differ where keys do, as far as 64 bits can: every bit counts.
  var mixed: UInt64 { get }
}

extension IPAddress: ListKey {
  @inline(__always)
  var mixed: UInt64 { mixed(with: 0) }

  /// A hash of the address together with `other`.
  @inline(__always)
  func mixed(with other: UInt64) -> UInt64 {
    Hashing.mix(high ^ other &+ 0x9E37_79B9_7F4A_7C15, low ^ 0xA076_1D64_78BD_642F)
  }
}

extension FixedWidthInteger {
  /// Of numbers that are given one after the other, and of hashes alike.
  @inline(__always)
  var mixed: UInt64 {
    Hashing.mix(UInt64(truncatingIfNeeded: self) ^ 0x9E37_79B9_7F4A_7C15, 0xA076_1D64_78BD_642F)
  }
}

extension Int32: ListKey {}
extension UInt64: ListKey {}

extension Array {
  /// Makes room for an element at `place`; what is new is `empty`.
  mutating func reach(_ place: Int32, with empty: Element) {
    while count <= Int(place) { append(empty) }
  }

  /// Exchanges two elements as they lie. (`swapAt` copies both, with all that they hold.)
  mutating func exchange(_ first: Int, _ second: Int) {
    // SAFETY: both places are checked; the elements move within the array, each once.
    unsafe withUnsafeMutableBufferPointer { elements in
      precondition(elements.indices.contains(first) && elements.indices.contains(second))
      unsafe elements.swapAt(first, second)
    }
  }
}

/// Values by key, in the order in which the keys first came.
///
/// Open addressing, keys and values in flat arrays: a look-up is one probe, and what it found is changed where it stands
/// (`list[place]`), without a second one. A slot holds half of the hash beside the place, so that in a table larger than
/// the processor's cache only the key that is the right one is fetched. Keys are compared exactly; a collision of hashes
/// costs time only.
/// It holds as many values as its owner puts in: the owner bounds them.
struct KeyedList<Key: ListKey, Value: Sendable>: Sendable {
  private(set) var keys: [Key] = []
  private var values: [Value] = []
  /// By hash its upper half and, in the lower half of the slot, the place in `keys` plus one; 0 where free. A power of two
  /// of them, at most five eighths taken.
  private var slots: [UInt64] = Array(repeating: 0, count: 16)

  var count: Int { keys.count }
  var indices: Range<Int> { 0..<keys.count }
  /// All of them, in their order.
  var pairs: [(key: Key, value: Value)] { indices.map { (keys[$0], values[$0]) } }

  @inline(__always)
  subscript(place: Int) -> Value {
    _read { yield values[place] }
    _modify { yield &values[place] }
  }

  /// The place of `key`'s value.
  @inline(__always)
  func place(of key: Key) -> Int? {
    let mask = slots.count &- 1
    let hash = key.mixed
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { return nil }
      if entry >> 32 == hash >> 32 {
        let place = Int(UInt32(truncatingIfNeeded: entry)) &- 1
        if keys[place] == key { return place }
      }
      slot = (slot &+ 1) & mask
    }
  }

  /// Adds `value` for `key`, which has none yet, and returns its place.
  @discardableResult
  mutating func append(_ value: @autoclosure () -> Value, for key: Key) -> Int {
    keys.append(key)
    values.append(value())
    if keys.count &* 8 > slots.count &* 5 {
      index(slots.count * 2)
    } else {
      enter(keys.count &- 1)
    }
    return keys.count &- 1
  }

  /// Keeps the values that `isKept` wants (by the place that each has until then), in their order.
  mutating func filter(_ isKept: (Int, Value) -> Bool) {
    var kept = 0
    for place in keys.indices where isKept(place, values[place]) {
      if kept < place {
        keys[kept] = keys[place]
        values.exchange(kept, place)
      }
      kept += 1
    }
    keys.removeLast(keys.count - kept)
    values.removeLast(values.count - kept)
    index(slots.count)
  }

  /// Gives up the values at `places`; the others move together.
  mutating func remove(_ places: [Int]) {
    var isKept = Array(repeating: true, count: keys.count)
    for place in places { isKept[place] = false }
    filter { place, _ in isKept[place] }
  }

  /// Gives up all values and keeps the memory.
  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
  }

  private mutating func enter(_ place: Int) {
    let mask = slots.count &- 1
    let hash = keys[place].mixed
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 { slot = (slot &+ 1) & mask }
    slots[slot] = hash & ~0xFFFF_FFFF | UInt64(place &+ 1)
  }

  private mutating func index(_ size: Int) {
    slots = Array(repeating: 0, count: size)
    for place in keys.indices { enter(place) }
  }
}
