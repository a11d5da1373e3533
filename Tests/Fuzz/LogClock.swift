import Bytes
import Checks
import LogFormats
import Model

/// A whole log, cut in two: times do not depend on the cut, and nothing traps on the way to them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let log = Span(_unsafeElements: UnsafeBufferPointer(start: data, count: size))
  let (track, cut) = clockAndCut(of: log)
  var whole = track
  _ = whole.advance(over: log, 0..<size, at: 0)
  var parts = track
  _ = parts.advance(over: log, 0..<cut, at: 0)
  _ = parts.advance(over: log, cut..<size, at: UInt64(cut))
  precondition(whole.reading.year == parts.reading.year && whole.reading.month == parts.reading.month)
  return 0
}
