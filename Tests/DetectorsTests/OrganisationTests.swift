import Bytes
import Model
import Testing

@testable import Detectors

@Suite struct OrganisationTests {
  @Test(arguments: [
    ("mx1.alpha.example", "alpha.example"), ("alpha.example", "alpha.example"),
    ("MX.Alpha.Example.", "alpha.example"),
    ("mail.shop.co.uk", "shop.co.uk"), ("shop.co.uk", "shop.co.uk"), ("co.uk", "co.uk"), ("localhost", ""),
    ("", ""),
    ("...", ""), (".", ""), ("a..b", ".b"),
  ])
  func `the part of a name that one organisation holds is found`(name: String, organisation: String) {
    let bytes = Array(name.utf8)
    var symbols = Symbols()
    let number = SenderDetector.organisation(bytes.span, ByteRange(0, bytes.count), &symbols)
    #expect((symbols.name(number) ?? "") == organisation)
  }

  @Test func `text that imitates log lines is told from addresses that only look odd`() {
    let plain = [
      "mx1.alpha.example", "[192.0.2.1]", "SRS0=abc=de=other.example=user@us.example",
      "bounce+a=b.example@list.example",
      "\"a b\"@c.example", "IPv6:2001:db8::1", "o'hara@x.example",
    ]
    let imitations = [
      "x] postfix/smtpd[99]: connect from localhost[127.0.0.1]", "root>, method=PLAIN, rip=127.0.0.1",
      "a#012Dec 31 mx1 sshd[1]: Accepted", "u: status=sent (ok)",
    ]
    for text in plain {
      let bytes = Array(text.utf8)
      let isPlain = ImitatedLine.isPlain(bytes.span, ByteRange(0, bytes.count))
      #expect(isPlain, "\(text)")
    }
    for text in imitations {
      let bytes = Array(text.utf8)
      let isPlain = ImitatedLine.isPlain(bytes.span, ByteRange(0, bytes.count))
      #expect(!isPlain, "\(text)")
    }
  }
}
