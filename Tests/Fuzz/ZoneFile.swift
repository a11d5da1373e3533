import LogFormats
import Model

/// A zoneinfo file. Whatever is accepted answers for every time.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  guard let zone = ZoneInfo(tzif: bytes, name: "") else { return 0 }
  for seconds in [Int64.min, -1 << 41, -1, 0, 1_711_846_800, 1_730_000_000, 4_000_000_000, 1 << 41, .max] {
    let stretch = zone.stretch(at: seconds)
    precondition(stretch.from <= seconds && seconds <= stretch.until, "a stretch beside its time")
    _ = zone.utc(fromLocal: seconds)
    _ = zone.utc(fromLocal: seconds, later: true)
  }
  return 0
}
