import Bytes
import Model
import Testing

@testable import Detectors

@Suite struct RelayTargetTests {
  @Test(arguments: [
    ("user@domain.example", "domain.example", false),
    ("<user@domain.example.>", "domain.example", false),
    ("user%victim.example@us.example", "victim.example", true),
    ("\"user@victim.example\"@us.example", "victim.example", true),
    ("@us.example:user@victim.example", "victim.example", true),
    ("@us.example,@them.example:user@victim.example", "victim.example", true),
    ("victim.example!user@us.example", "victim.example", true),
    ("a.example!victim.example!user", "victim.example", true),
    ("50%off@shop.example", "shop.example", false),
    ("SRS0=abc=de=other.example=user@us.example", "us.example", false),
    ("user", "", false),
    ("", "", false),
    ("@", "", false),
    ("%@", "", false),
  ])
  func `the domain that mail is to reach in the end is found behind every trick`(
    address: String, domain: String, isHidden: Bool
  ) {
    // What stands around it is not its affair.
    for (before, after) in [
      ("", ""), ("!@%", "!@%"), ("a@b", "@"), ("", "@very.long.tail!of%other.things@here"),
    ] {
      let bytes = Array("\(before)\(address)\(after)".utf8)
      let place = ByteRange(before.utf8.count, before.utf8.count + address.utf8.count)
      let found = RelayTarget.domain(of: bytes.span, place)
      #expect(bytes.span.string(found.range) == domain)
      #expect(found.isHidden == isHidden)
    }
  }
}
