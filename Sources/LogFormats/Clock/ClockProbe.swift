public import Model

/// What the head of one source tells about its clock, for `ClockInference`: made by `ProbeScanner`, completed by
/// whoever opened the source (`group`, `path`, `hints`). A few KiB a source.
public struct ClockProbe: Sendable {
  /// The folder that stands for the host, or the name that the user gave it: sources of one group that name the
  /// same host share its offset.
  public var group: String
  /// As shown to the user; its last part tells rotations of one file apart.
  public var path: String
  /// Host names in the lines, in order of appearance, at most eight.
  public var hosts: [String] = []
  /// The first line's stamp; `isNone` where no line has one: then there is nothing to find.
  public var first = Stamp()
  /// The last stamp of the head, or of the whole source where `isWhole`.
  public var last = Stamp()
  /// Whether the head is all of the source.
  public var isWhole = false
  /// Ids that carry time, in the order of the lines, each id once.
  public var anchors: [ClockAnchor] = []
  /// Queue ids that this source's own server gave.
  public var defined: [ClockReference] = []
  /// Queue ids that other servers gave, from their replies (`queued as`).
  public var mentioned: [ClockReference] = []
  /// Message-IDs.
  public var messageIDs: [ClockReference] = []
  /// Month and day are February 29 somewhere: civil microseconds of the first such stamp (year 2000).
  public var leapDay: Int64?
  /// Whether a year-less stamp was seen.
  public var isYearLess = false
  public var hints = SourceHints()

  public init(group: String, path: String) {
    self.group = group
    self.path = path
  }
}

/// What the container or the file system says about a source's time.
public struct SourceHints: Sendable, Equatable {
  /// Time in the gzip header or of the archive member: about the end of the content.
  public var archiveTime: Timestamp = .unknown
  /// Modification time of the file: about the end, unless it was copied.
  public var fileTime: Timestamp = .unknown
  /// Midnight of the date in the rotated name (`mail.log-20241230`); nil: taken from the path.
  public var rotationDate: Timestamp = .unknown
  /// Year of all lines and minutes east of UTC, as a run before this one found them and wrote them down, and how it
  /// knew. Nil: nobody did.
  public var writtenYear: Int32?
  public var writtenOffset: Int16?
  public var writtenSource = TimeSource.none

  public init(
    archiveTime: Timestamp = .unknown, fileTime: Timestamp = .unknown, rotationDate: Timestamp = .unknown
  ) {
    self.archiveTime = archiveTime
    self.fileTime = fileTime
    self.rotationDate = rotationDate
  }
}

/// A line's stamp beside a UTC time that an id in the line carries.
public struct ClockAnchor: Sendable, Equatable {
  public enum Kind: UInt8, Sendable {
    /// The source's own server made the id for this line's event: stamp and id are seconds apart.
    case arrival
    /// The source's own server made the id some time before.
    case ownID
    /// Another server made the id at about this time (`queued as`).
    case remoteID
  }

  public var stamp: Stamp
  public var utc: Timestamp
  public var kind: Kind

  public init(stamp: Stamp, utc: Timestamp, kind: Kind) {
    self.stamp = stamp
    self.utc = utc
    self.kind = kind
  }

  /// The year of the stamp, its offset in minutes, rounded to quarter hours, and the seconds by which the stamp is
  /// later than id and offset say; nil where the two differ by more than any zone does (-12:00 to +14:00). Of a
  /// year-less stamp, the year in which they are nearest.
  static func reading(
    of stamp: Stamp, at utc: Timestamp
  ) -> (year: Int32, offsetMinutes: Int16, delay: Int64)? {
    guard !stamp.isNone, !utc.isUnknown else { return nil }
    let near = CivilTime(utc: utc).year
    if stamp.hasYear {
      let year = CivilTime(utc: Timestamp(microseconds: stamp.civilMicroseconds)).year
      guard abs(year - near) <= 1, let found = quarter(stamp.civilMicroseconds - utc.microseconds)
      else { return nil }
      return (year, found.minutes, found.delay)
    }
    for year in [near, near - 1, near + 1] {
      guard let civil = stamp.civil(inYear: year) else { continue }
      if let found = quarter(civil - utc.microseconds) { return (year, found.minutes, found.delay) }
    }
    return nil
  }

  /// Microseconds as minutes rounded to 15 and seconds that remain, where they are an offset of some zone.
  private static func quarter(_ difference: Int64) -> (minutes: Int16, delay: Int64)? {
    let quarters = (Double(difference) / 900_000_000).rounded()
    guard quarters >= -48, quarters <= 56 else { return nil }
    return (Int16(quarters) * 15, (difference - Int64(quarters) * 900_000_000) / 1_000_000)
  }
}

/// An id seen in a source, as a hash, with the stamp of the line that shows it first.
public struct ClockReference: Sendable, Equatable {
  public var hash: UInt64
  public var stamp: Stamp

  public init(hash: UInt64, stamp: Stamp) {
    self.hash = hash
    self.stamp = stamp
  }
}

/// What the user said about time.
public struct ClockOptions: Sendable {
  /// `--year`: the year of the first line of the oldest file of each year-less log; the files rotated after it
  /// follow from there.
  public var year: Int32?
  /// `--timezone ZONE`: for all stamps without an offset.
  public var zone: ZoneInfo?
  /// `--timezone HOST=ZONE`, before `zone`. HOST is a host name in the lines, or the group's (last) name.
  public var hostZones: [(host: String, zone: ZoneInfo)] = []
  /// The present, for sources of which nothing tells the year; unknown: the system's clock.
  public var now: Timestamp = .unknown

  public init() {}
}

extension Stamp {
  /// The civil microseconds of a year-less stamp in `year`; nil for February 29 in a year without one. Of a
  /// stamp with a year, its own.
  func civil(inYear year: Int32) -> Int64? {
    guard !isNone else { return nil }
    if hasYear { return civilMicroseconds }
    let written = CivilTime(utc: Timestamp(microseconds: civilMicroseconds))
    guard written.day <= CivilTime.daysInMonth(written.month, year: year) else { return nil }
    let first = CivilTime.days(year: 2000, month: written.month, day: 1)
    return civilMicroseconds
      + (CivilTime.days(year: year, month: written.month, day: 1) - first) * 86_400_000_000
  }
}
