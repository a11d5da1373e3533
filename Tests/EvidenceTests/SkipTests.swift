import Bytes
import Testing

@testable import Evidence

@Suite struct SkipTests {
  @Test func `a plain file goes on where it is told to, a compressed one is read to there`() throws {
    let place = Workplace()
    let text = sampleLog(lines: 9_000, seed: 5)
    place.write("plain.log", text)
    place.write("packed.log", text)
    try #require(place.run("gzip packed.log"))
    let oddities = OddityList()
    let set = evidence([place.path + "/plain.log", place.path + "/packed.log.gz"], oddities)
    let sources = set.discover()
    try #require(sources.count == 2)
    for source in sources {
      let stream = try set.open(source)
      var head = ByteBuffer()
      #expect(stream.read(into: &head, atMost: 10) == 10)
      #expect(stream.canSkip == !source.path.hasSuffix(".gz"))
      guard stream.canSkip else { continue }
      stream.skip(to: 400_001)
      #expect(stream.offset == 400_001)
      #expect(readAll(stream, step: 50_000) == Array(text[400_001...]))
      #expect(stream.offset == UInt64(text.count))
      #expect(!stream.canSkip)
    }
    let beyond = try set.open(sources.first { $0.path.hasSuffix("plain.log") }!)
    beyond.skip(to: UInt64(text.count) + 7)
    #expect(readAll(beyond, step: 50_000).isEmpty)
    #expect(oddities.all == [])
  }
}
