import Bytes
import MIME
import Model

/// A header block, and the input as one Received field.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let text = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  var block = HeaderBlock()
  block.parse(text)
  var parser = ReceivedParser()
  var field = ReceivedField()
  parser.parse(text, into: &field)
  _ = DateField(text, ByteRange(0, size))
  _ = AuthenticationResultsField(text, ByteRange(0, size))
  return 0
}
