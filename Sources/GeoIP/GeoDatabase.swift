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

  /// Adds to `answer` what this database says of `address` and `answer` does not say yet.
  public func complete(_ answer: inout GeoAnswer, for address: IPAddress) {
    #if GeoIP
      // SAFETY: the entry and the texts belong to the open database; texts are copied at once.
      var entry = unsafe MMDB_entry_s()
      guard unsafe postmortem_mmdb_find(base, address.description, &entry) != 0 else { return }
      if answer.country == nil, let code = unsafe GeoDatabase.text(&entry, "country", "iso_code"),
        code.utf8.count == 2
      {
        answer.country = code
      }
      if answer.systemNumber == 0 {
        answer.systemNumber = unsafe postmortem_mmdb_number(&entry, "autonomous_system_number")
      }
      if answer.systemName == nil {
        answer.systemName = unsafe GeoDatabase.text(&entry, "autonomous_system_organization", nil)
      }
    #endif
  }

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
