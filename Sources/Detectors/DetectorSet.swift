public import Correlation
public import Model

/// The detectors of a run, fed in one pass: in groups, each of which can be fed by a thread of its own.
public struct DetectorSet: Sendable {
  /// What is fed: each group with everything.
  public let groups: [DetectorGroup]
  /// How many of them, the first ones, take messages.
  public let messageGroups: Int

  /// Detectors for `rules`; an empty set stands for all.
  ///
  public init(rules: Set<Rule>, hostIDs: [String?], thresholds: Thresholds = Thresholds()) {
    func asked(_ detectors: [any Detector]) -> [any Detector] {
      detectors.filter { rules.isEmpty || type(of: $0).rules.contains(where: rules.contains) }
    }
    let relaying = asked([RelayDetector(), SenderDetector(), ImpersonationDetector(), AttachmentDetector()])
    let others = asked([LoginDetector(thresholds), MessageDetector(thresholds), ClockDetector()])
    // What counts lines only.
    let counting = asked([BurstDetector(thresholds), InjectionDetector(), SilenceDetector()])
    var groups = [DetectorGroup(relaying, PolicyLearning(), hostIDs: hostIDs)]
    if !others.isEmpty { groups.append(DetectorGroup(others, nil, hostIDs: hostIDs)) }
    messageGroups = groups.count
    if !counting.isEmpty { groups.append(DetectorGroup(counting, nil, hostIDs: hostIDs)) }
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

  /// Takes the messages of the first `count` settled groups of `fold`, as each of its groups would: they are put together
  /// once for all.
  public func take(_ fold: borrowing MessageFold, _ count: Int) {
    groups[0].take(fold, count, with: groups[1..<messageGroups])
  }

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
    let conclusions = groups.flatMap { $0.conclusions(policy) }
    perform(conclusions.count) { conclusions[$0].draw() }
    let found = conclusions.flatMap(\.found)
    // By place, and looked at where they stand: a finding is large.
    var places = Array(found.indices)
    let all = found.span
    places.sort { Self.isBefore(all[$0], all[$1]) }
    var ordered = places.map { found[$0] }
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
