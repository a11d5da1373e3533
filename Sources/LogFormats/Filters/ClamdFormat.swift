public import Bytes
public import Model

/// ClamAV's `clamd`, through syslog or in its own file (`Mon Dec 30 19:09:59 2024 -> text`): `instream(…): NAME FOUND`.
///
/// - Source: clamav clamd/scanner.c, clamd/session.c (`logg` of `FOUND`), common/output.c (the file's stamp).
public enum ClamdFormat: NativeFormat {
  public static var name: StaticString { "clamd" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("clamd", in: program) || line.equals("freshclam", in: program)
  }

  static func owns(_ line: Span<UInt8>) -> Bool {
    line.has("-> ", at: 0)
      || line.count > 12 && line.has(" FOUND", at: line.count - 6)
        && line.find(": ", to: line.count - 6) != nil
  }

  static func parse(
    _ line: Span<UInt8>, _ dialect: Dialect, _ envelope: Envelope, into event: inout LogEvent
  ) {
    guard envelope.program.isNone else { return }
    var start = envelope.message.lower
    if line.has("-> ", at: start) {
      start += 3
    } else if !owns(line.extracting(start..<line.count)) {
      return
    }
    parseText(line, from: start, to: line.count, &event)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    parseText(line, from: message.lower, to: message.upper, &event)
  }

  private static func parseText(_ line: Span<UInt8>, from start: Int, to end: Int, _ event: inout LogEvent) {
    guard start < end else { return }
    if end - start > 8, line.has(" FOUND", at: end - 6),
      let colon = line.findLast(": ", from: start, to: end - 6)
    {
      event.action = .contentVerdict
      event.outcome = .failure
      event[.contentAction] = ByteRange(end - 5, end)
      event[.contentNames] = ByteRange(colon + 2, end - 6)
      event[.detail] = ByteRange(start, colon)
    } else if end - start > 4, line.has(": OK", at: end - 4) {
      event.action = .contentVerdict
      event.outcome = .success
      event[.contentAction] = ByteRange(end - 2, end)
      event[.detail] = ByteRange(start, end - 4)
    } else if line.has("ERROR: ", at: start) || line.has("WARNING: ", at: start) || line.has("^", at: start)
      || line.has("!", at: start) || line.has("LibClamAV ", at: start)
    {
      event.action = .warning
      event[.reason] = ByteRange(start, end)
    } else {
      event.action = .service
      event[.detail] = ByteRange(start, end)
    }
  }

  public static var samples: [LogSample] { ScannerSamples.clamd }
}
