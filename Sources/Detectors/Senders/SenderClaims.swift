/// What the header of a stored message says about its sender, nothing of it judged. Domains are in lower case, empty where the
/// field is absent or names none.
public struct SenderClaims: Sendable, Equatable {
  /// Of the first address in From.
  public var fromDomain = ""
  /// Domain of an address that stands in the display name of From.
  public var shownDomain = ""
  public var replyToDomain = ""
  /// Right of the at sign in Message-ID.
  public var messageIDDomain = ""
  /// The message came through a mailing list (List-Id).
  public var isList = false
  /// Results that Authentication-Results fields name, topmost first.
  public var results: [AuthenticationClaim] = []
  /// What DKIM signatures of the message prove.
  public var signatures: [SignatureClaim] = []

  public init() {}
}

/// One Authentication-Results field: whose word it is, and the words.
public struct AuthenticationClaim: Sendable, Equatable {
  /// The host that says so; in lower case.
  public var host: String
  public var spf: String
  public var dkim: String
  public var dmarc: String

  public init(host: String, spf: String, dkim: String, dmarc: String) {
    self.host = host
    self.spf = spf
    self.dkim = dkim
    self.dmarc = dmarc
  }

  /// The check failed as a whole: DMARC did, or SPF did and no signature was good.
  var isFailure: Bool {
    dmarc == "fail" || dmarc.isEmpty && (spf == "fail" || spf == "softfail") && dkim != "pass"
  }
}

/// What one DKIM signature proves.
public struct SignatureClaim: Sendable, Equatable {
  public enum Proof: Sendable { case unknown, good, broken }
  public var domain: String
  public var proof: Proof

  public init(domain: String, proof: Proof) {
    self.domain = domain
    self.proof = proof
  }
}
