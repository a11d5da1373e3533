import Bytes
import Model

/// What a line does not say about its own time: what stands behind `==> PATH <==`.
struct LineClock: Equatable, Sendable {
  var time: Timestamp
  var offsetMinutes: Int16
  var source: TimeSource

  /// Nil where the line states year and offset, or has no time.
  init?(_ event: borrowing LogEvent) {
    guard !event.time.isUnknown, event.timeSource != .stated, event.offsetMinutes != .min else { return nil }
    time = event.time
    offsetMinutes = event.offsetMinutes
    source = event.timeSource
  }

  private var civil: CivilTime {
    CivilTime(utc: time.advanced(byMicroseconds: Int64(offsetMinutes) * 60_000_000))
  }

  /// Whether both lines may stand below one header: the same year, half of it, offset and source.
  func isLike(_ other: LineClock) -> Bool {
    let (mine, its) = (civil, other.civil)
    return mine.year == its.year && (mine.month > 6) == (its.month > 6)
      && offsetMinutes == other.offsetMinutes && source == other.source
  }

  /// ` 2024-12-30T09:00:06+00:00 queue-id`
  func write(to output: inout ByteBuffer) {
    let civil = civil
    output.append(" ")
    output.append(padded: Int(civil.year), width: 4)
    output.append("-")
    output.append(padded: Int(civil.month), width: 2)
    output.append("-")
    output.append(padded: Int(civil.day), width: 2)
    output.append("T")
    output.append(padded: Int(civil.hour), width: 2)
    output.append(":")
    output.append(padded: Int(civil.minute), width: 2)
    output.append(":")
    output.append(padded: Int(civil.second), width: 2)
    let minutes = Int(offsetMinutes.magnitude)
    output.append(offsetMinutes < 0 ? "-" : "+")
    output.append(padded: minutes / 60, width: 2)
    output.append(":")
    output.append(padded: minutes % 60, width: 2)
    output.append(" ")
    output.append(source.name)
  }
}

/// Writes evidence as it stands, with `==> PATH <==` before what comes from another source, or from another year or
/// offset of one whose lines do not state them.
struct SectionWriter {
  private let run: CaseRun
  private let buffer = OutputBuffer()
  private var source = SourceID.none
  /// Of the last header of this source.
  private var clock: LineClock?
  private var endsInFeed = true
  /// The last bytes of evidence, and whether any of it was mail.
  private var beforeLast: UInt8 = 0
  private var lastBytes: (UInt8, UInt8) = (0, 0)
  private var hasMail = false
  private(set) var isEmpty = true
  /// False when nobody reads any more.
  private(set) var goesOn = true

  init(_ run: CaseRun) { self.run = run }

  mutating func line(
    _ bytes: Span<UInt8>, _ range: Range<Int>, source: SourceID, clock: LineClock?
  ) throws {
    var isNew = source != self.source
    if let clock {
      if let last = self.clock { if !clock.isLike(last) { isNew = true } } else { isNew = true }
    }
    if isNew { header(source, clock) }
    try put(bytes.extracting(range))
  }

  /// A header, also before mail where logs are among the evidence.
  mutating func header(_ source: SourceID, _ clock: LineClock?) {
    if !endsInFeed { buffer.bytes.append("\n") }
    endsInFeed = true
    hasMail = false
    buffer.bytes.append("==> ")
    buffer.bytes.append(run.path(of: source))
    buffer.bytes.append(" <==")
    clock?.write(to: &buffer.bytes)
    buffer.bytes.append("\n")
    self.source = source
    self.clock = clock
  }

  /// Evidence, as it stands.
  mutating func put(_ bytes: Span<UInt8>) throws {
    guard bytes.count > 0 else { return }
    isEmpty = false
    buffer.bytes.append(bytes)
    endsInFeed = bytes[bytes.count - 1] == 10
    var index = max(0, bytes.count - 3)
    while index < bytes.count {
      (beforeLast, lastBytes) = (lastBytes.0, (lastBytes.1, bytes[index]))
      index += 1
    }
    if buffer.bytes.count >= 1 << 16 { try flush() }
  }

  /// Begins a message of an mbox: an empty line ends the one before, and where the message has no From_ line of its
  /// own (a file of a Maildir, a single message), one that says nothing stands before it.
  mutating func beginMessage(hasFromLine: Bool) throws {
    if hasMail, lastBytes.1 != 10 { buffer.bytes.append("\n") }
    if hasMail, !isAfterEmptyLine { buffer.bytes.append("\n") }
    hasMail = true
    endsInFeed = true
    if !hasFromLine { buffer.bytes.append("From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n") }
  }

  /// LF LF, or CR LF after LF.
  private var isAfterEmptyLine: Bool {
    lastBytes.1 == 10 && (lastBytes.0 == 10 || (lastBytes.0 == 13 && beforeLast == 10))
  }

  mutating func flush() throws {
    if buffer.bytes.count > 0, goesOn { goesOn = try run.write(&buffer.bytes) }
    buffer.bytes.removeAll()
  }
}

/// What is yet to be written.
private final class OutputBuffer {
  var bytes = ByteBuffer(capacity: 1 << 16)
}
