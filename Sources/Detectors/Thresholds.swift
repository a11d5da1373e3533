/// Numbers from which on something is looked at. What is normal for a host still decides whether it is a finding.
public struct Thresholds: Sendable, Equatable {
  /// A number that can be set, by the rule it belongs to.
  public enum Name: String, Sendable, CaseIterable {
    /// Connections of one address in a minute.
    case burstSource = "burst.source"
    /// Connections of one network in a minute that came to nothing.
    case burstNetwork = "burst.network"
    /// The same of all clients of a host.
    case burstDistributed = "burst.distributed"
    /// Different recipients that do not exist, tried by one client.
    case burstHarvest = "burst.harvest"
    /// Failed logins from one source.
    case loginBruteforce = "login.bruteforce"
    /// Recipients of one identity in an hour.
    case loginTakeover = "login.takeover"
    /// Messages to one mailbox in an hour.
    case messageBomb = "message.bomb"
  }

  private var values: [Name: UInt64] = [:]

  public init() {}

  public subscript(name: Name) -> UInt64 {
    get { values[name] ?? Self.standard(name) }
    set { values[name] = newValue }
  }

  public static func standard(_ name: Name) -> UInt64 {
    switch name {
    case .burstSource: BurstDetector.addressFloor[1]
    case .burstNetwork: BurstDetector.networkFloor[1]
    case .burstDistributed: BurstDetector.hostFloor[1]
    case .burstHarvest: 15
    case .loginBruteforce: 10
    case .loginTakeover: 50
    case .messageBomb: 200
    }
  }

  /// The floors of the four windows, for which `standard` holds the usual ones: those of the minute are as set, the others in
  /// proportion.
  func floors(_ name: Name, _ standard: InlineArray<4, UInt64>) -> InlineArray<4, UInt64> {
    var floors = standard
    for width in 0..<4 {
      floors[width] = max(
        1, standard[width] * self[name] / Self.standard(name))
    }
    return floors
  }
}
