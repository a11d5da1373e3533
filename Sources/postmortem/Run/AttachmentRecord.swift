import Attachments
import Bytes
import Evidence
import MIME
import Mailbox
import Model
import Records

/// A `FoundAttachment` as a record of `Schema.attachments`.
struct AttachmentRecord {
  let paths: [PreparedText]

  /// The message that it lies in.
  struct Context {
    var message: MailboxMessage
    var facts: MailFacts
    /// Line where the body of the message begins.
    var bodyLine: UInt64
    var source: SourceID
    /// Indicators that the message's addresses match.
    var places: [String] = []
  }

  func write(
    _ found: FoundAttachment, _ context: Context, extractedTo: String?, isFirstOfRun: Bool,
    to writer: inout RecordWriter
  ) {
    func text(_ field: AttachmentField, _ bytes: [UInt8], _ writer: inout RecordWriter) {
      if !bytes.isEmpty { writer.text(field, bytes.span, ByteRange(0, bytes.count)) }
    }
    func texts(_ field: AttachmentField, _ values: [[UInt8]], _ writer: inout RecordWriter) {
      if values.isEmpty { return }
      writer.beginTexts(field)
      for value in values { writer.element(value.span, ByteRange(0, value.count)) }
      writer.endArray()
    }
    func words(_ field: AttachmentField, _ values: [StaticString], _ writer: inout RecordWriter) {
      if values.isEmpty { return }
      writer.beginTexts(field)
      for value in values { writer.element(value) }
      writer.endArray()
    }
    let part = found.part
    let it = found.assessment
    writer.begin(isFirstOfRun: isFirstOfRun)
    writer.time(AttachmentField.timestamp, context.facts.time)
    writer.text(AttachmentField.kind, "event")
    writer.text(AttachmentField.dataset, "attachment")
    writer.text(AttachmentField.file, paths.span[Int(context.source.rawValue)])
    writer.number(AttachmentField.offset, part.offset)
    if context.bodyLine > 0 { writer.number(AttachmentField.line, context.bodyLine + part.lines) }
    writer.number(AttachmentField.length, part.length)
    text(.messageID, context.facts.messageID, &writer)
    texts(.from, context.facts.from, &writer)
    text(.subject, context.facts.subject, &writer)
    writer.text(AttachmentField.part, part.pathText + it.inside)
    if it.inside.isEmpty {
      let word = part.header.encodingWord
      if part.encoding == .identity, !word.isEmpty, TransferEncoding(word) == .identity {
        writer.text(AttachmentField.encoding, word)
      } else {
        writer.text(AttachmentField.encoding, part.encoding.name)
      }
    }
    writer.boolean(AttachmentField.dangerous, it.isDangerous)
    words(.reasons, it.reasons.names, &writer)
    writer.text(AttachmentField.severity, it.severity.name)
    texts(.notes, it.notes.map { Array($0.utf8) }, &writer)
    if it.inside.isEmpty {
      words(.structure, AttachmentStructure.names(part) + AttachmentStructure.damage(part), &writer)
    }
    texts(.otherNames, Array(it.names.dropFirst()), &writer)
    if context.message.isDeleted { writer.boolean(AttachmentField.deleted, true) }
    if let extractedTo { writer.text(AttachmentField.extractedTo, extractedTo) }
    if let name = it.names.first {
      text(.name, name, &writer)
      if AttachmentRecord.unquoted(it.rawName) != name { text(.rawName, it.rawName, &writer) }
      if let word = FileName(name).extensions.first { text(.nameExtension, Array(word.utf8), &writer) }
    }
    text(.mimeType, Array(it.declaredType.utf8), &writer)
    if !it.isUnread { writer.text(AttachmentField.detectedType, it.type.name) }
    if let size = it.size { writer.number(AttachmentField.size, size) }
    if let md5 = it.digests?.md5 { writer.text(AttachmentField.md5, md5) }
    if let sha1 = it.digests?.sha1 { writer.text(AttachmentField.sha1, sha1) }
    if let sha256 = it.digests?.sha256 { writer.text(AttachmentField.sha256, sha256) }
    texts(.indicators, (it.indicators + context.places).map { Array($0.utf8) }, &writer)
    writer.end()
  }

  private static func unquoted(_ raw: [UInt8]) -> [UInt8] {
    raw.count > 1 && raw.first == UInt8(ascii: "\"") && raw.last == raw.first
      ? Array(raw.dropFirst().dropLast()) : raw
  }
}
