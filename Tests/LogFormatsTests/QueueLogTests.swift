import Bytes
import Foundation
import LogFormats
import Model
import Testing

/// OpenSMTPD, qmail and Courier's mail server.
@Suite struct QueueLogTests {
  /// Each line of a file with what it says, read with the dialect of the file's head; and how many are unrecognized.
  private func read(_ path: String) throws -> (lines: [[String: String]], unrecognized: [String]) {
    let bytes = [UInt8](try Data(contentsOf: CorpusTests.shared.appending(path: path)))
    let dialect = Dialect.detect(bytes.span)
    var lines: [[String: String]] = []
    var unrecognized: [String] = []
    for line in bytes.split(separator: 10) {
      let line = Array(line)
      var envelope = Envelope()
      var event = LogEvent()
      FormatRegistry.parse(line.span, dialect, &envelope, into: &event)
      if event.action == .unrecognized { unrecognized.append(String(decoding: line, as: UTF8.self)) }
      lines.append(
        Dictionary(
          EventDescription.fields(of: event, line.span), uniquingKeysWith: { first, _ in first }))
    }
    return (lines, unrecognized)
  }

  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"))
  func `no line of OpenSMTPD, qmail and Courier is unrecognized`() throws {
    let paths = [
      "corpora/logs/opensmtpd/blogs-attacks.log", "corpora/logs/opensmtpd/ossec-opensmtpd.log",
      "corpora/logs/opensmtpd/poolp-brief-logging-2019.log", "corpora/logs/opensmtpd/wazuh-opensmtpd.log",
      "corpora/logs/qmail/indimail-2020-multiqueue.log", "corpora/logs/qmail/syslog-splogger-2010.log",
      "corpora/logs/qmail/tcpserver-smtpd-indimail.log",
      "corpora/logs/courier/mauriciourb-courier-imap-1.log",
      "corpora/logs/courier/ubuntuforums-courier-mta-2010.log", "lab/seed1/logs/epsilon/mail.log",
      "lab/seed1/logs/epsilon/mail.log.1", "lab/quiet/logs/epsilon/mail.log",
      "lab/quiet/logs/epsilon/mail.log.1",
    ]
    for path in paths {
      let found = try read(path)
      #expect(!found.lines.isEmpty)
      #expect(found.unrecognized.isEmpty, "\(path): \(found.unrecognized.joined(separator: "\n"))")
    }
  }

  /// The rules of OSSEC and Wazuh say which event a line is.
  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"), arguments: ["ossec", "wazuh"])
  func `OpenSMTPD's lines are the events that a peer's rules take them for`(peer: String) throws {
    let actions = [
      "Message failed.": ["reject"], "New session created.": ["connect"],
      "Message accepted.": ["message-received"], "Session closed.": ["disconnect"],
      "OpenSMTPD: no SSL": ["connection-lost"], "OpenSMTPd: no SSL": ["connection-lost"],
      "OpenSMTPd grouping.": ["connection-lost", "tls-established"],
    ]
    let path = "corpora/logs/opensmtpd/\(peer)-opensmtpd"
    let lines = try read("\(path).log").lines
    let expected = try Data(contentsOf: CorpusTests.shared.appending(path: "\(path).expected.jsonl"))
    var compared = 0
    for row in expected.split(separator: 10) {
      let record = try JSONSerialization.jsonObject(with: Data(row)) as? [String: Any]
      let number = try #require(record?["line"] as? Int)
      let rule = try #require(record?["rule_description"] as? String)
      let allowed = try #require(actions[rule], "\(rule)")
      let action = try #require(lines[number - 1]["event.action"])
      #expect(allowed.contains(action), "\(path) \(number): \(action) is not \(rule)")
      compared += 1
    }
    #expect(compared == 7)
  }

  @Test func `no field has a password that a refused command held`() {
    let secrets = ["AGFubmEAc2VjcmV0", "c2VjcmV0", "YW5uYQ=="]
    let header = "Apr  6 13:05:01 mx1 "
    for secret in secrets {
      let lines = [
        "smtpd[1]: c1a89cb774083905 smtp failed-command command=\"AUTH PLAIN \(secret)\" result=\"535 Authentication failed\"",
        "smtpd[1]: c1a89cb774083905 smtp failed-command command=\"AUTH PLAIN \(secret)\" result=\"503 5.5.1 Invalid command: Command not supported\"",
        "smtpd[1]: c1a89cb774083905 smtp failed-command command=\"\(secret)\" result=\"535 Authentication failed\"",
        "smtpd[1]: c1a89cb774083905 smtp failed-command command=\"\(secret)\" result=\"500 5.5.1 Invalid command: Command unrecognized\"",
        "smtpd[1]: smtp-in: Failed command on session c1a89cb774083905: \"AUTH PLAIN \(secret)\" => 535 Authentication failed",
        "courieresmtpd: error,relay=::ffff:203.0.113.9,msg=\"535 Authentication failed.\",cmd: AUTH PLAIN \(secret)",
        "courieresmtpd: error,relay=::ffff:203.0.113.9,msg=\"535 Authentication failed.\",cmd: AUTH \(secret)",
        "courieresmtpd: error,relay=::ffff:203.0.113.9,msg=\"535 Authentication failed.\",cmd: \(secret)",
        "courieresmtpd: error,relay=::ffff:203.0.113.9,msg=\"502 ESMTP command error\",cmd: \(secret)",
      ]
      for line in lines {
        for (name, value) in Reading.fields(header + line) {
          #expect(!value.contains(secret), "\(name) of \(line)")
        }
      }
    }
  }

  @Test func `a Courier id and splogger's seconds tell their time`() {
    func courier(_ id: String) -> Timestamp? {
      let bytes = Array(id.utf8)
      return IDClock.courier(bytes.span, ByteRange(0, bytes.count))
    }
    // date -u -d @$((16#4D026173)): 2010-12-10 17:20:51
    #expect(courier("0038C081.4D026173.000051A4") == Timestamp(seconds: 1_292_001_651))
    #expect(courier("00000000001A2B3C.0000000066A1B2C3.00001F40") == Timestamp(seconds: 1_721_873_091))
    #expect(courier("0038c081.4d026173.000051a4") == nil)
    #expect(courier("0038C081.4D0261.000051A4") == nil)
    #expect(courier("0038C081.FFFFFFFF.000051A4") == nil)
    #expect(courier("0038C081.4D026173") == nil)
    let bytes = Array("1276913544.622077".utf8)
    #expect(
      IDClock.splogger(bytes.span, ByteRange(0, 17)) == Timestamp(microseconds: 1_276_913_544_622_077))
  }

  @Test func `lines without a year get it from Courier's ids and from splogger`() {
    let courier = """
      Dec 10 12:20:52 mx courierd: newmsg,id=0038C081.4D026173.000051A4: dns; client (mx.example.net [203.0.113.9])
      Dec 10 12:20:52 mx courierd: started,id=0038C081.4D026173.000051A4,from=<a@example.com>,module=local,host=b,addr=<b>

      """
    let splogger = """
      Jun 19 02:12:24 mx qmail: 1276913544.622077 new msg 78833
      Jun 19 02:12:24 mx qmail: 1276913544.684911 end msg 78833

      """
    for (text, utc) in [(courier, Int64(1_292_001_651)), (splogger, 1_276_913_544)] {
      let bytes = Array(text.utf8)
      let probe = ProbeScanner.scan(bytes.span, isWhole: true, group: "mx", path: "mail.log")
      #expect(probe.anchors.count >= 1)
      #expect(probe.anchors.allSatisfy { $0.utc.seconds == utc })
    }
  }
}
