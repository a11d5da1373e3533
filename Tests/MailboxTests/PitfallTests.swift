import Bytes
import Foundation
import Mailbox
import Model
import Testing

/// A message as the tests below write it: From_ line, header, body; the separating empty line is added.
func mail(
  _ number: Int, from: String? = "From ann@a.test Tue Jan  2 03:04:05 2018", extra: [String] = [],
  body: String = "Hello\n"
) -> String {
  var text = from.map { $0 + "\n" } ?? ""
  text += "From: ann@a.test\nTo: bob@b.test\nSubject: m\(number)\nDate: Tue, 2 Jan 2018 03:04:05 +0000\n"
  text += "Message-ID: <\(number)@p.test>\n"
  for field in extra { text += field + "\n" }
  return text + "\n" + body + "\n"
}

let later = "From bob@b.test Wed Jan  3 03:04:05 2018"

struct Pitfall: Sendable, CustomTestStringConvertible {
  var name: String
  var text: String
  var count: Int
  var oddities: MessageOddities = []

  var testDescription: String { name }
  init(_ name: String, _ count: Int, _ text: String) { self.init(name, count, [], text) }

  init(_ name: String, _ count: Int, _ oddities: MessageOddities, _ text: String) {
    self.name = name
    self.text = text
    self.count = count
    self.oddities = oddities
  }
}

let pitfalls: [Pitfall] = {
  var all: [Pitfall] = []
  all.append(Pitfall("plain", 2, mail(1) + mail(2, from: later)))
  all.append(Pitfall("mboxo quoting", 2, mail(1, body: "x\n\n>From here on\n") + mail(2, from: later)))
  all.append(
    Pitfall("mboxrd quoting", 2, mail(1, body: "x\n\n>>From deep\n>>>From deeper\n") + mail(2, from: later)))
  all.append(
    Pitfall(
      "From in the middle of a paragraph", 2, mail(1, body: "abc\nFrom here on\n") + mail(2, from: later)))
  all.append(
    Pitfall(
      "From after an empty line, no date", 2, .bareFromLine,
      mail(1, body: "abc\n\nFrom the desk of Bob\nmore\n") + mail(2, from: later)))
  all.append(
    Pitfall(
      "From with a time in prose", 2, .bareFromLine,
      mail(1, body: "abc\n\nFrom what I saw on Jan 5 at 10:30 it was late\nNote: no\n") + mail(2, from: later)
    ))
  all.append(
    Pitfall(
      "a perfect separator in the body, unclaimed", 3,
      mail(1, body: "see:\n\n" + later + "\nSubject: pasted\n\nbody\n") + mail(2, from: later)))
  all.append(
    Pitfall(
      "a pasted separator that a Content-Length claims", 2, [.bareFromLine, .fromLineInsideClaim],
      mail(
        1, extra: ["Content-Length: 69"],
        body: "see:\n\n" + later + "\nSubject: pasted\n\nbody\n") + mail(2, from: later)))
  all.append(
    Pitfall(
      "Content-Length beyond the end", 2, .wrongContentLength,
      mail(1, extra: ["Content-Length: 99999"]) + mail(2, from: later, extra: ["Content-Length: 6"])))
  all.append(
    Pitfall(
      "Content-Length too short", 2, .wrongContentLength,
      mail(1, extra: ["Content-Length: 2"]) + mail(2, from: later)))
  all.append(
    Pitfall(
      "Content-Length that is no number", 2,
      mail(1, extra: ["Content-Length: -5 or so"]) + mail(2, from: later)))
  all.append(
    Pitfall(
      "Content-Length near 2^64", 2, .wrongContentLength,
      mail(1, extra: ["Content-Length: 999999999999999999"]) + mail(2, from: later)))
  all.append(
    Pitfall(
      "unterminated multipart", 3,
      mail(
        1, extra: ["Content-Type: multipart/mixed; boundary=\"1\""],
        body: "--1\nContent-Type: text/plain\n\nx\n")
        + mail(2, from: later) + mail(3)))
  all.append(
    Pitfall(
      "a separator inside an open message/rfc822 part", 3, .suspectSplit,
      mail(
        1, extra: ["Content-Type: multipart/mixed; boundary=b"],
        body: "--b\nContent-Type: message/rfc822\n\n" + mail(9, from: later) + "--b--\n")
        + mail(2, from: later)))
  all.append(
    Pitfall(
      "Gmail Takeout", 2,
      (mail(1, from: "From 1592349874923847@xxx Tue Jan 02 03:04:05 +0000 2018", extra: ["X-GM-THRID: 1"])
        + mail(2, from: "From 1592349874923848@xxx Wed Jan 03 03:04:05 +0000 2018"))
        .replacingOccurrences(of: "\n", with: "\r\n")))
  all.append(
    Pitfall(
      "Thunderbird", 2,
      mail(1, from: "From - Tue Jan 02 03:04:05 2018") + mail(2, from: "From - Wed Jan 03 03:04:05 2018")))
  all.append(
    Pitfall(
      "Pipermail", 2,
      mail(1, from: "From ann at a.test  Tue Jan  2 03:04:05 2018")
        + mail(2, from: "From bob at b.test  Wed Jan  3 03:04:05 2018")))
  all.append(
    Pitfall(
      "no sender", 2,
      mail(1, from: "From  Tue Jan  2 03:04:05 2018") + mail(2, from: "From <> Wed Jan  3 03:04:05 2018")))
  all.append(
    Pitfall(
      "senders with blanks and quotes", 2,
      mail(1, from: "From \"Ann A\"@a.test Tue Jan  2 03:04:05 2018")
        + mail(2, from: "From Bob B <bob@b.test> Wed Jan  3 03:04:05 2018")))
  all.append(
    Pitfall(
      "UUCP", 2,
      mail(1, from: "From ann Tue Jan  2 03:04 EST 2018 remote from host")
        + mail(2, from: "From b!bob Wed Jan  3 03:04:05 MET DST 2018")))
  all.append(
    Pitfall(
      "ISO dates", 2,
      mail(1, from: "From b@x 2018-01-02T03:04:05") + mail(2, from: "From b@x 2018-01-03 03:04:05 +0000")))
  all.append(Pitfall("RFC 822 date", 2, mail(1) + mail(2, from: "From b@x Wed, 3 Jan 2018 03:04:05 +0000")))
  all.append(Pitfall("byte order mark", 2, .byteOrderMark, "\u{FEFF}" + mail(1) + mail(2, from: later)))
  all.append(Pitfall("leading empty lines", 2, .leadingBlankLines, "\n\n" + mail(1) + mail(2, from: later)))
  all.append(
    Pitfall(
      "a line of 2 MB", 2,
      mail(1, body: String(repeating: "x", count: 2_000_000) + "\n") + mail(2, from: later)))
  all.append(
    Pitfall(
      ">From as first field", 2,
      mail(1).replacingOccurrences(
        of: "2018\nFrom:", with: "2018\n>From ann@a.test Tue Jan  2 03:04:05 2018\nFrom:")
        + mail(2, from: later)))
  all.append(
    Pitfall(
      "From_ in the middle of a header", 2, .fromLineInHeader,
      mail(1).replacingOccurrences(of: "\nTo: ", with: "\n" + later + "\nTo: ") + mail(2, from: later)))
  all.append(
    Pitfall(
      "a header that was cut off by the next message", 2, .missingBlankLine,
      "From ann@a.test Tue Jan  2 03:04:05 2018\nFrom: ann@a.test\nSubject: m1\n" + mail(2, from: later)))
  all.append(
    Pitfall(
      "no empty line before the separator", 2, .missingBlankLine, mail(1).dropLast() + mail(2, from: later)))
  all.append(Pitfall("no body", 2, mail(1, body: "").dropLast() + mail(2, from: later)))
  all.append(Pitfall("no header", 3, .noHeader, mail(1) + later + "\n\nonly text\n\n" + mail(3)))
  all.append(Pitfall("no final newline", 2, .noFinalNewline, mail(1) + mail(2, from: later).dropLast(2)))
  all.append(
    Pitfall(
      "cut in a header", 2, [.truncatedHeader, .noFinalNewline], mail(1) + later + "\nFrom: bob@b.test\nSubj")
  )
  all.append(Pitfall("empty", 0, ""))
  all.append(Pitfall("NUL in the body", 2, .nulBytes, mail(1, body: "a\0b\n") + mail(2, from: later)))
  all.append(
    Pitfall("lone CR in the body", 2, .loneCR, mail(1, body: "a\rFrom b\rc\n") + mail(2, from: later)))
  all.append(
    Pitfall(
      "lone CRs throughout", 2, .crLineEnds,
      (mail(1) + mail(2, from: later)).replacingOccurrences(of: "\n", with: "\r")))
  all.append(
    Pitfall(
      "mixed line ends", 2, .mixedLineEnds,
      mail(1).replacingOccurrences(of: "Subject: m1\n", with: "Subject: m1\r\n") + mail(2, from: later)))
  all.append(
    Pitfall("garbage first", 2, .leadingGarbage, "some words\nand more\n\n" + mail(1) + mail(2, from: later)))
  all.append(
    Pitfall(
      "undated separators throughout", 2, .undatedFromLine,
      mail(1, from: "From ann@a.test") + mail(2, from: "From bob@b.test")))
  all.append(
    Pitfall(
      "Unix internal data", 1,
      "From MAILER-DAEMON Tue Jan  2 03:04:05 2018\nFrom: Mail System Internal Data <MAILER-DAEMON@h>\n"
        + "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 1514862245 0000000000\n\ntext\n\n"
        + mail(1)))
  all.append(
    Pitfall(
      "MMDF", 2,
      "\u{1}\u{1}\u{1}\u{1}\n" + mail(1, from: nil).dropLast()
        + "\u{1}\u{1}\u{1}\u{1}\n\u{1}\u{1}\u{1}\u{1}\n"
        + mail(2, from: later).dropLast() + "\u{1}\u{1}\u{1}\u{1}\n"))
  all.append(
    Pitfall(
      "Babyl", 2, .rewrittenHeader,
      "BABYL OPTIONS: -*- rmail -*-\nVersion: 5\nLabels:\n\u{1F}\u{C}\n0,,\n*** EOOH ***\n"
        + mail(1, from: nil) + "\u{1F}\u{C}\n1, answered, deleted,,\nReceived: by b.test; x\n"
        + "From: a@a.test\nSubject: m2\n\n*** EOOH ***\nFrom: a@a.test\n\nHello\n\u{1F}"))
  all.append(Pitfall("a message alone", 1, mail(1, from: nil)))
  all.append(
    Pitfall(
      "a message alone that quotes a mailbox", 1, .bareFromLine, mail(1, from: nil, body: "\n" + mail(2))))
  return all
}()

@Test(arguments: pitfalls) func `each trap of the mbox format gives the right number of messages`(
  _ pitfall: Pitfall
) {
  let kind = pitfall.name == "garbage first" ? MailboxKind.mbox : nil
  let reading = read(pitfall.text, as: kind)
  #expect(reading.count == pitfall.count)
  #expect(reading.summary.messages == pitfall.count)
  #expect(reading.faults == [])
  var oddities: MessageOddities = []
  for message in reading.messages { oddities.formUnion(message.oddities) }
  #expect(oddities.names.map(\.description) == pitfall.oddities.names.map(\.description))
}

@Test(arguments: pitfalls) func `chunks of any size give the same messages`(_ pitfall: Pitfall) {
  let kind = pitfall.name == "garbage first" ? MailboxKind.mbox : nil
  let whole = read(pitfall.text, as: kind)
  for chunk in [1, 2, 3, 7, 64, 1000, 8192, 65536] where pitfall.text.utf8.count < 100_000 || chunk > 1000 {
    let cut = read(pitfall.text, as: kind, chunk: chunk)
    #expect(cut == whole, "\(chunk)")
  }
}

@Test(arguments: pitfalls) func `messages lie side by side and their parts inside them`(_ pitfall: Pitfall) {
  let kind = pitfall.name == "garbage first" ? MailboxKind.mbox : nil
  let bytes = Array(pitfall.text.utf8)
  let reading = read(bytes, as: kind)
  var end: UInt64 = 0
  for (index, message) in reading.messages.enumerated() {
    #expect(message.offset >= end)
    end = message.offset + message.length
    #expect(end <= UInt64(bytes.count))
    #expect(message.headerOffset >= message.offset + (message.separator?.length ?? 0))
    #expect(message.bodyOffset >= message.headerOffset + message.headerLength)
    #expect(message.bodyOffset + message.bodyLength <= end)
    let header = Array(bytes[Int(message.headerOffset)..<Int(message.headerOffset + message.headerLength)])
    #expect(reading.headers[index].starts(with: header))
    let body = Array(bytes[Int(message.bodyOffset)..<Int(message.bodyOffset + message.bodyLength)])
    #expect(reading.bodies[index] == body)
    let before = bytes[..<Int(message.offset)]
    let terminator: UInt8 = message.oddities.contains(.crLineEnds) ? 13 : 10
    #expect(message.line == UInt64(before.count { $0 == terminator }) + 1)
    #expect(message.number == index + 1)
  }
}

@Test(arguments: pitfalls) func `LF and CRLF give the same messages`(_ pitfall: Pitfall) {
  let text = pitfall.text
  guard !text.utf8.contains(13) else { return }
  let kind = pitfall.name == "garbage first" ? MailboxKind.mbox : nil
  let feed = read(text, as: kind)
  let both = read(text.replacingOccurrences(of: "\n", with: "\r\n"), as: kind)
  #expect(both.count == feed.count)
  for (left, right) in zip(feed.messages, both.messages) {
    #expect(left.line == right.line)
    #expect(right.offset == left.offset + left.line - 1)
    #expect(left.headerLine == right.headerLine)
    // A length in bytes is not right for both.
    let claims: MessageOddities = [.wrongContentLength, .fromLineInsideClaim]
    #expect(left.oddities.subtracting(claims) == right.oddities.subtracting(claims))
    #expect(left.separator?.sender == right.separator?.sender)
  }
}
