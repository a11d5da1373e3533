import Bytes
public import Model

/// Reads a policy in the syntax of Postfix' main.cf: the output of `postconf -n` is one.
///
/// `name = value`, a line that begins with white space continues the one before, `#` begins a comment line, `$name`,
/// `${name}` and `$(name)` stand for another parameter. Of all parameters those are read that say who we are; what
/// they keep in tables (`hash:/etc/...`, a file's name) cannot be read here, and is named in `notes`.
/// - Source: postconf(5).
public struct PolicyFile: Sendable {
  public private(set) var policy = Policy()
  /// What could not be used, one sentence each.
  public private(set) var notes: [String] = []

  private var values: [String: String] = [:]

  public init(_ text: Span<UInt8>) {
    read(text)
    if values["mydestination"] == nil, values["myhostname"] != nil {
      values["mydestination"] = "$myhostname, localhost.$mydomain, localhost"
    }
    if values["mydomain"] == nil, let host = values["myhostname"], let dot = host.firstIndex(of: ".") {
      values["mydomain"] = String(host[host.index(after: dot)...])
    }
    for name in ["mydestination", "relay_domains", "virtual_mailbox_domains", "virtual_alias_domains"] {
      for item in items(name) { addDomain(item, of: name) }
    }
    for item in items("mynetworks") { addNetwork(item, of: "mynetworks") }
    for item in items("proxy_interfaces") { addHost(item, of: "proxy_interfaces") }
    for item in items("inet_interfaces") where IPAddress(item) != nil { addHost(item, of: "inet_interfaces") }
    for item in items("relayhost") {
      let name = PolicyFile.hostPart(item)
      if let address = IPAddress(name) {
        policy.hosts.append(Policy.Network(address, prefix: address.isIPv4 ? 32 : 128))
      } else if !name.isEmpty {
        policy.hostNames.insert(name.lowercased())
      }
    }
    for item in items("myhostname") { policy.hostNames.insert(item.lowercased()) }
  }

  // MARK: Lines

  private mutating func read(_ text: Span<UInt8>) {
    var name = ""
    var value = ""
    var start = 0
    while start < text.count {
      let end = text.find(10, from: start) ?? text.count
      var first = start
      while first < end, text[first] <= 32 { first += 1 }
      let isContinuation = first > start
      let isEmpty = first >= end || text[first] == .ascii("#")
      let line = text.extracting(first..<end)
      start = end + 1
      if isEmpty { continue }
      if isContinuation {
        value += " " + line.string
        continue
      }
      keep(name, value)
      name = ""
      value = ""
      guard let equals = line.find(.ascii("=")) else {
        notes.append("\(line.string.prefix(60)): no parameter (name = value is expected)")
        continue
      }
      name = PolicyFile.trimmed(line.string(0..<equals))
      value = line.string((equals + 1)..<line.count)
    }
    keep(name, value)
  }

  private mutating func keep(_ name: String, _ value: String) {
    if !name.isEmpty { values[name] = PolicyFile.trimmed(value) }
  }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }

  // MARK: Values

  /// The items of a parameter, references resolved.
  private mutating func items(_ name: String) -> [String] {
    guard let value = values[name] else { return [] }
    let text = expanded(value, depth: 0)
    return text.split { $0 == "," || $0.isWhitespace }.map { String($0) }
  }

  private mutating func expanded(_ value: String, depth: Int) -> String {
    guard value.utf8.contains(UInt8(ascii: "$")) else { return value }
    guard depth < 16, value.utf8.count < 1 << 16 else {
      notes.append("\(value.prefix(60)): references inside each other (given up)")
      return ""
    }
    var text = ""
    var rest = value[...]
    while let dollar = rest.firstIndex(of: "$") {
      text += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      var name = ""
      if let open = rest.first, open == "{" || open == "(" {
        let close: Character = open == "{" ? "}" : ")"
        guard let end = rest.firstIndex(of: close) else { break }
        name = String(rest[rest.index(after: rest.startIndex)..<end])
        rest = rest[rest.index(after: end)...]
      } else {
        let end = rest.firstIndex { !($0.isLetter || $0.isNumber || $0 == "_") } ?? rest.endIndex
        name = String(rest[..<end])
        rest = rest[end...]
      }
      guard let found = values[name] else {
        notes.append("$\(name): not in the file (left out)")
        continue
      }
      text += expanded(found, depth: depth + 1)
      if text.utf8.count > 1 << 20 { return text }
    }
    return text + rest
  }

  private mutating func addDomain(_ item: String, of name: String) {
    if isTable(item, of: name) { return }
    policy.domains.insert(item.lowercased())
  }

  private mutating func addNetwork(_ item: String, of name: String) {
    var text = item[...]
    let isExcluded = text.hasPrefix("!")
    if isExcluded { text.removeFirst() }
    if let network = PolicyFile.network(String(text)) {
      policy.networks.append(Policy.Network(network.address, prefix: network.prefix, isExcluded: isExcluded))
    } else if !isTable(item, of: name) {
      notes.append("\(name): \(item) is no network")
    }
  }

  private mutating func addHost(_ item: String, of name: String) {
    if let network = PolicyFile.network(item) {
      policy.hosts.append(Policy.Network(network.address, prefix: network.prefix))
    } else if !isTable(item, of: name) {
      policy.hostNames.insert(item.lowercased())
    }
  }

  private mutating func isTable(_ item: String, of name: String) -> Bool {
    guard item.hasPrefix("/") || item.contains(":") else { return false }
    notes.append("\(name): \(item) is a table on the server (name its entries here, or with an option)")
    return true
  }

  /// `192.0.2.0/24`, `[2001:db8::]/32`, an address alone. Nil for anything else.
  public static func network(_ text: String) -> (address: IPAddress, prefix: Int)? {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let head = parts.first else { return nil }
    let name = head.hasPrefix("[") && head.hasSuffix("]") ? head.dropFirst().dropLast() : head
    guard let address = IPAddress(String(name)) else { return nil }
    let whole = address.isIPv4 ? 32 : 128
    guard parts.count > 1 else { return (address, whole) }
    guard let prefix = Int(parts[1]), prefix >= 0, prefix <= whole else { return nil }
    return (address.network(prefix: prefix), prefix)
  }

  /// `[mail.example]:587` gives `mail.example`.
  private static func hostPart(_ item: String) -> String {
    if item.hasPrefix("["), let close = item.firstIndex(of: "]") {
      return String(item[item.index(after: item.startIndex)..<close])
    }
    return String(item.split(separator: ":").first ?? "")
  }
}
