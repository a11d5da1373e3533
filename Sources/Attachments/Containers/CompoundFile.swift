import Bytes

/// An OLE2 compound file: storages and streams, read as far as its tables make sense.
///
/// Tolerant: chains that loop, leave the file or cross each other end where they do.
///
/// - Memory: one number a sector of the file. Source: [MS-CFB].
struct CompoundFile {
  struct Entry {
    var name = ""
    /// Storages above it and its name: `Macros/VBA/Module1`.
    var path = ""
    var isStream = false
    var isStorage = false
    /// First four bytes of its class id, which name the common ones.
    var classID = 0
    var start = 0
    var size: UInt64 = 0
    var left = 0
    var right = 0
    var child = 0
  }

  private(set) var entries: [Entry] = []
  private let bytes: [UInt8]
  private let shift: Int
  private let miniShift: Int
  private let cutoff: UInt64
  private var table: [UInt32] = []
  private var miniTable: [UInt32] = []
  private var miniStream: [UInt8] = []

  static let maxEntries = 20_000
  static let maxDepth = 64

  /// Nil where the header is none.
  init?(_ bytes: [UInt8]) {
    let span = bytes.span
    guard bytes.count >= 512, FileType.has(span, [0xD0, 0xCF, 0x11, 0xE0]) else { return nil }
    self.bytes = bytes
    shift = FileType.number16(span, 30)
    miniShift = FileType.number16(span, 32)
    guard (7...16).contains(shift), (4...12).contains(miniShift), miniShift < shift else { return nil }
    cutoff = UInt64(max(0, FileType.number32(span, 56)))
    readTable(span)
    readDirectory(span)
    miniTable = chain(FileType.number32(span, 60), limit: .max).numbers
    if let root = entries.first { miniStream = chain(root.start, limit: root.size).bytes }
    readPaths()
  }

  private func sector(_ number: Int) -> Range<Int>? {
    guard number >= 0, number < 1 << 28 else { return nil }
    let start = (number + 1) << shift
    guard start < bytes.count else { return nil }
    return start..<min(start + 1 << shift, bytes.count)
  }

  private mutating func readTable(_ span: Span<UInt8>) {
    var sectors: [Int] = []
    for place in 0..<109 {
      let number = FileType.number32(span, 76 + 4 * place)
      if number >= 0, number < 0xFFFF_FFFA { sectors.append(number) }
    }
    var next = FileType.number32(span, 68)
    var seen: Set<Int> = []
    while next >= 0, next < 0xFFFF_FFFA, seen.insert(next).inserted, let range = sector(next),
      seen.count < 4096
    {
      var place = range.lowerBound
      while place + 4 < range.upperBound {
        let number = FileType.number32(span, place)
        if number >= 0, number < 0xFFFF_FFFA { sectors.append(number) }
        place += 4
      }
      next = FileType.number32(span, range.upperBound - 4)
    }
    // No more of them than the file has sectors.
    for number in sectors.prefix(bytes.count >> shift + 1) {
      guard let range = sector(number) else { continue }
      var place = range.lowerBound
      while place + 4 <= range.upperBound {
        table.append(UInt32(truncatingIfNeeded: FileType.number32(span, place)))
        place += 4
      }
    }
  }

  private func chain(_ start: Int, limit: UInt64) -> (bytes: [UInt8], numbers: [UInt32]) {
    var found: [UInt8] = []
    var number = start
    var steps = 0
    while let range = sector(number), steps <= bytes.count >> shift, UInt64(found.count) < limit {
      found += bytes[range]
      steps += 1
      guard number < table.count else { break }
      number = Int(table[number])
    }
    if UInt64(found.count) > limit { found.removeSubrange(Int(limit)...) }
    var numbers: [UInt32] = []
    if limit == .max {
      let span = found.span
      var place = 0
      while place + 4 <= found.count {
        numbers.append(UInt32(truncatingIfNeeded: FileType.number32(span, place)))
        place += 4
      }
    }
    return (found, numbers)
  }

  private mutating func readDirectory(_ header: Span<UInt8>) {
    let directory = chain(FileType.number32(header, 48), limit: UInt64(bytes.count)).bytes
    let span = directory.span
    var place = 0
    while place + 128 <= directory.count, entries.count < CompoundFile.maxEntries {
      var entry = Entry()
      let size = min(64, max(0, FileType.number16(span, place + 64))) / 2
      var units: [UInt16] = []
      for index in 0..<size {
        let unit = FileType.number16(span, place + 2 * index)
        if unit != 0 { units.append(UInt16(truncatingIfNeeded: unit)) }
      }
      entry.name = String(decoding: units, as: UTF16.self)
      let type = span[place + 66]
      entry.isStream = type == 2
      entry.isStorage = type == 1 || type == 5
      entry.left = FileType.number32(span, place + 68)
      entry.right = FileType.number32(span, place + 72)
      entry.child = FileType.number32(span, place + 76)
      entry.classID = FileType.number32(span, place + 80)
      entry.start = FileType.number32(span, place + 116)
      entry.size = UInt64(max(0, FileType.number32(span, place + 120)))
      entries.append(entry)
      place += 128
    }
  }

  /// Paths by the tree; what no storage reaches keeps its bare name.
  private mutating func readPaths() {
    guard !entries.isEmpty else { return }
    for place in entries.indices { entries[place].path = entries[place].name }
    var seen: Set<Int> = [0]
    var open: [(place: Int, prefix: String, depth: Int)] = [(entries[0].child, "", 0)]
    while let next = open.popLast() {
      guard next.place >= 0, next.place < entries.count, seen.insert(next.place).inserted,
        next.depth < CompoundFile.maxDepth
      else { continue }
      let entry = entries[next.place]
      entries[next.place].path = next.prefix + entry.name
      open.append((entry.left, next.prefix, next.depth))
      open.append((entry.right, next.prefix, next.depth))
      if entry.isStorage { open.append((entry.child, next.prefix + entry.name + "/", next.depth + 1)) }
    }
  }

  /// The bytes of a stream, at most `limit`.
  func stream(_ entry: Entry, limit: Int = 16 << 20) -> [UInt8] {
    let size = min(entry.size, UInt64(limit))
    if entry.size >= cutoff { return chain(entry.start, limit: size).bytes }
    var found: [UInt8] = []
    var number = entry.start
    var steps = 0
    let length = 1 << miniShift
    while number >= 0, UInt64(found.count) < size, steps <= miniStream.count >> miniShift {
      let start = number << miniShift
      guard number < 1 << 28, start < miniStream.count else { break }
      found += miniStream[start..<min(start + length, miniStream.count)]
      steps += 1
      guard number < miniTable.count else { break }
      number = Int(miniTable[number])
    }
    if UInt64(found.count) > size { found.removeSubrange(Int(size)...) }
    return found
  }
}
