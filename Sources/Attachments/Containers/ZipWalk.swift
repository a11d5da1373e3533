import Bytes
import Evidence

/// Lends the members of a zip, as every reader would see them: by the central directory, and those that only local headers
/// have; says where the two contradict each other.
///
/// - Bounds: the budget; the data of a member at most `InspectionLimits.heldBytes`.
enum ZipWalk {
  static func walk(
    _ content: Content, _ budget: InspectionBudget, into inspection: inout Inspection,
    _ visit: (Member) -> Bool
  ) {
    let directory = ZipDirectory(content, limit: budget.membersLeft)
    let bytes = content.bytes.span
    if directory.isSplit {
      inspection.cannotInspect("a part of a zip that is split over several files")
    }
    if directory.isCut {
      inspection.cannotInspect("larger than what is held of an attachment: only its beginning was looked at")
    }
    if directory.central.isEmpty, !directory.local.isEmpty, content.isWhole {
      inspection.note(.malformed, "no central directory: read by local headers")
    }
    if directory.central.isEmpty, directory.local.isEmpty, content.isWhole, directory.ends == 0 {
      inspection.note(.malformed, "begins as a zip and has no member that can be found")
    }
    if directory.hasWrongCount { inspection.note(.malformed, "the directory's number of members is wrong") }
    if directory.ends > 1, !hasZipInside(directory) {
      inspection.note(
        .archiveConflict, "\(directory.ends) zips one behind the other: programs differ in which they show")
    }
    findOverlaps(directory, &inspection)
    var localAt: [UInt64: Int] = [:]
    for (place, entry) in directory.local.enumerated() { localAt[entry.offset] = place }
    var used: Set<Int> = []
    var encrypted = 0
    var names: Set<[UInt8]> = []
    for entry in directory.central {
      var local: ZipDirectory.Entry?
      if let place = localAt[entry.offset] {
        used.insert(place)
        local = directory.local[place]
      } else if entry.offset + 30 <= UInt64(bytes.count) {
        inspection.note(.malformed, "a member without a local header")
      }
      if entry.isFolder { continue }
      if !names.insert(entry.name).inserted { inspection.note(.archiveConflict, "two members of one name") }
      if entry.isEncrypted { encrypted += 1 }
      if !give(entry, local, bytes, budget, &inspection, visit) { return }
    }
    // Members that the directory does not name: other programs show them.
    for (place, entry) in directory.local.enumerated() where !used.contains(place) && !entry.isFolder {
      if !directory.central.isEmpty {
        if isInside(entry, directory, used) { continue }
        inspection.note(.archiveConflict, "a member that the directory does not name")
      }
      if entry.isEncrypted { encrypted += 1 }
      if !give(entry, entry, bytes, budget, &inspection, visit) { return }
    }
    if encrypted > 0 {
      inspection.note(
        .encryptedArchive, encrypted == 1 ? "one member is encrypted" : "\(encrypted) members are encrypted")
    }
  }

  /// Whether a local header lies in the data of a member: of a zip inside the zip, stored without compression.
  private static func isInside(_ entry: ZipDirectory.Entry, _ directory: ZipDirectory, _ used: Set<Int>)
    -> Bool
  {
    for other in directory.central where other.offset < entry.offset {
      if entry.offset < other.offset + 30 + UInt64(other.name.count) + other.packedSize { return true }
    }
    return false
  }

  private static func hasZipInside(_ directory: ZipDirectory) -> Bool {
    directory.central.contains { $0.method == 0 && $0.packedSize >= 22 }
  }

  /// Members that share data: the sign of a bomb without nesting (Fifield, 2019).
  private static func findOverlaps(_ directory: ZipDirectory, _ inspection: inout Inspection) {
    let entries = directory.central.filter { $0.packedSize > 0 }.sorted { $0.offset < $1.offset }
    var end: UInt64 = 0
    for entry in entries {
      if entry.offset < end {
        inspection.note(.archiveBomb, "members overlap each other")
        return
      }
      end = entry.offset &+ 30 &+ entry.packedSize
    }
  }

  private static func give(
    _ entry: ZipDirectory.Entry, _ local: ZipDirectory.Entry?, _ bytes: Span<UInt8>,
    _ budget: InspectionBudget,
    _ inspection: inout Inspection, _ visit: (Member) -> Bool
  ) -> Bool {
    guard budget.membersLeft > 0 else {
      inspection.note(
        .archiveBomb, "more than \(budget.limits.members) members: the others were not looked at")
      return false
    }
    budget.membersLeft -= 1
    var member = Member(name: entry.unicodeName ?? entry.name, content: nil)
    if let unicode = entry.unicodeName {
      member.otherName = entry.name
      member.inspection.note(
        .archiveConflict, "its Unicode name \(shown(unicode)) is not its name \(shown(entry.name))")
    }
    if let local, local.name != entry.name {
      member.otherName = local.name
      member.inspection.note(.archiveConflict, "the local header calls it \(shown(local.name))")
      inspection.note(.archiveConflict, "local headers and directory give different names")
    }
    if escapes(entry.name) { member.inspection.note(.archiveConflict, "its path leads out of the folder") }
    member.isEncrypted = entry.isEncrypted || local?.isEncrypted ?? false
    member.statedSize = entry.size
    if member.isEncrypted {
      if entry.aesBits > 0 { member.inspection.note("encrypted with AES-\(entry.aesBits)") }
      return visit(member)
    }
    if let local { read(entry, local, bytes, budget, &member, &inspection) }
    if member.content == nil, member.inspection.uninspectable == nil {
      member.inspection.cannotInspect("its data is not where the directory says, or not held")
    }
    return visit(member)
  }

  private static func shown(_ name: [UInt8]) -> String { String(decoding: name.prefix(256), as: UTF8.self) }

  /// An absolute path, or one with `..` in it.
  private static func escapes(_ name: [UInt8]) -> Bool {
    if name.first == UInt8(ascii: "/") || name.first == UInt8(ascii: "\\") { return true }
    return name.split(whereSeparator: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }).contains {
      $0.elementsEqual("..".utf8)
    }
  }

  private static func read(
    _ entry: ZipDirectory.Entry, _ local: ZipDirectory.Entry, _ bytes: Span<UInt8>,
    _ budget: InspectionBudget,
    _ member: inout Member, _ inspection: inout Inspection
  ) {
    let place = Int(local.offset)
    let nameSize = FileType.number16(bytes, place + 26)
    let extraSize = FileType.number16(bytes, place + 28)
    guard nameSize >= 0, extraSize >= 0 else { return }
    let start = place + 30 + nameSize + extraSize
    guard start <= bytes.count else { return }
    let stated = entry.packedSize > 0 ? entry.packedSize : local.packedSize
    let end = min(bytes.count, start + Int(min(stated, UInt64(bytes.count))))
    let packed = bytes.array(start..<(stated == 0 && local.flags & 8 != 0 ? bytes.count : end))
    let most = Int(min(UInt64(budget.limits.heldBytes / 2), budget.bytesLeft))
    guard most > 0 else {
      inspection.note(.archiveBomb, "what it holds decodes to more than \(budget.limits.decodedBytes) bytes")
      return
    }
    let decoded: Decompression.Result
    switch entry.method {
    case 0: decoded = Decompression.Result(bytes: Array(packed.prefix(most)), isWhole: packed.count <= most)
    case 8: decoded = Decompression.decode(packed, .deflate, limit: most)
    case 12: decoded = Decompression.decode(packed, .bzip2, limit: most)
    case 93: decoded = Decompression.decode(packed, .zstd, limit: most)
    case 95: decoded = Decompression.decode(packed, .xz, limit: most)
    default:
      member.inspection.cannotInspect("compressed with method \(entry.method), which is not read here")
      return
    }
    budget.bytesLeft -= min(budget.bytesLeft, UInt64(decoded.bytes.count))
    if budget.isBomb(decoded: max(UInt64(decoded.bytes.count), entry.size), packed: UInt64(packed.count)) {
      let note = budget.bombNote
      member.inspection.note(.archiveBomb, note)
      inspection.note(.archiveBomb, "a member \(note)")
    }
    if let fault = decoded.fault { member.inspection.note(.malformed, fault) }
    let size =
      decoded.isWhole ? UInt64(decoded.bytes.count) : max(entry.size, UInt64(decoded.bytes.count) + 1)
    member.content = Content(head: decoded.bytes, tail: [], size: size)
    if !decoded.isWhole, decoded.fault == nil {
      member.inspection.cannotInspect("larger than what is held: only its beginning was looked at")
    }
  }
}
