import Bytes
public import Model

/// One message of a mailbox: where its parts lie, and what was odd about finding them.
///
/// Offsets count bytes of the decoded stream from its beginning; lines count from 1. All ranges are those of the
/// stored bytes: nothing is unquoted, no line end changed.
public struct MailboxMessage: Equatable, Sendable {
  /// From 1 within the mailbox; internal data of a server has no number.
  public var number = 0
  /// First byte: of the From_ line where there is one, else of the header.
  public var offset: UInt64 = 0
  /// Bytes up to the next message, the separating empty line included.
  public var length: UInt64 = 0
  /// Line of `offset`.
  public var line: UInt64 = 0

  /// The From_ line, nil where the message has none.
  public var separator: Separator?

  public var headerOffset: UInt64 = 0
  /// Bytes of the header, its last line end included, the empty line behind it not.
  public var headerLength: UInt64 = 0
  public var headerLine: UInt64 = 0
  public var bodyOffset: UInt64 = 0
  /// Bytes of the body, the separating empty line of an mbox not included.
  public var bodyLength: UInt64 = 0

  /// What `Content-Length` claims, nil where it is absent or no number.
  public var contentLength: UInt64?
  /// Number of an earlier message whose Content-Length claims these bytes as its own; 0 for none. The other reading
  /// of the mailbox is then that this message is text inside that one.
  public var claimedBy = 0
  /// From_ lines in the body that were not taken for separators.
  public var innerFromLines = 0

  public var oddities: MessageOddities = []
  public var traces: DialectTraces = []
  /// Marked as deleted and still in the file: Thunderbird's `X-Mozilla-Status` 0x0008 (expunged), `X-Status: D`,
  /// Apple Mail's flag.
  public var isDeleted = false

  public init() {}

  /// A From_ line: where it is and what it says.
  public struct Separator: Equatable, Sendable {
    public var offset: UInt64
    /// Bytes, line end included.
    public var length: UInt64
    public var sender: [UInt8]
    public var time: CivilTime?
    public var offsetMinutes: Int16?
  }

  /// Where the message stands.
  public func location(in source: SourceID) -> Location {
    Location(source: source, offset: offset, line: line, length: length)
  }

  /// Whether finding this message rested on a choice that could have been made otherwise.
  public var isAmbiguous: Bool { claimedBy != 0 || !oddities.isDisjoint(with: .ambiguous) }
}

/// What was odd about a message's boundaries.
public struct MessageOddities: OptionSet, Hashable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// No empty line before its From_ line.
  public static let missingBlankLine = MessageOddities(rawValue: 1 << 0)
  /// Its From_ line has no date (first of the mailbox, or all are so).
  public static let undatedFromLine = MessageOddities(rawValue: 1 << 1)
  /// What follows its From_ line is no header.
  public static let noHeader = MessageOddities(rawValue: 1 << 2)
  /// The body holds a line that begins with `From ` and was not split at (no date, or not enough else).
  public static let bareFromLine = MessageOddities(rawValue: 1 << 3)
  /// A From_ line stands within its header.
  public static let fromLineInHeader = MessageOddities(rawValue: 1 << 4)
  /// Content-Length is not the length of the body.
  public static let wrongContentLength = MessageOddities(rawValue: 1 << 5)
  /// Of a Babyl message: the header shown differs from the one received, which is the one given here.
  public static let rewrittenHeader = MessageOddities(rawValue: 1 << 6)
  /// A From_ line inside the length claimed was taken for text, as no header of a message follows it.
  public static let fromLineInsideClaim = MessageOddities(rawValue: 1 << 7)
  /// It begins inside a message/rfc822 part of the message before: it may be that part.
  public static let suspectSplit = MessageOddities(rawValue: 1 << 8)
  /// It begins without a From_ line, in a mailbox.
  public static let missingFromLine = MessageOddities(rawValue: 1 << 9)
  /// The stream ends within its header.
  public static let truncatedHeader = MessageOddities(rawValue: 1 << 10)
  /// The stream ends without a line end.
  public static let noFinalNewline = MessageOddities(rawValue: 1 << 11)
  /// The stream ends before the message does (emlx's count, MMDF's last line).
  public static let truncated = MessageOddities(rawValue: 1 << 12)
  public static let nulBytes = MessageOddities(rawValue: 1 << 13)
  /// A CR that no LF follows.
  public static let loneCR = MessageOddities(rawValue: 1 << 14)
  /// Lines end with a lone CR.
  public static let crLineEnds = MessageOddities(rawValue: 1 << 15)
  /// The stream begins with a UTF-8 byte order mark.
  public static let byteOrderMark = MessageOddities(rawValue: 1 << 16)
  /// Empty lines before the first message.
  public static let leadingBlankLines = MessageOddities(rawValue: 1 << 17)
  /// The header is longer than `Limits.headerBytes`; its rest was not kept.
  public static let headerCut = MessageOddities(rawValue: 1 << 18)
  /// Both LF and CRLF end lines of the header.
  public static let mixedLineEnds = MessageOddities(rawValue: 1 << 19)
  /// Bytes before it that belong to no message.
  public static let leadingGarbage = MessageOddities(rawValue: 1 << 20)

  /// Those that leave another reading open.
  public static let ambiguous: MessageOddities = [
    .missingBlankLine, .undatedFromLine, .noHeader, .fromLineInsideClaim, .suspectSplit, .missingFromLine,
  ]

  private static let allNames: [(MessageOddities, StaticString)] = [
    (.missingBlankLine, "missing-blank-line"), (.undatedFromLine, "undated-from-line"),
    (.noHeader, "no-header"), (.bareFromLine, "bare-from-line"),
    (.fromLineInHeader, "from-line-in-header"), (.wrongContentLength, "wrong-content-length"),
    (.rewrittenHeader, "rewritten-header"), (.fromLineInsideClaim, "from-line-inside-claim"),
    (.suspectSplit, "suspect-split"), (.missingFromLine, "missing-from-line"),
    (.truncatedHeader, "truncated-header"), (.noFinalNewline, "no-final-newline"),
    (.truncated, "truncated"), (.nulBytes, "nul-bytes"), (.loneCR, "lone-cr"),
    (.crLineEnds, "cr-line-ends"), (.byteOrderMark, "byte-order-mark"),
    (.leadingBlankLines, "leading-blank-lines"), (.headerCut, "header-cut"),
    (.mixedLineEnds, "mixed-line-ends"), (.leadingGarbage, "leading-garbage"),
  ]

  /// The oddities by name, always in the same order.
  public var names: [StaticString] {
    MessageOddities.allNames.filter { contains($0.0) }.map { $0.1 }
  }
}

/// What a message shows of the dialect of the mbox it lies in.
public struct DialectTraces: OptionSet, Hashable, Sendable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A body line begins with `>From `: mboxo, mboxrd or mboxcl quoted it, or it was written so.
  public static let quotedFrom = DialectTraces(rawValue: 1 << 0)
  /// A body line begins with `>>From `: mboxrd, or a quoted line of another mail.
  public static let requotedFrom = DialectTraces(rawValue: 1 << 1)
  /// A body line begins with `From `: mboxcl2 or MMDF, which do not quote; or a writer that quotes only what
  /// looks like a separator.
  public static let unquotedFrom = DialectTraces(rawValue: 1 << 2)
  /// Content-Length is right: mboxcl or mboxcl2.
  public static let exactContentLength = DialectTraces(rawValue: 1 << 3)
}

/// The dialects of mbox, as far as a mailbox shows which it is.
public enum MailboxDialect: UInt8, Sendable {
  case unknown
  /// `>From ` is seen and nothing tells mboxo from mboxrd.
  case mboxoOrMboxrd
  case mboxrd
  case mboxcl
  case mboxcl2
  case mmdf
  case babyl

  public var name: StaticString {
    switch self {
    case .unknown: "unknown"
    case .mboxoOrMboxrd: "mboxo or mboxrd"
    case .mboxrd: "mboxrd"
    case .mboxcl: "mboxcl"
    case .mboxcl2: "mboxcl2"
    case .mmdf: "MMDF"
    case .babyl: "Babyl"
    }
  }
}
