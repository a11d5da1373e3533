public import Bytes
public import Model

/// The clock of one source from its first line to its last: gives each next segment the `ClockReading` with which
/// it begins.
///
/// A reader passes every stretch of whole lines once, in order, before it gives them away. The track walks over
/// the line starts (0.1 ms a MiB: a line whose first eight bytes are those of the line before is not parsed) and so
/// knows the year at every cut, wherever the cuts are. Where the offset was inferred from ids, it also looks at the
/// ids near the end of the stretch: when they say that the clocks were moved, the change is dated between the last
/// id with the old offset and the first with the new one.
public struct ClockTrack: Sendable {
  /// The reading for the lines behind those seen so far.
  public private(set) var reading: ClockReading
  /// How the year of year-less lines is known; `.stated` where the first lines have one.
  public let yearSource: TimeSource
  /// How the offset is known; `.stated` where the first lines have one.
  public let offsetSource: TimeSource
  /// Whether ids in the lines decide the offset, and so may show that it changes.
  let followsIDs: Bool

  /// Bytes seen, and the readings at the places where they changed, for a reader that looks ahead.
  private var seen: UInt64 = 0
  private var turns: [(offset: UInt64, reading: ClockReading)] = []
  /// UTC seconds of the last id that agreed with the offset.
  private var lastAgreement: Int64 = .min

  /// - Parameters:
  ///   - reading: for the first line.
  ///   - yearSource: shown in the coverage; the reading's own where nil.
  ///   - offsetSource: likewise.
  ///   - followsIDs: the offset comes from ids in the lines and may change with them.
  public init(
    reading: ClockReading, yearSource: TimeSource? = nil, offsetSource: TimeSource? = nil,
    followsIDs: Bool = false
  ) {
    self.reading = reading
    self.yearSource = yearSource ?? reading.yearSource
    self.offsetSource = offsetSource ?? reading.offsetSource
    self.followsIDs = followsIDs
  }

  /// Walks over the whole lines in `range` of `bytes` and returns the reading for the first of them.
  /// - Parameters:
  ///   - offset: where `range` begins in the decoded source; nil: behind what was passed last. Lines that
  ///     were seen before may be passed again (a reader that only looked ahead): the track goes back.
  ///   - feeds: gets the places of the line feeds, from the begin of `range`, which is shorter than 4 GiB.
  public mutating func advance(
    over bytes: Span<UInt8>, _ range: Range<Int>, _ dialect: Dialect = Dialect(), at offset: UInt64? = nil,
    feeds: inout Slab<UInt32>
  ) -> ClockReading {
    let range = range.clamped(to: 0..<bytes.count)
    let start = offset ?? seen
    goBack(to: start)
    if followsIDs { followOffset(bytes, range, dialect) }
    let first = reading
    turns.append((start, first))
    var envelope = Envelope()
    var previous: UInt64 = 0
    var mustLook = true
    var position = range.lowerBound
    while position < range.upperBound {
      let feed = bytes.find(10, from: position, to: range.upperBound)
      let end = feed ?? range.upperBound
      if let feed { feeds.append(UInt32(truncatingIfNeeded: feed &- range.lowerBound)) }
      let word = ClockTrack.monthWord(bytes, position)
      if word != previous || word == 0 || mustLook {
        previous = word
        let line = bytes.extracting(position..<min(end, position + 1024))
        FormatRegistry.readEnvelope(line, dialect, into: &envelope)
        if !envelope.stamp.isNone {
          let (year, month, pass) = (reading.year, reading.month, reading.isSecondPass)
          let time = reading.resolve(envelope.stamp).time
          mustLook = reading.isNearDoubt(time)
          if year != reading.year || month != reading.month || pass != reading.isSecondPass {
            turns.append((start &+ UInt64(position - range.lowerBound), reading))
          }
        } else {
          mustLook = true
        }
      }
      position = end + 1
    }
    seen = start &+ UInt64(range.count)
    return first
  }

  /// As above, for one who does not ask where the line feeds stand.
  public mutating func advance(
    over bytes: Span<UInt8>, _ range: Range<Int>, _ dialect: Dialect = Dialect(), at offset: UInt64? = nil
  ) -> ClockReading {
    var feeds = Slab<UInt32>()
    return advance(over: bytes, range, dialect, at: offset, feeds: &feeds)
  }

  /// Goes back to the state at `offset`; turns before it that no reader can ask for again are dropped.
  private mutating func goBack(to offset: UInt64) {
    guard let index = turns.lastIndex(where: { $0.offset <= offset }) else { return }
    if offset < seen {
      let zone = reading.zone
      reading = turns[index].reading
      if reading.zone != zone { reading.zone = zone }
      turns.removeSubrange((index + 1)...)
      turns.removeFirst(index)
    } else {
      turns.removeAll(keepingCapacity: true)
    }
  }

  /// Eight bytes of the line at `position` that stand for its month: two lines that share them share the month (and
  /// the year, if they state one). 0 where the line does not begin with a stamp whose form is known.
  @inline(__always)
  private static func monthWord(_ bytes: Span<UInt8>, _ position: Int) -> UInt64 {
    var start = position
    var first = bytes[start]
    if first == .ascii("<") {
      start += 2
      while start < bytes.count, start < position + 5, bytes[start] != .ascii(">") { start += 1 }
      start += 1
      if bytes.has("1 ", at: start) { start += 2 }
      guard start < bytes.count else { return 0 }
      first = bytes[start]
    }
    guard bytes.count - start > 10 else { return 0 }
    // `Dec 30 18:59`, `2024-12-30T18:59`; not `Dec 30 2024 18:59`, whose year is not in the word.
    let isForm =
      first.isUpper ? bytes[start + 9] == .ascii(":") : first.isDigit && bytes[start + 7] == .ascii("-")
    return isForm ? bytes.word(at: start) : 0
  }

  // MARK: Clocks that are moved

  /// Looks at ids near the end of the stretch; where they disagree with the offset by half an hour or one, dates
  /// the change and adds it to the zone.
  private mutating func followOffset(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ dialect: Dialect
  ) {
    let tail = ClockTrack.lineStart(bytes, range, near: range.upperBound - 16_384)
    let votes = ProbeScanner.arrivals(in: bytes, tail..<range.upperBound, dialect)
    guard let last = votes.last else { return }
    let current = Int16(reading.zone.stretch(at: last.utc).offset / 60)
    if votes.count(where: { $0.offsetMinutes != current }) * 2 <= votes.count {
      if let agreeing = votes.last(where: { $0.offsetMinutes == current }) {
        lastAgreement = max(lastAgreement, agreeing.utc)
      }
      return
    }
    let all = tail == range.lowerBound ? votes : ProbeScanner.arrivals(in: bytes, range, dialect)
    let change = OffsetChange.find(all, from: current, notBefore: lastAgreement)
    if let change, change.utc > reading.zone.lastTransition {
      reading.zone = reading.zone.adding(
        transition: change.utc, offset: Int32(change.offsetMinutes) * 60)
      lastAgreement = max(lastAgreement, last.utc)
    }
  }

  private static func lineStart(_ bytes: Span<UInt8>, _ range: Range<Int>, near position: Int) -> Int {
    guard position > range.lowerBound else { return range.lowerBound }
    return bytes.find(10, from: position, to: range.upperBound).map { $0 + 1 } ?? range.lowerBound
  }
}
