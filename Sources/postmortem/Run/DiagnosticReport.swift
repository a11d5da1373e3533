import Bytes
import Model
import Records

/// Bad data and limits that a run met, as records of `Schema.oddities`.
enum DiagnosticReport {
  static func write(_ oddities: [Oddity], to output: inout ByteBuffer) throws {
    var writer = try RecordWriter(.oddities, style: RecordStyle(.jsonl))
    for oddity in oddities {
      writer.begin(isFirstOfRun: false)
      writer.text(OddityField.kind, "pipeline_error")
      writer.text(OddityField.dataset, "diagnostic")
      if !oddity.path.isEmpty { writer.text(OddityField.path, oddity.path) }
      if let offset = oddity.offset { writer.number(OddityField.offset, offset) }
      writer.text(OddityField.code, oddity.kind.code)
      writer.text(OddityField.message, oddity.detail)
      writer.boolean(OddityField.isLoss, oddity.isLoss)
      writer.end()
    }
    output.append(writer.output.span)
  }
}
