public import Bytes

/// How far one JSON object has been written: which of its nested objects are open.
///
/// `key` closes what the next column is not in, opens what it is in, and writes its name; `close` closes the
/// rest. No allocation, no look back.
@usableFromInline
struct JSONObject: Sendable {
  @usableFromInline var groups: UInt64 = 0
  @usableFromInline var depth = 0
  /// Column written last; -1 before the first.
  @usableFromInline var last = -1

  @usableFromInline init() {}

  @inlinable @inline(__always)
  mutating func key(_ index: Int, of keys: borrowing JSONKeys, into output: inout ByteBuffer) {
    let start = output.count
    let place = place(of: index, keys, &output)
    let isFirst = last < 0
    last = index
    output.append(keys.text.span, place)
    // Nothing is closed before the first.
    if isFirst { output[start] = UInt8(ascii: "{") }
  }

  /// As `key`, and the value: a text in quotes, up to the first byte that must be escaped; returns where that is, or the
  /// text's end.
  @inlinable @inline(__always)
  mutating func key(
    _ index: Int, of keys: borrowing JSONKeys, _ text: Span<UInt8>, _ range: ByteRange,
    into output: inout ByteBuffer
  ) -> Int {
    let start = output.count
    let place = place(of: index, keys, &output)
    let isFirst = last < 0
    last = index
    let position = output.append(keys.text.span, place, quotingJSON: text, from: range.lower, to: range.upper)
    if isFirst { output[start] = UInt8(ascii: "{") }
    return position
  }

  /// Where the text before the value of the key stands; groups that end before it are closed.
  @inlinable @inline(__always)
  mutating func place(of index: Int, _ keys: borrowing JSONKeys, _ output: inout ByteBuffer) -> ByteRange {
    assert(index > last, "RecordWriter: columns go in the order of the schema, each once")
    let key = keys.keys[index]
    let common = Swift.min((key.groups ^ groups).leadingZeroBitCount >> 3, depth)
    if depth > common { output.append(closing: depth &- common) }
    groups = key.groups
    depth = key.depth
    return keys.places[index &* JSONKeys.levels &+ common]
  }

  @inlinable @inline(__always)
  mutating func close(into output: inout ByteBuffer) {
    if last < 0 { output.append(UInt8(ascii: "{")) }
    output.append(closing: depth &+ 1)
    self = JSONObject()
  }
}

extension ByteBuffer {
  /// Braces that close `count` objects; at most eight, as deep as names nest.
  @inlinable @inline(__always)
  mutating func append(closing count: Int) { append(word: 0x7D7D_7D7D_7D7D_7D7D, count) }
}
