import Bytes
import Foundation
import MIME
import Testing

private func decoded(_ text: String) -> (String, EncodedWord.Outcome) {
  let bytes = Array(text.utf8)
  var buffer = ByteBuffer()
  let outcome = EncodedWord.decode(bytes.span, ByteRange(0, bytes.count), into: &buffer)
  return (buffer.string, outcome)
}

@Test func `encoded words become text, joined where only blanks part them`() {
  #expect(decoded("=?utf-8?B?w6TDtsO8?= x").0 == "äöü x")
  #expect(decoded("=?utf-8?Q?a?= =?utf-8?Q?b_c?=").0 == "ab c")
  #expect(decoded("a =?utf-8?Q?b?= c =?iso-8859-1?Q?=E9t=E9?=").0 == "a b c été")
  // One character cut in two words.
  #expect(decoded("=?UTF-8?Q?=C3?=  =?utf-8?q?=A4?=").0 == "ä")
  #expect(decoded("=?windows-1252?Q?=80?= =?iso-8859-15*de?Q?=A4?=").0 == "€€")
  #expect(decoded("=?koi8-r?B?8NLJ18XU?= =?windows-1251?Q?=CF?=").0 == "ПриветП")
  #expect(decoded("  plain  ").0 == "  plain  ")
}

@Test func `what cannot be decoded stays as written`() {
  for text in [
    "=?x-none?Q?abc?=", "=?utf-8?Q?abc", "=?utf-8?X?abc?=", "=?", "=?=?=?", "=?utf-8?B?", "a=?b?c",
    "=?x?Q?a?= =?y?B?b?=",
  ] {
    let (result, outcome) = decoded(text)
    #expect(result == text)
    #expect(outcome.decoded == 0)
  }
  #expect(decoded("=?x-none?Q?abc?=").1.undecoded == 1)
  #expect(decoded("=?utf-8?Q?a?= =?x-none?Q?b?=").0 == "a =?x-none?Q?b?=")
}

private func addresses(_ text: String) -> [(name: String, address: String?, group: String?)] {
  let bytes = Array(text.utf8)
  var list: [MailAddress] = []
  AddressField.parse(bytes.span, ByteRange(0, bytes.count), into: &list)
  return list.map { one in
    var name = ByteBuffer()
    AddressField.appendName(one, of: bytes.span, into: &name)
    var address = ByteBuffer()
    AddressField.appendAddress(one, of: bytes.span, into: &address)
    return (
      name.string, one.address.isNone ? nil : address.string,
      one.group.isNone ? nil : bytes.span.string(one.group)
    )
  }
}

@Test func `addresses are read as mailers write them`() {
  let list = addresses(
    "\"Doe, J. \\\"X\\\"\" <jd@a.test>, b@b.test (Bob), Who? <@r,@s:w@c.test>, team: m@d.test, n@d.test;, none:;, "
      + "=?utf-8?Q?=C3=84?= <e@e.test>, pete(his)@ f .test, Ann ann@g.test")
  #expect(
    list.map(\.address) == [
      "jd@a.test", "b@b.test", "w@c.test", "m@d.test", "n@d.test", nil, "e@e.test", "pete@f.test",
      "ann@g.test",
    ])
  #expect(list.map(\.name) == ["Doe, J. \"X\"", "Bob", "Who?", "", "", "", "Ä", "his", "Ann"])
  #expect(list.map(\.group) == [nil, nil, nil, "team", "team", "none", nil, nil, nil])
  #expect(addresses("<>").map(\.address) == [""])
  #expect(addresses("a <b@c.test").map(\.address) == ["b@c.test"])
  #expect(addresses("  , ,").isEmpty)
}

@Test(.enabled(if: hasGroundTruth)) func `addresses of the ground truth agree`() {
  var tally = Tally()
  for one in cases("address.stalwart.jsonl") {
    guard let header = one["header"] as? String, let want = one["expect"] as? [String: Any] else { continue }
    var wanted: [String] = []
    func take(_ list: [[String: Any]]) { wanted += list.compactMap { $0["address"] as? String } }
    if let list = want["List"] as? [[String: Any]] { take(list) }
    for group in want["Group"] as? [[String: Any]] ?? [] {
      take(group["addresses"] as? [[String: Any]] ?? [])
    }
    let got = addresses(header).compactMap(\.address)
    tally.compare("addresses", "\(got)", "\(wanted)", in: header)
  }
  tally.report("address.stalwart")
  #expect(tally.total > 20)
  #expect(Double(tally.right) / Double(max(tally.total, 1)) >= 0.7)
}

@Test func `Message-ID and Authentication-Results give their parts`() {
  func id(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let range = MessageIDField.parse(bytes.span, ByteRange(0, bytes.count))
    return bytes.span.string(range)
  }
  #expect(id(" <a@b.test> ") == "a@b.test")
  #expect(id("a@b.test") == "a@b.test")
  #expect(id("<x> status=sent <y@z>") == "x> status=sent <y@z")
  #expect(id("text <a@b> more") == "a@b")
  #expect(id("") == "")
  let bytes = Array(
    "i=1; mx.a.test; dkim=pass (2048; bit) header.d=b.test; spf=softfail smtp.mailfrom=c@d.test; dmarc=none"
      .utf8)
  let field = AuthenticationResultsField(bytes.span, ByteRange(0, bytes.count))
  let texts = [field.authservID, field.dkim, field.spf, field.dmarc, field.arc].map { bytes.span.string($0) }
  #expect(texts == ["mx.a.test", "pass", "softfail", "none", ""])
  #expect(field.instance == 1)
}
