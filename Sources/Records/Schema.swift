public import Bytes

/// The fields of one kind of record, in the order in which every format writes them.
///
/// Columns whose names share a prefix stand together, so that JSON nests by the dots in one pass and without
/// looking back (checked when the schema is made: a column out of place is a programmer's error).
public struct Schema: Sendable {
  /// The verb or file that the records are of: `events`.
  public let name: StaticString
  /// What one record stands for.
  public let meaning: StaticString
  public let columns: [Column]
  /// Keys of the columns, ready to be copied into JSON.
  @usableFromInline let keys: JSONKeys
  /// Places of the columns that the writer itself fills.
  @usableFromInline let lossy: Int?
  @usableFromInline let version: Int?
  @usableFromInline let ecsVersion: Int?

  public init<Field: RecordField>(
    _ name: StaticString, _ meaning: StaticString, _ fields: Field.Type
  ) {
    self.name = name
    self.meaning = meaning
    columns = Field.allCases.map(\.column)
    keys = JSONKeys(columns)
    let paths = columns.map(\.path.description)
    lossy = paths.firstIndex(of: "postmortem.lossy")
    version = paths.firstIndex(of: "postmortem.version")
    ecsVersion = paths.firstIndex(of: "ecs.version")
  }

  /// Place of the column called `path`, or nil.
  public func index(of path: String) -> Int? {
    columns.firstIndex { $0.path.description == path }
  }
}

/// The text before each value of a JSON object with nested members, for all that may still be open.
///
/// Before `source.ip` it is `,"source":{"ip":"` in the object itself, `,"ip":"` where `source` is open, `},"source":{"ip":"`
/// behind another group, and begins with `{` before all else. Which of them it is depends on nothing but the innermost group
/// that is open: each group has a row of `steps`, one for each column. A value that JSON writes in quotes has the first in
/// its key. Behind the rows of the record stand those of the objects in its arrays.
@usableFromInline
struct JSONKeys: Sendable {
  /// What is written before a value, and what is open then.
  @usableFromInline
  struct Step: Sendable {
    /// Where in `text` it stands.
    @usableFromInline var start: UInt16
    @usableFromInline var size: UInt8
    /// Groups that are open behind it.
    @usableFromInline var depth: UInt8
    /// Where in `steps` the row of the innermost of them begins.
    @usableFromInline var row: UInt16
    /// Whether it ends with the quote of its value.
    @usableFromInline var quotes: Bool

    @inlinable @inline(__always)
    var place: ByteRange { ByteRange(Int(start), Int(start) &+ Int(size)) }
  }

  /// Names nest at most so deep: what closes a record with its line end is written as one word.
  @usableFromInline static let levels = 7
  /// Bytes that may be read from the begin of each key.
  @usableFromInline static let block = 32

  @usableFromInline let text: [UInt8]
  @usableFromInline let steps: [Step]
  /// Of each column the row for the objects in its array, of which nothing is written; of others 0, the record's own.
  @usableFromInline let inner: [Int]
  /// Where in `text` stands what is written before the second text of an array, `,"`.
  @usableFromInline let comma: ByteRange

  init(_ columns: [Column]) {
    var text: [UInt8] = []
    var steps: [Step] = []
    var inner: [Int] = []
    JSONKeys.add(columns, &text, &steps)
    for column in columns {
      guard case .objects(let schema) = column.kind else {
        inner.append(0)
        continue
      }
      inner.append(steps.count)
      JSONKeys.add(schema.columns, &text, &steps)
    }
    comma = ByteRange(text.count, text.count + 2)
    text += ",\"".utf8
    self.text = text + Array(repeating: 0, count: JSONKeys.block)
    self.steps = steps
    self.inner = inner
  }

  /// The keys of one object: the row where nothing is written yet, then one for each group.
  private static func add(_ columns: [Column], _ text: inout [UInt8], _ steps: inout [Step]) {
    let names = columns.map {
      $0.path.description.split(separator: ".", omittingEmptySubsequences: false)
    }
    var groups: [ArraySlice<Substring>] = []
    let placeOfGroup = names.indices.map { index in
      let group = names[index].dropLast()
      precondition(group.count < JSONKeys.levels, "Schema: \(columns[index].path) nests too deeply")
      if let place = groups.firstIndex(of: group) {
        let before = names[index - 1]
        precondition(
          before.count > group.count && before[..<group.count] == group,
          "Schema: \(columns[index].path) stands apart from the others of its group")
        return place
      }
      groups.append(group)
      return groups.count - 1
    }
    let first = steps.count
    precondition(
      first + (groups.count + 1) * columns.count <= UInt16.max, "Schema: too many columns and groups")
    var written: [[UInt8]: Int] = [:]
    for open in [nil] + groups.map(Optional.some) {
      for (index, name) in names.enumerated() {
        let key = JSONKeys.key(name, isQuoted: columns[index].kind.isQuoted, behind: open)
        let start = written[key] ?? text.count
        if start == text.count {
          text += key
          written[key] = start
        }
        precondition(start <= UInt16.max && key.count <= UInt8.max, "Schema: names are too long")
        steps.append(
          Step(
            start: UInt16(start), size: UInt8(key.count), depth: UInt8(name.count - 1),
            row: UInt16(first + (placeOfGroup[index] + 1) * columns.count),
            quotes: columns[index].kind.isQuoted))
      }
    }
  }

  /// What stands before the value of `name` where the group `open` is; nil where nothing is written.
  private static func key(
    _ name: [Substring], isQuoted: Bool, behind open: ArraySlice<Substring>?
  ) -> [UInt8] {
    var key: [UInt8] = []
    var common = 0
    if let open {
      while common < open.count, common < name.count - 1, open[common] == name[common] { common += 1 }
      key += Array(repeating: UInt8(ascii: "}"), count: open.count - common)
      key.append(UInt8(ascii: ","))
    } else {
      key.append(UInt8(ascii: "{"))
    }
    for (level, part) in name.enumerated().dropFirst(common) {
      key.append(UInt8(ascii: "\""))
      key += part.utf8
      key += "\":".utf8
      if level < name.count - 1 { key.append(UInt8(ascii: "{")) }
    }
    if isQuoted { key.append(UInt8(ascii: "\"")) }
    return key
  }
}
