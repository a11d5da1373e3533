public import Bytes
public import Model

/// OpenDKIM (and dkim-filter before it): `QID: DKIM verification successful`, `QID: s=S d=D a=A SSL [error]`,
/// `QID: DKIM-Signature field added (s=S, d=D)`.
///
/// `email.authentication.dkim` holds the filter's words; the outcome says pass (`success`) or fail.
public enum OpenDKIMFormat: LogFormat {
  public static var name: StaticString { "opendkim" }

  public static func recognizes(program: ByteRange, in line: Span<UInt8>) -> Bool {
    line.equals("opendkim", in: program) || line.equals("dkim-filter", in: program)
  }

  public static func parse(
    _ line: Span<UInt8>, program: ByteRange, message: ByteRange, into event: inout LogEvent
  ) {
    let end = message.upper
    guard let start = FilterLine.queueID(line, message, &event) else {
      if line.has("OpenDKIM Filter", at: message.lower) || line.has("Sendmail DKIM Filter", at: message.lower)
        || line.has("terminating", at: message.lower) || line.has("configuration reloaded", at: message.lower)
      {
        event.action = .service
        event[.detail] = message
      } else if !message.isEmpty {
        event.action = .warning
        event[.reason] = message
      }
      return
    }
    let text = ByteRange(start, end)
    event[.dkim] = text
    event.action = .contentVerdict
    if line.has("DKIM verification successful", at: start) || line.has("DKIM-Signature", at: start) {
      event.outcome = .success
    } else if line.has("s=", at: start) {
      event.outcome = line.find(" error", from: start, to: end) == nil ? .success : .failure
    } else if line.has("bad signature", at: start) || line.has("signature verification failed", at: start)
      || line.has("key retrieval failed", at: start) || line.has("key revoked", at: start)
      || line.has("DKIM verification failed", at: start)
    {
      event.outcome = .failure
    } else if line.has("no signature data", at: start) {
      event.outcome = .unknown
    } else {
      // `host [ip] not internal`, `not authenticated`, `no signing table match for …`, …
      event.action = .service
      event[.dkim] = .none
      event[.detail] = text
    }
  }

  public static var samples: [LogSample] { FilterSamples.opendkim }
}
