import Bytes
import LogFormats
import Model
import Testing

@Suite struct FormatRegistryTests {
  /// The event of one line, and the line's bytes.
  private func event(_ text: String) -> ([UInt8], LogEvent) {
    let bytes = Array(text.utf8)
    var envelope = Envelope()
    var event = LogEvent()
    FormatRegistry.parse(bytes.span, Dialect(), &envelope, into: &event)
    return (bytes, event)
  }

  @Test func `a Postfix line gives its host, program and client`() {
    let (bytes, event) = event("Apr  6 13:05:01 mx1 postfix/smtpd[123]: connect from a.example[192.0.2.1]")
    let host = bytes.span.string(event[.hostName])
    let name = bytes.span.string(event[.processName])
    let address = bytes.span.string(event[.sourceIP])
    #expect(host == "mx1")
    #expect(name == "postfix/smtpd")
    #expect(event.pid == 123)
    #expect(event.action == .connect)
    #expect(address == "192.0.2.1")
  }

  @Test func `a program of no mail system is another program`() {
    let (_, event) = event("Apr  6 13:05:01 mx1 CRON[123]: (root) CMD (true)")
    #expect(event.action == .otherProgram)
  }

  @Test func `a line without a header is unrecognized`() {
    let (_, event) = event("no header here")
    #expect(event.action == .unrecognized)
  }

  @Test func `control characters that rsyslog wrote as octal are marked, and a number is not`() {
    let (_, tab) = event(
      "Apr  6 13:05:01 mx1 postfix/cleanup[1]: 9C6F8D123: info: header Subject: a#011b from local; from=<x#012y@z>"
    )
    #expect(tab.isEncoded(.subject))
    #expect(tab.isEncoded(.mailFrom))
    #expect(!tab.isEncoded(.localID))
    let (_, number) = event(
      "Apr  6 13:05:01 mx1 postfix/qmgr[1]: 9C6F8D123: from=<issue#200@z>, size=1, nrcpt=1 (queue active)")
    #expect(!number.isEncoded(.mailFrom))
    let (_, backslash) = event(
      #"Apr  6 13:05:01 mx1 postfix/qmgr[1]: 9C6F8D123: from=<a\033b@z>, size=1, nrcpt=1 (queue active)"#)
    #expect(backslash.isEncoded(.mailFrom))
  }
}
