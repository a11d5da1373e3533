import Bytes
public import Model

/// What the header of a section says about the clock of its lines: they are of one year and one offset.
public struct SectionClock: Sendable, Hashable {
  public var year: Int32
  /// Minutes east of UTC.
  public var offsetMinutes: Int16
  /// How the run that wrote the header knew.
  public var source: TimeSource
  /// Whether the lines are of July or later: months of one section are never half a year apart, so that no gap looks
  /// like the turn of a year.
  public var isSecondHalf: Bool

  public init(year: Int32, offsetMinutes: Int16, source: TimeSource, isSecondHalf: Bool) {
    self.year = year
    self.offsetMinutes = offsetMinutes
    self.source = source
    self.isSecondHalf = isSecondHalf
  }
}

/// A text that holds lines of several files, as `tail` and `postmortem grep` write it: a line `==> PATH <==` stands
/// before the lines of each. It is taken apart into those files again.
///
/// Behind the mark, `grep` writes year and offset of lines that do not state them, and how they are known:
/// `==> PATH <== 2024-12-30T09:00:06+00:00 queue-id`. Lines of one path with another year, half of a year or offset
/// are a source of their own with that path: files of one log that follow each other.
///
/// The path is a name: nothing is opened by it. Memory: the text, within `Limits.heldBytes`; of a longer one the
/// rest is reported and not read.
enum SectionedText {
  struct Header: Hashable {
    var path: String
    var clock: SectionClock?
  }

  static let pathLimit = 4096

  /// Adds the sources of the text and returns true; false, with nothing consumed, where it does not begin with a
  /// header.
  static func discover(
    _ stream: StoredInput, path: String, hints: TimeHints, input: InputFile, set: EvidenceSet
  ) -> Bool {
    let head = stream.head(pathLimit + 128)
    guard head.count > 8, head.span.has("==> ", at: 0), let end = head.span.find(10),
      header(head.span.extracting(0..<end)) != nil
    else { return false }
    let held = HeldStream.take(stream, set: set)
    if let fault = held.fault { set.report(fault.oddity(path: path)) }
    if !held.isWhole {
      set.report(
        Oddity(
          .limitReached, path: path, offset: UInt64(held.bytes.count),
          detail:
            "a text of several files is held in memory: not read from here on (--max-held-mib raises the limit)"
        ))
    }
    for (header, bytes) in split(held.bytes.span) {
      var hints = hints
      hints.section = header.clock
      set.add { id in
        SourceEntry(
          Source(
            id: id, path: header.path, hints: hints, isReopenable: true,
            isMember: header.path.contains("!"), storedSize: UInt64(bytes.count)),
          .memory(bytes), input: input)
      }
    }
    return true
  }

  /// The sections, those of one header joined, in the order of their first appearance.
  static func split(_ text: Span<UInt8>) -> [(header: Header, bytes: [UInt8])] {
    var sections: [(header: Header, bytes: [UInt8])] = []
    var places: [Header: Int] = [:]
    var current = -1
    var begin = 0
    var position = 0
    func close(_ end: Int) {
      guard current >= 0 else { return }
      var end = end
      // tail writes an empty line before each header but the first.
      if end < text.count, end - begin >= 2, text[end - 1] == 10, text[end - 2] == 10 { end -= 1 }
      if end > begin { sections[current].bytes += text.array(begin..<end) }
    }
    while position < text.count {
      let feed = text.find(10, from: position) ?? text.count
      let next = min(feed + 1, text.count)
      if text.has("==> ", at: position) {
        var stop = feed
        if stop > position, text[stop - 1] == 13 { stop -= 1 }
        if let header = header(text.extracting(position..<stop)) {
          close(position)
          begin = next
          if let place = places[header] {
            current = place
          } else {
            current = sections.count
            places[header] = current
            sections.append((header, []))
          }
        }
      }
      position = next
    }
    close(text.count)
    return sections
  }

  /// `==> PATH <==`, or with ` 2024-12-30T09:00:06+00:00`, or with that and the name of a `TimeSource`; nil for any
  /// other line.
  static func header(_ line: Span<UInt8>) -> Header? {
    guard line.has("==> ", at: 0) else { return nil }
    var mark = line.count - 4
    let last = max(4, line.count - 64)
    while mark > last, !line.has(" <==", at: mark) { mark -= 1 }
    guard mark > 4, mark <= pathLimit, line.has(" <==", at: mark) else { return nil }
    var clock: SectionClock?
    if mark + 4 < line.count {
      guard let read = Self.clock(line.extracting((mark + 4)..<line.count)) else { return nil }
      clock = read
    }
    return Header(path: ShownName.text(line.array(4..<mark)).text, clock: clock)
  }

  private static func clock(_ text: Span<UInt8>) -> SectionClock? {
    guard text.count >= 26, text[0] == 32, text[5] == UInt8(ascii: "-"), text[8] == UInt8(ascii: "-"),
      text[11] == UInt8(ascii: "T"), text[14] == UInt8(ascii: ":"), text[17] == UInt8(ascii: ":"),
      text[23] == UInt8(ascii: ":"), text[20] == UInt8(ascii: "+") || text[20] == UInt8(ascii: "-"),
      let year = number(text, 1, 4), let month = number(text, 6, 2), (1...12).contains(month),
      number(text, 9, 2) != nil, number(text, 12, 2) != nil, number(text, 15, 2) != nil,
      number(text, 18, 2) != nil, let hours = number(text, 21, 2), hours < 24,
      let minutes = number(text, 24, 2), minutes < 60
    else { return nil }
    var source = TimeSource.neighbour
    if text.count > 26 {
      guard text[26] == 32 else { return nil }
      let name = text.string(27..<text.count)
      guard let found = TimeSource.allCases.first(where: { $0.name.description == name }) else { return nil }
      source = found
    }
    let offset = hours * 60 + minutes
    return SectionClock(
      year: Int32(year), offsetMinutes: Int16(text[20] == UInt8(ascii: "-") ? -offset : offset),
      source: source, isSecondHalf: month > 6)
  }

  private static func number(_ text: Span<UInt8>, _ start: Int, _ digits: Int) -> Int? {
    var value = 0
    for index in start..<(start + digits) {
      guard text[index].isDigit else { return nil }
      value = value * 10 + Int(text[index] - 48)
    }
    return value
  }
}

/// A stream taken into memory.
struct HeldStream {
  var bytes: [UInt8] = []
  /// False where `Limits.heldBytes` was reached: the stream goes on behind `bytes`.
  var isWhole = true
  /// What ended the stream before its time.
  var fault: StreamFault?

  static func take(_ stream: StoredInput, set: EvidenceSet) -> HeldStream {
    var held = HeldStream()
    while stream.available > 0 || stream.fill() {
      let part = stream.head(stream.available)
      guard set.hold(part.count) else {
        held.isWhole = false
        return held
      }
      held.bytes += part
      stream.consume(part.count)
    }
    held.fault = stream.fault
    return held
  }
}

/// One stream behind the other.
final class ChainedStream: ByteStream {
  private let first: MemoryStream
  private let rest: StoredInput

  init(_ first: MemoryStream, _ rest: StoredInput) {
    self.first = first
    self.rest = rest
  }

  override var storedBytes: UInt64 { rest.storedBytes }

  override func read(_ room: UnsafeMutableRawBufferPointer) throws(StreamFault) -> Int {
    let count = try unsafe first.read(room)
    if count > 0 { return count }
    return try unsafe rest.read(room)
  }
}
