/// What a detector concludes: one sentence that a person can act on, and the evidence for it.
///
/// A judgement, never a fact: severity says how bad it is if true, confidence how sure the evidence makes it, and
/// `reasons` what both rest on.
public struct Finding: Sendable {
  /// Evidence kept of one finding; `count` says how much there is.
  public static let evidenceLimit = 10
  /// Addresses, users and hosts named of one finding.
  public static let relatedLimit = 20

  public var rule: Rule
  public var severity: Severity
  public var confidence: Confidence
  public var start: Timestamp
  public var end: Timestamp
  /// Lines or messages that it rests on.
  public var count: UInt64
  /// One sentence, without control characters (the writer escapes what evidence put into it).
  public var sentence: String
  public var sourceIP: IPAddress?
  /// A network, where the addresses in it acted together: first address and prefix length.
  public var sourceNetwork: (address: IPAddress, prefix: Int)?
  /// Identity that the finding is about.
  public var user: String?
  public var relatedIPs: [IPAddress] = []
  public var relatedUsers: [String] = []
  public var relatedHosts: [String] = []
  public var messageID: String?
  public var localID: String?
  public var evidence: [Location] = []
  /// What else tells two findings of one rule and start apart.
  public var key: UInt64 = 0

  public init(
    _ rule: Rule, _ severity: Severity, _ confidence: Confidence, start: Timestamp, end: Timestamp,
    count: UInt64, _ sentence: String
  ) {
    self.rule = rule
    self.severity = severity
    self.confidence = confidence
    self.start = start
    self.end = end
    self.count = count
    self.sentence = sentence
  }

  /// Adds a piece of evidence while there is room.
  public mutating func add(_ location: Location) {
    if evidence.count < Finding.evidenceLimit { evidence.append(location) }
  }
}
