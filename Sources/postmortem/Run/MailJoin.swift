import Bytes
import Correlation
import Evidence
import LogFormats
import MIME
import MailAuthentication
import Mailbox
import Model

/// Mailboxes and logs together, in three passes: what the mailboxes ask about, what the logs say of it, the paths.
///
/// The first pass keeps hashes of Message-IDs and of the (`by`, `id`) pairs of the Received fields; the second folds
/// the logs and indexes the hops; the third builds the path of each stored message. Without logs the first two are left
/// out.
struct MailJoin {
  private let run: CaseRun
  private let boundary: TrustBoundary
  private var stored = Stored()
  private var index: LogIndex

  /// What the mailboxes hold, hashed. Bounded by `Limits.joinedMessages`.
  private struct Stored {
    var messageIDs: Set<UInt64> = []
    var pairs: [(by: UInt64, id: UInt64)] = []
    /// For each message its Message-ID and the end of its pairs.
    var messages: [(messageID: UInt64, end: Int)] = []
  }

  init(_ run: CaseRun, _ boundary: TrustBoundary) {
    self.run = run
    self.boundary = boundary
    index = LogIndex(limits: run.limits) { id, software, text in
      switch software {
      case .postfix: IDClock.postfixLong(text, id)
      case .exim: IDClock.exim(text, id)
      case .sendmail: IDClock.sendmail(text, id)
      default: nil
      }
    }
  }

  /// The first pass: what the mailboxes ask about.
  mutating func readMailboxes() throws {
    var stored = Stored()
    var parser = ReceivedParser()
    var field = ReceivedField()
    var value = ByteBuffer(capacity: 1 << 10)
    let reader = MailboxRun(run)
    guard run.mailboxes.allSatisfy({ $0.source.isReopenable }) else {
      run.report(
        Oddity(
          .unsupported, path: "-",
          detail:
            "mail on standard input is read once: its paths are not joined with the logs (give it as a file)",
          isLoss: false))
      return
    }
    try reader.messages(counts: false) { _, header, bytes, _ in
      guard stored.messages.count < run.limits.joinedMessages else { return false }
      var messageID: UInt64 = 0
      for entry in header.fields {
        switch entry.name {
        case .messageID where messageID == 0:
          entry.unfold(of: bytes, into: &value)
          MessageIDField.forEach(value.span, ByteRange(0, value.count)) { id in
            if messageID == 0 { messageID = value.span.hash(id) }
          }
        case .received:
          entry.unfold(of: bytes, into: &value)
          parser.parse(value.span, into: &field)
          if !field.by.isNone, !field.id.isNone {
            stored.pairs.append((LogIndex.nameHash(value.span, field.by), value.span.hash(field.id)))
          }
        default: break
        }
      }
      if messageID != 0 { stored.messageIDs.insert(messageID) }
      stored.messages.append((messageID, stored.pairs.count))
      return true
    }
    self.stored = stored
  }

  /// The second pass: a message of the logs. Whether a mailbox has it.
  mutating func add(_ message: borrowing MessageView) -> Bool {
    index.add(message)
    return !message.messageID.isNone
      && stored.messageIDs.contains(message.allText.hash(message.messageID.range))
  }

  /// Ends the second pass.
  mutating func finishLogs() {
    if !index.isComplete {
      run.report(
        Oddity(
          .limitReached, path: "",
          detail:
            "joinedMessages: more than \(run.limits.joinedMessages) hops in the logs (no log is called silent)",
          isLoss: false))
    }
    var begin = 0
    for (messageID, end) in stored.messages {
      index.learn(stored.pairs[begin..<end], messageID: messageID)
      begin = end
    }
  }

  /// The third pass: lends the path of each stored message, its place, its header block and the bytes of that to `body`,
  /// until it returns false.
  func paths(
    authenticator: MailAuthenticator? = nil,
    _ body: (borrowing RelayPath, MailboxMessage, HeaderBlock, Span<UInt8>, SourceID) throws -> Bool
  ) throws {
    var builder = PathBuilder(boundary: boundary, limits: run.limits)
    var path = RelayPath()
    try MailboxRun(run).messages(counts: true, authenticator: authenticator) {
      message, header, bytes, source in
      builder.build(header, of: bytes, logs: index, into: &path)
      return try body(path, message, header, bytes, source)
    }
  }
}
