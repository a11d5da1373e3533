import Bytes

/// RTF: objects inside, templates from elsewhere, the Equation Editor.
///
/// - Source: Microsoft, "Rich Text Format Specification 1.9.1", destinations of objects; CVE-2017-11882.
enum RTFContent {
  static func examine(_ content: Content, _ inspection: inout Inspection, _ found: (Member) -> Void) {
    let bytes = content.bytes.span
    if let template = bytes.find("\\*\\template") {
      let end = min(bytes.find(UInt8(ascii: "}"), from: template) ?? bytes.count, template + 200)
      if bytes.find("http", from: template, to: end) != nil
        || bytes.find("\\\\\\\\", from: template, to: end) != nil
      {
        inspection.note(.externalTemplate, "a template from \(bytes.string((template + 12)..<end))")
      }
    }
    if bytes.find("\\objupdate") != nil { inspection.note(.embeddedObject, "an object that updates itself") }
    if bytes.find("\\objautlink") != nil {
      inspection.note(.embeddedObject, "an object linked from elsewhere")
    }
    if bytes.find("\\objclass Equation") != nil {
      inspection.note(.embeddedObject, "an Equation Editor object")
    }
    var place = 0
    var count = 0
    while let next = bytes.find("\\objdata", from: place), count < 32 {
      place = next + 8
      count += 1
      let data = hexadecimal(bytes, from: place)
      guard data.count > 16 else { continue }
      inspection.note(.embeddedObject, "an object is embedded")
      let span = data.span
      if span.find("Equation") != nil { inspection.note(.embeddedObject, "an Equation Editor object") }
      // The object's own bytes begin with the mark of what they are.
      if let start = span.find("\u{D0}\u{CF}") ?? mark(span, [0xD0, 0xCF, 0x11, 0xE0])
        ?? mark(span, [0x4D, 0x5A, 0x90, 0])
      {
        found(Member(name: [], content: Content(span.array(start..<data.count))))
      } else if span.find("Package") != nil {
        found(Member(name: [], content: Content(data)))
      }
    }
  }

  private static func mark(_ bytes: Span<UInt8>, _ magic: [UInt8]) -> Int? {
    var place = 0
    while let next = bytes.find(magic[0], from: place) {
      if FileType.has(bytes, magic, at: next) { return next }
      place = next + 1
    }
    return nil
  }

  /// Hexadecimal digits up to the end of the group, whatever blanks, control words and groups stand between them.
  private static func hexadecimal(_ bytes: Span<UInt8>, from start: Int) -> [UInt8] {
    var found: [UInt8] = []
    var place = start
    var depth = 0
    var high: UInt8?
    while place < bytes.count, found.count < 4 << 20 {
      let byte = bytes[place]
      if byte == UInt8(ascii: "{") {
        depth += 1
      } else if byte == UInt8(ascii: "}") {
        if depth == 0 { return found }
        depth -= 1
      } else if byte == UInt8(ascii: "\\") {
        place += 1
        if place < bytes.count, bytes[place] == UInt8(ascii: "'") {
          place += 2
        } else {
          while place < bytes.count, bytes[place].isAlphanumeric || bytes[place] == UInt8(ascii: "-") {
            place += 1
          }
          place -= 1
        }
      } else if byte.isHexDigit {
        let value = byte.isDigit ? byte - 48 : (byte | 32) - 87
        if let first = high {
          found.append(first << 4 | value)
          high = nil
        } else {
          high = value
        }
      }
      place += 1
    }
    return found
  }
}

/// OneNote sections: the files that a reader is asked to click.
///
/// - Source: [MS-ONESTORE] §2.6.13, FileDataStoreObject.
enum OneNoteContent {
  private static let header: [UInt8] = [
    0xE7, 0x16, 0xE3, 0xBD, 0x65, 0x26, 0x11, 0x45, 0xA4, 0xC4, 0x8D, 0x4D, 0x0B, 0x7A, 0x9E, 0xAC,
  ]

  static func examine(_ content: Content, _ inspection: inout Inspection, _ found: (Member) -> Void) {
    let bytes = content.bytes.span
    var place = 0
    var count = 0
    while let next = bytes.find(header[0], from: place), count < 100 {
      place = next + 1
      guard FileType.has(bytes, header, at: next) else { continue }
      let size = FileType.number32(bytes, next + 16)
      let start = next + 36
      guard size > 0, start < bytes.count else { continue }
      count += 1
      let end = min(bytes.count, start + size)
      found(Member(name: [], content: Content(bytes.array(start..<end))))
      place = end
    }
    if count > 0 {
      inspection.note(.embeddedObject, count == 1 ? "a file is embedded" : "\(count) files are embedded")
    }
  }
}
