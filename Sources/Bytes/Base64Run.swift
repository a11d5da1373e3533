/// Decodes clean base64 as fast as memory allows; what is not clean is left to the caller.
///
/// - Source: RFC 4648 §4; the four pre-shifted tables are the well-known way of Nick Galbreath's modp_b64.
@safe
public struct Base64Run: Sendable {
  /// Shared tables: 4 x 256 words, bits above 23 set where the byte is not of the alphabet.
  @usableFromInline static let tables = Base64Run()

  // SAFETY: 1024 words, allocated and filled once, never freed, never written again.
  @usableFromInline nonisolated(unsafe) let base: UnsafePointer<UInt32>

  private init() {
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: 1024)
    unsafe table.initialize(repeating: 0x0100_0000, count: 1024)
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for (value, letter) in alphabet.enumerated() {
      for place in 0..<4 {
        let six = UInt32(value) << UInt32(18 - 6 * place)
        // Bytes in the order in which they are stored: a little-endian word of them.
        let word = (six >> 16 & 0xFF) | (six & 0xFF00) | (six & 0xFF) << 16
        // SAFETY: place is below 4, a letter below 256.
        unsafe table[place * 256 + Int(letter)] = word
      }
    }
    unsafe base = UnsafePointer(table)
  }

  /// Appends what whole groups of four letters in `bytes` from `start` on encode, line ends skipped between groups, and
  /// returns where it stopped: at a byte that is no letter (a line end inside a group, `=`, anything else), at a group
  /// that is not complete, or at the end.
  public static func decode(
    _ bytes: Span<UInt8>, from start: Int, into buffer: inout ByteBuffer
  ) -> Int {
    let count = bytes.count
    guard start >= 0, start < count else { return start }
    var index = start
    // One word too many may be written.
    buffer.reserve((count &- start) / 4 &* 3 &+ 8)
    unsafe bytes.withUnsafeBufferPointer { source in
      let from = unsafe source.baseAddress.unsafelyUnwrapped
      let table = unsafe tables.base
      // SAFETY: index + 4 <= count before each load; every table index is below 1024; `reserve` made room for three
      // bytes for each four read, and one word more.
      var to = unsafe UnsafeMutableRawPointer(buffer.base + buffer.used)
      let first = unsafe to
      while count &- index >= 4 {
        let word =
          unsafe table[Int(from[index])] | table[256 &+ Int(from[index &+ 1])]
          | table[512 &+ Int(from[index &+ 2])] | table[768 &+ Int(from[index &+ 3])]
        if word < 0x0100_0000 {
          unsafe to.storeBytes(of: word, as: UInt32.self)
          unsafe to += 3
          index &+= 4
          continue
        }
        let byte = unsafe from[index]
        if byte == 10 {
          index &+= 1
        } else if byte == 13, unsafe from[index &+ 1] == 10 {
          index &+= 2
        } else {
          break
        }
      }
      buffer.used &+= unsafe to - first
    }
    return index
  }
}
