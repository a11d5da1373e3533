public import Evidence

/// The decoded bytes of one attachment or archive member, as far as they are held.
public struct Content: Sendable {
  /// The first bytes, at most the limit of the run (`InspectionLimits.heldBytes`).
  public var bytes: [UInt8]
  /// The last bytes where not all are held (directories of archives and footers of images stand there); else empty.
  public var tail: [UInt8]
  /// Bytes of the whole.
  public var size: UInt64
  /// Whether `bytes` is all of it.
  public var isWhole: Bool { size == UInt64(bytes.count) }

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    tail = []
    size = UInt64(bytes.count)
  }

  public init(head: [UInt8], tail: [UInt8], size: UInt64) {
    bytes = head
    self.tail = tail
    self.size = size
  }
}

/// Bounds of what is looked into; each one that is reached is a note and a reason of the attachment.
public struct InspectionLimits: Sendable {
  /// Decoded bytes held of one attachment or member.
  public var heldBytes = 12 << 20
  /// Containers inside each other.
  public var depth = 8
  /// Members looked at of one message, over all its containers.
  public var members = 10_000
  /// Decoded bytes of all members of one message.
  public var decodedBytes: UInt64 = 1 << 30
  /// Decoded to stored bytes of one member above which it is called a bomb, once it has given `ratioFloor`.
  public var ratio: UInt64 = 200
  public var ratioFloor: UInt64 = 4 << 20
  /// What is run to read archives: this program itself.
  public var childExecutable = "/proc/self/exe"

  public init() {}
}

/// What looking into content found, apart from the members it holds.
public struct Inspection: Sendable {
  public var type = FileType.unknown
  public var reasons: AttachmentReasons = []
  /// Facts behind the reasons, each a short text: `AutoOpen in VBA project`. At most `noteLimit`, never with control
  /// characters beyond those that the writer escapes.
  public var notes: [String] = []
  /// Why it could not be looked into, where it could not.
  public var uninspectable: String?

  public static let noteLimit = 16

  public init() {}

  public mutating func note(_ text: String) {
    if notes.count < Inspection.noteLimit, !notes.contains(text) { notes.append(text) }
  }

  public mutating func note(_ reason: AttachmentReasons, _ text: String) {
    reasons.formUnion(reason)
    note(text)
  }

  /// Says that it cannot be looked into, and why.
  public mutating func cannotInspect(_ why: String) {
    reasons.insert(.uninspectable)
    if uninspectable == nil { uninspectable = why }
    note(why)
  }
}

/// Something that lies inside other content: a member of an archive, an object of a document, a file of a winmail.dat.
public struct Member: Sendable {
  /// Its name as stored, undecoded; empty where it has none.
  public var name: [UInt8]
  /// The name that another record of the same container gives it, where they differ.
  public var otherName: [UInt8]?
  /// Its bytes; nil where they cannot be read (encrypted, unknown method, beyond a limit).
  public var content: Content?
  /// Stated size where it is not read.
  public var statedSize: UInt64?
  public var isEncrypted = false
  /// Reasons that the container's records give for this member.
  public var inspection = Inspection()

  public init(name: [UInt8], content: Content?) {
    self.name = name
    self.content = content
  }
}

/// What is left to be spent on the containers of one message.
public final class InspectionBudget {
  public let limits: InspectionLimits
  public var membersLeft: Int
  public var bytesLeft: UInt64
  let archives: HeldArchive
  /// Bytes of the attachment that is being looked into: what is decoded from it is compared with them.
  public var attachmentBytes: UInt64 = 1

  public init(_ limits: InspectionLimits, archives: HeldArchive? = nil) {
    self.limits = limits
    self.archives = archives ?? HeldArchive(executable: limits.childExecutable)
    membersLeft = limits.members
    bytesLeft = limits.decodedBytes
  }

  /// Says so where `decoded` bytes are more than the attachment, or `packed` bytes of it, can honestly hold.
  func noteBomb(decoded: UInt64, packed: UInt64, in inspection: inout Inspection) {
    if isBomb(decoded: decoded, packed: packed) { inspection.note(.archiveBomb, bombNote) }
  }

  var bombNote: String { "gives more than \(limits.ratio) bytes for each stored one" }

  /// Whether `decoded` bytes are more than the attachment, or `packed` bytes of it, can honestly hold.
  func isBomb(decoded: UInt64, packed: UInt64) -> Bool {
    decoded >= limits.ratioFloor && decoded / max(1, min(packed, attachmentBytes)) >= limits.ratio
  }
}
