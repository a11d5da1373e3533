import Bytes
import MIME

/// Tells what content is by its bytes: magic numbers first, structure where they lie, text last.
///
/// - Source: the formats' own specifications; offsets and magic numbers as in file(1)'s and rspamd's tables.
extension FileType {
  public static func detect(_ content: Content) -> FileType {
    let bytes = content.bytes.span
    if content.size == 0 { return .empty }
    if let type = binary(bytes) ?? archive(bytes) ?? picture(bytes) { return type }
    if isCryptographicMessage(bytes) { return .smime }
    if let type = footer(content) ?? deep(bytes) { return type }
    return TextType.detect(bytes) ?? keys(content) ?? .unknown
  }

  /// An object identifier 1.2.840.113549.1.7 or .9.16.1 stands first (RFC 5652 §3).
  private static func isCryptographicMessage(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 32, bytes[0] == 0x30, bytes[1] >= 0x80, bytes[1] <= 0x84 else { return false }
    let root = SignedContent.root
    for place in 2..<8 where bytes[place] == 6 {
      if has(bytes, [9] + root + [7], at: place + 1) || has(bytes, [11] + root + [9, 16, 1], at: place + 1) {
        return true
      }
    }
    return false
  }

  /// Binary forms of certificates and PGP: their first element must span the content.
  private static func keys(_ content: Content) -> FileType? {
    let bytes = content.bytes.span
    guard bytes.count > 32 else { return nil }
    if bytes[0] == 0x30, bytes[1] == 0x82 {
      let size = Int(bytes[2]) << 8 | Int(bytes[3])
      if UInt64(size + 4) <= content.size, content.size - UInt64(size + 4) < 4,
        bytes[4] == 0x30
      {
        return .certificate
      }
    }
    // Packets of RFC 9580 §4.2: public-key encrypted session key, one-pass signature, key; symmetric, compressed.
    if bytes[0] == 0x85 || bytes[0] == 0x84, bytes[3] == 3 || bytes[2] == 3 { return .pgp }
    if bytes[0] == 0xC1, bytes[2] == 3 || bytes[3] == 3 { return .pgp }
    if bytes[0] == 0x99 || bytes[0] == 0x95, bytes[3] == 4 { return .pgp }
    if bytes[0] == 0x8C, bytes[1] == 0x0D, bytes[2] == 4 { return .pgp }
    if bytes[0] == 0xA3, bytes[1] <= 3 { return .pgp }
    return nil
  }

  /// Not text: whatever calls itself text and is this is lying.
  public var isNoText: Bool {
    switch self {
    case .unknown, .empty, .text, .html, .xml, .csv, .json, .calendar, .vcard, .message, .smime, .pgp,
      .certificate, .svg,
      .batch, .shell, .python, .perl, .php, .javascript, .vbscript, .powershell, .windowsScript, .registry,
      .inf, .url,
      .desktopEntry, .rtf, .mht, .lisp, .rdp, .slk, .iqy, .theme, .scf, .ica, .hta, .applescript, .autohotkey:
      false
    default: true
    }
  }

  static func number16(_ bytes: Span<UInt8>, _ place: Int) -> Int {
    guard place >= 0, place + 2 <= bytes.count else { return -1 }
    return Int(bytes[place]) | Int(bytes[place + 1]) << 8
  }

  static func number32(_ bytes: Span<UInt8>, _ place: Int) -> Int {
    guard place >= 0, place + 4 <= bytes.count else { return -1 }
    return number16(bytes, place) | number16(bytes, place + 2) << 16
  }

  static func has(_ bytes: Span<UInt8>, _ magic: [UInt8], at place: Int = 0) -> Bool {
    guard place >= 0, bytes.count - place >= magic.count else { return false }
    for index in magic.indices where bytes[place + index] != magic[index] { return false }
    return true
  }

  private static func binary(_ bytes: Span<UInt8>) -> FileType? {
    guard bytes.count >= 4 else { return nil }
    if bytes.has("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", at: 0) {
      return .eicar
    }
    switch bytes[0] {
    case UInt8(ascii: "M"):
      if bytes.has("MZ", at: 0) {
        let place = number32(bytes, 0x3C)
        if place > 0, bytes.has("PE\0\0", at: place) { return .pe }
        // Without a PE header: an old program, or what was cut; what programs read it as begins so.
        return .dos
      }
      if bytes.has("MSCF\0\0\0\0", at: 0) { return .cab }
      if bytes.has("MSWIM\0\0\0", at: 0) { return .wim }
    case UInt8(ascii: "Z"): if bytes.has("ZM", at: 0), number32(bytes, 0x3C) > 0 { return .dos }
    case 0x7F: if has(bytes, [0x7F, 0x45, 0x4C, 0x46]) { return .elf }
    case 0xFE, 0xCE, 0xCF:
      if has(bytes, [0xFE, 0xED, 0xFA, 0xCE]) || has(bytes, [0xFE, 0xED, 0xFA, 0xCF])
        || has(bytes, [0xCE, 0xFA, 0xED, 0xFE]) || has(bytes, [0xCF, 0xFA, 0xED, 0xFE])
      {
        return .machO
      }
    case 0xCA:
      if has(bytes, [0xCA, 0xFE, 0xBA, 0xBE]), bytes.count >= 8 {
        // Fat Mach-O counts architectures where Java has its version (45 and above).
        let number = Int(bytes[4]) << 24 | Int(bytes[5]) << 16 | Int(bytes[6]) << 8 | Int(bytes[7])
        return number < 0x2C && number > 0 ? .machO : .javaClass
      }
    case 0x4C:
      if has(bytes, [0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]) { return .lnk }
    case 0xD0:
      if has(bytes, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { return compound(bytes) }
    case UInt8(ascii: "d"): if bytes.has("dex\n", at: 0) { return .dex }
    case UInt8(ascii: "I"):
      if bytes.has("ITSF", at: 0) { return .chm }
      if has(bytes, [0x49, 0x49, 0x2A, 0]) { return .tiff }
      if bytes.has("ID3", at: 0) { return .mp3 }
    case 0xE4:
      if has(
        bytes,
        [0xE4, 0x52, 0x5C, 0x7B, 0x8C, 0xD8, 0xA7, 0x4D, 0xAE, 0xB1, 0x53, 0x78, 0xD0, 0x29, 0x96, 0xD3])
      {
        return .oneNote
      }
      if has(bytes, [0xE4, 0x52, 0x5C, 0x7B]) { return .oneNote }
    case 0xA1:
      if has(bytes, [0xA1, 0x2F, 0xFF, 0x43, 0xD9, 0xEF, 0x76, 0x4C]) { return .oneNote }
    case 0x78:
      if has(bytes, [0x78, 0x9F, 0x3E, 0x22]) { return .tnef }
    case 0x76:
      if has(bytes, [0x76, 0xE8, 0x04, 0x60, 0xC4, 0x11, 0xE3, 0x86]) { return .rpmsg }
      if bytes.has("vhdxfile", at: 0) { return .vhdx }
    case UInt8(ascii: "!"):
      if bytes.has("!BDN", at: 0) { return .pst }
    case UInt8(ascii: "A"): if bytes.has("ActiveMime", at: 0) { return .activeMime }
    case UInt8(ascii: "c"): if bytes.has("conectix", at: 0) { return .vhd }
    case UInt8(ascii: "b"): if bytes.has("bplist00", at: 0) { return .bplist }
    case 0x00:
      if has(bytes, [0, 0x61, 0x73, 0x6D]) { return .wasm }
      if bytes.has("ftyp", at: 4) { return movie(bytes) }
      if has(bytes, [0, 1, 0, 0]), bytes.has("Standard", at: 4) { return .accessDatabase }
      if has(bytes, [0, 0, 1, 0]) || has(bytes, [0, 0, 2, 0]), bytes.count > 6, bytes[4] > 0 { return .ico }
      if has(bytes, [0, 1, 0, 0, 0]) { return .font }
    case UInt8(ascii: "F"), UInt8(ascii: "C"):
      if bytes.has("FWS", at: 0) || bytes.has("CWS", at: 0), bytes[3] < 60 { return .flash }
      if bytes.has("Cr24", at: 0) { return .crx }
    default: break
    }
    // An application manifest or a package may begin with blank bytes: PDF is looked for in the first kilobyte.
    if bytes.find("%PDF-", from: 0, to: min(bytes.count, 1024)) != nil { return .pdf }
    if has(bytes, [1, 0, 9, 0]) || has(bytes, [0xD7, 0xCD, 0xC6, 0x9A]) { return .wmf }
    if has(bytes, [1, 0, 0, 0]), bytes.has(" EMF", at: 40) { return .emf }
    return nil
  }

  /// What a compound file is, by the class id of its root.
  private static func compound(_ bytes: Span<UInt8>) -> FileType {
    let shift = number16(bytes, 30)
    let sector = number32(bytes, 48)
    guard shift == 9 || shift == 12, sector >= 0, sector < 1 << 28 else { return .ole }
    let root = (sector + 1) << shift
    guard root + 128 <= bytes.count else { return .ole }
    switch number32(bytes, root + 80) {
    case 0x000C_1084, 0x000C_1086, 0x000C_1082: return .msi
    case 0x0002_0D0B: return .outlookMessage
    default: break
    }
    return .ole
  }

  private static func movie(_ bytes: Span<UInt8>) -> FileType {
    bytes.has("heic", at: 8) || bytes.has("heif", at: 8) || bytes.has("mif1", at: 8)
      || bytes.has("avif", at: 8)
      ? .heif : .mp4
  }

  private static func archive(_ bytes: Span<UInt8>) -> FileType? {
    guard bytes.count >= 3 else { return nil }
    if bytes.has("PK", at: 0), bytes.count >= 4 {
      if has(bytes, [0x50, 0x4B, 3, 4]) || has(bytes, [0x50, 0x4B, 5, 6]) || has(bytes, [0x50, 0x4B, 7, 8])
        || has(bytes, [0x50, 0x4B, 0x30, 0x30])
      {
        return zip(bytes)
      }
    }
    if bytes.has("Rar!", at: 0), has(bytes, [0x1A, 7], at: 4) { return .rar }
    if has(bytes, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return .sevenZip }
    if has(bytes, [0x1F, 0x8B, 8]) { return .gzip }
    if bytes.has("BZh", at: 0), bytes.count > 9,
      has(bytes, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59], at: 4)
        || has(bytes, [0x17, 0x72, 0x45, 0x38, 0x50, 0x90], at: 4)
    {
      return .bzip2
    }
    if has(bytes, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]) { return .xz }
    if has(bytes, [0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
    if has(bytes, [4, 0x22, 0x4D, 0x18]) { return .lz4 }
    if has(bytes, [0x1F, 0x9D]), bytes.count > 3, bytes[2] & 0x1F >= 9, bytes[2] & 0x1F <= 16 {
      return .compress
    }
    if bytes.has("LZIP", at: 0) { return .lzip }
    if bytes.has("**ACE**", at: 7) { return .ace }
    if has(bytes, [0x60, 0xEA]), bytes.count > 10, number16(bytes, 2) > 0, number16(bytes, 2) <= 2600 {
      return .arj
    }
    if bytes.has("-l", at: 2), bytes.count > 21, bytes[6] == UInt8(ascii: "-"),
      bytes[4] == UInt8(ascii: "h") || bytes[4] == UInt8(ascii: "z")
    {
      return .lha
    }
    if has(bytes, [0x41, 0x4C, 0x5A, 1]) { return .alz }
    if bytes.has("EGGA", at: 0) { return .egg }
    if bytes.has("7kSt", at: 0) || bytes.has("zPQ", at: 0) { return .zpaq }
    if bytes.has("xar!", at: 0) { return .xar }
    if bytes.has("!<arch>\n", at: 0) { return bytes.has("debian-binary", at: 8) ? .deb : .ar }
    if has(bytes, [0xC7, 0x71]) || has(bytes, [0x71, 0xC7]), bytes.count > 26 { return .cpio }
    if bytes.has("070701", at: 0) || bytes.has("070702", at: 0) || bytes.has("070707", at: 0) { return .cpio }
    if has(bytes, [0xED, 0xAB, 0xEE, 0xDB]) { return .rpm }
    if bytes.has("WARC/1.", at: 0) { return .warc }
    if bytes.has("ustar", at: 257) || isOldTar(bytes) { return .tar }
    if bytes.has("KDMV", at: 0) || bytes.has("# Disk DescriptorFile", at: 0) { return .vmdk }
    return nil
  }

  /// A tar header without `ustar`: its check sum is right.
  private static func isOldTar(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 512, bytes[0] > 32 else { return false }
    var said = 0
    var digits = 0
    for place in 148..<156 {
      let byte = bytes[place]
      if byte >= 48, byte < 56 {
        said = said * 8 + Int(byte - 48)
        digits += 1
      } else if byte != 32, byte != 0 {
        return false
      }
    }
    guard digits > 3 else { return false }
    var sum = 0
    for place in 0..<512 { sum += (148..<156).contains(place) ? 32 : Int(bytes[place]) }
    return sum == said
  }

  /// What a zip is, by the names of its first members.
  private static func zip(_ bytes: Span<UInt8>) -> FileType {
    var place = 0
    var type = FileType.zip
    for _ in 0..<40 {
      guard has(bytes, [0x50, 0x4B, 3, 4], at: place) else { break }
      let nameSize = number16(bytes, place + 26)
      let extra = number16(bytes, place + 28)
      guard nameSize >= 0, extra >= 0, place + 30 + nameSize <= bytes.count else { break }
      let start = place + 30
      let range = ByteRange(start, start + nameSize)
      if bytes.equals("[Content_Types].xml", in: range) || bytes.hasIgnoringCase("_rels/.rels", at: start) {
        type = .ooxml
      } else if bytes.has("AndroidManifest.xml", at: start) {
        return .apk
      } else if bytes.has("AppxManifest.xml", at: start) || bytes.has("AppxBlockMap.xml", at: start) {
        return .appx
      } else if bytes.hasIgnoringCase("meta-inf/manifest.mf", at: start), type == .zip {
        type = .jar
      } else if bytes.equals("mimetype", in: range) {
        return bytes.has("application/vnd.oasis", at: start + nameSize + extra) ? .odf : .zip
      } else if bytes.has("FixedDocSeq.fdseq", at: start) {
        return .xps
      }
      let size = number32(bytes, place + 18)
      let flags = number16(bytes, place + 6)
      guard flags & 8 == 0 || size > 0, size >= 0 else {
        // Sizes stand behind the data: the next header is looked for.
        guard let next = bytes.find("PK\u{3}\u{4}", from: start + nameSize, to: min(bytes.count, 1 << 20))
        else {
          break
        }
        place = next
        continue
      }
      place = start + nameSize + extra + size
    }
    return type
  }

  private static func picture(_ bytes: Span<UInt8>) -> FileType? {
    guard bytes.count >= 4 else { return nil }
    if has(bytes, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]) { return .png }
    if has(bytes, [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if bytes.has("GIF87a", at: 0) || bytes.has("GIF89a", at: 0) { return .gif }
    if bytes.has("BM", at: 0), bytes.count > 26, number32(bytes, 6) == 0, number32(bytes, 14) > 11,
      number32(bytes, 14) < 256
    {
      return .bmp
    }
    if has(bytes, [0x4D, 0x4D, 0, 0x2A]) { return .tiff }
    if bytes.has("RIFF", at: 0), bytes.count > 12 {
      return bytes.has("WEBP", at: 8)
        ? .webp : bytes.has("WAVE", at: 8) ? .wav : bytes.has("AVI ", at: 8) ? .avi : nil
    }
    if bytes.has("8BPS", at: 0) { return .psd }
    if bytes.has("OggS", at: 0) { return .ogg }
    if bytes.has("fLaC", at: 0) { return .flac }
    if has(bytes, [0x1A, 0x45, 0xDF, 0xA3]) { return .matroska }
    if bytes.has("ftyp", at: 4) { return movie(bytes) }
    if has(bytes, [0xFF, 0xFB]) || has(bytes, [0xFF, 0xF3]) { return .mp3 }
    if bytes.has("OTTO", at: 0) || bytes.has("wOFF", at: 0) || bytes.has("wOF2", at: 0) { return .font }
    if bytes.has("SQLite format 3\0", at: 0) { return .sqlite }
    return nil
  }

  /// Marks at the end of images.
  private static func footer(_ content: Content) -> FileType? {
    let bytes = content.isWhole ? content.bytes.span : content.tail.span
    guard bytes.count >= 512 else { return nil }
    let place = bytes.count - 512
    if bytes.has("koly", at: place) { return .dmg }
    if bytes.has("conectix", at: place) || bytes.has("conectix", at: place + 1) { return .vhd }
    return nil
  }

  /// Marks far inside.
  private static func deep(_ bytes: Span<UInt8>) -> FileType? {
    if bytes.has("H+", at: 0x400) || bytes.has("HX", at: 0x400), bytes.count > 0x600, bytes[0x402] == 0 {
      return .hfs
    }
    var isISO = false
    for place in stride(from: 0x8001, through: 0x9801, by: 0x800) {
      if bytes.has("NSR02", at: place) || bytes.has("NSR03", at: place) { return .udf }
      if bytes.has("CD001", at: place) { isISO = true }
    }
    return isISO ? .iso9660 : nil
  }
}
