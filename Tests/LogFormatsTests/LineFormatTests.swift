import Bytes
import Model
import Testing

@testable import LogFormats

@Suite struct LineFormatTests {
  private func read(_ text: String) throws -> LineFormatSet {
    let bytes = Array(text.utf8)
    return try LineFormatFile.read(bytes.span)
  }

  private func fault(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    do throws(LineFormatFile.Fault) {
      _ = try LineFormatFile.read(bytes.span)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func values(_ set: LineFormatSet, _ line: String) -> [String: String] {
    let bytes = Array(line.utf8)
    var dialect = Dialect()
    dialect.described = set.number
    var envelope = Envelope()
    var event = LogEvent()
    FormatRegistry.parse(bytes.span, dialect, &envelope, into: &event)
    for field in LogEvent.Field.allCases {
      let range = event[field]
      #expect(range.isNone || range.upper <= bytes.count)
    }
    return Dictionary(EventDescription.fields(of: event, bytes.span), uniquingKeysWith: { first, _ in first })
  }

  @Test func `a described line says what its pattern says, before what is built in`() throws {
    let set = try read(
      """
      format kiosk
      program kioskd postfix/smtpd
      line reject "{source.ip} port {source.port}: {smtp.reply.code} {smtp.reply.text} to=<{smtp.rcpt_to}>" class=relay-denied stage=rcpt
      line login "user \\"{user.name}\\" {{{_}}} from {source.ip}" outcome=failure protocol=imap tls=false
      line service "{message}"
      """)
    let reject = values(
      set, "Mar  1 10:00:00 h kioskd[1]: 203.0.113.9 port 25: 550 no relaying to=<x@y.example>")
    #expect(reject["event.action"] == "reject")
    #expect(reject["source.ip"] == "203.0.113.9")
    #expect(reject["smtp.reply.code"] == "550")
    #expect(reject["smtp.reject_class"] == "relay-denied")
    #expect(reject["smtp.rcpt_to"] == "x@y.example")
    let login = values(set, "Mar  1 10:00:00 h kioskd[1]: user \"a b\" {9} from 203.0.113.9")
    #expect(login["user.name"] == "a b")
    #expect(login["tls.established"] == "false")
    #expect(
      values(set, "Mar  1 10:00:00 h postfix/smtpd[1]: connect from a[192.0.2.1]")["event.action"]
        == "service")
    #expect(
      values(set, "Mar  1 10:00:00 h postfix/qmgr[1]: 9C6F8D123: removed")["event.action"]
        == "message-removed")
  }

  @Test
  func
    `without a program the lines without a tag are read, and a line that fits nothing is left to the others`()
    throws
  {
    let set = try read("format plain\nline connect \"hello {source.ip}\"\n")
    #expect(values(set, "2025-03-01 10:00:00 hello 192.0.2.1")["source.ip"] == "192.0.2.1")
    #expect(values(set, "hello 192.0.2.1")["event.action"] == "connect")
    // What is no address is none.
    #expect(values(set, "hello nobody")["source.ip"] == nil)
    #expect(values(set, "hello")["event.action"] == "unrecognized")
  }

  @Test(arguments: [
    ("line login \"x\"", "1:1:"), ("format a\nline log \"x\"", "2:6:"), ("format a\nline login x", "2:13:"),
    ("format a\nline login \"{user.nam}\"", "2:12:"),
    ("format a\nline login \"{user.name}{source.ip}\"", "2:12:"),
    ("format a\nline login \"a", "2:12:"), ("format a\nline login \"}\"", "2:12:"),
    ("format a\nline login \"{\"", "2:12:"),
    ("format a\nline login \"\"", "2:12:"), ("format a\nline login \"x\" tls=maybe", "2:16:"),
    ("format a\nline login \"x\" colour=red", "2:16:"), ("format a b", "1:10:"), ("format ../x", "1:8:"),
    ("format a", "1:1:"),
    ("whatever", "1:1:"),
  ])
  func `a fault is told with its place`(text: String, place: String) throws {
    let found = try #require(fault(text))
    #expect(found.hasPrefix(place), "\(found)")
  }

  @Test func `hostile descriptions end, and hostile lines take time in proportion to their length`() throws {
    #expect(fault(String(repeating: "x", count: LineFormatFile.sizeLimit + 1)) != nil)
    #expect(fault("\u{0}\u{1}\"\\") != nil)
    var state: UInt64 = 5
    for _ in 0..<2_000 {
      let bytes = (0..<60).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Array("format line login\"{}user.name_ \n#=\\".utf8)[Int(state >> 33) % 34]
      }
      _ = fault(String(decoding: Array("format a\nline login ".utf8) + bytes, as: UTF8.self))
    }
    let set = try read("format a\nprogram p\nline login \"{_}ab{_}ab{_}ab{_}ab{_}ab{user.name}x\"\n")
    let line = "Mar  1 10:00:00 h p[1]: " + String(repeating: "aab", count: 100_000)
    let took = ContinuousClock().measure { _ = values(set, line) }
    #expect(took < .seconds(5))
  }
}
