public import Evidence

/// Indicators of compromise that a user gives: hashes and file names here, domains and addresses for the message.
///
/// One a line, `#` begins a comment. Of MISP's and STIX 2.1's exports (JSON) the values are taken: what stands in double or
/// single quotes and looks like a hash, a domain, an address or a file's name with an extension, behind the member that
/// says so.
public struct IndicatorList: Sendable {
  /// Hashes in lower case.
  private var hashes: Set<String> = []
  /// Names in lower case.
  private var names: Set<String> = []
  /// Domains, mail and IP addresses in lower case.
  private var places: Set<String> = []

  public static let limit = 5_000_000

  public init() {}

  public var isEmpty: Bool { hashes.isEmpty && names.isEmpty && places.isEmpty }
  public var count: Int { hashes.count + names.count + places.count }

  /// Reads a list or an export.
  public init(_ bytes: [UInt8]) {
    let start = bytes.prefix(64).first { $0 > 32 }
    if start == UInt8(ascii: "{") || start == UInt8(ascii: "[") {
      readJSON(bytes)
    } else {
      for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
        let text = String(decoding: line, as: UTF8.self)
        let word = text.prefix { $0 != "#" }.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," })
          .first
        if let word { add(String(word)) }
      }
    }
  }

  /// Takes one value for what it looks like.
  private mutating func add(_ text: String) {
    guard count < IndicatorList.limit else { return }
    var value = text.lowercased()
    // Defanged: `evil[.]example`, `hxxp://`.
    value.replace("[.]", with: ".")
    value.replace("[@]", with: "@")
    let isHex = value.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    if isHex, [32, 40, 64].contains(value.utf8.count) {
      hashes.insert(value)
      return
    }
    for scheme in ["http://", "https://", "hxxp://", "hxxps://", "ftp://"] where value.hasPrefix(scheme) {
      let host = value.dropFirst(scheme.count).prefix { $0 != "/" && $0 != ":" && $0 != "?" }
      if !host.isEmpty { places.insert(String(host)) }
      return
    }
    if value.contains("@") || value.contains(":") {
      places.insert(value)
      return
    }
    guard value.contains(".") else { return }
    // `name.exe` and `domain.example` look alike: both are kept as both.
    places.insert(value)
    names.insert(value)
  }

  private mutating func readJSON(_ bytes: [UInt8]) {
    // Strings, in order: a MISP attribute is "type" and "value", a STIX pattern [file:hashes.'SHA-256' = '...'].
    var index = 0
    var key = ""
    while index < bytes.count, count < IndicatorList.limit {
      guard bytes[index] == UInt8(ascii: "\"") else {
        index += 1
        continue
      }
      var text: [UInt8] = []
      index += 1
      while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
        if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
        text.append(bytes[index])
        index += 1
      }
      index += 1
      var next = index
      while next < bytes.count, bytes[next] <= 32 { next += 1 }
      let string = String(decoding: text, as: UTF8.self)
      if next < bytes.count, bytes[next] == UInt8(ascii: ":") {
        key = string
      } else if key == "pattern" {
        // The values of comparisons stand in single quotes behind `=`.
        for (place, piece) in string.split(separator: "'", omittingEmptySubsequences: false).enumerated()
        where place % 2 == 1 && !piece.contains("SHA") && !piece.contains("MD5") {
          add(String(piece))
        }
      } else if key == "value" {
        for piece in string.split(separator: "|") { add(String(piece)) }
      } else if ["MD5", "SHA-1", "SHA-256", "md5", "sha1", "sha256"].contains(key) {
        add(string)
      }
    }
  }

  /// Those that content of these hashes and names matches, in the order hashes, names.
  public func matches(_ digests: ContentDigests.Values?, _ fileNames: [[UInt8]]) -> [String] {
    guard !isEmpty else { return [] }
    var found: [String] = []
    if let digests {
      for value in [digests.sha256, digests.md5, digests.sha1] {
        if let value, hashes.contains(value) { found.append(value) }
      }
    }
    for name in fileNames {
      let name = String(decoding: name.prefix(1024), as: UTF8.self).lowercased()
      if names.contains(name), !found.contains(name) { found.append(name) }
    }
    return found
  }

  /// Whether a domain or address is on the list; of an address its domain and the domains above it count, too.
  public func match(place: String) -> String? {
    guard !places.isEmpty else { return nil }
    let value = place.lowercased()
    if places.contains(value) { return value }
    guard let at = value.lastIndex(of: "@") else { return nil }
    var domain = value[value.index(after: at)...]
    while true {
      if places.contains(String(domain)) { return String(domain) }
      guard let dot = domain.firstIndex(of: ".") else { return nil }
      domain = domain[domain.index(after: dot)...]
    }
  }
}
