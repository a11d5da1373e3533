import Bytes
import Foundation
import Mailbox
import Model
import Support
import Testing

@Test func `every part of a message is where it says`() throws {
  let text = mail(1) + mail(2, from: later, body: "one\n\ntwo\n")
  let reading = read(text)
  #expect(reading.count == 2)
  let first = reading.messages[0]
  let second = reading.messages[1]
  #expect(first.offset == 0)
  #expect(first.line == 1)
  #expect(first.separator?.length == 41)
  #expect(first.headerOffset == 41)
  #expect(first.headerLine == 2)
  #expect(first.headerLength == 104)
  #expect(first.bodyOffset == 146)
  #expect(first.bodyLength == 6)
  #expect(first.length == 153)
  #expect(second.offset == 153)
  #expect(second.line == 10)
  #expect(second.length == UInt64(text.utf8.count) - 153)
  #expect(reading.body(0) == "Hello\n")
  #expect(reading.body(1) == "one\n\ntwo\n")
  #expect(reading.header(0).hasSuffix("<1@p.test>\n\n"))
  let separator = try #require(second.separator)
  #expect(String(decoding: separator.sender, as: UTF8.self) == "bob@b.test")
  #expect(separator.time == CivilTime(year: 2018, month: 1, day: 3, hour: 3, minute: 4, second: 5))
  #expect(separator.offsetMinutes == nil)
  let location = second.location(in: SourceID(4))
  #expect(location == Location(source: SourceID(4), offset: 153, line: 10, length: second.length))
  #expect(reading.summary.lines == 20)
}

@Test func `with CRLF each offset grows by the lines before it`() {
  let text = (mail(1) + mail(2, from: later)).replacingOccurrences(of: "\n", with: "\r\n")
  let reading = read(text)
  #expect(reading.messages.map(\.offset) == [0, 162])
  #expect(reading.messages.map(\.headerOffset) == [42, 204])
  #expect(reading.messages.map(\.bodyOffset) == [153, 315])
  #expect(reading.messages.map(\.bodyLength) == [7, 7])
  #expect(reading.messages.map(\.line) == [1, 10])
}

@Test func `a Content-Length that ends exactly at a later separator hides nothing and is told`() {
  let hidden = mail(2, from: later)
  let length = "Hello\n\n".utf8.count + hidden.utf8.count - 1
  let text = mail(1, extra: ["Content-Length: \(length)"]) + hidden + mail(3)
  let reading = read(text)
  #expect(reading.count == 3)
  #expect(reading.messages.map(\.claimedBy) == [0, 1, 0])
  #expect(reading.messages[1].isAmbiguous)
  #expect(reading.messages[0].oddities.contains(.wrongContentLength))
  #expect(reading.summary.readings.map(\.message) == [1])
  #expect(reading.summary.readings.map(\.hidden) == [2...2])
  #expect(reading.summary.readings.map(\.offset) == [0])
}

@Test func `Content-Lengths that are right tell the dialect`() {
  let quoted =
    mail(1, extra: ["Content-Length: 12"], body: ">From there\n")
    + mail(2, from: later, extra: ["Content-Length: 6"])
  let plain =
    mail(1, extra: ["Content-Length: 11"], body: "From there\n")
    + mail(2, from: later, extra: ["Content-Length: 6"])
  let first = read(quoted)
  let second = read(plain)
  #expect(first.summary.dialect == .mboxcl)
  #expect(first.summary.exactContentLengths == 2)
  #expect(second.summary.dialect == .mboxcl2)
  #expect(read(mail(1, body: ">From a\n")).summary.dialect == .mboxoOrMboxrd)
  #expect(read(mail(1, body: ">>From a\n")).summary.dialect == .mboxrd)
  #expect(read(mail(1)).summary.dialect == .unknown)
}

@Test func `expunged mail that is still in the file is marked`() {
  let text =
    mail(1, extra: ["X-Mozilla-Status: 0009"]) + mail(2, from: later, extra: ["X-Mozilla-Status: 0001"])
    + mail(3, extra: ["X-Status: AD"])
  let reading = read(text)
  #expect(reading.messages.map(\.isDeleted) == [true, false, true])
  #expect(reading.summary.deleted == 2)
}

@Test func `only the first message can be a server's internal data`() {
  let data =
    "From MAILER-DAEMON Tue Jan  2 03:04:05 2018\nSubject: FOLDER INTERNAL DATA\nX-IMAP: 1 2\n\nx\n\n"
  let hidden = read(data + mail(1))
  let shown = read(mail(1) + data)
  #expect(hidden.count == 1)
  #expect(hidden.summary.internalData == 1)
  #expect(hidden.messages[0].number == 1)
  #expect(shown.count == 2)
  #expect(shown.summary.internalData == 0)
}

@Test func `an emlx ends where its count says and its flags are read`() {
  let message = mail(1, from: nil)
  let list =
    "<?xml version=\"1.0\"?>\n<plist><dict>\n<key>flags</key>\n<integer>8590195715</integer>\n</dict></plist>\n"
  let text = "\(message.utf8.count)      \n" + message + list
  for chunk in [1, 5, 64, 4096] {
    let reading = read(text, chunk: chunk)
    #expect(reading.count == 1)
    #expect(reading.messages[0].offset == UInt64("\(message.utf8.count)      \n".utf8.count))
    #expect(reading.messages[0].length == UInt64(message.utf8.count))
    #expect(reading.messages[0].line == 2)
    #expect(reading.messages[0].isDeleted)
    #expect(reading.messages[0].oddities == [])
    #expect(reading.body(0) == "Hello\n\n")
    #expect(reading.summary.lines == UInt64(text.utf8.count { $0 == 10 }))
  }
  let lying = read("99999\n" + message)
  #expect(lying.count == 1)
  #expect(lying.messages[0].oddities == .truncated)
}

@Test func `a header above its limit is cut and the message goes on`() {
  var limits = Limits()
  limits.headerBytes = 2048
  let fields = (0..<200).map { "X-Field-\($0): value value value" }
  let text = mail(1, extra: fields) + mail(2, from: later)
  let reading = read(text, limits: limits)
  #expect(reading.count == 2)
  #expect(reading.headers[0].count == 2048)
  #expect(reading.messages[0].oddities == .headerCut)
  #expect(reading.body(0) == "Hello\n")
  #expect(read(text, chunk: 3, limits: limits) == reading)
}

@Test func `long lines of every sort pass through, cut anywhere`() {
  let long = String(repeating: "y", count: 5000)
  var limits = Limits()
  limits.lineBytes = 3000
  let text =
    mail(
      1, extra: ["X-Long: " + long, "X-Last: 1"],
      body: "-- " + long + "\n>" + long + "\n\nFrom " + long + " Tue Jan  2 03:04:05 2018\nA: b\n")
    + mail(2, from: later, body: long + "\n\n\n\n" + long) + "\n\n" + mail(3)
  let whole = read(text, limits: limits)
  #expect(whole.count == 3)
  #expect(whole.faults == [])
  for chunk in [1, 7, 1023, 1024, 1025, 2999, 3000, 3001, 4096] {
    let cut = read(text, chunk: chunk, limits: limits)
    #expect(cut == whole, "\(chunk)")
  }
}

@Test func `mailboxes of shuffled scraps are read the same in any chunks, and nothing is lost`() {
  let scraps = [
    "From ann@a.test Tue Jan  2 03:04:05 2018\n", "From ann\n", "From: a@a.test\n", "Subject: x\n", "\n",
    "\n", "\r\n",
    "text\n", ">From x\n", "--b\n", "--b--\n", "Content-Type: message/rfc822\n", "Content-Length: 120\n",
    "Date: x\n", "\u{1}\u{1}\u{1}\u{1}\n", "\u{1F}\u{C}\n", "1,,\n", "*** EOOH ***\n", "\r", "\0", "x",
    "From ", " folded\n",
    "Message-ID: <a@b>\r\n", "12\n", String(repeating: "z", count: 1100),
    "From " + String(repeating: "y", count: 1100) + " Tue Jan  2 03:04:05 2018\n",
    "X-Z: " + String(repeating: "z", count: 1019),
  ]
  var random = SeededNumbers(state: 20)
  var limits = Limits()
  limits.headerBytes = 2500
  limits.lineBytes = 1500
  for _ in 0..<400 {
    var text = ""
    for _ in 0..<Int.random(in: 1...40, using: &random) { text += scraps.randomElement(using: &random)! }
    let bytes = Array(text.utf8)
    for kind in [MailboxKind.mbox, .mmdf, .babyl, .emlx, .singleMessage] {
      let whole = read(bytes, as: kind, limits: limits)
      #expect(whole.faults == [], "\(text.debugDescription)")
      let chunk = Int.random(in: 1...9, using: &random)
      let cut = read(bytes, as: kind, chunk: chunk, limits: limits)
      #expect(cut == whole, "\(kind.name) in \(chunk): \(text.debugDescription)")
      if kind == .mbox, whole.summary.internalData == 0 {
        // Messages, stray bytes, a byte order mark and leading empty lines are all there is.
        let sum = whole.messages.reduce(0) { $0 + $1.length } + whole.summary.strayBytes
        #expect(sum <= UInt64(bytes.count))
        if let first = whole.messages.first, whole.summary.strayBytes == 0 {
          #expect(first.offset + sum == UInt64(bytes.count))
        }
      }
    }
  }
}

@Test func `a million From_ lines are read in linear time`() {
  var text = "From ann@a.test Tue Jan  2 03:04:05 2018\nSubject: x\nContent-Length: 999999999\n\n"
  text += String(repeating: "From ann@a.test Tue Jan  2 03:04:05 2018\n", count: 200_000)
  let clock = ContinuousClock()
  var reading = Reading()
  let time = clock.measure { reading = read(text, chunk: 65536) }
  #expect(reading.count >= 1)
  #expect(time < .seconds(20))
}
