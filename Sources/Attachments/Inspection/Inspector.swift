import Bytes
public import Evidence
import MIME
import Model

/// Looks into one attachment, and into what lies inside it, down to the limits.
///
/// - Bounds: `InspectionLimits`, spent over all attachments of one message (`begin`).
public struct Inspector {
  private let limits: InspectionLimits
  private let verdict: Verdict
  private let weak: ContentDigests.Weak
  private let indicators: IndicatorList
  private let keepsBytes: KeptBytes
  private let archives: HeldArchive
  private var budget: InspectionBudget

  /// Whose bytes an `Assessment` keeps, for extraction.
  public enum KeptBytes: Sendable { case none, dangerous, all }

  public init(
    limits: InspectionLimits = InspectionLimits(), blockList: BlockList = BlockList(),
    weak: ContentDigests.Weak = [], indicators: IndicatorList = IndicatorList(), keeps: KeptBytes = .none
  ) {
    self.limits = limits
    verdict = Verdict(blockList: blockList)
    self.weak = weak
    self.indicators = indicators
    keepsBytes = keeps
    archives = HeldArchive(executable: limits.childExecutable)
    budget = InspectionBudget(limits, archives: archives)
  }

  /// A message begins: the limits count anew.
  public mutating func begin() { budget = InspectionBudget(limits, archives: archives) }

  /// Looks at `content`; the attachment itself comes first in what is returned, then what lies in it, in its order.
  ///
  /// - Parameters:
  ///   - digests: where they are known already; else they are computed (of a content that is held whole).
  ///   - isMailPart: its own parts are looked at elsewhere.
  public func inspect(
    _ content: Content, names: [[UInt8]], rawName: [UInt8], declaredType: String,
    digests: ContentDigests.Values?, isMailPart: Bool = false, reasons: AttachmentReasons = [],
    notes: [String] = []
  ) -> [Assessment] {
    var first = Assessment()
    first.isMailPart = isMailPart
    first.names = names
    first.rawName = rawName
    first.declaredType = declaredType
    first.reasons = reasons
    first.notes = notes
    first.size = content.size
    first.digests = digests ?? (content.isWhole ? ContentDigests.of(content.bytes, weak) : nil)
    budget.attachmentBytes = max(1, content.size)
    var found: [Assessment] = []
    look(content, &first, depth: 0, &found)
    return [first] + found
  }

  private func look(
    _ content: Content, _ assessment: inout Assessment, depth: Int, _ found: inout [Assessment]
  ) {
    var inspection = Inspection()
    inspection.type = FileType.detect(content)
    var members: [Member] = []
    ActiveContent.examine(content, inspection.type, into: &inspection) { members.append($0) }
    var inner: [Assessment] = []
    for member in members { take(member, of: assessment, depth, &inner) }
    if depth < limits.depth {
      var isArchiveInArchive = false
      let outer = assessment
      _ = Containers.walk(content, inspection.type, budget, into: &inspection) { member in
        let before = inner.count
        take(member, of: outer, depth, &inner)
        if inner.count > before, inner[before].type.isCompressedContainer { isArchiveInArchive = true }
        return inner.count < limits.members
      }
      if isArchiveInArchive, inspection.type.isCompressedContainer {
        inspection.reasons.insert(.nestedArchive)
      }
      if inspection.type == .message, depth > 0 || !assessment.isMailPart {
        walkMessage(content, of: assessment, depth, &inner)
      }
      if inspection.type == .smime, let entity = SignedContent.entity(content, budget, into: &inspection) {
        walkMessage(entity, of: assessment, depth, &inner)
      }
    } else if inspection.type.isCompressedContainer {
      inspection.cannotInspect("containers more than \(limits.depth) deep are not opened")
    }
    assessment.type = inspection.type
    assessment.reasons.formUnion(inspection.reasons)
    for note in inspection.notes { assessment.note(note) }
    for other in inner { assessment.nestedSeverity = max(assessment.nestedSeverity, other.severity) }
    if assessment.nestedSeverity >= .medium { assessment.reasons.insert(.nestedDangerous) }
    match(&assessment)
    verdict.judge(&assessment)
    switch keepsBytes {
    case .none: break
    case .dangerous: if assessment.isDangerous, content.isWhole { assessment.held = content.bytes }
    case .all: if content.isWhole { assessment.held = content.bytes }
    }
    found += inner
  }

  private func take(
    _ member: Member, of outer: Assessment, _ depth: Int, _ found: inout [Assessment]
  ) {
    var inner = Assessment()
    let stored = member.name.isEmpty ? Inspector.innerName(outer) : member.name
    inner.inside = outer.inside + "!" + String(decoding: stored, as: UTF8.self)
    inner.names = (stored.isEmpty ? [] : [stored]) + (member.otherName.map { [$0] } ?? [])
    inner.rawName = stored
    inner.reasons = member.inspection.reasons
    inner.notes = member.inspection.notes
    inner.size = member.content?.size ?? member.statedSize
    guard let content = member.content else {
      if member.isEncrypted { inner.reasons.insert(.encryptedArchive) }
      inner.isUnread = true
      match(&inner)
      verdict.judge(&inner)
      found.append(inner)
      return
    }
    if content.isWhole { inner.digests = ContentDigests.of(content.bytes, weak) }
    var below: [Assessment] = []
    look(content, &inner, depth: depth + 1, &below)
    found.append(inner)
    found += below
  }

  /// A message that is a file, or the entity in a signed one: its parts are what lies in it.
  private func walkMessage(
    _ content: Content, of outer: Assessment, _ depth: Int, _ found: inout [Assessment]
  ) {
    guard content.isWhole else { return }
    var block = HeaderBlock()
    block.parse(content.bytes.span)
    var sink = HeldParts(limits: limits)
    let walker = PartWalker()
    let bytes = content.bytes.span
    walker.begin(
      header: bytes.extracting(0..<block.bodyStart), bodyAt: UInt64(block.bodyStart), into: &sink)
    walker.consume(bytes.extracting(block.bodyStart..<bytes.count), into: &sink)
    walker.finish(into: &sink)
    for part in sink.parts where part.info.isAttachment {
      guard budget.membersLeft > 0 else { return }
      budget.membersLeft -= 1
      var member = Member(name: part.info.header.names.first?.text ?? [], content: part.content)
      member.otherName = part.info.header.names.dropFirst().first?.text
      if member.name.isEmpty { member.name = Array("part \(part.info.pathText)".utf8) }
      take(member, of: outer, depth, &found)
    }
  }

  /// The name of what a compressed file holds, where that does not say: its own without the ending.
  private static func innerName(_ outer: Assessment) -> [UInt8] {
    guard let name = outer.names.first, let word = FileName(name).extensions.first else { return [] }
    let text = String(decoding: name, as: UTF8.self)
    switch word {
    case "gz", "bz2", "xz", "zst", "lz", "lz4", "z", "lzma": return Array(text.dropLast(word.count + 1).utf8)
    case "tgz", "tbz", "tbz2", "txz": return Array((text.dropLast(word.count) + "tar").utf8)
    default: return []
    }
  }

  private func match(_ assessment: inout Assessment) {
    assessment.indicators = indicators.matches(assessment.digests, assessment.names)
    if !assessment.indicators.isEmpty { assessment.reasons.insert(.indicator) }
  }
}

extension FileType {
  /// Holds files in a compressed or packed form.
  var isCompressedContainer: Bool {
    switch self {
    case .zip, .rar, .sevenZip, .tar, .gzip, .bzip2, .xz, .lzma, .lzip, .zstd, .lz4, .compress, .cab,
      .iso9660, .lha,
      .ace, .arj, .alz, .egg, .zpaq, .xar, .cpio, .ar, .deb, .rpm:
      true
    default: false
    }
  }
}

/// Keeps the decoded parts of a small message.
private struct HeldParts: PartSink {
  struct Part {
    var info: PartInfo
    var content: Content
  }
  let limits: InspectionLimits
  var parts: [Part] = []
  private var open: [Int: [UInt8]] = [:]
  private var next = 0
  private var held = 0

  init(limits: InspectionLimits) { self.limits = limits }

  mutating func begin(_ part: PartInfo) -> Int {
    next += 1
    open[next] = []
    return next
  }

  mutating func data(_ bytes: Span<UInt8>, to slot: Int) {
    guard held + bytes.count <= limits.heldBytes * 2 else { return }
    held += bytes.count
    open[slot]?.append(bytes)
  }

  mutating func end(_ part: PartInfo, slot: Int) {
    guard let bytes = open.removeValue(forKey: slot) else { return }
    if part.kind == .message { held -= bytes.count }
    parts.append(Part(info: part, content: Content(bytes)))
  }
}
