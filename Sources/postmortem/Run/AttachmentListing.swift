import Attachments
import Bytes
import Evidence
import MIME
import Mailbox
import Model
import Records
import Streams

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
          found, context, extractedTo: try extract(found), isFirstOfRun: isFirst, to: &writer)
        isFirst = false
      }
      return writer.output.count < 1 << 16 ? true : try run.write(&writer.output)
    }
    return !isFirst
  }

  /// Writes the content of a record to the folder, where there is one.
  private func extract(_ found: FoundAttachment) throws -> String? {
    let assessment = found.assessment
    guard let folder = options.folder, let digests = assessment.digests else { return nil }
    if let file = found.file, !(options.zipsDangerous && assessment.isDangerous) {
      return file.finish(name: digests.sha256)
    }
    guard let bytes = assessment.held else {
      run.report(
        Oddity(
          .limitReached, path: folder.path,
          detail: "\(digests.sha256): larger than what is held in memory, not extracted"))
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
      collector.folder = options.folder
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
    for source in run.mailFiles {
      let inspector = Inspector(
        limits: inspection, blockList: options.blockList, weak: options.weak, indicators: options.indicators,
        keeps: options.folder == nil ? .none : options.onlyDangerous ? .dangerous : .all)
      guard try read(source, inspector, inspection, counts: counts, body) else { return }
    }
  }

  /// The attachments of an Outlook message, or the files of a winmail.dat.
  private func read(
    _ source: Source, _ inspector: Inspector, _ limits: InspectionLimits, counts: Bool,
    _ body: (AttachmentRecord.Context, [FoundAttachment]) throws -> Bool
  ) throws -> Bool {
    let most = limits.heldBytes * 4
    let head = run.evidence.head(of: source, bytes: most + 1)
    let bytes = head.span.array(0..<min(head.count, most))
    if head.count > most {
      run.report(
        Oddity(.limitReached, path: source.path, detail: "only its first \(most >> 20) MiB were read"))
    }
    if counts {
      var coverage = SourceCoverage()
      coverage.bytes = UInt64(bytes.count)
      coverage.messages = 1
      run.coverage.add(coverage, to: source.id)
    }
    let content = Content(bytes)
    var found: [FoundAttachment] = []
    var number = 0
    var inspection = Inspection()
    inspection.type = FileType.detect(content)
    Containers.walk(content, inspection.type, InspectionBudget(limits), into: &inspection) { member in
      number += 1
      var part = PartInfo()
      part.path = [number]
      part.length = UInt64(bytes.count)
      part.header.encodingWord = "binary"
      guard let content = member.content else { return true }
      let names = [member.name, member.otherName ?? []].filter { !$0.isEmpty }
      let all = inspector.inspect(
        content, names: names, rawName: member.name, declaredType: "", digests: nil,
        reasons: member.inspection.reasons, notes: member.inspection.notes)
      found += all.map { FoundAttachment(part: part, assessment: $0) }
      return !Interruption.isRequested
    }
    for note in inspection.notes {
      run.report(Oddity(.corrupt, path: source.path, detail: note, isLoss: false))
    }
    guard !found.isEmpty else { return true }
    var message = MailboxMessage()
    message.number = 1
    message.length = UInt64(bytes.count)
    let facts = OutlookMessage(bytes).map { MailFacts(outlook: $0) } ?? MailFacts()
    guard run.span.covers(facts.time) else { return true }
    return try body(
      AttachmentRecord.Context(message: message, facts: facts, bodyLine: 0, source: source.id), found)
  }
}
