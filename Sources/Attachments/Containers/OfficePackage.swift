import Bytes

/// Looks into the packages of Office Open XML and OpenDocument: macros wherever they lie and whatever they are called, parts
/// that come from elsewhere, objects inside.
///
/// - Source: ECMA-376 part 2 (relationships, content types), [MS-OFFMACRO2] §2.
enum OfficePackage {
  static func walk(
    _ content: Content, _ budget: InspectionBudget, into inspection: inout Inspection,
    _ visit: (Member) -> Bool
  ) {
    var found = Inspection()
    var embedded: [Member] = []
    ZipWalk.walk(content, budget, into: &inspection) { member in
      look(member, budget, &found, &embedded)
      return true
    }
    inspection.reasons.formUnion(found.reasons)
    for note in found.notes { inspection.note(note) }
    if inspection.reasons.contains(.macro) { inspection.type = .ooxmlMacro }
    for member in embedded where !visit(member) { return }
  }

  private static func look(
    _ member: Member, _ budget: InspectionBudget, _ found: inout Inspection, _ embedded: inout [Member]
  ) {
    found.reasons.formUnion(member.inspection.reasons.subtracting(.uninspectable))
    guard let content = member.content else { return }
    let stored = String(decoding: member.name.prefix(512), as: UTF8.self)
    let name = stored.lowercased()
    let bytes = content.bytes.span
    let isProject = name.hasSuffix("vbaproject.bin") || name.hasSuffix("vbaprojectsignature.bin")
    if isProject { found.note(.macro, "a VBA project in \(stored)") }
    if FileType.has(bytes, [0xD0, 0xCF, 0x11, 0xE0]), !name.contains("embeddings/") {
      if let file = CompoundFile(content.bytes) {
        var inner = Inspection()
        Macros.find(in: file, &inner)
        if inner.reasons.contains(.macro) {
          found.note(.macro, "a VBA project in \(stored)")
          for note in inner.notes.dropFirst() { found.note(note) }
        } else if name.contains("activex") {
          found.note(.embeddedObject, "an ActiveX control")
        }
      }
      return
    }
    if isProject { return }
    if name == "[content_types].xml" {
      if bytes.find("application/vnd.ms-office.vbaProject") != nil {
        found.note(.macro, "a VBA project is declared")
      }
    } else if name.hasSuffix(".rels") {
      relationships(bytes, &found)
    } else if name.contains("macrosheets/") {
      found.note(.macro, "a sheet of Excel 4 macros")
    } else if name.contains("embeddings/") || name.hasPrefix("package/") && name.hasSuffix(".bin") {
      if !name.hasSuffix(".xlsx"), !name.hasSuffix(".docx"), !name.hasSuffix(".pptx") {
        found.note(.embeddedObject, "an object is embedded: \(name)")
      }
      embedded.append(member)
    } else if name.contains("customui"), bytes.find("onLoad") != nil {
      found.note("a ribbon that runs code when it loads")
    } else if name.hasSuffix(".xml"), name.hasPrefix("word/") || name.hasPrefix("xl/") {
      fields(bytes, &found)
    }
  }

  /// Parts that the document fetches from elsewhere when it is opened.
  private static func relationships(_ bytes: Span<UInt8>, _ found: inout Inspection) {
    var place = 0
    while let next = bytes.find("<Relationship ", from: place) {
      let end = bytes.find(UInt8(ascii: ">"), from: next) ?? bytes.count
      place = end
      guard
        bytes.find("\"External\"", from: next, to: end) != nil
          || bytes.find("'External'", from: next, to: end) != nil
      else { continue }
      for kind in ["/attachedTemplate\"", "/frame\"", "/oleObject\"", "/subDocument\"", "/aFChunk\""]
        as [StaticString]
      where bytes.find(kind, from: next, to: end) != nil {
        let word = "\(kind)".dropFirst().dropLast()
        found.note(.externalTemplate, "\(word) comes from \(target(bytes, next, end))")
      }
    }
  }

  private static func target(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> String {
    guard let name = bytes.find("Target=\"", from: start, to: end),
      let stop = bytes.find(UInt8(ascii: "\""), from: name + 8, to: end)
    else { return "elsewhere" }
    return bytes.string((name + 8)..<min(stop, name + 8 + 200))
  }

  /// Fields that start programs.
  private static func fields(_ bytes: Span<UInt8>, _ found: inout Inspection) {
    var place = 0
    while let next = bytes.find("DDE", from: place) {
      place = next + 3
      let isField =
        bytes.find("instrText", from: max(0, next - 200), to: next) != nil
        || bytes.find("w:instr=", from: max(0, next - 40), to: next) != nil
      let isAuto = bytes.has("DDEAUTO", at: next) || bytes.has("DDE ", at: next)
      let isFormula = bytes.find("ddeLink ", from: max(0, next - 20), to: next + 8) != nil
      if (isField && isAuto) || isFormula {
        found.note(.dde, "a DDE field")
        return
      }
    }
    if bytes.find("<ddeLink ") != nil { found.note(.dde, "a DDE link") }
  }

  static func walkOpenDocument(
    _ content: Content, _ budget: InspectionBudget, into inspection: inout Inspection,
    _ visit: (Member) -> Bool
  ) {
    var found = Inspection()
    ZipWalk.walk(content, budget, into: &inspection) { member in
      let name = String(decoding: member.name.prefix(512), as: UTF8.self)
      if name.hasPrefix("Basic/"), name.hasSuffix(".xml"), !name.hasSuffix("-lc.xml"),
        !name.hasSuffix("-lb.xml")
      {
        found.note(.macro, "a Basic macro: \(name)")
      } else if name.hasPrefix("Scripts/") {
        found.note(.macro, "a script: \(name)")
      }
      return true
    }
    inspection.reasons.formUnion(found.reasons)
    for note in found.notes { inspection.note(note) }
    if inspection.reasons.contains(.macro) { inspection.type = .odfMacro }
  }
}
