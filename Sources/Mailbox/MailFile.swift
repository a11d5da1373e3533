import Bytes

/// What the path of a file says about the one message it holds: Maildir, MH, `.eml`, `.emlx`.
///
/// Only names are looked at, nothing is opened: whether the file is mail at all, its content decides
/// (`MailboxKind.sniff`).
///
/// - Source: cr.yp.to/proto/maildir.html; Dovecot's Maildir format (`S=`, `W=`, keywords `a`...`z`); nmh's `mh-format`.
public struct MailFile: Equatable, Sendable {
  /// What kind of place the file lies in, by folder and name.
  public enum Place: UInt8, Sendable {
    /// Nothing points to mail.
    case none
    /// Maildir: seen by a client, delivered and not yet seen, being delivered.
    case maildirCur, maildirNew, maildirTmp
    /// MH: a number, or a number behind `,` (removed with `rmm`).
    case mh
    /// `.eml`, `.mai` and the like.
    case message
    /// `.emlx`, `.partial.emlx`.
    case emlx
    /// `.mbox`, `.mbx`, `.mboxrd`, ..., a spool folder's file, `mbox`, `INBOX`.
    case mailbox
    /// `.pst`, `.ost`; `.msg`; `.dbx`: containers of Microsoft's programs.
    case outlookStore, outlookMessage, outlookExpress
  }

  /// Maildir flags.
  public struct Flags: OptionSet, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let draft = Flags(rawValue: 1 << 0)
    public static let flagged = Flags(rawValue: 1 << 1)
    public static let passed = Flags(rawValue: 1 << 2)
    public static let replied = Flags(rawValue: 1 << 3)
    public static let seen = Flags(rawValue: 1 << 4)
    /// Marked for deletion; the file is still there.
    public static let trashed = Flags(rawValue: 1 << 5)

    /// The flags by name, in the order of their letters.
    public var names: [StaticString] {
      var names: [StaticString] = []
      if contains(.draft) { names.append("draft") }
      if contains(.flagged) { names.append("flagged") }
      if contains(.passed) { names.append("passed") }
      if contains(.replied) { names.append("replied") }
      if contains(.seen) { names.append("seen") }
      if contains(.trashed) { names.append("trashed") }
      return names
    }
  }

  public var place = Place.none
  public var flags: Flags = []
  /// Whether the name has a Maildir flag suffix (`:2,`, and `!2,` or `;2,` where `:` is not allowed in names).
  public var hasFlags = false
  /// Dovecot's keyword letters, bit 0 for `a`.
  public var keywords: UInt32 = 0
  /// `S=` of a Maildir name: bytes of the file, nil where it does not say.
  public var size: UInt64?
  /// `W=` of a Maildir name: bytes with CRLF line ends.
  public var wireSize: UInt64?
  /// Marked as deleted by its name: Maildir's `T`, MH's `,12`.
  public var isDeleted = false

  /// Nothing is known, as of standard input.
  public init() {}

  /// Reads `path`, with `/` between its parts.
  public init(path: Span<UInt8>) {
    let slash = path.findLast(UInt8(ascii: "/"))
    let nameStart = slash.map { $0 + 1 } ?? 0
    var folder = ByteRange(0, 0)
    if let slash {
      let before = path.findLast(UInt8(ascii: "/"), to: slash).map { $0 + 1 } ?? 0
      folder = ByteRange(before, slash)
    }
    let name = path.extracting(nameStart..<path.count)
    if path.equals("cur", in: folder) {
      place = .maildirCur
    } else if path.equals("new", in: folder) {
      place = .maildirNew
    } else if path.equals("tmp", in: folder), MailFile.looksDelivered(name) {
      // `tmp` is also the name of other folders: only names as Maildir gives them count.
      place = .maildirTmp
    }
    if place != .none {
      readMaildir(name)
      return
    }
    if MailFile.isNumber(name, from: 0) {
      place = .mh
    } else if name.count > 1, name[0] == UInt8(ascii: ","), MailFile.isNumber(name, from: 1) {
      place = .mh
      isDeleted = true
    } else {
      place = MailFile.place(ofName: name)
      if place == .none, path.equals("mail", in: folder) || path.equals("mqueue", in: folder) {
        // /var/mail/USER and /var/spool/mail/USER have no extension; logs there do.
        if name.find(UInt8(ascii: ".")) == nil { place = .mailbox }
      }
    }
  }

  public init(path: String) {
    var path = path
    path.makeContiguousUTF8()
    self.init(path: path.utf8.span)
  }

  private static func isNumber(_ name: Span<UInt8>, from start: Int) -> Bool {
    guard name.count > start, name.count - start <= 10 else { return false }
    var index = start
    while index < name.count {
      guard name[index].isDigit else { return false }
      index += 1
    }
    return true
  }

  /// `seconds.unique.host`, as Maildir names are.
  private static func looksDelivered(_ name: Span<UInt8>) -> Bool {
    guard let dot = name.find(UInt8(ascii: ".")), dot >= 9, dot <= 12 else { return false }
    var index = 0
    while index < dot {
      guard name[index].isDigit else { return false }
      index += 1
    }
    return true
  }

  private static func place(ofName name: Span<UInt8>) -> Place {
    func ends(_ suffix: StaticString) -> Bool {
      let size = suffix.utf8CodeUnitCount
      return name.count >= size && name.hasIgnoringCase(suffix, at: name.count - size)
    }
    if ends(".emlx") { return .emlx }
    if ends(".eml") || ends(".mai") || ends(".mht") || ends(".rfc822") { return .message }
    if ends(".mbox") || ends(".mbx") || ends(".mboxrd") || ends(".mboxo") || ends(".mboxcl")
      || ends(".mboxcl2") || ends(".mmdf")
    {
      return .mailbox
    }
    if ends(".pst") || ends(".ost") { return .outlookStore }
    if ends(".msg") { return .outlookMessage }
    if ends(".dbx") { return .outlookExpress }
    let whole = ByteRange(0, name.count)
    if name.equalsIgnoringCase("mbox", in: whole) || name.equalsIgnoringCase("inbox", in: whole) {
      return .mailbox
    }
    return .none
  }

  private mutating func readMaildir(_ name: Span<UInt8>) {
    var base = name.count
    var index = 0
    // The suffix is the last one: `!` and `;` may stand in host names.
    while index + 3 <= name.count {
      let mark = name[index]
      if mark == UInt8(ascii: ":") || mark == UInt8(ascii: "!") || mark == UInt8(ascii: ";"),
        name.has("2,", at: index + 1)
      {
        base = index
        hasFlags = true
      }
      index += 1
    }
    if hasFlags {
      index = base + 3
      while index < name.count {
        switch name[index] {
        case UInt8(ascii: "D"): flags.insert(.draft)
        case UInt8(ascii: "F"): flags.insert(.flagged)
        case UInt8(ascii: "P"): flags.insert(.passed)
        case UInt8(ascii: "R"): flags.insert(.replied)
        case UInt8(ascii: "S"): flags.insert(.seen)
        case UInt8(ascii: "T"): flags.insert(.trashed)
        case let byte where byte.isLower: keywords |= 1 << UInt32(byte - UInt8(ascii: "a"))
        default: break
        }
        index += 1
      }
      isDeleted = flags.contains(.trashed)
    }
    index = 0
    while let comma = name.find(UInt8(ascii: ","), from: index, to: base) {
      if name.has("S=", at: comma + 1) { size = MailFile.decimal(name, from: comma + 3, to: base) }
      if name.has("W=", at: comma + 1) { wireSize = MailFile.decimal(name, from: comma + 3, to: base) }
      index = comma + 1
    }
  }

  private static func decimal(_ name: Span<UInt8>, from start: Int, to end: Int) -> UInt64? {
    var value: UInt64 = 0
    var index = start
    while index < end, name[index].isDigit, index - start < 18 {
      value = value * 10 + UInt64(name[index] - 48)
      index += 1
    }
    return index > start ? value : nil
  }

  /// Whether such a file holds one message: a From_ line inside then separates nothing.
  public var holdsOneMessage: Bool {
    switch place {
    case .maildirCur, .maildirNew, .maildirTmp, .mh, .message, .emlx: true
    case .none, .mailbox, .outlookStore, .outlookMessage, .outlookExpress: false
    }
  }
}
