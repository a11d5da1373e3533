import Bytes
import Model

/// Lines of the programs that run the mail system: `master`, `postfix-script`, `tlsmgr`, `postlogd`, `tlsproxy`,
/// `trivial-rewrite`, `proxymap`, and the commands.
enum PostfixDaemon {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("d"):
      if line.has("daemon started", at: start) { setService(start, end, &event) }
    case .ascii("r"):
      if line.has("reload", at: start) || line.has("refreshing the Postfix", at: start)
        || line.has("rewriting ", at: start)
      {
        setService(start, end, &event)
      }
    case .ascii("t"):
      if line.has("terminating on signal ", at: start) || line.has("tlsmgr", at: start)
        || line.has("the Postfix mail system is ", at: start)
      {
        setService(start, end, &event)
      }
    case .ascii("s"):
      if line.has("starting the Postfix", at: start) || line.has("stopping the Postfix", at: start)
        || line.has("stop ", at: start) || line.has("starting ", at: start)
      {
        setService(start, end, &event)
      }
    case .ascii("a"), .ascii("w"), .ascii("m"), .ascii("p"), .ascii("n"), .ascii("o"):
      if line.has("aborting the Postfix", at: start) || line.has("waiting for the Postfix", at: start)
        || line.has("attempting to flush", at: start) || line.has("open database ", at: start)
      {
        setService(start, end, &event)
      }
    case .ascii("C"), .ascii("D"):
      if line.has("CONNECT ", at: start) || line.has("DISCONNECT ", at: start) {
        // tlsproxy: CONNECT from [ip]:port, DISCONNECT [ip]:port. The client's connection is postscreen's.
        guard let open = line.find(.ascii("["), from: start, to: end), let peer = line.peer(at: open, to: end)
        else {
          return
        }
        event.action = .service
        event[.detail] = ByteRange(start, line.has("C", at: start) ? start + 7 : start + 10)
        event.setSource(peer, in: line)
      }
    case .ascii("S"):
      if line.has("SMTP ", at: start) { setService(start, end, &event) }
    case .ascii("P"):
      if line.has("Postfix is ", at: start) || line.has("Postfix mail system", at: start) {
        setService(start, end, &event)
      }
    default: break
    }
  }

  private static func setService(_ start: Int, _ end: Int, _ event: inout LogEvent) {
    event.action = .service
    event.outcome = .success
    event[.detail] = ByteRange(start, end)
  }
}
