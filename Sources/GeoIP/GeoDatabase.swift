public import Model

#if GeoIP
  import CMaxMind
#endif

/// Where an address is said to be, and whose: what databases tell, never what the evidence says.
public struct GeoAnswer: Sendable, Equatable {
  /// ISO 3166-1 code of the country, two letters.
  public var country: String?
  /// Number of the autonomous system; 0 where it is not known.
  public var systemNumber: UInt32 = 0
  /// Who announces the address.
  public var systemName: String?

  public init() {}
}

/// Why a database can't be used.
public enum GeoDatabaseError: Error, Equatable {
  /// This build was made without the trait `GeoIP`.
  case notBuiltIn
  /// The library's words.
  case unreadable(String)
}

/// A MaxMind database (`.mmdb`) of countries, cities or autonomous systems, on disk.
///
/// Read through libmaxminddb, mapped into memory, one look-up about a microsecond. Without the package trait `GeoIP`
/// every `init` throws `notBuiltIn`.
/// - Source: MaxMind DB File Format Specification 2.0; fields of GeoLite2 Country, City and ASN.
@safe public final class GeoDatabase: Sendable {
  #if GeoIP
    // SAFETY: libmaxminddb only reads an open database, from any thread; it is closed when the last reference goes.
    private nonisolated(unsafe) let base: UnsafeMutablePointer<MMDB_s>
  #endif

  public init(path: String) throws(GeoDatabaseError) {
    #if GeoIP
      var status: Int32 = 0
      // SAFETY: the path is a C string during the call; a nil result is no database.
      guard let opened = unsafe postmortem_mmdb_open(path, &status) else {
        // SAFETY: the library returns a constant text.
        throw .unreadable(unsafe String(cString: MMDB_strerror(status)))
      }
      unsafe base = opened
    #else
      throw .notBuiltIn
    #endif
  }

  #if GeoIP
    deinit {
      // SAFETY: nobody else holds the database.
      unsafe postmortem_mmdb_close(base)
    }
  #endif

  /// Parts of a network with an answer of their own that are looked at; of one with more nothing is said.
  public static let partLimit = 1_024

  /// Adds to `answer` what this database says of `address` and `answer` does not say yet.
  public func complete(_ answer: inout GeoAnswer, for address: IPAddress) {
    complete(&answer, for: address, prefix: address.isIPv4 ? 32 : 128)
  }

  /// Adds what this database says of every address whose first `prefix` bits are those of `network`: what it does not say of
  /// one of them, or says otherwise, it says of none.
  public func complete(_ answer: inout GeoAnswer, for network: IPAddress, prefix: Int) {
    #if GeoIP
      var common: GeoAnswer?
      var next: IPAddress? = network
      var parts = 0
      while let address = next {
        parts += 1
        guard parts <= GeoDatabase.partLimit else { return }
        let (part, shared) = look(address)
        var both = common ?? part
        if both.country != part.country { both.country = nil }
        if both.systemNumber != part.systemNumber { both.systemNumber = 0 }
        if both.systemName != part.systemName { both.systemName = nil }
        if both == GeoAnswer() { return }
        common = both
        next = address.following(prefix: max(shared, prefix)).flatMap {
          $0.isIn(network, prefix: prefix) ? $0 : nil
        }
      }
      guard let common else { return }
      if answer.country == nil { answer.country = common.country }
      if answer.systemNumber == 0 { answer.systemNumber = common.systemNumber }
      if answer.systemName == nil { answer.systemName = common.systemName }
    #endif
  }

  #if GeoIP
    /// What is said of `address`, and how many of its bits all share of whom the same is said.
    private func look(_ address: IPAddress) -> (answer: GeoAnswer, prefix: Int) {
      var answer = GeoAnswer()
      var depth: Int32 = 0
      // SAFETY: the entry and the texts belong to the open database; texts are copied at once.
      var entry = unsafe MMDB_entry_s()
      let isFound = unsafe postmortem_mmdb_find(base, address.description, &entry, &depth) != 0
      // In a tree of IPv6 an IPv4 address begins behind 96 bits.
      let shift = unsafe address.isIPv4 && postmortem_mmdb_is_ipv6(base) != 0 ? 96 : 0
      let prefix = min(max(Int(depth) - shift, 0), address.isIPv4 ? 32 : 128)
      guard isFound else { return (answer, prefix) }
      if let code = unsafe GeoDatabase.text(&entry, "country", "iso_code"), code.utf8.count == 2 {
        answer.country = code
      }
      answer.systemNumber = unsafe postmortem_mmdb_number(&entry, "autonomous_system_number")
      answer.systemName = unsafe GeoDatabase.text(&entry, "autonomous_system_organization", nil)
      return (answer, prefix)
    }
  #endif

  #if GeoIP
    private static func text(
      _ entry: UnsafeMutablePointer<MMDB_entry_s>, _ first: String, _ second: String?
    ) -> String? {
      // SAFETY: `data` points into the open database, `data_size` bytes long.
      var data = unsafe MMDB_entry_data_s()
      guard unsafe postmortem_mmdb_text(entry, first, second, &data) != 0,
        let start = unsafe postmortem_mmdb_bytes(&data)
      else { return nil }
      let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(data.data_size))
      return unsafe String(decoding: bytes, as: UTF8.self)
    }
  #endif
}

extension IPAddress {
  /// The first address behind the network of `prefix` bits that this one is in; nil behind the last of all.
  fileprivate func following(prefix: Int) -> IPAddress? {
    let first = network(prefix: prefix)
    if isIPv4 {
      let next = first.low + ((1 as UInt64) << UInt64(32 - min(max(prefix, 0), 32)))
      return next > 0xFFFF_FFFF ? nil : IPAddress(ipv4: UInt32(truncatingIfNeeded: next))
    }
    if prefix <= 0 { return nil }
    if prefix <= 64 {
      let (high, isLast) = first.high.addingReportingOverflow(1 << UInt64(64 - prefix))
      return isLast ? nil : IPAddress(high: high, low: 0)
    }
    let (low, carries) = first.low.addingReportingOverflow(1 << UInt64(128 - min(prefix, 128)))
    if !carries { return IPAddress(high: first.high, low: low) }
    return first.high == .max ? nil : IPAddress(high: first.high + 1, low: 0)
  }
}
