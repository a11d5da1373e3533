import Attachments
import Bytes
import Evidence
import Mailbox
import Model
import Records

/// Writes the attachments of a run's mailboxes.
struct AttachmentListing {
  struct Options {
    var onlyDangerous = false
    var includesBodies = false
    var weak: ContentDigests.Weak = []
    var blockList = BlockList()
    var indicators = IndicatorList()
    var folder: ExtractionFolder?
    var zipsDangerous = false
  }

  private let run: CaseRun
  private let options: Options
  private let record: AttachmentRecord

  init(_ run: CaseRun, options: Options) {
    self.run = run
    self.options = options
    record = AttachmentRecord(paths: run.preparedPaths())
  }

  /// Whether a record was written.
  func write(_ writer: inout RecordWriter) throws -> Bool {
    var isFirst = true
    try AttachmentRun(run, options).messages { context, attachments in
      for found in attachments {
        if options.onlyDangerous, !found.assessment.isDangerous { continue }
        record.write(
          found, context, extractedTo: try extract(found.assessment), isFirstOfRun: isFirst, to: &writer)
        isFirst = false
      }
      return writer.output.count < 1 << 16 ? true : try run.write(&writer.output)
    }
    return !isFirst
  }

  /// Writes the content of a record to the folder, where there is one.
  private func extract(_ assessment: Assessment) throws -> String? {
    guard let folder = options.folder, let digests = assessment.digests else { return nil }
    guard let bytes = assessment.held else {
      run.report(
        Oddity(
          .limitReached, path: folder.path,
          detail: "\(digests.sha256): larger than what is held of an attachment, not extracted"))
      return nil
    }
    do throws(OutputError) {
      guard options.zipsDangerous, assessment.isDangerous else {
        return try folder.write(bytes, name: digests.sha256)
      }
      guard let zip = PasswordZip.archive(bytes, name: digests.sha256, password: "infected") else {
        run.report(
          Oddity(.unsupported, path: folder.path, detail: "\(digests.sha256): the zip could not be made"))
        return nil
      }
      return try folder.write(zip, name: digests.sha256 + ".zip")
    } catch {
      throw Trouble(message: "\(error)")
    }
  }
}

/// Reads the mailboxes of a run for their attachments.
struct AttachmentRun {
  private let run: CaseRun
  private let options: AttachmentListing.Options

  init(_ run: CaseRun, _ options: AttachmentListing.Options = AttachmentListing.Options()) {
    self.run = run
    self.options = options
  }

  /// Lends the attachments of each message that has some, in their order, until `body` returns false.
  func messages(
    counts: Bool = true, _ body: (AttachmentRecord.Context, [FoundAttachment]) throws -> Bool
  ) throws {
    run.expect(run.mailboxes.map(\.source))
    let inspection = InspectionLimits()
    for (source, kind) in run.mailboxes {
      let inspector = Inspector(
        limits: inspection, blockList: options.blockList, weak: options.weak,
        indicators: options.indicators,
        keeps: options.folder == nil ? .none : options.onlyDangerous ? .dangerous : .all)
      let collector = AttachmentCollector(
        limits: run.limits, inspection: inspection, weak: options.weak,
        includesBodies: options.includesBodies, inspector: inspector)
      try withoutActuallyEscaping(body) { body in
        collector.body = { message, facts, bodyLine, attachments in
          guard run.span.covers(facts.time) else { return true }
          var context = AttachmentRecord.Context(
            message: message, facts: facts, bodyLine: bodyLine, source: source.id)
          var attachments = attachments
          for address in facts.addresses {
            if let hit = options.indicators.match(place: address.span.string), !context.places.contains(hit) {
              context.places.append(hit)
            }
          }
          if !context.places.isEmpty {
            for place in attachments.indices {
              attachments[place].assessment.reasons.insert(.indicator)
              attachments[place].assessment.severity = .critical
            }
          }
          return try body(context, attachments)
        }
        defer { collector.body = nil }
        try MailboxRun(run).read(source, kind, counts: counts, into: collector)
      }
      if !collector.goesOn { return }
    }
  }
}
