import Bytes
import Evidence
import Model
import Records

/// The rows of `--manifest`: one an input file as stored, one a source as decoded from it (it has no `file.size`). A
/// plain file is its own only source and stands there once.
enum ManifestReport {
  static func write(_ rows: [ManifestRow], to output: inout ByteBuffer) throws {
    var writer = try RecordWriter(.manifest, style: RecordStyle(.jsonl))
    var isFirst = true
    var input: ManifestRow?
    for row in rows {
      if row.kind == .input {
        input = row
      } else if let input, row.path == input.path, row.sha256 == input.sha256 {
        continue
      }
      writer.begin(isFirstOfRun: isFirst)
      isFirst = false
      writer.text(ManifestField.kind, "metric")
      writer.text(ManifestField.dataset, "manifest")
      writer.text(ManifestField.path, row.path)
      if let size = row.storedBytes { writer.number(ManifestField.size, size) }
      if !row.modified.isUnknown { writer.time(ManifestField.modified, row.modified) }
      if let hash = row.sha256 { writer.text(ManifestField.sha256, hash) }
      if let size = row.decodedBytes { writer.number(ManifestField.decodedSize, size) }
      writer.end()
    }
    output.append(writer.output.span)
  }
}
