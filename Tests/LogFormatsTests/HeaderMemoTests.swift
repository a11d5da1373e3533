import Bytes
import LogFormats
import Model
import Support
import Testing

/// The memo of lines before must never show: read with one or without, a line says the same.
struct HeaderMemoTests {
  /// What a reading gives, down to the envelope's ranges.
  private static func said(_ line: [UInt8], _ envelope: Envelope, _ event: LogEvent) -> [String] {
    var said = EventDescription.fields(of: event, line.span).map { "\($0.0)=\($0.1)" }
    said.append("\(envelope.shape) \(envelope.stamp) \(envelope.pid)")
    said.append("\(envelope.host) \(envelope.program) \(envelope.message)")
    return said
  }

  private static let headers = [
    "Jan  1 00:00:", "Jan  1 00:01:", "Dec 31 23:59:", "Feb 30 00:00:", "Jan 11 00:00:", "jan  1 00:00:",
    "Jan  1 00 00:", "<22>Jan  1 00:00:", "2024-01-01T00:00:", "Mon Jan  1 00:00:", "Jan  1 2024 00:00:",
  ]
  private static let seconds = ["00 ", "01 ", "59 ", "60 ", "61 ", "6 ", "0x ", "00.5 ", "00: ", "00  "]
  private static let hosts = [
    "mx1", "mx2", "a", "fifteen-letters", "sixteen-letters-", "10.0.0.1", "1999", "-", "mx1:", "<mail.info>",
    "host with", "h\u{E9}",
  ]
  private static let tags = [
    "postfix/smtpd[1012]: ", "postfix/smtp[1012]: ", "postfix/qmgr[1]: ", "postfix/submission/smtpd[7]: ",
    "dovecot: ", "spamd:  ", "postfix/cleanup[123456789]: ", "postfix/cleanup[12345678]: ", "imap[3]: ",
    "sshd[44]:", "dovecot:", "dovecot[7]: ",
    "spamd: [ID 197553 mail.info] ", "dovecot :  ", "spamd:x ",
    "postfix/smtpd[12x]: ", "postfix/smtpd[]: ", "postfix/smtpd[1012]  ", "amavis[1]: [ID 197553 mail.info] ",
    "[1]: ", "a\u{0}b[2]: ", "",
  ]
  private static let messages = [
    "4T3GM4004Hz3P61: client=unknown[198.51.100.20]", "connect from mx0.partner.example[198.51.100.2]",
    "4T3GM4004Hz3P61: removed", "message repeated 3 times: [ connect from unknown[198.51.100.1]]", "x", "",
    "last message repeated 2 times",
    "NOQUEUE: reject: RCPT from unknown[198.51.100.9]: 554 5.7.1 <a@b.example>: Relay access denied; "
      + "from=<c@d.example> to=<a@b.example> proto=ESMTP helo=<e>",
  ]

  @Test func `lines in any order say with a memo what they say without`() {
    var random = SeededNumbers(state: 7)
    var memo = HeaderMemo()
    for round in 0..<60_000 {
      // Mostly two hosts and a few programs, as in a log, so that the memo is used; the rest is anything.
      let isPlain = random.next() % 4 != 0
      func pick(_ choices: [String], _ plain: Int) -> String {
        choices[Int(random.next() % UInt64(isPlain ? plain : choices.count))]
      }
      var line = Array(
        (pick(Self.headers, 2) + pick(Self.seconds, 4) + pick(Self.hosts, 2) + " " + pick(Self.tags, 6)
          + pick(Self.messages, 3)).utf8)
      if random.next() % 8 == 0, !line.isEmpty {
        line[Int(random.next() % UInt64(line.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.next() % 16 == 0 { line.removeLast(Int(random.next() % UInt64(line.count + 1))) }
      if random.next() % 16 == 0 { line.append(13) }
      var envelope = Envelope()
      var event = LogEvent()
      FormatRegistry.parse(line.span, &memo, &envelope, into: &event)
      let remembered = Self.said(line, envelope, event)
      envelope = Envelope()
      event = LogEvent()
      FormatRegistry.parse(line.span, Dialect(), &envelope, into: &event)
      let read = Self.said(line, envelope, event)
      #expect(remembered == read, "round \(round): \(line.span.string)")
      if remembered != read { return }
    }
  }

  @Test func `more programs than have a place say what they say without a memo`() {
    var random = SeededNumbers(state: 11)
    let programs = (0..<60).map { "postfix-\($0 % 9)/p\($0)" }
    var memo = HeaderMemo()
    for _ in 0..<20_000 {
      let program = programs[Int(random.next() % UInt64(random.next() % 2 == 0 ? 5 : programs.count))]
      let line = Array(
        "Jan  1 00:00:\(random.next() % 50 + 10) mx1 \(program)[12]: 4T3GM4004Hz3P61: removed".utf8)
      var envelope = Envelope()
      var event = LogEvent()
      FormatRegistry.parse(line.span, &memo, &envelope, into: &event)
      let remembered = Self.said(line, envelope, event)
      FormatRegistry.parse(line.span, Dialect(), &envelope, into: &event)
      #expect(remembered == Self.said(line, envelope, event), "\(program)")
    }
  }
}
