import Testing

@testable import Detectors

@Suite struct LookAlikeTests {
  @Test(arguments: [
    ("examp1e.org", "example.org"), ("exarnple.org", "example.org"), ("exаmple.org", "example.org"),
    ("xn--exmple-4nf.org", "example.org"), ("xn--mnchen-3ya.example", "munchen.example"),
    ("gooogle.test", "google.test"), ("gogle.test", "google.test"), ("googel.test", "google.test"),
    ("paypaI.test", "paypal.test"), ("vvebmail.test", "webmail.test"), ("microsofl.test", "microsoft.test"),
  ])
  func `names that the eye takes for others are alike`(name: String, other: String) {
    #expect(LookAlike.isConfusable(name.lowercased(), other))
    #expect(LookAlike.isConfusable(other, name.lowercased()))
  }

  @Test(arguments: [
    ("example.org", "example.org"), ("example.org", "example.com"), ("partner2.test", "partner4.test"),
    ("mx1.test", "mx2.test"), ("alpha.test", "alfa.test"), ("beta.test", "zeta.test"),
    ("mail-a.example", "mail-bb.example"), ("shop.example", "shop.test"), ("", "example.org"),
  ])
  func `different names are not alike`(name: String, other: String) {
    #expect(!LookAlike.isConfusable(name, other))
  }

  /// Samples of RFC 3492 §7.1 and of IDNA's own tables.
  @Test(arguments: [
    ("bcher-kva", "bücher"), ("mnchen-3ya", "münchen"), ("egbpdaj6bu4bxfgehfvwxn", "ليهمابتكلموشعربي؟"),
    ("ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"), ("maana-pta", "mañana"), ("abc-", "abc"),
  ])
  func `Punycode is decoded`(label: String, text: String) {
    #expect(Punycode.decode(label[...]).map { String(String.UnicodeScalarView($0)) } == text)
  }

  @Test func `what is no Punycode is none, and costs nothing`() {
    var generator = SystemRandomNumberGenerator()
    for text in [
      "99999999999", "\u{e9}", "a_b", String(repeating: "z", count: 63), String(repeating: "9", count: 400),
    ] { _ = Punycode.decode(text[...]) }
    #expect(Punycode.decode("\u{e9}") == nil)
    #expect(Punycode.decode(Substring(String(repeating: "a", count: 64))) == nil)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0..<64, using: &generator)).map { _ in
        UInt8.random(in: 33..<127, using: &generator)
      }
      _ = Punycode.decode(Substring(String(decoding: bytes, as: UTF8.self)))
    }
  }
}
