import Model
import Testing

@testable import Evidence

@Suite struct SectionedTextTests {
  private func header(_ line: String) -> SectionedText.Header? {
    let bytes = Array(line.utf8)
    return SectionedText.header(bytes.span)
  }

  private func split(_ text: String) -> [(SectionedText.Header, String)] {
    let bytes = Array(text.utf8)
    return SectionedText.split(bytes.span).map { ($0.header, String(decoding: $0.bytes, as: UTF8.self)) }
  }

  @Test func `a header names a path, and a clock where one stands behind it`() {
    #expect(header("==> mx1/mail.log <==") == SectionedText.Header(path: "mx1/mail.log", clock: nil))
    #expect(header("==> a <== b <==")?.path == "a <== b")
    let clock = SectionClock(year: 2024, offsetMinutes: -210, source: .queueID, isSecondHalf: true)
    #expect(header("==> a <== 2024-12-30T09:00:06-03:30 queue-id")?.clock == clock)
    #expect(header("==> a <== 2024-12-30T09:00:06-03:30")?.clock?.offsetMinutes == -210)
  }

  @Test(arguments: [
    "", "==> ", "==>  <", "==> <==", "==>  <=", "==> a", "==> a <== ", "==> a <== x",
    "==> a <== 2024-13-30T09:00:06+00:00", "==> a <== 2024-12-30T09:00:06+00:00 nobody", " ==> a <==",
    "==> a <== 2024-12-30T09:00:06+25:00",
  ])
  func `what is not quite a header is a line`(_ line: String) {
    #expect(header(line) == nil)
  }

  @Test func `lines of one path come together, in their order`() {
    let found = split("==> a <==\n1\n==> b <==\n2\n==> a <==\n3")
    #expect(found.map(\.0.path) == ["a", "b"])
    #expect(found.map(\.1) == ["1\n3", "2\n"])
  }

  @Test func `another year, half of a year or offset is another source of the path`() {
    let found = split(
      """
      ==> a <== 2024-12-31T23:59:59+00:00
      1
      ==> a <== 2025-01-01T00:00:00+00:00
      2
      ==> a <== 2025-08-01T00:00:00+00:00
      3
      ==> a <== 2025-02-01T00:00:00+00:00
      4

      """)
    #expect(found.map(\.0.path) == ["a", "a", "a"])
    #expect(found.map(\.1) == ["1\n", "2\n4\n", "3\n"])
  }

  @Test func `the empty line that tail writes before a header is no line of the file`() {
    let found = split("==> a <==\n1\n\n==> b <==\r\n\n2\n")
    #expect(found.map(\.1) == ["1\n", "\n2\n"])
  }

  @Test func `a path from hostile evidence is shown without control characters`() {
    #expect(header("==> a\u{1b}[2J <==")?.path == "a\\u{1b}[2J")
  }

  @Test func `any cut of a text of headers is split without loss of the lines that stand below one`() {
    let text = Array("==> a <==\nx\n==> b <== 2024-12-30T09:00:06+00:00 queue-id\ny\n".utf8)
    for end in 0...text.count {
      let bytes = Array(text[..<end])
      let total = SectionedText.split(bytes.span).reduce(0) { $0 + $1.bytes.count }
      #expect(total <= end)
    }
  }
}
