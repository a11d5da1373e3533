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
/// Memory: `limit` messages.
struct AttachmentDetector: Detector {
  static let rules: [Rule] = [.attachmentDangerous]
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
    var isLogged = false
  }

  private var seen: [Seen] = []
  /// Place in `seen` by hash of the Message-ID.
  private var places: [UInt64: Int] = [:]
  private var dropped: UInt64 = 0

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

  mutating func take(_ message: borrowing MessageView, host: Int32, _ symbols: inout Symbols) {
    guard !message.messageID.isNone, !places.isEmpty,
      let place = places[message.allText.hash(message.messageID.range)]
    else { return }
    let text = message.allText
    let first = message.first
    if !seen[place].isLogged {
      seen[place].isLogged = true
      if !first.clientIP.isNone { seen[place].client = IPAddress(text, first.clientIP.range) }
      if !first.user.isNone { seen[place].user = text.string(first.user.range) }
      if !first.id.isNone { seen[place].localID = text.string(first.id.range) }
    }
    if !seen[place].hosts.contains(host) { seen[place].hosts.append(host) }
    for index in 0..<message.recipients.count where seen[place].recipients.count < Finding.relatedLimit {
      let name = text.string(message.recipients[index].range)
      if !seen[place].recipients.contains(name) { seen[place].recipients.append(name) }
    }
  }

  func findings(_ judgement: Judgement) -> [Finding] {
    seen.map { entry in
      let mail = entry.mail
      var names = mail.names.prefix(3).joined(separator: ", ")
      if mail.names.count > 3 { names += " and \(mail.names.count - 3) more" }
      let from = mail.from.first.map { " from \($0)" } ?? ""
      let by = entry.client.map { ", sent by \($0)," } ?? ""
      var finding = Finding(
        .attachmentDangerous, mail.severity, mail.severity >= .high ? .high : .medium, start: mail.time,
        end: mail.time, count: mail.count,
        "A message\(from)\(by) is stored with \(names): \(mail.reasons.joined(separator: ", ")). Find out who opened it."
      )
      finding.sourceIP = entry.client
      finding.user = entry.user
      finding.localID = entry.localID
      finding.messageID = mail.messageID.isEmpty ? nil : String(decoding: mail.messageID, as: UTF8.self)
      finding.relatedUsers = entry.recipients
      finding.relatedHosts = entry.hosts.compactMap { judgement.host($0) }
      finding.evidence = [mail.location]
      for copy in entry.copies { finding.add(copy) }
      finding.key = mail.messageID.span.hash(ByteRange(0, mail.messageID.count)) ^ mail.location.offset
      return finding
    }
  }
}
