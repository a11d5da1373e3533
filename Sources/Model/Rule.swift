/// `finding.severity`
public enum Severity: UInt8, Sendable, CaseIterable, Comparable {
  case low, medium, high, critical

  public var name: StaticString {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .critical: "critical"
    }
  }

  public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// `finding.confidence`
public enum Confidence: UInt8, Sendable, CaseIterable {
  case low, medium, high

  public var name: StaticString {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    }
  }
}

/// `rule.id`: what a finding can say. The names are fixed; `postmortem-detections(7)` is printed from here.
public enum Rule: UInt8, Sendable, CaseIterable {
  case relayOpen, relayProbe
  case burstSource, burstDistributed, burstNetwork, burstLimit, burstHeld, burstHarvest
  case loginBruteforce, loginSpray, loginStuffing, loginTakeover, loginCleartext
  case senderHelo, senderSpoofed, senderForgedHop
  case attachmentDangerous
  case messageLoop, messageBackscatter, messageBomb
  case logGap, logClock, logInjection

  public var id: StaticString {
    switch self {
    case .relayOpen: "relay.open"
    case .relayProbe: "relay.probe"
    case .burstSource: "burst.source"
    case .burstDistributed: "burst.distributed"
    case .burstNetwork: "burst.network"
    case .burstLimit: "burst.limit"
    case .burstHeld: "burst.held"
    case .burstHarvest: "burst.harvest"
    case .loginBruteforce: "login.bruteforce"
    case .loginSpray: "login.spray"
    case .loginStuffing: "login.stuffing"
    case .loginTakeover: "login.takeover"
    case .loginCleartext: "login.cleartext"
    case .senderHelo: "sender.helo"
    case .senderSpoofed: "sender.spoofed"
    case .senderForgedHop: "sender.forged-hop"
    case .attachmentDangerous: "attachment.dangerous"
    case .messageLoop: "message.loop"
    case .messageBackscatter: "message.backscatter"
    case .messageBomb: "message.bomb"
    case .logGap: "log.gap"
    case .logClock: "log.clock"
    case .logInjection: "log.injection"
    }
  }

  /// `rule.name`
  public var name: StaticString {
    switch self {
    case .relayOpen: "Open relay used"
    case .relayProbe: "Relay attempt refused"
    case .burstSource: "Connection burst from one address"
    case .burstDistributed: "Connection burst from many addresses"
    case .burstNetwork: "Connection burst from one network"
    case .burstLimit: "Server limit reached"
    case .burstHeld: "Connections held open"
    case .burstHarvest: "Recipient addresses harvested"
    case .loginBruteforce: "Passwords guessed"
    case .loginSpray: "Passwords sprayed over many accounts"
    case .loginStuffing: "Stolen credentials tried"
    case .loginTakeover: "Account taken over"
    case .loginCleartext: "Credentials sent in clear"
    case .senderHelo: "Client misnames itself"
    case .senderSpoofed: "Sender address misused"
    case .senderForgedHop: "Received line forged"
    case .attachmentDangerous: "Dangerous attachment"
    case .messageLoop: "Mail loop"
    case .messageBackscatter: "Bounces to a forged sender"
    case .messageBomb: "Mailbox flooded"
    case .logGap: "Log silent"
    case .logClock: "Clock jumped"
    case .logInjection: "Text that imitates log lines"
    }
  }

  /// What it says, for the manual.
  public var meaning: StaticString {
    switch self {
    case .relayOpen: "Mail of a stranger, not authenticated, was accepted and sent on to a stranger."
    case .relayProbe: "A client tried to send mail of a stranger to a stranger and was refused."
    case .burstSource:
      "One address opened far more connections in a short time than its host's normal traffic explains."
    case .burstDistributed: "Many addresses together did so."
    case .burstNetwork: "One network did so, each of its addresses staying low."
    case .burstLimit: "A server reached a limit: connections, processes, load, storage."
    case .burstHeld: "Connections were held open or were very slow."
    case .burstHarvest: "Many unknown recipients were tried."
    case .loginBruteforce: "Many failed logins from one source, for one identity or few."
    case .loginSpray: "Many identities were tried from few sources."
    case .loginStuffing: "Many identities were tried from many sources, with one or few tries each."
    case .loginTakeover:
      "A login succeeded after failures, came from many networks, or sent far above the identity's own norm."
    case .loginCleartext: "Credentials crossed the wire unencrypted."
    case .senderHelo: "HELO, reverse name and address of a client contradict each other."
    case .senderSpoofed:
      "An own or known domain was used from outside, or From, envelope and authentication results disagree."
    case .senderForgedHop: "A Received line is contradicted by other evidence."
    case .attachmentDangerous: "A dangerous attachment reached, or was sent by, a mailbox."
    case .messageLoop: "A message went round between servers."
    case .messageBackscatter: "Bounces went to a sender that had not sent the mail."
    case .messageBomb: "One mailbox was flooded."
    case .logGap: "A log is silent for longer than its host's norm explains."
    case .logClock: "A clock jumped, or the clocks of two hosts disagree."
    case .logInjection: "Text that a client sent imitates log lines."
    }
  }

  /// `threat.technique.id`: MITRE ATT&CK Enterprise, version 18.
  public var techniques: [StaticString] {
    switch self {
    case .relayOpen: ["T1496", "T1584.004"]
    case .relayProbe: ["T1595"]
    case .burstSource, .burstDistributed, .burstNetwork, .burstLimit, .burstHeld: ["T1499.002"]
    case .burstHarvest: ["T1589.002", "T1087.003"]
    case .loginBruteforce: ["T1110.001"]
    case .loginSpray: ["T1110.003"]
    case .loginStuffing: ["T1110.004"]
    case .loginTakeover: ["T1078", "T1586.002"]
    case .loginCleartext: ["T1040"]
    case .senderHelo, .senderSpoofed, .senderForgedHop: ["T1672"]
    case .attachmentDangerous: ["T1566.001", "T1204.002"]
    case .messageLoop: ["T1499.002"]
    case .messageBackscatter: ["T1672"]
    case .messageBomb: ["T1667"]
    case .logGap: ["T1070.002"]
    case .logClock: ["T1070.006"]
    case .logInjection: ["T1070.002"]
    }
  }
}
