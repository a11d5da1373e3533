import Bytes

/// Looks into compound files: old Office documents, Outlook messages, encrypted packages.
///
/// - Source: [MS-DOC] §2.5.1, [MS-XLS] §2.4.28 and §2.4.117, [MS-OFFCRYPTO] §2.3, [MS-OLEDS] §2.3, [MS-OXMSG] §2.
enum CompoundWalk {
  static func walk(
    _ content: Content, _ budget: InspectionBudget, into inspection: inout Inspection,
    _ visit: (Member) -> Bool
  ) {
    guard let file = CompoundFile(content.bytes) else {
      inspection.note(.malformed, "a compound file whose header makes no sense")
      let bytes = content.bytes.span
      if bytes.find("_VBA_PROJECT") != nil || bytes.find("_\0V\0B\0A\0_\0P\0R\0O\0J") != nil
        || bytes.find("Attribut\0e VB_") != nil || bytes.find("Attribute VB_") != nil
      {
        inspection.type = .oleMacro
        inspection.note(.macro, "traces of a VBA project")
      }
      return
    }
    if !content.isWhole {
      inspection.cannotInspect("larger than what is held of an attachment: looked at in part")
    }
    if inspection.type == .outlookMessage {
      attachments(of: file, budget, visit)
      return
    }
    let names = Set(file.entries.map(\.name))
    if names.contains("EncryptedPackage"), names.contains("EncryptionInfo") {
      inspection.type = .oleEncrypted
      inspection.note(.encryptedDocument, "a document with a password")
      inspection.cannotInspect("encrypted: cannot be looked into without its password")
      return
    }
    Macros.find(in: file, &inspection)
    for entry in file.entries where entry.isStream {
      switch entry.name {
      case "\u{1}Ole10Native":
        guard let member = package(file.stream(entry, limit: budget.limits.heldBytes / 2)) else { continue }
        inspection.note(.embeddedObject, "a file is embedded as an OLE package")
        guard take(member, budget, visit) else { return }
      case "Equation Native": inspection.note(.embeddedObject, "an Equation Editor object")
      case "Workbook", "Book": readWorkbook(file.stream(entry, limit: 4 << 20).span, &inspection)
      case "WordDocument":
        let head = file.stream(entry, limit: 64)
        if FileType.number16(head.span, 0) == 0xA5EC, FileType.number16(head.span, 10) & 0x100 != 0 {
          inspection.note(.encryptedDocument, "a document with a password")
        }
      case "CONTENTS", "Package":
        let bytes = file.stream(entry, limit: budget.limits.heldBytes / 2)
        if !bytes.isEmpty {
          guard take(Member(name: Array(entry.path.utf8), content: Content(bytes)), budget, visit) else {
            return
          }
        }
      default: break
      }
    }
    for entry in file.entries where entry.isStorage && entry.classID == 0x0002_CE02 {
      inspection.note(.embeddedObject, "an Equation Editor object")
    }
    if inspection.reasons.contains(.macro) { inspection.type = .oleMacro }
  }

  private static func take(_ member: Member, _ budget: InspectionBudget, _ visit: (Member) -> Bool) -> Bool {
    guard budget.membersLeft > 0 else { return false }
    budget.membersLeft -= 1
    budget.bytesLeft -= min(budget.bytesLeft, member.content?.size ?? 0)
    return visit(member)
  }

  /// An OLE package: size, flags, label, file name, two numbers, temporary path, size, the file.
  private static func package(_ bytes: [UInt8]) -> Member? {
    let span = bytes.span
    var place = 6
    func text() -> [UInt8]? {
      guard place < bytes.count, let end = span.find(0, from: place, to: place + 1024) else { return nil }
      let found = span.array(place..<end)
      place = end + 1
      return found
    }
    guard bytes.count > 16, let label = text(), let name = text() else { return nil }
    place += 4
    let pathSize = FileType.number32(span, place)
    guard pathSize >= 0, pathSize < 4096 else { return nil }
    place += 4 + pathSize
    let size = FileType.number32(span, place)
    place += 4
    guard size > 0, place < bytes.count else { return nil }
    let end = min(bytes.count, place + size)
    var member = Member(
      name: name.isEmpty ? label : name,
      content: Content(
        head: span.array(place..<end), tail: [], size: UInt64(max(size, end - place))))
    if !label.isEmpty, label != name { member.otherName = label }
    return member
  }

  /// Sheets of old macros, and a password.
  private static func readWorkbook(_ bytes: Span<UInt8>, _ inspection: inout Inspection) {
    var place = 0
    for _ in 0..<20_000 {
      let id = FileType.number16(bytes, place)
      let size = FileType.number16(bytes, place + 2)
      guard id >= 0, size >= 0, place + 4 + size <= bytes.count else { return }
      if id == 0x85, size > 6 {
        if bytes[place + 9] == 1 {
          let isHidden = bytes[place + 8] & 3 != 0
          inspection.note(.macro, isHidden ? "a hidden sheet of Excel 4 macros" : "a sheet of Excel 4 macros")
        }
      } else if id == 0x2F {
        inspection.note(.encryptedDocument, "a document with a password")
      }
      place += 4 + size
    }
  }

  /// Attachments of an Outlook message, those of messages inside it, too.
  private static func attachments(
    of file: CompoundFile, _ budget: InspectionBudget, _ visit: (Member) -> Bool
  ) {
    struct Attachment {
      var long: CompoundFile.Entry?
      var short: CompoundFile.Entry?
      var data: CompoundFile.Entry?
    }
    var order: [String] = []
    var found: [String: Attachment] = [:]
    for entry in file.entries where entry.isStream {
      guard let slash = entry.path.lastIndex(of: "/") else { continue }
      let folder = String(entry.path[..<slash])
      guard folder.contains("__attach_version1.0_#") else { continue }
      let name = entry.name.lowercased()
      guard name.hasPrefix("__substg1.0_37") else { continue }
      if found[folder] == nil {
        found[folder] = Attachment()
        order.append(folder)
      }
      if name.hasPrefix("__substg1.0_3707") {
        found[folder]?.long = entry
      } else if name.hasPrefix("__substg1.0_3704") {
        found[folder]?.short = entry
      } else if name == "__substg1.0_37010102" {
        found[folder]?.data = entry
      }
    }
    for folder in order.sorted() {
      guard let attachment = found[folder], let data = attachment.data else { continue }
      let entry = attachment.long ?? attachment.short
      var name: [UInt8] = []
      if let entry {
        let bytes = file.stream(entry, limit: 2048)
        name = entry.name.uppercased().hasSuffix("001F") ? utf16(bytes) : bytes.filter { $0 != 0 }
      }
      let bytes = file.stream(data, limit: budget.limits.heldBytes / 2)
      let content = Content(head: bytes, tail: [], size: max(data.size, UInt64(bytes.count)))
      guard take(Member(name: name, content: content), budget, visit) else { return }
    }
  }

  static func utf16(_ bytes: [UInt8]) -> [UInt8] {
    var units: [UInt16] = []
    var place = 0
    while place + 1 < bytes.count {
      let unit = UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8
      if unit == 0 { break }
      units.append(unit)
      place += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}

/// VBA projects: that one is there, and what its source starts and calls.
///
/// - Source: [MS-OVBA] §2.3.4, §2.4.1; the words are those that run without asking, or reach outside the document.
enum Macros {
  private static let starters: [StaticString] = [
    "AutoOpen", "AutoExec", "AutoClose", "Auto_Open", "Auto_Close", "Document_Open", "Document_Close",
    "DocumentOpen",
    "Workbook_Open", "Workbook_Activate", "Workbook_BeforeClose", "Document_New", "AutoNew",
  ]
  private static let callers: [StaticString] = [
    "Shell", "CreateObject", "GetObject", "WScript.Shell", "URLDownloadToFile", "powershell", "PowerShell",
    "cmd.exe",
    "mshta", "XMLHTTP", "ADODB.Stream", "Environ", "CallByName", "VirtualAlloc", "RtlMoveMemory",
    "ShellExecute", "Declare ",
    "SaveToFile", "Chr(", "StrReverse", "winmgmts",
  ]

  static func find(in file: CompoundFile, _ inspection: inout Inspection) {
    var hasProject = false
    for entry in file.entries {
      let name = entry.name
      if name == "_VBA_PROJECT" || name == "_VBA_PROJECT_CUR" || name == "VBA" || name == "Macros" {
        hasProject = true
      }
    }
    guard hasProject else { return }
    inspection.note(.macro, "a VBA project")
    var modules = 0
    for entry in file.entries where entry.isStream && entry.path.contains("VBA/") && modules < 64 {
      let bytes = file.stream(entry, limit: 2 << 20)
      guard let source = source(bytes) else { continue }
      modules += 1
      read(source.span, &inspection)
    }
  }

  /// What the source of a module starts by itself, and calls.
  private static func read(_ source: Span<UInt8>, _ inspection: inout Inspection) {
    for word in starters where source.find(word) != nil { inspection.note("macro starts by itself: \(word)") }
    var calls: [String] = []
    for word in callers where source.find(word) != nil { calls.append("\(word)") }
    if !calls.isEmpty { inspection.note("macro uses \(calls.prefix(6).joined(separator: ", "))") }
  }

  /// The compressed source inside a module's stream: found by its first words, which are always the same.
  static func source(_ bytes: [UInt8]) -> [UInt8]? {
    let span = bytes.span
    guard let words = span.find("\u{0}Attribut"), words >= 3, bytes[words - 3] == 1 else { return nil }
    return decompress(span, from: words - 3)
  }

  /// A compressed container ([MS-OVBA] §2.4.1.3), at most 4 MiB.
  static func decompress(_ bytes: Span<UInt8>, from start: Int) -> [UInt8] {
    var output: [UInt8] = []
    var place = start + 1
    while place + 2 <= bytes.count, output.count < 4 << 20 {
      let header = FileType.number16(bytes, place)
      guard header >> 12 & 7 == 3 else { break }
      let end = min(bytes.count, place + 3 + header & 0xFFF)
      place += 2
      if header & 0x8000 == 0 {
        while place < end {
          output.append(bytes[place])
          place += 1
        }
        continue
      }
      let chunk = output.count
      while place < end {
        let flags = bytes[place]
        place += 1
        for bit in 0..<8 {
          guard place < end else { break }
          if flags >> UInt8(bit) & 1 == 0 {
            output.append(bytes[place])
            place += 1
            continue
          }
          guard place + 2 <= end else {
            place = end
            break
          }
          let token = FileType.number16(bytes, place)
          place += 2
          let position = output.count - chunk
          var bits = 4
          while bits < 12, 1 << bits < position { bits += 1 }
          let length = token & (0xFFFF >> bits) + 3
          let offset = token >> (16 - bits) + 1
          guard offset <= position else { return output }
          for _ in 0..<length { output.append(output[output.count - offset]) }
          if output.count - chunk > 4200 { break }
        }
      }
    }
    return output
  }
}
