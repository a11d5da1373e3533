public import Bytes
public import Model

/// rspamd, through syslog (`<tag>; task; rspamd_task_write_log: …`) or in its own file
/// (`2026-02-01 10:00:01.100 #4711(normal) <tag>; task; …`).
///
/// The line of a scanned message is `id: <M>, qid: <Q>, ip: A, user: U, from: <S>, (default: T (reject): [18.5/15.0] [SYMBOLS]),
/// len: N, time: Tms, …, rcpts: <R>`. The Message-ID is the sender's text and stands before the rest, symbols quote
/// the message: the last `): [score/limit]` is the server's, and an id or address that stands there twice is not believed.
/// - Source: rspamd src/libserver/task.c: rspamd_task_write_log, `log_format` of conf/logging.inc; src/libserver/logger.
public enum RspamdFormat: NativeFormat {
  public static var name: StaticString { "rspamd" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("rspamd", in: program)
  }

  /// `#4711(normal) <tag>; `, behind the stamp.
  static func owns(_ line: Span<UInt8>) -> Bool {
    guard let next = workerEnd(line, from: 0, to: line.count) else { return false }
    return line.has("<", at: next)
      && line.find(">; ", from: next, to: Swift.min(line.count, next + 24)) != nil
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard envelope.program.isNone, !envelope.message.isEmpty else { return }
    let start = envelope.message.lower
    guard let next = workerEnd(line, from: start, to: line.count) else { return }
    var position = start + 1
    event.pid = Int32(clamping: line.number(&position, to: line.count))
    parseText(line, from: next, to: line.count, &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    var start = message.lower
    let end = message.upper
    if let next = workerEnd(line, from: start, to: end) {
      start = next
    } else if line.has("(", at: start),
      let close = line.find(") ", from: start, to: Swift.min(end, start + 20))
    {
      start = close + 2
    }
    parseText(line, from: start, to: end, &event)
  }

  /// The position behind `#4711(normal) `.
  private static func workerEnd(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    guard start + 6 < end, line[start] == .ascii("#"), line[start + 1].isDigit else { return nil }
    var index = start + 1
    while index < end, line[index].isDigit { index += 1 }
    guard index < end, line[index] == .ascii("("),
      let close = line.find(") ", from: index, to: Swift.min(end, index + 24))
    else { return nil }
    return close + 2
  }

  /// `<tag>; module; function: text`
  private static func parseText(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var text = start
    if line.has("<", at: start), let close = line.find(">; ", from: start, to: Swift.min(end, start + 32)) {
      text = close + 3
    }
    guard text < end else { return }
    if let result = line.find("rspamd_task_write_log: ", from: text, to: Swift.min(end, text + 48)) {
      parseResult(line, from: result + 23, to: end, &event)
    } else if let loaded = line.find("loaded message; id: <", from: text, to: Swift.min(end, text + 80)) {
      event.action = .service
      event[.detail] = ByteRange(text, end)
      if let size = line.findLast(">; size: ", from: loaded, to: end) {
        var position = size + 9
        event.size = line.number(&position, to: end)
        if let queue = line.findLast(">; queue-id: <", from: loaded, to: size) {
          setLocalID(line, ByteRange(queue + 14, size), &event)
          event[.messageID] = ByteRange(loaded + 21, queue)
        } else {
          event[.messageID] = ByteRange(loaded + 21, size)
        }
      }
    } else {
      AccessLine.setOther(line, ByteRange(text, end), &event)
    }
  }

  private static func setLocalID(_ line: Span<UInt8>, _ id: ByteRange, _ event: inout LogEvent) {
    guard !id.isEmpty, !line.equals("undef", in: id) else { return }
    event[.localID] = id
    event.messageRole = .continues
  }

  private static func parseResult(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    guard let scores = scores(line, from: start, to: end),
      let open = line.findLast(.ascii("("), from: start, to: scores)
    else {
      event.action = .service
      event[.detail] = ByteRange(start, end)
      return
    }
    event.action = .contentVerdict
    let action = ByteRange(open + 1, scores)
    event[.contentAction] = action
    event.outcome = line.equals("no action", in: action) ? .success : .failure
    var head = open
    if let named = line.findLast(" (", from: start, to: open), line.find(": ", from: named, to: open) != nil,
      open - named < 40
    {
      head = named
    }
    parseHead(line, from: start, to: head, &event)
    parseSymbols(line, from: scores + 3, to: end, &event)
  }

  /// The closing bracket of the action in the last `): [-1.50/15.00] [`.
  private static func scores(_ line: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var limit = end
    while let found = line.findLast("): [", from: start, to: limit) {
      var index = found + 4
      while index < end, line[index].isDigit || line[index] == .ascii(".") || line[index] == .ascii("-") {
        index += 1
      }
      if index > found + 4, index < end, line[index] == .ascii("/") || line[index] == .ascii("]") {
        return found
      }
      limit = found
    }
    return nil
  }

  /// `id: <M>, qid: <Q>, ip: A, user: U, from: <S>,`
  private static func parseHead(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    var idEnd = end
    var next = -1
    if let queue = line.find(", qid: <", from: start, to: end) {
      // Twice: one of them is the sender's.
      guard line.find(", qid: <", from: queue + 1, to: end) == nil,
        let close = line.find(.ascii(">"), from: queue, to: end)
      else { return }
      setLocalID(line, ByteRange(queue + 8, close), &event)
      idEnd = queue
      next = close + 1
    } else if let address = line.find(", ip: ", from: start, to: end) {
      guard line.find(", ip: ", from: address + 1, to: end) == nil else { return }
      idEnd = address
      next = address
    }
    if next >= 0, line.has(", ip: ", at: next) {
      let stop = line.find(.ascii(","), from: next + 6, to: end) ?? end
      AccessLine.setAddress(line, ByteRange(next + 6, stop), &event)
      next = stop
    }
    if next >= 0 { parseSender(line, from: next, to: end, &event) }
    if line.has("id: <", at: start), idEnd > start + 5 {
      let close = line.findLast(.ascii(">"), from: start + 5, to: idEnd) ?? idEnd
      let id = ByteRange(start + 5, close)
      if !line.equals("undef", in: id) { event[.messageID] = id }
    }
  }

  /// `, user: U, from: <S>,`
  private static func parseSender(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    let sender = line.find(", from: <", from: start, to: end)
    if line.has(", user: ", at: start) {
      let stop = sender ?? end
      event[.userName] = ByteRange(
        start + 8, stop > start + 8 && line[stop - 1] == .ascii(",") ? stop - 1 : stop)
    }
    if let sender {
      event[.mailFrom] = ByteRange(sender + 9, line.findLast(.ascii(">"), from: sender + 9, to: end) ?? end)
    }
  }

  /// `[1.5/15.0] [SYMBOL(1.00){…},…]), len: N, time: 5.2ms, …, rcpts: <a@b,c@d>`
  private static func parseSymbols(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent)
  {
    let size = line.find("), len: ", from: start, to: end) ?? line.find("], len: ", from: start, to: end)
    let listEnd = size ?? end
    event[.detail] = ByteRange(start, size.map { line[$0] == .ascii("]") ? $0 + 1 : $0 } ?? end)
    setResult(line, "R_SPF_", .spf, from: start, to: listEnd, &event)
    setResult(line, "R_DKIM_", .dkim, from: start, to: listEnd, &event)
    setResult(line, "DMARC_", .dmarc, from: start, to: listEnd, &event)
    setResult(line, "ARC_", .arc, from: start, to: listEnd, &event)
    guard let size else { return }
    var position = size + 8
    event.size = line.number(&position, to: end)
    if let recipients = line.find(" rcpts: <", from: position, to: end),
      let close = line.find(.ascii(">"), from: recipients, to: end)
    {
      event[.rcptTo] = ByteRange(recipients + 9, close)
      if line.find(.ascii(","), from: recipients, to: close) != nil { event.listStyle = .commas }
    }
  }

  private static func setResult(
    _ line: Span<UInt8>, _ prefix: StaticString, _ field: LogEvent.Field, from start: Int, to end: Int,
    _ event: inout LogEvent
  ) {
    var from = start
    while let found = line.find(prefix, from: from, to: end) {
      if line[found - 1] == .ascii(",") || line[found - 1] == .ascii("[") {
        event[field] = ByteRange(found, line.find(.ascii("("), from: found, to: end) ?? end)
        return
      }
      from = found + 1
    }
  }

  public static var samples: [LogSample] { ScannerSamples.rspamd }
}
