import Model

/// A client as one host knows it.
struct HostClient: Hashable, Sendable {
  /// Number of the host in its group of detectors.
  var host: Int32
  var address: IPAddress
}
