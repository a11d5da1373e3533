import Model

/// A client as one host knows it.
struct HostClient: Hashable, ListKey {
  /// Number of the host in its group of detectors.
  var host: Int32
  var address: IPAddress

  @inline(__always)
  var mixed: UInt64 { address.mixed(with: UInt64(UInt32(bitPattern: host))) }
}
