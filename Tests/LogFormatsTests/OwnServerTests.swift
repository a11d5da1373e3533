import Bytes
import Foundation
import LogFormats
import Model
import Testing

/// Servers with logs of their own: Domino, Haraka, hMailServer, MailEnable, MDaemon, Kerio, Oracle's, Zimbra.
@Suite struct OwnServerTests {
  private func events(_ bytes: [UInt8]) -> [(line: [UInt8], envelope: Envelope, event: LogEvent)] {
    let dialect = Dialect.detect(bytes.span)
    var envelope = Envelope()
    var event = LogEvent()
    return bytes.split(separator: 10).map { line in
      let line = Array(line)
      FormatRegistry.parse(line.span, dialect, &envelope, into: &event)
      return (line, envelope, event)
    }
  }

  private func corpus(_ path: String) throws -> [(line: [UInt8], envelope: Envelope, event: LogEvent)] {
    events([UInt8](try Data(contentsOf: CorpusTests.shared.appending(path: "corpora/logs/\(path)"))))
  }

  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"))
  func `no line of these servers is unrecognized`() throws {
    var total = 0
    for path in [
      "domino/lists-and-blogs-router.log", "domino/nashcom-issue5-bruteforce-2022.log",
      "domino/nashcom-sample-console-2026.log", "haraka/haraka-log-reader-fixture.log",
      "hmailserver/hmailserver-issues.log", "mailenable/mailenable-smtp-2018.log",
      "mdaemon-like/awstats-mdaemon-csv-2003.log", "oracleims/fail2ban-oracleims.log",
    ] {
      for (line, _, event) in try corpus(path) {
        let text = line.span.string
        // A shell's prompt, copied with the log.
        if text.contains("jails $ grep") { continue }
        total += 1
        #expect(event.action != .unrecognized && event.action != .otherProgram, "\(path): \(text)")
      }
    }
    #expect(total == 103)
  }

  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"))
  func
    `a bad password of Oracle's server is a failed login from the address and at the time that are expected`()
    throws
  {
    let found = try corpus("oracleims/fail2ban-oracleims.log")
    let expected = try Data(
      contentsOf: CorpusTests.shared.appending(
        path: "corpora/logs/oracleims/fail2ban-oracleims.expected.jsonl"))
    var compared = 0
    for row in expected.split(separator: 10) {
      let record = try #require(try JSONSerialization.jsonObject(with: Data(row)) as? [String: Any])
      let number = try #require(record["line"] as? Int)
      let (line, envelope, event) = found[number - 1]
      #expect(event.action == .login)
      #expect((event.outcome == .failure) == (record["match"] as? Bool))
      #expect(line.span.string(event[.sourceIP]) == record["host"] as? String)
      let time = try #require(record["time"] as? String)
      let day = ISO8601DateFormatter().date(from: time + "Z")?.timeIntervalSince1970
      #expect(envelope.stamp.civilMicroseconds / 1_000_000 == Int64(day ?? 0))
      compared += 4
    }
    #expect(compared == 16)
  }

  /// The days of a source's stamps, as `yyyy-mm-dd`.
  private func days(_ dates: [String]) -> [String] {
    let text = dates.map { "[000738:000012-00007F11]\(" ")\($0)   SMTP Server: 192.0.2.1 connected" }
    return events(Array(text.joined(separator: "\n").utf8)).map {
      let date = Date(timeIntervalSince1970: Double($0.envelope.stamp.civilMicroseconds) / 1_000_000)
      return String(ISO8601DateFormatter().string(from: date).prefix(10))
    }
  }

  @Test func `the order of Domino's dates comes from a number above twelve, anywhere in the head`() {
    #expect(days(["04/05/2022 10:00:00", "13/05/2022 10:00:00"]) == ["2022-05-04", "2022-05-13"])
    #expect(days(["04/05/2022 10:00:00", "04/13/2022 10:00:00"]) == ["2022-04-05", "2022-04-13"])
  }

  @Test func `the order of Domino's dates comes from the course of time`() {
    // 30 April, 1 May: as months first, time would go back.
    #expect(days(["11-12-2022 23:59:00", "12-12-2022 00:01:00"]) == ["2022-12-11", "2022-12-12"])
    #expect(days(["12/11/2022 23:59:00", "12/12/2022 00:01:00"]) == ["2022-12-11", "2022-12-12"])
    #expect(days(["02/01/2022 10:00:00", "03/01/2022 10:00:00", "01/02/2022 10:00:00"])[2] == "2022-02-01")
  }

  @Test func `a clock of twelve hours stands beside the month first, a point beside the day`() {
    #expect(days(["04/05/2022 10:00:00 PM"]) == ["2022-04-05"])
    #expect(days(["04.05.2022 10:00:00"]) == ["2022-05-04"])
    #expect(days(["2022-04-05 10:00:00"]) == ["2022-04-05"])
    #expect(days(["04/05/22 12:00:00 AM"]) == ["2022-04-05"])
  }

  @Test func `a W3C log of MailEnable is its own, in any order of columns, beside an activity log`() {
    let log = """
      #Software: MailEnable SMTP Server Version 1.0a
      #Version: 1.0
      #Date: 05/04/25 10:06:59
      #Fields: date time c-ip agent account cs-username s-ip s-port cs-method cs-uristem \
      cs-uriquery s-computername sc-bytes cs-bytes
      2025-05-04 10:06:59 203.0.113.22 SMTP-IN - anna 192.0.2.5 1940 AUTH {blank} \
      535+Invalid+Username+or+Password mx 34 14
      05/04/25 10:07:00\tSMTP-IN\tAAAA.MAI\t816\t203.0.113.9\tQUIT\tQUIT\t221 Bye\t6\t10
      2025-05-04 10:07:01 203.0.113.22 SMTP-IN
      """
    let events = events(Array(log.utf8))
    #expect(
      events.map { "\(FormatRegistry.dataset(of: $0.event.format))" }.allSatisfy { $0 == "log.mailenable" })
    #expect(
      events.map(\.event.action) == [.service, .service, .service, .service, .login, .disconnect, .service])
    let login = events[4]
    #expect(login.line.span.string(login.event[.userName]) == "anna")
    #expect(login.line.span.string(login.event[.hostName]) == "mx")
    // Nothing tells the zone.
    #expect(login.envelope.stamp.civilMicroseconds == 1_746_353_219_000_000)
    #expect(!login.envelope.stamp.hasOffset)
    #expect(events[5].event.turn.scope == .session)
    #expect(login.event.turn == DialogueTurn(.auth, .peer, .server, isAnswered: true))
  }

  @Test func `no credential of a dialogue is part of any field`() {
    let secret = "AGZvbwBiYXI="
    for line in [
      "\"SMTPD\"\t1\t1\t\"2024-02-12 02:35:45.206\"\t\"203.0.113.9\"\t\"RECEIVED: AUTH PLAIN \(secret)\"",
      "\"SMTPD\"\t1\t1\t\"2024-02-12 02:35:45.206\"\t\"203.0.113.9\"\t\"RECEIVED: \(secret)\"",
      "\"POP3D\"\t1\t1\t\"2024-02-12 02:35:45.206\"\t\"203.0.113.9\"\t\"RECEIVED: PASS \(secret)\"",
      "\"IMAPD\"\t1\t1\t\"2024-02-12 02:35:45.206\"\t\"203.0.113.9\"\t\"RECEIVED: 3 LOGIN bert \(secret)\"",
      "10/19/24 00:00:35\tSMTP-IN\tFE7A.MAI\t816\t203.0.113.9\tAUTH\t\(secret)\t535 Invalid Username or Password\t34\t14\tbert\t",
      "10/19/24 00:00:35\tPOP\tFE7A.MAI\t816\t203.0.113.9\tPASS\t\(secret)\t-ERR no\t34\t14\tbert\t",
      "Tue 2024-08-18 00:00:49.250: 02: <-- AUTH PLAIN \(secret)",
      "Tue 2024-08-18 00:00:49.250: 02: <-- \(secret)",
      "[PROTOCOL] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [core] C: \(secret) state=1",
      "[INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [core] hook=unrecognized_command plugin=auth function=f params=\"AUTH,PLAIN,\(secret)\" retval=OK msg=\"\"",
    ] {
      for (name, value) in Reading.fields(line) { #expect(!value.contains(secret), "\(name) of \(line)") }
    }
  }
}
