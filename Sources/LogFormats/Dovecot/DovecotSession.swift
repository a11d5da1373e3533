import Bytes
import Model

/// Lines of a user's session: its end with the bytes moved, and what its plugins log.
enum DovecotSession {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    if line.has("Disconnected", at: start) || line.has("Logged out", at: start)
      || line.has("Connection closed", at: start) || line.has("Server shutting down", at: start)
    {
      event.action =
        line.find("Logged out", from: start, to: end) != nil ? .logout : .disconnect
      parseCounters(line, from: start, to: end, &event)
      return
    }
    if line.has("Successfully relayed message: ", at: start) {
      parseSubmission(line, from: start + 30, to: end, &event)
      return
    }
    if line.has("sieve: ", at: start) || line.has("msgid=", at: start) {
      DovecotDelivery.parse(line, from: start, to: end, &event)
      return
    }
    if line.has("proxy(", at: start) || line.has("quota: ", at: start) || line.has("Panic", at: start) {
      event.action = .service
      event[.detail] = ByteRange(start, end)
      return
    }
    for word in 0..<6 where isMailLog(line, word, at: start) {
      event.action = .service
      event[.detail] = ByteRange(start, end)
      if let box = line.find("box=", from: start, to: end) {
        event[.mailboxFolder] = ByteRange(box + 4, line.find(.ascii(","), from: box, to: end) ?? end)
      }
      return
    }
  }

  /// `from=<S>, size=N, id=<M>, nrcpt=N, reply=`250 2.0.0 Ok: queued as Q'`: submission gave it to its relay.
  private static func parseSubmission(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    event.action = .messageQueued
    event.outcome = .success
    event.isClientSide = true
    var position = start
    if line.has("from=", at: start), let sender = line.bracketed(at: start + 5, to: end) {
      event[.mailFrom] = sender.address
      position = sender.next
    }
    if let size = line.find(", size=", from: position, to: end) {
      var digits = size + 7
      event.size = line.number(&digits, to: end)
    }
    let reply = line.findLast(", reply=`", from: position, to: end) ?? end
    if let recipients = line.findLast(", nrcpt=", from: position, to: reply) {
      var digits = recipients + 8
      event.recipients = Int32(clamping: line.number(&digits, to: reply))
    }
    if let id = line.find(", id=", from: position, to: reply),
      let found = line.bracketed(at: id + 5, to: reply)
    {
      event[.messageID] = found.address
    }
    if reply < end,
      let read = Reply.read(line, from: reply + 9, to: line[end - 1] == .ascii("'") ? end - 1 : end)
    {
      event.setReply(read)
      event[.queuedAs] = Reply.queuedAs(line, read.text)
    }
  }

  /// Events of the mail_log plugin.
  private static func isMailLog(_ line: Span<UInt8>, _ word: Int, at start: Int) -> Bool {
    switch word {
    case 0: line.has("expunge: ", at: start)
    case 1: line.has("delete: ", at: start)
    case 2: line.has("copy ", at: start) || line.has("copy: ", at: start)
    case 3: line.has("save: ", at: start)
    case 4: line.has("Mailbox ", at: start) || line.has("undelete: ", at: start)
    default: line.has("flag_change: ", at: start) || line.has("append: ", at: start)
    }
  }

  /// `in=50 out=600`, `bytes=59/566` (1.x), `top=0/0, retr=1/4096, del=…` (POP3).
  private static func parseCounters(
    _ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    var reasonEnd = end
    if let position = line.find(" in=", from: start, to: end) {
      reasonEnd = position
      var index = position + 4
      event.bytesIn = line.number(&index, to: end)
      if line.has(" out=", at: index) {
        index += 5
        event.bytesOut = line.number(&index, to: end)
      }
    } else if let position = line.find(" bytes=", from: start, to: end) {
      reasonEnd = position
      var index = position + 7
      event.bytesIn = line.number(&index, to: end)
      if line.has("/", at: index) {
        index += 1
        event.bytesOut = line.number(&index, to: end)
      }
    } else if let position = line.find(" top=", from: start, to: end) {
      reasonEnd = position
      event.bytesOut = 0
      addBytes(line, of: "top=", from: position, to: end, &event)
      addBytes(line, of: "retr=", from: position, to: end, &event)
    }
    event[.reason] = ByteRange(start, reasonEnd)
    if reasonEnd < end { event[.detail] = ByteRange(reasonEnd + 1, end) }
  }

  /// Adds the bytes of `retr=count/bytes`.
  private static func addBytes(
    _ line: Span<UInt8>, of key: StaticString, from start: Int, to end: Int, _ event: inout LogEvent
  ) {
    guard let position = line.find(key, from: start, to: end),
      let slash = line.find(.ascii("/"), from: position, to: end)
    else { return }
    var index = slash + 1
    event.bytesOut &+= line.number(&index, to: end)
  }
}
