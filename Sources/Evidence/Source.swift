public import Model

/// One stream of evidence after all decompression: a file, standard input, or a member of an archive.
public struct Source: Sendable, Equatable {
  /// Place in the order of discovery, from 0.
  public let id: SourceID
  /// As given; members as `incident.tar.zst!var/log/mail.log.1`, nested `a.tar!b.zip!c`. Control characters
  /// are shown escaped: never use it to open anything.
  public let path: String
  public let hints: TimeHints
  /// False for standard input that was not held: it can be opened once.
  public let isReopenable: Bool
  /// The directory part, archive prefix included (without a `/` at its end): files of one host share it.
  public let folder: String
  /// The last component without what rotation and compression added: `mail.log.2.gz` gives `mail.log`.
  public let name: String
  /// The last component as it is.
  public let fileName: String
  /// Stored size in bytes where it is known (of a file; of a member as its archive says).
  public let storedSize: UInt64?

  init(id: SourceID, path: String, hints: TimeHints, isReopenable: Bool, isMember: Bool, storedSize: UInt64?)
  {
    self.id = id
    self.path = path
    self.isReopenable = isReopenable
    self.storedSize = storedSize
    let bytes = path.utf8
    let cut = bytes.lastIndex { $0 == UInt8(ascii: "/") || (isMember && $0 == UInt8(ascii: "!")) }
    if let cut, path != "-" {
      var folder = String(path[..<cut])
      if bytes[cut] == UInt8(ascii: "!") { folder += "!" }
      if folder.isEmpty { folder = "/" }
      self.folder = folder
      fileName = String(path[bytes.index(after: cut)...])
    } else {
      folder = ""
      fileName = path
    }
    let rotation = RotatedName(fileName)
    name = rotation.stem
    var hints = hints
    hints.rotationDate = rotation.date
    hints.rotationNumber = rotation.number
    self.hints = hints
  }
}

/// What the surroundings of a log say about when it was written; each is `unknown` or nil where they are silent.
public struct TimeHints: Sendable, Equatable {
  /// Time in the gzip header (of the innermost gzip), else the archive member's modification time.
  public var archiveTime: Timestamp
  /// Modification time of the file (of a member: of its archive).
  public var fileTime: Timestamp
  /// Date in the file's name (`mail.log-20241230`, `mail.2024-12-30.log`), hour where it has one.
  public var rotationDate: CivilTime?
  /// 3 in `mail.log.3.gz`.
  public var rotationNumber: Int?
  /// What stands behind `==> PATH <==` where the source is a section of a text.
  public var section: SectionClock?

  public init(
    archiveTime: Timestamp = .unknown, fileTime: Timestamp = .unknown, rotationDate: CivilTime? = nil,
    rotationNumber: Int? = nil, section: SectionClock? = nil
  ) {
    self.section = section
    self.archiveTime = archiveTime
    self.fileTime = fileTime
    self.rotationDate = rotationDate
    self.rotationNumber = rotationNumber
  }
}
