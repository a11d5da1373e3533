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

/// The text before each value of a JSON object with nested members, for every depth that may still be open.
///
/// For `source.ip` it holds `,"source":{"ip":`, to be copied where `source` is not open, and `,"ip":`, where it is.
/// Which of a column's groups are open is told by comparing the group numbers of the column and of the one before it,
/// one byte a level. Behind the columns of the record stand those of the objects in its arrays.
@usableFromInline
struct JSONKeys: Sendable {
  @usableFromInline
  struct Key: Sendable {
    /// Group numbers, outermost in the highest byte; 0 below the last.
    @usableFromInline var groups: UInt64
    @usableFromInline var depth: Int
  }

  /// Names nest at most so deep.
  @usableFromInline static let levels = 8

  @usableFromInline let text: [UInt8]
  @usableFromInline let keys: [Key]
  /// Where in `text` stands what is written when so many groups are open already: `levels` for each key.
  @usableFromInline let places: [ByteRange]
  /// Of each column where the keys of the objects in its array begin; of others 0, the record's own.
  @usableFromInline let inner: [Int]

  init(_ columns: [Column]) {
    var text: [UInt8] = []
    var keys: [Key] = []
    var places: [ByteRange] = []
    var inner: [Int] = []
    JSONKeys.add(columns.map(\.path), &text, &keys, &places)
    for column in columns {
      guard case .objects(let schema) = column.kind else {
        inner.append(0)
        continue
      }
      inner.append(keys.count)
      JSONKeys.add(schema.columns.map(\.path), &text, &keys, &places)
    }
    // Short keys are copied as 32 bytes.
    self.text = text + Array(repeating: 0, count: 32)
    self.keys = keys
    self.places = places
    self.inner = inner
  }

  /// The keys of one object.
  private static func add(
    _ paths: [StaticString], _ text: inout [UInt8], _ keys: inout [Key], _ places: inout [ByteRange]
  ) {
    var known: [String] = []
    var previous: [Substring] = []
    for path in paths {
      let parts = path.description.split(separator: ".", omittingEmptySubsequences: false)
      precondition(parts.count <= JSONKeys.levels, "Schema: \(path) nests too deeply")
      var key = Key(groups: 0, depth: parts.count - 1)
      for level in 0..<JSONKeys.levels {
        let start = text.count
        if level < parts.count {
          text += Array(",".utf8) + Array(parts[level...].map { "\"\($0)\":" }.joined(separator: "{").utf8)
        }
        places.append(ByteRange(start, text.count))
        guard level < parts.count - 1 else { continue }
        let name = parts[...level].joined(separator: ".")
        let number: Int
        if let index = known.firstIndex(of: name) {
          precondition(
            previous.count > level && previous[...level] == parts[...level],
            "Schema: \(path) stands apart from the others of \(name)")
          number = index
        } else {
          number = known.count
          known.append(name)
        }
        precondition(number < 255, "Schema: too many groups")
        key.groups |= UInt64(number + 1) << UInt64(56 - level * 8)
      }
      keys.append(key)
      previous = parts
    }
  }
}
