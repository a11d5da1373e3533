/// What kind of mail container a stream of bytes is, found from its first bytes.
///
/// Content decides; `MailFile` (what folder and name say) only breaks ties. A mail log is never taken for a
/// mailbox: `notMail` says that the log formats may try.
public enum MailboxKind: Equatable, Hashable, Sendable {
  /// Messages separated by `From ` lines (mboxo, mboxrd, mboxcl, mboxcl2: nothing in the file says which).
  case mbox
  /// Messages between lines of four ^A.
  case mmdf
  /// Emacs Rmail's file up to version 22: messages between `^_^L` and `^_`.
  case babyl
  /// One message, from its header on: `.eml`, a Maildir or MH file, a message on standard input.
  case singleMessage
  /// Apple Mail: a line with the byte count, the message, a property list.
  case emlx
  /// No mail: a log, or anything else.
  case notMail
  /// Mail in a form that is not read here; the reason says what to do.
  case unsupported(UnsupportedMail)

  /// The kind as one word, for records and messages.
  public var name: StaticString {
    switch self {
    case .mbox: "mbox"
    case .mmdf: "mmdf"
    case .babyl: "babyl"
    case .singleMessage: "message"
    case .emlx: "emlx"
    case .notMail: "not mail"
    case .unsupported: "unsupported"
    }
  }

  /// Whether `MailboxSplitter` reads it.
  public var isMail: Bool {
    switch self {
    case .mbox, .mmdf, .babyl, .singleMessage, .emlx: true
    case .notMail, .unsupported: false
    }
  }
}

/// A mail container that is recognised and not read.
public enum UnsupportedMail: Equatable, Hashable, Sendable, CaseIterable {
  case outlookStore
  case outlookMessage
  case outlookExpress
  case exchangeStore
  case notesStore
  case tnef
  case dovecotDbox
  case utf16

  /// What it is and what to do, in the form of `Oddity.detail`.
  public var detail: StaticString {
    switch self {
    case .outlookStore: "an Outlook store, PST or OST (convert it with readpst -D -o FOLDER)"
    case .outlookMessage: "an Outlook message, .msg (convert it with msgconvert)"
    case .outlookExpress: "an Outlook Express folder, .dbx (convert it with readdbx or undbx)"
    case .exchangeStore: "an Exchange or Windows ESE database (export it with esedbexport)"
    case .notesStore: "a Notes database, NSF (export its mail as .eml)"
    case .tnef: "a TNEF container, winmail.dat (unpack it with tnef or ytnef)"
    case .dovecotDbox: "a Dovecot dbox file (convert it with doveadm backup to a Maildir)"
    case .utf16: "mail as UTF-16 text (convert it with iconv -f UTF-16 -t UTF-8)"
    }
  }
}
