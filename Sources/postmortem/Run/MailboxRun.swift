import Bytes
import Evidence
import MIME
import MailAuthentication
import Mailbox
import Model
import Streams

/// Reads the mailboxes of a run, message by message, headers parsed.
struct MailboxRun {
  private let run: CaseRun

  init(_ run: CaseRun) { self.run = run }

  /// Lends each stored message to `body` until it returns false. `counts`: whether this pass is the one that the
  /// coverage speaks of.
  ///
  /// `authenticator` sees each message, body and all, before it is lent.
  func messages(
    counts: Bool, authenticator: MailAuthenticator? = nil,
    _ body: (MailboxMessage, HeaderBlock, Span<UInt8>, SourceID) throws -> Bool
  ) throws {
    run.expect(run.mailboxes.map(\.source))
    for (source, kind) in run.mailboxes {
      let sink = HeaderSink(source: source.id, limits: run.limits, authenticator)
      try withoutActuallyEscaping(body) { body in
        sink.body = body
        defer { sink.body = nil }
        try read(source, kind, counts: counts, into: sink)
      }
      if !sink.goesOn { return }
    }
  }

  /// Reads one mailbox into `sink` until that has enough.
  func read<Sink: MailboxReader>(
    _ source: Source, _ kind: MailboxKind, counts: Bool, into sink: Sink
  ) throws {
    guard let stream = try? run.evidence.open(source) else { return }
    var splitter = MailboxSplitter(kind: kind, limits: run.limits)
    var block = ByteBuffer(capacity: 1 << 18)
    var lent = sink
    var told: UInt64 = 0
    while sink.goesOn {
      block.removeAll()
      if stream.read(into: &block, atMost: 1 << 18) == 0 { break }
      run.progress.advance(by: stream.storedOffset - told)
      told = stream.storedOffset
      splitter.consume(block.span, into: &lent)
    }
    if sink.goesOn { splitter.finish(into: &lent) }
    if let failure = sink.failure { throw failure }
    guard counts else { return }
    var coverage = SourceCoverage()
    coverage.bytes = splitter.summary.bytes
    coverage.messages = UInt64(splitter.summary.messages)
    run.coverage.add(coverage, to: source.id)
    report(splitter.summary, of: source)
  }

  /// What of a mailbox could be read otherwise, or was not read.
  private func report(_ summary: MailboxSummary, of source: Source) {
    for reading in summary.readings.prefix(10) {
      let (first, last) = (reading.hidden.lowerBound, reading.hidden.upperBound)
      let hidden = first == last ? "message \(first)" : "messages \(first) to \(last)"
      run.report(
        Oddity(
          .otherReading, path: source.path, offset: reading.offset,
          detail:
            "the Content-Length of message \(reading.message) covers \(hidden): programs that believe it do not show it (read as mail here)",
          isLoss: false))
    }
    if summary.readings.count > 10 {
      run.report(
        Oddity(
          .otherReading, path: source.path,
          detail: "\(summary.readings.count - 10) more Content-Lengths cover other messages", isLoss: false))
    }
    if let offset = summary.strayOffset {
      run.report(
        Oddity(
          .otherReading, path: source.path, offset: offset,
          detail: "\(summary.strayBytes) bytes belong to no message (look at them by hand)", isLoss: false))
    }
  }
}

/// A sink that can say that it has enough, or cannot go on.
protocol MailboxReader: AnyObject, MessageSink {
  var goesOn: Bool { get }
  var failure: (any Error)? { get }
}

/// Parses each message's header and hands it on; bodies pass by.
private final class HeaderSink: MailboxReader {
  var body: ((MailboxMessage, HeaderBlock, Span<UInt8>, SourceID) throws -> Bool)?
  private(set) var goesOn = true
  private(set) var failure: (any Error)?
  private let source: SourceID
  private let limits: Limits
  private let authenticator: MailAuthenticator?
  private var block = HeaderBlock()

  init(source: SourceID, limits: Limits, _ authenticator: MailAuthenticator?) {
    self.source = source
    self.limits = limits
    self.authenticator = authenticator
  }

  func headers(_ message: MailboxMessage, header: Span<UInt8>) { authenticator?.begin(header) }

  func body(_ bytes: Span<UInt8>, at offset: UInt64) { authenticator?.body(bytes) }

  func end(_ message: MailboxMessage, header: Span<UInt8>) {
    guard goesOn, let body else { return }
    // Where another reading of the boundaries is open, a mismatch proves nothing.
    authenticator?.end(
      isWhole: !message.isAmbiguous && message.innerFromLines == 0
        && message.oddities.isDisjoint(with: [.truncated, .truncatedHeader, .headerCut, .crLineEnds]))
    block.parse(header, limits: limits)
    do { goesOn = try body(message, block, header, source) } catch {
      failure = error
      goesOn = false
    }
  }
}
