/// Extensions of names that gateways and mail programs refuse, merged, each with who refuses it; and what a user adds or
/// takes away.
///
/// The letters behind an extension: O Outlook on the web, `BlockedFileTypes`; E Exchange Online, common attachments filter;
/// G Gmail, support.google.com/mail/answer/6590; R rspamd, `mime_types.lua`; A amavis' Debian default, a its long list;
/// M MIMEDefang's suggested filter; S MailScanner, `filename.rules.conf`; L Sublime, `file_extensions_suspicious`;
/// P Proofpoint as configured at the University of Akron, 2012; - on none of them: seen in abuse, added here.
public struct BlockList: Sendable {
  public enum Category: UInt8, Sendable {
    case program, script, shortcut, installer, macroDocument, diskImage, help, database, configuration, media
    case archive, web, other
    /// From `--block-list`.
    case added
  }

  /// What opening a file of that name means.
  public struct Entry: Sendable, Equatable {
    public var category: Category
    /// Letters of the lists that have it.
    public var lists: String
    public var severity: AttachmentSeverity
  }

  private var entries: [String: Entry] = [:]

  /// The merged list.
  public init() {
    for (category, text) in BlockList.table {
      let words = text.split(separator: " ")
      for place in stride(from: 0, to: words.count - 1, by: 2) {
        let lists = String(words[place + 1])
        let name = String(words[place])
        entries[name] = Entry(
          category: category, lists: lists, severity: BlockList.severity(category, lists, name))
      }
    }
  }

  /// The entry of an extension, in lower case and without its dot.
  public subscript(_ name: String) -> Entry? { entries[name] }

  /// Adds an extension; an opening dot is dropped.
  public mutating func block(_ name: some StringProtocol) {
    entries[BlockList.plain(name)] = Entry(category: .added, lists: "user", severity: .high)
  }

  /// Takes an extension away.
  public mutating func allow(_ name: some StringProtocol) { entries[BlockList.plain(name)] = nil }

  private static func plain(_ name: some StringProtocol) -> String {
    let name = name.lowercased()
    return name.hasPrefix(".") ? String(name.dropFirst()) : name
  }

  /// What runs when it is opened is high; what carries that, or needs a click more, medium; relics, configuration and
  /// what only one list has, low. Content decides the rest.
  private static func severity(_ category: Category, _ lists: String, _ name: String) -> AttachmentSeverity {
    let isCommon = lists == "-" || lists.count >= 2
    let isDefault = lists.contains(where: { "OEGA".contains($0) })
    switch category {
    case .program, .script, .shortcut, .installer:
      if name == "msg" { return .none }
      return isCommon ? .high : isDefault || name == "rdp" || name == "library-ms" ? .medium : .low
    case .macroDocument, .diskImage, .help: return isCommon || isDefault ? .medium : .low
    case .database: return name == "pst" || lists.count < 4 ? .low : .medium
    case .configuration: return name == "mobileconfig" ? .medium : .low
    case .media, .archive: return .low
    case .web: return name == "shtm" || name == "shtml" ? .low : .none
    case .other: return lists == "-" ? .none : .low
    case .added: return .high
    }
  }

  private static let table: [(Category, String)] = [
    (
      .program,
      """
      386 P appimage L bin L com OEGRAaMSLP cpl OGRAaMSLP dex E dll EGRAMLP elf E ex GL ex_ GL exe \
      OEGRAaMSLP kext E lib EGRML macho E ocx MP pif OEGRAaMSLP ppa E run L scr OEGRAaMSLP sys EGRML vxd \
      EGRMLP wll L xll OEGRL
      """
    ),
    (
      .script,
      """
      applescript L asp ORLP aspx ORL bas ORaMP bat OEGRAaMSLP cdxml O cmd OEGRAaMSLP command L csh OR \
      csproj - hta OEGRaMSLP htc ORL hto M inf ORaMLP job SL js OGRaMSLP jse OGRaMSLP ksh ORL mjs G msh \
      ORL msh1 ORL msh1xml ORL msh2 ORL msh2xml ORL mshxml ORL pl ORL ps1 OGRL ps1xml ORL ps2 ORL ps2xml \
      ORL psc1 ORL psc2 ORL psd1 ORL psdm1 ORL pssc O py O pyc OR pyo ORL pyw ORL pyz ORL pyzw ORL reg \
      OERaMSLP rgs L scpt L sct OEGRaMSLP sh ML vb OEGRaMLP vbe OEGRaMSLP vbp ORL vbs OEGRAaMSLP ws ORSL \
      wsc OEGRaMSLP wsf OEGRaMSLP wsh OEGRaMSLP
      """
    ),
    (
      .shortcut,
      """
      action L appcontent-ms O application L appref-ms OL cnf S desktop - diagcab OGRL diagcfg GL diagpack \
      L diagpkg G fileloc - gadget ORL ica - inetloc - jnlp OEGRL library E library-ms R lnk OEGRaMSLP msc \
      OEGRaMLP msg - printerexport ORL rdp R scf OERSL search-ms R searchconnector-ms - settingcontent-ms \
      O shb OGRaMSLP shortcut L shs ORaMSLP theme ORL udl O url ORMLP webpnp ORL website ORL wsb O xbap \
      ORL xnk ORSL
      """
    ),
    (
      .installer,
      """
      apk OEGL app OERaML appinstaller - appx OEGL appxbundle GL deb E dmg GL ins OGRaMSLP ipa L isp \
      OGRaMLP isu L jar OEGRL msi OEGRaMLP msix EGL msixbundle GL msp OEGRaMLP mst OEGRaMLP msu ORL nsh \
      GRL paf L sap L
      """
    ),
    (
      .macroDocument,
      """
      docm E dqy R iqy R one - oqy R ppam E pptm - rqy R slk RL vsmacros ORSL vss ORS vst ORS vsto - vsw \
      ORSL xlam - xlsb - xlsm -
      """
    ),
    (
      .diskImage,
      """
      cue R img EGL iso EGRL udf - uif E vhd OGRL vhdx ORL wim R
      """
    ),
    (
      .help,
      """
      chm OGRaMSLP cnt ORL hlp ORaMLP hpj ORL its ORSL mht ORL mhtml ORS
      """
    ),
    (
      .database,
      """
      ade OGRaMLP adp OGRaML fxp ORaML mad ORSL maf ORSL mag ORSL mam ORSL maq ORSL mar ORSL mas ORSL mat \
      ORL mau ORSL mav ORSL maw ORSL mcf ORL mda ORaSL mdb ORaMP mde OGRaMLP mdt ORaL mdw ORaL mdz ORaSL \
      ops ORaL osd RL pcd ORaMLP plg ORL prf ORSL prg ORaML pst ORSL
      """
    ),
    (
      .configuration,
      """
      bgi L cer OS crt OaMP der O grp ORa mobileconfig -
      """
    ),
    (
      .media,
      """
      ani ES asf M asx ORML cur S emf a fdf S hwp L ico S wmd M wmf a wms M wmz M
      """
    ),
    (
      .archive,
      """
      ace ER arj ER cab EGRSL lha E lzh E rev E sfx R txz R xz E z E zpaq R
      """
    ),
    (
      .web,
      """
      htm R html R shtm R shtml R svg - xhtml - xml O
      """
    ),
    (
      .other,
      """
      3gr P add P asd M ceo S dbx P docx - eml - fon P ics - ini M mobileprovision - pdf - pptx - pub - \
      rpmsg - rtf - terminal - tmp O tnef - vcs M workflow - xlsx - xps -
      """
    ),
  ]
}

/// How bad an attachment is if it is what it seems.
public enum AttachmentSeverity: UInt8, Sendable, Comparable {
  case none, low, medium, high, critical

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  public var name: StaticString {
    switch self {
    case .none: "none"
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }
}
