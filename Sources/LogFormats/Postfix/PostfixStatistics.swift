import Bytes
import Model

/// Counters: `anvil`, `scache`, `verify` and the caches of postscreen, and smtpd's lines of exceeded limits.
enum PostfixStatistics {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("statistics: ", at: start) {
      event.action = .statistics
      parseCounter(line, from: Swift.min(start &+ 12, end), to: end, &event)
    } else if line.has("cache ", at: start) || line.has("close ", at: start) {
      event.action = .statistics
      event[.detail] = ByteRange(start, end)
    }
  }

  /// `max connection rate 3/60s for (smtp:203.0.113.7) at Apr  6 13:05:01`, `max cache size 3 at …`,
  /// `domain lookup hits=0 miss=1 success=0%`.
  private static func parseCounter(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event[.detail] = ByteRange(start, end)
    guard line.has("max ", at: start) else { return }
    var position = start &+ 4
    while position < end, !line[position].isDigit, line[position] != .ascii("="),
      line[position] != .ascii("(")
    {
      position &+= 1
    }
    guard position > start &+ 5, position < end, line[position].isDigit else { return }
    event[.limitName] = ByteRange(start &+ 4, position &- 1)
    event.limitValue = line.number(&position, to: end)
    guard let open = line.find(" for (", from: position, to: end),
      let close = line.find(") at ", from: open, to: end)
    else { return }
    setService(line, from: open &+ 6, to: close, &event)
  }

  /// `service:address`, where the service may be `127.0.0.1:2525` and the address IPv6.
  private static func setService(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard var colon = line.find(.ascii(":"), from: start, to: end) else { return }
    if line[start] == .ascii("["), let close = line.find("]:", from: start, to: end) {
      colon = close + 1
    }
    if line.find(.ascii("."), from: start, to: colon) != nil || line[start] == .ascii("["),
      let second = line.find(.ascii(":"), from: colon + 1, to: end)
    {
      colon = second
    }
    let service = ByteRange(start, colon)
    if line.has("submissions", at: start) || line.has("smtps", at: start) || line.equals("465", in: service) {
      event.networkProtocol = .submissions
    } else if line.has("submission", at: start) || line.equals("587", in: service) {
      event.networkProtocol = .submission
    } else if line.has("smtp", at: start) || line.equals("25", in: service) {
      event.networkProtocol = .smtp
    }
    let address = ByteRange(colon + 1, end)
    if line.isAddress(address) { event[.sourceIP] = address }
  }

  /// `Connection rate limit exceeded: 31 from name[ip] for service smtp`
  static func parseExceeded(
    _ line: Span<UInt8>, from start: Int, limit: Int, to end: Int, _ event: inout LogEvent
  ) {
    var position = limit + 17
    let value = line.number(&position, to: end)
    guard line.has(" from ", at: position), let peer = line.peer(at: position + 6, to: end) else { return }
    event.action = .rateLimit
    event.outcome = .failure
    event[.limitName] = ByteRange(start, limit)
    event.limitValue = value
    event.setSource(peer, in: line)
    if let service = line.find(" for service ", from: peer.end, to: end) {
      let name = service + 13
      if line.has("submissions", at: name) || line.has("smtps", at: name) {
        event.networkProtocol = .submissions
      } else if line.has("submission", at: name) {
        event.networkProtocol = .submission
      }
    }
  }
}
