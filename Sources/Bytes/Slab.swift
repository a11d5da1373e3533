/// Records in one block of memory, by their numbers.
///
/// As an array, but owned by one value: what is changed is changed where it stands, without asking first whether somebody
/// else holds it, too. For state that every line touches. `removeAll` keeps the memory.
@safe
public struct Slab<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  // SAFETY: `base` points to `capacity` elements owned by this value alone, the first `count` initialised; a noncopyable
  // owner makes passing it between threads a transfer.
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var room: Int

  /// Elements there is memory for.
  @inlinable @inline(__always)
  public var capacity: Int { room }
  @usableFromInline var used = 0

  /// Elements held.
  @inlinable @inline(__always)
  public var count: Int { used }
  @inlinable @inline(__always)
  public var isEmpty: Bool { used == 0 }
  @inlinable @inline(__always)
  public var indices: Range<Int> { 0..<used }

  public init(capacity: Int = 16) {
    let size = Swift.max(capacity, 1)
    // SAFETY: freshly allocated, owned from here.
    unsafe base = .allocate(capacity: size)
    room = size
  }

  deinit {
    // SAFETY: allocated in init or grow, freed once; bitwise-copyable elements need no deinitialisation.
    unsafe base.deallocate()
  }

  @inlinable
  public subscript(_ index: Int) -> Element {
    @inline(__always)
    unsafeAddress {
      precondition(index >= 0 && index < used, "Slab: index out of bounds")
      // SAFETY: the index is below count.
      return unsafe UnsafePointer(base + index)
    }
    @inline(__always)
    unsafeMutableAddress {
      precondition(index >= 0 && index < used, "Slab: index out of bounds")
      // SAFETY: the index is below count.
      return unsafe base + index
    }
  }

  /// The elements, borrowed until the next mutation.
  public var span: Span<Element> {
    @_lifetime(borrow self)
    @inlinable @inline(__always)
    get {
      // SAFETY: the first `count` elements are initialised; the lifetime is tied to self.
      let view = unsafe Span(_unsafeStart: UnsafePointer(base), count: used)
      return unsafe _overrideLifetime(view, borrowing: self)
    }
  }

  /// The elements in an array of their own.
  public var array: [Element] {
    // SAFETY: the first `count` elements are initialised, and read during the call.
    unsafe Array(UnsafeBufferPointer(start: base, count: used))
  }

  @inlinable @inline(__always)
  public mutating func append(_ element: Element) {
    if used == room { grow(1) }
    // SAFETY: there is room for one more.
    unsafe (base + used).initialize(to: element)
    used &+= 1
  }

  /// Takes the last element, nil where there is none.
  @inlinable @inline(__always)
  public mutating func popLast() -> Element? {
    guard used > 0 else { return nil }
    used &-= 1
    // SAFETY: the element was below count.
    return unsafe base[used]
  }

  /// Appends all elements of another slab.
  public mutating func append(all other: borrowing Slab<Element>) {
    if room &- used < other.used { grow(other.used) }
    // SAFETY: there is room for all of `other`, which is another block (exclusive access).
    unsafe (base + used).initialize(from: other.base, count: other.used)
    used &+= other.used
  }

  /// Puts the elements into order; equal ones keep theirs.
  public mutating func sort(by precedes: (Element, Element) -> Bool) {
    // SAFETY: the first `count` elements are initialised, and nobody else has them during the call.
    var elements = unsafe UnsafeMutableBufferPointer(start: base, count: used)
    unsafe elements.sort(by: precedes)
  }

  /// Takes out the elements for which `leaves` says so; the others keep their order and get new numbers.
  @inlinable
  public mutating func removeAll(where leaves: (Element) -> Bool) {
    var kept = 0
    for index in 0..<used {
      // SAFETY: both indices are below count.
      let element = unsafe base[index]
      if leaves(element) { continue }
      unsafe base[kept] = element
      kept &+= 1
    }
    used = kept
  }

  /// Takes out the first `dropped` elements; the others move to the front.
  public mutating func removeFirst(_ dropped: Int) {
    precondition(dropped >= 0 && dropped <= used, "Slab: removeFirst beyond the end")
    // SAFETY: both ranges lie among the initialised elements; update allows overlap.
    unsafe base.update(from: base + dropped, count: used - dropped)
    used -= dropped
  }

  /// Empties the slab and keeps its memory.
  public mutating func removeAll() { used = 0 }

  @inline(never) @usableFromInline
  mutating func grow(_ more: Int) {
    let size = Swift.max(room * 2, used + more)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: size)
    // SAFETY: `count` initialised elements move into the larger block; the old one is freed once.
    unsafe larger.initialize(from: base, count: used)
    unsafe base.deallocate()
    unsafe base = larger
    room = size
  }
}
