import Bytes
public import Correlation
public import Model

/// The detectors of a run, fed in one pass.
public struct DetectorSet: Sendable {
  private var detectors: [any Detector]
  private var learning: PolicyLearning
  private var symbols = Symbols()
  private var hosts: [String] = []
  private var hostNumbers: [UInt64: Int32] = [:]
  /// Clients of connections that the server names by an id.
  private var sessions: [UInt64: IPAddress] = [:]
  /// Who the host of a stream really is, where the logged name does not tell.
  private let hostIDs: [String?]

  /// Detectors for `rules`; an empty set stands for all.
  public init(rules: Set<Rule>, hostIDs: [String?]) {
    self.hostIDs = hostIDs
    learning = PolicyLearning()
    let all: [any Detector] = [
      RelayDetector(), BurstDetector(), LoginDetector(), MessageDetector(), SenderDetector(),
      AttachmentDetector(), InjectionDetector(),
    ]
    detectors = all.filter { detector in
      rules.isEmpty || type(of: detector).rules.contains(where: rules.contains)
    }
  }

  /// Every rule that some detector can find.
  public static var rules: [Rule] {

    [
      RelayDetector.rules, BurstDetector.rules, LoginDetector.rules, MessageDetector.rules,
      SenderDetector.rules,
      AttachmentDetector.rules, InjectionDetector.rules,
    ].flatMap(\.self)

  }

  /// The rules of each verb.
  public static var relayRules: [Rule] { RelayDetector.rules }
  public static var burstRules: [Rule] { BurstDetector.rules }
  public static var senderRules: [Rule] { SenderDetector.rules }
  public static var attachmentRules: [Rule] { AttachmentDetector.rules }
  public static var loginRules: [Rule] { LoginDetector.rules }

  /// Takes the facts of the stretch of evidence that follows.
  public mutating func absorb(_ list: borrowing FactList) {
    guard !list.facts.isEmpty else { return }
    let numbers = list.hosts.map { number(of: $0.name, $0.stream, $0.key, list.text) }
    for fact in list.facts {
      let fact = located(fact)
      for place in detectors.indices {
        detectors[place].take(fact, host: numbers[Int(fact.host)], list.text, &symbols)
      }
    }
  }

  /// A fact whose line does not repeat the client's address, with that of its connection's first line.
  private mutating func located(_ fact: Fact) -> Fact {
    guard fact.session != 0 else { return fact }
    guard let address = fact.address else {
      var fact = fact
      fact.address = sessions[fact.session]
      return fact
    }
    guard fact.kind == .connection else { return fact }
    if sessions.count >= DetectorSet.sessionLimit { sessions.removeAll(keepingCapacity: true) }
    sessions[fact.session] = address
    return fact
  }

  /// Connections whose clients are remembered; beyond, all are forgotten.
  private static let sessionLimit = 100_000

  /// Takes a message whose way is known.
  public mutating func take(_ message: borrowing MessageView) {
    let record = message.host(of: message.first)
    let text = message.allText
    let stream = record.context
    let key = record.name.isNone ? UInt64(stream) : text.hash(record.name.range, seed: UInt64(stream))
    let host = number(of: record.name, stream, key, text)
    learning.take(message, host: hosts[Int(host)], &symbols)
    for place in detectors.indices { detectors[place].take(message, host: host, &symbols) }
  }

  /// Takes the path of a stored message that stands at `location`.
  public mutating func take(_ path: borrowing RelayPath, at location: Location) {
    for place in detectors.indices { detectors[place].take(path, at: location, &symbols) }
  }

  /// Takes a stored message with dangerous attachments; before the logs, so that they can be joined to it.
  public mutating func take(_ mail: DangerousMail) {
    for place in detectors.indices { detectors[place].take(mail) }
  }

  private mutating func number(
    of name: TextRef, _ stream: UInt32, _ key: UInt64, _ text: Span<UInt8>
  ) -> Int32 {
    if let known = hostNumbers[key] { return known }
    let number = Int32(hosts.count)
    // Of a folder its last part: `logs/mx1` is the host mx1.
    let folder = Int(stream) < hostIDs.count ? hostIDs[Int(stream)] : nil
    hosts.append(
      folder.map { $0.split(separator: "/").last.map { String($0) } ?? $0 } ?? text.string(name.range))
    hostNumbers[key] = number
    return number
  }

  /// Who the evidence says that we are.
  public var learnedPolicy: LearnedPolicy { learning.policy(symbols) }

  /// All findings by time, then rule, then key. `given` is the user's policy; without one the learned one is used.
  public func findings(given: Policy?) -> [Finding] {
    let judgement = Judgement(policy: given ?? learnedPolicy.policy, symbols: symbols, hosts: hosts)
    var found = detectors.flatMap { $0.findings(judgement) }
    found.sort { left, right in
      if left.start != right.start { return left.start < right.start }
      if left.rule != right.rule { return left.rule.rawValue < right.rule.rawValue }
      return left.key < right.key
    }
    return found
  }

  /// Limits that were reached.
  public var drops: [String] {
    var all = detectors.flatMap(\.drops)
    if symbols.dropped > 0 { all.append("names: \(symbols.dropped) beyond \(Symbols.limit) not kept") }
    return all
  }
}
