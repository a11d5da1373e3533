public import Bytes
public import Model

/// SpamAssassin's spamd: `result: Y 12 - TESTS scantime=…,size=…,user=…,raddr=…,mid=<M>,…`, `identified spam (9.3/5.0) for
/// user:uid in 0.8 seconds, 512 bytes.`
public enum SpamdFormat: LogFormat {
  public static var name: StaticString { "spamd" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("spamd", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    var start = message.lower
    if line.has("spamd: ", at: start) { start += 7 }
    guard start < end else { return }
    if line.has("result: ", at: start) {
      parseResult(line, from: start + 8, to: end, &event)
    } else if line.has("identified spam ", at: start) || line.has("clean message ", at: start) {
      event.action = .contentVerdict
      let isSpam = line.has("i", at: start)
      event.outcome = isSpam ? .failure : .success
      event[.contentAction] = isSpam ? ByteRange(start + 11, start + 15) : ByteRange(start, start + 5)
      if let open = line.find(.ascii("("), from: start, to: end),
        let close = line.find(.ascii(")"), from: open, to: end)
      {
        event[.detail] = ByteRange(open + 1, close)
      }
      if let bytes = line.findLast(", ", from: start, to: end), line.has(" bytes", at: end - 7) {
        var position = bytes + 2
        event.size = line.number(&position, to: end)
      }
    } else if line.has("processing message ", at: start) || line.has("checking message ", at: start) {
      event.action = .service
      let id = start + (line.has("p", at: start) ? 19 : 17)
      if let found = line.bracketed(at: id, to: end) { event[.messageID] = found.address }
      event[.detail] = ByteRange(start, end)
    } else if isService(line, at: start) {
      event.action = .service
      event[.detail] = ByteRange(start, end)
    } else {
      event.action = .warning
      event[.reason] = ByteRange(start, end)
    }
  }

  private static func isService(_ line: Span<UInt8>, at start: Int) -> Bool {
    line.has("connection from ", at: start) || line.has("setuid to ", at: start)
      || line.has("prefork: ", at: start)
      || line.has("server ", at: start) || line.has("handled cleanup", at: start)
      || line.has("still running as root", at: start) || line.has("logger: ", at: start)
      || line.has("got connection", at: start) || line.has("handle_user", at: start)
      || line.has("child ", at: start)
      || line.has("Still running", at: start) || line.has("creating ", at: start)
      || line.has("info: ", at: start)
  }

  private static func parseResult(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard end - start > 4 else { return }
    event.action = .contentVerdict
    event[.contentAction] = ByteRange(start, start + 1)
    event.outcome = line[start] == .ascii("Y") ? .failure : .success
    var position = start + 1
    while position < end, line[position] == 32 { position += 1 }
    let score = position
    while position < end, line[position] != 32 { position += 1 }
    event[.detail] = ByteRange(score, position)
    if line.has(" - ", at: position) {
      let tests = position + 3
      let stop = line.find(32, from: tests, to: end) ?? end
      if stop > tests {
        event[.contentNames] = ByteRange(tests, stop)
        event.listStyle = .commas
      }
      position = stop
    }
    let size = FilterLine.value(line, of: "size=", from: position, to: end, stop: .ascii(","))
    if !size.isNone {
      var digits = size.lower
      event.size = line.number(&digits, to: size.upper)
    }
    if let id = line.find(",mid=<", from: position, to: end), let found = line.bracketed(at: id + 5, to: end)
    {
      event[.messageID] = found.address
    }
  }

  public static var samples: [LogSample] { FilterSamples.spamd }
}
