import Bytes
import Model

/// Mail filters of Sendmail Switch (tag `MM`): `[Jilter Processor N - … - ADDRESS-QUEUEID] LEVEL log - key=value, …`.
enum SendmailSwitch {
  static func parse(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard line[start] == .ascii("["), let close = line.find("] ", from: start, to: end) else { return }
    var text = close &+ 2
    let isTrouble = line.has("ERROR", at: text) || line.has("WARN", at: text) || line.has("FATAL", at: text)
    if let dash = line.find(" - ", from: text, to: end) { text = dash &+ 3 }
    if let dash = line.findLast(.ascii("-"), from: start, to: close), close &- dash > 12 {
      let id = Reply.identifier(line, at: dash &+ 1, to: close)
      if !id.isNone, id.upper == close { event[.localID] = id }
    }
    if line.has("mtaqid=", at: text) {
      let id = Reply.identifier(line, at: text &+ 7, to: end)
      if !id.isNone { event[.localID] = id }
    }
    if event.has(.localID) { event.messageRole = .continues }
    guard line.has("mtaqid=", at: text) else {
      if isTrouble { event.setWarning(text, end) } else { event.setService(text, end) }
      return
    }
    event.action = .contentVerdict
    if let id = line.find(", msgid=<", from: text, to: end), let found = line.bracketed(at: id &+ 8, to: end)
    {
      event[.messageID] = found.address
    }
    if let sender = line.find(", from=<", from: text, to: end),
      let found = line.bracketed(at: sender &+ 7, to: end)
    {
      event[.mailFrom] = found.address
    }
    if let action = line.findLast(", action=", from: text, to: end) {
      let stop = SendmailFormat.tokenEnd(line, at: action &+ 9, to: end)
      if stop > action &+ 9 { event[.contentAction] = ByteRange(action &+ 9, stop) }
    }
    event[.detail] = ByteRange(text, end)
  }
}
