import Bytes
import Model

/// One identity's successful logins and what it sent, by hour.
///
/// The last hours are kept apart; of those before only the largest figures, and the hours that stand out.
struct Identity: Sendable {
  static let hourMicroseconds: Int64 = 3_600_000_000
  static let recentLimit = 8
  static let notableLimit = 32
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
    /// Largest figures of the hours before it.
    var earlierNetworks = 0
    var earlierRecipients: UInt64 = 0
    var earlierHours = 0

    func isNotable(_ recipientFloor: UInt64) -> Bool {
      networks.count >= notableNetworks || recipients >= recipientFloor
    }
  }

  private let recipientFloor: UInt64

  init(notableRecipients: UInt64) { recipientFloor = notableRecipients }

  var recent: [Hour] = []
  var notable: [Hour] = []
  var hours = 0
  var maxNetworks = 0
  var maxRecipients: UInt64 = 0
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
  private static let networkLimit = 64
  private static let dayLimit = 1_024

  /// Networks (/16, /32) that it used, each with its first login.
  private var firstUses: [IPAddress: NewNetwork] = [:]
  /// Days since 1970 with a login.
  private var days: Set<Int64> = []

  mutating func note(_ address: IPAddress, at time: Timestamp, _ location: Location) {
    let day = time.seconds / 86_400
    if days.count < Self.dayLimit { days.insert(day) }
    let network = address.network(prefix: address.isIPv4 ? 16 : 32)
    if let known = firstUses[network] {
      if time < known.time {
        firstUses[network] = NewNetwork(time: time, address: address, location: location)
      }
    } else if firstUses.count < Self.networkLimit {
      firstUses[network] = NewNetwork(time: time, address: address, location: location)
    }
  }

  /// Logins from new networks after a long sleep, with its days.
  var returns: [(time: Timestamp, address: IPAddress, location: Location, days: Int64)] {
    guard firstUses.count > 1, days.count < Self.dayLimit, firstUses.count < Self.networkLimit else {
      return []
    }
    return firstUses.values.sorted { ($0.time, $0.address) < ($1.time, $1.address) }.compactMap { use in
      let day = use.time.seconds / 86_400
      guard let last = days.filter({ $0 < day }).max(), day - last >= Self.asleep else { return nil }
      return (use.time, use.address, use.location, day - last)
    }
  }

  /// Every hour that may be judged.
  var judged: [Hour] { notable + recent.filter { $0.isNotable(recipientFloor) } }

  /// Changes the figures of the hour of `time`.
  mutating func change(at time: Timestamp, _ body: (inout Hour) -> Void) {
    let place = hour(at: time)
    body(&recent[place])
  }

  private mutating func hour(at time: Timestamp) -> Int {
    let micros = time.microseconds
    let number = micros / Self.hourMicroseconds &- (micros % Self.hourMicroseconds < 0 ? 1 : 0)
    if let place = recent.lastIndex(where: { $0.number == number }) { return place }
    if recent.count >= Self.recentLimit { retire() }
    var hour = Hour(number: number, first: time, last: time)
    hour.earlierNetworks = max(maxNetworks, recent.map(\.networks.count).max() ?? 0)
    hour.earlierRecipients = max(maxRecipients, recent.map(\.recipients).max() ?? 0)
    hour.earlierHours = hours + recent.count
    recent.append(hour)
    return recent.count - 1
  }

  private mutating func retire() {
    let oldest = recent.removeFirst()
    hours += 1
    maxNetworks = max(maxNetworks, oldest.networks.count)
    maxRecipients = max(maxRecipients, oldest.recipients)
    if oldest.isNotable(recipientFloor), notable.count < Self.notableLimit { notable.append(oldest) }
  }
}

extension Identity.Hour {
  mutating func add(_ address: IPAddress, host: Int32, at time: Timestamp, _ location: Location) {
    first = min(first, time)
    last = max(last, time)
    let network = address.network(prefix: address.isIPv4 ? 16 : 32)
    let hash = Hashing.mix(network.high ^ 1, network.low ^ 0xA076_1D64_78BD_642F)
    if networks.count < Identity.addressLimit, !networks.contains(hash) {
      networks.append(hash)
      if evidence.count < Finding.evidenceLimit { evidence.append(location) }
    }
    if addresses.count < Identity.addressLimit, !addresses.contains(address) { addresses.append(address) }
    if hosts.count < 8, !hosts.contains(host) { hosts.append(host) }
  }
}
