/// Why an attachment is, or may be, dangerous; `attachment.reasons` of a record. Stable words: other programs match them.
public struct AttachmentReasons: OptionSet, Sendable, Hashable {
  public var rawValue: UInt64
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The name's extension is on the block list.
  public static let blockedExtension = AttachmentReasons(rawValue: 1 << 0)
  /// The content runs by itself: PE, ELF, Mach-O, class, installer.
  public static let executableContent = AttachmentReasons(rawValue: 1 << 1)
  /// `invoice.pdf.exe`.
  public static let doubleExtension = AttachmentReasons(rawValue: 1 << 2)
  /// The name shows something else than it is: direction marks, invisible characters, padding, trailing dots, NUL,
  /// streams, class ids, look-alike letters.
  public static let disguisedName = AttachmentReasons(rawValue: 1 << 3)
  /// Content, declared type and extension contradict each other in a way that hides what it does.
  public static let typeMismatch = AttachmentReasons(rawValue: 1 << 4)
  /// A document with macros.
  public static let macro = AttachmentReasons(rawValue: 1 << 5)
  /// The content is a script.
  public static let script = AttachmentReasons(rawValue: 1 << 6)
  /// An archive of which something cannot be read without a password.
  public static let encryptedArchive = AttachmentReasons(rawValue: 1 << 7)
  /// An archive that gives more than the limits, or overlaps itself.
  public static let archiveBomb = AttachmentReasons(rawValue: 1 << 8)
  /// Something inside is dangerous.
  public static let nestedDangerous = AttachmentReasons(rawValue: 1 << 9)
  /// HTML or SVG that runs scripts which build files, or asks for a password.
  public static let activeHTML = AttachmentReasons(rawValue: 1 << 10)
  /// PDF with JavaScript, Launch, or files inside.
  public static let activePDF = AttachmentReasons(rawValue: 1 << 11)
  /// A disk image: what is in it escapes the mark of the web.
  public static let diskImage = AttachmentReasons(rawValue: 1 << 12)
  /// A shortcut, or a file that connects elsewhere.
  public static let shortcut = AttachmentReasons(rawValue: 1 << 13)
  /// It could not be looked into, with its reason in the notes.
  public static let uninspectable = AttachmentReasons(rawValue: 1 << 14)
  /// A document that loads a template, frame or object from elsewhere.
  public static let externalTemplate = AttachmentReasons(rawValue: 1 << 15)
  /// A document with an object inside: OLE package, equation, ActiveX.
  public static let embeddedObject = AttachmentReasons(rawValue: 1 << 16)
  /// Dynamic data exchange fields or formulas.
  public static let dde = AttachmentReasons(rawValue: 1 << 17)
  /// The archive's own records contradict each other: names, gaps, overlaps.
  public static let archiveConflict = AttachmentReasons(rawValue: 1 << 18)
  /// A password-protected document.
  public static let encryptedDocument = AttachmentReasons(rawValue: 1 << 19)
  /// An archive that holds archives.
  public static let nestedArchive = AttachmentReasons(rawValue: 1 << 20)
  /// The test file that every scanner knows.
  public static let testFile = AttachmentReasons(rawValue: 1 << 21)
  /// On the list of `--iocs`.
  public static let indicator = AttachmentReasons(rawValue: 1 << 22)
  /// The message's structure can be read in two ways: boundaries, types, encodings, names.
  public static let ambiguousStructure = AttachmentReasons(rawValue: 1 << 23)
  /// One content is several types at once.
  public static let polyglot = AttachmentReasons(rawValue: 1 << 24)
  /// The content lies elsewhere: message/external-body.
  public static let externalBody = AttachmentReasons(rawValue: 1 << 25)
  /// A container or document of a damaged structure.
  public static let malformed = AttachmentReasons(rawValue: 1 << 26)

  private static let allNames: [(AttachmentReasons, StaticString)] = [
    (.blockedExtension, "blocked-extension"), (.executableContent, "executable-content"),
    (.doubleExtension, "double-extension"), (.disguisedName, "disguised-name"),
    (.typeMismatch, "type-mismatch"), (.macro, "macro"), (.script, "script"),
    (.encryptedArchive, "encrypted-archive"), (.archiveBomb, "archive-bomb"),
    (.nestedDangerous, "nested-dangerous"), (.activeHTML, "active-html"), (.activePDF, "active-pdf"),
    (.diskImage, "disk-image"), (.shortcut, "shortcut"), (.uninspectable, "uninspectable"),
    (.externalTemplate, "external-template"), (.embeddedObject, "embedded-object"), (.dde, "dde"),
    (.archiveConflict, "archive-conflict"), (.encryptedDocument, "encrypted-document"),
    (.nestedArchive, "nested-archive"), (.testFile, "test-file"), (.indicator, "indicator"),
    (.ambiguousStructure, "ambiguous-structure"), (.polyglot, "polyglot"),
    (.externalBody, "external-body"), (.malformed, "malformed"),
  ]

  /// The reasons by name, always in the same order.
  public var names: [StaticString] {
    AttachmentReasons.allNames.filter { contains($0.0) }.map { $0.1 }
  }
}
