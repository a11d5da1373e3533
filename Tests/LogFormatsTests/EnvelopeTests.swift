import Bytes
import LogFormats
import Model
import Testing

@Suite struct EnvelopeTests {
  private static let message = "connect from a.example[192.0.2.1]"

  private func check(
    _ line: String, _ shape: Envelope.Shape, time: String, offset: Int16? = nil, hasYear: Bool = true,
    host: String = "mx1", program: String = "postfix/smtpd", pid: Int32 = 123,
    message: String = EnvelopeTests.message, at location: SourceLocation = #_sourceLocation
  ) {
    let envelope = Reading.envelope(line)
    var shown = ByteBuffer()
    if !envelope.stamp.isNone {
      shown.append(rfc3339: Timestamp(microseconds: envelope.stamp.civilMicroseconds))
    }
    let stamp = shown.string
    #expect(envelope.shape == shape, sourceLocation: location)
    #expect(stamp == time, sourceLocation: location)
    #expect(envelope.stamp.offsetMinutes == offset ?? .min, sourceLocation: location)
    if !envelope.stamp.isNone { #expect(envelope.stamp.hasYear == hasYear, sourceLocation: location) }
    #expect(Reading.text(line, envelope.host) == host, sourceLocation: location)
    #expect(Reading.text(line, envelope.program) == program, sourceLocation: location)
    #expect(envelope.pid == pid, sourceLocation: location)
    #expect(Reading.text(line, envelope.message) == message, sourceLocation: location)
  }

  /// The microseconds of `2024-02-29T19:09:59`, read by the book; nil where it is none.
  private static func microseconds(_ stamp: [UInt8]) -> Int64? {
    for (place, separator) in [(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")]
    where !separator.utf8.contains(stamp[place]) {
      return nil
    }
    let numbers = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19].map { places in
      places.allSatisfy { stamp[$0].isDigit }
        ? places.reduce(0) { $0 * 10 + Int(stamp[$1] - 48) } : -1
    }
    guard !numbers.contains(-1), numbers[0] >= 1970 else { return nil }
    let civil = CivilTime(
      year: Int32(numbers[0]), month: UInt8(numbers[1]), day: UInt8(numbers[2]), hour: UInt8(numbers[3]),
      minute: UInt8(numbers[4]), second: UInt8(numbers[5]))
    return civil.isValid ? civil.asUTC.microseconds : nil
  }

  @Test func `an ISO stamp is read where its parts are digits in their bounds, and nowhere else`() {
    let stamp = Array("2024-02-29T19:09:59".utf8)
    let tails = [" mx1 postfix/smtpd[123]: text", ".5 mx1 postfix/smtpd[123]: text", "+01:00 mx1 x: text"]
    for place in stamp.indices {
      for byte in UInt8.min...UInt8.max {
        var changed = stamp
        changed[place] = byte
        for tail in tails {
          var envelope = Envelope()
          let line = changed + Array(tail.utf8)
          Envelope.parse(line.span, into: &envelope)
          let wanted = EnvelopeTests.microseconds(changed).map { $0 + (tail.hasPrefix(".5") ? 500_000 : 0) }
          let read = envelope.stamp.isNone ? nil : envelope.stamp.civilMicroseconds
          #expect(read == wanted, "\(place) \(byte) \(tail)")
        }
      }
    }
  }

  @Test func `BSD stamps are read with every spelling of the day`() {
    for day in [" 6", "06", "6"] {
      check(
        "Apr \(day) 13:05:01 mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164, time: "2000-04-06T13:05:01Z",
        hasYear: false)
    }
    check(
      "Feb 29 23:59:60 mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164, time: "2000-03-01T00:00:00Z",
      hasYear: false)
    check(
      "Dec 31 23:59:59.125 mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164,
      time: "2000-12-31T23:59:59.125000Z", hasYear: false)
    check(
      "Apr  6 2024 13:05:01 mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164, time: "2024-04-06T13:05:01Z")
    check(
      "Apr  6 13:05:01 2024 mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164, time: "2024-04-06T13:05:01Z")
  }

  @Test func `every month of BSD stamps gives its own date`() {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    for (index, month) in months.enumerated() {
      let envelope = Reading.envelope("\(month) 28 00:00:00 h p[1]: x")
      let expected = CivilTime(year: 2000, month: UInt8(index + 1), day: 28).asUTC.microseconds
      #expect(envelope.stamp.civilMicroseconds == expected)
    }
  }

  @Test func `days that do not exist are no stamps`() {
    for line in [
      "Feb 30 00:00:00 h p[1]: x", "Apr 31 00:00:00 h p[1]: x", "Apr  0 00:00:00 h p[1]: x",
      "Apr  6 24:00:00 h p[1]: x", "2023-02-29T00:00:00Z h p[1]: x", "2024-13-01T00:00:00Z h p[1]: x",
    ] {
      #expect(Reading.envelope(line).shape == .none, "\(line)")
    }
  }

  @Test func `a line without a host keeps its tag`() {
    check(
      "Apr  6 13:05:01 postfix/smtpd[123]: \(Self.message)", .rfc3164, time: "2000-04-06T13:05:01Z",
      hasYear: false, host: "")
    check(
      "Apr  6 13:05:01 imapd: LOGIN FAILED, user=x", .rfc3164, time: "2000-04-06T13:05:01Z", hasYear: false,
      host: "", program: "imapd", pid: -1, message: "LOGIN FAILED, user=x")
    check(
      "Dec 18 16:15:27 [postfix/smtpd] \(Self.message)", .rfc3164, time: "2000-12-18T16:15:27Z",
      hasYear: false, host: "", pid: -1)
  }

  @Test func `hosts may be addresses and tags may lack a pid`() {
    check(
      "Apr  6 13:05:01 2001:db8::1 postfix/smtpd[123]: \(Self.message)", .rfc3164,
      time: "2000-04-06T13:05:01Z", hasYear: false, host: "2001:db8::1")
    check(
      "Apr  6 13:05:01 mx1 dovecot: imap-login: x", .rfc3164, time: "2000-04-06T13:05:01Z", hasYear: false,
      program: "dovecot", pid: -1, message: "imap-login: x")
    check(
      "Apr  6 13:05:01 mx1 mail:info postfix/smtpd[123]: \(Self.message)", .rfc3164,
      time: "2000-04-06T13:05:01Z", hasYear: false)
    check(
      "Apr  6 13:05:01 <mail.info> mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164,
      time: "2000-04-06T13:05:01Z", hasYear: false)
    check(
      "Apr  6 13:05:01 mx1 postfix/smtpd[123]: [ID 197553 mail.info] \(Self.message)", .rfc3164,
      time: "2000-04-06T13:05:01Z", hasYear: false)
  }

  @Test func `ISO stamps are read with T or blank, fraction and zone`() {
    let rest = "mx1 postfix/smtpd[123]: \(Self.message)"
    check(
      "2024-12-31T19:09:59.709759+01:00 \(rest)", .iso8601, time: "2024-12-31T19:09:59.709759Z", offset: 60)
    check("2024-12-31T19:09:59+0200 \(rest)", .iso8601, time: "2024-12-31T19:09:59Z", offset: 120)
    check("2024-12-31T19:09:59-0330 \(rest)", .iso8601, time: "2024-12-31T19:09:59Z", offset: -210)
    check("2024-12-31T19:09:59Z \(rest)", .iso8601, time: "2024-12-31T19:09:59Z", offset: 0)
    check("2024-12-31T19:09:59.123456789Z \(rest)", .iso8601, time: "2024-12-31T19:09:59.123456Z", offset: 0)
    check("2024-12-31 19:09:59 \(rest)", .iso8601, time: "2024-12-31T19:09:59Z")
    check("2024-12-31 19:09:59,5 +0100 \(rest)", .iso8601, time: "2024-12-31T19:09:59.500000Z", offset: 60)
    check("2024-12-31T19:09:59 \(rest)", .iso8601, time: "2024-12-31T19:09:59Z")
    check("Tue 2024-12-31 19:09:59 CET \(rest)", .iso8601, time: "2024-12-31T19:09:59Z")
    check("Tue 2024-12-31 19:09:59 UTC \(rest)", .iso8601, time: "2024-12-31T19:09:59Z", offset: 0)
    check("1735671599.123456 \(rest)", .iso8601, time: "2024-12-31T18:59:59.123456Z", offset: 0)
  }

  @Test func `RFC 5424 lines lose priority, structured data and byte order mark`() {
    let head = "<22>1 2024-12-30T18:59:59.5+00:00 mx1 postfix/smtpd 123 - "
    let time = "2024-12-30T18:59:59.500000Z"
    check("\(head)-  \(Self.message)", .rfc5424, time: time, offset: 0)
    check("\(head)[a@1 k=\"v]\\\"\"][b@2] \u{FEFF}\(Self.message)", .rfc5424, time: time, offset: 0)
    check("<22>1 - - postfix/smtpd - - - \(Self.message)", .rfc5424, time: "", host: "", pid: -1)
    check(
      "<22>1 \(Self.message)", .none, time: "", host: "", program: "", pid: -1, message: "1 \(Self.message)")
  }

  @Test func `a priority before a BSD stamp is skipped`() {
    for head in ["<22>", "<13> "] {
      check(
        "\(head)Apr  6 13:05:01 mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164,
        time: "2000-04-06T13:05:01Z", hasYear: false)
    }
  }

  @Test func `a server's own stamp stays native`() {
    check(
      "2024-12-31 19:09:59 1tSbQO-000000001Ab-2c3D Completed", .native, time: "2024-12-31T19:09:59Z",
      host: "",
      program: "", pid: -1, message: "1tSbQO-000000001Ab-2c3D Completed")
    check(
      "2024-12-31 19:09:59 [77] H=(x) [192.0.2.1]: refused", .native, time: "2024-12-31T19:09:59Z", host: "",
      program: "", pid: -1, message: "[77] H=(x) [192.0.2.1]: refused")
    check(
      "@400000004bdf95342c638c5c dovecot: x", .native, time: "2010-05-04T03:31:54.744721Z", offset: 0,
      host: "",
      program: "dovecot", pid: -1, message: "x")
  }

  @Test func `a month name of another language is read or leaves the time open`() {
    check(
      "Mär 08 13:05:01 mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164, time: "2000-03-08T13:05:01Z",
      hasYear: false)
    check(
      "févr. 8 13:05:01 mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164, time: "2000-02-08T13:05:01Z",
      hasYear: false)
    check(
      "Foo 08 13:05:01 mx1 postfix/smtpd[123]: \(Self.message)", .rfc3164, time: "", hasYear: false)
  }

  @Test func `text without a header is its own message`() {
    check("hello world", .none, time: "", host: "", program: "", pid: -1, message: "hello world")
    check("", .none, time: "", host: "", program: "", pid: -1, message: "")
    check("postfix/smtpd[123]: \(Self.message)", .none, time: "", host: "")
    check("mx1 postfix/smtpd[123]: \(Self.message)", .none, time: "")
    check("  postfix/smtpd[123]: \(Self.message)", .none, time: "", host: "")
  }

  @Test func `a carriage return and a byte order mark are no part of a line`() {
    check(
      "\u{FEFF}Apr  6 13:05:01 mx1 postfix/smtpd[123]: \(Self.message)\r", .rfc3164,
      time: "2000-04-06T13:05:01Z", hasYear: false)
  }

  @Test func `folded lines tell how often they stand`() {
    func repeats(_ line: String) -> UInt32? {
      let bytes = Array(line.utf8)
      return RepeatedLine.repeats(bytes.span, Reading.envelope(line))
    }
    #expect(repeats("Apr  6 13:05:01 mx1 last message repeated 4 times") == 4)
    #expect(repeats("Apr  6 13:05:01 last message repeated 1 time") == 1)
    #expect(repeats("Apr  6 13:05:01 mx1 syslogd: last message repeated 12 times") == 12)
    #expect(repeats("2024-04-06T13:05:01+02:00 mx1 last message repeated 7 times") == 7)
    #expect(repeats("Apr  6 13:05:01 mx1 last message repeated 0 times") == nil)
    #expect(repeats("Apr  6 13:05:01 mx1 x[1]: was: last message repeated 4 times") == nil)
    let nested = Reading.values(
      "Apr  6 13:05:01 mx1 postfix/smtpd[1]: message repeated 5 times: [ connect from a.example[192.0.2.1]]")
    #expect(nested["event.count"] == "5")
    #expect(nested["source.ip"] == "192.0.2.1")
  }
}
