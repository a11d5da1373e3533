import Bytes
import Model

/// Lines of `master` and of the services without sessions; limits that any service reports.
enum DovecotDaemon {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if let reached = line.find(" reached", from: start, to: end) {
      if let limit = line.find("process_limit (", from: start, to: reached)
        ?? line.find("client_limit (", from: start, to: reached),
        let open = line.find(.ascii("("), from: limit, to: reached)
      {
        event.action = .serviceLimit
        event.outcome = .failure
        event[.limitName] = ByteRange(start, open > start ? open - 1 : open)
        var position = open + 1
        event.limitValue = line.number(&position, to: end)
        event[.reason] = ByteRange(start, end)
        return
      }
    }
    if line.has("Dovecot v", at: start) || line.has("Killed with signal ", at: start)
      || line.has("SIGHUP received", at: start) || line.has("Server shutting down", at: start)
      || line.has("Generating ", at: start) || line.has("SSL parameters regeneration", at: start)
      || line.has("master: ", at: start) || line.has("Killed", at: start)
      || line.has("ssl-build-param", at: start)
    {
      event.action = .service
      event[.detail] = ByteRange(start, end)
    } else if line.has("Time moved ", at: start) || line.has("Time jumped ", at: start) {
      event.action = .warning
      event[.reason] = ByteRange(start, end)
    }
  }
}
