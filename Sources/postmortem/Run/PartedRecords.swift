import Bytes
import Records
import Streams

/// Writes records on as many threads as the run has jobs.
///
/// A round is a few parts a thread, of up to `share` things each; their texts are written one after the other: the
/// output is that of one thread. Memory: the texts of one round, some hundred KiB a thread.
struct PartedRecords<Scratch: ~Copyable> {
  /// A part's writer, and what is needed to put a thing together.
  final class Part: @unchecked Sendable {
    // SAFETY: in a round a part is used by the one thread that took it; between rounds by the thread that owns the records.
    var writer: RecordWriter
    var scratch: Scratch

    fileprivate init(_ writer: consuming RecordWriter, _ scratch: consuming Scratch) {
      self.writer = writer
      self.scratch = scratch
    }
  }

  private let share = 128
  private let partsPerJob = 4
  private let run: CaseRun
  private let parts: [Part]
  /// Whether any record was written.
  private(set) var hasWritten = false

  /// - Parameters:
  ///   - scratch: gives what each part puts things together in.
  ///   - writer: gives a writer for each part.
  init(_ run: CaseRun, scratch: () -> Scratch, writer: () throws -> RecordWriter) throws {
    self.run = run
    parts = try (0..<(run.jobs > 1 ? run.jobs * partsPerJob : 1)).map { _ in Part(try writer(), scratch()) }
  }

  /// Writes the header of CSV and table.
  func writeHeader() throws {
    parts[0].writer.header()
    _ = try flush()
  }

  /// Writes the records of `0..<count`, which `body` renders with the part that it is given; false where nobody reads them
  /// any more.
  mutating func write(
    _ count: Int, _ body: (_ range: Range<Int>, _ part: Part, _ isFirstOfRun: Bool) -> Void
  ) throws -> Bool {
    var next = 0
    // The first record of a run carries the versions: it is looked for alone.
    while !hasWritten, next < count {
      body(next..<(next + 1), parts[0], true)
      hasWritten = parts[0].writer.output.count > 0
      next += 1
    }
    guard try flush() else { return false }
    while next < count {
      let first = next
      let end = min(count, first + share * parts.count)
      let share = (end - first + parts.count - 1) / parts.count
      PartedWork.perform(parts.count, jobs: run.jobs) { number in
        let begin = min(end, first + number * share)
        body(begin..<min(end, begin + share), parts[number], false)
      }
      next = end
      guard try flush() else { return false }
    }
    return true
  }

  private func flush() throws -> Bool {
    for part in parts where part.writer.output.count > 0 {
      guard try run.write(&part.writer.output) else { return false }
    }
    return true
  }
}
