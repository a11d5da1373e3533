import Bytes
import LogFormats
import Model
import Testing

@Suite struct SecretsTests {
  /// A line, and the same with its credentials as they must be shown.
  static let masked: [(String, String)] = [
    ("Password mismatch (given password: pa)ss)", "Password mismatch (given password: *****)"),
    (
      "Password mismatch (SHA1 of given password: f638ff)",
      "Password mismatch (SHA1 of given password: ******)"
    ),
    (
      "client in: AUTH#0111#011PLAIN#011resp=AGFubmE=#011x",
      "client in: AUTH#0111#011PLAIN#011resp=********#011x"
    ),
    (
      "client passdb out: OK#0111#011user=anna#011pass=geheim",
      "client passdb out: OK#0111#011user=anna#011pass=******"
    ),
    ("cmd: AUTH PLAIN AGFubmEAc2VjcmV0", "cmd: AUTH PLAIN ****************"),
    ("rejected \"auth login YW5uYQ==\"", "rejected \"auth login ********\""),
    ("a1 AUTHENTICATE PLAIN AGFubmEAc2VjcmV0", "a1 AUTHENTICATE PLAIN ****************"),
    ("AUTH +PLAIN+AGFubmEAc2Vj 535", "AUTH +PLAIN+************ 535"),
    (
      "816\t203.0.113.9\tAUTH\tYnJlZXpl\t535 Invalid Username or Password\t34",
      "816\t203.0.113.9\tAUTH\t********\t535 Invalid Username or Password\t34"
    ),
    (
      "816\t203.0.113.9\tAUTH\tgeheim12\t235 Authenticated",
      "816\t203.0.113.9\tAUTH\t********\t235 Authenticated"
    ),
    ("1756 AUTH TWFyY28yMDI0 535+Invalid+Username mx", "1756 AUTH ************ 535+Invalid+Username mx"),
    (
      "1940 AUTH AUTH+PLAIN+AGFubmEA 235+Authenticated mx",
      "1940 AUTH AUTH+PLAIN+******** 235+Authenticated mx"
    ),
    ("password fail (pass: 'it') s') anna:203.0.113.9", "password fail (pass: '******') anna:203.0.113.9"),
    ("clearpasswd=geheim, passwd=$1$x", "clearpasswd=******, passwd=****"),
    ("connect password='two words' host=x", "connect password=*********** host=x"),
    ("< h[203.0.113.9]: YW5uYQ==", "< h[203.0.113.9]: YW5uYQ=="),
    ("smtpd: < h[203.0.113.9]: YW5uYQ==", "smtpd: < h[203.0.113.9]: ********"),
    ("\"RECEIVED: PASS geheim\"", "\"RECEIVED: PASS ******\""),
    ("RECEIVED: A1 LOGIN \"anna\" \"two words\"", "RECEIVED: A1 LOGIN \"anna\" **********\""),
    ("<-- a2 login anna geheim", "<-- a2 login anna ******"),
  ]

  static let untouched = [
    "lost connection after AUTH from unknown[203.0.113.9]",
    "816\t203.0.113.9\tAUTH\tAUTH LOGIN\t334 VXNlcm5hbWU6", "AUTH\tLOGIN\t334 VXNlcm5hbWU6", "AUTH\t\t535 No",
    "1940 AUTH {blank} 535+Invalid+Username+or+Password mx 34", "1940 AUTH AUTH+LOGIN 334+VXNlcm5hbWU6 mx",
    "AUTH LOGIN failed", "AUTH PLAIN FAILED now", "250-AUTH PLAIN LOGIN XOAUTH2 CRAM-MD5",
    "AUTH=server, relay=h [203.0.113.9], authid=anna, mech=PLAIN", "pass=<hidden>", "passwd=<null>",
    "the password of anna expired", "PASS NEW [203.0.113.9]:4711", "smtpd: < h[203.0.113.9]: STARTTLS",
    "RECEIVED: QUIT", "password: ", "",
  ]

  private func mask(_ line: String) -> String {
    var copy = ByteBuffer(capacity: 16)
    let bytes = Array(line.utf8)
    return Secrets.mask(bytes.span, into: &copy) ? copy.string : line
  }

  @Test func `credentials are masked byte for byte, and nothing else is`() {
    for (line, wanted) in Self.masked { #expect(mask(line) == wanted) }
    for line in Self.untouched { #expect(mask(line) == line) }
  }

  @Test func `a masked line is as long as it was, wherever it is cut`() {
    for (line, _) in Self.masked {
      for length in 0...line.utf8.count {
        let part = String(decoding: line.utf8.prefix(length), as: UTF8.self)
        #expect(mask(part).utf8.count == part.utf8.count, "\(part)")
      }
    }
  }

  @Test func `many credentials in one line are all masked`() {
    let line = String(repeating: "pass=a ", count: 40)
    #expect(!mask(line).contains("=a"))
  }
}
