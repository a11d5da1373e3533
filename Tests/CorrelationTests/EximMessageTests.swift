import Bytes
import Correlation
import LogFormats
import Model
import Testing

/// Messages from Exim's logs.
@Suite struct EximMessageTests {
  private static func stamp(_ second: Int) -> String { "2025-03-04 10:00:0\(second).100 +0000 " }

  private static func entries(_ lines: [(Int, UInt32, String)]) -> [MessageBench.Entry] {
    lines.map { MessageBench.Entry(line: stamp($0.0) + $0.2, folder: $0.1) }
  }

  @Test func `a message from the old form of ids to the new is one with two hops`() {
    let old = "1tpP7E-0000Ab-1C"
    let new = "1tpP7F-00000004Ufj-1kPx"
    let message = MessageBench(
      entries: Self.entries([
        (
          0, 0,
          "\(old) <= ann@a.example H=mail.a.example (a) [192.0.2.7]:4000 P=esmtpsa X=TLS1.3:AES:256 CV=no A=plain:ann S=500 id=m1@a.example"
        ),
        (
          1, 1,
          "\(new) <= ann@a.example H=mx1.b.example [203.0.113.10] P=esmtps X=TLS1.3:AES:256 CV=no S=700 id=m1@a.example"
        ),
        (
          1, 0,
          "\(old) => bob@b.example R=dnslookup T=remote_smtp H=mx2.b.example [203.0.113.11] X=TLS1.3:AES:256 CV=no C=\"250 OK id=\(new)\""
        ),
        (1, 0, "\(old) Completed"),
        (2, 1, "\(new) => bob <bob@b.example> R=localuser T=local_delivery"),
        (2, 1, "\(new) Completed"),
      ])
    ).message()
    #expect(message.hasPrefix("delivered "), "\(message)")
    #expect(
      message.contains("from='ann@a.example' to='bob@b.example' ip='192.0.2.7' user='ann'"), "\(message)")
    #expect(message.contains("tls=yes size=500"), "\(message)")
    #expect(message.contains("'\(new)' after 0"), "\(message)")
    #expect(message.contains("1: 'bob@b.example' sent"), "\(message)")
  }

  @Test func `recipients keep their own last disposition`() {
    let id = "1tpP7E-0000Ab-2C"
    let message = MessageBench(
      entries: Self.entries([
        (0, 0, "\(id) <= ann@a.example H=(a) [192.0.2.7] P=esmtp S=500 id=m2@a.example"),
        (1, 0, "\(id) => bob <bob@b.example> R=localuser T=local_delivery"),
        (
          1, 0,
          "\(id) == eve@c.example R=dnslookup T=remote_smtp defer (-44) H=mx.c.example [203.0.113.20]: SMTP error from remote mail server after RCPT TO:<eve@c.example>: 451 4.7.1 Greylisted"
        ),
        (1, 0, "\(id) ** no@b.example: Unrouteable address"),
        (5, 0, "\(id) => eve@c.example R=dnslookup T=remote_smtp H=mx.c.example [203.0.113.20] C=\"250 OK\""),
        (5, 0, "\(id) Completed"),
      ])
    ).message()
    #expect(message.hasPrefix("mixed "), "\(message)")
    #expect(message.contains("'eve@c.example' deferred 'Greylisted'"), "\(message)")
    #expect(message.contains("'eve@c.example' sent"), "\(message)")
    #expect(message.contains("'no@b.example' bounced 'Unrouteable address'"), "\(message)")
    #expect(message.contains("tls=no"), "\(message)")
  }

  @Test func `a bounce names the message that it answers`() {
    let old = "1tpP7E-0000Ab-3C"
    let new = "1tpP7E-0000Ab-3D"
    let found = MessageBench(
      entries: Self.entries([
        (0, 0, "\(old) <= ann@a.example H=(a) [192.0.2.7] P=esmtp S=500 id=m3@a.example"),
        (1, 0, "\(old) ** no@b.example: Unrouteable address"),
        (
          1, 0,
          "\(new) <= <> R=\(old) U=exim P=local S=900 T=\"Mail delivery failed: returning message to sender\" from <> for ann@a.example"
        ),
        (1, 0, "\(old) Completed"),
        (2, 0, "\(new) => ann@a.example R=dnslookup T=remote_smtp H=mail.a.example [192.0.2.7] C=\"250 OK\""),
        (2, 0, "\(new) Completed"),
      ])
    ).messages()
    #expect(found.count == 2, "\(found)")
    #expect(found.contains { $0.hasPrefix("bounced ") && $0.contains("id='m3@a.example'") }, "\(found)")
    #expect(found.contains { $0.contains("bounce='\(old)'") && $0.hasPrefix("delivered ") }, "\(found)")
  }

  @Test func `a message that was refused after its data is none of ours`() {
    let id = "1tpP7E-0000Ab-4C"
    let found = MessageBench(
      entries: Self.entries([
        (0, 0, "\(id) H=(a) [192.0.2.7] F=<x@a.example> rejected after DATA: spam")
      ])
    ).messages()
    #expect(found.count <= 1)
    #expect(found.allSatisfy { $0.hasPrefix("rejected ") }, "\(found)")
  }
}
