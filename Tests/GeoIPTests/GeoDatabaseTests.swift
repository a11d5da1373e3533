import Foundation
import GeoIP
import Model
import Support
import Testing

/// A database of the format's version 2, written out: IPv6 tree (IPv4 below ::/96), records of 24 bits.
private struct DatabaseWriter {
  indirect enum Value {
    case text(String)
    case number16(UInt16)
    case number32(UInt32)
    case number64(UInt64)
    case map([(String, Value)])
    case array([Value])
  }

  private var nodes: [[Int]] = [[-1, -1]]
  private var data: [UInt8] = []
  private var leaves: [(node: Int, bit: Int, offset: Int)] = []

  private static func control(_ type: Int, _ size: Int) -> [UInt8] {
    let small = size < 29 ? size : 29
    let head = type <= 7 ? [UInt8(type << 5 | small)] : [UInt8(small), UInt8(type - 7)]
    return small < 29 ? head : head + [UInt8(size - 29)]
  }

  private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  private static func encoded(_ value: Value) -> [UInt8] {
    switch value {
    case .text(let text): control(2, text.utf8.count) + Array(text.utf8)
    case .number16(let number): control(5, 2) + bytes(number)
    case .number32(let number): control(6, 4) + bytes(number)
    case .number64(let number): control(9, 8) + bytes(number)
    case .map(let members):
      control(7, members.count) + members.flatMap { encoded(.text($0.0)) + encoded($0.1) }
    case .array(let values): control(11, values.count) + values.flatMap(encoded)
    }
  }

  /// `value` for the network of the first `prefix` bits of `address`.
  mutating func add(_ address: [UInt8], _ prefix: Int, _ value: Value) {
    let offset = data.count
    data += DatabaseWriter.encoded(value)
    var node = 0
    for place in 0..<prefix {
      let bit = Int(address[place / 8] >> UInt8(7 - place % 8)) & 1
      if place == prefix - 1 {
        leaves.append((node, bit, offset))
      } else {
        if nodes[node][bit] < 0 {
          nodes.append([-1, -1])
          nodes[node][bit] = nodes.count - 1
        }
        node = nodes[node][bit]
      }
    }
  }

  func written() -> [UInt8] {
    var records = nodes.map { $0.map { $0 < 0 ? nodes.count : $0 } }
    for leaf in leaves { records[leaf.node][leaf.bit] = nodes.count + 16 + leaf.offset }
    let metadata = Value.map([
      ("node_count", .number32(UInt32(nodes.count))), ("record_size", .number16(24)),
      ("ip_version", .number16(6)), ("database_type", .text("Test")), ("languages", .array([.text("en")])),
      ("binary_format_major_version", .number16(2)), ("binary_format_minor_version", .number16(0)),
      ("build_epoch", .number64(1_700_000_000)), ("description", .map([("en", .text("test"))])),
    ])
    let tree = records.flatMap { $0.flatMap { DatabaseWriter.bytes(UInt32($0)).dropFirst() } }
    return tree + Array(repeating: 0, count: 16) + data + [0xAB, 0xCD, 0xEF] + Array("MaxMind.com".utf8)
      + DatabaseWriter.encoded(metadata)
  }
}

@Suite final class GeoDatabaseTests {
  /// Of one test; goes with it.
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "geo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func file(_ bytes: [UInt8]) throws -> String {
    let file = folder.appending(path: "\(UUID().uuidString).mmdb")
    try Data(bytes).write(to: file)
    return file.path
  }

  private static func ipv4(_ quad: [UInt8]) -> [UInt8] { Array(repeating: 0, count: 12) + quad }

  private static var countries: [UInt8] {
    var writer = DatabaseWriter()
    writer.add(
      ipv4([198, 18, 0, 0]), 96 + 15, .map([("country", .map([("iso_code", .text("ZZ"))]))]))
    writer.add(
      [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 12), 32,
      .map([("country", .map([("iso_code", .text("QQ"))]))]))
    return writer.written()
  }

  private static var systems: [UInt8] {
    var writer = DatabaseWriter()
    writer.add(
      ipv4([198, 18, 7, 0]), 96 + 24,
      .map([
        ("autonomous_system_number", .number32(64_500)),
        ("autonomous_system_organization", .text("Example \"Carrier\"\u{1B}[31m")),
      ]))
    return writer.written()
  }

  private static let log = (0..<30).map {
    "2024-01-01T00:00:\($0 < 10 ? "0" : "")\($0).000000+00:00 gate postfix/smtpd[10]: warning: x.example[198.18.7.7]: SASL LOGIN authentication failed: authentication failure, sasl_username=anna\n"
  }.joined()

  private func run(_ options: String) throws -> Program.Outcome {
    let path = try file(Array(Self.log.utf8))
    return try Program.shell("$POSTMORTEM logins --format jsonl --quiet \(options) \(path)")
  }

  #if GeoIP
    @Test func `a finding names country and network of its client, in the databases' words`() throws {
      let (countries, systems) = (try file(Self.countries), try file(Self.systems))
      let outcome = try run("--geoip \(countries) --geoip \(systems)")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let record = try #require(
        JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
      let source = try #require(record["source"] as? [String: Any])
      #expect((source["geo"] as? [String: Any])?["country_iso_code"] as? String == "ZZ")
      let system = source["as"] as? [String: Any]
      #expect(system?["number"] as? Int == 64_500)
      #expect(
        (system?["organization"] as? [String: Any])?["name"] as? String == "Example \"Carrier\"\u{1B}[31m")
      // No control character goes through as it is.
      #expect(!outcome.output.utf8.contains(0x1B))
    }

    @Test func `addresses of both families are found, and others are not`() throws {
      let database = try GeoDatabase(path: file(Self.countries))
      func country(_ address: IPAddress) -> String? {
        var answer = GeoAnswer()
        database.complete(&answer, for: address)
        return answer.country
      }
      #expect(country(IPAddress(ipv4: 0xC613_FFFF)) == "ZZ")
      #expect(country(IPAddress(ipv4: 0xC614_0000)) == nil)
      #expect(country(IPAddress(high: 0x2001_0DB8_0000_0001, low: 1)) == "QQ")
      #expect(country(IPAddress(high: 0x2001_0DB9_0000_0001, low: 1)) == nil)
    }

    @Test func `a network is named where all of it has one answer`() throws {
      let countries = try GeoDatabase(path: file(Self.countries))
      let systems = try GeoDatabase(path: file(Self.systems))
      func answer(_ database: GeoDatabase, _ network: IPAddress, _ prefix: Int) -> GeoAnswer {
        var answer = GeoAnswer()
        database.complete(&answer, for: network, prefix: prefix)
        return answer
      }
      let network = IPAddress(ipv4: 0xC612_0700)
      #expect(answer(countries, network, 24).country == "ZZ")
      #expect(answer(countries, IPAddress(ipv4: 0xC612_0000), 15).country == "ZZ")
      #expect(answer(countries, IPAddress(ipv4: 0xC610_0000), 14) == GeoAnswer())
      #expect(answer(systems, network, 24).systemNumber == 64_500)
      #expect(answer(systems, IPAddress(ipv4: 0xC612_0600), 23) == GeoAnswer())
      #expect(answer(countries, IPAddress(high: 0x2001_0DB8_0001_0000, low: 0), 48).country == "QQ")
      #expect(answer(countries, IPAddress(high: 0x2001_0DB8_0000_0000, low: 0), 31) == GeoAnswer())
      #expect(answer(countries, IPAddress(ipv4: 0), 0) == GeoAnswer())
    }

    @Test func `a database that is none, or is cut or damaged, ends in a message or in no answer`() throws {
      let whole = Self.systems
      for bytes in [[], Array("no database".utf8), Array(whole.prefix(whole.count - 60))] {
        let outcome = try run("--geoip \(file(bytes))")
        #expect(outcome.status != 0 && outcome.errors.contains("--geoip"), "\(outcome.errors)")
      }
      #expect(try run("--geoip /nonexistent.mmdb").errors.contains("--geoip /nonexistent.mmdb"))
      var generator = SeededNumbers(state: 11)
      for _ in 0..<300 {
        var bytes = whole
        for _ in 0..<3 {
          bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(
            in: 0...255, using: &generator)
        }
        guard let database = try? GeoDatabase(path: file(bytes)) else { continue }
        var answer = GeoAnswer()
        database.complete(&answer, for: IPAddress(ipv4: 0xC612_0707))
        #expect(answer.systemName?.utf8.count ?? 0 < whole.count)
      }
    }
  #else
    @Test func `a build without GeoIP says so, and how to make one with it`() throws {
      let path = try file(Self.countries)
      #expect(throws: GeoDatabaseError.notBuiltIn) { try GeoDatabase(path: path) }
      let outcome = try run("--geoip \(file(Self.systems))")
      #expect(outcome.status != 0 && outcome.output.isEmpty)
      #expect(outcome.errors.contains("--traits GeoIP"))
    }
  #endif
}
