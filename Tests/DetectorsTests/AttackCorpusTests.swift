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
}
