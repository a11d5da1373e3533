import Bytes
import Correlation
import LogFormats
import Model

/// Logs of one or more hosts, folded in pieces, and what comes out as text that two runs can be compared by.
struct MessageBench {
  /// A line and the folder that it lies in.
  struct Entry {
    var line: String
    var folder: UInt32 = 0
    /// How the file is written that the line stands in.
    var dialect = Dialect()
  }

  var entries: [Entry] = []
  var limits = Limits()
  /// Whether what comes out says how the times are known, and by which offset the first stamp was read.
  var tellsReadings = false

  init(_ text: String, limits: Limits = Limits()) {
    entries = text.split(separator: "\n").map { Entry(line: String($0)) }
    self.limits = limits
  }

  init(lines: [String], limits: Limits = Limits()) {
    self.init(entries: lines.map { Entry(line: $0) }, limits: limits)
  }

  init(entries: [Entry], limits: Limits = Limits()) {
    self.entries = entries
    self.limits = limits
  }

  /// The messages, one dump each, in the order of emission.
  func messages() -> [String] {
    var whole = fold(0..<entries.count)
    return finish(&whole)
  }

  /// The only message.
  func message() -> String {
    let all = messages()
    return all.count == 1 ? all[0] : "\(all.count) messages: \(all)"
  }

  func finish(_ fold: inout MessageFold) -> [String] {
    var found: [String] = []
    fold.finish { message in
      let readings =
        tellsReadings ? "\(message.timeSource.name) \(message.first.offsetMinutes) " : ""
      found.append(readings + MessageBench.dump(message))
    }
    return found
  }

  /// The fold of a stretch of the lines. Offsets are those in the whole.
  func fold(_ range: Range<Int>) -> MessageFold {
    var fold = MessageFold(limits: limits)
    var envelope = Envelope()
    var event = LogEvent()
    for index in range {
      let bytes = Array(entries[index].line.utf8)
      let line = bytes.span
      FormatRegistry.parse(line, entries[index].dialect, &envelope, into: &event)
      event.time = MessageBench.time(envelope)
      // Of most lines the time is known as well as of the others, of some it is not.
      event.timeSource = index % 61 == 7 ? .assumed : .queueID
      event.offsetMinutes = Int16(index % 5 * 60)
      fold.observe(
        &event, line, source: SourceID(0), offset: UInt64(index * 1000), line: UInt64(index + 1),
        length: line.count, hostContext: entries[index].folder)
    }
    return fold
  }

  /// By count of lines: the latest time among so many.
  var latest: [Timestamp] {
    var all: [Timestamp] = [.unknown]
    var envelope = Envelope()
    for entry in entries {
      let bytes = Array(entry.line.utf8)
      FormatRegistry.readEnvelope(bytes.span, entry.dialect, into: &envelope)
      all.append(max(all[all.count - 1], MessageBench.time(envelope)))
    }
    return all
  }

  static func time(_ envelope: Envelope) -> Timestamp {
    guard envelope.stamp.hasYear else { return .unknown }
    let offset = envelope.stamp.hasOffset ? Int64(envelope.stamp.offsetMinutes) : 0
    return Timestamp(microseconds: envelope.stamp.civilMicroseconds - offset * 60_000_000)
  }

  /// Where two results first differ; nil where they are equal.
  static func difference(_ left: [String], _ right: [String]) -> String? {
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return "message \(index):\n\(left[index])\n--\n\(right[index])"
    }
    return left.count == right.count ? nil : "\(left.count) and \(right.count) messages"
  }

  /// Everything that a view says, in one line a part.
  static func dump(_ view: borrowing MessageView) -> String {
    func text(_ ref: TextRef) -> String { ref.isNone ? "-" : "'" + view.text(ref).string + "'" }
    var recipients: [String] = []
    for index in view.recipients.indices { recipients.append(text(view.recipients[index])) }
    let first = view.first
    var out =
      "\(view.disposition.name) \(view.direction.name)\(view.isComplete ? "" : " incomplete")"
      + " id=\(text(view.messageID)) from=\(text(first.sender)) to=\(recipients.joined(separator: ","))"
      + " ip=\(text(first.clientIP)) user=\(text(first.user)) helo=\(text(first.helo))"
      + " tls=\(view.tls) size=\(first.size) line=\(view.location.line)"
    if !first.bounceOf.isNone { out += " bounce=\(text(first.bounceOf))" }
    for index in 0..<view.hopCount {
      let hop = view.hop(index)
      out += "\n  hop \(text(view.host(of: hop).name)) \(text(hop.id))"
      if let previous = view.previous(index) { out += " after \(previous)" }
      out += " line \(hop.location.line)"
    }
    view.forEachDelivery { hop, delivery in
      out += "\n  \(hop): \(text(delivery.recipient)) \(delivery.status.name) \(text(delivery.reply))"
      if !delivery.isFinal { out += " on" }
      if delivery.tls == .yes { out += " tls" }
      if delivery.flags.contains(.inferred) { out += " inferred" }
    }
    return out
  }
}

/// Lines of one message's life on one host, as Postfix writes them.
struct MessageLife {
  var host = "mx1"
  var id: String
  /// Seconds after 10:00:00, with a fraction.
  var at: Double = 0
  var messageID: String
  var sender = "ann@a.example"
  var client: String? = "mail.a.example[192.0.2.7]"
  var pid = 100
  var deliveries: [String] = []
  var isRemoved = true

  /// A line of `program` at `seconds` after ten.
  static func line(_ seconds: Double, _ host: String, _ program: String, _ text: String) -> String {
    let total = Int(seconds * 1_000_000 + 0.5)
    let whole = total / 1_000_000
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let micros = String(total % 1_000_000)
    let stamp =
      "2025-03-04T\(two(10 + whole / 3600)):\(two(whole / 60 % 60)):\(two(whole % 60))."
      + String(repeating: "0", count: 6 - micros.count) + micros + "+00:00"
    return "\(stamp) \(host) \(program): \(text)"
  }

  func line(_ after: Double, _ program: String, _ text: String) -> String {
    MessageLife.line(at + after, host, program, text)
  }

  var lines: [String] {
    var all: [String] = []
    if let client {
      all.append(line(0, "postfix/smtpd[\(pid)]", "connect from \(client)"))
      all.append(line(0.1, "postfix/smtpd[\(pid)]", "\(id): client=\(client)"))
    }
    all.append(line(0.2, "postfix/cleanup[7]", "\(id): message-id=<\(messageID)>"))
    all.append(
      line(
        0.3, "postfix/qmgr[8]", "\(id): from=<\(sender)>, size=500, nrcpt=\(deliveries.count) (queue active)")
    )
    if let client {
      all.append(line(0.35, "postfix/smtpd[\(pid)]", "disconnect from \(client) ehlo=1 quit=1 commands=2"))
    }
    for (number, delivery) in deliveries.enumerated() {
      let program = delivery.contains("relay=local") ? "local" : "smtp"
      all.append(line(0.4 + Double(number) * 0.01, "postfix/\(program)[9]", "\(id): \(delivery)"))
    }
    if isRemoved { all.append(line(0.9, "postfix/qmgr[8]", "\(id): removed")) }
    return all
  }

  static func local(_ recipient: String, _ text: String = "delivered to mailbox") -> String {
    "to=<\(recipient)>, relay=local, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (\(text))"
  }

  static func remote(_ recipient: String, relay: String, _ text: String) -> String {
    remote(recipient, relay: relay, "sent", text)
  }

  static func remote(_ recipient: String, relay: String, _ status: String, _ text: String) -> String {
    "to=<\(recipient)>, relay=\(relay):25, delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=\(status) (\(text))"
  }
}
