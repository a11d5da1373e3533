/// In which form records are written, with the choices that the form has.
public struct RecordStyle: Sendable, Equatable {
  public enum Format: String, Sendable, CaseIterable {
    case jsonl, csv, table
  }

  public var format: Format
  /// Names of the columns to write; empty for all (of a table: its default ones). CSV and table show them in this
  /// order, JSON Lines keeps the order of the schema, in which members nest. A name may be that of a group:
  /// `source` stands for all of `source.*`.
  public var columns: [String]
  /// CSV without protection against spreadsheet formulas.
  public var rawCSV: Bool
  /// Columns of the terminal that a table is cut to; nil for no cut at the right edge.
  public var width: Int?

  public init(
    _ format: Format, columns: [String] = [], rawCSV: Bool = false, width: Int? = nil
  ) {
    self.format = format
    self.columns = columns
    self.rawCSV = rawCSV
    self.width = width
  }

  /// The places of the columns to write, in the order in which CSV and table show them.
  /// - Throws: the first name that `schema` does not have.
  public func selection(in schema: Schema) throws(UnknownColumn) -> [Int] {
    if columns.isEmpty {
      return schema.columns.indices.filter { format != .table || schema.columns[$0].table != nil }
    }
    var selected: [Int] = []
    for name in columns {
      let found = schema.columns.indices.filter {
        let path = schema.columns[$0].path.description
        return path == name || path.hasPrefix(name + ".")
      }
      if found.isEmpty { throw UnknownColumn(name: name, schema: schema.name.description) }
      for index in found where !selected.contains(index) { selected.append(index) }
    }
    return selected
  }
}

/// A name given with `--columns` that the records do not have.
public struct UnknownColumn: Error, Equatable, CustomStringConvertible {
  public var name: String
  public var schema: String
  public var description: String {
    "no column '\(name)' in the records of \(schema) (postmortem-records(5) lists them)"
  }
}
