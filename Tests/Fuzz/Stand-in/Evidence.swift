// What Attachments needs of the room Evidence, without its C libraries: compressed content stays as it is, archives of other
// kinds than zip are not opened. Only for fuzzing.

public enum Decompression {
  public struct Result {
    public var bytes: [UInt8]
    public var isWhole: Bool
    public var fault: String?
    public init(bytes: [UInt8], isWhole: Bool, fault: String? = nil) {
      self.bytes = bytes
      self.isWhole = isWhole
      self.fault = fault
    }
  }
  public enum Method { case deflate, zlib, gzip, bzip2, xz, lzma, lzip, zstd, lz4, compress }
  public static func decode(_ bytes: [UInt8], _ method: Method, limit: Int) -> Result {
    // A few bytes less: what is decoded is not what is stored.
    Result(bytes: Array(bytes.dropFirst(2).prefix(limit)), isWhole: bytes.count <= limit)
  }
}

public final class HeldArchive {
  public init(executable: String = "") {}

  public struct Bounds {
    public var memberBytes = 0
    public var members = 0
    public init() {}
  }
  public struct Member {
    public var name = ""
    public var bytes: [UInt8] = []
    public var isWhole = true
  }
  public struct Report {
    public var isArchive = false
    public var failure: String?
    public var encrypted: [String] = []
    public var oddities: [String] = []
    public var hasReachedLimit = false
  }
  public func walk(_ bytes: [UInt8], _ bounds: Bounds = Bounds(), _ visit: (Member) -> Bool) -> Report {
    Report()
  }
}

public struct ContentDigests: Sendable {
  public struct Weak: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
  }
  public struct Values: Sendable, Equatable {
    public var sha256 = ""
    public var md5: String?
    public var sha1: String?
  }
  public static func of(_ bytes: [UInt8], _ weak: Weak = []) -> Values { Values(sha256: "\(bytes.count)") }
}
