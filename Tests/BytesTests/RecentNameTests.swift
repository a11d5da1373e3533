import Bytes
import Testing

@Suite struct RecentNameTests {
  private static let text = Array("mx1 mx2 mail.example.org mail.example.net mail mailer0000000001 a".utf8)

  /// The words of `text`.
  private static var names: [ByteRange] {
    var found: [ByteRange] = []
    var start = 0
    for (index, byte) in text.enumerated() where byte == 32 {
      found.append(ByteRange(start, index))
      start = index + 1
    }
    return found + [ByteRange(start, text.count), ByteRange(3, 3), .none, ByteRange(0, 30)]
  }

  @Test func `a name matches the remembered one where its bytes and its context are the same`() {
    let line = RecentNameTests.text.span
    for kept in RecentNameTests.names {
      var recent = RecentName()
      recent.remember(line, kept, context: 7)
      let isShort = !kept.isNone && kept.count > 0 && kept.count <= 16
      for other in RecentNameTests.names {
        let isSame = isShort && line.equals(kept, line, other)
        let matches = (recent.matches(line, other, context: 7), recent.matches(line, other, context: 8))
        #expect(matches == (isSame, false), "\(kept), \(other)")
      }
      recent.forget()
      let isKnown = recent.matches(line, kept, context: 7)
      #expect(!isKnown)
    }
  }

  @Test func `a name at the very end of a line is the same as elsewhere`() {
    let line = Array("host".utf8)
    var recent = RecentName()
    recent.remember(line.span, ByteRange(0, 4), context: 0)
    let longer = Array("a host and more behind it".utf8)
    let inside = recent.matches(longer.span, ByteRange(2, 6), context: 0)
    let beyond = recent.matches(longer.span, ByteRange(2, 7), context: 0)
    #expect(inside && !beyond)
  }
}
