import Bytes
import Mailbox
import Model
import Support
import Testing

@Test func `what is mail is told by its content`() {
  #expect(sniff(mail(1)) == .mbox)
  #expect(sniff("\u{FEFF}\n\n" + mail(1)) == .mbox)
  #expect(sniff(mail(1, from: nil)) == .singleMessage)
  #expect(sniff("\n" + mail(1, from: nil), path: "x.log") == .singleMessage)
  #expect(sniff("\u{1}\u{1}\u{1}\u{1}\n" + mail(1, from: nil)) == .mmdf)
  #expect(sniff("BABYL OPTIONS: -*- rmail -*-\n") == .babyl)
  #expect(sniff("120\n" + mail(1, from: nil)) == .emlx)
  #expect(sniff("From ann@a.test\nReceived: x\n\n") == .mbox)
  #expect(sniff("From  : ann@a.test\nTo  : b\nSubject : x\n\n") == .singleMessage)
  #expect(sniff(mail(1, from: nil), path: "lost/first-line.mbox") == .mbox)
  #expect(sniff("some garbage\n\n" + mail(1), path: "damaged.mbox") == .mbox)
  #expect(sniff("some garbage\n\n" + mail(1), path: "damaged.log") == .notMail)
  #expect(sniff("some garbage\nFrom the desk\n", path: "notes.mbox") == .notMail)
  #expect(sniff("Subject: x\n\ntext", path: "cur/1514862245.M1P2.host:2,S") == .singleMessage)
  #expect(sniff("Subject: x\n\ntext", path: "note.txt") == .notMail)
}

@Test func `what is no mail is left to others`() {
  let others = [
    "", "\n\n", "Jan  2 03:04:05 mx1 postfix/smtpd[1]: connect from a.test[192.0.2.1]\n",
    "2018-01-02 03:04:05 1eW9ab-0001Xy-2C <= ann@a.test H=a.test P=esmtps S=1200\n",
    "statistics: max cache size 1\nwarning: x: y\n", "Note: this\nWarning: that\n\nmore\n",
    "Router: Message 006C delivered\nRouter: x\n", "Hi Bob,\n\nFrom: is a word\nTo: too\n",
    "{\"From\": \"a\"}\n", "#Software: Microsoft Exchange Server\n#Version: 15.0\n#Date: 2018\n",
    "From bob@b.test  Tue Jan  2 03:04:05 2018\n Subject: hello\n  Folder: /var/mail/bob\t1200\n",
    "From the desk of Bob\nall is well\n", "HTTP/1.1 200 OK\nDate: x\nContent-Type: y\n\n",
    "Content-Type: text/html\nServer: x\nContent-Length: 5\n\n", "12\n13\n14\n", "\u{1}\u{1}\u{1}\u{1}x\n",
  ]
  for text in others { #expect(sniff(text) == .notMail, "\(text.debugDescription)") }
}

@Test func `containers that are not read are named with what to do`() {
  #expect(sniff(Array("!BDN".utf8) + [1, 2, 3, 4]) == .unsupported(.outlookStore))
  let ole: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 64)
  #expect(sniff(ole, MailFile(path: "a.msg")) == .unsupported(.outlookMessage))
  #expect(sniff(ole, MailFile(path: "a.doc")) == .notMail)
  #expect(sniff([0xCF, 0xAD, 0x12, 0xFE, 0, 0, 0, 0]) == .unsupported(.outlookExpress))
  #expect(sniff("2 M1e C5a4b\n\u{1}\u{2}N          00000000000002B2\n") == .unsupported(.dovecotDbox))
  var wide: [UInt8] = [0xFF, 0xFE]
  for byte in mail(1, from: nil).utf8 { wide += [byte, 0] }
  #expect(sniff(wide) == .unsupported(.utf16))
  var big: [UInt8] = [0xFE, 0xFF]
  for byte in mail(1, from: nil).utf8 { big += [0, byte] }
  #expect(sniff(big) == .unsupported(.utf16))
  for kind in UnsupportedMail.allCases { #expect(kind.detail.description.contains("(")) }
}

@Test func `any first bytes can be looked at`() {
  var random = SeededNumbers(state: 7)
  let whole = Array((mail(1) + mail(2)).utf8)
  for length in 0..<whole.count { _ = sniff(Array(whole.prefix(length))) }
  for _ in 0..<2000 {
    let length = Int.random(in: 0...40, using: &random)
    _ = sniff((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
  }
  #expect(sniff(Array(repeating: 10, count: 100_000)) == .notMail)
}

@Test func `paths tell flags and deletion`() {
  let seen = MailFile(path: "/home/ann/Maildir/cur/1514862245.M20046P2137.mx1,S=4542,W=4600:2,RSTab")
  #expect(seen.place == .maildirCur)
  #expect(seen.flags == [.replied, .seen, .trashed])
  #expect(seen.isDeleted)
  #expect(seen.size == 4542)
  #expect(seen.wireSize == 4600)
  #expect(seen.keywords == 3)
  #expect(seen.flags.names.map(\.description) == ["replied", "seen", "trashed"])
  for mark in ["!", ";", ":"] {
    let file = MailFile(path: "cur/1514862245.a.b\(mark)2,F")
    #expect(file.flags == .flagged)
  }
  let new = MailFile(path: "x/new/1514862245.a.b")
  #expect(new.place == .maildirNew)
  #expect(!new.hasFlags)
  #expect(MailFile(path: "/tmp/notes.txt").place == .none)
  #expect(MailFile(path: "Maildir/tmp/1514862245.a.b").place == .maildirTmp)
  #expect(MailFile(path: "Mail/inbox/12").place == .mh)
  let removed = MailFile(path: "Mail/inbox/,12")
  #expect(removed.place == .mh)
  #expect(removed.isDeleted)
  #expect(MailFile(path: "Mail/inbox/,x").place == .none)
  #expect(MailFile(path: "a/B.EML").place == .message)
  #expect(MailFile(path: "1.emlx").place == .emlx)
  #expect(MailFile(path: "/var/mail/ann").place == .mailbox)
  #expect(MailFile(path: "/var/log/mail/mail.log").place == .none)
  #expect(MailFile(path: "backup.pst").place == .outlookStore)
  #expect(MailFile(path: "").place == .none)
  #expect(MailFile(path: "/").place == .none)
}

struct DateCase: Sendable, CustomTestStringConvertible {
  var line: String
  var sender: String
  var time: CivilTime?
  var offset: Int16?
  var testDescription: String { line }
}

private let noon = CivilTime(year: 2018, month: 1, day: 2, hour: 3, minute: 4, second: 5)
private let noonMinute = CivilTime(year: 2018, month: 1, day: 2, hour: 3, minute: 4)

@Test(arguments: [
  DateCase(line: "From a@b Tue Jan  2 03:04:05 2018\r\n", sender: "a@b", time: noon),
  DateCase(line: "From a@b Tue Jan  2 03:04 2018", sender: "a@b", time: noonMinute),
  DateCase(line: "From a@b Jan 2 03:04:05 2018", sender: "a@b", time: noon),
  DateCase(line: "From a@b Tue Jan 02 03:04:05 +0100 2018", sender: "a@b", time: noon, offset: 60),
  DateCase(line: "From a@b Tue Jan  2 03:04:05 2018 -0430", sender: "a@b", time: noon, offset: -270),
  DateCase(line: "From a@b Tue Jan  2 03:04 EST 2018", sender: "a@b", time: noonMinute, offset: -300),
  DateCase(line: "From a@b Tue Jan  2 03:04:05 MET DST 2018", sender: "a@b", time: noon),
  DateCase(line: "From a@b Tue, 2 Jan 2018 03:04:05 GMT", sender: "a@b", time: noon, offset: 0),
  DateCase(line: "From a@b Tue, 2 Jan 18 03:04:05 +0000 (UTC)", sender: "a@b", time: noon, offset: 0),
  DateCase(line: "From a@b 2018-01-02T03:04:05Z", sender: "a@b", time: noon),
  DateCase(line: "From a@b 2018-01-02 03:04:05.123 +02:00", sender: "a@b", time: noon, offset: 120),
  DateCase(line: "From u!a Tue Jan  2 03:04:05 2018 remote from host", sender: "u!a", time: noon),
  DateCase(line: "From  Tue Jan  2 03:04:05 2018", sender: "", time: noon),
  DateCase(line: "From A B <a@b>   Tue Jan  2 03:04:05 2018", sender: "A B <a@b>", time: noon),
  DateCase(
    line: "From Tue Jan  9 01:01:01 1999 x Tue Jan  2 03:04:05 2018", sender: "Tue Jan  9 01:01:01 1999 x",
    time: noon),
])
func `dates of From_ lines are read as written`(_ wanted: DateCase) {
  let bytes = Array(wanted.line.utf8)
  let line = FromLine(bytes.span)
  let sender = bytes.span.string(line.sender)
  #expect(line.hasDate)
  #expect(sender == wanted.sender)
  #expect(line.time == wanted.time)
  #expect(wanted.line.hasSuffix("Z") || line.offsetMinutes == wanted.offset)
}

@Test func `what is no date separates nothing`() {
  let lines = [
    "From ", "From a@b", "From the 5th of Jan at 10:30", "From a@b Tue Jan 32 03:04:05 2018",
    "From a@b 10:30",
    "From a@b Tue Jan 2 25:00:00 2018", "From a@b Tue Jan 2 03:04:05 2018 and more words", "From Jan 2 2018",
    "From a Foo 2 03:04:05 2018", "From a@b 2018-13-02 03:04:05", "From a@b 2018-01-02", "From 1:2:3:4:5",
    "From a@b Tue Jan 2 03:04:05 2018 remote", "From x Jan 2 ::",
  ]
  for text in lines {
    let hasDate = FromLine(Array(text.utf8).span).hasDate
    #expect(!hasDate, "\(text)")
  }
  let undated = FromLine(Array("From a Tue Jan 2 03:04".utf8).span)
  #expect(undated.hasDate)
  #expect(undated.time == nil)
}
