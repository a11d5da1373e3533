public import Evidence

/// What is known and thought of one attachment, or of one thing inside it.
public struct Assessment: Sendable {
  /// Behind the MIME part: empty for the attachment itself, `!a.zip!b.exe` for what lies in it.
  public var inside = ""
  /// Decoded names, the one that most readers show first.
  public var names: [[UInt8]] = []
  /// As written.
  public var rawName: [UInt8] = []
  /// Declared, in lower case; empty where nothing is.
  public var declaredType = ""
  public var type = FileType.unknown
  /// Decoded bytes.
  public var size: UInt64?
  public var digests: ContentDigests.Values?
  public var reasons: AttachmentReasons = []
  public var notes: [String] = []
  public var severity = AttachmentSeverity.none
  /// Highest severity of what lies inside.
  public var nestedSeverity = AttachmentSeverity.none
  /// Indicators of `--iocs` that it matches.
  public var indicators: [String] = []
  /// Its bytes were not read: encrypted, beyond a limit, of an unknown method.
  public var isUnread = false
  /// A message/rfc822 part: what lies in it are parts of its own.
  public var isMailPart = false
  /// Its bytes, where they are kept for extraction.
  public var held: [UInt8]?

  public init() {}

  /// Whether a person should look at it: of medium severity or above.
  public var isDangerous: Bool { severity >= .medium }

  mutating func note(_ text: String) {
    if notes.count < Inspection.noteLimit, !notes.contains(text) { notes.append(text) }
  }
}
