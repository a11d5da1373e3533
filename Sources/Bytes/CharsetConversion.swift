#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Text of one of the many charsets into UTF-8, through the C library's `iconv`.
///
/// Only charsets of a list are opened: a name comes from evidence. What cannot be converted becomes U+FFFD. Needs the C
/// library's conversion modules at run time (a package of their own in small containers); without them nothing is
/// converted, and the caller shows the text as it stands.
public enum CharsetConversion {
  private static let known: Set<String> = [
    "utf-7", "utf-16", "utf-16le", "utf-16be", "utf-32", "iso-2022-jp", "iso-2022-jp-2", "iso-2022-kr",
    "iso-2022-cn", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "euc-jp", "euc-kr", "euc-tw",
    "shift_jis",
    "sjis", "cp932", "cp949", "cp936", "cp950", "koi8-u", "tis-620", "macintosh", "hz-gb-2312",
  ]
  private static let prefixes = ["iso-8859-", "windows-125", "cp125", "ibm8", "cp8"]

  /// Appends `text`, of the charset called `name`, as UTF-8. False, with nothing appended, where the charset is unknown.
  public static func append(
    _ text: Span<UInt8>, charset name: String, into buffer: inout ByteBuffer
  ) -> Bool {
    let name = name.lowercased()
    guard name.utf8.count <= 20, name.utf8.allSatisfy({ $0.isAlphanumeric || $0 == 45 || $0 == 95 }),
      known.contains(name) || prefixes.contains(where: { name.hasPrefix($0) })
    else { return false }
    guard let handle = unsafe iconv_open("UTF-8", name == "hz-gb-2312" ? "HZ" : name),
      Int(bitPattern: handle) != -1
    else { return false }
    // SAFETY: opened above, closed once.
    defer { unsafe iconv_close(handle) }
    var input = text.array(0..<text.count).map { CChar(bitPattern: $0) }
    // No charset of the list needs more than four bytes of UTF-8 for one of its own.
    var output = [CChar](repeating: 0, count: text.count * 4 + 16)
    var written = 0
    let room = output.count
    unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        var from = source.baseAddress
        var fromLeft = source.count
        var to = target.baseAddress
        var toLeft = room
        while fromLeft > 0 {
          // SAFETY: both pointers and counts describe the rest of the two arrays.
          let code = unsafe iconv(handle, &from, &fromLeft, &to, &toLeft)
          if code != -1 { break }
          // Damaged or cut: one byte of input becomes U+FFFD.
          guard fromLeft > 0, toLeft >= 3, errno != E2BIG else { break }
          unsafe to?.update(
            from: [CChar(bitPattern: 0xEF), CChar(bitPattern: 0xBF), CChar(bitPattern: 0xBD)], count: 3)
          unsafe to = to.map { unsafe $0 + 3 }
          toLeft -= 3
          unsafe from = from.map { unsafe $0 + 1 }
          fromLeft -= 1
        }
        written = room - toLeft
      }
    }
    for place in 0..<written { buffer.append(UInt8(bitPattern: output[place])) }
    return true
  }
}
