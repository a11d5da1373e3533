import Bytes
import LogFormats
import Model

/// A whole source: its dialect from its head, headers inside it, every line by the system that owns it. Every range lies
/// in its line.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let source = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  var dialect = Dialect.detect(source)
  var memo = HeaderMemo()
  var envelope = Envelope()
  var event = LogEvent()
  var start = 0
  while start < size {
    let end = source.find(10, from: start) ?? size
    let line = source.extracting(start..<end)
    start = end + 1
    if dialect.hasHeaders, !line.isEmpty, line[0] == UInt8(ascii: "#"),
      let next = FormatRegistry.header(line, dialect)
    {
      dialect = next
    }
    if dialect.isSyslog {
      FormatRegistry.parse(line, &memo, &envelope, into: &event)
    } else {
      FormatRegistry.parse(line, dialect, &envelope, into: &event)
    }
    for field in LogEvent.Field.allCases {
      let range = event[field]
      precondition(range.isNone || range.upper <= line.count, "a range beyond the line")
    }
  }
  return 0
}
