import Evidence

/// Looks into what holds other things: one walk a kind of container.
public enum Containers {
  /// Lends the members of `content` to `visit` until it returns false; what the container's own records tell goes to
  /// `inspection`, whose type may become a more exact one. False where `type` is no container that is opened here.
  @discardableResult
  public static func walk(
    _ content: Content, _ type: FileType, _ budget: InspectionBudget, into inspection: inout Inspection,
    _ visit: (Member) -> Bool
  ) -> Bool {
    switch type {
    case .zip, .jar, .apk, .appx, .crx, .xps:
      ZipWalk.walk(content, budget, into: &inspection, visit)
    case .ooxml: OfficePackage.walk(content, budget, into: &inspection, visit)
    case .odf: OfficePackage.walkOpenDocument(content, budget, into: &inspection, visit)
    case .ole, .outlookMessage, .msi, .hwp: CompoundWalk.walk(content, budget, into: &inspection, visit)
    case .tnef: TNEFWalk.walk(content, budget, into: &inspection, visit)
    case .gzip, .bzip2, .xz, .lzma, .lzip, .zstd, .lz4, .compress:
      CompressedFile.walk(content, type, budget, into: &inspection, visit)
    case .rar, .sevenZip, .tar, .cab, .iso9660, .lha, .xar, .cpio, .ar, .deb, .warc:
      ChildWalk.walk(content, type, budget, into: &inspection, visit)
    case .udf, .vhd, .vhdx, .vmdk, .dmg, .hfs, .wim:
      inspection.cannotInspect("\(type.name) images are not opened here (mount a copy read-only, or use 7z)")
    case .ace, .arj, .alz, .egg, .zpaq, .rpm, .chm, .pst:
      inspection.cannotInspect(
        type == .pst ? "a PST: convert it with readpst" : "\(type.name) is not opened here")
    case .rpmsg: inspection.cannotInspect("rights-managed mail: encrypted")
    default: return false
    }
    return true
  }
}

/// A single compressed file as a container of one member.
enum CompressedFile {
  static func walk(
    _ content: Content, _ type: FileType, _ budget: InspectionBudget, into inspection: inout Inspection,
    _ visit: (Member) -> Bool
  ) {
    let method: Decompression.Method
    switch type {
    case .gzip: method = .gzip
    case .bzip2: method = .bzip2
    case .xz: method = .xz
    case .lzma: method = .lzma
    case .lzip: method = .lzip
    case .zstd, .lz4: method = .zstd
    default: method = .compress
    }
    let most = Int(min(UInt64(budget.limits.heldBytes / 2), budget.bytesLeft))
    guard budget.membersLeft > 0, most > 0 else {
      inspection.note(.archiveBomb, "the limits of one message are used up: not opened")
      return
    }
    budget.membersLeft -= 1
    let decoded = Decompression.decode(content.bytes, method, limit: most)
    budget.bytesLeft -= min(budget.bytesLeft, UInt64(decoded.bytes.count))
    if let fault = decoded.fault, content.isWhole { inspection.note(.malformed, fault) }
    // gzip states the size of what it holds in its last four bytes.
    let stated =
      type == .gzip && content.isWhole ? FileType.number32(content.bytes.span, content.bytes.count - 4) : 0
    budget.noteBomb(
      decoded: UInt64(max(stated, decoded.bytes.count)), packed: UInt64(content.bytes.count), in: &inspection)
    if !decoded.isWhole, decoded.fault == nil {
      inspection.cannotInspect("larger than what is held: only its beginning was looked at")
    }
    let isWhole = decoded.isWhole && content.isWhole
    let size = UInt64(decoded.bytes.count) + (isWhole ? 0 : 1)
    let name = type == .gzip ? gzipName(content.bytes) : []
    _ = visit(Member(name: name, content: Content(head: decoded.bytes, tail: [], size: size)))
  }

  /// The name in a gzip header.
  private static func gzipName(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 10, bytes[3] & 8 != 0 else { return [] }
    var place = 10
    if bytes[3] & 4 != 0, bytes.count > 12 { place = 12 + Int(bytes[10]) + Int(bytes[11]) << 8 }
    guard place < bytes.count, let end = bytes[place...].prefix(1024).firstIndex(of: 0) else { return [] }
    return Array(bytes[place..<end])
  }
}

/// Archives that libarchive knows, in the child process.
enum ChildWalk {
  static func walk(
    _ content: Content, _ type: FileType, _ budget: InspectionBudget, into inspection: inout Inspection,
    _ visit: (Member) -> Bool
  ) {
    guard content.isWhole else {
      inspection.cannotInspect("larger than what is held of an attachment: not opened")
      return
    }
    guard budget.membersLeft > 0, budget.bytesLeft > 0 else {
      inspection.note(.archiveBomb, "the limits of one message are used up: not opened")
      return
    }
    var bounds = HeldArchive.Bounds()
    bounds.memberBytes = budget.limits.heldBytes / 2
    bounds.members = budget.limits.members
    var isUsedUp = false
    let report = budget.archives.walk(content.bytes, bounds) { found in
      budget.membersLeft -= 1
      budget.bytesLeft -= min(budget.bytesLeft, UInt64(found.bytes.count))
      let size = UInt64(found.bytes.count) + (found.isWhole ? 0 : 1)
      var member = Member(
        name: Array(found.name.utf8), content: Content(head: found.bytes, tail: [], size: size))
      if !found.isWhole {
        member.inspection.cannotInspect("larger than what is held: only its beginning was looked at")
      }
      budget.noteBomb(decoded: size, packed: content.size, in: &member.inspection)
      isUsedUp = budget.membersLeft <= 0 || budget.bytesLeft == 0
      return visit(member) && !isUsedUp
    }
    if isUsedUp || report.hasReachedLimit {
      inspection.note(.archiveBomb, "it holds more than the limits of one message")
    }
    for name in report.encrypted {
      var member = Member(name: Array(name.utf8), content: nil)
      member.isEncrypted = true
      _ = visit(member)
    }
    if !report.encrypted.isEmpty {
      inspection.note(
        .encryptedArchive,
        report.encrypted.count == 1
          ? "one member is encrypted" : "\(report.encrypted.count) members are encrypted")
    }
    if type == .rar, RAREncryption.isEncrypted(content.bytes.span) {
      inspection.note(.encryptedArchive, "the archive is encrypted")
    }
    if let failure = report.failure {
      inspection.cannotInspect("the archive reader \(failure)")
    } else if !report.isArchive {
      inspection.cannotInspect("begins as \(type.name) and is none that can be read")
    }
    for text in report.oddities {
      if text.contains("ncrypt") {
        inspection.note(.encryptedArchive, text)
      } else {
        inspection.note(.malformed, text)
      }
    }
  }
}

/// Encryption of RAR archives by their own records: libarchive's word on it is uneven.
///
/// - Source: RAR 5.0 archive format, "Archive encryption header", "File encryption record"; unrar's headers.hpp for RAR 4.
enum RAREncryption {
  static func isEncrypted(_ bytes: Span<UInt8>) -> Bool {
    if FileType.has(bytes, [0x52, 0x61, 0x72, 0x21, 0x1A, 7, 1, 0]) { return isRAR5Encrypted(bytes) }
    // RAR 4: the main header's flag 0x80, or a file header's flag 4.
    var place = 7
    for _ in 0..<1000 {
      guard place + 7 <= bytes.count else { return false }
      let type = bytes[place + 2]
      let flags = FileType.number16(bytes, place + 3)
      let size = FileType.number16(bytes, place + 5)
      guard size >= 7 else { return false }
      if type == 0x73, flags & 0x80 != 0 { return true }
      if type == 0x74, flags & 4 != 0 { return true }
      let more = flags & 0x8000 != 0 || type == 0x74 ? max(0, FileType.number32(bytes, place + 7)) : 0
      place += size + more
    }
    return false
  }

  private static func isRAR5Encrypted(_ bytes: Span<UInt8>) -> Bool {
    var place = 8
    for _ in 0..<1000 {
      var at = place + 4
      guard let size = vint(bytes, &at), size > 0 else { return false }
      let headerEnd = at + size
      guard let type = vint(bytes, &at), let flags = vint(bytes, &at) else { return false }
      if type == 4 { return true }
      var extra = 0
      var data = 0
      if flags & 1 != 0 { extra = vint(bytes, &at) ?? 0 }
      if flags & 2 != 0 { data = vint(bytes, &at) ?? 0 }
      guard headerEnd <= bytes.count, extra <= size, data >= 0 else { return false }
      if type == 2 || type == 3, extra > 0 {
        var record = headerEnd - extra
        while record < headerEnd {
          var field = record
          guard let length = vint(bytes, &field), length > 0 else { break }
          let next = field + length
          if let kind = vint(bytes, &field), kind == 1 { return true }
          record = next
        }
      }
      if type == 5 { return false }
      let next = headerEnd.addingReportingOverflow(data)
      guard !next.overflow, next.partialValue > place, next.partialValue < bytes.count else { return false }
      place = next.partialValue
    }
    return false
  }

  private static func vint(_ bytes: Span<UInt8>, _ place: inout Int) -> Int? {
    var value = 0
    var shift = 0
    while place >= 0, place < bytes.count, shift < 56 {
      let byte = bytes[place]
      place += 1
      value |= Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    return nil
  }
}
