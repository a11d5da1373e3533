import Bytes
import Model

/// Lines of the local delivery agents: `local`, `virtual`, `pipe`, `error`, `retry`, `discard`, `spawn`.
enum PostfixAgent {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    switch line[start] {
    case .ascii("t"):
      if line.has("to=", at: start) {
        _ = PostfixDelivery.parse(line, from: start, to: end, &event)
        if event.status == .sent, event.has(.replyText), line.has("discarded", at: event[.replyText].lower) {
          event.status = .discarded
        }
      }
    case .ascii("p"):
      // local hands the recipient to another transport: passing <user> to transport=lmtp
      guard line.has("passing ", at: start), let recipient = line.address(at: start + 8, to: end),
        line.has(" to transport=", at: recipient.next)
      else { return }
      event.action = .redirect
      event.outcome = .success
      event[.rcptTo] = recipient.address
      event[.transport] = ByteRange(recipient.next + 14, end)
    default: break
    }
  }
}
