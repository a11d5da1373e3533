import Bytes
import LogFormats
import Model
import Streams
import Support
import Testing

/// What a chunk says of its line feeds spares a search, and changes nothing.
@Suite struct LineFeedTests {
  private func lines(_ bytes: [UInt8], _ feeds: [UInt32]) -> [String] {
    // Something stands before the chunk.
    let before = Array("before\n".utf8)
    var buffer = ByteBuffer()
    buffer.append(before + bytes)
    let clock = ClockReading(year: 2024, month: 1, zone: .utc, yearSource: .assumed, offsetSource: .assumed)
    var chunk = Segment.Chunk(
      source: SourceID(0), range: before.count..<buffer.count, offset: 0, line: 1, clock: clock)
    chunk.lineFeeds = feeds
    let segment = Segment(bytes: buffer, chunks: [chunk], stream: 0, firstTime: .unknown)
    var found: [String] = []
    _ = LineReader.read(segment) { _, line, position in
      found.append("\(position.line) \(position.offset) \(position.length) \(line.string)")
    }
    return found
  }

  @Test func `lines are the same with the places of their ends and without`() {
    var random = SeededNumbers(state: 5)
    let pieces = [
      "\n", "\r\n", "\n\n", "a", "Jan  1 00:00:02 mx1 postfix/qmgr[1]: 4T3GM4004Hz3P61: removed", "\r",
      "\u{0}",
    ]
    for _ in 0..<2_000 {
      let bytes = (0..<Int(random.next() % 12)).flatMap { _ in
        Array(pieces[Int(random.next() % UInt64(pieces.count))].utf8)
      }
      let feeds = bytes.indices.filter { bytes[$0] == 10 }.map { UInt32($0) }
      let told = lines(bytes, feeds)
      let sought = lines(bytes, [])
      #expect(told == sought)
      #expect(told.count == feeds.count + (bytes.isEmpty || bytes.last == 10 ? 0 : 1))
    }
  }
}
