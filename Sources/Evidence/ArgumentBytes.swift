#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Names of the command line as the bytes that they were given in.
///
/// File names are bytes: seized disks have some in Latin-1. A `String` of the command line holds U+FFFD where
/// its bytes are no UTF-8, and would name a file that is not there.
enum ArgumentBytes {
  /// The bytes of each of `paths`: of one that was damaged by becoming text, those of the argument that it comes from,
  /// arguments in the same order.
  static func resolve(_ paths: [String]) -> [[UInt8]] {
    var next = 1
    return paths.map { path in
      let bytes = Array(path.utf8)
      guard path.unicodeScalars.contains("\u{FFFD}") else { return bytes }
      var index = next
      while let argument = argument(index) {
        index += 1
        if argument != bytes, String(decoding: argument, as: UTF8.self).utf8.elementsEqual(bytes) {
          next = index
          return argument
        }
      }
      return bytes
    }
  }

  private static func argument(_ index: Int) -> [UInt8]? {
    guard index < Int(CommandLine.argc) else { return nil }
    // SAFETY: argv holds argc strings that end with NUL and stay for the life of the process; the index was checked.
    guard let start = unsafe CommandLine.unsafeArgv[index] else { return nil }
    // SAFETY: as above; the bytes are copied.
    return unsafe UnsafeRawBufferPointer(start: start, count: strlen(start)).map { $0 }
  }
}
