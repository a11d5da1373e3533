import Bytes
import LogFormats

/// A line of a container runtime or the journal. What comes out is one line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let head = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  var line = ByteBuffer()
  _ = UnwrappedLine.decode(head, as: .journalExport, into: &line)
  precondition(line.span.find(10) == nil, "a line end inside a line")
  // The other forms are lines themselves.
  let first = head.extracting(0..<(head.find(10) ?? size))
  for wrapping in [Wrapping.detect(head), .dockerJSON, .journalJSON, .cri] {
    _ = UnwrappedLine.decode(first, as: wrapping, into: &line)
    precondition(line.span.find(10) == nil, "a line end inside a line")
  }
  return 0
}
