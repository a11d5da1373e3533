import Bytes
import MIME
import Testing

/// Keeps every part with its decoded bytes.
private struct Parts: PartSink {
  struct Part: Equatable {
    var path: String
    var name: String
    var content: [UInt8]
    var offset: UInt64
    var length: UInt64
    var oddities: PartOddities
    var kind: PartInfo.Kind
  }
  var parts: [Part] = []
  var open: [Int: [UInt8]] = [:]
  var order: [Int: Int] = [:]
  var next = 0

  mutating func begin(_ part: PartInfo) -> Int {
    next += 1
    open[next] = []
    return next
  }
  mutating func data(_ bytes: Span<UInt8>, to slot: Int) {
    for index in 0..<bytes.count { open[slot, default: []].append(bytes[index]) }
  }
  mutating func end(_ part: PartInfo, slot: Int) {
    parts.append(
      Part(
        path: part.pathText,
        name: part.header.names.first.map { String(decoding: $0.text, as: UTF8.self) } ?? "",
        content: open[slot] ?? [], offset: part.offset, length: part.length, oddities: part.oddities,
        kind: part.kind))
  }
}

/// Walks `text`, the body handed over in pieces of `size` bytes.
private func walk(_ text: String, pieces size: Int = .max) -> [Parts.Part] {
  walk(Array(text.utf8), pieces: size)
}

private func walk(_ bytes: [UInt8], pieces size: Int = .max) -> [Parts.Part] {
  var block = HeaderBlock()
  block.parse(bytes.span)
  var sink = Parts()
  let walker = PartWalker()
  walker.begin(
    header: bytes.span.extracting(0..<block.bodyStart), bodyAt: UInt64(block.bodyStart), into: &sink)
  var place = block.bodyStart
  while place < bytes.count {
    let end = min(bytes.count, size == .max ? bytes.count : place + size)
    walker.consume(bytes.span.extracting(place..<end), into: &sink)
    place = end
  }
  walker.finish(into: &sink)
  return sink.parts
}

private let two = """
  Content-Type: multipart/mixed; boundary="BB"

  preamble
  --BB
  Content-Type: text/plain

  hi - there
  --not a boundary
  -- BB
  --BB
  Content-Type: application/octet-stream; name="a.bin"
  Content-Transfer-Encoding: base64

  AAEC
  AwQF

  --BB--
  epilogue

  """

@Suite struct PartWalkerTests {
  @Test func `parts have their paths, places and decoded content`() {
    let parts = walk(two)
    #expect(parts.map(\.path) == ["1", "2"])
    #expect(String(decoding: parts[0].content, as: UTF8.self) == "hi - there\n--not a boundary\n-- BB")
    #expect(parts[1].content == [0, 1, 2, 3, 4, 5])
    #expect(parts[1].name == "a.bin")
    let bytes = Array(two.utf8)
    for part in parts {
      let stored = bytes[Int(part.offset)..<Int(part.offset + part.length)]
      #expect(!stored.isEmpty)
      if part.path == "1" { #expect(Array(stored) == part.content) }
    }
  }

  @Test func `the same parts come however the bytes are cut`() {
    let nested = """
      Content-Type: multipart/mixed; boundary=A\r
      \r
      --A\r
      Content-Type: multipart/alternative; boundary=A2\r
      \r
      --A2\r
      \r
      one\r
      --A2--\r
      --A\r
      Content-Type: message/rfc822\r
      \r
      Subject: x\r
      Content-Type: multipart/mixed; boundary=C\r
      \r
      --C\r
      Content-Transfer-Encoding: quoted-printable\r
      Content-Disposition: attachment; filename=q\r
      \r
      a=\r
      b=3D \t\r
      \r
      --C--\r
      \r
      --A\r
      \r
      begin 644 u.exe\r
      #0V%T\r
      `\r
      end\r
      --A--\r

      """
    for text in [two, nested] {
      let whole = walk(text)
      #expect(whole.count >= 2)
      for size in [1, 2, 3, 5, 7, 16, 64] { #expect(walk(text, pieces: size) == whole, "pieces of \(size)") }
    }
    let parts = walk(nested)
    #expect(parts.map(\.path) == ["1.1", "2.1", "2", "3.1", "3"])
    #expect(String(decoding: parts[1].content, as: UTF8.self) == "ab=\r\n")
    #expect(parts[3].name == "u.exe" && String(decoding: parts[3].content, as: UTF8.self) == "Cat")
    #expect(parts[2].kind == .message)
    #expect(String(decoding: parts[2].content, as: UTF8.self).hasPrefix("Subject: x"))
    #expect(String(decoding: parts[2].content, as: UTF8.self).hasSuffix("--C--\r\n"))
  }

  @Test func `what readers disagree about is found both ways`() {
    let afterClose =
      "Content-Type: multipart/mixed; boundary=B\n\n--B\n\na\n--B--\n\n--B\nContent-Type: a/b; name=x\n\nMZ\n--B--\n"
    #expect(walk(afterClose).last?.name == "x")
    #expect(walk(afterClose).last?.oddities.contains(.afterClose) == true)
    let twoBoundaries =
      "Content-Type: multipart/mixed; boundary=\"X\"; boundary=\"Y\"\n\n--Y\nContent-Type: a/b; name=x\n\nMZ\n--Y--\n"
    #expect(walk(twoBoundaries).map(\.name) == ["x"])
    let twoTypes =
      "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: a/b; name=x\n\nMZ\n--B--\n"
    #expect(walk(twoTypes).map(\.name) == ["x"])
    let noBoundary = "Content-Type: multipart/mixed\n\n--Q\nContent-Type: a/b; name=x\n\nMZ\n--Q--\n"
    #expect(walk(noBoundary).map(\.name) == ["x"])
    #expect(walk(noBoundary).first?.oddities.contains(.guessedBoundary) == true)
    let encoded =
      "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
      + "U3ViamVjdDogeApDb250ZW50LVR5cGU6IGEvYjsgbmFtZT15CgpNWgo=\n"
    #expect(walk(encoded).contains { $0.name == "y" && $0.path == "1.1" })
    let preamble =
      "Content-Type: multipart/mixed; boundary=B\n\nbegin 644 p.exe\n#0V%T\n`\nend\n--B\n\nx\n--B--\n"
    #expect(walk(preamble).contains { $0.name == "p.exe" && $0.oddities.contains(.outsideParts) })
  }

  @Test func `base64 with junk, padding inside and no padding gives every byte`() {
    func decoded(_ text: String) -> String {
      String(decoding: walk("Content-Transfer-Encoding: base64\n\n" + text)[0].content, as: UTF8.self)
    }
    #expect(decoded("SGVsbG8=") == "Hello")
    #expect(decoded("SGVsbG8") == "Hello")
    #expect(decoded("!!SG*Vs\nb\n\nG8=\n") == "Hello")
    #expect(decoded("SGVsbG8=SGVsbG8=\n") == "HelloHello")
    #expect(decoded("S\nG\nV\ns\nb\nG\n8\n=") == "Hello")
    #expect(decoded("") == "")
  }

  @Test func `base64 agrees with a plain decoder on random content and line lengths`() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    for _ in 0..<200 {
      let content = (0..<Int.random(in: 0...300, using: &generator)).map { _ in UInt8.random(in: 0...255) }
      var text: [UInt8] = []
      let width = Int.random(in: 1...90)
      var column = 0
      func put(_ byte: UInt8) {
        text.append(byte)
        column += 1
        if column == width {
          text.append(10)
          column = 0
        }
      }
      var place = 0
      while place < content.count {
        let group = Array(content[place..<min(place + 3, content.count)])
        let word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for letter in 0..<4 {
          put(letter <= group.count ? alphabet[word >> (18 - 6 * letter) & 63] : UInt8(ascii: "="))
        }
        place += 3
      }
      let message = Array("Content-Transfer-Encoding: base64\n\n".utf8) + text
      #expect(walk(message, pieces: Int.random(in: 1...50))[0].content == content)
    }
  }

  @Test func `yEnc and BinHex in text are files`() {
    let yenc =
      Array("\n=ybegin line=128 size=3 name=y.bin\n".utf8) + [0x6B, 0x3D, 0x6E, 0x6D]
      + Array("\n=yend size=3\n".utf8)
    let parts = walk(yenc)
    #expect(parts.contains { $0.name == "y.bin" && $0.content == [0x41, 0x04, 0x43] })
  }

  @Test func `a file in the text of a message without a header has the same place however it is cut`() {
    let text = "\nhello\n\nbegin 644 u.txt\n#0V%T\n`\nend\n"
    let whole = walk(text)
    #expect(whole.contains { $0.name == "u.txt" })
    for size in 1...9 { #expect(walk(text, pieces: size) == whole) }
  }

  @Test func `depth and number of parts are bounded, and the walk ends`() {
    var deep = ""
    for level in 0..<300 { deep += "Content-Type: multipart/mixed; boundary=B\(level)\n\n--B\(level)\n" }
    deep += "Content-Type: a/b; name=deep.exe\n\nMZ\n"
    #expect(!walk(deep).isEmpty)
    var sixty = ""
    for level in 0..<60 { sixty += "Content-Type: multipart/mixed; boundary=B\(level)\n\n--B\(level)\n" }
    sixty += "Content-Type: a/b; name=deep.exe\n\nMZ\n"
    #expect(walk(sixty).contains { $0.name == "deep.exe" })
    let many =
      "Content-Type: multipart/mixed; boundary=B\n\n" + String(repeating: "--B\n\nx\n", count: 20_000)
      + "--B--\n"
    #expect(walk(many).count <= 20_000)
  }

  @Test func `random mutations are walked to their end`() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      var bytes = Array(two.utf8)
      for _ in 0..<Int.random(in: 1...6) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0...3) {
        case 0: bytes[place] = UInt8.random(in: 0...255)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: [10, 45, 45, 66, 66], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
        }
        if bytes.isEmpty { bytes = [10] }
      }
      let whole = walk(bytes)
      let cut = walk(bytes, pieces: Int.random(in: 1...9))
      #expect(whole == cut, "\(bytes)")
    }
  }
}
