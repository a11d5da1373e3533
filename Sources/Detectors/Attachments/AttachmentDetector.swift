import Bytes
import Correlation
public import Model

/// A stored message with dangerous attachments: what the detector is told, nothing of it judged here.
public struct DangerousMail: Sendable {
  public var time: Timestamp
  public var location: Location
  /// Message-ID without angle brackets; empty where there is none.
  public var messageID: [UInt8]
  public var from: [String]
  /// Names, each with what it is: `invoice.pdf.exe (pe)`.
  public var names: [String]
  /// Words of `attachment.reasons`.
  public var reasons: [String]
  public var severity: Severity
  /// Dangerous attachments, what lies inside others not counted.
  public var count: UInt64

  public init(
    time: Timestamp, location: Location, messageID: [UInt8], from: [String], names: [String],
    reasons: [String],
    severity: Severity, count: UInt64
  ) {
    self.time = time
    self.location = location
    self.messageID = messageID
    self.from = from
    self.names = names
    self.reasons = reasons
    self.severity = severity
    self.count = count
  }
}

/// `attachment.dangerous`: stored mail that carries what could do harm, with the client that sent it and those who received
/// it, where logs tell.
///
/// Memory: `limit` messages, and of filters' verdicts the latest.
struct AttachmentDetector: Detector {
  static let rules: [Rule] = [.attachmentDangerous]
  static let kinds = Fact.Kinds(.verdict)
  static let takesMessages = true
  static let limit = 20_000

  private struct Seen: Sendable {
    var mail: DangerousMail
    /// Other copies of the same message.
    var copies: [Location] = []
    var client: IPAddress?
    var user: String?
    var localID: String?
    var hosts: [Int32] = []
    var recipients: [String] = []
    var hasMoreRecipients = false
    var isLogged = false
    var verdict: Verdict?
    var disposition = MessageDisposition.unknown
  }

  /// What a filter on the way said.
  private struct Verdict: Sendable {
    var word: String
    var host: Int32
    var location: Location
    /// It holds the message for harmful.
    var isHarmful: Bool
  }

  private struct MessageOnHost: ListKey {
    var host: Int32
    /// A hash.
    var id: UInt64
    var mixed: UInt64 { Hashing.mix(id ^ 0x9E37_79B9_7F4A_7C15, UInt64(UInt32(bitPattern: host)) &+ 1) }
  }

  private var seen: [Seen] = []
  /// Place in `seen` by hash of the Message-ID.
  private var places: [UInt64: Int] = [:]

  /// Verdicts against messages of which the filter logged the server's id alone, until the message comes.
  private var verdicts = RecentTable<MessageOnHost, Verdict>(limit: AttachmentDetector.limit / 2)
  private var dropped: UInt64 = 0

  var asksForDisposition: Bool { !places.isEmpty }

  var drops: [String] {
    dropped == 0 ? [] : ["attachments: \(dropped) messages beyond \(Self.limit) not judged"]
  }

  mutating func take(_ mail: DangerousMail) {
    let hash = mail.messageID.isEmpty ? 0 : mail.messageID.span.hash(ByteRange(0, mail.messageID.count))
    if hash != 0, let place = places[hash], seen[place].mail.names == mail.names {
      if seen[place].copies.count < Finding.evidenceLimit { seen[place].copies.append(mail.location) }
      return
    }
    guard seen.count < Self.limit else {
      dropped += 1
      return
    }
    if hash != 0, places[hash] == nil { places[hash] = seen.count }
    seen.append(Seen(mail: mail))
  }

  /// Words of filters that hold a message for harmful (amavis, clamd, MailScanner, MIMEDefang, rspamd, ASSP, FortiMail).
  private static let harmful: [StaticString] = [
    "infect", "malware", "virus", "banned", "block", "quarantin", "reject", "discard", "viral",
  ]

  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {
    guard !places.isEmpty, !fact.reason.isNone else { return }
    let word = fact.reason.range
    let isHarmful = word.range.contains { start in
      Self.harmful.contains {
        start + $0.utf8CodeUnitCount <= word.upper && text.hasIgnoringCase($0, at: start)
      }
    }
    func verdict() -> Verdict {
      Verdict(
        word: text.string(word).lowercased(), host: host, location: fact.location, isHarmful: isHarmful)
    }
    if !fact.messageID.isNone, let place = places[text.hash(fact.messageID.range)] {
      if seen[place].verdict?.isHarmful != true { seen[place].verdict = verdict() }
    } else if isHarmful, !fact.localID.isNone {
      verdicts.set(verdict(), for: MessageOnHost(host: host, id: text.hash(fact.localID.range)))
    }
  }

  mutating func take(
    _ message: borrowing MessageView, from client: MessageClient, host: Int32, _ symbols: inout Symbols
  ) {
    guard !message.messageID.isNone, !places.isEmpty,
      let place = places[message.allText.hash(message.messageID.range)]
    else { return }
    let text = message.allText
    let first = message.first
    if !seen[place].isLogged {
      seen[place].isLogged = true
      if !first.clientIP.isNone { seen[place].client = IPAddress(text, first.clientIP.range) }
      if !first.user.isNone { seen[place].user = text.string(first.user.range) }
      if !first.id.isNone {
        seen[place].localID = text.string(first.id.range)
        if seen[place].verdict?.isHarmful != true,
          let verdict = verdicts[MessageOnHost(host: host, id: text.hash(first.id.range))]
        {
          seen[place].verdict = verdict
        }
      }
      seen[place].disposition = message.disposition
    }
    if seen[place].hosts.count < Finding.relatedLimit, !seen[place].hosts.contains(host) {
      seen[place].hosts.append(host)
    }
    for index in 0..<message.recipients.count where !seen[place].hasMoreRecipients {
      let name = text.string(message.recipients[index].range)
      if seen[place].recipients.contains(name) { continue }
      if seen[place].recipients.count < Finding.relatedLimit {
        seen[place].recipients.append(name)
      } else {
        seen[place].hasMoreRecipients = true
      }
    }
  }

  func findings(_ judgement: Judgement) -> [Finding] {
    seen.map { entry in
      let mail = entry.mail
      var names = mail.names.prefix(3).joined(separator: ", ")
      if mail.names.count > 3 { names += " and \(mail.names.count - 3) more" }
      let from = mail.from.first.map { " from \($0)" } ?? ""
      let by = entry.client.map { ", sent by \($0)," } ?? ""
      let outcome = outcome(entry, judgement)
      var finding = Finding(
        .attachmentDangerous, mail.severity, mail.severity >= .high ? .high : .medium, start: mail.time,
        end: mail.time, count: mail.count,
        "A message\(from)\(by) is stored with \(names): \(mail.reasons.joined(separator: ", ")).\(outcome) Find out who opened it."
      )
      finding.sourceIP = entry.client
      finding.user = entry.user
      finding.localID = entry.localID
      finding.messageID = mail.messageID.isEmpty ? nil : String(decoding: mail.messageID, as: UTF8.self)
      finding.relatedUsers = entry.recipients
      finding.relatedHosts = judgement.names(ofHosts: entry.hosts)
      finding.evidence = [mail.location]
      if let verdict = entry.verdict { finding.add(verdict.location) }
      for copy in entry.copies { finding.add(copy) }
      finding.key = (mail.from + mail.names).reduce(
        mail.messageID.span.hash(ByteRange(0, mail.messageID.count))
      ) { FindingKey.of($1, $0) }
      return finding
    }
  }

  /// What the logs say of a filter and of the end, as sentences; empty where they say nothing.
  private func outcome(_ entry: Seen, _ judgement: Judgement) -> String {
    var said = ""
    if let verdict = entry.verdict {
      let host = judgement.host(verdict.host).map { " on \($0)" } ?? ""
      said =
        verdict.isHarmful
        ? " A filter\(host) objected (\(verdict.word))." : " A filter\(host) let it pass (\(verdict.word))."
    }
    let count = entry.recipients.count
    let some =
      count == 1 ? "1 recipient" : "\(entry.hasMoreRecipients ? "more than " : "")\(count) recipients"
    switch entry.disposition {
    case .delivered: said += " The logs say: delivered to \(count == 0 ? "its recipients" : some)."
    case .rejected, .discarded, .bounced, .deferred, .expired, .queued, .mixed:
      said += " The logs say: \(entry.disposition.name)."
    case .unknown: break
    }
    return said
  }
}
