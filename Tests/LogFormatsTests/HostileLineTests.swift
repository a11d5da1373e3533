import Bytes
import LogFormats
import Model
import Testing

@Suite struct HostileLineTests {
  /// Reads a line and touches every field that it gives, so that a range outside of the line is met.
  private func read(_ line: Span<UInt8>, _ envelope: inout Envelope, _ event: inout LogEvent) -> Int {
    FormatRegistry.parse(line, Dialect(), &envelope, into: &event)
    var sum = 0
    for field in LogEvent.Field.allCases where event.has(field) {
      let range = event[field]
      precondition(range.upper <= line.count, "a field lies outside of its line")
      sum &+= range.count
    }
    return sum
  }

  @Test func `a bracket in a client's name does not move its address`() {
    var envelope = Envelope()
    var event = LogEvent()
    for name in ["?[31mevil?[0m", "a[b", "[198.51.100.9]x", "unknown"] {
      let line = Array(
        "Dec 30 09:00:00 mx1 postfix/smtpd[1]: connect from \(name)[192.0.2.1]".utf8)
      _ = read(line.span, &envelope, &event)
      let address = line.span.string(event[.sourceIP])
      #expect(address == "192.0.2.1", "\(name)")
    }
  }

  @Test func `every sample cut at every byte is read without harm`() {
    var envelope = Envelope()
    var event = LogEvent()
    for sample in SampleTests.cases.map(\.sample) {
      let bytes = Array(sample.line.utf8)
      for end in 0...bytes.count { _ = read(bytes.span.extracting(0..<end), &envelope, &event) }
      for start in 0...bytes.count {
        _ = read(bytes.span.extracting(start..<bytes.count), &envelope, &event)
      }
    }
  }

  @Test(arguments: [0, 0xFF, UInt8(ascii: "["), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), 32])
  func `every sample with any byte replaced is read without harm`(_ byte: UInt8) {
    var envelope = Envelope()
    var event = LogEvent()
    for sample in SampleTests.cases.map(\.sample) {
      var bytes = Array(sample.line.utf8)
      for index in bytes.indices {
        let kept = bytes[index]
        bytes[index] = byte
        _ = read(bytes.span, &envelope, &event)
        bytes[index] = kept
      }
    }
  }

  @Test func `lines of a megabyte take time in proportion to their length`() {
    var envelope = Envelope()
    var event = LogEvent()
    let fillers = [
      "<", ">", "[", "]", "; from=<", " from ", ": ", ")", ", relay=", "\"", "; from=<a> to=<b> proto=",
      " -> <a>,<b>",
      ", size=1, nrcpt=1 (queue active)>", "): ", "rip=1, ", "> ", "queued as ", "\\",
    ]
    let heads = [
      "postfix/smtpd[1]: NOQUEUE: reject: RCPT from a[192.0.2.1]: 550 5.1.1 ",
      "postfix/qmgr[1]: 9C6F8D123: from=<",
      "postfix/smtp[1]: 9C6F8D123: to=<", "postfix/cleanup[1]: 9C6F8D123: warning: header Subject: ",
      "postfix/cleanup[1]: 9C6F8D123: message-id=<", "dovecot: imap-login: Disconnected: ",
      "dovecot: lmtp(x)<1><abcdefghijk>: msgid=<", "dovecot: auth: passwd-file(",
      "postfix/smtpd[1]: warning: ",
      "amavis[1]: (1-1) Blocked BANNED (", "postgrey[1]: action=", "policyd-spf[1]: Pass; ",
      "spamd[1]: result: Y 1 - ",
      "clamav-milter[1]: Message ", "milter-greylist[1]: 9C6F8D123: addr ", "postfix/postscreen[1]: ", "",
      "opendmarc[1]: 9C6F8D123: ", "postfix/smtpd[1]: 9C6F8D123: client=",
      "postfix/smtp[1]: 9C6F8D123: to=<a@b>, relay=none, delay=1, status=sent (250 ",
    ]
    let clock = ContinuousClock()
    for head in heads {
      for filler in fillers {
        var bytes = Array("Apr  6 13:05:01 mx1 \(head)".utf8)
        while bytes.count < 60_000 { bytes.append(contentsOf: filler.utf8) }
        let took = clock.measure { _ = read(bytes.span, &envelope, &event) }
        // A quadratic search takes a minute; a debug build on a busy machine some hundredths of a second.
        #expect(took < .seconds(2), "\(head) … \(filler)")
      }
    }
    let mega = [UInt8](repeating: 65, count: 1 << 20)
    #expect(read(mega.span, &envelope, &event) == 0)
  }

  @Test func `random bytes behind every tag are read without harm`() {
    var state: UInt64 = 0x1234_5678
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let tags = [
      "postfix/smtpd[1]: ", "postfix/qmgr[2]: ", "dovecot: ", "amavis[3]: ", "postfix/cleanup[4]: ", "",
    ]
    let alphabet = Array("<>[](){}:;,.=\"' \\/-abcdefABCDEF0123456789\u{7f}\u{1}".utf8)
    var envelope = Envelope()
    var event = LogEvent()
    for round in 0..<20_000 {
      var bytes = Array("Apr  6 13:05:01 mx1 \(tags[round % tags.count])".utf8)
      for _ in 0..<Int(next() % 120) { bytes.append(alphabet[Int(next() % UInt64(alphabet.count))]) }
      _ = read(bytes.span, &envelope, &event)
    }
  }

  @Test func `a client's text does not pass for the server's`() {
    let forged = Reading.values(
      "Apr  6 13:05:01 mx1 postfix/smtp[1]: 9C6F8D123: to=<\"a>, relay=x[192.0.2.1]:25, status=sent (ok)\"@b.example>, relay=y[192.0.2.2]:25, delay=1, status=bounced (no)"
    )
    #expect(forged["smtp.status"] == "bounced")
    #expect(forged["destination.ip"] == "192.0.2.2")
    let login = Reading.values(
      "Apr  6 13:05:01 mx1 dovecot: imap-login: Aborted login (auth failed, 1 attempts): user=<a: user=<b>, rip=192.0.2.1, TLS>, method=PLAIN, rip=198.51.100.7, lip=192.0.2.25, session=<AAAAAAAAAAAA>"
    )
    #expect(login["source.ip"] == "198.51.100.7")
    #expect(login["tls.established"] == "false")
  }
}
