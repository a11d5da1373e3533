import Bytes
import Evidence
import MIME
import Mailbox
import Model
import Records
import Streams

/// Finds the messages of mailboxes that `grep` is asked for, by their headers, and writes them as an mbox.
///
/// A mailbox is read twice: for what matches, and to copy it. Memory: 16 bytes a chosen message.
struct MailSearch {
  private let run: CaseRun
  private let criteria: GrepCriteria

  init(_ run: CaseRun, _ criteria: GrepCriteria) {
    self.run = run
    self.criteria = criteria
  }

  func write(to writer: inout SectionWriter) throws {
    for (source, kind) in run.mailboxes {
      guard writer.goesOn, !Interruption.isRequested else { return }
      guard source.isReopenable else {
        run.report(
          Oddity(
            .limitReached, path: source.path,
            detail:
              "too long to be held in memory and read again: not searched (--max-held-mib raises the limit, or name the file)"
          ))
        continue
      }
      let chosen = find(source, kind)
      if !chosen.isEmpty { try copy(chosen, of: source, to: &writer) }
    }
  }

  /// A message to copy.
  private struct Chosen {
    var offset: UInt64
    var length: UInt64
    var hasFromLine: Bool
  }

  /// Takes the messages whose headers match.
  private struct Sink: MessageSink, ~Copyable {
    var matcher: MailMatcher
    var chosen: [Chosen] = []

    init(_ matcher: consuming MailMatcher) { self.matcher = matcher }

    mutating func end(_ message: MailboxMessage, header: Span<UInt8>) {
      guard message.number > 0, matcher.matches(header, message.separator) else { return }
      if message.separator != nil {
        chosen.append(Chosen(offset: message.offset, length: message.length, hasFromLine: true))
      } else {
        let end = max(message.bodyOffset &+ message.bodyLength, message.headerOffset &+ message.headerLength)
        chosen.append(
          Chosen(
            offset: message.headerOffset, length: end &- message.headerOffset, hasFromLine: false))
      }
    }
  }

  private func find(_ source: Source, _ kind: MailboxKind) -> [Chosen] {
    guard let stream = try? run.evidence.open(source) else { return [] }
    var sink = Sink(MailMatcher(criteria, run.limits))
    var splitter = MailboxSplitter(kind: kind, limits: run.limits)
    var block = ByteBuffer(capacity: 1 << 18)
    while !Interruption.isRequested {
      block.removeAll()
      guard stream.read(into: &block, atMost: 1 << 18) > 0 else { break }
      splitter.consume(block.span, into: &sink)
    }
    splitter.finish(into: &sink)
    var coverage = SourceCoverage()
    coverage.bytes = splitter.summary.bytes
    coverage.lines = splitter.summary.lines
    coverage.messages = UInt64(splitter.summary.messages)
    run.coverage.add(coverage, to: source.id)
    return sink.chosen
  }

  private func copy(_ chosen: [Chosen], of source: Source, to writer: inout SectionWriter) throws {
    guard let stream = try? run.evidence.open(source) else { return }
    if !run.logs.isEmpty { writer.header(source.id, nil) }
    var block = ByteBuffer(capacity: 1 << 18)
    var offset: UInt64 = 0
    var next = 0
    var isOpen = false
    while next < chosen.count, writer.goesOn, !Interruption.isRequested {
      block.removeAll()
      let count = stream.read(into: &block, atMost: 1 << 18)
      if count == 0 { break }
      let end = offset &+ UInt64(count)
      while next < chosen.count, chosen[next].offset < end {
        let message = chosen[next]
        if !isOpen {
          try writer.beginMessage(hasFromLine: message.hasFromLine)
          isOpen = true
        }
        let stop = message.offset &+ message.length
        let from = Int(max(message.offset, offset) &- offset)
        try writer.put(block.span.extracting(from..<Int(min(stop, end) &- offset)))
        if stop > end { break }
        isOpen = false
        next += 1
      }
      offset = end
    }
  }
}

/// Looks at the header of one message after the other.
struct MailMatcher {
  private let criteria: GrepCriteria
  private let limits: Limits
  private let lines: GrepMatcher
  private var block = HeaderBlock()
  private var parser = ReceivedParser()
  private var received = ReceivedField()
  private var addresses: [MailAddress] = []

  init(_ criteria: GrepCriteria, _ limits: Limits) {
    self.criteria = criteria
    self.limits = limits
    lines = GrepMatcher(criteria)
  }

  /// Whether all kinds match somewhere in the header, or in the From_ line, and time and host are those asked for: the
  /// time of the newest Received field that has one, else of the From_ line or Date.
  mutating func matches(_ header: Span<UInt8>, _ separator: MailboxMessage.Separator?) -> Bool {
    block.parse(header, limits: limits)
    var found: GrepCriteria.Kinds = []
    var isHostChosen = criteria.hosts.isEmpty
    var time = Timestamp.unknown
    var date = Timestamp.unknown
    if let separator {
      let sender = separator.sender.span
      if criteria.has(address: sender, ByteRange(0, sender.count)) { found.insert(.address) }
    }
    var text = ByteBuffer(capacity: 1024)
    var line = ByteBuffer(capacity: 64)
    for field in block.fields {
      text.removeAll()
      HeaderBlock.unfold(field, of: header, into: &text)
      let value = text.span
      let whole = ByteRange(0, value.count)
      switch field.name {
      case .received:
        received = parser.parse(value)
        if time.isUnknown { time = received.date.time }
        if criteria.isChosen(host: value, received.by) { isHostChosen = true }
        if has(received) { found.insert(.ip) }
        if criteria.has(id: value, received.id) { found.insert(.id) }
        if criteria.has(user: value, received.user) { found.insert(.user) }
        for place in 0..<min(4, received.recipientCount)
        where criteria.has(address: value, received.recipients[place]) {
          found.insert(.address)
        }
      case .from, .sender, .to, .cc, .bcc, .replyTo, .returnPath, .deliveredTo, .originalTo, .envelopeTo,
        .resentFrom:
        if criteria.required.contains(.address), hasAddress(value, whole) { found.insert(.address) }
      case .messageID, .resentMessageID:
        if criteria.has(id: value, MessageIDField.parse(value, whole)) { found.insert(.id) }
      case .date: if date.isUnknown { date = DateField(value, whole).time }
      case .originatingIP:
        if criteria.required.contains(.ip), criteria.has(ip: value, whole) { found.insert(.ip) }
      default: break
      }
      if criteria.required.isDisjoint(with: [.fixed, .pattern]) { continue }
      line.removeAll()
      line.append(header, field.nameRange)
      line.append(": ")
      HeaderBlock.unfold(field, of: header, into: &line)
      if criteria.has(fixed: line.span) { found.insert(.fixed) }
      if criteria.required.contains(.pattern), lines.matches(line.span) { found.insert(.pattern) }
    }
    if time.isUnknown, let separator, let civil = separator.time {
      time = civil.asUTC.advanced(byMicroseconds: -Int64(separator.offsetMinutes ?? 0) * 60_000_000)
    }
    if time.isUnknown { time = date }
    return isHostChosen && criteria.span.covers(time) && found.isSuperset(of: criteria.required)
  }

  private func has(_ field: ReceivedField) -> Bool {
    for address in [field.fromIP, field.byIP] {
      guard let address else { continue }
      if criteria.networks.contains(where: { address.isIn($0.address, prefix: $0.length) }) { return true }
    }
    return false
  }

  private mutating func hasAddress(_ value: Span<UInt8>, _ range: ByteRange) -> Bool {
    addresses.removeAll(keepingCapacity: true)
    AddressField.parse(value, range, into: &addresses)
    var clean = ByteBuffer(capacity: 256)
    for address in addresses {
      clean.removeAll()
      AddressField.appendAddress(address, of: value, into: &clean)
      if criteria.has(address: clean.span, ByteRange(0, clean.count)) { return true }
    }
    return false
  }
}
