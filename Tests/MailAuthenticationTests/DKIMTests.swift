import Bytes
import Crypto
import CryptoExtras
import Foundation
import MailAuthentication
import Testing

/// Signs messages here, so that every form can be tried.
private func authenticate(
  _ message: String, keys: String = "", pieces: Int = 7, isWhole: Bool = true
) -> MailAuthenticator {
  let bytes = Array(message.utf8)
  let end =
    (message.range(of: "\r\n\r\n")?.upperBound ?? message.range(of: "\n\n")?.upperBound).map {
      message.utf8.distance(from: message.startIndex, to: $0)
    } ?? bytes.count
  let it = MailAuthenticator(keys: SigningKeys(Array(keys.utf8)))
  it.begin(bytes.span.extracting(0..<end))
  var place = end
  while place < bytes.count {
    let next = min(bytes.count, place + pieces)
    it.body(bytes.span.extracting(place..<next))
    place = next
  }
  it.end(isWhole: isWhole)
  return it
}

private func hash(_ body: String) -> String { Data(SHA256.hash(data: Data(body.utf8))).base64EncodedString() }

private func signed(_ body: String, _ form: String, of canonical: String, more: String = "") -> String {
  "DKIM-Signature: v=1; a=rsa-sha256; c=\(form); d=example.org; s=s1; h=from;\(more)\r\n bh=\(hash(canonical)); b=AAAA\r\nFrom: a@example.org\r\n\r\n\(body)"
}

@Suite struct DKIMTests {
  @Test func `the body hash is that of the canonical form, however lines end and bytes are cut`() {
    let bodies: [(String, String, String)] = [
      ("a  b \r\n\r\n\r\n", "simple/simple", "a  b \r\n"),
      ("a  b \r\n\r\n\r\n", "relaxed/relaxed", "a b\r\n"),
      (" a\t b\r\nc\r\n \t\r\n", "simple/relaxed", " a b\r\nc\r\n"), ("", "simple", "\r\n"),
      ("", "relaxed/relaxed", ""), ("no end", "relaxed/simple", "no end\r\n"),
      ("a\rb\r\n", "simple", "a\rb\r\n"),
    ]
    for (body, form, canonical) in bodies {
      for pieces in [1, 2, 3, 100] {
        let found = authenticate(signed(body, form, of: canonical), pieces: pieces).results
        #expect(found.map(\.bodyHash) == [.match], "\(form) \(body.debugDescription)")
      }
    }
    let stored = signed("x\r\ny\r\n", "relaxed/simple", of: "x\r\ny\r\n").replacing("\r\n", with: "\n")
    #expect(authenticate(stored).results.map(\.bodyHash) == [.match])
  }

  @Test func `a changed body is a mismatch, a cut one is not called changed`() {
    let message = signed("hello\r\nand more\r\n", "relaxed/relaxed", of: "hello\r\n")
    #expect(authenticate(message).results.map(\.bodyHash) == [.mismatch])
    #expect(authenticate(message, isWhole: false).results.map(\.bodyHash) == [.unknown])
    #expect(authenticate(message).results.first?.signature == .unverified)
  }

  @Test func `what a mailbox quoted is read as it was`() {
    let message = signed("a\r\n>From here\r\nb\r\n", "simple/simple", of: "a\r\nFrom here\r\nb\r\n")
    for pieces in [1, 3, 100] {
      #expect(authenticate(message, pieces: pieces).results.map(\.bodyHash) == [.match])
    }
    let own = signed("a\r\n>From here\r\n", "simple/simple", of: "a\r\n>From here\r\n")
    #expect(authenticate(own).results.map(\.bodyHash) == [.match])
  }

  @Test func `l= signs the beginning, and what is added is counted`() {
    let message = signed("12345\r\nadded\r\n", "simple/simple", of: "12345\r\n", more: " l=7;")
    let found = authenticate(message).results
    #expect(found.map(\.bodyHash) == [.match])
    #expect(found.first?.reason.contains("7 bytes") == true)
    let beyond = signed("12345\r\n", "simple/simple", of: "12345\r\n", more: " l=700;")
    #expect(authenticate(beyond).results.map(\.bodyHash) == [.mismatch])
  }

  @Test func `signatures are verified by their keys, RSA and Ed25519, and a changed header fails`() throws {
    let body = "hi\r\n"
    for isRSA in [true, false] {
      let field =
        "DKIM-Signature: v=1; a=\(isRSA ? "rsa" : "ed25519")-sha256; c=relaxed/relaxed; d=Example.org; s=s1;\r\n h=From : Subject:subject; bh=\(hash(body)); b="
      let canonical =
        "from:a@example.org\r\nsubject:two words\r\n"
        + "dkim-signature:v=1; a=\(isRSA ? "rsa" : "ed25519")-sha256; c=relaxed/relaxed; d=Example.org; s=s1; h=From : Subject:subject; bh=\(hash(body)); b="
      let proof: String
      let record: String
      if isRSA {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        proof = try key.signature(for: SHA256.hash(data: Data(canonical.utf8)), padding: .insecurePKCS1v1_5)
          .rawRepresentation.base64EncodedString()
        record = "v=DKIM1; k=rsa; p=" + key.publicKey.derRepresentation.base64EncodedString()
      } else {
        let key = Curve25519.Signing.PrivateKey()
        proof = try key.signature(for: Data(SHA256.hash(data: Data(canonical.utf8)))).base64EncodedString()
        record = "v=DKIM1; k=ed25519; p=" + key.publicKey.rawRepresentation.base64EncodedString()
      }
      let header = "\(field)\(proof)\r\nFrom:  a@example.org\r\nSubject: two\r\n  words \r\n\r\n"
      for keys in ["s1 example.org \(record)", "s1._domainkey.example.org. 3600 IN TXT \"\(record)\""] {
        let found = authenticate(header + body, keys: keys).results
        #expect(found.map(\.signature) == [.pass], "\(keys)")
        #expect(found.map(\.bodyHash) == [.match])
      }
      let changed = header.replacing("two", with: "six")
      #expect(
        authenticate(changed + body, keys: "s1 example.org \(record)").results.map(\.signature) == [.fail])
      #expect(
        authenticate(header + "ho\r\n", keys: "s1 example.org \(record)").results.map(\.signature) == [.fail])
      #expect(
        authenticate(header + body, keys: "s1 example.org p=").results.first?.reason.contains("revoked")
          == true)
      #expect(
        authenticate(header + body, keys: "s2 example.org \(record)").results.map(\.signature) == [
          .unverified
        ])
    }
  }

  @Test func `the chain of ARC is judged by its structure where keys are missing`() {
    func set(_ number: Int, _ state: String) -> String {
      "ARC-Seal: i=\(number); a=rsa-sha256; cv=\(state); d=x.example; s=s; b=AAAA\r\n"
        + "ARC-Message-Signature: i=\(number); a=rsa-sha256; c=relaxed/relaxed; d=x.example; s=s; h=from; bh=\(hash("hi\r\n")); b=AAAA\r\n"
        + "ARC-Authentication-Results: i=\(number); x.example; spf=pass\r\n"
    }
    func chain(_ header: String) -> ChainResult? {
      authenticate(header + "From: a@x.example\r\n\r\nhi\r\n").chain
    }
    #expect(chain(set(2, "pass") + set(1, "none"))?.chain == .unverified)
    #expect(chain(set(2, "pass") + set(1, "none"))?.sets == 2)
    #expect(chain(set(2, "none") + set(1, "none"))?.chain == .broken)
    #expect(chain(set(3, "pass") + set(1, "none"))?.chain == .broken)
    #expect(chain(set(1, "none") + set(1, "none"))?.chain == .broken)
    #expect(chain(set(1, "fail"))?.chain == .broken)
    #expect(chain("") == nil)
    #expect(authenticate(set(1, "none") + "From: a@x.example\r\n\r\nho\r\n").chain?.chain == .broken)
  }

  @Test func `many and malformed signatures are bounded`() {
    let one = "DKIM-Signature: v=1; a=rsa-sha256; d=a; s=b; h=from; bh=AAAA; b=AAAA\r\n"
    let many = authenticate(String(repeating: one, count: 500) + "From: a\r\n\r\nx\r\n")
    #expect(many.results.count == MailAuthenticator.maxSignatures)
    #expect(many.results.last?.reason.contains("484 more") == true)
    for field in [
      "DKIM-Signature: ", "DKIM-Signature: ;;;", "DKIM-Signature: v=1; bh=!!; b=",
      "ARC-Seal: i=99999999999999999999", "ARC-Seal: i=-1",
      "DKIM-Signature: v=1;a=rsa-sha256;c=a/b/c;d=a;s=b;h=from;bh=AA;l=x",
    ] {
      _ = authenticate(field + "\r\nFrom: a\r\n\r\nx\r\n")
    }
  }
}
