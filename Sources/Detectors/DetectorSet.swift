public import Correlation
public import Model

/// The detectors of a run, fed in one pass: in groups, each of which can be fed by a thread of its own.
public struct DetectorSet: Sendable {
  /// What is fed: each group with everything.
  public let groups: [DetectorGroup]

  /// Detectors for `rules`; an empty set stands for all.
  public init(rules: Set<Rule>, hostIDs: [String?], thresholds: Thresholds = Thresholds()) {
    func asked(_ detectors: [any Detector]) -> [any Detector] {
      detectors.filter { rules.isEmpty || type(of: $0).rules.contains(where: rules.contains) }
    }
    // About the same work for both.
    let first = asked([RelayDetector(), SenderDetector(), ImpersonationDetector(), AttachmentDetector()])
    let second = asked([
      BurstDetector(thresholds), LoginDetector(thresholds), MessageDetector(thresholds), InjectionDetector(),
      SilenceDetector(),
      ClockDetector(),
    ])
    var groups = [DetectorGroup(first, PolicyLearning(), hostIDs: hostIDs)]
    if !second.isEmpty { groups.append(DetectorGroup(second, nil, hostIDs: hostIDs)) }
    self.groups = groups
  }

  /// Every rule that some detector can find.
  public static var rules: [Rule] {

    [
      RelayDetector.rules, BurstDetector.rules, LoginDetector.rules, MessageDetector.rules,
      SenderDetector.rules,
      AttachmentDetector.rules, InjectionDetector.rules, SilenceDetector.rules, ClockDetector.rules,
    ].flatMap(\.self)

  }

  /// The rules of each verb.
  public static var relayRules: [Rule] { RelayDetector.rules }
  public static var burstRules: [Rule] { BurstDetector.rules }
  public static var senderRules: [Rule] { SenderDetector.rules }
  public static var attachmentRules: [Rule] { AttachmentDetector.rules }
  public static var loginRules: [Rule] { LoginDetector.rules }

  /// Takes the path of a stored message that stands at `location`, and what its header claims.
  public func take(_ path: borrowing RelayPath, _ claims: SenderClaims, at location: Location) {
    for group in groups { group.take(path, claims, at: location) }
  }

  /// Takes a stored message with dangerous attachments; before the logs, so that they can be joined to it.
  public func take(_ mail: DangerousMail) {
    for group in groups { group.take(mail) }
  }

  /// Who the evidence says that we are.
  public var learnedPolicy: LearnedPolicy {
    groups.lazy.compactMap(\.learnedPolicy).first ?? LearnedPolicy(policy: Policy(), entries: [])
  }

  /// All findings by time, then rule, then key, then what they say. `given` is the user's policy; without one the learned one
  /// is used.
  ///
  /// - Parameter perform: calls its body with every number below the first argument, side by side if it likes.
  public func findings(
    given: Policy?,
    perform: (_ parts: Int, _ body: (Int) -> Void) -> Void = { for part in 0..<$0 { $1(part) } }
  ) -> [Finding] {
    let policy = given ?? learnedPolicy.policy
    perform(groups.count) { groups[$0].judge(policy) }
    let found = groups.flatMap(\.found)
    // By place: a finding is large.
    var ordered = found.indices.sorted { Self.isBefore(found[$0], found[$1]) }.map { found[$0] }
    FindingKey.number(&ordered)
    return ordered
  }

  private static func isBefore(_ left: Finding, _ right: Finding) -> Bool {
    if left.start != right.start { return left.start < right.start }
    if left.rule != right.rule { return left.rule.rawValue < right.rule.rawValue }
    if left.key != right.key { return left.key < right.key }
    if left.sentence != right.sentence { return left.sentence < right.sentence }
    if left.end != right.end { return left.end < right.end }
    if left.relatedHosts != right.relatedHosts {
      return left.relatedHosts.lexicographicallyPrecedes(right.relatedHosts)
    }
    let (first, second) = (left.evidence.first ?? Location.none, right.evidence.first ?? Location.none)
    return (first.source, first.offset) < (second.source, second.offset)
  }

  /// Limits that were reached, each once; those of what is learned only where no policy is `given`.
  public func drops(given: Policy?) -> [String] {
    var told: Set<String> = []
    return ((given == nil ? learningDrops : []) + groups.flatMap(\.drops)).filter { told.insert($0).inserted }
  }

  /// Limits that were reached in learning who we are.
  public var learningDrops: [String] { groups.flatMap(\.learningDrops) }
}
