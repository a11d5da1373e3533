/// The columns of `attachments`: one record an attachment, and one for each thing inside it.
public enum AttachmentField: UInt8, RecordField {
  case timestamp
  case kind, dataset
  case file, offset, line, length
  case messageID, from, subject
  case part, encoding, dangerous, reasons, severity, notes, structure, otherNames, deleted, extractedTo
  case name, rawName, nameExtension, mimeType, detectedType, size, md5, sha1, sha256
  case indicators
  case lossy, version
  case ecsVersion

  public var column: Column {
    switch self {
    case .timestamp:
      Column(
        "@timestamp", .time, table: .whole(20),
        "When the newest Received field was written, else the time of the From_ line, else of Date.")
    case .kind: Column("event.kind", .text, "`event`.")
    case .dataset: CommonColumns.dataset("`attachment`.")
    case .file: Column("log.file.path", .text, table: .cut(28), "The mailbox or message file.")
    case .offset:
      Column(
        "log.offset", .number,
        "Byte offset of the part's content, as stored; of what lies inside, its part's.")
    case .line: Column("log.line", .number, "Line number where the content begins.")
    case .length: Column("log.length", .number, "Bytes of the content as stored.")
    case .messageID: Column("email.message_id", .text, "Message-ID without angle brackets.")
    case .from: Column("email.from.address", .texts, table: .cut(26), "Addresses of the From field.")
    case .subject: Column("email.subject", .text, "Subject, decoded.")
    case .part:
      Column(
        "attachment.part", .text, table: .cut(12),
        "MIME part `2.1`; behind `!` what lies inside: `2.1!a.zip!b.exe`. A part 0 is a preamble or epilogue."
      )
    case .encoding:
      Column(
        "attachment.encoding", .text,
        "`base64` `quoted-printable` `7bit` `8bit` `binary` `uuencode` `yenc` `binhex`.")
    case .dangerous:
      Column("attachment.dangerous", .boolean, table: .whole(9), "Severity is `medium` or above.")
    case .reasons:
      Column(
        "attachment.reasons", .texts, table: .cut(34),
        "Why: `blocked-extension` `executable-content` `double-extension` `disguised-name` `type-mismatch` `macro` `script` `encrypted-archive` `archive-bomb` `nested-dangerous` `active-html` `active-pdf` `disk-image` `shortcut` `uninspectable` ..."
      )
    case .severity: Column("attachment.severity", .text, "`none` `low` `medium` `high` `critical`.")
    case .notes: Column("attachment.notes", .texts, "The facts behind the reasons, in words.")
    case .structure:
      Column(
        "attachment.structure", .texts,
        "What in the message's structure can be read in two ways: `after-close` `ambiguous-boundary` `repeated-type` ..."
      )
    case .otherNames:
      Column("attachment.other_names", .texts, "Other names that a reader may show.")
    case .deleted:
      Column(
        "attachment.deleted", .boolean,
        "True where the message is marked as deleted and is still in the file.")
    case .extractedTo: Column("attachment.extracted_to", .text, "File that it was written to.")
    case .name: Column("file.name", .text, table: .cut(30), "Name, decoded: the one that most readers show.")
    case .rawName: Column("file.name_raw", .text, "Name as written, where that differs.")
    case .nameExtension:
      Column(
        "file.extension", .text, "Extension that the system would act on, without its dot, in lower case.")
    case .mimeType: Column("file.mime_type", .text, "Declared type.")
    case .detectedType: Column("file.detected_type", .text, table: .cut(12), "Type found in the content.")
    case .size: Column("file.size", .number, table: .whole(9), "Decoded bytes.")
    case .md5: Column("file.hash.md5", .text, "With `--hash`.")
    case .sha1: Column("file.hash.sha1", .text, "With `--hash`.")
    case .sha256: Column("file.hash.sha256", .text, "Of the decoded content.")
    case .indicators: Column("ioc.matched", .texts, "Indicators of `--iocs` that match.")
    case .lossy: CommonColumns.lossy
    case .version: CommonColumns.version
    case .ecsVersion: CommonColumns.ecsVersion
    }
  }
}

extension Schema {
  public static let attachments = Schema(
    "attachments", "One record per attachment, and per thing inside it.", AttachmentField.self)
}
