import Bytes
import Foundation
import MIME
import Model
import Support
import Testing

/// Runs every parser over `bytes`; every range must lie inside what was parsed.
func parseAll(_ bytes: [UInt8]) {
  var buffer = ByteBuffer()
  HeaderBlock.unfold(bytes.span, ByteRange(0, bytes.count), into: &buffer)
  var parser = ReceivedParser()
  let field = parser.parse(buffer.span)
  let count = buffer.count
  var ranges = [
    field.fromWord, field.fromHelo, field.fromDomain, field.ident, field.by, field.via, field.with, field.id,
    field.envelopeFrom, field.tlsVersion, field.tlsCipher, field.user, field.dateRange,
  ]
  for place in 0..<4 { ranges.append(field.recipients[place]) }
  for range in ranges where !range.isNone { #expect(range.upper <= count) }
  var list: [MailAddress] = []
  AddressField.parse(buffer.span, ByteRange(0, count), into: &list)
  var out = ByteBuffer()
  for one in list {
    AddressField.appendName(one, of: buffer.span, into: &out)
    AddressField.appendAddress(one, of: buffer.span, into: &out)
  }
  out.removeAll()
  EncodedWord.decode(buffer.span, ByteRange(0, count), into: &out)
  _ = MessageIDField.parse(buffer.span, ByteRange(0, count))
  _ = AuthenticationResultsField(buffer.span, ByteRange(0, count))
  _ = DateField(buffer.span, ByteRange(0, count))
}

private func repeated(_ text: String, _ count: Int) -> [UInt8] {
  Array(String(repeating: text, count: count).utf8)
}

@Test(arguments: [
  "with ", "from by ", "(", ")", "((", "\"", "\\", "<", "[", "[<", ";", "; ", "=?", "=?utf-8?B?",
  "=?utf-8?q?a",
  "a@b,", "\u{0}", "\r", "\n ", "\r\n\t", "id <", "(x", "\"(", "(a)(", "Mon, ", "1 ", "ü", "@", ":;", "<@",
  "by [",
])
func `a pattern repeated two hundred thousand times is read in linear time`(pattern: String) {
  let small = repeated(pattern, 20_000)
  let large = repeated(pattern, 200_000)
  let clock = ContinuousClock()
  let first = clock.measure { parseAll(small) }
  let second = clock.measure { parseAll(large) }
  // Ten times the text; quadratic work would take a hundred times as long.
  #expect(second < first * 60 + .milliseconds(500))
}

@Test func `ten thousand clauses and a thousand nested comments still give the date`() {
  let many = readReceived(
    "from a by b " + String(repeating: "with x ", count: 10_000) + "; 1 Feb 2003 04:05:06 +0000")
  #expect(many.field.isDamaged)
  #expect(many.string(many.field.by) == "b")
  #expect(many.field.date.status == .ok)
  let nested = String(repeating: "(", count: 1_000) + String(repeating: ")", count: 1_000)
  let deep = readReceived("from a \(nested) by b; 1 Feb 2003 04:05:06 +0000")
  #expect(!deep.field.isDamaged)
  #expect(deep.string(deep.field.by) == "b")
  #expect(deep.field.date.time.seconds == 1_044_072_306)
  let open = readReceived("from a (b (c) by d with SMTP; 1 Feb 2003 04:05:06 +0000")
  #expect(open.field.isDamaged)
  #expect(open.string(open.field.by) == "d")
  #expect(open.field.date.status == .ok)
}

@Test func `random damage of real lines never leaves the text`() {
  var random = SeededNumbers(state: 7)
  let line = Array(
    """
    from mail.a.test (h.b.test [192.0.2.7]) (using TLSv1.3 with cipher X (256/256 bits)) (Authenticated sender: u) by mx.c.test (Postfix) with ESMTPSA id 4YMGR36Z2PzB7CX for <a@c.test>; Mon, 30 Dec 2024 13:59:59 +0100 (CET) (envelope-from <x@y.test>)
    """.utf8)
  let pieces = Array("()<>[]\";:,@=?\\ \t\r\n\0%+-.09zA".utf8) + [0x80, 0xFF]
  for _ in 0..<4_000 {
    var damaged = line
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let place = Int.random(in: 0..<damaged.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: damaged[place] = pieces.randomElement(using: &random)!
      case 1: damaged.insert(pieces.randomElement(using: &random)!, at: place)
      default:
        damaged.removeSubrange(place..<min(place + Int.random(in: 1...20, using: &random), damaged.count))
      }
      if damaged.isEmpty { damaged = line }
    }
    parseAll(damaged)
  }
}

@Test func `clause words inside comments, names and free text are no clauses`() {
  let read = readReceived(
    "from by.with.test (for.id.test [192.0.2.9]) (using TLSv1.2 with cipher AES by id) by mx.test (Postfix) with ESMTPS id 0A1B2C3D4E for <a@b.test>; 1 Feb 2003 04:05:06 -0000"
  )
  #expect(read.string(read.field.fromHelo) == "by.with.test")
  #expect(read.string(read.field.fromDomain) == "for.id.test")
  #expect(read.string(read.field.by) == "mx.test")
  #expect(read.string(read.field.tlsCipher) == "AES")
  #expect(read.field.transport == .esmtps)
  #expect(read.field.software == .postfix)
  #expect(read.recipients == ["a@b.test"])
  #expect(read.field.tls == .yes)
}

@Test func `servers' own forms give client, login and TLS`() {
  let exim = readReceived(
    "from h.test ([192.0.2.1]:36336 helo=pc ident=u) by mx.test with esmtpsa  (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <s@x.test>) id 1tSBde-00003h-0Q for r@y.test; Mon, 30 Dec 2024 14:30:00 -0500"
  )
  #expect(exim.string(exim.field.fromHelo) == "pc")
  #expect(exim.string(exim.field.fromDomain) == "h.test")
  #expect(exim.field.fromPort == 36336)
  #expect(exim.string(exim.field.ident) == "u")
  #expect(exim.string(exim.field.tlsCipher) == "TLS_AES_256_GCM_SHA384")
  #expect(exim.string(exim.field.envelopeFrom) == "s@x.test")
  #expect(exim.field.isAuthenticated)
  let exchange = readReceived(
    "from A.prod.outlook.com (2603:10a6::19) by B.outlook.office365.com (2603:10a6::2) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_X) id 15.20.9203.10 via Frontend Transport; Mon, 30 Dec 2024 14:30:00 +0000"
  )
  #expect(exchange.field.software == .exchange)
  #expect(exchange.field.isIDVersion)
  #expect(exchange.field.fromDomain.isNone)
  #expect(exchange.field.byIP == IPAddress("2603:10a6::2"))
  #expect(exchange.string(exchange.field.via) == "Frontend Transport")
  #expect(exchange.string(exchange.field.tlsVersion) == "TLS1_3")
  let sendmail = readReceived(
    "from h (r.test [192.0.2.1] (may be forged)) by d.test (8.17.1/8.17.1) with ESMTP id 4BUD00co000186; Mon, 30 Dec 2024 08:00:00 -0500"
  )
  #expect(sendmail.field.mayBeForged)
  #expect(!sendmail.field.isDomainVerified)
  #expect(sendmail.field.software == .sendmail)
  #expect(sendmail.field.tls == .no)
  let local = readReceived(
    "by h.test (Postfix, from userid 1001) id 1234ABCD; Mon, 30 Dec 2024 08:00:00 -0500")
  #expect(local.field.kind == .local)
  let impossible = readReceived("from x (x [300.1.2.3]) by y.test with SMTP; Mon, 30 Dec 2024 08:00:00 -0500")
  #expect(impossible.field.hasImpossibleIP)
}

@Test func `a date is ok, naive, bad or absent, and never guessed`() {
  func date(_ text: String) -> DateField {
    let bytes = Array(text.utf8)
    return DateField(bytes.span, ByteRange(0, bytes.count))
  }
  #expect(date("").status == .none)
  #expect(date(" (only a comment) ").status == .none)
  #expect(date("Mon, 30 Dec 2024 14:30:00 -0500").time.seconds == 1_735_587_000)
  #expect(date("30 Dec 24 14:30 EST").time.seconds == 1_735_587_000)
  #expect(date("2024-12-30T14:30:00.25-05:00").time.microseconds == 1_735_587_000_250_000)
  #expect(date("30 Dec 2024 14:30:00 -0000").isZoneUntold)
  #expect(date("30 Dec 2024 14:30:00 K").status == .naive)
  #expect(date("30 Dec 2024 14:30:00").status == .naive)
  #expect(date("4/5/2018 10:00:00").status == .bad)
  #expect(date("4/5/2018 10:00:00 PM +0000").status == .ok)
  #expect(date("30 Feb 2024 14:30:00 +0000").status == .bad)
  #expect(date("30 Dec 2024 25:30:00 +0000").status == .bad)
  #expect(date("30 Dec 2024").status == .bad)
  #expect(date("Tue, 30 Dec 2024 14:30:00 +0000").hasWrongWeekday)
  #expect(!date("Mon, 30 Dec 2024 14:30:00 +0000").hasWrongWeekday)
  #expect(date("30 Dec 2024 14:30:00 +1700").hasImpossibleZone)
  #expect(!date("30 Dec 2024 14:30:00 +0545").hasImpossibleZone)
}

private let mail = URL(fileURLWithPath: groundTruth).deletingLastPathComponent().path

@Test(.enabled(if: hasGroundTruth)) func `no file of the corpora crashes a parser`() {
  var blocks = 0
  guard let walk = FileManager.default.enumerator(atPath: mail) else { return }
  for case let name as String in walk {
    guard let data = FileManager.default.contents(atPath: mail + "/" + name), !data.isEmpty else { continue }
    let bytes = [UInt8](data.prefix(2_000_000))
    var index = 0
    var count = 0
    while index < bytes.count, count < 300 {
      let rest = Array(bytes[index...])
      var block = HeaderBlock()
      block.parse(rest.span)
      #expect(block.bodyStart >= block.end && block.bodyStart <= rest.count)
      for field in block.fields.prefix(200) {
        parseAll(Array(rest[field.valueRange.range]))
      }
      blocks += 1
      count += 1
      // The next block roughly: behind the next blank line.
      var next = index + max(block.bodyStart, 1)
      while next + 1 < bytes.count, !(bytes[next] == 10 && (bytes[next + 1] == 10 || bytes[next + 1] == 13)) {
        next += 1
      }
      index = next + 2
    }
  }
  #expect(blocks > 100)
}
