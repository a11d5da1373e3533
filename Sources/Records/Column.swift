/// One field of a record: its dotted name, what kind of value it has, what it means.
///
/// The same value makes the key in JSON, the header in CSV and table, and the entry in
/// `postmortem-records(5)`; the three cannot differ.
public struct Column: Sendable {
  public enum Kind: Sendable {
    case text
    case number
    /// Seconds with up to six decimals; written by `RecordWriter.micros`.
    case seconds
    case boolean
    /// `+01:00`
    case offset
    /// RFC 3339 in UTC.
    case time
    /// An array of texts.
    case texts
    /// An array of objects, whose members another schema lists.
    case objects(Schema)
  }

  /// Where a column stands in the default table, and how wide.
  public struct TableCell: Sendable {
    /// Columns of the terminal.
    public var width: Int
    /// Whether a longer value is cut (with `…`) or pushes the rest of its row to the right: free text is cut,
    /// an address or an id that one may want to copy is not.
    public var isCut: Bool
  }

  /// Dotted name, after the Elastic Common Schema where that has the field: `source.ip`.
  public let path: StaticString
  public let kind: Kind
  /// What it says, with its unit and, where they are few, its values. One or more sentences.
  public let meaning: StaticString
  /// Nil for columns that a table shows only when `--columns` names them.
  public let table: TableCell?

  public init(
    _ path: StaticString, _ kind: Kind, table: TableCell? = nil, _ meaning: StaticString
  ) {
    self.path = path
    self.kind = kind
    self.meaning = meaning
    self.table = table
  }
}

extension Column.Kind {
  /// Whether JSON has the value in quotes.
  var isQuoted: Bool {
    switch self {
    case .text, .time, .offset: true
    case .number, .seconds, .boolean, .texts, .objects: false
    }
  }
}

extension Column.TableCell {
  static func cut(_ width: Int) -> Column.TableCell { .init(width: width, isCut: true) }
  static func whole(_ width: Int) -> Column.TableCell { .init(width: width, isCut: false) }
}

extension Column {
  /// The name of the kind, as the manual writes it.
  public var kindName: String {
    switch kind {
    case .text: "text"
    case .number: "number"
    case .seconds: "seconds"
    case .boolean: "true or false"
    case .offset: "UTC offset"
    case .time: "time"
    case .texts: "array of texts"
    case .objects: "array of objects"
    }
  }
}

/// The columns of one kind of record as an enum, so that a writer's call names its column and the compiler
/// knows it: the raw value is the place in the schema, `column` the description.
public protocol RecordField: RawRepresentable<UInt8>, CaseIterable, Sendable {
  var column: Column { get }
}
