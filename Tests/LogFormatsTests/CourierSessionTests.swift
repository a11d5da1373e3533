import Bytes
import LogFormats
import Model
import Testing

@Suite struct CourierSessionTests {
  private let login =
    "Dec 30 09:00:00 imap imapd: LOGIN, user=anna, ip=[::ffff:203.0.113.9], port=[4711], protocol=IMAP"

  /// What the lines behind the login say of its encryption.
  private func certainty(_ following: [String]) -> LogEvent.Certainty {
    let line = Array(login.utf8)
    let rest = Array((following.joined(separator: "\n") + "\n").utf8)
    var envelope = Envelope()
    var event = LogEvent()
    FormatRegistry.parse(line.span, Dialect(), &envelope, into: &event)
    let isOpen = FormatRegistry.looksAhead(event)
    #expect(isOpen)
    FormatRegistry.lookAhead(line.span, rest.span, Dialect(), into: &event)
    return event.tlsEstablished
  }

  private func end(_ user: String, port: Int, _ tail: String) -> String {
    "Dec 30 09:00:01 imap imapd: LOGOUT, user=\(user), ip=[::ffff:203.0.113.9], port=[\(port)], headers=0, body=0, rcvd=49, sent=354, time=1\(tail)"
  }

  @Test func `a login is encrypted where the end of its session says so`() {
    #expect(certainty([end("anna", port: 4711, ", starttls=1")]) == .yes)
    #expect(certainty([end("anna", port: 4711, "")]) == .no)
    #expect(certainty([end("bruno", port: 4712, ", starttls=1"), end("anna", port: 4711, "")]) == .no)
  }

  @Test func `another session's end says nothing`() {
    #expect(certainty([]) == .unknown)
    #expect(certainty([end("anna", port: 4712, ", starttls=1")]) == .unknown)
    #expect(certainty([end("bruno", port: 4711, ", starttls=1")]) == .unknown)
    let again = "Dec 30 09:00:01 imap imapd: Connection, ip=[::ffff:203.0.113.9], port=[4711]"
    #expect(certainty([again, end("anna", port: 4711, ", starttls=1")]) == .unknown)
  }

  @Test func `a name that imitates an end says nothing`() {
    let forged =
      "Dec 30 09:00:01 imap imapd: LOGIN FAILED, user=x: LOGOUT, user=anna, ip=[::ffff:203.0.113.9], port=[4711], rcvd=1, time=0, starttls=1, ip=[::ffff:198.51.100.7], port=[4711]"
    #expect(certainty([forged]) == .unknown)
  }

  @Test func `a Cyrus session's id tells when it began, in both orders of its parts`() {
    for (id, seconds) in [
      ("cyrus-1735549499-65-1-3381119989267764974", 1_735_549_499),
      ("slot-i30-4101108-1450760746-1-6931901653674999381", 1_450_760_746),
    ] {
      let bytes = Array(id.utf8)
      #expect(IDClock.cyrusSession(bytes.span, ByteRange(0, bytes.count))?.seconds == Int64(seconds))
    }
    for id in ["cyrus-12-65-1", "", "1735549499-1735549500-65-1-33", "x-0000000001-65-1-338111"] {
      let bytes = Array(id.utf8)
      #expect(IDClock.cyrusSession(bytes.span, ByteRange(0, bytes.count)) == nil)
    }
  }
}
