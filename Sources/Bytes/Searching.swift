#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Search for a short needle. glibc's `memmem` is a GNU extension that the Swift overlay does not show; needles here are
/// words of log lines, so the product of the lengths stays small.
///
/// Sixteen places are tried at once: where both the first and the last byte fit, the needle is compared. A letter alone
/// stands in a line a dozen times.
@usableFromInline
enum Searching {
  /// The first place in `from..<end`, which has room for the needle and lies among the `count` bytes at `base`, where the needle stands whole.
  @usableFromInline @inline(never)
  static func find(
    _ needle: UnsafePointer<UInt8>, _ size: Int, in base: UnsafePointer<UInt8>, _ count: Int, _ from: Int,
    _ end: Int
  ) -> Int? {
    let last = end &- size
    // The last place whose block is there whole.
    let lastBlock = count &- size &- 15
    guard lastBlock >= 0 else {
      // SAFETY: `size` bytes from each place lie before end.
      return (from..<(last &+ 1)).first { unsafe memcmp(base + $0, needle, size) == 0 }
    }
    var next = from
    while next <= last {
      let start = Swift.min(next, lastBlock)
      // SAFETY: start is at most lastBlock.
      var lanes = unsafe Searching.lanes(needle, size, base + start)
      while let lane = lanes.next() {
        let place = start &+ lane
        if place > last { return nil }
        // SAFETY: `size` bytes from place lie before end.
        if place >= next, unsafe memcmp(base + place, needle, size) == 0 { return place }
      }
      next = start &+ 16
    }
    return nil
  }

  /// As `find`, the last such place in `lowest..<end`.
  @usableFromInline @inline(never)
  static func findLast(
    _ needle: UnsafePointer<UInt8>, _ size: Int, in base: UnsafePointer<UInt8>, _ count: Int, _ lowest: Int,
    _ end: Int
  ) -> Int? {
    var next = end &- size
    guard count &- size >= 15 else {
      // SAFETY: `size` bytes from each place lie before end.
      return (lowest..<(next &+ 1)).last { unsafe memcmp(base + $0, needle, size) == 0 }
    }
    while next >= lowest {
      let start = Swift.max(next &- 15, 0)
      // SAFETY: next is at most count - size, and so start at most count - size - 15.
      var lanes = unsafe Searching.lanes(needle, size, base + start)
      while let lane = lanes.last() {
        let place = start &+ lane
        if place < lowest { return nil }
        // SAFETY: `size` bytes from place lie before end.
        if place <= next, unsafe memcmp(base + place, needle, size) == 0 { return place }
      }
      next = start &- 1
    }
    return nil
  }

  /// In which of sixteen places from `here` the first and the last byte of the needle fit; `size + 15` bytes are read.
  @inline(__always)
  private static func lanes(
    _ needle: UnsafePointer<UInt8>, _ size: Int, _ here: UnsafePointer<UInt8>
  ) -> Lanes {
    let first = unsafe SIMD16<UInt8>(repeating: needle[0])
    let last = unsafe SIMD16<UInt8>(repeating: needle[size &- 1])
    let bytes = unsafe UnsafeRawPointer(here)
    // SAFETY: the caller answers for `size + 15` bytes; the loads are unaligned.
    let heads = unsafe bytes.loadUnaligned(as: SIMD16<UInt8>.self) .== first
    let tails = unsafe (bytes + (size &- 1)).loadUnaligned(as: SIMD16<UInt8>.self) .== last
    return (heads .& tails).lanes
  }
}
