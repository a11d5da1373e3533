import Correlation
import Records

/// Writes settled messages as records.
struct MessageRendering {
  private let run: CaseRun
  private let record: MessageRecord
  private var records: PartedRecords<MessageScratch>

  /// - Parameter writer: gives a writer for each part of `PartedRecords`.
  init(_ run: CaseRun, _ record: MessageRecord, writer: () throws -> RecordWriter) throws {
    self.run = run
    self.record = record
    records = try PartedRecords(run, scratch: { MessageScratch() }, writer: writer)
  }

  /// Whether any record was written.
  var hasWritten: Bool { records.hasWritten }

  /// Writes the header of CSV and table.
  func writeHeader() throws { try records.writeHeader() }

  /// Writes the messages of the first `count` settled groups; false where nobody reads them any more.
  mutating func write(_ fold: borrowing MessageFold, _ count: Int) throws -> Bool {
    try records.write(count) { [run, record] range, part, isFirstOfRun in
      fold.messages(range, &part.scratch) { message in
        guard run.span.covers(message.start) else { return }
        record.write(message, isFirstOfRun: isFirstOfRun, to: &part.writer)
      }
    }
  }
}
