import Bytes
import Checks
import LogFormats
import Model

/// A description of a log format, and the rest of the input as lines of it. Its records are what their styles promise.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let input = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  let cut = input.find(0) ?? size
  var dialect = Dialect()
  do throws(LineFormatFile.Fault) {
    dialect.described = try LineFormatFile.read(input.extracting(0..<cut)).number
  } catch {
    return 0
  }
  var envelope = Envelope()
  var event = LogEvent()
  let line = input.extracting(cut..<size)
  FormatRegistry.parse(line, dialect, &envelope, into: &event)
  check.check(event, line, at: .none)
  return 0
}

nonisolated(unsafe) private var check = RecordCheck()
