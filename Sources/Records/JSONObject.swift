public import Bytes

/// How far one JSON object has been written: which of its nested objects are open.
///
/// `step` tells what closes those that the next column is not in, opens those it is in, and writes its name; `close` closes
/// the rest. No allocation, no look back.
@usableFromInline
struct JSONObject: Sendable {
  /// Where the row for what is open begins among the steps of the keys.
  @usableFromInline var row: Int
  @usableFromInline var depth = 0
  /// Column written last; -1 before the first.
  @usableFromInline var last = -1

  @usableFromInline init(row: Int = 0) { self.row = row }

  /// The step to column `index`, whose value JSON has in quotes or not: its text is to be written, and the value behind it.
  @inlinable @inline(__always)
  mutating func step(_ index: Int, isQuoted: Bool, of keys: borrowing JSONKeys) -> JSONKeys.Step {
    assert(index > last, "RecordWriter: columns go in the order of the schema, each once")
    let step = keys.steps[row &+ index]
    assert(step.quotes == isQuoted, "RecordWriter: a value in a column of another kind")
    row = Int(step.row)
    depth = Int(step.depth)
    last = index
    return step
  }

  @inlinable @inline(__always)
  mutating func key(
    _ index: Int, isQuoted: Bool, of keys: borrowing JSONKeys, into output: inout ByteBuffer
  ) {
    output.append(keys.text.span, step(index, isQuoted: isQuoted, of: keys).place)
  }

  /// As `key`, and behind it the text that is the value, up to the first byte that must be escaped; returns where that is,
  /// or the text's end, behind which stands the quote.
  @inlinable @inline(__always)
  mutating func key(
    _ index: Int, of keys: borrowing JSONKeys, _ text: Span<UInt8>, _ range: ByteRange,
    into output: inout ByteBuffer
  ) -> Int {
    output.append(
      keys.text.span, step(index, isQuoted: true, of: keys).place, closingJSON: text, range)
  }

  @inlinable @inline(__always)
  mutating func close(into output: inout ByteBuffer) {
    if last < 0 { output.append(UInt8(ascii: "{")) }
    // Braces, as many as are open.
    output.append(word: 0x7D7D_7D7D_7D7D_7D7D, depth &+ 1)
  }
}

extension JSONKeys {
  /// Writes a text of an array, up to the first byte that must be escaped; returns where that is, or the text's end, behind
  /// which stands the quote.
  @inlinable @inline(__always)
  func element(_ text: Span<UInt8>, _ range: ByteRange, isFirst: Bool, into output: inout ByteBuffer) -> Int {
    let start = isFirst ? comma.lower &+ 1 : comma.lower
    return output.append(self.text.span, ByteRange(start, comma.upper), closingJSON: text, range)
  }
}
