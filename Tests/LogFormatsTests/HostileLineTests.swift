import Bytes
import LogFormats
import Model
import Testing

/// Lines that fuzzing found; each once stopped the program.
struct HostileLineTests {
  @Test(arguments: [
    "Dec 31 20:52:05 mx postfix/anvil[550]: 26A1C0D33F:",
    "Dec 31 20:52:05 mx postfix/qmgr[550]: 26A1C0D33F: ",
    "Dec 31 20:52:05 mx postfix/smtp[550]: 4YM9Cw32DMzB6f9:",
    "Dec 31 20:52:05 mx postfix/master[1]: NOQUEUE:",
  ])
  func `a line that is cut behind its queue id is read as far as it goes`(text: String) {
    for end in 0...text.utf8.count {
      let line = Array(text.utf8.prefix(end))
      var envelope = Envelope()
      Envelope.parse(line.span, into: &envelope)
      var event = LogEvent()
      FormatRegistry.parse(line.span, envelope, into: &event)
      #expect(event[.localID].isNone || event[.localID].upper <= end)
    }
  }
}
