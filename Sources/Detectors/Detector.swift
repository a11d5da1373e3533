import Bytes
import Correlation
public import Model

/// One kind of judgement: facts and messages in, findings out. One folder here, one line in `DetectorSet`.
///
/// Detectors parse nothing. They take what happened in the order in which the run absorbs it: of one host in the order
/// of its log, of several hosts side by side, so what spans hosts must not depend on which came first. Who we are and
/// what is normal is known only at the end: until then a detector counts, in bounded tables, and judges in `findings`.
protocol Detector: Sendable {
  /// What it can find.
  static var rules: [Rule] { get }
  /// Which facts it takes; others are not given to it.
  static var kinds: Fact.Kinds { get }
  /// A fact of `host`; texts lie in `text`.
  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols)
  /// When the lines of a stretch of evidence were written; `hosts` are the run's numbers of its hosts.
  mutating func take(_ activity: ActivityLog, hosts: [Int32])
  /// A message that one host gave to another.
  mutating func take(_ handover: Handover)
  /// Whether it takes messages.
  static var takesMessages: Bool { get }
  /// A message whose way is known; `client` gave it to `host`, which took it first.
  mutating func take(
    _ message: borrowing MessageView, from client: MessageClient, host: Int32, _ symbols: inout Symbols)
  /// Whether it looks at the disposition of messages: most do not, and it is not weighed then.
  var asksForDisposition: Bool { get }
  /// Whether it takes strangers' mail; it is not read where nobody does.
  static var takesStrangersMail: Bool { get }
  /// A stranger's message, after the one above.
  mutating func take(
    _ mail: borrowing StrangersMail, _ message: borrowing MessageView, host: Int32, _ symbols: inout Symbols)
  /// The path of a stored message that stands at `location`, and what its header claims.
  mutating func take(
    _ path: borrowing RelayPath, _ claims: SenderClaims, at location: Location, _ symbols: inout Symbols)
  /// A stored message with dangerous attachments; all come before the logs.
  mutating func take(_ mail: DangerousMail)
  /// What it concludes, in an order that depends on the evidence alone.
  func findings(_ judgement: Judgement) -> [Finding]
  /// The same in parts that can be drawn side by side, in their order.
  func conclusions(_ judgement: Judgement) -> [Conclusion]
  /// Limits that were reached, as texts for the run's report.
  var drops: [String] { get }
}

extension Detector {
  static var kinds: Fact.Kinds { [] }
  static var takesMessages: Bool { false }
  mutating func take(_ fact: Fact, host: Int32, _ text: Span<UInt8>, _ symbols: inout Symbols) {}
  var asksForDisposition: Bool { false }
  static var takesStrangersMail: Bool { false }
  mutating func take(
    _ message: borrowing MessageView, from client: MessageClient, host: Int32, _ symbols: inout Symbols
  ) {}
  mutating func take(
    _ mail: borrowing StrangersMail, _ message: borrowing MessageView, host: Int32, _ symbols: inout Symbols
  ) {}
  mutating func take(
    _ path: borrowing RelayPath, _ claims: SenderClaims, at location: Location, _ symbols: inout Symbols
  ) {}
  mutating func take(_ mail: DangerousMail) {}
  mutating func take(_ activity: ActivityLog, hosts: [Int32]) {}
  mutating func take(_ handover: Handover) {}
  func conclusions(_ judgement: Judgement) -> [Conclusion] { [Conclusion { findings(judgement) }] }
  var drops: [String] { [] }
}

/// What a judgement rests on beside the facts.
public struct Judgement: Sendable {
  public var policy: Policy
  public var symbols: Symbols
  /// Names of hosts by number.
  public var hosts: [String]
  /// Names of hosts by number as their logs spell them; empty where they name none.
  var loggedNames: [String] = []
  /// What was passed on for strangers, where the policy was learned from it; else nil.
  var relayed: RelayedDomains?

  func host(_ number: Int32) -> String? {
    number >= 0 && Int(number) < hosts.count && !hosts[Int(number)].isEmpty ? hosts[Int(number)] : nil
  }

  /// Names of hosts in their order; a host without one is left out.
  func names(ofHosts numbers: [Int32]) -> [String] { numbers.compactMap { host($0) }.sorted() }
}
