import Bytes
import Model

/// What `grep` looks for. Kinds are joined by AND over all lines of a message or connection, values of a kind by OR.
struct GrepCriteria: Sendable {
  struct Kinds: OptionSet, Sendable {
    var rawValue: UInt8
    static let address = Kinds(rawValue: 1)
    static let ip = Kinds(rawValue: 2)
    static let id = Kinds(rawValue: 4)
    static let user = Kinds(rawValue: 8)
    static let pattern = Kinds(rawValue: 16)
    static let fixed = Kinds(rawValue: 32)
  }

  /// Lower case; `@example.org` for a domain, empty for the null sender.
  let addresses: [[UInt8]]
  let networks: [GrepNetwork]
  /// Without angle brackets.
  let ids: [[UInt8]]
  let users: [[UInt8]]
  let patterns: [String]
  let fixed: [[UInt8]]
  /// Lower case.
  let hosts: [[UInt8]]
  let span: TimeSpan
  /// The kinds that must match.
  let required: Kinds

  init(
    addresses: [String], networks: [GrepNetwork], ids: [String], users: [String], patterns: [String],
    fixed: [String], hosts: [String], span: TimeSpan
  ) {
    func plain(_ text: String) -> [UInt8] {
      let bytes = Array(text.utf8)
      return bytes.first == UInt8(ascii: "<") && bytes.last == UInt8(ascii: ">")
        ? Array(bytes.dropFirst().dropLast()) : bytes
    }
    self.addresses = addresses.map { plain($0).map(\.lowercased) }
    self.networks = networks
    self.ids = ids.map(plain)
    self.users = users.map { $0.utf8.map(\.lowercased) }
    self.patterns = patterns
    self.fixed = fixed.map { Array($0.utf8) }
    self.hosts = hosts.map { $0.utf8.map(\.lowercased) }
    self.span = span
    var required: Kinds = []
    if !addresses.isEmpty { required.insert(.address) }
    if !networks.isEmpty { required.insert(.ip) }
    if !ids.isEmpty { required.insert(.id) }
    if !users.isEmpty { required.insert(.user) }
    if !patterns.isEmpty { required.insert(.pattern) }
    if !fixed.isEmpty { required.insert(.fixed) }
    self.required = required
  }

  /// Whether the name of a host, as logged, is one of those asked for: the same, or `mx1` for `mx1.example.org`.
  func isChosen(host text: Span<UInt8>, _ range: ByteRange) -> Bool {
    hosts.contains { host in
      if GrepCriteria.equal(text, range, host) { return true }
      return range.count > host.count && text[range.lower + host.count] == UInt8(ascii: ".")
        && GrepCriteria.equal(text, ByteRange(range.lower, range.lower + host.count), host)
    }
  }

  func isChosen(host name: String) -> Bool {
    let bytes = Array(name.utf8)
    return isChosen(host: bytes.span, ByteRange(0, bytes.count))
  }

  func has(address text: Span<UInt8>, _ range: ByteRange) -> Bool {
    if range.isNone { return false }
    for wanted in addresses {
      if wanted.first == UInt8(ascii: "@") {
        if range.count > wanted.count,
          GrepCriteria.equal(text, ByteRange(range.upper - wanted.count, range.upper), wanted)
        {
          return true
        }
      } else if GrepCriteria.equal(text, range, wanted) {
        return true
      }
    }
    return false
  }

  func has(ip text: Span<UInt8>, _ range: ByteRange) -> Bool {
    guard let address = IPAddress(text, range) else { return false }
    return networks.contains { address.isIn($0.address, prefix: $0.length) }
  }

  func has(id text: Span<UInt8>, _ range: ByteRange) -> Bool {
    guard !range.isNone else { return false }
    var range = range
    if range.count > 2, text[range.lower] == UInt8(ascii: "<"), text[range.upper - 1] == UInt8(ascii: ">") {
      range = ByteRange(range.lower + 1, range.upper - 1)
    }
    for id in ids where range.count == id.count {
      if text.equals(range, id.span, ByteRange(0, id.count)) { return true }
    }
    return false
  }

  func has(user text: Span<UInt8>, _ range: ByteRange) -> Bool {
    if range.isNone { return false }
    for user in users where GrepCriteria.equal(text, range, user) { return true }
    return false
  }

  func has(fixed text: Span<UInt8>) -> Bool {
    for needle in fixed where text.find(needle.span) != nil { return true }
    return false
  }

  /// Whether `range` is `lowered`, without regard to case.
  private static func equal(_ text: Span<UInt8>, _ range: ByteRange, _ lowered: [UInt8]) -> Bool {
    guard range.count == lowered.count, range.upper <= text.count else { return false }
    var index = 0
    while index < lowered.count {
      if text[range.lower + index].lowercased != lowered[index] { return false }
      index += 1
    }
    return true
  }
}

/// Looks at the lines of one segment. Regular expressions belong to one thread, so each segment compiles its own.
struct GrepMatcher {
  let criteria: GrepCriteria
  private let regexes: [Regex<AnyRegexOutput>]

  init(_ criteria: GrepCriteria) {
    self.criteria = criteria
    // They were compiled once when the command line was checked.
    regexes = criteria.patterns.compactMap { try? Regex($0) }
  }

  /// The kinds that the line matches; nil where it lies outside of the span or host asked for.
  /// `isHostChosen`: the logs of this stream are those of a host asked for, whatever the lines say.
  func kinds(_ event: borrowing LogEvent, _ text: Span<UInt8>, isHostChosen: Bool) -> GrepCriteria.Kinds? {
    guard criteria.span.covers(event.time) else { return nil }
    if !isHostChosen, !criteria.hosts.isEmpty {
      let host = event[.hostName]
      guard !host.isNone, criteria.isChosen(host: text, host) else { return nil }
    }
    var found: GrepCriteria.Kinds = []
    let required = criteria.required
    if required.contains(.address) {
      for field in [LogEvent.Field.mailFrom, .rcptTo, .origRcptTo] where event.has(field) {
        event.forEachValue(of: field, in: text) { range in
          if criteria.has(address: text, range) { found.insert(.address) }
        }
      }
    }
    if required.contains(.ip) {
      if criteria.has(ip: text, event[.sourceIP]) { found.insert(.ip) }
      if criteria.has(ip: text, event[.destinationIP]) { found.insert(.ip) }
    }
    if required.contains(.id) {
      for field in [LogEvent.Field.localID, .messageID, .queuedAs, .originalID]
      where criteria.has(id: text, event[field]) {
        found.insert(.id)
      }
    }
    if required.contains(.user), criteria.has(user: text, event[.userName]) { found.insert(.user) }
    if required.contains(.fixed), criteria.has(fixed: text) { found.insert(.fixed) }
    if required.contains(.pattern), matches(text) { found.insert(.pattern) }
    return found
  }

  func matches(_ text: Span<UInt8>) -> Bool {
    let line = text.string
    return regexes.contains { (try? $0.firstMatch(in: line)) != nil }
  }
}
