import Bytes
import LogFormats
import Model
import Testing

/// Lines that fuzzing found; each once stopped the program.
struct FuzzedLineTests {
  @Test(arguments: [
    "Dec 31 20:52:05 mx postfix/anvil[550]: 26A1C0D33F:",
    "Dec 31 20:52:05 mx postfix/qmgr[550]: 26A1C0D33F: ",
    "Dec 31 20:52:05 mx postfix/smtp[550]: 4YM9Cw32DMzB6f9:",
    "Dec 31 20:52:05 mx postfix/master[1]: NOQUEUE:",
    "Dec 31 20:52:05 mx postfix/anvil[550]: statistics: ",
  ])
  func `a line that is cut is read as far as it goes, with no range beyond it`(text: String) {
    for end in 0...text.utf8.count {
      let line = Array(text.utf8.prefix(end))
      var envelope = Envelope()
      var event = LogEvent()
      FormatRegistry.parse(line.span, Dialect(), &envelope, into: &event)
      for field in LogEvent.Field.allCases {
        #expect(event[field].isNone || event[field].upper <= end)
      }
    }
  }

  @Test(arguments: ["cafe", "café"])
  func `whether a name's escape is decoded does not depend on letters above ASCII behind it`(word: String) {
    let line = Array("Dec 31 20:52:05 mx#012a postfix/smtpd[1]: warning: \(word)".utf8)
    var envelope = Envelope()
    var event = LogEvent()
    FormatRegistry.parse(line.span, Dialect(), &envelope, into: &event)
    #expect(event.has(.hostName))
    #expect(event.encodedFields == 0)
  }

  @Test func `a line feed inside a container's line with a stamp of its own becomes a blank`() {
    let entry = Array(#"{"log":"2025-12-31 18:09:59 a\nb\n","time":"2025-12-31T18:09:59.7Z"}"#.utf8)
    var line = ByteBuffer()
    let isDecoded = UnwrappedLine.decode(entry.span, as: .dockerJSON, into: &line)
    #expect(isDecoded)
    #expect(!line.string.contains("\n"))
  }
}
