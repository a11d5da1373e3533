import Foundation
import Support
import Testing

private let logs = Program.root.deletingLastPathComponent().appending(path: "shared/corpora/logs").path

/// Real logs of attacks, and of what is none: facts that were read from the lines by hand.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: logs), "../shared is not there"))
struct AttackCorpusTests {
  struct Facts: Sendable, CustomTestStringConvertible {
    var file: String
    /// What the lines show, as `rule severity source user count`; low ones are left out.
    var findings: [String]
    var why: String
    var testDescription: String { file }
  }

  @Test(arguments: [
    Facts(
      file: "vpopmail/ossec-entries-vpopmail.log",
      findings: ["login.spray medium 219.136.100.198  26"],
      why: "26 lines of vchkpw, each another user, all from one address"),
    Facts(
      file: "uw-imap/wazuh-entries-imapd.log", findings: [],
      why: "one web mail server: 348 logins succeed and 49 fail"),
    Facts(
      file: "sendmail/ossec-mail-alerts.log", findings: [],
      why: "one client refused relaying for three recipients in one session: a probe, not more"),
    Facts(
      file: "postfix/logwatch-td.log", findings: ["burst.limit medium   8"],
      why:
        "lines 225, 226 and 326 to 332 are limits, 328 names no client; clients that were refused for their name or by a milter are none"
    ),
    Facts(
      file: "postfix/infohtreasure-maillog.log", findings: [],
      why:
        "a web mail session that refreshes once a minute with an old password: 92 failures of one user, said as low"
    ),
    Facts(
      file: "opensmtpd/blogs-attacks.log", findings: [],
      why: "three sessions that were refused a command each"),
    Facts(
      file: "domino/nashcom-issue5-bruteforce-2022.log", findings: [],
      why: "four lines of an attack: one failed login is no guessing"),
  ])
  func `what is said of a real log is what its lines show`(facts: Facts) throws {
    let found = try Case.findings("audit -q --min-severity medium \(logs)/\(facts.file)")
    #expect(found.map(\.summary) == facts.findings, "\(facts.why)")
  }

  @Test func `a probe of a real log names its client and its lines`() throws {
    let found = try Case.findings("audit -q \(logs)/sendmail/ossec-mail-alerts.log")
    #expect(found.map(\.summary) == ["relay.probe low 200.207.91.189  3"])
    #expect((found.first?["evidence"] as? [[String: Any]])?.compactMap { $0["line"] as? Int } == [4, 5, 6])
  }

  @Test func `a server that turned clients away because of its load says so`() throws {
    let found = try Case.findings("bursts -q \(logs)/sendmail/forums-and-blogs-mixed.log")
    #expect(found.map(\.rule) == ["burst.limit"])
    #expect(found.first?.sentence.contains("load average") == true)
    #expect((found.first?["evidence"] as? [[String: Any]])?.compactMap { $0["line"] as? Int } == [33, 34])
  }

  /// The messages of a log, as `sender > recipients client disposition`.
  private func messages(_ file: String) throws -> [String] {
    let outcome = try Program.shell("$POSTMORTEM messages -q --format jsonl \(logs)/\(file)")
    #expect(outcome.status == 0 || outcome.status == 1, "\(outcome.errors)")
    return try outcome.output.split(separator: "\n").map { line in
      let record = Case.Finding(
        record: try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:])
      let recipients = (record["smtp.rcpt_to"] as? [String] ?? []).joined(separator: ",")
      return
        "\(record["smtp.mail_from"] as? String ?? "-") > \(recipients) \(record.source) \(record["mail.disposition"] as? String ?? "-")"
    }
  }

  /// The log shows the server sending, and no client at all (its owner found a form of a web page that was abused): that
  /// anybody relayed is nowhere said, and so is said of nobody.
  @Test func `a log of outgoing sessions alone accuses nobody of relaying`() throws {
    let file = "exchange/iis8-smtp-open-relay-abuse-2017.log"
    #expect(try Case.findings("relays -q \(logs)/\(file)").isEmpty)
    #expect(try messages(file) == ["MillionairesBlueprint@earthlink.com >   deferred"])
  }

  @Test func `the dialogues of real servers give the transactions that they accepted`() throws {
    // Five lines DATA with status 250; the session of 83.34.136.228 is cut off behind RCPT.
    #expect(
      try messages("exchange/ossec-docs-iis5-smtp-w3c-2006.log") == [
        "EldonpyzWestoncusk@sbcglobal.net > pamb@meelift.com 24.118.118.106 queued",
        "ossecm@HULK > dbveto@meelift.com 192.168.1.247 queued",
        "Kiwisyslog@meelift.com > dbveto@meelift.com 192.168.1.22 queued",
        "malaquias@fu-berlin.de > heyrmanmheyrman@meelift.com 80.64.22.8 queued",
        "grazia@isyndicate.com > jgrub@meelift.com 71.127.86.239 queued",
      ])
    // Three sessions with DATA that overlap with others, and one that the server opened.
    #expect(
      Set(try messages("exchange/ossec-docs-exchange2000-smtp-ncsa-2006.log")) == [
        "penwine@1stallied.com > rcutsforth@meelift.com 83.44.189.146 queued",
        "Keith@boardermail.com > s-r_kke@meelift.com,s-r_mke@meelift.com,dbveto@meelift.com,pamb@meelift.com,tom@meelift.com,tkappers@meelift.com 61.47.65.115 queued",
        "sshambeau@meelift.com > sshambeau@meelift.com 81.196.176.167 queued",
        "pbourque@meelift.com > kbee923@aol.com  delivered",
      ])
    #expect(
      try messages("exchange/msqa-hub-receive-xproxyfrom-2020.log") == [
        "control@keyman.com > @damericz.com 30.30.30.30 queued"
      ])
    // Nothing was accepted, or nothing tells.
    #expect(try messages("exchange/pfister-anonymous-connector-2026.log").isEmpty)
    #expect(try messages("exchange/iis7-smtp-w3c-reduced-fields-2010.log").isEmpty)
    #expect(try messages("exchange/iis6-smtp-w3c-http-smuggling-2008.log").isEmpty)
  }
}
