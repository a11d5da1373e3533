import Attachments
import Bytes
import Evidence
import MIME
import Mailbox
import Model
import Records

/// One attachment with its place in the message, and what was found in it.
struct FoundAttachment {
  var part: PartInfo
  var assessment: Assessment
  /// Its content on its way to the folder of `--extract`, where it is more than is held.
  var file: UnnamedFile?
}

/// Takes a mailbox apart: messages into parts, parts into decoded content, content into assessments; a message at a time.
///
/// - Memory: of each open part at most `InspectionLimits.heldBytes`, its tail, and its hashes.
final class AttachmentCollector: MailboxReader {
  typealias Body = (MailboxMessage, MailFacts, UInt64, [FoundAttachment]) throws -> Bool

  var body: Body?
  /// Where content goes that is more than is held; nil: nowhere.
  var folder: ExtractionFolder?
  private(set) var goesOn = true
  private(set) var failure: (any Error)?

  private let limits: Limits
  private let inspection: InspectionLimits
  private let weak: ContentDigests.Weak
  private let includesBodies: Bool
  private var inspector: Inspector
  private let walker: PartWalker
  private var block = HeaderBlock()
  private var slots: [Slot] = []
  private var found: [(order: Int, attachments: [FoundAttachment])] = []
  private var order = 0
  private var isOpen = false
  private var converts = false

  /// Bytes kept of the text of a message: enough to see that it is none.
  private static let textBytes = 256 << 10
  private static let tailBytes = 128 << 10

  /// A part whose content is coming.
  private struct Slot {
    var order: Int
    var isAttachment: Bool
    var digests: ContentDigests?
    var head: [UInt8] = []
    var tail: [UInt8] = []
    var size: UInt64 = 0
    var file: UnnamedFile?
  }

  init(
    limits: Limits, inspection: InspectionLimits, weak: ContentDigests.Weak, includesBodies: Bool,
    inspector: Inspector
  ) {
    self.limits = limits
    self.inspection = inspection
    self.weak = weak
    self.includesBodies = includesBodies
    self.inspector = inspector
    walker = PartWalker(limits: limits)
  }

  func headers(_ message: MailboxMessage, header: Span<UInt8>) {
    guard goesOn else { return }
    slots.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
    order = 0
    inspector.begin()
    converts = message.oddities.contains(.crLineEnds)
    var parts = Parts(collector: self)
    walker.begin(header: header, bodyAt: message.bodyOffset, into: &parts)
    isOpen = true
  }

  func body(_ bytes: Span<UInt8>, at offset: UInt64) {
    guard goesOn, isOpen else { return }
    var parts = Parts(collector: self)
    guard converts else {
      walker.consume(bytes, into: &parts)
      return
    }
    // Lines that end with a lone CR: as they would be if they ended with LF.
    var lines = ByteBuffer(capacity: bytes.count)
    lines.append(bytes)
    for index in 0..<lines.count where lines[index] == 13 { lines[index] = 10 }
    walker.consume(lines.span, into: &parts)
  }

  func end(_ message: MailboxMessage, header: Span<UInt8>) {
    guard goesOn, isOpen, let body else { return }
    isOpen = false
    var parts = Parts(collector: self)
    walker.finish(into: &parts)
    guard message.number > 0, !found.isEmpty else { return }
    found.sort { $0.order < $1.order }
    block.parse(header, limits: limits)
    let facts = MailFacts(block, header, message.separator)
    let headerLines = UInt64(header.occurrences(of: 10, in: 0..<header.count))
    do {
      goesOn = try body(message, facts, message.headerLine + headerLines, found.flatMap(\.attachments))
    } catch {
      failure = error
      goesOn = false
    }
  }

  /// The walker's view of the collector.
  private struct Parts: PartSink {
    let collector: AttachmentCollector
    mutating func begin(_ part: PartInfo) -> Int { collector.begin(part) }
    mutating func data(_ bytes: Span<UInt8>, to slot: Int) { collector.take(bytes, slot) }
    mutating func end(_ part: PartInfo, slot: Int) { collector.end(part, slot) }
  }

  private func begin(_ part: PartInfo) -> Int {
    let isAttachment = part.isAttachment || includesBodies
    slots.append(
      Slot(
        order: order, isAttachment: isAttachment, digests: isAttachment ? ContentDigests(weak) : nil))
    order += 1
    return slots.count - 1
  }

  private func take(_ bytes: Span<UInt8>, _ place: Int) {
    slots[place].size += UInt64(bytes.count)
    slots[place].digests?.update(bytes)
    let limit = slots[place].isAttachment ? inspection.heldBytes : AttachmentCollector.textBytes
    let room = limit - slots[place].head.count
    if room >= bytes.count {
      slots[place].head.append(bytes)
      return
    }
    if room > 0 { slots[place].head.append(bytes.extracting(0..<room)) }
    guard slots[place].isAttachment else { return }
    spill(bytes, place, from: max(0, room))
    let rest = bytes.extracting(max(0, room)..<bytes.count)
    let most = AttachmentCollector.tailBytes
    if rest.count >= most {
      slots[place].tail.removeAll(keepingCapacity: true)
      slots[place].tail.append(rest.extracting((rest.count - most)..<rest.count))
    } else {
      slots[place].tail.append(rest)
      if slots[place].tail.count > 2 * most {
        slots[place].tail.removeFirst(slots[place].tail.count - most)
      }
    }
  }

  /// Writes what is not held to the folder, what is held before it.
  private func spill(_ bytes: Span<UInt8>, _ place: Int, from start: Int) {
    guard let folder, failure == nil else { return }
    do throws(OutputError) {
      if slots[place].file == nil {
        slots[place].file = try UnnamedFile(in: folder, number: place)
        try slots[place].file?.write(slots[place].head)
      }
      try slots[place].file?.write(bytes.array(start..<bytes.count))
    } catch {
      failure = Trouble(message: "\(error)")
      goesOn = false
    }
  }

  private func end(_ part: PartInfo, _ place: Int) {
    let slot = slots[place]
    slots[place].head = []
    slots[place].tail = []
    slots[place].file = nil
    let isWhole = slot.size == UInt64(slot.head.count)
    let content =
      isWhole ? Content(slot.head) : Content(head: slot.head, tail: slot.tail, size: slot.size)
    if !slot.isAttachment {
      // The text of the message: an attachment only where it is no text.
      guard slot.size > 0, FileType.detect(content).isNoText else { return }
    }
    var reasons: AttachmentReasons = []
    if !AttachmentStructure.names(part).isEmpty { reasons.insert(.ambiguousStructure) }
    var notes: [String] = []
    if part.header.mediaType == "message/external-body" {
      reasons.insert(.externalBody)
      for name in ["url", "site", "name"] {
        if let value = part.header.type[name] { notes.append("content lies at \(value.span.string)") }
      }
    }
    let digests = slot.digests.map { $0.values() }
    let all = inspector.inspect(
      content, names: part.header.names.map(\.text), rawName: part.header.names.first?.raw ?? [],
      declaredType: part.header.mediaType, digests: digests, isMailPart: part.kind == .message,
      reasons: reasons, notes: notes)
    var attachments = all.map { FoundAttachment(part: part, assessment: $0) }
    if let file = slot.file, !attachments.isEmpty { attachments[0].file = file }
    found.append((slot.order, attachments))
  }
}

/// What of a part's structure can be read in two ways, as words of a record.
enum AttachmentStructure {
  static func names(_ part: PartInfo) -> [StaticString] {
    var names: [StaticString] = []
    func add(_ isSet: Bool, _ name: StaticString) { if isSet { names.append(name) } }
    add(part.oddities.contains(.afterClose), "after-close")
    add(part.oddities.contains(.outsideParts), "outside-parts")
    add(part.oddities.contains(.guessedBoundary), "guessed-boundary")
    add(part.oddities.contains(.ambiguousBoundary), "ambiguous-boundary")
    add(part.oddities.contains(.encodedContainer), "encoded-container")
    add(part.oddities.contains(.tooDeep), "too-deep")
    add(part.oddities.contains(.dirtyEncoding), "dirty-encoding")
    add(part.header.oddities.contains(.repeatedType), "repeated-type")
    add(part.header.oddities.contains(.repeatedEncoding), "repeated-encoding")
    add(part.header.oddities.contains(.repeatedDisposition), "repeated-disposition")
    add(part.header.oddities.contains(.oddEncoding), "odd-encoding")
    add(part.header.oddities.contains(.severalNames), "several-names")
    add(part.header.oddities.contains(.strayControls), "stray-controls")
    return names
  }

  /// Words for what is merely broken.
  static func damage(_ part: PartInfo) -> [StaticString] {
    var names: [StaticString] = []
    func add(_ isSet: Bool, _ name: StaticString) { if isSet { names.append(name) } }
    add(part.oddities.contains(.unterminated), "unterminated")
    add(part.oddities.contains(.noBlankLine), "no-blank-line")
    add(part.oddities.contains(.cutFile), "cut-file")
    add(part.header.ambiguities.contains(.unquotedBlank), "unquoted-blank")
    add(part.header.ambiguities.contains(.missingSection), "missing-section")
    add(part.header.ambiguities.contains(.openQuote), "open-quote")
    add(part.header.ambiguities.contains(.unknownCharset), "unknown-charset")
    add(part.header.ambiguities.contains(.rawBytes), "raw-bytes")
    return names
  }
}
