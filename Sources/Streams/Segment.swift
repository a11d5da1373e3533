public import Bytes
public import LogFormats
public import Model

/// A stretch of one host's evidence: whole lines, about `Segment.bytes`, cut at places that the evidence alone
/// decides (never the number of jobs). The unit that is folded in parallel and absorbed in order.
public struct Segment: ~Copyable, Sendable {
  /// The lines of all chunks, one after the other, line ends included; between them and behind them what follows a chunk in
  /// its source, where that is needed to understand it.
  public var bytes: ByteBuffer
  /// Which part of `bytes` stands where in the evidence, in the order of reading.
  public var chunks: [Chunk]
  /// Index of the stream in the plan: lines of one stream come from one host (or one folder's hosts).
  public var stream: Int
  /// Bytes of a line that are read; the rest of a longer one is skipped and counted.
  public var lineBytes = Int.max
  /// Whether credentials in its lines are shown as they stand.
  public var showsSecrets = false
  /// Place in the order of reading, from 0.
  public var number = 0
  /// Stored bytes that were read since the segment before, for progress.
  public var storedBytes: UInt64 = 0
  /// Time of its first line that has one; `.unknown` where none has.
  public var firstTime: Timestamp

  public init(bytes: consuming ByteBuffer, chunks: [Chunk], stream: Int, firstTime: Timestamp) {
    self.bytes = bytes
    self.chunks = chunks
    self.stream = stream
    self.firstTime = firstTime
  }

  /// Lines of one source that stand together.
  public struct Chunk: Sendable {
    public var source: SourceID
    /// Where in `Segment.bytes`.
    public var range: Range<Int>
    /// Where in `Segment.bytes` the bytes end that follow the chunk in its source and are at hand: the end of `range`, or
    /// up to `FormatRegistry.lookAheadBytes` more. They are read by another chunk.
    public var followingEnd: Int
    /// Byte offset of the first line in the decoded source.
    public var offset: UInt64
    /// Number of the first line, from 1.
    public var line: UInt64
    /// How stamps of these lines become UTC.
    public var clock: ClockReading
    /// Whether the chunk is one line of which the rest, beyond the limit, was skipped.
    public var isCut: Bool
    /// How the first line is to be read, and those behind it up to a header that says otherwise.
    public var dialect: Dialect
    /// Where the line feeds stand, from the begin of `range`; empty also where nobody has looked.
    public var lineFeeds: [UInt32] = []
    /// The line before the first, where that one says `last message repeated`; else empty.
    public var previous: [UInt8] = []

    public init(
      source: SourceID, range: Range<Int>, offset: UInt64, line: UInt64, clock: ClockReading,
      isCut: Bool = false, dialect: Dialect = Dialect()
    ) {
      self.dialect = dialect
      self.source = source
      self.range = range
      followingEnd = range.upperBound
      self.offset = offset
      self.line = line
      self.clock = clock
      self.isCut = isCut
    }
  }
}
