public import Bytes
public import Model

/// Writes records of one schema as JSON Lines, CSV or table rows into a buffer.
///
/// A record is `begin()`, then a call for each column that is known, in the order of the schema, then `end()`.
/// What is not known is not written: it is left out of JSON and empty in CSV. Nothing is allocated for a record
/// once the buffers have grown. A writer belongs to one thread; several with the same schema and style render
/// segments side by side, and their `output`s in order are what one would have written. The header of CSV and table
/// is no record: whoever owns the output writes `header()` first.
///
/// Arrays: `beginTexts(column)`, `element`..., `endArray()`. Objects in an array: `beginObjects(column)`, for each
/// `beginObject()`, calls with the fields of the inner schema, `endObject()`, then `endArray()`. In CSV and table
/// an array is its JSON text.
///
/// Calls out of order are programmer's errors, checked in debug builds.
public struct RecordWriter: ~Copyable, Sendable {
  /// Whole records. The owner may empty it, or exchange it for another, between `end` and `begin`.
  public var output: ByteBuffer
  public let schema: Schema
  public let style: RecordStyle

  /// Values of the open record, for the formats that show them in another order or change them as a whole.
  @usableFromInline var cells: ByteBuffer
  @usableFromInline var ranges: [ByteRange]
  /// Columns to write, by place in the schema; empty for all.
  @usableFromInline var wanted: [Bool]
  @usableFromInline let selection: [Int]
  @usableFromInline let isJSON: Bool
  @usableFromInline let isTable: Bool
  /// JSON with all of its columns: nothing is left out, and all goes straight into `output`.
  @usableFromInline let isDirect: Bool
  /// Of each column whether its array is one of texts: kept apart, since a look into the schema copies a column.
  @usableFromInline let holdsTexts: [Bool]

  /// The object that is being written: the record, or an object of its open array, with the record in `outer`.
  @usableFromInline var object = JSONObject()
  @usableFromInline var outer = JSONObject()
  /// The column whose array is open; -1 outside of arrays.
  @usableFromInline var array = -1
  /// The member of an object whose array is open.
  @usableFromInline var memberArray = false
  @usableFromInline var isInObject = false
  /// The open array is that of a column which is not shown.
  @usableFromInline var skipsArray = false
  /// The open array is a cell of a table: its texts stand there without quotes.
  @usableFromInline var isPlain = false
  @usableFromInline var isFirst = true
  @usableFromInline var isExact = true
  @usableFromInline var isFirstOfRun = false
  @usableFromInline var decoded: ByteBuffer
  /// The last two times written.
  @usableFromInline var lastStamp = StampText()
  @usableFromInline var otherStamp = StampText()
  @usableFromInline var hexPlace = -1
  @usableFromInline var hexColumn = -1

  /// - Throws: `UnknownColumn` for a name in `style.columns` that the schema does not have.
  public init(_ schema: Schema, style: RecordStyle) throws(UnknownColumn) {
    self.schema = schema
    holdsTexts = schema.columns.map { if case .texts = $0.kind { true } else { false } }
    self.style = style
    selection = try style.selection(in: schema)
    // A local value: with `&&` of two stored ones Swift 6.3.1's optimiser frees here what is not made yet.
    let isDirect = style.format == .jsonl && style.columns.isEmpty
    self.isDirect = isDirect
    wanted = []
    if !isDirect {
      wanted = Array(repeating: false, count: schema.columns.count)
      for index in selection { wanted[index] = true }
    }
    isJSON = style.format == .jsonl
    isTable = style.format == .table
    output = ByteBuffer(capacity: 1 << 16)
    cells = ByteBuffer(capacity: isJSON ? 64 : 4096)
    decoded = ByteBuffer(capacity: 256)
    ranges = isJSON ? [] : Array(repeating: .none, count: schema.columns.count)
  }

  // MARK: Records

  /// Starts a record. The first of a run carries the versions.
  @inlinable @inline(__always)
  public mutating func begin(isFirstOfRun: Bool = false) {
    assert(object.last < 0 && array < 0, "RecordWriter: begin inside a record")
    isExact = true
    hexPlace = -1
    hexColumn = -1
    self.isFirstOfRun = isFirstOfRun
    if !isJSON { clearCells() }
  }

  @usableFromInline
  mutating func clearCells() {
    cells.removeAll()
    for index in ranges.indices { ranges[index] = .none }
  }

  /// Ends the record: `output` holds it with its line end.
  ///
  /// `postmortem.lossy` and the versions, the last columns of a schema, are written here and by no one else.
  @inlinable @inline(__always)
  public mutating func end() {
    assert(array < 0 && !isInObject, "RecordWriter: end inside an array")
    if !isExact || isFirstOfRun { closing() }
    if isJSON {
      object.close(into: &output)
      object = JSONObject()
      output.append(UInt8(ascii: "\n"))
    } else {
      endRow()
    }
  }

  @usableFromInline @inline(never)
  mutating func closing() {
    if !isExact, let index = schema.lossy { boolean(at: index, true) }
    guard isFirstOfRun else { return }
    if let index = schema.version { text(at: index, Release.version) }
    if let index = schema.ecsVersion { text(at: index, Release.ecsVersion) }
  }

  /// Where in `output` the sixteen digits of the last `hex` of the record that ended stand; nil where the column
  /// is not shown. For numbers that are known only later: `ByteBuffer.overwrite(hex:at:)`.
  public var hexPosition: Int? { hexPlace >= 0 ? hexPlace : nil }

  // MARK: Values

  /// Whether the column is to be written, so that a caller can save costly work.
  @inlinable @inline(__always)
  public func wants<Field: RecordField>(_ field: Field) -> Bool {
    wanted.isEmpty || wanted[Int(field.rawValue)]
  }

  /// Starts a value: true where it is to be written, and then its key is; in JSON with the quote of a value that has one.
  @inlinable @inline(__always)
  mutating func open(_ index: Int, isQuoted: Bool = false) -> Bool {
    if !isDirect { return openSelected(index, isQuoted) }
    object.key(index, isQuoted: isQuoted, of: schema.keys, into: &output)
    return true
  }

  @usableFromInline @inline(never)
  mutating func openSelected(_ index: Int, _ isQuoted: Bool) -> Bool {
    if isInObject ? skipsArray : !wanted.isEmpty && !wanted[index] { return false }
    if isJSON {
      object.key(index, isQuoted: isQuoted, of: schema.keys, into: &output)
    } else if isInObject {
      object.key(index, isQuoted: isQuoted, of: schema.keys, into: &cells)
    } else {
      ranges[index] = ByteRange(cells.count, cells.count)
    }
    return true
  }

  /// Ends a value of the record itself; inside an object there is nothing to do.
  @inlinable @inline(__always)
  mutating func close(_ index: Int) {
    if !isJSON, !isInObject { ranges[index] = ByteRange(ranges[index].lower, cells.count) }
  }

  /// The same of a value that JSON has in quotes.
  @inlinable @inline(__always)
  mutating func closeQuoted(_ index: Int) {
    if isJSON {
      output.append(UInt8(ascii: "\""))
    } else if isInObject {
      cells.append(UInt8(ascii: "\""))
    } else {
      ranges[index] = ByteRange(ranges[index].lower, cells.count)
    }
  }

  // The bodies of what every record has are not inlined: a record calls them dozens of times, and what is written again at
  // each call is more than a processor's cache of instructions holds.

  /// A text as it stands.
  @inlinable @inline(__always)
  public mutating func text<Field: RecordField>(
    _ field: Field, _ text: Span<UInt8>, _ range: ByteRange
  ) {
    self.text(at: Int(field.rawValue), text, range)
  }

  @usableFromInline @inline(never)
  mutating func text(at index: Int, _ text: Span<UInt8>, _ range: ByteRange) {
    guard isDirect else {
      selectedText(at: index, text, range)
      return
    }
    let position = object.key(index, of: schema.keys, text, range, into: &output)
    if position != range.upper, !output.append(restOfJSON: text, from: position, to: range.upper) {
      isExact = false
    }
  }

  @usableFromInline @inline(never)
  mutating func selectedText(at index: Int, _ text: Span<UInt8>, _ range: ByteRange) {
    guard open(index, isQuoted: true) else { return }
    string(text, range)
    close(index)
  }

  /// A text that is written in the evidence as `encoding` says.
  @inlinable
  public mutating func text<Field: RecordField>(
    _ field: Field, _ text: Span<UInt8>, _ range: ByteRange, decoding encoding: LogEvent.Encoding
  ) {
    let index = Int(field.rawValue)
    guard open(index, isQuoted: true) else { return }
    string(text, range, decoding: encoding)
    close(index)
  }

  /// A text with its ASCII letters in lower case.
  public mutating func lowercased<Field: RecordField>(
    _ field: Field, _ text: Span<UInt8>, _ range: ByteRange
  ) {
    let index = Int(field.rawValue)
    guard open(index, isQuoted: true) else { return }
    decoded.removeAll()
    for position in range.range { decoded.append(text[position].lowercased) }
    stringDecoded()
    close(index)
  }

  /// A word of this program: printable ASCII without quotes and backslashes.
  @inlinable @inline(__always)
  public mutating func text<Field: RecordField>(_ field: Field, _ literal: StaticString) {
    text(at: Int(field.rawValue), literal)
  }

  @usableFromInline @inline(never)
  mutating func text(at index: Int, _ literal: StaticString) {
    guard open(index, isQuoted: true) else { return }
    if isJSON {
      output.append(literal, closedBy: UInt8(ascii: "\""))
      return
    }
    cells.append(literal)
    closeQuoted(index)
  }

  /// A text whose JSON form was made before.
  @inlinable @inline(__always)
  public mutating func text<Field: RecordField>(_ field: Field, _ prepared: borrowing PreparedText) {
    text(at: Int(field.rawValue), prepared)
  }

  @usableFromInline @inline(never)
  mutating func text(at index: Int, _ prepared: borrowing PreparedText) {
    guard open(index, isQuoted: true) else { return }
    let json = ByteRange(0, prepared.jsonSize)
    if isJSON {
      output.append(prepared.json.span, json)
    } else if isInObject {
      cells.append(prepared.json.span, json)
    } else {
      cells.append(prepared.raw.span)
    }
    if !prepared.isExact { isExact = false }
    close(index)
  }

  /// A text from off the path of a line. (A literal is a word of this program.)
  @_disfavoredOverload
  public mutating func text<Field: RecordField>(_ field: Field, _ string: String) {
    var string = string
    string.makeContiguousUTF8()
    let bytes = string.utf8.span
    text(field, bytes, ByteRange(0, bytes.count))
  }

  /// An address in its canonical form.
  @inlinable
  public mutating func address<Field: RecordField>(_ field: Field, _ address: IPAddress) {
    let index = Int(field.rawValue)
    guard open(index, isQuoted: true) else { return }
    if isJSON { output.append(address) } else { cells.append(address) }
    closeQuoted(index)
  }

  @inlinable @inline(__always)
  public mutating func number<Field: RecordField>(_ field: Field, _ number: Int64) {
    self.number(at: Int(field.rawValue), isNegative: number < 0, number.magnitude)
  }

  @inlinable @inline(__always)
  public mutating func number<Field: RecordField>(_ field: Field, _ number: UInt64) {
    self.number(at: Int(field.rawValue), isNegative: false, number)
  }

  @usableFromInline @inline(never)
  mutating func number(at index: Int, isNegative: Bool, _ magnitude: UInt64) {
    guard open(index) else { return }
    if isJSON {
      if isNegative { output.append(UInt8(ascii: "-")) }
      output.append(decimal: magnitude)
    } else {
      if isNegative { cells.append(UInt8(ascii: "-")) }
      cells.append(decimal: magnitude)
    }
    close(index)
  }

  /// Microseconds, written as decimal seconds without trailing zeros: `1500000` is `1.5`.
  @inlinable
  public mutating func micros<Field: RecordField>(_ field: Field, _ microseconds: Int64) {
    let index = Int(field.rawValue)
    guard open(index) else { return }
    if isJSON { output.append(seconds: microseconds) } else { cells.append(seconds: microseconds) }
    close(index)
  }

  @inlinable @inline(__always)
  public mutating func boolean<Field: RecordField>(_ field: Field, _ value: Bool) {
    boolean(at: Int(field.rawValue), value)
  }

  @usableFromInline @inline(never)
  mutating func boolean(at index: Int, _ value: Bool) {
    guard open(index) else { return }
    // `true` and `false`, the first letter in the lowest byte.
    let word: UInt64 = value ? 0x65_75_72_74 : 0x65_73_6C_61_66
    if isJSON { output.append(word: word, value ? 4 : 5) } else { cells.append(word: word, value ? 4 : 5) }
    close(index)
  }

  /// True or false only where the evidence says so; nothing where it does not.
  @inlinable @inline(__always)
  public mutating func certainty<Field: RecordField>(_ field: Field, _ value: LogEvent.Certainty) {
    if value != .unknown { boolean(field, value == .yes) }
  }

  /// `tls.version_protocol` of a version: 2 and 3 are SSL's, the others TLS's.
  @inlinable
  public mutating func protocolOfVersion<Field: RecordField>(
    _ field: Field, _ line: Span<UInt8>, _ version: ByteRange
  ) {
    let isSSL = line.equals("2", in: version) || line.equals("3", in: version)
    text(field, isSSL ? "ssl" : "tls")
  }

  /// A time; nothing where it is unknown.
  @inlinable @inline(__always)
  public mutating func time<Field: RecordField>(_ field: Field, _ time: Timestamp) {
    if !time.isUnknown { self.time(at: Int(field.rawValue), time) }
  }

  @usableFromInline @inline(never)
  mutating func time(at index: Int, _ time: Timestamp) {
    guard open(index, isQuoted: true) else { return }
    if isJSON {
      stamp(time)
      return
    }
    cells.append(rfc3339: isTable ? Timestamp(seconds: time.seconds) : time)
    closeQuoted(index)
  }

  /// A time in JSON, with the quote behind it. A record's times are close to each other, and often that of its begin or that of
  /// its end: their texts are kept for the next.
  @inlinable @inline(__always)
  mutating func stamp(_ time: Timestamp) {
    if time == lastStamp.time {
      output.append(small: lastStamp.text)
    } else {
      stampOther(time)
    }
  }

  @usableFromInline @inline(never)
  mutating func stampOther(_ time: Timestamp) {
    swap(&lastStamp, &otherStamp)
    if time != lastStamp.time { lastStamp.set(time) }
    output.append(small: lastStamp.text)
  }

  /// `+01:00` of minutes east of UTC; nothing for `Int16.min`.
  @inlinable @inline(__always)
  public mutating func offset<Field: RecordField>(_ field: Field, minutes: Int16) {
    if minutes == .min { return }
    let index = Int(field.rawValue)
    guard open(index, isQuoted: true) else { return }
    if isJSON { output.append(offset: minutes) } else { cells.append(offset: minutes) }
    closeQuoted(index)
  }

  /// Sixteen hexadecimal digits, whose place `hexPosition` tells after `end`.
  @inlinable @inline(__always)
  public mutating func hex<Field: RecordField>(_ field: Field, _ number: UInt64) {
    let index = Int(field.rawValue)
    guard open(index, isQuoted: true) else { return }
    if isJSON {
      hexPlace = output.count
      output.append(hex: number)
    } else {
      hexColumn = index
      cells.append(hex: number)
    }
    closeQuoted(index)
  }

  // MARK: Arrays

  @inlinable
  public mutating func beginTexts<Field: RecordField>(_ field: Field) {
    beginArray(Int(field.rawValue))
  }

  @inlinable
  public mutating func beginObjects<Field: RecordField>(_ field: Field) {
    assert(!isInObject, "RecordWriter: objects inside an object are an inner schema's dotted names")
    beginArray(Int(field.rawValue))
  }

  @usableFromInline
  mutating func beginArray(_ index: Int) {
    isFirst = true
    if isInObject {
      memberArray = true
      if !skipsArray { _ = open(index) }
    } else {
      array = index
      skipsArray = !open(index)
    }
    isPlain = false
    if isTable, !isInObject, holdsTexts[index] { isPlain = true }
    if !skipsArray, !isPlain { punctuate(UInt8(ascii: "[")) }
  }

  /// Ends the array that was begun last.
  public mutating func endArray() {
    if !skipsArray, !isPlain { punctuate(UInt8(ascii: "]")) }
    if memberArray {
      memberArray = false
      isFirst = false
    } else {
      if !skipsArray { close(array) }
      array = -1
      skipsArray = false
    }
  }

  @usableFromInline
  mutating func punctuate(_ byte: UInt8) {
    if isJSON { output.append(byte) } else { cells.append(byte) }
  }

  @usableFromInline
  mutating func separate() {
    if !isFirst {
      punctuate(UInt8(ascii: ","))
      if isPlain { cells.append(UInt8(ascii: " ")) }
    }
    isFirst = false
  }

  /// A text of the open array.
  @inline(never)
  public mutating func element(_ text: Span<UInt8>, _ range: ByteRange) {
    if skipsArray { return }
    guard isJSON else {
      separate()
      json(text, range)
      return
    }
    let position = schema.keys.element(text, range, isFirst: isFirst, into: &output)
    isFirst = false
    if position != range.upper, !output.append(restOfJSON: text, from: position, to: range.upper) {
      isExact = false
    }
  }

  /// A text of the open array, written in the evidence as `encoding` says.
  @inlinable
  public mutating func element(
    _ text: Span<UInt8>, _ range: ByteRange, decoding encoding: LogEvent.Encoding
  ) {
    if skipsArray { return }
    separate()
    decoded.removeAll()
    decoded.append(text, range, decoding: encoding)
    jsonDecoded()
  }

  /// A word of this program.
  public mutating func element(_ literal: StaticString) {
    if skipsArray { return }
    separate()
    if !isPlain { punctuate(UInt8(ascii: "\"")) }
    if isJSON { output.append(literal) } else { cells.append(literal) }
    if !isPlain { punctuate(UInt8(ascii: "\"")) }
  }

  /// A text from off the path of a line. (A literal is a word of this program.)
  @_disfavoredOverload
  public mutating func element(_ string: String) {
    var string = string
    string.makeContiguousUTF8()
    let bytes = string.utf8.span
    element(bytes, ByteRange(0, bytes.count))
  }

  /// Starts an object of the open array. Between here and `endObject` fields are those of the inner schema.
  public mutating func beginObject() {
    assert(array >= 0 && !isInObject, "RecordWriter: beginObject outside of an array of objects")
    if skipsArray {
      isInObject = true
      return
    }
    separate()
    outer = object
    object = JSONObject(row: schema.keys.inner[array])
    isInObject = true
  }

  public mutating func endObject() {
    assert(isInObject, "RecordWriter: endObject without beginObject")
    isInObject = false
    isFirst = false
    if skipsArray { return }
    if isJSON { object.close(into: &output) } else { object.close(into: &cells) }
    object = outer
  }

  // MARK: Strings

  @inlinable @inline(__always)
  mutating func string(_ text: Span<UInt8>, _ range: ByteRange) {
    let exact =
      isJSON
      ? output.append(closingJSON: text, range)
      : isInObject ? cells.append(closingJSON: text, range) : cells.append(utf8: text, range)
    if !exact { isExact = false }
  }

  /// A text of an array, in a cell.
  private mutating func json(_ text: Span<UInt8>, _ range: ByteRange) {
    let exact = isPlain ? cells.append(utf8: text, range) : cells.append(json: text, range)
    if !exact { isExact = false }
  }

  @usableFromInline @inline(never)
  mutating func string(_ text: Span<UInt8>, _ range: ByteRange, decoding encoding: LogEvent.Encoding) {
    decoded.removeAll()
    decoded.append(text, range, decoding: encoding)
    stringDecoded()
  }

  @usableFromInline
  mutating func stringDecoded() {
    let exact =
      isJSON
      ? output.append(closingJSON: decoded)
      : isInObject ? cells.append(closingJSON: decoded) : cells.append(utf8: decoded)
    if !exact { isExact = false }
  }

  @usableFromInline
  mutating func jsonDecoded() {
    let exact =
      isJSON
      ? output.append(json: decoded)
      : isPlain ? cells.append(utf8: decoded) : cells.append(json: decoded)
    if !exact { isExact = false }
  }
}

/// A buffer as a source for another: the compiler sees two values, not two spans of one writer.
extension ByteBuffer {
  @inlinable
  mutating func append(json other: borrowing ByteBuffer) -> Bool {
    append(json: other.span, ByteRange(0, other.count))
  }

  @usableFromInline
  mutating func append(closingJSON other: borrowing ByteBuffer) -> Bool {
    append(closingJSON: other.span, ByteRange(0, other.count))
  }

  @usableFromInline
  mutating func append(utf8 other: borrowing ByteBuffer) -> Bool {
    append(utf8: other.span, ByteRange(0, other.count))
  }
}
