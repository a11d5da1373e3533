public import Bytes
public import Model

/// OpenDMARC: `QID: example.com pass`, `QID: SPF(mailfrom): example.com pass`.
public enum OpenDMARCFormat: LogFormat {
  public static var name: StaticString { "opendmarc" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("opendmarc", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    guard let start = FilterLine.queueID(line, message, &event) else {
      if line.has("OpenDMARC Filter", at: message.lower) || line.has("terminating", at: message.lower) {
        event.action = .service
        event[.detail] = message
      } else if let space = line.find(" ignoring ", from: message.lower, to: end), space > message.lower {
        event.action = .service
        event[.localID] = Reply.identifier(line, at: message.lower, to: space)
        event[.detail] = ByteRange(space + 1, end)
      } else if !message.isEmpty {
        event.action = .warning
        event[.reason] = message
      }
      return
    }
    guard start < end else { return }
    let last = (line.findLast(.ascii(" "), from: start, to: end) ?? start - 1) + 1
    let result = ByteRange(last, end)
    guard isResult(line, result) else {
      event.action = .service
      event[.detail] = ByteRange(start, end)
      return
    }
    event.action = .contentVerdict
    event.outcome =
      line.equals("pass", in: result) ? .success : line.equals("fail", in: result) ? .failure : .unknown
    event[line.has("SPF(", at: start) ? .spf : .dmarc] = result
    if last > start { event[.detail] = ByteRange(start, last - 1) }
  }

  private static func isResult(_ line: Span<UInt8>, _ word: ByteRange) -> Bool {
    line.equals("pass", in: word) || line.equals("fail", in: word) || line.equals("none", in: word)
      || line.equals("softfail", in: word) || line.equals("neutral", in: word)
      || line.equals("temperror", in: word)
      || line.equals("permerror", in: word) || line.equals("bestguesspass", in: word)
  }

  public static var samples: [LogSample] { FilterSamples.opendmarc }
}
