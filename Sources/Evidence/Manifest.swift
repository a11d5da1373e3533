public import Model
import Synchronization

/// One line of the manifest: an input as it lies in the evidence, or a source as decoded from one.
public struct ManifestRow: Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// A file (or what came through standard input), stored bytes.
    case input
    /// A source, decoded bytes.
    case source
  }
  public var kind: Kind
  public var path: String
  /// 64 hexadecimal digits, of the stored bytes of an input, the decoded bytes of a source; nil where not all of
  /// them were read.
  public var sha256: String?
  /// Bytes of an input; nil for sources, and for a stream that was not read to its end.
  public var storedBytes: UInt64?
  /// Decoded bytes of a source; of an input, the sum of its sources. Nil where not read to the end.
  public var decodedBytes: UInt64?
  /// Modification time of a file; of a member what its archive says; `unknown` for streams.
  public var modified: Timestamp
}

extension EvidenceSet {
  /// Hashes, sizes and times of all inputs and sources, in the order of discovery, each input before its sources.
  ///
  /// To be asked for when all sources have been read: the hashes were computed as the bytes streamed by. What was
  /// not streamed whole (an archive, a file with garbage behind its end) is read once more here. Empty unless the set
  /// was made with `hashing`.
  public func manifest() -> [ManifestRow] {
    guard hashing else { return [] }
    let (inputs, entries) = state.withLock { ($0.inputs, $0.entries) }
    var rows: [ManifestRow] = []
    // Sources stand in the order of their inputs; an input may have none.
    var next = 0
    for input in inputs {
      let start = next
      while next < entries.count, entries[next].input === input { next += 1 }
      let own = entries[start..<next]
      let stored = row(of: input, own)
      rows.append(stored)
      for entry in own {
        let decoded = entry.decoded
        rows.append(
          ManifestRow(
            kind: .source, path: entry.source.path,
            sha256: entry.isStoredPlain ? (decoded == nil ? nil : stored.sha256) : decoded?.sha256,
            storedBytes: nil,
            decodedBytes: decoded?.bytes,
            modified: entry.isMember ? entry.source.hints.archiveTime : input.status.modified))
      }
    }
    return rows
  }

  private func row(of input: InputFile, _ entries: ArraySlice<SourceEntry>) -> ManifestRow {
    var stored: (sha256: String, bytes: UInt64)?
    if let hash = input.hash {
      stored = hash.result
      if stored == nil, input.isSeekable, let descriptor = try? input.open() {
        stored = hash.complete(descriptor, isSeekable: true)
      }
    }
    var sum: UInt64? = entries.isEmpty ? nil : 0
    for entry in entries {
      sum = sum.flatMap { total in entry.decoded.map { total + $0.bytes } }
    }
    return ManifestRow(
      kind: .input, path: input.path, sha256: stored?.sha256, storedBytes: stored?.bytes, decodedBytes: sum,
      modified: input.status.modified)
  }
}
