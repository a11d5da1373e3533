import Bytes

/// A DKIM-Signature or ARC-Message-Signature field, parsed.
///
/// - Source: RFC 6376 §3.5, RFC 8463, RFC 8617 §4.1.2.
struct Signature {
  enum Algorithm: String {
    case rsaSHA1 = "rsa-sha1"
    case rsaSHA256 = "rsa-sha256"
    case ed25519SHA256 = "ed25519-sha256"
  }

  var algorithmName = ""
  var algorithm: Algorithm?
  var domain = ""
  var selector = ""
  var isHeaderRelaxed = false
  var isBodyRelaxed = false
  var bodyHash: [UInt8]?
  var signature: [UInt8]?
  /// Names in `h=`, in lower case.
  var names: [String] = []
  var bodyLimit: UInt64?
  /// `x=`, seconds since 1970.
  var expires: UInt64?
  /// `i=` of ARC.
  var instance = 0
  /// Why it cannot be used; nil where it can.
  var fault: String?

  init(_ tags: TagList, isARC: Bool) {
    algorithmName = tags.text("a")?.lowercased() ?? ""
    algorithm = Algorithm(rawValue: algorithmName)
    domain = tags.text("d") ?? ""
    selector = tags.text("s") ?? ""
    let forms = (tags.text("c") ?? "simple/simple").split(separator: "/", omittingEmptySubsequences: false)
    isHeaderRelaxed = forms.first == "relaxed"
    isBodyRelaxed = forms.count > 1 && forms[1] == "relaxed"
    bodyHash = tags.bytes("bh")
    signature = tags.bytes("b")
    names =
      tags.text("h")?.split(separator: ":").map { name in
        name.filter { !$0.isWhitespace }.lowercased()
      } ?? []
    if let limit = tags.text("l") {
      bodyLimit = UInt64(limit)
      if bodyLimit == nil { fault = "l= is no number" }
    }
    expires = tags.text("x").flatMap { UInt64($0) }
    if isARC { instance = tags.text("i").flatMap { Int($0) } ?? 0 }
    let known = ["simple", "relaxed"]
    // Before RFC 4871 drafts were in use: no version, or 0.something.
    let version = tags.text("v") ?? "0"
    if !isARC, version != "1", !version.hasPrefix("0") {
      fault = "version \(version) is not known"
    } else if algorithm == nil {
      fault = "algorithm \(algorithmName.isEmpty ? "missing" : algorithmName) is not known"
    } else if domain.isEmpty || selector.isEmpty {
      fault = "domain or selector is missing"
    } else if !forms.allSatisfy({ known.contains(String($0)) }) || forms.count > 2 {
      fault = "the canonical form is not known"
    } else if bodyHash == nil {
      fault = "the body hash is missing or no base64"
    } else if !isARC, !names.contains("from") {
      fault = "From is not signed"
    }
  }
}
