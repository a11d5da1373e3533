import Model

/// Takes compressions off a stream until what is left is plain, or a container, or a limit is reached.
struct Layers {
  /// The innermost stream, with its head not consumed.
  var stream: StoredInput
  var kind: StreamKind
  /// Compressions taken off.
  var depth: Int
  /// Of the innermost gzip header that states one.
  var gzipTime: Timestamp
  /// Names of the compressions, outermost first.
  var names: [String]

  /// - Parameters:
  ///   - depth: layers that lie around `stored` already.
  ///   - threads: for xz.
  init(_ stored: ByteStream, limits: Limits, depth: Int = 0, threads: Int) {
    var current = stored as? StoredInput ?? StoredInput(stored)
    var depth = depth
    gzipTime = .unknown
    names = []
    while true {
      let head = current.head(StreamKind.headBytes)
      kind = StreamKind(head)
      guard case .compressed(let compression) = kind else { break }
      if depth >= limits.nesting {
        kind = .unsupported(
          "compressions and containers more than \(limits.nesting) deep (limit nesting)")
        break
      }
      depth += 1
      names.append(compression.rawValue)
      if compression == .gzip {
        let time = GzipDecoder.time(head)
        if !time.isUnknown { gzipTime = time }
      }
      let decoder = Layers.decoder(compression, current, limits: limits, threads: threads)
      current = StoredInput(decoder)
    }
    if kind == .plain, let order = UTF16Decoder.byteOrder(current.head(StreamKind.headBytes)) {
      names.append("utf-16")
      current = StoredInput(UTF16Decoder(current, order))
    }
    stream = current
    self.depth = depth
  }

  static func decoder(
    _ compression: StreamKind.Compression, _ input: StoredInput, limits: Limits, threads: Int
  ) -> ByteStream {
    switch compression {
    case .gzip: GzipDecoder(input, limits: limits)
    case .xz: XZDecoder(input, flavour: .xz, limits: limits, threads: threads)
    case .lzma: XZDecoder(input, flavour: .lzma, limits: limits, threads: 1)
    case .lzip: XZDecoder(input, flavour: .lzip, limits: limits, threads: 1)
    case .bzip2: Bzip2Decoder(input, limits: limits)
    case .zstd, .lz4: FrameDecoder(input, limits: limits)
    case .compress: CompressDecoder(input, limits: limits)
    }
  }
}
