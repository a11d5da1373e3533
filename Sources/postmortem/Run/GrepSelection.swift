import Bytes
import Correlation
import Model

/// What the lines of a segment matched, by message, Message-ID and connection.
struct GrepHit: Sendable {
  /// Hash of stream, host and queue id; 0 for none.
  var key: UInt64
  /// Hash of the Message-ID of a line without queue id; 0 for none.
  var messageID: UInt64
  var session: SessionNames.Mark
  var kinds: GrepCriteria.Kinds
  var time: Timestamp
}

/// Which keys of a line tell what it belongs to.
enum GrepKey {
  static func host(_ text: Span<UInt8>, _ name: ByteRange, stream: UInt32) -> UInt64 {
    let seed = Hashing.mix(UInt64(stream) &+ 1, 0x9E37_79B9_7F4A_7C15)
    return name.isNone ? seed : text.hash(name, seed: seed)
  }

  /// 0 where the line has no queue id.
  static func message(_ event: borrowing LogEvent, _ text: Span<UInt8>, stream: UInt32) -> UInt64 {
    let id = event[.localID]
    guard !id.isNone, !id.isEmpty else { return 0 }
    return text.hash(id, seed: host(text, event[.hostName], stream: stream))
  }

  /// 0 where the line has a queue id, which says more, or no Message-ID.
  static func messageID(_ event: borrowing LogEvent, _ text: Span<UInt8>) -> UInt64 {
    let localID = event[.localID]
    let id = event[.messageID]
    guard localID.isNone || localID.isEmpty, !id.isNone, !id.isEmpty else { return 0 }
    return text.hash(id)
  }

  /// The connection: by the id that the server logs, else as `names` knows it. A server that gives ids to some of its
  /// sessions (an empty id: this line has none) serves many clients in one process, which then names nothing.
  static func session(
    _ event: borrowing LogEvent, _ text: Span<UInt8>, stream: Int, location: Location,
    _ names: inout SessionNames
  ) -> SessionNames.Mark {
    let mark = names.observe(event, text, host: stream, location: location)
    let id = event[.sessionID]
    if id.isNone { return mark }
    if id.isEmpty { return .none }
    return .known(text.hash(id, seed: host(text, event[.hostName], stream: UInt32(stream)) | 1))
  }
}

/// What matched, found in the first pass over the logs: the lines of the last pass are chosen by it.
///
/// Memory: `limit` entries; what does not fit is counted and reported.
struct GrepSelection: Sendable {
  /// Times within which lines of a key belong to a message.
  struct Stay: Sendable {
    var from: Timestamp
    var to: Timestamp

    func holds(_ time: Timestamp) -> Bool { time.isUnknown || (from <= time && time <= to) }
  }

  private let required: GrepCriteria.Kinds
  /// Matches by key and by Message-ID, until the message they belong to is put together.
  private var hits: [UInt64: [(time: Timestamp, kinds: GrepCriteria.Kinds)]] = [:]
  private var sessionHits: [UInt64: GrepCriteria.Kinds] = [:]
  private var stays: [UInt64: [Stay]] = [:]
  private var sessions: Set<UInt64> = []
  private var entries = 0
  private(set) var lost: UInt64 = 0

  static let limit = 4_000_000
  /// Lines of a stay are logged this far outside of it, microseconds: the disorder of a log.
  private static let disorder: Int64 = 2_000_000
  /// Lines of a mail store that name the Message-ID: this far behind the last line of the message.
  private static let storeDistance: Int64 = 60_000_000

  init(_ required: GrepCriteria.Kinds) { self.required = required }

  var hasMessages: Bool { !stays.isEmpty }

  mutating func add(_ hit: GrepHit, session: UInt64?) {
    guard !hit.kinds.isEmpty else { return }
    for key in [hit.key, hit.messageID] where key != 0 {
      guard hasRoom() else { return }
      if let last = hits[key]?.last, last.time == hit.time, last.kinds == hit.kinds { continue }
      hits[key, default: []].append((hit.time, hit.kinds))
      entries += 1
    }
    if let session {
      let kinds = (sessionHits[session] ?? []).union(hit.kinds)
      if kinds == required { select(session: session) }
      if sessionHits[session] == nil {
        guard hasRoom() else { return }
        entries += 1
      }
      sessionHits[session] = kinds
    }
  }

  mutating func select(session: UInt64) {
    guard !sessions.contains(session), hasRoom() else { return }
    sessions.insert(session)
    entries += 1
  }

  private mutating func hasRoom() -> Bool {
    if entries < GrepSelection.limit { return true }
    lost += 1
    return false
  }

  /// Chooses the message if the lines of its hops match together.
  mutating func consider(_ message: borrowing MessageView) {
    if hits.isEmpty { return }
    var found: GrepCriteria.Kinds = []
    let count = max(1, message.hopCount)
    for index in 0..<count {
      let hop = message.hopCount == 0 ? message.first : message.hop(index)
      found.formUnion(kinds(GrepSelection.key(hop, message), GrepSelection.stay(hop)))
    }
    let around = Stay(
      from: message.start.advanced(byMicroseconds: -GrepSelection.storeDistance),
      to: message.end.advanced(byMicroseconds: GrepSelection.storeDistance))
    var messageID: UInt64 = 0
    if !message.messageID.isNone, !message.text(message.messageID).isEmpty {
      let text = message.text(message.messageID)
      messageID = text.hash(ByteRange(0, text.count))
      found.formUnion(kinds(messageID, around))
    }
    guard found == required else { return }
    for index in 0..<count {
      let hop = message.hopCount == 0 ? message.first : message.hop(index)
      keep(GrepSelection.key(hop, message), GrepSelection.stay(hop))
    }
    if messageID != 0 { keep(messageID, around) }
  }

  private mutating func keep(_ key: UInt64, _ stay: Stay) {
    guard hasRoom() else { return }
    stays[key, default: []].append(stay)
    entries += 1
  }

  private func kinds(_ key: UInt64, _ stay: Stay) -> GrepCriteria.Kinds {
    var found: GrepCriteria.Kinds = []
    for hit in hits[key] ?? [] where stay.holds(hit.time) { found.formUnion(hit.kinds) }
    return found
  }

  private static func key(_ hop: HopRecord, _ message: borrowing MessageView) -> UInt64 {
    let host = message.host(of: hop)
    let seed: UInt64
    if host.name.isNone {
      let none = message.allText
      seed = GrepKey.host(none, .none, stream: host.context)
    } else {
      let name = message.text(host.name)
      seed = GrepKey.host(name, ByteRange(0, name.count), stream: host.context)
    }
    let id = message.text(hop.id)
    return id.hash(ByteRange(0, id.count), seed: seed)
  }

  private static func stay(_ hop: HopRecord) -> Stay {
    Stay(
      from: hop.start.advanced(byMicroseconds: -disorder), to: hop.end.advanced(byMicroseconds: disorder))
  }

  /// Whether a line under `key` at `time` belongs to a chosen message.
  func holds(_ key: UInt64, at time: Timestamp) -> Bool {
    guard key != 0, let found = stays[key] else { return false }
    return found.contains { $0.holds(time) }
  }

  func holds(session: UInt64) -> Bool { sessions.contains(session) }

  /// What the first pass needed only.
  mutating func forgetHits() {
    hits = [:]
    sessionHits = [:]
  }
}
