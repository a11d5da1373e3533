#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Copies `count` bytes from `distance` back, overlapping as LZ77 wants it.
///
/// SAFETY: the caller has checked that `distance` is in `1...at`, and that `count` plus eight bytes are free.
@inline(__always)
func copyMatch(_ output: UnsafeMutablePointer<UInt8>, at: Int, distance: Int, count: Int) {
  let target = unsafe UnsafeMutableRawPointer(output + at)
  let source = unsafe UnsafeRawPointer(output + at - distance)
  if distance >= 8 {
    var index = 0
    repeat {
      let word = unsafe source.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      unsafe target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
      index &+= 8
    } while index < count
  } else if distance == 1 {
    unsafe memset(target, Int32(source.load(as: UInt8.self)), count)
  } else {
    for index in 0..<count {
      unsafe target.storeBytes(
        of: source.load(fromByteOffset: index, as: UInt8.self), toByteOffset: index, as: UInt8.self)
    }
  }
}
