import Bytes
import LogFormats
import Model

/// One log line: header and format. Every range lies in the line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let line = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  var envelope = Envelope()
  var event = LogEvent()
  FormatRegistry.parse(line, Dialect(), &envelope, into: &event)
  for field in LogEvent.Field.allCases {
    let range = event[field]
    precondition(range.isNone || range.upper <= size, "a range beyond the line")
  }
  return 0
}
