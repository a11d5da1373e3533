public import Bytes
import LogFormats
public import Model
import Records

/// Writes events in every style and traps on a record that is not what its style promises: one line of strict JSON, one
/// row of CSV with a cell a column, one line that a terminal can show. Ranges are looked at before they are used.
public struct RecordCheck: ~Copyable {
  private var json: RecordWriter
  private var csv: RecordWriter
  private var table: RecordWriter
  private let path = PreparedText("logs/mail.log")

  public init() {
    json = RecordCheck.writer(RecordStyle(.jsonl))
    csv = RecordCheck.writer(RecordStyle(.csv))
    table = RecordCheck.writer(RecordStyle(.table))
  }

  private static func writer(_ style: RecordStyle) -> RecordWriter {
    guard let writer = try? RecordWriter(.events, style: style) else {
      fatalError("a style without columns of its own has none that is unknown")
    }
    return writer
  }

  public mutating func check(_ event: borrowing LogEvent, _ line: Span<UInt8>, at location: Location) {
    for field in LogEvent.Field.allCases {
      let range = event[field]
      precondition(range.isNone || range.upper <= line.count, "a range beyond the line")
    }
    var context = EventRecord.Context(dataset: FormatRegistry.dataset(of: event.format))
    context.raw = true
    RecordCheck.write(event, line, at: location, path, context, &json)
    precondition(StrictText.isJSONLine(json.output.span), "a record that is no line of JSON")
    RecordCheck.write(event, line, at: location, path, context, &csv)
    precondition(
      StrictText.cells(ofRow: csv.output.span) == csv.schema.columns.count, "a record that is no row of CSV")
    RecordCheck.write(event, line, at: location, path, context, &table)
    precondition(StrictText.isShownLine(table.output.span), "a record that a terminal acts on")
  }

  /// Traps where two readings of `line` do not give the same record.
  public mutating func compare(
    _ one: borrowing LogEvent, _ other: borrowing LogEvent, _ line: Span<UInt8>, _ message: StaticString
  ) {
    let context = EventRecord.Context(dataset: FormatRegistry.dataset(of: one.format))
    RecordCheck.write(one, line, at: .none, path, context, &json)
    let first = json.output.span.array(0..<json.output.count)
    let otherContext = EventRecord.Context(dataset: FormatRegistry.dataset(of: other.format))
    RecordCheck.write(other, line, at: .none, path, otherContext, &json)
    precondition(first == json.output.span.array(0..<json.output.count), "\(message)")
  }

  private static func write(
    _ event: borrowing LogEvent, _ line: Span<UInt8>, at location: Location, _ path: PreparedText,
    _ context: borrowing EventRecord.Context, _ writer: inout RecordWriter
  ) {
    writer.output.removeAll()
    EventRecord.write(event, line, at: location, path: path, context, to: &writer)
  }
}
