/// Weighs what is known of one attachment: reasons and one severity.
///
/// Nothing is looked at here: names, types and findings come in, a judgement goes out.
struct Verdict {
  let blockList: BlockList

  /// Completes the reasons of `assessment` and sets its severity.
  func judge(_ assessment: inout Assessment) {
    var severity = AttachmentSeverity.none
    func raise(_ level: AttachmentSeverity) { severity = max(severity, level) }
    judgeNames(&assessment, raise)
    judgeTypes(&assessment)
    let reasons = assessment.reasons
    let isHidden =
      reasons.contains(.disguisedName) || reasons.contains(.doubleExtension)
      || reasons.contains(.typeMismatch)
    if reasons.contains(.executableContent) { raise(isHidden ? .critical : .high) }
    if reasons.contains(.script) { raise(isPlainText(assessment) ? .low : isHidden ? .high : .medium) }
    if reasons.contains(.shortcut) { raise(.high) }
    if reasons.contains(.macro) { raise(reasons.contains(.typeMismatch) ? .high : .medium) }
    if !reasons.isDisjoint(with: [.testFile, .archiveBomb, .dde]) { raise(.high) }
    let weighty =
      assessment.isUnread ? AttachmentReasons.mediumOnes.subtracting(.encryptedArchive) : .mediumOnes
    if !reasons.isDisjoint(with: weighty) { raise(.medium) }
    if reasons.contains(.indicator) { raise(.critical) }
    if reasons.contains(.doubleExtension) { raise(.high) }
    if !reasons.isEmpty { raise(.low) }
    raise(assessment.nestedSeverity)
    assessment.severity = severity
  }

  private func judgeNames(_ assessment: inout Assessment, _ raise: (AttachmentSeverity) -> Void) {
    for name in assessment.names {
      let file = FileName(name)
      for note in file.notes { assessment.note(note) }
      if file.isDisguised { assessment.reasons.insert(.disguisedName) }
      if file.hasClassID { raise(.high) }
      if file.hasPath, assessment.inside.isEmpty { assessment.note("a path in the name") }
      guard let last = file.extensions.first else { continue }
      var blocked = blockList[last]
      var word = last
      // A name that Windows or another reader ends earlier: `x.exe\0.txt`.
      if blocked == nil || blocked?.severity == AttachmentSeverity.none, file.isDisguised,
        let other = file.extensions.dropFirst().first(where: { (blockList[$0]?.severity ?? .none) > .low })
      {
        blocked = blockList[other]
        word = other
      }
      guard let entry = blocked, entry.severity > .none else { continue }
      raise(entry.severity)
      assessment.reasons.insert(.blockedExtension)
      assessment.note(
        entry.lists == "user"
          ? "extension \(word) is on the block list given" : "extension \(word) is blocked")
      if entry.severity >= .medium, file.extensions.count > 1,
        file.extensions.dropFirst().contains(where: { FileName.shown.contains($0) })
      {
        assessment.reasons.insert(.doubleExtension)
      }
    }
  }

  /// The three opinions against each other: content, name, declared type.
  private func judgeTypes(_ assessment: inout Assessment) {
    let type = assessment.type
    if type.runsByItself {
      assessment.reasons.insert(.executableContent)
    } else if type.isPointer {
      assessment.reasons.insert(.shortcut)
    } else if type.isInterpreted {
      assessment.reasons.insert(.script)
    } else if type == .eicar {
      assessment.reasons.insert(.testFile)
    } else if type.isImageOfDisk {
      assessment.reasons.insert(.diskImage)
    }
    let last = assessment.names.first.map { FileName($0).extensions.first ?? "" } ?? ""
    let declared = assessment.declaredType
    // Of disguise only what acts: PDF called text is a slip, a program called picture is not.
    let acts =
      type.runsByItself || type.isPointer || type.isImageOfDisk || type == .hta || type == .oleMacro
      || type == .ooxmlMacro
    guard acts else { return }
    let saysPicture =
      declared.hasPrefix("image/") || declared.hasPrefix("audio/") || declared.hasPrefix("video/")
      || declared.hasPrefix("text/") || declared == "application/pdf"
    let showsHarmless =
      FileName.shown.contains(last) && !["zip", "rar", "7z", "msg", "eml"].contains(last)
      && !Verdict.macroCarriers.contains(last)
    let isRenamed =
      (type == .ooxmlMacro && ["docx", "xlsx", "pptx", "dotx", "xltx", "potx"].contains(last))
    if (saysPicture && type != .oleMacro && type != .ooxmlMacro) || showsHarmless || isRenamed {
      assessment.reasons.insert(.typeMismatch)
      assessment.note("content is \(type.name), called \(last.isEmpty ? declared : last)")
    }
  }

  /// Old formats that carry macros under their usual names.
  private static let macroCarriers: Set<String> = ["doc", "xls", "ppt", "docx", "xlsx", "pptx", "rtf"]

  /// A script that is called text and opens in an editor.
  private func isPlainText(_ assessment: Assessment) -> Bool {
    guard let name = assessment.names.first else { return assessment.declaredType.hasPrefix("text/") }
    let last = FileName(name).extensions.first ?? ""
    return ["txt", "log", "md", "text", "diff", "patch", "csv"].contains(last)
  }
}

extension AttachmentReasons {
  /// Reasons that are of medium weight by themselves.
  static let mediumOnes: AttachmentReasons = [
    .encryptedArchive, .activeHTML, .activePDF, .diskImage, .externalTemplate, .embeddedObject,
    .archiveConflict,
    .encryptedDocument, .polyglot, .typeMismatch, .disguisedName,
  ]
}

extension FileType {
  /// Opening it runs it.
  var runsByItself: Bool {
    switch self {
    case .pe, .elf, .machO, .javaClass, .dex, .msi, .jar, .apk, .appx, .dos: true
    default: false
    }
  }

  /// An interpreter runs it.
  var isInterpreted: Bool {
    switch self {
    case .vbscript, .javascript, .windowsScript, .powershell, .batch, .shell, .python, .perl, .php,
      .encodedScript, .hta,
      .autohotkey, .applescript, .registry, .inf:
      true
    default: false
    }
  }

  /// It starts or connects to something else.
  var isPointer: Bool {
    switch self {
    case .lnk, .url, .library, .searchConnector, .settingContent, .scf, .theme, .iqy, .slk, .rdp,
      .mobileconfig,
      .clickOnce, .jnlp, .desktopEntry, .jobFile, .ica:
      true
    default: false
    }
  }

  /// Its contents escape the mark of the web.
  var isImageOfDisk: Bool {
    switch self {
    case .iso9660, .udf, .vhd, .vhdx, .vmdk, .dmg, .hfs, .wim: true
    default: false
    }
  }
}
