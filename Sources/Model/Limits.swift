/// Every bound that keeps memory and time from growing with hostile evidence. Each one that is reached is
/// reported as an `Oddity` of kind `limitReached` that names it.
public struct Limits: Sendable, Equatable {
  /// Bytes of a line before it is cut; the rest up to the line end is skipped and counted.
  public var lineBytes = 1 << 20
  /// Containers and compressions inside each other.
  public var nesting = 8
  /// Members of one archive.
  public var archiveMembers = 1_000_000
  /// Decoded to stored bytes of one stream, once `ratioFloorBytes` have been decoded.
  public var ratio = 1_000
  /// Decoded bytes below which the ratio is not looked at.
  public var ratioFloorBytes: UInt64 = 64 << 20
  /// Memory of one xz decoder.
  public var xzMemoryBytes: UInt64 = 256 << 20
  /// Memory (address space) of an archive child.
  public var childMemoryBytes: UInt64 = 1 << 30
  /// Processor seconds of an archive child.
  public var childSeconds: UInt64 = 3_600
  /// Seconds without a byte after which an archive child is stopped.
  public var childSilenceSeconds: UInt64 = 60
  /// A nested archive that needs seeking (7z), or standard input that must be read twice, in memory.
  public var heldBytes = 64 << 20
  /// Open messages per run (queue ids without their end).
  public var openMessages = 50_000
  /// Closed messages that wait for a following host, per run.
  public var waitingMessages = 50_000
  /// Open client connections per run.
  public var openSessions = 100_000
  /// Recipients (deliveries) kept of one message; the rest is counted.
  public var deliveriesPerMessage = 10_000
  /// Hosts kept apart of those that the logs name; those beyond are one without a name, for each folder.
  public var hosts = 65_536
  /// Bytes of a header block of a mail.
  public var headerBytes = 1 << 20
  /// Received fields of one mail.
  public var receivedFields = 1_000
  /// Messages of mailboxes whose log lines are looked for.
  public var joinedMessages = 1_000_000

  public init() {}
}
