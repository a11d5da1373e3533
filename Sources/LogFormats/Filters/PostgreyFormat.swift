public import Bytes
public import Model

/// postgrey: `[QID: ]action=greylist, reason=new, client_name=N, client_address=A, sender=S, recipient=R`.
///
/// A verdict, no reject: smtpd logs the refusal itself, or lets the message in.
public enum PostgreyFormat: LogFormat {
  public static var name: StaticString { "postgrey" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("postgrey", in: program) || line.equals("postfix/postgrey", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    let start = FilterLine.queueID(line, message, &event) ?? message.lower
    guard line.has("action=", at: start) else {
      parseOther(line, ByteRange(start, end), &event)
      return
    }
    event.action = .contentVerdict
    let action = FilterLine.value(line, of: "action=", from: start, to: end, stop: .ascii(","))
    event[.contentAction] = action
    event.outcome = line.equals("pass", in: action) ? .success : .failure
    event[.reason] = FilterLine.value(line, of: "reason=", from: start, to: end, stop: .ascii(","))
    let client = FilterLine.value(line, of: "client_name=", from: start, to: end, stop: .ascii(","))
    if !client.isNone, !line.equals("unknown", in: client) { event[.sourceDomain] = client }
    var address = FilterLine.value(line, of: "client_address=", from: start, to: end, stop: .ascii(","))
    if let prefix = address.isNone ? nil : line.find(.ascii("/"), from: address.lower, to: address.upper) {
      address = ByteRange(address.lower, prefix)
    }
    if !address.isNone, line.isAddress(address) { event[.sourceIP] = address }
    // The sender's text comes last but one: the recipient is the last of its kind.
    var limit = end
    if let recipient = line.findLast(", recipient=", from: start, to: end) {
      event[.rcptTo] = ByteRange(recipient + 12, end)
      limit = recipient
    }
    if let sender = line.find(", sender=", from: start, to: limit) {
      event[.mailFrom] = ByteRange(sender + 9, limit)
    }
    let delay = FilterLine.value(line, of: "delay=", from: start, to: limit, stop: .ascii(","))
    if !delay.isNone {
      var position = delay.lower
      event.delayMicroseconds = line.seconds(&position, to: delay.upper)
    }
  }

  private static func parseOther(_ line: Span<UInt8>, _ text: ByteRange, _ event: inout LogEvent) {
    guard !text.isEmpty else { return }
    let isTrouble =
      line.has("Couldn't", at: text.lower) || line.has("ignoring garbage", at: text.lower)
      || line.has("unrecognized request", at: text.lower)
      || line.find("aborting", from: text.lower, to: text.upper) != nil
      || line.has("warning: ", at: text.lower) || line.has("fatal: ", at: text.lower)
      || line.has("ERROR", at: text.lower) || line.has("FATAL", at: text.lower)
    event.action = isTrouble ? .warning : .service
    event[isTrouble ? .reason : .detail] = text
  }

  public static var samples: [LogSample] { FilterSamples.postgrey }
}
