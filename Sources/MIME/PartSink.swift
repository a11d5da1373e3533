/// One part of a message, or a file written into the text of one.
public struct PartInfo: Sendable {
  public enum Kind: Sendable {
    /// Content: neither multipart nor message.
    case leaf
    /// A whole message inside the message, header included, as stored.
    case message
    /// A file in the text of a part, of a preamble or epilogue.
    case embedded
  }

  public var kind = Kind.leaf
  /// `2.1`, counted as IMAP counts (RFC 9051 §6.4.5.1); a file in text adds a number of its own: `2.1`.
  public var path: [Int] = []
  public var header = PartHeader()
  public var encoding = TransferEncoding.identity
  /// First byte of the content as stored, in the stream of the mailbox. Of a part inside an encoded part that of
  /// the encoded part.
  public var offset: UInt64 = 0
  /// Bytes as stored, without the line end that belongs to the boundary. 0 until it ends.
  public var length: UInt64 = 0
  /// Lines before it in the message's stored bytes, the header not counted.
  public var lines: UInt64 = 0
  public var oddities: PartOddities = []
  /// Place and length are those of the encoded part around it.
  public var isInsideEncoded = false

  public init() {}

  /// Whether a mail program shows it as an attachment, and not as the text of the message: it has a name, says that it is one,
  /// is a message, a file found in text, or no text.
  public var isAttachment: Bool {
    if kind != .leaf || !header.names.isEmpty { return true }
    if header.disposition.value.hasPrefix("attachment") { return true }
    let type = header.mediaType
    return !type.isEmpty && type != "text" && type != "text/plain" && type != "text/html"
      && type != "text/enriched"
      && type != "message/delivery-status" && type != "text/rfc822-headers"
      && type != "message/disposition-notification" && type != "text/x-amp-html" && type != "text/watch-html"
  }

  public var pathText: String { path.map { String($0) }.joined(separator: ".") }
}

/// What was odd about where a part stands.
public struct PartOddities: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }
  /// Behind the closing delimiter of its multipart: some readers show it.
  public static let afterClose = PartOddities(rawValue: 1 << 0)
  /// In a preamble or epilogue, which readers of MIME do not show.
  public static let outsideParts = PartOddities(rawValue: 1 << 1)
  /// The delimiter before it is not the one that the header names.
  public static let guessedBoundary = PartOddities(rawValue: 1 << 2)
  /// The message ends before its delimiter.
  public static let unterminated = PartOddities(rawValue: 1 << 3)
  /// No empty line stands between its header and its content.
  public static let noBlankLine = PartOddities(rawValue: 1 << 4)
  /// Deeper than `PartWalker.maxDepth`: what is inside is not taken apart.
  public static let tooDeep = PartOddities(rawValue: 1 << 5)
  /// A multipart or message with a transfer encoding, which RFC 2045 §6.4 forbids.
  public static let encodedContainer = PartOddities(rawValue: 1 << 6)
  /// The encoding has errors: other letters, padding in the middle, a cut group.
  public static let dirtyEncoding = PartOddities(rawValue: 1 << 7)
  /// A file in text without its end.
  public static let cutFile = PartOddities(rawValue: 1 << 8)
  /// A multipart whose header gives more than one boundary.
  public static let ambiguousBoundary = PartOddities(rawValue: 1 << 9)
}

/// Takes the parts of a message as they are found. What is lent ends with the call.
public protocol PartSink: ~Copyable {
  /// A part begins. The number returned is given back with its data and its end.
  mutating func begin(_ part: PartInfo) -> Int
  /// Decoded bytes of the part.
  mutating func data(_ bytes: Span<UInt8>, to slot: Int)
  /// The part is complete: length and oddities are known.
  mutating func end(_ part: PartInfo, slot: Int)
}
