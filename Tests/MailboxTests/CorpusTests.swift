import Foundation
import Mailbox
import Testing

private let whereShared = ConditionTrait.enabled(if: Shared.isThere, "../shared is not there")

@Test(whereShared) func `every pitfall file has its known number of messages`() throws {
  let table = try #require(Shared.bytes("corpora/mail/pitfalls/truth.tsv"))
  var checked = 0
  for row in String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst() {
    let columns = row.split(separator: "\t", omittingEmptySubsequences: false)
    let name = String(columns[0])
    let bytes = try #require(Shared.bytes("corpora/mail/pitfalls/" + name))
    let reading = read(bytes)
    #expect(reading.count == Int(columns[1]), "\(name): \(columns[3])")
    #expect(reading.faults == [], "\(name)")
    checked += 1
  }
  #expect(checked > 10)
}

@Test(whereShared) func `mailboxes whose count is known`() throws {
  // Counted by their From_ lines with a date and a header behind; malformed.txt and mailarc-* lack empty lines.
  let known: [(String, Int)] = [
    ("perl-mbox-messageparser/mailboxes/binary_body.txt", 1),
    ("perl-mbox-messageparser/mailboxes/hessbug.txt", 1),
    ("perl-mbox-messageparser/mailboxes/invalid-boundaries.txt", 8),
    ("perl-mbox-messageparser/mailboxes/mailarc-1.txt", 16),
    ("perl-mbox-messageparser/mailboxes/mailarc-1-dos.txt", 16),
    ("perl-mbox-messageparser/mailboxes/mailarc-2.txt", 5),
    ("perl-mbox-messageparser/mailboxes/mailarc-3.txt", 17),
    ("perl-mbox-messageparser/mailboxes/mailseparators.txt", 3),
    ("perl-mbox-messageparser/mailboxes/malformed.txt", 54),
    ("perl-mbox-messageparser/mailboxes/newlines_at_beginning.txt", 1),
    ("perl-mbox-messageparser/mailboxes/separators1.sep", 4),
    ("perl-mbox-messageparser/mailboxes/separators2.sep", 2),
    ("perl-mbox-messageparser/mailboxes/vm-emacs.txt", 1),
    ("perl-mboxparser/testbox", 9),
    ("mime4j/mbox/src/test/resources/test-1/mbox.rlug", 5),
  ]
  for (name, count) in known {
    let bytes = try #require(Shared.bytes("corpora/mail/" + name))
    let reading = read(bytes)
    #expect(reading.count == count, "\(name)")
  }
}

@Test(whereShared) func `the lab's mailboxes have as many messages as From_ lines, all of them certain`() {
  var messages = 0
  for name in Shared.files(below: "lab") where name.contains("/mbox/") {
    guard let bytes = Shared.bytes(name) else { continue }
    let reading = read(bytes)
    let lines = bytes.split(separator: 10).count {
      // Ends with a year; one message holds a bare `From ` on purpose.
      $0.starts(with: Array("From ".utf8)) && $0.suffix(5).starts(with: Array(" 202".utf8))
    }
    #expect(reading.count == lines, "\(name)")
    #expect(reading.summary.ambiguous == 0, "\(name)")
    messages += reading.count
  }
  #expect(messages > 5_000)
}

@Test(whereShared) func `no log is a mailbox`() {
  for folder in ["corpora/logs", "lab"] {
    for name in Shared.files(below: folder) where !name.contains("/mbox/") {
      guard let bytes = Shared.bytes(name) else { continue }
      let kind = sniff(Array(bytes.prefix(MailboxKind.sniffBytes)), MailFile(path: name))
      #expect(kind == .notMail, "\(name)")
    }
  }
}

@Test(whereShared) func `what the corpus calls a mail is one`() throws {
  let table = try #require(Shared.bytes("corpora/mail/MANIFEST.tsv"))
  var missed: [String] = []
  var total = 0
  for row in String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst() {
    let columns = row.split(separator: "\t", omittingEmptySubsequences: false)
    guard columns[1] == "eml" || columns[1] == "emlx", columns[2] == "1" else { continue }
    guard let bytes = Shared.bytes("corpora/mail/" + columns[0]) else { continue }
    total += 1
    let kind = sniff(
      Array(bytes.prefix(MailboxKind.sniffBytes)), MailFile(path: String(columns[0])))
    let reading = read(bytes, as: kind)
    if !kind.isMail || reading.count != 1 { missed.append("\(kind.name) \(reading.count) \(columns[0])") }
  }
  // Of these, nine are output of grep, base64 text, prose, a lone field.
  #expect(total > 450)
  #expect(missed.count <= 9, "\(missed)")
}

@Test(whereShared) func `any file of the corpus can be read as any kind`() {
  for name in Shared.files(below: "corpora/mail") {
    guard let bytes = Shared.bytes(name), bytes.count < 1 << 20 else { continue }
    for kind in [MailboxKind.mbox, .mmdf, .babyl, .emlx, .singleMessage] {
      let whole = read(bytes, as: kind)
      #expect(whole.faults == [], "\(name)")
      #expect(whole.summary.bytes == UInt64(bytes.count))
    }
    let whole = read(bytes, as: .mbox)
    let cut = read(bytes, as: .mbox, chunk: 61)
    #expect(whole == cut, "\(name)")
  }
}
