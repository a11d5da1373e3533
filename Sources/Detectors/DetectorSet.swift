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

  /// All findings by time, then rule, then key. `given` is the user's policy; without one the learned one is used.
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
    return found.indices.sorted { left, right in
      if found[left].start != found[right].start { return found[left].start < found[right].start }
      if found[left].rule != found[right].rule {
        return found[left].rule.rawValue < found[right].rule.rawValue
      }
      return found[left].key < found[right].key
    }.map { found[$0] }
  }

  /// Limits that were reached.
  public var drops: [String] { groups.flatMap(\.drops) }
}
