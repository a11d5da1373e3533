import Model

/// Takes the compression off content that is held in memory.
public enum Decompression {
  /// What came of it.
  public struct Result: Sendable {
    public var bytes: [UInt8]
    /// Nothing is missing: neither a limit nor damage ended it.
    public var isWhole: Bool
    /// Why it ended early; nil where a limit did, or nothing.
    public var fault: String?

    public init(bytes: [UInt8], isWhole: Bool, fault: String? = nil) {
      self.bytes = bytes
      self.isWhole = isWhole
      self.fault = fault
    }
  }

  public enum Method: Sendable {
    /// RFC 1951 without a header; with one (RFC 1950), whose check sum is not looked at.
    case deflate, zlib
    case gzip, bzip2, xz, lzma, lzip, zstd, lz4, compress
  }

  /// Decodes `bytes`, at most `limit` bytes of what they hold.
  public static func decode(_ bytes: [UInt8], _ method: Method, limit: Int) -> Result {
    var limits = Limits()
    // The caller's limit stands; a ratio says nothing about a few kilobytes.
    limits.ratio = .max
    var bytes = bytes
    if method == .zlib, bytes.count >= 2 { bytes.removeFirst(2) }
    let input = StoredInput(MemoryStream(bytes), capacity: max(4096, min(bytes.count, 256 << 10)))
    let stream: ByteStream =
      switch method {
      case .deflate, .zlib: DeflateDecoder(input, limits: limits)
      case .gzip: GzipDecoder(input, limits: limits)
      case .bzip2: Bzip2Decoder(input, limits: limits)
      case .xz: XZDecoder(input, flavour: .xz, limits: limits, threads: 1)
      case .lzma: XZDecoder(input, flavour: .lzma, limits: limits, threads: 1)
      case .lzip: XZDecoder(input, flavour: .lzip, limits: limits, threads: 1)
      case .zstd, .lz4: FrameDecoder(input, limits: limits)
      case .compress: CompressDecoder(input, limits: limits)
      }
    var output: [UInt8] = []
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(4096, min(256 << 10, bytes.count * 4)), alignment: 16)
    // SAFETY: allocated above, used only here.
    defer { unsafe block.deallocate() }
    while output.count <= limit {
      do throws(StreamFault) {
        let count = try unsafe stream.read(block)
        if count == 0 { return Result(bytes: output, isWhole: true, fault: nil) }
        // SAFETY: the first `count` bytes were just read.
        unsafe output.append(contentsOf: UnsafeRawBufferPointer(rebasing: block[..<count]))
      } catch {
        return Result(bytes: output, isWhole: !error.isLoss, fault: error.detail)
      }
    }
    output.removeSubrange(limit...)
    return Result(bytes: output, isWhole: false, fault: nil)
  }
}

/// DEFLATE without any header or trailer, as zip and PDF hold it; what stands behind its end is not looked at.
final class DeflateDecoder: WindowedDecoder {
  private var inflate = Inflate()
  private var hasBegun = false

  override func decode() {
    if !hasBegun {
      hasBegun = true
      inflate.begin()
    }
    makeRoom(64 << 10, history: 32 << 10)
    inflate.floor = -Int(slid)
    switch unsafe inflate.run(input, output: output, produced: &produced, room: room) {
    case .full: break
    case .end: isFinished = true
    case .truncated: failTruncated("deflate data")
    case .corrupt(let why): failCorrupt("deflate data", why)
    }
  }
}
