import Attachments

/// Content: its type, what acts in it, zip, compound files, Office packages, TNEF, RAR's records, and a name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  var limits = InspectionLimits()
  limits.members = 200
  limits.decodedBytes = 4 << 20
  let inspector = Inspector(limits: limits)
  let name = Array(bytes.prefix(64))
  let found = inspector.inspect(
    Content(bytes), names: [name], rawName: name, declaredType: "text/plain", digests: nil)
  precondition(!found.isEmpty)
  return 0
}
