import Bytes
import Evidence

/// PDF: what runs, what opens, what is carried; object streams and compressed scripts looked into.
///
/// - Bounds: `maxStreams` streams decoded, `maxDecoded` bytes of all. Source: ISO 32000-1 §7.3.5 (names), §7.5.7 (object
///   streams), §12.6 (actions), §7.11.4 (embedded files).
enum PDFContent {
  private static let maxStreams = 500
  private static let maxDecoded = 8 << 20

  static func examine(_ content: Content, _ inspection: inout Inspection, _ found: (Member) -> Void) {
    let bytes = content.bytes.span
    var names = Names()
    read(bytes, &names)
    var place = 0
    var streams = 0
    var left = maxDecoded
    while let next = bytes.find("stream", from: place), streams < maxStreams, left > 0 {
      place = next + 6
      guard next < 3 || !bytes.has("end", at: next - 3) else { continue }
      var start = next + 6
      if start < bytes.count, bytes[start] == 13 { start += 1 }
      if start < bytes.count, bytes[start] == 10 { start += 1 }
      guard let end = bytes.find("endstream", from: start) else { break }
      place = end + 9
      streams += 1
      let open = bytes.findLast("obj", from: max(0, next - 4096), to: next) ?? max(0, next - 512)
      let isFlate =
        bytes.find("/FlateDecode", from: open, to: next) != nil
        || bytes.find("/Fl ", from: open, to: next) != nil
      let isFile = bytes.find("/EmbeddedFile", from: open, to: next) != nil
      let isObjects = bytes.find("/ObjStm", from: open, to: next) != nil
      let isPicture =
        bytes.find("/Image", from: open, to: next) != nil
        || bytes.find("/FontFile", from: open, to: next) != nil
      guard isFile || (!isPicture && isFlate && end - start < 1 << 20) || isObjects else { continue }
      let packed = bytes.array(start..<end)
      let decoded = isFlate ? Decompression.decode(packed, .zlib, limit: left).bytes : packed
      left -= min(left, decoded.count)
      if isFile {
        names.files += 1
        found(Member(name: [], content: Content(decoded)))
      } else {
        read(decoded.span, &names, isObjects: isObjects)
      }
    }
    judge(names, &inspection)
    // What stands behind the end: a second file for other programs.
    if let end = bytes.findLast("%%EOF") {
      let rest = bytes.extracting(min(bytes.count, end + 5)..<bytes.count)
      if rest.find("PK\u{3}\u{4}") != nil {
        inspection.note(.polyglot, "a zip stands behind the end of the PDF")
      }
      if rest.find("<hta:application") != nil || rest.find("<script") != nil {
        inspection.note(.polyglot, "a page stands behind the end of the PDF")
      }
      if rest.find("MIME-Version:") != nil {
        inspection.note(.polyglot, "a web archive stands behind the end of the PDF")
      }
    }
  }

  /// What was met, by name.
  private struct Names {
    var script = false
    var launch = false
    var opens = false
    var additional = false
    var richMedia = false
    var form = false
    var submits = false
    var remote = false
    var encrypted = false
    var files = 0
    var links = 0
  }

  /// Looks at every name, `#xx` decoded.
  private static func read(_ bytes: Span<UInt8>, _ names: inout Names, isObjects: Bool = false) {
    var place = 0
    var word: [UInt8] = []
    while let slash = bytes.find(UInt8(ascii: "/"), from: place) {
      place = slash + 1
      word.removeAll(keepingCapacity: true)
      while place < bytes.count, word.count < 32 {
        let byte = bytes[place]
        if byte == UInt8(ascii: "#"), place + 2 < bytes.count, bytes[place + 1].isHexDigit,
          bytes[place + 2].isHexDigit
        {
          word.append(hex(bytes[place + 1]) << 4 | hex(bytes[place + 2]))
          place += 3
        } else if byte.isAlphanumeric {
          word.append(byte)
          place += 1
        } else {
          break
        }
      }
      take(word.span, &names)
    }
  }

  private static func hex(_ byte: UInt8) -> UInt8 { byte.isDigit ? byte - 48 : (byte | 32) - 87 }

  private static func take(_ word: Span<UInt8>, _ names: inout Names) {
    let all = ByteRange(0, word.count)
    switch word.count {
    case 2:
      if word.equals("JS", in: all) { names.script = true }
      if word.equals("AA", in: all) { names.additional = true }
    case 3:
      if word.equals("XFA", in: all) { names.form = true }
      if word.equals("URI", in: all) { names.links += 1 }
    case 5: if word.equals("GoToR", in: all) || word.equals("GoToE", in: all) { names.remote = true }
    case 6: if word.equals("Launch", in: all) { names.launch = true }
    case 7: if word.equals("Encrypt", in: all) { names.encrypted = true }
    case 9: if word.equals("RichMedia", in: all) { names.richMedia = true }
    case 10:
      if word.equals("JavaScript", in: all) { names.script = true }
      if word.equals("OpenAction", in: all) { names.opens = true }
      if word.equals("SubmitForm", in: all) { names.submits = true }
    default: break
    }
  }

  private static func judge(_ names: Names, _ inspection: inout Inspection) {
    if names.script {
      inspection.note(
        .activePDF, names.opens || names.additional ? "JavaScript that runs when it is opened" : "JavaScript")
    }
    if names.launch { inspection.note(.activePDF, "starts a program (Launch)") }
    if names.richMedia { inspection.note(.activePDF, "rich media") }
    if names.files > 0 {
      inspection.note(.activePDF, names.files == 1 ? "a file inside" : "\(names.files) files inside")
    }
    if names.submits { inspection.note(.activePDF, "a form that sends what is filled in") }
    if names.remote { inspection.note("leads to another file") }
    if names.form { inspection.note("an XFA form") }
    if names.encrypted { inspection.note(.encryptedDocument, "encrypted: a password may be needed") }
  }
}
