/// The columns of `--coverage FILE`: one record a source of evidence.
public enum CoverageField: UInt8, RecordField {
  case kind, dataset, start, end, timezone
  case path
  case hostID
  case format, bytes, lines, recognized, unrecognized, otherPrograms, repeated, overlong, messages
  case shapes, damage
  case timeSource, lossy, version
  case ecsVersion

  public var column: Column {
    switch self {
    case .kind: Column("event.kind", .text, "`metric`.")
    case .dataset: CommonColumns.dataset("`coverage`.")
    case .start: Column("event.start", .time, "First time in the source.")
    case .end: Column("event.end", .time, "Last time in the source.")
    case .timezone: Column("event.timezone", .offset, "The UTC offset used (of the first stamp).")
    case .path: Column("log.file.path", .text, table: .cut(44), "The source.")
    case .hostID: Column("host.id", .text, "The host that it was taken for.")
    case .format:
      Column(
        "coverage.format", .text, table: .whole(9),
        "What it holds: `log`, `mbox`, `maildir`, `mail`, `binary`.")
    case .bytes: Column("coverage.bytes", .number, table: .whole(12), "Decoded bytes read.")
    case .lines: Column("coverage.lines", .number, table: .whole(10), "Lines read.")
    case .recognized:
      Column(
        "coverage.recognized", .number, table: .whole(10), "Lines of a mail system that were understood.")
    case .unrecognized:
      Column(
        "coverage.unrecognized", .number, table: .whole(12),
        "Lines of a mail system that were not understood.")
    case .otherPrograms: Column("coverage.other_programs", .number, "Lines of other programs.")
    case .repeated:
      Column(
        "coverage.repeated", .number, "Lines that another file of the same host had already.")
    case .overlong: Column("coverage.overlong", .number, "Lines cut at the limit.")
    case .messages: Column("coverage.messages", .number, "Messages of a mailbox.")
    case .shapes:
      Column(
        "coverage.shapes", .objects(.shapes),
        "The commonest shapes of lines that were not understood.")
    case .damage: Column("coverage.damage", .texts, "What was damaged or given up, in words.")
    case .ecsVersion: CommonColumns.ecsVersion
    case .timeSource: CommonColumns.timeSource
    case .lossy: CommonColumns.lossy
    case .version: CommonColumns.version
    }
  }
}

/// Members of `coverage.shapes[]`.
public enum ShapeField: UInt8, RecordField {
  case count, text, line

  public var column: Column {
    switch self {
    case .count: Column("count", .number, "Lines of this shape.")
    case .text: Column("text", .text, "One of them.")
    case .line: Column("line", .number, "Its line number.")
    }
  }
}

/// The columns of `--manifest FILE`: one record an input file or archive member.
public enum ManifestField: UInt8, RecordField {
  case kind, dataset, path, size, modified, sha256, decodedSize, decodings
  case lossy, version
  case ecsVersion

  public var column: Column {
    switch self {
    case .kind: Column("event.kind", .text, "`metric`.")
    case .dataset: CommonColumns.dataset("`manifest`.")
    case .path: Column("file.path", .text, table: .cut(48), "The input as given.")
    case .size: Column("file.size", .number, table: .whole(12), "Bytes as stored.")
    case .modified: Column("file.mtime", .time, table: .whole(20), "Time of its last change.")
    case .sha256:
      Column(
        "file.hash.sha256", .text, table: .whole(64),
        "SHA-256 of the bytes as stored; absent where not all of them were read.")
    case .decodedSize: Column("manifest.decoded_size", .number, "Bytes after decompression.")
    case .decodings:
      Column("manifest.decodings", .texts, "Compressions and containers taken off, outermost first.")
    case .ecsVersion: CommonColumns.ecsVersion
    case .lossy: CommonColumns.lossy
    case .version: CommonColumns.version
    }
  }
}

/// The columns of a diagnostic: bad data that was met, as a record.
public enum OddityField: UInt8, RecordField {
  case kind, dataset, path, offset, code, message
  case isLoss, lossy, version
  case ecsVersion

  public var column: Column {
    switch self {
    case .kind: Column("event.kind", .text, "`pipeline_error`.")
    case .dataset: CommonColumns.dataset("`diagnostic`.")
    case .path: Column("log.file.path", .text, table: .cut(40), "The source.")
    case .offset: Column("log.offset", .number, table: .whole(12), "Byte offset, where it has one.")
    case .code:
      Column(
        "error.code", .text, table: .whole(16),
        "`truncated` `corrupt` `trailing-garbage` `limit-reached` `line-too-long` `child-failed` `unreadable` `unsupported` `unsafe-name` `assumed-time` `other-reading`."
      )
    case .message:
      Column("error.message", .text, table: .cut(80), "What happened, and what to do.")
    case .ecsVersion: CommonColumns.ecsVersion
    case .lossy: CommonColumns.lossy
    case .isLoss:
      Column(
        "postmortem.loss", .boolean, "Whether evidence was lost by it (the run then ends with status 2).")
    case .version: CommonColumns.version
    }
  }
}

extension Schema {
  public static let coverage = Schema(
    "coverage", "One record per source: what was read of it and what was understood.",
    CoverageField.self)
  public static let shapes = Schema(
    "coverage.shapes", "One shape of lines that were not understood.", ShapeField.self)
  public static let manifest = Schema(
    "manifest", "One record per input, with its hash, computed while it was read.",
    ManifestField.self)
  public static let oddities = Schema(
    "diagnostics",
    "One record per damage or limit that was met, behind the others in the file of `--coverage`.",
    OddityField.self)

  /// All that the manual lists, in its order.
  public static let all: [Schema] = [
    .events, .messages, .paths, .attachments, .findings, .coverage, .manifest, .oddities,
  ]
}
