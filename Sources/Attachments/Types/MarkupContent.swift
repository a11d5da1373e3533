import Bytes

/// HTML and SVG: scripts that build files, forms that ask for passwords, redirections out of the mail.
///
/// One sign alone says little, as newsletters and saved pages have scripts: what builds a file needs a way to make it and a
/// way to hand it over.
enum MarkupContent {
  /// Bytes that are looked at.
  private static let limit = 4 << 20

  static func examine(_ content: Content, _ inspection: inout Inspection, _ found: (Member) -> Void) {
    let text = content.bytes.count > limit ? Array(content.bytes[..<limit]) : content.bytes
    let lower = text.map { $0.lowercased }
    let span = lower.span
    func has(_ word: StaticString) -> Bool { span.find(word) != nil }
    let hasScript = has("<script") || has("javascript:") || has("onload=") || has("onerror=")
    let builds =
      [
        has("new blob"), has("createobjecturl"), has("mssaveoropenblob"), has("mssaveblob"),
        has("new uint8array"), has("atob("),
      ]
      .count { $0 }
    let hands =
      has(".click()") || has("download=") || has(".download") || has("mssave") || has("location.href")
      || has("createobjecturl") || has("window.open(")
    if hasScript, builds >= 2, hands {
      inspection.note(.activeHTML, "a script builds a file and hands it over")
    }
    if hasScript {
      let hides =
        [has("eval("), has("unescape("), has("fromcharcode"), has("document.write("), has("atob(")].count {
          $0
        }
      if hides >= 2 { inspection.note(.activeHTML, "a script writes what it decodes") }
      if inspection.reasons.isEmpty { inspection.note("has scripts") }
    }
    if has("type=\"password\"") || has("type='password'") || has("type=password") {
      if has("<form"),
        has("action=\"http") || has("action='http") || has("action=http") || has("fetch(")
          || has("xmlhttprequest")
          || has("$.ajax")
      {
        inspection.note(.activeHTML, "a form sends a password elsewhere")
      } else {
        inspection.note("asks for a password")
      }
    }
    if has("http-equiv=\"refresh\"") || has("http-equiv='refresh'") || has("http-equiv=refresh") {
      if has("url=data:") || has("url=file:") || has("url=javascript:") || has("url=search-ms:") {
        inspection.note(.activeHTML, "leads on by itself, past what is shown")
      } else {
        inspection.note("leads on by itself")
      }
    }
    for scheme in [
      "search-ms:", "ms-msdt:", "ms-officecmd:", "search:query=", "ms-word:ofe|u|", "file://\\\\",
    ] as [StaticString]
    where has(scheme) { inspection.note(.activeHTML, "calls \(scheme)") }
    if has("<hta:application") { inspection.note(.script, "an HTML application: runs outside the browser") }
    blobs(text.span, &inspection, found)
  }

  static func examineSVG(_ content: Content, _ inspection: inout Inspection, _ found: (Member) -> Void) {
    let text = content.bytes.count > limit ? Array(content.bytes[..<limit]) : content.bytes
    let lower = text.map { $0.lowercased }
    let span = lower.span
    if span.find("<script") != nil { inspection.note(.activeHTML, "a picture with a script") }
    if span.find("javascript:") != nil || span.find("java&#") != nil {
      inspection.note(.activeHTML, "a link that is a script")
    }
    for handler in [" onload=", " onclick=", " onerror=", " onmouseover=", " onbegin="] as [StaticString]
    where span.find(handler) != nil { inspection.note(.activeHTML, "a picture that acts:\(handler)") }
    if span.find("<foreignobject") != nil, span.find("<form") != nil || span.find("<iframe") != nil {
      inspection.note(.activeHTML, "a page inside a picture")
    }
    blobs(text.span, &inspection, found)
  }

  /// Files written as long rows of base64: what a row decodes to, where that is a program or a container.
  private static func blobs(_ text: Span<UInt8>, _ inspection: inout Inspection, _ found: (Member) -> Void) {
    var place = 0
    var count = 0
    while place < text.count, count < 32 {
      // Long rows begin with what programs, archives and documents begin with: TVqQ, UEsDB, UmFy, N3q8, JVBE, 0M8R, f0VM.
      guard let (start, name) = opening(text, from: place) else { return }
      var end = start
      while end < text.count, isLetter(text[end]) { end += 1 }
      place = max(end, start + 4)
      guard end - start >= 64 else { continue }
      count += 1
      var decoded = ByteBuffer(capacity: 1024)
      _ = Base64Run.decode(text.extracting(start..<end), from: 0, into: &decoded)
      let content = Content(decoded.span.array(0..<decoded.count))
      let type = FileType.detect(content)
      guard type != .unknown, type != .text else { continue }
      inspection.note("holds \(name) in base64")
      found(Member(name: Array("embedded-\(count).\(type.name)".utf8), content: content))
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte.isAlphanumeric || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
  }

  private static func opening(_ text: Span<UInt8>, from start: Int) -> (Int, String)? {
    let marks: [(StaticString, String)] = [
      ("TVqQ", "a program"), ("TVpQ", "a program"), ("TVqA", "a program"), ("TVoA", "a program"),
      ("UEsDB", "a zip"),
      ("UmFyIR", "a rar"), ("N3q8rycc", "a 7z"), ("0M8R4KGx", "a compound file"), ("f0VMR", "a program"),
      ("TAAAAAEUAg", "a shortcut"), ("JVBERi", "a PDF"),
    ]
    var best: (Int, String)?
    for (mark, name) in marks {
      if let place = text.find(mark, from: start, to: best.map { $0.0 + 8 } ?? .max), place < best?.0 ?? .max
      {
        best = (place, name)
      }
    }
    return best
  }
}
