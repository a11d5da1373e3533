import Bytes
import Foundation
import MIME
import Model
import Testing

/// Calls `body` with the parsed block of `text` and its bytes as a string reader.
func withBlock<Result>(
  _ text: String, limits: Limits = Limits(), _ body: (HeaderBlock, (ByteRange) -> String) -> Result
) -> Result {
  let bytes = Array(text.utf8)
  var block = HeaderBlock()
  block.parse(bytes.span, limits: limits)
  return body(block) { bytes.span.string($0) }
}

/// The unfolded value of the first field of `name`.
func unfolded(_ text: String, _ name: HeaderName) -> String? {
  let bytes = Array(text.utf8)
  var block = HeaderBlock()
  block.parse(bytes.span)
  guard let field = block.first(name) else { return nil }
  var buffer = ByteBuffer()
  HeaderBlock.unfold(field, of: bytes.span, into: &buffer)
  return buffer.string
}

@Test func `fields keep their raw ranges with LF, CRLF and lone CR`() {
  let text = "Received: from a\n\tby b; x\nSubject : two\n words\nX-Other:\n\nbody: no"
  for end in ["\n", "\r\n", "\r"] {
    let written = text.replacingOccurrences(of: "\n", with: end)
    withBlock(written) { block, read in
      #expect(block.fields.map(\.name) == [.received, .subject, .other])
      #expect(read(block.fields[1].nameRange) == "Subject")
      #expect(read(block.fields[1].valueRange) == " two\(end) words")
      #expect(read(block.fields[2].valueRange) == "")
      #expect(read(ByteRange(block.bodyStart, written.utf8.count)) == "body: no")
      #expect(block.oddities == (end == "\r" ? [.crLines] : []))
    }
    #expect(unfolded(written, .received) == "from a by b; x")
    #expect(unfolded(written, .subject) == "two words")
  }
}

@Test func `a quoted From line as the first header does not end the block`() {
  withBlock(">From someone Mon Jan  1 00:00:00 2001\nFrom: a@x.test\nFrom b Mon Jan\nTo: c@x.test\n\n") {
    block, _ in
    #expect(block.fields.map(\.name) == [.from, .to])
    #expect(block.oddities == [.fromLine])
  }
}

@Test func `a block ends where its fields end, with or without a blank line`() {
  withBlock("From: a@x.test\nDear reader: hello\nmore text\n") { block, read in
    #expect(block.fields.map(\.name) == [.from])
    #expect(block.oddities.contains(.noBlankLine))
    #expect(block.bodyStart == 15)
  }
  withBlock("From: a@x.test\nnonsense\nSubject: s") { block, read in
    #expect(block.fields.map(\.name) == [.from, .subject])
    #expect(block.oddities == [.notAField, .noBlankLine])
    #expect(read(block.fields[1].valueRange) == " s")
  }
}

@Test func `a lone CR in a field of an LF block stays a byte of its value`() {
  withBlock("Subject: a\rReceived: from forged by hop\nFrom: a@x.test\n\n") { block, _ in
    #expect(block.fields.map(\.name) == [.subject, .from] || block.oddities.contains(.crLines))
  }
  withBlock("From: a@x.test\nSubject: a\rReceived: from forged by hop\n\n") { block, _ in
    #expect(block.fields.map(\.name) == [.from, .subject])
    #expect(block.oddities == [.bareCR])
  }
}

@Test func `NUL, 8-bit bytes, blank continuations and limits are told`() {
  withBlock("Subject: a\0b\n \t\n c\nX-Ü: 1\nFrom: é\n\n") { block, _ in
    #expect(block.oddities.isSuperset(of: [.nul, .eightBit, .blankContinuation]))
    #expect(block.fields.map(\.name) == [.subject, .from])
  }
  #expect(unfolded("Subject: a\0b\n \t\n c\n\n", .subject) == "ab c")
  var limits = Limits()
  limits.receivedFields = 2
  withBlock(String(repeating: "Received: x\n", count: 5) + "\n", limits: limits) { block, _ in
    #expect(block.receivedCount == 5)
    #expect(block.fields.filter { $0.name == .received }.count == 2)
    #expect(block.oddities == [.tooManyReceived])
  }
  limits.headerBytes = 20
  withBlock(String(repeating: "Received: x\n", count: 5) + "\n", limits: limits) { block, _ in
    #expect(block.oddities.contains(.cut))
    #expect(block.end <= 20)
  }
}
