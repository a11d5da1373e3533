import Bytes

/// Looks for what acts in content that is no container: one inspector a type.
public enum ActiveContent {
  /// Puts reasons and notes into `inspection`; lends what lies inside to `found`.
  public static func examine(
    _ content: Content, _ type: FileType, into inspection: inout Inspection, _ found: (Member) -> Void
  ) {
    switch type {
    case .pe: ProgramFile.examine(content, &inspection)
    case .png, .jpeg, .gif, .bmp: PictureFile.examine(content, type, &inspection, found)
    case .lnk: ShortcutFile.examine(content, &inspection)
    case .url, .library, .searchConnector, .settingContent, .scf, .theme, .rdp, .clickOnce, .jnlp,
      .desktopEntry:
      ShortcutFile.examineText(content, &inspection)
    case .html, .hta, .xml, .mht: MarkupContent.examine(content, &inspection, found)
    case .svg: MarkupContent.examineSVG(content, &inspection, found)
    case .pdf: PDFContent.examine(content, &inspection, found)
    case .rtf: RTFContent.examine(content, &inspection, found)
    case .oneNote: OneNoteContent.examine(content, &inspection, found)
    case .calendar: CalendarContent.examine(content, &inspection, found)
    case .slk: SpreadsheetText.examineSYLK(content, &inspection)
    case .activeMime: inspection.note(.macro, "an ActiveMime project: macros for Office")
    case .pgp:
      if content.bytes.span.find("BEGIN PGP MESSAGE") != nil {
        inspection.cannotInspect("encrypted with PGP")
      }
    case .text, .csv: SpreadsheetText.examine(content, &inspection)
    default: break
    }
  }
}

/// Pictures: what stands behind their end.
enum PictureFile {
  static func examine(
    _ content: Content, _ type: FileType, _ inspection: inout Inspection, _ found: (Member) -> Void
  ) {
    guard content.isWhole, let end = end(content.bytes.span, type), end < content.bytes.count else { return }
    let rest = Content(Array(content.bytes[end...]))
    let other = FileType.detect(rest)
    guard
      other.runsByItself || other.isCompressedContainer || other == .ole || other == .pdf || other == .html
    else {
      return
    }
    inspection.note(.polyglot, "\(other.name) stands behind the end of the picture")
    found(Member(name: Array("behind-the-end.\(other.name)".utf8), content: rest))
  }

  private static func end(_ bytes: Span<UInt8>, _ type: FileType) -> Int? {
    switch type {
    case .png:
      // Chunks: length, name, data, check sum.
      var place = 8
      while place + 12 <= bytes.count {
        let size =
          Int(bytes[place]) << 24 | Int(bytes[place + 1]) << 16 | Int(bytes[place + 2]) << 8
          | Int(bytes[place + 3])
        let isEnd = bytes.has("IEND", at: place + 4)
        place += 12 + size
        if isEnd { return place }
      }
      return nil
    case .jpeg:
      // Segments up to the scan; in its data a mark is never followed by another byte than 0 or a restart.
      var place = 2
      while place + 4 <= bytes.count, bytes[place] == 0xFF {
        let mark = bytes[place + 1]
        if mark == 0xD9 { return place + 2 }
        if mark == 0xDA { break }
        place += 2 + (Int(bytes[place + 2]) << 8 | Int(bytes[place + 3]))
      }
      while let next = bytes.find(0xFF, from: place), next + 1 < bytes.count {
        if bytes[next + 1] == 0xD9 { return next + 2 }
        place = next + 1
      }
      return nil
    case .bmp: return FileType.number32(bytes, 2)
    default: return bytes.findLast("\0;").map { $0 + 2 }
    }
  }
}

/// Programs for Windows: what kind, and what is hung behind them.
enum ProgramFile {
  static func examine(_ content: Content, _ inspection: inout Inspection) {
    let bytes = content.bytes.span
    let header = FileType.number32(bytes, 0x3C)
    let flags = FileType.number16(bytes, header + 22)
    let subsystem = FileType.number16(bytes, header + 24 + 68)
    if flags >= 0, flags & 0x2000 != 0 {
      if bytes.find("xlAutoOpen") != nil {
        inspection.note("an Excel add-in (XLL)")
      } else if bytes.find("CPlApplet") != nil {
        inspection.note("a control panel item (CPL)")
      } else {
        inspection.note("a library (DLL)")
      }
    } else if subsystem == 3 {
      inspection.note("a console program")
    } else if subsystem == 2 {
      inspection.note("a program with windows")
    }
    if bytes.find("mscoree.dll") != nil { inspection.note("a .NET program") }
    if bytes.find("Rar!\u{1A}\u{7}", from: 512) != nil || bytes.find("7z\u{BC}\u{AF}", from: 512) != nil {
      inspection.note("carries an archive: may unpack itself")
    }
  }
}

/// Shortcuts: what they start.
enum ShortcutFile {
  private static let words: [StaticString] = [
    "powershell", "cmd.exe", "mshta", "wscript", "cscript", "rundll32", "regsvr32", "msiexec", "certutil",
    "bitsadmin",
    "curl", "conhost", "forfiles", "ftp.exe", "explorer.exe", "http://", "https://", "\\\\",
  ]

  static func examine(_ content: Content, _ inspection: inout Inspection) {
    // Texts of a shortcut are ANSI or UTF-16: both are looked through without their zeros.
    let text = content.bytes.prefix(64 << 10).filter { $0 != 0 }.map { $0 < 128 ? $0.lowercased : $0 }
    let span = text.span
    var found: [String] = []
    for word in words where span.find(word) != nil { found.append("\(word)") }
    if !found.isEmpty { inspection.note("shortcut names \(found.prefix(5).joined(separator: ", "))") }
    if span.find("                                        ") != nil {
      inspection.note(.disguisedName, "a row of blanks pushes its command out of sight")
    }
    if content.size > 8 << 10 {
      inspection.note("\(content.size) bytes are more than a shortcut needs: may carry a payload")
    }
  }

  /// Shortcuts that are text: where they lead.
  static func examineText(_ content: Content, _ inspection: inout Inspection) {
    let text = TextType.narrowed(content.bytes.span)
    var lines = 0
    for line in text.split(whereSeparator: { $0 == 10 || $0 == 13 }) where lines < 400 {
      lines += 1
      let span = Array(line.prefix(512)).span
      for key in [
        "url=", "iconfile=", "full address:s:", "exec=", "remoteapplicationprogram:s:", "<url>", "codebase=",
      ]
        as [StaticString]
      where span.hasIgnoringCase(key, at: 0) || key.description.hasPrefix("<") && span.find(key) != nil {
        inspection.note("leads to \(span.string)")
      }
    }
    if text.span.find("drivestoredirect:s:*") != nil { inspection.note("gives the server all drives") }
  }
}

/// Calendars: files and links in them.
enum CalendarContent {
  static func examine(_ content: Content, _ inspection: inout Inspection, _ found: (Member) -> Void) {
    let bytes = content.bytes.span
    var place = 0
    var count = 0
    while let next = bytes.find("ATTACH", from: place), count < 100 {
      place = next + 6
      guard next == 0 || bytes[next - 1] == 10 else { continue }
      count += 1
      let end = bytes.find("\nEND:", from: next) ?? bytes.count
      guard let colon = bytes.find(UInt8(ascii: ":"), from: next, to: end) else { continue }
      if bytes.find("BASE64", from: next, to: colon) != nil {
        // The value goes on behind line ends that a blank follows.
        var stop = colon + 1
        while stop < end, bytes[stop] != 10 || (stop + 1 < end && bytes[stop + 1].isBlank) { stop += 1 }
        var decoded = ByteBuffer(capacity: 256)
        let letters = bytes.array((colon + 1)..<stop).filter { $0 > 32 }
        _ = Base64Run.decode(letters.span, from: 0, into: &decoded)
        found(Member(name: [], content: Content(decoded.span.array(0..<decoded.count))))
      } else {
        let stop = min(bytes.find(10, from: colon) ?? end, colon + 200)
        inspection.note("links to \(bytes.string((colon + 1)..<stop))")
      }
    }
  }
}

/// Text that spreadsheets run: SYLK, and formulas in comma-separated values.
enum SpreadsheetText {
  static func examineSYLK(_ content: Content, _ inspection: inout Inspection) {
    let bytes = content.bytes.span
    if bytes.find("EXEC(") != nil { inspection.note(.macro, "a formula that starts a program") }
    if bytes.find("Auto_open") != nil || bytes.find("auto_open") != nil {
      inspection.note(.macro, "starts by itself")
    }
  }

  static func examine(_ content: Content, _ inspection: inout Inspection) {
    let bytes = content.bytes.span
    for call in [
      "|' /C ", "|'/C ", "=DDE(", "+DDE(", "=cmd|", "+cmd|", "-cmd|", "@SUM(1+1)*cmd|", "=MSEXCEL|",
    ] as [StaticString]
    where bytes.find(call, from: 0, to: 64 << 10) != nil {
      inspection.note(.dde, "a cell that starts a program")
      return
    }
  }
}
