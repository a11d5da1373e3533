/// What a stream is, told from its first bytes and never from its name.
enum StreamKind: Equatable {
  case plain
  case compressed(Compression)
  case container(Container)
  /// Recognised, not readable here; what it is.
  case unsupported(String)

  enum Compression: String {
    case gzip, bzip2, xz, lzma, lzip, zstd, lz4, compress
    /// A skippable frame: zstd or lz4 follows.
    static let frames: [Compression] = [.zstd, .lz4]
  }

  enum Container: String {
    case sevenZip = "7z"
    case tar, zip, cpio, rar, rar5, iso9660, cab, xar, ar, lha, warc
    /// Its directory is at the end: cannot be read from front to back.
    var needsSeeking: Bool { self == .sevenZip }
    /// Can be read from front to back, but only its directory at the end tells everything.
    var prefersSeeking: Bool { self == .zip }
  }

  /// Bytes to look at: the ISO 9660 descriptor stands at 32,769.
  static let headBytes = 36 << 10

  /// - Parameters:
  ///   - head: the first bytes, all of them if there are fewer than `headBytes`.
  init(_ head: [UInt8]) {
    self =
      StreamKind.compression(head).map { .compressed($0) }
      ?? StreamKind.container(head).map { .container($0) } ?? StreamKind.refused(head) ?? .plain
  }

  /// Whether `head` begins with `magic`, or is its beginning (of at least `least` bytes) cut short.
  private static func begins(_ head: [UInt8], _ magic: [UInt8], least: Int = 3, at offset: Int = 0) -> Bool {
    guard head.count > offset else { return false }
    let part = head[offset...].prefix(magic.count)
    return part.count >= min(least, magic.count) && magic.starts(with: part)
  }

  private static func compression(_ head: [UInt8]) -> Compression? {
    guard head.count >= 2 else { return nil }
    if begins(head, [0x1f, 0x8b, 8], least: 2) { return .gzip }
    if head[0] == 0x42, begins(head, [0x42, 0x5a, 0x68]), head.count > 3, head[3] >= 0x31, head[3] <= 0x39 {
      let rest = Array(head[4...].prefix(6))
      let block: [UInt8] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
      let end: [UInt8] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]
      // A text that begins with `BZh9` is not bzip2; four bytes and no more could be either.
      if rest.count > 0, block.starts(with: rest) || end.starts(with: rest) { return .bzip2 }
    }
    if begins(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], least: 4) { return .xz }
    if begins(head, [0x28, 0xb5, 0x2f, 0xfd], least: 4) { return .zstd }
    if begins(head, [0x04, 0x22, 0x4d, 0x18], least: 4) { return .lz4 }
    if begins(head, [0x02, 0x21, 0x4c, 0x18], least: 4) { return .lz4 }
    if head.count >= 4, head[0] & 0xf0 == 0x50, begins(head, [0x2a, 0x4d, 0x18], at: 1) { return .zstd }
    if head.count >= 3, head[0] == 0x1f, head[1] == 0x9d, head[2] & 0x60 == 0, 9...16 ~= head[2] & 0x1f {
      return .compress
    }
    if head.count >= 6, begins(head, [0x4c, 0x5a, 0x49, 0x50], least: 4), head[4] <= 1 { return .lzip }
    return isLZMA(head) ? .lzma : nil
  }

  /// The old .lzma has no magic: properties byte, dictionary size 2^n or 2^n + 2^(n-1), size unknown or below
  /// 256 GiB, and the range coder's first byte 0 (the rule of xz itself, made narrower: a dictionary of at
  /// least 4 KiB and the default literal properties that every known writer keeps).
  private static func isLZMA(_ head: [UInt8]) -> Bool {
    guard head.count >= 14, head[0] == 0x5d, head[13] == 0 else { return false }
    var dictionary: UInt32 = 0
    for index in 0..<4 { dictionary |= UInt32(head[1 + index]) << UInt32(8 * index) }
    guard dictionary >= 4096 else { return false }
    let isPower = dictionary & (dictionary - 1) == 0
    let half = dictionary & (dictionary - 1)
    let isPowerAndHalf = half != 0 && half & (half - 1) == 0 && half == (dictionary ^ half) >> 1
    guard isPower || isPowerAndHalf || dictionary == .max else { return false }
    let size = head[5..<13]
    return size.allSatisfy { $0 == 0xff } || (size[10] & 0xc0 == 0 && size[11] == 0 && size[12] == 0)
  }

  private static func container(_ head: [UInt8]) -> Container? {
    if isTar(head) { return .tar }
    guard head.count >= 4 else { return nil }
    if begins(head, [0x50, 0x4b, 3, 4], least: 4) || begins(head, [0x50, 0x4b, 5, 6], least: 4)
      || begins(head, [0x50, 0x4b, 0x30, 0x30, 0x50, 0x4b], least: 6)
      || begins(head, [0x50, 0x4b, 7, 8, 0x50, 0x4b], least: 6)
    {
      return .zip
    }
    if begins(head, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], least: 4) { return .sevenZip }
    if begins(head, [0x52, 0x61, 0x72, 0x21, 0x1a, 7, 1, 0], least: 8) { return .rar5 }
    if begins(head, [0x52, 0x61, 0x72, 0x21, 0x1a, 7, 0], least: 7) { return .rar }
    if begins(head, [0x4d, 0x53, 0x43, 0x46, 0, 0, 0, 0], least: 8) { return .cab }
    if begins(head, Array("xar!".utf8) + [0], least: 5) { return .xar }
    if begins(head, Array("!<arch>\n".utf8), least: 8) { return .ar }
    if begins(head, Array("WARC/1.".utf8), least: 7) || begins(head, Array("WARC/0.".utf8), least: 7) {
      return .warc
    }
    if begins(head, Array("CD001".utf8), least: 5, at: 32_769) { return .iso9660 }
    if isCPIO(head) { return .cpio }
    return isLHA(head) ? .lha : nil
  }

  /// The header's checksum decides (sum of its bytes, the checksum field taken as spaces), as V7 tar has no
  /// magic; nothing but zeros in whole records is an empty tar.
  private static func isTar(_ head: [UInt8]) -> Bool {
    guard head.count >= 512 else { return false }
    var sum = 0
    var signedSum = 0
    for index in 0..<512 {
      let byte = (148..<156) ~= index ? 0x20 : head[index]
      sum += Int(byte)
      signedSum += Int(Int8(bitPattern: byte))
    }
    if sum == 8 * 0x20 {
      return head.count >= 1024 && head.count % 512 == 0 && head.count < headBytes
        && head.allSatisfy { $0 == 0 }
    }
    var said = 0
    var digits = 0
    for byte in head[148..<156] {
      if byte == 0x20 || byte == 0 {
        if digits > 0 { break }
        continue
      }
      guard (0x30...0x37) ~= byte else { return false }
      said = said * 8 + Int(byte - 0x30)
      digits += 1
    }
    return digits > 0 && (said == sum || said == signedSum)
  }

  private static func isCPIO(_ head: [UInt8]) -> Bool {
    guard head.count >= 26 else { return false }
    if begins(head, Array("070701".utf8), least: 6) || begins(head, Array("070702".utf8), least: 6) {
      return head.count >= 110 && head[6..<110].allSatisfy(isHex)
    }
    if begins(head, Array("070707".utf8), least: 6) {
      return head.count >= 76 && head[6..<76].allSatisfy { (0x30...0x37) ~= $0 }
    }
    return (head[0] == 0xc7 && head[1] == 0x71) || (head[0] == 0x71 && head[1] == 0xc7)
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39) ~= byte || (0x41...0x46) ~= byte || (0x61...0x66) ~= byte
  }

  private static func isLHA(_ head: [UInt8]) -> Bool {
    guard head.count >= 22, head[2] == 0x2d, head[3] == 0x6c, head[4] == 0x68 || head[4] == 0x7a,
      head[6] == 0x2d, head[20] <= 3
    else { return false }
    if head[20] == 2 || head[20] == 3 { return true }
    let size = Int(head[0])
    guard size >= 20, head.count >= size + 2 else { return false }
    return head[2..<size + 2].reduce(UInt8(0), &+) == head[1]
  }

  private static func refused(_ head: [UInt8]) -> StreamKind? {
    if head.count >= 4, (0x22...0x27) ~= head[0], begins(head, [0xb5, 0x2f, 0xfd], at: 1) {
      return .unsupported("zstd of a version before 0.8")
    }
    if begins(head, [0x1f, 0xa0], least: 2), head.count > 2 { return .unsupported("compress -H (SCO lzh)") }
    if begins(head, [0x89, 0x4c, 0x5a, 0x4f, 0, 0x0d, 0x0a, 0x1a, 0x0a], least: 9) {
      return .unsupported("lzop")
    }
    return nil
  }
}
