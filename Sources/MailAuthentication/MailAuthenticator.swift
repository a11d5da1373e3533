import Bytes
import MIME
public import Model

/// What the signatures of one message prove.
public struct AuthenticationResult: Sendable, Equatable {
  public enum BodyHash: UInt8, Sendable {
    case unknown, match, mismatch
    public var name: StaticString { self == .unknown ? "unknown" : self == .match ? "match" : "mismatch" }
  }
  public enum Proof: UInt8, Sendable {
    /// No key is known.
    case unverified
    case pass, fail
    public var name: StaticString { self == .unverified ? "unverified" : self == .pass ? "pass" : "fail" }
  }

  public var domain = ""
  public var selector = ""
  public var algorithm = ""
  /// A mismatch proves that the body changed after it was signed.
  public var bodyHash = BodyHash.unknown
  public var signature = Proof.unverified
  /// Why something is unknown or failed; empty where nothing is to be said.
  public var reason = ""

  public init() {}
}

/// What the sets of an ARC chain prove.
public struct ChainResult: Sendable, Equatable {
  public enum Chain: UInt8, Sendable {
    case unverified, intact, broken
    public var name: StaticString {
      self == .unverified ? "unverified" : self == .intact ? "intact" : "broken"
    }
  }
  public var sets = 0
  public var chain = Chain.unverified
  public var reason = ""

  public init() {}
}

/// Checks DKIM signatures and ARC chains of stored messages, one after the other, without a network.
///
/// The body's hash is computed while the body streams by; a signature itself needs its key (`SigningKeys`).
///
/// - Bounds: `maxSignatures` of one message, `maxSets` of ARC. Source: RFC 6376 §6.1, RFC 8617 §5.2.
public final class MailAuthenticator {
  public static let maxSignatures = 16
  public static let maxSets = 50

  private let keys: SigningKeys
  private let limits: Limits
  private var header: [UInt8] = []
  private var block = HeaderBlock()
  private var open: [Open] = []
  private var isActive = false
  private var dropped = 0

  /// Of the message that ended last, in the order of the header.
  public private(set) var results: [AuthenticationResult] = []
  /// Of the message that ended last; nil where it has no ARC fields.
  public private(set) var chain: ChainResult?

  private struct Open {
    var field: Int
    var signature: Signature
    var hash: StoredBodyHash?
    var isARC: Bool
  }

  public init(keys: SigningKeys = SigningKeys(), limits: Limits = Limits()) {
    self.keys = keys
    self.limits = limits
  }

  /// A message begins; `bytes` is its header block.
  public func begin(_ bytes: Span<UInt8>) {
    results = []
    chain = nil
    open = []
    dropped = 0
    isActive = MailAuthenticator.hasSignature(bytes)
    guard isActive else { return }
    block.parse(bytes, limits: limits)
    header = bytes.array(0..<bytes.count)
    for (place, field) in block.fields.enumerated() {
      guard field.name == .dkimSignature || field.name == .arcMessageSignature else { continue }
      let isARC = field.name == .arcMessageSignature
      guard open.count < MailAuthenticator.maxSignatures else {
        dropped += 1
        continue
      }
      let signature = Signature(tags(field, bytes), isARC: isARC)
      var entry = Open(field: place, signature: signature, hash: nil, isARC: isARC)
      if signature.bodyHash != nil, let algorithm = signature.algorithm, signature.fault == nil {
        entry.hash = StoredBodyHash(
          isRelaxed: signature.isBodyRelaxed, isSHA1: algorithm == .rsaSHA1, limit: signature.bodyLimit)
      }
      open.append(entry)
    }
  }

  /// Whether a line begins as a signature does: most stored mail of small servers has none, and costs a look at each line.
  private static func hasSignature(_ bytes: Span<UInt8>) -> Bool {
    var place = 0
    while place < bytes.count {
      let first = bytes[place] | 32
      if first == UInt8(ascii: "d"), bytes.hasIgnoringCase("dkim-signature", at: place) { return true }
      if first == UInt8(ascii: "a"), bytes.hasIgnoringCase("arc-", at: place) { return true }
      guard let feed = bytes.find(10, from: place) else { return false }
      place = feed + 1
    }
    return false
  }

  /// The next bytes of the body.
  public func body(_ bytes: Span<UInt8>) {
    guard isActive else { return }
    for place in open.indices { open[place].hash?.update(bytes) }
  }

  /// The message is over. `isWhole`: neither header nor body was cut, so that a mismatch is one.
  public func end(isWhole: Bool) {
    guard isActive else { return }
    isActive = false
    var arcBodies: [Int: AuthenticationResult.BodyHash] = [:]
    for place in open.indices {
      let result = result(place, isWhole: isWhole)
      if open[place].isARC {
        arcBodies[open[place].signature.instance] = result.bodyHash
      } else {
        results.append(result)
      }
    }
    if dropped > 0, !results.isEmpty {
      results[results.count - 1].reason += results[results.count - 1].reason.isEmpty ? "" : "; "
      results[results.count - 1].reason += "\(dropped) more signatures were not looked at"
    }
    chain = chainResult(arcBodies)
  }

  private func tags(_ field: HeaderField, _ bytes: Span<UInt8>) -> TagList {
    var value = ByteBuffer(capacity: 512)
    HeaderBlock.unfold(field, of: bytes, into: &value)
    return TagList(value.span)
  }

  private func result(_ place: Int, isWhole: Bool) -> AuthenticationResult {
    let signature = open[place].signature
    var result = AuthenticationResult()
    result.domain = signature.domain
    result.selector = signature.selector
    result.algorithm = signature.algorithmName
    if let fault = signature.fault {
      result.reason = fault
      return result
    }
    if let hash = signature.bodyHash, let found = open[place].hash?.matches(hash) {
      if let limit = signature.bodyLimit, limit > found.count {
        result.reason = "l= is more than the body has"
        result.bodyHash = isWhole ? .mismatch : .unknown
      } else if found.isMatch {
        result.bodyHash = .match
        if let limit = signature.bodyLimit, limit < found.count {
          result.reason = "\(found.count - limit) bytes of the body are not signed (l=)"
        }
      } else if isWhole {
        result.bodyHash = .mismatch
        result.reason = "the body changed after it was signed"
      } else {
        result.reason = "the message is not whole"
      }
    }
    guard let algorithm = signature.algorithm, let proof = signature.signature else {
      result.reason = result.reason.isEmpty ? "the signature is missing or no base64" : result.reason
      return result
    }
    guard let key = keys.record(signature.selector, signature.domain) else { return result }
    let data = signedBytes(of: block.fields[open[place].field], signature)
    switch key.verify(data, proof, algorithm) {
    case .pass:
      result.signature = result.bodyHash == .match ? .pass : .fail
      if key.isTest {
        result.reason += result.reason.isEmpty ? "the key is for tests" : "; the key is for tests"
      }
    case .fail(let why):
      result.signature = .fail
      result.reason += result.reason.isEmpty ? why : "; \(why)"
    }
    return result
  }

  /// The fields that `h=` names, each name taking the next one from the bottom, and the signature's own.
  private func signedBytes(of own: HeaderField, _ signature: Signature) -> [UInt8] {
    let header = header
    let bytes = header.span
    var signed = SignedHeader()
    var used: [String: Int] = [:]
    for name in signature.names.prefix(1000) {
      var seen = 0
      let skip = used[name, default: 0]
      used[name] = skip + 1
      for field in block.fields.reversed() {
        let range = field.nameRange
        guard range.count == name.utf8.count, bytes.string(range).lowercased() == name else { continue }
        if seen == skip {
          signed.add(field, of: bytes, isRelaxed: signature.isHeaderRelaxed)
          break
        }
        seen += 1
      }
    }
    signed.addOwn(own, of: bytes, isRelaxed: signature.isHeaderRelaxed)
    return signed.bytes
  }

  // MARK: ARC

  private struct Set {
    var results: HeaderField?
    var message: HeaderField?
    var seal: HeaderField?
    var sealTags: TagList?
    var isRepeated = false
  }

  private func chainResult(_ bodies: [Int: AuthenticationResult.BodyHash]) -> ChainResult? {
    let header = header
    let bytes = header.span
    var sets: [Int: Set] = [:]
    var hasFields = false
    for field in block.fields {
      guard
        field.name == .arcSeal || field.name == .arcMessageSignature
          || field.name == .arcAuthenticationResults
      else { continue }
      hasFields = true
      let list = tags(field, bytes)
      let number = list.text("i").flatMap { Int($0) } ?? 0
      guard sets.count <= MailAuthenticator.maxSets else { break }
      var set = sets[number] ?? Set()
      switch field.name {
      case .arcSeal:
        if set.seal != nil { set.isRepeated = true }
        set.seal = field
        set.sealTags = list
      case .arcMessageSignature:
        if set.message != nil { set.isRepeated = true }
        set.message = field
      default:
        if set.results != nil { set.isRepeated = true }
        set.results = field
      }
      sets[number] = set
    }
    guard hasFields else { return nil }
    var result = ChainResult()
    result.sets = sets.keys.max() ?? 0
    func broken(_ why: String) -> ChainResult {
      result.chain = .broken
      result.reason = why
      return result
    }
    guard result.sets >= 1, result.sets <= MailAuthenticator.maxSets, sets[0] == nil else {
      return broken("the sets are not numbered from 1 to \(MailAuthenticator.maxSets)")
    }
    for number in 1...result.sets {
      guard let set = sets[number], set.results != nil, set.message != nil, let seal = set.sealTags else {
        return broken("set \(number) is not complete")
      }
      if set.isRepeated { return broken("set \(number) stands there twice") }
      let state = seal.text("cv")?.lowercased() ?? ""
      if number == 1 ? state != "none" : state != "pass" {
        return broken("the seal of set \(number) says cv=\(state)")
      }
      if seal.isMalformed { return broken("the seal of set \(number) is malformed") }
      if Signature.Algorithm(rawValue: seal.text("a")?.lowercased() ?? "") == nil
        || seal.bytes("b")?.isEmpty ?? true
        || (seal.text("d") ?? "").isEmpty || (seal.text("s") ?? "").isEmpty
      {
        return broken("the seal of set \(number) lacks a known a=, b=, d= or s=")
      }
      if seal["h"] != nil { return broken("the seal of set \(number) has h=") }
    }
    if bodies[result.sets] == .mismatch { return broken("the body changed after the newest set") }
    return verified(sets, &result)
  }

  /// By the keys that are known: all of them are needed.
  private func verified(_ sets: [Int: Set], _ result: inout ChainResult) -> ChainResult {
    let header = header
    let bytes = header.span
    var missing = 0
    if let field = sets[result.sets]?.message {
      let signature = Signature(tags(field, bytes), isARC: true)
      if let fault = signature.fault {
        result.chain = .broken
        result.reason = "the newest message signature: \(fault)"
        return result
      }
      if signature.signature?.isEmpty ?? true || signature.names.contains("arc-seal") {
        result.chain = .broken
        result.reason = "the newest message signature lacks b=, or signs a seal"
        return result
      }
      if let key = keys.record(signature.selector, signature.domain), let algorithm = signature.algorithm,
        let proof = signature.signature
      {
        if case .fail(let why) = key.verify(signedBytes(of: field, signature), proof, algorithm) {
          result.chain = .broken
          result.reason = "the newest message signature: \(why)"
          return result
        }
      } else {
        missing += 1
      }
    }
    for number in 1...result.sets {
      guard let seal = sets[number]?.sealTags, let field = sets[number]?.seal else { continue }
      guard let key = keys.record(seal.text("s") ?? "", seal.text("d") ?? ""),
        let algorithm = Signature.Algorithm(rawValue: seal.text("a")?.lowercased() ?? ""),
        let proof = seal.bytes("b")
      else {
        missing += 1
        continue
      }
      var signed = SignedHeader()
      for earlier in 1...number {
        guard let set = sets[earlier], let first = set.results, let second = set.message, let third = set.seal
        else {
          continue
        }
        signed.add(first, of: bytes, isRelaxed: true)
        signed.add(second, of: bytes, isRelaxed: true)
        if earlier < number { signed.add(third, of: bytes, isRelaxed: true) }
      }
      signed.addOwn(field, of: bytes, isRelaxed: true)
      if case .fail(let why) = key.verify(signed.bytes, proof, algorithm) {
        result.chain = .broken
        result.reason = "the seal of set \(number): \(why)"
        return result
      }
    }
    result.chain = missing == 0 ? .intact : .unverified
    if missing > 0 { result.reason = "\(missing) keys are not known" }
    return result
  }
}
