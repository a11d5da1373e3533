import Bytes
import Foundation
import LogFormats
import Model
import Testing

/// Real lines of mailbox access, filters and gateways, and the lab's, where `../shared` is at hand.
@Suite struct AccessCorpusTests {
  private func text(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: CorpusTests.shared.appending(path: path)))
  }

  /// The events of a file's lines, read as its head says.
  private func events(_ path: String) throws -> [(line: [UInt8], event: LogEvent)] {
    let bytes = try text(path)
    let dialect = Dialect.detect(bytes.span)
    var envelope = Envelope()
    var event = LogEvent()
    var result: [(line: [UInt8], event: LogEvent)] = []
    for line in bytes.split(separator: 10).map(Array.init) {
      FormatRegistry.parse(line.span, dialect, &envelope, into: &event)
      result.append((line, event))
    }
    return result
  }

  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"))
  func `fewer than one line in a hundred is unrecognized`() throws {
    var total = 0
    for path in [
      "courier/mauriciourb-courier-imap-1.log", "cyrus/fail2ban-sieve.log",
      "cyrus/greengrocer-readme-2015.log",
      "uw-imap/wazuh-entries-imapd.log", "vpopmail/ossec-entries-vpopmail.log", "webmail/fail2ban-horde.log",
      "webmail/fail2ban-roundcube-auth.log", "rspamd/rspamd-logstats.log", "gateways/wazuh-fortimail.log",
      "dovecot/ossec-dovecot.log", "dovecot/wazuh-dovecot.log",
    ] {
      let events = try events("corpora/logs/\(path)")
      total += events.count
      let missed = events.filter { $0.event.action == .unrecognized || $0.event.action == .otherProgram }
      let first = String(decoding: missed.first?.line ?? [], as: UTF8.self)
      #expect(missed.count * 100 < max(events.count, 1), "\(path): \(first)")
    }
    #expect(total > 1250)
  }

  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"))
  func `every failure that fail2ban finds is a failed login from the same address`() throws {
    var count = 0
    for name in ["cyrus/fail2ban-sieve", "webmail/fail2ban-horde", "webmail/fail2ban-roundcube-auth"] {
      let events = try events("corpora/logs/\(name).log")
      let expected = try text("corpora/logs/\(name).expected.jsonl").split(separator: 10)
      for (expected, found) in zip(expected, events) {
        let record = try JSONSerialization.jsonObject(with: Data(expected)) as? [String: Any]
        let address = found.line.span.string(found.event[.sourceIP])
        #expect(found.event.action == .login && found.event.outcome == .failure)
        #expect(address == record?["host"] as? String)
        count += 1
      }
    }
    #expect(count == 22)
  }

  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"))
  func `rspamd's own totals agree`() throws {
    let events = try events("corpora/logs/rspamd/rspamd-logstats.log")
    let actions = Set(events.map { item in item.line.span.string(item.event[.contentAction]) })
    #expect(events.count { $0.event.action == .contentVerdict } == 10)
    #expect(actions == ["no action", "reject", "add header", "greylist"])
  }

  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"))
  func `no line of the lab's Courier and Cyrus hosts is unrecognized`() throws {
    for name in ["courier/mail.log", "courier/mail.log.1", "cyrus/mail.log", "cyrus/mail.log.1"] {
      for (line, event) in try events("lab/seed1/logs/\(name)") {
        let text = line.span.string
        #expect(event.action != .unrecognized && event.action != .otherProgram, "\(text)")
      }
    }
  }

  @Test(.enabled(if: CorpusTests.isPresent, "../shared is absent"))
  func `the injected names of the lab move neither address nor outcome`() throws {
    let logins = try events("lab/seed1/logs/courier/mail.log.1").filter { $0.event.action == .login }
    #expect(logins.count == 6)
    for (line, event) in logins {
      let address = line.span.string(event[.sourceIP])
      #expect(address.hasPrefix("198.18.17.8"))
      #expect(event.outcome == .failure && event.sourcePort > 0)
    }
  }
}
