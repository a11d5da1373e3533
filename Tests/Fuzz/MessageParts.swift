import Bytes
import MIME

/// A message taken apart, whole and in pieces: both must give the same; its fields, all transfer encodings, files in text.
private struct Tally: PartSink {
  var hash: UInt64 = 14_695_981_039_346_656_037
  var next = 0
  var bytes: [Int: UInt64] = [:]
  mutating func begin(_ part: PartInfo) -> Int {
    next += 1
    return next
  }
  mutating func data(_ bytes: Span<UInt8>, to slot: Int) {
    var value = self.bytes[slot, default: 7]
    for index in 0..<bytes.count { value = (value ^ UInt64(bytes[index])) &* 1_099_511_628_211 }
    self.bytes[slot] = value
  }
  mutating func end(_ part: PartInfo, slot: Int) {
    hash = (hash ^ bytes[slot, default: 7] ^ part.length ^ part.offset) &* 1_099_511_628_211
    for name in part.header.names { hash = (hash ^ UInt64(name.text.count)) &* 1_099_511_628_211 }
  }
}

private func walk(_ text: Span<UInt8>, pieces: Int) -> UInt64 {
  var block = HeaderBlock()
  block.parse(text)
  var sink = Tally()
  let walker = PartWalker()
  walker.begin(header: text.extracting(0..<block.bodyStart), bodyAt: UInt64(block.bodyStart), into: &sink)
  var place = block.bodyStart
  while place < text.count {
    let end = min(text.count, place + pieces)
    walker.consume(text.extracting(place..<end), into: &sink)
    place = end
  }
  walker.finish(into: &sink)
  return sink.hash
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let text = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  _ = MediaField(text)
  let whole = walk(text, pieces: 1 << 20)
  precondition(walk(text, pieces: 1 + size % 7) == whole, "the cuts change what is found")
  return 0
}
