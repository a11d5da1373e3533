import Bytes
import MIME

/// Tells what text is: markup, script, mail, or plain.
///
/// A script is called one only for what begins like one or has the grammar of one several times over; prose that mentions
/// commands is text.
enum TextType {
  /// Bytes that are looked at.
  static let headBytes = 64 << 10

  /// Nil where it is no text.
  static func detect(_ bytes: Span<UInt8>) -> FileType? {
    let narrow = narrowed(bytes)
    return narrow.span.count == 0 ? nil : detect(narrow: narrow.span)
  }

  /// The first bytes as ASCII-compatible text, UTF-16 brought to it; empty where it is no text.
  static func narrowed(_ bytes: Span<UInt8>) -> [UInt8] {
    let count = min(bytes.count, headBytes)
    var start = 0
    var wide = 0
    if count >= 2, bytes[0] == 0xFF, bytes[1] == 0xFE {
      wide = 1
      start = 2
    } else if count >= 2, bytes[0] == 0xFE, bytes[1] == 0xFF {
      wide = 2
      start = 2
    } else if count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      start = 3
    } else if count >= 8, bytes[1] == 0, bytes[3] == 0, bytes[5] == 0, bytes[7] == 0, bytes[0] > 8,
      bytes[2] > 8
    {
      wide = 1
    } else if count >= 8, bytes[0] == 0, bytes[2] == 0, bytes[4] == 0, bytes[6] == 0, bytes[1] > 8,
      bytes[3] > 8
    {
      wide = 2
    }
    if wide > 0 {
      var text: [UInt8] = []
      var place = start + (wide == 1 ? 0 : 1)
      let other = wide == 1 ? 1 : -1
      while place < count, place + other < count {
        text.append(bytes[place + other] == 0 ? bytes[place] : UInt8(ascii: "?"))
        place += 2
      }
      return text
    }
    var odd = 0
    for place in start..<max(start, count) {
      let byte = bytes[place]
      if byte == 0 { return [] }
      if byte < 32, byte != 10, byte != 13, byte != 9, byte != 12, byte != 27, byte != 8 { odd += 1 }
    }
    // A few control characters do not make a binary.
    return odd * 50 > count ? [] : bytes.array(start..<max(start, count))
  }

  private static func detect(narrow text: Span<UInt8>) -> FileType {
    var start = 0
    while start < text.count, text[start] <= 32 { start += 1 }
    guard start < text.count else { return .text }
    switch text[start] {
    case UInt8(ascii: "#"):
      if let type = hashBang(text, start) { return type }
    case UInt8(ascii: "<"): if let type = markup(text, start) { return type }
    case UInt8(ascii: "{"):
      if text.has("{\\rt", at: start) { return .rtf }
      if looksJSON(text, start) { return .json }
    case UInt8(ascii: "["): if let type = section(text, start) { return type }
    case UInt8(ascii: "-"): if let type = armour(text, start) { return type }
    case UInt8(ascii: "("):
      break
    default: break
    }
    if text.hasIgnoringCase("begin:vcalendar", at: start) { return .calendar }
    if text.hasIgnoringCase("begin:vcard", at: start) { return .vcard }
    if text.has("ID;P", at: start) { return .slk }
    if text.has("WEB\r\n1\r\n", at: start) || text.has("WEB\n1\n", at: start) { return .iqy }
    if text.hasIgnoringCase("windows registry editor", at: start) || text.has("REGEDIT4", at: start) {
      return .registry
    }
    if text.has("#@~^", at: start) { return .encodedScript }
    if text.hasIgnoringCase("full address:s:", at: start)
      || text.hasIgnoringCase("screen mode id:i:", at: start)
      || text.find("\nfull address:s:") != nil
    {
      return .rdp
    }
    if isMessage(text, start) { return looksMHT(text) ? .mht : .message }
    if let type = ScriptType.detect(text, start) { return type }
    if text.find("<html", from: start, to: min(text.count, 2048)) != nil
      || text.find("<HTML", from: start, to: min(text.count, 2048)) != nil
    {
      return .html
    }
    return .text
  }

  private static func hashBang(_ text: Span<UInt8>, _ start: Int) -> FileType? {
    guard text.has("#!", at: start) else { return nil }
    let end = min(text.find(10, from: start) ?? text.count, start + 128)
    func names(_ word: StaticString) -> Bool { text.find(word, from: start, to: end) != nil }
    if names("python") { return .python }
    if names("perl") { return .perl }
    if names("php") { return .php }
    if names("node") { return .javascript }
    if names("pwsh") { return .powershell }
    if names("osascript") { return .applescript }
    return names("/") ? .shell : nil
  }

  private static func markup(_ text: Span<UInt8>, _ start: Int) -> FileType? {
    var place = start
    if text.hasIgnoringCase("<?php", at: place) { return .php }
    // Behind a declaration, comments and a document type stands the root.
    for _ in 0..<16 {
      guard place < text.count else { break }
      if text.has("<!--", at: place) {
        guard let end = text.find("-->", from: place) else { return .html }
        place = end + 3
      } else if text.has("<?", at: place) {
        guard let end = text.find(UInt8(ascii: ">"), from: place) else { return .xml }
        place = end + 1
      } else if text.hasIgnoringCase("<!doctype html", at: place) {
        return hta(text) ? .hta : .html
      } else if text.hasIgnoringCase("<!doctype plist", at: place) {
        return isMobileConfiguration(text) ? .mobileconfig : .xml
      } else if text.has("<!", at: place) {
        guard let end = text.find(UInt8(ascii: ">"), from: place) else { return .xml }
        place = end + 1
      } else {
        break
      }
      while place < text.count, text[place] <= 32 { place += 1 }
    }
    func root(_ name: StaticString) -> Bool { text.hasIgnoringCase(name, at: place) }
    if root("<svg") || root("<svg:svg") { return .svg }
    if root("<hta:application") { return .hta }
    if root("<html") || root("<head") || root("<body") || root("<script") || root("<meta") || root("<title")
      || root("<div") || root("<table") || root("<center") || root("<iframe") || root("<style") || root("<p>")
      || root("<a ") || root("<form") || root("<img") || root("<span") || root("<font") || root("<br")
      || root("<h1")
    {
      return root("<script") && text.find("WScript.") != nil ? .windowsScript : hta(text) ? .hta : .html
    }
    if root("<job") || root("<package") && text.find("<script") != nil || root("<component")
      || root("<scriptlet")
    {
      return .windowsScript
    }
    if root("<librarydescription") { return .library }
    if root("<searchconnectordescription") { return .searchConnector }
    if root("<pcsettings") { return .settingContent }
    if root("<jnlp") { return .jnlp }
    if root("<plist") { return isMobileConfiguration(text) ? .mobileconfig : .xml }
    if root("<asmv1:assembly") || root("<assembly"), text.find("<deployment") != nil { return .clickOnce }
    if place > start { return .xml }
    return nil
  }

  private static func hta(_ text: Span<UInt8>) -> Bool {
    var place = 0
    while let next = text.find(UInt8(ascii: "<"), from: place) {
      if text.hasIgnoringCase("<hta:application", at: next) { return true }
      place = next + 1
    }
    return false
  }

  private static func isMobileConfiguration(_ text: Span<UInt8>) -> Bool { text.find("PayloadType") != nil }

  private static func section(_ text: Span<UInt8>, _ start: Int) -> FileType? {
    if text.hasIgnoringCase("[internetshortcut]", at: start) { return .url }
    if text.hasIgnoringCase("[desktop entry]", at: start) { return .desktopEntry }
    if text.hasIgnoringCase("[shell]", at: start) { return .scf }
    if text.hasIgnoringCase("[theme]", at: start) { return .theme }
    if text.hasIgnoringCase("[wfclient]", at: start)
      || text.hasIgnoringCase("[applicationservers]", at: start)
    {
      return .ica
    }
    if text.hasIgnoringCase("[version]", at: start), text.find("ignature", from: start) != nil { return .inf }
    return looksJSON(text, start) ? .json : nil
  }

  private static func armour(_ text: Span<UInt8>, _ start: Int) -> FileType? {
    if text.has("-----BEGIN PGP ", at: start) { return .pgp }
    if text.has("-----BEGIN PKCS7", at: start) || text.has("-----BEGIN CMS", at: start) { return .smime }
    return text.has("-----BEGIN ", at: start) ? .certificate : nil
  }

  private static func looksJSON(_ text: Span<UInt8>, _ start: Int) -> Bool {
    var place = start + 1
    while place < text.count, text[place] <= 32 { place += 1 }
    guard place < text.count else { return false }
    let byte = text[place]
    if text[start] == UInt8(ascii: "{") {
      return (byte == UInt8(ascii: "\"") && text.find(UInt8(ascii: ":"), from: place) != nil)
        || byte == UInt8(ascii: "}")
    }
    return byte == UInt8(ascii: "{")
      || byte == UInt8(ascii: "\"") && text.find(UInt8(ascii: "]"), from: place) != nil
  }

  /// A header of a mail: two fields that mail has, or one and a Received field.
  private static func isMessage(_ text: Span<UInt8>, _ start: Int) -> Bool {
    guard start == 0 || text.has("From ", at: start) else { return false }
    var block = HeaderBlock()
    block.parse(text.extracting(start..<min(text.count, 16 << 10)))
    var known = 0
    for field in block.fields.prefix(40) {
      switch field.name {
      case .received, .returnPath, .messageID, .deliveredTo: known += 2
      case .from, .to, .subject, .date, .mimeVersion, .dkimSignature, .contentType: known += 1
      default: break
      }
    }
    return known >= 3
  }

  private static func looksMHT(_ text: Span<UInt8>) -> Bool {
    text.find("multipart/related", from: 0, to: min(text.count, 4096)) != nil
      && text.find("Content-Location:") != nil && text.find("Received:") == nil
  }
}
