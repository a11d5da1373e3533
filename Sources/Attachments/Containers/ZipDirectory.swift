import Bytes

/// The records of a zip: what its central directory says, and what stands in the local headers. The two may differ, and
/// programs differ in which they believe.
///
/// - Source: PKWARE APPNOTE 6.3.10, §4.3.7, §4.3.12 to §4.3.16, §4.4.4, §4.6.9, §7.2.
struct ZipDirectory {
  /// One member, by one of its records.
  struct Entry {
    var name: [UInt8] = []
    /// The name in the Unicode path field (0x7075), where it differs.
    var unicodeName: [UInt8]?
    var flags = 0
    var method = 0
    var crc = 0
    var packedSize: UInt64 = 0
    var size: UInt64 = 0
    /// Place of the local header.
    var offset: UInt64 = 0
    /// Key length of WinZip's AES, 0 for none.
    var aesBits = 0

    /// Traditional, strong or AES encryption.
    var isEncrypted: Bool { flags & 1 != 0 || method == 99 }
    var isFolder: Bool { name.last == UInt8(ascii: "/") && size == 0 }
  }

  /// By the central directory that most programs take: the last one.
  var central: [Entry] = []
  /// By local headers, in the order in which they stand.
  var local: [Entry] = []
  /// Bytes before the first record belong to the zip's file, not to the zip.
  var shift: UInt64 = 0
  /// End records found.
  var ends = 0
  var isSplit = false
  var isCut = false
  /// The end record gives another number of entries than the directory has.
  var hasWrongCount = false

  static let maxEntries = 100_000

  init(_ content: Content, limit: Int) {
    let limit = min(limit, ZipDirectory.maxEntries)
    let bytes = content.bytes.span
    if content.isWhole {
      readCentral(bytes, base: 0, size: content.size, limit)
    } else {
      // The directory stands at the end: what is held of that.
      readCentral(
        content.tail.span, base: content.size - UInt64(content.tail.count), size: content.size, limit)
      isCut = central.isEmpty
    }
    readLocal(bytes, limit)
  }

  private static func number(_ bytes: Span<UInt8>, _ place: Int, _ size: Int) -> UInt64 {
    guard place >= 0, place + size <= bytes.count else { return 0 }
    var value: UInt64 = 0
    for index in (0..<size).reversed() { value = value << 8 | UInt64(bytes[place + index]) }
    return value
  }

  /// The end record: the last one in the last 64 KiB; others are counted.
  private mutating func readCentral(_ bytes: Span<UInt8>, base: UInt64, size: UInt64, _ limit: Int) {
    guard bytes.count >= 22 else { return }
    var end = -1
    var place = bytes.count - 22
    let lowest = max(0, bytes.count - 65_557)
    while place >= 0 {
      if bytes[place] == 0x50, FileType.has(bytes, [0x50, 0x4B, 5, 6], at: place) {
        ends += 1
        if end < 0, place >= lowest { end = place }
        if ends >= 16 { break }
      }
      place -= 1
    }
    guard end >= 0 else { return }
    let number = ZipDirectory.number
    isSplit =
      number(bytes, end + 4, 2) != number(bytes, end + 6, 2)
      || number(bytes, end + 4, 2) > 0 && number(bytes, end + 4, 2) != 0xFFFF
    var count = number(bytes, end + 10, 2)
    var length = number(bytes, end + 12, 4)
    var offset = number(bytes, end + 16, 4)
    var endOfDirectory = UInt64(end)
    if offset == 0xFFFF_FFFF || count == 0xFFFF || length == 0xFFFF_FFFF,
      FileType.has(bytes, [0x50, 0x4B, 6, 7], at: end - 20)
    {
      let record = number(bytes, end - 12, 8)
      if record >= base, record - base < UInt64(end),
        FileType.has(bytes, [0x50, 0x4B, 6, 6], at: Int(record - base))
      {
        let at = Int(record - base)
        count = number(bytes, at + 32, 8)
        length = number(bytes, at + 40, 8)
        offset = number(bytes, at + 48, 8)
        endOfDirectory = UInt64(at)
      }
    }
    // Bytes before the zip move everything: the directory ends where the end record begins.
    guard length <= endOfDirectory + base else { return }
    let start = endOfDirectory + base - length
    if start > offset { shift = start - offset }
    guard start >= base else {
      isCut = true
      return
    }
    var at = Int(start - base)
    while central.count < limit, FileType.has(bytes, [0x50, 0x4B, 1, 2], at: at), at + 46 <= bytes.count {
      let nameSize = Int(number(bytes, at + 28, 2))
      let extraSize = Int(number(bytes, at + 30, 2))
      let commentSize = Int(number(bytes, at + 32, 2))
      guard at + 46 + nameSize + extraSize <= bytes.count else { break }
      var entry = Entry()
      entry.flags = Int(number(bytes, at + 8, 2))
      entry.method = Int(number(bytes, at + 10, 2))
      entry.crc = Int(number(bytes, at + 16, 4))
      entry.packedSize = number(bytes, at + 20, 4)
      entry.size = number(bytes, at + 24, 4)
      entry.offset = number(bytes, at + 42, 4)
      entry.name = bytes.array((at + 46)..<(at + 46 + nameSize))
      ZipDirectory.readExtra(bytes, at + 46 + nameSize, extraSize, isLocal: false, &entry)
      entry.offset &+= shift
      central.append(entry)
      at += 46 + nameSize + extraSize + commentSize
    }
    hasWrongCount = UInt64(central.count) != count && central.count < limit
  }

  /// Extra fields: zip64 sizes, the Unicode path, AES.
  private static func readExtra(
    _ bytes: Span<UInt8>, _ start: Int, _ size: Int, isLocal: Bool, _ entry: inout Entry
  ) {
    var place = start
    let end = min(start + size, bytes.count)
    while place + 4 <= end {
      let id = Int(number(bytes, place, 2))
      let length = Int(number(bytes, place + 2, 2))
      let data = place + 4
      guard data + length <= end else { return }
      switch id {
      case 1:
        var at = data
        func next() -> UInt64? {
          guard at + 8 <= data + length else { return nil }
          at += 8
          return number(bytes, at - 8, 8)
        }
        if entry.size == 0xFFFF_FFFF, let value = next() { entry.size = value }
        if entry.packedSize == 0xFFFF_FFFF, let value = next() { entry.packedSize = value }
        if !isLocal, entry.offset == 0xFFFF_FFFF, let value = next() { entry.offset = value }
      case 0x7075:
        if length > 5 {
          let name = bytes.array((data + 5)..<(data + length))
          if name != entry.name { entry.unicodeName = name }
        }
      case 0x9901:
        if length >= 7 {
          entry.aesBits = [0, 128, 192, 256][Int(bytes[data + 4]) & 3]
          entry.method = 99
        }
      default: break
      }
      place = data + length
    }
  }

  /// Local headers: each behind the data of the one before it, else looked for.
  private mutating func readLocal(_ bytes: Span<UInt8>, _ limit: Int) {
    var place = 0
    while local.count < limit {
      if !FileType.has(bytes, [0x50, 0x4B, 3, 4], at: place) {
        guard let next = bytes.find("PK\u{3}\u{4}", from: place) else { return }
        place = next
      }
      guard place + 30 <= bytes.count else { return }
      let number = ZipDirectory.number
      let nameSize = Int(number(bytes, place + 26, 2))
      let extraSize = Int(number(bytes, place + 28, 2))
      let data = place + 30 + nameSize + extraSize
      guard data <= bytes.count, number(bytes, place + 4, 2) & 0xFF < 100 else {
        place += 4
        continue
      }
      var entry = Entry()
      entry.flags = Int(number(bytes, place + 6, 2))
      entry.method = Int(number(bytes, place + 8, 2))
      entry.crc = Int(number(bytes, place + 14, 4))
      entry.packedSize = number(bytes, place + 18, 4)
      entry.size = number(bytes, place + 22, 4)
      entry.offset = UInt64(place)
      entry.name = bytes.array((place + 30)..<(place + 30 + nameSize))
      ZipDirectory.readExtra(bytes, place + 30 + nameSize, extraSize, isLocal: true, &entry)
      local.append(entry)
      // Where sizes stand behind the data the next header must be looked for.
      let skips = entry.flags & 8 == 0 || entry.packedSize > 0
      let next = UInt64(data) &+ (skips ? entry.packedSize : 0)
      place = next <= UInt64(bytes.count) ? max(data, Int(next)) : data
    }
  }
}
