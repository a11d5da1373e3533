import Bytes
import Model
import Testing

@testable import Detectors

@Suite struct PolicyFileTests {
  private func read(_ text: String) -> PolicyFile {
    let bytes = Array(text.utf8)
    return PolicyFile(bytes.span)
  }

  @Test func `the output of postconf -n is a policy`() {
    let file = read(
      """
      # a comment
      myhostname = mx1.alpha.example
      mydomain = alpha.example
      mydestination = $myhostname, $mydomain,
          localhost.$mydomain
          # a comment inside
          localhost
      mynetworks = 127.0.0.0/8 [::1]/128, 192.0.2.0/24
      relay_domains = ${mydomain}, .partner.example hash:/etc/postfix/relay
      relayhost = [smtp.isp.example]:587
      proxy_interfaces = 198.51.100.7
      smtpd_banner = $myhostname ESMTP
      """)
    let policy = file.policy
    #expect(
      policy.domains == [
        "mx1.alpha.example", "alpha.example", "localhost.alpha.example", "localhost", ".partner.example",
      ])
    #expect(policy.isOwn(IPAddress("192.0.2.9")!))
    #expect(!policy.isOwn(IPAddress("192.0.3.9")!))
    #expect(policy.isOwn(IPAddress("198.51.100.7")!))
    #expect(policy.isOwn(IPAddress("::1")!))
    #expect(policy.isOwn(domain: "A.Partner.example"))
    #expect(!policy.isOwn(domain: "partner.example"))
    #expect(policy.hostNames == ["mx1.alpha.example", "smtp.isp.example"])
    #expect(file.notes.count == 1)
    #expect(file.notes[0].contains("hash:/etc/postfix/relay"))
  }

  @Test func `what is excluded from a network is not ours`() {
    let policy = read("mynetworks = !192.0.2.66, 192.0.2.0/24\n").policy
    #expect(!policy.isOwn(IPAddress("192.0.2.66")!))
    #expect(policy.isOwn(IPAddress("192.0.2.65")!))
  }

  @Test(arguments: [
    "", "=", "a", "a =", "mynetworks = $a\na = $mynetworks", "mynetworks = 1.2.3.4/99 x/y !",
    "mydestination = ${", "mydestination = $", "\u{0}\u{1}\n  x", "mydestination = $a$a\na = $b$b\nb = $a",
  ])
  func `a file that is no policy is read as far as it goes`(text: String) {
    let file = read(text)
    #expect(file.policy.networks.isEmpty)
  }
}
