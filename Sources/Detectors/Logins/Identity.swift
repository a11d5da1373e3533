import Bytes
import Model

/// One identity's successful logins and what it sent, by hour.
///
/// The last hours are kept apart; of those before only a few figures each, and the hours that stand out. Messages are settled
/// long after their logins were counted: what came before an hour is told at the end, by the hours' numbers.
struct Identity: Sendable {
  static let hourMicroseconds: Int64 = 3_600_000_000
  static let recentLimit = 8
  static let notableLimit = 32
  static let networkLimit = 128
  static let addressLimit = 32
  /// Networks, and recipients, in an hour below which nothing is looked at again.
  static let notableNetworks = 4
  static let notableRecipients: UInt64 = 30

  struct Hour: Sendable {
    var number: Int64
    var first: Timestamp
    var last: Timestamp
    var logins: UInt64 = 0
    var messages: UInt64 = 0
    var recipients: UInt64 = 0
    var failed: UInt64 = 0
    /// Networks (/16, /32) of its clients, hashed; then their addresses.
    var networks: [UInt64] = []
    var addresses: [IPAddress] = []
    var hosts: [Int32] = []
    var evidence: [Location] = []
    func isNotable(_ recipientFloor: UInt64) -> Bool {
      networks.count >= notableNetworks || recipients >= recipientFloor
    }
  }

  private let recipientFloor: UInt64

  init(notableRecipients: UInt64) { recipientFloor = notableRecipients }

  var recent: [Hour] = []
  var notable: [Hour] = []
  /// Few bytes of each hour, in their order; those that there is no room for are in `before`.
  private var figures: [Figures] = []
  private static let figureLimit = 512
  private var before = Earlier()

  private struct Figures: Sendable {
    /// Hours since 1970.
    var number: Int32
    /// Networks in the upper eight bits, recipients below.
    private var counts: UInt32 = 0
    private static let most: UInt32 = (1 << 24) - 1

    init(number: Int32) { self.number = number }

    var networks: Int { Int(counts >> 24) }
    var recipients: UInt64 { UInt64(counts & Self.most) }

    mutating func add(networks: Int, recipients more: UInt64) {
      let networks = UInt32(min(max(networks, self.networks), 255))
      let (sum, isOver) = recipients.addingReportingOverflow(more)
      counts = networks << 24 | UInt32(min(isOver ? .max : sum, UInt64(Self.most)))
    }
  }

  /// The largest figures of the hours before one.
  struct Earlier: Sendable {
    var hours = 0
    var networks = 0
    var recipients: UInt64 = 0
  }
  /// Logins whose credentials crossed the wire in clear.
  var cleartext: UInt64 = 0

  /// A login from a network that the identity had not used.
  private struct NewNetwork: Sendable {
    var time: Timestamp
    var address: IPAddress
    var location: Location
  }
  /// Days without a login after which an identity was asleep.
  static let asleep: Int64 = 30
  private static let homeLimit = 64
  /// Times between sleeps that are kept.
  private static let wakefulLimit = 1_024

  /// Networks (/16, /32) that it used, each with its first login.
  private var firstUses: [IPAddress: NewNetwork] = [:]
  /// Days since 1970 from the first login to the last between two sleeps, in their order.
  private var wakeful: [ClosedRange<Int64>] = []

  mutating func note(_ address: IPAddress, at time: Timestamp, _ location: Location) {
    let day = time.seconds / 86_400
    wake(on: day)
    let network = address.network(prefix: address.isIPv4 ? 16 : 32)
    if let known = firstUses[network] {
      if time < known.time {
        firstUses[network] = NewNetwork(time: time, address: address, location: location)
      }
    } else if firstUses.count < Self.homeLimit {
      firstUses[network] = NewNetwork(time: time, address: address, location: location)
    }
  }

  /// Adds a day with a login.
  private mutating func wake(on day: Int64) {
    if let last = wakeful.last, last.contains(day) { return }
    // What is less than a sleep away, on either side, becomes one with it.
    let near = wakeful.indices.filter {
      wakeful[$0].lowerBound - day < Self.asleep && day - wakeful[$0].upperBound < Self.asleep
    }
    if let first = near.first {
      let joined = near.reduce(day...day) {
        min($0.lowerBound, wakeful[$1].lowerBound)...max($0.upperBound, wakeful[$1].upperBound)
      }
      wakeful.replaceSubrange(first...near[near.count - 1], with: [joined])
    } else if wakeful.count < Self.wakefulLimit {
      wakeful.insert(day...day, at: wakeful.firstIndex { $0.lowerBound > day } ?? wakeful.count)
    }
  }

  /// Whether it had logged in from the network of `address` a day before `time` or earlier, or the network is the first that it is
  /// known to have used, before `time`.
  func isAtHome(_ address: IPAddress, at time: Timestamp) -> Bool {
    guard let use = firstUses[address.network(prefix: address.isIPv4 ? 16 : 32)]?.time, use < time else {
      return false
    }
    return time.microseconds &- use.microseconds >= 86_400_000_000
      || firstUses.count < Self.homeLimit && !firstUses.values.contains { $0.time < use }
  }

  /// Logins from new networks after a long sleep, with its days.
  var returns: [(time: Timestamp, address: IPAddress, location: Location, days: Int64)] {
    guard firstUses.count > 1, wakeful.count < Self.wakefulLimit, firstUses.count < Self.homeLimit else {
      return []
    }
    return firstUses.values.sorted { ($0.time, $0.address) < ($1.time, $1.address) }.compactMap { use in
      let day = use.time.seconds / 86_400
      guard let place = wakeful.firstIndex(where: { $0.lowerBound == day }), place > 0 else { return nil }
      return (use.time, use.address, use.location, day - wakeful[place - 1].upperBound)
    }
  }

  /// Every hour that may be judged.
  var judged: [Hour] {
    var hours: [Hour] = []
    for hour in (notable + recent).sorted(by: { $0.number < $1.number }) {
      if hours.last?.number == hour.number {
        hours[hours.count - 1].absorb(hour)
      } else {
        hours.append(hour)
      }
    }
    return hours.filter { $0.isNotable(recipientFloor) }
  }

  /// What the hours before `hour` were like.
  func earlier(than hour: Hour) -> Earlier {
    var earlier = before
    for figures in figures where Int64(figures.number) < hour.number {
      earlier.hours += 1
      earlier.networks = max(earlier.networks, figures.networks)
      earlier.recipients = max(earlier.recipients, figures.recipients)
    }
    return earlier
  }

  /// Changes the figures of the hour of `time`.
  mutating func change(at time: Timestamp, _ body: (inout Hour) -> Void) {
    let place = hour(at: time)
    let recipients = recent[place].recipients
    body(&recent[place])
    note(recent[place], recent[place].recipients &- recipients)
  }

  /// Adds to the figures of `hour`, which has `more` recipients now.
  private mutating func note(_ hour: Hour, _ more: UInt64) {
    let number = Int32(truncatingIfNeeded: hour.number)
    var place = figures.count
    while place > 0, figures[place - 1].number >= number { place -= 1 }
    if place == figures.count || figures[place].number != number {
      if figures.count >= Self.figureLimit {
        let oldest = figures.removeFirst()
        before.hours += 1
        before.networks = max(before.networks, oldest.networks)
        before.recipients = max(before.recipients, oldest.recipients)
        place = max(0, place - 1)
      }
      figures.insert(Figures(number: number), at: place)
    }
    figures[place].add(networks: hour.networks.count, recipients: more)
  }

  private mutating func hour(at time: Timestamp) -> Int {
    let micros = time.microseconds
    let number = micros / Self.hourMicroseconds &- (micros % Self.hourMicroseconds < 0 ? 1 : 0)
    if let place = recent.lastIndex(where: { $0.number == number }) { return place }
    if recent.count >= Self.recentLimit { retire() }
    recent.append(Hour(number: number, first: time, last: time))
    return recent.count - 1
  }

  private mutating func retire() {
    let oldest = recent.removeFirst()
    guard oldest.isNotable(recipientFloor) else { return }
    if notable.count >= Self.notableLimit {
      // What stands out most stays.
      let least = notable.indices.min { rank(notable[$0]) < rank(notable[$1]) }!
      guard rank(notable[least]) < rank(oldest) else { return }
      notable.remove(at: least)
    }
    notable.append(oldest)
  }

  /// How far an hour stands out, by its networks or by its recipients.
  private func rank(_ hour: Hour) -> Double {
    max(
      Double(hour.networks.count) / Double(Self.notableNetworks),
      Double(hour.recipients) / Double(max(1, recipientFloor)))
  }
}

extension Identity.Hour {
  /// Adds what else is known of the same hour.
  fileprivate mutating func absorb(_ other: Self) {
    first = min(first, other.first)
    last = max(last, other.last)
    logins += other.logins
    messages += other.messages
    recipients += other.recipients
    failed += other.failed
    for hash in other.networks where networks.count < Identity.networkLimit && !networks.contains(hash) {
      networks.append(hash)
    }
    for address in other.addresses
    where addresses.count < Identity.networkLimit && !addresses.contains(address) {
      addresses.append(address)
    }
    for host in other.hosts where hosts.count < 8 && !hosts.contains(host) { hosts.append(host) }
    for location in other.evidence where evidence.count < Finding.evidenceLimit { evidence.append(location) }
  }

  mutating func add(_ address: IPAddress, host: Int32, at time: Timestamp, _ location: Location) {
    first = min(first, time)
    last = max(last, time)
    let network = address.network(prefix: address.isIPv4 ? 16 : 32)
    let hash = Hashing.mix(network.high ^ 1, network.low ^ 0xA076_1D64_78BD_642F)
    let isNew = networks.count < Identity.networkLimit && !networks.contains(hash)
    if isNew {
      networks.append(hash)
      if evidence.count < Finding.evidenceLimit { evidence.append(location) }
    }
    // Of each network one at least.
    if isNew || addresses.count < Identity.addressLimit, !addresses.contains(address) {
      addresses.append(address)
    }
    if hosts.count < 8, !hosts.contains(host) { hosts.append(host) }
  }
}
