import ArgumentParser

/// `--timezone ZONE` for all hosts, or `--timezone HOST=ZONE` for one.
struct ZoneOption: ExpressibleByArgument, Equatable, Sendable {
  /// Nil for all hosts that have no zone of their own.
  var host: String?
  /// A name of the zoneinfo (`Europe/Berlin`), or an offset (`+01:00`, `Z`).
  var zone: String

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "=") else {
      if argument.isEmpty { return nil }
      host = nil
      zone = argument
      return
    }
    host = String(argument[..<sign])
    zone = String(argument[argument.index(after: sign)...])
    if host == "" || zone.isEmpty { return nil }
  }
}

/// `--host NAME=PATH`: the logs under this path are that host's. `--host NAME`, of `grep`: only that host's lines.
struct HostOption: ExpressibleByArgument, Equatable, Sendable {
  var name: String
  /// Nil for a name alone.
  var path: String?

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "=") else {
      if argument.isEmpty { return nil }
      name = argument
      path = nil
      return
    }
    name = String(argument[..<sign])
    path = String(argument[argument.index(after: sign)...])
    if name.isEmpty || path == "" { return nil }
  }
}
