import Model

/// What a judgement says of domains, by their numbers: each is asked for once, though thousands of bursts reach it.
///
/// Memory: a byte for each name that the detectors keep.
final class KnownDomains {
  private struct Answers: OptionSet {
    var rawValue: UInt8
    static let asked = Answers(rawValue: 1)
    static let own = Answers(rawValue: 2)
    static let provider = Answers(rawValue: 4)
  }

  private let policy: Policy
  private let symbols: Symbols
  private var answers: [Answers]

  init(_ judgement: Judgement) {
    policy = judgement.policy
    symbols = judgement.symbols
    answers = Array(repeating: [], count: symbols.count)
  }

  /// The domain's name; empty where the number has none.
  func name(_ domain: Int32) -> String { symbols.name(domain) ?? "" }

  /// Whether mail for the domain is ours to take.
  func isOwn(_ domain: Int32) -> Bool { answers(domain).contains(.own) }

  /// Whether it is a public provider's.
  func isProvider(_ domain: Int32) -> Bool { answers(domain).contains(.provider) }

  private func answers(_ domain: Int32) -> Answers {
    guard domain >= 0, Int(domain) < answers.count else { return ask("") }
    if answers[Int(domain)].isEmpty { answers[Int(domain)] = ask(name(domain)) }
    return answers[Int(domain)]
  }

  private func ask(_ name: String) -> Answers {
    var found: Answers = .asked
    if policy.isOwn(domain: name) { found.insert(.own) }
    if PublicMail.isProvider(name) { found.insert(.provider) }
    return found
  }
}
