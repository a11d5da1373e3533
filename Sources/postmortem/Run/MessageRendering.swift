import Bytes
import Correlation
import Records
import Streams

/// Writes settled messages as records, on as many threads as the run has jobs.
///
/// The threads take turns of `share` groups each, and their texts are written one after the other: the output is that
/// of one thread. Memory: the texts of one round, some hundred KiB a thread.
struct MessageRendering {
  /// One thread's writer and what it needs to put a message together.
  private final class Part: @unchecked Sendable {
    // SAFETY: in a round a part is used by one thread; between rounds by the thread that owns the rendering.
    var writer: RecordWriter
    var scratch = MessageScratch()

    init(_ writer: consuming RecordWriter) { self.writer = writer }
  }

  private static let share = 512

  private let run: CaseRun
  private let record: MessageRecord
  private let parts: [Part]
  /// Whether any record was written.
  private(set) var hasWritten = false

  /// - Parameter make: gives a writer for each thread.
  init(_ run: CaseRun, _ record: MessageRecord, make: () throws -> RecordWriter) throws {
    self.run = run
    self.record = record
    var parts: [Part] = []
    for _ in 0..<max(1, run.jobs) { parts.append(Part(try make())) }
    self.parts = parts
  }

  /// Writes the header of CSV and table.
  func writeHeader() throws {
    parts[0].writer.header()
    _ = try run.write(&parts[0].writer.output)
  }

  /// Writes the messages of the first `count` settled groups; false where nobody reads them any more.
  mutating func write(_ fold: borrowing MessageFold, _ count: Int) throws -> Bool {
    var next = 0
    // The first record of a run carries the versions: it is looked for alone.
    while !hasWritten, next < count {
      render(fold, next..<(next + 1), &parts[0].writer, &parts[0].scratch, isFirstOfRun: true)
      hasWritten = parts[0].writer.output.count > 0
      next += 1
    }
    guard try flush() else { return false }
    while next < count {
      let first = next
      let end = min(count, first + MessageRendering.share * parts.count)
      let share = (end - first + parts.count - 1) / parts.count
      PartedWork.perform(parts.count) { number in
        let begin = min(end, first + number * share)
        let part = parts[number]
        render(fold, begin..<min(end, begin + share), &part.writer, &part.scratch, isFirstOfRun: false)
      }
      next = end
      guard try flush() else { return false }
    }
    return true
  }

  private func render(
    _ fold: borrowing MessageFold, _ range: Range<Int>, _ writer: inout RecordWriter,
    _ scratch: inout MessageScratch, isFirstOfRun: Bool
  ) {
    fold.messages(range, &scratch) { message in
      guard run.span.covers(message.start) else { return }
      record.write(message, isFirstOfRun: isFirstOfRun, to: &writer)
    }
  }

  private func flush() throws -> Bool {
    for part in parts where part.writer.output.count > 0 {
      guard try run.write(&part.writer.output) else { return false }
    }
    return true
  }
}
