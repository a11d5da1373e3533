import Bytes
import Crypto
import CryptoExtras

/// Public keys that signatures name by selector and domain, from a file: no name server is asked.
///
/// A line is `SELECTOR DOMAIN KEY`, the key base64 or a whole record (`v=DKIM1; k=rsa; p=...`), or a line of a zone:
/// `SELECTOR._domainkey.DOMAIN. IN TXT "v=DKIM1; p=..." "..."`. `#` and `;` at its beginning make a comment.
public struct SigningKeys: Sendable {
  /// A key record.
  struct Record: Sendable {
    var isEd25519 = false
    var bytes: [UInt8] = []
    /// An empty `p=`.
    var isRevoked = false
    /// `t=y`.
    var isTest = false
    /// `h=` without the hash that is asked for is a failure.
    var hashes: [String] = []
  }

  private var records: [String: Record] = [:]
  /// Lines that are none of the forms.
  public private(set) var unreadLines = 0

  public init() {}

  public var isEmpty: Bool { records.isEmpty }
  public var count: Int { records.count }

  public init(_ file: [UInt8]) {
    for line in file.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      let words = String(decoding: line, as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\t" })
      guard let first = words.first, !first.hasPrefix("#"), !first.hasPrefix(";") else { continue }
      let name = first.lowercased()
      if let mark = name.firstRange(of: "._domainkey.") {
        var domain = String(name[mark.upperBound...])
        if domain.hasSuffix(".") { domain.removeLast() }
        // The quoted strings of the record, one behind the other.
        let text = String(decoding: line, as: UTF8.self)
        let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
        let record = stride(from: 1, to: pieces.count, by: 2).map { String(pieces[$0]) }.joined()
        add(
          String(name[..<mark.lowerBound]), domain,
          record.isEmpty ? words.dropFirst().joined(separator: " ") : record)
      } else if words.count >= 3 {
        add(name, words[1].lowercased(), words[2...].joined(separator: " "))
      } else {
        unreadLines += 1
      }
    }
  }

  private mutating func add(_ selector: String, _ domain: String, _ text: String) {
    var text = text
    if let start = text.firstRange(of: "v=DKIM1") ?? text.firstRange(of: "p=") ?? text.firstRange(of: "k=") {
      text = String(text[start.lowerBound...])
    } else {
      text = "p=" + text.filter { !$0.isWhitespace }
    }
    let bytes = Array(text.utf8)
    let tags = TagList(bytes.span)
    var record = Record()
    record.isEd25519 = tags.text("k") == "ed25519"
    record.isTest = tags.text("t")?.contains("y") ?? false
    record.hashes = tags.text("h")?.split(separator: ":").map { $0.filter { !$0.isWhitespace } } ?? []
    guard let key = tags.compact("p") else {
      unreadLines += 1
      return
    }
    record.isRevoked = key.isEmpty
    record.bytes = TagList.base64(key) ?? []
    records["\(selector)/\(domain)"] = record
  }

  func record(_ selector: String, _ domain: String) -> Record? {
    records["\(selector.lowercased())/\(domain.lowercased())"]
  }
}

extension SigningKeys.Record {
  enum Verdict: Equatable {
    case pass
    case fail(String)
  }

  /// Whether `signature` is that of `data`.
  func verify(_ data: [UInt8], _ signature: [UInt8], _ algorithm: Signature.Algorithm) -> Verdict {
    if isRevoked { return .fail("the key is revoked") }
    if !hashes.isEmpty, !hashes.contains(algorithm == .rsaSHA1 ? "sha1" : "sha256") {
      return .fail("the key is not for this hash")
    }
    switch algorithm {
    case .ed25519SHA256:
      guard isEd25519, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
        return .fail("the key does not fit the signature")
      }
      return key.isValidSignature(signature, for: Array(SHA256.hash(data: data)))
        ? .pass : .fail("the signature is not of this key and header")
    case .rsaSHA1, .rsaSHA256:
      guard !isEd25519, let key = try? _RSA.Signing.PublicKey(unsafeDERRepresentation: bytes) else {
        return .fail("the key does not fit the signature, or has fewer than 1024 bits")
      }
      let proof = _RSA.Signing.RSASignature(rawRepresentation: signature)
      let isValid =
        algorithm == .rsaSHA1
        ? key.isValidSignature(proof, for: Insecure.SHA1.hash(data: data), padding: .insecurePKCS1v1_5)
        : key.isValidSignature(proof, for: SHA256.hash(data: data), padding: .insecurePKCS1v1_5)
      return isValid ? .pass : .fail("the signature is not of this key and header")
    }
  }
}
