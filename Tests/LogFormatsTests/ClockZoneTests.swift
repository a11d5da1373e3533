import Foundation
import LogFormats
import Model
import Testing

/// Zones from the system's zoneinfo files and from hostile imitations.
struct ClockZoneTests {
  static let hasZones = FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Berlin")

  static func load(_ name: String) -> [UInt8]? {
    (try? Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/" + name))).map { [UInt8]($0) }
  }

  private func utc(_ zone: ZoneInfo, _ text: String, later: Bool = false) -> String {
    let parts = text.split { !$0.isNumber }.map { Int($0)! }
    let local = CivilTime(
      year: Int32(parts[0]), month: UInt8(parts[1]), day: UInt8(parts[2]), hour: UInt8(parts[3]),
      minute: UInt8(parts[4]))
    let found = CivilTime(utc: zone.utc(fromLocal: local, later: later))
    func two(_ value: UInt8) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(found.year)-\(two(found.month))-\(two(found.day)) \(two(found.hour)):\(two(found.minute))"
  }

  @Test(.enabled(if: hasZones, "needs /usr/share/zoneinfo"))
  func `local time becomes UTC, in gaps and overlaps too`() throws {
    let berlin = try #require(ZoneInfo.named("Europe/Berlin", load: Self.load))
    #expect(utc(berlin, "2024-12-31 19:09") == "2024-12-31 18:09")
    #expect(utc(berlin, "2024-07-01 12:00") == "2024-07-01 10:00")
    // 02:30 does not exist: as if the clock had not moved.
    #expect(utc(berlin, "2024-03-31 02:30") == "2024-03-31 01:30")
    #expect(utc(berlin, "2024-03-31 01:59") == "2024-03-31 00:59")
    #expect(utc(berlin, "2024-03-31 03:00") == "2024-03-31 01:00")
    // 02:30 exists twice.
    #expect(utc(berlin, "2024-10-27 02:30") == "2024-10-27 00:30")
    #expect(utc(berlin, "2024-10-27 02:30", later: true) == "2024-10-27 01:30")
    #expect(utc(berlin, "2024-10-27 03:00", later: true) == "2024-10-27 02:00")
    // Beyond the file's list: the rule in its last line.
    #expect(utc(berlin, "2051-07-01 12:00") == "2051-07-01 10:00")
    #expect(utc(berlin, "2051-12-31 23:30") == "2051-12-31 22:30")
    let york = try #require(ZoneInfo.named("America/New_York", load: Self.load))
    #expect(utc(york, "2024-12-31 18:59") == "2024-12-31 23:59")
    #expect(utc(york, "2024-11-03 01:30") == "2024-11-03 05:30")
    #expect(utc(york, "2024-11-03 01:30", later: true) == "2024-11-03 06:30")
    let kathmandu = try #require(ZoneInfo.named("Asia/Kathmandu", load: Self.load))
    #expect(utc(kathmandu, "2024-01-01 00:00") == "2023-12-31 18:15")
  }

  @Test(
    .enabled(if: hasZones, "needs /usr/share/zoneinfo"),
    arguments: [
      "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tehran",
      "America/Nuuk",
      "Europe/Dublin", "Pacific/Apia", "America/Sao_Paulo", "Antarctica/Troll", "Etc/UTC",
    ])
  func `offsets agree with the system's own reading of the zone`(name: String) throws {
    let zone = try #require(ZoneInfo.named(name, load: Self.load))
    let system = try #require(TimeZone(identifier: name))
    var seconds = Int64(820_454_400)
    while seconds < 2_713_910_400 {
      let expected = system.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
      let found = zone.offset(at: Timestamp(seconds: seconds))
      #expect(Int(found) == expected, "\(name) at \(seconds)")
      if Int(found) != expected { return }
      seconds += 3 * 86_400 + 3_701
    }
  }

  @Test func `fixed offsets and UTC need no file`() {
    func minutes(_ name: String) -> Int32? {
      ZoneInfo.named(name, load: { _ in nil }).map { $0.offset(at: Timestamp(seconds: 0)) / 60 }
    }
    #expect(minutes("UTC") == 0)
    #expect(minutes("+02:00") == 120)
    #expect(minutes("-0330") == -210)
    #expect(minutes("+9") == 540)
    #expect(minutes("+24:00") == nil)
    #expect(minutes("+2:5") == nil)
    #expect(minutes("+02:60") == nil)
    #expect(minutes("Europe/Berlin") == nil)
  }

  @Test(arguments: [
    "../../etc/passwd", "/etc/localtime", "Europe/../Berlin", "", "Europe//Berlin", "Europe/", ".", "a\u{0}b",
    "~root",
    String(repeating: "A", count: 65),
  ])
  func `a name that could leave the zone folder is never opened`(name: String) {
    var isAsked = false
    let zone = ZoneInfo.named(name) { _ in
      isAsked = true
      return nil
    }
    #expect(zone == nil)
    #expect(!isAsked)
  }

  @Test(.enabled(if: hasZones, "needs /usr/share/zoneinfo"))
  func `a zone file cut anywhere is refused, a damaged one never traps`() throws {
    let bytes = try #require(Self.load("Europe/Berlin"))
    for end in 0..<bytes.count {
      #expect(ZoneInfo(tzif: Array(bytes[..<end]), name: "") == nil)
    }
    var state: UInt64 = 3
    for _ in 0..<3_000 {
      var damaged = bytes
      for _ in 0..<4 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        damaged[Int(state >> 33) % damaged.count] = UInt8(truncatingIfNeeded: state >> 20)
      }
      if let zone = ZoneInfo(tzif: damaged, name: "") {
        _ = zone.utc(fromLocal: 1_730_000_000)
        _ = zone.utc(fromLocal: .max)
        _ = zone.utc(fromLocal: .min)
        _ = zone.stretch(at: 4_000_000_000)
      }
    }
    // Counts of four thousand million in a small file.
    var absurd = Array(bytes.prefix(44))
    for index in 20..<44 { absurd[index] = 255 }
    #expect(ZoneInfo(tzif: absurd, name: "") == nil)
  }
}
