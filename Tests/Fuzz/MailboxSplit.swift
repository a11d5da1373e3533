import Bytes
import Mailbox

private struct Places: MessageSink {
  var offsets: [UInt64] = []
  mutating func end(_ message: MailboxMessage, header: Span<UInt8>) { offsets.append(message.offset) }
}

/// A mailbox: its messages lie in order and are the same however the stream is cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let bytes = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  let kind = MailboxKind.sniff(bytes)
  func places(_ piece: Int) -> [UInt64] {
    var splitter = MailboxSplitter(kind: kind)
    var sink = Places()
    var start = 0
    while start < size {
      splitter.consume(bytes.extracting(start..<min(size, start + piece)), into: &sink)
      start += piece
    }
    splitter.finish(into: &sink)
    return sink.offsets
  }
  let whole = places(size)
  precondition(whole == places(max(1, size / 3)) && whole == whole.sorted())
  return 0
}
