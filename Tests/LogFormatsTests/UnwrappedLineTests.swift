import Bytes
import LogFormats
import Model
import Testing

@Suite struct UnwrappedLineTests {
  private func decode(_ entry: String, _ wrapping: Wrapping) -> String? {
    let bytes = Array(entry.utf8)
    var scratch = ByteBuffer()
    return UnwrappedLine.decode(bytes.span, as: wrapping, into: &scratch) ? scratch.string : nil
  }

  private func detect(_ head: String) -> Wrapping {
    let bytes = Array(head.utf8)
    return Wrapping.detect(bytes.span)
  }

  private static let docker =
    #"{"log":"Dec 31 19:09:59 mx1 postfix/smtpd[9]: connect from a.example[192.0.2.1]\n","stream":"stdout","time":"2024-12-31T18:09:59.709759123Z"}"#
  private static let journal =
    #"{"__CURSOR":"s=1","__REALTIME_TIMESTAMP":"1735668599709759","_HOSTNAME":"mx1","SYSLOG_IDENTIFIER":"postfix/smtpd","_PID":"9","MESSAGE":"warning: \"x\" \u00e4\ud83d\ude00","A":[1,{"b":"c"}]}"#

  @Test func `the wrapping is found in the first line`() {
    #expect(detect(Self.docker) == .dockerJSON)
    #expect(detect(Self.journal) == .journalJSON)
    #expect(detect("__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\n") == .journalExport)
    #expect(detect("2024-12-31T18:09:59.709759123Z stdout F text\n") == .cri)
    #expect(detect("2024-12-31T18:09:59.709759+00:00 mx1 postfix/smtpd[9]: x\n") == .none)
    #expect(detect("") == .none)
    let export = Array("__CURSOR=s=1\n".utf8)
    #expect(Framing.detect(export.span) == .journalExport)
    let lines = Array("Apr  6 13:05:01 mx1 x: y\n".utf8)
    #expect(Framing.detect(lines.span) == .lines)
  }

  @Test func `a container's line takes the runtime's time`() {
    let expected = "2024-12-31T18:09:59.709759123Z mx1 postfix/smtpd[9]: connect from a.example[192.0.2.1]"
    #expect(decode(Self.docker, .dockerJSON) == expected)
    let cri =
      "2024-12-31T18:09:59.709759123Z stdout F Dec 31 19:09:59 mx1 postfix/smtpd[9]: connect from a.example[192.0.2.1]"
    #expect(decode(cri, .cri) == expected)
    let bare = "2024-12-31T18:09:59.709759123Z stderr F postfix/smtpd[9]: x"
    #expect(decode(bare, .cri) == "2024-12-31T18:09:59.709759123Z - postfix/smtpd[9]: x")
    let envelope = Reading.envelope("2024-12-31T18:09:59.709759123Z - postfix/smtpd[9]: x")
    #expect(envelope.host.isNone)
    #expect(envelope.pid == 9)
  }

  @Test func `a container's text without a tag has no program`() {
    let line = decode("2024-12-31T18:09:59.7Z stdout F some words here", .cri)
    // The stamp is too short for the runtime's form only when it lacks its fraction.
    #expect(line == "2024-12-31T18:09:59.7Z - -: some words here")
    let envelope = Reading.envelope(line ?? "")
    #expect(envelope.program.isNone)
    #expect(envelope.host.isNone)
  }

  @Test func `a native stamp inside a container stays`() {
    let exim =
      #"{"log":"2024-12-31 19:09:59 1tSbQO-000000001Ab-2c3D Completed\n","time":"2024-12-31T18:09:59Z"}"#
    #expect(decode(exim, .dockerJSON) == "2024-12-31 19:09:59 1tSbQO-000000001Ab-2c3D Completed")
  }

  @Test func `journal JSON becomes a syslog line`() {
    #expect(
      decode(Self.journal, .journalJSON)
        == "2024-12-31T18:09:59.709759Z mx1 postfix/smtpd[9]: warning: \"x\" ä😀")
    let bytes =
      #"{"MESSAGE":[104,105,255],"__REALTIME_TIMESTAMP":"1735668599000000","_COMM":"dovecot"}"#
    let line = decode(bytes, .journalJSON)
    #expect(line == "2024-12-31T18:09:59Z - dovecot: hi\u{FFFD}")
  }

  @Test func `a journal export entry becomes a syslog line`() {
    let text =
      "__REALTIME_TIMESTAMP=1735668599709759\n_HOSTNAME=mx1\nSYSLOG_IDENTIFIER=postfix/smtpd\nSYSLOG_PID=9\nMESSAGE=connect from a.example[192.0.2.1]\n"
    #expect(
      decode(text, .journalExport)
        == "2024-12-31T18:09:59.709759Z mx1 postfix/smtpd[9]: connect from a.example[192.0.2.1]")
    let binary = "__REALTIME_TIMESTAMP=1735668599709759\nMESSAGE\n\u{5}\0\0\0\0\0\0\0a\nb c\n_COMM=x\n"
    #expect(decode(binary, .journalExport) == "2024-12-31T18:09:59.709759Z - x: a b c")
  }

  @Test func `what is not wrapped that way is left alone`() {
    #expect(decode("plain text", .dockerJSON) == nil)
    #expect(decode("{\"log\":\"x", .dockerJSON) == nil)
    #expect(decode("{}", .journalJSON) == nil)
    #expect(decode("MESSAGE=x\n", .journalExport) == nil)
    #expect(decode("x", .cri) == nil)
  }

  @Test func `cut entries never crash`() {
    for (entry, wrapping) in [(Self.docker, Wrapping.dockerJSON), (Self.journal, .journalJSON)] {
      let bytes = Array(entry.utf8)
      var scratch = ByteBuffer()
      for end in 0...bytes.count {
        _ = UnwrappedLine.decode(bytes.span.extracting(0..<end), as: wrapping, into: &scratch)
        _ = UnwrappedLine.decode(bytes.span.extracting(0..<end), as: .journalExport, into: &scratch)
        _ = UnwrappedLine.decode(bytes.span.extracting(0..<end), as: .cri, into: &scratch)
      }
    }
  }
}
