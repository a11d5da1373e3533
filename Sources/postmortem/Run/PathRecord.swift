import Bytes
import Correlation
import MIME
import MailAuthentication
import Mailbox
import Model
import Records

/// A `RelayPath` as a record of `Schema.paths`.
struct PathRecord {
  let paths: [PreparedText]
  /// Whether Received fields are written as they stand.
  let raw: Bool

  /// What a record says beside the path: the place of the message, and what only one kind of evidence tells.
  struct Context {
    var location: Location
    var isAmbiguous = false
    var isFirstOfRun = false
    var signatures: [AuthenticationResult] = []
    var chain: ChainResult?
  }

  func write(
    _ path: borrowing RelayPath, _ context: Context, header: Span<UInt8>, to writer: inout RecordWriter
  ) {
    let text = path.text.span
    writer.begin(isFirstOfRun: context.isFirstOfRun)
    writer.time(PathField.timestamp, path.start)
    writer.text(PathField.kind, "event")
    writer.text(PathField.dataset, "path")
    writer.text(PathField.file, paths.span[Int(context.location.source.rawValue)])
    writer.number(PathField.offset, context.location.offset)
    if context.location.line > 0 { writer.number(PathField.line, context.location.line) }
    writer.number(PathField.length, context.location.length)
    if !path.messageID.isNone { writer.text(PathField.messageID, text, path.messageID.range) }
    if !path.fromAddresses.isEmpty {
      writer.beginTexts(PathField.from)
      for address in path.fromAddresses { writer.element(text, address.range) }
      writer.endArray()
    }
    write(context.signatures, &writer)
    if let chain = context.chain {
      writer.text(PathField.arcChain, chain.chain.name)
      writer.number(PathField.arcSets, Int64(chain.sets))
      if !chain.reason.isEmpty { writer.text(PathField.arcReason, chain.reason) }
    }
    if !path.returnPath.isNone {
      if path.returnPath.range.isEmpty {
        writer.text(PathField.mailFrom, "<>")
      } else {
        writer.text(PathField.mailFrom, text, path.returnPath.range)
      }
    }
    writer.text(PathField.source, path.source.name)
    if let origin = path.originIP { writer.address(PathField.originIP, origin) }
    if let origin = path.hops.first(where: { $0.trust != .claimed && $0.fromIP == path.originIP }),
      origin.isDomainVerified, !origin.fromDomain.isNone
    {
      writer.text(PathField.originDomain, text, origin.fromDomain.range)
    }
    writer.boolean(PathField.forged, path.isForged)
    if path.isForged {
      writer.beginTexts(PathField.reasons)
      for (reason, name) in ForgeryReasons.names where path.reasons.contains(reason) { writer.element(name) }
      writer.endArray()
    }
    if path.totalDelayMicroseconds != .min {
      writer.micros(PathField.totalDelay, path.totalDelayMicroseconds)
    }
    if writer.wants(PathField.hops) {
      writer.beginObjects(PathField.hops)
      for hop in path.hops { write(hop, text, header, &writer) }
      writer.endArray()
    }
    if context.isAmbiguous { writer.boolean(PathField.ambiguous, true) }
    if let timeSource = path.timeSource { writer.text(PathField.timeSource, timeSource.name) }
    writer.end()
  }

  private func write(_ signatures: [AuthenticationResult], _ writer: inout RecordWriter) {
    guard !signatures.isEmpty, writer.wants(PathField.dkim) else { return }
    writer.beginObjects(PathField.dkim)
    for signature in signatures {
      writer.beginObject()
      writer.text(DKIMField.domain, signature.domain)
      writer.text(DKIMField.selector, signature.selector)
      writer.text(DKIMField.algorithm, signature.algorithm)
      writer.text(DKIMField.bodyHash, signature.bodyHash.name)
      writer.text(DKIMField.signature, signature.signature.name)
      if !signature.reason.isEmpty { writer.text(DKIMField.reason, signature.reason) }
      writer.endObject()
    }
    writer.endArray()
  }

  private func write(
    _ hop: PathHop, _ text: Span<UInt8>, _ header: Span<UInt8>, _ writer: inout RecordWriter
  ) {
    func put(_ field: PathHopField, _ ref: TextRef, _ writer: inout RecordWriter) {
      if !ref.isNone { writer.text(field, text, ref.range) }
    }
    writer.beginObject()
    writer.number(PathHopField.number, Int64(hop.n))
    writer.time(PathHopField.time, hop.time)
    put(.by, hop.by, &writer)
    put(.fromHelo, hop.fromHelo, &writer)
    put(.fromDomain, hop.fromDomain, &writer)
    if let address = hop.fromIP { writer.address(PathHopField.fromIP, address) }
    put(.with, hop.with, &writer)
    put(.id, hop.id, &writer)
    put(.recipient, hop.recipient, &writer)
    writer.certainty(PathHopField.tls, hop.tls)
    if hop.delayMicroseconds != .min { writer.micros(PathHopField.delay, hop.delayMicroseconds) }
    writer.text(PathHopField.trust, hop.trust.name)
    if !hop.anomalies.isEmpty {
      writer.beginTexts(PathHopField.anomalies)
      hop.anomalies.forEachName { writer.element($0) }
      writer.endArray()
    }
    if hop.logged.source != .none {
      writer.text(PathHopField.path, paths.span[Int(hop.logged.source.rawValue)])
      writer.number(PathHopField.offset, hop.logged.offset)
      writer.number(PathHopField.line, hop.logged.line)
    }
    if raw, !hop.raw.isNone, hop.raw.upper <= header.count {
      writer.text(PathHopField.raw, header, hop.raw)
    }
    writer.endObject()
  }
}
