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
    assert(index > last, "RecordWriter: columns go in the order of the schema, each once")
    let key = keys.keys[index]
    let common = Swift.min((key.groups ^ groups).leadingZeroBitCount >> 3, depth)
    if depth > common { output.append(closing: depth &- common) }
    let start = output.count
    output.append(keys.text.span, keys.places[index &* JSONKeys.levels &+ common])
    if last < 0 { output[start] = UInt8(ascii: "{") }
    groups = key.groups
    depth = key.depth
    last = index
  }

  @inlinable @inline(__always)
  mutating func close(into output: inout ByteBuffer) {
    if last < 0 { output.append(UInt8(ascii: "{")) }
    output.append(closing: depth &+ 1)
    self = JSONObject()
  }
}

extension ByteBuffer {
  @inlinable @inline(__always)
  mutating func append(closing count: Int) {
    for _ in 0..<count { append(UInt8(ascii: "}")) }
  }
}
