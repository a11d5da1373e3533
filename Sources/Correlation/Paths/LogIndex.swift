public import Bytes
public import MIME
public import Model

/// The hops that logs show, found by queue id, and which name in Received fields is which logging host.
///
/// A log says `mx1` where the header says `mx1.alpha.test`, and two hosts may both log as `mail`. So a name is taken
/// for a host only where a message proves it: the log has the header's id under the header's Message-ID
/// (`learn`), or a delivery of ours to that name was queued by that host under the id in the reply (`learnRelay`).
/// Memory: `Limits.joinedMessages` hops; when they are full, `isComplete` is false and no log is called silent.
public struct LogIndex: Sendable {
  /// Which host: the place of its name in `hosts`.
  struct Entry: Sendable {
    var idHash: UInt64
    var messageIDHash: UInt64
    var time: Timestamp
    var fromIP: IPAddress?
    var location: Location
    var host: Int32
    var next: Int32
  }

  private var entries: [Entry] = []
  private var firstByID: BoundedTable<Int32>
  private var hostNumbers: [UInt64: Int32] = [:]
  /// Quarter hours in which each host logged a message.
  private var quarters: [Set<Int64>] = []
  /// Hosts that a name in `by` was proved to be.
  private var proven: [UInt64: [Int32]] = [:]
  private let capacity: Int
  /// Whether every hop of the logs is in the index.
  public private(set) var isComplete = true
  /// Times that ids of a software carry: decoding them is the business of the log formats.
  private let decodeIDTime: @Sendable (ByteRange, ReceivedField.Software, Span<UInt8>) -> Timestamp?

  public init(
    limits: Limits,
    idTime: @escaping @Sendable (ByteRange, ReceivedField.Software, Span<UInt8>) -> Timestamp?
  ) {
    capacity = limits.joinedMessages
    firstByID = BoundedTable(capacity: capacity)
    decodeIDTime = idTime
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// Hash of a name, letters compared without case.
  public static func nameHash(_ text: Span<UInt8>, _ name: ByteRange) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for place in name.range {
      hash = (hash ^ UInt64(text[place].lowercased)) &* 0x0000_0100_0000_01B3
    }
    return hash
  }

  /// Adds every hop of a message, and what its deliveries prove about names.
  public mutating func add(_ message: borrowing MessageView) {
    let text = message.allText
    for index in 0..<message.hopCount {
      let hop = message.hop(index)
      guard !hop.id.isNone else { continue }
      let host = number(of: message.host(of: hop), text)
      quarters[Int(host)].insert(LogIndex.quarter(hop.start))
      quarters[Int(host)].insert(LogIndex.quarter(hop.end))
      add(hop, host, text)
      if let previous = message.previous(index) { learnRelay(message, previous, hop, host) }
    }
  }

  private mutating func number(of host: HostRecord, _ text: Span<UInt8>) -> Int32 {
    var key = UInt64(host.context) &* 0x9E37_79B9_7F4A_7C15
    if !host.name.isNone { key ^= LogIndex.nameHash(text, host.name.range) }
    if let known = hostNumbers[key] { return known }
    let number = Int32(quarters.count)
    hostNumbers[key] = number
    quarters.append([])
    return number
  }

  private mutating func add(_ hop: HopRecord, _ host: Int32, _ text: Span<UInt8>) {
    guard entries.count < capacity else {
      isComplete = false
      return
    }
    let idHash = text.hash(hop.id.range)
    let messageID = hop.messageID.isNone ? 0 : text.hash(hop.messageID.range)
    let address = hop.clientIP.isNone ? nil : IPAddress(text, hop.clientIP.range)
    let entry = Entry(
      idHash: idHash, messageIDHash: messageID, time: hop.start, fromIP: address, location: hop.location,
      host: host, next: firstByID[idHash] ?? -1)
    firstByID.insert(Int32(entries.count), for: idHash)
    entries.append(entry)
  }

  /// A delivery of hop `previous` that `hop` took over names the host that it went to.
  private mutating func learnRelay(
    _ message: borrowing MessageView, _ previous: Int, _ hop: HopRecord, _ host: Int32
  ) {
    let text = message.allText
    message.forEachDelivery { index, delivery in
      guard index == previous, !delivery.isFinal, !delivery.relayDomain.isNone,
        !delivery.queuedAs.isNone,
        text.equals(delivery.queuedAs.range, text, hop.id.range)
      else { return }
      prove(LogIndex.nameHash(text, delivery.relayDomain.range), host)
    }
  }

  /// Takes a stored message's Received fields as proof of names: (`by`, `id`) pairs, hashed, of one Message-ID.
  public mutating func learn(_ pairs: ArraySlice<(by: UInt64, id: UInt64)>, messageID: UInt64) {
    guard messageID != 0 else { return }
    for (by, id) in pairs {
      var next = firstByID[id] ?? -1
      while next >= 0 {
        let entry = entries[Int(next)]
        if entry.messageIDHash == messageID { prove(by, entry.host) }
        next = entry.next
      }
    }
  }

  private mutating func prove(_ name: UInt64, _ host: Int32) {
    if proven[name]?.contains(host) != true { proven[name, default: []].append(host) }
  }

  private static func quarter(_ time: Timestamp) -> Int64 {
    time.isUnknown ? .min : time.seconds / 900
  }
}

extension LogIndex: PathLogs {
  public func hop(
    host: ByteRange, id: ByteRange, near time: Timestamp, in text: Span<UInt8>
  ) -> LoggedHop? {
    guard !host.isNone, !id.isNone, let hosts = proven[LogIndex.nameHash(text, host)] else { return nil }
    var best: Entry?
    var next = firstByID[text.hash(id)] ?? -1
    while next >= 0 {
      let entry = entries[Int(next)]
      next = entry.next
      guard hosts.contains(entry.host) else { continue }
      if let other = best, distance(other, time) <= distance(entry, time) { continue }
      best = entry
    }
    guard let found = best else { return nil }
    return LoggedHop(
      time: found.time, fromIP: found.fromIP, messageIDHash: found.messageIDHash,
      location: found.location)
  }

  private func distance(_ entry: Entry, _ time: Timestamp) -> UInt64 {
    if entry.time.isUnknown || time.isUnknown { return .max }
    return (entry.time.microseconds &- time.microseconds).magnitude
  }

  /// Whether the host's log shows messages in the quarter hour of `time`, or in both beside it.
  public func covers(host: ByteRange, at time: Timestamp, in text: Span<UInt8>) -> Bool {
    guard isComplete, !host.isNone, !time.isUnknown, let hosts = proven[LogIndex.nameHash(text, host)] else {
      return false
    }
    let quarter = LogIndex.quarter(time)
    for host in hosts {
      let seen = quarters[Int(host)]
      if seen.contains(quarter) || (seen.contains(quarter - 1) && seen.contains(quarter + 1)) { return true }
    }
    return false
  }

  public func idTime(
    _ id: ByteRange, of software: ReceivedField.Software, in text: Span<UInt8>
  ) -> Timestamp? {
    decodeIDTime(id, software, text)
  }
}
